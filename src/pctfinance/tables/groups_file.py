"""Groups of a book's own in a file: one row a body and its time in a group."""

from dataclasses import replace
from datetime import date

from pctfinance.bodies.stated_groups import GroupRow, normal_row
from pctfinance.errors import Where
from pctfinance.tables.checked_file import FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, Row, TableSchema
from pctfinance.tables.reading import Reading

__all__ = ["GROUPS_FILE", "read_groups"]

_WORDS = {"sub-cluster": "sub_cluster", "other": "other"}

GROUPS_FILE = TableSchema(
    name="groups",
    purpose="Groups of the book's own, such as sub-clusters, and their members.",
    columns=(
        Column(
            "group", Kind.CODE, "code of the group, which nobody else has", True, example="NCL-N"
        ),
        Column("name", Kind.TEXT, "its name, once; empty in its other rows"),
        Column(
            "kind",
            Kind.CHOICE,
            "what it is; a body is in one sub-cluster on a day",
            default="sub-cluster",
            choices=tuple(_WORDS),
        ),
        Column(
            "parent",
            Kind.CODE,
            "code of the group of the register that it is a part of: a cluster, SHA or SHA cluster",
            True,
            example="NCL",
        ),
        Column("body", Kind.BODY, "code of a member of both", True, example="5A9"),
        Column("from", Kind.DATE, "first day as a member; empty: always"),
        Column("to", Kind.DATE, "last day as a member; empty: still"),
    ),
    key=("group", "body", "from"),
    amounts=("name", "kind", "parent", "to"),
    needs_rows=True,
    notes=(
        "A group that is stated again is replaced as a whole; groups that a file does not name stay.",
        "A body that moves has a row in the group that it leaves, with its last day, and one in the other.",
        "A group is a view: it holds nothing, issues nothing, and decides nothing.",
    ),
)
"""The columns of the file. It is no table of the input format: a book keeps it as a statement."""


def read_groups(file: TableFile, reading: Reading) -> FileRows[tuple[GroupRow, Where]]:
    r"""The rows of a file of groups and where each stands, in their order.

    Args:
        file: a CSV file or a workbook; see `GROUPS_FILE` for its columns.
        reading: the register.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> file = CsvFile("groups.csv", b"group,name,parent,body\nncl-n,North,NCL,5A9\n")
    >>> ((row, where),) = read_groups(file, Reading(Register.packaged())).rows
    >>> row.group, row.kind, row.body, where.row
    ('NCL-N', 'sub_cluster', '5A9', 2)
    """
    table = check_file(file, GROUPS_FILE, replace(reading, members=None, categories=None))
    return FileRows.of(((_group_row(row), row.where) for row in table), table.findings)


def _group_row(row: Row) -> GroupRow:
    first, last = row.values["from"], row.values["to"]
    return normal_row(
        GroupRow(
            row.text("group"),
            row.text("body"),
            row.text("parent"),
            row.text("name"),
            _WORDS[row.text("kind")],
            first if isinstance(first, date) else date.min,
            last if isinstance(last, date) else date.max,
        )
    )
