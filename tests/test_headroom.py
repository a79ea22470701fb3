"""Headroom by hand: what is lodged, held, released, spent and lapsed, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger_examples import RECURRENT, event
from month_examples import bring
from pctfinance.book import Book
from pctfinance.errors import (
    ApprovalMissingError,
    IntegrityError,
    PctFinanceError,
    PostingRefusedError,
    UsageError,
)
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.final_close import outstanding
from pctfinance.ledger.headroom import CaseApproved, HeadroomExempted, HeldBy
from pctfinance.ledger.headroom_cases import CaseState
from pctfinance.ledger.kinds import (
    Allocation,
    AppliedNonRecurrently,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
)
from pctfinance.ledger.lines import Account
from pctfinance.ledger.months import MonthState
from pctfinance.ledger.year_end import DecidedPart, Decision
from pctfinance.present.headroom_report import MEASURES
from pctfinance.year_end import Decided
from tracing_examples import check_every_figure

BODY = "5A9"
BOARD = "Director of Finance, Barnet"
SHA = "Director of Finance, NHS London"
MAY, JUNE, JULY = "2011-05-10", "2011-06-01", "2011-07-01"


def lodged(pence: int = 20_00, body: str = BODY) -> Book:
    """Barnet with 1,000 recurrently, of which 20 is lodged with NHS London."""
    book = Book.in_memory("2011-12", group="NCL")
    allocation = Allocation(strand=RECURRENT, pence=1000_00, issuer="DH")
    book.post(event(allocation, body=body), event(HeadroomLodged(pence=pence), body=body))
    return book


def proposed(book: Book, case: str = "C1", pence: int = 8_00) -> Book:
    """A case of 8 for transition."""
    book.propose_case(
        BODY, case, pence, category="transition", purpose="redundancies", by=BOARD, on=MAY
    )
    return book


def approved(book: Book, *conditions: str, case: str = "C1", pence: int = 6_00) -> Book:
    """The case, approved for 6."""
    proposed(book, case)
    book.approve_case(
        BODY, case, pence, by=SHA, approval=f"SHA/{case}", on=JUNE, conditions=conditions
    )
    return book


def released(book: Book, pence: int = 6_00, case: str = "C1", on: str = JULY) -> Book:
    """Six of it, released."""
    book.release_headroom(BODY, case, pence, by=SHA, on=on, reference="SHA/release")
    return book


def refused(book: Book, code: str, act: object) -> str:
    """What is said of an act that is refused for one reason; the book keeps only that it was tried."""
    before = len(book.holdings.resource.events), book.head.sequence
    assert callable(act)
    with pytest.raises(PctFinanceError) as caught:
        act()
    assert [finding.code for finding in caught.value.findings] == [code]
    events, sequence = before
    assert len(book.holdings.resource.events) == events
    if book.head.sequence > sequence:  # a step of its own call, where a mere post leaves no trace
        assert book.head.sequence == sequence + 1
        said = book._records.statements[-1].content
        assert (said["kind"], said["codes"]) == ("refused", [code])
    return str(caught.value)


def test_headroom_of_20_from_its_lodgement_to_the_year_end() -> None:
    """20 lodged; a case of 8 approved for 6; released when its condition is met; 5 spent; 4 lapse."""
    book = approved(lodged(), "the board agrees the plan")
    waiting = book.headroom(BODY).of(BODY)
    assert (waiting.held_pence, waiting.released_pence, waiting.unreleased_pence) == (2000, 0, 600)
    said = refused(book, "headroom.condition", lambda: released(book))
    assert "1. the board agrees the plan" in said
    assert "rulebook headroom.release" in said
    book.meet_case_condition(BODY, "C1", 1, by=SHA, on="2011-06-20", reference="minutes")
    released(book)
    book.state_spend(BODY, "C1", "M5", 2_00, by=BOARD)
    book.state_spend(BODY, "C1", "M6", 3_00, by=BOARD)
    found = book.headroom(BODY).of(BODY)
    (case,) = found.cases
    assert (case.what.pence, case.approved_pence, case.released_pence) == (800, 600, 600)
    assert (case.spent_pence, case.unreleased_pence, case.state) == (500, 0, CaseState.APPROVED)
    assert (found.lodged_pence, found.held_pence, found.released_pence) == (2000, 1400, 600)
    assert book.limit(BODY, as_of="M12").total() == 98_600  # 1,000 - 20 + 6
    book.lapse_headroom(BODY, 4_00, by=SHA, reason="the year ends", reference="SHA/99")
    found = book.headroom(BODY).of(BODY)
    assert (found.held_pence, found.released_pence, found.lapsed_pence) == (1000, 600, 400)
    assert book.limit(BODY, as_of="M12").total() == 98_600  # what lapses moves no limit
    held = {item.key: item.pence for item in book.rolling(BODY).items}["held/headroom"]
    assert held == 1000
    assert book.verify() == ()


def test_every_figure_is_still_the_sum_of_its_evidence() -> None:
    """Cases, spend and what lapses post no lines, so the limit is traced as before."""
    book = released(approved(lodged()))
    book.state_spend(BODY, "C1", "M5", 5_00, by=BOARD)
    book.lapse_headroom(BODY, 4_00, by=SHA, reason="the year ends", reference="SHA/99")
    for month in ("M4", "M12"):
        assert check_every_figure(book, book.position(month)) > 0
    (cell,) = [
        cell
        for cell, pence in book.holdings.resource.balances(BODY, book.year.period(12)).cells.items()
        if cell.account is Account.HEADROOM_CASE and pence
    ]
    assert cell.category == "transition"


def test_what_lapsed_is_nobody_s_after_the_year() -> None:
    """By default the 10 still held lapse with the year; the next book opens without a case."""
    book = released(approved(lodged()))
    book.lapse_headroom(BODY, 4_00, by=SHA, reason="the year ends", reference="SHA/99")
    items = {item.key: item for item in book.rolling(BODY).items}
    assert (items["held/headroom"].pence, items["held/headroom"].default) == (1000, Decision.LAPSE)
    assert outstanding(BODY, book.holdings.resource.events) == {"held/headroom": 1000}
    gone = DecidedPart(decision=Decision.LAPSE, pence=10_00)
    book.decide(
        Decided(BODY, "held/headroom", (gone,), "SHA's letter"), by=BOARD, reference="paper 8"
    )
    assert outstanding(BODY, book.holdings.resource.events) == {}
    found = book.headroom(BODY).of(BODY)
    assert (found.held_pence, found.released_pence, found.lapsed_pence) == (0, 600, 1400)
    assert book.headroom(BODY, as_of="M11").of(BODY).held_pence == 1400


def test_past_months_and_days_show_what_was_then() -> None:
    """In May the case was proposed; before its approval was known nothing was approved."""
    book = released(approved(lodged()))
    in_may = book.headroom(BODY, as_of="M2").of(BODY)
    assert [case.state for case in in_may.cases] == [CaseState.PROPOSED]
    assert (in_may.held_pence, in_may.released_pence) == (2000, 0)
    known = book.headroom(BODY, known_at="2011-06-30").of(BODY)
    assert (known.approved_pence, known.released_pence) == (600, 0)
    assert book.headroom(BODY, recorded_at=3).of(BODY).cases == ()


def test_required_is_lodged_set_aside_and_exempted() -> None:
    """2 % of 1,000 is 20: 12 lodged, 3 set aside, 5 exempted; the base is frozen."""
    book = lodged(12_00)
    book.post(event(HeadroomSetAside(pence=3_00)))
    assert book.headroom(BODY).of(BODY).difference_pence == 500
    book.exempt(BODY, by=SHA, reason="deficit", approval="SHA/3", on=JUNE)
    book.post(event(Allocation(strand=RECURRENT, pence=500_00, issuer="DH")))
    found = book.headroom(BODY).of(BODY)
    assert (found.rate, found.base_pence, found.frozen) == (
        book.rulebook.headroom.rate.value,
        1000_00,
        True,
    )
    assert (found.required_pence, found.exempted_pence, found.difference_pence) == (2000, 500, 0)
    assert found.lodged_with == ("Q36",)


def test_an_exempted_body_freezes_its_base() -> None:
    """Nothing lodged: all 20 exempted, and a later allocation asks for nothing more."""
    book = Book.in_memory("2011-12", group="NCL")
    allocation = event(Allocation(strand=RECURRENT, pence=1000_00, issuer="DH"))
    book.post(allocation)
    assert book.headroom(BODY).of(BODY).frozen is False
    exempt: dict[str, Any] = {"by": SHA, "reason": "deficit", "on": JUNE}
    with pytest.raises(ApprovalMissingError, match="SOM 25"):
        book.exempt(BODY, approval="", **exempt)
    with pytest.raises(UsageError, match="2000 pence is missing"):
        book.exempt(BODY, 20_01, approval="SHA/3", **exempt)
    book.exempt(BODY, approval="SHA/3", **exempt)
    book.post(allocation)
    found = book.headroom(BODY).of(BODY)
    assert (found.required_pence, found.exempted_pence, found.difference_pence) == (2000, 2000, 0)


def test_an_exemption_is_asked_for_again_under_its_name() -> None:
    """The same request is answered though nothing is missing any more; more is refused."""
    book = lodged(15_00)
    exempt: dict[str, Any] = {"by": SHA, "reason": "deficit", "approval": "SHA/3", "on": JUNE}
    book.exempt(BODY, **exempt, request="r1")
    assert book.exempt(BODY, **exempt, request="r1").repeated
    found = book.headroom(BODY).of(BODY)
    assert (found.exempted_pence, found.difference_pence) == (500, 0)
    frozen = {"rate": found.rate, "base_pence": found.base_pence}
    what = HeadroomExempted(pence=1, authorities=("Q36",), **frozen)
    more = event(what, approval="SHA/4").model_copy(update={"by": SHA, "purpose": "deficit"})
    said = refused(book, "headroom.exceeds-required", lambda: book.post(more))
    assert "£20 is required [rulebook headroom.rate: " in said


def test_bodies_stand_side_by_side_and_are_not_pooled() -> None:
    """Barnet lodged 20 of 20, Enfield nothing of 40: nobody's surplus fills another's gap."""
    book = lodged(60_00)
    book.post(event(Allocation(strand=RECURRENT, pence=2000_00, issuer="DH"), body="5C1"))
    report = book.headroom()
    assert [one.difference_pence for one in report.bodies] == [-4000, 4000, 0, 0, 0]
    assert (report.total("lodged"), report.total("difference")) == (6000, 0)
    assert list(report.table["difference_pence"])[:2] == [-4000, 4000]
    assert "Sum, not pooled" in str(report)
    assert {f"{name}_pence" for name in MEASURES} <= set(report.table.columns)


def test_what_a_body_holds_itself_is_applied_or_lapses() -> None:
    """20 set aside, 12 applied, 5 lapse: 3 are left, and no 4 can be applied any more."""
    book = Book.in_memory("2011-12", group="NCL")
    applied = AppliedNonRecurrently(pence=12_00, category="transition", taken_from=Account.HEADROOM)
    book.post(event(HeadroomSetAside(pence=20_00)), event(applied))
    book.lapse_headroom(
        BODY, 5_00, by=BOARD, reason="late", reference="B/4", on=JULY, held_by=HeldBy.BODY
    )
    found = book.headroom(BODY).of(BODY)
    assert (found.set_aside_pence, found.applied_pence) == (2000, 1200)
    assert (found.set_aside_lapsed_pence, found.left_pence) == (500, 300)
    more = event(applied.model_copy(update={"pence": 4_00}))
    refused(book, "ledger.exceeds", lambda: book.post(more))
    assert book.verify() == ()
    assert book.limit(BODY, as_of="M12").total() == 0


def test_a_decision_of_the_year_end_that_lets_headroom_lapse_is_in_the_statement() -> None:
    """14 held: 4 lapse, 10 are expected back; when 1 more lapses, the decision fits no more."""
    book = released(approved(lodged()))
    parts = (
        DecidedPart(decision=Decision.LAPSE, pence=4_00),
        DecidedPart(decision=Decision.EXPECT, pence=10_00, year="2012-13", reference="SHA/9"),
    )
    book.decide(
        Decided(BODY, "held/headroom", parts, "SHA's letter"), by=BOARD, reference="paper 8"
    )
    found = book.headroom(BODY).of(BODY)
    assert (found.held_pence, found.lapsed_pence, found.released_pence) == (1000, 400, 600)
    book.lapse_headroom(BODY, 1_00, by=SHA, reason="the year ends", reference="SHA/99")
    found = book.headroom(BODY).of(BODY)
    assert (found.held_pence, found.lapsed_pence) == (1300, 100)


def test_the_body_s_own_headroom_lapses_by_a_decision_too() -> None:
    """20 set aside, 5 lapsed in July: the decision lets the other 15 lapse, not 20."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(HeadroomSetAside(pence=20_00)))
    book.lapse_headroom(
        BODY, 5_00, by=BOARD, reason="late", reference="B/4", on=JULY, held_by="body"
    )
    item = next(i for i in book.rolling(BODY).items if i.account is Account.HEADROOM)
    part = DecidedPart(decision=Decision.LAPSE, pence=item.pence)
    book.decide(Decided(BODY, item.key, (part,), "the year ends"), by=BOARD, reference="paper 8")
    found = book.headroom(BODY).of(BODY)
    assert (found.set_aside_lapsed_pence, found.left_pence) == (2000, 0)


