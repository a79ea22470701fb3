"""Answers to statements of balances: what they say, how old a dispute is, and that no figure moves."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from answer_examples import (
    ANSWERING,
    BARNET,
    CAMDEN,
    HEAD,
    answered,
    billed,
    differing,
    entered,
)
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError, UnknownNameError, UsageError
from pctfinance.ledger.balance_answers import AnsweredLine, BalanceAnswered, Reply
from pctfinance.ledger.events import Event
from pctfinance.rulebooks import Rulebook, packaged_years
from pctfinance.rulebooks.model import packaged_text
from pctfinance.store.canonical import canonical

AGREED = {"receivable": ("agreed",), "income": ("agreed",)}
DISPUTED = {"receivable": ("disputed", 12_000_00, "rent is missing")}
WINDSOR = "5K5"  # Brent, of another cluster and so of another book


def balances(book: Book, month: str = "M8", **asked: Any) -> tuple[str, bool, int | None, str]:
    """The receivable of Camden from Barnet: what is answered, whether settled, days and band."""
    report = book.agreement(month, **asked)
    (each,) = (a for a in report.answered if a.pair[:3] == ("balances", CAMDEN, BARNET))
    return each.words, each.is_settled, report.days(each), report.band(each)


# What is said, by hand


def test_a_dispute_is_aged_from_the_day_it_was_said() -> None:
    """Said on 9 December: 0 days then, 30 on 8 January, 31 on the 9th, in the next band.

    Without an answer the difference of £2,000 is aged from the end of November, when it was there.
    """
    book = differing()
    assert balances(book) == ("", False, 0, "0-30 days")
    assert balances(book, known_at="2012-01-09") == ("", False, 40, "31-60 days")
    answered(book, DISPUTED, "2011-12-09")
    said = "5A9: disputed"
    assert balances(book) == (said, False, 0, "0-30 days")
    assert balances(book, known_at="2012-01-08") == (said, False, 30, "0-30 days")
    assert balances(book, known_at="2012-01-09") == (said, False, 31, "31-60 days")
    assert balances(book, known_at="2011-12-08") == ("", False, 8, "0-30 days")  # not known yet
    report = book.agreement("M8", known_at="2012-01-09")
    assert {band: len(pairs) for band, pairs in report.by_band.items()} == {
        "0-30 days": 0,
        "31-60 days": 2,  # the income has no answer, and is 40 days old
        "61-90 days": 0,
        "over 90 days": 0,
    }
    assert report.pair(CAMDEN, BARNET).status.value == "disputed"
    rows = {row["side"]: row for row in report.rows()}
    assert (rows["balances"]["open_since"], rows["balances"]["since_said"]) == ("2011-12-09", True)
    assert (rows["flows"]["open_since"], rows["flows"]["since_said"]) == ("2011-11-30", False)
    assert "rent is missing" in " ".join(str(report).split())
    assert report.document()["bands"]["31-60 days"] == 2


def test_said_again_it_stays_as_old_as_it_was() -> None:
    """Disputed on 9 December and, to the statement of the next month, on 10 January: 9 December."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    billed(book, "R2", 500_00, "M9")
    again = {"receivable": ("not ours",)}
    answered(book, again, "2012-01-10", month="M9")
    assert balances(book, "M9", known_at="2012-01-10")[:3] == ("5A9: not ours", False, 32)


