"""Extracts for tests: a small trial balance and small journals, and what reads them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pctfinance.bodies import Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.ingest import Extract, read_extract
from pctfinance.extracts.mapping import Unmapped
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.words import Scope

__all__ = ["ACCOUNTS", "MAP", "TB", "TB_ROWS", "journal", "lines_in", "profile", "read", "scope"]

MAP = """account,category,limit,recurrence,charge
52110,acute,revenue,recurrent,
52190,prescribing,revenue,,
41000,income,revenue,,
13000,additions,capital,,
13500,grants,capital,,credit
70*,bank,,,
80000,creditors,,,
"""
ACCOUNTS = AccountMap.parse(MAP)

TB_ROWS = (
    # 700 to hospitals, 40.50 to chemists, 10 received; the rest of it is the bank's other side.
    ("5A9", "M08", "4105", "52110", "0", "700.00", "", "700.00"),
    ("5A9", "M08", "4106", "52190", "100", "40.50", "", "140.50"),
    ("5A9", "M08", "0001", "41000", "0", "", "10", "-10"),
    ("5A9", "M08", "", "70001", "-100.00", "10.00", "740.50", "-830.50"),
)
_HEADINGS = "Entity,Period,Cost centre,Subjective,Opening,Debit,Credit,Closing"
TB = "\n".join([_HEADINGS, *(",".join(row) for row in TB_ROWS)]) + "\n"

_COLUMNS = {
    "entity": "Entity",
    "period": "Period",
    "cost_centre": "Cost centre",
    "subjective": "Subjective",
    "opening": "Opening",
    "debit": "Debit",
    "credit": "Credit",
    "closing": "Closing",
}


def profile(columns: dict[str, str | None] | None = None, **keys: Any) -> Profile:
    """The profile of `TB`, with other keys or columns; a column that is `None` is not there."""
    named = {name: heading for name, heading in (_COLUMNS | (columns or {})).items() if heading}
    given = {"name": "test", "format": "csv", "kind": "trial-balance", "columns": named}
    return Profile.model_validate(given | keys)


def journal(**keys: Any) -> Profile:
    """A profile of journal lines with one signed amount."""
    columns = {
        "entity": "Entity",
        "period": "Period",
        "subjective": "Subjective",
        "description": "Description",
        "amount": "Amount",
    }
    return Profile.model_validate(
        {"name": "journal", "format": "csv", "kind": "journal-lines", "columns": columns} | keys
    )


def scope(body: str | None = None, period: str | None = None) -> Scope:
    """The bodies of one group in 2011-12."""
    year, register = FinancialYear("2011-12"), Register.packaged()
    members = {body.code: body for body in register.members("NCL", date(2011, 11, 30))}
    month = Period(period) if period else None
    return Scope(year, register, members, "NCL", body, month)


def read(
    content: str | bytes,
    folder: Path,
    way: Profile | None = None,
    *,
    accounts: AccountMap = ACCOUNTS,
    whose: Scope | None = None,
    unmapped: Unmapped = Unmapped.REFUSE,
    stated: dict[str, int] | None = None,
) -> Extract:
    """Read an extract that is made on the spot; its lines lie in `folder / "aside"`."""
    path = folder / "extract.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    aside = folder / "aside"
    aside.mkdir()
    return read_extract(
        path, way or profile(), accounts, whose or scope(), aside, stated=stated, unmapped=unmapped
    )


def lines_in(extract: Extract, columns: str, month: int = 0) -> Sequence[tuple[Any, ...]]:
    """Columns of the lines of one of its months, in the order in which they lie in the file."""
    place = str(extract.months[month].file)
    return duckdb.execute(f"SELECT {columns} FROM read_parquet(?)", [place]).fetchall()  # noqa: S608 - our own column names
