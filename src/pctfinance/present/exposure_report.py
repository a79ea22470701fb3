"""An exposure as people are shown it: chances, body by body, marked as the estimates that they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.exposure import Exposure, Risk
from pctfinance.money import Unit, show_exact
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.told import Told
from pctfinance.rulebooks.words import Words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ExposureReport", "later_note"]

_FULLY = 100


@dataclass(frozen=True, repr=False, kw_only=True)
class ExposureReport(Told, Exposure):
    """An exposure with its month, its register and its words. It is an estimate and tests nothing.

    `later` is what limits gain (positive) or lose after the month, by body; the variances count it.
    `elsewhere` are those of the group that it knows nothing of.
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    not_tested: tuple[str, ...]
    later: Mapping[str, int]
    rows: tuple[Risk, ...]
    words: Words
    elsewhere: Elsewhere = NOBODY

    @classmethod
    def of(cls, exposure: Exposure, **named: Any) -> Self:
        """The report of an exposure."""
        parts = {part.name: getattr(exposure, part.name) for part in fields(Exposure)}
        return cls(**parts, **named)

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(one.synthetic for one in self.bodies)

    def records(self) -> Iterator[dict[str, Any]]:
        """One plain record a body; integer pence, favourable positive."""
        for one in self.bodies:
            yield {
                "body": one.body,
                "name": one.name,
                "variance_pence": one.variance_pence,
                "later_pence": self.later.get(one.body, 0),
                "risks_pence": one.risks_pence,
                "opportunities_pence": one.opportunities_pence,
                "breaches": one.breaches,
                "breach_per_mille": self.per_mille(one.breaches),
                "error_per_mille": self.error_per_mille(one.breaches),
                "percentile_5_pence": one.low_pence,
                "median_pence": one.median_pence,
                "percentile_95_pence": one.high_pence,
                "synthetic": one.synthetic,
            }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a body; amounts in integer pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(list(self.records()))

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "estimate": True,
            "seed": self.seed,
            "draws": self.draws,
            "contains_synthetic": self.contains_synthetic,
            "not_tested": list(self.not_tested),
            **self.elsewhere.document(),
            "risks_count": len(self.rows),
            "bodies": list(self.records()),
            "any_breach": self.any_breach,
            "any_breach_per_mille": self.per_mille(self.any_breach),
            "draws_by_number_of_breaches": list(self.counts),
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the bodies, and how many of them breach together."""
        return (self._bodies(), self._numbers())

    def _bodies(self) -> Shown:
        rows = [
            row(
                [
                    f"{one.body} {one.name}",
                    _pounds(one.variance_pence),
                    _pounds(one.risks_pence),
                    _pounds(one.opportunities_pence),
                    self._chance(one.breaches),
                    _pounds(one.low_pence),
                    _pounds(one.median_pence),
                    _pounds(one.high_pence),
                ]
            )
            for one in self.bodies
        ]
        bodies = self.words.bodies
        whom = f"one of the {len(self.bodies)} {bodies} that are tested" if self.not_tested else ""
        notes = [
            f"Not tested, and left out: {', '.join(self.not_tested)}." if self.not_tested else "",
            (
                f"Estimates from {self.draws:,} draws with seed {self.seed}, of {len(self.rows)} risks "
                "and opportunities; no duty is tested by them."
            ),
            later_note(self.later),
            *self.elsewhere.notes,
            *self._hanging(),
            "Contains synthetic figures." if self.contains_synthetic else "",
        ]
        return Shown(
            title=f"Exposure of {self.group.name}",
            subtitle=f"£, {self.period}, {self.basis}; an estimate; favourable positive",
            headings=(
                Heading(self.words.body, Align.LEFT, wraps=True),
                Heading("Variance"),
                Heading("Risks", optional=True),
                Heading("Opportu-\nnities", optional=True),
                Heading("Chance of\na breach"),
                Heading("5 %\nworst"),
                Heading("Median"),
                Heading("5 %\nbest"),
            ),
            rows=tuple(rows),
            lead=ShownCell(
                f"Chance that at least {whom or 'one ' + self.words.body} breaches its revenue "
                f"limit: {self._chance(self.any_breach)} (estimate).",
                Tone.STRONG,
            ),
            notes=tuple(filter(None, notes)),
        )

    def _hanging(self) -> Iterator[str]:
        """How rows hang together, and which are ranges, in words."""
        partly: dict[str, tuple[str, int]] = {}
        for risk in self.rows:
            if risk.correlation != _FULLY:
                partly.setdefault(risk.together, (risk.group.strip(), risk.correlation))
        fully = "Rows of one group hang together fully"
        if partly:
            each = ", ".join(f"{group} in {percent} %" for group, percent in partly.values())
            fully += f" (but {each} of cases)"
        yield f"{fully}, all others not at all."
        if ranges := sum(risk.is_range for risk in self.rows):
            yield f"Ranges: {ranges} of them, likeliest at the amount that is summed here."

    def _numbers(self) -> Shown:
        return Shown(
            title=f"How many {self.words.bodies} breach",
            subtitle=f"{self.period}; an estimate",
            headings=(Heading("Number"), Heading("Chance")),
            rows=tuple(
                row([str(number), self._chance(count)])
                for number, count in enumerate(self.counts)
                if count
            ),
            notes=("A surplus of one is no help to another: no sum over them is shown.",),
        )

    def _chance(self, count: int) -> str:
        """Per cent with one decimal, and how far off it may be by chance."""
        value, error = self.per_mille(count), self.error_per_mille(count)
        return f"{value // 10}.{value % 10}% ± {error // 10}.{error % 10}"

    def __repr__(self) -> str:
        return f"<Exposure of {self.group.name}, {self.period}: an estimate>"


def later_note(later: Mapping[str, int]) -> str:
    """What limits gain or lose after a month, in words; nothing where they do not.

    >>> later_note({"5A9": -200_00})
    'Against the limit of the year: after the month it is £200 less (5A9), as notified.'
    """
    each = ", ".join(
        f"{show_exact(abs(pence))} {'more' if pence > 0 else 'less'} ({code})"
        for code, pence in later.items()
        if pence
    )
    if not each:
        return ""
    return f"Against the limit of the year: after the month it is {each}, as notified."


def _pounds(pence: int) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
