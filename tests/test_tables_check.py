"""Whole inputs: the declaration, the group, rows against one another, and what comes out."""

from datetime import date
from decimal import Decimal

import pytest

from pctfinance.bodies import Body, Delegate, Register
from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.money import Unit
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.model import Cell, RawInput, RawRow, RawTable, RawValue
from pctfinance.tables.schemas import SCHEMAS

DECLARATION = """\
key,value
group,NCL
financial_year,2011-12
unit,pounds
sign,costs-positive
"""
ACTUALS = "body,period,category,amount\n"
RESOURCES = "body,event,effective,notified,reference,amount,funding,issuer\n"


def check(register: Register | None = None, **tables: str) -> CheckedInput:
    """Check an input whose tables are given as CSV; the usual declaration where none is."""
    texts = {"declaration": DECLARATION, **tables}
    raw = [read_table(text.encode(), f"{name}.csv", name) for name, text in texts.items() if text]
    return check_input(RawInput("month 8", tuple(raw)), register)


def errors(register: Register | None = None, **tables: str) -> list[str]:
    """The lines of the refusal of an input."""
    with pytest.raises(InputRefusedError) as refusal:
        check(register, **tables)
    return str(refusal.value).splitlines()


def workbook(name: str, *rows: dict[str, RawValue]) -> RawTable:
    """A table as a workbook's reader makes it, headings in row 1, blank cells left out."""
    where = Where(file="month8.xlsx", sheet=name)

    def cell(row: int, place: int, heading: str, value: RawValue) -> Cell:
        address = f"{'ABCDEFGH'[place]}{row}"
        return Cell(value, Where(where.file, name, address, row, heading))

    headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
    raw = [
        RawRow(
            number,
            {
                heading: cell(number, place, heading, row[heading])
                for place, heading in enumerate(headings)
                if heading in row
            },
        )
        for number, row in enumerate(rows, start=2)
    ]
    return RawTable(name, where, headings, tuple(raw))


def declared(**values: RawValue) -> RawTable:
    """The usual declaration as a sheet, with some of its values changed."""
    usual: dict[str, RawValue] = {
        "group": "NCL",
        "financial_year": "2011-12",
        "unit": "pounds",
        "sign": "costs-positive",
    }
    rows = [{"key": key, "value": value} for key, value in {**usual, **values}.items()]
    return workbook("declaration", *rows)


# What comes out


def test_a_declaration_alone_is_an_input() -> None:
    """Every other table is there, and empty."""
    checked = check()
    assert list(checked.tables) == list(SCHEMAS)
    assert [len(table) for table in checked.tables.values()] == [4, 0, 0, 0, 0, 0, 0]
    assert checked.findings == ()


def test_what_the_declaration_says_and_what_it_leaves_out() -> None:
    """Keys that are optional have their defaults, also where the form has them empty."""
    text = DECLARATION + "governance_model,2\nActuals,Year to date\nrulebook,\n"
    declaration = check(declaration=text).declaration
    assert (declaration.group, declaration.group_name) == (
        "NCL",
        "NHS North Central London PCT Cluster",
    )
    assert declaration.financial_year == FinancialYear("2011-12")
    assert declaration.unit is Unit.POUNDS
    assert declaration.governance_model == 2
    assert declaration.year_to_date
    assert declaration.costs_positive
    assert not declaration.scaled_amounts
    assert declaration.rulebook is None
    assert declaration.director_of_finance == ""


def test_amounts_come_out_in_pence_whatever_the_unit() -> None:
    """£1,234.5 thousand is 123,450,000 pence."""
    text = DECLARATION.replace("pounds", "thousands")
    (row,) = check(declaration=text, actuals=ACTUALS + "5A9,M8,acute,1234.5\n").tables["actuals"]
    assert row.pence() == 123_450_000


def test_costs_come_out_positive_whatever_the_sign() -> None:
    """Only actuals and forecasts are costs; an allocation is positive in every input."""
    text = DECLARATION.replace("costs-positive", "costs-negative")
    checked = check(
        declaration=text,
        actuals=ACTUALS + "5A9,M8,acute,-100\n5A9,M8,income,30\n5A9,M8,dental,0\n",
        forecasts=ACTUALS + "5A9,M8,acute,(1200)\n",
        profile=ACTUALS + "5A9,M8,acute,90\n",
        resources=RESOURCES + "5A9,allocation,2011-04-01,2010-12-15,DH/1,50,recurrent,DH\n",
    )
    pence = {
        name: [row.pence() for row in table]
        for name, table in checked.tables.items()
        if name not in ("declaration", "bodies", "categories")
    }
    assert pence == {
        "resources": [50_00],
        "profile": [90_00],
        "actuals": [100_00, -30_00, 0],
        "forecasts": [1200_00],
    }


