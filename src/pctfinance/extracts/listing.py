"""What a load did: the receipt that its sender gets."""

from dataclasses import dataclass

from pctfinance.calendar import Period
from pctfinance.errors import Finding
from pctfinance.store.log import Head

__all__ = ["LedgerReceipt", "LoadedMonth"]


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
