"""What a contract comes to: plan, activity at full price, the marginal rate, what each owes.

All amounts are of the year to date, in integer pence. Costs are positive, variances favourable positive. Of each line

    payable = full price - reduction
    variance = plan payable - payable = activity + price + marginal-rate variance

to the penny, and the shares of the commissioners add up to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.marginal_rate import (
    baseline_to_date,
    half_up,
    reductions,
    sharing,
)
from pctfinance.consolidation.recharge_flows import ContractCharges
from pctfinance.consolidation.sharing_basis import apportioned
from pctfinance.ledger.contracts import ActivityReported, ActivityRow, ContractLine, ContractStated
from pctfinance.ledger.events import Event

__all__ = ["ContractResult", "Fall", "LineResult", "contracts_of"]


class Fall(NamedTuple):
    """Units to date that are fewer than those of the last month in which the line was reported.

    `body` is the commissioner where both months told them apart, else empty.
    """

    month: int
    body: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line of a contract to date; `activity` is `None` where it was not reported in the month.

    `plan_by_body` and `payable_by_body` are the shares of the commissioners. Where activity was told
    by commissioner, `untold` are those with a share of whom it was not: then the line was not reported.
    One that had no share yet when it was told is none of them: its own activity is nothing.
    `waits_for` are the lines that were not reported and share its baseline: without them what the
    marginal rate takes off is not known, and it was not reported either. `falls` is where units to
    date are fewer than they were.
    """

    line: ContractLine
    plan_activity: int
    plan_full_pence: int
    plan_reduction_pence: int
    baseline_pence: int | None
    activity: int | None
    full_pence: int
    reduction_pence: int
    plan_by_body: Mapping[str, int]
    payable_by_body: Mapping[str, int]
    untold: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    falls: tuple[Fall, ...] = ()

    @property
    def plan_pence(self) -> int:
        """What the plan comes to, behind the marginal rate."""
        return self.plan_full_pence - self.plan_reduction_pence

    @property
    def payable_pence(self) -> int:
        """What is to be paid; 0 where nothing was reported."""
        return self.full_pence - self.reduction_pence

    @property
    def activity_variance_pence(self) -> int:
        """Of the variance, what more or fewer units than planned come to, at the contract's price."""
        return (self.plan_activity - (self.activity or 0)) * self.line.price_pence

    @property
    def price_variance_pence(self) -> int:
        """Of the variance, what was billed otherwise than at the contract's price."""
        return (self.activity or 0) * self.line.price_pence - self.full_pence

    @property
    def marginal_variance_pence(self) -> int:
        """Of the variance, what the marginal rate takes off beyond what was planned."""
        return self.reduction_pence - self.plan_reduction_pence

    @property
    def variance_pence(self) -> int | None:
        """Plan less payable: the three parts together; `None` where nothing was reported."""
        return None if self.activity is None else self.plan_pence - self.payable_pence

    def tariff_price_pence(self, efficiency: Decimal) -> int | None:
        """The price of the year before less the efficiency of the tariff alone, to the penny, half up.

        >>> line = ContractLine.of("NEL", "n", 12, 9_70, prior_price_pence=10_00)
        >>> LineResult(line, 0, 0, 0, None, 0, 0, 0, {}, {}).tariff_price_pence(Decimal("0.04"))
        960
        """
        prior = self.line.prior_price_pence
        return None if prior is None else half_up(prior * (1 - Fraction(efficiency)))


