"""Headings of the balance sheet in a file: one row an account, or a beginning of accounts."""

from pctfinance.consolidation.balance_sheet import HeadingRule, Section
from pctfinance.tables.checked_file import FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, TableSchema
from pctfinance.tables.reading import Reading

__all__ = ["HEADINGS_FILE", "read_headings"]

HEADINGS_FILE = TableSchema(
    name="headings",
    purpose="Which accounts stand under which heading of the balance sheet.",
    columns=(
        Column("account", Kind.TEXT, "a code, or a beginning that ends in a star", required=True),
        Column(
            "section",
            Kind.CHOICE,
            "the part of the balance sheet",
            required=True,
            choices=tuple(section.value for section in Section),
        ),
        Column("heading", Kind.TEXT, "the line that it stands in", required=True),
    ),
    key=("account",),
    amounts=(),
    needs_rows=True,
)
"""The columns of the file. It is no table of the input format."""


def read_headings(file: TableFile, reading: Reading) -> FileRows[HeadingRule]:
    r"""The rules of one file, in the order of its rows.

    Args:
        file: a CSV file or a workbook; see `HEADINGS_FILE` for its columns.
        reading: the register.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> text = b"account,section,heading\n12*,current-assets,Trade and other receivables\n"
    >>> read_headings(CsvFile("h.csv", text), Reading(Register.packaged())).rows[0].account
    '12*'
    """
    table = check_file(file, HEADINGS_FILE, reading)
    rules = (
        HeadingRule(row.text("account"), Section(row.text("section")), row.text("heading"))
        for row in table
    )
    return FileRows.of(rules, table.findings)
