"""Who is competent, and which offices may sign: what the gate of decisions judges by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pctfinance.errors import UsageError
from pctfinance.ledger.offices import office_key
from pctfinance.money import show_exact

__all__ = ["OFFICERS", "Competent", "Officer", "Rules", "office_key", "officers_of"]

OFFICERS = "officers-stated"
"""The kind of the book's statement that names the officers of an authority."""

Competent = Callable[[str, date], tuple[str, ...]]
"""The codes of the authorities that must all approve what a body does on a day."""


class Officer(NamedTuple):
    """An office of an authority that may approve: up to what amount, and in which days.

    `limit_pence` of `None` is no limit; both days are included.

    >>> Officer("LON", "Director of Finance, NHS London", 100).refusal(200, date(2011, 11, 1))
    'Director of Finance, NHS London of LON may sign up to £1, not £2'
    """

    authority: str
    office: str
    limit_pence: int | None = None
    valid_from: date = date.min
    valid_to: date = date.max

    def refusal(self, pence: int, on: date) -> str:
        """Why this office may not approve an amount on a day; empty where it may."""
        who = f"{self.office} of {self.authority}"
        if not self.valid_from <= on <= self.valid_to:
            return f"{who} is in office from {self.valid_from} to {self.valid_to}, not on {on}"
        if self.limit_pence is not None and pence > self.limit_pence:
            limit = show_exact(self.limit_pence)
            return f"{who} may sign up to {limit}, not {show_exact(pence)}"
        return ""


def officers_of(statement: Mapping[str, Any]) -> tuple[Officer, ...]:
    """The officers that a statement of the book names.

    Raises:
        UsageError: the statement cannot be one.

    >>> officers_of({"kind": OFFICERS, "authority": "LON", "officers": [
    ...     ["Director of Finance, NHS London", None, "2011-10-03", "2013-03-31"]]})[0].limit_pence
    """
    made = []
    for office, limit, first, last in statement["officers"]:
        if not office_key(office) or (limit is not None and limit < 0) or first > last:
            raise UsageError(
                f"{office!r} with the limit {limit} from {first} to {last} can be no officer",
                hint="name the office, a limit in pence or none, and its first and last day",
            )
        days = date.fromisoformat(first), date.fromisoformat(last)
        made.append(Officer(statement["authority"], office, limit, *days))
    return tuple(made)


@dataclass(frozen=True)
class Rules:
    """What decisions are judged by.

    `stated` holds the officers of an authority as they were stated, each with the number of that
    statement in the book: the last statement about an authority before an event counts for it.
    `bodies` are those that the book has ledgers of. `loan_covers` says whether the approval of a
    loan covers the repayments that its schedule names.

    >>> rules = Rules(lambda body, on: ("LON",), frozenset({"5A9"}))
    >>> rules.officers("LON", before=7)
    ()
    """

    competent: Competent
    bodies: frozenset[str]
    stated: tuple[tuple[int, str, tuple[Officer, ...]], ...] = ()
    loan_covers: bool = False

    @classmethod
    def of(
        cls,
        competent: Competent,
        bodies: Iterable[str],
        statements: Iterable[tuple[int, str, Mapping[str, Any]]],
        *,
        loan_covers: bool = False,
    ) -> "Rules":
        """The rules of a book: from its statements, each with its number and time.

        >>> Rules.of(lambda body, on: (), ["5A9"], []).stated
        ()
        """
        stated = tuple(
            (sequence, content["authority"], officers_of(content))
            for sequence, _, content in statements
            if content.get("kind") == OFFICERS
        )
        return cls(competent, frozenset(bodies), stated, loan_covers)

    def officers(self, authority: str, before: int) -> tuple[Officer, ...]:
        """The officers of an authority as they stood before an event of that number."""
        last: tuple[Officer, ...] = ()
        for sequence, of, officers in self.stated:
            if of == authority and sequence < before:
                last = officers
        return last

    def needed(self, bodies: Iterable[str], on: date) -> tuple[str, ...]:
        """The authorities that must all approve what touches these bodies on a day, in order.

        Empty where a body has none: then nobody can approve, and nobody's approval is enough.
        """
        by_body = [self.competent(body, on) for body in bodies]
        return tuple(dict.fromkeys(a for found in by_body for a in found)) if all(by_body) else ()

    def officer_refusal(self, authority: str, office: str, pence: int, on: date, at: int) -> str:
        """Why an office may not approve for an authority; empty where it may.

        Args:
            authority: its code.
            office: the words that the approval is signed with.
            pence: what it approves.
            on: the day of the approval.
            at: the number of the approval in the book.
        """
        officers = self.officers(authority, before=at)
        if not officers:
            return f"no officers of {authority} are stated in this book"
        same = [o for o in officers if office_key(o.office) == office_key(office)]
        refusals = [officer.refusal(pence, on) for officer in same]
        if not same:
            return f"{office!r} is no office of {authority} that may sign"
        return "" if "" in refusals else refusals[0]
