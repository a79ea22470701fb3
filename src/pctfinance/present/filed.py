"""A report as a file: a workbook, a page of HTML, or its rows as CSV."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import escape
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pctfinance.errors import UsageError
from pctfinance.excel.told_workbook import (
    Figure,
    ToldCell,
    ToldData,
    ToldHeading,
    ToldSheet,
    told_workbook,
)
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Shown, ShownCell, ShownRow, Tone, printable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMS", "Filed", "figure_of", "file_form", "inert", "report_file"]

_AMOUNT = re.compile(
    r"(?:(?P<open>\()|(?P<minus>-))?(?P<pound>£)?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)"
    r"(?:\.(?P<part>\d+))?(?P<within> ?%)?(?(open)\))(?P<behind> ?%)?"
)
_GROUP = 3
_STYLES = MappingProxyType({Tone.PLAIN: ""})


def file_form(path: PurePath | str) -> str:
    """The form of a file by the ending of its name: `.xlsx`, `.html` or `.csv`.

    Raises:
        UsageError: it ends otherwise.

    >>> file_form("Levels M8.XLSX")
    '.xlsx'
    >>> file_form("levels.pdf")
    Traceback (most recent call last):
    pctfinance.errors.UsageError: levels.pdf: no report is written in this form -> end the name in \
.xlsx, .html or .csv [usage]
    """
    name = PurePath(path).name
    form = PurePath(name).suffix.casefold()
    if form not in FORMS:
        raise UsageError(
            f"{name}: no report is written in this form",
            hint="end the name in .xlsx, .html or .csv",
        )
    return form


def report_file(report: object, form: str) -> bytes:
    """What stands in the file of a report. The same report gives the same bytes.

    Args:
        report: what a question is answered with: it has tables, and most have rows behind them.
        form: `.xlsx`, `.html` or `.csv`.

    Raises:
        MoneyError: an amount has more digits than a spreadsheet keeps.
        UsageError: it has no form of this name, or as `.csv` no rows.

    >>> from pctfinance.book import Book
    >>> cash = Book.in_memory("2011-12", group="NCL").cash("M8")
    >>> report_file(cash, ".csv").decode("utf-8-sig").partition(",")[0]
    'body'
    """
    return FORMS[file_form(f"report{form}")](report)


class Filed:
    """What can be taken out as a file."""

    def workbook(self) -> bytes:
        """The report as a workbook: a sheet a table, and the rows behind them as the sheet Data.

        Amounts are numbers, in the unit shown; what is not known stays the text that says so.

        Raises:
            MoneyError: an amount has more digits than a spreadsheet keeps.
        """
        return _workbook(self)


def figure_of(text: str) -> Figure | None:
    """The number that a text shows, with the number format that shows it so; `None` of any other.

    An amount below zero that is shown as `(0)` is 0 with brackets: its digits are not known here.

    >>> figure_of("(1,234.50)").value, figure_of("12.5 %").value, figure_of("-"), figure_of("5E1")
    (Decimal('-1234.50'), Decimal('0.125'), None, None)
    >>> figure_of("(0)").number_format
    '#,##0_);(#,##0);(0)_);@_)'
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    part = found["part"] or ""
    if found["whole"].startswith("0") and found["whole"] != "0":
        return None  # a code, and not a number
    if found["within"] and found["behind"]:
        return None
    value = Decimal(f"{found['whole'].replace(',', '')}{'.' if part else ''}{part}")
    percent, ending = found["within"] or found["behind"], ""
    if percent:
        value, ending = value.scaleb(-2), "%" if percent == "%" else '" "%'
    pound, point = found["pound"] or "", f".{'0' * len(part)}" if part else ""
    is_count = (
        "," not in found["whole"] and len(found["whole"]) > _GROUP
    )  # such as an event's number
    digits = "0" if is_count else "#,##0"
    shown, zero = f"{pound}{digits}{point}{ending}", f"{pound}0{point}{ending}"
    if found["minus"]:
        return Figure(-value, f"{shown}_);-{shown}_);{zero}_);@_)")
    if found["open"]:
        value, zero = (-value, zero) if value else (value, f"({zero})")
    return Figure(value, f"{shown}_);({shown});{zero}_);@_)")


def inert(value: object) -> object:
    """A value that a spreadsheet takes for no formula: such text gets an apostrophe in front.

    >>> inert("=1+1"), inert(-5)
    ("'=1+1", -5)
    """
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value


def _tables(report: Any) -> tuple[Shown, ...]:
    if hasattr(report, "tables"):
        return (*report.tables, *getattr(report, "details", ()))
    shown = report.shown
    return (shown,) if isinstance(shown, Shown) else tuple(shown)


def _rows(report: Any) -> "pd.DataFrame | None":
    import pandas as pd  # noqa: PLC0415 - heavy, and only rows need it

    table = getattr(report, "table", None)
    return table if isinstance(table, pd.DataFrame) else None


def _workbook(report: object) -> bytes:
    frame = _rows(report)
    data = None
    if frame is not None:
        rows = [[*map(_known, values)] for values in frame.itertuples(index=False, name=None)]
        data = ToldData([*map(str, frame.columns)], rows)
    return told_workbook([*map(_sheet, _tables(report))], data)


def _known(value: Any) -> Any:
    """A value of a DataFrame, or `None` where it is missing."""
    import pandas as pd  # noqa: PLC0415 - as above

    value = _joined(value)
    if pd.api.types.is_scalar(value):
        return None if pd.isna(value) else value
    return str(value)


def _joined(value: Any) -> Any:
    """A list, such as of authorities, as one text."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _sheet(shown: Shown) -> ToldSheet:
    is_empty = bool(shown.empty and not shown.rows)
    notes = (shown.empty, *shown.notes) if is_empty else shown.notes
    return ToldSheet(
        printable(shown.title),
        printable(shown.subtitle),
        _cell(shown.lead, None) if shown.lead else None,
        ()
        if is_empty
        else [ToldHeading(head.text, head.align is Align.RIGHT) for head in shown.headings],
        [(_cells(line, shown), line.total) for line in shown.rows],
        [*map(printable, notes)],
    )


def _cells(line: ShownRow, shown: Shown) -> list[ToldCell]:
    return [_cell(cell, head.align) for cell, head in zip(line.cells, shown.headings, strict=True)]


def _cell(cell: ShownCell, align: Align | None) -> ToldCell:
    """A cell of a column of figures is a number where it shows one; a code is none."""
    figure = figure_of(cell.text) if align is Align.RIGHT else None
    return ToldCell(figure or printable(cell.text), _STYLES.get(cell.tone, cell.tone.value))


def _page(report: object) -> bytes:
    tables = _tables(report)
    title = escape(tables[0].title if tables else "")
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body>{html_of(tables)}</body></html>\n"
    ).encode()


def _csv(report: object) -> bytes:
    frame = _rows(report)
    if frame is None:
        raise UsageError("this report has no rows of its own", hint="write it as .xlsx or .html")
    held = frame.astype(object).map(lambda value: inert(_joined(value)))
    # With its mark of UTF-8, without which a spreadsheet misreads every £.
    return held.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


FORMS: MappingProxyType[str, Callable[[object], bytes]] = MappingProxyType(
    {".xlsx": _workbook, ".html": _page, ".csv": _csv}
)
"""How a report is written, by the ending of the file's name."""
