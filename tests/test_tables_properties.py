"""Properties that hold whatever is written: what goes in comes out, and nothing crashes."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, InputRefusedError, Where
from pctfinance.money import Unit
from pctfinance.tables.amounts import AMOUNT_PENCE_MAX
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.model import Cell, Column, RawInput, RawRow, RawTable, RawValue
from pctfinance.tables.schemas import SCHEMAS

HEADINGS = ("body", "period", "category", "amount", "synthetic", "source")
UNITS = (Unit.PENCE, Unit.POUNDS, Unit.THOUSANDS)

# Words that a person types in one line; white space at their ends is not theirs.
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
keys = st.tuples(
    st.sampled_from(["5A9", "5C1", "5C9", "5K7", "5K8"]),
    st.sampled_from(FinancialYear("2011-12").periods),
    st.sampled_from(["acute", "dental", "prescribing"]),
)
rows = st.dictionaries(
    keys,
    st.tuples(st.integers(-AMOUNT_PENCE_MAX, AMOUNT_PENCE_MAX), st.booleans(), st.none() | words),
    min_size=1,
    max_size=8,
)
signs = st.sampled_from(["costs-positive", "costs-negative"])

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.decimals(),
    st.text(max_size=12),
    st.from_regex(r"[-(£ ]{0,3}[0-9]{0,4}[.,/ -]?[0-9]{0,4}[)kmE -]?", fullmatch=True),
)


def written(pence: int, unit: Unit) -> str:
    """An amount in plain digits in a unit, exact to the penny."""
    return f"{Decimal(pence).scaleb(-unit.power):f}"


def as_csv(lines: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def declaration(unit: Unit = Unit.POUNDS, sign: str = "costs-positive") -> RawTable:
    pairs = [["group", "NCL"], ["financial_year", "2011-12"], ["unit", unit], ["sign", sign]]
    return read_table(as_csv([["key", "value"], *pairs]), "declaration.csv", "declaration")


def check(table: RawTable, declared: RawTable) -> CheckedInput:
    return check_input(RawInput("month 8", (declared, table)))


def answer(table: RawTable, declared: RawTable) -> tuple[CheckedInput] | tuple[Finding, ...]:
    """The checked input, or the findings of its refusal; anything else would be a crash."""
    try:
        return (check(table, declared),)
    except InputRefusedError as refusal:
        return refusal.findings


@given(rows=rows, unit=st.sampled_from(UNITS), sign=signs)
def test_what_is_written_is_what_is_read(
    rows: dict[tuple[str, object, str], tuple[int, bool, str | None]], unit: Unit, sign: str
) -> None:
    """Any bodies, months, amounts and texts come back from a CSV file as they went in."""
    turned = -1 if sign == "costs-negative" else 1
    lines = [
        [
            body,
            str(period),
            category,
            written(turned * pence, unit),
            "y" if made_up else "",
            source or "",
        ]
        for (body, period, category), (pence, made_up, source) in rows.items()
    ]
    table = read_table(as_csv([list(HEADINGS), *lines]), "actuals.csv", "actuals")
    checked = check(table, declaration(unit, sign)).tables["actuals"]
    assert {
        (row.text("body"), row.values["period"], row.text("category")): (
            row.pence(),
            row.values["synthetic"],
            row.values["source"],
        )
        for row in checked
    } == rows


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_crashes_the_reader(data: bytes) -> None:
    """Whatever the bytes are, there are headings or a finding, and the checks give an answer."""
    table = read_table(data, "actuals.csv", "actuals")
    assert table.headings or table.findings
    assert answer(table, declaration())


EVENT: dict[str, RawValue] = {
    "body": "5A9",
    "event": "allocation",
    "effective": date(2011, 4, 1),
    "notified": date(2010, 12, 15),
    "reference": "DH/1",
    "amount": Decimal(100),
    "funding": "recurrent",
    "issuer": "Department of Health",
}
DECLARED: dict[str, RawValue] = {
    "group": "NCL",
    "financial_year": "2011-12",
    "unit": "pounds",
    "sign": "costs-positive",
}


def sheet(name: str, *rows: dict[str, RawValue]) -> RawTable:
    """A sheet with these rows under all the headings of its table."""
    headings = tuple(column.name for column in SCHEMAS[name].columns)
    raw = [
        RawRow(
            number,
            {
                heading: Cell(row.get(heading), Where(sheet=name, row=number, column=heading))
                for heading in headings
            },
        )
        for number, row in enumerate(rows, start=2)
    ]
    return RawTable(name, Where(sheet=name), headings, tuple(raw))


def declared(values: dict[str, RawValue]) -> RawTable:
    return sheet("declaration", *({"key": key, "value": value} for key, value in values.items()))


def test_the_event_and_the_declaration_below_are_sound() -> None:
    """Before one of their cells is corrupted, they are accepted."""
    checked = check(sheet("resources", EVENT), declared(DECLARED))
    assert [row.pence() for row in checked.tables["resources"]] == [100_00]


@given(column=st.sampled_from(SCHEMAS["resources"].columns), value=anything)
def test_no_cell_crashes_the_checks(column: Column, value: RawValue) -> None:
    """One corrupted cell of an event: it is taken, or refused in the row in which it stands."""
    table = sheet("resources", {**EVENT, column.name: value})
    for finding in answer(table, declared(DECLARED)):
        assert isinstance(finding, CheckedInput) or (finding.where and finding.where.row == 2)


@given(key=st.sampled_from(list(DECLARED)), value=anything)
def test_no_declaration_crashes_the_checks(key: str, value: RawValue) -> None:
    """One corrupted value of the declaration: it is understood, or refused."""
    actuals = read_table(b"body,period,category,amount\n5A9,M8,acute,1\n", "a.csv", "actuals")
    assert answer(actuals, declared({**DECLARED, key: value}))
