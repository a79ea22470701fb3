"""Files beside the input as a workbook: an empty form for each, or the form filled with what was checked.

It is made by what makes the workbook of the input, from the schemas that read it back.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pctfinance.errors import UsageError, did_you_mean
from pctfinance.excel.file_words import file_sections, form_title, stated_book
from pctfinance.excel.lists import near_delegates, write_list, write_lists_top
from pctfinance.excel.notes import write_points, write_sheet_links
from pctfinance.excel.page import set_up_page
from pctfinance.excel.styles import Styles, tab_colour
from pctfinance.excel.table_sheet import write_rows
from pctfinance.excel.template import made_workbook, written_to
from pctfinance.excel.written import written_value
from pctfinance.money import Unit
from pctfinance.tables.file_schemas import FILES
from pctfinance.tables.model import Kind, Row, TableSchema
from pctfinance.tables.reading import Reading

__all__ = ["form_schemas", "write_file_form"]

_MONTHS = 12
_BODIES = ("body", "commissioner")


def form_schemas(names: Iterable[str]) -> tuple[TableSchema, ...]:
    """The schemas of files by the names of their tables, each once.

    Raises:
        UsageError: there is no such table, or none is named.

    >>> [schema.name for schema in form_schemas(["contracts", "Activity", "contracts"])]
    ['contracts', 'activity']
    """
    plain = dict.fromkeys(name.strip().lower() for name in names)
    for name in plain:
        if name not in FILES:
            hint = did_you_mean(name, tuple(FILES)) or f"name one of {', '.join(FILES)}"
            raise UsageError(f"there is no template of {name!r}", hint=hint)
    if not plain:
        raise UsageError("no template is named", hint=f"name one of {', '.join(FILES)}")
    return tuple(FILES[name] for name in plain)


def write_file_form(
    path: str | os.PathLike[str],
    schemas: Sequence[TableSchema],
    known: Reading,
    given: Mapping[str, Sequence[Row]] | None = None,
) -> Path:
    """Write a workbook of files: one sheet a table, with drop-downs, checks and notes.

    Args:
        path: the workbook to write; what stands there is replaced.
        schemas: the tables.
        known: the register; where they are known, the members and categories that are offered, and
            the months of the year.
        given: the rows to fill a table with, by its name; an empty form where there are none.

    Raises:
        UsageError: the workbook cannot be written there, or a text does not fit into a cell.

    >>> import tempfile
    >>> from pctfinance.bodies import Register
    >>> path = Path(tempfile.mkdtemp(), "contracts.xlsx")
    >>> write_file_form(path, form_schemas(["contracts"]), Reading(Register.packaged())).name
    'contracts.xlsx'
    """
    rows = given or {}

    def fill(book: Any) -> None:
        styles = Styles.of(book, Unit.POUNDS)
        names = [schema.name for schema in schemas]
        sheets = {name: book.add_worksheet(name) for name in ("notes", *names, "lists")}
        for name, sheet in sheets.items():
            sheet.set_tab_color(tab_colour(name))
            set_up_page(sheet)
        notes = sheets["notes"]
        row = write_points(
            notes, styles, (form_title(schemas), stated_book(known)), file_sections(schemas)
        )
        counts = {name: len(rows[name]) for name in names if name in rows}
        write_sheet_links(notes, row, styles, schemas, counts)
        sources = _write_lists(sheets["lists"], styles, schemas, known)
        for schema in schemas:
            written = [_written(each, schema) for each in rows.get(schema.name, ())]
            offered = sources[schema.name]
            write_rows(sheets[schema.name], schema, styles, offered, written, in_pounds=True)
        notes.activate()

    return written_to(Path(path), made_workbook(form_title(schemas), fill))


def _written(row: Row, schema: TableSchema) -> list[Any]:
    values = (written_value(row.values[one.name], one, Unit.POUNDS) for one in schema.columns)
    return [None if value == "" else value for value in values]  # an empty cell, not an empty text


def _write_lists(
    sheet: Any, styles: Styles, schemas: Sequence[TableSchema], known: Reading
) -> dict[str, dict[str, str]]:
    """Fill the sheet `lists`; of each table where the list of each of its columns stands."""
    about = (
        f"the months are those of {known.year}" if known.year else "the months are those of a year"
    )
    write_lists_top(sheet, styles, about)
    written: dict[tuple[str, ...], str] = {}
    sources: dict[str, dict[str, str]] = {}
    for schema in schemas:
        of_table = sources.setdefault(schema.name, {})
        for name, words in _words(schema, known).items():
            if words not in written:
                written[words] = write_list(sheet, len(written), name, words, styles)
            of_table[name] = written[words]
    return sources


def _words(schema: TableSchema, known: Reading) -> dict[str, tuple[str, ...]]:
    """The words that the columns of a table offer, by the column, or `yes/no`."""
    year = f"{known.year} " if known.year else ""
    bodies = tuple(sorted(known.members or ()))
    offered: dict[str, tuple[str, ...]] = {}
    for column in schema.columns:
        words: Iterable[str] = ()
        if column.kind is Kind.CHOICE:
            words = column.choices
        elif column.kind is Kind.YES_NO:
            offered["yes/no"] = ("yes", "no")
        elif column.kind is Kind.PERIOD:
            words = (f"{year}M{number:02}" for number in range(1, _MONTHS + 1))
        elif column.name in _BODIES:
            words = bodies
        elif column.name == "delegate":
            words = sorted(near_delegates(known.register, bodies))
        elif column.name == "category":
            words = known.categories or ()
        if words := tuple(words):
            offered[column.name] = words
    return offered
