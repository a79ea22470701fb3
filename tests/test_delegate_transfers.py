"""A delegate's budget moves from one body to another as a transfer, and in no other way.

All amounts are invented. Camden and Barnet each delegate to one delegate: Camden £30, Barnet £5.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Run, folder_of, two_boards
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.decisions import refusals
from pctfinance.decisions.states import TRANSITIONS, Action, TransferState, steps_from
from pctfinance.errors import PostingRefusedError, UnknownNameError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import BudgetIssued, Delegation
from pctfinance.ledger.lines import Account, Strand
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from tracing_examples import check_every_figure
from transfer_examples import BARNET, CAMDEN, Steps, two_pcts

CCG = "07R"
MOVE: dict[str, Any] = {"delegate": CCG, "category": "acute", "funding": "recurrent"}


def delegated(pence: int, body: str = "5K7", *, category: str = "acute", **when: Any) -> Event:
    """A delegation of recurrent money in May 2011, unless told otherwise."""
    what = Delegation(strand=RECURRENT, pence=pence, category=category, delegate=CCG)
    return event(what, body=body, effective=when.pop("day", date(2011, 5, 1)), **when)


def with_cells() -> Book:
    """£100 of each kind; £60 for acute services, recurrently; Camden delegates £30, Barnet £5."""
    book = two_pcts()
    for body, pence in (("5K7", 30_00), ("5A9", 5_00)):
        budget = BudgetIssued(strand=RECURRENT, pence=60_00, category="acute")
        book.post(event(budget, body=body), delegated(pence, body))
    return book


def cells(book: Book, as_of: str = "M12") -> tuple[int, int]:
    """What the delegate holds of Camden and of Barnet, in pence."""
    report = book.delegations(as_of)
    return report.body("5K7").delegated_to(CCG), report.body("5A9").delegated_to(CCG)


def limits(book: Book, as_of: str = "M12") -> tuple[int, int]:
    """The revenue limits of Camden and of Barnet, in pence."""
    camden, barnet = (book.limit(body, as_of=as_of).total() for body in ("5K7", "5A9"))
    return camden, barnet


def held(book: Book, account: Account, body: str = "5K7", strand: Strand = RECURRENT) -> int:
    """What a body holds on an account, in pence."""
    balances = book.holdings.resource.balances(body, book.year.periods[-1])
    return balances.use([account], strand.limit, funding=strand.funding)


# By hand


def test_a_cell_moves_with_its_limit() -> None:
    """£10 of the £30: pending, then out of Camden's limit, and into the cell in Barnet's."""
    book = with_cells()
    retained = [held(book, Account.RETAINED, body) for body in ("5K7", "5A9")]
    steps = Steps(book, **MOVE).until_submitted()
    assert (cells(book), held(book, Account.PENDING)) == ((20_00, 5_00), 10_00)
    assert limits(book) == (200_00, 200_00), "what is submitted has moved no limit"
    steps.approve()
    steps.action()
    assert (cells(book), held(book, Account.PENDING)) == ((20_00, 15_00), 0)
    assert limits(book) == (190_00, 210_00)
    assert limits(book, "M3") == (200_00, 200_00)
    assert [held(book, Account.RETAINED, body) for body in ("5K7", "5A9")] == retained
    assert held(book, Account.UNALLOCATED) == 40_00, "Camden's own reserve is untouched"
    for body in ("5K7", "5A9"):
        assert book.delegations("M12", body).body(body).difference_pence == 0
    assert book.delegations("M12").tunnels == ()
    assert not [f for f in book.position("M12").findings if f.code == "delegation.tunnel"]
    assert book.verify() == ()
    check_every_figure(book, book.position("M12"))


def test_what_is_not_approved_returns_to_the_cell() -> None:
    """£6 of £10 approved: Camden's cell keeps £24, Barnet's has £11."""
    book = with_cells()
    Steps(book, **MOVE).until_approved(pence=6_00).action()
    assert cells(book) == (24_00, 11_00)
    assert limits(book) == (194_00, 206_00)


@pytest.mark.parametrize("outcome", ["rejected", "returned", "withdrawn", "expired"])
def test_what_ends_returns_to_the_cell(outcome: str) -> None:
    """Whatever ends it, the delegate holds £30 of Camden again and nothing is unallocated by it."""
    book = with_cells()
    Steps(book, **MOVE).until_submitted().end(outcome)
    assert (cells(book), held(book, Account.PENDING)) == ((30_00, 5_00), 0)
    assert held(book, Account.UNALLOCATED) == 40_00
    assert book.verify() == ()


def test_cash_goes_with_it_and_is_in_no_cell() -> None:
    """£10 of the cell and £7 of cash: the cash comes out of what is unallocated."""
    book = with_cells()
    Steps(book, cash_pence=7_00, **MOVE).until_approved().action()
    cash = [book.limit(body, as_of="M12", limit="cash").total() for body in ("5K7", "5A9")]
    assert cash == [93_00, 107_00]
    assert cells(book) == (20_00, 15_00)


def test_a_reversal_gives_back_to_the_same_cell() -> None:
    """As a plain transfer it would be taken from what Barnet itself holds."""
    book = with_cells()
    Steps(book, **MOVE).until_approved().action()
    back = {"giver": "5A9", "receiver": "5K7", "reverses": "T1", "effective": "2011-08-01"}
    for changed in ({"funding": "recurrent"}, MOVE | {"category": "dental"}):
        with pytest.raises(refusals.TransferTermsError, match="does not give back"):
            Steps(book, "R1", **back, **changed).propose(on="2011-07-02")
    again = Steps(book, "R1", **back, **MOVE)
    again.propose(on="2011-07-02")
    again.agree("giver", by=BARNET, on="2011-07-03")
    again.agree("receiver", by=CAMDEN, on="2011-07-03")
    again.submit(by=BARNET, on="2011-07-04")
    again.approve(on="2011-07-20")
    again.action(by=BARNET, on="2011-08-01")
    assert (cells(book), limits(book)) == ((30_00, 5_00), (200_00, 200_00))
    assert book.transfer("T1").state is TransferState.REVERSED


# What cannot be offered


@pytest.mark.parametrize(
    ("terms", "error", "said"),
    [
        ({**MOVE, "pence": 30_01}, refusals.TransferResourceError, "£0.01 more than there is"),
        ({**MOVE, "category": "dental"}, refusals.TransferResourceError, "dental 07R"),
        ({**MOVE, "delegate": "07M"}, refusals.TransferResourceError, "acute 07M"),
        ({**MOVE, "funding": "non-recurrent"}, refusals.TransferResourceError, "acute 07R"),
        ({"funding": "recurrent", "pence": 40_01}, refusals.TransferResourceError, "unallocated"),
        ({**MOVE, "category": ""}, refusals.TransferTermsError, "a delegate and a category"),
        ({"category": "acute"}, refusals.TransferTermsError, "a delegate and a category"),
        (
            {**MOVE, "kind": "loan", "repayments": [("2012-13", 10_00)]},
            refusals.TransferTermsError,
            "a loan of revenue resource moves no delegate's budget",
        ),
        (
            {"delegate": CCG, "category": "acute", "limit": "capital"},
            refusals.TransferTermsError,
            "of capital resource",
        ),
        ({**MOVE, "delegate": "XYZ"}, UnknownNameError, "XYZ"),
    ],
)
def test_only_what_the_cell_holds_is_offered(
    terms: dict[str, Any], error: type[Exception], said: str
) -> None:
    """Recurrent for recurrent, of this delegate and category; and a plain transfer takes no cell."""
    book = with_cells()
    before = cells(book), limits(book)
    with pytest.raises(error, match=said):
        Steps(book, **terms).until_submitted()
    assert (cells(book), limits(book)) == before


def test_what_is_pending_is_not_taken_back() -> None:
    """£25 of £30 is under way: Camden cannot take back £6 of the cell, nor offer it again."""
    book = with_cells()
    Steps(book, pence=25_00, **MOVE).until_submitted()
    with pytest.raises(PostingRefusedError, match="delegated acute 07R"):
        book.post(delegated(-6_00, day=date(2011, 9, 1)))
    with pytest.raises(refusals.TransferResourceError):
        Steps(book, "T2", pence=6_00, **MOVE).until_submitted()


PATHS: dict[TransferState, Callable[[Steps], object]] = {
    TransferState.PROPOSED: lambda steps: steps.propose(),
    TransferState.AGREED: lambda steps: steps.until_agreed(),
    TransferState.SUBMITTED: lambda steps: steps.until_submitted(),
    TransferState.APPROVED: lambda steps: steps.until_approved(),
    TransferState.ACTIONED: lambda steps: steps.until_approved().action(),
    TransferState.REJECTED: lambda steps: steps.until_submitted().end("rejected"),
    TransferState.RETURNED: lambda steps: steps.until_submitted().end("returned"),
    TransferState.WITHDRAWN: lambda steps: steps.until_submitted().end("withdrawn"),
    TransferState.EXPIRED: lambda steps: steps.until_submitted().end("expired"),
}
LATE = "2012-03-31"
DOING: dict[Action, Callable[[Steps], None]] = {
    Action.PROPOSE: lambda steps: steps.propose(on=LATE, purpose="changed"),
    Action.AGREE: lambda steps: steps.agree("giver", on=LATE),
    Action.SUBMIT: lambda steps: steps.submit(on=LATE),
    Action.APPROVE: lambda steps: steps.approve(on="2011-06-25"),
    Action.REJECT: lambda steps: steps.end("rejected"),
    Action.RETURN: lambda steps: steps.end("returned"),
    Action.WITHDRAW: lambda steps: steps.end("withdrawn", on=LATE),
    Action.EXPIRE: lambda steps: steps.end("expired"),
    Action.ACTION: lambda steps: steps.action(on=LATE),
}


@pytest.mark.parametrize("state", PATHS, ids=str)
@pytest.mark.parametrize("action", DOING, ids=str)
def test_every_state_and_action(state: TransferState, action: Action) -> None:
    """The cells follow the state: £10 is in Camden's, set aside, or in Barnet's; all else is refused."""
    book = with_cells()
    steps = Steps(book, **MOVE)
    PATHS[state](steps)
    expected = state
    if action in steps_from(state):
        DOING[action](steps)
        found = book.transfer("T1").state
        assert found in {t.after for t in TRANSITIONS if (t.before, t.action) == (state, action)}
        expected = found
    else:
        with pytest.raises(
            (
                refusals.TransferStateError,
                refusals.TransferUnapprovedError,
                refusals.TransferUsedError,
            )
        ):
            DOING[action](steps)
    waiting = expected in (TransferState.SUBMITTED, TransferState.APPROVED)
    moved = expected is TransferState.ACTIONED
    assert held(book, Account.PENDING) == (10_00 if waiting else 0)
    assert cells(book) == (20_00 if waiting or moved else 30_00, 15_00 if moved else 5_00)
    assert limits(book) == ((190_00, 210_00) if moved else (200_00, 200_00))
    assert sum(limits(book)) == 400_00


# No tunnel


def rebased(pence: int, body: str) -> Event:
    """Budgets stated anew: so much more for the delegate, so much less for the body itself."""
    changes = (
        BudgetChange(strand=RECURRENT, category="acute", pence=pence, delegate=CCG),
        BudgetChange(strand=RECURRENT, category="acute", pence=-pence),
    )
    return event(Rebasing(changes=changes), body=body, effective=date(2011, 7, 1))


JULY: dict[str, Any] = {"day": date(2011, 7, 1)}
DENTAL = BudgetIssued(strand=RECURRENT, pence=9_00, category="dental")


@pytest.mark.parametrize(
    "moves",
    [
        lambda: (delegated(-9_00, **JULY), delegated(9_00, "5A9", **JULY)),
        lambda: (delegated(9_00, "5A9", **JULY), delegated(-9_00, day=date(2011, 11, 1))),
        lambda: (
            delegated(-4_00, **JULY),
            delegated(-5_00, **JULY),
            delegated(9_00, "5A9", **JULY),
        ),
        lambda: (rebased(-9_00, "5K7"), delegated(9_00, "5A9", **JULY)),
        lambda: (
            delegated(-9_00, **JULY),
            delegated(9_00, "5A9", **JULY),
            event(DENTAL, body="5A9"),
            delegated(1_00, "5A9", category="dental", **JULY),
        ),
        lambda: (
            delegated(-9_00, **JULY),
            delegated(9_00, "5A9", **JULY),
            delegated(9_00, day=date(2011, 12, 1)),
        ),
    ],
    ids=["plain", "other months", "in two steps", "re-based", "with a little more", "and back"],
)
def test_one_command_moves_no_cell(moves: Callable[[], tuple[Event, ...]]) -> None:
    """Refused with its own error, which names SOM 25 and the command; only that is kept of it."""
    book = with_cells()
    before = book.holdings.resource.events
    with pytest.raises(refusals.UnapprovedMoveError, match=r"SOM 25.*transfer propose") as refused:
        book.post(*moves())
    assert {finding.code for finding in refused.value.findings} == {"delegation.unapproved-move"}
    assert refused.value.exit_code == 4
    assert book.holdings.resource.events == before


def test_a_reversal_is_no_way_round() -> None:
    """Camden's delegation is reversed and Barnet delegates as much, by one command."""
    book = with_cells()
    (first,) = (e for e in book.holdings.resource.events if e.body == "5K7" and _delegates(e))
    undone = book.reverse(
        first.sequence,
        effective="2011-07-01",
        notified="2011-07-01",
        by=CAMDEN,
        reason="entered by mistake",
        reference="memo",
    )
    assert undone.posted == 1
    reversal = book.holdings.resource.events[-1].model_copy(update={"sequence": 0})
    other = with_cells()
    with pytest.raises(refusals.UnapprovedMoveError):
        other.post(reversal, delegated(30_00, "5A9", **JULY))


