"""What is stated beside the ledger: since when it is known, and what is no figure of it."""

from pathlib import Path
from typing import Any

import pytest

from command import Run
from pctfinance.book import Book
from pctfinance.errors import InputRefusedError, PctFinanceError, UsageError
from pctfinance.ledger.contracts import ActivityRow, ContractLine

BY = "Financial Controller, Barnet"
NEVER = "2011-11-30"


def ncl() -> Book:
    """A book without figures."""
    return Book.in_memory("2011-12", group="NCL")


def paid(number: int, in_time: int) -> dict[str, int]:
    """Bills of £1 each."""
    return {
        "number": number,
        "pence": number * 100,
        "number_in_time": in_time,
        "pence_in_time": in_time * 100,
    }


def state_bills(book: Book, month: str, number: int, in_time: int, **named: Any) -> None:
    """The same bills of NHS bodies and of others."""
    bills = paid(number, in_time)
    book.state_bills_paid(
        "5A9", month, nhs=bills, non_nhs=bills, by=BY, reference=f"return {month}", **named
    )


def payment(book: Book, month: str, known_at: str | None = None) -> Any:
    """The note of better payment practice of Barnet."""
    return book.duties(month, known_at=known_at).of("5A9", "better_payment_practice")


# Known when


@pytest.mark.parametrize("on", ["2011-12-05", None], ids=["a day", "today"])
def test_bills_restated_in_december_are_not_known_in_november(on: str | None) -> None:
    """Ten of ten in time in each month; in December it was none of M1: November still says met."""
    book = ncl()
    for month in ("M1", "M2"):
        state_bills(book, month, 10, 10)
    state_bills(book, "M1", 10, 0, on=on)
    assert payment(book, "M2", NEVER).status.value == "met"
    now = payment(book, "M2")
    assert (now.value("nhs-number-in-time"), now.status.value) == (10, "missed")
    assert book.verify() == ()


@pytest.mark.parametrize("on", ["2011-12-05", None], ids=["a day", "today"])
def test_a_file_of_bills_has_its_day_too(tmp_path: Path, on: str | None) -> None:
    """The bills of the file that stand already are passed over; the others are of its day."""
    book, file = ncl(), tmp_path / "b.csv"
    head = "body,period,sector,number,amount,number_in_time,amount_in_time\n"
    file.write_text(f"{head}5A9,M1,nhs,10,10,10,10\n5A9,M1,non-nhs,10,10,10,10\n")
    book.load_bills_paid(file, by=BY)
    file.write_text(f"{head}5A9,M1,nhs,10,10,0,0\n5A9,M1,non-nhs,10,10,10,10\n")
    book.load_bills_paid(file, by=BY, on=on)
    assert book.load_bills_paid(file, by=BY).posted == 0
    assert payment(book, "M1", NEVER).status.value == "met"
    assert payment(book, "M1").status.value == "missed"


@pytest.mark.parametrize("on", ["2011-12-05", None], ids=["a day", "today"])
def test_a_provider_arm_restated_in_december_is_not_known_in_november(on: str | None) -> None:
    """Cost 100, income 70 and allocation 30 are met; cost 101 is a breach of one."""
    book = ncl()
    arm: dict[str, Any] = {"income_pence": 70, "allocation_pence": 30, "by": BY, "reference": "a"}
    book.state_provider_arm("5A9", "M6", cost_pence=100, **arm)
    book.state_provider_arm("5A9", "M6", cost_pence=101, on=on, **arm)
    assert book.duties("M6", known_at=NEVER).status("5A9", "full_cost_recovery").value == "met"
    assert book.duties("M6").status("5A9", "full_cost_recovery").value == "breach"


def state_contract(book: Book, price: int, **named: Any) -> None:
    """120 units of the year, halved between Barnet and Camden."""
    line = ContractLine.of("OP", "Outpatients", 120, price)
    given: dict[str, Any] = {"provider": "RX", "provider_name": "X", "reference": "c", "by": BY}
    shares = {"5A9": "1/2", "5K7": "1/2"}
    book.state_contract("5A9", "C1", [line], shares, **{**given, **named})


