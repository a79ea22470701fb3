"""What a notebook shows: positions and statements that know how they look."""

from dataclasses import dataclass, fields
from typing import Any, Self

from pctfinance.consolidation.position import Position
from pctfinance.ledger.statement import LimitStatement
from pctfinance.money import show_exact
from pctfinance.present.html import html_of
from pctfinance.present.issue import Issue
from pctfinance.present.limit_table import limit_table
from pctfinance.present.position_json import position_document
from pctfinance.present.position_tables import headline, position_tables
from pctfinance.present.shown import Shown
from pctfinance.present.terminal import shown_text
from pctfinance.rulebooks import Words

__all__ = ["LimitReport", "PositionReport"]


@dataclass(frozen=True, repr=False)
class PositionReport(Position):
    """A position with its words: shown as tables, or taken out as a document or DataFrames.

    `kept` is the end of the book that it was made from: how many events, and one hash over them;
    `published` is what it was issued as, `None` for a draft.
    """

    words: Words | None = None
    kept: tuple[int, str] | None = None
    published: Issue | None = None

    @classmethod
    def of(cls, position: Position, words: Words, kept: tuple[int, str] | None = None) -> Self:
        """The report of a position, in the words of the year's rulebook."""
        parts = {part.name: getattr(position, part.name) for part in fields(Position)}
        return cls(**parts, words=words, kept=kept)

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown."""
        return position_tables(self, self._known_words)

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
        return "".join(map(shown_text, self.tables))

    def _repr_html_(self) -> str:
        return html_of(self.tables)


@dataclass(frozen=True, repr=False)
class LimitReport(LimitStatement):
    """A statement of a limit with the body's name, shown as a table or taken as a DataFrame."""

    name: str = ""

    @classmethod
    def of(cls, statement: LimitStatement, name: str) -> Self:
        """The report of a statement."""
        parts = {part.name: getattr(statement, part.name) for part in fields(LimitStatement)}
        return cls(**parts, name=name)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        return limit_table(self, self.name)

    def __repr__(self) -> str:
        known = show_exact(self.total()) if self.is_known() else "not known"
        return f"<{self.body} {self.limit.value} limit as of {self.as_of}: {known}>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])