def _delegates(one: Event) -> bool:
    return isinstance(one.what, Delegation)


@pytest.mark.parametrize(
    "moves",
    [
        lambda: (delegated(-9_00, **JULY), delegated(8_99, "5A9", **JULY)),
        lambda: (delegated(-9_00, **JULY), delegated(9_00, **JULY)),
        lambda: (
            event(DENTAL, body="5K7"),
            event(
                Virement(
                    strand=RECURRENT,
                    pence=9_00,
                    from_category="acute",
                    category="dental",
                    delegate=CCG,
                ),
                body="5K7",
                effective=date(2011, 7, 1),
            ),
            delegated(9_00, "5A9", **JULY),
        ),
    ],
    ids=["another amount", "in one body", "a virement within the cell"],
)
def test_what_is_no_move_is_posted(moves: Callable[[], tuple[Event, ...]]) -> None:
    """Other amounts, one body alone, and what stays with the delegate of the body."""
    book = with_cells()
    events = moves()
    assert book.post(*events).posted == len(events)


def test_by_several_commands_it_stays_a_finding() -> None:
    """Nobody can know what a later command is for: it is named, in the report and the position."""
    book = with_cells()
    book.post(delegated(-9_00, **JULY))
    book.post(delegated(9_00, "5A9", **JULY))
    assert [tunnel.pence for tunnel in book.delegations("M4").tunnels] == [9_00]
    assert book.verify() == ()


