"""Closing a month into files: `position.json` and `board-pack.xlsx`, both or neither."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time
from errno import EISDIR
from pathlib import Path

from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import Finding, Level, UsageError
from pctfinance.excel.pack import write_board_pack
from pctfinance.present.position_json import json_text
from pctfinance.present.report import PositionReport

__all__ = ["BOARD_PACK", "POSITION_JSON", "ClosedMonth", "close_month"]

POSITION_JSON = "position.json"
BOARD_PACK = "board-pack.xlsx"


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """What closing a month gave: the position, the files, and what was found."""

    position: PositionReport
    folder: Path
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0 where nothing was found, 1 where there is a breach or something to look at."""
        found = any(finding.level in (Level.BREACH, Level.WARNING) for finding in self.findings)
        return int(found)


def close_month(
    book: Book,
    period: str | Period,
    out: str | Path,
    *,
    basis: Basis | str | None = None,
    known_at: str | date | None = None,
) -> ClosedMonth:
    """Write the position of a month into a folder: for programs, and for a board.

    The files are written aside and moved into place when both are whole, so that a failure leaves
    what was there before.

    Args:
        book: the book.
        period: the month.
        out: the folder; made where it does not exist. Former files of these names are replaced.
        basis: see `Book.position`.
        known_at: see `Book.position`.

    Raises:
        UsageError: the folder cannot be written to, or see `Book.position`.

    >>> from pctfinance.inputs import sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     closed = close_month(Book.read(sample_path()), "2011-12 M08", folder)
    ...     sorted(path.name for path in closed.files), closed.exit_code
    (['board-pack.xlsx', 'position.json'], 1)
    """
    position = book.position(period, basis=basis, known_at=known_at)
    folder = Path(out)
    statements = {
        body.code: book.limit(body.code, as_of=position.period, known_at=position.known_at)
        for body in position.bodies
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".closing-", dir=folder))
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        document = json_text(position.document())
        (aside / POSITION_JSON).write_text(document, encoding="utf-8")
        write_board_pack(
            aside / BOARD_PACK,
            position,
            statements=statements,
            words=book.rulebook.words,
            headline=position.headline,
            created=_dated(position),
            other=_to_date(book, position),
        )
        # The workbook first: it is the one that somebody may hold open.
        files = tuple(folder / name for name in (BOARD_PACK, POSITION_JSON))
        _put_in_place(aside, files)
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return ClosedMonth(position, folder, files, (*book.findings, *position.findings))


def _put_in_place(aside: Path, files: tuple[Path, ...]) -> None:
    """Move every file into place, or put back what was there before."""
    former = aside / "former"
    former.mkdir()
    moved: list[Path] = []
    try:
        for path in files:
            if path.is_dir():
                raise IsADirectoryError(EISDIR, "there is a folder of that name", str(path))
            if path.exists():
                shutil.copy2(path, former / path.name)
            (aside / path.name).replace(path)
            moved.append(path)
    except OSError:
        for path in moved:
            before = former / path.name
            if before.exists():
                before.replace(path)
            else:
                path.unlink(missing_ok=True)
        raise


def _to_date(book: Book, position: PositionReport) -> PositionReport | None:
    """The year to date, for a board that is shown the forecast."""
    if position.basis is not Basis.FORECAST:
        return None
    return book.position(position.period, basis=Basis.YTD, known_at=position.known_at)


def _dated(position: PositionReport) -> datetime:
    """The date that the pack carries: that of what it knows, so that closing again gives the same."""
    return datetime.combine(position.known_at or position.period.end, time())


def _not_written(folder: Path, error: OSError) -> UsageError:
    reason = error.strerror or type(error).__name__
    return UsageError(
        f"the files of the month cannot be written to {folder}: {reason}",
        hint="close the files in other programs, or name another folder",
    )