def test_a_recurrent_commitment_on_headroom_is_refused() -> None:
    """A case for posts that stay, and recurrent spend on a case that is approved."""
    book = lodged()
    said = refused(
        book,
        "headroom.recurrent",
        lambda: book.propose_case(
            BODY,
            "C1",
            5_00,
            category="community",
            purpose="nurses",
            by=BOARD,
            on=MAY,
            recurrence="recurrent",
        ),
    )
    assert "[rulebook headroom.rate: headroom may be spent non-recurrently only]" in said
    released(approved(book))
    refused(
        book,
        "headroom.recurrent",
        lambda: book.state_spend(BODY, "C1", "M6", 5, by=BOARD, recurrence="recurrent"),
    )


def test_no_more_is_approved_than_proposed_or_there_is() -> None:
    """A case of 8 is not approved for 9; with 20 lodged, 6 + 8 + 8 are not approved."""
    book = approved(lodged())
    proposed(book, "C2")
    proposed(book, "C3")

    def approve(case: str, pence: int) -> None:
        book.approve_case(BODY, case, pence, by=SHA, approval=f"SHA/{case}", on=JUNE)

    assert "£8 was proposed" in refused(book, "headroom.exceeds-case", lambda: approve("C2", 9_00))
    approve("C2", 8_00)
    said = refused(book, "headroom.exceeds-lodged", lambda: approve("C3", 7_00))
    assert "to £21; there is headroom of £20" in said
    book.lapse_case(BODY, "C1", by=BOARD, reason="dropped", on=JULY)
    approve("C3", 7_00)  # 8 + 7: nothing was released for the one that lapsed