def test_defaults_fill_what_a_row_leaves_empty() -> None:
    """A row of actuals counts against revenue and is not synthetic, unless it says so."""
    (row,) = check(actuals=ACTUALS + "5A9,M8,acute,100\n").tables["actuals"]
    assert row.values["limit"] == "revenue"
    assert row.values["synthetic"] is False
    assert row.values["source"] is None
    assert row.where == Where(file="actuals.csv", row=2)


def test_notes_are_kept_and_told_once_a_column() -> None:
    """300 codes in small letters are one thing to know."""
    rows = "".join(f"5a9,M8,c{number},100\n" for number in range(300))
    (note,) = check(actuals=ACTUALS + rows).findings
    assert note.level is Level.NOTE
    assert str(note) == (
        "actuals.csv, row 2, column body: '5a9' was read as 5A9 (and 299 more such cells) "
        "[input.converted]"
    )


# The declaration


def test_without_year_and_unit_the_rest_is_still_checked() -> None:
    """What can be told without them is told; what cannot is asked of the declaration alone."""
    text = "key,value\ngroup,NCL\nsign,costs-positive\n"
    rows = "5A9,M8,acute,1.2345\n5Z9,2011-12 M08,acute,abc\n5A9,soon,acute,-\n"
    assert [line.split(" [")[1] for line in errors(declaration=text, actuals=ACTUALS + rows)] == [
        "input.declaration]",
        "input.declaration]",
        "input.unknown-code]",
        "money.not-a-number]",
        "input.missing-value]",
        "period.unreadable]",
    ]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("actuals,quarterly", "value", "actuals: 'quarterly' is none of the words allowed here"),
        ("governance_model,5", "value", "governance_model: '5' is none of the words allowed here"),
        ("rulebook,../2011.toml", "value", "the rulebook '../2011.toml' is a path"),
        ("Unit,pence", "value", "unit stands in row 4 already"),
        (",NCL", "key", "the value 'NCL' has no key"),
        ("colour,blue", "key", "'colour' is no key of the declaration"),
    ],
)
def test_a_faulty_key_is_named(line: str, column: str, message: str) -> None:
    """Each stands in row 6, below the four keys that are needed."""
    assert errors(declaration=DECLARATION + line + "\n")[0].startswith(
        f"declaration.csv, row 6, column {column}: {message}"
    )


def test_a_year_without_members_is_the_declaration_s_fault() -> None:
    """PCTs ended on 31 March 2013: one line, and not one for each row."""
    text = DECLARATION.replace("2011-12", "2013-14")
    (line,) = errors(declaration=text, actuals=ACTUALS + "5A9,M8,acute,100\n")
    assert line.startswith(
        "declaration.csv, row 3, column value: the register knows no members of NCL in 2013-14"
    )


def test_a_declaration_without_its_columns_says_only_that() -> None:
    """Nothing can be missing from a table whose headings are wrong."""
    lines = errors(declaration="key,values\ngroup,NCL\n")
    assert len(lines) == 1
    assert "the column value is missing -> is it the one headed 'values'?" in lines[0]


# The group


def test_a_group_of_one_s_own_brings_its_bodies() -> None:
    """Bodies that no register knows, such as those of today, with a body that left in June."""
    text = DECLARATION.replace("NCL", "nw").replace("2011-12", "2025-26")
    text += "group_name,Two boards\n"
    checked = check(
        declaration=text,
        bodies="body,name,from,to\nQOP,Greater Manchester,,\nQYG,Cheshire,2022-07-01,2025-06-30\n",
        actuals=ACTUALS + "QOP,M8,acute,100\nqyg,M2,acute,100\n",
    )
    assert (checked.declaration.group, checked.declaration.group_name) == ("NW", "Two boards")
    on = date(2025, 6, 30)
    assert [body.name for body in checked.register.members("NW", on)] == [
        "Greater Manchester",
        "Cheshire",
    ]
    assert len(checked.register.members("NW", date(2025, 7, 1))) == 1


