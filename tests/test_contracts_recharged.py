"""What is still to be recharged of a contract: the shares due less what recharges took off."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Run
from pctfinance.book import Book
from pctfinance.consolidation.contracts import ContractResult
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.contracts import ContractLine

OFFICE, HEAD, DEPUTY = "Contracts, Barnet", "Head of Finance", "Deputy Director of Finance"
BARNET, CAMDEN, ENFIELD, HARINGEY = "5A9", "5K7", "5C1", "5C9"
LINE = ContractLine.of("NEL", "Non-elective", 120, 10_00)


def led() -> Book:
    """Barnet leads contract C1 for three; by M6 90 units of £10 came: £900.

    Halves, thirds and sixths: Barnet 450, Camden 300, Enfield 150.
    """
    book = Book.in_memory("2011-12", group="NCL")
    stated(book)
    for month, units in (("M6", 90), ("M7", 108)):
        book.report_activity(BARNET, "C1", month, [("NEL", units)], by=OFFICE)
    return book


def stated(book: Book, shares: dict[str, Any] | None = None) -> None:
    """State the contract."""
    thirds = shares or {BARNET: "1/2", CAMDEN: "1/3", ENFIELD: "1/6"}
    named: Any = {
        "provider": "RX",
        "provider_name": "Provider X",
        "reference": "contract",
        "by": OFFICE,
    }
    book.state_contract(BARNET, "C1", [LINE], thirds, **named)


def charge(book: Book, number: str, body: str, pence: int, month: str = "M6", **more: Any) -> None:
    """Barnet recharges a body its share, approved at once."""
    asked: dict[str, Any] = {"contract": "C1", "approved_by": DEPUTY, **more}
    asked |= {"provider": BARNET, "recipient": body, "pence": pence, "month": month, "by": HEAD}
    book.recharge(number, category="acute", purpose="contract C1", **asked)


def found(book: Book, month: str = "M6", **asked: Any) -> ContractResult:
    """The contract as of a month."""
    return book.contracts(month, **asked).of(BARNET, "C1")


# By hand


def test_due_recharged_and_still_to_be_recharged() -> None:
    """By M6, in pounds. Enfield was charged £10 too much, which is to be given back.

    | | Share due | Recharged | Still |
    |---|---|---|---|
    | Camden | 300 | 120 + 80 | 100 |
    | Enfield | 150 | 160 | (10) |
    """
    book = led()
    charge(book, "R1", CAMDEN, 120_00, "M4")
    charge(book, "R2", CAMDEN, 80_00)
    charge(book, "R3", ENFIELD, 160_00)
    result = found(book)
    assert result.recharges == ((ENFIELD, 150_00), (CAMDEN, 300_00))
    assert (result.recharged_of(CAMDEN), result.recharged_of(ENFIELD)) == (200_00, 160_00)
    assert result.to_recharge == ((ENFIELD, -10_00), (CAMDEN, 100_00))
    assert result.charges.numbers == ("R1", "R2", "R3")
    assert result.payable_pence == 900_00  # no figure of the contract moves


def test_the_report_shows_all_three_per_associate() -> None:
    """In £000 for people, and exact for programs; the host has none of them."""
    book = led()
    charge(book, "R1", CAMDEN, 200_00)
    report = book.contracts("M6")
    text = str(report)
    for heading in ("Share", "Recharged", "Still to be"):
        assert heading in text
    (document,) = report.document()["contracts"]
    assert {
        each["body"]: (each["recharged_pence"], each["to_recharge_pence"])
        for each in document["commissioners"]
    } == {BARNET: (0, None), ENFIELD: (0, 150_00), CAMDEN: (200_00, 100_00)}
    assert document["recharges"] == ["R1"]


def test_what_waits_for_approval_is_named_and_takes_nothing_off() -> None:
    """Submitted, it counts for nothing; approved, it does; rejected, it is gone."""
    book = led()
    charge(book, "R1", CAMDEN, 100_00, approved_by="")
    charge(book, "R2", ENFIELD, 50_00, approved_by="")
    result = found(book)
    assert result.to_recharge == ((ENFIELD, 150_00), (CAMDEN, 300_00))
    assert (result.submitted_of(CAMDEN), result.submitted_of(ENFIELD)) == (100_00, 50_00)
    assert "£150 of recharges that wait for approval" in str(book.contracts("M6"))
    book.approve_recharge("R1", by=DEPUTY)
    book.end_recharge("R2", "rejected", by=DEPUTY, reason="wrong body")
    result = found(book)
    assert result.to_recharge == ((ENFIELD, 150_00), (CAMDEN, 200_00))
    assert not result.charges.submitted


def test_a_recharge_that_is_taken_back_is_owed_again() -> None:
    """Its opposite names the contract as it did, also where the body has no share any more."""
    book = led()
    charge(book, "R1", CAMDEN, 300_00)
    assert dict(found(book).to_recharge)[CAMDEN] == 0
    stated(book, {BARNET: "1/2", ENFIELD: "1/2"})
    assert dict(found(book).to_recharge) == {CAMDEN: -300_00, ENFIELD: 450_00}
    book.reverse_recharge("R2", reverses="R1", by=HEAD, reason="no share", approved_by=DEPUTY)
    assert dict(found(book).to_recharge) == {CAMDEN: 0, ENFIELD: 450_00}


def test_months_and_days_of_knowledge() -> None:
    """What counts for M7 takes nothing off in M6; what was not known then, neither."""
    book = led()
    charge(book, "R1", CAMDEN, 100_00, "M6", on="2011-10-14")
    charge(book, "R2", CAMDEN, 60_00, "M7", for_month="M6")
    assert dict(found(book).to_recharge)[CAMDEN] == 200_00
    assert dict(found(book, "M7").to_recharge)[CAMDEN] == 360_00 - 160_00
    assert dict(found(book, known_at="2011-10-13").to_recharge)[CAMDEN] == 300_00


def test_only_what_names_the_contract_is_matched() -> None:
    """A recharge with the same words in its purpose is another one; so is another contract's."""
    book = led()
    charge(book, "R1", CAMDEN, 100_00, contract="")
    named: Any = {"provider": "RY", "provider_name": "Provider Y", "reference": "c", "by": OFFICE}
    book.state_contract(BARNET, "C2", [LINE], {BARNET: "1/2", CAMDEN: "1/2"}, **named)
    charge(book, "R2", CAMDEN, 70_00, contract="C2")
    assert dict(found(book).to_recharge)[CAMDEN] == 300_00
    other = book.contracts("M6").of(BARNET, "C2")
    assert other.recharged_of(CAMDEN) == 70_00
    assert other.to_recharge == ((CAMDEN, None),), "it was not reported: its share is not known"
    assert [row["contract"] for row in book.recharges().rows()] == ["", "C2"]
    assert book.verify() == ()


