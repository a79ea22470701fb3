"""Two ways to hold a charge against a limit: the variance, and the share of the year's limit.

A limit to date exists for revenue alone. A charge to date on capital or cash has only the limit of
the whole year beside it: their difference is no variance, and to be within it is no duty met.
"""

from dataclasses import dataclass
from types import MappingProxyType

from pctfinance.consolidation.duties import Basis, Duty, DutyResult, DutyStatus, LimitBasis
from pctfinance.consolidation.position import Position
from pctfinance.excel.pack_cells import difference, share, share_formula
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_status import (
    INCOMPLETE,
    STATUS_WORDS,
    YEARS_LIMIT,
    charge_status_formula,
    status_formula,
)

__all__ = ["BASIS_WORDS", "COLOURS", "SHARE", "VARIANCE", "Measure", "duties_shown", "measure_of"]

BASIS_WORDS: MappingProxyType[Basis, str] = MappingProxyType(
    {
        Basis.YTD: "year to date",
        Basis.FORECAST: "forecast outturn for the year",
        Basis.OUTTURN: "outturn of the year",
    }
)
"""What a basis is called."""

COLOURS: MappingProxyType[str, str] = MappingProxyType(
    {
        STATUS_WORDS[DutyStatus.BREACH]: "bad",
        STATUS_WORDS[DutyStatus.NOT_TESTED]: "open",
        INCOMPLETE: "open",
        STATUS_WORDS[DutyStatus.MET]: "good",
    }
)
"""The style of a status, by how it begins."""

_INDICATIVE = "Indicative: the duty is one of the whole year, and only the outturn settles it."
_BESIDE = "The charge to date beside the limit of the whole year. "


@dataclass(frozen=True)
class Measure:
    """What a table of a duty shows of a charge, in the columns E and F; see `VARIANCE`, `SHARE`.

    `met` is what the status of a charge within the limit is called.
    """

    heading: str
    status_heading: str
    met: str
    is_share: bool

    def note(self, basis: Basis) -> str:
        """What is to be said above a table, or nothing.

        >>> VARIANCE.note(Basis.FORECAST)
        'Indicative: the duty is one of the whole year, and only the outturn settles it.'
        >>> VARIANCE.note(Basis.OUTTURN)
        ''
        """
        if basis is Basis.OUTTURN:
            return ""
        return f"{_BESIDE if self.is_share else ''}{_INDICATIVE}"

    def status(self, result: DutyResult) -> str:
        """The status of one body's duty, in words.

        >>> result = DutyResult("5A9", Duty.CASH, 100, 60)
        >>> VARIANCE.status(result), SHARE.status(result)
        ('Met', "year's limit")
        """
        return self.met if result.status is DutyStatus.MET else STATUS_WORDS[result.status]

    def status_formula(self, row: int) -> str:
        """The formula that gives the same words from the columns C, D and E of a row."""
        if self.is_share:
            return charge_status_formula(f"C{row}", f"D{row}")
        return status_formula(f"E{row}")

    def write(
        self, page: Page, limit_pence: int | None, charged_pence: int | None, *styles: str
    ) -> None:
        """Write column E from the columns C and D of the page's row."""
        limit, charged = f"C{page.row}", f"D{page.row}"
        if self.is_share:
            part = share(charged_pence, limit_pence)
            page.share("E", part, *styles, formula=share_formula(charged, limit))
            return
        known = limit_pence is not None and charged_pence is not None
        variance = (limit_pence or 0) - (charged_pence or 0) if known else None
        page.money("E", variance, *styles, formula=difference(limit, charged))


VARIANCE = Measure("Variance", "  Status", STATUS_WORDS[DutyStatus.MET], is_share=False)
"""The limit less the charge, and whether the duty is met."""

SHARE = Measure("Of the year's limit", "  Held against", YEARS_LIMIT, is_share=True)
"""How much of the year's limit is charged to date: neither a variance nor a duty met."""


def measure_of(position: Position, duty: Duty) -> Measure:
    """How one duty of a position is shown.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> measure_of(one_body(), Duty.REVENUE) is VARIANCE
    True
    """
    bases = {body.duty(duty).limit_basis for body in position.bodies}
    return SHARE if position.basis is Basis.YTD and bases != {LimitBasis.YTD} else VARIANCE


def duties_shown(position: Position, *, first: bool) -> tuple[Duty, ...]:
    """The duties that a pack shows of a position.

    Behind the position that the report is about, only those that have a variance.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> [duty.name for duty in duties_shown(one_body(), first=False)]
    ['REVENUE']
    """
    return tuple(
        duty for duty in position.duties if first or measure_of(position, duty) is VARIANCE
    )