def test_given_bodies_take_the_place_of_the_register_s() -> None:
    """NCL without Islington: a row of Islington's is then a stranger's."""
    bodies = "body,name\n5A9,\n5C1,\n5C9,Haringey TPCT\n5K7,\n"
    checked = check(bodies=bodies)
    members = checked.register.members("NCL", date(2011, 11, 30))
    assert [body.code for body in members] == ["5A9", "5C1", "5C9", "5K7"]
    assert members[2].name == "Haringey TPCT"
    (line,) = errors(bodies=bodies, actuals=ACTUALS + "5K8,M8,acute,100\n")
    assert "5K8 (Islington PCT) is not a member of NCL in 2011-12" in line


def test_the_packaged_register_is_not_changed() -> None:
    """A register is a value; an input makes another."""
    check(bodies="body,name\n5A9,\n")
    assert len(Register.packaged().members("NCL", date(2011, 11, 30))) == 5


def test_a_damaged_code_makes_no_new_body() -> None:
    """The table of bodies would otherwise take 50 for a body of that code."""
    (line,) = errors(bodies="body,name\n50,Stockton\n")
    assert line.startswith("bodies.csv, row 2: '50' is no code: it looks like Stockton")


def test_a_faulty_table_of_bodies_does_not_make_strangers() -> None:
    """While a member's row is refused, nobody is told that its figures are no member's."""
    lines = errors(
        bodies="body,name,from\n5A9,,\n5C1,,soon\n", actuals=ACTUALS + "5C1,M8,acute,100\n"
    )
    assert len(lines) == 1
    assert lines[0].startswith("bodies.csv, row 3, column from: 'soon' is not a date")


def test_a_body_that_left_in_the_year_is_still_a_member_of_it() -> None:
    """The duty stays whole-year; membership on any one day is enough."""
    bodies = "body,name,to\n5A9,,2011-04-01\n5C1,,2011-03-31\n"
    (line,) = errors(bodies=bodies, actuals=ACTUALS + "5A9,M8,acute,1\n5C1,M8,acute,1\n")
    assert line.startswith("actuals.csv, row 3, column body: 5C1 (Enfield PCT) is not a member")


def test_a_register_of_one_s_own_is_asked() -> None:
    """Delegates come from the register, so a group outside the packaged one brings its own."""
    resources = (
        "body,event,effective,notified,reference,amount,funding,category,delegate,taken_from\n"
        "5A9,delegation,2011-09-01,2011-08-15,DEL/1,100,recurrent,acute,99Z,retained\n"
    )
    assert "'99Z' is no delegate in the register" in errors(resources=resources)[0]
    register = Register.packaged().with_rows(delegates=[Delegate("99Z", "North Barnet")])
    (row,) = check(register, resources=resources).tables["resources"]
    assert row.values["delegate"] == "99Z"


@pytest.mark.parametrize(
    "text", ["ncl", "NHS North Central London", "North Central London cluster"]
)
def test_a_group_may_be_called_by_its_name(text: str) -> None:
    """With the members of the register, and with those of a table of bodies."""
    stated = DECLARATION.replace("NCL", text)
    for bodies in ("", "body,name\n5A9,\n5C1,\n"):
        checked = check(declaration=stated, bodies=bodies)
        assert checked.declaration.group == "NCL"
        assert checked.tables["declaration"].rows[0].text("value") == text


def test_a_group_that_is_not_known_is_quoted_as_it_was_typed() -> None:
    """Somebody looks for those very letters in the file."""
    (line,) = errors(declaration=DECLARATION.replace("NCL", "Nlc"))
    assert "group: 'Nlc' is no group in the register" in line
    (line,) = errors(declaration=DECLARATION.replace("NCL", "Nlc"), bodies="body,name\n5A9,\n")
    assert "'Nlc' is not in the register, so its group_name is needed" in line


# Bodies that are none, and members that come and go


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NCL", "is a cluster, not a statutory body: only a body holds money"),
        (" ncl", "is a cluster, not a statutory body: only a body holds money"),
        ("ENGLAND", "is a group, not a statutory body"),
        ("Q36", "(London SHA) is an authority"),
        ("07M", "(NHS Barnet CCG) is a delegate"),
        ("TRIO", "TRIO is the group itself, not a statutory body"),
    ],
)
def test_only_a_statutory_body_can_be_a_member(code: str, words: str) -> None:
    """Else a cluster would have a ledger, and its PCTs' money would be pooled in it."""
    stated = DECLARATION.replace("NCL", "TRIO") + "group_name,Three of a kind\n"
    (line,) = errors(declaration=stated, bodies=f"body,name\n5A9,\n{code},The pool\n")
    assert line.startswith("bodies.csv, row 3, column body: ")
    assert words in line
    assert line.endswith("[input.not-a-body]")