@dataclass(frozen=True, slots=True)
class ContractResult:
    """One contract of a host as of a month. `weights` are the exact shares of the commissioners.

    `sequences` are the events that it rests on, `charges` what was recharged of it.
    """

    host: str
    stated: ContractStated
    lines: tuple[LineResult, ...]
    synthetic: bool
    sequences: tuple[int, ...]
    charges: ContractCharges = field(default=ContractCharges({}, {}))

    @property
    def reported(self) -> tuple[LineResult, ...]:
        """The lines that were reported in the month."""
        return tuple(line for line in self.lines if line.activity is not None)

    def told(self, pence: int) -> int | None:
        """An amount of the lines that were reported; `None` where none was, because 0 is not known."""
        return pence if self.reported else None

    @property
    def silent(self) -> tuple[LineResult, ...]:
        """The lines that were not: neither on plan nor off it."""
        return tuple(line for line in self.lines if line.activity is None)

    @property
    def not_reported(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(line.line.line for line in self.silent)

    @property
    def bodies(self) -> tuple[str, ...]:
        """Who has a share or activity of its own, or was recharged; the host first."""
        told = {body for line in self.lines for body in line.payable_by_body}
        told |= {*self.charges.approved, *self.charges.submitted}
        return (self.host, *sorted(told - {self.host}))

    @property
    def plan_pence(self) -> int:
        """The plan to date of all lines, behind the marginal rate."""
        return sum(line.plan_pence for line in self.lines)

    @property
    def not_reported_pence(self) -> int:
        """The plan to date of the lines that were not reported."""
        return self.plan_pence - sum(line.plan_pence for line in self.reported)

    @property
    def full_pence(self) -> int:
        """What was reported, at full price."""
        return sum(line.full_pence for line in self.reported)

    @property
    def reduction_pence(self) -> int:
        """What the marginal rate takes off."""
        return sum(line.reduction_pence for line in self.reported)

    @property
    def payable_pence(self) -> int:
        """The provider's bill: what the host pays, and what all shares add up to."""
        return self.full_pence - self.reduction_pence

    @property
    def variance_pence(self) -> int:
        """Plan less payable, of the lines that were reported."""
        return sum(line.variance_pence or 0 for line in self.reported)

    @property
    def parts_pence(self) -> tuple[int, int, int]:
        """The variance by activity, by price and by the marginal rate: they add up to it."""
        return (
            sum(line.activity_variance_pence for line in self.reported),
            sum(line.price_variance_pence for line in self.reported),
            sum(line.marginal_variance_pence for line in self.reported),
        )

    def plan_of(self, body: str) -> int:
        """A commissioner's share of the plan of the lines that were reported."""
        return sum(line.plan_by_body.get(body, 0) for line in self.reported)

    def payable_of(self, body: str) -> int:
        """A commissioner's share of what is payable."""
        return sum(line.payable_by_body.get(body, 0) for line in self.reported)

    @property
    def recharges(self) -> tuple[tuple[str, int], ...]:
        """The share of each associate, to date, which the host recharges; its own is the rest."""
        return tuple((body, self.payable_of(body)) for body in self.bodies if body != self.host)

    def recharged_of(self, body: str) -> int:
        """What an associate was recharged so far, in approved recharges that name the contract."""
        return self.charges.approved.get(body, 0)

    def submitted_of(self, body: str) -> int:
        """What recharges come to that wait for approval: it counts for nothing yet."""
        return self.charges.submitted.get(body, 0)

    @property
    def to_recharge(self) -> tuple[tuple[str, int | None], ...]:
        """What is still to be recharged to each associate; negative where it was charged too much.

        `None` where a line was not reported: then its share is not known.
        """
        return tuple(
            (body, None if self.silent else share - self.recharged_of(body))
            for body, share in self.recharges
        )


def contracts_of(
    events: Sequence[Event],
    period: Period,
    rate: Decimal,
    charges: Mapping[tuple[str, str], ContractCharges] = MappingProxyType({}),
) -> tuple[ContractResult, ...]:
    """The contracts of one host as of a month, in order of their codes.

    Args:
        events: of the host, those that count up to the month and are known, in order of recording.
        period: the month.
        rate: the share that is paid for emergency activity above its baseline.
        charges: what was recharged up to the month, by host and code of the contract.

    >>> contracts_of([], Period("2011-12 M08"), Decimal("0.3"))
    ()
    """
    stated: dict[str, Event] = {}
    told: dict[str, Event] = {}
    earlier: dict[str, dict[int, ActivityReported]] = {}
    then: dict[str, Event] = {}  # the contracts as they stood when their activity was told
    for event in events:
        if isinstance(event.what, ContractStated):
            stated[event.what.contract] = event
        elif isinstance(event.what, ActivityReported) and event.period < period:
            earlier.setdefault(event.what.contract, {})[event.period.number] = event.what
        elif isinstance(event.what, ActivityReported) and event.period == period:
            told[event.what.contract] = event
            then |= {code: each for code, each in stated.items() if code == event.what.contract}
    found = (
        _result(
            event,
            told.get(code),
            then.get(code, event),
            (period.number, rate),
            earlier.get(code, {}),
        )
        for code, event in sorted(stated.items())
    )
    none = ContractCharges({}, {})
    return tuple(
        replace(each, charges=charges.get((each.host, each.stated.contract), none))
        for each in found
    )


def _result(
    event: Event,
    told: Event | None,
    then: Event,
    by: tuple[int, Decimal],
    earlier: Mapping[int, ActivityReported],
) -> ContractResult:
    stated = _contract(event)
    # Who joins later had no share in what was told before, and its month may be closed.
    due = {*stated.weights} & {*_contract(then).weights}
    units = told.what.units if told and isinstance(told.what, ActivityReported) else ()
    rests_on = [event, told] if told else [event]
    return ContractResult(
        host=event.body,
        stated=stated,
        lines=tuple(
            _lines(stated, [_told_of(line, units, due, earlier) for line in stated.points], by)
        ),
        synthetic=any(each.synthetic for each in rests_on),
        sequences=tuple(each.sequence for each in rests_on),
    )


def _contract(event: Event) -> ContractStated:
    if not isinstance(event.what, ContractStated):
        msg = f"{event.what.kind} states no contract"
        raise TypeError(msg)
    return event.what


class _Told(NamedTuple):
    """What was reported of a line: nothing where it was not of every commissioner that is due."""

    line: ContractLine
    rows: tuple[ActivityRow, ...]
    untold: tuple[str, ...]
    falls: tuple[Fall, ...]

    @property
    def values(self) -> dict[str, int]:
        """By commissioner what it comes to at full price: as billed, or units times the price."""
        price = self.line.price_pence
        return {
            row.body: row.activity * price if row.billed_pence is None else row.billed_pence
            for row in self.rows
        }


def _told_of(
    line: ContractLine,
    units: Sequence[ActivityRow],
    due: Collection[str],
    earlier: Mapping[int, ActivityReported],
) -> _Told:
    rows = tuple(row for row in units if row.line == line.line)
    named = {row.body for row in rows}
    by_body = bool(named) and "" not in named
    untold = tuple(sorted({*due} - named)) if by_body else ()
    return _Told(line, () if untold else rows, untold, tuple(_falls(line, rows, earlier)))


def _falls(
    line: ContractLine, rows: Sequence[ActivityRow], earlier: Mapping[int, ActivityReported]
) -> Iterator[Fall]:
    """Against the last earlier month with the line: by commissioner where both tell them, else in all."""
    for month in sorted(earlier, reverse=True) if rows else ():
        before = {row.body: row.activity for row in earlier[month].units if row.line == line.line}
        if not before:
            continue
        now = {row.body: row.activity for row in rows}
        if not before.keys() & now.keys():
            before, now = {"": sum(before.values())}, {"": sum(now.values())}
        for body in sorted(before.keys() & now.keys()):
            if now[body] < before[body]:
                yield Fall(month, body, before[body], now[body])
        return


def _lines(
    stated: ContractStated, told: Sequence[_Told], by: tuple[int, Decimal]
) -> Iterator[LineResult]:
    month, _ = by
    missing = {each.line.line for each in told if not each.rows}
    waits = {
        line.line: tuple(other.line for other in own if other.line in missing)
        for own in sharing(stated.points)
        for line in own
        if line.line not in missing
    }
    told = [each._replace(rows=()) if waits.get(each.line.line) else each for each in told]
    planned = {line.line: line.planned(month) * line.price_pence for line in stated.points}
    values = {each.line.line: each.values for each in told}
    off_plan = reductions(stated.points, planned, *by)
    off = reductions(stated.points, {code: sum(own.values()) for code, own in values.items()}, *by)
    for each in told:
        code, full = each.line.line, sum(values[each.line.line].values())
        yield LineResult(
            line=each.line,
            plan_activity=each.line.planned(month),
            plan_full_pence=planned[code],
            plan_reduction_pence=off_plan[code],
            baseline_pence=baseline_to_date(each.line, month),
            activity=sum(row.activity for row in each.rows) if each.rows else None,
            full_pence=full,
            reduction_pence=off[code],
            plan_by_body=apportioned(planned[code] - off_plan[code], stated.weights),
            payable_by_body=_payable(values[code], full, off[code], stated.weights),
            untold=each.untold,
            waits_for=waits.get(code, ()),
            falls=each.falls,
        )


def _payable(
    values: Mapping[str, int], full: int, reduction: int, weights: Mapping[str, Fraction]
) -> dict[str, int]:
    """By the provider's own figures where it tells them, else by the shares."""
    if "" in values or not values:
        return apportioned(full - reduction, weights)
    used = {body: Fraction(pence) for body, pence in values.items() if pence}
    off = apportioned(reduction, used) if used else {}
    return {body: values.get(body, 0) - off.get(body, 0) for body in {**weights, **values}}
