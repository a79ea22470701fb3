"""What is tested from what bodies state beside their ledgers: bills, a provider arm, a control total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, DutyResult
from pctfinance.consolidation.duty_notes import DutyNote, NoteKind, NoteLine, NoteStatus
from pctfinance.consolidation.gaps import months_in_words
from pctfinance.ledger.duty_facts import (
    Bills,
    BillsPaid,
    ControlTotalAgreed,
    ProviderArmStated,
    Sector,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Amount
from pctfinance.ledger.kinds import What
from pctfinance.money import show_exact

__all__ = [
    "Facts",
    "better_payment_note",
    "bills_to_date",
    "control_total_note",
]

WhatT = TypeVar("WhatT", bound=What)

_SECTORS: tuple[tuple[Sector, str], ...] = (("non-nhs", "Non-NHS"), ("nhs", "NHS"))


class Facts(NamedTuple):
    """What one body stated up to a month, in the order in which it was recorded."""

    events: tuple[Event, ...]

    @classmethod
    def of(
        cls, events: Iterable[Event], body: str, period: Period, known_at: date | None = None
    ) -> "Facts":
        """The statements of one body that count: up to a month, as known on a day.

        >>> Facts.of([], "5A9", Period("2011-12 M08")).events
        ()
        """
        kinds = (BillsPaid, ProviderArmStated, ControlTotalAgreed)
        return cls(
            tuple(
                event
                for event in events
                if event.body == body
                and isinstance(event.what, kinds)
                and event.year == period.year
                and event.period <= period
                and (known_at is None or event.notified <= known_at)
            )
        )

    def by_month(self, kind: type[WhatT]) -> dict[int, tuple[Event, WhatT]]:
        """The last statement of one kind for each month, by the month's number.

        >>> Facts(()).by_month(BillsPaid)
        {}
        """
        return {
            event.period.number: (event, event.what)
            for event in self.events
            if isinstance(event.what, kind)
        }


def bills_to_date(facts: Facts, period: Period) -> tuple[BillsPaid | None, str]:
    """The bills of the year up to a month, and the months that are missing, in words.

    What is to date counts as it is; the months behind it are added, and each must be there. Bills to
    date that are fewer than those of an earlier month are no figure: one of the two is wrong.

    >>> bills_to_date(Facts(()), Period("2011-12 M02"))
    (None, 'no bills reported for M01, M02')
    """
    stated = facts.by_month(BillsPaid)
    base = _base(stated)
    months = range(max(base, 1), period.number + 1)
    if missing := [number for number in months if number not in stated]:
        return None, f"no bills reported for {months_in_words(missing)}"
    if higher := _higher(stated, base):
        return None, f"fewer bills to date in M{base:02} than up to M{higher:02}"
    found = [stated[number][1] for number in months]
    to_date = found[0]
    for what in found[1:]:
        to_date = _with_more(to_date, what)
    return to_date.model_copy(update={"to_date": True}), ""


def _base(stated: Mapping[int, tuple[Event, BillsPaid]]) -> int:
    """The last month whose bills are to date, from which on months count; 0 where none is."""
    return max((number for number, (_, what) in stated.items() if what.to_date), default=0)


def _with_more(one: BillsPaid, other: BillsPaid) -> BillsPaid:
    return BillsPaid(nhs=one.nhs.plus(other.nhs), non_nhs=one.non_nhs.plus(other.non_nhs))


def _higher(stated: Mapping[int, tuple[Event, BillsPaid]], base: int) -> int:
    """The first month up to which more bills were stated than to date in month `base`, or 0."""
    before: BillsPaid | None = None
    for number in sorted(each for each in stated if each < base):
        what = stated[number][1]
        before = what if what.to_date or before is None else _with_more(before, what)
        if any(
            then > now
            for sector, _ in _SECTORS
            for then, now in zip(
                before.of(sector).model_dump().values(),
                stated[base][1].of(sector).model_dump().values(),
                strict=True,
            )
        ):
            return number
    return 0


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def better_payment_note(
    body: str, facts: Facts, period: Period, share: Decimal, days: int
) -> DutyNote:
    """Better payment practice: four shares, by number and value, NHS and non-NHS apart.

    It is a target. It is met where each share that there is reaches it; a sector without bills has
    none.

    Args:
        body: the body's code.
        facts: what it stated.
        period: the month up to which bills count.
        share: the target, such as 0.95.
        days: within how many days a bill is to be paid.

    >>> better_payment_note("5A9", Facts(()), Period("2011-12 M01"), Decimal("0.95"), 30).status.value
    'not_tested'
    """
    bills, reason = bills_to_date(facts, period)
    lines: list[NoteLine] = []
    shares: list[Fraction] = []
    stated = facts.by_month(BillsPaid)
    base = _base(stated)
    synthetic = any(event.synthetic for number, (event, _) in stated.items() if number >= base)
    for sector, name in _SECTORS:
        of = bills.of(sector) if bills else None
        for unit, whole, part in _both(of):
            code = f"{sector}-{'number' if unit == 'number' else 'value'}"
            words = "number" if unit == "number" else "£000"
            paid = _share(part, whole) if whole is not None and part is not None else None
            shares += [paid] if paid is not None else []
            lines += [
                NoteLine(f"{code}-paid", f"{name} bills paid: {words}", whole, unit),
                NoteLine(f"{code}-in-time", f"  within {days} days: {words}", part, unit),
                NoteLine(f"{code}-share", "  percentage", paid, "share"),
            ]
    lines = [replace(line, synthetic=synthetic) for line in lines]
    if bills and not shares:
        reason = "no bill was paid"
    status = NoteStatus.NOT_TESTED
    if shares:
        status = NoteStatus.MET if min(shares) >= Fraction(share) else NoteStatus.MISSED
    return DutyNote(
        body,
        NoteKind.BETTER_PAYMENT,
        tuple(lines),
        status,
        reason,
        f"a target: {share * 100:f} % within {days} days".replace(".00 %", " %"),
        synthetic,
    )


def _both(bills: Bills | None) -> Sequence[tuple[str, int | None, int | None]]:
    """By number and by value: what was paid, and what of it in time."""
    if bills is None:
        return (("number", None, None), ("pence", None, None))
    return (
        ("number", bills.number, bills.number_in_time),
        ("pence", bills.pence, bills.pence_in_time),
    )


def control_total_note(
    result: DutyResult, facts: Facts, basis: Basis, planned: Amount, tolerance_pence: int
) -> DutyNote:
    """The surplus of the year against the control total that was agreed, or else the planned one.

    The one of the last day stands, and of one day the one that was recorded last. One-sided: at least
    that; two-sided: within the tolerance of it. Administrative: met, missed or not tested, and never a
    breach.

    Args:
        result: the revenue duty of one body.
        facts: what was agreed.
        basis: to date it is not tested, since it is of the year.
        planned: the planned surplus of the body's ledger.
        tolerance_pence: by how much a two-sided one may be missed on either side.

    >>> from pctfinance.consolidation.duties import Duty
    >>> nothing = DutyResult("5A9", Duty.REVENUE, 100, 90)
    >>> control_total_note(nothing, Facts(()), Basis.OUTTURN, Amount(10, False), 0).status.value
    'met'
    """
    agreed = [
        (event, event.what)
        for event in sorted(facts.events, key=lambda event: event.notified)
        if isinstance(event.what, ControlTotalAgreed)
    ]
    event, what = agreed[-1] if agreed else (None, None)
    total = what.pence if what else planned.pence
    marked = event.synthetic if event else planned.synthetic
    surplus = None if basis is Basis.YTD else result.variance_pence
    difference = None if surplus is None else surplus - total
    two_sided = bool(what and what.two_sided)
    remark = (
        f"agreed with {what.authority}, {event.reference}, {'two' if two_sided else 'one'}-sided"
        if what and event
        else "the planned surplus of the ledger: none was agreed with the authority"
    )
    if total < 0:
        remark += "; a planned deficit, which no PCT may plan"
    if two_sided and tolerance_pence:
        remark += f", within {show_exact(tolerance_pence)}"
    reason = "a control total is of the year" if basis is Basis.YTD else result.reason
    if difference is None:
        status = NoteStatus.NOT_TESTED
    else:
        met = abs(difference) <= tolerance_pence if two_sided else difference >= 0
        status = NoteStatus.MET if met else NoteStatus.MISSED
    outturn = "Outturn" if basis is Basis.OUTTURN else "Forecast"
    return DutyNote(
        result.body,
        NoteKind.CONTROL_TOTAL,
        (
            NoteLine(
                "surplus", f"{outturn} surplus/(deficit)", surplus, synthetic=result.synthetic
            ),
            NoteLine(
                "agreed", "Control total" if what else "Planned surplus", total, synthetic=marked
            ),
            NoteLine(
                "difference",
                "Over/(under) the control total",
                difference,
                total=True,
                synthetic=result.synthetic or marked,
            ),
        ),
        status,
        "" if difference is not None else reason,
        remark,
        result.synthetic or marked,
    )
