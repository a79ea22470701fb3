"""Controls of savings: schemes that were not reported, and those forecast well below their plan."""

from collections.abc import Iterator

from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, NotApplicable
from pctfinance.consolidation.evidence import grounds_of_event
from pctfinance.consolidation.qipp import SchemeLine, schemes_of
from pctfinance.errors import Finding, Ground
from pctfinance.money import show_exact

__all__ = ["SAVINGS_CONTROLS"]

Told = Iterator[Finding | NotApplicable]


def _grounds(at: BodyView, line: SchemeLine, pence: int | None) -> Iterator[Ground]:
    """The last event that a scheme rests on: its report, or else its plan."""
    for event in at.events:
        if event.sequence == line.sequences[-1]:
            yield grounds_of_event(event, pence or 0)


@packaged(
    id="savings-not-reported",
    title="A scheme of savings was not reported",
    rule="Every scheme is reported every month; none is taken to be on plan.",
    source="a choice of pctfinance: a saving that nobody reports is not known",
    code="qipp.not-reported",
)
def _not_reported(at: BodyView) -> Told:
    lines = schemes_of(at.events, at.period)
    if not lines:
        yield at.not_applicable("it stated no scheme")
    for line in lines:
        if line.saved_pence is None:
            yield at.found(
                f"{line.scheme} {line.name} was not reported; "
                f"{show_exact(line.plan_to_date_pence)} was to be saved by now",
                *_grounds(at, line, line.plan_to_date_pence),
                hint="report it; it is not taken to be on plan",
            )


@packaged(
    id="savings-below-plan",
    title="A scheme of savings is forecast well below its plan",
    rule="A scheme delivers its plan of the year, or somebody says what replaces it.",
    source="a choice of pctfinance",
    code="qipp.forecast-below",
    thresholds=("qipp.forecast_below",),
)
def _below_plan(at: BodyView) -> Told:
    lines, rule = schemes_of(at.events, at.period), at.rulebook.qipp
    if not lines or rule is None:
        yield at.not_applicable("it stated no scheme" if rule else "the rulebook states no share")
        return
    for line in lines:
        if line.is_below(rule.forecast_below.value):
            yield at.found(
                f"{line.scheme} {line.name} is forecast to save {show_exact(line.forecast_pence)} of "
                f"{show_exact(line.plan_pence)} planned",
                *_grounds(at, line, line.forecast_pence),
                hint="say what will be done, or what replaces it",
            )


SAVINGS_CONTROLS: tuple[Control, ...] = (_not_reported, _below_plan)
"""The controls of savings."""