@pytest.mark.parametrize("on", ["2011-12-05", None], ids=["a day", "today"])
def test_a_variation_in_december_is_not_known_in_november(on: str | None) -> None:
    """60 units by M6 at £10 are £600; at £20 they are £1,200."""
    book = ncl()
    state_contract(book, 10_00)
    state_contract(book, 20_00, on=on)
    plans = [book.contracts("M6", known_at=day).of("5A9", "C1").plan_pence for day in (NEVER, None)]
    assert plans == [600_00, 1_200_00]


def test_a_wrong_day_is_put_right_by_the_same_said_again() -> None:
    """The variation of June was entered with a day of December; said again with its own, June has it.

    The same office, paper and day once more is passed over; so is what tells no day. Another paper is
    another statement, and one of today, since nobody said its day.
    """
    book = ncl()
    state_contract(book, 10_00)
    state_contract(book, 20_00, on="2011-12-01")
    state_contract(book, 20_00, on="2011-06-01")
    known = ("2011-05-31", "2011-06-01", None)
    plans = [book.contracts("M6", known_at=day).of("5A9", "C1").plan_pence for day in known]
    assert plans == [600_00, 1_200_00, 1_200_00]
    before = book.head
    for named in ({}, {"on": "2011-06-01"}):
        state_contract(book, 20_00, **named)
        assert book.head == before
    state_contract(book, 20_00, reference="variation 2", on="2011-07-01")
    assert book.head.sequence == before.sequence + 1
    for reference, posted in (("return M1", 1), ("return M1", 0), ("return 2", 1)):
        bills: dict[str, Any] = {"nhs": paid(10, 10), "non_nhs": paid(10, 10), "by": BY}
        receipt = book.state_bills_paid("5A9", "M1", **bills, reference=reference)
        assert receipt.posted == posted
    assert book.verify() == ()


def test_a_file_that_has_grown_may_be_sent_again(tmp_path: Path) -> None:
    """Activity of M1, and then of M1 and M2 under another name and day: M1 stands, M2 is new.

    A contract whose row names another paper is stated again; the others of the file are not.
    """
    book = ncl()
    head = "body,contract,provider,provider_name,shares,line,name,activity,price,reference\n"
    row = "5A9,{},RX,X,5A9=1,OP,Outpatients,120,10,{}\n"
    contracts = tmp_path / "contracts.csv"
    for papers, posted in ((("a", "b"), 2), (("a", "b"), 0), (("a", "variation 1"), 1)):
        contracts.write_text(head + row.format("C1", papers[0]) + row.format("C2", papers[1]))
        answer = book.load_contracts(contracts, by=BY)
        assert answer.receipt is not None
        assert answer.receipt.posted == posted
    head, rows = "body,contract,period,line,activity\n", "5A9,C1,M1,OP,10\n"
    for name, on, posted in (("m1.csv", None, 1), ("m2.csv", "2011-06-10", 1)):
        (tmp_path / name).write_text(head + rows)
        answer = book.load_activity(tmp_path / name, by=BY, on=on)
        assert answer.receipt is not None
        assert answer.receipt.posted == posted
        rows += "5A9,C1,M2,OP,20\n"


@pytest.mark.parametrize("on", ["2011-12-05", None], ids=["a day", "today"])
def test_a_plan_of_savings_lowered_in_december_is_not_known_in_november(on: str | None) -> None:
    """10 planned in M4, then 8: the 8 saved are 2 short until then, and on plan from then on."""
    book = ncl()
    plan: dict[str, Any] = {"category": "acute", "recurrence": "recurrent", "reference": "p"}
    book.state_scheme("5A9", "Q1", "Generics", {"M4": 10}, by=BY, **plan)
    book.report_scheme("5A9", "Q1", "M8", 8, 8, rating="amber", by=BY, on=NEVER)
    book.state_scheme("5A9", "Q1", "Generics", {"M4": 8}, by=BY, on=on, **plan)
    then, now = (book.qipp("M8", known_at=day) for day in (NEVER, None))
    assert (then.of("5A9", "Q1").variance_pence, now.of("5A9", "Q1").variance_pence) == (-2, 0)
    assert [finding.code for finding in then.findings] == ["qipp.forecast-below"]
    (lowered,) = now.findings
    assert lowered.code == "qipp.plan-lowered"
    assert "first planned to save £0.10 to date" in lowered.message
    assert next(iter(now.rows()))["first_plan_pence"] == 10


