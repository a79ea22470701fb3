"""Expenditure categories: a tree that each group defines for itself, and codes that fit it.

There was no common chart of accounts, so nothing here knows a category by name; but a budget for
`acute` and spending on `Acute` would be two lines of a report where one is meant.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pctfinance.errors import Finding, Level, did_you_mean
from pctfinance.tables.model import CheckedTable, RawRow, Row, Value
from pctfinance.tables.reading import Reading, quoted

__all__ = ["spelling_findings", "strange_category", "tree_findings"]

_COLUMNS = ("category", "from_category")


def strange_category(
    values: Mapping[str, Value], raw: RawRow, reading: Reading
) -> Iterator[Finding]:
    """A finding where a row names a revenue category that the table of categories does not have.

    The categories of capital and cash are fixed words, with a rule of their own.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.model import Cell
    >>> row = RawRow(7, {"category": Cell("acut", Where(row=7))})
    >>> reading = Reading(Register.packaged(), categories=("acute", "prescribing"))
    >>> print(*strange_category({"category": "acut"}, row, reading))
    row 7: 'acut' is not in the table of categories -> did you mean acute? [input.unknown-code]
    """
    known = reading.categories
    if known is None or values.get("limit", "revenue") != "revenue":
        return
    for name in _COLUMNS:
        category = values.get(name)
        if category is not None and category not in known:
            message = f"{quoted(str(category))} is not in the table of categories"
            hint = did_you_mean(str(category), known) or "correct it, or add it there"
            where = raw.cells[name].where
            yield Finding("input.unknown-code", Level.ERROR, message, where, hint)


def tree_findings(table: CheckedTable) -> Iterator[Finding]:
    """A finding for each category whose parent is not there, or is below itself.

    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> row = Row({"category": "acute", "name": "Acute", "parent": "care"}, Where(row=2))
    >>> [finding.message for finding in tree_findings(CheckedTable(schema_for("categories"), (row,)))]
    ["'care', the parent of 'acute', is not in this table"]
    """
    rows = {row.text("category"): row for row in table}
    parents = {code: row.text("parent") for code, row in rows.items()}
    for code, parent in parents.items():
        if parent and parent not in parents:
            message = f"{quoted(parent)}, the parent of {quoted(code)}, is not in this table"
            hint = did_you_mean(parent, tuple(parents)) or "correct it, or add it"
            yield _error("input.unknown-code", message, rows[code], hint)
        elif code in _above(code, parents):
            message = f"{quoted(code)} is its own parent, by way of {quoted(parent)}"
            yield _error("input.combination", message, rows[code], "leave one parent empty")


def spelling_findings(tables: Iterable[CheckedTable]) -> Iterator[tuple[str, Finding]]:
    """With the name of its table, a finding for each category whose letters' case varies.

    The spelling in most rows counts as the right one. Only asked where no table of categories
    says which one is.

    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> written = ("acute", "acute", "Acute")
    >>> rows = [Row({"category": code}, Where(row=n)) for n, code in enumerate(written, start=2)]
    >>> [str(finding) for _, finding in spelling_findings([CheckedTable(schema_for("actuals"), rows)])]
    ["row 4: 'Acute' is written 'acute' elsewhere -> write it in one way [input.unknown-code]"]
    """
    written = [
        (table.schema.name, row, row.text(column))
        for table in tables
        for row in table
        for column in _COLUMNS
        if row.values.get(column) is not None
    ]
    spellings = Counter(category for _, _, category in written)
    usual: dict[str, str] = {}
    for category, _ in spellings.most_common():
        usual.setdefault(category.casefold(), category)
    for name, row, category in written:
        if usual[category.casefold()] != category:
            message = (
                f"{quoted(category)} is written {quoted(usual[category.casefold()])} elsewhere"
            )
            yield name, _error("input.unknown-code", message, row, "write it in one way")


def _above(code: str, parents: Mapping[str, str]) -> list[str]:
    """The parents above a category, up to the top or to the first that comes again."""
    above: list[str] = []
    parent = parents[code]
    while parent and parent not in above:
        above.append(parent)
        parent = parents.get(parent, "")
    return above


def _error(code: str, message: str, row: Row, hint: str) -> Finding:
    return Finding(code, Level.ERROR, message, row.where, hint)
