"""What the figures of the tracker of savings are made of: plans by month, and reports."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from pctfinance.consolidation.qipp import Savings, SchemeLine, savings_of
from pctfinance.ledger.events import Event
from pctfinance.ledger.qipp import SchemeReported, SchemeStated
from pctfinance.present.qipp_report import QippReport
from pctfinance.tracing.figures import SUM_OF, Compared, ReportFigure, Ruled, cited
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["savings_figures"]

_MEASURES: Mapping[str, str] = {
    "plan_to_date": "plan to date",
    "saved": "saved to date",
    "variance": "variance to date",
    "plan": "plan of the year",
    "forecast": "forecast of the year",
    "forecast_variance": "variance of the year",
    "to_come": "still to be saved",
    "full_year": "full-year effect",
}
_LESS = {
    "variance": ("saved", "plan_to_date"),
    "forecast_variance": ("forecast", "plan"),
    "to_come": ("forecast", "saved"),
}
_NOT_REPORTED = "it was not reported in the month"
_MONTHS = 12


def savings_figures(report: QippReport, group: str, sight: Sight) -> Iterator[ReportFigure]:
    """Every figure of the tracker: scheme by scheme, and the sums side by side.

    Args:
        report: the tracker.
        group: the code of the body or group that it is of.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> list(savings_figures(book.qipp("M8"), "NCL", Sight.empty("2011-12 M08")))[0].line
    'sum of/all/plan'
    """
    for line in report.lines:
        plan, told = _rests_on(sight, line)
        for measure, words in _MEASURES.items():
            yield ReportFigure(
                line.body,
                f"{line.scheme}/{measure}",
                f"{line.scheme} {line.name}, {words}",
                getattr(line, f"{measure}_pence"),
                made=partial(_of_scheme, plan, told, measure, sight.period.number),
                why="no full-year effect is stated" if measure == "full_year" else _NOT_REPORTED,
            )
        yield ReportFigure(
            line.body,
            f"{line.scheme}/rating",
            f"{line.scheme} {line.name}, rating",
            line.rating,
            "word",
            partial(_rating, plan, told, sight),
            _NOT_REPORTED,
        )
    for code, _ in report.bodies:
        own = [line for line in report.lines if line.body == code]
        if own and code != group:
            yield from _sums(code, "all", "all schemes", own, sight)
    cells = {(line.body, line.delegate) for line in report.lines if line.delegate}
    for code, delegate in sorted(cells):
        own = [line for line in report.lines if (line.body, line.delegate) == (code, delegate)]
        yield from _sums(code, f"ccg/{delegate}", f"CCG {delegate}", own, sight)
    for name in ("recurrence", "rating"):
        for word in dict.fromkeys(getattr(line, name) for line in report.lines):
            own = [line for line in report.lines if getattr(line, name) == word]
            if word:
                yield from _sums(group, f"{name}/{word}", f"{word} schemes", own, sight)
    yield from _sums(group, "all", "all schemes, side by side", report.lines, sight)


def _rests_on(sight: Sight, line: SchemeLine) -> tuple[Event | None, Event | None]:
    """The statement that stands, and the report of the month."""
    plan = told = None
    for event in sight.standing(line.body):
        what = event.what
        if isinstance(what, SchemeStated) and what.scheme == line.scheme:
            plan = event
        elif isinstance(what, SchemeReported) and what.scheme == line.scheme:
            told = event if event.period == sight.period else told
    return plan, told


def _of_scheme(plan: Event | None, told: Event | None, measure: str, month: int) -> Part:
    label = _MEASURES[measure]
    if measure in _LESS:
        whole, taken = (_of_scheme(plan, told, each, month) for each in _LESS[measure])
        return Part.sum_of(label, [whole, taken.turned()])
    return Part.sum_of(label, _leaves(plan, told, measure, month))


def _leaves(plan: Event | None, told: Event | None, measure: str, month: int) -> Iterator[Part]:
    stated, said = plan and plan.what, told and told.what
    if plan and isinstance(stated, SchemeStated):
        if measure == "full_year" and stated.full_year_pence is not None:
            yield said_by(plan, stated.full_year_pence, "stated")
        until = {"plan": _MONTHS, "plan_to_date": month}.get(measure, 0)
        for planned in stated.months:
            if planned.month <= until:
                yield said_by(plan, planned.pence, f"M{planned.month:02}, planned")
    if told and isinstance(said, SchemeReported):
        if measure == "saved":
            yield said_by(told, said.to_date_pence, f"M{month:02}, reported")
        if measure == "forecast" and month == _MONTHS:
            yield said_by(told, said.to_date_pence, "the year is over: saved")
        elif measure == "forecast":
            yield said_by(told, said.forecast_pence, f"M{month:02}, forecast")


def _rating(plan: Event | None, told: Event | None, sight: Sight) -> Ruled:
    month, said = sight.period.number, told and told.what
    word = said.rating if isinstance(said, SchemeReported) else ""
    return Ruled(
        "as its body reported it; the figures stand beside it and decide nothing",
        cited(sight.rulebook, f"qipp.ratings.{word}"),
        tuple(Compared(_of_scheme(plan, told, each, month)) for each in ("forecast", "plan")),
    )


_Of = Callable[[SchemeLine], str]


def _reported(measure: str) -> _Of:
    return lambda line: measure if line.saved_pence is not None else ""


def _silent(measure: str) -> _Of:
    return lambda line: measure if line.saved_pence is None else ""


def _beyond(measure: str, sign: int) -> _Of:
    def of(line: SchemeLine) -> str:
        return measure if sign * (getattr(line, f"{measure}_pence") or 0) > 0 else ""

    return of


_SUMS: Mapping[str, tuple[str, _Of]] = {
    "plan": ("plan of the year", lambda _: "plan"),
    "plan_to_date": ("plan to date", lambda _: "plan_to_date"),
    "saved": ("saved to date", _reported("saved")),
    "shortfalls": ("shortfalls to date", _beyond("variance", -1)),
    "over": ("over-achieved to date", _beyond("variance", 1)),
    "variance": ("variance to date of what was reported", _reported("variance")),
    "not_reported": ("plan to date of what was not reported", _silent("plan_to_date")),
    "forecast": ("forecast of the year", _reported("forecast")),
    "forecast_shortfalls": ("shortfalls of the year", _beyond("forecast_variance", -1)),
    "forecast_over": ("over-achieved in the year", _beyond("forecast_variance", 1)),
    "forecast_variance": ("variance of the year", _reported("forecast_variance")),
    "not_reported_year": ("plan of the year of what was not reported", _silent("plan")),
    "to_come": ("still to be saved", _beyond("to_come", 1)),
    "full_year": (
        "full-year effect of recurrent schemes",
        lambda line: "full_year" if line.recurrence == "recurrent" else "",
    ),
}
"""Each sum: its words, and which measure of a scheme counts in it, or none."""


def _sums(
    body: str, line: str, words: str, schemes: Sequence[SchemeLine], sight: Sight
) -> Iterator[ReportFigure]:
    held: Savings = savings_of(schemes)
    for name, (label, of) in _SUMS.items():
        yield ReportFigure(
            body,
            f"{SUM_OF}/{line}/{name}",
            f"{words}, {label}",
            getattr(held, f"{name}_pence"),
            made=partial(_summed, label, schemes, of, sight),
        )


def _summed(label: str, schemes: Iterable[SchemeLine], of: _Of, sight: Sight) -> Part:
    parts = []
    for line in schemes:
        if measure := of(line):
            plan, told = _rests_on(sight, line)
            part = _of_scheme(plan, told, measure, sight.period.number)
            named = f"{line.body} {line.scheme} {line.name}"
            parts.append(Part.sum_of(named, part.parts))
    return Part.sum_of(label, parts)