def test_an_answer_ends_a_dispute_and_the_next_one_is_new() -> None:
    """Disputed, agreed at another amount, disputed: only the last run counts."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    other = {"receivable": ("agreed at another amount", 12_000_00)}
    answered(book, other, "2011-12-15")
    words, settled, days, _ = balances(book, known_at="2011-12-20")
    assert (words, settled, days) == ("5A9: agreed at another amount", False, 20)  # as now: 30 Nov
    answered(book, DISPUTED, "2011-12-18")
    assert balances(book, known_at="2011-12-20")[2] == 2


def test_an_answer_to_figures_that_changed_is_named_as_out_of_date() -> None:
    """Both enter £5 more. The dispute about £2,000 goes on, from the day it was said."""
    book = differing()
    answered(book, {**DISPUTED, "income": ("agreed",)}, "2011-12-09")
    billed(book, "R2", 5_00)
    words, settled, days, _ = balances(book, known_at="2011-12-19")
    assert (words, settled, days) == ("5A9: disputed, out of date", False, 10)
    flows = book.agreement("M8").answered[1]
    assert flows.words == "5A9: agreed, out of date"
    assert "5A9: disputed, out of date" in book.agreement("M8")._repr_html_()


def test_a_dispute_about_a_difference_ends_when_the_ledgers_agree() -> None:
    """Camden enters the £2,000 too: nothing is open, and the answer is out of date."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    entered(book, CAMDEN, BARNET, -2_000_00)
    assert balances(book) == ("5A9: disputed, out of date", True, None, "")
    # They differ again from month 10 on: that is not what was disputed then.
    entered(book, BARNET, CAMDEN, 3_000_00, month="M10")
    words, settled, days, _ = balances(book, "M10", known_at="2012-02-10")
    assert (words, settled, days) == ("5A9: disputed, out of date", False, 10)  # from 31 January


def test_a_dispute_about_what_both_ledgers_have_ends_by_an_answer_alone() -> None:
    """Both have £10,000, and Barnet says that it is not theirs. Another £5 does not end it."""
    book = Book.in_memory("2011-12", group="NCL")
    billed(book, "R1", 10_000_00)
    assert book.agreement("M8").is_settled
    answered(book, {"receivable": ("not ours", None, "of Enfield")}, "2011-12-09")
    assert balances(book, known_at="2011-12-10") == ("5A9: not ours", False, 1, "0-30 days")
    billed(book, "R2", 5_00)
    assert balances(book, known_at="2011-12-11")[:3] == ("5A9: not ours, out of date", False, 2)
    answered(book, AGREED, "2011-12-12")
    assert balances(book) == ("5A9: agreed", True, None, "")
    assert book.agreement("M8").is_settled


def test_what_the_ledgers_differ_in_is_open_although_it_was_agreed() -> None:
    """Barnet agrees to Camden's £10,000; its ledger still has £12,000."""
    book = differing()
    answered(book, AGREED, "2011-12-09")
    assert balances(book, known_at="2011-12-10")[:3] == ("5A9: agreed", False, 10)
    assert book.agreement("M8").pair(CAMDEN, BARNET).difference_pence == -2_000_00


def test_another_amount_within_tolerance_is_agreed() -> None:
    """£999 away is within £1,000, £1,001 is not; both ledgers have £10,000."""
    book = Book.in_memory("2011-12", group="NCL")
    billed(book, "R1", 10_000_00)
    answered(book, {"receivable": ("agreed at another amount", 9_001_00)}, "2011-12-09")
    assert balances(book)[1]
    answered(book, {"receivable": ("agreed at another amount", 8_999_00)}, "2011-12-10")
    assert balances(book, known_at="2011-12-13")[:3] == (
        "5A9: agreed at another amount",
        False,
        3,
    )


