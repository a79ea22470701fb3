"""The tables of a body's year-end statements: one a statement, and what of the year before is restated."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import NamedTuple

from pctfinance.consolidation.statements import OPERATING_COSTS, StatementPart
from pctfinance.consolidation.statements_compared import Compared, marks_words
from pctfinance.money import Unit, show_money
from pctfinance.present.duties_report import TONES, share_shown
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row

__all__ = [
    "Beside",
    "part_shown",
    "restated_shown",
    "since_words",
]

_TONES = {status.words: tone for status, tone in TONES.items()}
_NAMED = 6
"""So many events are named; of the others there is the number."""


class Beside(NamedTuple):
    """Whose statements they are, of when, and beside what.

    `published_as` is as what the year before was issued, `since` what its book took in behind that.
    """

    name: str
    period: str
    basis: str
    before: str = ""
    published_as: str = ""
    since: tuple[str, ...] = ()


class _Column(NamedTuple):
    """A column of a statement: its heading, and what stands in it of each line."""

    heading: Heading
    of: Callable[[Compared], str]


def part_shown(part: StatementPart, lines: Sequence[Compared], beside: Beside) -> Shown:
    """One statement as a table: this year, the year before, and what that was published as.

    >>> part = StatementPart("cash_limit", "Cash limit", (), "met")
    >>> part_shown(part, (), Beside("Barnet PCT", "2011-12 M12", "outturn")).title
    'Cash limit: Barnet PCT'
    """
    columns = tuple(_columns(lines, beside))
    rows = []
    for each, after in zip_longest(lines, lines[1:]):
        line = each.line
        strong = line.total or (
            part.code == OPERATING_COSTS and after is not None and after.line.level > line.level
        )
        name = ("\u00a0\u00a0" * line.level) + line.words
        cells = [name, *(column.of(each) for column in columns)]
        rows.append(row(cells, total=line.total, tone=Tone.STRONG if strong else Tone.PLAIN))
    return Shown(
        title=f"{part.heading}: {beside.name}",
        subtitle=f"£000, {beside.period}, {beside.basis}",
        headings=(Heading("", Align.LEFT, wraps=True), *(column.heading for column in columns)),
        rows=tuple(rows),
        lead=ShownCell(f"Status: {part.status}", _TONES[part.status]) if part.status else None,
        notes=tuple(_notes(part, lines, beside)),
        empty=f"Not made: {part.reason}." if part.reason else "No lines.",
    )


def _columns(lines: Sequence[Compared], beside: Beside) -> Iterator[_Column]:
    year, before = beside.period.split()[0], beside.before
    now = any(each.line.cost_pence is not None for each in lines)
    then = any(each.prior_sides.is_known for each in lines)
    said = any(each.is_restated for each in lines)
    above = "\n" if now or then or said else ""
    if now:
        yield _Column(Heading(f"Cost\n{year}"), lambda each: _amount(each.line.cost_pence))
        yield _Column(Heading(f"Income\n{year}"), lambda each: _amount(each.line.income_pence))
    yield _Column(
        Heading(f"Net\n{year}" if now else f"{above}{year}"),
        lambda each: _value(each.line.value, each.line.unit),
    )
    if then:
        yield _Column(Heading(f"Cost\n{before}"), lambda each: _amount(each.prior_sides.cost_pence))
        yield _Column(
            Heading(f"Income\n{before}"), lambda each: _amount(each.prior_sides.income_pence)
        )
    if before:
        yield _Column(
            Heading(f"Net\n{before}" if then else f"{above}{before}"),
            lambda each: _value(each.prior, each.line.unit),
        )
    if said:
        yield _Column(
            Heading(f"As published\n{'net ' if then else ''}{before}"),
            lambda each: _value(each.said, each.line.unit) if each.is_restated else "",
        )
        yield _Column(Heading("", Align.LEFT), lambda each: "restated" if each.is_restated else "")
    if any(each.marks for each in lines):
        yield _Column(Heading("", Align.LEFT), lambda each: each.marks)


def _notes(part: StatementPart, lines: Sequence[Compared], beside: Beside) -> Iterator[str]:
    if part.reason and lines:
        yield _sentence(part.reason)
    if part.remark:
        yield _sentence(part.remark)
    if any(each.is_restated for each in lines):
        yield f"As published: {beside.published_as}."
    if said := marks_words(lines):
        yield f"{said}."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def since_words(since: Sequence[str], before: str) -> str:
    """What the book of the year before took in since it was published, in one sentence.

    >>> since_words(["allocation, letter 9, of 1 May 2012 (event 8)"], "2011-12")
    'Recorded since in the book of 2011-12: allocation, letter 9, of 1 May 2012 (event 8).'
    """
    if not since:
        return (
            f"Nothing that moves a figure was recorded since in the book of {before}: what changed is "
            "how its figures are put together."
        )
    more = len(since) - _NAMED
    named = [*since[:_NAMED], *([f"and {more} more"] if more > 0 else [])]
    return f"Recorded since in the book of {before}: {'; '.join(named)}."


def restated_shown(
    restated: Iterable[tuple[StatementPart, Sequence[Compared]]], beside: Beside
) -> Shown:
    """Every comparative that was restated: as published, now, by how much, and what came between.

    >>> beside = Beside("Barnet PCT", "2012-13 M12", "outturn", "2011-12", "as signed on 7 June 2012")
    >>> restated_shown([], beside).title
    'Comparatives of 2011-12 that are restated: Barnet PCT'
    """
    rows = []
    for part, lines in restated:
        for each in lines:
            for change in each.changes:
                values = (change.said, change.prior, change.by)
                shown = (_value(value, each.line.unit) for value in values)
                rows.append(row([f"{part.heading}: {change.words}", *shown]))
    return Shown(
        title=f"Comparatives of {beside.before} that are restated: {beside.name}",
        subtitle="£000",
        headings=(
            Heading("Statement and line", Align.LEFT, wraps=True),
            *(Heading(text) for text in ("As published", "Restated", "Restated by")),
        ),
        rows=tuple(rows),
        notes=(
            f"As published: {beside.published_as}.",
            since_words(beside.since, beside.before),
        ),
    )


def _amount(pence: int | None) -> str:
    return show_money(pence, Unit.THOUSANDS)


def _value(value: int | str | None, unit: str) -> str:
    if unit == "share":
        return share_shown(None if value is None else Fraction(value))
    if value is None or isinstance(value, str):
        return "-"
    return f"{value:,}" if unit == "number" else _amount(value)
