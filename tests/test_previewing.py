"""A preview says what an action would do, and leaves no trace of having said it."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Run
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.effects import Fate
from pctfinance.errors import Finding, PctFinanceError, PeriodError
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.profile import Profile
from pctfinance.inputs import sample_path
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, BroughtForward, Delegation
from pctfinance.ledger.lines import Limit
from pctfinance.present.preview_report import Preview
from sample_books import sample_book
from schedule_examples import APPROVED, fill
from transfer_examples import CAMDEN, LETTER, SHA, Steps, two_pcts

Action = Callable[[Book], object]

EXTRACT = (
    "Entity,Period,Cost centre,Subjective,Analysis 1,Analysis 2,Opening,Debit,Credit,Closing\n"
    "5A9,M8,4105,52110,,,0,700.00,,700\n5A9,M8,,91000,,,0,,700.00,-700\n"
)
ACCOUNTS = "account,category,limit\n52110,acute,revenue\n91000,bank,\n"
LINES = [
    JournalLine(account="52110", category="acute", limit=Limit.REVENUE, debit_pence=50_000_000_00),
    JournalLine(account="81000", limit="", credit_pence=50_000_000_00),
]


@cache
def sample() -> Book:
    """The sample, with a submitted transfer from Camden to Barnet, an officer and a journal."""
    book = sample_book()
    book.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    book.post(event(Allocation(strand=NON_RECURRENT, pence=1_000_00, issuer="DH"), body="5K7"))
    Steps(book).until_submitted()
    Steps(book, "T2", pence=5_00).until_submitted()
    Steps(book, "T2").approve()
    book.submit_journal("5A9", "M8", LINES, number="J1", narrative="accrual", by="Head of Finance")
    return book


def fresh() -> Book:
    """The same book for a test of its own."""
    return Book(sample()._records.forked())


def load(book: Book, folder: Path) -> object:
    """An extract of one month."""
    place = folder / "tb.csv"
    place.write_text(EXTRACT, encoding="utf-8")
    profile = Profile.packaged("example-trial-balance")
    return book.load_ledger(place, accounts=AccountMap.parse(ACCOUNTS), profile=profile)


def returned(book: Book, folder: Path) -> object:
    """A schedule with one approval."""
    path = book.export_schedule(folder / "schedule.csv").path
    return book.import_approvals(fill(path, {0: APPROVED}))


def decision(**changed: Any) -> dict[str, Any]:
    """An approval by London SHA."""
    usual = {"authority": "Q36", "by": SHA, "on": "2011-06-20", "reference": "letter 12"}
    return {**usual, "evidence": LETTER, **changed}


ACTIONS: dict[str, Callable[[Book, Path], object]] = {
    "an allocation": lambda b, _: b.post(
        event(Allocation(strand=RECURRENT, pence=5_00, issuer="DH"), body="5C1")
    ),
    "a surplus brought forward": lambda b, _: b.post(
        event(BroughtForward(pence=40_000_000_00), body="5A9")
    ),
    "a delegation": lambda b, _: b.post(
        event(
            Delegation(strand=RECURRENT, pence=1_00, category="acute", delegate="07M"), body="5A9"
        )
    ),
    "a proposal": lambda b, _: Steps(b, "T9").propose(),
    "an approval": lambda b, _: b.approve_transfer("T1", **decision()),
    "a transfer": lambda b, _: b.action_transfer("T2", by=CAMDEN, on="2011-07-01"),
    "a rejection": lambda b, _: Steps(b).end("rejected"),
    "officers": lambda b, _: b.state_officers("LON", [(SHA, None, "2011-10-03", "2013-03-31")]),
    "a business case": lambda b, _: b.propose_case(
        "5A9", "C1", 8_00, category="acute", purpose="redundancies", by="Director", on="2011-05-10"
    ),
    "what is eligible": lambda b, _: b.state_eligible_budget(
        "5A9", not_eligible=["acute"], on="2011-09-01", by="Director", reference="minutes"
    ),
    "a trajectory": lambda b, _: b.state_trajectory(
        "5A9",
        shares={"M8": "0.5"},
        denominator="total",
        on="2011-09-01",
        by="Director",
        reference="minutes",
    ),
    "an extract": load,
    "a journal": lambda b, _: b.submit_journal(
        "5C1", "M8", LINES, number="J2", narrative="accrual", by="Head of Finance"
    ),
    "an approved journal": lambda b, _: b.approve_journal("5A9", "J1", by="Director"),
    "a month": lambda b, _: b.submit_month(["5A9", "5C1"], "M1", by="Director"),
    "controls": lambda b, _: b.run_controls("M8", by="Director"),
    "a reversal": lambda b, _: b.reverse(
        next(e.sequence for e in b._records.ledger.events if e.what.kind == "allocation"),
        effective="2011-12-01",
        notified="2011-12-01",
        by="Director",
        reason="it was withdrawn",
        reference="letter 13",
    ),
    "tables": lambda b, _: b.load(sample_path()),
    "a returned schedule": returned,
}


def bytes_of(folder: Path) -> dict[str, str]:
    """Every file of a folder by its hash, but for the list of who reads, which holds no content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def said(book: Book, month: str) -> dict[str, Any]:
    """What a book says of a month, without the end of the book itself."""
    return {**book.position(month).document(), "book": None}