def test_both_sides_of_a_pair_may_answer() -> None:
    """Camden answers Barnet's statement of £12,000, Barnet that of Camden."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    book.answer_statement(
        BARNET,
        CAMDEN,
        "M8",
        {"payable": ("agreed at another amount", 10_000_00)},
        by=HEAD,
        on="2011-12-12",
        reference="letter",
    )
    words, settled, days, _ = balances(book, known_at="2011-12-12")
    assert words == "5A9: disputed; 5K7: agreed at another amount"
    assert (settled, days) == (False, 3)


# Who is no body of this book


@pytest.mark.parametrize("other", [WINDSOR, "RX1"])
def test_who_is_in_no_ledger_of_this_book_can_answer_too(other: str) -> None:
    """A PCT of another cluster and a hospital: nothing is held of theirs, so their word settles it."""
    book = Book.in_memory("2011-12", group="NCL")
    entered(book, CAMDEN, other, 7_000_00)
    statement = book.agreement_statement(CAMDEN, other, "M8")
    assert [(s.kind, s.ours_pence, s.theirs_pence, s.status.value) for s in statement.sums] == [
        ("payable", 7_000_00, None, "missing"),
        ("expenditure", 7_000_00, None, "missing"),
    ]
    assert book.agreement("M8").pairs == ()
    said: dict[str, Any] = {"by": "Finance Department", "reference": "statement 12"}
    wrong = {"payable": ("agreed at another amount", 9_000_00), "expenditure": ("agreed",)}
    book.answer_statement(CAMDEN, other, "M8", wrong, on="2011-12-09", **said)
    report = book.agreement("M8", known_at="2011-12-20")
    assert [(a.words, a.is_settled, report.days(a)) for a in report.answered] == [
        (f"{other}: agreed at another amount", False, 20),
        (f"{other}: agreed", True, None),
    ]
    book.answer_statement(CAMDEN, other, "M8", {"payable": ("agreed",)}, on="2011-12-21", **said)
    assert book.agreement("M8").is_settled
    assert book.verify() == ()
    # Camden pays part of it: the answer is to other figures.
    entered(book, CAMDEN, other, -500_00)
    assert {a.words for a in book.agreement("M8").answered} == {f"{other}: agreed, out of date"}
    assert not book.agreement("M8").is_settled


def test_a_code_that_nobody_knows_has_no_statement() -> None:
    """Neither a body of the register, nor named by the ledger."""
    with pytest.raises(UnknownNameError):
        differing().agreement_statement(CAMDEN, "nobody", "M8")


# No figure moves


def test_an_answer_changes_no_figure() -> None:
    """Eliminations, positions and limits are the same to the byte; the disagreement stays a line."""
    book = differing()
    then = book.eliminations("M8").document(), str(book.position("M8"))
    answered(book, {"receivable": ("agreed",), "income": ("not ours",)}, "2011-12-09")
    now = book.eliminations("M8").document(), str(book.position("M8"))
    assert then == now
    assert book.eliminations("M8").elimination.line("expenditure").disagreement_pence == 2_000_00


# Kept, taken back, verified


def test_the_last_answer_stands_and_one_that_was_none_is_taken_back() -> None:
    """Taken back, the one before it stands again; each is listed with what became of it."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    answered(book, AGREED, "2011-12-12")
    states = [(a.version, a.line.line, a.state) for a in book.balance_answers().answers]
    assert states == [
        (1, "receivable", "replaced"),
        (2, "receivable", "stands"),
        (2, "income", "stands"),
    ]
    back: dict[str, Any] = {"by": HEAD, "reason": "of another PCT", "on": "2011-12-13"}
    assert book.take_back_answer(CAMDEN, BARNET, "M8", **back).posted == 1
    assert balances(book)[0] == "5A9: disputed"
    assert [a.state for a in book.balance_answers("M8", body=BARNET).answers] == [
        "stands",
        "taken back",
        "taken back",
    ]
    assert balances(book, known_at="2011-12-12")[0] == "5A9: agreed"  # nobody knew better then
    assert book.balance_answers("M7").answers == ()
    assert book.verify() == ()


def test_a_request_is_answered_and_the_same_answer_is_passed_over() -> None:
    """Also when the book went on meanwhile."""
    book = differing()
    first = answered(book, DISPUTED, "2011-12-09", request="a1").receipt
    entered(book, BARNET, "5C1", 1_00)
    again = answered(book, DISPUTED, "2011-12-09", request="a1").receipt
    assert (first.posted, again.posted, again.repeated) == (1, 1, True)
    third = answered(book, DISPUTED, "2011-12-09").receipt
    assert (third.posted, third.already_there) == (0, 1)
    with pytest.raises(UsageError, match="used before"):
        answered(book, AGREED, "2011-12-09", request="a1")