# Refusals


@pytest.mark.parametrize(
    ("body", "contract", "words"),
    [(CAMDEN, "C9", "states no contract 'C9'"), (HARINGEY, "C1", "has no share in contract 'C1'")],
)
def test_a_recharge_of_what_was_not_stated_is_refused(body: str, contract: str, words: str) -> None:
    """No journal is posted at either body; tried as a test, nothing is written at all."""
    book = led()
    head, events = book.head, book._records.ledger.events
    asked: dict[str, Any] = {"provider": BARNET, "recipient": body, "pence": 1_00, "month": "M6"}
    asked |= {"category": "acute", "purpose": "share", "by": HEAD, "contract": contract}
    tried = book.recharge("R1", test=True, **asked)
    assert [finding.code for finding in tried.findings][:1] == ["contract.unknown"]
    assert book.head == head
    with pytest.raises(PostingRefusedError, match=words):
        book.recharge("R1", **asked)
    assert book._records.ledger.events == events


def test_a_recharge_without_a_contract_is_kept_as_it_always_was() -> None:
    """The document of its events has no such key."""
    book = led()
    charge(book, "R1", CAMDEN, 1_00, contract="")
    charge(book, "R2", CAMDEN, 1_00)
    marks = [
        event.what.model_dump(mode="json")["recharge"]
        for event in book._records.ledger.events
        if event.what.kind == "journal-submitted"
    ]
    assert ["contract" in mark for mark in marks] == [False, False, True, True]


def test_the_command(run: Run, tmp_path: Path) -> None:
    """`recharge enter --contract`, and what `contract show` says then."""
    place = tmp_path / "ncl.book"
    book = Book.create(place, "2011-12", group="NCL")
    stated(book)
    book.report_activity(BARNET, "C1", "M6", [("NEL", 90)], by=OFFICE)
    book.close()
    enter = (
        *("recharge", "enter", place, "R1", "--provider", BARNET, "--recipient", CAMDEN),
        *("--amount", "120", "--category", "acute", "--purpose", "share", "--month", "M6"),
        *("--by", HEAD, "--approved-by", DEPUTY),
    )
    assert run(*enter, "--contract", "C9", "--test").code == 1
    assert run(*enter, "--contract", "C1").code == 0
    shown = json.loads(run("contract", "show", place, "--as-of", "M6", "--json").out)
    (contract,) = shown["contracts"]
    assert {each["body"]: each["to_recharge_pence"] for each in contract["commissioners"]} == {
        BARNET: None,
        ENFIELD: 150_00,
        CAMDEN: 180_00,
    }


# Against a naive sum


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([CAMDEN, ENFIELD]),
            st.integers(1, 500_00),
            st.integers(4, 8),
            st.sampled_from(["approved", "submitted", "reversed", "no contract"]),
        ),
        max_size=6,
    ),
    st.integers(6, 7),
)
def test_still_to_be_recharged_is_due_less_what_stands(
    said: list[tuple[str, int, int, str]], month: int
) -> None:
    """Whatever is entered, approved, taken back or of no contract, in whatever month."""
    book, off = led(), dict.fromkeys((CAMDEN, ENFIELD), 0)
    for number, (body, pence, into, what) in enumerate(said):
        more = {"submitted": {"approved_by": ""}, "no contract": {"contract": ""}}.get(what, {})
        charge(book, f"R{number}", body, pence, f"M{into}", **more)
        if what == "reversed":
            words: Any = {"by": HEAD, "reason": "wrong", "approved_by": DEPUTY}
            book.reverse_recharge(f"B{number}", reverses=f"R{number}", **words)
        if what == "approved" and into <= month:
            off[body] += pence
    result = found(book, f"M{month}")
    assert dict(result.to_recharge) == {body: pence - off[body] for body, pence in result.recharges}
    assert sum(dict(result.recharges).values()) + result.payable_of(BARNET) == result.payable_pence
