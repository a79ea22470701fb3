"""Running costs as people are shown them: bodies side by side, and a region's limit beside them.

Nothing here is met or breached: the limit is of the region, and no duty of a body (SOM 25).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.running_costs import BodyRunningCosts, RegionalCosts
from pctfinance.errors import Finding, Level, Where
from pctfinance.money import Unit, show_exact
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, Tone, row
from pctfinance.present.told import Told
from pctfinance.rulebooks.words import Words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RUNNING_COST_MEASURES", "RunningCostsReport"]

RUNNING_COST_MEASURES = ("budget", "budget_ytd", "actual_ytd", "forecast", "charged")
"""What is known of running costs, in the order of the columns; each in pence, costs positive."""

_HEADINGS = ("Budget", "Budget\nto date", "Actual\nto date", "Forecast")
_CHARGED = {Basis.YTD: "actual to date", Basis.FORECAST: "forecast", Basis.OUTTURN: "outturn"}


@dataclass(frozen=True, repr=False)
class RunningCostsReport(Told):
    """The running costs of a group's bodies in a month. A sum over them is not pooled.

    `enforcement` is the rulebook's: on the `aggregate` of a region, or on each body.
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    enforcement: str
    words: Words
    categories: tuple[str, ...]
    bodies: tuple[BodyRunningCosts, ...]
    regions: tuple[RegionalCosts, ...]

    def of(self, body: str) -> BodyRunningCosts:
        """The running costs of one body.

        Raises:
            KeyError: it is none of these.
        """
        return {costs.body.code: costs for costs in self.bodies}[body]

    def region(self, authority: str) -> RegionalCosts:
        """The region of one authority.

        Raises:
            KeyError: it is none of these.
        """
        return {region.authority: region for region in self.regions}[authority]

    def total(self, measure: str) -> int | None:
        """One of `RUNNING_COST_MEASURES` over the bodies, in pence; `None` where one is not known."""
        values = [_pence(costs, measure) for costs in self.bodies]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    @property
    def population(self) -> int | None:
        """The persons of all bodies; `None` where one is not known."""
        counts = [costs.body.population for costs in self.bodies]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not known: costs of a body, the limit of a region. Never that one is breached."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        for costs in self.bodies:
            if costs.charged_pence is None:
                yield Finding(
                    "running-costs.unknown",
                    Level.WARNING,
                    f"the {_CHARGED[self.basis]} of running costs is not known",
                    Where(body=costs.body.code, period=str(self.period)),
                    "report it, with 0 where nothing was spent",
                )
        if not any(region.limit for region in self.regions):
            names = ", ".join(f"{one.authority} {one.name}" for one in self.regions)
            yield Finding(
                "running-costs.no-limit",
                Level.NOTE,
                f"no running-cost limit is stated of {names or 'any region'}",
                Where(period=str(self.period)),
                "state it with its reference, where it is known",
            )

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(costs.synthetic for costs in self.bodies)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a body: integer pence, and exact pence a head as a text."""
        for costs in self.bodies:
            yield {
                "body": costs.body.code,
                "name": costs.body.name,
                "population": costs.body.population,
                **{f"{name}_pence": _pence(costs, name) for name in RUNNING_COST_MEASURES},
                **{
                    f"{name}_per_head": _text(costs.per_head(name))
                    for name in ("budget", "charged")
                },
                "synthetic": costs.synthetic,
            }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a body; amounts in integer pence, unknown ones missing."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        frame = pd.DataFrame(list(self.rows()))
        whole = ["population", *(f"{name}_pence" for name in RUNNING_COST_MEASURES)]
        return frame.astype(dict.fromkeys(whole, "Int64")) if len(frame) else frame

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "enforcement": self.enforcement,
            "contains_synthetic": self.contains_synthetic,
            "bodies": list(self.rows()),
            "unpooled_sum": {f"{name}_pence": self.total(name) for name in RUNNING_COST_MEASURES},
            "regions": [_region_row(region) for region in self.regions],
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the bodies, and the regions beside them."""
        return (self._bodies(), self._regions())

    def _bodies(self) -> Shown:
        measures = RUNNING_COST_MEASURES[:4]
        rows = [
            row(
                [
                    f"{costs.body.code} {costs.body.name}",
                    *(_pounds(_pence(costs, name)) for name in measures),
                    _a_head(costs.per_head("budget")),
                    _a_head(costs.per_head("charged")),
                ]
            )
            for costs in self.bodies
        ]
        sums = [_pounds(self.total(name)) for name in measures]
        heads = [_a_head(_per(self.total(name), self.population)) for name in ("budget", "charged")]
        rows.append(row(["Sum, not pooled", *sums, *heads], tone=Tone.STRONG, total=True))
        charged = _CHARGED[self.basis].capitalize()
        return Shown(
            title=f"Running costs of {self.group.name}",
            subtitle=f"£, {self.period}; categories: {', '.join(self.categories)}",
            headings=(
                Heading(self.words.body, Align.LEFT, wraps=True),
                *map(Heading, _HEADINGS),
                Heading("Budget\na head"),
                Heading(f"{charged}\na head"),
            ),
            rows=tuple(rows),
            notes=tuple(f"{finding.message}." for finding in self.findings)
            + (
                ("Contains synthetic figures, which have no published source.",)
                if self.contains_synthetic
                else ()
            ),
        )

    def _regions(self) -> Shown:
        rows = [
            row(
                [
                    f"{one.authority} {one.name}",
                    _pounds(one.limit_pence) if one.limit else "not stated",
                    _a_head(one.limit_per_head),
                    f"{len(one.own)} of {one.bodies_count}",
                    _pounds(one.charged_pence),
                    _percent(one.part),
                    _percent(one.part_of_population),
                ]
            )
            for one in self.regions
        ]
        bodies = self.words.bodies
        notes = [
            f"The limit is of the region: of all {one.bodies_count} {bodies} of {one.name} "
            f"together. This book sees {len(one.own)} of them."
            for one in self.regions
        ]
        binds = (
            f"It is set at aggregate regional level (SOM 25): no duty of one {self.words.body}, "
            "and nothing is tested here."
            if self.enforcement == "aggregate"
            else f"The rulebook says that it binds each {self.words.body}; only what is stated of "
            "a region is shown, and nothing is tested here."
        )
        sources = [f"{one.authority}: {one.limit.source}" for one in self.regions if one.limit]
        return Shown(
            title="Running-cost limit of the region",
            subtitle=f"£, {self.period}, {_CHARGED[self.basis]}",
            headings=(
                Heading("Region", Align.LEFT, wraps=True),
                Heading("Limit"),
                Heading("Limit\na head"),
                Heading(f"{bodies}\nseen"),
                Heading("Their\ncosts"),
                Heading("% of\nlimit"),
                Heading("% of\npersons"),
            ),
            rows=tuple(rows),
            notes=(*notes, binds, *(f"Stated by {text}." for text in sources)),
        )

    def __repr__(self) -> str:
        return f"<Running costs of {self.group.name}, {self.period}, {self.basis}>"