def test_a_test_writes_nothing() -> None:
    """Neither an answer nor a taking back."""
    book = differing()
    head = book.head
    tried = answered(book, DISPUTED, "2011-12-09", test=True)
    assert (tried.receipt, tried.findings, tried.not_answered) == (None, (), ("income",))
    unsigned = answered(book, DISPUTED, "2011-12-09", by=" ", test=True)
    assert [finding.code for finding in unsigned.findings] == ["agreement.unsigned"]
    assert book.head == head
    answered(book, DISPUTED, "2011-12-09")
    head = book.head
    back: dict[str, Any] = {"by": HEAD, "reason": "none", "on": "2011-12-13", "test": True}
    assert book.take_back_answer(CAMDEN, BARNET, "M8", **back).posted == 0
    assert book.head == head


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ({}, "nothing is answered"),
        ({"payable": ("agreed",)}, "has no payable to answer"),
        ({"income": ("perhaps",)}, "perhaps"),
        ({"income": ("disputed",)}, "a dispute has a reason"),
        ({"income": ("agreed", 1)}, "what is agreed is the amount that was sent"),
        ({"income": ("agreed at another amount", 10_000_00)}, "another amount is one"),
        ({"income": ("agreed at another amount",)}, "another amount is one"),
        ({"income": ("not ours", 5)}, "has no amount of theirs"),
        ({"income": ("agreed at another amount", 400.5)}, "income: 400.5 is no amount"),
        ({"income": ("agreed at another amount", True)}, "income: True is no amount"),
        ({"income": ("agreed at another amount", "40000")}, "income: '40000' is no amount"),
        ({"income": ("agreed at another amount", 10**20)}, "income: 10+ is no amount"),
    ],
)
def test_what_can_be_no_answer_is_refused(replies: dict[str, Any], words: str) -> None:
    """Nothing is written."""
    book = differing()
    head = book.head
    with pytest.raises(UsageError, match=words):
        answered(book, replies, "2011-12-09")
    assert book.head == head


def test_a_word_alone_is_an_answer() -> None:
    """As much as one in brackets, and the same: given again, it is there."""
    book = differing()
    answered(book, {"receivable": "agreed"}, "2011-12-09")
    assert balances(book)[0] == "5A9: agreed"
    again = answered(book, {"receivable": ("agreed",)}, "2011-12-09").receipt
    assert (again.posted, again.already_there) == (0, 1)


def test_the_digest_makes_sure_that_it_is_this_statement() -> None:
    """Another digest is refused; with the event of the sending it is found again."""
    book = differing()
    sent = book.agreement_statement(CAMDEN, BARNET, "M8")
    billed(book, "R2", 5_00)
    with pytest.raises(UsageError, match=sent.digest):
        answered(book, DISPUTED, "2011-12-09", digest=sent.digest)
    assert sent.origin is not None
    at = {"recorded_at": sent.origin.sequence, "digest": sent.digest}
    answered(book, DISPUTED, "2011-12-09", **at)
    assert balances(book)[0] == "5A9: disputed, out of date"


def test_what_the_gate_refuses() -> None:
    """No office, no reason, an answer that does not stand, one taken back before it was given."""
    book = differing()
    with pytest.raises(PostingRefusedError, match="names no office"):
        answered(book, DISPUTED, "2011-12-09", by="")
    answered(book, DISPUTED, "2011-12-09")
    back: dict[str, Any] = {"by": HEAD, "reason": "none", "on": "2011-12-13"}
    for wrong, words in (
        ({"reason": ""}, "without a reason"),
        ({"version": 2}, "does not stand"),
        ({"on": "2011-12-08"}, "before it was given"),
    ):
        events = book._records.ledger.events
        with pytest.raises(PostingRefusedError, match=words):
            book.take_back_answer(CAMDEN, BARNET, "M8", **{**back, **wrong})
        assert book._records.ledger.events == events
    book.take_back_answer(CAMDEN, BARNET, "M8", **back)
    with pytest.raises(PostingRefusedError, match="does not stand"):
        book.take_back_answer(CAMDEN, BARNET, "M8", **back)