def test_a_register_may_know_a_delegate_s_code_as_a_body_s() -> None:
    """From 2013 the groups of GPs were statutory bodies themselves."""
    register = Register.packaged().with_rows(bodies=[Body("07M", "NHS Barnet CCG", "CCG")])
    checked = check(register, bodies="body,name\n07M,\n")
    assert [body.code for body in checked.register.members("NCL", date(2011, 4, 1))] == ["07M"]


def test_a_body_may_leave_and_come_back() -> None:
    """A member to the end of June and again from October, called by its name once."""
    bodies = "body,name,from,to\nX1,Northern,,2011-06-30\nx1,,2011-10-01,\n5A9,,,\n"
    checked = check(bodies=bodies, actuals=ACTUALS + "X1,M8,acute,1\n")
    for day, members in (
        (date(2011, 6, 30), ["5A9", "X1"]),
        (date(2011, 8, 1), ["5A9"]),
        (date(2011, 10, 1), ["5A9", "X1"]),
    ):
        assert [body.code for body in checked.register.members("NCL", day)] == members
    assert checked.register.body("X1").name == "Northern"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            "X1,Northern,,2011-10-01\nX1,,2011-10-01,\n",
            "row 3: X1 is a member in row 2 and in this",
        ),
        (
            "X1,Northern,2011-05-01,\nX1,,,\n",
            "row 3: X1 is a member in row 2 and in this row on 2011-05",
        ),
        (
            "X1,Northern,,2011-06-30\nX1,Southern,2011-10-01,\n",
            "row 2 calls X1 'Northern', this row 'S",
        ),
        ("X1,Northern,,\nx1,northern,,\n", "row 3: this row says the same as row 2"),
        (
            "X1,Northern,,2011-06-30\nX1,Northern,,\n",
            "row 3: row 2 says to 2011-06-30, and this row",
        ),
    ],
)
def test_two_rows_of_a_body_must_agree(rows: str, words: str) -> None:
    """Times do not overlap and names are one; both rows are named, in one finding."""
    (line,) = errors(bodies=f"body,name,from,to\n{rows}")
    assert words in line


# Issuers


def issued_by(issuer: str) -> str:
    return RESOURCES + f'5K7,allocation,2011-04-01,2010-12-15,DH/1,50,recurrent,"{issuer}"\n'


@pytest.mark.parametrize(
    "issuer",
    [
        *("5A9", "Barnet", "NHS Barnet", "Barnet (5A9)", "5a9 - finance", "Bar\u200bnet"),
        *("Barnet Primary Care Trust board", "the Barnet CCG", "Camden & Islington PCTs"),
        *("NCL", "NCL reserve", "North Central London", "North Central London sector"),
        "NHS North Central London and Barnet PCT",
        *("North Central London sub-cluster", "the Camden and Islington sub-cluster"),
        *("Barnet sub cluster", "Islington and Haringey subclusters"),
    ],
)
def test_no_allocation_comes_from_inside_the_group(issuer: str) -> None:
    """However the member or the group is called."""
    (line,) = errors(resources=issued_by(issuer))
    assert line.startswith("resources.csv, row 2, column issuer: ")
    assert line.endswith("[input.issuer-inside]")


@pytest.mark.parametrize("issuer", ["City and Hackney Teaching PCT", "5C3", "Leeds PCT"])
def test_no_allocation_comes_from_a_body_of_another_group(issuer: str) -> None:
    """What another PCT gives is a transfer, also where its ledger is in another book."""
    (line,) = errors(resources=issued_by(issuer))
    assert "another statutory body" in line
    assert line.endswith("[input.issuer-inside]")


@pytest.mark.parametrize(
    "issuer",
    [
        *("Department of Health", "DH", "NHS London", "London SHA", "NHS Commissioning Board"),
        *("London Borough of Barnet", "Camden and Islington NHS Foundation Trust"),
        *("North London", "ref. 15A9", "SHA sub-committee", "London sub-region"),
    ],
)
def test_issuers_outside_the_group_are_none_of_ours(issuer: str) -> None:
    """A council or a foundation trust shares a PCT's name and is somebody else."""
    assert len(check(resources=issued_by(issuer)).tables["resources"]) == 1


