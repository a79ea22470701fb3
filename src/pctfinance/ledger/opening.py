"""The opening of the next year: the events that one body's year-end decisions make there.

A resource limit is notified by the new year's letter. What is carried is therefore anticipated
until then: one tranche holds the recurrent baseline and the budgets on it, so that the letter
settles all of it at once and shows what it leaves unfunded.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.closing_items import ClosingItem, ItemKind
from pctfinance.ledger.delegation_facts import ConditionStated, EligibleBudgetStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued, Delegation, What
from pctfinance.ledger.lines import BUDGETS, Account, Certainty, Funding, Limit, Strand
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.loans import LoanCarried
from pctfinance.ledger.lodged import ExpectedReturn, LodgementCarried
from pctfinance.ledger.lodgement_names import RETURN, later_name, lodgement_of, rolled_words
from pctfinance.ledger.lodgements import lodgements_of
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.year_end import DecidedPart, Decision, ReturnExpected, YearEndDecided

__all__ = ["BASELINE", "OPENING", "Opening", "is_opening", "opening_events"]

OPENING = "opening|"
"""How the keys of opening events begin."""

BASELINE = "recurrent baseline"
"""The tranche of the recurrent sources that are carried, and of the budgets on them."""

_NON_RECURRENT = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT, Certainty.ANTICIPATED)


@dataclass(frozen=True, slots=True)
class Opening:
    """What the opening of one body is made from.

    `decisions` are the events that decided, by item; `events` the body's events of the old year;
    `holder` is who holds what is lodged: the authority competent at the year's end.
    """

    body: str
    year: FinancialYear
    items: tuple[ClosingItem, ...]
    decisions: Mapping[str, Event]
    events: tuple[Event, ...]
    holder: str
    by: str
    notified: date


def is_opening(event: Event) -> bool:
    """Whether an event was made by the roll from the year before.

    >>> is_opening(Event.model_validate({"body": "5A9", "effective": "2012-04-01",
    ...     "notified": "2012-04-01", "reference": "letter", "what": {
    ...     "kind": "brought-forward", "pence": 1}}))
    False
    """
    return event.key.startswith(OPENING)


def opening_events(opening: Opening) -> tuple[Event, ...]:
    """The events of one body in the next year's book, in the order in which they are posted.

    Each names the decision and the events of the old book that it rests on. Nothing is carried
    that was not decided so.

    >>> opening_events(Opening("5A9", FinancialYear("2011-12"), (), {}, (), "Q36", "director",
    ...     date(2012, 4, 1)))
    ()
    """
    events: list[Event] = list(_carried_lodgements(opening))
    tranches: dict[str, Strand] = {}
    for item in opening.items:
        decided = opening.decisions[item.key]
        if not isinstance(decided.what, YearEndDecided):
            continue
        for number, part in enumerate(decided.what.parts, start=1):
            what = _what(opening, item, part)
            if what is None:
                continue
            if isinstance(what, Allocation) and item.strand and part.decision is Decision.CARRY:
                tranches[what.tranche] = item.strand
            made = {
                "what": what,
                "key": f"{OPENING}{item.key}|{number}",
                "purpose": f"{part.decision.value} from {opening.year}: {item.key}",
                "reference": part.reference or decided.reference,
            }
            events.append(_event(opening, made, item.events, decided))
    for tranche, strand in tranches.items():
        events += _budgets(opening, tranche, strand)
    events += _facts(opening)
    return tuple(events)


def _facts(opening: Opening) -> Iterator[Event]:
    """What a body said of delegation and holds beyond the year: eligibility, and conditions met or not."""
    last: dict[str, Event] = {}
    for event in without_reversed(opening.events):
        if isinstance(event.what, EligibleBudgetStated):
            name = "eligible budget"
        elif isinstance(event.what, ConditionStated):
            name = f"condition|{event.what.delegate}|{event.what.condition}"
        else:
            continue
        if name not in last or event.effective >= last[name].effective:
            last[name] = event
    for name, event in sorted(last.items()):
        made = {
            "what": event.what,
            "key": f"{OPENING}{name}",
            "purpose": f"as it was stated in {opening.year}",
            "reference": event.reference,
        }
        yield _event(opening, made, [event.sequence])


def _what(opening: Opening, item: ClosingItem, part: DecidedPart) -> What | None:
    """What a part of an item becomes in the next year; nothing where it ends."""
    next_year = opening.year.next
    holder = part.counterparty or item.counterparty or opening.holder
    if part.decision is Decision.EXPECT:
        # What was lodged lowered the limit; what an item names here is what comes back.
        name, strand = _returning(opening, item)
        if part.year != str(next_year):
            due = part.year
            return ReturnExpected(item=name, pence=part.pence, due=due, counterparty=holder)
        tranche = f"{RETURN}{name}"
        return Allocation(strand=strand, pence=part.pence, issuer=holder, tranche=tranche)
    if part.decision is not Decision.CARRY:
        return None
    if item.kind is ItemKind.LOAN:
        return _loan(opening, item)
    if item.kind is ItemKind.OUTTURN:
        tranche = f"brought forward from {opening.year}"
        return Allocation(
            strand=_NON_RECURRENT, pence=part.pence, issuer=opening.holder, tranche=tranche
        )
    if item.strand is None:
        msg = f"{item.key} has no strand to be carried in"
        raise ValueError(msg)
    tranche = item.tranche if item.kind is ItemKind.TRANCHE else BASELINE
    strand = item.strand._replace(certainty=Certainty.ANTICIPATED)
    issuer = item.counterparty or opening.holder
    return Allocation(strand=strand, pence=part.pence, issuer=issuer, tranche=tranche)


def _returning(opening: Opening, item: ClosingItem) -> tuple[str, Strand]:
    """The words for what is to return, and where it comes in; a lodgement keeps its own name."""
    lodgement = lodgement_of(item.key)
    found = lodgements_of(opening.body, opening.events).get(lodgement)
    if found is None:
        return f"{opening.year} {item.key}", _expected_strand(item)
    words = rolled_words(later_name(lodgement, str(opening.year)))
    if found.limit is Limit.REVENUE:
        return words, _NON_RECURRENT
    return words, Strand.of(found.limit, certainty=Certainty.ANTICIPATED)


def _carried_lodgements(opening: Opening) -> Iterator[Event]:
    """The lodgements of which something is still expected, with what became of each until now."""
    for lodgement in lodgements_of(opening.body, opening.events).values():
        items = [item for item in opening.items if lodgement_of(item.key) == lodgement.name]
        expected = [
            ExpectedReturn(part.year or str(opening.year.next), part.pence)
            for item in items
            for part in _parts(opening, item)
            if part.decision in (Decision.EXPECT, Decision.CARRY)
        ]
        rest = sum(pence for _, pence in expected)
        if not rest:
            continue
        name = later_name(lodgement.name, str(opening.year))
        gone = lodgement.lodged_pence - lodgement.returned_pence - rest
        what = LodgementCarried.model_validate(
            {
                "lodgement": name,
                "holder": lodgement.holder,
                "limit": lodgement.limit,
                "funding": lodgement.funding,
                "lodged_pence": lodgement.lodged_pence,
                "returned_pence": lodgement.returned_pence,
                "lapsed_pence": gone,
                "expected": tuple(sorted(expected)),
            }
        )
        made = {
            "what": what,
            "key": f"{OPENING}lodgement|{name}",
            "purpose": f"lodgement {lodgement.name} taken over from {opening.year}",
            "reference": lodgement.events[0].reference,
        }
        yield _event(opening, made, [event.sequence for event in lodgement.events])


def _parts(opening: Opening, item: ClosingItem) -> tuple[DecidedPart, ...]:
    decided = opening.decisions[item.key].what
    return decided.parts if isinstance(decided, YearEndDecided) else ()


def _loan(opening: Opening, item: ClosingItem) -> LoanCarried:
    """One side of a loan, as the body's own log tells it."""
    loan = Loans(opening.events).find(item.tranche)
    side = loan.side_of(opening.body) if loan else None
    if loan is None or side is None:
        msg = f"{item.key} is no loan of {opening.body}"
        raise ValueError(msg)
    return LoanCarried(side=side, loan=loan, outstanding_pence=abs(item.pence))


