"""The position of delegates as people are shown it, as a DataFrame, and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.consolidation.categories import LINE_MEASURES
from pctfinance.consolidation.delegate_positions import DelegateLine, DelegateSplit
from pctfinance.errors import Finding, Level, Where
from pctfinance.money import show_exact
from pctfinance.present.delegate_figures import DelegateFigures
from pctfinance.present.delegate_position_tables import gaps_of, missing_words, tables_of
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Shown
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DelegatePositionReport"]

_OF_LINE = tuple(name for name in LINE_MEASURES if name != "delegated_pence")


@dataclass(frozen=True, repr=False)
class DelegatePositionReport(Filed, DelegateFigures):
    """One delegate's position with a column a body, or that of all delegates. No duty is tested."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Cells whose actuals are not known, and what is charged where nothing was delegated."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        word, month = self.words.delegate, str(self.period)
        for body, delegate, said, names in gaps_of(self):
            what = ", ".join(names)
            message = f"{delegate}, {what}: {said}, so what was spent to date is not known"
            hint = f"report the {word} with the actuals, 0 where nothing was spent"
            where = Where(body=body, period=month)
            yield Finding("delegation.no-actuals", Level.WARNING, message, where, hint)
        for one in self.lines:
            if not one.had_budget and one.line.actual_ytd_pence:
                what = f"{show_exact(one.line.actual_ytd_pence)} of {self.categories.name(one.category)}"
                message = f"{what} is charged to {one.delegate}, to which none is delegated"
                hint = "correct the code, or delegate the budget"
                where = Where(body=one.body, period=month)
                yield Finding("delegation.no-budget", Level.WARNING, message, where, hint)

    @property
    def table(self) -> "pd.DataFrame":
        """The cells as a tidy DataFrame: one row a body, delegate and category, in pence.

        Amounts are nullable `Int64`: what is not known is missing, not zero.
        """
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        rows = [self._record(one) for one in self.lines]
        columns = list(self._record(self.total(""))) if not rows else list(rows[0])
        frame = pd.DataFrame(rows, columns=columns)
        amounts = [name for name in columns if name.endswith("_pence")]
        return frame.astype(dict.fromkeys(amounts, "Int64"))

    def by_body(self, measure: str = "budget_pence") -> "pd.DataFrame":
        """One measure of the delegate that was asked for: a row a category, a column a body.

        The last column is the sum of the cells; what a cell lacks is missing there too.

        Args:
            measure: a column of `table` that holds an amount.
        """
        import pandas as pd  # noqa: PLC0415 - as above

        bodies = self.bodies(self.delegate)
        codes = self.categories.ordered(one.category for one in self.cells(self.delegate))
        rows = []
        for code in codes:
            found = {one.body: one for one in self.cells(self.delegate, category=code)}
            total = self.total(self.delegate, category=code)
            cells = [self._record(found[b])[measure] if b in found else None for b in bodies]
            rows.append([*cells, self._record(total)[measure]])
        columns = [*bodies, "sum of cells"]
        return pd.DataFrame(rows, index=pd.Index(codes, name="category"), columns=columns).astype(
            "Int64"
        )

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown."""
        return tables_of(self)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence, `null` where a figure is not known."""
        words = self.words
        return {
            "schema_version": "1.0",
            "group": {"code": self.group.code, "name": self.group.name},
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "sequence": self.sequence,
            "unit": "pence",
            "sign": "favourable positive",
            "pooled": False,
            "contains_synthetic": self.contains_synthetic,
            "accountable": f"the {words.body}, for every pound that it delegated",
            "delegates": [self._delegate(code) for code in self.delegates],
            "cells": [self._record(one) for one in self.lines],
            "bodies": [_split(split) for split in self.splits],
        }

    def _delegate(self, code: str) -> dict[str, Any]:
        return {
            "code": code,
            "name": self.names.get(code, ""),
            "tested_against_a_duty": False,
            "sum_of_cells": self._amounts(self.total(code)),
            "elsewhere": list(self.elsewhere.get(code, ())),
        }

    def _amounts(self, one: DelegateLine) -> dict[str, int | None]:
        return {
            "recurrent_pence": one.recurrent_pence,
            "non_recurrent_pence": one.non_recurrent_pence,
            **{name: getattr(one.line, name) for name in _OF_LINE},
        }

    def _record(self, one: DelegateLine) -> dict[str, Any]:
        return {
            "body": one.body,
            "delegate": one.delegate,
            "category": one.category,
            **self._amounts(one),
            "lacks": missing_words(one, self.words.delegate),
            "synthetic": one.line.synthetic,
        }

    def __repr__(self) -> str:
        whose = self.delegate or f"{len(self.delegates)} {self.words.delegates}"
        return f"<Position of {whose} in {self.group.code}, {self.period}>"

    def __str__(self) -> str:
        return "\n".join(shown_text(shown) for shown in self.tables)

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _split(split: DelegateSplit) -> dict[str, Any]:
    return {
        "code": split.body,
        "delegated_pence": split.budget.delegated_pence,
        "retained_pence": split.budget.retained_pence,
        "reserves_pence": split.budget.reserves_pence,
        "budget_pence": split.budget.budget_pence,
        "actual_by_delegate_pence": split.by_delegate_pence,
        "other_actual_pence": split.rest_pence,
        "actual_pence": split.actual_pence,
        "gap": split.gap,
    }
