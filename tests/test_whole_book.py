"""Every chapter in one book: said again, said to another gate, previewed, published and verified."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

from crash.small import attacked
from ledger_examples import NON_RECURRENT, RECORDED, RECURRENT, event
from month_examples import BY, close_to
from pctfinance.book import Book
from pctfinance.errors import UsageError
from pctfinance.ledger.final_close import Assignment, outstanding
from pctfinance.ledger.kinds import Allocation, BudgetIssued, Delegation, PlannedSurplus
from pctfinance.ledger.lines import Account, Limit
from schedule_examples import APPROVED, fill
from test_cube import agrees
from tracing_examples import check_every_figure
from transfer_examples import BARNET, CAMDEN, SHA
from whole_book_examples import CCG, FIVE, TRANSFERS, Said, begin, story
from year_end_examples import MAY, OFFICE, PAPER, actuals, decided, part, register


@cache
def told() -> tuple[Said, ...]:
    """What every chapter says, in order."""
    return tuple(story())


@cache
def _whole() -> Book:
    book = begin()
    for said in told():
        said.to(book)
    return book


def whole() -> Book:
    """The book of every chapter, for one test."""
    return Book(_whole()._records.forked())


def links(book: Book) -> Iterator[tuple[object, ...]]:
    """What a book keeps, link by link, but for the hash of the one before."""
    for link in book._records.links():
        yield link.chain, link.document, link.sequence, link.hash


def test_a_kept_gate_judges_as_one_that_replays_everything() -> None:
    """Every command is said to two books, one of which makes its gate anew for each: the same links."""
    behind = RECORDED.replace(year=2013)  # accounts are signed on a day that has come
    with mock.patch("pctfinance.clock.now", return_value=behind):
        keeps, replays = begin(), begin()
        for said in told():
            replays._records._gate = None
            said.to(keeps)
            said.to(replays)
            assert keeps.head == replays.head, said
    assert list(links(keeps)) == list(links(replays))
    assert keeps.verify() == ()


def _receipt(answer: object) -> object:
    """The receipt of an answer: the answer itself, or a part of it."""
    answer = getattr(answer, "answer", answer)
    return getattr(answer, "receipt", answer)


def test_each_command_that_is_said_again_has_the_first_answer() -> None:
    """Under one name, twice: the second adds nothing to the book, though it could not be done again."""
    book = begin()
    for number, said in enumerate(told()):
        first = _receipt(said.to(book, request=f"r{number}"))
        head = book.head
        again = _receipt(said.to(book, request=f"r{number}"))
        assert (first.repeated, again.repeated) == (False, True), said  # type: ignore[attr-defined]  # a receipt
        assert first.head == again.head, said  # type: ignore[attr-defined]  # as above
        assert book.head == head, said
    assert book.verify() == ()


def test_a_name_that_was_used_is_refused_for_another_command() -> None:
    """Each kind of command under the name of the one before it: refused, and nothing is written."""
    book = begin()
    # The first command of each name.
    first = set({said.name: number for number, said in reversed(list(enumerate(told())))}.values())
    for number, said in enumerate(told()):
        if number and number in first:
            head = book.head
            with pytest.raises(UsageError, match="used before, for something else"):
                said.to(book, request="used")
            assert book.head == head, said
        said.to(book, request="used" if not number else None)


def said_of(book: Book) -> dict[str, object]:
    """What a book says of month 8, without its own end, and its limits by the year's end."""
    limits = {
        body.code: book.limit(body.code, as_of="M12").total()
        for body in book.members(book.year.periods[0])
    }
    return {**book.position("M8").document(), "book": None, "limits": limits}


def test_every_step_of_every_transfer_is_previewed_as_it_is_done() -> None:
    """Whatever the kind: the position, the limits and the events that a preview shows are the real ones."""
    book = begin()
    for said in told():
        if not said.name.endswith("_transfer") and not said.name.startswith("propose"):
            said.to(book)
            continue
        before = book.head.sequence
        seen = book.preview(said.to, month="M8")
        assert book.head.sequence == before
        said.to(book)
        assert {**book.position("M8").document(), "book": None} == {
            **seen.after.document(),
            "book": None,
        }, said
        assert [(e.body, e.what) for e in seen.events] == [
            (e.body, e.what) for e in book.holdings.resource.events if e.sequence > before
        ]
        for each in seen.limits:
            limit = book.limit(each.body, as_of="M12", limit=each.limit)
            assert limit.total(funding=each.funding) == each.confirmed_after_pence, said


