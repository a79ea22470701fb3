"""The tracker of savings as people are shown it: one row a scheme, and sums that hide no shortfall."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.qipp import RATINGS, Savings, SchemeLine, savings_of
from pctfinance.errors import Finding, Ground, Level, Where, looked_up
from pctfinance.money import Unit, show_exact, show_money
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row, up_to
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told
from pctfinance.rulebooks import Qipp

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QippReport"]

_TEXTS = ("body", "scheme", "name", "category", "delegate", "recurrence", "rating", "last_month")
_PENCE = (
    *("plan_to_date_pence", "saved_pence", "variance_pence"),
    *("plan_pence", "forecast_pence", "forecast_variance_pence"),
    *("to_come_pence", "full_year_pence"),
    *("first_to_date_pence", "first_plan_pence"),
    "reported_forecast_pence",
)
_TONES = {"red": Tone.BAD, "amber": Tone.OPEN, "green": Tone.GOOD}
_SHORT = {"recurrent": "R", "non-recurrent": "NR"}


@dataclass(frozen=True, repr=False)
class QippReport(Told):
    """Savings of a body, or of several side by side: no saving of one makes good another's shortfall.

    `bodies` are code and name of those looked at, `delegates` the names of the CCGs by code.

    >>> QippReport("None", Period("2011-12 M08"), None, (), (), {}, None).total.plan_pence
    0
    """

    title: str
    period: Period
    known_at: date | None
    bodies: tuple[tuple[str, str], ...]
    lines: tuple[SchemeLine, ...]
    delegates: Mapping[str, str]
    rule: Qipp | None
    elsewhere: Elsewhere = NOBODY

    def of(self, body: str, scheme: str) -> SchemeLine:
        """One scheme.

        Raises:
            NotInReportError: there is none of that code.
        """
        found = {(line.body, line.scheme): line for line in self.lines}
        return looked_up(found, (body, scheme), "scheme")

    def sums(
        self,
        *,
        body: str | None = None,
        delegate: str | None = None,
        recurrence: str | None = None,
        rating: str | None = None,
    ) -> Savings:
        """The sums over the schemes of a body, a CCG, a recurrence or a rating, or of several of these.

        Raises:
            NotInReportError: the report has no such body, CCG or word.
        """
        asked = {"body": body, "delegate": delegate, "recurrence": recurrence, "rating": rating}
        held = {
            "body": [code for code, _ in self.bodies],
            "delegate": ["", *self.delegates],
            "recurrence": _SHORT,
            "rating": RATINGS,
        }
        for name, word in asked.items():
            if word is not None:
                looked_up(dict.fromkeys(held[name]), word, "CCG" if name == "delegate" else name)
        return savings_of(
            line
            for line in self.lines
            if all(word is None or getattr(line, name) == word for name, word in asked.items())
        )

    @property
    def total(self) -> Savings:
        """The sums over all schemes: side by side, never pooled."""
        return savings_of(self.lines)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of each scheme what was not reported, fell, or contradicts itself; and whose are not here."""
        of_lines = (finding for line in self.lines for finding in self._of_line(line))
        return (*of_lines, *self.elsewhere.findings)

    def _of_line(self, line: SchemeLine) -> Iterator[Finding]:
        where = Where(body=line.body, period=str(self.period))
        if line.is_lowered:
            yield Finding(
                "qipp.plan-lowered",
                Level.WARNING,
                f"{line.scheme} {line.name} was first planned to save "
                f"{show_exact(line.first_to_date_pence)} to date and "
                f"{show_exact(line.first_plan_pence)} in the year; now "
                f"{show_exact(line.plan_to_date_pence)} and {show_exact(line.plan_pence)}",
                where,
                "say why; what is short of the first plan is no shortfall any more",
                (
                    Ground(f"first plan of {line.scheme} to date", line.first_to_date_pence or 0),
                    Ground(f"first plan of {line.scheme}, the year", line.first_plan_pence or 0),
                ),
            )
        yield from self._against_itself(line, where)
        if line.saved_pence is None:
            last = f"; the last report is of M{line.last_month:02}" if line.last_month else ""
            yield Finding(
                "qipp.not-reported",
                Level.WARNING,
                f"{line.scheme} {line.name} was not reported in {self.period}{last}",
                where,
                "report it; it is not taken to be on plan",
                (Ground(f"plan of {line.scheme} to date", line.plan_to_date_pence),),
            )
        elif self.rule and line.is_below(self.rule.forecast_below.value):
            yield Finding(
                "qipp.forecast-below",
                Level.WARNING,
                f"{line.scheme} {line.name} is forecast to save {show_exact(line.forecast_pence)} of "
                f"{show_exact(line.plan_pence)} planned",
                where,
                "say what will be done, or what replaces it",
                (
                    Ground(f"plan of {line.scheme}, the year", line.plan_pence),
                    Ground(f"forecast of {line.scheme}, the year", line.forecast_pence or 0),
                ),
            )

    def _against_itself(self, line: SchemeLine, where: Where) -> Iterator[Finding]:
        """What a report says that its own forecast, or an earlier report, does not bear out."""
        saved, code = show_exact(line.saved_pence), f"{line.scheme} {line.name}"
        to_date = Ground(f"saved of {line.scheme} to date", line.saved_pence or 0)
        forecast = Ground(
            f"forecast of {line.scheme}, as reported", line.reported_forecast_pence or 0
        )
        if line.is_fallen and line.before:
            month, before = line.before
            yield Finding(
                "qipp.saved-falls",
                Level.WARNING,
                f"{code} saved {saved} to date, and {show_exact(before)} by the end of M{month:02}",
                where,
                "say what was given back, or correct the report",
                (to_date, Ground(f"saved of {line.scheme} by M{month:02}", before)),
            )
        if line.reported_forecast_pence != line.forecast_pence:
            yield Finding(
                "qipp.forecast-not-outturn",
                Level.WARNING,
                f"{code} saved {saved} in the year that is over, and "
                f"{show_exact(line.reported_forecast_pence)} is reported as its forecast",
                where,
                "correct the report; what was saved counts, and nothing is still to be saved",
                (to_date, forecast),
            )
        elif line.is_passed:
            yield Finding(
                "qipp.forecast-passed",
                Level.WARNING,
                f"{code} saved {saved} already, and {show_exact(line.forecast_pence)} is forecast of "
                "the year",
                where,
                "forecast what is expected, or say what is to be given back",
                (to_date, forecast),
            )

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(line.synthetic for line in self.lines)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a scheme, in integer pence; what was not reported is `None`."""
        for line in self.lines:
            yield {name: getattr(line, name) for name in (*_TEXTS, *_PENCE)}

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a scheme; amounts in integer pence, or missing."""
        return tidy_frame(self.rows(), (*_TEXTS, *_PENCE))

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence; savings positive, variances favourable positive."""
        cells = sorted({(line.delegate, line.body) for line in self.lines if line.delegate})
        return {
            "schema_version": "1.0",
            "period": str(self.period),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            **self.elsewhere.document(),
            "schemes": [
                {**told, "events": list(line.sequences)}
                for told, line in zip(self.rows(), self.lines, strict=True)
            ],
            "bodies": [{"body": code, **_sums(self.sums(body=code))} for code, _ in self.bodies],
            "delegates": [
                {"delegate": code, "body": body, **_sums(self.sums(delegate=code, body=body))}
                for code, body in cells
            ],
            "recurrence": {word: _sums(self.sums(recurrence=word)) for word in _SHORT},
            "ratings": {word: _sums(self.sums(rating=word)) for word in RATINGS},
            "total": _sums(self.total),
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: schemes, sums to date and of the year, risk."""
        if not self.lines:
            said = "No scheme of savings is stated."
            notes = self.elsewhere.notes
            return (Shown(self._title("schemes"), self._subtitle, (), (), notes=notes, empty=said),)
        return (self._schemes(), self._to_date(), self._year(), self._risk())

    def _title(self, what: str) -> str:
        return f"QIPP of {self.title}: {what}"

    @property
    def _subtitle(self) -> str:
        known = up_to(self.known_at)
        return f"£000, {self.period}{known}; favourable positive, (adverse)"

    def _schemes(self) -> Shown:
        rows = [
            row(
                [
                    f"{line.body} {line.scheme} {line.name}",
                    line.delegate,
                    _SHORT[line.recurrence],
                    ShownCell(line.rating, _TONES[line.rating])
                    if line.rating
                    else ShownCell("not reported", Tone.OPEN),
                    *(_thousands(getattr(line, name)) for name in _PENCE[:6]),
                    _thousands(line.full_year_pence),
                ]
            )
            for line in self.lines
        ]
        return Shown(
            title=self._title("schemes"),
            subtitle=self._subtitle,
            headings=(
                Heading("Scheme", Align.LEFT, wraps=True),
                Heading("CCG", Align.LEFT, optional=True),
                Heading("R/NR", Align.LEFT),
                Heading("Risk", Align.LEFT),
                *map(Heading, ("Plan\nto date", "Saved\nto date", "Variance")),
                *map(Heading, ("Plan\nyear", "Forecast\nyear", "Variance")),
                Heading("Full\nyear", optional=True),
            ),
            rows=tuple(rows),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        yield from self.elsewhere.notes
        if self.total.not_reported:
            yield (
                "Not reported, and neither on plan nor behind it: "
                f"{', '.join(self.total.not_reported)}."
            )
        if lowered := [f"{line.body} {line.scheme}" for line in self.lines if line.is_lowered]:
            yield f"Plan stated again, lower than it was first: {', '.join(lowered)}."
        if self.period == self.period.year.periods[-1]:
            yield "The year is over: the forecast is what was saved, and nothing is still to be saved."
        if self.rule:
            words = self.rule.ratings
            said = {rating: getattr(words, rating).value for rating in RATINGS}
            yield " ".join(f"{rating.capitalize()}: {word}." for rating, word in said.items())
        yield "R recurrent, NR non-recurrent. Full year: what a recurrent scheme saves in a whole year."
        if self.contains_synthetic:
            yield "Contains synthetic figures, which have no published source."

    def _groups(self) -> Iterator[tuple[str, Savings]]:
        """What is summed: bodies, CCGs by body, what lasts and what does not."""
        for code, name in self.bodies:
            held = self.sums(body=code)
            if held.plan_pence or any(line.body == code for line in self.lines):
                yield f"{code} {name}", held
        for delegate in sorted({line.delegate for line in self.lines if line.delegate}):
            for body in sorted({line.body for line in self.lines if line.delegate == delegate}):
                label = f"CCG {delegate} {self.delegates.get(delegate, '')}".rstrip()
                yield f"{label}, in {body}", self.sums(delegate=delegate, body=body)
        for word in _SHORT:
            yield word.capitalize(), self.sums(recurrence=word)

    def _to_date(self) -> Shown:
        return self._summed(
            "to date",
            ("Plan", "Saved", "Over-\nachieved", "Shortfalls", "Not\nreported"),
            lambda s: (
                s.plan_to_date_pence,
                s.saved_pence,
                s.over_pence,
                s.shortfalls_pence,
                s.not_reported_pence,
            ),
            "Plan + over-achieved + shortfalls = saved + not reported (its plan). No body's or "
            "scheme's over-achievement makes good another's shortfall.",
        )

    def _year(self) -> Shown:
        return self._summed(
            "forecast of the year",
            (
                "Plan",
                "Forecast",
                "Over-\nachieved",
                "Shortfalls",
                "Not\nreported",
                "Full-year\neffect",
            ),
            lambda s: (
                s.plan_pence,
                s.forecast_pence,
                s.forecast_over_pence,
                s.forecast_shortfalls_pence,
                s.not_reported_year_pence,
                s.full_year_pence,
            ),
            *self._unstated(),
        )

    def _unstated(self) -> Iterator[str]:
        if names := self.total.full_year_not_stated:
            yield f"Recurrent, without a stated full-year effect: {', '.join(names)}."

    def _summed(self, what: str, words: Iterable[str], of: Any, *notes: str) -> Shown:
        rows = [row([label, *map(_thousands, of(held))]) for label, held in self._groups()]
        last = ["Sum, not pooled", *map(_thousands, of(self.total))]
        rows.append(row(last, tone=Tone.STRONG, total=True))
        headings = (Heading("", Align.LEFT, wraps=True), *map(Heading, words))
        return Shown(self._title(what), self._subtitle, headings, tuple(rows), notes=notes)

    def _risk(self) -> Shown:
        rows = []
        for rating in RATINGS:
            held = self.sums(rating=rating)
            count = sum(line.rating == rating for line in self.lines)
            amounts = (held.plan_pence, held.forecast_pence, held.saved_pence, held.to_come_pence)
            name = ShownCell(rating.capitalize(), _TONES[rating])
            rows.append(row([name, str(count), *map(_thousands, amounts)]))
        silent = self.total
        count = len(silent.not_reported)
        rows.append(
            row(
                ["Not reported", str(count), _thousands(silent.not_reported_year_pence), "", "", ""]
            )
        )
        return Shown(
            title=self._title("risk"),
            subtitle=self._subtitle,
            headings=(
                Heading("Rating", Align.LEFT),
                *map(Heading, ("Schemes", "Plan\nyear", "Forecast\nyear", "Saved\nto date")),
                Heading("Still\nto save"),
            ),
            rows=tuple(rows),
            notes=("Still to save is what the forecast expects and is not saved yet: at risk.",),
        )

    def __repr__(self) -> str:
        return f"<{self._title(str(self.period))}: {len(self.lines)} schemes>"


def _sums(held: Savings) -> dict[str, Any]:
    said = asdict(held)
    lists = {name: list(value) for name, value in said.items() if isinstance(value, tuple)}
    variances = {
        "variance_pence": held.variance_pence,
        "forecast_variance_pence": held.forecast_variance_pence,
    }
    return {**said, **lists, **variances}


def _thousands(pence: int | None) -> str:
    return show_money(pence, Unit.THOUSANDS)
