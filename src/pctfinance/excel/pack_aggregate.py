"""The rows below the bodies of a duty: their sum, which is not pooled, and what nets in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pctfinance.consolidation.aggregate import Aggregate
from pctfinance.consolidation.duties import DutyStatus
from pctfinance.excel.pack_cells import NO_VALUE, known_total
from pctfinance.excel.pack_measures import Measure
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_status import STATUS_WORDS, group_status_formula, group_status_words
from pctfinance.rulebooks import Words

__all__ = ["STATUS_STYLES", "AggregateRow", "YearLimits", "write_aggregate"]

STATUS_STYLES = ("left", "indent1")
"""How a status stands in its cell."""

_NOT_TESTED = STATUS_WORDS[DutyStatus.NOT_TESTED]


class YearLimits(NamedTuple):
    """The limit of the year, in pence: confirmed, anticipated, and both; `None` where not known."""

    confirmed_pence: int | None
    anticipated_pence: int | None
    expected_pence: int | None


class AggregateRow(NamedTuple):
    """The row of an aggregate, and its amounts in pence; `None` where they are of nothing."""

    row: int
    limit_pence: int | None
    charged_pence: int | None
    variance_pence: int | None


def write_aggregate(
    page: Page,
    first: int,
    total: Aggregate,
    year: YearLimits,
    *,
    measure: Measure,
    words: Words,
) -> AggregateRow:
    """Write the aggregate, whose net has no colour and decides nothing, then its two parts.

    Where no body was tested the sums are of nothing, and each is a dash.

    Args:
        page: the sheet, below the rows of the bodies.
        first: the first of those rows.
        total: the aggregate.
        year: the limits of the year over the bodies.
        measure: what the table shows of the charge.
        words: the words of the year.

    >>> from pctfinance.consolidation.aggregate import aggregate
    >>> from pctfinance.consolidation.duties import Duty, DutyResult
    >>> from pctfinance.excel.pack_measures import VARIANCE
    >>> from pctfinance.rulebooks import Rulebook
    >>> words, page = Rulebook.packaged("2011-12").words, Page.unsaved()
    >>> page.row = 3
    >>> over = aggregate(Duty.CASH, [DutyResult("5A9", Duty.CASH, 9, 11)])
    >>> write_aggregate(page, 2, over, YearLimits(9, 0, 9), measure=VARIANCE, words=words)
    AggregateRow(row=3, limit_pence=9, charged_pence=11, variance_pence=-2)
    >>> page.row
    6
    """
    return _Writer(page, first, page.row - 1, total).write(year, measure, words)


@dataclass(frozen=True)
class _Writer:
    """What writing one aggregate takes; the bodies stand in the rows `first` to `last`."""

    page: Page
    first: int
    last: int
    total: Aggregate

    def write(self, year: YearLimits, measure: Measure, words: Words) -> AggregateRow:
        """Write every row."""
        page, total, row = self.page, self.total, self.page.row
        some = "tested bodies only" if total.tested_count else "no body tested"
        part = f", {some}" if total.not_tested else ""
        page.paragraph(f"Aggregate (not pooled){part}", "total", last="B")
        limit = self._amount("C", total.limit_pence, self._of_tested("C"))
        charged = self._amount("D", total.charged_pence, self._of_tested("D"))
        variance = None
        if measure.is_share:
            measure.write(page, limit, charged, "total")
        else:
            net = f"ROUND(E{row + 1}+E{row + 2},2)"
            variance = self._amount("E", total.variance_pence, net)
        self._status(measure, words)
        for column, pence in zip("HIJ", year, strict=True):
            cells = f"{column}{self.first}:{column}{self.last}"
            page.money(column, pence, "total", formula=known_total(cells, total.bodies_count))
        page.mark("total", synthetic=total.synthetic)
        page.row += 1
        if not measure.is_share:
            self._gross("gross underspends", total.underspends_pence, ">0")
            self._gross("gross overspends", total.overspends_pence, "<0")
        return AggregateRow(row, limit, charged, variance)

    def _status(self, measure: Measure, words: Words) -> None:
        text = group_status_words(self.total, words, measure.met)
        formula = group_status_formula(self.first, self.last, words, measure.met)
        self.page.merge("F", "G", "total", "wrap", *STATUS_STYLES)
        self.page.words("F", text, formula, "total", "wrap", *STATUS_STYLES)
        self.page.make_room(text, "F", "G")

    def _gross(self, label: str, pence: int, sign: str) -> None:
        page = self.page
        page.paragraph(label, "quiet", "line", "indent1", last="B")
        page.fill("CDFGHIJK", "line")
        cells = f"E{self.first}:E{self.last}"
        self._amount("E", pence, f'ROUND(SUMIF({cells},"{sign}"),2)', ("quiet", "line"))
        page.row += 1

    def _of_tested(self, column: str) -> str:
        """The sum of a column over the bodies that were tested: aggregates compare like with like."""
        cells = f"{column}{self.first}:{column}{self.last}"
        return f'ROUND(SUMIF({self._statuses},"<>{_NOT_TESTED}",{cells}),2)'

    @property
    def _statuses(self) -> str:
        return f"F{self.first}:F{self.last}"

    def _amount(
        self, column: str, pence: int, expression: str, styles: Sequence[str] = ("total",)
    ) -> int | None:
        """Write an amount of the tested bodies; where there is none, it is not known."""
        known = pence if self.total.tested_count else None
        tested = f'COUNTIF({self._statuses},"<>{_NOT_TESTED}")>0'
        formula = f'=IF({tested},{expression},"{NO_VALUE}")'
        self.page.money(column, known, *styles, formula=formula)
        return known