def test_what_is_approved_is_not_given_up() -> None:
    """Of 20 with 6 approved, 15 cannot lapse, nor the lodgement be reversed; 14 can."""
    book = approved(lodged())
    give_up = {"by": SHA, "reason": "the year ends", "reference": "SHA/99"}
    refused(book, "headroom.exceeds-lodged", lambda: book.lapse_headroom(BODY, 15_00, **give_up))
    reversal = event(Reversal(corrects=3)).model_copy(update={"by": BOARD, "purpose": "wrong body"})
    with pytest.raises(PostingRefusedError) as caught:
        book.post(reversal)
    assert "headroom.exceeds-lodged" in {finding.code for finding in caught.value.findings}
    book.lapse_headroom(BODY, 14_00, **give_up)
    assert book.headroom(BODY).of(BODY).held_pence == 600


def test_no_more_is_released_than_approved() -> None:
    """Of 6 approved, 4 and then 3 is too much; after the 4 were reversed, 6 can be released."""
    book = released(approved(lodged()), 4_00)
    refused(book, "headroom.exceeds-case", lambda: released(book, 3_00))
    number = book.headroom(BODY).cases[0].releases[0].sequence
    book.reverse(
        number,
        effective="2011-08-01",
        notified="2011-08-01",
        by=SHA,
        reason="wrong amount",
        reference="SHA/8",
        approval="SHA/8",
    )
    assert book.headroom(BODY).of(BODY).released_pence == 0
    refused(book, "headroom.exceeds-case", lambda: released(book))  # in July 4 were out
    released(book, on="2011-08-01")
    assert book.headroom(BODY).of(BODY).released_pence == 600
    assert book.verify() == ()


