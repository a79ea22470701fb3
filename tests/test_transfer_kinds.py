"""Lodgement, return, switch and redirect: the same gate, step by step, for each kind."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kind_examples import KINDS, MOVES, figures, ready, taken
from ledger_examples import CASH, NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.decisions import lodgement_refusals, refusals
from pctfinance.decisions.states import Action, TransferState, steps_from
from pctfinance.documents import REFUSED
from pctfinance.errors import PctFinanceError, PostingRefusedError, UnknownNameError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, CapitalToRevenue
from pctfinance.ledger.lines import Account
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferKind,
    TransferProposed,
    TransferTerms,
)
from pctfinance.transferring.steps import TransferAnswer
from tracing_examples import check_every_figure
from transfer_examples import BARNET, CAMDEN, LETTER, SHA, Steps

every_kind = pytest.mark.parametrize("kind", KINDS)

PATHS: dict[TransferState, Callable[[Steps], object]] = {
    TransferState.NONE: lambda _: None,
    TransferState.PROPOSED: lambda steps: steps.propose(),
    TransferState.AGREED: lambda steps: steps.until_agreed(),
    TransferState.SUBMITTED: lambda steps: steps.until_submitted(),
    TransferState.APPROVED: lambda steps: steps.until_approved(conditions=["plan"]),
    TransferState.ACTIONED: lambda steps: steps.until_approved().action(),
    TransferState.REJECTED: lambda steps: steps.until_submitted().end("rejected"),
    TransferState.RETURNED: lambda steps: steps.until_submitted().end("returned"),
    TransferState.WITHDRAWN: lambda steps: steps.until_submitted().end("withdrawn"),
    TransferState.EXPIRED: lambda steps: steps.until_submitted().end("expired"),
}
"""How each state is reached; what is approved has a condition that is open."""

WRONG = {"transfer.state", "transfer.unapproved", "transfer.used"}


ENDS = {
    Action.REJECT: "rejected",
    Action.RETURN: "returned",
    Action.WITHDRAW: "withdrawn",
    Action.EXPIRE: "expired",
}


def tried(book: Book, action: Action, kind: str) -> TransferAnswer:
    """What an action would be refused for, as a test that writes nothing."""
    late: dict[str, Any] = {"by": CAMDEN, "on": "2012-03-31", "test": True}
    sha: dict[str, Any] = {"by": SHA, "on": "2011-06-25", "authority": "Q36", "test": True}
    if action in ENDS:
        by_sha = action in (Action.REJECT, Action.RETURN)
        signed = sha if by_sha else {**late, "by": BARNET}  # who proposed it
        return book.end_transfer("T1", ENDS[action], **signed, reason="no")
    terms: dict[str, Any] = {"giver": "5K7", "receiver": "5A9", "effective": "2011-07-01"}
    terms |= {**KINDS[kind], "pence": 10_00, "purpose": "again"}
    ways: dict[Action, Callable[[], TransferAnswer]] = {
        Action.PROPOSE: lambda: book.propose_transfer("T1", **terms, **late),
        Action.AGREE: lambda: book.agree_transfer("T1", book.transfer("T1").needs_sides[0], **late),
        Action.SUBMIT: lambda: book.submit_transfer("T1", **late),
        Action.APPROVE: lambda: book.approve_transfer(
            "T1", **sha, reference="letter", evidence=LETTER
        ),
        Action.MEET: lambda: book.meet_transfer_condition("T1", "plan", **late),
        Action.ACTION: lambda: book.action_transfer("T1", **late),
        Action.COVER: lambda: book.cover_repayment("T1", **late),
    }
    return ways[action]()


@every_kind
@pytest.mark.parametrize("state", PATHS, ids=str)
def test_every_state_and_action(kind: str, state: TransferState) -> None:
    """What the table allows would be done; all else would be refused for its state."""
    book = ready()
    PATHS[state](Steps(book, **KINDS[kind]))
    assert state is TransferState.NONE or book.transfer("T1").state is state
    head = book.head
    for action in (step for step in Action if step is not Action.REVERSE):
        if state is TransferState.NONE and action is not Action.PROPOSE:
            with pytest.raises(refusals.TransferStateError):
                tried(book, action, kind)
            continue
        found = {finding.code for finding in tried(book, action, kind).findings}
        waits = {(Action.MEET, TransferState.SUBMITTED), (Action.ACTION, TransferState.APPROVED)}
        if (action, state) in waits:  # approved on no condition yet; or the condition is open
            assert found == {"transfer.conditions"}
        elif action is Action.COVER:  # only what a loan's schedule names is covered by its approval
            assert found & (WRONG | {"loan.not-covered", "loan.unknown"})
        elif action in steps_from(state):
            assert not found, action
        else:
            assert found & WRONG, action
    assert book.head == head, "a test writes nothing"


@every_kind
def test_only_the_last_step_moves_a_limit(kind: str) -> None:
    """£10 asked, £6 approved: before the action nothing moves, and then just £6."""
    book = ready()
    before = figures(book)
    steps = Steps(book, **KINDS[kind])
    steps.propose()
    steps.agree(_side(book))
    assert figures(book) == before
    steps.submit()
    assert figures(book) == before
    steps.approve(pence=6_00)
    assert figures(book) == before
    steps.action()
    moved = tuple(after - was for after, was in zip(figures(book), before, strict=True))
    assert moved == tuple(pence * 6 // 10 for pence in MOVES[kind])
    assert book.verify() == ()


def _side(book: Book) -> str:
    """The one party that agrees, or the giver; the receiver of a redirect has agreed by then."""
    sides = book.transfer("T1").needs_sides
    if len(sides) > 1:
        book.agree_transfer("T1", "receiver", by=BARNET, on="2011-06-02")
    return sides[0].value


@every_kind
def test_what_it_set_aside_is_given_back(kind: str) -> None:
    """Rejected, returned, withdrawn or expired: the book stands as it did."""
    for outcome in ("rejected", "returned", "withdrawn", "expired"):
        book = ready()
        before = book.holdings.resource.balances("5K7", book.year.periods[-1])
        Steps(book, **KINDS[kind]).until_submitted().end(outcome)
        after = book.holdings.resource.balances("5K7", book.year.periods[-1])
        assert _nonzero(after.cells) == _nonzero(before.cells)
        assert _nonzero(after.memoranda) == _nonzero(before.memoranda)
        assert book.verify() == ()


def _nonzero(sums: object) -> dict[object, int]:
    return {key: pence for key, pence in dict(sums).items() if pence}  # type: ignore[call-overload]


@every_kind
def test_it_is_offered_once(kind: str) -> None:
    """Twice £10 of what there is for one and a half: the second is refused, and leaves a statement."""
    pence = {"lodgement": 15_00, "return": 10_00, "switch": 60_00, "redirect": 20_00}[kind]
    book = ready()
    Steps(book, "T1", **KINDS[kind], pence=pence).until_approved().action()
    held, before = len(book.holdings.resource.events), figures(book)
    wanted = (refusals.TransferResourceError, lodgement_refusals.LodgementExceededError)
    with pytest.raises(wanted):
        taken(book, "T2", **KINDS[kind], pence=pence)
    added = book.holdings.resource.events[held:]
    assert all(not each.lines and not list(each.what.memoranda()) for each in added)
    assert figures(book) == before
    assert book._records.statements[-1].content["kind"] == REFUSED
    assert book.verify() == ()


@every_kind
def test_a_reversal_is_a_new_approved_transfer(kind: str) -> None:
    """Each kind is given back by its opposite, whole, and the limits stand as before."""
    book = ready()
    before = figures(book)
    taken(book, "T1", **KINDS[kind])
    terms = book.transfer("T1").terms
    back = {**KINDS[kind], "giver": terms.receiver, "receiver": terms.giver, "reverses": "T1"}
    opposite = {"lodgement": "return", "return": "lodgement"}.get(kind, kind)
    back |= {"kind": opposite, "lodgement": terms.lodged_as, "taken_from": terms.taken_from.value}
    if kind == "switch":
        back["limit"] = "revenue"
    with pytest.raises(refusals.TransferTermsError, match="give back"):
        Steps(book, "R0", **{**back, "pence": 9_00}).propose()
    if kind in ("return", "redirect"):
        with pytest.raises(refusals.TransferTermsError, match="its kind"):
            Steps(book, "R0", **{**back, "kind": "straight", "lodgement": ""}).propose()
    taken(book, "R1", **back)
    assert figures(book) == before
    assert book.transfer("T1").state is TransferState.REVERSED
    with pytest.raises(PctFinanceError, match="which is reversed"):
        Steps(book, "R2", **back).propose()
    assert book.verify() == ()


@every_kind
def test_no_leg_is_reversed_alone(kind: str) -> None:
    """An ordinary reversal of what was actioned is refused, and says what to do instead."""
    book = ready()
    taken(book, "T1", **KINDS[kind])
    leg = book.transfer("T1").legs[-1]
    with pytest.raises(PostingRefusedError, match="cannot be reversed"):
        book.reverse(
            leg.sequence,
            effective="2011-07-01",
            notified="2011-07-01",
            by=CAMDEN,
            reason="mistake",
            reference="memo",
            approval="letter 12",
        )


@every_kind
def test_every_figure_is_traced(kind: str) -> None:
    """The limits and reserves of a book with each kind are the sums of their evidence."""
    book = ready()
    taken(book, "T1", **KINDS[kind])
    Steps(book, "T2", **KINDS[kind], pence=1_00).until_submitted()
    assert check_every_figure(book, book.position("M8", basis="ytd"))


@every_kind
def test_a_closed_month_takes_no_leg(kind: str) -> None:
    """July is submitted at both bodies: what is actioned for July counts from August."""
    book = ready()
    steps = Steps(book, **KINDS[kind]).until_approved()
    for body in ("5K7", "5A9"):
        for month in range(1, 5):
            book.run_controls(f"M{month}", by=BARNET, bodies=body)
            book.submit_month(body, f"M{month}", by=BARNET)
    july = book.limit("5K7", as_of="M4").total(), book.limit("5A9", as_of="M4").total()
    before = figures(book)
    steps.action(effective="2011-08-01", on="2011-08-02")
    assert (book.limit("5K7", as_of="M4").total(), book.limit("5A9", as_of="M4").total()) == july
    moved = tuple(after - was for after, was in zip(figures(book), before, strict=True))
    assert moved == MOVES[kind]
    assert book.verify() == ()


@every_kind
def test_a_request_is_answered_once(kind: str) -> None:
    """The action said again under its name posts nothing."""
    book = ready()
    steps = Steps(book, **KINDS[kind]).until_approved()
    steps.action(request="r1")
    moved = figures(book)
    answer = book.action_transfer("T1", by=CAMDEN, on="2011-07-01", request="r1")
    assert answer.receipt is not None
    assert answer.receipt.repeated
    assert figures(book) == moved


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "lodgement", "receiver": "Q36", "lodgement": "L0"}, "names a lodgement"),
        ({"kind": "lodgement", "receiver": "Q36", "returns": [("2010-11", 1)]}, "expected back in"),
        ({"kind": "lodgement", "receiver": "Q36", "returns": [("2011-13", 1)]}, "expected back in"),
        ({"kind": "lodgement", "receiver": "Q36", "returns": [("2011-12", 0)]}, "expected back in"),
        ({"kind": "return", "giver": "Q36", "receiver": "5K7"}, "names no lodgement"),
        ({**KINDS["return"], "taken_from": "planned surplus"}, "comes to planned surplus"),
        ({**KINDS["return"], "returns": [("2011-12", 1)]}, "only of a lodgement"),
        ({"lodgement": "L0"}, "names the lodgement L0"),
        ({"taken_from": "planned surplus"}, "is taken from planned surplus"),
        ({"kind": "switch", "limit": "capital"}, "a switch has two parties"),
        ({"kind": "switch", "receiver": "5K7"}, "cannot leave the revenue limit"),
        ({**KINDS["switch"], "cash_pence": 1}, "a switch moves cash"),
        ({"kind": "redirect", "funding": "recurrent"}, "non-recurrent revenue"),
        ({"kind": "redirect", "cash_pence": 1}, "non-recurrent revenue"),
        ({"kind": "redirect", "receiver": "5K7"}, "gives to itself"),
    ],
)
def test_terms_that_cannot_be(changed: dict[str, Any], said: str) -> None:
    """Each is refused when it is proposed, and says what is wrong."""
    book = ready()
    with pytest.raises(refusals.TransferTermsError, match=said):
        Steps(book, **changed).propose()


def test_a_lodgement_whose_number_begins_like_a_year() -> None:
    """Later books put the year before it, so it could not be told apart there."""
    with pytest.raises(refusals.TransferTermsError, match="begins like a year"):
        Steps(ready(), "2010-11 L1", **KINDS["lodgement"]).propose()


@every_kind
def test_without_approval_nothing_passes(kind: str) -> None:
    """Submitted is not approved; another authority is not the competent one; nor is the proposer."""
    book = ready()
    steps = Steps(book, **KINDS[kind]).until_submitted()
    with pytest.raises(refusals.TransferUnapprovedError, match="SOM 25"):
        steps.action()
    with pytest.raises(refusals.AuthorityNotCompetentError):
        steps.approve(authority="LON", on="2011-10-05")
    book.state_officers("Q36", [(BARNET, None, "2011-04-01", "2011-10-02")])
    with pytest.raises(refusals.OwnApprovalError):
        steps.approve(by=BARNET)


def test_who_is_outside_does_not_agree() -> None:
    """The SHA says so by its approval."""
    book = ready()
    steps = Steps(book, **KINDS["lodgement"])
    steps.propose()
    with pytest.raises(refusals.TransferStateError, match="need not"):
        steps.agree("receiver", by=SHA)


@every_kind
def test_a_forged_leg_does_not_pass_the_gate_again(kind: str) -> None:
    """Whoever makes all hashes anew still meets the gate: an amount, a party, a leg left out."""
    book = ready()
    taken(book, "T1", **KINDS[kind])
    events = list(book.holdings.resource.events)
    leg = max(n for n, each in enumerate(events) if isinstance(each.what, TransferActioned))
    what = events[leg].what
    assert isinstance(what, TransferActioned)
    other = what.terms.model_copy(update={"purpose": "another"})
    for change in ({"pence": 10_01}, {"terms": other}, {"side": "other"}, {"tranche": "x"}):
        side = {"giver": "receiver", "receiver": "giver"}[what.side.value]
        new = {**change, "side": Side(side)} if "side" in change else change
        forged = events[leg].model_copy(update={"what": what.model_copy(update=new)})
        with pytest.raises(PctFinanceError):
            _replayed(book, [*events[:leg], forged, *events[leg + 1 :]])
    approval = next(n for n, e in enumerate(events) if e is book.transfer("T1").approvals[0])
    with pytest.raises(PctFinanceError):
        _replayed(book, [*events[:approval], *events[approval + 1 :]])
    _replayed(book, events)


def _replayed(book: Book, events: list[Event]) -> None:
    gates = book._records.terms.gates(book._records.statements)
    ResourceLedger().post(events, gates)


def test_who_holds_is_no_body() -> None:
    """Neither by name nor by hand does another body of the book hold what is lodged."""
    book = ready()
    for changed in ({"kind": "lodgement"}, {**KINDS["return"], "giver": "5A9"}):
        with pytest.raises(UnknownNameError, match="is no holder"):
            Steps(book, **changed).propose()
    terms = TransferTerms(
        number="T1",
        kind=TransferKind.LODGEMENT,
        giver="5K7",
        receiver="5A9",
        pence=1,
        effective=date(2011, 7, 1),
        purpose="surplus",
    )
    what = TransferProposed(number="T1", digest=terms.digest, terms=terms)
    by_hand = event(what, body="5K7").model_copy(update={"by": CAMDEN})
    with pytest.raises(PostingRefusedError, match="5A9 is a body of this book"):
        book.post(by_hand)


def test_cash_goes_with_a_lodgement_where_its_terms_say_so() -> None:
    """£10 of surplus and £7 of cash are lodged, and £3 of both come back."""
    book = ready()
    taken(book, "L1", **KINDS["lodgement"], cash_pence=7_00)
    assert book.limit("5K7", as_of="M12", limit="cash").total() == 93_00
    terms = {**KINDS["return"], "lodgement": "L1", "pence": 3_00, "cash_pence": 3_00}
    taken(book, "R1", **terms)
    assert book.limit("5K7", as_of="M12", limit="cash").total() == 96_00
    assert book.verify() == ()


def test_a_switch_conserves_over_the_two_limits_and_leaves_cash() -> None:
    """£10 of capital becomes £10 of non-recurrent revenue; a body without capital has none."""
    book = ready()
    taken(book, "S1", **KINDS["switch"])
    found = book.holdings.resource.balances("5K7", book.year.periods[-1])
    switched = {cell.strand: p for cell, p in found.cells.items() if cell.account is Account.SWITCH}
    assert sum(switched.values()) == 0
    assert switched[NON_RECURRENT] == 10_00
    assert not any(strand == CASH for strand in switched)
    with pytest.raises(refusals.TransferResourceError, match="£10 more than there is"):
        taken(book, "S2", **KINDS["switch"], pence=100_00)


def test_a_switch_of_rows_is_named_and_one_of_a_transfer_is_not() -> None:
    """The raw event stands on a reference; the finding goes with its reversal."""
    book = ready()
    taken(book, "S1", **KINDS["switch"])
    assert "switch.reference-alone" not in _codes(book)
    book.post(event(CapitalToRevenue(pence=2_00), body="5K7", approval="SHA/13"))
    (finding,) = [f for f in book.position("M8").findings if f.code == "switch.reference-alone"]
    assert "£2 was switched" in finding.message
    assert "'SHA/13'" in finding.message
    raw = book.holdings.resource.events[-1]
    book.reverse(
        raw.sequence,
        effective="2011-09-01",
        notified="2011-09-01",
        by=CAMDEN,
        reason="to be proposed",
        reference="memo",
        approval="SHA/14",
    )
    assert "switch.reference-alone" not in _codes(book)


def _codes(book: Book) -> set[str]:
    return {finding.code for finding in book.position("M8").findings}


def test_terms_of_each_kind_have_a_digest_of_their_own() -> None:
    """What only one kind says is part of what is approved."""
    plain = TransferTerms(
        number="L1",
        kind="lodgement",
        giver="5K7",
        receiver="Q36",
        pence=1,
        effective=date(2011, 7, 1),
        purpose="surplus",
    )
    others = (
        {"returns": (("2012-13", 1),)},
        {"taken_from": Account.PLANNED_SURPLUS},
        {"lodgement": "L0"},
    )
    digests = {TransferTerms.model_validate({**plain.model_dump(), **o}).digest for o in others}
    assert len({plain.digest, *digests}) == 4


def test_an_allocation_is_no_part_of_it() -> None:
    """Posting after each kind goes on as before."""
    book = ready()
    for number, kind in enumerate(KINDS):
        taken(book, f"K{number}", **KINDS[kind], pence=1_00)
    book.post(event(Allocation(strand=NON_RECURRENT, pence=5, issuer="DH"), body="5K7"))
    with pytest.raises(PctFinanceError, match="no lodgement"):
        Steps(book, "X1", **{**KINDS["return"], "lodgement": "L9"}).propose()
    assert book.verify() == ()
