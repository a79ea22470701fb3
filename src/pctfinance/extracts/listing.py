"""What a load did, and the loads of a book side by side: which stand, which were replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pctfinance.calendar import Period
from pctfinance.errors import Finding
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded
from pctfinance.store.log import Head

__all__ = ["LedgerReceipt", "Load", "LoadedMonth", "loads_among"]


@dataclass(frozen=True, slots=True)
class LoadedMonth:
    """What was loaded of one body and month.

    `rows`, `debit_pence` and `credit_pence` are the extract's own, `cells` the number of balance
    cells. `superseded` is the event whose place it took, if there was one.
    """

    body: str
    period: Period
    rows: int
    debit_pence: int
    credit_pence: int
    cells: int
    superseded: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerReceipt:
    """What a load did: its months, and what is worth knowing of the extract.

    `head` is the end of the log behind it. `repeated` says that the request was answered before.
    """

    posted: int
    months: tuple[LoadedMonth, ...]
    findings: tuple[Finding, ...]
    sequence: int
    head: Head
    repeated: bool = False


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

    >>> loads_among([])
    ()
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
