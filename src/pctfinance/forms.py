"""Workbooks to fill in for what a book is told beside the input: contracts, savings, bills, journals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pctfinance.asking import Asking
from pctfinance.bodies import Register
from pctfinance.errors import InputRefusedError, UsageError
from pctfinance.excel.file_form import form_schemas, write_file_form
from pctfinance.inputs import file_at
from pctfinance.tables.checked_file import CsvFile, check_file
from pctfinance.tables.groups_file import GROUPS_FILE
from pctfinance.tables.model import Row, TableSchema
from pctfinance.tables.reading import Reading, gathered

__all__ = ["Forms", "write_form"]


def write_form(path: str | Path, *tables: str) -> Path:
    """Write an empty workbook for files of these tables, of no book: it offers no bodies.

    Args:
        path: the workbook; what stands there is replaced.
        tables: their names, as in `pctfinance.tables.file_schemas.FILES`; a sheet each.

    Raises:
        UsageError: there is no such table, or the workbook cannot be written there.

    >>> from tempfile import mkdtemp
    >>> write_form(Path(mkdtemp(), "form.xlsx"), "contracts", "activity").name
    'form.xlsx'
    """
    return write_file_form(path, form_schemas(tables), Reading(Register.packaged()))


class Forms(Asking):
    """The part of a book that writes such workbooks. `pctfinance.book.Book` is the whole.

    >>> from tempfile import mkdtemp
    >>> from pctfinance.book import Book
    >>> book, path = Book.in_memory("2011-12", group="NCL"), Path(mkdtemp(), "bills.xlsx")
    >>> book.write_form(path, "bills").name
    'bills.xlsx'
    """

    def write_form(self, path: str | Path, *tables: str, filled: str | Path | None = None) -> Path:
        r"""Write a workbook to fill in: its lists offer this book's bodies, categories and months.

        Args:
            path: the workbook; what stands there is replaced.
            tables: their names, as in `pctfinance.tables.file_schemas.FILES`; a sheet each.
            filled: what to fill it with: a CSV file of the one table, or a workbook that has a
                sheet of each. Each cell is checked by itself; what a chapter asks of rows together
                is looked at when the file is loaded. What was noticed is told by `findings`.

        Raises:
            InputRefusedError: a cell of the file cannot be relied on; every one is told.
            UsageError: there is no such table or file, a CSV file is to fill several tables, or the
                workbook cannot be written there.

        >>> from tempfile import mkdtemp
        >>> from pctfinance.book import Book
        >>> from pctfinance.tables.risk_file import read_risks
        >>> book, folder = Book.in_memory("2011-12", group="NCL"), Path(mkdtemp())
        >>> text = "body,name,amount,probability\n5A9,winter pressures,-3000000,40\n"
        >>> _ = (folder / "risks.csv").write_text(text)
        >>> form = book.write_form(folder / "risks.xlsx", "risks", filled=folder / "risks.csv")
        >>> [rows.percent for rows in book._file_read(form, read_risks)[0]]
        [40]
        """
        schemas = form_schemas(tables)
        known = self._reading()
        given = {} if filled is None else self._rows_given(filled, schemas, known)
        return write_file_form(path, schemas, known, given)

    def _rows_given(
        self, filled: str | Path, schemas: Sequence[TableSchema], known: Reading
    ) -> Mapping[str, Sequence[Row]]:
        file = file_at(filled)
        if isinstance(file, CsvFile) and len(schemas) > 1:
            message = f"{file.name} is a CSV file, which holds one table"
            raise UsageError(message, hint="name one table, or fill it from a workbook")
        free = replace(known, members=None, categories=None)  # groups are of any bodies
        checked = [
            check_file(file, schema, free if schema is GROUPS_FILE else known) for schema in schemas
        ]
        findings = gathered(finding for each in checked for finding in each.findings)
        InputRefusedError.raise_for(findings)
        self._findings = findings
        return {schema.name: each.rows for schema, each in zip(schemas, checked, strict=True)}
