"""The general-ledger lines under a figure, read from the book's own files only when asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pctfinance.errors import IntegrityError
from pctfinance.tracing.parts import Evidence

__all__ = ["SourceLine", "read_lines"]

_OF_CATEGORY = "resource_limit = ? AND category = ?"
_OF_ACCOUNT = (
    "COALESCE(resource_limit, '') = ? AND COALESCE(category, '') = ? AND account = ? "
    "AND COALESCE(counterparty, '') = ?"
)
_NAMES = "source_row, source_sheet, document, account, description, debit_pence, credit_pence"


class SourceLine(NamedTuple):
    """One line of a body's general ledger as it was sent, and what it adds to the figure.

    Amounts are integer pence; debits and credits are positive, `charge_pence` is what counts in the
    figure: against the limit, costs positive, or of an account debits less credits. `pence` is the
    same with the sign it has in the figure.
    `source_row` is 0 for a line that completed a summary and stood in no source.
    """

    sequence: int
    file: str
    sheet: str
    source_row: int
    document: str
    account: str
    description: str
    debit_pence: int
    credit_pence: int
    charge_pence: int
    pence: int


def read_lines(path: Path, evidence: Evidence, limit: int | None = None) -> Iterator[SourceLine]:
    """The lines of one file that sum to what a load is the evidence of.

    Args:
        path: the Parquet file that the load names.
        evidence: the load, as a leaf of a trace.
        limit: how many lines at most; the sum is checked over all of them.

    Raises:
        IntegrityError: the file cannot be read, or its lines do not sum to the figure.

    >>> from datetime import date
    >>> load = Evidence(7, "5A9", "actuals", "M08", date(2011, 11, 30), date(2011, 11, 30), None,
    ...     "", synthetic=False, amount_pence=100)
    >>> list(read_lines(Path("lines.parquet"), load))
    []
    """
    if evidence.lines is None:
        return
    import duckdb  # noqa: PLC0415 - heavy, and most figures have no lines

    # A name is taken as it stands, and not as a pattern.
    plain = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
    which = evidence.lines
    asked = [plain, str(which.limit), which.category]
    where, amount = _OF_CATEGORY, "charge_pence"
    if which.account:
        asked += [which.account, which.counterparty]
        where, amount = _OF_ACCOUNT, "debit_pence - credit_pence"
        amount += " + opening_pence" if which.opening else ""
    some = f"FROM read_parquet(?) WHERE {where}"
    try:
        with duckdb.connect() as database:
            summed = database.execute(
                f"SELECT COALESCE(SUM({amount}), 0) {some}",
                asked,
            ).fetchall()[0][0]
            rows = database.execute(
                f"SELECT {_NAMES}, {amount} {some} ORDER BY line LIMIT ?",
                [*asked, limit],
            ).fetchall()
    except duckdb.Error as error:
        raise IntegrityError(f"the lines {which.place} cannot be read: {error}") from error
    if summed != evidence.amount_pence:
        raise IntegrityError(
            f"the lines {which.place} come to {summed} pence in "
            f"{which.account or which.category!r}, the load to {evidence.amount_pence}"
        )
    file = (evidence.where.file if evidence.where else None) or evidence.source
    for row, sheet, document, account, description, debit, credit, charge in rows:
        yield SourceLine(
            sequence=evidence.sequence,
            file=file,
            sheet=sheet,
            source_row=row,
            document=document,
            account=account,
            description=description,
            debit_pence=debit,
            credit_pence=credit,
            charge_pence=charge,
            pence=evidence.sign * charge,
        )
