"""What a book states at its year's end: what the next one begins with, and what it names instead."""

from datetime import date
from pathlib import Path
from typing import Any

from ledger_examples import event
from pctfinance.book import Book
from pctfinance.documents import REFUSED
from pctfinance.errors import Level
from pctfinance.ledger.contracts import ContractLine
from pctfinance.ledger.delegation_facts import ConditionStated
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.year_end.restating import CARRIED
from year_end_examples import all_decided, two_boards

PAPER: Any = {"by": "Director of Finance", "on": "2011-04-01"}
TEAM = {"5A9": "1/4", "5C1": "3/4"}


def stated(*, leaver: str = "") -> Book:
    """Barnet and Enfield in March 2012, with something of every kind that a book states."""
    book = two_boards(leaver=leaver)
    for month, weights in (("M1", {"5A9": "1/2", "5C1": "1/2"}), ("M7", TEAM)):
        book.state_sharing_basis(
            "team", host="5A9", kind="agreed-shares", from_month=month, weights=weights,
            source=f"paper of {month}", **PAPER
        )  # fmt: skip
    alone: Any = {"kind": "agreed-shares", "from_month": "M1", "source": "paper", **PAPER}
    book.state_sharing_basis("estates", host="5A9", weights={"5A9": 1}, **alone)
    book.state_recharge_agreement(
        "SLA 1", provider="5A9", recipient="5C1", pence=50_00, source="agreement", **PAPER
    )
    book.state_running_cost_limit("Q36", 1_00, basis="per-head", reference="letter 3", **PAPER)
    book.state_officers(
        "LON",
        [
            ("Director", 5_00, "2011-10-03", "2012-12-31"),
            ("Deputy", None, "2011-10-03", "2012-03-31"),
        ],
        reference="letter 4",
    )
    book.state_officers("Q36", [("Director", None, "2011-04-01", "2011-10-02")])
    book.state_officers("5C1", [("Old director", None, "2011-04-01", "2012-03-31")])
    for category in ("acute", "transition"):
        book.state_eligible_budget("5A9", not_eligible=[category], reference="paper 5", **PAPER)
    for met, on in ((None, "2011-05-01"), ("2011-09-01", "2011-09-30")):
        book.state_condition(
            "5A9", "07M", condition="a constitution", met_on=met, on=on, by="Director",
            evidence=f"minute of {on}",
        )  # fmt: skip
    book.state_trajectory(
        "5C1", shares={"M6": "0.5"}, denominator="total-budget", reference="plan", **PAPER
    )
    book.plan_cash_drawings("5A9", {"M2": 1_00}, reference="plan 1", **PAPER)
    return book


def rolled(book: Book, folder: Path | None = None) -> Book:
    """Next year's book."""
    all_decided(book)
    return book.roll_forward(folder, by="Director", notified="2012-05-01").book


def said(book: Book) -> list[str]:
    """What the roll says is to be stated anew."""
    assert all(found.level is Level.WARNING for found in book.findings)
    return [found.message for found in book.findings if found.code == "yearend.anew"]


def test_what_holds_goes_on() -> None:
    """The basis of month 7, from month 1; the director in office; eligibility and the condition."""
    book = stated()
    following = rolled(book)
    bases = {basis.name: basis for basis in following.sharing_bases()}
    assert {name: (b.month, b.version, b.source) for name, b in bases.items()} == {
        "team": (1, 1, "paper of M7"),
        "estates": (1, 1, "paper"),
    }
    assert {body: str(weight) for body, weight in bases["team"].by_body.items()} == TEAM
    (officer,) = following.officers("LON")
    assert (officer.office, officer.limit_pence) == ("Director", 5_00)
    report = following.delegations("M1", "5A9")
    assert report.body("5A9").not_eligible == ("transition",)
    (condition,) = report.conditions
    assert (condition.condition, condition.met_on) == ("a constitution", date(2011, 9, 1))
    (kept,) = (e for e in following.holdings.resource.events if isinstance(e.what, ConditionStated))
    assert (kept.reference, kept.effective) == ("minute of 2011-09-30", date(2012, 4, 1))
    assert following.verify() == ()
    assert following.verify_predecessor(book) == ()


def test_what_was_for_one_year_is_named() -> None:
    """Agreement, limit, trajectory, plan and officers who left: each by name, and not there."""
    book = stated()
    following = rolled(book)
    assert said(following) == [
        "the officers of 5C1: none of them is in office on 2012-04-01, and it is not carried",
        "the recharge agreement 'SLA 1' of 5A9 and 5C1: £50 for 2011-12, and it is not carried",
        "the running-cost limit of Q36: it was set for 2011-12, and it is not carried",
        "the trajectory of 5C1: its months are those of 2011-12, and it is not carried",
        "the plan of cash of 5A9: its months are those of 2011-12, and it is not carried",
    ]
    assert following.recharge_agreements() == ()
    assert following.officers("5C1") == following.officers("Q36") == ()
    kinds = {one.content["kind"] for one in following._records.statements}
    assert kinds == {"sharing-basis-stated", "officers-stated"}
    assert all(one.content[CARRIED] == "2011-12" for one in following._records.statements)