def test_a_request_said_again_is_answered_also_when_others_spoke_since() -> None:
    """The first receipt comes back, and what was stated since still stands."""
    book = ncl()
    state_bills(book, "M1", 10, 10, request="r")
    state_bills(book, "M1", 10, 0)
    state_bills(book, "M1", 10, 10, request="r")
    assert payment(book, "M1").status.value == "missed"
    arm: dict[str, Any] = {"by": BY, "reference": "a"}
    book.state_provider_arm("5A9", "M1", has_arm=False, request="s", **arm)
    book.state_provider_arm("5A9", "M1", cost_pence=1, income_pence=0, **arm)
    assert book.state_provider_arm("5A9", "M1", has_arm=False, request="s", **arm).repeated
    state_contract(book, 10_00, request="t")
    state_contract(book, 20_00)
    state_contract(book, 10_00, request="t")
    assert book.contracts("M6").of("5A9", "C1").plan_pence == 1_200_00


def test_signatures_are_known_from_their_day() -> None:
    """Signed on 7 June, the statements are not signed as known on 10 April."""
    book = ncl()
    for office in ("Accountable Officer", "Director of Finance"):
        book.sign_statements("5A9", by=office, on="2012-06-07", reference="accounts")
    assert book.statements("5A9", known_at="2012-04-10").signatures == ()
    assert book.statements("5A9", known_at="2012-06-07").is_signed


# What is no figure


def test_activity_that_is_not_told_of_each_commissioner_is_not_reported() -> None:
    """Barnet's 30 units alone are in no variance; with 0 of Camden's the line is reported."""
    book = ncl()
    state_contract(book, 10_00)
    only = [ActivityRow("OP", 30, None, "5A9")]
    book.report_activity("5A9", "C1", "M6", only, by=BY)
    report = book.contracts("M6")
    found = report.of("5A9", "C1")
    assert (found.not_reported, found.variance_pence, found.payable_of("5A9")) == (("OP",), 0, 0)
    (finding,) = report.findings
    assert finding.code == "contract.not-reported"
    assert finding.message.endswith("OP (not of 5K7)")
    book.report_activity("5A9", "C1", "M6", [*only, ActivityRow("OP", 0, None, "5K7")], by=BY)
    found = book.contracts("M6").of("5A9", "C1")
    assert (found.not_reported, found.variance_pence, found.payable_pence) == ((), 300_00, 300_00)


@pytest.mark.parametrize(
    ("earlier", "base", "status"),
    [
        ((("M6", 60, True),), 59, "not_tested"),
        ((("M6", 60, True),), 60, "met"),
        ((("M1", 30, False), ("M2", 30, False)), 59, "not_tested"),
        ((("M1", 30, False), ("M2", 30, False)), 60, "met"),
        ((("M3", 10, True), ("M4", 50, False)), 59, "not_tested"),
    ],
)
def test_bills_to_date_do_not_fall(
    earlier: tuple[tuple[str, int, bool], ...], base: int, status: str
) -> None:
    """60 were stated before: 59 to date in M8 cannot be, and 60 can."""
    book = ncl()
    for month, number, to_date in earlier:
        state_bills(book, month, number, number, to_date=to_date)
    state_bills(book, "M8", base, base, to_date=True)
    note = payment(book, "M8")
    assert note.status.value == status
    if status == "not_tested":
        last = int(earlier[-1][0][1:])
        assert note.reason == f"fewer bills to date in M08 than up to M{last:02}"
        assert note.value("nhs-number-paid") is None