def test_issuers_are_looked_for_among_a_group_s_own_bodies() -> None:
    """In a group that no register knows, an SHA is still outside."""
    stated = DECLARATION.replace("NCL", "ZZZ") + "group_name,Zed\n"
    bodies = "body,name\n5K7,\nBBB,Beta\n"
    for issuer in ("Beta PCT", "BBB - Beta", "bbb", "Zed cluster", "Zed and Beta boards", "zzz"):
        (line,) = errors(declaration=stated, bodies=bodies, resources=issued_by(issuer))
        assert line.endswith("[input.issuer-inside]")
    check(declaration=stated, bodies=bodies, resources=issued_by("NHS London"))


def test_an_sha_is_outside_the_group_of_its_own_pcts() -> None:
    """London's PCTs are shown under the SHA's code; the SHA is somebody of its own."""
    stated = DECLARATION.replace("NCL", "Q36")
    for issuer in ("NHS London", "London SHA (Q36)"):
        check(declaration=stated, resources=issued_by(issuer))
    assert "Barnet PCT, a member" in errors(declaration=stated, resources=issued_by("Barnet"))[0]


def test_a_settlement_s_issuer_is_looked_at_too() -> None:
    """Whether the anticipated money comes or not."""
    rows = "5A9,anticipated-cancelled,2011-09-01,2011-09-01,B/1,T1,Camden PCT\n"
    heads = "body,event,effective,notified,reference,tranche,issuer\n"
    (line,) = errors(resources=heads + rows)
    assert "'Camden PCT' is Camden PCT, a member" in line


# Rows against one another


def test_the_first_of_several_findings_in_a_row_is_the_weightiest() -> None:
    """By table, by row, and in a row by the order in which codes are published."""
    lines = errors(
        actuals=ACTUALS + "5A9,M13,acute,\n50,M8,acute,1\n",
        profile="body,category,period\n",
    )
    assert [line.split(" [")[1].rstrip("]") for line in lines] == [
        "input.missing-column",
        "input.missing-value",
        "period.unreadable",
        "input.damaged-code",
    ]


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        ("5A9,M8,acute,100\n5A9,M8,dental,50\nTotal,,,150\n", [100_00, 50_00]),
        ("5A9,M8,acute,100\nSub-total,,,100\n5C1,M8,acute,7\nsubtotal:,,,7\n", [100_00, 7_00]),
        ("5A9,M8,acute,100\nSub total,,,100\n5C1,M8,acute,7\nGRAND TOTAL,,,107\n", [100_00, 7_00]),
        (",,Totals,0\n5A9,M8,acute,100\n", [100_00]),
    ],
)
def test_a_total_that_equals_its_rows_is_left_out(rows: str, amounts: list[int]) -> None:
    """Whether of the whole table or of the block above it; a note says so."""
    checked = check(actuals=ACTUALS + rows)
    assert [row.pence() for row in checked.tables["actuals"]] == amounts
    assert {finding.level for finding in checked.findings} == {Level.NOTE}


def test_a_total_of_rows_that_could_not_be_read_is_not_judged() -> None:
    """The one mistake is in row 2; the total may well be right."""
    (line,) = errors(actuals=ACTUALS + "5A9,M8,acute,1o0\nTotal,,,100\n")
    assert line.startswith("actuals.csv, row 2, column amount")


def test_a_total_without_an_amount_is_refused() -> None:
    """It cannot be told what it would have said."""
    (line,) = errors(actuals=ACTUALS + "5A9,M8,acute,100\nTotal,,,\n")
    assert "the row 'Total' has no amount" in line


def test_a_category_may_be_called_total() -> None:
    """Only tables of amounts have total rows."""
    assert len(check(categories="category,name\ntotal,Total\n").tables["categories"]) == 1


CATEGORY_FIRST = "category,body,period,amount\n"


def test_a_row_that_is_filled_like_any_other_is_no_total() -> None:
    """£1 of a category called total is £1, whether it equals the rows above it or not."""
    rows = "acute,5A9,M8,1\ntotal,5A9,M8,1\nTotals,5C1,M8,7\nTotal,,,9\n"
    categories = "category,name\nacute,Acute\ntotal,In total\nTotals,All\n"
    checked = check(categories=categories, actuals=CATEGORY_FIRST + rows)
    assert [row.pence() for row in checked.tables["actuals"]] == [100, 100, 700]
    assert {finding.level for finding in checked.findings} == {Level.NOTE}


