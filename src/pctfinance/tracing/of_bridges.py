"""What the steps of a bridge are made of: the events that came between, and what fell to another month."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from pctfinance.calendar import Period
from pctfinance.consolidation.bridge import BodyBridge, Ends, Moment
from pctfinance.consolidation.bridge_causes import RESOURCE_CAUSES, Cause, cause_of
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.gaps import actuals_gap, forecast_gap
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.present.bridge_report import BridgeReport
from pctfinance.tracing.changes import change
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.leaves import Ground
from pctfinance.tracing.of_bridge_sums import bridge_sums
from pctfinance.tracing.of_plan import plan_line, plan_start
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight
from pctfinance.tracing.trees import BodyTrees

__all__ = ["bridge_figures"]

_MEASURES = ("limit", "budget", "charge", "variance")
_NOT_KNOWN = "a limit or a charge is not known"


def bridge_figures(report: BridgeReport, sight: Sight) -> Iterator[ReportFigure]:
    """Every figure of a bridge, body by body: both ends, what each cause moved, and the sums.

    Args:
        report: the bridge, from an earlier month or from the plan.
        sight: the events of the year, those after the bridge's end among them.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").bridge("M8", group="5A9")
    >>> [figure.line for figure in bridge_figures(report, Sight.empty("2011-12 M08"))][:2]
    ['start/limit', 'start/budget']
    """
    found: list[ReportFigure] = []
    for body in report.bodies:
        walk = _Walk(body.body, sight, report.start, report.end, body.membership)
        found += _of_body(body, walk, from_plan=report.start is None)
    # The bridge of a body by itself knows no group that it left: such a line is one of the group's.
    moved = {body.body for body in report.bodies if body.membership}
    for figure in (*found, *bridge_sums(report, found)):
        if figure.body in moved:
            place = f"{figure.body}/{figure.line}"
            yield replace(figure, body=report.group.code, line=place)
        else:
            yield figure


def _of_body(body: BodyBridge, walk: "_Walk", *, from_plan: bool) -> Iterator[ReportFigure]:
    yield from _of_end("start", body.start, walk)
    sums: dict[tuple[Cause, str], list[int]] = {}
    for line in body.lines:
        found = sums.setdefault((line.cause, line.category), [0, 0, 0])
        amounts = (line.limit_pence, line.budget_pence, line.charge_pence)
        for at, pence in enumerate(amounts):
            found[at] += pence
    for (cause, category), (limit, budget, charge) in sums.items():
        values = {"limit": limit, "budget": budget, "charge": charge, "variance": limit - charge}
        for measure, pence in values.items():
            if not pence and (measure != "variance" or not (limit or charge)):
                continue  # nothing moved
            named = walk.sight.categories.name(category) if category else ""
            made = partial(walk.line, cause, category, measure)
            if from_plan:
                made = partial(walk.plan_line, cause, category, measure)
            yield ReportFigure(
                body.body,
                f"{cause.value}/{category}/{measure}" if category else f"{cause.value}/{measure}",
                ", ".join(word for word in (cause.value, named, measure) if word),
                pence,
                made=made,
            )
    yield from _of_end("end", body.end, walk)


def _of_end(place: str, ends: Ends, walk: "_Walk") -> Iterator[ReportFigure]:
    for measure in _MEASURES:
        yield ReportFigure(
            walk.body,
            f"{place}/{measure}",
            f"{measure} at the {place}",
            getattr(ends, f"{measure}_pence"),
            made=partial(walk.end_part, place, measure),
            why=_NOT_KNOWN,
        )


@dataclass(frozen=True)
class _Walk:
    """One body from moment to moment, by its own events."""

    body: str
    sight: Sight
    start: Moment | None
    end: Moment
    membership: Cause | None = None

    @cached_property
    def _events(self) -> tuple[Event, ...]:
        return tuple(event for event in self.sight.events if event.body == self.body)

    def _trees(self, events: Iterable[Event], period: Period) -> BodyTrees:
        held, cells = tuple(events), self.sight.ground.cells
        holdings = Holdings.of(period.year, ResourceLedger(held), None, cells)
        ground = Ground(holdings, held, cells)
        return BodyTrees(ground, self.body, period, None, self.sight.categories)

    def _at(self, moment: Moment) -> BodyTrees:
        """What was told by a moment."""
        return self._trees((e for e in self._events if _told(e, moment)), moment.period)

    # The ends

    def end_part(self, place: str, measure: str) -> Part:
        if place == "start" and self.start is None:
            return plan_start(self._at(self.end), self.end, measure)
        moment = self.start if place == "start" and self.start else self.end
        if self.membership is (Cause.JOINED if place == "start" else Cause.LEFT):
            return Part.sum_of(measure, ())  # no member then
        return self._measure(self._at(moment), moment.basis, measure)

    def _measure(self, trees: BodyTrees, basis: Basis, measure: str) -> Part:
        if measure == "budget":
            return trees.budgets(to_date=basis is Basis.YTD)
        if measure == "charge":
            return trees.charge(Limit.REVENUE, basis)
        limit = _limit(trees, basis)
        if measure == "limit":
            return limit
        return Part.sum_of("variance", [limit, trees.charge(Limit.REVENUE, basis).turned()])

    # The steps

    def line(self, cause: Cause, category: str, measure: str) -> Part:
        """What one cause moved."""
        if self.start is None:
            msg = "a bridge from the plan has no such steps"
            raise ValueError(msg)
        if measure == "variance":
            limit, charge = (self.line(cause, category, each) for each in ("limit", "charge"))
            return Part.sum_of("variance", [limit, charge.turned()])
        if cause in (Cause.JOINED, Cause.LEFT):
            return self._had(self.start if cause is Cause.LEFT else self.end, category, measure)
        if cause not in RESOURCE_CAUSES:
            return self._charged(cause, category, self.start, measure)
        if measure == "charge" or (measure == "limit") == bool(category):
            return Part.sum_of(measure, ())
        before, after = self._step(cause, self.start)
        of: Callable[[BodyTrees, Basis], Part] = _limit
        if measure == "budget":
            of = partial(_budget, code=category)
        basis = self.end.basis
        return change(measure, of(after, basis), of(before, basis))

    def plan_line(self, cause: Cause, category: str, measure: str) -> Part:
        return plan_line(self._at(self.end), self.end, (cause, category), measure)

    def _step(self, cause: Cause, start: Moment) -> tuple[BodyTrees, BodyTrees]:
        """What counted before and after a cause: the events of each cause give way in their order."""
        counted = [{e.sequence for e in self._events if _counted(e, m)} for m in (start, self.end)]
        place = RESOURCE_CAUSES.index(cause)
        by_sequence = {event.sequence: event for event in self.sight.events}
        of = {event.sequence: _place_of(event, by_sequence) for event in self._events}

        def walked(until: int) -> list[Event]:
            return [
                event
                for event in self._events
                if event.sequence in counted[of[event.sequence] < until]
            ]

        month = start.period if cause is Cause.PHASING else self.end.period
        before = self._trees(walked(place), month)
        return before, self._trees(walked(place + 1), self.end.period)

    def _had(self, moment: Moment, category: str, measure: str) -> Part:
        """What a body had when it was a member, come or gone with it."""
        if measure != "charge" and (measure == "limit") == bool(category):
            return Part.sum_of(measure, ())
        trees = self._at(moment)
        if measure == "limit":
            part = _limit(trees, moment.basis)
        elif measure == "budget":
            part = _budget(trees, moment.basis, code=category)
        else:
            part = self._cost(trees, moment.basis, category) if category else Part.sum_of("", ())
        return part.turned() if self.membership is Cause.LEFT else part

    def _charged(self, cause: Cause, category: str, start: Moment, measure: str) -> Part:
        """What is now said otherwise of the start's month, and what came after it."""
        if measure != "charge":
            return Part.sum_of(measure, ())
        first, last = (self._cost(self._at(m), m.basis, category) for m in (start, self.end))
        again = self._at(start._replace(known_at=self.end.known_at, until=self.end.until))
        between = self._cost(again, start.basis, category) if _is_known(again, start) else first
        same = (start.period, start.basis) == (self.end.period, self.end.basis)
        if cause is not Cause.RESTATEMENT:
            return change("charge", last, between)
        restated = change("charge", between, first)
        return change("charge", last, first) if same else restated

    @staticmethod
    def _cost(trees: BodyTrees, basis: Basis, category: str) -> Part:
        return trees.charge(Limit.REVENUE, basis, category)


