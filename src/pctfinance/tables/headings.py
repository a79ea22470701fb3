"""A table as a whole against its schema: headings absent, unknown or twice, and no rows.

A misspelt heading is one mistake and not two: it is reported as the missing column that it most
likely is.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from pctfinance.errors import Finding, Level, did_you_mean
from pctfinance.tables.model import RawTable, TableSchema

__all__ = ["table_findings"]


def table_findings(raw: RawTable, schema: TableSchema) -> tuple[Finding, ...]:
    """What is wrong with a table as a whole, before any of its rows is looked at.

    A table that could not be read at all has its finding from the reader, and earns none here.

    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> raw = RawTable("profile", Where(file="profile.csv"), ("body", "category", "month"), ())
    >>> for finding in table_findings(raw, schema_for("profile")):
    ...     print(finding.message)
    the column period is missing
    the column amount is missing
    'month' is no column of profile
    """
    if raw.headings:
        return (*_missing(raw, schema), *_unknown(raw, schema), *_twice(raw), *_empty(raw, schema))
    if any(map(_is_error, raw.findings)):
        return ()
    return (
        _error(
            "file.empty", "the table is empty: it has no headings", raw, "fill it, or leave it out"
        ),
    )


def _empty(raw: RawTable, schema: TableSchema) -> Iterator[Finding]:
    if schema.needs_rows and not raw.rows and not any(map(_is_error, raw.findings)):
        message = "the table has headings and no rows"
        yield _error("input.no-rows", message, raw, "fill it, or leave the table out")


def _missing(raw: RawTable, schema: TableSchema) -> Iterator[Finding]:
    for column in schema.columns:
        if column.required and column.name not in raw.headings:
            misspelt = _misspelt(raw, schema).get(column.name)
            hint = (
                f"is it the one headed {misspelt!r}?" if misspelt else f"add it: {column.meaning}"
            )
            yield _error("input.missing-column", f"the column {column.name} is missing", raw, hint)


def _unknown(raw: RawTable, schema: TableSchema) -> Iterator[Finding]:
    names = tuple(column.name for column in schema.columns)
    told = set(_misspelt(raw, schema).values())
    for position, heading in enumerate(raw.headings, start=1):
        if heading in names or heading in told:
            continue
        if heading:
            hint = did_you_mean(heading, names) or f"the columns are {', '.join(names)}"
            yield _error(
                "input.unknown-column", f"{heading!r} is no column of {raw.name}", raw, hint
            )
        elif any("" in row.cells and not row.cells[""].is_blank for row in raw.rows):
            message = f"column {position} has cells but no heading"
            yield _error("input.unknown-column", message, raw, "give it a heading, or take it out")


def _twice(raw: RawTable) -> Iterator[Finding]:
    for heading in dict.fromkeys(raw.headings):
        if heading and raw.headings.count(heading) > 1:
            message = f"the heading {heading!r} stands {raw.headings.count(heading)} times"
            hint = "take out all but one: it cannot be known which of them is meant"
            yield _error("input.duplicate-column", message, raw, hint)


def _misspelt(raw: RawTable, schema: TableSchema) -> dict[str, str]:
    """The required columns that are absent, each with the unknown heading nearest to it."""
    names = {column.name for column in schema.columns}
    strange = [heading for heading in raw.headings if heading and heading not in names]
    absent = [c.name for c in schema.columns if c.required and c.name not in raw.headings]
    near = ((name, [heading for heading in strange if _alike(name, heading)]) for name in absent)
    return {name: headings[0] for name, headings in near if headings}


def _alike(name: str, heading: str) -> bool:
    """Four fifths alike: 'amuont' is near enough to `amount`, 'month' is not."""
    return SequenceMatcher(None, name, heading).ratio() * 5 >= 4  # noqa: PLR2004 - said above


def _is_error(finding: Finding) -> bool:
    return finding.level is Level.ERROR


def _error(code: str, message: str, raw: RawTable, hint: str) -> Finding:
    return Finding(code, Level.ERROR, message, raw.where, hint)
