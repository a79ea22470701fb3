"""What a provider comes to, whoever hosts its contracts: side by side, and not pooled."""

from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.errors import NotInReportError
from pctfinance.ledger.contracts import ActivityRow, ContractLine
from report_tracing_examples import check_report
from test_contracts import BARNET, CAMDEN, ENFIELD, OFFICE, made, told
from test_positions_of_groups import two_clusters

NEL = ContractLine.of("NEL", "Non-elective", 120, 10_00, baseline_pence=1_200_00)
OP = ContractLine.of("OP", "Outpatients", 240, 5_00)


@pytest.fixture(scope="module")
def book() -> Book:
    """Barnet and Camden each lead a contract with one provider, Barnet one more with another."""
    book = Book.in_memory("2011-12", group="NCL")
    for host, code, provider, shares in (
        (BARNET, "C1", "RAL", {BARNET: "1/2", ENFIELD: "1/2"}),
        (CAMDEN, "C1", "ral", {CAMDEN: 1}),
        (BARNET, "C2", "RKE", {BARNET: 1}),
    ):
        asked: dict[str, Any] = {"provider": provider, "provider_name": f"Provider {provider}"}
        asked |= {"by": OFFICE, "reference": "contract"}
        book.state_contract(host, code, [NEL, OP], shares, **asked)
    billed = ActivityRow("OP", 100, 520_00)
    book.report_activity(BARNET, "C1", "M6", [("NEL", 80), billed], by=OFFICE)
    book.report_activity(CAMDEN, "C1", "M6", [("OP", 110)], by=OFFICE)
    return book


def test_a_provider_by_hand(book: Book) -> None:
    """RAL to M6, in pounds: Barnet reported both lines, Camden one of them.

    | | plan | not reported | full price | reduction | payable | activity | price | rate | variance |
    |---|---|---|---|---|---|---|---|---|---|
    | Barnet | 1,200 | - | 1,320 | 140 | 1,180 | (100) | (20) | 140 | 20 |
    | Camden | 1,200 | 600 | 550 | - | 550 | 50 | - | - | 50 |
    | | 2,400 | 600 | 1,870 | 140 | 1,730 | (50) | (20) | 140 | 70 |

    2,400 - 600 - 70 = 1,730.
    """
    report = book.contracts("M6")
    found = report.provider("RAL").record()
    amounts = [value for name, value in found.items() if name.endswith("_pence")]
    pounds = (2_400, 600, 1_870, 140, 1_730, -50, -20, 140, 70)
    assert amounts == [each * 100 for each in pounds]
    assert found["hosts"] == [BARNET, CAMDEN]
    assert found["commissioners"] == [BARNET, ENFIELD, CAMDEN]
    assert found["contracts"] == ["5A9 C1", "5K7 C1"]
    assert found["not_reported"] == ["5K7 C1 NEL"]
    assert report.document()["providers"][0] == found
    assert report.provider_table["payable_pence"].tolist()[0] == 1_730_00


def test_a_provider_of_whom_nothing_was_reported_has_no_amounts(book: Book) -> None:
    """RKE: a plan of £1,200, all of it not reported; nothing is payable that is known."""
    report = book.contracts("M6")
    found = report.provider("RKE").record()
    assert (found["plan_pence"], found["not_reported_pence"]) == (1_200_00, 1_200_00)
    assert (found["payable_pence"], found["variance_pence"]) == (None, None)
    with pytest.raises(NotInReportError, match="RXX"):
        report.provider("RXX")


def test_the_table_shows_the_contracts_of_a_provider_side_by_side(book: Book) -> None:
    """Under the provider stand its hosts; what was not reported is named beneath."""
    table = book.contracts("M6").shown[1]
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[0] for row in cells] == [
        "RAL Provider RAL; Provider ral",
        "- host 5A9, C1",
        "- host 5K7, C1",
        "RKE Provider RKE, host 5A9",
    ]
    assert cells[1][1:4] == ["5A9, 5C1", "1", "0"]
    assert cells[3][4:] == ["-"] * 5
    assert table.notes[1] == (
        "Not reported, and in no variance: 5K7 C1 NEL, 5A9 C2 NEL, 5A9 C2 OP."
    )


