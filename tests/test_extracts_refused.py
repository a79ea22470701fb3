"""What is wrong with an extract, its profile or its map: each message, and all of them at once."""

from pathlib import Path
from typing import Any

import pytest

from extract_examples import ACCOUNTS, TB, journal, profile, read, scope
from pctfinance.errors import Finding, InputRefusedError, UsageError
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.ingest import read_extract
from pctfinance.extracts.profile import Profile

HEADINGS = "Entity,Period,Subjective,Description,Amount\n"
BALANCED = "5A9,M8,52110,,5\n5A9,M8,80000,,-5\n"


def refusal(*arguments: object, **keys: object) -> tuple[Finding, ...]:
    """The findings with which an extract is refused."""
    with pytest.raises(InputRefusedError) as refused:
        read(*arguments, **keys)  # type: ignore[arg-type]
    return refused.value.findings


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """One file, seven kinds of faults, one refusal: each with its row and column."""
    rows = (
        "5A9,M8,52110,,about 5\n"  # 2: no amount
        "5ZZ,M8,52110,,5\n"  # 3: no body
        "5A9,M13,52110,,5\n"  # 4: no month
        "5A9,M8,,,5\n"  # 5: no account
        "5A9,M8,5211,,5\n"  # 6: a code of another width, and not in the map
        '5A9,M8,52110,,"1.234,56"\n'  # 7: in two ways
        "5A9,M8,52110\n"  # 8: cells are missing
        "5A9,M8,52110,,\n"  # 9: nothing
    )
    way = journal(widths={"subjective": [5]})
    found = refusal(HEADINGS + rows, tmp_path, way)
    places = {(f.where.row, f.code) for f in found if f.where and f.where.row}
    assert places == {
        (2, "money.not-a-number"),
        (3, "register.unknown-name"),
        (4, "period.unreadable"),
        (5, "input.missing-value"),
        (6, "input.damaged-code"),
        (7, "money.ambiguous"),
        (8, "input.ragged-row"),
        (9, "input.missing-value"),
    }
    assert "extract.unmapped" in {finding.code for finding in found}
    assert {f.where.column for f in found if f.where and f.where.row == 2} == {"Amount"}


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """Fifty are named, of the rest the number."""
    rows = "5A9,M8,52110,,x\n" * 1_234
    found = refusal(HEADINGS + rows, tmp_path, journal())
    assert len(found) == 51
    assert "1,184 more rows" in found[-1].message


def test_many_rows_that_cannot_be_read(tmp_path: Path) -> None:
    """The first fifty by their rows, blank lines between them, and that there are more."""
    found = refusal(HEADINGS + "5A9,M8\n\n" * 200 + BALANCED, tmp_path, journal())
    assert [f.where.row for f in found[:50] if f.where] == list(range(2, 102, 2))
    assert found[50].message == "at least 150 more rows cannot be read"


def test_unmapped_accounts_are_all_listed(tmp_path: Path) -> None:
    """Largest first, each with what is on it."""
    rows = "5A9,M8,1,,5\n5A9,M8,2,,-700.01\n5A9,M8,3,,694.01\n5A9,M8,1,,1\n"
    (found,) = refusal(HEADINGS + rows, tmp_path, journal())
    assert found.code == "extract.unmapped"
    assert found.message == (
        "3 accounts are not in the account map: 2 ((£700.01), 1 row), 3 (£694.01, 1 row), "
        "1 (£6, 2 rows)"
    )


def test_a_body_and_month_must_sum_to_zero(tmp_path: Path) -> None:
    """Each of them: two that cancel each other are two errors."""
    rows = "5A9,M8,52110,,5\n5K7,M8,52110,,-5\n"
    found = refusal(HEADINGS + rows, tmp_path, journal())
    assert [f.code for f in found] == ["extract.out-of-balance"] * 2
    assert [f.where.body for f in found if f.where] == ["5A9", "5K7"]
    assert found[0].message == "debits of £5 and credits of £0 differ by £5"


def test_openings_sum_to_zero_and_rows_add_across(tmp_path: Path) -> None:
    """An opening balance that was changed breaks its row and the sum of openings."""
    found = refusal(TB.replace(",100,40.50", ",101,40.50"), tmp_path)
    assert [f.code for f in found] == ["input.total-differs", "extract.out-of-balance"]
    assert found[0].where
    assert (found[0].where.row, found[0].where.column) == (3, "Closing")
    assert "£101" in found[0].message
    assert "£140.50" in found[0].message


def test_control_totals(tmp_path: Path) -> None:
    """Rows, debits and credits as their sender states them; each that differs is named."""
    right = {"rows": 4, "debit_pence": 750_50, "credit_pence": 750_50}
    (tmp_path / "right").mkdir()
    assert read(TB, tmp_path / "right", stated=right).months
    found = refusal(TB, tmp_path, stated={"rows": 5, "debit_pence": 1, "credit_pence": 750_50})
    assert [f.message for f in found] == [
        "the extract has 4 rows; 5 were stated",
        "the debits add up to £750.50; £0.01 were stated",
    ]
    assert {f.code for f in found} == {"extract.control-total"}