def agree(book: Book, pence: int, on: str) -> None:
    """A control total, with the authority of the first half of the year."""
    given: dict[str, Any] = {"authority": "Q36", "by": BY, "reference": f"letter of {on}"}
    book.agree_control_total("5A9", pence, on=on, **given)


def test_the_control_total_of_the_last_day_stands() -> None:
    """The letter of 1 June is recorded before that of 1 April, and stands; of one day, the last."""
    book = ncl()
    agree(book, 100, "2011-06-01")
    agree(book, 50, "2011-04-01")
    assert book.duties("M8").of("5A9", "control_total").value("agreed") == 100
    agree(book, 70, "2011-06-01")
    assert book.duties("M8").of("5A9", "control_total").value("agreed") == 70


def test_a_planned_deficit_is_told() -> None:
    """Zero is none; a penny below it is found, whether it is met or not."""
    book = ncl()
    agree(book, 0, "2011-04-01")
    assert "duty.planned-deficit" not in {one.code for one in book.duties("M8").findings}
    agree(book, -1, "2011-05-01")
    report = book.duties("M8")
    (found,) = [one for one in report.findings if one.code == "duty.planned-deficit"]
    assert found.message == "Barnet PCT plans a deficit of £0.01"
    assert report.of("5A9", "control_total").remark.endswith("which no PCT may plan")


def test_no_more_of_a_cost_is_met_from_the_allocation_than_it_is() -> None:
    """Cost 100, income 20: an allocation of 100 is within the cost, one of 101 is not."""
    book = ncl()
    arm: dict[str, Any] = {"cost_pence": 100, "income_pence": 20, "by": BY, "reference": "a"}
    for allocation, status in ((79, "breach"), (80, "met"), (100, "met"), (101, "not_tested")):
        book.state_provider_arm("5A9", "M12", allocation_pence=allocation, **arm)
        note = book.duties("M12").of("5A9", "full_cost_recovery")
        assert note.status.value == status
    assert note.reason == "more is met from the allocation than the cost of £1"


@pytest.mark.parametrize("day", ["2011-05-01", "2012-03-31", "2999-06-07"])
def test_accounts_are_signed_when_the_year_is_over_and_not_tomorrow(day: str) -> None:
    """On its last day it is not over; the day after it is."""
    book = ncl()
    signed: dict[str, Any] = {"by": "Director of Finance", "reference": "accounts"}
    with pytest.raises(PctFinanceError) as caught:
        book.sign_statements("5A9", on=day, **signed)
    codes = [finding.code for finding in caught.value.findings]
    assert codes == (["usage"] if day > "2012-12-31" else ["statement.too-early"])
    assert book.holdings.resource.events == ()
    assert book.sign_statements("5A9", on="2012-04-01", **signed).posted == 1


def test_one_office_does_not_sign_in_both_roles() -> None:
    """Also where it names its organisation once, and once not."""
    book = ncl()
    day: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
    for by in ("Director of Finance, NCL", "director of  finance"):
        with pytest.raises(PctFinanceError, match="two-offices"):
            book.sign_statements("5A9", by=by, role="accountable-officer", **day)


@pytest.mark.parametrize("wrong", [1.0, "3", True])
def test_a_whole_number_is_given_as_one(wrong: Any) -> None:
    """A float, a text and a truth value are refused, of bills, units and pence; nothing is written."""
    book = ncl()
    state_contract(book, 10_00)
    head = book.head
    bills = {**paid(5, 5), "number_in_time": wrong}
    plan: dict[str, Any] = {"category": "acute", "recurrence": "recurrent", "reference": "p"}
    for act in (
        lambda: book.state_bills_paid("5A9", "M1", nhs=bills, non_nhs=bills, by=BY, reference="r"),
        lambda: agree(book, wrong, "2011-04-01"),
        lambda: book.report_activity("5A9", "C1", "M6", [("OP", wrong)], by=BY),
        lambda: book.state_scheme("5A9", "Q1", "n", {"M4": wrong}, by=BY, **plan),
        lambda: ContractLine.of("OP", "n", wrong, 1),
    ):
        with pytest.raises(ValueError, match="no whole number"):
            act()
    assert book.head == head