def test_no_more_is_released_than_approved_as_known_on_any_day() -> None:
    """A reversal counts from July but is told in October: until then the 6 are known as released."""
    book = released(approved(lodged()))
    number = book.headroom(BODY).cases[0].releases[0].sequence
    book.reverse(
        number,
        effective=JULY,
        notified="2011-10-01",
        by=SHA,
        reason="wrong amount",
        reference="SHA/8",
        approval="SHA/8",
    )
    refused(book, "headroom.exceeds-case", lambda: released(book, on="2011-08-01"))
    released(book, on="2011-10-01")
    assert book.headroom(BODY, known_at="2011-09-30").of(BODY).released_pence == 600
    assert book.headroom(BODY).of(BODY).released_pence == 600


def test_a_release_needs_an_approved_case_of_its_own_category() -> None:
    """Proposed, refused and lapsed cases release nothing; nor does another category."""
    book = proposed(lodged())
    refused(book, "headroom.not-approved", lambda: _posted(book, "transition"))
    book.refuse_case(BODY, "C1", by=SHA, reason="recurrent in truth", on=JUNE)
    refused(book, "headroom.not-approved", lambda: _posted(book, "transition"))
    book = approved(lodged())
    refused(book, "headroom.category", lambda: _posted(book, "acute"))
    book.lapse_case(BODY, "C1", by=BOARD, reason="dropped", on=JULY)
    refused(book, "headroom.not-approved", lambda: _posted(book, "transition"))


