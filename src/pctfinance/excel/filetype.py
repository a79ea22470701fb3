"""What a file that is no workbook really is, in words that its sender understands.

People rename files, systems export web pages as `.xls`, and a password turns a workbook into
something else altogether. "Not a zip file" helps nobody: this module names the real type and says
how to get from there to a workbook.
"""

from pctfinance.errors import Finding, Level

__all__ = ["SAVE_AS_WORKBOOK", "ZIP_SIGNATURE", "foreign_file", "foreign_package"]

ZIP_SIGNATURE = b"PK\x03\x04"
"""How a zip file, and so every modern workbook, begins."""

SAVE_AS_WORKBOOK = "open it in Excel and save it as 'Excel Workbook (*.xlsx)'"

_OLE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")

# Streams of an OLE file and what they betray, first match first: a workbook with a password is
# an OLE file that holds the encrypted zip.
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        "it is protected by a password",
        "open it in Excel, take the password off (File, Info, Protect Workbook), and save it",
    ),
    ("Workbook", "it is an Excel 97-2003 workbook (.xls)", SAVE_AS_WORKBOOK),
    ("Book", "it is an Excel 5.0/95 workbook (.xls)", SAVE_AS_WORKBOOK),
    ("WordDocument", "it is a Word 97-2003 document", "send the workbook instead"),
    ("PowerPoint Document", "it is a PowerPoint 97-2003 presentation", "send the workbook instead"),
    ("__properties_version1.0", "it is an Outlook message", "save what is attached to it"),
)

_TEXT_TYPES = (
    (
        (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta"),
        "it is a web page (HTML), as some systems export under the name of a workbook",
        SAVE_AS_WORKBOOK,
    ),
    ((b"%pdf",), "it is a PDF document", "ask for the workbook that it was printed from"),
    ((b"{\\rtf",), "it is a rich text document", "send the workbook instead"),
)

_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"

_PACKAGE_PARTS = (
    ("xl/workbook.bin", "it is a binary workbook (.xlsb)", SAVE_AS_WORKBOOK),
    ("word/document.xml", "it is a Word document", "send the workbook instead"),
    ("ppt/presentation.xml", "it is a PowerPoint presentation", "send the workbook instead"),
    ("mimetype", "it is an OpenDocument file, but no spreadsheet", "send the workbook instead"),
)

_HEAD_BYTES = 4096


def foreign_file(content: bytes) -> Finding:
    r"""A finding that names what `content`, which does not begin like a zip file, really is.

    >>> print(foreign_file(b"body,period,amount\n5A9,2011-12 M08,1.00\n").message)
    the file is no workbook: it is a text file with commas between its values (CSV)
    >>> print(foreign_file(b"%PDF-1.4").message)
    the file is no workbook: it is a PDF document
    """
    if not content:
        return Finding("file.empty", Level.ERROR, "the file is empty", hint="send it again")
    kind, hint = _ole_kind(content) or _text_kind(content[:_HEAD_BYTES])
    return Finding("file.wrong-type", Level.ERROR, f"the file is no workbook: {kind}", hint=hint)


def foreign_package(names: frozenset[str], mimetype: bytes) -> Finding:
    """A finding that names what a zip file without an Excel workbook in it really is.

    `names` are the parts of the zip; `mimetype` is the content of the part of that name, if any.

    >>> print(foreign_package(frozenset({"word/document.xml"}), b"").message)
    the file is no workbook: it is a Word document
    """
    kind, hint = _package_kind(names, mimetype)
    return Finding("file.wrong-type", Level.ERROR, f"the file is no workbook: {kind}", hint=hint)


def _ole_kind(content: bytes) -> tuple[str, str] | None:
    if not content.startswith(_OLE_SIGNATURE):
        return None
    for stream, kind, hint in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind, hint
    return "it is a file of an old Office program", SAVE_AS_WORKBOOK


def _text_kind(head: bytes) -> tuple[str, str]:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginnings, kind, hint in _TEXT_TYPES:
        if start.startswith(beginnings):
            return kind, hint
    if start.startswith(b"<?xml"):
        return _xml_kind(head)
    if start.startswith(b"pk"):
        return "it begins like a damaged zip file", "ask for it again"
    return _delimited_kind(head)


def _xml_kind(head: bytes) -> tuple[str, str]:
    if _SPREADSHEET_2003 in head:
        return "it is an 'XML Spreadsheet 2003'", SAVE_AS_WORKBOOK
    if b"<html" in head.lower():
        return "it is a web page (HTML)", SAVE_AS_WORKBOOK
    return "it is an XML file", SAVE_AS_WORKBOOK


def _delimited_kind(head: bytes) -> tuple[str, str]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it is a text file in UTF-16 ('Unicode Text')", SAVE_AS_WORKBOOK
    if b"\x00" in head:
        return "what it is could not be told", "ask its sender what it is"
    first_line = head.splitlines()[0]
    for mark, word in ((b",", "commas"), (b"\t", "tabs"), (b";", "semicolons")):
        if mark in first_line:
            hint = (
                f"{SAVE_AS_WORKBOOK}, with the code columns formatted as text; or give the "
                "folder of CSV files that it belongs to"
            )
            return f"it is a text file with {word} between its values (CSV)", hint
    return "it is a text file", SAVE_AS_WORKBOOK


def _package_kind(names: frozenset[str], mimetype: bytes) -> tuple[str, str]:
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "it is an OpenDocument spreadsheet (.ods)", "save it as 'Excel 2007-365 (.xlsx)'"
    for part, kind, hint in _PACKAGE_PARTS:
        if part in names:
            return kind, hint
    inside = sorted(name for name in names if name.lower().endswith((".xlsx", ".xlsm", ".csv")))
    if inside:
        return f"it is a zip folder that holds {inside[0]}", "unpack it and give what is inside"
    return "it is a zip folder without a workbook in it", "ask its sender what it is"
