"""The lines of one body and month as a Parquet file, in the order of the source, and their cells.

The columns are a contract: whoever traces a figure, or asks in SQL, reads these files.
"""

# ruff: noqa: S608 - every name is ours, and every text of a user goes through `literal`

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pctfinance.calendar import Period
from pctfinance.errors import IntegrityError
from pctfinance.extracts.account_map import Mapped
from pctfinance.extracts.engine import Engine, literal
from pctfinance.extracts.staging import Staged
from pctfinance.extracts.sums import Month
from pctfinance.extracts.words import Words
from pctfinance.ledger.cells import BalanceCells

__all__ = ["CONTRA", "LineFile", "make_lookups", "write_lines"]

CONTRA = "contra"
"""The account of the line that completes a summary without a balance sheet."""


@dataclass(frozen=True)
class LineFile:
    """The lines of one body and month: the file made of them, and their sums."""

    path: Path
    cells: BalanceCells


def make_lookups(at_work: Engine, accounts: Mapping[str, Mapped]) -> None:
    """Make the type `account_code` and the macros `category_of`, `limit_of`, `sign_of`, `usual_of`.

    A join would lose the order of the rows; an account's place in a list does not.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     make_lookups(at_work, {"1": Mapped("1", "acute", "revenue", "", 1)})
    ...     at_work.one("SELECT category_of('1'), sign_of('1')")
    ('acute', 1)
    """
    at_work.run(f"CREATE TYPE account_code AS ENUM ({_list(accounts)})")
    lists = {
        "category_of": _list(mapped.category for mapped in accounts.values()),
        "limit_of": _list(mapped.limit for mapped in accounts.values()),
        "usual_of": _list(mapped.recurrence for mapped in accounts.values()),
        "sign_of": ", ".join(f"{mapped.sign}::BIGINT" for mapped in accounts.values()),
    }
    for name, listed in lists.items():
        at_work.run(
            f"CREATE MACRO {name}(code) AS ([{listed}])[enum_code(CAST(code AS account_code)) + 1]"
        )


def write_lines(
    at_work: Engine,
    staged: Staged,
    words: Words,
    at: tuple[str, Period],
    month: Month,
    made: Path,
    *,
    is_whole: bool,
    is_ordered: bool,
    contra: bool,
) -> LineFile:
    """Write the lines of one body and month, and sum them.

    Args:
        at_work: the engine, with the view `rows_` and the lookups.
        staged: where the rows come from.
        words: what the extract calls bodies and months.
        at: the body and the month.
        month: what they are known to add up to.
        made: the file to write.
        is_whole: whether every row of the source is a line of this body and month.
        is_ordered: whether the view gives its rows in their order by itself.
        contra: whether a contra line is to complete them.

    Raises:
        IntegrityError: the lines are not those that were surveyed. A fault of this library.
    """
    lines = _lines(staged, words, at, is_whole=is_whole, is_ordered=is_ordered)
    is_completed = contra and bool(month.net_pence or month.opening_pence)
    if is_completed:
        lines = f"SELECT * FROM ({lines}) UNION ALL {_contra(at, month)}"
    at_work.run(
        f"COPY ({lines}) TO {literal(str(made))} "
        "(FORMAT parquet, PARQUET_VERSION v2, WRITE_BLOOM_FILTER false)"
    )
    count, misplaced = at_work.one(
        "SELECT count(*), count(*) FILTER (line <> file_row_number + 1) "
        f"FROM read_parquet({at_work.file(made)}, file_row_number = true)"
    )
    cells = _cells(at_work, made)
    debit, credit = (cells.total(side) for side in ("debit", "credit"))
    wanted = month.rows + is_completed
    # Wrong order would only show where somebody looks for a row, so it is looked at here.
    if misplaced or count != wanted or cells.total("lines") != wanted:
        raise IntegrityError(f"{count} lines were written where {wanted} rows were read")
    if is_completed or not contra:
        is_right = debit == credit and cells.total("opening") == 0
    else:
        is_right = debit == month.debit_pence and credit == month.credit_pence
    if not is_right:
        raise IntegrityError(f"the lines written of {at[0]}, {at[1]} do not sum to zero")
    return LineFile(made, cells)


def _lines(staged: Staged, words: Words, at: tuple[str, Period], *, is_whole: bool, is_ordered: bool) -> str:
    body, period = at
    line, wanted, order = "ordinal + 1", "", "" if is_ordered else " ORDER BY ordinal"
    if not is_whole:
        entities = [text for text, code in words.bodies.items() if code == body]
        periods = [text for text, month in words.periods.items() if month == period]
        wanted = f" WHERE entity IN ({_list(entities)}) AND period IN ({_list(periods)})"
        line, order = "row_number() OVER (ORDER BY ordinal)", " ORDER BY ordinal"
    return (
        f"SELECT CAST({line} AS BIGINT) AS line, CAST(source_row AS BIGINT) AS source_row, "
        f"{literal(staged.sheet)} AS source_sheet, {literal(body)} AS body, "
        f"CAST({period.number} AS INTEGER) AS period, mapped_account AS account, "
        "cost_centre, subjective, analysis_1, analysis_2, description, document, "
        "opening_pence, debit_pence, credit_pence, "
        "sign_of(mapped_account) * (debit_pence - credit_pence) AS charge_pence, "
        "limit_of(mapped_account) AS resource_limit, category_of(mapped_account) AS category, "
        f"delegate, counterparty, {_recurrence(words)} AS recurrence, false AS contra "
        f"FROM rows_{wanted}{order}"
    )


def _recurrence(words: Words) -> str:
    """What the row says, or else what the account map says of its account."""
    said = "".join(
        f" WHEN {literal(text)} THEN {literal(word)}"
        for text, word in words.recurrences.items()
        if word
    )
    usual = "usual_of(mapped_account)"
    return f"CASE recurrence{said} ELSE {usual} END" if said else usual


def _list(texts: Iterable[str]) -> str:
    return ", ".join(literal(text) for text in texts)


def _contra(at: tuple[str, Period], month: Month) -> str:
    """One line with the other side of everything that is there; no row of the source."""
    body, period = at
    debit, credit = max(-month.net_pence, 0), max(month.net_pence, 0)
    empty = "''"
    return (
        f"SELECT {month.rows + 1}::BIGINT, 0::BIGINT, {empty}, {literal(body)}, "
        f"{period.number}::INTEGER, {literal(CONTRA)}, {empty}, {empty}, {empty}, {empty}, "
        f"'completes a summary without a balance sheet', {empty}, {-month.opening_pence}::BIGINT, "
        f"{debit}::BIGINT, {credit}::BIGINT, 0::BIGINT, {empty}, {literal(CONTRA)}, "
        f"{empty}, {empty}, {empty}, true"
    )


def _cells(at_work: Engine, made: Path) -> BalanceCells:
    # A sum is a number of 128 bits to the engine: it reaches Python exact, whatever its size.
    rows = at_work.rows(
        "SELECT account, category, resource_limit, delegate, counterparty, recurrence, "
        "sum(opening_pence), sum(debit_pence), sum(credit_pence), sum(charge_pence), count(*) "
        f"FROM read_parquet({at_work.file(made)}) GROUP BY ALL"
    )
    keys = 6
    return BalanceCells.of([(*row[:keys], *(int(value) for value in row[keys:])) for row in rows])  # type: ignore[misc]