def test_the_sums_of_a_provider_are_traced(book: Book) -> None:
    """Every figure is the sum of what it rests on; payable of RAL is of three lines that were told."""
    assert check_report(book, "contracts", "M6")["Trace"]
    names = book.figures("contracts", "M6", body="NCL")
    assert names["NCL", "sum of/provider/RAL/payable"].line
    unknown = book.trace(names["NCL", "sum of/provider/RKE/payable"])
    assert "no line was reported in the month" in str(unknown)


def test_a_contract_of_which_nothing_was_reported_has_no_amounts_at_its_host(book: Book) -> None:
    """RKE: neither bill nor share nor variance is 0: they are not known, on the page and for programs."""
    report = book.contracts("M6")
    (found,) = [each for each in report.document()["contracts"] if each["contract"] == "C2"]
    amounts = {name: value for name, value in found.items() if name.endswith("_pence")}
    assert {name for name, value in amounts.items() if value is not None} == {
        "plan_pence",
        "not_reported_pence",
    }
    assert [found["commissioners"][0][name] for name in ("plan_pence", "payable_pence")] == [
        None
    ] * 2
    (table,) = [
        each
        for each in report.shown
        if each.title.startswith("Contract C2") and "commiss" in each.title
    ]
    *_, bill = table.rows
    assert [cell.text for cell in bill.cells[2:6]] == ["-"] * 4
    (row,) = [each for each in report.shown[0].rows if each.cells[0].text.startswith("5A9 C2")]
    assert [cell.text for cell in row.cells[3:]] == ["-", "-"]


def test_an_associate_that_left_the_group_is_in_the_book_still() -> None:
    """Enfield left in October: at M8 its half of the contract is that of a body of this book."""
    north = Book.in_memory("2011-12", group="NORTH", register=two_clusters(own="NORTH"))
    shares = {BARNET: "1/4", ENFIELD: "1/2", CAMDEN: "1/4"}
    asked: dict[str, Any] = {"provider": "RX", "provider_name": "X", "reference": "contract"}
    north.state_contract(BARNET, "C1", [OP], shares, by=OFFICE, **asked)
    rows = north.contracts("M8").shown[-1].rows
    assert [row.cells[1].text for row in rows[:3]] == [
        "host",
        "associate",
        "associate, not in this book",
    ]


def test_activity_to_date_that_falls_is_found() -> None:
    """601 units by M6, none told in M7, 400 by M8: it counts as reported, and is found."""
    book = made(OP)
    told(book, "M6", ("OP", 601))
    assert told(book, "M8", ("OP", 601)).lines[0].falls == ()
    assert book.contracts("M8").findings == ()
    fell = told(book, "M9", ("OP", 400))
    assert (fell.lines[0].activity, fell.lines[0].falls) == (400, ((8, "", 601, 400),))
    (finding,) = book.contracts("M9").findings
    assert finding.code == "contract.activity-falls"
    assert "units to date of OP are 400, and were 601 in M08" in finding.message


def test_activity_of_one_commissioner_that_falls_is_found() -> None:
    """Barnet 50 and then 40, Camden 30 and then 45: in all it rises, and Barnet's fell."""
    book = made(OP, shares={BARNET: "1/2", CAMDEN: "1/2"})
    told(book, "M6", ActivityRow("OP", 50, None, BARNET), ActivityRow("OP", 30, None, CAMDEN))
    rows = ActivityRow("OP", 40, None, BARNET), ActivityRow("OP", 45, None, CAMDEN)
    assert told(book, "M7", *rows).lines[0].falls == ((6, BARNET, 50, 40),)
    assert told(book, "M8", ("OP", 84)).lines[0].falls == ((7, "", 85, 84),)