def _posted(book: Book, category: str) -> None:
    what = HeadroomReleased(pence=1_00, case="C1", category=category)
    book.post(event(what, effective=date(2011, 7, 1), approval="SHA/1"))


def test_a_release_for_a_case_that_nobody_proposed_stands_on_its_approval() -> None:
    """Inputs that state releases alone are read as before; the statement names the case."""
    book = lodged()
    what = HeadroomReleased(pence=8_00, case="C9", category="transition")
    with pytest.raises(ApprovalMissingError):
        book.post(event(what))
    book.post(event(what, approval="SHA/1"))
    report = book.headroom(BODY)
    assert report.of(BODY).unproposed == (("C9", 800),)
    assert report.of(BODY).held_pence == 1200
    assert "not proposed in this book: C9 £8" in " ".join(str(report).split())
    refused(book, "headroom.case-number", lambda: proposed(book, "C9"))
    released = next(e for e in book.holdings.resource.events if e.what.kind == "headroom-released")
    book.reverse(
        released.sequence,
        effective=released.effective,
        notified=released.notified,
        by="Director of Finance",
        reason="another body's",
        reference="memo",
        approval="SHA/2",
    )
    refused(book, "headroom.case-number", lambda: proposed(book, "C9"))


def test_a_case_is_decided_once_and_by_another_office() -> None:
    """The board cannot approve its own case; a number is used once; a decision stands."""
    book = proposed(lodged())
    own = BOARD.upper().replace(" ", "  ")
    refused(
        book,
        "headroom.own-decision",
        lambda: book.approve_case(BODY, "C1", 1, by=own, approval="B/1", on=JUNE),
    )
    refused(book, "headroom.case-number", lambda: proposed(book))
    with pytest.raises(ApprovalMissingError):
        book.approve_case(BODY, "C1", 1, by=SHA, approval="", on=JUNE)
    book.refuse_case(BODY, "C1", by=SHA, reason="recurrent in truth", on=JUNE)
    refused(
        book,
        "headroom.wrong-state",
        lambda: book.approve_case(BODY, "C1", 1, by=SHA, approval="SHA/1", on=JUNE),
    )
    refused(
        book,
        "headroom.wrong-state",
        lambda: book.lapse_case(BODY, "C1", by=BOARD, reason="dropped", on=JULY),
    )
    refused(
        book,
        "headroom.unknown-case",
        lambda: book.lapse_case(BODY, "C2", by=BOARD, reason="dropped", on=JULY),
    )