def test_plans_of_a_year_are_stated_anew() -> None:
    """Of two schemes that last one has its whole year; the one that does not last is not named.

    The contract that was stated twice is named once; the second plan of Q1 is the one that counts.
    """
    book = two_boards()
    lead: dict[str, Any] = {"by": "QIPP lead", "category": "acute", "reference": "plan"}
    for months in ({"M4": 10_00}, {"M4": 10_00, "M9": 20_00}):
        book.state_scheme(
            "5A9", "Q1", "Generics", months, recurrence="recurrent", full_year_pence=60_00, **lead
        )
    book.state_scheme("5A9", "Q2", "Stock", {"M8": 5_00}, recurrence="non-recurrent", **lead)
    book.state_scheme("5C1", "Q1", "Waste", {"M6": 4_00}, recurrence="recurrent", **lead)
    for price in (2_00, 3_00):
        book.state_contract(
            "5C1",
            "K1",
            [ContractLine.of("NEL", "Non-elective", 12, price)],
            {"5C1": 1},
            provider="RX",
            provider_name="Provider X",
            by="Contracts",
            reference=f"contract at {price}",
        )
    book.state_provider_arm("5C1", "M12", has_arm=False, by="Director", reference="accounts")
    book.agree_control_total("5A9", 1_00, authority="Q36", reference="letter 7", **PAPER)
    following = rolled(book)
    assert said(following) == [
        "the control total of 5A9: it was agreed for 2011-12, and it is not carried",
        (
            "the provider arm of 5C1: what is said of it is of the months of 2011-12, and it is not "
            "carried"
        ),
        (
            "the scheme 'Q1' of 5A9: it lasts, of £60 in a whole year £30 was planned for the months "
            "of 2011-12, and it is not carried"
        ),
        (
            "the scheme 'Q1' of 5C1: it lasts, £4 was planned for the months of 2011-12, and it is "
            "not carried"
        ),
        (
            "the contract 'K1' of 5C1 with Provider X: its units, prices and shares are of 2011-12, "
            "and it is not carried"
        ),
    ]
    assert (following.qipp("M1").lines, following.contracts("M1").contracts) == ((), ())
    assert following.verify_predecessor(book) == ()


def test_a_signature_that_is_missing_is_named() -> None:
    """Barnet has one of two, Enfield both; whoever signs after the roll changes nothing of it."""
    book = two_boards()
    on: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
    book.sign_statements("5A9", by="Director of Finance", **on)
    for office in ("Director of Finance", "Accountable Officer"):
        book.sign_statements("5C1", by=office, **on)
    following = rolled(book)
    (found,) = [f for f in following.findings if f.code == "yearend.open"]
    assert found.message == (
        "the Accountable Officer did not sign the statements of 5A9, and the other office did"
    )
    book.sign_statements("5A9", by="Accountable Officer", **on)
    assert following.verify_predecessor(book) == ()


def test_a_basis_with_a_body_that_left_is_stated_anew() -> None:
    """Enfield is of another group next year: the team's cost has no basis, that of Barnet has."""
    book = stated(leaver="5C1")
    following = rolled(book)
    assert [basis.name for basis in following.sharing_bases()] == ["estates"]
    assert said(following)[0] == (
        "the basis 'team': 5C1 is not in the next book, and it is not carried"
    )
    assert following.verify_predecessor(book) == ()


def test_what_is_open_is_settled_in_its_own_year() -> None:
    """A commitment of £3 that nobody regularised, and a recharge of two journals not approved."""
    book = two_boards()
    given = Allocation(
        strand=Strand.of(Limit.REVENUE, Funding.NON_RECURRENT), pence=10_00, issuer="DH"
    )
    book.post(event(given, body="5A9"))
    book.commit_in_emergency(
        "5A9", "E1", 3_00, category="acute", purpose="placement", on_call_body="5C1",
        by="On-call director, Enfield", at="2011-12-26T02:40", reference="log",
    )  # fmt: skip
    book.recharge(
        "R1", provider="5A9", recipient="5C1", pence=1_00, category="acute", purpose="p",
        month="M12", by="Head of Finance",
    )  # fmt: skip
    all_decided(book)
    made = book.roll_forward(None, by="Director", notified="2012-05-01", test=True)
    found = [f.message for f in made.book.findings if f.code == "yearend.open"]
    assert found[0].startswith("emergency commitment 'E1' of 5A9: £3 is not regularised")
    assert sorted(text[:20] for text in found[1:]) == [
        "journal 'R1' of 5A9 ",
        "journal 'R1' of 5C1 ",
    ]


def test_a_statement_that_was_changed_is_found() -> None:
    """A next book that begins with other weights than its predecessor stated is told apart."""
    book = stated()
    following = rolled(book)
    other = stated()
    other.state_sharing_basis(
        "team", host="5A9", kind="agreed-shares", from_month="M12",
        weights={"5A9": "1/3", "5C1": "2/3"}, source="forged", **PAPER,
    )  # fmt: skip
    forged = rolled(other)
    assert following.verify_predecessor(book) == ()
    assert forged.verify_predecessor(book) != ()
    later = stated()
    again = rolled(later)
    later.state_recharge_agreement(
        "SLA 2", provider="5A9", recipient="5C1", pence=1_00, source="late", **PAPER
    )
    assert again.verify_predecessor(later) == (), "what was stated since the roll does not count"


def test_a_kept_book_begins_with_it_in_one_transaction(tmp_path: Path) -> None:
    """Opened again, the statements are there; a later statement takes the place of a carried one."""
    book = stated()
    rolled(book, tmp_path / "next.book").close()
    following = Book.open(tmp_path / "next.book")
    times = {one.recorded_at for one in following._records.statements}
    assert len(times) == 1
    assert following.verify_predecessor(book) == ()
    following.state_officers("LON", [("Another", None, "2012-04-01", "2013-03-31")])
    assert [officer.office for officer in following.officers("LON")] == ["Another"]
    assert following.verify_predecessor(book) == (), "what is stated later is the book's own"


def test_a_book_that_states_nothing_says_nothing() -> None:
    """No statement, no finding; a refused step is a record of its year."""
    book = two_boards()
    following = rolled(book)
    assert (following.findings, following._records.statements) == ((), ())
    assert all(one.content["kind"] == REFUSED for one in book._records.statements)
