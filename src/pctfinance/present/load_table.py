"""The loads of the general ledger as a list that is also a table."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pctfinance.extracts.listing import Load
from pctfinance.money import Unit, show_exact
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LoadList"]


class LoadList(tuple[Load, ...]):
    """Loads in the order in which a book took them in; a tuple, and a table.

    >>> print(LoadList())
    <BLANKLINE>
    Loads of the general ledger
    Nothing was loaded of the general ledger.
    ...
    """

    __slots__ = ()

    @property
    def table(self) -> "pd.DataFrame":
        """One row a load, amounts in pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a table needs it

        columns = [*Load.__dataclass_fields__, "stands"]
        rows = [
            {**asdict(load), "period": str(load.period), "stands": load.stands} for load in self
        ]
        return pd.DataFrame(rows, columns=columns).astype({"superseded_by": "Int64"})

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        left = ("Body", "Month", "Lane", "File", "By", "State")
        wraps = ("File", "By", "State")
        headings = ("Event", *left[:4], "Rows", "Debits", "Credits", *left[4:])
        return Shown(
            title="Loads of the general ledger",
            subtitle="£, as the extracts state them" if self else "",
            lead=None if self else ShownCell("Nothing was loaded of the general ledger."),
            headings=tuple(
                Heading(
                    text,
                    Align.LEFT if text in left else Align.RIGHT,
                    wraps=text in wraps,
                    optional=text == "By",
                )
                for text in headings
            ),
            rows=tuple(row(_cells(load)) for load in self),
        )

    def documents(self) -> list[dict[str, Any]]:
        """Each load as JSON, without the place of its lines."""
        return [
            {
                **{name: value for name, value in asdict(load).items() if name != "lines_path"},
                "recorded_at": load.recorded_at.isoformat() if load.recorded_at else None,
                "period": str(load.period),
                "stands": load.stands,
            }
            for load in self
        ]

    def __repr__(self) -> str:
        return f"<Loads of the general ledger: {len(self)}>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])


def _cells(load: Load) -> list[str | ShownCell]:
    amounts = (load.debit_pence, load.credit_pence)
    state = "stands" if load.stands else f"superseded by event {load.superseded_by}"
    return [
        str(load.sequence),
        load.body,
        str(load.period),
        load.lane + (", to date" if load.to_date else ""),
        load.file,
        f"{load.rows:,}",
        *(show_exact(pence).replace(Unit.POUNDS.symbol, "") for pence in amounts),
        load.by,
        ShownCell(state, Tone.PLAIN if load.stands else Tone.QUIET),
    ]
