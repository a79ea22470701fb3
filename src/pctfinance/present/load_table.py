"""The loads of the general ledger as a list that is also a table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Load", "LoadList", "loads_among"]


@dataclass(frozen=True, slots=True)
class Load:
    """One load of a body and month, whether it stands or a later one took its place.

    `superseded_by` is the event that took its place; it stands where there is none.
    """

    sequence: int
    recorded_at: datetime | None
    body: str
    period: Period
    lane: str
    file: str
    file_sha256: str
    profile: str
    rows: int
    debit_pence: int
    credit_pence: int
    to_date: bool
    contra: bool
    by: str
    reason: str
    lines_path: str
    superseded_by: int | None = None

    @property
    def stands(self) -> bool:
        """Whether its figures count."""
        return self.superseded_by is None


def loads_among(events: Sequence[Event]) -> tuple[Load, ...]:
    """The loads of the general ledger among events, in their order.

    >>> from datetime import date
    >>> from pctfinance.ledger.loads import ControlTotals
    >>> day, sha = date(2011, 11, 30), "0" * 64
    >>> what = LedgerLoaded(file="tb.csv", file_sha256=sha, profile="tb", profile_sha256=sha,
    ...     totals=ControlTotals(rows=2, debit_pence=5, credit_pence=5), lines_path="lines/x",
    ...     lines_sha256=sha, cells_sha256=sha)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="tb.csv", what=what)
    >>> [load.stands for load in loads_among([event, event.model_copy(update={"sequence": 7})])]
    [False, True]
    """
    later: dict[tuple[object, ...], int] = {}
    found = []
    for event in reversed(events):
        what = event.what
        if not isinstance(what, FiguresLoaded | LedgerLoaded):
            continue
        place = what.stands_for(event.body, event.period)
        if isinstance(what, LedgerLoaded):
            found.append(_load(event, what, later.get(place)))
        later.setdefault(place, event.sequence)
    return tuple(reversed(found))


def _load(event: Event, what: LedgerLoaded, superseded_by: int | None) -> Load:
    return Load(
        sequence=event.sequence,
        recorded_at=event.recorded_at,
        body=event.body,
        period=event.period,
        lane=what.lane.value,
        file=what.file,
        file_sha256=what.file_sha256,
        profile=what.profile,
        rows=what.totals.rows,
        debit_pence=what.totals.debit_pence,
        credit_pence=what.totals.credit_pence,
        to_date=what.to_date,
        contra=what.contra,
        by=event.by,
        reason=event.purpose,
        lines_path=what.lines_path,
        superseded_by=superseded_by,
    )


class LoadList(Told, tuple[Load, ...]):
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
