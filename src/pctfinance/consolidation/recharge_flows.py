"""What bodies charge each other, as their own ledgers say: from journals and from loads.

Only what names another body as counterparty counts, whether it is marked as a recharge or not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import exact_sum
from pctfinance.ledger.holdings import CellsOf, standing_loads
from pctfinance.ledger.journal_rules import Journal, JournalState, journals_of
from pctfinance.ledger.journals import JournalApproved
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane, LedgerLoaded, is_to_date
from pctfinance.ledger.recharges import pairs_of

__all__ = [
    "ContractCharges",
    "RechargeFlow",
    "RechargeSet",
    "between",
    "contract_charges",
    "recharge_flows",
    "recharge_sets",
]


class RechargeFlow(NamedTuple):
    """What one body is charged by another for a month, net, by its own ledger: pence, costs positive.

    `based` says that it was apportioned by a stated basis; `returns` that it comes back by itself in
    the next month, or is what came back. `source` is the journal or extract.
    """

    body: str
    counterparty: str
    period: Period
    pence: int
    source: str
    based: bool = False
    returns: bool = False
    synthetic: bool = False


@dataclass(frozen=True)
class RechargeSet:
    """One recharge: the journals that belong together, in order of body."""

    number: str
    journals: tuple[Journal, ...]

    @property
    def first(self) -> Journal:
        """One of its journals: all say the same of the whole."""
        return self.journals[0]

    @property
    def state(self) -> JournalState:
        """How far it has come."""
        return self.first.state

    @property
    def is_standing(self) -> bool:
        """Whether it counts, or may still: submitted or approved."""
        return self.state in {JournalState.SUBMITTED, JournalState.APPROVED}

    @property
    def provider(self) -> str:
        """The body that bears the cost and is paid."""
        mark = self.first.what.recharge
        return mark.provider if mark else ""

    @property
    def charged(self) -> dict[str, int]:
        """What each recipient is charged by the provider, in pence; in order of code."""
        pairs = pairs_of(
            (journal.submission.body, line.counterparty, line.charge_pence)
            for journal in self.journals
            for line in journal.what.entered
            if line.limit
        )
        return {
            body: pence for (body, other), pence in sorted(pairs.items()) if other == self.provider
        }


def recharge_sets(events: Iterable[Event]) -> dict[str, RechargeSet]:
    """The recharges among the events of one year, by number, in order of submission.

    >>> recharge_sets([])
    {}
    """
    sets: dict[str, list[Journal]] = defaultdict(list)
    for journal in journals_of(events).values():
        if journal.what.recharge is not None:
            sets[journal.what.number].append(journal)
    return {
        number: RechargeSet(
            number, tuple(sorted(journals, key=lambda journal: journal.submission.body))
        )
        for number, journals in sets.items()
    }


class ContractCharges(NamedTuple):
    """What was recharged of one contract, by associate and in pence; what waits for approval apart.

    `numbers` are the recharges behind both.
    """

    approved: Mapping[str, int]
    submitted: Mapping[str, int]
    numbers: tuple[str, ...] = ()


def contract_charges(sets: Iterable[RechargeSet]) -> dict[tuple[str, str], ContractCharges]:
    """What was recharged of each contract, by host and code; what was taken back is off it.

    >>> contract_charges([])
    {}
    """
    found: dict[tuple[str, str], ContractCharges] = {}
    for one in sets:
        mark = one.first.what.recharge
        if mark is None or not mark.contract or not one.is_standing:
            continue
        last = found.get((mark.provider, mark.contract), ContractCharges({}, {}))
        sums = (dict(last.approved), dict(last.submitted))
        into = sums[one.state is JournalState.SUBMITTED]
        for body, pence in one.charged.items():
            into[body] = into.get(body, 0) + pence
        found[mark.provider, mark.contract] = ContractCharges(*sums, (*last.numbers, one.number))
    return found


def recharge_flows(
    events: Iterable[Event], bodies: Collection[str], cells: CellsOf
) -> tuple[RechargeFlow, ...]:
    """What the bodies charged each other, by each one's own ledger, in order of month.

    Args:
        events: those that count, of any bodies of one year.
        bodies: whose charges to each other are looked for.
        cells: where the balance cells of loads are.

    >>> recharge_flows([], ("5A9", "5K7"), {}.__getitem__)
    ()
    """
    known = tuple(event for event in events if event.body in bodies)
    if not any(isinstance(event.what, JournalApproved | LedgerLoaded) for event in known):
        return ()  # tables of figures name no counterparty
    flows = [*_journalled(known), *_loaded(known, bodies, cells)]
    return tuple(
        sorted(
            (
                flow
                for flow in flows
                if flow.counterparty in bodies and flow.counterparty != flow.body and flow.pence
            ),
            key=lambda flow: (flow.period.number, flow.body, flow.counterparty, flow.source),
        )
    )


def between(flows: Iterable[RechargeFlow]) -> dict[tuple[str, str], int]:
    """What each body is charged with each other, net, in pence: costs positive.

    >>> between([])
    {}
    """
    return pairs_of((flow.body, flow.counterparty, flow.pence) for flow in flows)


def _journalled(events: Iterable[Event]) -> Iterator[RechargeFlow]:
    for journal in journals_of(events).values():
        if journal.state is not JournalState.APPROVED:
            continue
        event, what = journal.submission, journal.what
        pairs = pairs_of(
            (event.body, line.counterparty, line.charge_pence)
            for line in what.entered
            if line.limit is Limit.REVENUE and line.counterparty
        )
        for (body, other), pence in pairs.items():
            flow = RechargeFlow(
                body,
                other,
                event.period,
                pence,
                what.number,
                based=bool(what.recharge and what.recharge.basis),
                returns=what.reversing,
                synthetic=event.synthetic,
            )
            yield flow
            if what.reversing:
                yield flow._replace(period=event.period.next, pence=-pence)


def _loaded(
    events: Iterable[Event], bodies: Collection[str], cells: CellsOf
) -> Iterator[RechargeFlow]:
    """Charges of extracts; of reports to date the movement since the report before."""
    before: dict[tuple[str, str], int] = {}
    loads = [e for e in standing_loads(events, "actuals") if isinstance(e.what, LedgerLoaded)]
    for event in sorted(loads, key=lambda load: (load.body, load.period.number)):
        what = event.what
        if not isinstance(what, LedgerLoaded):
            continue
        charged = _by_counterparty(cells(what.cells_sha256), bodies)
        if what.lane is Lane.LOAD and is_to_date(what):
            known = {other for body, other in before if body == event.body}
            for other in sorted(known | charged.keys()):
                pence = charged.get(other, 0)
                moved = pence - before.get((event.body, other), 0)
                before[event.body, other] = pence
                yield _of_load(event, other, moved)
        else:
            for other, pence in sorted(charged.items()):
                yield _of_load(event, other, pence)


def _of_load(event: Event, other: str, pence: int) -> RechargeFlow:
    return RechargeFlow(
        event.body, other, event.period, pence, event.reference, synthetic=event.synthetic
    )


def _by_counterparty(cells: BalanceCells, bodies: Collection[str]) -> dict[str, int]:
    """What the cells charge to revenue with each of the bodies as counterparty, in pence."""
    names, limits = cells.codes["counterparty"], cells.codes["limit"]
    if Limit.REVENUE not in limits:
        return {}
    to_revenue = cells.columns["limit"] == limits.index(Limit.REVENUE)
    return {
        name: exact_sum(cells.columns["charge"][to_revenue & (cells.columns["counterparty"] == at)])
        for at, name in enumerate(names)
        if name in bodies
    }