def test_only_the_competent_authorities_decide() -> None:
    """Barnet's is NHS London. Bassetlaw's are two, and one of them is not enough."""
    book = proposed(lodged())
    decide = {"by": SHA, "approval": "SHA/1", "on": JUNE}
    said = refused(
        book,
        "headroom.not-competent",
        lambda: book.approve_case(BODY, "C1", 1, authorities=["Q35"], **decide),
    )
    assert "competent are Q36" in said
    book.approve_case(BODY, "C1", 1, authorities=["Q36"], **decide)
    group = next(
        group.code
        for group in book.register.groups_of("5ET", date(2011, 11, 30))
        if group.kind == "cluster"
    )
    other = Book.in_memory("2011-12", group=group)
    other.post(event(HeadroomLodged(pence=20_00), body="5ET"))
    paper: dict[str, Any] = {
        "category": "transition",
        "purpose": "posts",
        "by": BOARD,
        "on": "2011-11-01",
    }
    other.propose_case("5ET", "C1", 5_00, **paper)
    joint = {"by": "both SHA clusters", "approval": "J/1", "on": "2011-11-30"}
    refused(
        other,
        "headroom.not-competent",
        lambda: other.approve_case("5ET", "C1", 5_00, authorities=["MAE"], **joint),
    )
    other.approve_case("5ET", "C1", 5_00, **joint)
    approval = other.holdings.resource.events[-1].what.model_dump()
    assert approval["authorities"] == ("MAE", "NOE")


def test_only_a_stated_officer_signs_where_officers_are_stated() -> None:
    """NHS London names its Director of Finance, up to £5 from April: another office, more, or a
    later day is refused at the gate, also for an event that is posted by itself."""
    book = proposed(proposed(lodged()), "C2")
    book.state_officers("Q36", [(SHA, 5_00, "2011-04-01", "2011-06-30")])
    decide: dict[str, Any] = {"approval": "SHA/1", "on": JUNE}
    said = refused(
        book,
        "headroom.officer",
        lambda: book.approve_case(BODY, "C1", 1, by="Secretary, NHS London", **decide),
    )
    assert "is no office of Q36 that may sign" in said
    said = refused(
        book, "headroom.officer", lambda: book.approve_case(BODY, "C1", 6_00, by=SHA, **decide)
    )
    assert "may sign up to £5, not £6" in said
    late = decide | {"on": JULY}
    said = refused(
        book, "headroom.officer", lambda: book.approve_case(BODY, "C1", 5_00, by=SHA, **late)
    )
    assert "in office from 2011-04-01 to 2011-06-30, not on 2011-07-01" in said
    forged = event(
        CaseApproved(case="C1", pence=1, authorities=("LON",)),
        notified=date(2011, 6, 1),
        effective=date(2011, 6, 1),
    ).model_copy(update={"by": SHA, "approval": "SHA/1"})
    refused(book, "headroom.not-competent", lambda: book.post(forged))
    book.approve_case(BODY, "C1", 5_00, by=SHA, **decide)
    refuse = {"reason": "no plan", "on": JUNE}
    refused(
        book,
        "headroom.officer",
        lambda: book.refuse_case(BODY, "C2", by="Secretary, NHS London", **refuse),
    )
    book.refuse_case(BODY, "C2", by=SHA, **refuse)
    assert book.verify() == ()


def test_steps_are_dated_in_their_order() -> None:
    """An approval before the proposal, and a release before the condition was met."""
    book = proposed(lodged())
    early = {"by": SHA, "approval": "SHA/1", "on": "2011-05-09"}
    refused(book, "headroom.too-early", lambda: book.approve_case(BODY, "C1", 1, **early))
    book.approve_case(BODY, "C1", 6_00, by=SHA, approval="SHA/1", on=JUNE, conditions=["a plan"])
    book.meet_case_condition(BODY, "C1", 1, by=SHA, on=JULY, reference="minutes")
    refused(book, "headroom.too-early", lambda: released(book, on="2011-06-30"))
    refused(
        book,
        "headroom.condition",
        lambda: book.meet_case_condition(BODY, "C1", 1, by=SHA, on=JULY, reference="minutes"),
    )
    refused(
        book,
        "headroom.condition",
        lambda: book.meet_case_condition(BODY, "C1", 2, by=SHA, on=JULY, reference="minutes"),
    )


def test_who_and_why_are_said() -> None:
    """A step without an office or a reason is refused."""
    book = approved(lodged())
    said = refused(
        book, "headroom.unsigned", lambda: book.lapse_case(BODY, "C1", by=" ", reason="", on=JULY)
    )
    assert "by which office nor why" in said