def refusal(action: Callable[..., object], *given: object) -> tuple[Finding, ...]:
    """What an action is refused for, once it was really tried; nothing where it was done."""
    try:
        action(*given)
    except PctFinanceError as error:
        return error.findings
    return ()


def limits(book: Book) -> dict[str, int]:
    """The confirmed limit of each body by the year's end."""
    return {
        body.code: book.limit(body.code, as_of="M12").total()
        for body in book.members(Period("2011-12 M12"))
    }


@pytest.mark.parametrize("name", ACTIONS)
def test_a_preview_is_what_really_happens(tmp_path: Path, name: str) -> None:
    """What it says of after is what the book says once it was done; of before, what it says now."""
    book, action = fresh(), ACTIONS[name]
    before = said(book, "M8")
    seen = book.preview(lambda b: action(b, tmp_path), month="M8")
    assert said(book, "M8") == before == {**seen.before.document(), "book": None}
    refused = refusal(lambda: action(book, tmp_path))
    assert [f.code for f in seen.refusals] == [f.code for f in refused]
    if refused:
        assert seen.after is seen.before
        return
    assert said(book, "M8") == {**seen.after.document(), "book": None}
    now = {
        body.code: book.month_state(body.code, "M1") for body in book.members(Period("2011-12 M01"))
    }
    for effect in seen.months:
        if effect.period.number == 1:
            assert now[effect.body] is effect.after


def test_no_action_leaves_a_trace(tmp_path: Path) -> None:
    """The folder's files are the same, byte for byte, for each of them, refused ones as well."""
    folder, beside = tmp_path / "ncl.book", tmp_path / "beside"
    beside.mkdir()
    book = Book(sample()._records.forked(_made(folder)))
    load(book, beside)  # so that there are files of lines
    hashes, head = bytes_of(folder), book.head
    assert any(name.startswith("lines") for name in hashes)
    seen = [book.preview(lambda b, a=a: a(b, beside), month="M8") for a in ACTIONS.values()]  # type: ignore[misc]
    assert bytes_of(folder) == hashes
    assert book.head == head
    assert {each.is_refused for each in seen} == {True, False}
    book.close()
    closed = bytes_of(folder)
    looked = Book.open(folder, read_only=True)
    begun = bytes_of(folder)
    for action in ACTIONS.values():
        looked.preview(lambda b, a=action: a(b, beside), month="M8")  # type: ignore[misc]
    assert bytes_of(folder) == begun
    looked.close()
    assert bytes_of(folder)["book.sqlite"] == closed["book.sqlite"]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_lines_of_a_folder_are_at_hand(tmp_path: Path) -> None:
    """What was loaded can be traced in the copy; what the copy loads stays in the copy."""
    folder = tmp_path / "ncl.book"
    book = Book(sample()._records.forked(_made(folder)))
    load(book, tmp_path)
    places = book._records.lines.places()

    def read(copy: Book) -> list[str]:
        return [copy._records.lines.sha256(place) for place in copy._records.lines.places()]

    assert book.preview(read).answers == (read(book),)
    assert len(read(book)) == 1
    assert book.preview(lambda b: b.verify()).answers == ((),)
    book.preview(lambda b: load(b, tmp_path))
    assert book._records.lines.places() == places


