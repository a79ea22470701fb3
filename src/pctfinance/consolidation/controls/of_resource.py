"""Controls of resource: what budgets stand on, what is still hoped for, reserves, months, transfers."""

from collections.abc import Iterator
from fractions import Fraction

from pctfinance.calendar import Period
from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, NotApplicable
from pctfinance.consolidation.delegations import body_delegation
from pctfinance.consolidation.evidence import grounds_of_event
from pctfinance.consolidation.gaps import months_in_words
from pctfinance.consolidation.headroom import body_headroom
from pctfinance.errors import Finding, Ground, Level
from pctfinance.ledger.kinds import Allocation, BroughtForward
from pctfinance.ledger.lines import BUDGETS, Account, Certainty, Funding, Limit
from pctfinance.money import show_exact

__all__ = ["RESOURCE_CONTROLS"]

Told = Iterator[Finding | NotApplicable]

_OURS = "a choice of pctfinance"
_NOT_BUDGETED = (Account.UNALLOCATED, Account.UNFUNDED)


@packaged(
    id="budgets-not-limit",
    title="Budgets are not the limit less planned surplus",
    rule="Delegated, retained and reserves are the budget, and with the planned surplus the expected "
    "limit; in no strand is more set aside than there is, and nothing is left without a purpose.",
    source="how a budget is made of a limit; what is left over is a note, what is over the limit is not",
    code="control.budgets-not-limit",
)
def _budgets(at: BodyView) -> Told:
    parts = (
        Ground("expected limit", at.balances.limit(certainty=None)),
        Ground("planned surplus", at.balances.planned_surplus),
        Ground("budgets", at.balances.use(BUDGETS)),
        Ground("reserves", at.balances.reserves),
    )
    expected, *uses = (part.value for part in parts)
    if expected != sum(pence for pence in uses if isinstance(pence, int)):
        yield at.found(
            "budgets, reserves and planned surplus are not the expected limit: a fault of this book",
            *parts,
            hint="verify the book",
            severity=Level.ERROR,
        )
        return
    left: dict[str, int] = {}
    for cell, pence in at.balances.cells.items():
        if cell.strand.limit is Limit.REVENUE and cell.account in _NOT_BUDGETED:
            left[str(cell.strand)] = left.get(str(cell.strand), 0) - pence
    told = sorted((strand, pence) for strand, pence in left.items() if pence)
    if told:
        said = "; ".join(
            f"{strand}: {show_exact(abs(pence))} {'not budgeted' if pence > 0 else 'over the limit'}"
            for strand, pence in told
        )
        over = any(pence < 0 for _, pence in told)
        yield at.found(
            f"budgets and reserves are not the limit less the planned surplus: {said}",
            *(Ground(f"{strand}, neither budget nor reserve", pence) for strand, pence in told),
            at.limit_figure(),
            at.limit_figure(certainty=Certainty.ANTICIPATED),
            *parts,
            hint="issue the budget, or set what is left aside in a reserve",
            severity=None if over else Level.NOTE,
        )


@packaged(
    id="recurrent-on-non-recurrent",
    title="Recurrent budgets on non-recurrent money",
    rule="Recurrent budgets stand on recurrent resource.",
    source=f"{_OURS}: what recurs and has no recurrent source is next year's deficit",
    code="control.recurrent-on-non-recurrent",
)
def _recurrent(at: BodyView) -> Told:
    balances = at.balances
    limit = balances.limit(certainty=Certainty.CONFIRMED, funding=Funding.RECURRENT)
    budgets = balances.use(BUDGETS, certainty=Certainty.CONFIRMED, funding=Funding.RECURRENT)
    once = balances.use(
        [Account.APPLIED_NON_RECURRENTLY],
        certainty=Certainty.CONFIRMED,
        funding=Funding.RECURRENT,
    )
    beyond = budgets + once - limit
    if beyond > 0:
        also = f", of which {show_exact(once)} is applied non-recurrently" if once else ""
        yield at.found(
            f"recurrent budgets of {show_exact(budgets)} stand on recurrent resource of "
            f"{show_exact(limit)}{also}: {show_exact(beyond)} has no recurrent source",
            at.limit_figure(funding=Funding.RECURRENT),
            at.limit_figure(funding=Funding.NON_RECURRENT),
            Ground("recurrent budgets", budgets),
            hint="find recurrent resource, or make the commitment a non-recurrent one",
        )


