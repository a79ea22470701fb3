"""An engine that can only read: one statement, over what it was given and nothing else."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pctfinance.errors import UsageError

if TYPE_CHECKING:
    import duckdb

__all__ = ["MEMORY", "as_given", "fetched", "locked", "opened", "see_that_it_only_reads"]

MEMORY = "512MB"
"""What the engine may keep in memory, however many lines there are."""

_QUIET: dict[str, str | int | float | list[str]] = {
    "memory_limit": MEMORY,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    # A name in a query is a view of the book, and never a variable of whoever asks.
    "python_enable_replacements": False,
}
_BATCH = 10_000
_NO_PATTERN = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


def as_given(path: Path) -> str:
    """A file as the engine takes it: this one, also where its name looks like a pattern.

    >>> as_given(Path("/book*")).endswith("/book[*]")
    True
    """
    return path.absolute().as_posix().translate(_NO_PATTERN)


@contextmanager
def opened() -> "Iterator[duckdb.DuckDBPyConnection]":
    """An engine of its own, with a folder for what does not fit into its memory.

    >>> with opened() as engine:
    ...     engine.execute("SELECT 1").fetchall()
    [(1,)]
    """
    import duckdb  # noqa: PLC0415 - heavy, and a position does not need it

    with tempfile.TemporaryDirectory(prefix="pctfinance-sql-") as folder:
        engine = duckdb.connect(config={**_QUIET, "temp_directory": folder})
        try:
            yield engine
        finally:
            engine.close()


def locked(engine: "duckdb.DuckDBPyConnection", files: Sequence[Path] = ()) -> None:
    """Let an engine reach no file but those, and no setting any more.

    >>> with opened() as engine:
    ...     locked(engine)
    ...     try:
    ...         engine.execute("FROM read_text('/etc/hosts')")
    ...     except Exception as error:
    ...         print(type(error).__name__)
    PermissionException
    """
    if files:
        engine.execute("SET allowed_paths = ?", [[path.absolute().as_posix() for path in files]])
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")


def see_that_it_only_reads(engine: "duckdb.DuckDBPyConnection", sql: str) -> None:
    """Refuse what is not one statement that reads.

    Raises:
        UsageError: it is none, more than one, or writes.

    >>> with opened() as engine:
    ...     see_that_it_only_reads(engine, "COPY lines TO 'mine.csv'")
    Traceback (most recent call last):
    pctfinance.errors.UsageError: a query only reads; this is ...
    """
    import duckdb  # noqa: PLC0415 - as above

    try:
        statements = engine.extract_statements(sql)
    except duckdb.Error as error:
        raise UsageError(f"the query is not understood: {_cause(error)}") from error
    if len(statements) != 1:
        raise UsageError(f"a query is one statement; here are {len(statements)}")
    (statement,) = statements
    if statement.type is not duckdb.StatementType.SELECT:
        kind = str(statement.type).rpartition(".")[2]
        raise UsageError(f"a query only reads; this is {kind}", hint="begin it with SELECT or WITH")


def fetched(
    engine: "duckdb.DuckDBPyConnection", sql: str, parameters: Mapping[str, Any]
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of an answer of any length, in pieces.

    Raises:
        UsageError: the query names what there is not, or reaches for a file.

    >>> with opened() as engine:
    ...     list(fetched(engine, "SELECT $month AS month", {"month": 8}))
    [[(8,)]]
    """
    import duckdb  # noqa: PLC0415 - as above

    try:
        engine.execute(sql, dict(parameters))
        while rows := engine.fetchmany(_BATCH):
            yield rows
    except (duckdb.Error, ValueError) as error:
        raise UsageError(f"the query cannot be answered: {_cause(error)}") from error


def _cause(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
