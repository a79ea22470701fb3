"""The remedies of all limits side by side: one answer for every duty that transfers can help."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.remedy import Outcome
from pctfinance.errors import looked_up
from pctfinance.ledger.lines import Limit
from pctfinance.present.remedy_report import COLUMNS, RemedyReport
from pctfinance.present.shown import Shown
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RemedyList"]

_WORST = (Outcome.NONE, Outcome.NOT_TESTED, Outcome.FOUND, Outcome.NOT_NEEDED)


@dataclass(frozen=True, repr=False)
class RemedyList(Told):
    """The remedy of each limit, revenue first. Nothing is moved by it.

    A transfer is of one limit, so the smallest sets of each are together the smallest of all.
    """

    group: Group
    period: Period
    remedies: tuple[RemedyReport, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of what was found: none exists, not tested, found, not needed."""
        return min((each.outcome for each in self.remedies), key=_WORST.index)

    @property
    def is_all_told(self) -> bool:
        """Whether every body's duty to every limit is looked at here, or was met and tested."""
        return all(each.is_all_told for each in self.remedies)

    def of(self, limit: Limit | str) -> RemedyReport:
        """The remedy of one limit.

        Raises:
            NotInReportError: it is none of these.
        """
        return looked_up({each.limit.value: each for each in self.remedies}, str(limit), "limit")

    def answer(self) -> str:
        """The answer of each limit, a line each."""
        return "\n".join(f"{each.limit.capitalize()}: {each.answer()}" for each in self.remedies)

    def calls(self) -> tuple[dict[str, Any], ...]:
        """What to give `propose_transfer` for each transfer, of all limits."""
        return tuple(call for each in self.remedies for call in each.calls())

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(each.contains_synthetic for each in self.remedies)

    def document(self) -> dict[str, Any]:
        """The same for programs: the document of each limit."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "period": str(self.period),
            "outcome": self.outcome.value,
            "is_all_told": self.is_all_told,
            "contains_synthetic": self.contains_synthetic,
            "remedies": [each.document() for each in self.remedies],
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a limit and body; integer pence, favourable positive."""
        for each in self.remedies:
            yield from ({"limit": each.limit.value, **row} for row in each.rows())

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a limit and body; in integer pence, unknown ones missing."""
        return tidy_frame(self.rows(), ("limit", *COLUMNS))

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables of each limit; of one that needs no transfer, its answer alone."""
        return tuple(table for each in self.remedies for table in each.shown_in_short)

    def __repr__(self) -> str:
        return f"<Remedies for {self.group.name}, {self.period}: {self.outcome}>"