def test_a_share_is_exact_and_a_month_is_named_once() -> None:
    """A float is no share; M4 in two spellings is named twice."""
    book = ncl()
    terms: dict[str, Any] = {"provider": "RX", "provider_name": "X", "reference": "c", "by": BY}
    shares: dict[str, Any] = {"5A9": 1.0}
    with pytest.raises(UsageError, match="no exact share"):
        book.state_contract("5A9", "C1", [ContractLine.of("OP", "n", 12, 1)], shares, **terms)
    plan: dict[str, Any] = {"category": "acute", "recurrence": "recurrent", "reference": "p"}
    trajectory: dict[str, Any] = {"denominator": "total-budget", "on": "2011-07-29", "by": "DoF"}
    with pytest.raises(UsageError, match="named twice"):
        book.state_trajectory(
            "5A9", shares={"M6": "0.1", "2011-12 M06": "0.2"}, reference="board", **trajectory
        )
    planned: dict[str, Any] = {"by": "DoF", "on": "2011-07-29", "reference": "plan"}
    for told in ({"months": {"M6": 1, "2011-12 M06": 2}}, {"profile": {"M6": 1, "M06": 2}}):
        asked: dict[str, Any] = {"pence": 100, **told} if "profile" in told else told
        with pytest.raises(UsageError, match="named twice"):
            book.plan_cash_drawings("5A9", **asked, **planned)
    with pytest.raises(UsageError, match="named twice"):
        book.state_scheme("5A9", "Q1", "n", {"M4": 1, "2011-12 M04": 2}, by=BY, **plan)
    assert book.holdings.resource.events == ()


def test_a_contract_file_tells_a_bad_share_beside_a_bad_line(tmp_path: Path) -> None:
    """Both rows are told at once, and so is a sum that is not one."""
    head = "body,contract,provider,provider_name,shares,line,name,activity,price,reference\n"
    file = tmp_path / "c.csv"
    for shares, said in (("5A9=50%", "is no share"), ("5A9=1/2", "add up to 1/2")):
        file.write_text(f"{head}5A9,C1,RX,X,{shares},NEL,n,twelve,1,c\n")
        with pytest.raises(InputRefusedError) as caught:
            ncl().load_contracts(file, by=BY)
        assert [said in one.message for one in caught.value.findings] == [False, True]
        assert "no whole number" in caught.value.findings[0].message


# The commands


def test_the_commands_take_a_day_and_name_nothing_twice(run: Run, tmp_path: Path) -> None:
    """`--on` of bills; a share or a month twice, and digits of another script, are usage."""
    book = tmp_path / "b"
    Book.create(book, "2011-12", group="NCL").close()
    bills = ("bills", "state", book, "5A9", "--as-of", "M1", "--by", BY, "--reference", "r")
    assert run(*bills, "--nhs", "1;1;1;1", "--non-nhs", "1;1;1;1").code == 0
    late = ("--nhs", "1;1;0;0", "--non-nhs", "1;1;1;1", "--on", "2011-12-05")
    assert run(*bills, *late).code == 0
    kept = Book.open(book, read_only=True)
    assert payment(kept, "M1", NEVER).status.value == "met"
    head = kept.head
    kept.close()
    strange = "\N{DEVANAGARI DIGIT ONE};1;1;1"
    assert run(*bills, "--nhs", strange, "--non-nhs", "1;1;1;1").code == 2
    line = ("--line", "NEL;n;12;1", "--provider", "RX", "--provider-name", "X", "--basis", "plan")
    shares = ("--share", "5K7;300", "--share", "5K7;100")
    paper = ("--by", BY, "--reference", "c")
    assert run("contract", "state", book, "5A9", "C1", *line, *shares, *paper).code == 2
    months = ("--month", "M4;1", "--month", "M4;2", "--category", "acute")
    plan = ("qipp", "state", book, "5A9", "Q1", "n", *months, "--recurrence", "recurrent")
    assert run(*plan, *paper).code == 2
    kept = Book.open(book, read_only=True)
    assert kept.head == head
    kept.close()
