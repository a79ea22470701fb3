"""The files of a pack: made from a position, written aside, moved into place when all is decided.

The same book gives the same bytes: no time of day goes into a file.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, time
from errno import EISDIR
from io import BytesIO
from pathlib import Path

from pctfinance.asking import Asking
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import UsageError
from pctfinance.excel.pack import write_board_pack
from pctfinance.excel.pack_origin import PackOrigin
from pctfinance.present.position_json import json_text
from pctfinance.present.report import PositionReport
from pctfinance.publishing.delegates import pack_delegates
from pctfinance.store.asides import aside_in

__all__ = ["BOARD_PACK", "POSITION_JSON", "pack_files", "placing"]

POSITION_JSON = "position.json"
BOARD_PACK = "board-pack.xlsx"


def pack_files(book: Asking, position: PositionReport) -> dict[str, bytes]:
    """The files of a position, by name: `board-pack.xlsx` for a board, `position.json` for programs.

    Args:
        book: the book that the position was asked of; the files are made from no later event.
        position: what is to be shown; its issue, if it has one, is named in both files.

    Raises:
        UsageError: there is no body in that month.
        MoneyError: an amount has more digits than a spreadsheet keeps.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> list(pack_files(book, book.position("2011-12 M08")))
    ['board-pack.xlsx', 'position.json']
    """
    until = position.kept[0] if position.kept else None
    statements = {
        body.code: book.limit(
            body.code, as_of=position.period, known_at=position.known_at, recorded_at=until
        )
        for body in position.bodies
    }
    other = None
    if position.basis is Basis.FORECAST:  # a board that is shown the forecast sees the year to date
        other = book.position(
            position.period, basis=Basis.YTD, known_at=position.known_at, recorded_at=until
        )
    pack = BytesIO()
    write_board_pack(
        pack,
        position,
        statements=statements,
        words=book.rulebook.words,
        headline=position.headline,
        # The date of what it knows, so that making it again gives the same.
        created=datetime.combine(position.known_at or position.period.end, time()),
        other=other,
        delegates=pack_delegates(book, position, until),
        origin=_origin(position),
    )
    # The workbook first: it is the one that somebody may hold open.
    return {BOARD_PACK: pack.getvalue(), POSITION_JSON: json_text(position.document()).encode()}


def _origin(position: PositionReport) -> PackOrigin | None:
    if position.kept is None:
        return None
    origin = PackOrigin(*position.kept)
    issue = position.published
    return replace(origin, issued=issue.in_words, number=issue.number) if issue else origin


@contextmanager
def placing(folder: Path, files: Mapping[str, bytes]) -> Iterator[Callable[[], tuple[Path, ...]]]:
    """Write files aside, and give what moves them into place: all of them, or none.

    Between the two something else may be decided. Where the process dies there, the former files
    are still what stands in the folder; what it wrote aside goes with the next aside.

    Args:
        folder: where they are to stand; made where it does not exist.
        files: their contents, by name.

    Raises:
        UsageError: the folder cannot be written to; what stood there still does.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     with placing(Path(name), {"a.txt": b"1"}) as into_place:
    ...         before = sorted(path.name for path in Path(name).glob("*.txt"))
    ...         placed = into_place()
    ...     before, [path.name for path in placed]
    ([], ['a.txt'])
    """
    with ExitStack() as stack:
        try:
            if not folder.exists():
                stack.callback(_gone_if_empty, folder)
            aside = stack.enter_context(aside_in(folder))
            for name, content in files.items():
                _refuse_a_folder(folder / name)
                _write(aside / name, content)
        except UsageError as error:
            raise _not_written(folder, error.__cause__) from error
        except OSError as error:
            raise _not_written(folder, error) from error
        yield lambda: _into_place(aside, tuple(folder / name for name in files))


def _gone_if_empty(folder: Path) -> None:
    with suppress(OSError):  # it stays where files were moved into it
        folder.rmdir()


def _refuse_a_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "there is a folder of that name", str(path))


def _write(path: Path, content: bytes) -> None:
    """A file that is on the disk, and not only on its way there, before it takes another's place."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _into_place(aside: Path, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Move every file into place, or put back what was there before, as far as the disk lets us."""
    former = aside / "former"
    moved: list[Path] = []
    try:
        former.mkdir()
        for path in files:
            _refuse_a_folder(path)
            if path.exists():
                shutil.copy2(path, former / path.name)
            (aside / path.name).replace(path)
            moved.append(path)
    except OSError as error:
        stayed = [path.name for path in moved if not _is_put_back(path, former / path.name)]
        raise _not_written(files[0].parent, error, stayed) from error
    return files


def _is_put_back(path: Path, before: Path) -> bool:
    """Whether what stood there before stands there again; what hinders the one may hinder both."""
    try:
        if before.exists():
            before.replace(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _not_written(
    folder: Path, error: BaseException | None, stayed: Sequence[str] = ()
) -> UsageError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    new = f"; the former {', '.join(stayed)} could not be put back" if stayed else ""
    return UsageError(
        f"the files cannot be written to {folder}: {reason}{new}",
        hint="close the files in other programs, or name another place",
    )