@packaged(
    id="anticipated-large",
    title="Much of the limit is anticipated",
    rule="No more of the expected limit than a share is still anticipated.",
    source=_OURS,
    code="control.anticipated-large",
    thresholds=("controls.anticipated_share",),
)
def _anticipated(at: BodyView) -> Told:
    share = at.rules.anticipated_share.value
    hoped = at.balances.limit(certainty=Certainty.ANTICIPATED)
    expected = at.balances.limit(certainty=None)
    if not hoped:
        yield at.not_applicable("nothing is anticipated")
    elif hoped > Fraction(share) * expected:
        yield at.found(
            f"{show_exact(hoped)} of an expected limit of {show_exact(expected)} is anticipated, "
            f"more than {share:%}",
            at.limit_figure(certainty=Certainty.ANTICIPATED),
            at.limit_figure(),
            hint="ask for the letters; what does not come leaves its uses without a source",
        )


@packaged(
    id="budget-negative",
    title="A budget is negative",
    rule="No category has a negative annual budget.",
    source=_OURS,
    code="control.budget-negative",
)
def _negative(at: BodyView) -> Told:
    below = [line for line in at.lines if line.budget_pence < 0]
    if below:
        said = ", ".join(
            f"{at.name_of(line.category)} {show_exact(line.budget_pence)}" for line in below
        )
        yield at.found(
            f"negative budgets: {said}",
            *(at.figure("budget", category=line.category) for line in below),
            hint="a saving that nobody has found yet belongs to a category that will bear it",
        )


@packaged(
    id="reserves-negative",
    title="Reserves stay negative",
    rule="Reserves may be negative in a month, and do not stay so.",
    source=_OURS,
    code="control.reserves-negative",
    thresholds=("controls.reserves_negative_months",),
)
def _reserves(at: BodyView) -> Told:
    count = at.rules.reserves_negative_months.value
    months = at.period.to_date[-count:]
    held = {month: at.balances_of(month).reserves for month in months}
    if len(months) == count and max(held.values()) < 0:
        yield at.found(
            f"reserves are negative for {count} months, now {show_exact(held[at.period])}",
            *(Ground(f"reserves, {month}", pence) for month, pence in held.items()),
            hint="find the resource, or take back what was set aside",
        )


@packaged(
    id="headroom-short",
    title="Headroom is not held in full",
    rule="Rate times base is lodged, set aside or exempted.",
    source="the rulebook: headroom.rate, headroom.base",
    code="control.headroom-short",
)
def _headroom(at: BodyView) -> Told:
    found = body_headroom(
        at.holdings.resource,
        at.body,
        at.period,
        at.month.known_at,
        rulebook=at.rulebook,
        register=at.month.register,
    )
    if not found.required_pence:
        yield at.not_applicable("there is no resource that headroom is taken of")
    elif found.difference_pence > 0:
        yield at.found(
            f"{show_exact(found.required_pence)} of headroom is required, and "
            f"{show_exact(found.difference_pence)} is neither lodged nor set aside",
            at.limit_figure(funding=Funding.RECURRENT),
            Ground(
                f"required: {found.rate:%} of {show_exact(found.base_pence)}", found.required_pence
            ),
            Ground("lodged", found.lodged_pence),
            Ground("set aside", found.set_aside_pence),
            Ground("exempted", found.exempted_pence),
            hint="set it aside, or show the exemption",
        )


