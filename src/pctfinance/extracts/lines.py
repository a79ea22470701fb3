"""The lines of one body and month as a Parquet file, in the order of the source, and their cells.

The columns are a contract: whoever traces a figure, or asks in SQL, reads these files.
"""

# ruff: noqa: S608 - every name is ours, and every text of a user goes through `literal`

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from pctfinance.calendar import Period
from pctfinance.errors import IntegrityError
from pctfinance.extracts.account_map import Mapped
from pctfinance.extracts.engine import Engine, literal
from pctfinance.extracts.staging import Staged
from pctfinance.extracts.sums import Month
from pctfinance.extracts.words import Words
from pctfinance.ledger.cells import BalanceCells

__all__ = [
    "CONTRA",
    "Order",
    "Piece",
    "cells_of",
    "contra_line",
    "lines_of",
    "make_lookups",
    "put_apart",
    "write_lines",
]

CONTRA = "contra"
"""The account of the line that completes a summary without a balance sheet."""


class Piece(NamedTuple):
    """Where the lines of one body and month are in `apart.lines`: its place, and the first row."""

    place: int
    first: int


@dataclass(frozen=True, slots=True)
class Order:
    """How the rows come: none is left out, and they are in their order by themselves.

    `pieces` has where the lines of each body and month are, once those of several were put apart.
    Without it each row is a line of the one month.
    """

    is_dense: bool = True
    is_ordered: bool = True
    pieces: Mapping[tuple[str, Period], Piece] = field(default_factory=dict)


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


def put_apart(
    at_work: Engine,
    staged: Staged,
    words: Words,
    months: Mapping[tuple[str, Period], Month],
    aside: Path,
) -> Order:
    """Sort the lines of several bodies and months apart, once, into the table `apart.lines`.

    An extract of a nation has thousands of bodies and months: each is then a piece of that table.

    Args:
        at_work: the engine, with the view `rows_` and the lookups.
        staged: where the rows come from.
        words: what the extract calls bodies and months.
        months: how many lines each body and month has, in their order.
        aside: a folder on the book's disk.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE TABLE rows_ (entity TEXT, period TEXT, ordinal INT, source_row INT, "
    ...         "mapped_account TEXT, cost_centre TEXT, subjective TEXT, analysis_1 TEXT, "
    ...         "analysis_2 TEXT, description TEXT, document TEXT, opening_pence BIGINT, "
    ...         "debit_pence BIGINT, credit_pence BIGINT, delegate TEXT, counterparty TEXT)")
    ...     make_lookups(at_work, {"1": Mapped("1", "acute", "revenue", "", 1)})
    ...     put_apart(at_work, Staged("j.csv", "", "", {}, {}), Words(), {}, Path(folder)).pieces
    {}
    """
    places = {key: place for place, key in enumerate(months)}
    named = [
        (entity, text, places[body, period])
        for entity, body in words.bodies.items()
        for text, period in words.periods.items()
        if (body, period) in places
    ]
    columns = [list(column) for column in zip(*named, strict=True)] or [[], [], []]
    at_work.run("CREATE TABLE months_ (entity VARCHAR, period VARCHAR, place INTEGER)")
    at_work.run(
        "INSERT INTO months_ SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
        columns,
    )
    at_work.run(f"ATTACH {literal(str(aside / 'apart.db'))} AS apart")
    at_work.run(
        f"CREATE TABLE apart.lines AS SELECT place, CAST(source_row AS BIGINT) AS source_row, "
        f"{literal(staged.sheet)} AS source_sheet, {_told(words)} "
        "FROM rows_ JOIN months_ USING (entity, period) ORDER BY place, ordinal"
    )
    firsts = accumulate((month.rows for month in months.values()), initial=0)
    pieces = (Piece(place, first) for place, first in enumerate(firsts))
    return Order(pieces=dict(zip(months, pieces, strict=False)))


def lines_of(staged: Staged, words: Words, key: tuple[str, Period], rows: int, order: Order) -> str:
    """The lines of one body and month, in SQL: of the view `rows_`, or as they were put apart.

    Args:
        staged: where the rows come from.
        words: what the extract calls bodies and months.
        key: the body and the month.
        rows: how many lines it has.
        order: how the rows come.

    >>> sql = lines_of(Staged("j.csv", "", "", {}, {}), Words(), ("5A9", Period("2011-12 M08")),
    ...     2, Order())
    >>> sql.endswith("FROM rows_)")
    True
    """
    body, period = key
    whose = f"{literal(body)} AS body, CAST({period.number} AS INTEGER) AS period"
    if order.pieces:
        place, first = order.pieces[key]
        return (
            f"(SELECT CAST(rowid - {first - 1} AS BIGINT) AS line, source_row, source_sheet, "
            f"{whose}, * EXCLUDE (place, source_row, source_sheet) FROM apart.lines "
            f"WHERE rowid BETWEEN {first} AND {first + rows - 1} AND place = {place})"
        )
    last = "" if order.is_ordered else " ORDER BY ordinal"
    line = "ordinal + 1" if order.is_dense else "row_number() OVER (ORDER BY ordinal)"
    return (
        f"(SELECT CAST({line} AS BIGINT) AS line, CAST(source_row AS BIGINT) AS source_row, "
        f"{literal(staged.sheet)} AS source_sheet, {whose}, {_told(words)} FROM rows_{last})"
    )


