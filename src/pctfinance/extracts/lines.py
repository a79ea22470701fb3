"""The lines of one body and month as a Parquet file, in the order of the source, and their cells.

The columns are a contract: whoever traces a figure, or asks in SQL, reads these files.
"""

# ruff: noqa: S608 - every name is ours, and every text of a user goes through `literal`

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pctfinance.calendar import Period
from pctfinance.errors import IntegrityError
from pctfinance.extracts.account_map import Mapped
from pctfinance.extracts.engine import Engine, literal
from pctfinance.extracts.staging import Staged
from pctfinance.extracts.sums import Month
from pctfinance.extracts.words import Words
from pctfinance.ledger.cells import BalanceCells

__all__ = ["CONTRA", "Order", "contra_line", "lines_of", "make_lookups", "write_lines"]

CONTRA = "contra"
"""The account of the line that completes a summary without a balance sheet."""


@dataclass(frozen=True, slots=True)
class Order:
    """How the rows come: whether each is a line of the one month, and in their order by themselves."""

    is_whole: bool
    is_ordered: bool


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


def lines_of(staged: Staged, words: Words, key: tuple[str, Period], order: Order) -> str:
    """The lines of one body and month, in SQL over the view `rows_`.

    Args:
        staged: where the rows come from.
        words: what the extract calls bodies and months.
        key: the body and the month.
        order: how the rows come.

    >>> sql = lines_of(Staged("j.csv", "", "", {}, {}), Words(), ("5A9", Period("2011-12 M08")),
    ...     Order(is_whole=True, is_ordered=True))
    >>> sql.endswith("FROM rows_)")
    True
    """
    body, period = key
    line, wanted, last = "ordinal + 1", "", "" if order.is_ordered else " ORDER BY ordinal"
    if not order.is_whole:
        entities = [text for text, code in words.bodies.items() if code == body]
        periods = [text for text, month in words.periods.items() if month == period]
        wanted = f" WHERE entity IN ({_list(entities)}) AND period IN ({_list(periods)})"
        line, last = "row_number() OVER (ORDER BY ordinal)", " ORDER BY ordinal"
    return (
        f"(SELECT CAST({line} AS BIGINT) AS line, CAST(source_row AS BIGINT) AS source_row, "
        f"{literal(staged.sheet)} AS source_sheet, {literal(body)} AS body, "
        f"CAST({period.number} AS INTEGER) AS period, mapped_account AS account, "
        "cost_centre, subjective, analysis_1, analysis_2, description, document, "
        "opening_pence, debit_pence, credit_pence, "
        "sign_of(mapped_account) * (debit_pence - credit_pence) AS charge_pence, "
        "limit_of(mapped_account) AS resource_limit, category_of(mapped_account) AS category, "
        f"delegate, counterparty, {_recurrence(words)} AS recurrence, false AS contra "
        f"FROM rows_{wanted}{last})"
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


def contra_line(key: tuple[str, Period], month: Month) -> str:
    """One line with the other side of everything that is there; no row of the source.

    >>> "-500::BIGINT" in contra_line(("5A9", Period("2011-12 M08")), Month(1, 500, 70, 0))
    True
    """
    body, period = key
    debit, credit = max(-month.net_pence, 0), max(month.net_pence, 0)
    return (
        f"SELECT {month.rows + 1}::BIGINT, 0::BIGINT, '', {literal(body)}, "
        f"{period.number}::INTEGER, {literal(CONTRA)}, '', '', '', '', "
        f"'completes a summary without a balance sheet', '', {-month.opening_pence}::BIGINT, "
        f"{debit}::BIGINT, {credit}::BIGINT, 0::BIGINT, '', {literal(CONTRA)}, '', '', '', true"
    )


def write_lines(at_work: Engine, sql: str, made: Path, rows: int) -> BalanceCells:
    """Write lines into a file, see that they are there and in order, and sum them.

    Args:
        at_work: the engine.
        sql: the lines, by their columns.
        made: the file to write.
        rows: how many lines there must be.

    Raises:
        IntegrityError: the lines are not those that were surveyed. A fault of this library.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     line = contra_line(("5A9", Period("2011-12 M08")), Month(0, 0, 0, 0))
    ...     names = ("line, source_row, source_sheet, body, period, account, cost_centre, "
    ...         "subjective, analysis_1, analysis_2, description, document, opening_pence, "
    ...         "debit_pence, credit_pence, charge_pence, resource_limit, category, delegate, "
    ...         "counterparty, recurrence, contra")
    ...     cells = write_lines(at_work, f"SELECT * FROM ({line}) x ({names})",
    ...         Path(folder, "made"), 1)
    >>> cells.total("lines")
    1
    """
    at_work.run(
        f"COPY ({sql}) TO {literal(str(made))} "
        "(FORMAT parquet, PARQUET_VERSION v2, WRITE_BLOOM_FILTER false, DICTIONARY_SIZE_LIMIT 5000)"
    )
    count, misplaced = at_work.one(
        "SELECT count(*), count(*) FILTER (line <> file_row_number + 1) "
        f"FROM read_parquet({at_work.file(made)}, file_row_number = true)"
    )
    cells = _cells(at_work, made)
    # Wrong order would only show where somebody looks for a row, so it is looked at here.
    if misplaced or count != rows or cells.total("lines") != rows:
        raise IntegrityError(
            f"{count} lines were written where {rows} were read; {misplaced} out of their order"
        )
    if cells.total("debit") != cells.total("credit") or cells.total("opening"):
        raise IntegrityError("the lines written do not sum to zero, though their rows do")
    return cells


def _cells(at_work: Engine, made: Path) -> BalanceCells:
    # A sum is a number of 128 bits to the engine: it reaches Python exact, whatever its size.
    rows = at_work.rows(
        "SELECT account, category, resource_limit, delegate, counterparty, recurrence, "
        "sum(opening_pence), sum(debit_pence), sum(credit_pence), sum(charge_pence), count(*) "
        f"FROM read_parquet({at_work.file(made)}) GROUP BY ALL"
    )
    return BalanceCells.of([_cell(*row) for row in rows])


def _cell(
    *row: Any,
) -> tuple[str, str, str, str, str, str, int, int, int, int, int]:
    account, category, limit, delegate, counterparty, recurrence, *sums = row
    opening, debit, credit, charge, lines = (int(value) for value in sums)
    keys = (account, category, limit, delegate, counterparty, recurrence)
    return (*keys, opening, debit, credit, charge, lines)
