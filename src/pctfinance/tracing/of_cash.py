"""What cash is made of: the limit from its documents, drawings from loads and payments, the plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from pctfinance.calendar import Period
from pctfinance.consolidation.cash import BodyCash
from pctfinance.ledger.drawings import DRAWINGS, CashDrawingsPlanned, CashDrawn
from pctfinance.ledger.drawn import payments_of
from pctfinance.ledger.lines import SOURCES, Certainty, Limit, Line
from pctfinance.present.cash_report import CASH_MEASURES, CashReport
from pctfinance.tracing.changes import change
from pctfinance.tracing.figures import Compared, ReportFigure, Ruled
from pctfinance.tracing.measures import Measures, side_by_side
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import nearest, share_of
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["cash_figures"]

_MONTHS = 12
_SUMS: Mapping[str, Sequence[str]] = {
    "remaining": ("limit", "-drawn"),
    "unplanned": ("limit", "-drawn", "-planned"),
    "ahead": ("drawn", "-even"),
}
_WORDS = {
    "limit": "confirmed cash limit",
    "anticipated": "anticipated cash limit",
    "drawn": "drawn to date",
    "planned": "planned for the months to come",
    "unplanned": "neither drawn nor planned",
    "even": "limit in twelfths to date",
    "ahead": "drawn ahead of twelfths",
}
_NOT_KNOWN = "no confirmed cash limit, or no plan of drawings, is stated"


def cash_figures(report: CashReport, group: str, sight: Sight) -> Iterator[ReportFigure]:
    """Every figure of the cash of each body: its measures, its months, the share drawn, and the sums.

    Args:
        report: the cash.
        group: the code of the body or group that it is of.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").cash("M8")
    >>> next(cash_figures(report, "NCL", Sight.empty("2011-12 M08"))).line
    'limit'
    """
    found = [figure for cash in report.bodies for figure in _of_body(cash, sight)]
    yield from found
    if group not in {cash.body.code for cash in report.bodies}:
        totals = {name: (_WORDS.get(name, name), report.total(name)) for name in CASH_MEASURES}
        yield from side_by_side(group, found, totals)


def _of_body(cash: BodyCash, sight: Sight) -> Iterator[ReportFigure]:
    code = cash.body.code
    ways = _ways(cash, sight)
    values: dict[str, int | None] = {name: getattr(cash, f"{name}_pence") for name in CASH_MEASURES}
    yield from ways.figures(code, "", "cash", values, _NOT_KNOWN)
    yield ReportFigure(
        code, "share", "share of the cash limit that is drawn", cash.share, "share",
        partial(_share, ways), "there is no cash limit",
    )  # fmt: skip
    for month in cash.months:
        place, words = f"M{month.period.number:02}", f"cash, M{month.period.number:02}"
        drawn, stated = month.drawn_pence, month.stated_pence
        held = {"drawn": drawn, "stated": stated, "planned": month.planned_pence}
        known = {name: pence for name, pence in held.items() if pence is not None}
        of_month = Measures(
            {
                "drawn": partial(_drawn_in, sight, code, month.period),
                "stated": partial(_stated, sight, code, month.period),
                "planned": partial(_planned, cash, (month.period.number,)),
            }
        )
        yield from of_month.figures(code, place, words, known)


def _ways(cash: BodyCash, sight: Sight) -> Measures:
    code, as_of = cash.body.code, cash.as_of
    to_come = tuple(range(as_of.number + 1, _MONTHS + 1))
    return Measures(
        {
            "limit": lambda: _limit(sight, code, Certainty.CONFIRMED).parts,
            "anticipated": lambda: _limit(sight, code, Certainty.ANTICIPATED).parts,
            "drawn": lambda: _drawn(sight, code, as_of).parts,
            "planned": partial(_planned, cash, to_come),
            "even": lambda: (_even(sight, code, as_of.number),),
        },
        _SUMS,
        _WORDS,
    )


def _limit(sight: Sight, body: str, certainty: Certainty) -> Part:
    def counts(line: Line) -> bool:
        strand = line.strand
        return (
            line.account in SOURCES and strand.limit is Limit.CASH and strand.certainty is certainty
        )

    return sight.resource(body, f"{certainty.value} cash limit", counts)


def _even(sight: Sight, body: str, month: int) -> Part:
    limit = _limit(sight, body, Certainty.CONFIRMED)
    say = f"{month}/{_MONTHS}"
    pence = nearest(limit.pence * month, _MONTHS)
    return share_of(f"twelfths to date, {say}", limit, Fraction(month, _MONTHS), pence, say)


def _drawn(sight: Sight, body: str, until: Period) -> Part:
    """What is known to be drawn up to a month; of reports to date, by the last there is until then."""
    actuals = sight.ground.holdings.actuals
    rows = [
        row
        for row in sight.ground.figures_of("actuals", body)
        if (row.figure.limit, row.figure.category) == (Limit.CASH, DRAWINGS)
        and row.figure.period <= until
    ]
    if body in actuals.cumulative:
        reported = actuals.months(body, Limit.CASH, DRAWINGS)
        last = max((number for number in reported if number <= until.number), default=0)
        rows = [row for row in rows if row.figure.adjusting or row.figure.period.number == last]
    return Part.sum_of("drawn", [row.leaf() for row in rows])


def _drawn_in(sight: Sight, body: str, month: Period) -> Iterator[Part]:
    """What was drawn in a month: what is known by its end, less what was known before."""
    whole = _drawn(sight, body, month)
    if month.number > 1:
        whole = change("drawn", whole, _drawn(sight, body, month.previous))
    yield from whole.parts


def _stated(sight: Sight, body: str, month: Period) -> Iterator[Part]:
    """The payments that were stated one by one."""
    ledger = sight.ground.holdings.resource
    for event in payments_of(ledger.standing(body, sight.period, sight.known_at)):
        if isinstance(event.what, CashDrawn) and event.period == month:
            yield said_by(event, event.what.pence, f"payment {event.reference}")


def _planned(cash: BodyCash, months: Sequence[int]) -> Iterator[Part]:
    """What the standing plan says of some months."""
    plan, what = cash.plan, cash.plan and cash.plan.what
    if plan and isinstance(what, CashDrawingsPlanned):
        for planned in what.months:
            if planned.month in months:
                yield said_by(plan, planned.pence, f"M{planned.month:02}, planned")


def _share(ways: Measures) -> Ruled:
    drawn, limit = ways.part("drawn"), ways.part("limit")
    compared = (Compared(drawn), Compared(replace(limit, label="cash limit")))
    says = Fraction(drawn.pence, limit.pence)
    return Ruled("drawn to date, over the confirmed limit", (), compared, says)
