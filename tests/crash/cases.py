"""What is cut short: each command that writes, what it starts from, and what may stand afterwards."""

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from command import folder_of, two_boards
from crash.small import allocation, empty_book, older_book, rows_of, version_of
from extract_examples import ACCOUNTS, TB, profile
from fund_examples import Draw, standing_fund, three_pcts
from loan_examples import close_brent_and_hillingdon, lend, nwl, successors
from pctfinance.book import BOOK_FILE, Book
from pctfinance.closing import close_month
from pctfinance.errors import Level, PostingRefusedError, UsageError
from pctfinance.ledger.final_close import Assignment
from pctfinance.publishing import BOARD_PACK, POSITION_JSON
from pctfinance.store.asides import ASIDE, aside_in
from pctfinance.store.lines import LineStore
from pctfinance.store.trouble import files_in_clear_words
from published_examples import began, forecast
from schedule_examples import APPROVED, REJECTED, fill, three_waiting
from year_end_examples import MAY, OFFICE, PAPER, actuals, register

__all__ = ["CASES", "OTHER_OFFICE", "Case", "events_in", "left_behind", "opened", "with_extract"]

OTHER_OFFICE = "deputy director of finance"
BOTH = ("5A9", "5C1")

EXTRACT = TB + TB.partition("\n")[2].replace("5A9", "5C1")
"""Two bodies, so two files of lines: both or neither."""

CORRECTED = EXTRACT.replace(",40.50,,140.50", ",41.50,,141.50").replace(
    ",10.00,740.50,-830.50", ",10.00,741.50,-831.50"
)
"""The same with £1 more for chemists, of both."""


@dataclass(frozen=True)
class Case:
    """A command, what it starts from, and what `look` sees of the book before and behind it.

    `act` does it to a book that is open; without it, `command` opens what it needs. `between` is
    what a command of several steps may leave. `refused` is what is said where it was done already.
    """

    prepare: Callable[[Path], None]
    before: int
    behind: int
    act: Callable[[Book, Path], object] | None = None
    alone: Callable[[Path], object] | None = None
    look: Callable[[Path], int] | None = None
    between: tuple[int, ...] = ()
    refused: str = ""

    def command(self, folder: Path) -> None:
        """The command as a process of its own would do it."""
        if self.act is None:
            assert self.alone is not None
            self.alone(folder)
            return
        with closing(opened(folder)) as book:
            self.act(book, folder)

    def held(self, folder: Path) -> int:
        """What stands, after it was found to be whole."""
        return (self.look or events_in)(folder)

    def again(self, folder: Path, book: Book | None = None) -> None:
        """Say it again, of a book that is open or of its folder: it completes, or was done."""
        was_done = self.held(folder) == self.behind
        try:
            if book and self.act:
                self.act(book, folder)
            else:
                self.command(folder)
        except (PostingRefusedError, UsageError) as error:
            if not (was_done and self.refused and self.refused in str(error)):
                raise
        else:
            assert not (was_done and self.refused), "it was done twice"


def opened(folder: Path) -> Book:
    """The book in a folder."""
    return Book.open(folder)


def events_in(folder: Path) -> int:
    """How many events a whole book holds; 0 where there is none, and that is said in words."""
    try:
        book = Book.open(folder)
    except UsageError as error:
        if "there is no book" in str(error) or "this is no book" in str(error):
            return 0
        raise
    with closing(book):
        faults = [fault for fault in book.verify() if fault.level is not Level.NOTE]
        assert not faults, faults
        rows = len(rows_of(folder))
        assert rows == book.head.sequence, rows
        return rows


def left_behind(folder: Path) -> Iterator[Path]:
    """What lies beside books and is no part of them, though the next load had its turn."""
    for place in ("lines", "out"):
        if (folder / place).is_dir():
            with aside_in(folder / place):
                pass
    for path in folder.rglob("*"):
        if path.name.startswith(ASIDE) or (
            path.name.startswith("book.") and path.name != BOOK_FILE
        ):
            yield path


# Making, posting, loading tables


def _empty(folder: Path) -> None:
    empty_book(folder).close()


def _post(book: Book, _: Path) -> None:
    book.post(allocation(1), allocation(2, "5C1"), allocation(3), request="r1")


def _first_input(folder: Path) -> None:
    Book.create_from(folder, folder_of(two_boards(), folder / "first")).close()
    tables = two_boards()
    tables["resources"] += "QA1,allocation,2011-05-01,2011-05-01,L/3,36,recurrent,England\n"
    tables["actuals"] = "body,period,category,amount\nQA1,M1,services,100\nQA2,M1,services,9\n"
    folder_of(tables, folder / "second")