def _told(event: Event, moment: Moment) -> bool:
    by_then = moment.until is None or event.sequence <= moment.until
    return by_then and (moment.known_at is None or event.notified <= moment.known_at)


def _counted(event: Event, moment: Moment) -> bool:
    """Of resource, what counts up to the month; loads are always told of the whole year."""
    resource = isinstance(event.what, Reversal) or any(event.what.lines())
    return _told(event, moment) and (not resource or event.period <= moment.period)


def _place_of(event: Event, by_sequence: dict[int, Event]) -> int:
    """The place of its cause. What posts no lines can only bear on how budgets fall."""
    if isinstance(event.what, Reversal) or any(event.what.lines()):
        cause = cause_of(event, by_sequence)
        if cause is not None:
            return RESOURCE_CAUSES.index(cause)
    return RESOURCE_CAUSES.index(Cause.PHASING)


def _limit(trees: BodyTrees, basis: Basis) -> Part:
    return trees.limit(to_date=basis is Basis.YTD)


def _budget(trees: BodyTrees, basis: Basis, code: str) -> Part:
    if code not in trees.codes():
        return Part.sum_of("budget", ())  # a profile alone is no budget
    return trees.budget(code, to_date=basis is Basis.YTD, confirmed=False)


def _is_known(trees: BodyTrees, moment: Moment) -> bool:
    held, at = trees.ground.holdings, (trees.body, Limit.REVENUE, moment.period)
    if moment.basis is Basis.FORECAST:
        return not forecast_gap(held.forecasts, held.actuals, *at)
    return not actuals_gap(held.actuals, *at)