@cache
def waiting() -> tuple[str, ...]:
    """The numbers of the transfers that wait for an authority."""
    return tuple(each.terms.number for each in whole().transfers("submitted").transfers)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_waits_of_every_kind_goes_out_and_comes_back_approved(
    tmp_path: Path, suffix: str
) -> None:
    """One schedule of all kinds; each is approved as it was asked, and can then be actioned."""
    book = whole()
    sent = book.export_schedule(tmp_path / f"schedule{suffix}")
    assert sorted(sent.numbers) == sorted(waiting())
    decided = {**APPROVED, "decided_on": date(2011, 7, 1)}
    report = book.import_approvals(fill(sent.path, dict.fromkeys(range(len(waiting())), decided)))
    assert not report.refused
    for number in waiting():
        assert book.transfer(number).state.value == "approved"
    for number in waiting():
        act = Said("action_transfer", (number,), {"by": BARNET, "on": "2011-07-01"})
        seen = book.preview(act.to, month="M8")
        assert not seen.refusals, number
        act.to(book)
        assert {**book.position("M8").document(), "book": None} == {
            **seen.after.document(),
            "book": None,
        }
    assert book.verify() == ()


def test_a_month_of_every_chapter_agrees_with_itself(tmp_path: Path) -> None:
    """Every figure is its evidence, the cube is the position, and the published pack is made again."""
    book = whole()
    for month, basis in (("M8", "ytd"), ("M8", "forecast"), ("M12", "outturn")):
        position = book.position(month, basis=basis)
        assert check_every_figure(book, position) > 70
        agrees(book, book.cube(month, basis=basis), month, basis)
    first = book.publish("M8", by=BY, out=tmp_path / "M8")
    kept: dict[str, Any] = json.loads(
        (tmp_path / "M8" / "position.json").read_text(encoding="utf-8")
    )["book"]
    for number in waiting():
        by = book.transfer(number).proposal.by
        book.end_transfer(number, "withdrawn", by=by, on="2011-07-02", reason="no longer")
    assert book.verify(kept) == ()
    assert book.reproduce(first.snapshot.number).published is not None
    close_to(book, 12, FIVE)
    assert book.verify(kept) == ()


def test_one_byte_of_it_that_is_changed_is_told(tmp_path: Path) -> None:
    """In a copy of its file a penny becomes two: the book says which event is not what was kept."""
    folder = tmp_path / "b"
    folder.mkdir()
    book = Book(_whole()._records.forked(folder))
    assert book.verify() == ()
    kept = book.position("M8").document()["book"]
    book.close()
    attacked(
        folder, "UPDATE events SET document = replace(document, '\"pence\":1000', '\"pence\":1001')"
    )
    with closing(Book.open(folder)) as changed:
        assert changed.verify(kept)


def rolled(book: Book) -> Book:
    """The next year's book, everything decided as the rules give; made again, it is the same."""
    back = part("return-expected", 10, year="2012-13", reference="SHA/9")
    held_by_the_sha = ("held/surplus/L0", "held/surplus/lodgement")  # a person decides of these
    each = (decided(item, back, body="5K7") for item in held_by_the_sha)
    book.decide(*each, by=OFFICE, reference=PAPER)
    book.decide_by_default(by=OFFICE, reference=PAPER)
    following = book.roll_forward(None, by=OFFICE, notified=MAY).book
    assert following.verify_predecessor(book) == ()
    assert following.verify() == book.verify() == ()
    return following


