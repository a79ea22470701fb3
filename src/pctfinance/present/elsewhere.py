"""Who of a group a report has nothing of: members in other books, and bodies that left the group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pctfinance.bodies import Body
from pctfinance.errors import Finding, Level, Where

__all__ = ["NOBODY", "Elsewhere"]

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Those of a group that a report does not have, as it says them in notes, findings and for programs.

    `here` is how many bodies of the group the report has. `left` are bodies of this book that were
    members earlier in the year, and `of` says what of them is missing.

    >>> gone = Elsewhere("NCL", "2011-12 M08", 1, left=(Body("5K8", "Islington PCT"),))
    >>> gone.notes
    ('Left NCL during the year, and in nothing here: 5K8.',)
    >>> [finding.code for finding in gone.findings]
    ['register.left-group']
    """

    group: str = ""
    period: str = ""
    here: int = 0
    not_in_book: tuple[Body, ...] = ()
    left: tuple[Body, ...] = ()
    of: str = "what it has is no part of this report"

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said below a table: a sentence for those in other books, one for those that left."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        if self.not_in_book:
            yield f"{self._absent}; they are in nothing here: {_names(self.not_in_book)}."
        if self.left:
            yield f"Left {self.group} during the year, and in nothing here: {_names(self.left)}."

    @property
    def _absent(self) -> str:
        many = len(self.not_in_book)
        return f"{many} of the {many + self.here} bodies of {self.group} are not in this book"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A warning for the members in other books, and one for each body that left."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        if self.not_in_book:
            yield Finding(
                "register.not-in-book",
                Level.WARNING,
                f"{self._absent}, so its list is not whole: {_names(self.not_in_book)}",
                Where(period=self.period),
                "look at the books that hold them",
            )
        for body in self.left:
            yield Finding(
                "register.left-group",
                Level.WARNING,
                f"{body.name} left {self.group} during the year; {self.of}",
                Where(body=body.code, period=self.period),
                "ask for it by its own code",
            )

    def document(self) -> dict[str, list[str]]:
        """The same for programs: the codes."""
        return {
            "not_in_book": [body.code for body in self.not_in_book],
            "left": [body.code for body in self.left],
        }


def _names(bodies: Sequence[Body]) -> str:
    """The codes, the first of them where there are many."""
    more = len(bodies) - _NAMED
    names = ", ".join(body.code for body in bodies[:_NAMED])
    return names + (f" and {more} more" if more > 0 else "")


NOBODY = Elsewhere()
"""A report that has every member of its group, or that is about one body."""