def _expected_strand(item: ClosingItem) -> Strand:
    """Where a return comes in: in its own limit, and non-recurrently."""
    if item.strand is None or item.strand.limit is Limit.REVENUE:
        return _NON_RECURRENT
    return item.strand._replace(certainty=Certainty.ANTICIPATED)


@dataclass(frozen=True, slots=True)
class _Cell:
    account: Account
    category: str
    delegate: str


def _budgets(opening: Opening, tranche: str, strand: Strand) -> Iterator[Event]:
    """The recurrent budgets that stood on a source which is carried, by category and delegate."""
    sums: dict[_Cell, int] = defaultdict(int)
    behind: dict[_Cell, list[int]] = defaultdict(list)
    if strand.funding is not Funding.RECURRENT:
        return
    for event in opening.events:
        for line in event.lines:
            apart = strand.certainty is Certainty.ANTICIPATED and line.tranche != tranche
            if line.account in BUDGETS and line.strand == strand and not apart:
                cell = _Cell(line.account, line.category, line.delegate)
                sums[cell] -= line.pence
                if event.sequence not in behind[cell]:
                    behind[cell].append(event.sequence)
    anticipated = strand._replace(certainty=Certainty.ANTICIPATED)
    for cell, pence in sorted(sums.items(), key=lambda pair: _order(pair[0])):
        if not pence:
            continue
        what: What
        common = {"strand": anticipated, "pence": pence, "tranche": tranche}
        if cell.account is Account.DELEGATED:
            what = Delegation.model_validate(
                {**common, "category": cell.category, "delegate": cell.delegate}
                | {"taken_from": Account.UNALLOCATED}
            )
        else:
            what = BudgetIssued.model_validate({**common, "category": cell.category})
        words = f"{tranche}|{cell.account.value}|{cell.category}|{cell.delegate}"
        made = {
            "what": what,
            "key": f"{OPENING}budget|{words}",
            "purpose": f"recurrent budget of {opening.year}, carried on {tranche!r}",
            "reference": f"budgets of {opening.year}",
        }
        yield _event(opening, made, behind[cell])


def _order(cell: _Cell) -> tuple[str, str, str]:
    return cell.account.value, cell.category, cell.delegate


def _event(
    opening: Opening,
    made: Mapping[str, object],
    behind: Sequence[int],
    decided: Event | None = None,
) -> Event:
    """An event of the new year that names what it rests on in the old book."""
    rests = [f"decision {decided.sequence}"] if decided else []
    rests += [f"events {', '.join(map(str, behind))}"] if behind else []
    # What rests on no event in particular (the outturn) rests on all that the body did.
    synthetic = any(e.synthetic and (not behind or e.sequence in behind) for e in opening.events)
    return Event.model_validate(
        {
            "body": opening.body,
            "effective": opening.year.next.start,
            "notified": opening.notified,
            "by": opening.by,
            "source": f"book of {opening.year}: {'; '.join(rests)}",
            "synthetic": synthetic,
            **made,
        }
    )
