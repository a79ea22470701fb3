"""Where the chapters of a book meet: what one of them may not do to another."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger_examples import ANTICIPATED, RECURRENT, event
from month_examples import BODY, BY, allocation, bring, figures, small_book
from pctfinance.book import BOOK_FILE, Book
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.errors import (
    Finding,
    IntegrityError,
    PctFinanceError,
    PostingRefusedError,
    UsageError,
)
from pctfinance.ledger import resource, tranches
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BudgetIssued,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import (
    ControlTotals,
    FigureRow,
    FiguresLoaded,
    Lane,
    LedgerLoaded,
    Phasing,
)
from pctfinance.ledger.months import ControlsRun, MonthState
from pctfinance.ledger.overdraft import Overdraft
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from pctfinance.store.log import EventLog
from sample_books import sample_book
from tracing_examples import check_every_figure
from year_end_examples import (
    BARNET,
    MAY,
    OFFICE,
    all_decided,
    barnet,
    enfield,
    post_load,
    register,
    resources,
)

FUND = "3000"
REST = (
    Assignment("DH", "Department of Health", account="*"),
    Assignment("DH", "Department of Health", item="held/headroom"),
)


def kept(folder: Path) -> tuple[Book, Book]:
    """A book of one allocation, opened twice: as two people have it open."""
    one = Book.create(folder / "b", "2011-12", group="NCL")
    one.post(event(Allocation(strand=RECURRENT, pence=1000_00, issuer="DH")))
    return one, Book.open(folder / "b")


def entered(category: str = "acute", pence: int = 5_00) -> list[JournalLine]:
    """A debit of a category, and its credit."""
    debit = JournalLine("52110", category, Limit.REVENUE, debit_pence=pence)
    return [debit, JournalLine("81000", credit_pence=pence)]


def said(faults: Iterable[Finding]) -> list[str]:
    """What findings say."""
    return [finding.message for finding in faults]


def rewritten(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change documents of a book, and make every hash again: what a forger with the code can do."""
    book = Book.open(folder)
    links = list(book._records.links())
    attached = [book._records.attachment(name) for name in book._records.attachments()]
    book.close()
    (folder / BOOK_FILE).rename(folder / "former.sqlite")
    log = EventLog.create(folder / BOOK_FILE)
    with log.writing() as writing:
        for content in attached:
            writing.attach(content)
        for link in links:
            document = json.loads(link.document)
            change(document)
            writing.append([(link.chain, document)], datetime.fromisoformat(link.recorded_at))
    log.close()