def test_a_transfer_worked_by_hand() -> None:
    """£10 go from Camden to Barnet; both bodies have a row, and nothing is netted."""
    book = two_pcts()
    Steps(book).until_approved()
    seen = book.preview(lambda b: b.action_transfer("T1", by=CAMDEN, on="2011-07-01"))
    assert [
        (each.body, each.confirmed_before_pence, each.confirmed_after_pence) for each in seen.limits
    ] == [("5A9", 100_00, 110_00), ("5K7", 100_00, 90_00)]
    assert {each.limit.value for each in seen.limits} == {"revenue"}
    assert [each.what.kind for each in seen.events] == ["transfer-actioned"] * 2
    assert (seen.exit_code, seen.is_refused) == (0, False)
    assert book.transfer("T1").state.value == "approved"


def test_what_is_refused_is_listed_and_leaves_no_statement() -> None:
    """No exception, no audit entry; after is before, and the exit code is that of the refusal."""
    book = two_pcts()
    Steps(book).until_submitted()
    head = book.head
    seen = book.preview(lambda b: b.action_transfer("T1", by=CAMDEN, on="2011-07-01"))
    assert [finding.code for finding in seen.refusals] == ["transfer.unapproved"]
    assert (seen.exit_code, seen.after is seen.before) == (4, True)
    assert (seen.limits, seen.months, seen.events) == ((), (), ())
    assert "REFUSED" in str(seen)
    assert book.head == head


def test_several_at_once() -> None:
    """Approved and actioned in one preview; where the last is refused, none would be done."""
    book = two_pcts()
    Steps(book).until_submitted()
    approve: Action = lambda b: b.approve_transfer("T1", **decision())  # noqa: E731 - as a user writes it
    action: Action = lambda b: b.action_transfer("T1", by=CAMDEN, on="2011-07-01")  # noqa: E731
    assert len(book.preview(approve, action).limits) == 2
    again = book.preview(approve, action, action)
    assert "transfer.used" in [finding.code for finding in again.refusals]
    assert (again.limits, again.exit_code) == ((), 4)


def test_the_line_of_the_group_hides_no_breach() -> None:
    """Camden would breach, while the group as a whole stays far below the sum of its limits."""
    book = fresh()
    cut = Allocation(strand=NON_RECURRENT, pence=-60_000_000_00, issuer="DH")
    more = Allocation(strand=NON_RECURRENT, pence=500_000_000_00, issuer="DH")
    seen = book.preview(
        lambda b: b.post(event(cut, body="5K7"), event(more, body="5K8")), month="M8"
    )
    assert [each.after.body for each in seen.worse] == ["5K7"]
    total = seen.after.aggregate()
    assert total.variance_pence > 0
    assert "5K7" in total.breaches
    assert seen.exit_code == 1
    assert "BREACH: it would bring or deepen a breach of 5K7" in seen.headline
    shown = seen.tables[0]
    (group,) = [r for r in shown.rows if r.total and r.cells[1].text == "revenue"]
    assert group.cells[3].text == "BREACH: 5A9, 5C1, 5C9, 5K7"


