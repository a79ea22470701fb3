"""What the machine of savings, contracts, bills and signatures draws: words, plans and dates."""

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st

from pctfinance.ledger.contracts import (
    ActivityReported,
    ActivityRow,
    ContractLine,
    ContractShare,
    ContractStated,
)
from pctfinance.ledger.duty_facts import Bills, BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import What
from pctfinance.ledger.qipp import PlannedSaving, SchemeReported, SchemeStated
from reference_improving import BOTH_ROLES, BillsOf, LineOf, Said

__all__ = [
    "BODIES",
    "FIRST",
    "LAST",
    "Look",
    "activities",
    "arms",
    "bills",
    "bodies",
    "contracts",
    "days",
    "event_of",
    "looks",
    "months",
    "offices",
    "pairs",
    "plain",
    "plans",
    "reports",
    "roles",
    "signed_days",
    "totals",
    "ways",
]

BODIES = ("5A9", "5C1", "5K7")
FIRST, LAST = date(2011, 4, 1), date(2012, 3, 31)
_LEAD = "Finance Lead"
OFFICES = (
    *("Director of Finance", "Director of Finance, NCL", "Accountable Officer", "Chief Executive, NCL"),
    *("Director of Finance", "Accountable Officer", "Chief Executive, NCL"),
    *(_LEAD, f"{_LEAD}, NCL", f"{_LEAD}, Barnet", " finance  lead,ncl", " "),
)  # fmt: skip


class Look(NamedTuple):
    """What is looked at after a step: a body, a month, a day of knowledge, and how far back."""

    body: str
    month: int
    known: date | None
    back: int
    turn: int


# Most is said of Barnet, which has a scheme and a contract from the beginning.
bodies = st.sampled_from((*BODIES[:1] * 4, *BODIES))
months = st.integers(1, 12)
days = st.sampled_from(
    [FIRST, date(2011, 6, 30), date(2011, 10, 3), date(2011, 11, 30), LAST, date(2012, 6, 7)]
)
signed_days = st.sampled_from([LAST, date(2012, 6, 7), date(2012, 6, 7), date(2012, 9, 28)])
offices = st.sampled_from(OFFICES)
_leads = st.sampled_from([office for office in OFFICES if "ead" in office])
pairs = st.tuples(_leads, _leads) | st.tuples(offices, offices)
roles = st.sampled_from(sorted(BOTH_ROLES))
ways = st.sampled_from(["command"] * 5 + ["test", "event", "event", "undated"])
looks = st.builds(Look, bodies, months, st.none() | days, st.integers(0, 9), st.integers(0, 59))
_pence = st.integers(0, 9_99)
_codes = st.sampled_from(["1", "1", "1", "2"])


def plans() -> st.SearchStrategy[tuple[Any, ...]]:
    """A scheme: its code, pence by month, whether it lasts, and what it saves in a whole year."""
    by_month = st.dictionaries(months, _pence, min_size=1, max_size=3)
    made = st.tuples(_codes, by_month.map(lambda of: tuple(sorted(of.items()))), st.booleans())
    return st.tuples(made, st.none() | _pence).map(
        lambda both: (*both[0], both[1] if both[0][2] else None)
    )


def reports() -> st.SearchStrategy[tuple[Any, ...]]:
    """A report: the code of a scheme, saved, expected and its rating."""
    rating = st.sampled_from(["red", "amber", "green"])
    return st.tuples(_codes, st.integers(-50, 9_99), st.integers(-50, 9_99), rating)


_SHARES = (
    {"5A9": Fraction(1)},
    {"5A9": Fraction(1, 2), "5K7": Fraction(1, 2)},
    {"5C1": Fraction(2, 3), "5K7": Fraction(1, 3)},
    {"5A9": Fraction(1, 6), "5C1": Fraction(1, 3), "5K7": Fraction(1, 2)},
)
_lines = st.sampled_from([("NEL",), ("NEL",), ("OP",), ("NEL", "OP")])


@st.composite
def contracts(draw: st.DrawFn) -> tuple[Any, ...]:
    """A contract: its code, its lines, and the shares of its commissioners."""
    baseline = st.none() | st.integers(0, 9_99)
    lines = tuple(
        LineOf(line, draw(st.integers(0, 9)), draw(_pence), draw(baseline)) for line in draw(_lines)
    )
    return draw(_codes), lines, tuple(sorted(draw(st.sampled_from(_SHARES)).items()))