def test_the_extract_s_own_row_of_totals(tmp_path: Path) -> None:
    """It is no line; it must be there once, and be the sum of the rows above it."""
    way = profile(total={"column": "Entity", "label": "Total"})
    (tmp_path / "right").mkdir()
    right = read(TB + "total,,,,0,750.50,750.50,0\n", tmp_path / "right", way)
    assert right.months[0].totals.rows == 4
    (tmp_path / "none").mkdir()
    (missing,) = refusal(TB, tmp_path / "none", way)
    assert "may have been cut off" in missing.message
    (found,) = refusal(TB + "Total,,,,0,750.50,750.51,0\n", tmp_path, way)
    assert found.where
    assert (found.code, found.where.row, found.where.column) == ("input.total-differs", 6, "Credit")


@pytest.mark.parametrize(
    ("whose", "content", "code"),
    [
        (scope("5K7"), HEADINGS + BALANCED, "extract.mismatch"),
        (scope(None, "2011-12 M09"), HEADINGS + BALANCED, "extract.mismatch"),
        (scope(), HEADINGS + BALANCED.replace("M8", "2012-13 M8"), "input.wrong-year"),
        (scope(), HEADINGS + BALANCED.replace("5A9", "5QJ"), "input.not-in-group"),
        (scope(), HEADINGS + BALANCED.replace("5A9", ""), "input.missing-value"),
    ],
)
def test_whose_and_when(whose: object, content: str, code: str, tmp_path: Path) -> None:
    """The extract of another body, month, year or group is not taken for the one that was named."""
    found = refusal(content, tmp_path, journal(), whose=whose)
    assert {f.code for f in found} == {code}


def test_negative_debits(tmp_path: Path) -> None:
    """A debit below zero is a credit, and is to be said as one."""
    text = TB.replace(",700.00,,700.00", ",-700.00,,-700.00")
    assert "input.negative-amount" in {f.code for f in refusal(text, tmp_path)}


@pytest.mark.parametrize(
    ("content", "code", "hint"),
    [
        (b"", "file.empty", ""),
        (b"PK\x03\x04" + b"0" * 50, "file.wrong-type", ""),
        ((HEADINGS + BALANCED).encode("utf-16"), "file.encoding", "encoding"),
        ((HEADINGS + "5A9,M8,52110,£,5\n").encode("cp1252"), "file.encoding", "encoding"),
        (
            (HEADINGS + BALANCED).replace(",", ";").encode(),
            "input.missing-column",
            'delimiter = ";"',
        ),
        (HEADINGS.encode(), "input.no-rows", ""),
        ((HEADINGS + '5A9,M8,52110,"open,5\n').encode(), "file.damaged", ""),
        ((HEADINGS + "5A9,M8,52110,a\0b,5\n").encode(), "file.damaged", ""),
        ((HEADINGS + "5A9,M8,52110,,5,7\n").encode(), "input.ragged-row", "quotation marks"),
        (b"Entity,Period,Subjective,Amount,Amount\n1,2,3,4,5\n", "input.duplicate-column", ""),
    ],
)
def test_files_that_are_no_such_table(content: bytes, code: str, hint: str, tmp_path: Path) -> None:
    """What a file is instead, and what to do about it."""
    found = refusal(content, tmp_path, journal())
    assert code in {f.code for f in found}
    assert any(hint in f.hint for f in found if f.code == code)


def test_encoding_faults_name_their_row(tmp_path: Path) -> None:
    """A pound sign in another encoding far down in the file."""
    good = "5A9,M8,52110,,5\n5A9,M8,80000,,-5\n" * 5_000
    content = (HEADINGS + good).encode() + b"5A9,M8,52110,\xa35,0\n"
    found = refusal(content, tmp_path, journal())
    assert [(f.code, f.where.row) for f in found if f.where] == [("file.encoding", 10_002)]


def test_a_path_that_looks_like_a_pattern(tmp_path: Path) -> None:
    """`a[1]*.csv` is one file, and not a pattern that finds others."""
    (tmp_path / "a1x.csv").write_text("other\n", encoding="utf-8")
    path = tmp_path / "a[1]*.csv"
    path.write_text(HEADINGS + BALANCED, encoding="utf-8")
    aside = tmp_path / "aside [2]"
    aside.mkdir()
    assert read_extract(path, journal(), ACCOUNTS, scope(), aside).months[0].totals.rows == 2