def test_a_category_called_total_that_no_table_names_is_a_warning() -> None:
    """It may be a total of Barnet's rows; then its money would count twice."""
    rows = "acute,5A9,M8,1\ndental,5A9,M8,2\nTotal,5A9,M8,3\n"
    checked = check(actuals=CATEGORY_FIRST + rows)
    assert len(checked.tables["actuals"]) == 3
    (warning,) = checked.findings
    assert warning.level is Level.WARNING
    assert str(warning).startswith(
        "actuals.csv, row 4: the row was counted under a category 'Total'"
    )


def test_a_total_of_a_category_that_the_table_does_not_name_is_a_total() -> None:
    """With a table of categories there is no doubt."""
    rows = "acute,5A9,M8,1\nTotal,5A9,M8,{}\n"
    categories = "category,name\nacute,Acute\n"
    checked = check(categories=categories, actuals=CATEGORY_FIRST + rows.format(1))
    assert len(checked.tables["actuals"]) == 1
    (line,) = errors(categories=categories, actuals=CATEGORY_FIRST + rows.format(2))
    assert line.endswith("[input.total-differs]")


@pytest.mark.parametrize(
    ("reference", "purpose"),
    [
        ("dh/1", "growth"),
        ("DH/1", " GROWTH "),
        ("DH/1\u200b", "growth\u00ad"),
        ("DH/1", "growth\u3000"),
    ],
)
def test_a_repeat_is_found_however_it_is_typed(reference: str, purpose: str) -> None:
    """Letters' case, white space and what cannot be seen do not make two letters of one."""
    row = "5A9,allocation,2011-04-01,2010-12-15,{},100,recurrent,DH,{}\n"
    rows = row.format("DH/1", "Growth") + row.format(reference, purpose)
    (line,) = errors(resources=RESOURCES.replace("issuer\n", "issuer,purpose\n") + rows)
    assert line.endswith("[input.duplicate-row]")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    """A Mac writes the accent behind the letter; two spellings look alike on every screen."""
    rows = "5A9,M8,cafe\u0301,1\n5A9,M8,caf\u00e9,1\n"
    (line,) = errors(actuals=ACTUALS + rows)
    assert line.endswith("[input.duplicate-row]")


def test_another_purpose_is_another_event() -> None:
    """One letter brings recurrent money for two things."""
    row = "5A9,allocation,2011-04-01,2010-12-15,DH/1,100,recurrent,DH,{}\n"
    rows = row.format("Growth") + row.format("Dental services")
    resources = RESOURCES.replace("issuer\n", "issuer,purpose\n") + rows
    assert len(check(resources=resources).tables["resources"]) == 2


def test_an_empty_cell_is_compared_as_what_it_is_taken_for() -> None:
    """A budget is taken from what is unallocated, whether the row says so or not."""
    heads = "body,event,effective,notified,reference,amount,funding,category,taken_from\n"
    row = "5A9,budget,2011-04-01,2010-12-15,P,100,recurrent,acute,{}\n"
    (line,) = errors(resources=heads + row.format("") + row.format("unallocated"))
    assert line.endswith("[input.duplicate-row]")
    assert (
        len(check(resources=heads + row.format("") + row.format("contingency")).tables["resources"])
        == 2
    )


def test_rows_of_one_amount_but_other_keys_are_no_repeats() -> None:
    """The same £100 in two months, two categories and two bodies are three rows."""
    rows = "5A9,M8,acute,100\n5A9,M9,acute,100\n5A9,M8,dental,100\n5C1,M8,acute,100\n"
    assert len(check(actuals=ACTUALS + rows).tables["actuals"]) == 4


def test_a_repeat_is_found_through_its_spelling() -> None:
    """`M8`, `Nov-11` and 5a9 are the same month and body."""
    (line,) = errors(actuals=ACTUALS + "5A9,2011-12 M08,acute,100\n5a9,Nov-11,acute,100.00\n")
    assert "this row says the same as row 2" in line


def test_a_repeat_is_told_beside_a_row_that_is_too_long() -> None:
    """One row with a cell too many says nothing against the others."""
    rows = "5A9,M8,acute,100\n5A9,M8,dental,1,234\n5A9,M8,acute,100\n"
    assert [line.split(" [")[1] for line in errors(actuals=ACTUALS + rows)] == [
        "input.ragged-row]",
        "input.duplicate-row]",
    ]