def test_an_approved_move_hides_no_other() -> None:
    """£10 moves by its transfer; £9 that move beside it are named still, and no £19."""
    book = with_cells()
    Steps(book, **MOVE).until_approved().action()
    book.post(delegated(-9_00, **JULY))
    book.post(delegated(9_00, "5A9", **JULY))
    assert [tunnel.pence for tunnel in book.delegations("M4").tunnels] == [9_00]


# By command

ROWS = """\
body,event,effective,notified,reference,amount,funding,category,delegate,taken_from,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,,,,England
QA1,budget,2011-04-01,2011-03-31,P/1,800,recurrent,services,,,
QA1,delegation,2011-06-01,2011-06-01,D/1,300,recurrent,services,03F,retained,
QA2,allocation,2011-04-01,2011-03-01,L/2,2400,recurrent,,,,England
QA2,budget,2011-04-01,2011-03-31,P/2,800,recurrent,services,,,
"""
MOVED = """\
QA1,delegation,2011-07-01,2011-07-01,D/2,-50,recurrent,services,03F,retained,
QA2,delegation,2011-07-01,2011-07-01,D/3,50,recurrent,services,03F,retained,
"""


def test_a_workbook_is_no_tunnel(run: Run, tmp_path: Path) -> None:
    """Exit 4, only the attempt is kept; and a book that would begin with such rows is not made."""
    book, first = (
        tmp_path / "two.book",
        folder_of(two_boards() | {"resources": ROWS}, tmp_path / "1"),
    )
    assert run("create", book, first).code == 0
    before = Book.open(book, read_only=True).holdings.resource.events
    second = folder_of(two_boards() | {"resources": ROWS + MOVED}, tmp_path / "2")
    ran = run("load", book, second)
    assert ran.code == 4
    assert "delegation.unapproved-move" in ran.err
    assert "--delegate 03F" in ran.err
    after = Book.open(book, read_only=True)
    assert after.holdings.resource.events == before
    assert after._records.statements[-1].content["what"] == "load"
    assert run("create", tmp_path / "other.book", second).code == 4
    assert not (tmp_path / "other.book").exists()


