"""Events for tests, as short as a line of a ledger; amounts in whole pounds, dates as months."""

from datetime import UTC, date, datetime

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import What
from pctfinance.ledger.lines import Certainty, Funding, Limit, Strand

__all__ = [
    "ANTICIPATED",
    "CAPITAL",
    "CASH",
    "MONTH_8",
    "NON_RECURRENT",
    "RECORDED",
    "RECURRENT",
    "YEAR_END",
    "event",
]

RECURRENT = Strand.of(Limit.REVENUE, Funding.RECURRENT)
NON_RECURRENT = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)
ANTICIPATED = Strand.of(Limit.REVENUE, Funding.RECURRENT, Certainty.ANTICIPATED)
CAPITAL = Strand.of(Limit.CAPITAL)
CASH = Strand.of(Limit.CASH)

MONTH_8 = Period("2011-12 M08")
YEAR_END = Period("2011-12 M12")
RECORDED = datetime(2011, 4, 8, 9, 30, tzinfo=UTC)


def event(
    what: What,
    *,
    body: str = "5A9",
    effective: date = date(2011, 4, 1),
    notified: date | None = None,
    reference: str = "letter",
    approval: str = "",
    synthetic: bool = False,
) -> Event:
    """One event of Barnet's in April 2011, unless told otherwise."""
    return Event.model_validate(
        {
            "body": body,
            "effective": effective,
            "notified": notified or effective,
            "reference": reference,
            "recorded_at": RECORDED,
            "approval": approval,
            "synthetic": synthetic,
            "what": what,
        }
    )