@pytest.mark.parametrize("day", ["2010-12-09", "2011-10-31", "2012-12-01", "2021-12-09"])
def test_a_day_on_which_nobody_answers_is_refused(day: str) -> None:
    """The statement of November 2011 is answered from 1 November 2011 to 30 November 2012."""
    book = differing()
    events = book._records.ledger.events
    with pytest.raises(PostingRefusedError, match="between 2011-11-01 and 2012-11-30 -> correct"):
        answered(book, DISPUTED, day)
    assert book._records.ledger.events == events
    for right in ("2011-11-01", "2012-11-30"):
        answered(book, DISPUTED, right)


def test_days_are_counted_to_the_last_answer_that_stands() -> None:
    """Given on 9 October 2012 by a slip, taken back, and given on 9 December: 9 days since November.

    While the slip stood they were counted to it: 314 days.
    """
    book = differing()
    answered(book, AGREED, "2012-10-09")
    assert balances(book)[2] == 314
    book.take_back_answer(CAMDEN, BARNET, "M8", by=HEAD, reason="a slip", on="2012-10-09")
    assert balances(book)[2] == 0  # at the end of November, when they began to differ
    answered(book, AGREED, "2011-12-09")
    assert balances(book)[2:] == (9, "0-30 days")


@pytest.mark.parametrize("version", [0, -1])
def test_answers_are_counted_from_1(version: int) -> None:
    """A number that no answer has takes none back, not even the last."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    head = book.head
    with pytest.raises(
        UsageError, match=f"no answer number {version} -> answers are counted from 1"
    ):
        book.take_back_answer(
            CAMDEN, BARNET, "M8", by=HEAD, reason="none", on="2011-12-13", version=version
        )
    assert (book.head, balances(book)[0]) == (head, "5A9: disputed")


def test_answers_are_listed_by_a_code_however_it_is_typed() -> None:
    """Barnet gave one, whichever way its code is typed; Enfield none; what nobody knows is told."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    for code, found in (("5A9", 1), ("5a9", 1), (" 5k7", 1), ("5C1", 0)):
        assert len(book.balance_answers(body=code).answers) == found
    with pytest.raises(UnknownNameError, match="5Z9"):
        book.balance_answers(body="5Z9")


def test_a_reversal_says_what_to_do_instead() -> None:
    """An answer posts no resource."""
    book = differing()
    answered(book, DISPUTED, "2011-12-09")
    number = book._records.ledger.events[-1].sequence
    with pytest.raises(PostingRefusedError, match="take the answer back"):
        book.reverse(
            number,
            effective="2011-11-30",
            notified="2011-12-10",
            by=HEAD,
            reason="wrong",
            reference="memo",
        )


def test_verify_finds_an_answer_to_figures_that_were_not_sent() -> None:
    """Forged past the chapter: another figure, or a statement that the book never made."""
    book = differing()
    sent = book.agreement_statement(CAMDEN, BARNET, "M8")
    content = canonical(sent.sent())
    line = AnsweredLine("receivable", Reply.AGREED, 1, 12_000_00, 1)
    what = BalanceAnswered(
        counterparty=BARNET, version=1, answered=(line,), statements_sha256=sent.digest
    )
    event = Event(
        body=CAMDEN,
        effective=date(2011, 11, 30),
        notified=date(2011, 12, 9),
        reference="letter",
        by=ANSWERING,
        what=what,
    )
    with pytest.raises(PostingRefusedError, match="not attached"):
        book.post(event)
    book._records.post([event], attached=[content])
    (fault,) = book.verify()
    assert "it answers other figures than were sent: receivable" in fault.message
    other = {**sent.sent(), "as_of": "2011-12 M07"}
    again = what.model_copy(update={"version": 2, "statements_sha256": _digest(other)})
    book._records.post([event.model_copy(update={"what": again})], attached=[canonical(other)])
    assert "is not what the statement said then" in book.verify()[1].message
    none = b'{"made_from":{"accounts":[],"sequence":1,"tolerance_pence":0.5}}'
    third = what.model_copy(update={"version": 3, "statements_sha256": sha256(none).hexdigest()})
    book._records.post([event.model_copy(update={"what": third})], attached=[none])
    assert "is no statement of this book" in book.verify()[2].message


