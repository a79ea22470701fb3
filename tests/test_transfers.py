"""Transfers: worked by hand, then step by step, then at random: nothing moves unapproved."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.closing import close_month
from pctfinance.decisions import refusals
from pctfinance.decisions.states import TRANSITIONS, Action, TransferState, steps_from
from pctfinance.documents import REFUSED
from pctfinance.errors import PctFinanceError, PostingRefusedError
from pctfinance.ledger.closing_items import closing_items
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Account, Funding, Limit
from pctfinance.ledger.transfers import TransferActioned
from sample_books import sample_book
from tracing_examples import check_every_figure
from transfer_examples import BARNET, CAMDEN, LETTER, SHA, Steps, two_pcts

JULY = "M4"


def limits(book: Book, limit: str = "revenue", as_of: str = "M12") -> tuple[int, int]:
    """The limits of Camden and of Barnet, in pence."""
    camden, barnet = (book.limit(b, as_of=as_of, limit=limit).total() for b in ("5K7", "5A9"))
    return camden, barnet


def unallocated(book: Book, body: str = "5K7", limit: Limit = Limit.REVENUE) -> int:
    """What a body has not set aside for anything, non-recurrently, in pence."""
    found = book.holdings.resource.balances(body, book.year.periods[-1])
    funding = Funding.NON_RECURRENT if limit is Limit.REVENUE else None
    return found.use([Account.UNALLOCATED], limit, funding=funding)


def pending(book: Book, limit: Limit = Limit.REVENUE) -> int:
    """What Camden has set aside for transfers, in pence."""
    return book.holdings.resource.balances("5K7", book.year.periods[-1]).use(
        [Account.PENDING], limit
    )


# By hand


def test_camden_gives_barnet_two_million_pounds() -> None:
    """£2m non-recurrent from 1 September: the limits move then, and the group's sum does not."""
    book = sample_book()
    book.post(*_spare(2_000_000_00))
    book.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    before = limits(book)
    sum_before = book.position("M12").aggregate().variance_pence
    steps = Steps(book, pence=2_000_000_00, effective="2011-09-01")
    steps.until_approved()
    assert limits(book) == before, "an approval alone moves nothing"
    steps.action(on="2011-09-01")
    camden, barnet = before
    assert limits(book) == (camden - 2_000_000_00, barnet + 2_000_000_00)
    assert limits(book, as_of="M5") == tuple(
        book.limit(body, as_of="M5", recorded_at=book.head.sequence - 2).total()
        for body in ("5K7", "5A9")
    ), "August knows nothing of it"
    assert book.position("M12").aggregate().variance_pence == sum_before
    (change,) = [c for c in book.limit("5A9", as_of="M12").changes if c.account == "transfer"]
    assert (change.non_recurrent_pence, change.recurrent_pence) == (2_000_000_00, 0)
    assert book.verify() == ()


