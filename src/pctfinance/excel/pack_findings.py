"""The exceptions and notes of the pack, each named in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Level
from pctfinance.excel.pack_measures import BASIS_WORDS
from pctfinance.excel.pack_page import Page

__all__ = ["EXCEPTIONS_UNIT", "Told", "told", "told_of", "write_exceptions", "write_notes"]

EXCEPTIONS_UNIT = "(amounts in pounds)"
"""What a heading over exceptions adds: their amounts are exact, and not in the unit of the tables."""

_LABELS = {Level.ERROR: "ERROR", Level.BREACH: "BREACH", Level.WARNING: "Warning"}


class Told(NamedTuple):
    """A finding, and the basis that it holds on where the pack shows more than one."""

    finding: Finding
    basis: str = ""

    @property
    def bodies(self) -> str:
        """The codes of the bodies that it is about, in one text; empty where it names none."""
        return (self.finding.where and self.finding.where.body) or ""

    @property
    def text(self) -> str:
        """Who it is about, on which basis, what is told, and what to do: as a sentence.

        >>> Told(Finding("duty.breach", Level.BREACH, "Cash limit: over"), "year to date").text
        'Year to date: Cash limit: over'
        """
        about = ", ".join(part for part in (self.bodies, self.basis) if part)
        before = f"{about}: " if about else ""
        hint = f" ({self.finding.hint})" if self.finding.hint else ""
        text = f"{before}{self.finding.message}{hint}"
        return f"{text[:1].upper()}{text[1:]}"

    def is_about(self, code: str) -> bool:
        """Whether it names a body.

        >>> from pctfinance.errors import Where
        >>> where = Where(body="5A9, 5C1")
        >>> Told(Finding("budget.unphased", Level.NOTE, "twelfths", where)).is_about("5C1")
        True
        """
        return code in self.bodies.split(", ")


def told(positions: Sequence[Position]) -> tuple[Told, ...]:
    """The findings of every position in the pack: what all of them find is told once.

    >>> from dataclasses import replace
    >>> from pctfinance.consolidation.duties import Basis
    >>> from pctfinance.excel.pack_examples import one_body
    >>> over, late = (Finding("usage", Level.NOTE, message) for message in ("over", "late"))
    >>> year = replace(one_body(), findings=(over, late))
    >>> [row.text for row in told([year, replace(year, basis=Basis.YTD, findings=(late,))])]
    ['Forecast outturn for the year: over', 'Late']
    """
    return tuple(_told(positions))


def told_of(code: str, findings: Iterable[Told]) -> tuple[Told, ...]:
    """The findings about one body, as its own sheet tells them: without a list of bodies.

    >>> from pctfinance.errors import Where
    >>> late = Finding("usage", Level.NOTE, "late", Where(body="5A9, 5C1"))
    >>> [row.text for row in told_of("5A9", [Told(late), Told(replace(late, where=None))])]
    ['Late']
    """
    return tuple(
        row._replace(finding=replace(row.finding, where=None))
        for row in findings
        if row.is_about(code)
    )


def _told(positions: Sequence[Position]) -> Iterator[Told]:
    shared = [
        finding
        for finding in positions[0].findings
        if all(finding in other.findings for other in positions)
    ]
    for position in positions:
        for finding in position.findings:
            if finding not in shared:
                yield Told(finding, BASIS_WORDS[position.basis])
    yield from map(Told, shared)


def write_exceptions(page: Page, findings: Iterable[Told]) -> None:
    """Write every finding that somebody must look at: errors and breaches first.

    >>> page = Page.unsaved()
    >>> write_exceptions(page, [Told(Finding("duty.breach", Level.BREACH, "Cash limit: over"))])
    >>> page.row
    2
    """
    order = list(_LABELS)
    rows = [row for row in findings if row.finding.level in _LABELS]
    first = page.row
    for row in sorted(rows, key=lambda row: order.index(row.finding.level)):
        page.text("A", _LABELS[row.finding.level], "strong", "line")
        page.paragraph(row.text, "line", first="B")
        page.row += 1
    if rows:
        page.colour(f"A{first}:A{page.row - 1}", {"BREACH": "bad", "ERROR": "bad"})
    else:
        page.text("A", "None.")
        page.row += 1


def write_notes(page: Page, findings: Iterable[Told], *notes: str) -> None:
    """Write the notes that every such sheet has, and the findings that ask for nothing.

    >>> page = Page.unsaved()
    >>> write_notes(page, [], "The cluster has no limit.")
    >>> page.row
    2
    """
    said = [row.text for row in findings if row.finding.level is Level.NOTE]
    for text in (*notes, *said):
        page.paragraph(text)
        page.row += 1
