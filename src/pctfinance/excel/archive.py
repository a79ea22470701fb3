"""The zip file that a workbook is: the names and sizes of its parts, and which of them are sheets.

Everything here is known from the zip's own list and from two small parts, before the sheets are
opened at all.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pctfinance.errors import Finding, InputRefusedError, Level
from pctfinance.excel.filetype import SAVE_AS_WORKBOOK, foreign_package
from pctfinance.excel.partscan import scan_part

__all__ = ["LIMITS", "Limits", "Workbook", "check_names", "check_sizes", "find_workbook"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be. Each limit is far above what a month-end input needs.

    Attributes:
        file_bytes: 64 MB; a year of every table of a large cluster takes under 2 MB.
        parts_count: a workbook of 250 sheets with drawings and comments has about 1,000 parts.
        unpacked_bytes: 256 MB; a reader needs some three times that in memory.
        ratio: an ordinary sheet packs to between 1:5 and 1:40; deflate ends at 1:1032.
        ratio_from_bytes: smaller parts may pack as they like: they can do no harm.
        tags_count: a million cells; a reader spends some 20 microseconds on each.
        rows: no table of the input format comes near; what lies beyond is a stray cell.
        columns: the same, for columns: the widest table has 19.
        covered_count: a reader builds every cell of a merged range, down to the last empty one.
    """

    file_bytes: int = 64 << 20
    parts_count: int = 5_000
    unpacked_bytes: int = 256 << 20
    ratio: int = 200
    ratio_from_bytes: int = 1 << 20
    tags_count: int = 5_000_000
    rows: int = 200_000
    columns: int = 500
    covered_count: int = 1_000_000


LIMITS = Limits()
"""The limits that hold unless a test narrows them."""

_MAIN_TYPES = MappingProxyType(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": False,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": False,
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml": True,
        "application/vnd.ms-excel.template.macroEnabled.main+xml": True,
    }
)
"""The content types of a workbook's main part, and whether each comes with macros."""

_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/"
_RELATIONSHIP_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Workbook:
    """Which part of a package is which sheet, and whether macros came with it."""

    sheet_names: Mapping[str, str]
    has_macros: bool


def check_names(parts: Sequence[ZipInfo]) -> Iterator[Finding]:
    """Findings about names of parts that let one program see what another does not.

    A name that stands twice, or twice but for its capitals; a path that leads out of the
    package; a part with a password of its own.

    >>> [finding.message for finding in check_names([ZipInfo("a.xml"), ZipInfo("A.xml")])]
    ["the package holds the part 'a.xml' more than once"]
    """
    counts = Counter(part.filename.casefold() for part in parts)
    for name, count in counts.items():
        if count > 1:
            yield _unsafe(f"the package holds the part {name!r} more than once")
    for part in parts:
        steps = part.orig_filename.split("/")
        if ".." in steps or steps[0] == "" or any(mark in part.orig_filename for mark in "\\:\0"):
            yield _unsafe(f"a part of the package is called {part.orig_filename!r}")
        if part.flag_bits & 1:
            yield _wrong_type(
                "the zip file is protected by a password", "ask for it without the password"
            )
        elif part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            yield _wrong_type(
                f"the part {part.filename!r} is packed in a way that workbooks do not know",
                SAVE_AS_WORKBOOK,
            )


def check_sizes(parts: Sequence[ZipInfo], limits: Limits) -> Iterator[Finding]:
    """Findings about a package that unpacks to more than any input needs.

    >>> part = ZipInfo("xl/worksheets/sheet1.xml")
    >>> part.file_size, part.compress_size = 2_000_000_000, 2_000_000
    >>> [finding.message for finding in check_sizes([part], LIMITS)]
    ["the part 'xl/worksheets/sheet1.xml' unpacks to 1,000 times its size", \
'the package unpacks to 1,907 MB']
    """
    if len(parts) > limits.parts_count:
        yield _unsafe(f"the package holds {len(parts):,} parts")
    for part in parts:
        ratio = part.file_size // max(part.compress_size, 1)
        if part.file_size >= limits.ratio_from_bytes and ratio > limits.ratio:
            yield _unsafe(f"the part {part.filename!r} unpacks to {ratio:,} times its size")
    unpacked_bytes = sum(part.file_size for part in parts)
    if unpacked_bytes > limits.unpacked_bytes:
        yield _unsafe(f"the package unpacks to {unpacked_bytes >> 20:,} MB")


def find_workbook(archive: ZipFile) -> Workbook:
    """The workbook in `archive`, or a refusal that names what is in there instead.

    Raises:
        InputRefusedError: There is no workbook, or one of a kind that is not read (a binary
            workbook, Strict Open XML).

    >>> with ZipFile(BytesIO(), "w") as archive:
    ...     archive.writestr("word/document.xml", "<document/>")
    ...     find_workbook(archive)
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: the file is no workbook: it is a Word document -> send \
the workbook instead [file.wrong-type]
    """
    names = frozenset(archive.namelist())
    main_part, has_macros = _main_part(archive, names)
    if main_part not in names:
        mimetype = archive.read("mimetype") if "mimetype" in names else b""
        raise InputRefusedError(foreign_package(names, mimetype))
    root = _xml(archive, main_part)
    if root.tag.startswith("{" + _STRICT_NAMESPACE):
        raise InputRefusedError(
            _wrong_type(
                "the workbook was saved as 'Strict Open XML Spreadsheet', which is not read",
                SAVE_AS_WORKBOOK,
            )
        )
    return Workbook(MappingProxyType(_sheet_names(archive, names, main_part, root)), has_macros)


def _main_part(archive: ZipFile, names: frozenset[str]) -> tuple[str, bool]:
    if _CONTENT_TYPES not in names:
        return "", False
    for entry in _xml(archive, _CONTENT_TYPES):
        kind = entry.get("ContentType", "")
        if kind in _MAIN_TYPES:
            part = entry.get("PartName", "/xl/workbook.xml")  # a default has no part name
            return part.removeprefix("/"), _MAIN_TYPES[kind]
    return "", False


def _sheet_names(
    archive: ZipFile, names: frozenset[str], main_part: str, root: ET.Element
) -> dict[str, str]:
    folder, file = posixpath.split(main_part)
    links = posixpath.join(folder, "_rels", f"{file}.rels")
    if links not in names:
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in _xml(archive, links)}
    sheets = {}
    for sheet in root.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((sheet.get(key) for key in _RELATIONSHIP_IDS if sheet.get(key)), None)
            target = posixpath.normpath(posixpath.join("/", folder, targets.get(link, "")))
            sheets[target.lstrip("/")] = sheet.get("name", "")
    return sheets


def _xml(archive: ZipFile, name: str) -> ET.Element:
    content = archive.read(name)
    scan = scan_part(BytesIO(content), is_sheet=False, rows_max=0, columns_max=0)
    if scan.oddity:
        raise InputRefusedError(_unsafe(f"the part {name!r} holds {scan.oddity}"))
    return ET.fromstring(content)  # noqa: S314 - a document type was refused above


def _unsafe(message: str) -> Finding:
    return Finding("file.unsafe", Level.ERROR, message, hint="ask its sender for a clean copy")


def _wrong_type(message: str, hint: str) -> Finding:
    return Finding("file.wrong-type", Level.ERROR, message, hint=hint)