def test_rows_are_not_compared_under_a_wrong_heading() -> None:
    """Revenue and capital look alike where nobody knows that `limt` is the limit."""
    rows = "5A9,M8,revenue,acute,100\n5A9,M8,capital,acute,100\n"
    (line,) = errors(actuals="body,period,limt,category,amount\n" + rows)
    assert "'limt' is no column of actuals -> did you mean limit?" in line


def test_categories_are_those_of_the_table() -> None:
    """Of revenue; the words for capital and cash are fixed, and no group's own."""
    categories = "category,name\nacute,Acute\n"
    rows = "5A9,M8,capital,additions,100\n5A9,M8,revenue,acute,100\n5A9,M8,,dental,100\n"
    (line,) = errors(categories=categories, actuals="body,period,limit,category,amount\n" + rows)
    assert line.startswith("actuals.csv, row 4, column category: 'dental' is not in the table")


def test_a_stray_category_is_told_beside_the_other_errors_of_its_row() -> None:
    """All at once holds within a row too."""
    lines = errors(
        categories="category,name\nacute,Acute\n", actuals=ACTUALS + "5A9,M8,dental,abc\n"
    )
    assert [line.split(":")[0] for line in lines] == [
        "actuals.csv, row 2, column category",
        "actuals.csv, row 2, column amount",
    ]


def test_a_table_sent_twice_is_refused() -> None:
    """`actuals.csv` and `Actuals.csv`: nobody can tell which one is meant."""
    tables = [
        read_table(text.encode(), file, file.lower().removesuffix(".csv"))
        for file, text in (
            ("declaration.csv", DECLARATION),
            ("Actuals.csv", ACTUALS),
            ("actuals.csv", ACTUALS),
        )
    ]
    with pytest.raises(InputRefusedError, match=r"stands twice; it is in Actuals\.csv too"):
        check_input(RawInput("month 8", tuple(tables)))


# Workbooks


def test_a_workbook_s_cells_are_named_by_their_address() -> None:
    """And a blank cell that the reader left out is as empty as one in a CSV file."""
    actuals = workbook(
        "actuals",
        {"body": "5A9", "period": "M8", "category": "acute", "amount": Decimal(100)},
        {"body": "5A9", "period": "M9", "category": "acute"},
        {"body": Decimal(50), "period": "M9", "category": "dental", "amount": Decimal("0.001")},
    )
    with pytest.raises(InputRefusedError) as refusal:
        check_input(RawInput("month8.xlsx", (declared(), actuals)))
    assert [str(finding.where) for finding in refusal.value.findings] == [
        "month8.xlsx, sheet 'actuals', row 3, column amount",
        "month8.xlsx, 'actuals'!A4 (body)",
        "month8.xlsx, 'actuals'!D4 (amount)",
    ]


def test_a_workbook_s_declaration_has_numbers_and_answers() -> None:
    """A model typed as 2 is a number there, and yes may be TRUE."""
    raw = declared(governance_model=Decimal(2), scaled_amounts=True, director_of_finance=None)
    declaration = check_input(RawInput("month8.xlsx", (raw,))).declaration
    assert declaration.governance_model == 2
    assert declaration.scaled_amounts


def test_a_year_that_became_a_date_is_found_out() -> None:
    """Excel takes 2011-12 for December 2011."""
    with pytest.raises(InputRefusedError, match="a spreadsheet made the date 2011-12-01 of the"):
        check_input(RawInput("month8.xlsx", (declared(financial_year=date(2011, 12, 1)),)))


def test_what_the_reader_found_is_part_of_the_answer() -> None:
    """Its errors refuse with the others, its warnings come out with the notes."""
    hidden = Finding("input.hidden", Level.WARNING, "3 rows are hidden", Where(sheet="actuals"))
    assert check_input(RawInput("month8.xlsx", (declared(),), (hidden,))).findings == (hidden,)
    damaged = Finding("file.damaged", Level.ERROR, "the sheet breaks off", Where(sheet="actuals"))
    table = RawTable("actuals", Where(sheet="actuals"), (), (), (damaged,))
    with pytest.raises(InputRefusedError) as refusal:
        check_input(RawInput("month8.xlsx", (declared(), table)))
    assert refusal.value.findings == (damaged,)
