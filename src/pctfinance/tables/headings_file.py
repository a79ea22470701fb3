"""Headings of the balance sheet in a CSV file: one row an account, or a beginning of accounts."""

from pctfinance.consolidation.balance_sheet import HeadingRule, Section
from pctfinance.errors import InputRefusedError
from pctfinance.tables.checked_file import check_file
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


def read_headings(data: bytes, file: str, reading: Reading) -> tuple[HeadingRule, ...]:
    r"""The rules of one CSV file, in the order of its rows.

    Args:
        data: the bytes of the file; see `HEADINGS_FILE` for its columns.
        file: its name, for the findings.
        reading: the register.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row.

    >>> from pctfinance.bodies import Register
    >>> text = b"account,section,heading\n12*,current-assets,Trade and other receivables\n"
    >>> read_headings(text, "headings.csv", Reading(Register.packaged()))[0].account
    '12*'
    """
    table = check_file(data, file, HEADINGS_FILE, reading)
    InputRefusedError.raise_for(table.findings)
    return tuple(
        HeadingRule(row.text("account"), Section(row.text("section")), row.text("heading"))
        for row in table
    )
