"""Bytes of a text file to text, or one sentence on why they are not UTF-8 text.

A pound sign in the wrong encoding, or a workbook with its name changed to `.csv`, must be told
apart and named: "invalid byte 0xa3" helps nobody.
"""

import re

from pctfinance.errors import Finding, Level, Where

__all__ = ["decode_text"]

_SAVE_AS = "in Excel choose Save As and the type 'CSV UTF-8 (Comma delimited)'"

# What a file of another type begins with, and what people call that type.
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "a word processor's document"),
)
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16 ('Unicode text')"),
    (b"\xfe\xff", "UTF-16 ('Unicode text')"),
)
_HTML = re.compile(rb"\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_LINE_END = re.compile(rb"\r\n|\r|\n")


def decode_text(data: bytes, where: Where) -> str | Finding:
    r"""The text of a UTF-8 file, with or without a byte order mark; else what it is instead.

    Args:
        data: the whole file.
        where: the file, for the finding.

    >>> decode_text(b"key,value", Where(file="declaration.csv"))
    'key,value'
    >>> print(decode_text(b"body,amount\n5A9,\xa31.00", Where(file="actuals.csv")))
    ... # doctest: +ELLIPSIS
    actuals.csv, row 2: byte 17 of the file is not UTF-8; it would be '£' in Windows-1252 -> ...
    """
    for check in (_other_type, _other_encoding):
        finding = check(data, where)
        if finding:
            return finding
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, where)
    if "\0" in text:
        place = Where(file=where.file, row=_line(data, data.index(b"\0")))
        hint = "ask for the file again, or save the table anew"
        return _error("file.damaged", "the file holds a NUL byte, which no text has", place, hint)
    return text


def _other_type(data: bytes, where: Where) -> Finding | None:
    kinds = [kind for signature, kind in _SIGNATURES if data.startswith(signature)]
    if not kinds and _HTML.match(data.removeprefix(b"\xef\xbb\xbf")):
        kinds = ["a web page or XML document"]
    if not kinds:
        return None
    message = f"this is {kinds[0]} and no CSV file, whatever its name says"
    return _error("file.wrong-type", message, where, f"open it and {_SAVE_AS}")


def _other_encoding(data: bytes, where: Where) -> Finding | None:
    names = [name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)]
    if not names and _looks_like_utf16(data):
        names = ["UTF-16 ('Unicode text')"]
    if not names:
        return None
    return _error("file.encoding", f"the file is encoded as {names[0]}, not UTF-8", where, _SAVE_AS)


def _looks_like_utf16(data: bytes) -> bool:
    """Plain English in UTF-16 without a mark has a NUL in every other byte, and only there."""
    start = data[:64]
    odd, even = start[1::2], start[::2]
    return any(
        len(half) > 1 and not any(half) and all(other) for half, other in ((odd, even), (even, odd))
    )


def _not_utf8(data: bytes, position: int, where: Where) -> Finding:
    place = Where(file=where.file, row=_line(data, position))
    was = data[position : position + 1].decode("cp1252", errors="ignore")
    guess = f"; it would be {was!r} in Windows-1252" if was else ""
    message = f"byte {position + 1} of the file is not UTF-8{guess}"
    return _error("file.encoding", message, place, _SAVE_AS)


def _line(data: bytes, position: int) -> int:
    return len(_LINE_END.findall(data[:position])) + 1


def _error(code: str, message: str, where: Where, hint: str) -> Finding:
    return Finding(code, Level.ERROR, message, where, hint)