def meanwhile(book: Book, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody else act once, behind the next time that a book takes in what others wrote."""
    refresh = book._records.refresh

    def and_then() -> None:
        monkeypatch.undo()
        refresh()
        act()

    monkeypatch.setattr(book._records, "refresh", and_then)


# Two people at one book


def test_controls_have_not_seen_what_somebody_posts_while_they_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The load comes behind the look and before the record: the run does not close the month."""
    one, other = kept(tmp_path)
    one.submit_month(BODY, "M1", by=BY)
    one.return_month(BODY, "M1", by=BY, reason="a load is missing")
    seen = one.head.sequence
    meanwhile(one, lambda: other.post(figures("actuals", 1)), monkeypatch)
    one.run_controls("M1", by=BY, bodies=BODY)
    run = one.holdings.resource.events[-1].what
    assert isinstance(run, ControlsRun)
    assert run.sequence == seen
    one.submit_month(BODY, "M1", by=BY)
    with pytest.raises(PostingRefusedError, match="something changed since its controls ran"):
        one.close_month(BODY, "M1", by=BY, accept="it is small")
    assert one.verify() == ()


def test_a_month_that_somebody_closed_takes_nothing_from_a_book_that_was_opened_before(
    tmp_path: Path,
) -> None:
    """The other book does not know of the close; the gate sees it all the same, and writes nothing."""
    one, other = kept(tmp_path)
    bring(one, 1, MonthState.CLOSED)
    before = one.head
    with pytest.raises(PostingRefusedError, match="which is closed"):
        other.post(figures("actuals", 2), figures("actuals", 1))
    assert one.head == before
    assert other.month_state(BODY, "M1") is MonthState.CLOSED


def test_a_plan_is_made_from_what_its_maker_saw(tmp_path: Path) -> None:
    """The allocation that somebody else posted is in neither the plan nor the one made again."""
    one, other = kept(tmp_path)
    other.post(allocation(date(2011, 4, 1)))
    other.post(event(Allocation(strand=RECURRENT, pence=500_00, issuer="DH")))
    plan = one.plan("base", growth="0", efficiency="0", limit_growth="0")
    one.keep_plan(plan, by=BY)
    assert plan.parts[0].what.made_from == 2
    assert one.scenario("base").bodies == plan.bodies


def test_a_final_close_assigns_what_the_book_holds_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bank came later by £10, from another office: the close takes it in, or is refused."""
    one = Book.create(tmp_path / "b", "2012-13", group="NCL")
    one.post(*resources())
    post_load(one, BARNET)
    other = Book.open(tmp_path / "b")
    changed = {"1900": ("1900", "", "cash", 0, 1000, 980), "2200": ("2200", "", "", -150, 890, 950)}
    later = tuple(changed.get(row[0], row) for row in BARNET)
    meanwhile(one, lambda: post_load(other, later), monkeypatch)
    before = one.head.sequence
    how: dict[str, Any] = {"by": OFFICE, "reference": "order", "general_fund": FUND}
    with pytest.raises(UsageError, match="others wrote to the book meanwhile"):
        one.final_close("5A9", REST, **how)
    assert one.head.sequence == before + 1
    bank = [p.pence for p in one.final_close("5A9", REST, **how).assigned if p.account == "1900"]
    assert bank == [20_00]
    assert not [fault for fault in said(one.verify()) if "assigns other" in fault]


def test_a_year_is_rolled_from_what_the_book_holds_by_then(tmp_path: Path) -> None:
    """More money came after the decisions, from another office: the outturn is decided again."""
    one = Book.create(tmp_path / "b", "2011-12", group="TWO", register=register())
    one.post(*barnet(), *enfield())
    all_decided(one)
    other = Book.open(tmp_path / "b")
    other.post(event(Allocation(strand=RECURRENT, pence=1_00, issuer="DH"), reference="late"))
    with pytest.raises(PostingRefusedError, match="when it was decided"):
        one.roll_forward(None, by=OFFICE, notified=MAY)


def test_a_receipt_names_the_head_behind_its_own_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody else writes at once behind it is no part of the answer."""
    one, other = kept(tmp_path)
    take = one._records._take

    def slowly(links: Any) -> None:
        take(links)
        if one._records.seen == 3:
            monkeypatch.undo()
            other.post(figures("actuals", 2))

    monkeypatch.setattr(one._records, "_take", slowly)
    receipt = one.post(figures("actuals", 1))
    assert (receipt.sequence, receipt.head.sequence) == (3, 3)
    assert one.head.sequence == 4


# The same request


def test_a_plan_that_is_made_and_kept_again_is_the_same_request() -> None:
    """By then the book holds the first one; the answer is the first, and there is no version 2."""
    book = small_book()
    rates: dict[str, Any] = {"growth": "0.02", "efficiency": "0", "limit_growth": "0"}
    receipts = [
        book.keep_plan(book.plan("base", **rates), by=BY, request="plan 1") for _ in range(2)
    ]
    assert [receipt.repeated for receipt in receipts] == [False, True]
    assert receipts[0].head == receipts[1].head
    assert book.scenario("base").version == 1
    other = book.plan("base", **{**rates, "growth": "0.03"})
    with pytest.raises(UsageError, match="used before, for something else"):
        book.keep_plan(other, by=BY, request="plan 1")


def test_a_final_close_that_is_said_again_is_answered_though_an_adjustment_came() -> None:
    """What the adjustment changed is for another close, and not for the one that was answered."""
    book = Book.in_memory("2012-13", group="NCL")
    book.post(*resources())
    post_load(book, BARNET)
    how: dict[str, Any] = {"by": OFFICE, "reference": "order", "general_fund": FUND}
    first = book.final_close("5A9", REST, request="close 1", **how)
    assert first.receipt is not None
    number = {"number": "A1", "lane": "adjustment"}
    book.submit_journal("5A9", "M12", entered(), by="Auditor", narrative="audit", **number)  # type: ignore[arg-type]  # a lane
    book.approve_journal("5A9", "A1", by=OFFICE)
    again = book.final_close("5A9", REST, request="close 1", **how)
    assert again.receipt is not None
    assert again.receipt.repeated
    assert again.receipt.head == first.receipt.head
    with pytest.raises(UsageError, match="used before, for something else"):
        book.final_close("5A9", REST[:1], request="close 1", **how)


# What counts for nothing


@pytest.mark.parametrize("decision", ["none", "rejected", "withdrawn"])
def test_a_journal_that_does_not_count_restates_nothing(decision: str) -> None:
    """No figure of the month changes, so what was published stands, without a reason."""
    book = sample_book()
    first = book.publish("M8", by=BY)
    book.submit_journal(
        BODY, "M8", entered(), number="J1", by="A", narrative="x", submitted_on="2012-03-01"
    )
    if decision == "rejected":
        book.reject_journal(BODY, "J1", by="B", reason="no", rejected_on="2012-03-09")
    elif decision == "withdrawn":
        book.withdraw_journal(BODY, "J1", by="A", reason="no", withdrawn_on="2012-03-09")
    again = book.publish("M8", by=BY)
    assert not again.is_new
    assert again.snapshot.number == first.snapshot.number
    assert book.position("M8").known_at == first.snapshot.known_at


def test_a_journal_that_counts_is_known_from_the_day_of_its_approval() -> None:
    """Approved on 9 March 2012: the position knows that day, and the month is published anew."""
    book = sample_book()
    book.publish("M8", by=BY)
    book.submit_journal(BODY, "M8", entered(), number="J1", by="A", narrative="x")
    book.approve_journal(BODY, "J1", by="B", approved_on="2012-03-09")
    assert book.position("M8").known_at == date(2012, 3, 9)
    with pytest.raises(UsageError, match="needs a reason"):
        book.publish("M8", by=BY)
    assert book.reproduce(1).known_at == date(2011, 11, 30)


# What is named and not there


def test_an_extract_without_its_cells_is_refused() -> None:
    """Posted by hand, it would leave a book that answers nothing any more."""
    book = small_book()
    before = book.head
    load = LedgerLoaded(
        lane=Lane.LOAD,
        to_date=False,
        file="x.csv",
        file_sha256="a" * 64,
        profile="p",
        profile_sha256="b" * 64,
        totals=ControlTotals(rows=2, debit_pence=1, credit_pence=1),
        lines_path="lines/5A9/2011-12/M01-aaaaaaaaaaaa.parquet",
        lines_sha256="c" * 64,
        cells_sha256="d" * 64,
        contra=False,
    )
    with pytest.raises(PostingRefusedError, match="names balance cells that are not attached"):
        book.post(event(load, effective=date(2011, 4, 30)))
    assert book.head == before
    assert book.position("M1").period.number == 1


def test_controls_that_nobody_ran_are_refused() -> None:
    """A run that names findings which the book does not hold closes no month."""
    book = small_book()
    before = book.head
    run = ControlsRun(
        sequence=1, errors=0, breaches=0, warnings=0, notes=0, findings_sha256="0" * 64
    )
    forged = event(run, effective=date(2011, 4, 30)).model_copy(update={"by": BY})
    with pytest.raises(PostingRefusedError, match="names findings that are not attached"):
        book.post(forged)
    assert book.head == before


def test_verify_tells_controls_that_say_less_than_they_found(tmp_path: Path) -> None:
    """One error was found; the log was rewritten, hashes and all, to say none."""
    one, other = kept(tmp_path)
    other.close()
    assert one.run_controls("M1", by=BY, bodies=BODY).has_errors
    assert one.verify() == ()
    one.close()

    def whitewash(document: dict[str, Any]) -> None:
        if document.get("what", {}).get("kind") == "controls-run":
            document["what"]["errors"] = 0

    rewritten(tmp_path / "b", whitewash)
    (fault,) = said(Book.open(tmp_path / "b").verify())
    assert fault.startswith("event 3 of 5A9 says that the controls of 2011-12 M01 found 0 errors")


def test_categories_that_are_none_are_told_in_words(tmp_path: Path) -> None:
    """A row of categories without a name is damage of the book, and no crash."""
    book = Book.create(tmp_path / "b", "2011-12", group="NCL")
    book._records.post((), CategoryTree((Category("acute", "Acute"),)))
    book.close()

    def maim(document: dict[str, Any]) -> None:
        if document.get("kind") == "categories-stated":
            document["rows"] = [["acute"]]

    rewritten(tmp_path / "b", maim)
    with pytest.raises(IntegrityError, match="the categories of this book cannot be read"):
        Book.open(tmp_path / "b")


def test_a_pack_that_is_not_published_leaves_no_folder(tmp_path: Path) -> None:
    """A book that is only read cannot publish, and makes no empty folder of packs either."""
    one, other = kept(tmp_path)
    one.close()
    other.close()
    book = Book.open(tmp_path / "b", read_only=True)
    with pytest.raises(UsageError):
        book.publish("M1", by=BY, out=tmp_path / "packs")
    assert not (tmp_path / "packs").exists()


# All of it in one book

AUTUMN = date(2011, 11, 10)


def everything() -> Book:
    """The sample with every kind of event that moves or corrects resource, and its reversal."""
    book = sample_book()
    moved = tuple(
        BudgetChange(strand=RECURRENT, category=name, pence=pence)
        for name, pence in (("acute", -7_00), ("community", 7_00))
    )
    events = (
        event(Allocation(strand=RECURRENT, pence=10_000_00, issuer="DH"), effective=AUTUMN),
        event(BudgetIssued(strand=RECURRENT, pence=5_000_00, category="acute"), effective=AUTUMN),
        event(
            Virement(strand=RECURRENT, pence=9_00, from_category="acute", category="community"),
            effective=AUTUMN,
        ),
        event(Rebasing(changes=moved), effective=AUTUMN),
        event(
            Allocation(strand=ANTICIPATED, pence=200_00, issuer="DH", tranche="T1"),
            effective=AUTUMN,
        ),
        event(
            BudgetIssued(strand=ANTICIPATED, pence=150_00, category="acute", tranche="T1"),
            effective=AUTUMN,
        ),
        event(AnticipatedSettled(tranche="T1", confirmed_pence=100_00), effective=AUTUMN),
        event(HeadroomLodged(pence=100_00), effective=AUTUMN),
        event(
            HeadroomReleased(pence=50_00, case="c1", category="transition"),
            effective=AUTUMN,
            approval="SHA/1",
        ),
        event(AppliedNonRecurrently(pence=10_00, category="acute"), effective=AUTUMN),
        event(
            Delegation(strand=RECURRENT, pence=500_00, category="acute", delegate="07M"),
            effective=AUTUMN,
        ),
    )
    book.post(*events)
    profile = FiguresLoaded(
        table="profile",
        phasing=Phasing.AS_LOADED,
        rows=tuple(FigureRow(month, Limit.REVENUE, "acute", month * 100) for month in range(1, 13)),
    )
    book.post(event(profile, effective=date(2011, 4, 30), notified=date(2012, 1, 10)))
    return book


def undo(book: Book, kinds: tuple[str, ...]) -> None:
    """Reverse Barnet's events of November of these kinds, one by one, as of December."""
    for one in book.holdings.resource.events:
        if one.effective == AUTUMN and one.what.kind in kinds and one.reference == "letter":
            book.reverse(
                one.sequence,
                effective="2011-12-01",
                notified="2011-12-02",
                by=BY,
                reason="wrong",
                reference=f"undo {one.sequence}",
                approval="SHA/2",
            )


UNDONE = (
    "virement",
    "rebasing",
    "anticipated-settled",
    "headroom-released",
    "applied-non-recurrently",
    "delegation",
)


def test_every_figure_is_traced_through_journals_reversals_and_late_documents() -> None:
    """Each figure sums to its evidence, on each basis, and the book contradicts itself nowhere."""
    book = everything()
    book.submit_journal(
        BODY, "M8", entered(), number="J1", by="A", narrative="accrual", reversing=True
    )
    book.approve_journal(BODY, "J1", by="B", approved_on="2011-11-30")
    undo(book, UNDONE)
    for number in range(1, 9):
        bring(book, number, MonthState.CLOSED)
    book.post(allocation(date(2011, 6, 1), date(2011, 12, 20)))
    late = book.holdings.resource.events[-1]
    assert (late.effective, late.late_for) == (date(2011, 12, 1), date(2011, 6, 1))
    book.reverse(
        late.sequence,
        effective="2011-06-01",
        notified="2011-12-21",
        by=BY,
        reason="Camden's",
        reference="memo",
    )
    book.keep_plan(book.plan("base", growth="0", efficiency="0", limit_growth="0"), by=BY)
    for month, basis in (("M8", "ytd"), ("M9", "ytd"), ("M9", "forecast"), ("M12", "outturn")):
        assert check_every_figure(book, book.position(month, basis=basis)) > 100
    assert book.verify() == ()


def test_what_was_published_is_made_again_after_all_that_came_later() -> None:
    """Reversals, a journal known on an earlier day, other categories, a reopened month, a profile."""
    book = everything()
    numbers = [book.publish("M8", by=BY).snapshot.number]
    book.submit_journal(BODY, "M8", entered(), number="J1", by="A", narrative="x", reversing=True)
    numbers.append(book.publish("M9", by=BY).snapshot.number)
    book.approve_journal(BODY, "J1", by="B", approved_on="2011-11-30")
    undo(book, UNDONE)
    shown = book._records.categories.categories
    renamed = [Category(each.code, f"{each.name}, new", each.parent) for each in reversed(shown)]
    book._records.post((), CategoryTree(tuple(renamed)))
    numbers.append(book.publish("M8", by=BY, reason="a journal").snapshot.number)
    for number in range(1, 9):
        bring(book, number, MonthState.CLOSED)
    bring(book, 8, MonthState.OPEN)
    book.post(figures("actuals", 8, 1_00), figures("profile", 8, 5_00))
    assert numbers == [1, 2, 3]
    for number in numbers:
        assert book.reproduce(number).published is not None
    assert book.verify() == ()


def test_a_headroom_that_was_released_is_not_taken_back_before_its_release() -> None:
    """The authority would have released what it never held: refused, and nothing is written."""
    book = everything()
    before = book.head
    with pytest.raises(PctFinanceError, match="headroom held: £50 more than there is"):
        undo(book, ("headroom-lodged",))
    assert book.head == before
    undo(book, ("headroom-released",))
    undo(book, ("headroom-lodged",))
    assert book.verify() == ()


# Many events


def test_a_tranche_is_looked_up_and_not_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each event's tranche is named a few times, however many events came before it."""
    counted = 0
    named = tranches.named_tranche

    def counting(what: Any) -> Any:
        nonlocal counted
        counted += 1
        return named(what)

    monkeypatch.setattr(resource, "named_tranche", counting)
    many = 200
    resource.ResourceLedger().post(
        event(Allocation(strand=ANTICIPATED, pence=1, issuer="DH", tranche=f"T{number}"))
        for number in range(many)
    )
    assert counted <= 3 * many


def test_hashes_of_what_is_attached_are_those_that_events_name(tmp_path: Path) -> None:
    """The findings of a run are attached under the very hash that the run names."""
    one, other = kept(tmp_path)
    other.close()
    one.run_controls("M1", by=BY, bodies=BODY)
    run = one.holdings.resource.events[-1].what
    assert isinstance(run, ControlsRun)
    held = one._records.attachment(run.findings_sha256)
    assert sha256(held).hexdigest() == run.findings_sha256
    assert len(json.loads(held)["findings"]) == run.errors + run.breaches + run.warnings + run.notes


def test_a_purse_is_looked_through_by_days_and_not_by_events() -> None:
    """However many virements there are, what is left on a day is one amount of that day."""
    purses = Overdraft()
    for number in range(300):
        purses.record(
            event(
                Virement(strand=RECURRENT, pence=1, from_category="acute", category="dental"),
                effective=date(2011, 4, 1 + number % 3),
            )
        )
    assert {len(days) for days in purses._moves.values()} == {3}
    assert sorted(sum(days.values()) for days in purses._moves.values()) == [-300, 300]