def _spare(pence: int) -> list[Event]:
    """Camden has as much to spare, from an allocation of the Department."""
    return [event(Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH"), body="5K7")]


def test_pending_is_set_aside_and_given_back() -> None:
    """Camden has £100 non-recurrent; £10 of it is pending until the SHA rejects."""
    book = two_pcts()
    steps = Steps(book).until_submitted()
    assert (unallocated(book), pending(book), limits(book)) == (90_00, 10_00, (200_00, 200_00))
    steps.end("rejected")
    assert (unallocated(book), pending(book), limits(book)) == (100_00, 0, (200_00, 200_00))


def test_the_sha_approves_less() -> None:
    """£10 was asked, £6 is approved: £6 moves, £4 is Camden's to use again."""
    book = two_pcts()
    Steps(book).until_approved(pence=6_00).action()
    assert (unallocated(book), pending(book)) == (94_00, 0)
    assert limits(book) == (194_00, 206_00)


def test_cash_goes_with_the_resource_where_the_terms_say_so() -> None:
    """£10 of capital and £7 of cash; the SHA approves £5 of the cash."""
    book = two_pcts()
    steps = Steps(book, limit="capital", cash_pence=7_00)
    steps.until_submitted()
    assert pending(book, Limit.CASH) == 7_00
    steps.approve(cash_pence=5_00)
    steps.action()
    assert limits(book, "capital") == (90_00, 110_00)
    assert limits(book, "cash") == (95_00, 105_00)
    assert limits(book) == (200_00, 200_00)
    assert pending(book, Limit.CASH) == 0


def test_support_comes_from_outside() -> None:
    """The SHA gives Barnet £10: no other body's limit moves."""
    book = two_pcts()
    steps = Steps(book, giver="Q36", kind="support")
    steps.propose()
    steps.agree("receiver")
    steps.submit(by=BARNET)
    steps.approve()
    steps.action(by=BARNET)
    assert limits(book) == (200_00, 210_00)
    assert book.verify() == ()


def test_a_reversal_is_a_new_approved_transfer() -> None:
    """Barnet gives back what Camden gave: the first is then reversed, and cannot be twice."""
    book = two_pcts()
    Steps(book).until_approved().action()
    back = {"giver": "5A9", "receiver": "5K7", "reverses": "T1", "by": BARNET}
    with pytest.raises(refusals.TransferTermsError, match=r"does not give back"):
        Steps(book, "R1").propose(**back, pence=9_00, on="2011-07-02")
    again = Steps(book, "R1", **back, effective="2011-08-01")
    again.propose(on="2011-07-02")
    again.agree("giver", by=BARNET, on="2011-07-03")
    again.agree("receiver", by=CAMDEN, on="2011-07-03")
    again.submit(by=BARNET, on="2011-07-04")
    with pytest.raises(refusals.TransferUnapprovedError, match="SOM 25"):
        again.action(by=BARNET, on="2011-08-01")
    again.approve(on="2011-07-20")
    again.action(by=BARNET, on="2011-08-01")
    assert limits(book) == (200_00, 200_00)
    assert limits(book, as_of=JULY) == (190_00, 210_00)
    assert book.transfer("T1").state is TransferState.REVERSED
    with pytest.raises(refusals.TransferTermsError, match="reversed"):
        Steps(book, "R2").propose(**back, on="2011-08-02")


def test_an_ordinary_reversal_does_not_undo_a_leg() -> None:
    """One leg taken back alone would make money."""
    book = two_pcts()
    Steps(book).until_approved().action()
    leg = book.transfer("T1").legs[1]
    with pytest.raises(PostingRefusedError, match="cannot be reversed"):
        book.reverse(
            leg.sequence,
            effective="2011-07-01",
            notified="2011-07-01",
            by=BARNET,
            reason="mistake",
            reference="memo",
            approval="letter 12",
        )


def test_a_loan_states_how_it_is_repaid() -> None:
    """Its repayments add up to it, and it is approved whole."""
    book = two_pcts()
    with pytest.raises(refusals.TransferTermsError, match="repayments of 400 pence"):
        Steps(book, kind="loan", repayments=[("2012-13", 4_00)]).propose()
    steps = Steps(book, kind="loan", repayments=[("2012-13", 4_00), ("2013-14", 6_00)])
    steps.until_submitted()
    with pytest.raises(refusals.TransferAmountError, match="approved whole"):
        steps.approve(pence=9_00)
    steps.approve()
    steps.action()
    assert limits(book) == (190_00, 210_00)


# The table of steps


PATHS: dict[TransferState, Callable[[Steps], None]] = {
    TransferState.NONE: lambda _: None,
    TransferState.PROPOSED: lambda steps: steps.propose(),
    TransferState.AGREED: lambda steps: _do(steps.until_agreed),
    TransferState.SUBMITTED: lambda steps: _do(steps.until_submitted),
    TransferState.APPROVED: lambda steps: _do(steps.until_approved),
    TransferState.ACTIONED: lambda steps: steps.until_approved().action(),
    TransferState.REJECTED: lambda steps: steps.until_submitted().end("rejected"),
    TransferState.RETURNED: lambda steps: steps.until_submitted().end("returned"),
    TransferState.WITHDRAWN: lambda steps: steps.until_submitted().end("withdrawn"),
    TransferState.EXPIRED: lambda steps: steps.until_submitted().end("expired"),
}
"""How each state is reached."""


def _do(steps: Callable[[], Steps]) -> None:
    steps()


LATE = "2012-03-31"
DOING: dict[Action, Callable[[Steps], None]] = {
    Action.PROPOSE: lambda steps: steps.propose(on=LATE, purpose="changed"),
    Action.AGREE: lambda steps: steps.agree("giver", on=LATE),
    Action.SUBMIT: lambda steps: steps.submit(on=LATE),
    Action.APPROVE: lambda steps: steps.approve(on="2011-06-25"),
    Action.MEET: lambda steps: steps.meet("plan", on=LATE),
    Action.REJECT: lambda steps: steps.end("rejected"),
    Action.RETURN: lambda steps: steps.end("returned"),
    Action.WITHDRAW: lambda steps: steps.end("withdrawn", on=LATE),
    Action.EXPIRE: lambda steps: steps.end("expired"),
    Action.ACTION: lambda steps: steps.action(on=LATE),
}


@pytest.mark.parametrize("state", PATHS, ids=str)
@pytest.mark.parametrize("action", DOING, ids=str)
def test_every_state_and_action(state: TransferState, action: Action) -> None:
    """What the table allows is done, or refused for its own reason; all else is refused."""
    book = two_pcts()
    steps = Steps(book)
    PATHS[state](steps)
    before, held = limits(book), len(book.holdings.resource.events)
    assert state is TransferState.NONE or book.transfer("T1").state is state
    if action is Action.MEET and action in steps_from(state):
        with pytest.raises(refusals.ConditionsOpenError):  # it was approved on no condition
            DOING[action](steps)
    elif action in steps_from(state):
        DOING[action](steps)
        reached = {t.after for t in TRANSITIONS if (t.before, t.action) == (state, action)}
        assert book.transfer("T1").state in reached
        moved = action is Action.ACTION
        assert limits(book) == ((before[0] - 10_00, before[1] + 10_00) if moved else before)
        return
    else:
        with pytest.raises(
            (
                refusals.TransferStateError,
                refusals.TransferUnapprovedError,
                refusals.TransferUsedError,
            )
        ):
            DOING[action](steps)
    assert limits(book) == before
    assert len(book.holdings.resource.events) == held


def test_a_refused_step_leaves_a_statement_and_nothing_else() -> None:
    """The book tells who tried what, and why not; a test of a step leaves nothing at all."""
    book = two_pcts()
    steps = Steps(book).until_submitted()
    held, head = book.holdings.resource.events, book.head
    answer = book.action_transfer("T1", by=CAMDEN, on="2011-07-01", test=True)
    assert [finding.code for finding in answer.findings] == ["transfer.unapproved"]
    assert book.head == head
    with pytest.raises(refusals.TransferUnapprovedError, match=r"Q36 has to approve.*SOM 25"):
        steps.action()
    assert book.holdings.resource.events == held
    said = book._records.statements[-1].content
    assert (said["kind"], said["what"], said["by"]) == (REFUSED, "transfer-actioned", CAMDEN)
    assert said["codes"] == ["transfer.unapproved"]
    assert book.verify() == ()


# Who may


def test_whoever_proposed_or_agreed_does_not_approve() -> None:
    """Also where the register of officers would let them, and in other letters and spaces."""
    book = two_pcts()
    book.state_officers("Q36", [(BARNET, None, "2011-04-01", "2011-10-02")])
    steps = Steps(book).until_submitted()
    with pytest.raises(refusals.OwnApprovalError, match="cannot decide"):
        steps.approve(by="director of finance,  BARNET PCT")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": "Chief Executive, NHS London"}, "no office of Q36"),
        ({"pence": 10_00, "by": SHA}, "may sign up to £5"),
        ({"pence": 5_00, "on": "2011-10-03"}, "in office from"),
    ],
)
def test_an_office_needs_to_be_in_office_with_a_limit(changed: dict[str, str], said: str) -> None:
    """Stated for the authority, on that day, for that amount."""
    steps = Steps(two_pcts(officer_limit=5_00)).until_submitted()
    with pytest.raises(refusals.OfficerError, match=said):
        steps.approve(**changed)