def _input(folder: Path) -> None:
    folder_of(two_boards(), folder / "first")


def _load(book: Book, folder: Path) -> None:
    book.load(folder / "second", request="r1")


# Books of an older version


def _migrated(folder: Path) -> int:
    """The version of a book that holds what it held, and is whole once it is opened."""
    version, before = version_of(folder), rows_of(folder)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    assert events_in(copy), "there is none"
    assert rows_of(copy) == before, "it is another book"
    shutil.rmtree(copy)
    return version


def _older_with_extract(folder: Path) -> None:
    older_book(folder)
    text = "".join((TB.replace("5A9", "QA1"), TB.partition("\n")[2].replace("5A9", "QA2")))
    (folder / "tb.csv").write_text(text, encoding="utf-8")


def _version_and_events(folder: Path) -> int:
    """100 for a book of version 1; as many events as it holds for one of version 2."""
    version = _migrated(folder)
    return 100 if version == 1 else events_in(folder)


# Extracts of the ledger


def with_extract(folder: Path) -> None:
    """An empty book, and an extract of two bodies beside it."""
    _empty(folder)
    (folder / "tb.csv").write_text(EXTRACT, encoding="utf-8")
    (folder / "corrected.csv").write_text(CORRECTED, encoding="utf-8")


def _loaded(folder: Path) -> None:
    with_extract(folder)
    with closing(Book.open(folder)) as book:
        _load_extract(book, folder)


def _load_extract(
    book: Book, folder: Path, name: str = "tb.csv", request: str | None = None
) -> None:
    receipt = book.load_ledger(
        folder / name, profile=profile(), accounts=ACCOUNTS, by=OFFICE, request=request
    )
    assert receipt.posted == len(receipt.months) == 2