def test_what_is_stated_beside_the_ledger_stands_among_all_the_rest() -> None:
    """Barnet paid 19 + 17 of 40 NHS bills in time: 90 %. Its plan of £4 and £2 by M8; £1.50 was saved.

    The contract by M7: 75 units of 10p are 50p above the baseline, of which 70 % is not paid; with
    £5.20 of outpatients £12.35, of which Barnet and Enfield owe a sixth each.
    """
    book = whole()
    paid = book.duties("M8").of("5A9", "better_payment_practice")
    assert paid.value("nhs-number-share") == Fraction(9, 10)
    assert paid.status.words == "missed"
    assert book.duties("M8").status("5K7", "better_payment_practice").words == "met"
    assert book.duties("M12").status("5A9", "full_cost_recovery").words == "met"
    line = next(each for each in book.qipp("M8").lines if (each.body, each.scheme) == ("5A9", "Q1"))
    assert (line.plan_pence, line.variance_pence, line.full_year_pence) == (4_00, -50, 8_00)
    assert book.qipp("M8").total.not_reported == ("5A9 Q2", "5K7 Q2")
    found = book.contracts("M7").of("5K7", "K1")
    assert (found.reduction_pence, found.payable_pence) == (35, 12_35)
    assert dict(found.recharges) == {"5A9": 2_06, "5C1": 2_05}
    assert [body for body in FIVE if book.statements(body).is_signed] == ["5A9", "5K7"]


ANEW = (
    *("the scheme 'Q1' of 5A9", "the scheme 'Q1' of 5K7", "the contract 'K1' of 5K7"),
    *(f"the control total of {body}" for body in FIVE),
    *(f"the provider arm of {body}" for body in FIVE),
)
"""What the preparer of the next book reads of these chapters."""


def test_the_year_ends_and_the_next_begins_with_every_chapter() -> None:
    """All that waits expires, every party's part comes free, and the next year's book is derived.

    What was stated for one year is named, and that one office did not sign for Enfield.
    """
    book = whole()
    pending = {body: held(book, body, Account.PENDING) for body in FIVE}
    assert [body for body in FIVE if pending[body]] == ["5A9", "5C1", "5K7"]
    following = rolled(book)
    said = [found.message for found in following.findings]
    assert all(any(message.startswith(words) for message in said) for words in ANEW)
    assert any("did not sign the statements of 5C1" in message for message in said)
    assert not any("'Q2'" in message for message in said)
    assert {body: held(book, body, Account.PENDING) for body in FIVE} == dict.fromkeys(FIVE, 0)
    assert {book.transfer(number).state.value for number in waiting()} == {"expired"}
    ended = Counter(
        e.reference for e in book.holdings.resource.events if e.what.kind == "transfer-ended"
    )
    assert (ended["D2"], ended["S2"], ended["redirect 2"], ended["straight 2"]) == (3, 2, 1, 1)


@pytest.mark.parametrize("body", ["5A9", "5C1", "5K7"])
def test_a_donor_is_closed_for_good_and_the_others_parts_come_free(body: str) -> None:
    """A donor of the fund whose draw waits ends: so do the draw and the re-spread, in every ledger."""
    book = whole()
    mine = [n for n in waiting() if body in book.transfer(n).terms.bodies]
    assert "D2" in mine
    events = [each for each in book.holdings.resource.events if each.body == body]
    rules = [
        Assignment("DH", "Department of Health", item=item) for item in outstanding(body, events)
    ]
    rules.append(Assignment("DH", "Department of Health", account="*"))
    book.final_close(body, rules, by=OFFICE, reference=PAPER)
    states = {number: book.transfer(number).state.value for number in waiting()}
    assert states == {n: "expired" if n in mine else "submitted" for n in waiting()}
    assert held(book, body, Account.PENDING) == 0
    assert book.verify() == ()


def held(book: Book, body: str, account: Account) -> int:
    """What a body holds on an account by the year's end, of every limit, in pence."""
    balances = book.holdings.resource.balances(body, book.year.periods[-1])
    return sum(balances.use([account], limit) for limit in Limit)


