"""What a notebook shows: positions and statements that know how they look."""

from dataclasses import dataclass, fields
from typing import Any, Self

from pctfinance.asked import word_asked
from pctfinance.consolidation.duties import Duty
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.consolidation.position import Position
from pctfinance.errors import UsageError
from pctfinance.ledger.lines import Certainty, Funding
from pctfinance.ledger.statement import LimitChange, LimitStatement
from pctfinance.money import show_exact
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.issue import Issue
from pctfinance.present.limit_table import limit_table
from pctfinance.present.position_details import detail_tables
from pctfinance.present.position_json import position_document
from pctfinance.present.position_tables import headline, position_tables
from pctfinance.present.shown import Shown
from pctfinance.present.terminal import shown_text
from pctfinance.present.told import Told
from pctfinance.rulebooks import Words

__all__ = ["LimitReport", "PositionReport"]


@dataclass(frozen=True, repr=False)
class PositionReport(Filed, Position):
    """A position with its words: shown as tables, or taken out as a document or DataFrames.

    `kept` is the end of the book that it was made from: how many events, and one hash over them;
    `sequence` is the last event that it counts; `published` is what it was issued as, `None` for a
    draft.
    """

    words: Words | None = None
    kept: tuple[int, str] | None = None
    sequence: int | None = None
    published: Issue | None = None

    @classmethod
    def of(
        cls,
        position: Position,
        words: Words,
        kept: tuple[int, str] | None = None,
        sequence: int | None = None,
    ) -> Self:
        """The report of a position, in the words of the year's rulebook."""
        parts = {part.name: getattr(position, part.name) for part in fields(Position)}
        return cls(**parts, words=words, kept=kept, sequence=sequence)

    def figure(
        self,
        body: str,
        *,
        measure: str,
        duty: Duty | str | None = None,
        category: str | None = None,
    ) -> FigureRef:
        """The name of one of its figures, to be traced.

        Args:
            body: code of a body of this position.
            measure: one of `consolidation.figure_ref.MEASURES`.
            duty: the duty that the figure is of; none for a category's.
            category: the category that the figure is of; none for a duty's.

        Raises:
            UsageError: this position has no such figure.
        """
        if body not in {member.code for member in self.bodies}:
            codes = ", ".join(member.code for member in self.bodies)
            raise UsageError(f"{body!r} is no body of this position", hint=f"its bodies: {codes}")
        return FigureRef(
            body=body,
            period=self.period,
            measure=measure,
            duty=None if duty is None else word_asked(Duty, duty),
            category=category,
            basis=self.basis,
            known_at=self.known_at,
            sequence=self.sequence,
        )

    def figures(
        self, *, measure: str, duty: Duty | str | None = None, category: str | None = None
    ) -> tuple[FigureRef, ...]:
        """The names of one figure of every body: what a figure of the group is made of.

        A group holds nothing, so its figures have no evidence but that of its bodies. Of a
        category they are those of the bodies that have it.

        Raises:
            UsageError: see `figure`; or no body has that category.
        """
        having = [
            body.code
            for body in self.bodies
            if category is None or category in {line.category for line in body.lines}
        ]
        if category is not None and not having:
            raise UsageError(f"no body of {self.group.code} has a category {category!r}")
        return tuple(
            self.figure(code, measure=measure, duty=duty, category=category) for code in having
        )

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown."""
        return position_tables(self, self._known_words)

    @property
    def details(self) -> tuple[Shown, ...]:
        """Colours and trends, limits by funding, and the underlying position."""
        return detail_tables(self, self._known_words)

    @property
    def headline(self) -> str:
        """The position in one sentence: breaches first."""
        return headline(self, self._known_words)

    def document(self) -> dict[str, Any]:
        """The position as `position.json` holds it."""
        return position_document(self, self.kept, self.published)

    @property
    def _known_words(self) -> Words:
        if self.words is None:
            msg = "a position is shown in the words of a rulebook: use PositionReport.of"
            raise ValueError(msg)
        return self.words

    def __repr__(self) -> str:
        return f"<{self.group.code} {self.period}, {self.basis.value}: {self.headline}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, (*self.tables, *self.details)))

    def _repr_html_(self) -> str:
        return html_of((*self.tables, *self.details))


@dataclass(frozen=True, repr=False)
class LimitReport(Told, LimitStatement):
    """A statement of a limit with the body's name, shown as a table or taken as a DataFrame.

    `sequence` is the last event of the book that it counts.
    """

    name: str = ""
    sequence: int | None = None

    @classmethod
    def of(cls, statement: LimitStatement, name: str, sequence: int | None = None) -> Self:
        """The report of a statement."""
        parts = {part.name: getattr(statement, part.name) for part in fields(LimitStatement)}
        return cls(**parts, name=name, sequence=sequence)

    def figure(
        self,
        change: LimitChange | None = None,
        *,
        measure: str = "limit",
        certainty: Certainty | str = Certainty.CONFIRMED,
        funding: Funding | str | None = None,
    ) -> FigureRef:
        """The name of one of its lines, of a total, or of what is applied non-recurrently.

        Args:
            change: one of its `changes`; a total where none is given.
            measure: `limit` or `applied_non_recurrently`.
            certainty: of the total.
            funding: of the total; all funding where none is given.

        Raises:
            UsageError: there is no such measure, certainty or funding.
        """
        return FigureRef(
            body=self.body,
            period=self.as_of,
            measure=measure,
            limit=self.limit,
            known_at=self.known_at,
            sequence=self.sequence,
            certainty=change.certainty if change else word_asked(Certainty, certainty),
            funding=None if funding is None else word_asked(Funding, funding),
            event=change.sequence if change else None,
            account=change.account if change else None,
        )

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        return limit_table(self, self.name)

    def __repr__(self) -> str:
        known = show_exact(self.total()) if self.is_known() else "not known"
        return f"<{self.body} {self.limit.value} limit as of {self.as_of}: {known}>"
