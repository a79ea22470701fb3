"""The list of the figures of a report, by name: which can be traced, and why one cannot."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.errors import UsageError, did_you_mean
from pctfinance.money import Unit as MoneyUnit
from pctfinance.money import show_exact
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, row
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame
from pctfinance.tracing.figures import ReportFigure, Unit
from pctfinance.tracing.names import REPORTS, LineRef

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FigureList", "NamedFigure"]

_COLUMNS = ("body", "line", "words", "unit", "value", "traced", "why")


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """One figure by its name, as its report shows it."""

    ref: LineRef
    words: str
    value: int | Fraction | str | None
    unit: Unit
    why: str = ""

    @classmethod
    def of(cls, figure: ReportFigure, ref: LineRef) -> "NamedFigure":
        """A figure of a report under its name.

        >>> from pctfinance.calendar import Period
        >>> ref = LineRef("qipp", "5A9", Period("2011-12 M08"), "Q1/plan")
        >>> NamedFigure.of(ReportFigure("5A9", "Q1/plan", "plan", 5, why="no event"), ref).is_traced
        False
        """
        traced = figure.is_known and figure.made is not None
        why = "" if traced else figure.why or "not known"
        return cls(ref, figure.words, figure.value, figure.unit, why)

    @property
    def is_traced(self) -> bool:
        """Whether it can be traced; else `why` says why not."""
        return not self.why

    @property
    def shown_value(self) -> str:
        """The value for a person.

        >>> from pctfinance.calendar import Period
        >>> ref = LineRef("qipp", "5A9", Period("2011-12 M08"), "Q1/plan")
        >>> NamedFigure(ref, "plan", -5, "pence").shown_value
        '(0.05)'
        """
        if self.value is None:
            return "-"
        if self.unit == "pence" and isinstance(self.value, int):
            return show_exact(self.value).replace(MoneyUnit.POUNDS.symbol, "")
        return f"{self.value:,}" if isinstance(self.value, int) else str(self.value)


@dataclass(frozen=True, repr=False)
class FigureList:
    """Every figure of a report, in its order. `list["5A9", "cash_limit/limit"]` is the name of one.

    `whose` is the code of the body or group that was asked for.

    >>> FigureList("qipp", "2011-12 M08", ()).refs
    ()
    """

    report: str
    period: str
    figures: tuple[NamedFigure, ...]
    whose: str = ""

    @property
    def refs(self) -> tuple[LineRef, ...]:
        """The names of all of them."""
        return tuple(figure.ref for figure in self.figures)

    def __iter__(self) -> Iterator[NamedFigure]:
        return iter(self.figures)

    def __len__(self) -> int:
        return len(self.figures)

    def __getitem__(self, place: str | tuple[str, str]) -> LineRef:
        """The name of one figure: by its line, or by the code of its body and its line.

        Raises:
            UsageError: there is no such line, or several bodies have it.
        """
        body, line = ("", place) if isinstance(place, str) else place
        found = [ref for ref in self.refs if ref.line == line and body in ("", ref.body)]
        if not found:
            lines = dict.fromkeys(ref.line for ref in self.refs)
            raise UsageError(
                f"{self.report} of {self.period} has no line {line!r}",
                hint=did_you_mean(line, list(lines)) or "list its lines",
            )
        if len(found) > 1:
            codes = ", ".join(ref.body for ref in found)
            raise UsageError(f"{line} is a line of several", hint=f"name one of {codes}")
        return found[0]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a figure; a share is an exact fraction as text."""
        for each in self.figures:
            value = each.value if isinstance(each.value, int | None) else str(each.value)
            values = (each.ref.body, each.ref.line, each.words, each.unit, value)
            yield dict(zip(_COLUMNS, (*values, each.is_traced, each.why), strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a figure."""
        return tidy_frame(self.rows(), _COLUMNS)

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "schema_version": "1.0",
            "report": self.report,
            "period": self.period,
            "figures": list(self.rows()),
        }

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        rows = [
            row([each.ref.body, each.ref.line, each.words, each.shown_value, each.why or "yes"])
            for each in self.figures
        ]
        return Shown(
            title=f"Figures of {self.report}, {self.period}",
            subtitle=f"{REPORTS[self.report]}; £ unless it is a number, a share or a word",
            headings=(
                Heading("Body", Align.LEFT),
                Heading("Line", Align.LEFT, wraps=True),
                Heading("", Align.LEFT, wraps=True),
                Heading("Value"),
                Heading("Traced", Align.LEFT, wraps=True),
            ),
            rows=tuple(rows),
            empty="The report has no figure.",
        )

    def __repr__(self) -> str:
        traced = sum(each.is_traced for each in self.figures)
        return f"<Figures of {self.report}, {self.period}: {len(self)}, {traced} of them traced>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])
