"""The tables of a report on the position of delegates. None of them has a status: there is no duty."""

from collections.abc import Callable, Iterator

from pctfinance.consolidation.delegate_positions import DelegateLine
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.gaps import months_in_words
from pctfinance.money import show_exact
from pctfinance.present.delegate_figures import DelegateFigures
from pctfinance.present.delegated import pounds
from pctfinance.present.shown import (
    Align,
    Heading,
    Shown,
    ShownCell,
    ShownRow,
    Tone,
    row,
    up_to,
)

__all__ = ["gaps_of", "missing_words", "tables_of"]

_Measure = tuple[str, Callable[[DelegateLine], int | None]]

_ANNUAL: tuple[_Measure, ...] = (
    ("Annual budget, recurrent", lambda one: one.recurrent_pence),
    ("Annual budget, non-recurrent", lambda one: one.non_recurrent_pence),
)
_TO_DATE: tuple[_Measure, ...] = (
    ("Budget to date", lambda one: one.line.budget_ytd_pence),
    ("Actual to date", lambda one: one.line.actual_ytd_pence),
    ("Variance to date", lambda one: one.line.variance_ytd_pence),
)
_FORECAST: tuple[_Measure, ...] = (
    ("Forecast outturn", lambda one: one.line.forecast_pence),
    ("Forecast variance", lambda one: one.line.variance_forecast_pence),
    ("Last month's forecast", lambda one: one.line.last_forecast_pence),
    ("Movement in forecast", lambda one: one.line.movement_pence),
)
_MEASURES: dict[Basis, tuple[_Measure, ...]] = {
    Basis.YTD: (*_ANNUAL, *_TO_DATE),
    Basis.FORECAST: (*_ANNUAL, *_TO_DATE, *_FORECAST),
    Basis.OUTTURN: (
        *_ANNUAL,
        ("Outturn", lambda one: one.line.actual_ytd_pence),
        ("Variance", lambda one: one.line.variance_ytd_pence),
    ),
}
_BASES = {
    Basis.YTD: "year to date",
    Basis.FORECAST: "forecast outturn",
    Basis.OUTTURN: "outturn",
}


def tables_of(report: DelegateFigures) -> tuple[Shown, ...]:
    """The view of one delegate, or the list of all, and how each body's figures divide.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").delegate_position("07M", "M08")
    >>> [shown.title for shown in tables_of(report)]
    ['07M NHS Barnet CCG: position by PCT, 2011-12 M08 (November 2011)']
    """
    first = _one(report) if report.delegate else _all(report)
    return (first, _reconciled(report)) if report.splits else (first,)


def missing_words(line: DelegateLine, word: str) -> str:
    """Which actuals of a cell are missing, in words; empty where what was spent is known.

    Args:
        line: the cell.
        word: what a delegate is called.

    >>> from pctfinance.consolidation.delegate_positions import sum_of_cells
    >>> missing_words(sum_of_cells([], "acute"), "CCG")
    ''
    """
    if line.line.actual_ytd_pence is not None:
        return ""
    if not line.reported:
        return f"no actuals by {word}"
    return f"no actuals by {word} for {months_in_words(line.lacking)}"


def gaps_of(report: DelegateFigures) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Whose actuals are missing: body, delegate, which in words, and the categories' names.

    >>> from pctfinance.book import Book
    >>> list(gaps_of(Book.in_memory("2011-12", group="NCL").delegate_positions("M08")))
    []
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in report.lines:
        if said := missing_words(one, report.words.delegate):
            names = found.setdefault((one.body, one.delegate, said), [])
            names.append(report.categories.name(one.category))
    for key, names in found.items():
        yield (*key, tuple(names))


def _one(report: DelegateFigures) -> Shown:
    words, delegate = report.words, report.delegate
    bodies = report.bodies(delegate)
    lines: list[ShownRow] = []
    for code in report.categories.ordered(one.category for one in report.cells(delegate)):
        name = report.categories.name(code)
        sums = [report.cells(delegate, body=body, category=code) for body in bodies]
        cells = [found[0] if found else None for found in sums]
        lines += _block(report, name, [*cells, report.total(delegate, category=code)])
    if lines:
        totals = [report.total(delegate, body=body) for body in bodies]
        lines += _block(report, "All categories", [*totals, report.total(delegate)], total=True)
    return Shown(
        title=(
            f"{report.name_of(delegate)}: position by {words.body}, {report.period} "
            f"({report.period.name})"
        ),
        subtitle=_subtitle(report),
        headings=(
            Heading("Category", Align.LEFT, wraps=True),
            Heading("", Align.LEFT),
            *(Heading(body) for body in bodies),
            Heading("Sum of\ncells"),
        ),
        rows=tuple(lines),
        notes=tuple(_notes(report)),
    )


