"""A look through one part of a workbook's package, in small pieces, before anything parses it.

Three things in the XML of a workbook can keep a parser busy for hours or bring the process down,
and all three can be seen by reading the bytes once: a document type with its entities, millions of
elements packed into a small file, and a cell or merged range far beyond any table.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

__all__ = ["PartScan", "cell_position", "scan_part"]

_PIECE_BYTES = 1 << 20
_RUN_BYTES_MAX = 1 << 20  # a cell holds 32,767 characters at most

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_DECLARED_ENCODING = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_PLAIN_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})

# Everything up to the next "<" belongs to the start tag or to the text after it: "<" itself may
# stand in neither, so no attribute can hide a later one.
_PLACED = re.compile(rb"<(?:[\w.-]+:)?(c|row|mergeCell|hyperlink)\s([^<]*)")
_PLACE = re.compile(rb"""(?:^|\s)(?:r|ref)\s*=\s*["']([^"']*)["']""")
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})?\$?([0-9]{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartScan:
    """What was seen in one part.

    `oddity` says in words what no honest workbook holds; `far` is the address of a cell, row or
    range beyond the limits; `covered_count` is how many cells merged and linked ranges cover.
    """

    tags_count: int = 0
    covered_count: int = 0
    oddity: str = ""
    far: str = ""


def cell_position(address: str) -> tuple[int, int] | None:
    """Row and column of a cell address, column 0 where it names a row alone, else `None`.

    >>> cell_position("C7"), cell_position("XFD1048576"), cell_position("12"), cell_position("?")
    ((7, 3), (1048576, 16384), (12, 0), None)
    """
    match = _ADDRESS.fullmatch(address.upper())
    if match is None:
        return None
    letters = match[1] or ""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def scan_part(stream: IO[bytes], *, is_sheet: bool, rows_max: int, columns_max: int) -> PartScan:
    """Read `stream` once, in pieces, and tell what is in it; never holds the whole part.

    A part that is no XML (a picture, printer settings) is left alone. `rows_max` and
    `columns_max` are looked at only in sheets.

    >>> from io import BytesIO
    >>> sheet = BytesIO(b"<a><c r='XFD1048576'/></a>")
    >>> scan_part(sheet, is_sheet=True, rows_max=200, columns_max=20).far
    'XFD1048576'
    """
    head = stream.read(_PIECE_BYTES)
    if not _is_xml(head):
        return PartScan()
    declared = _DECLARED_ENCODING.match(head)
    if declared and declared[1].lower() not in _PLAIN_ENCODINGS:
        return PartScan(oddity=f"a text encoding of its own ({declared[1].decode('latin-1')})")
    tags_count, covered_count = 0, 0
    for piece in _whole_tags(_decoded(head, stream)):
        seen = _scan_text(piece)
        if is_sheet and not seen.oddity:
            seen = _scan_cells(piece, rows_max, columns_max)
        if seen.oddity or seen.far:
            return seen
        tags_count += piece.count(b"<")
        covered_count += seen.covered_count
    return PartScan(tags_count, covered_count)


def _scan_text(piece: bytes) -> PartScan:
    if _DOCTYPE.search(piece):
        return PartScan(oddity="a document type (DOCTYPE), which can make a small file huge")
    return PartScan()


def _scan_cells(piece: bytes, rows_max: int, columns_max: int) -> PartScan:
    """What the cells, rows and ranges in `piece` say about where they stand."""
    if len(piece) - piece.rfind(b"<") > _RUN_BYTES_MAX:
        return PartScan(oddity="a single cell of more than a million characters")
    covered_count = 0
    for name, address in _places(piece):
        corners = [cell_position(corner) for corner in address.split(":")]
        near = [corner for corner in corners if corner]
        if len(near) < len(corners):
            return PartScan(oddity=f"{address!r} where the address of a cell should stand")
        if any(row > rows_max or column > columns_max for row, column in near):
            return PartScan(far=address)
        if name in (b"mergeCell", b"hyperlink"):
            covered_count += _area(near)
    return PartScan(covered_count=covered_count)


def _places(piece: bytes) -> Iterator[tuple[bytes, str]]:
    """Every address in `piece`, with the name of the element that it belongs to."""
    for element in _PLACED.finditer(piece):
        name, attributes = element[1], element[2]
        if name == b"row" and attributes.rstrip().endswith(b"/>"):
            continue  # a format of an empty row far down does no harm
        for place in _PLACE.finditer(attributes):
            yield name, place[1].decode("latin-1")


def _is_xml(head: bytes) -> bool:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith(b"<") or _is_utf16(head)


def _is_utf16(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<"))


def _decoded(head: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    """The pieces of the part as ASCII-compatible bytes, whatever Unicode form it is in."""
    name = "utf-16-be" if head.startswith((codecs.BOM_UTF16_BE, b"\x00<")) else "utf-16-le"
    decode = codecs.getincrementaldecoder(name)("replace").decode if _is_utf16(head) else None
    piece = head
    while piece:
        yield decode(piece).encode("utf-8", "replace") if decode else piece
        piece = stream.read(_PIECE_BYTES)


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut the pieces anew before a "<", so that no tag is split between two of them.

    A run of more than a million characters without one is passed on as it is.
    """
    rest = b""
    for piece in pieces:
        window = rest + piece
        cut = max(window.rfind(b"<"), 0)
        if len(window) - cut > _RUN_BYTES_MAX:
            cut = len(window)
        yield window[:cut]
        rest = window[cut:]
    yield rest


def _area(corners: list[tuple[int, int]]) -> int:
    rows = [row for row, _ in corners]
    columns = [column for _, column in corners]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