def test_what_is_pending_is_decided_of_where_it_came_from() -> None:
    """Of £20 of surplus £10 is pending at the year's end: £20 lapse, before it expires and after.

    The £10 of a delegate's £40 that are pending for another body open the next year with the rest.
    """
    book = Book.in_memory("2011-12", group="TWO", register=register())
    book.post(
        event(Allocation(strand=RECURRENT, pence=100_00, issuer="DH")),
        event(BudgetIssued(strand=RECURRENT, pence=60_00, category="acute")),
        event(Delegation(strand=RECURRENT, pence=40_00, category="acute", delegate=CCG)),
        event(Allocation(strand=NON_RECURRENT, pence=20_00, issuer="DH")),
        event(PlannedSurplus(strand=NON_RECURRENT, pence=20_00)),
        event(Allocation(strand=RECURRENT, pence=1_00, issuer="DH"), body="5C1"),
        actuals("5A9", 100),
        actuals("5C1", 1),
    )
    book.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    to: dict[str, Any] = {
        "giver": "5A9",
        "effective": "2011-07-01",
        "by": BARNET,
        "on": "2011-06-01",
        "pence": 10_00,
    }
    book.propose_transfer(
        "T1", **to, receiver="Q36", kind="lodgement", taken_from="planned surplus", purpose="later"
    )
    book.propose_transfer(
        "T2", **to, receiver="5C1", **TRANSFERS["move"], purpose="shared patients"
    )
    for number in ("T1", "T2"):
        for side, body in book.transfer(number).parties:
            by = BARNET if body == "5A9" else CAMDEN
            book.agree_transfer(number, side, body=body, by=by, on="2011-06-02")
        book.submit_transfer(number, by=BARNET, on="2011-06-03")
    assert held(book, "5A9", Account.PENDING) == 20_00
    items = {item.key: item.pence for item in book.rolling("5A9").items}
    assert items["reserve/revenue/non-recurrent/planned surplus"] == 20_00
    book.decide_by_default(by=OFFICE, reference=PAPER)
    following = book.roll_forward(None, by=OFFICE, notified=MAY).book
    assert following.verify_predecessor(book) == ()
    (opened,) = (
        e.what for e in following.holdings.resource.events if isinstance(e.what, Delegation)
    )
    assert opened.pence == 40_00


REPORTS: dict[str, Callable[[Book, str], Any]] = {
    "position": lambda b, m: b.position(m),
    "delegations": lambda b, m: b.delegations(m),
    "delegate positions": lambda b, m: b.delegate_positions(m),
    "headroom": lambda b, m: b.headroom(as_of=m),
    "headroom cases": lambda b, m: _Of(b.headroom(as_of=m).cases_table),
    "funds": lambda b, m: b.funds(as_of=m),
    "loans": lambda b, m: b.loans(as_of=m),
    "lodgements": lambda b, m: b.lodgements(as_of=m),
    "brought forward": lambda b, m: _Of(b.lodgements(as_of=m).brought_table),
    "cash": lambda b, m: b.cash(m),
    "running costs": lambda b, m: b.running_costs(m),
    "shared costs": lambda b, m: b.shared_costs(m),
    "recharges": lambda b, m: b.recharges(m),
    "commitments": lambda b, m: b.emergency_commitments(as_of=m),
    "transfers": lambda b, _: b.transfers(),
    "cube": lambda b, m: b.cube(m),
    "bridge": lambda b, m: b.bridge(m, since=m, since_recorded_at=1),
    "events of a bridge": lambda b, m: _Of(
        b.bridge(m, since="M1", since_recorded_at=1).event_table
    ),
    "bridge from the plan": lambda b, m: b.plan_bridge(m),
    "preview": lambda b, m: b.preview(lambda c: c.transfers(), month=m),
    "duties": lambda b, m: b.duties(m),
    "statements": lambda b, m: b.statements("5A9", m),
    "savings": lambda b, m: b.qipp(m),
    "contracts": lambda b, m: b.contracts(m),
}


class _Of(NamedTuple):
    """A second table of a report."""

    table: Any


@pytest.mark.parametrize("month", ["M1", "M8", "M12"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_plain_for_programs_and_tidy_for_notebooks(name: str, month: str) -> None:
    """Its document is JSON; its amounts are whole pence and its codes texts, also without a row."""
    for book in (whole(), begin()):
        report = REPORTS[name](book, month)
        str(report)
        if hasattr(report, "document"):
            document = report.document()
            assert json.loads(json.dumps(document)) == document
        table = report.table
        amounts = [column for column in table.columns if column.endswith("pence")]
        assert amounts, name
        assert {str(table[column].dtype) for column in amounts} == {"Int64"}, name
        assert {type(code) for code in table.get("body", ())} <= {str}