def _told(words: Words) -> str:
    """What a line says, whosever and of which month it is."""
    return (
        "mapped_account AS account, "
        "cost_centre, subjective, analysis_1, analysis_2, description, document, "
        "opening_pence, debit_pence, credit_pence, "
        "sign_of(mapped_account) * (debit_pence - credit_pence) AS charge_pence, "
        "limit_of(mapped_account) AS resource_limit, category_of(mapped_account) AS category, "
        f"{_coded('delegate', words.delegates)}, {_coded('counterparty', words.counterparties)}, "
        f"{_recurrence(words)} AS recurrence, false AS contra"
    )


def _coded(column: str, codes: Mapping[str, str]) -> str:
    """The code of what the row says, where it is another text."""
    if not codes:
        return column
    said = "".join(f" WHEN {literal(text)} THEN {literal(code)}" for text, code in codes.items())
    return f"CASE {column}{said} ELSE {column} END AS {column}"


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


def write_lines(at_work: Engine, sql: str, made: Path) -> None:
    """Write lines into a file.

    Args:
        at_work: the engine.
        sql: the lines, by their columns.
        made: the file to write.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     write_lines(at_work, "SELECT 1 AS line", Path(folder, "made"))
    ...     Path(folder, "made").exists()
    True
    """
    at_work.run(
        f"COPY ({sql}) TO {literal(str(made))} "
        "(FORMAT parquet, PARQUET_VERSION v2, WRITE_BLOOM_FILTER false, DICTIONARY_SIZE_LIMIT 5000)"
    )


def cells_of(at_work: Engine, files: Mapping[Path, int]) -> list[BalanceCells]:
    """Read files of lines again: see that all lines are there and in order, and sum them.

    Args:
        at_work: the engine.
        files: how many lines there must be in each, at least one.

    Returns:
        The cells of each file, in the order of the files.

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
    ...     made = Path(folder, "made")
    ...     write_lines(at_work, f"SELECT * FROM ({line}) x ({names})", made)
    ...     [cells] = cells_of(at_work, {made: 1})
    >>> cells.total("lines")
    1
    """
    listed = ", ".join(at_work.file(made) for made in files)
    source = f"read_parquet([{listed}], file_row_number = true, filename = 'made')"
    # A sum is a number of 128 bits to the engine: it reaches Python exact, whatever its size.
    summed = at_work.rows(
        "SELECT made, count(*) FILTER (line <> file_row_number + 1), "
        "account, category, resource_limit, delegate, counterparty, recurrence, "
        "sum(opening_pence), sum(debit_pence), sum(credit_pence), sum(charge_pence), count(*) "
        f"FROM {source} GROUP BY ALL"
    )
    names = {name: Path(name).name for name in {row[0] for row in summed}}
    rows: dict[str, list[_Cell]] = defaultdict(list)
    misplaced: Counter[str] = Counter()
    for name, strayed, *cell in summed:
        rows[names[name]].append(_cell(*cell))
        misplaced[names[name]] += strayed
    found = []
    for made, wanted in files.items():
        cells = BalanceCells.of(rows[made.name])
        _see_that_all_is_there(cells, wanted, misplaced[made.name])
        found.append(cells)
    return found


def _see_that_all_is_there(cells: BalanceCells, rows: int, misplaced: int) -> None:
    # Wrong order would only show where somebody looks for a row, so it is looked at here.
    count = cells.total("lines")
    if misplaced or count != rows:
        raise IntegrityError(
            f"{count} lines were written where {rows} were read; {misplaced} out of their order"
        )
    if cells.total("debit") != cells.total("credit") or cells.total("opening"):
        raise IntegrityError("the lines written do not sum to zero, though their rows do")


_Cell = tuple[str, str, str, str, str, str, int, int, int, int, int]


def _cell(*row: Any) -> _Cell:
    account, category, limit, delegate, counterparty, recurrence, *sums = row
    opening, debit, credit, charge, lines = (int(value) for value in sums)
    keys = (account, category, limit, delegate, counterparty, recurrence)
    return (*keys, opening, debit, credit, charge, lines)
