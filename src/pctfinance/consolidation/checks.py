"""What a director of finance would want to be told about a position, before it is relied on.

Plain functions from a position and the holdings behind it to findings. None of them changes a
figure.
"""

from collections import defaultdict
from collections.abc import Iterator

from pctfinance.consolidation.duties import DutyStatus
from pctfinance.consolidation.position import Check, Position
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import Allocation, HeadroomLodged, HeadroomSetAside
from pctfinance.ledger.lines import Account, Limit
from pctfinance.money import show_exact
from pctfinance.rulebooks import headroom_required

__all__ = ["CHECKS"]


def _duties(position: Position, _: Holdings) -> Iterator[Finding]:
    """Breaches, and duties that could not be tested: by duty, then by body."""
    for duty in position.duties:
        for body in position.bodies:
            result = body.duty(duty)
            where = Where(body=body.code, period=str(position.period))
            if result.status is DutyStatus.NOT_TESTED:
                message = f"{duty.heading} not tested: {result.reason}"
                yield Finding("duty.not-tested", Level.WARNING, message, where)
            if result.status is DutyStatus.BREACH:
                yield Finding(
                    "duty.breach",
                    Level.BREACH,
                    f"{duty.heading}: {body.body.name} exceeds its limit by "
                    f"{show_exact(-(result.variance_pence or 0))} "
                    f"({show_exact(result.charged_pence)} against {show_exact(result.limit_pence)})",
                    where,
                )


def _phasing(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Budgets spread in twelfths, and profiles that do not add up to their budget."""
    last = position.period.year.periods[-1]
    twelfths: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for body in position.bodies:
        unphased = [line.category for line in body.lines if line.budget_pence and not line.phased]
        if unphased:
            twelfths[position.categories.ordered(unphased)].append(body.code)
        for line in body.lines:
            whole = holdings.profile.to_date(body.code, Limit.REVENUE, last, line.category).pence
            if line.phased and whole != line.budget_pence:
                yield Finding(
                    "budget.profile-differs",
                    Level.WARNING,
                    f"the profile of {line.category} adds up to {show_exact(whole)}, its annual "
                    f"budget is {show_exact(line.budget_pence)}",
                    Where(body=body.code, period=str(position.period)),
                )
    for categories, bodies in twelfths.items():
        names = ", ".join(position.categories.name(code) for code in categories)
        yield Finding(
            "budget.unphased",
            Level.NOTE,
            f"budgets without a profile, to date in twelfths: {names}",
            Where(body=", ".join(bodies), period=str(position.period)),
        )


def _commitments(position: Position, _: Holdings) -> Iterator[Finding]:
    """Strands in which more is set aside than there is, and uses of money that did not come."""
    words = {
        Account.UNALLOCATED: "more is set aside than there is, by",
        Account.UNFUNDED: "anticipated money came short of what was built on it, by",
    }
    for body in position.bodies:
        where = Where(body=body.code, period=str(position.period))
        # Uses are negative: a positive cell of these accounts is the wrong way round.
        for cell, pence in sorted(body.balances.cells.items()):
            if cell.account in words and pence > 0:
                message = f"{cell.strand}: {words[cell.account]} {show_exact(pence)}"
                yield Finding("ledger.over-committed", Level.WARNING, message, where)


def _offsetting_allocations(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Equal and opposite allocations of one month in two bodies: a transfer in disguise (SOM 25)."""
    found: dict[tuple[object, ...], list[tuple[Event, int]]] = defaultdict(list)
    for body in position.bodies:
        for event in holdings.resource.standing(body.code, position.period, position.known_at):
            if isinstance(event.what, Allocation):
                pence = event.what.pence
                found[event.what.strand, event.period, abs(pence)].append((event, pence))
    for events in found.values():
        taken = [(event, -pence) for event, pence in events if pence < 0]
        given = [event for event, pence in events if pence > 0]
        for (giver, pence), receiver in zip(taken, given, strict=False):
            if giver.body == receiver.body:
                continue
            yield Finding(
                "ledger.offsetting-allocations",
                Level.WARNING,
                f"allocation {giver.reference!r} takes {show_exact(pence)} from {giver.body} and "
                f"{receiver.reference!r} gives the same to {receiver.body}: resource that moves "
                "between bodies is a transfer and needs the authority's approval (SOM 25)",
                Where(body=giver.body, period=str(giver.period)),
            )


def _headroom(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Headroom set aside that is not the frozen rate times the frozen base."""
    for body in position.bodies:
        for event in holdings.resource.standing(body.code, position.period, position.known_at):
            what = event.what
            if not isinstance(what, HeadroomLodged | HeadroomSetAside) or what.rate is None:
                continue
            required = headroom_required(what.base_pence or 0, what.rate)
            if what.pence != required:
                yield Finding(
                    "headroom.not-required-sum",
                    Level.WARNING,
                    f"{what.kind} {event.reference!r} sets {show_exact(what.pence)} aside; "
                    f"{what.rate:%} of {show_exact(what.base_pence)} is {show_exact(required)}",
                    Where(body=body.code, period=str(event.period)),
                )


def _synthetic(position: Position, _: Holdings) -> Iterator[Finding]:
    """The label that travels with figures that have no published source."""
    bodies = [body.code for body in position.bodies if body.contains_synthetic]
    if bodies:
        message = f"contains synthetic figures, which have no published source: {', '.join(bodies)}"
        yield Finding("figures.synthetic", Level.NOTE, message)


CHECKS: tuple[Check, ...] = (
    _duties,
    _commitments,
    _offsetting_allocations,
    _headroom,
    _phasing,
    _synthetic,
)
"""Every check of a position, in the order in which findings are shown."""
