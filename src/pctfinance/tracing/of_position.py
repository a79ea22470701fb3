"""What every figure of a position is made of, and what its colours, trends and statuses follow from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pctfinance.consolidation.branches import Branch, branches
from pctfinance.consolidation.duties import Basis, Duty, DutyStatus
from pctfinance.consolidation.figure_ref import MEASURES
from pctfinance.consolidation.position import BodyPosition
from pctfinance.consolidation.recurrence import Split
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.consolidation.underlying import Step
from pctfinance.ledger.lines import (
    BUDGETS,
    RESERVES,
    SOURCES,
    Account,
    Certainty,
    Funding,
    Limit,
    Line,
)
from pctfinance.present.position_parts import is_notified
from pctfinance.present.report import PositionReport
from pctfinance.tracing.colours import (
    category_part,
    colour_ruled,
    duty_ruled,
    trend_ruled,
    worst_ruled,
)
from pctfinance.tracing.figures import ReportFigure, Ruled
from pctfinance.tracing.parts import Part
from pctfinance.tracing.recurring import non_recurrent_part, spent_part
from pctfinance.tracing.sight import Sight

__all__ = ["budget_part", "position_figures", "resource_part"]

_USES: Mapping[str, tuple[Account, ...]] = {
    "budgets": BUDGETS,
    "reserves": RESERVES,
    "planned_surplus": (Account.PLANNED_SURPLUS,),
    "applied_non_recurrently": (Account.APPLIED_NON_RECURRENTLY,),
}
_FUNDINGS: Mapping[str, Funding | None] = {
    "recurrent": Funding.RECURRENT,
    "non_recurrent": Funding.NON_RECURRENT,
    "total": None,
}
_STATUS = {DutyStatus.MET: "met", DutyStatus.BREACH: "breach", DutyStatus.NOT_TESTED: "not_tested"}
_NOT_REPORTED = "a month or a forecast of it was not reported"


def position_figures(report: PositionReport, sight: Sight) -> Iterator[ReportFigure]:
    """Every figure, colour, trend and status of a position: body by body, then of the group.

    Args:
        report: the position.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").position("M8", group="5A9")
    >>> [figure.line for figure in position_figures(report, Sight.empty("2011-12 M08"))][:2]
    ['duty/revenue_resource_limit/limit', 'duty/revenue_resource_limit/charged']
    """
    for body in report.bodies:
        way = _Body(body, report, sight)
        yield from way.duties()
        yield from way.resource()
        yield from way.categories()
        yield from way.underlying()
        yield from way.spent()
    if report.level != "body":
        yield from _of_group(report, sight)


def resource_part(
    sight: Sight, body: str, row: str, funding: Funding | None, limit: Limit = Limit.REVENUE
) -> Part:
    """What one line of a body's resource is made of: a limit by certainty, or a use of it.

    Args:
        sight: the events.
        body: the body's code.
        row: `confirmed`, `anticipated`, `expected`, or one of the uses.
        funding: of which funding; of all where none is given.
        limit: of which limit.

    >>> resource_part(Sight.empty("2011-12 M08"), "5A9", "budgets", None).label
    'budgets'
    """
    label = row.replace("_", " ") + (f", {funding.value}" if funding else "")
    uses, certainty = _USES.get(row, ()), row if row in tuple(Certainty) else None

    def counts(line: Line) -> bool:
        strand = line.strand
        mine = line.account in (uses or SOURCES) and strand.limit is limit
        right = certainty is None or strand.certainty.value == certainty
        return mine and right and funding in (None, strand.funding)

    return sight.resource(body, label, counts, sign=-1 if uses else 1)


@dataclass(frozen=True)
class _Body:
    """One body of a position: the way from its figures to what they are made of."""

    body: BodyPosition
    report: PositionReport
    sight: Sight

    @property
    def code(self) -> str:
        return self.body.code

    def duties(self) -> Iterator[ReportFigure]:
        """Limit, charge and variance of each duty, its status, colours and trend."""
        basis = self.report.basis
        for duty in self.report.rules:
            result, on = self.body.duty(duty), self.body.on(duty)
            place, words = f"duty/{duty.value}", duty.heading
            for measure in MEASURES["duty"]:
                made = partial(self.sight.duty, self.code, duty, measure, basis)
                pence: int | None = getattr(result, f"{measure}_pence")
                why = result.reason
                name = f"{place}/{measure}"
                yield ReportFigure(
                    self.code, name, f"{words}, {measure}", pence, made=made, why=why
                )
            rated = {
                "status": (result, _STATUS[result.status], basis),
                "rag_ytd": (on.ytd, on.colour(Basis.YTD).value, Basis.YTD),
                "rag_forecast": (on.forecast, on.colour(Basis.FORECAST).value, Basis.FORECAST),
            }
            for name, (held, value, of) in rated.items():
                judged = {"as_status": name == "status"}
                judged["to_date"] = name != "rag_ytd" or on.has_limit_to_date
                made_word = partial(duty_ruled, held, of, self.sight, **judged)
                yield self._word(f"{place}/{name}", f"{words}, {name}", value, made_word)
            made_trend = partial(trend_ruled, self.code, self.sight, on.trend, duty)
            yield self._word(f"{place}/trend", f"{words}, trend", on.trend.value, made_trend)

    def _word(self, line: str, words: str, value: str, made: "partial[Ruled]") -> ReportFigure:
        return ReportFigure(self.code, line, words.replace("_", " "), value, "word", made)

    def resource(self) -> Iterator[ReportFigure]:
        """The revenue resource by funding: limits by certainty, and how they are used."""
        resource, known = self.body.resource, is_notified(self.body)
        rows: Mapping[str, Split] = {
            "confirmed": resource.confirmed,
            "anticipated": resource.anticipated,
            "expected": resource.expected,
            "budgets": resource.budgets,
            "reserves": resource.reserves,
            "planned_surplus": resource.planned_surplus,
            "applied_non_recurrently": resource.applied,
        }
        for row, split in rows.items():
            for column, funding in _FUNDINGS.items():
                hidden = not known and row in ("confirmed", "expected")
                yield ReportFigure(
                    self.code,
                    f"resource/{row}/{column}",
                    f"revenue resource, {row}, {column}".replace("_", " "),
                    None if hidden else getattr(split, column),
                    made=partial(resource_part, self.sight, self.code, row, funding),
                    why="no confirmed revenue limit",
                )

    def categories(self) -> Iterator[ReportFigure]:
        """Every measure of every category and subtotal, its colours and its trend."""
        for line in self.report.report_lines(self.code):
            below = _below(self.report, line, self.body)
            kind = "subtotal" if line.subtotal else "category"
            yield from _of_line(line, f"{kind}/{line.code}", {self.code: below}, self.sight)
            yield from self._rated(line, f"{kind}/{line.code}", below)

    def _rated(self, line: ReportLine, place: str, codes: Sequence[str]) -> Iterator[ReportFigure]:
        budgets = (
            ("budget_recurrent", Funding.RECURRENT),
            ("budget_non_recurrent", Funding.NON_RECURRENT),
        )
        for name, funding in budgets:
            made = partial(budget_part, self.sight, self.code, codes, funding)
            pence = (
                line.budget.recurrent if name == "budget_recurrent" else line.budget.non_recurrent
            )
            yield ReportFigure(
                self.code, f"{place}/{name}", f"{line.name}, {name}", pence, made=made
            )
        rated = {"ytd": line.ytd.value, "forecast": line.forecast.value}
        for of, colour in rated.items():
            measures = (f"variance_{of}", "budget_ytd" if of == "ytd" else "budget")
            pence_now = getattr(line.line, f"{measures[0]}_pence")
            made_word = partial(
                colour_ruled, self.code, self.sight, codes, measures, known=pence_now is not None
            )
            yield self._word(f"{place}/rag_{of}", f"{line.name}, rag {of}", colour.value, made_word)
        trend = line.trend.value
        made_trend = partial(trend_ruled, self.code, self.sight, trend, tuple(codes))
        yield self._word(f"{place}/trend", f"{line.name}, trend", trend.value, made_trend)

    def underlying(self) -> Iterator[ReportFigure]:
        """The bridge to the underlying position, step by step, and the position itself."""
        found = self.body.underlying
        for step in Step:
            pence = found.step(step)
            if pence is None and found.steps:
                continue  # the rulebook does not have this step
            made = partial(self._step, step)
            words = f"underlying position, {step.value.replace('_', ' ')}"
            line = f"underlying/{step.value}"
            yield ReportFigure(self.code, line, words, pence, made=made, why=found.reason)
        steps = [step for step, _ in found.steps]
        yield ReportFigure(
            self.code,
            "underlying/total",
            "underlying position",
            found.pence,
            made=lambda: Part.sum_of("underlying position", map(self._step, steps)),
            why=found.reason,
        )

    def _step(self, step: Step) -> Part:
        words = step.value.replace("_", " ")
        if step is Step.REPORTED:
            part = self.sight.duty(self.code, Duty.REVENUE, "variance", Basis.FORECAST)
        elif step is Step.SOURCES:
            of = (self.sight, self.code, "confirmed", Funding.NON_RECURRENT)
            part = resource_part(*of).turned()
        elif step is Step.COSTS:
            part = non_recurrent_part(self.sight, self.code)
        elif step is Step.ANTICIPATED:
            part = resource_part(self.sight, self.code, "anticipated", Funding.RECURRENT)
        else:
            part = self.sight.resource(self.code, words, _is_lodged, sign=-1)
        return replace(part, label=words)

    def spent(self) -> Iterator[ReportFigure]:
        """What was charged to date, by what the accounts say of recurrence."""
        for name in ("recurrent", "non_recurrent", "not_said"):
            yield ReportFigure(
                self.code,
                f"spent/{name}",
                f"charged to revenue to date, {name.replace('_', ' ')}",
                getattr(self.body.spent, name) if self.body.spent else None,
                made=partial(spent_part, self.sight, self.code, name),
                why=_NOT_REPORTED,
            )


def _is_lodged(line: Line) -> bool:
    strand = line.strand
    right = strand.limit is Limit.REVENUE and strand.funding is Funding.RECURRENT
    return line.account is Account.LODGED and right


def budget_part(sight: Sight, body: str, codes: Sequence[str], funding: Funding) -> Part:
    """The annual budget of some categories of a body, of one funding.

    >>> budget_part(Sight.empty("2011-12 M08"), "5A9", ["acute"], Funding.RECURRENT).pence
    0
    """

    def counts(line: Line) -> bool:
        mine = line.account in BUDGETS and line.strand.limit is Limit.REVENUE
        return mine and line.category in codes and line.strand.funding is funding

    return sight.resource(body, f"annual budget, {funding.value}", counts, sign=-1)


def _below(report: PositionReport, line: ReportLine, body: BodyPosition) -> tuple[str, ...]:
    """The categories that a line is the sum of, of those that a body has."""
    own = {each.category for each in body.lines}
    if not line.subtotal:
        return (line.code,) if line.code in own else ()
    codes = {code for each in report.bodies for code in (own.category for own in each.lines)}

    def leaves(branch: Branch) -> Iterator[str]:
        if not branch.children:
            yield branch.code
        for child in branch.children:
            yield from leaves(child)

    def find(held: Sequence[Branch]) -> Iterator[str]:
        for branch in held:
            if branch.code == line.code:
                yield from leaves(branch)
            else:
                yield from find(branch.children)

    return tuple(code for code in find(branches(report.categories, codes)) if code in own)


def _of_line(
    line: ReportLine, place: str, below: Mapping[str, Sequence[str]], sight: Sight, group: str = ""
) -> Iterator[ReportFigure]:
    for measure in MEASURES["category"]:
        yield ReportFigure(
            group or next(iter(below)),
            f"{place}/{measure}",
            f"{line.name}, {measure.replace('_', ' ')}",
            getattr(line.line, f"{measure}_pence"),
            made=partial(_summed, sight, below, measure),
            why=_NOT_REPORTED,
        )


def _summed(sight: Sight, below: Mapping[str, Sequence[str]], measure: str) -> Part:
    """A measure over categories, and over bodies where there are several."""
    label = measure.replace("_", " ")
    bodies = []
    for body, codes in below.items():
        part = category_part(sight, body, codes, measure)
        bodies.append(replace(part, label=body) if len(below) > 1 else part)
    return bodies[0] if len(bodies) == 1 else Part.sum_of(f"{label}, side by side", bodies)


def _of_group(report: PositionReport, sight: Sight) -> Iterator[ReportFigure]:
    """The lines of the group, which are those of its bodies side by side, and the worst colours."""
    group = report.group.code
    for line in report.report_lines():
        having = {body.code: _below(report, line, body) for body in report.bodies}
        below = {code: codes for code, codes in having.items() if codes}
        kind = "subtotal" if line.subtotal else "category"
        yield from _of_line(line, f"{kind}/{line.code}", below, sight, group)
    absent = [body.code for body in report.not_in_book]
    for duty in report.rules:
        for of in (Basis.YTD, Basis.FORECAST):
            worst = report.colour(duty, of)
            made = partial(worst_ruled, report, sight, duty, of, tuple(absent))
            name = f"duty/{duty.value}/rag_{of.value}"
            words = f"{duty.heading}, worst of the bodies, {of.value}"
            yield ReportFigure(group, name, words, worst.value.value, "word", made)