def test_no_entity_and_no_period(tmp_path: Path) -> None:
    """An extract that says neither is taken for what the caller says, and refused without it."""
    columns = {"subjective": "Subjective", "amount": "Amount"}
    way, text = journal(columns=columns), "Subjective,Amount\n52110,5\n80000,-5\n"
    assert {f.code for f in refusal(text, tmp_path, way)} == {"extract.mismatch"}
    (tmp_path / "told").mkdir()
    extract = read(text, tmp_path / "told", way, whose=scope("5A9", "2011-12 M08"))
    assert extract.months[0].body == "5A9"


def test_an_amount_beyond_all_money(tmp_path: Path) -> None:
    """More digits than an int64 has are refused, and so is a sum that no document holds exactly."""
    rows = f"5A9,M8,52110,,{10**18}\n5A9,M8,80000,,-5\n"
    assert "money.out-of-range" in {f.code for f in refusal(HEADINGS + rows, tmp_path, journal())}
    (tmp_path / "sum").mkdir()
    rows = f"5A9,M8,52110,,{10**13 - 1}\n5A9,M8,80000,,-{10**13 - 1}\n" * 10
    found = refusal(HEADINGS + rows, tmp_path / "sum", journal())
    assert [f.code for f in found] == ["money.out-of-range"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "x"', "`format` is absent"),
        ("formatt = 1", "`formatt` is no key of a mapping profile -> did you mean format?"),
        ("name = ", "row 1"),
        ('unit = "pound"', "did you mean pounds?"),
        ('[columns]\nentty = "E"', "`columns.entty` is no key"),
        ("[widths]\nsubjective = [0]", "`widths.subjective.0`"),
        ("heading_row = 0", "`heading_row`"),
    ],
)
def test_a_profile_names_the_key(text: str, said: str) -> None:
    """Every problem of a profile names its key, and the line where there is one."""
    with pytest.raises(InputRefusedError) as refused:
        Profile.parse(text)
    assert said in str(refused.value)
    assert {f.code for f in refused.value.findings} == {"extract.profile"}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"kind": "journal-lines"}, "journal lines have no `opening`"),
        (
            {"columns": {"opening": None, "debit": None, "credit": None}},
            'write `measures = "to-date"`, or name `opening` too',
        ),
        ({"mapped_by": ["analysis_1"]}, "`mapped_by` names analysis_1"),
        ({"format": "workbook"}, "`sheet` is absent"),
        ({"unit": "millions"}, "no ledger is kept in"),
        ({"widths": {"analysis_2": [3]}}, "`widths.analysis_2`"),
        ({"account": {"parts": ["subjective"]}}, "go together"),
        ({"delimiter": ",,"}, "one character"),
    ],
)
def test_a_profile_holds_together(keys: dict[str, Any], said: str) -> None:
    """What is well formed and makes no sense."""
    with pytest.raises(ValueError, match="validation error") as refused:
        profile(**keys)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("account,category\n1,a\n", "input.missing-column"),
        ("account,category,limit,x\n1,a,,\n", "input.unknown-column"),
        ("account,category,limit\n", "input.no-rows"),
        ("account,category,limit\n1,a,\n1,a,\n", "input.duplicate-row"),
        ("account,category,limit\n1,a,\n1,a,revenue\n", "input.contradiction"),
        ("account,category,limit\n1,a,money\n", "input.unknown-choice"),
        ("account,category,limit\n1,fees,capital\n", "extract.accounts"),
        ("account,category,limit\n1*2,a,\n", "extract.accounts"),
        ("account,category,limit,charge\n1,a,,debit\n", "extract.accounts"),
        ("account,category,limit\n,a,\n", "input.missing-value"),
        ("account,category,limit\n1,a,,x\n", "input.ragged-row"),
    ],
)
def test_account_maps_that_cannot_stand(text: str, code: str) -> None:
    """Each with its row."""
    with pytest.raises(InputRefusedError) as refused:
        AccountMap.parse(text)
    assert {f.code for f in refused.value.findings} == {code}


def test_the_longest_prefix_is_taken() -> None:
    """An account named in full, else the longest beginning that fits."""
    known = AccountMap.parse("account,category,limit\n5*,a,\n52*,b,\n52110,c,\n")
    assert [known.of(account) for account in ("6",)] == [None]
    found = [known.of(account) for account in ("51", "52", "52110", "521100")]
    assert [row and row.category for row in found] == ["a", "b", "c", "b"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Extract, profile and map: each says so in one line."""
    with pytest.raises(InputRefusedError, match="no such file"):
        Profile.read(tmp_path / "no.toml")
    with pytest.raises(InputRefusedError, match="no such file"):
        AccountMap.read(tmp_path / "no.csv")


def test_too_little_room(tmp_path: Path) -> None:
    """An aside that cannot be written to is the user's to mend, and named."""
    path = tmp_path / "extract.csv"
    path.write_text(HEADINGS + BALANCED, encoding="utf-8")
    with pytest.raises((UsageError, InputRefusedError)):
        read_extract(path, journal(), ACCOUNTS, scope(), tmp_path / "nowhere")