def test_without_stated_officers_nobody_approves() -> None:
    """An empty list is not leave for everybody."""
    book = two_pcts()
    book.state_officers("Q36", [])
    with pytest.raises(refusals.OfficerError, match="no officers of Q36 are stated"):
        Steps(book).until_submitted().approve()


def test_another_authority_is_not_competent() -> None:
    """Before 3 October 2011 it is London SHA, not the cluster that came after it."""
    with pytest.raises(refusals.AuthorityNotCompetentError, match=r"LON is not competent.*2011-07"):
        Steps(two_pcts()).until_submitted().approve(authority="LON", on="2011-10-05")


def test_the_day_it_counts_from_decides_who_is_competent() -> None:
    """Approved by the SHA, but to count from October: the cluster has not approved."""
    steps = Steps(two_pcts()).until_approved()
    with pytest.raises(refusals.AuthorityNotCompetentError, match="LON, competent on 2011-10-03"):
        steps.action(effective="2011-10-03", on="2011-10-03")


def test_conditions_are_met_first() -> None:
    """One condition of two is met: the other one is named."""
    steps = Steps(two_pcts()).until_approved(conditions=["plan", "board paper"])
    steps.meet("plan")
    with pytest.raises(refusals.ConditionsOpenError, match="board paper"):
        steps.action()
    steps.meet("board paper")
    steps.action()


