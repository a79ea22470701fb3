"""A CSV file looked through once before the engine reads it: its hash, its lines, its headings.

The engine counts records; people look for rows. As long as every record is one line, the two differ
by the heading alone. Where they differ by more, because of blank lines or of line breaks inside
quotation marks, `record_rows` says in which row each record begins.
"""

import csv
import hashlib
import io
import re
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.workbook import NUMBER
from pctfinance.tables.decoding import decode_text

__all__ = ["TextFile", "look_through", "record_rows", "rows_at"]

_PIECE = 1 << 20
_HEAD = 1 << 16
_SEPARATOR_LINE = re.compile(r"\"?sep=.\"?[ \t]*(?=\r|\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file that can be read: where it lies as UTF-8, and what is in it.

    `heading_row` is the line of the headings, `lines` the number of lines.
    """

    path: Path
    sha256: str
    lines: int
    heading_row: int
    headings: tuple[str, ...]


def look_through(path: Path, profile: Profile, aside: Path) -> TextFile:
    r"""Hash a file, count its lines, and give it in UTF-8.

    Args:
        path: the extract.
        profile: how it is written.
        aside: where its text goes, if it is in another encoding than UTF-8.

    Raises:
        InputRefusedError: it is no text file, or not in the encoding that the profile names.

    >>> from tempfile import TemporaryDirectory
    >>> profile = Profile.packaged("example-trial-balance")
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "tb.csv")
    ...     _ = path.write_text("Entity,Period\n5A9,M8\n", encoding="utf-8")
    ...     found = look_through(path, profile, Path(folder))
    >>> found.lines, found.headings
    (2, ('Entity', 'Period'))
    """
    where = Where(file=path.name)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    _refuse_other_types(head, profile, where)
    is_utf8 = profile.encoding == "utf-8"
    read_from = path if is_utf8 else aside / "text.csv"
    hashed, ends, last = hashlib.sha256(), 0, b""
    decoder = getincrementaldecoder(profile.codec)()
    with path.open("rb") as file, nullcontext() if is_utf8 else read_from.open("wb") as text:
        while piece := file.read(_PIECE):
            hashed.update(piece)
            plain = piece if text is None else _decoded(decoder, piece, profile, where)
            if text is not None:
                text.write(plain)
            if b"\0" in plain or NUMBER.encode() in plain:
                message = "the file holds a control character (NUL or U+0001), which no text has"
                finding = Finding("file.damaged", Level.ERROR, message, where)
                raise InputRefusedError(finding)
            ends, last = ends + plain.count(b"\n"), plain or last
    lines = ends + (not last.endswith(b"\n"))
    heading_row, headings = _headings(read_from, profile, where)
    return TextFile(read_from, hashed.hexdigest(), lines, heading_row, headings)


def _decoded(decoder: IncrementalDecoder, piece: bytes, profile: Profile, where: Where) -> bytes:
    try:
        return decoder.decode(piece).encode()
    except UnicodeDecodeError as error:
        message = f"the file is not {profile.encoding}: it holds the byte {error.object[error.start]:#04x}"
        hint = "say in the profile in which `encoding` it is"
        finding = Finding("file.encoding", Level.ERROR, message, where, hint)
        raise InputRefusedError(finding) from error


def _refuse_other_types(head: bytes, profile: Profile, where: Where) -> None:
    """A workbook or a web page that is called `.csv`, and a file that is empty."""
    if not head.strip():
        raise InputRefusedError(Finding("file.empty", Level.ERROR, "the file is empty", where))
    whole_lines = head[: head.rfind(b"\n") + 1] or head
    found = decode_text(whole_lines, where)
    if not isinstance(found, Finding):
        return
    if found.code == "file.wrong-type" or profile.encoding == "utf-8":
        hint = found.hint
        if found.code == "file.encoding":
            hint = f"{hint}, or say in the profile in which `encoding` it is"
        raise InputRefusedError(Finding(found.code, found.level, found.message, found.where, hint))


def _headings(path: Path, profile: Profile, where: Where) -> tuple[int, tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [file.readline(_HEAD) for _ in range(profile.heading_row + 1)]
    row = profile.heading_row
    if row == 1 and _SEPARATOR_LINE.match(lines[0]):
        row = 2  # what Excel puts above the headings so that it finds the columns again
    line = lines[row - 1]
    cells = next(csv.reader(io.StringIO(line, newline=""), delimiter=profile.delimiter), [])
    if not any(cell.strip() for cell in cells):
        message = f"row {row} holds no headings"
        hint = "say in the profile in which `heading_row` they stand"
        raise InputRefusedError(Finding("file.empty", Level.ERROR, message, where, hint))
    if line.count('"') % 2:
        message = "a heading runs over the end of its line"
        raise InputRefusedError(Finding("file.damaged", Level.ERROR, message, where))
    return row, tuple(cell.strip() for cell in cells)


def record_rows(text: TextFile, delimiter: str, file_name: str = "") -> Iterator[tuple[int, int]]:
    r"""The row in which records begin: pairs (record, counted from 0; row), where the step changes.

    Records with another number of cells than there are headings are left out, as the engine does.
    The last pair is the number of records, and the row behind the last one.

    Raises:
        InputRefusedError: a cell holds more than any cell of a ledger does.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "tb.csv")
    ...     _ = path.write_text('a,b\n1,"two\nlines"\n\n3,4\n', encoding="utf-8")
    ...     list(record_rows(TextFile(path, "", 5, 1, ("a", "b")), ","))
    [(0, 2), (1, 5), (2, 6)]
    """
    row_before, record = -1, 0
    with text.path.open(encoding="utf-8", newline="", errors="replace") as file:
        for _ in range(text.heading_row):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter)
        row = text.heading_row + 1
        try:
            for cells in reader:
                if len(cells) == len(text.headings):
                    if row != row_before + 1:
                        yield record, row
                    row_before, record = row, record + 1
                row = text.heading_row + reader.line_num + 1
        except csv.Error as error:
            message = f"the row holds a cell of more than {csv.field_size_limit():,} characters"
            where, hint = Where(file=file_name or None, row=row), "check its quotation marks"
            finding = Finding("file.damaged", Level.ERROR, message, where, hint)
            raise InputRefusedError(finding) from error
    yield record, row


def rows_at(text: TextFile, positions: Sequence[int]) -> list[int]:
    r"""The rows that hold the bytes at some positions, which are in ascending order.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "tb.csv")
    ...     _ = path.write_bytes(b"a,b\n1,2\n3,4\n")
    ...     rows_at(TextFile(path, "", 3, 1, ("a", "b")), [4, 8])
    [2, 3]
    """
    found, row, read = [], 1, 0
    with text.path.open("rb") as file:
        for position in positions:
            while read < position and (piece := file.read(min(_PIECE, position - read))):
                row += piece.count(b"\n")
                read += len(piece)
            found.append(row)
    return found
