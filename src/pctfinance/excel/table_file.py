"""A workbook as a file with one table, beside the CSV files that hold the same."""

from dataclasses import dataclass
from pathlib import Path

from pctfinance.excel.reader import read_one_table
from pctfinance.tables.model import RawTable, TableSchema

__all__ = ["WorkbookFile"]


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """A workbook whose sheet is read that is named like the table that is asked for.

    Where there is only one sheet, that is the table, whatever it is called. It is read as the
    workbooks of the input are: looked at before it is opened, then cell by cell.

    >>> WorkbookFile(Path("month 8.xlsx")).name
    'month 8.xlsx'
    """

    path: Path

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def table(self, schema: TableSchema) -> RawTable:
        """The table on its sheet, each cell with its address."""
        return read_one_table(self.path, schema, alone=True)