def _pence(costs: BodyRunningCosts, measure: str) -> int | None:
    pence: int | None = getattr(costs, f"{measure}_pence")
    return pence


def _per(pence: int | None, persons: int | None) -> Fraction | None:
    return None if pence is None or not persons else Fraction(pence, persons)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _region_row(region: RegionalCosts) -> dict[str, Any]:
    return {
        "authority": region.authority,
        "name": region.name,
        "limit_pence": region.limit_pence,
        "limit_per_head": _text(region.limit_per_head),
        "stated_by": region.limit.source if region.limit else None,
        "bodies": region.bodies_count,
        "population": region.population,
        "own_bodies": list(region.own),
        "own_population": region.own_population,
        "charged_pence": region.charged_pence,
        "part_of_limit": _text(region.part),
        "part_of_population": _text(region.part_of_population),
    }


def _pounds(pence: int | None) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")


def _nearest(value: Fraction) -> int:
    """The nearest integer, halves upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _a_head(value: Fraction | None) -> str:
    """Pounds and pence a head, rounded to the penny."""
    if value is None:
        return "-"
    pence = _nearest(value)
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def _percent(share: Fraction | None) -> str:
    """A share in per cent, rounded to one decimal."""
    if share is None:
        return "-"
    tenths = _nearest(share * 1000)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
