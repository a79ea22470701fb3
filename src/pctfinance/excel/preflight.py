"""Everything that can be known about a workbook before it is opened.

A workbook is a zip file of XML, and libraries that parse it trust it: a small file can keep them
busy for hours, fill the memory, or bring the whole process down. So the file is looked at first,
with the standard library alone: what it really is, what its parts are called, how large they
become, and where the last cell of each sheet stands. It costs about two milliseconds for an
ordinary input.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.excel.archive import (
    LIMITS,
    Limits,
    Workbook,
    check_names,
    check_sizes,
    find_workbook,
)
from pctfinance.excel.filetype import ZIP_SIGNATURE, foreign_file
from pctfinance.excel.partscan import PartScan, scan_part

__all__ = ["preflight"]

_LOCK_PREFIX = "~$"
_TAKE_OUT = "take out what is no table of the input"
_DAMAGED = (
    BadZipFile,
    EOFError,
    KeyError,
    OSError,
    ParseError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def preflight(path: Path | str, *, limits: Limits = LIMITS) -> tuple[Finding, ...]:
    """Refuse a file that is no honest workbook; tell what is worth knowing of one that is.

    Raises:
        InputRefusedError: The file is missing, something else than a workbook, damaged, or holds
            what no honest workbook needs. The findings name what it is and what to do.

    >>> preflight("month 8.xlsx")
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: month 8.xlsx: there is no such file -> check the path \
[file.missing]
    """
    path = Path(path)
    where = Where(file=path.name)
    try:
        findings = tuple(_look_at(path, limits))
    except InputRefusedError as error:
        refusals = [finding.at(finding.where or where) for finding in error.findings]
        raise InputRefusedError(*refusals) from None
    return tuple(finding.at(finding.where or where) for finding in findings)


def _look_at(path: Path, limits: Limits) -> Iterator[Finding]:
    _check_path(path, limits)
    try:
        archive = ZipFile(path)
    except _DAMAGED:
        message = "the workbook breaks off, as after a copy or download that did not end"
        raise _refusal("file.damaged", message, "ask for it again") from None
    with archive:
        try:
            yield from _look_into(archive, path, limits)
        except InputRefusedError:
            raise
        except _DAMAGED as error:
            cause = str(error) or type(error).__name__
            message = f"a part of the workbook is damaged ({cause})"
            raise _refusal("file.damaged", message, "ask for it again") from None


def _check_path(path: Path, limits: Limits) -> None:
    """Refuse what can be refused without opening the zip."""
    if path.is_dir():
        raise _refusal("file.wrong-type", "this is a folder, not a workbook", "name the file")
    if not path.exists():
        raise _refusal("file.missing", "there is no such file", "check the path")
    if path.name.startswith(_LOCK_PREFIX):
        raise _refusal(
            "file.wrong-type",
            "this is the lock file that Excel keeps while somebody has the workbook open",
            f"give {path.name.removeprefix(_LOCK_PREFIX)!r} instead",
        )
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise _refusal(
            "file.too-large",
            f"the file has {size >> 20:,} MB; an input has {limits.file_bytes >> 20:,} at most",
            _TAKE_OUT,
        )
    _check_signature(path)


def _check_signature(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(ZIP_SIGNATURE))
            if start == ZIP_SIGNATURE:
                return
            content = start + file.read()
    except OSError as error:
        raise _refusal(
            "file.unreadable",
            f"the file could not be opened ({error.strerror})",
            "close it in other programs, and check your rights to it",
        ) from None
    raise InputRefusedError(foreign_file(content))


def _look_into(archive: ZipFile, path: Path, limits: Limits) -> Iterator[Finding]:
    parts = archive.infolist()
    InputRefusedError.raise_for([*check_names(parts), *check_sizes(parts, limits)])
    workbook = find_workbook(archive)
    InputRefusedError.raise_for(_scan_all(archive, workbook, path, limits))
    if workbook.has_macros:
        yield Finding(
            "file.macros",
            Level.WARNING,
            "the workbook holds macros; they are not run",
            hint="nothing needs to be done; to be without them, save it as .xlsx",
        )


def _scan_all(
    archive: ZipFile, workbook: Workbook, path: Path, limits: Limits
) -> Iterator[Finding]:
    tags_count, covered_count = 0, 0
    for part in archive.infolist():
        sheet = workbook.sheet_names.get(part.filename)
        with archive.open(part) as stream:
            scan = scan_part(
                stream,
                is_sheet=sheet is not None,
                rows_max=limits.rows,
                columns_max=limits.columns,
            )
        yield from _judge(scan, part.filename, Where(file=path.name, sheet=sheet))
        tags_count += scan.tags_count
        covered_count += scan.covered_count
        if tags_count > limits.tags_count or covered_count > limits.covered_count:
            yield _error(
                "file.too-large", "the workbook holds more cells than any input", _TAKE_OUT
            )
            return


def _judge(scan: PartScan, part: str, where: Where) -> Iterator[Finding]:
    if scan.oddity:
        message = f"the part {part!r} holds {scan.oddity}"
        yield _error("file.unsafe", message, "do not open it; ask its sender for a clean copy.")
    if scan.far:
        yield _error(
            "file.too-large",
            f"something stands at {scan.far}, far beyond any table (an empty cell with a colour or "
            "border is enough)",
            "select all rows below and all columns beside the table, delete them, and save",
        ).at(where)


def _error(code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.ERROR, message, hint=hint)


def _refusal(code: str, message: str, hint: str) -> InputRefusedError:
    return InputRefusedError(_error(code, message, hint))