def _block(
    report: DelegateFigures, name: str, cells: list[DelegateLine | None], *, total: bool = False
) -> Iterator[ShownRow]:
    """The rows of one category: a measure each, a column a body, the sum last."""
    for place, (label, measure) in enumerate(_MEASURES[report.basis]):
        shown = [_cell(one, measure) if one else "" for one in cells]
        tone = Tone.STRONG if total else Tone.PLAIN
        yield row(["" if place else name, label, *shown], tone=tone, total=total and not place)


def _cell(one: DelegateLine, measure: Callable[[DelegateLine], int | None]) -> str | ShownCell:
    pence = measure(one)
    return ShownCell("not known", Tone.OPEN) if pence is None else pounds(pence)


def _all(report: DelegateFigures) -> Shown:
    words = report.words
    annual: _Measure = ("Annual budget", lambda one: one.line.budget_pence)
    # Last month's forecast and its movement are in the view of each, and in the DataFrame.
    measures = (annual, *_MEASURES[report.basis][len(_ANNUAL) :][: len(_TO_DATE) + 2])
    lines: list[ShownRow] = []
    for delegate in report.delegates:
        bodies = report.bodies(delegate)
        rows = [(body, report.total(delegate, body=body)) for body in bodies]
        if len(bodies) > 1:
            rows.append(("Sum of cells", report.total(delegate)))
        for place, (body, one) in enumerate(rows):
            whose = "" if place else report.name_of(delegate)
            shown = [_cell(one, measure) for _, measure in measures]
            tone = Tone.STRONG if place and body == "Sum of cells" else Tone.PLAIN
            lines.append(row([whose, body, *shown], tone=tone))
    return Shown(
        title=(
            f"{report.group.code} {report.group.name}: position of {words.delegates}, "
            f"{report.period} ({report.period.name})"
        ),
        subtitle=_subtitle(report),
        headings=(
            Heading(words.delegate, Align.LEFT, wraps=True),
            Heading(words.body, Align.LEFT),
            *(Heading(label.replace(" ", "\n", 1)) for label, _ in measures),
        ),
        rows=tuple(lines),
        notes=tuple(_notes(report)),
    )


def _subtitle(report: DelegateFigures) -> str:
    known = up_to(report.known_at)
    return f"£, {_BASES[report.basis]}{known}; favourable positive, (adverse)"


def _notes(report: DelegateFigures) -> Iterator[str]:
    words = report.words
    yield (
        f"No duty is tested here and nothing has a status: the {words.body} stays accountable for "
        f"every pound that it delegated. A sum of cells is a sum; no {words.body} may use another's."
    )
    if report.lines:
        yield (
            f"Budgets fall over the months by the {words.body}'s profile of the category, from April "
            "on, whenever they were delegated."
        )
    for body, delegate, said, names in gaps_of(report):
        yield f"{body}, {delegate}: {said} ({', '.join(names)}); nothing was shared out."
    for delegate, others in report.elsewhere.items():
        yield (
            f"{delegate}: the register shows it in {', '.join(map(report.name_of, others))} too, no "
            f"{words.body} of this book; what is delegated there is in another book."
        )
    if report.contains_synthetic:
        yield "Contains synthetic figures, which have no published source."


def _reconciled(report: DelegateFigures) -> Shown:
    words = report.words
    notes = [
        f"{split.body}: {split.gap}; what was reported is shown."
        for split in report.splits
        if split.gap
    ]
    notes += [
        f"{split.body}: the two sides differ by {show_exact(pence)}."
        for split in report.splits
        for pence in (split.budget.difference_pence, split.difference_pence)
        if pence
    ]
    return Shown(
        title=f"How each {words.body}'s budget and actuals divide",
        subtitle=f"£; delegated + retained + reserves = budget; by {words.delegate} + other = actual",
        headings=(
            Heading(words.body, Align.LEFT, wraps=True),
            Heading("Delegated"),
            Heading("Retained"),
            Heading("Reserves"),
            Heading("Budget"),
            Heading(f"Reported\nby {words.delegate}"),
            Heading("Other\nactual"),
            Heading("Actual\nto date"),
        ),
        rows=tuple(
            row(
                [
                    split.body,
                    *map(
                        pounds,
                        (
                            split.budget.delegated_pence,
                            split.budget.retained_pence,
                            split.budget.reserves_pence,
                            split.budget.budget_pence,
                            split.by_delegate_pence,
                            split.rest_pence,
                            split.actual_pence,
                        ),
                    ),
                ]
            )
            for split in report.splits
        ),
        notes=tuple(notes),
    )
