"""The note of each duty as the accounts of one body show it, and of what is tested beside duties.

Three limits and full cost recovery are statutory duties. A control total is administrative and better
payment practice is a target: neither is ever a breach. Every note is of one body; there is none of
a group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, Duty, DutyResult
from pctfinance.errors import looked_up
from pctfinance.ledger.charges import charge_sign
from pctfinance.ledger.figures import Amount, Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.opening_breaks import OpeningBreak

__all__ = [
    "DutyNote",
    "NoteKind",
    "NoteLine",
    "NoteStatus",
    "by_ledger",
    "capital_parts",
    "limit_note",
]


class NoteKind(StrEnum):
    """What a note is about, in the order of the accounts."""

    REVENUE = "revenue_resource_limit"
    CAPITAL = "capital_resource_limit"
    CASH = "cash_limit"
    FULL_COST = "full_cost_recovery"
    CONTROL_TOTAL = "control_total"
    BETTER_PAYMENT = "better_payment_practice"

    @property
    def heading(self) -> str:
        """The note's name as a heading.

        >>> NoteKind.FULL_COST.heading
        'Full cost recovery'
        """
        return self.value.replace("_", " ").capitalize()

    @property
    def is_statutory(self) -> bool:
        """Whether it is a duty.

        >>> [kind.value for kind in NoteKind if not kind.is_statutory]
        ['control_total', 'better_payment_practice']
        """
        return self not in (NoteKind.CONTROL_TOTAL, NoteKind.BETTER_PAYMENT)


class NoteStatus(StrEnum):
    """What a note says in the end: only a duty can be a breach; a target is met or missed."""

    MET = "met"
    BREACH = "breach"
    MISSED = "missed"
    NOT_TESTED = "not_tested"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """The status as it is printed.

        >>> NoteStatus.NOT_TESTED.words
        'not tested'
        """
        return "BREACH" if self is NoteStatus.BREACH else self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a note: what it is, and its value; `None` where it is not known.

    `unit` is `pence`, `number` or `share`, a share being an exact fraction. A line that is `total`
    stands below a rule; one that is `synthetic` rests on a figure without a published source.
    """

    code: str
    words: str
    value: int | Fraction | None
    unit: str = "pence"
    total: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class DutyNote:
    """One note of one body: its lines, its status, and why it was not tested, if it was not."""

    body: str
    kind: NoteKind
    lines: tuple[NoteLine, ...]
    status: NoteStatus
    reason: str = ""
    remark: str = ""
    synthetic: bool = False

    def value(self, code: str) -> int | Fraction | None:
        """The value of one line.

        Raises:
            NotInReportError: the note has no such line.

        >>> note = DutyNote("5A9", NoteKind.CASH, (NoteLine("limit", "Cash limit", 5),), NoteStatus.MET)
        >>> note.value("limit")
        5
        """
        return looked_up({line.code: line.value for line in self.lines}, code, "line")


_CHARGED = {
    Duty.REVENUE: "Total net operating cost for the financial year",
    Duty.CAPITAL: "Charge against the capital resource limit",
    Duty.CASH: "Total charge to cash limit",
}
_PARTS = {
    "additions": "Gross capital expenditure",
    "disposals-book-value": "Less: net book value of assets disposed of",
    "grants": "Less: capital grants",
    "donations": "Less: donations towards the acquisition of non-current assets",
}
_BASIS = {
    Basis.YTD: {"financial year": "year to date"},
    Basis.FORECAST: {"for the financial year": "for the financial year, as forecast"},
    Basis.OUTTURN: {"": ""},
}


def limit_note(
    result: DutyResult, basis: Basis, parts: Mapping[str, Amount] | None = None
) -> DutyNote:
    """The note of one limit: what was charged, the limit, and the under- or overspend.

    An underspend is positive; zero is met.

    Args:
        result: the duty of one body.
        basis: what was charged: to date, as forecast, or as the year turned out.
        parts: of the capital resource limit what its charge is made of, by category.

    >>> from pctfinance.consolidation.duties import LimitBasis
    >>> note = limit_note(DutyResult("5A9", Duty.REVENUE, 100, 100), Basis.OUTTURN)
    >>> [(line.words, line.value) for line in note.lines]
    [('Total net operating cost for the financial year', 100), ('Revenue resource limit', 100), ('Underspend/(overspend) against revenue resource limit', 0)]
    >>> note.status.value
    'met'
    """
    kind = NoteKind(result.duty.value)
    charged = _CHARGED[result.duty]
    for usual, words in _BASIS[basis].items():
        charged = charged.replace(usual, words) if usual else charged
    if basis is not Basis.OUTTURN and result.duty is not Duty.REVENUE:
        charged += " to date" if basis is Basis.YTD else ", as forecast"
    limit = kind.heading
    if result.limit_basis.value != "annual":
        limit += " to date"
    found = dict(parts or {}) if result.charged_pence is not None else {}
    made = tuple(
        NoteLine(
            code,
            words,
            charge_sign(Limit.CAPITAL, code) * found[code].pence,
            synthetic=found[code].synthetic,
        )
        for code, words in _PARTS.items()
        if code in found
    )
    return DutyNote(
        result.body,
        kind,
        (
            *made,
            NoteLine(
                "charged",
                charged,
                result.charged_pence,
                total=bool(made),
                synthetic=result.charge_synthetic,
            ),
            NoteLine("limit", limit, result.limit_pence, synthetic=result.limit_synthetic),
            NoteLine(
                "difference",
                f"Underspend/(overspend) against {limit[:1].lower()}{limit[1:]}",
                result.variance_pence,
                total=True,
                synthetic=result.charge_synthetic or result.limit_synthetic,
            ),
        ),
        NoteStatus(result.status.value),
        result.reason,
        synthetic=result.synthetic,
    )


def by_ledger(result: DutyResult, basis: Basis, breaks: Iterable[OpeningBreak]) -> DutyResult:
    """A duty as far as the body's ledger bears it out.

    Where an extract does not open with what that of the month before closed with, what lies between
    the two is charged in no month: the charge is not known then, and the duty is not tested. A
    forecast is none of the ledger.

    Args:
        result: the duty of one body, of the movements of its months.
        basis: what was charged.
        breaks: the openings that are not the closing of the month before.

    >>> apart = OpeningBreak(2, 7, (("52110", "revenue", 100_00, 250_00),))
    >>> by_ledger(DutyResult("5A9", Duty.REVENUE, 100, 100), Basis.OUTTURN, [apart]).reason
    'the opening of M02 is not the closing of M01'
    """
    words = [one.words for one in breaks if result.duty.limit in one.limits]
    if basis is Basis.FORECAST or not words:
        return result
    reason = "; ".join(filter(None, (result.reason, *words)))
    return replace(result, charged_pence=None, reason=reason)


def capital_parts(holdings: Holdings, body: str, month: Period, basis: Basis) -> dict[str, Amount]:
    """What the charge against the capital resource limit is made of, by category.

    >>> from pctfinance.book import Book
    >>> month = Period("2011-12 M08")
    >>> holdings = Book.in_memory("2011-12", group="NCL").holdings
    >>> capital_parts(holdings, "5A9", month, Basis.YTD)
    {}
    """
    forecast = basis is Basis.FORECAST
    figures: Figures = holdings.forecasts if forecast else holdings.actuals
    read = figures.in_month if forecast else figures.to_date
    limit = Duty.CAPITAL.limit
    return {
        category: read(body, limit, month, category) for category in figures.categories(body, limit)
    }