def _whole_lines(folder: Path) -> int:
    """The events; each load has its file, and both months of an extract are there or neither."""
    held = events_in(folder)
    with closing(Book.open(folder)) as book:
        places = LineStore(folder).places()
        loads = book.loads()
        assert {load.lines_path for load in loads} <= set(places)
        assert len(loads) < 2 or sorted(load.body for load in loads) == sorted(
            BOTH * (len(loads) // 2)
        )
    return held


def _with_workbook(folder: Path) -> None:
    _empty(folder)
    workbook = Workbook()
    assert workbook.active is not None
    for row in csv.reader(TB.splitlines()):
        workbook.active.append(row)
    workbook.save(folder / "tb.xlsx")


def _load_workbook(book: Book, folder: Path) -> None:
    book.load_ledger(
        folder / "tb.xlsx",
        profile=profile(format="workbook", sheet="Sheet"),
        accounts=ACCOUNTS,
        request="r1",
    )


def _with_other_encoding(folder: Path) -> None:
    _empty(folder)
    (folder / "tb.csv").write_bytes(TB.replace("\n", "\n\n").encode("windows-1252"))


def _load_other(book: Book, folder: Path) -> None:
    way = profile(encoding="windows-1252")
    book.load_ledger(folder / "tb.csv", profile=way, accounts=ACCOUNTS, request="r1")


# Journals


def _with_journals(folder: Path) -> None:
    _empty(folder)
    rows = [
        f"{number},{line},{body},M8,accrual,{account},{limit},,{debit},{credit}"
        for number, body in (("J1", "5A9"), ("J2", "5C1"))
        for line, account, limit, debit, credit in (
            (1, "52110", "revenue", "5.00", ""),
            (2, "81000", "balance-sheet", "", "5.00"),
        )
    ]
    heading = "number,line,body,period,purpose,account,limit,category,debit,credit"
    text = "\n".join([heading, *rows]).replace("revenue,,", "revenue,acute,") + "\n"
    (folder / "journals.csv").write_text(text, encoding="utf-8")


def _submit_journals(book: Book, folder: Path) -> None:
    book.submit_journals(folder / "journals.csv", by=OFFICE, request="journals")


def _submitted_journals(folder: Path) -> None:
    _with_journals(folder)
    with closing(Book.open(folder)) as book:
        _submit_journals(book, folder)


def _approve(book: Book, _: Path) -> None:
    book.approve_journal("5A9", "J1", by=OTHER_OFFICE)


# Months


def _month_open(folder: Path) -> None:
    with closing(empty_book(folder)) as book:
        book.post(allocation(1), allocation(2, "5C1"))


def _submit(book: Book, _: Path) -> None:
    book.submit_month(BOTH, "M1", by=OFFICE, request="submit")


def _month_submitted(folder: Path) -> None:
    _month_open(folder)
    with closing(Book.open(folder)) as book:
        _submit(book, folder)


def _controls(book: Book, _: Path) -> None:
    book.run_controls("M1", by=OFFICE, bodies=BOTH, request="controls")


def _controlled(folder: Path) -> None:
    _month_submitted(folder)
    with closing(Book.open(folder)) as book:
        _controls(book, folder)


def _close(book: Book, _: Path) -> None:
    book.close_month(BOTH, "M1", by=OFFICE, accept="nothing is reported yet", request="close")


# What is published


def _published(folder: Path) -> None:
    with closing(began(empty_book(folder))) as book:
        close_month(book, "M8", folder / "out", publish_by=OFFICE)
        book.post(forecast(1_012_34, reference="pack, corrected"))


def _publish(book: Book, folder: Path) -> None:
    """Number 2: a restatement, over the files of number 1."""
    close_month(book, "M8", folder / "out", publish_by=OFFICE, reason="corrected", request="pack 8")


def _issued(folder: Path) -> int:
    """Three digits: how many snapshots there are, and of which of them the two files are."""
    events_in(folder)
    with closing(Book.open(folder)) as book:
        issued = book.published()
        stood = [len(issued)]
        for name in (BOARD_PACK, POSITION_JSON):
            content = (folder / "out" / name).read_bytes()
            stood.append(1 + [each.file(name) for each in issued].index(content))
    return int("".join(map(str, stood)))


# The end of a year


def _year_with_extract(folder: Path) -> None:
    with closing(Book.create(folder, "2012-13", group="NCL")) as book:
        text = TB.replace("M08", "M12")
        (folder / "tb.csv").write_text(text, encoding="utf-8")
        book.load_ledger(folder / "tb.csv", profile=profile(measures="to-date"), accounts=ACCOUNTS)


def _final_close(book: Book, _: Path) -> None:
    book.final_close(
        "5A9",
        [Assignment("DH", "Department of Health", account="*")],
        by=OFFICE,
        reference=PAPER,
        general_fund="80000",
        request="final",
    )


def _year_decided(folder: Path) -> None:
    with closing(Book.create(folder, "2011-12", group="TWO", register=register())) as book:
        book.post(
            allocation(1000), allocation(500, "5C1"), actuals("5A9", 990), actuals("5C1", 450)
        )
        book.decide_by_default(by=OFFICE, reference=PAPER)


def _roll(book: Book, folder: Path) -> None:
    book.roll_forward(folder / "next", by=OFFICE, notified=MAY).book.close()


def _decide(book: Book, _: Path) -> None:
    book.decide_by_default(by=OFFICE, reference=PAPER)


def _year_ended(folder: Path) -> None:
    with closing(Book.create(folder, "2011-12", group="TWO", register=register())) as book:
        book.post(
            allocation(1000), allocation(500, "5C1"), actuals("5A9", 990), actuals("5C1", 450)
        )


def _next_year(folder: Path) -> int:
    """The events of the next year's book; its predecessor is whole, and it is what that decided."""
    old_events = events_in(folder)
    held = events_in(folder / "next")
    if held:
        with closing(Book.open(folder)) as old, closing(Book.open(folder / "next")) as new:
            assert new.verify_predecessor(old) == ()
            assert new.predecessor is not None
            assert new.predecessor.sequence == old_events
    return held


# Approvals that came back


def _returned(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with closing(Book(three_waiting()._records.forked(folder))) as book:
        sent = book.export_schedule(folder / "schedule.csv").path
    fill(sent, {0: APPROVED, 1: {**APPROVED, "approved_cash": 1}, 2: REJECTED})


def _approvals(book: Book, folder: Path) -> None:
    book.import_approvals(folder / "schedule-returned.csv")


# Funds, shared costs, loans taken over, cash


def _draw_approved(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    book = standing_fund(three_pcts())
    Draw(book, pence=12_00).until_submitted().approve()
    with closing(Book(book._records.forked(folder))):
        pass


def _draw(book: Book, _: Path) -> None:
    """Three donors and the body that is helped: four legs, all or none."""
    book.action_transfer("D1", by=OFFICE, on="2011-07-01", request="draw")


def _recharge(book: Book, _: Path) -> None:
    """Two journals and their approvals, in the chains of two bodies."""
    book.recharge(
        "R1",
        provider="5K7",
        recipient="5A9",
        pence=300,
        category="corporate",
        purpose="payroll services",
        month="M8",
        by=OFFICE,
        approved_by=OTHER_OFFICE,
        on="2011-11-30",
        request="recharge",
    )


def _lent(folder: Path) -> None:
    """The book of the two PCTs, closed with their loan, beside the book of their successors."""
    for name in ("", "old"):
        (folder / name).mkdir(exist_ok=True)
    old = nwl()
    lend(old)
    close_brent_and_hillingdon(old)
    for book, place in ((old, folder / "old"), (successors("2013-14"), folder)):
        Book(book._records.forked(place)).close()


def _take_over(book: Book, folder: Path) -> None:
    """Both sides of the loan, each in its own body's chain."""
    with closing(Book.open(folder / "old", read_only=True)) as old:
        book.take_over_loans(
            old, by=OFFICE, notified="2013-04-01", reference="transfer scheme", request="loans"
        )


def _both_books(folder: Path) -> int:
    """The events of the successors' book; the old one is whole, and nothing was written to it."""
    assert events_in(folder / "old")
    return events_in(folder)


def _with_drawings(folder: Path) -> None:
    _empty(folder)
    rows = "5A9,2011-04-01,45,HAFS-1\n5C1,2011-04-01,40,HAFS-2\n5A9,2011-05-01,46,HAFS-3\n"
    (folder / "drawings.csv").write_text(f"body,date,amount,reference\n{rows}", encoding="utf-8")


def _drawings(book: Book, folder: Path) -> None:
    book.load_cash_drawings(folder / "drawings.csv", by=OFFICE, request="drawings")


# What is stated beside the ledger: duties, signatures, savings, contracts


def _control_total(book: Book, _: Path) -> None:
    book.agree_control_total(
        "5A9", 100, authority="Q36", by=OFFICE, on="2011-04-01", reference="r", request="total"
    )


def _provider_arm(book: Book, _: Path) -> None:
    book.state_provider_arm(
        "5A9", "M1", cost_pence=5, income_pence=5, by=OFFICE, reference="accounts", request="arm"
    )


def _with_bills(folder: Path) -> None:
    _empty(folder)
    rows = "".join(
        f"{body},2011-12 M01,{sector},9,90,8,80\n" for body in BOTH for sector in ("nhs", "non-nhs")
    )
    heading = "body,period,sector,number,amount,number_in_time,amount_in_time\n"
    (folder / "bills.csv").write_text(heading + rows, encoding="utf-8")


def _bills(book: Book, folder: Path) -> None:
    book.load_bills_paid(folder / "bills.csv", by=OFFICE)


def _sign(book: Book, _: Path) -> None:
    """An event, and the statements that it names."""
    book.sign_statements("5A9", by="Director of Finance", on="2012-06-07", reference="accounts")


def _signed(folder: Path) -> int:
    """The events; who signed is shown with what was signed."""
    held = events_in(folder)
    with closing(Book.open(folder)) as book:
        assert len(book.statements("5A9").signatures) == held - 1
        assert len(book._records.attachments()) == held - 1
    return held


def _with_plans(folder: Path) -> None:
    _empty(folder)
    (folder / "schemes.csv").write_text(
        "body,scheme,name,category,recurrence,m04,reference\n"
        "5A9,Q1,Generics,prescribing,recurrent,10,plan\n"
        "5C1,Q1,Generics,prescribing,recurrent,20,plan\n",
        encoding="utf-8",
    )
    (folder / "reports.csv").write_text(
        "body,scheme,period,saved,forecast,rating\n"
        "5A9,Q1,2011-12 M08,8,9,amber\n5C1,Q1,2011-12 M08,20,20,green\n",
        encoding="utf-8",
    )
    (folder / "contracts.csv").write_text(
        "body,contract,provider,provider_name,shares,line,name,activity,price,reference\n"
        "5A9,K1,RX,Provider X,5A9=1/2; 5C1=1/2,NEL,Admitted,12,2,letter\n"
        "5C1,K2,RY,Provider Y,5C1=1,OP,Outpatients,12,1,letter\n",
        encoding="utf-8",
    )
    (folder / "activity.csv").write_text(
        "body,contract,period,line,activity\n5A9,K1,2011-12 M08,NEL,9\n5C1,K2,2011-12 M08,OP,7\n",
        encoding="utf-8",
    )


def _schemes(book: Book, folder: Path) -> None:
    book.load_schemes(folder / "schemes.csv", by=OFFICE)


def _scheme_reports(book: Book, folder: Path) -> None:
    book.load_scheme_reports(folder / "reports.csv", by=OFFICE, request="reports")


def _contracts(book: Book, folder: Path) -> None:
    book.load_contracts(folder / "contracts.csv", by=OFFICE, request="contracts")


def _activity(book: Book, folder: Path) -> None:
    book.load_activity(folder / "activity.csv", by=OFFICE)


def _with_stated_plans(folder: Path) -> None:
    _with_plans(folder)
    with closing(Book.open(folder)) as book:
        _schemes(book, folder)
        _contracts(book, folder)


# One file of lines


_PLACE = "lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet"


def _keep(folder: Path) -> None:
    store = LineStore(folder)
    with store.aside() as aside:
        with files_in_clear_words("lines of August"):
            (aside / "made").write_bytes(b"lines of August")
        store.keep(aside / "made", _PLACE)


def _kept(folder: Path) -> int:
    """How many files lie in their place, whole; more than one, or half of one, is raised."""
    found = LineStore(folder).places()
    assert found in ((), (_PLACE,)), found
    assert not found or (folder / _PLACE).read_bytes() == b"lines of August"
    return 1 + len(found)


CASES = {
    "keep": Case(_empty, 1, 2, alone=_keep, look=_kept),
    "create": Case(
        lambda folder: folder.mkdir(exist_ok=True),
        0,
        1,
        alone=lambda folder: empty_book(folder / "a" / "new").close(),
        look=lambda folder: events_in(folder / "a" / "new"),
        refused="already",
    ),
    "post": Case(_empty, 1, 4, _post),
    "create-from": Case(
        _input,
        0,
        5,
        alone=lambda folder: Book.create_from(folder / "new", folder / "first").close(),
        look=lambda folder: events_in(folder / "new"),
        refused="already",
    ),
    "load": Case(_first_input, 5, 9, _load),
    "migrate": Case(older_book, 1, 2, alone=lambda at: Book.open(at).close(), look=_migrated),
    "migrate-and-load": Case(
        _older_with_extract,
        100,
        15,
        _load_extract,
        look=_version_and_events,
        between=(13,),
        refused=" before, as event ",
    ),
    "load-ledger": Case(
        with_extract, 1, 3, _load_extract, look=_whole_lines, refused=" before, as event "
    ),
    "load-ledger-by-request": Case(
        with_extract,
        1,
        3,
        lambda book, folder: _load_extract(book, folder, request="r1"),
        look=_whole_lines,
    ),
    "supersede": Case(
        _loaded,
        3,
        5,
        lambda book, folder: _load_extract(book, folder, "corrected.csv", "r2"),
        look=_whole_lines,
    ),
    "load-workbook": Case(_with_workbook, 1, 2, _load_workbook, look=_whole_lines),
    "load-other-encoding": Case(_with_other_encoding, 1, 2, _load_other, look=_whole_lines),
    "submit-journals": Case(_with_journals, 1, 3, _submit_journals),
    "approve-journal": Case(_submitted_journals, 3, 4, _approve, refused="approved"),
    # Three decisions and the statement of the import.
    "import-approvals": Case(_returned, 23, 27, _approvals),
    "action-draw": Case(_draw_approved, 38, 42, _draw),
    "recharge": Case(_empty, 1, 5, _recharge),
    "take-over-loans": Case(_lent, 4, 6, _take_over, look=_both_books),
    "load-cash-drawings": Case(_with_drawings, 1, 4, _drawings),
    "agree-control-total": Case(_empty, 1, 2, _control_total),
    "state-provider-arm": Case(_empty, 1, 2, _provider_arm),
    "load-bills": Case(_with_bills, 1, 3, _bills),
    "sign-statements": Case(_empty, 1, 2, _sign, look=_signed),
    "load-schemes": Case(_with_plans, 1, 3, _schemes),
    "load-contracts": Case(_with_plans, 1, 3, _contracts),
    "load-scheme-reports": Case(_with_stated_plans, 5, 7, _scheme_reports),
    "load-activity": Case(_with_stated_plans, 5, 7, _activity),
    "submit-month": Case(_month_open, 3, 5, _submit),
    "run-controls": Case(_month_submitted, 5, 7, _controls),
    "close-month": Case(_controlled, 7, 9, _close),
    "final-close": Case(_year_with_extract, 2, 3, _final_close),
    # First the snapshot, then the workbook, then what programs read.
    "publish": Case(_published, 111, 222, _publish, look=_issued, between=(211, 221)),
    "decide": Case(_year_ended, 5, 9, _decide),
    "roll-forward": Case(_year_decided, 0, 5, _roll, look=_next_year, refused="already"),
}
"""By name."""