def test_what_is_no_step_at_all_is_wrong_usage() -> None:
    """No amount, no number, no date, another group's body."""
    book = lodged()
    with pytest.raises(UsageError, match="greater than 0"):
        proposed(book, pence=0)
    with pytest.raises(UsageError, match="case"):
        proposed(book, case="")
    with pytest.raises(UsageError, match="is not a date"):
        book.lapse_case(BODY, "C1", by=BOARD, reason="dropped", on="July")
    with pytest.raises(UsageError, match="is no body of NCL"):
        book.headroom("5ET")
    with pytest.raises(KeyError):
        book.headroom(BODY).of("5C1")


def test_more_spent_than_released_is_a_finding_and_no_refusal() -> None:
    """6 released, 7 stated: the statement and the position of the month say so."""
    book = released(approved(lodged()))
    book.state_spend(BODY, "C1", "M5", 9_00, by=BOARD)
    book.state_spend(BODY, "C1", "M5", 7_00, by=BOARD, reference="corrected")
    assert [finding.code for finding in book.headroom().findings] == ["headroom.overspent"]
    assert "£1 more" in book.headroom().findings[0].message
    assert book.headroom(as_of="M4").findings == ()
    found = {finding.code for finding in book.position("M5").findings}
    assert "headroom.overspent" in found
    assert "headroom.overspent" not in {f.code for f in book.position("M4").findings}


def test_spend_is_of_an_open_month_and_decisions_are_of_none() -> None:
    """In a closed month a case can be approved; its spend waits for the reopening."""
    book = proposed(lodged())
    for number in range(1, 4):
        bring(book, number, MonthState.CLOSED, (BODY,))
    book.approve_case(BODY, "C1", 6_00, by=SHA, approval="SHA/1", on=JUNE)
    refused(book, "month.not-open", lambda: book.state_spend(BODY, "C1", "M3", 5, by=BOARD))
    book.state_spend(BODY, "C1", "M4", 5, by=BOARD)


def test_an_approval_of_the_march_before_counts_from_april() -> None:
    """The paper keeps its own date."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(HeadroomLodged(pence=20_00), notified=date(2011, 3, 1)))
    book.propose_case(
        BODY, "C1", 8_00, category="transition", purpose="posts", by=BOARD, on="2011-03-15"
    )
    proposal = book.headroom(BODY).cases[0].proposal
    assert (proposal.effective, proposal.notified) == (date(2011, 4, 1), date(2011, 3, 15))


def test_the_same_request_again_is_answered_and_not_repeated() -> None:
    """Giving up 4 twice under one name gives up 4."""
    book = lodged()
    give_up = {"by": SHA, "reason": "the year ends", "reference": "SHA/99", "request": "r1"}
    book.lapse_headroom(BODY, 4_00, **give_up)
    assert book.lapse_headroom(BODY, 4_00, **give_up).repeated
    assert book.headroom(BODY).of(BODY).lapsed_pence == 400


def test_a_statement_that_does_not_add_up_cannot_be_made() -> None:
    """Lodged is held, released, transferred and lapsed, or there is no statement."""
    found = lodged().headroom(BODY).of(BODY)
    with pytest.raises(IntegrityError, match="headroom of 5A9"):
        replace(found, held_pence=19_99)


def test_the_statement_in_a_notebook_and_for_programs() -> None:
    """Tables of the body and of its cases, JSON in pence, HTML."""
    book = approved(lodged(), "a plan")
    report = book.headroom(BODY)
    assert report.document()["cases"][0]["open_conditions"] == "1. a plan"
    assert list(report.cases_table["unreleased_pence"]) == [600]
    assert "Case C1 of 5A9 waits for: 1. a plan" in str(report)
    assert report._repr_html_().count("<table") == 3
    assert repr(report) == "<Headroom of Barnet PCT, 2011-12 M12: 1 bodies, 1 cases>"


def test_an_instant_of_the_book_is_asked() -> None:
    """As recorded before anything was: no lodgement, no case."""
    book = approved(lodged())
    now = datetime(2099, 1, 1, tzinfo=UTC)
    assert book.headroom(BODY, recorded_at=now).of(BODY).lodged_pence == 2000
    assert book.headroom(BODY, recorded_at=1).of(BODY).lodged_pence == 0
