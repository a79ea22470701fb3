"""What a director of finance would want to be told about a position, before it is relied on.

Plain functions from a position and the holdings behind it to findings. None of them changes a
figure.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pctfinance.consolidation.assumed import assumed_figures
from pctfinance.consolidation.cash import drawings_differ
from pctfinance.consolidation.commitments import emergency_commitments
from pctfinance.consolidation.delegation_tunnels import delegation_tunnels
from pctfinance.consolidation.duties import Basis, Duty, DutyStatus
from pctfinance.consolidation.evidence import figure_ground, grounds_of_event, limit_ground
from pctfinance.consolidation.funds import fund_checks
from pctfinance.consolidation.gaps import actuals_gap
from pctfinance.consolidation.headroom import overspent
from pctfinance.consolidation.position import BodyPosition, Check, Position
from pctfinance.consolidation.switches import unproven_switches
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom_cases import cases_of
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import (
    HeadroomLodged,
    HeadroomSetAside,
)
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.loads import Phasing
from pctfinance.ledger.reversals import without_reversed
from pctfinance.money import show_exact
from pctfinance.rulebooks import headroom_required

__all__ = ["CHECKS"]

_NOTIFYING = (
    *("allocation", "anticipated-settled", "brought-forward"),
    *("headroom-lodged", "surplus-lodged"),
)
_NOTIFIED = (Account.ALLOCATION, Account.BROUGHT_FORWARD, Account.LODGED)
# No budget is out by a factor of a hundred; a figure in £000 read as £, or in pence, is.
_UNIT_SLIP = 100
_CHECK_SIGN = "check the sign in the declaration"
_CHECK_UNIT = "check the unit in the declaration"


def _tested(position: Position, body: BodyPosition, duty: Duty) -> tuple[Ground, ...]:
    """The limit of a duty and what is charged against it."""
    return tuple(figure_ground(position, body, part, duty=duty) for part in ("limit", "charged"))


def _breaches(position: Position, _: Holdings) -> Iterator[Finding]:
    """Breaches, by duty and then by body."""
    for duty in position.duties:
        for body in position.bodies:
            result = body.duty(duty)
            if result.status is DutyStatus.BREACH:
                yield Finding(
                    "duty.breach",
                    Level.BREACH,
                    f"{duty.heading}: {body.body.name} exceeds its limit by "
                    f"{show_exact(-(result.variance_pence or 0))}: charged "
                    f"{show_exact(result.charged_pence)} against {show_exact(result.limit_pence)}",
                    Where(body=body.code, period=str(position.period)),
                    evidence=_tested(position, body, duty),
                )


def _untested(position: Position, _: Holdings) -> Iterator[Finding]:
    """Duties that could not be tested, and why."""
    for duty in position.duties:
        for body in position.bodies:
            result = body.duty(duty)
            if result.status is DutyStatus.NOT_TESTED:
                message = f"{duty.heading} not tested: {result.reason}"
                where = Where(body=body.code, period=str(position.period))
                evidence = _tested(position, body, duty)
                yield Finding("duty.not-tested", Level.WARNING, message, where, evidence=evidence)


def _missing_actuals(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Actuals that were not sent, where no duty says so because it is tested on the forecast."""
    if position.basis is not Basis.FORECAST:
        return
    actuals, month = holdings.actuals, position.period
    for limit in (duty.limit for duty in position.duties):
        reporting = {
            body.code
            for body in position.bodies
            if min(actuals.months(body.code, limit), default=month.number + 1) <= month.number
        }
        for body in position.bodies:
            # Revenue of all who report at all is told; of the others nobody is asked for actuals.
            asked = reporting if limit is not Limit.REVENUE or not reporting else {body.code}
            gap = actuals_gap(actuals, body.code, limit, month) if body.code in asked else ""
            if gap:
                yield Finding(
                    "figures.missing",
                    Level.WARNING,
                    f"the {limit} charge to date is not known: {gap}",
                    Where(body=body.code, period=str(month)),
                    "send what is missing, with 0 where nothing was spent",
                    (Ground(f"{limit} actuals to date", gap),),
                )


