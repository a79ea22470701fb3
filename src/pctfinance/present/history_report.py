"""The months of a group as a table, a document and a DataFrame."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from pctfinance.consolidation.history import GroupHistory
from pctfinance.money import Unit, show_money
from pctfinance.present.shown import Align, Heading, Shown, Tone, long_date, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HISTORY_SCHEMA_VERSION", "HistoryReport"]

HISTORY_SCHEMA_VERSION = "1.0"
_COLUMNS = ("period", "code", "bodies", "silent", "not_in_book", "category", "pence")


@dataclass(frozen=True, repr=False)
class HistoryReport(Told, GroupHistory):
    """The months of a group, shown as a table or taken as a document or DataFrame."""

    known_at: date | None = None

    @classmethod
    def of(cls, history: GroupHistory, known_at: date | None = None) -> Self:
        """The report of a history; `known_at` is the last day whose documents count."""
        return cls(history.group, history.months, known_at)

    @property
    def table(self) -> "pd.DataFrame":
        """One row a month and category, in pence; a month that is not known has one row without."""
        return tidy_frame(self._rows(), _COLUMNS)

    def _rows(self) -> Iterator[dict[str, object]]:
        for month in self.months:
            said = {
                "period": str(month.period),
                "code": self.group.code,
                "bodies": " ".join(month.bodies),
                "silent": " ".join(month.silent),
                "not_in_book": " ".join(month.not_in_book),
            }
            if month.pence is None:
                yield {**said, "category": "", "pence": None}
                continue
            for category, pence in sorted(month.categories.items()):
                yield {**said, "category": category, "pence": pence}

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        known = f" Documents up to {long_date(self.known_at)}." if self.known_at else ""
        rows = [
            row(
                [
                    f"{month.period} {month.period.name}",
                    show_money(month.pence, Unit.THOUSANDS),
                    ", ".join(month.bodies) or "none",
                    ", ".join(month.silent),
                ],
                tone=Tone.OPEN if month.silent else Tone.PLAIN,
            )
            for month in self.months
        ]
        total = show_money(self.pence, Unit.THOUSANDS)
        rows.append(row(["To date", total, "", ""], tone=Tone.STRONG, total=True))
        beyond = any(month.not_in_book for month in self.months)
        return Shown(
            title=f"{self.group.name}: charged to revenue month by month",
            subtitle=f"By those who were members then. £000; costs positive.{known}",
            headings=(
                Heading("Month", Align.LEFT),
                Heading("Charged"),
                Heading("Members", Align.LEFT, wraps=True),
                Heading("Reported nothing", Align.LEFT, wraps=True),
            ),
            rows=tuple(rows),
            notes=(
                (
                    "A body that moved stays here in the months that it was a member; the duty of its "
                    "whole year is listed where it is now."
                ),
                *(["Members that are in another book are not counted."] if beyond else []),
            ),
        )

    def document(self) -> dict[str, Any]:
        """The history for programs: amounts in pence, costs positive."""
        return {
            "schema_version": HISTORY_SCHEMA_VERSION,
            "group": {"code": self.group.code, "name": self.group.name},
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "to_date_pence": self.pence,
            "months": [
                {
                    "period": str(month.period),
                    "bodies": list(month.bodies),
                    "silent": list(month.silent),
                    "not_in_book": list(month.not_in_book),
                    "charged_pence": month.pence,
                    "categories": [
                        {"category": category, "charged_pence": pence}
                        for category, pence in sorted(month.categories.items())
                    ],
                }
                for month in self.months
            ],
        }

    def __repr__(self) -> str:
        return (
            f"<{self.group.code}: {len(self.months)} months, {show_money(self.pence, symbol=True)}>"
        )