def test_answers_of_a_month_that_is_closed_are_taken() -> None:
    """They come after the month; its figures stay as they were."""
    book = differing()
    for month in range(1, 9):
        book.submit_month(CAMDEN, f"M{month}", by=HEAD)
    assert answered(book, DISPUTED, "2011-12-09").receipt.posted == 1


def test_a_rulebook_without_bands_has_days_alone() -> None:
    """Books that were begun before go on as they were; the packaged ones say who chose the bands."""
    text = packaged_text("2011-12")
    start = text.index("[agreement.aging]")
    older = text[:start] + text[text.index("# ----", start) :]
    book = Book.in_memory("2011-12", group="NCL", rulebook=older)
    entered(book, BARNET, CAMDEN, 2_000_00)
    report = book.agreement("M8", known_at="2011-12-10")
    assert (report.by_band, report.days(report.open[0]), report.band(report.open[0])) == (
        {},
        10,
        "",
    )
    for year in packaged_years():
        rule = Rulebook.packaged(year).agreement
        assert rule is not None
        assert rule.aging is not None
        assert rule.aging.source.startswith("a choice of pctfinance")


def _digest(document: dict[str, Any]) -> str:
    from pctfinance.store.canonical import digest  # noqa: PLC0415 - only here

    return digest(document)


def test_a_request_that_is_said_again_is_answered_as_it_was() -> None:
    """An answer although a figure moved since; a taking back although another answer stands now."""
    book = differing()
    answered(book, {"receivable": "agreed"}, "2011-12-05")
    said = {"receivable": ("agreed at another amount", 12_000_00)}
    first = answered(book, said, "2011-12-09", request="z")
    billed(book, "R2", 2_000_00)
    again = answered(book, said, "2011-12-09", request="z")
    assert (again.receipt.repeated, again.lines) == (True, first.lines)
    assert (first.not_answered, again.not_answered) == (("income",), ("income",))
    back: dict[str, Any] = {"by": HEAD, "reason": "slip", "on": "2011-12-12", "request": "q"}
    taken = book.take_back_answer(CAMDEN, BARNET, "M8", **back)
    assert (taken.posted, taken.repeated) == (1, False)
    assert book.take_back_answer(CAMDEN, BARNET, "M8", **back).repeated
    assert [each.state for each in book.balance_answers().answers] == ["stands", "taken back"]
    with pytest.raises(UsageError, match="for something else"):
        book.take_back_answer(CAMDEN, BARNET, "M8", **{**back, "reason": "another one"})
    with pytest.raises(UsageError, match="for something else"):
        answered(book, {"receivable": "not ours"}, "2011-12-09", request="z")
    with pytest.raises(UsageError, match="a word, an amount and a reason"):
        answered(book, {"income": ("disputed", None, "late", "and more")}, "2011-12-09")


def test_an_account_may_be_named_by_itself_and_never_all_of_them() -> None:
    """A text is one account, and not one for each of its letters: £10,000 and £12,000 stay disputed."""
    book = differing()
    alone = [tuple(pair) for pair in book.agreement("M8").pairs]
    assert alone[0][3:5] == (10_000_00, 12_000_00)
    for named in ({"payable": "2*"}, {"payable": "21000"}, {"payable": ["2*"]}):
        asked: dict[str, Any] = {"balance_accounts": named}
        assert [tuple(pair) for pair in book.agreement("M8", **asked).pairs] == alone
        text = book.agreement_statement(CAMDEN, BARNET, "M8", **asked).origin
        assert text is not None
        assert text.accounts == (f"payable={''.join(named['payable'])}",)
    for wrong in ("*", "", ["12*", " * "], [12]):
        with pytest.raises(UsageError, match="names no account"):
            book.agreement("M8", balance_accounts={"receivable": wrong})  # type: ignore[dict-item]  # what is refused
