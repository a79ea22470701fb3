"""Which book a pack was made from: printed on its first sheet, and there to be read by a program.

The end of the book stands in the workbook's own properties, where a spreadsheet program keeps what
it does not know when it saves. There, and not in a cell, so that nobody types over it by accident.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, UsageError, Where
from pctfinance.excel.pack_page import Page
from pctfinance.excel.preflight import preflight

__all__ = ["PackOrigin", "read_origin", "write_origin"]

_SEQUENCE, _HEAD, _PUBLISHED = "pctfinance sequence", "pctfinance head", "pctfinance published"


@dataclass(frozen=True, slots=True)
class PackOrigin:
    """The end of a book as a pack carries it.

    Attributes:
        sequence: the number of the last event that the pack was made from; events are numbered
            from 1 without a gap, so it is also how many there were.
        head: one hash over the ends of all chains of the book, at that event.
        issued: as what the pack was published, in words; empty for a draft.
        number: the number that it was published under, if it was.
    """

    sequence: int
    head: str
    issued: str = ""
    number: int | None = None

    def properties(self) -> dict[str, str]:
        """What stands in the properties of the workbook. All of it is text, to be left alone.

        >>> PackOrigin(5, "ab").properties()["pctfinance sequence"]
        '5'
        """
        published = "" if self.number is None else str(self.number)
        return {_SEQUENCE: str(self.sequence), _HEAD: self.head, _PUBLISHED: published or "draft"}


def write_origin(page: Page, origin: PackOrigin) -> None:
    """Write in small print which book a pack was made from, and whether it was published.

    >>> page = Page.unsaved()
    >>> write_origin(page, PackOrigin(5, "ab"))
    >>> page.row
    2
    """
    page.text("A", "Book", "small")
    page.paragraph(
        f"{origin.issued or 'draft, not published'}. Made from the first {origin.sequence:,} events of "
        f"the book, whose head was {origin.head}",
        "small",
        first="B",
    )
    page.row += 1


def read_origin(path: Path) -> PackOrigin:
    """The end of the book that a pack was made from, as the workbook carries it.

    Raises:
        InputRefusedError: the file is no workbook, or no honest one.
        UsageError: the workbook says nothing of a book.

    >>> read_origin(Path("no-pack.xlsx"))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: no-pack.xlsx: there is no such file -> check the path \
[file.missing]
    """
    preflight(path)
    stated = _properties(path)
    try:
        number = stated[_PUBLISHED]
        return PackOrigin(
            int(stated[_SEQUENCE]),
            stated[_HEAD],
            number=None if number == "draft" else int(number),
        )
    except (KeyError, ValueError) as error:
        raise UsageError(
            f"{path.name} says nothing of a book",
            hint="name a board pack that was made from a book that is kept",
        ) from error


def _properties(path: Path) -> dict[str, str]:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only this needs it

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about formats that are not read anyway
            workbook = load_workbook(file, read_only=True, keep_links=False)
            parts = workbook.custom_doc_props.props  # type: ignore[attr-defined]  # not in its stubs
    except Exception as error:  # a damaged part can make it raise anything
        cause = str(error).strip().partition("\n")[0] or type(error).__name__
        message = f"the workbook could not be understood ({cause})"
        where = Where(file=path.name)
        finding = Finding("file.damaged", Level.ERROR, message, where, "ask for it again")
        raise InputRefusedError(finding) from error
    return {str(part.name): str(part.value) for part in parts}