def _plausible(position: Position, _: Holdings) -> Iterator[Finding]:
    """Charges that look as if the unit or the sign was mistaken, and budgets never reported on."""
    for body in position.bodies:
        where = Where(body=body.code, period=str(position.period))
        for result in body.duties:
            limit, charged = result.limit_pence, result.charged_pence
            if limit is None or charged is None:
                continue
            evidence = _tested(position, body, result.duty)
            if charged < 0 < limit:
                message = f"{result.duty.heading}: the charge is negative, {show_exact(charged)}"
                yield Finding(
                    "figures.implausible", Level.WARNING, message, where, _CHECK_SIGN, evidence
                )
            elif abs(charged) > _UNIT_SLIP * abs(limit) or abs(charged) * _UNIT_SLIP < abs(limit):
                message = (
                    f"{result.duty.heading}: {show_exact(charged)} is charged against a limit of "
                    f"{show_exact(limit)}"
                )
                if charged or position.basis is not Basis.YTD:
                    yield Finding(
                        "figures.implausible", Level.WARNING, message, where, _CHECK_UNIT, evidence
                    )


def _silent_budgets(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Budgets of categories on which nothing was ever reported: a table may have lost its rows."""
    for body in position.bodies:
        actuals, last = holdings.actuals, position.period.number
        reported = {  # a journal is no report, and neither is what was sent for a later month
            category
            for category in actuals.categories(body.code, Limit.REVENUE)
            if min(actuals.months(body.code, Limit.REVENUE, category), default=last + 1) <= last
        }
        silent = [
            line.category
            for line in body.lines
            if line.budget_pence and line.category not in reported
        ]
        if reported and silent:
            names = ", ".join(position.categories.name(code) for code in silent)
            yield Finding(
                "figures.silent-budget",
                Level.WARNING,
                f"there are budgets but no actuals at all for {names}",
                Where(body=body.code, period=str(position.period)),
                "send them, with 0 where nothing was spent",
                tuple(figure_ground(position, body, "budget", category=code) for code in silent),
            )


def _phasing(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Budgets spread in twelfths, and profiles that do not add up to their budget.

    At the year's end nothing is spread any more.
    """
    if position.basis is Basis.OUTTURN:
        return
    last = position.period.year.periods[-1]
    twelfths: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for body in position.bodies:
        method = holdings.phasing.get(body.code, Phasing.PROFILE)
        unphased = [line.category for line in body.lines if line.budget_pence and not line.phased]
        if unphased and method is not Phasing.TWELFTHS:  # else it is what the body asked for
            twelfths[position.categories.ordered(unphased)].append(body.code)
        for line in body.lines:
            whole = holdings.profile.to_date(body.code, Limit.REVENUE, last, line.category).pence
            if line.phased and whole != line.budget_pence and method is Phasing.AS_LOADED:
                yield Finding(
                    "budget.not-as-loaded",
                    Level.WARNING,
                    f"the months of {line.category}, taken as loaded, add up to "
                    f"{show_exact(whole)}; its annual budget is {show_exact(line.budget_pence)}, and "
                    f"the difference of {show_exact(line.budget_pence - whole)} falls in twelfths",
                    Where(body=body.code, period=str(position.period)),
                    "send the months of the budget as it stands now",
                    (figure_ground(position, body, "budget", category=line.category),),
                )
            elif line.phased and whole != line.budget_pence:
                yield Finding(
                    "budget.profile-differs",
                    Level.NOTE,
                    f"the profile of {line.category} adds up to {show_exact(whole)}; its annual "
                    f"budget of {show_exact(line.budget_pence)} is spread in the same proportions",
                    Where(body=body.code, period=str(position.period)),
                    evidence=(figure_ground(position, body, "budget", category=line.category),),
                )
    for categories, bodies in twelfths.items():
        names = ", ".join(position.categories.name(code) for code in categories)
        yield Finding(
            "budget.unphased",
            Level.NOTE,
            f"budgets without a profile, to date in twelfths: {names}",
            Where(body=", ".join(bodies), period=str(position.period)),
            evidence=tuple(
                figure_ground(position, position.body(body), "budget_ytd", category=code)
                for body in bodies
                for code in categories
            ),
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
                strand = cell.strand
                evidence = (
                    Ground(f"{strand}: {cell.account.value}", -pence),
                    limit_ground(
                        position,
                        body,
                        limit=strand.limit,
                        certainty=strand.certainty,
                        funding=strand.funding,
                    ),
                )
                yield Finding(
                    "ledger.over-committed", Level.WARNING, message, where, evidence=evidence
                )


def _offsetting_allocations(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Changes that cancel each other between bodies: a transfer in disguise (SOM 25).

    Either a fall in one body and an equal rise in another within a month of it, or the changes of
    a month that sum to nothing over the book; whatever their funding and kind.
    """
    changes = [
        (event, sum(line.pence for line in event.lines if line.account in _NOTIFIED))
        for body in position.looked_among
        for event in holdings.resource.standing(body.code, position.period, position.known_at)
        if _is_notified(event)
    ]
    own = {body.code for body in position.bodies}
    falls = [(event, pence) for event, pence in changes if pence < 0 and event.body in own]
    for fall, pence in falls:
        rises = [
            rise
            for rise, given in changes
            if given == -pence and rise.body != fall.body and abs(rise.period - fall.period) <= 1
        ]
        if rises:
            what = f"{rises[0].reference!r} gives the same to {rises[0].body}"
            yield _disguised(fall, -pence, what, [(rise, -pence) for rise in rises[:1]])
            continue
        month = [(event, given) for event, given in changes if event.period == fall.period]
        if not sum(given for _, given in month):
            names = ", ".join(sorted({event.body for event, _ in month} - {fall.body}))
            others = [(event, given) for event, given in month if event is not fall]
            yield _disguised(fall, -pence, f"the same month gives as much to {names}", others)


def _is_notified(event: Event) -> bool:
    """Whether it changes what was notified; so does the reversal of such a change."""
    what = event.what
    return (what.of_kind if isinstance(what, Reversal) else what.kind) in _NOTIFYING


def _disguised(fall: Event, pence: int, what: str, others: Sequence[tuple[Event, int]]) -> Finding:
    changes = [(fall, -pence), *others]
    return Finding(
        "ledger.offsetting-allocations",
        Level.WARNING,
        f"{fall.what.kind} {fall.reference!r} takes {show_exact(pence)} from {fall.body}, and {what}: "
        "resource that moves between bodies is a transfer and needs the authority's approval (SOM 25)",
        Where(body=fall.body, period=str(fall.period)),
        evidence=tuple(grounds_of_event(event, given) for event, given in changes),
    )


def _tunnels(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """A delegate's budget that falls in one body and rises in another by as much."""
    codes = [body.code for body in position.looked_among]
    at = (position.period, position.known_at)
    found = delegation_tunnels(holdings.resource, codes, *at)
    yield from position.told(tunnel.finding for tunnel in found)


def _headroom(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Headroom set aside that is not the frozen rate times the frozen base."""
    for body in position.bodies:
        events = holdings.resource.standing(body.code, position.period, position.known_at)
        for event in without_reversed(events):
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
                    evidence=(
                        grounds_of_event(event, what.pence),
                        Ground(f"{what.rate:%} of {show_exact(what.base_pence)}", required),
                    ),
                )


def _case_spend(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Business cases on which more was spent than was released for them."""
    for body in position.bodies:
        events = holdings.resource.standing(body.code, position.period, position.known_at)
        yield from overspent(cases_of(events).values())


def _adjusted(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """What of the actuals was not reported, but entered by journals and adjustments."""
    if position.basis is Basis.FORECAST:
        return
    actuals, period = holdings.actuals, position.period
    for body in position.bodies:
        adjusted = [
            (position.categories.name(category), pence)
            for limit in Limit
            for category in actuals.categories(body.code, limit)
            if (pence := actuals.adjusted(body.code, limit, period, category).pence)
        ]
        parts = [f"{name} {show_exact(pence)}" for name, pence in adjusted]
        if parts:
            yield Finding(
                "figures.adjusted",
                Level.NOTE,
                f"journals and adjustments are among the actuals to date: {', '.join(parts)}",
                Where(body=body.code, period=str(period)),
                evidence=tuple(Ground(f"{name}, adjusted", pence) for name, pence in adjusted),
            )


def _synthetic(position: Position, _: Holdings) -> Iterator[Finding]:
    """The label that travels with figures that have no published source."""
    bodies = [body.code for body in position.bodies if body.contains_synthetic]
    if bodies:
        message = f"Contains synthetic figures, which have no published source: {', '.join(bodies)}"
        evidence = tuple(Ground(f"figures of {code}", "synthetic") for code in bodies)
        yield Finding("figures.synthetic", Level.NOTE, message, evidence=evidence)


CHECKS: tuple[Check, ...] = (
    _breaches,
    _untested,
    _missing_actuals,
    _plausible,
    _silent_budgets,
    _commitments,
    _offsetting_allocations,
    _tunnels,
    fund_checks,
    _headroom,
    _case_spend,
    unproven_switches,
    emergency_commitments,
    drawings_differ,
    _phasing,
    _adjusted,
    assumed_figures,
    _synthetic,
)
"""Every check of a position, in the order in which findings are shown."""