def test_changed_terms_void_what_was_approved() -> None:
    """Returned, and proposed for a penny more: the old digest fits nothing any more."""
    book = two_pcts()
    steps = Steps(book).until_approved()
    old = book.transfer("T1").terms.digest
    steps.end("returned")
    steps.propose(pence=10_01, on="2011-06-26")
    steps.agree("giver", on="2011-06-26")
    with pytest.raises(refusals.TransferDigestError, match="changed terms void"):
        steps.agree("receiver", on="2011-06-26", digest=old)
    steps.agree("receiver", on="2011-06-26")
    steps.submit(on="2011-06-26")
    with pytest.raises(refusals.TransferDigestError):
        steps.approve(on="2011-06-27", digest=old)
    with pytest.raises(refusals.TransferUnapprovedError):
        steps.action()


def test_only_who_signed_withdraws() -> None:
    """Islington has no say."""
    steps = Steps(two_pcts()).until_submitted()
    with pytest.raises(refusals.TransferUnsignedError, match="neither proposed it nor agreed"):
        steps.end("withdrawn", by="Director of Finance, Islington PCT")


# The resource


def test_what_is_pending_cannot_be_offered_twice() -> None:
    """Camden has £100: £60 is pending, so £41 more is refused and £40 is not."""
    book = two_pcts()
    Steps(book, pence=60_00).until_submitted()
    with pytest.raises(refusals.TransferResourceError, match="£1 more than there is"):
        Steps(book, "T2", pence=41_00).until_submitted()
    Steps(book, "T3", pence=40_00).until_submitted()
    assert unallocated(book) == 0


def test_recurrent_needs_recurrent() -> None:
    """£150 in all is £100 of each kind: no kind is used for the other."""
    for funding in ("recurrent", "non-recurrent"):
        steps = Steps(two_pcts(), pence=150_00, funding=funding).until_agreed()
        with pytest.raises(refusals.TransferResourceError):
            steps.submit()


def test_a_budget_is_not_given_away() -> None:
    """What is issued as a budget, later in the year too, is no resource to be offered."""
    book = two_pcts()
    book.post(
        event(
            BudgetIssued(strand=NON_RECURRENT, pence=95_00, category="acute"),
            body="5K7",
            effective=date(2011, 12, 1),
        )
    )
    with pytest.raises(refusals.TransferResourceError, match="£5 more than there is"):
        Steps(book).until_agreed().submit()


# The legs


def _legs(book: Book, **changed: object) -> list[Event]:
    """Both legs of the approved transfer, by hand."""
    terms = book.transfer("T1").terms
    return [
        event(
            TransferActioned.model_validate(
                {
                    "number": "T1",
                    "digest": terms.digest,
                    "terms": terms,
                    "side": side,
                    "pence": 10_00,
                    **changed,
                }
            ),
            body=body,
            effective=date(2011, 7, 1),
            approval="letter 12",
        ).model_copy(update={"by": CAMDEN})
        for body, side in (("5K7", "giver"), ("5A9", "receiver"))
    ]


def test_one_leg_alone_is_refused() -> None:
    """Either of them, the wrong order, another day, another amount, something in between."""
    book = two_pcts()
    Steps(book).until_approved()
    giver, receiver = _legs(book)
    later = receiver.model_copy(update={"effective": date(2011, 8, 1)})
    more = receiver.model_copy(update={"what": receiver.what.model_copy(update={"pence": 10_01})})
    elsewhere = receiver.model_copy(update={"body": "5K8"})
    (between,) = _spare(1)
    before = book.head
    for batch in (
        [giver],
        [receiver],
        [receiver, giver],
        [giver, later],
        [giver, more],
        [giver, elsewhere],
        [giver, between, receiver],
        [giver, giver],
    ):
        with pytest.raises(PostingRefusedError) as refused:
            book.post(*batch)
        assert "transfer.legs" in {finding.code for finding in refused.value.findings}
    assert book.head == before
    assert book.post(giver, receiver).posted == 2
    with pytest.raises(PctFinanceError, match="an approval serves once"):
        book.post(giver, receiver)