def test_a_deepened_breach_is_told() -> None:
    """Barnet is over already; the finding stays and says another amount."""
    cut = Allocation(strand=NON_RECURRENT, pence=-1_00, issuer="DH")
    seen = fresh().preview(lambda b: b.post(event(cut, body="5A9")), month="M8")
    assert [each.after.body for each in seen.worse] == ["5A9"]
    (told,) = [e for e in seen.findings if e.finding.code == "duty.breach" and e.is_reworded]
    assert (told.fate, seen.exit_code) == (Fate.STAYED, 1)


def test_a_finding_that_goes() -> None:
    """A surplus that is brought forward ends Barnet's breach: gone, and nothing new of that kind."""
    seen = fresh().preview(
        lambda b: b.post(event(BroughtForward(pence=40_000_000_00), body="5A9")), month="M8"
    )
    fates = {(e.fate, e.finding.where.body) for e in seen.findings if e.finding.where}
    assert (Fate.GONE, "5A9") in fates
    checks = {each.check: (each.before, each.after) for each in seen.checks}
    assert checks["breaches"] == (3, 2)
    assert seen.worse == ()


def test_a_closed_month_that_would_be_impacted() -> None:
    """A late document that may stand changes what was closed; the preview says which month."""
    book = two_pcts()
    book.submit_month("5A9", "M1", by="Director")
    book.run_controls("M1", by="Director", bodies="5A9")
    book.close_month("5A9", "M1", by="Director", accept="nothing was loaded")
    seen = book.preview(lambda b: b.reopen_month("5A9", "M1", by="Director", reason="a slip"))
    (month,) = seen.months
    assert (month.before.value, month.after.value) == ("closed", "open")
    book.reopen_month("5A9", "M1", by="Director", reason="a slip")
    book.submit_month("5A9", "M1", by="Director")
    book.run_controls("M1", by="Director", bodies="5A9")
    book.close_month("5A9", "M1", by="Director", accept="nothing was loaded")
    book.submit_month("5A9", "M2", by="Director")
    book.run_controls("M2", by="Director", bodies="5A9")
    book.close_month("5A9", "M2", by="Director", accept="nor was it")
    seen = book.preview(lambda b: b.reopen_month("5A9", "M1", by="Director", reason="a slip"))
    told = {each.period.number: (each.after.value, each.impacted_after) for each in seen.months}
    assert told == {1: ("open", False), 2: ("closed", True)}
    assert "closed, impacted" in str(seen)


def test_the_month_that_is_shown() -> None:
    """The last with figures, unless another is asked for; one that is none is refused at once."""
    book = fresh()
    assert book.preview(lambda b: b.post()).before.period.number == 12
    assert book.preview(lambda b: b.post(), month="M8", basis="ytd").before.basis.value == "ytd"
    with pytest.raises(PeriodError):
        book.preview(lambda b: b.post(), month="the summer")


def test_a_preview_of_nothing() -> None:
    """It brings nothing."""
    seen = two_pcts().preview()
    assert (seen.exit_code, seen.events, seen.headline) == (
        0,
        (),
        "It would bring no breach and no finding.",
    )


def test_a_fault_of_the_caller_is_the_callers() -> None:
    """Only what the book refuses is listed."""
    with pytest.raises(AttributeError):
        two_pcts().preview(lambda b: b.no_such_call())  # type: ignore[attr-defined]


def test_a_preview_is_shown() -> None:
    """In a notebook, on a terminal, as a document and as a DataFrame."""
    book = two_pcts()
    Steps(book).until_approved()
    seen = book.preview(lambda b: b.action_transfer("T1", by=CAMDEN, on="2011-07-01"))
    assert "<table>" in seen._repr_html_()
    assert "Limits by the year's end" in str(seen)
    document = json.loads(json.dumps(seen.document()))
    assert document["limits"][0]["confirmed_after_pence"] == 110_00
    assert document["after"]["bodies"][0]["code"] == "5A9"
    assert len(seen.table) == len(seen.duties)
    assert repr(seen).startswith("<Preview of NCL")


STEPS = (
    "propose",
    "agree giver",
    "agree receiver",
    "submit",
    "approve",
    "action",
    "reject",
    "post",
)


