"""The columns of a monthly report by category: a tree whose subtotals stand above their parts."""

from collections.abc import Iterator, Sequence

from pctfinance.consolidation.categories import CategoryLine, sum_lines
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.money import Rounding, Unit, round_column, show_money, show_rounded
from pctfinance.present.position_words import group_word, subtitle
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, row
from pctfinance.rulebooks import Words

__all__ = ["category_table", "indented"]

_UNIT = Unit.THOUSANDS
_INDENT = "\u00a0\u00a0"


def indented(line: ReportLine) -> str:
    r"""The name of a category, set in by its depth in the tree; a parent's own figures say so.

    >>> from pctfinance.consolidation.categories import CategoryLine
    >>> from pctfinance.consolidation.rag import Colour, Trend, Worst
    >>> from pctfinance.consolidation.recurrence import Split
    >>> acute = CategoryLine("acute", 12, 0, 8, 9, 13, None, phased=False, synthetic=False)
    >>> good, same = Worst(Colour.GREEN), Worst(Trend.SAME)
    >>> row = ReportLine("acute", "Acute", "acute", 1, False, acute, Split(), good, good, same)
    >>> indented(row)
    '\xa0\xa0Acute (itself)'
    """
    itself = " (itself)" if line.code == line.parent else ""
    return f"{_INDENT * line.depth}{line.name}{itself}"


def category_table(position: Position, words: Words) -> Shown:
    """Every column of a monthly report, for a group or for one body.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> table = category_table(book.position("2011-12 M08", group="5K7"), book.rulebook.words)
    >>> [row.cells[0].text for row in table.rows][-1]
    'Against the revenue limit'
    """
    report = position.report_lines()
    lines = [each.line for each in report if not each.subtotal]
    total = sum_lines("total", lines)
    outturn = position.basis is Basis.OUTTURN
    names = _OUTTURN_COLUMNS if outturn else _COLUMNS
    columns = {name: _footing(report, total, name) for name in names}
    rows = [
        row(
            [indented(each), *(columns[name][index] for name in names)],
            tone=Tone.STRONG if each.subtotal else Tone.PLAIN,
        )
        for index, each in enumerate(report)
    ]
    sums = [columns[name][-1] for name in names]
    rows.append(row(["All budgets", *sums], tone=Tone.STRONG, total=True))
    rows += _down_to_the_limit(position, total, tuple(names))
    movement = "Movement: last month's forecast less this month's; an improvement is positive."
    whose = "Budgets by category"
    if position.level != "body":
        whose += f": the {words.bodies} of the {group_word(position, words)} together, not pooled"
    return Shown(
        title=whose,
        subtitle=subtitle(position),
        headings=(
            Heading("Category", Align.LEFT),
            *(Heading(names[name]) for name in names),
        ),
        rows=tuple(rows),
        notes=("Columns are rounded so that they add up.", *(() if outturn else (movement,))),
    )


def _footing(report: Sequence[ReportLine], total: CategoryLine, name: str) -> tuple[str, ...]:
    """One column and, last, its total, rounded so that the column adds up; unknown where any is.

    A subtotal is then the sum of what is shown below it.
    """
    amounts: list[int | None] = [getattr(each.line, name) for each in report]
    if getattr(total, name) is None:
        return (*(show_money(amount, _UNIT) for amount in amounts), "-")
    leaves = [at for at, each in enumerate(report) if not each.subtotal]
    known = [amounts[at] or 0 for at in leaves]
    column = round_column(known, _UNIT, 0, Rounding.FOOTING)
    cells = dict(zip(leaves, column.shown, strict=True))
    for at, each in enumerate(report):
        if each.subtotal:
            below = (place for place in _below(report, at) if place in leaves)
            cells[at] = sum(column.shown[leaves.index(place)] for place in below)
    shown = [
        show_rounded(cells[at], negative=(amount or 0) < 0 and cells[at] <= 0)
        for at, amount in enumerate(amounts)
    ]
    return (*shown, show_rounded(column.total, negative=sum(known) < 0 and column.total <= 0))


def _below(report: Sequence[ReportLine], at: int) -> Iterator[int]:
    """The places of the rows below one in the tree: those that follow and stand deeper."""
    for place in range(at + 1, len(report)):
        if report[place].depth <= report[at].depth:
            return
        yield place


def _down_to_the_limit(
    position: Position, total: CategoryLine, names: Sequence[str]
) -> Iterator[ShownRow]:
    """What stands between the budgets and the limit, so that the table ties to the one above."""
    held = [body.balances for body in position.bodies]
    limit = sum(balances.limit() for balances in held)
    parts = (
        ("Reserves", sum(balances.reserves for balances in held)),
        ("Planned surplus", sum(balances.planned_surplus for balances in held)),
        ("less anticipated", -sum(body.anticipated_limit_pence for body in position.bodies)),
    )
    for name, pence in parts:
        if pence:
            yield row([name, show_money(pence, _UNIT), *[""] * (len(names) - 1)], total=True)
    charge, variance = ("forecast_pence", "variance_forecast_pence")
    if position.basis is Basis.OUTTURN:
        charge, variance = ("actual_ytd_pence", "variance_ytd_pence")
    charged: int | None = getattr(total, charge)
    known = {
        "budget_pence": limit,
        charge: charged,
        variance: None if charged is None else limit - charged,
    }
    cells = [show_money(known[name], _UNIT) if name in known else "" for name in names]
    yield row(["Against the revenue limit", *cells], tone=Tone.STRONG, total=True)


_COLUMNS = {
    "budget_pence": "Annual\nbudget",
    "budget_ytd_pence": "Budget\nto date",
    "actual_ytd_pence": "Actual\nto date",
    "variance_ytd_pence": "Variance\nto date",
    "forecast_pence": "Forecast\noutturn",
    "variance_forecast_pence": "Forecast\nvariance",
    "last_forecast_pence": "Last\nforecast",
    "movement_pence": "Movement",
}
_OUTTURN_COLUMNS = {
    "budget_pence": "Annual\nbudget",
    "actual_ytd_pence": "Outturn",
    "variance_ytd_pence": "Variance",
}
