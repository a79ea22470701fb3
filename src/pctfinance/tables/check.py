"""Raw tables to checked ones, or one refusal that lists everything that is wrong.

A person mends an input once and not ten times: the tables are all looked at, even where the
declaration that says how to read them is faulty itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pctfinance.bodies import Register
from pctfinance.codes import CODES
from pctfinance.errors import Finding, InputRefusedError, Level, Where, did_you_mean
from pctfinance.ledger.loads import Phasing
from pctfinance.tables.categories import spelling_findings, tree_findings
from pctfinance.tables.declaration import Declaration, Stated, read_declaration
from pctfinance.tables.group import find_group
from pctfinance.tables.issuers import inside_issuers
from pctfinance.tables.model import CheckedTable, Kind, RawInput, RawTable, Row
from pctfinance.tables.reading import Reading, gathered
from pctfinance.tables.rebasing import rebasing_findings
from pctfinance.tables.rows import check_rows
from pctfinance.tables.schemas import SCHEMAS

__all__ = ["CheckedInput", "Declaration", "check_input"]

_COSTS = ("actuals", "forecasts")  # the sign in these is the one that the declaration states
_OF_BODIES = ("resources", "profile", "actuals", "forecasts")
_IN_ORDER = MappingProxyType({code: place for place, code in enumerate(CODES)})


@dataclass(frozen=True, slots=True)
class CheckedInput:
    """Everything of one folder or workbook, understood.

    `tables` holds every table of the format, empty where it was not sent; amounts are in integer
    pence and costs positive, whatever was declared. `register` knows the group and its bodies.
    `findings` are the notes and warnings; an input with errors is refused.
    """

    name: str
    declaration: Declaration
    tables: Mapping[str, CheckedTable]
    register: Register
    findings: tuple[Finding, ...] = ()


def check_input(raw: RawInput, register: Register | None = None) -> CheckedInput:
    r"""Check all tables of an input, each by itself and against one another.

    Args:
        raw: the tables as they came in, from a folder or a workbook.
        register: who there is; the packaged one where none is given.

    Raises:
        InputRefusedError: with every error of every table, in the order of tables and rows;
            where several stand in one row, in the order of `pctfinance.codes.CODES`.

    >>> from pctfinance.tables.csv_reader import read_table
    >>> keys = b"key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,pounds\nsign,costs-positive\n"
    >>> rows = b"body,period,category,amount\n5A9,M8,acute,1234.50\n"
    >>> raw = RawInput("month 8", (
    ...     read_table(keys, "declaration.csv", "declaration"),
    ...     read_table(rows, "actuals.csv", "actuals"),
    ... ))
    >>> checked = check_input(raw)
    >>> [(str(row.values["period"]), row.pence()) for row in checked.tables["actuals"]]
    [('2011-12 M08', 123450)]
    """
    sent = {table.name: table for table in reversed(raw.tables) if table.name in SCHEMAS}
    found = _Found([("", finding) for finding in (*raw.findings, *_misplaced(raw))])
    stated = read_declaration(sent.get("declaration"), raw.name)
    found.add("declaration", stated.findings)
    tables, reading = _checked_tables(sent, stated, register or Register.packaged(), found)
    if stated.values.get("phasing") == Phasing.TWELFTHS and "profile" in sent:
        found.add("declaration", _profile_in_twelfths(stated, sent["profile"]))
    InputRefusedError.raise_for(found.in_order())
    declaration = stated.declaration(reading.group, reading.group_name)
    tables["declaration"] = _as_table(stated, sent["declaration"])
    if not declaration.costs_positive:
        tables |= {name: _sign_turned(tables[name]) for name in _COSTS}
    return CheckedInput(
        raw.name,
        declaration,
        MappingProxyType({name: tables[name] for name in SCHEMAS}),
        reading.register,
        found.in_order(),
    )


@dataclass(slots=True)
class _Found:
    """Findings with the names of their tables, as they come."""

    findings: list[tuple[str, Finding]]

    def add(self, table: str, findings: Iterable[Finding]) -> None:
        self.findings += [(table, finding) for finding in findings]

    def in_order(self) -> tuple[Finding, ...]:
        """Each finding once: by table, row, and precedence of its code."""
        order = ("", *SCHEMAS)

        def place(item: tuple[str, Finding]) -> tuple[int, int, int]:
            table, finding = item
            row = finding.where.row if finding.where else None
            return order.index(table), row or 0, _IN_ORDER.get(finding.code, len(_IN_ORDER))

        return gathered(dict.fromkeys(finding for _, finding in sorted(self.findings, key=place)))


def _misplaced(raw: RawInput) -> Iterator[Finding]:
    """Tables that are none of the format, or stand twice."""
    names = [table.name for table in raw.tables]
    for number, table in enumerate(raw.tables):
        if table.name not in SCHEMAS:
            message = f"{table.name!r} is none of the tables of the input format"
            hint = did_you_mean(table.name, tuple(SCHEMAS))
            yield Finding("file.unknown-table", Level.ERROR, message, table.where, hint)
        elif table.name in names[:number]:
            message = f"the table {table.name} stands twice; it is in {_first(raw, table.name)} too"
            hint = "take one of them out"
            yield Finding("file.duplicate-table", Level.ERROR, message, table.where, hint)


def _profile_in_twelfths(stated: Stated, profile: RawTable) -> Iterator[Finding]:
    if profile.rows:
        message = "the budgets are said to fall in twelfths, and there is a profile"
        hint = "take the profile out, or write profile or as-loaded as the phasing"
        where = stated.places["phasing"]
        yield Finding("input.declaration", Level.ERROR, message, where, hint)


def _first(raw: RawInput, name: str) -> Where:
    return next(table.where for table in raw.tables if table.name == name)


def _checked_tables(
    sent: Mapping[str, RawTable], stated: Stated, register: Register, found: _Found
) -> tuple[dict[str, CheckedTable], Reading]:
    """Every table but the declaration, and how the last of them were read."""
    tables = {name: CheckedTable(schema, ()) for name, schema in SCHEMAS.items()}

    def check(name: str, reading: Reading) -> None:
        if name in sent:
            tables[name] = check_rows(sent[name], SCHEMAS[name], reading)
            found.add(name, tables[name].findings)

    reading = Reading(register, stated.year, stated.unit, stated.scaled_amounts)
    check("bodies", reading)
    group = find_group(stated, tables["bodies"] if "bodies" in sent else None, register)
    found.add("declaration", group.in_declaration)
    found.add("bodies", group.in_bodies)
    check("categories", reading)
    found.add("categories", tree_findings(tables["categories"]))
    reading = replace(
        reading,
        register=group.register,
        group=group.code,
        group_name=group.name,
        members=group.members,
        categories=_categories(tables["categories"]),
    )
    for name in _OF_BODIES:
        check(name, reading)
    if not any(map(_is_error, tables["resources"].findings)):  # else a row of it may be missing
        found.add("resources", rebasing_findings(tables["resources"]))
    if group.members:
        found.add("resources", inside_issuers(tables["resources"], group))
    if "categories" not in sent:
        for name, finding in spelling_findings(tables[name] for name in _OF_BODIES):
            found.add(name, (finding,))
    return tables, reading


def _is_error(finding: Finding) -> bool:
    return finding.level is Level.ERROR


def _categories(table: CheckedTable) -> tuple[str, ...] | None:
    """The codes of the categories, unless there are none or some could not be read."""
    faulty = any(map(_is_error, table.findings))
    return None if faulty else tuple(row.text("category") for row in table) or None


def _as_table(stated: Stated, raw: RawTable) -> CheckedTable:
    """The declaration as a table of the keys that were stated."""
    rows = (
        Row(MappingProxyType({"key": key, "value": stated.values[key]}), place)
        for key, place in stated.places.items()
    )
    return CheckedTable(SCHEMAS[raw.name], tuple(rows))


def _sign_turned(table: CheckedTable) -> CheckedTable:
    """The same costs with positive figures, where they were written with negative ones."""
    names = [column.name for column in table.schema.columns if column.kind is Kind.MONEY]

    def turned(row: Row) -> Row:
        stated = {name: pence for name in names if (pence := row.pence(name)) is not None}
        costs = {name: -pence for name, pence in stated.items()}
        return replace(row, values=MappingProxyType({**row.values, **costs}))

    return replace(table, rows=tuple(map(turned, table)))