def _step(book: Book, what: str, number: str, pence: int) -> object:
    steps = Steps(book, number, pence=pence, effective=date(2011, 7, 1))
    made: dict[str, Callable[[], object]] = {
        "propose": steps.propose,
        "agree giver": lambda: steps.agree("giver"),
        "agree receiver": lambda: steps.agree("receiver"),
        "submit": steps.submit,
        "approve": lambda: steps.approve(pence=pence),
        "action": steps.action,
        "reject": lambda: steps.end("rejected"),
        "post": lambda: book.post(
            event(Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH"), body="5A9")
        ),
    }
    return made[what]()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from("AB"), st.integers(1, 120_00)),
        min_size=4,
        max_size=10,
    )
)
def test_after_is_what_the_book_says_then(asked: list[tuple[str, str, int]]) -> None:
    """Over any steps, allowed or not: the same limits, the same refusals, the same position."""
    book = two_pcts()
    for number in "AB":
        Steps(book, number, effective=date(2011, 7, 1)).until_submitted()
    for what, number, pence in asked:

        def act(b: Book, what: str = what, number: str = number, pence: int = pence) -> object:
            return _step(b, what, number, pence)

        head = book.head
        seen: Preview = book.preview(act)
        assert book.head == head
        before = limits(book)
        refused = refusal(act, book)
        assert [f.code for f in seen.refusals] == [f.code for f in refused]
        if refused:
            assert (seen.exit_code in (2, 3, 4), limits(book)) == (True, before)
            continue
        assert said(book, "M12") == {**seen.after.document(), "book": None}
        moved = {
            body: now - before[body] for body, now in limits(book).items() if now != before[body]
        }
        shown = {each.body: each.confirmed_change_pence for each in seen.limits}
        assert shown == moved


# The command


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The same book in a folder."""
    folder = tmp_path / "ncl.book"
    Book(sample()._records.forked(_made(folder))).close()
    return folder


def test_the_command_shows_what_another_would_do(run: Run, kept: Path) -> None:
    """Without its book, or with it: nothing is written."""
    hashes = bytes_of(kept)
    step = ("action", "T2", "--by", CAMDEN, "--on", "2011-07-01")
    ran = run("preview", kept, "--period", "M8", "--", "transfer", *step)
    assert ran.code == 0, ran.err
    assert "Limits by the year's end" in ran.out
    named = run("preview", kept, "--json", "--", "transfer", "action", kept, *step[1:])
    assert named.code == 0
    document = json.loads(named.out)
    assert {each["body"] for each in document["limits"]} == {"5A9", "5K7"}
    assert bytes_of(kept)["book.sqlite"] == hashes["book.sqlite"]


def test_the_command_ends_as_the_action_would(run: Run, kept: Path) -> None:
    """4 for want of approval, 3 for a refused input, 1 for a breach, 2 for wrong usage."""
    preview = ("preview", kept, "--period", "M8", "--")
    step = ("transfer", "action", "T1", "--by", CAMDEN, "--on", "2011-07-01")
    assert run(*preview, *step).code == 4
    end = ("transfer", "end", "T1", "withdrawn", "--by", "Somebody", "--on", "2011-06-25")
    assert run(*preview, *end, "--reason", "x").code == 3
    approve = ("journal", "approve", "5A9", "J1", "--by", "Director")
    ran = run(*preview, *approve)
    assert ran.code in (0, 1), ran.err
    assert run(*preview, "transfer", "actoin", "T1").code == 2
    assert run(*preview, "transfer", "action").code == 2
    refused = json.loads(run("preview", kept, "--json", "--", *step).out)
    assert refused["refused"]
    assert refused["refusals"][0]["code"] == "transfer.unapproved"


@pytest.mark.parametrize("name", ["close", "demo", "create", "roll-forward", "preview", "find"])
def test_what_writes_other_files_cannot_be_previewed(run: Run, kept: Path, name: str) -> None:
    """Or is about no book: refused before anything runs."""
    assert run("preview", kept, "--", name).code == 2
