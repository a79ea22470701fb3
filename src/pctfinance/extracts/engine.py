"""The engine that reads extracts of any size: DuckDB, within bounded memory and beside the book.

It only reads, adds and compares integers and texts. No extension is ever loaded, and what does not
fit into its memory goes into the aside, which is gone with it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pctfinance.errors import Finding, InputRefusedError, Level, UsageError, Where

if TYPE_CHECKING:
    import duckdb

__all__ = ["MEMORY", "Engine", "engine", "literal"]

MEMORY = "512MB"
"""What the engine may keep in memory, however large an extract is."""

_NO_ROOM = re.compile(
    "no space left|permission denied|read-only|quota|file too large|input/output error",
    re.IGNORECASE,
)
_MAKE_ROOM = "make room on the disk of the book, and check your rights to it"
_GLOB = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


def literal(text: str) -> str:
    """A text as it stands in SQL.

    >>> print(literal("King's"))
    'King''s'
    """
    return "'" + text.replace("'", "''") + "'"


class Engine:
    """One connection, for one extract."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        self._connection = connection

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement."""
        self._connection.execute(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of an answer that is known to be short."""
        return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql: str) -> tuple[Any, ...]:
        """The one row of an answer."""
        (row,) = self.rows(sql)
        return row

    def batches(self, sql: str, size: int = 20_000) -> Iterator[list[tuple[Any, ...]]]:
        """An answer of any length, in pieces; meanwhile other statements may run."""
        reading = self._connection.cursor()
        try:
            reading.execute(sql)
            while batch := reading.fetchmany(size):
                yield batch
        finally:
            reading.close()

    @staticmethod
    def file(path: Path) -> str:
        """A path as it stands in SQL: this file, also where its name looks like a pattern."""
        return literal(path.absolute().as_posix().translate(_GLOB))


@contextmanager
def engine(aside: Path, file: str) -> Iterator[Engine]:
    """An engine that keeps what it must keep in `aside`.

    Args:
        aside: a folder on the book's disk.
        file: the name of the extract, for what is wrong with it.

    Raises:
        InputRefusedError: the engine could not make sense of the file.
        UsageError: there is no room or no right, the disk fails, or there is too little memory.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "tb.csv") as at_work:
    ...     at_work.one("SELECT 1 + 1")
    (2,)
    """
    import duckdb  # noqa: PLC0415 - heavy, and a position does not need it

    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(aside / "spilled"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )
    try:
        yield Engine(connection)
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a fault of ours, and nothing that the file can help
    except duckdb.Error as error:
        cause = str(error).strip().partition("\n")[0]
        if isinstance(error, duckdb.OutOfMemoryException) or _NO_ROOM.search(str(error)):
            raise UsageError(
                f"{file} could not be read through: {cause}",
                hint=_MAKE_ROOM,
            ) from error
        message = f"the file contradicts itself ({cause})"
        hint = "ask for it again; check its line ends, quotation marks and encoding"
        finding = Finding("file.damaged", Level.ERROR, message, Where(file=file), hint)
        raise InputRefusedError(finding) from error
    except OSError as error:  # of the files that we write beside the engine
        cause = error.strerror or type(error).__name__
        raise UsageError(f"{file} could not be read through: {cause}", hint=_MAKE_ROOM) from error
    finally:
        connection.close()