def test_the_terms_by_command(run: Run, tmp_path: Path) -> None:
    """The command takes the delegate and the category, and the list shows them."""
    book, first = (
        tmp_path / "two.book",
        folder_of(two_boards() | {"resources": ROWS}, tmp_path / "1"),
    )
    assert run("create", book, first).code == 0
    terms = ("--giver", "QA1", "--receiver", "QA2", "--amount", "50", "--effective", "2011-07-01")
    signed = ("--purpose", "practices move", "--by", "Director, QA1", "--on", "2011-06-10")
    whose = ("--delegate", "03F", "--category", "services", "--funding", "recurrent")
    assert run("transfer", "propose", book, "T1", *terms, *signed, *whose).code == 0
    agreed = (("giver", "Director, QA1"), ("receiver", "Director, QA2"))
    for side, by in agreed:
        step = ("--by", by, "--on", "2011-06-11")
        assert run("transfer", "agree", book, "T1", side, *step).code == 0
    step = ("--by", "Director, QA1", "--on", "2011-06-12")
    assert run("transfer", "submit", book, "T1", *step).code == 0
    kept = Book.open(book, read_only=True)
    assert kept.delegations("M12").body("QA1").delegated_to("03F") == 250_00
    listed = run("transfer", "list", book).out
    assert "(03F's services" in " ".join(listed.split())
    assert "budget)" in listed