def test_legs_are_what_was_approved() -> None:
    """By hand too, no other amount passes."""
    book = two_pcts()
    Steps(book).until_approved(pence=6_00)
    with pytest.raises(PostingRefusedError, match="£6 was approved"):
        book.post(*_legs(book))


def test_a_closed_month_takes_neither_leg() -> None:
    """Barnet closed July. The legs would land apart; from August both count."""
    book = two_pcts()
    steps = Steps(book).until_approved()
    for month in range(1, 5):
        book.run_controls(f"M{month}", by=BARNET, bodies="5A9")
        book.submit_month("5A9", f"M{month}", by=BARNET)
    before = limits(book)
    with pytest.raises(refusals.TransferLegsError, match="open for both"):
        steps.action()
    assert limits(book) == before
    steps.action(effective="2011-08-01", on="2011-08-02")
    assert limits(book, as_of=JULY) == before
    assert limits(book) == (before[0] - 10_00, before[1] + 10_00)


# The book


def test_a_kept_book_knows_its_transfers_and_verifies(tmp_path: Path) -> None:
    """Opened again it is judged by the same authorities and officers."""
    made = two_pcts()
    with pytest.raises(PctFinanceError):
        made.transfer("T1")
    kept = Book.create(tmp_path / "ncl.book", "2011-12", group="NCL")
    kept.post(*_spare(100_00))
    kept.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    Steps(kept).until_approved().action()
    kept.state_officers("Q36", [])  # what was approved before stays approved
    kept.close()
    again = Book.open(tmp_path / "ncl.book")
    assert again.verify() == ()
    assert again.transfer("T1").state is TransferState.ACTIONED
    assert again._records.attachment(again.transfer("T1").approved[0].evidence_sha256) == LETTER
    again.close()


def test_a_request_is_answered_once() -> None:
    """The same command again, under its name, posts nothing and is no refusal."""
    book = two_pcts()
    steps = Steps(book).until_approved()
    steps.action(request="r1")
    moved = limits(book)
    answer = book.action_transfer("T1", by=CAMDEN, on="2011-07-01", request="r1")
    assert answer.receipt is not None
    assert answer.receipt.repeated
    assert limits(book) == moved


def test_every_figure_of_a_book_with_transfers_is_traced() -> None:
    """The limit, the reserves and the budgets are the sums of their evidence."""
    book = two_pcts()
    Steps(book).until_approved(pence=6_00).action()
    Steps(book, "T2", cash_pence=1_00).until_submitted()
    assert check_every_figure(book, book.position("M8", basis="ytd"))


def test_the_list_of_transfers() -> None:
    """What was asked, what was approved, where each stands."""
    book = two_pcts()
    Steps(book).until_approved(pence=6_00).action()
    Steps(book, "T2").propose()
    table = book.transfers().table
    assert list(table["state"]) == ["actioned", "proposed"]
    assert list(table["approved_pence"]) == [6_00, 0]
    assert len(book.transfers("proposed").transfers) == 1
    assert "only what is actioned" in str(book.transfers())


def test_the_year_end_asks_what_becomes_of_a_recurrent_transfer() -> None:
    """It is a source of the limit like an allocation: carried or stopped, at both bodies."""
    book = two_pcts()
    Steps(book, funding="recurrent").until_approved().action()
    found = {
        body: {item.key: item.pence for item in closing_items(body, _events(book, body))}
        for body in ("5K7", "5A9")
    }
    key = "revenue/recurrent/transfer"
    assert (found["5K7"][key], found["5A9"][key]) == (-10_00, 10_00)


def _events(book: Book, body: str) -> list[Event]:
    return [each for each in book.holdings.resource.events if each.body == body]


def test_the_board_pack_shows_what_is_pending(tmp_path: Path) -> None:
    """The uses of Camden's limit add up to it, with a row for what is pending; Barnet has none."""
    book = two_pcts()
    Steps(book).until_submitted()
    close_month(book, "M8", tmp_path / "out")
    (pack,) = (tmp_path / "out").glob("*.xlsx")
    rows = {
        (sheet.title[:3], row[0].value): [cell.value for cell in row if cell.value is not None]
        for sheet in load_workbook(pack, data_only=True)
        for row in sheet.iter_rows()
    }
    check = "Check: the two confirmed limits, must be 0"
    assert rows["5K7", "Pending transfers"] == ["Pending transfers", 0, 10, 10]
    assert rows["5K7", "Unallocated"] == ["Unallocated", 100, 90, 190]
    assert rows["5K7", check] == [check, 0, 0, 0]
    assert ("5A9", "Pending transfers") not in rows