@st.composite
def activities(draw: st.DrawFn) -> tuple[Any, ...]:
    """Activity: the code of a contract, and rows of line, units, what is billed, and commissioner."""
    rows: list[tuple[Any, ...]] = []
    for line in draw(_lines):
        told = draw(
            st.just([""]) | st.just([""]) | st.lists(bodies, min_size=1, max_size=2, unique=True)
        )
        rows += [
            (line, draw(st.integers(0, 99)), draw(st.none() | st.integers(0, 99_99)), body)
            for body in told
        ]
    return draw(_codes), tuple(rows)


@st.composite
def _sector(draw: st.DrawFn) -> BillsOf:
    number = draw(st.integers(0, 40))
    pence = draw(_pence) if number else 0
    in_time = draw(st.integers(0, number))
    return BillsOf(number, pence, in_time, draw(st.integers(0, pence)) if in_time else 0)


def bills() -> st.SearchStrategy[tuple[Any, ...]]:
    """Bills of NHS bodies, of others, and whether they are to date."""
    return st.tuples(_sector(), _sector(), st.booleans())


def arms() -> st.SearchStrategy[tuple[Any, ...]]:
    """A provider arm: whether there is one, its cost, its income, what the allocation meets."""
    some = st.tuples(st.just(value=True), _pence, _pence, _pence)
    return some | st.just((False, None, None, 0))


def totals() -> st.SearchStrategy[tuple[Any, ...]]:
    """A control total: its pence, whether it has two sides, and with whom it was agreed."""
    authority = st.sampled_from(["Q36", "LON", "5K7"])
    return st.tuples(st.integers(-99, 9_99), st.booleans(), authority)


def plain(line: LineOf) -> ContractLine:
    """A line of a contract as the library has it: the same units every month."""
    return ContractLine.of(
        line.line, "a line", [line.units] * 12, line.price, baseline_pence=line.baseline
    )


def event_of(said: Said, year_months: tuple[date, ...]) -> Event:
    """What was said as an event, made without its chapter. `year_months` are the ends of the months."""
    of_a_month = said.kind in ("report", "activity", "bills", "arm")
    right = year_months[said.month - 1] if of_a_month else FIRST
    wrong = right.replace(day=3) if of_a_month else date(2011, 5, 1)
    return Event.model_validate(
        {
            "body": said.body,
            "effective": right if said.dated else wrong,
            "notified": said.notified,
            "reference": said.reference,
            "by": said.by,
            "what": _what(said.kind, said.what),
        }
    )


def _what(kind: str, what: tuple[Any, ...]) -> What:  # noqa: PLR0911 - a kind each
    if kind == "scheme":
        code, by_month, lasts, full_year = what
        return SchemeStated(
            scheme=code,
            name="a scheme",
            category="acute",
            recurrence="recurrent" if lasts else "non-recurrent",
            months=tuple(PlannedSaving(*each) for each in by_month),
            full_year_pence=full_year,
        )
    if kind == "report":
        code, saved, expected, rating = what
        return SchemeReported(
            scheme=code, to_date_pence=saved, forecast_pence=expected, rating=rating
        )
    if kind == "contract":
        code, lines, shares = what
        return ContractStated(
            contract=code,
            provider="RX",
            provider_name="Provider X",
            points=tuple(plain(line) for line in lines),
            shares=tuple(ContractShare(body, str(share)) for body, share in shares),
            basis="fractions",
        )
    if kind == "activity":
        return ActivityReported(contract=what[0], units=tuple(ActivityRow(*row) for row in what[1]))
    if kind == "bills":
        nhs, others, to_date = what
        return BillsPaid(
            nhs=Bills(**nhs._asdict()), non_nhs=Bills(**others._asdict()), to_date=to_date
        )
    if kind == "arm":
        has_arm, cost, income, met = what
        return ProviderArmStated(
            has_arm=has_arm, cost_pence=cost, income_pence=income, allocation_pence=met
        )
    pence, two_sided, authority = what
    return ControlTotalAgreed(pence=pence, two_sided=two_sided, authority=authority)
