"""The slow model of what is stated beside the ledger: savings, contracts, bills, signatures.

Plain words, dates, integers and tuples, told from all entries so far, each time anew, by the rules of
`docs/qipp.md`, `docs/contracts.md` and `docs/duties.md`. Nothing of the library is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

__all__ = [
    "BOTH_ROLES",
    "BillsOf",
    "LineOf",
    "Said",
    "against",
    "agreed_of",
    "bills_of",
    "contracts_of",
    "figures_of",
    "is_early",
    "is_older",
    "limit_of",
    "passed_over",
    "schemes_of",
    "signed_of",
]

BOTH_ROLES = {
    "accountable-officer": "accountable officer",
    "director-of-finance": "director of finance",
}
_OF_A_MONTH = ("report", "activity", "bills", "arm")
_OF_A_YEAR = ("scheme", "contract")
_CLUSTERS = date(2011, 10, 3)


class BillsOf(NamedTuple):
    """Bills of one sector: how many, for how many pence, and what of both was paid in time."""

    number: int
    pence: int
    number_in_time: int
    pence_in_time: int


class LineOf(NamedTuple):
    """A line of a contract: units of each month, pence a unit, and the baseline of the year if any."""

    line: str
    units: int
    price: int
    baseline: int | None


@dataclass(frozen=True)
class Said:
    """What was said to the book of one body. `what` holds plain values, in the order of the kind.

    `month` is 0 where it is of the year. `dated` says whether it counts from the day that its kind
    asks for. `number` is that of its event, `signed` the figures that were signed, `raw` whether it
    was posted as an event, past its chapter.
    """

    kind: str
    body: str
    notified: date
    what: tuple[Any, ...]
    month: int = 0
    by: str = "Director of Finance"
    reference: str = "paper"
    dated: bool = True
    raw: bool = False
    number: int = 0
    signed: tuple[Any, ...] = ()

    @property
    def about(self) -> tuple[Any, ...]:
        """What it is about: the last one about the same stands."""
        if self.kind in ("scheme", "report", "contract", "activity"):
            return (self.kind, self.body, self.what[0], self.month)
        return (self.kind, self.body, self.month)

    @property
    def first_month(self) -> int:
        """The month from which on it is looked at."""
        if self.kind == "total":
            return self.month
        return self.month if self.kind in _OF_A_MONTH else 1


Entries = Sequence[Said]


def _of(entries: Entries, kind: str, body: str, month: int, known: date | None) -> list[Said]:
    return [
        each
        for each in entries
        if (each.kind, each.body) == (kind, body)
        and each.first_month <= month
        and (known is None or each.notified <= known)
    ]


# What the gate says


def passed_over(entries: Entries, said: Said) -> bool:
    """Whether it says what stands already, so that the command adds nothing."""
    if said.raw or said.kind == "total":
        return False
    if said.kind == "signature":
        return any(_same_signature(each, said) for each in entries)
    before = [each for each in entries if each.about == said.about]
    if not before or before[-1].what != said.what:
        return False
    if (before[-1].by, before[-1].notified) != (said.by, said.notified):
        return False
    return said.kind in ("bills", "arm") or not before[-1].raw


def is_early(said: Said) -> bool:
    """Whether the command refuses it for its day, which is before its month."""
    first = date(2011 + (said.month + 2) // 12, (said.month + 2) % 12 + 1, 1)
    return not said.raw and said.kind in _OF_A_MONTH and said.notified < first


def is_older(entries: Entries, said: Said) -> bool:
    """Whether what stands is of a later day, so that the command refuses it."""
    if said.raw or said.kind not in (*_OF_A_MONTH, *_OF_A_YEAR):
        return False
    before = [each for each in entries if each.about == said.about]
    if not before or said.notified >= before[-1].notified:
        return False
    named_alike = said.kind in ("bills", "arm") or not before[-1].raw
    return before[-1].what != said.what or not named_alike


def _same_signature(one: Said, other: Said) -> bool:
    parts = [(each.kind, each.body, each.what, each.signed, each.notified) for each in (one, other)]
    papers = [(" ".join(each.by.split()).lower(), each.reference) for each in (one, other)]
    return not one.raw and parts[0] == parts[1] and papers[0] == papers[1]


def _changes(entries: Entries, said: Said) -> bool:
    """Whether an office signed the same as the same on that day, in other words."""
    earlier = [
        e
        for e in entries
        if said.kind == e.kind == "signature"
        and not (said.raw or e.raw)
        and (e.body, e.what, e.signed, e.notified)
        == (said.body, said.what, said.signed, said.notified)
    ]
    return bool(earlier) and not _same_signature(earlier[0], said)


def against(entries: Entries, said: Said, submitted: int) -> set[str]:
    """The codes for which it is refused; `submitted` is the last month that is not open."""
    if _changes(entries, said):
        return {"ledger.changed"}  # what comes again in other words is judged no further
    found = set()
    if not said.dated:
        found.add("ledger.refused")
    if said.kind in _OF_A_MONTH and said.month <= submitted:
        found.add("month.not-open")
    blank = not said.by.strip()
    if said.kind in ("scheme", "report"):
        found |= {"qipp.unsigned"} if blank else set()
        schemes = {e.what[0] for e in entries if (e.kind, e.body) == ("scheme", said.body)}
        if said.kind == "report" and said.what[0] not in schemes:
            found.add("qipp.unknown-scheme")
    elif said.kind in ("contract", "activity"):
        found |= {"contract.unsigned"} if blank else set()
        found |= _against_contract(entries, said)
    elif said.kind == "signature":
        found |= _against_signature(entries, said)
    elif blank:
        found.add("duty.unsigned")
    if said.kind == "total":
        competent = "Q36" if said.notified < _CLUSTERS else "LON"
        found |= {"duty.not-competent"} if said.what[2] != competent else set()
    return found


def _against_contract(entries: Entries, said: Said) -> set[str]:
    of = [e for e in entries if e.body == said.body and e.what and e.what[0] == said.what[0]]
    if said.kind == "contract":
        told = {row[0] for e in of if e.kind == "activity" for row in e.what[1]}
        return {"contract.unknown"} if told - {line.line for line in said.what[1]} else set()
    stated = [e for e in of if e.kind == "contract"]
    if not stated:
        return {"contract.unknown"}
    lines = {line.line for line in stated[-1].what[1]}
    shares = {body for body, _ in stated[-1].what[2]}
    strange = [r for r in said.what[1] if r[0] not in lines or (r[3] and r[3] not in shares)]
    return {"contract.unknown"} if strange else set()


def _against_signature(entries: Entries, said: Said) -> set[str]:
    early = {"statement.too-early"} if said.notified <= date(2012, 3, 31) else set()
    if not said.by.strip():
        return {"statement.unsigned", *early}
    before = _signatures(entries, said.body)
    (other,) = set(BOTH_ROLES) - {said.what[0]}
    title, _ = _words(said.by)
    taken = other in before and _one_office(before[other].by, said.by)
    one = {"statement.two-offices"} if taken or title == BOTH_ROLES[other] else set()
    return one | early


def _words(office: str) -> tuple[str, str]:
    title, _, of = office.partition(",")
    return " ".join(title.split()).lower(), " ".join(of.split()).lower()


def _one_office(one: str, other: str) -> bool:
    (title, of), (again, of_again) = _words(one), _words(other)
    return title == again and (not of or not of_again or of == of_again)


# Savings


def schemes_of(
    entries: Entries, body: str, month: int, known: date | None
) -> list[tuple[Any, ...]]:
    """Each scheme: code, plan, plan to date, saved, forecast, rating, full year, the last month told."""
    stated = {each.what[0]: each for each in _of(entries, "scheme", body, month, known)}
    told: dict[str, dict[int, Said]] = {}
    for each in _of(entries, "report", body, month, known):
        told.setdefault(each.what[0], {})[each.month] = each
    found = []
    for code in sorted(stated):
        _, months, _, full_year = stated[code].what
        reports = told.get(code, {})
        said = reports[month].what[1:] if month in reports else (None, None, None)
        if month == 12:  # the year is over: what was saved is the forecast
            said = (said[0], said[0], said[2])
        plan = sum(pence for _, pence in months)
        to_date = sum(pence for number, pence in months if number <= month)
        found.append((code, plan, to_date, *said, full_year, max(reports, default=0)))
    return found


# Contracts


def contracts_of(
    entries: Entries, body: str, month: int, known: date | None
) -> list[tuple[Any, ...]]:
    """Each contract: code, and of each line planned and actual units, full price, reduction, shares."""
    contracts = _of(entries, "contract", body, month, known)
    stated = {each.what[0]: each for each in contracts}
    told = {
        each.what[0]: each
        for each in _of(entries, "activity", body, month, known)
        if each.month == month
    }
    found = []
    for code in sorted(stated):
        _, lines, shares = stated[code].what
        rows = told[code].what[1] if code in told else ()
        before = [
            each
            for each in contracts
            if code in told and each.what[0] == code and each.number < told[code].number
        ]
        # Who had no share when it was told is not waited for.
        had = set(dict(before[-1].what[2])) if before else set(dict(shares))
        found.append((code, [_line(line, rows, dict(shares), had, month) for line in lines]))
    return found


def _line(
    line: LineOf,
    rows: Sequence[tuple[Any, ...]],
    shares: dict[str, Fraction],
    had: set[str],
    month: int,
) -> tuple[Any, ...]:
    own = [row for row in rows if row[0] == line.line]
    named = {row[3] for row in own}
    if named and "" not in named and not had & set(shares) <= named:
        own = []  # told by commissioner, and not of each that has a share and had one then
    above = None if line.baseline is None else _rounded(Fraction(line.baseline * month, 12))
    planned = line.units * month
    values = {body: billed if billed is not None else units * line.price
              for _, units, billed, body in own}  # fmt: skip
    full = sum(values.values())
    less = _reduction(full, above)
    plan = planned * line.price
    by_body = "" not in values and bool(values)
    owed = _by_commissioner(values, less, shares) if by_body else _shared(full - less, shares)
    units = sum(row[1] for row in own) if own else None
    return (
        *(line.line, planned, plan - _reduction(plan, above), units, full, less),
        {body: pence for body, pence in owed.items() if pence},
    )


def _reduction(value: int, above: int | None) -> int:
    """Of what is above the baseline 30 % is paid."""
    excess = max(value - above, 0) if above is not None else 0
    return excess - _rounded(Fraction(3 * excess, 10))


def _by_commissioner(
    values: dict[str, int], less: int, shares: dict[str, Fraction]
) -> dict[str, int]:
    used = {body: Fraction(pence) for body, pence in values.items() if pence}
    off = _shared(less, used) if used else {}
    return {body: values.get(body, 0) - off.get(body, 0) for body in {**shares, **values}}


def _shared(pence: int, weights: dict[str, Fraction]) -> dict[str, int]:
    """The largest remainders have the pennies that are left, then the larger weights, then the codes."""
    whole = sum(weights.values(), Fraction(0))
    exact = {body: pence * weight / whole for body, weight in weights.items()}
    given = {body: int(share) for body, share in exact.items()}
    order = sorted(exact, key=lambda body: (given[body] - exact[body], -weights[body], body))
    for body in order[: pence - sum(given.values())]:
        given[body] += 1
    return given


def _rounded(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


# Duties and signatures


def bills_of(entries: Entries, body: str, month: int, known: date | None = None) -> tuple[Any, ...]:
    """The bills to date, NHS and others, by number and pence; or the months that are missing."""
    stated = {each.month: each for each in _of(entries, "bills", body, month, known)}
    base = max((number for number, each in stated.items() if each.what[2]), default=1)
    missing = tuple(number for number in range(base, month + 1) if number not in stated)
    if missing:
        return ("missing", *missing)
    before = [(number, each.what) for number, each in sorted(stated.items()) if number < base]
    for at, (number, _) in enumerate(before):
        last = max((n for n, (_, what) in enumerate(before[: at + 1]) if what[2]), default=0)
        parts = [(sector, part) for sector in (0, 1) for part in range(4)]
        if any(
            sum(what[sector][part] for _, what in before[last : at + 1])
            > stated[base].what[sector][part]
            for sector, part in parts
        ):
            return ("fewer", base, number)
    counted = [stated[number].what for number in range(base, month + 1)]
    sums = [
        tuple(sum(what[sector][part] for what in counted) for part in range(4)) for sector in (0, 1)
    ]
    return ("bills", *sums)


def agreed_of(
    entries: Entries, body: str, month: int, known: date | None = None
) -> tuple[Any, ...] | None:
    """The control total that was agreed last: pence, whether two-sided, with whom, and the paper."""
    found = _of(entries, "total", body, month, known)
    last = sorted(found, key=lambda each: each.notified)[-1:]
    return (*last[0].what, last[0].reference) if last else None


def limit_of(entries: Entries, body: str) -> int:
    """The revenue resource limit of the year: what was allocated and not taken back."""
    back = {each.what[0] for each in entries if each.kind == "reversal"}
    return sum(
        each.what[0]
        for each in entries
        if (each.kind, each.body) == ("allocation", body) and each.number not in back
    )


def figures_of(entries: Entries, body: str) -> tuple[Any, ...]:
    """All that the statements of a body rest on here: the same figures are the same statements."""
    arms = {each.month: each.what for each in _of(entries, "arm", body, 12, None)}
    last = max(arms, default=0)
    arm: tuple[Any, ...] = ("none stated",)
    if last:
        has_arm, *figures = arms[last]
        arm = ("figures", *figures) if last == 12 else ("of", last)
        arm = arm if has_arm else ("no arm",)
    agreed = agreed_of(entries, body, 12)
    return limit_of(entries, body), agreed, bills_of(entries, body, 12), arm


def signed_of(entries: Entries, body: str) -> dict[str, tuple[str, bool]]:
    """Who signed last in each role, and whether the statements still say what was signed."""
    now = figures_of(entries, body)
    found = _signatures(entries, body)
    # The command leaves out the spaces around an office.
    return {
        role: (each.by if each.raw else each.by.strip(), each.signed == now)
        for role, each in found.items()
    }


def _signatures(entries: Entries, body: str) -> dict[str, Said]:
    return {e.what[0]: e for e in entries if (e.kind, e.body) == ("signature", body)}