def test_no_kind_but_recurrent_is_taken_for_recurrent() -> None:
    """£20 of non-recurrent money of the same delegate and category moves as what it is."""
    book = with_cells()
    extra = BudgetIssued(strand=NON_RECURRENT, pence=20_00, category="acute")
    once = Delegation(strand=NON_RECURRENT, pence=20_00, category="acute", delegate=CCG)
    book.post(event(extra, body="5K7"), event(once, body="5K7"))
    Steps(book, **MOVE | {"funding": "non-recurrent", "pence": 20_00}).until_approved().action()
    assert cells(book) == (30_00, 25_00)
    assert held(book, Account.DELEGATED) == 30_00
    assert held(book, Account.DELEGATED, strand=NON_RECURRENT) == 0
    assert held(book, Account.DELEGATED, "5A9", NON_RECURRENT) == 20_00


# At random

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("delegate", "move", "reject", "approve less")),
        st.sampled_from(("5K7", "5A9")),
        st.integers(1, 50_00),
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(steps=STEPS)
def test_no_sequence_moves_more_than_was_approved(steps: list[tuple[str, str, int]]) -> None:
    """Cells and limits are what a plain list of amounts says; what it cannot give is refused."""
    book = with_cells()
    cell = {"5K7": 30_00, "5A9": 5_00}
    retained = {"5K7": 30_00, "5A9": 55_00}
    limit = {"5K7": 200_00, "5A9": 200_00}
    for number, (what, body, pence) in enumerate(steps, start=1):
        other = "5A9" if body == "5K7" else "5K7"
        if what == "delegate":
            if pence > retained[body]:
                with pytest.raises(PostingRefusedError):
                    book.post(delegated(pence, body, reference=str(number)))
                continue
            book.post(delegated(pence, body, reference=str(number)))
            cell[body] += pence
            retained[body] -= pence
            continue
        mine, theirs = (CAMDEN, BARNET) if body == "5K7" else (BARNET, CAMDEN)
        # All of it is of one day: what comes in or back by one may go out by the next.
        ends = {"giver": body, "receiver": other, "effective": date(2011, 6, 3)}
        terms = {**MOVE, **ends, "pence": pence}
        transfer = Steps(book, f"T{number}", **terms)
        transfer.propose(by=theirs)
        transfer.agree("giver", by=mine)
        transfer.agree("receiver", by=theirs)
        if pence > cell[body]:
            with pytest.raises(refusals.TransferResourceError):
                transfer.submit(by=mine)
            continue
        transfer.submit(by=mine)
        with pytest.raises(refusals.TransferUnapprovedError):
            transfer.action(by=mine)
        if what == "reject":
            transfer.end("rejected", on="2011-06-03")
            continue
        moved = pence if what == "move" else (pence + 1) // 2
        transfer.approve(pence=moved)
        transfer.action(by=mine)
        for amounts in (cell, limit):
            amounts[body] -= moved
            amounts[other] += moved
    assert cells(book) == (cell["5K7"], cell["5A9"])
    assert limits(book) == (limit["5K7"], limit["5A9"])
    report = book.delegations("M12")
    assert [split.difference_pence for split in report.bodies] == [0] * len(report.bodies)
    assert report.tunnels == () or any(what == "delegate" for what, _, _ in steps)
    assert sum(one.total_pence for one in report.delegates) == sum(cell.values())
    assert book.verify() == ()