@packaged(
    id="delegated-beyond-eligible",
    title="More is delegated than is eligible",
    rule="What is delegated stays within what the PCT states as eligible.",
    source=f"{_OURS}; what is eligible each PCT states for itself",
    code="delegation.not-eligible",
)
def _delegated(at: BodyView) -> Told:
    where = (at.body.code, at.period, at.month.known_at)
    split = body_delegation(at.holdings.resource, *where, tree=at.position.categories)
    eligible = split.eligible_pence
    if eligible is None:
        yield at.not_applicable("the body did not state what is eligible")
        return
    outside = [one for one in split.categories if one.eligible is False and one.delegated_pence]
    if outside:
        named = ", ".join(
            f"{at.name_of(one.category)} {show_exact(one.delegated_pence)}" for one in outside
        )
        yield at.found(
            f"delegated, and stated as not eligible: {named}",
            *(at.figure("delegated", category=one.category) for one in outside),
        )
    if split.delegated_pence > eligible:
        yield at.found(
            f"{show_exact(split.delegated_pence)} is delegated, more than the eligible "
            f"{show_exact(eligible)}",
            Ground("delegated", split.delegated_pence),
            Ground("eligible", eligible),
        )


@packaged(
    id="document-late",
    title="A document came late",
    rule="A document that came after its month was submitted or closed is named where it counts.",
    source="the rulebook: months.late",
    code="control.document-late",
    severity=Level.NOTE,
)
def _late(at: BodyView) -> Told:
    for event in at.events:
        if event.late_for is not None and event.period == at.period:
            pence = sum(line.pence for line in event.lines if line.pence > 0)
            yield at.found(
                f"{event.what.kind} {event.reference!r} states {event.late_for} and counts in "
                f"{event.period}",
                grounds_of_event(event, pence),
            )


@packaged(
    id="change-twice",
    title="A change of a limit stands twice",
    rule="A letter is posted once.",
    source=_OURS,
    code="control.change-twice",
    thresholds=("controls.same_amount",),
)
def _twice(at: BodyView) -> Told:
    least = at.rules.same_amount.amount_pence
    alike: dict[tuple[object, ...], list[tuple[Period, int, Ground]]] = {}
    for event in at.events:
        what = event.what
        if isinstance(what, Allocation | BroughtForward) and abs(what.pence) >= least:
            strand = what.strand if isinstance(what, Allocation) else None
            key = (what.kind, strand, what.pence, event.purpose.casefold())
            ground = grounds_of_event(event, what.pence)
            alike.setdefault(key, []).append((event.period, what.pence, ground))
    for (kind, *_), found in alike.items():
        if len(found) > 1:
            months = months_in_words({period.number for period, _, _ in found})
            yield at.found(
                f"{kind} of {show_exact(found[0][1])} stands {len(found)} times for the same purpose "
                f"({months})",
                *(ground for _, _, ground in found),
                hint="reverse the one that is a copy; where both are right, say what each is for",
            )


@packaged(
    id="month-impacted",
    title="A closed month is impacted",
    rule="Nothing changes under a month that is closed.",
    source="docs/month-end.md",
    code="control.month-impacted",
)
def _impacted(at: BodyView) -> Told:
    months = at.month.months
    hit = [month for month in at.period.to_date if months.is_impacted(at.body.code, month)]
    if hit:
        last = {month: months.last_change(at.body.code, month) for month in hit}
        yield at.found(
            f"closed, and changed under since: {months_in_words(month.number for month in hit)}",
            *(
                Ground(f"last change under {month}", f"event {number}", event=number)
                for month, number in last.items()
            ),
            hint="reopen the month, run its controls, and close it again",
        )


RESOURCE_CONTROLS: tuple[Control, ...] = (
    _budgets,
    _recurrent,
    _anticipated,
    _negative,
    _reserves,
    _headroom,
    _delegated,
    _twice,
    _late,
    _impacted,
)
"""The controls of resource."""
