"""Loads of general-ledger lines for tests: balance cells, and the event that names them."""

from hashlib import sha256

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event

__all__ = ["extract"]

_YEAR = FinancialYear("2011-12")


def extract(
    body: str, month: int, acute: int, *, file: str, to_date: bool = False, lane: str = "load"
) -> tuple[Event, bytes]:
    """An extract that charges `acute` pence, and its cells; `file` is its name and its content."""
    cells = BalanceCells.of(
        [
            ("52110", "acute", "revenue", "", "", "", 0, acute, 0, acute, 1),
            ("81000", "", "", "", "", "", 0, 0, acute, 0, 1),
        ]
    ).to_bytes()
    day = _YEAR.period(month).end
    content = sha256(file.encode()).hexdigest()
    loaded = {
        "kind": "ledger-loaded",
        "lane": lane,
        "to_date": to_date,
        "file": file,
        "file_sha256": content,
        "profile": "plain",
        "profile_sha256": sha256(b"plain").hexdigest(),
        "totals": {"rows": 2, "debit_pence": acute, "credit_pence": acute},
        "lines_path": f"lines/{body}/2011-12/M{month:02}-{content[:12]}.parquet",
        "lines_sha256": content,
        "cells_sha256": sha256(cells).hexdigest(),
    }
    event = Event.model_validate(
        {
            "body": body,
            "effective": day,
            "notified": day,
            "reference": file,
            "what": loaded,
        }
    )
    return event, cells
