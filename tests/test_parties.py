"""Whom a line of the ledger names: another body by code or name, a delegate, or somebody outside."""

from pathlib import Path

import pytest

from extract_examples import lines_in, profile, read
from pctfinance.book import Book
from pctfinance.errors import InputRefusedError, Level
from pctfinance.extracts.profile import Profile
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit

HEADINGS = "Entity,Period,Subjective,Opening,Debit,Credit,Closing,With,For\n"


def way(**keys: object) -> Profile:
    """The usual trial balance, with a counterparty and a delegate."""
    columns: dict[str, str | None] = {
        "cost_centre": None,
        "counterparty": "With",
        "delegate": "For",
    }
    return profile(columns, **keys)


def lines(*parties: tuple[str, str]) -> str:
    """A pound for each counterparty and delegate, and the bank's other side."""
    rows = [f"5A9,M8,52110,0,1,,1,{other},{delegate}" for other, delegate in parties]
    count = len(rows)
    return HEADINGS + "\n".join([*rows, f"5A9,M8,70001,0,,{count},-{count},,"]) + "\n"


def test_a_body_is_found_by_code_in_any_case_by_name_and_as_the_profile_calls_it(
    tmp_path: Path,
) -> None:
    """Five ways to write Camden, one code; delegates likewise; a hospital stays as it is."""
    said = ("5K7", "5k7", " Camden PCT ", "camden", "101")
    text = lines(*((other, "07m") for other in said), ("RAL", "07M"), ("", "NHS Barnet CCG"))
    found = read(text, tmp_path, way(bodies={"101": "5K7", "RAL": "RAL"}))
    assert lines_in(found, "counterparty, delegate") == [
        *[("5K7", "07M")] * 5,
        ("RAL", "07M"),
        ("", "07M"),
        ("", ""),
    ]
    assert found.findings == (), "the profile says that RAL is right"


def test_who_is_no_body_stands_outside_and_is_listed(tmp_path: Path) -> None:
    """£2 with 5ZZ, £1 with RAL: kept, and named with their amounts, the largest first."""
    found = read(lines(("RAL", ""), ("5ZZ", ""), ("5ZZ", ""), ("5K7", "")), tmp_path, way())
    [finding] = found.findings
    assert (finding.code, finding.level) == ("extract.counterparty", Level.WARNING)
    assert finding.message.endswith("debited and credited outside: 5ZZ (£2), RAL (£1)")
    assert finding.message.startswith("2 counterparties are no body of the register")
    assert [row[0] for row in lines_in(found, "counterparty")] == ["RAL", "5ZZ", "5ZZ", "5K7", ""]


def test_the_body_itself_a_group_a_damaged_code_and_no_delegate_are_refused(tmp_path: Path) -> None:
    """Each with its row; the month's balance is looked at all the same."""
    text = lines(("5a9", ""), ("NCL", ""), ("50", ""), ("", "XXX")).replace("-4,,", "-3,,")
    with pytest.raises(InputRefusedError) as refused:
        read(text.replace(",0,,4,", ",0,,3,"), tmp_path, way())
    found = refused.value.findings
    assert [(f.where.row, f.where.column, f.code) for f in found if f.where and f.where.row] == [
        (2, "With", "extract.counterparty"),
        (3, "With", "register.unknown-name"),
        (4, "With", "input.damaged-code"),
        (5, "For", "register.unknown-name"),
    ]
    assert found[-1].code == "extract.out-of-balance"


JOURNALS = (
    "number,line,body,period,purpose,account,limit,category,debit,credit,counterparty\n"
    "J2,1,5A9,M8,charge,41000,revenue,corporate,,100,{other}\n"
    "J2,2,5A9,M8,charge,12000,balance sheet,,100,,{other}\n"
)


def test_a_journal_says_the_same(tmp_path: Path) -> None:
    """By name and in any case; 5A9 with itself, a group, a damaged code: refused, and no trace."""
    book = Book.in_memory("2011-12", group="NCL")

    def asked(other: str, number: str) -> None:
        charge = [
            JournalLine(
                "41000", "corporate", Limit.REVENUE, counterparty=other, credit_pence=100_00
            ),
            JournalLine("12000", counterparty=other, debit_pence=100_00),
        ]
        book.submit_journal("5A9", "M8", charge, number=number, narrative="x", by="Head of Finance")

    path = tmp_path / "journals.csv"
    for other in ("5a9", "NCL", "50"):
        with pytest.raises(InputRefusedError, match="journal 'J1', line 1: "):
            asked(other, "J1")
        path.write_text(JOURNALS.format(other=other), encoding="utf-8")
        with pytest.raises(InputRefusedError, match=r"journals.csv, row 2: journal 'J2': "):
            book.submit_journals(path, by="Head of Finance")
    assert book.journals().journals == ()
    asked("Camden PCT", "J1")
    path.write_text(JOURNALS.format(other="5k7"), encoding="utf-8")
    book.submit_journals(path, by="Head of Finance")
    entered = [line for found in book.journals().journals for line in found.what.entered]
    assert {line.counterparty for line in entered} == {"5K7"}
    assert "outside" not in str(book.journals())


def test_the_list_of_journals_names_who_stands_outside() -> None:
    """£5 with RAL in two journals, of which one was rejected: £5 debited and £5 credited count."""
    book = Book.in_memory("2011-12", group="NCL")
    for number in ("J1", "J2"):
        lines = [
            JournalLine("52110", "acute", Limit.REVENUE, counterparty="RAL", debit_pence=5_00),
            JournalLine("21000", counterparty="RAL", credit_pence=5_00),
        ]
        book.submit_journal("5A9", "M8", lines, number=number, narrative="x", by="Head of Finance")
    book.reject_journal("5A9", "J2", by="Deputy Director of Finance", reason="twice")
    said = "no body of the register, with what is debited and credited outside: RAL (£10)"
    assert said in str(book.journals())
