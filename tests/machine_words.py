"""What the machine speaks of: bodies, limits, questions, and acts as events of the library."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from ledger_loads import PROFILE, GeneralLine, Load
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import Lane
from reference_acts import Act, Strand, month_of
from reference_decisions import Officer

__all__ = [
    "APRIL",
    "BODIES",
    "CAP_HOPED",
    "CATEGORIES",
    "DONE",
    "ELSEWHERE",
    "FIRST",
    "FOREVER",
    "LAST",
    "LIMITS",
    "NR_HOPED",
    "OFFICERS",
    "OVERSEERS",
    "PARTS",
    "RATE",
    "R_HOPED",
    "STRANGERS",
    "USED",
    "VERBS",
    "Issued",
    "Look",
    "Mark",
    "days_of",
    "end_of",
    "event_of",
    "load_of",
    "officers_of",
]

BODIES = ("5A9", "5C1", "5C9", "5K7", "5K8")
USED = BODIES[:2]
ELSEWHERE = ("5ET", "5N5")
"""Bassetlaw and Doncaster, in the books whose bodies have several authorities."""
OVERSEERS = ("Q33", "Q32", "MAE", "NOE")
"""The authorities of those two."""
STRANGERS = ("NCL", "Q36", "07M", "5E1", "5a9", "zzz")
FIRST, LAST = date(2011, 4, 1), date(2012, 3, 31)
APRIL = st.dates(FIRST, date(2011, 4, 30))
RATE = Decimal("0.02")
R_HOPED: Strand = ("revenue", "recurrent", "anticipated")
NR_HOPED: Strand = ("revenue", "non-recurrent", "anticipated")
CAP_HOPED: Strand = ("capital", "not applicable", "anticipated")
CATEGORIES = {
    "revenue": ("acute", "dental"),
    "capital": ("additions", "grants"),
    "cash": ("drawings",),
}
LIMITS = tuple(CATEGORIES)

# Which parts of an act each kind of event has, beside its amount.
PARTS = {
    "allocation": ("strand", "tranche"),
    "anticipated-settled": ("tranche",),
    "brought-forward": (),
    "planned-surplus": ("strand",),
    "surplus-lodged": ("strand",),
    "headroom-lodged": (),
    "headroom-released": ("category",),
    "headroom-set-aside": (),
    "applied-non-recurrently": ("category", "taken_from"),
    "contingency": ("strand",),
    "budget": ("strand", "category", "taken_from", "tranche"),
    "delegation": ("strand", "category", "delegate", "taken_from"),
    "gap-closed": ("strand", "taken_from"),
    "virement": ("strand", "from_category", "category", "delegate"),
    "capital-to-revenue": (),
    "reversal": ("corrects",),
}
VERBS = ("submit", "return", "close", "reopen", "lock", "unlock")
DONE = dict(
    zip(VERBS, ("submitted", "returned", "closed", "reopened", "locked", "unlocked"), strict=True)
)
OFFICERS = (
    Officer("Finance, SHA", 60, FIRST, date(2012, 6, 30)),
    Officer("Chief, SHA", None, FIRST, date(2012, 6, 30)),
)
"""Who signs for an authority of London unless it says otherwise."""
FOREVER = (date(2012, 6, 30), date(2011, 9, 30))
"""The days of knowledge for which a closed month must stay as it is."""


def officers_of(authority: str) -> tuple[Officer, ...]:
    """Who signs for an authority elsewhere: its own offices, and nobody else's."""
    return tuple(
        officer._replace(office=f"{officer.office.partition(',')[0]}, {authority}")
        for officer in OFFICERS
    )


class Look(NamedTuple):
    """A question: of which body, as of which month, as known on which day, on which basis.

    `turn` says which of the questions are asked at all, where not all are.
    """

    body: str
    month: int
    known: date | None
    basis: str
    turn: int = 0


class Mark(NamedTuple):
    """An instant at which the book was looked at, the number of its last event, how many it had."""

    instant: datetime
    number: int
    entries: int


class Issued(NamedTuple):
    """What was published: its month, its basis, and the duties as they stood."""

    month: int
    basis: str
    duties: list[object]


def event_of(act: Act) -> Event:
    """An act of the model as an event of the library."""
    what: dict[str, Any] = {"kind": act.kind}
    if act.kind == "figures-loaded":
        what |= {"table": act.table, "rows": act.rows, "cumulative": act.cumulative}
    elif act.kind == "reversal":
        what["corrects"] = act.corrects
    elif act.kind == "rebasing":
        ends = ((act.from_category, -act.pence), (act.category, act.pence))
        said = {"strand": act.strand, "delegate": act.delegate}
        what["changes"] = [{**said, "category": name, "pence": pence} for name, pence in ends]
    else:
        what |= {part: getattr(act, part) for part in PARTS[act.kind]}
        what["confirmed_pence" if act.kind == "anticipated-settled" else "pence"] = act.pence
    if act.kind == "allocation":
        what["issuer"] = "DH"
    if act.kind == "headroom-released":
        what["case"] = "BC1"
    if act.kind in ("headroom-lodged", "headroom-set-aside"):
        what["rate"] = RATE
    names = ("body", "effective", "notified", "approval", "key", "by", "purpose")
    told = {name: getattr(act, name) for name in names}
    return Event.model_validate(
        {**told, "content": act.content, "reference": f"{act.kind} letter", "what": what}
    )


def load_of(act: Act) -> Load:
    """The lines of an extract: each charge, and one account of the balance sheet against them all."""
    month = month_of(act.effective)
    at: dict[str, Any] = {"body": act.body, "period": month}
    lines = []
    for row, (_, limit, category, pence) in enumerate(act.rows, start=1):
        raised = -pence if category == "grants" else pence
        charged: dict[str, Any] = {
            "resource_limit": limit,
            "category": category,
            "charge_pence": pence,
        }
        sides: dict[str, Any] = {"debit_pence": max(raised, 0), "credit_pence": max(-raised, 0)}
        lines.append(
            GeneralLine(
                row, row + 1, account=f"5211{row}", opening_pence=row, **at, **charged, **sides
            )
        )
    debit, credit = (
        sum(getattr(line, side) for line in lines) for side in ("debit_pence", "credit_pence")
    )
    last = len(lines) + 1
    opening = sum(line.opening_pence for line in lines)
    against: dict[str, Any] = {
        "opening_pence": -opening,
        "debit_pence": credit,
        "credit_pence": debit,
    }
    lines.append(GeneralLine(last, last + 1, account="81000", **at, **against))
    return Load(
        tuple(lines),
        act.body,
        month,
        act.file,
        lane=Lane.LOAD if act.table == "actuals" else Lane.ADJUSTMENT,
        to_date=act.cumulative,
        notified=act.notified,
        profile=PROFILE + act.mapped_by.encode(),
    )


def end_of(month: int) -> date:
    """The last day of a month."""
    return (LAST if month == 12 else days_of(month + 1)[0]) - timedelta(days=month < 12)


def days_of(month: int) -> tuple[date, date]:
    """The first and the last day that are drawn of a month."""
    year, number = (2011, month + 3) if month <= 9 else (2012, month - 9)
    return date(year, number, 1), date(year, number, 28)
