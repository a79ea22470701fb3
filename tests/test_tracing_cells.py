"""What a delegate holds of a body, traced to the events and rows that it was made by."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Run
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.kinds import Allocation, BudgetIssued, Delegation
from pctfinance.ledger.lines import Strand
from pctfinance.ledger.virements import Virement
from sample_books import sample_book
from transfer_examples import Steps, two_pcts

CCG, OTHER = "07R", "07M"


def given_budget(pence: int, category: str = "acute", body: str = "5K7") -> Book:
    """Two PCTs, one of them with a recurrent budget."""
    book = two_pcts()
    what = BudgetIssued(strand=RECURRENT, pence=pence, category=category)
    book.post(event(what, body=body))
    return book


def delegate(
    book: Book,
    pence: int,
    category: str = "acute",
    *,
    to: str = CCG,
    month: int = 5,
    body: str = "5K7",
) -> None:
    """A delegation of some of it, on the first of a month."""
    what = Delegation(strand=RECURRENT, pence=pence, category=category, delegate=to)
    book.post(event(what, body=body, effective=date(2011, month, 1)))


def test_a_cell_by_hand() -> None:
    """£30 for acute care and £8 for dental; £3 is moved between the two, £5 taken back, £4 passes on.

    Acute 30 - 3 - 5 - 4 = 18, dental 8 + 3 = 11: £29 of £60.
    """
    book = given_budget(50_00)
    book.post(event(BudgetIssued(strand=RECURRENT, pence=10_00, category="dental"), body="5K7"))
    delegate(book, 30_00)
    delegate(book, 8_00, "dental")
    move = Virement(
        strand=RECURRENT, pence=3_00, from_category="acute", category="dental", delegate=CCG
    )
    book.post(event(move, body="5K7", effective=date(2011, 5, 2)))
    delegate(book, -5_00, month=6)
    steps = Steps(book, pence=4_00, delegate=CCG, category="acute", funding="recurrent")
    steps.until_approved()
    steps.action()
    held = book.delegations("M12")
    trace = book.trace(held.figure("5K7", CCG))
    assert trace.pence == 29_00 == held.body("5K7").delegated_to(CCG)
    assert {part.label: [leaf.pence for leaf in part.leaves()] for part in trace.parts} == {
        "acute": [30_00, -3_00, -5_00, -4_00],
        "dental": [8_00, 3_00],
    }
    assert book.trace(held.figure("5K7", CCG, "dental")).pence == 11_00
    assert book.trace(held.figure("5A9", CCG)).pence == 4_00, "the cell in the receiver"
    assert [figure.body for figure in held.figures(CCG)] == ["5A9", "5K7"]
    kinds = {leaf.evidence.kind for leaf in trace.evidence if leaf.evidence}
    assert kinds == {"delegation", "virement", "transfer-submitted"} | (
        kinds & {"transfer-actioned"}
    )
    may = book.delegations("M2")
    assert book.trace(may.figure("5K7", CCG)).pence == 38_00, "before it was set aside in June"


def test_what_was_seen_stays_what_it_was() -> None:
    """A figure names the last event it rests on: £5 more, later, does not move it."""
    book = given_budget(50_00)
    delegate(book, 30_00)
    figure = book.delegations("M12").figure("5K7", CCG)
    delegate(book, 5_00, month=6)
    assert book.trace(figure).pence == 30_00
    assert book.trace(book.delegations("M12").figure("5K7", CCG)).pence == 35_00


def test_every_cell_of_the_sample_stands_on_rows() -> None:
    """Every cell, and every category of one, sums from leaves that name their file and row."""
    book = sample_book()
    held = book.delegations("M8")
    by_category: dict[tuple[str, str, str], int] = defaultdict(int)
    for cell in held.cells:
        by_category[cell.body, cell.delegate, cell.category] += cell.pence
    for (body, whose, category), pence in by_category.items():
        trace = book.trace(held.figure(body, whose, category))
        assert trace.pence == sum(leaf.pence for leaf in trace.evidence) == pence
        assert all(leaf.evidence and leaf.evidence.where for leaf in trace.evidence)
    for total in held.delegates:
        traced = {f.body: book.trace(f).pence for f in held.figures(total.delegate)}
        assert traced == dict(total.by_body)


AMOUNTS = st.lists(
    st.tuples(
        st.sampled_from([CCG, OTHER]),
        st.sampled_from(["acute", "dental"]),
        st.integers(1, 9_00),
        st.integers(4, 12),
        st.sampled_from([RECURRENT, NON_RECURRENT]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=AMOUNTS, month=st.integers(1, 12))
def test_cells_are_the_plain_sums_of_their_rows(
    rows: list[tuple[str, str, int, int, Strand]], month: int
) -> None:
    """Any delegations of any strand: each cell is the sum of those in force by the month."""
    book = Book.in_memory("2011-12", group="NCL")
    for strand in (RECURRENT, NON_RECURRENT):
        book.post(event(Allocation(strand=strand, pence=1000_00, issuer="DH"), body="5K7"))
        for category in ("acute", "dental"):
            budget = BudgetIssued(strand=strand, pence=400_00, category=category)
            book.post(event(budget, body="5K7"))
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for whose, category, pence, day, strand in rows:
        what = Delegation(strand=strand, pence=pence, category=category, delegate=whose)
        book.post(event(what, body="5K7", effective=date(2011, day, 1)))
        if day - 3 <= month:
            sums[whose, category] += pence
    held = book.delegations(f"M{month}")
    for whose in (CCG, OTHER):
        here = {of: pence for (who, of), pence in sums.items() if who == whose}
        if not here:
            with pytest.raises(UsageError, match="holds nothing"):
                held.figures(whose)
            continue
        trace = book.trace(held.figure("5K7", whose))
        assert {part.label: part.pence for part in trace.parts} == here
        for category, pence in here.items():
            assert book.trace(held.figure("5K7", whose, category)).pence == pence


def test_what_is_no_cell_has_no_figure() -> None:
    """A delegate with no budget there, and a category that it does not hold."""
    book = given_budget(50_00)
    delegate(book, 30_00)
    held = book.delegations("M12")
    with pytest.raises(UsageError, match="07M holds nothing of 5K7"):
        held.figure("5K7", OTHER)
    with pytest.raises(UsageError, match=r"holds nothing of 5K7 of dental.*it holds acute"):
        held.figure("5K7", CCG, "dental")


def test_the_command(run: Run) -> None:
    """One body, all bodies, one category; JSON; and options that a delegate's budget has not."""
    asked = ("trace", sample_path(), "M8", "--delegate", "07M")
    ran = run(*asked, "--body", "5A9")
    assert ran.code == 0
    assert "cell of 07M, delegated, 2011-12 M08" in ran.out
    document = json.loads(run(*asked, "--body", "5A9", "--category", "acute", "--json").out)
    assert (document["pence"], document["figure"]["delegate"]) == (84_257_000_00, "07M")
    assert isinstance(json.loads(run(*asked, "--json").out), list)
    assert run(*asked, "--duty", "cash_limit").code == 2
    assert run("trace", sample_path(), "M8", "--category", "acute").code == 2
    assert run("trace", sample_path(), "M8", "--delegate", "00A").code == 2


def test_a_book_that_is_kept_traces_the_same(tmp_path: Path) -> None:
    """The figure of a book in a folder, asked after it was opened again."""
    place = tmp_path / "ncl.book"
    Book.create_from(place, sample_path()).close()
    book = Book.open(place, read_only=True)
    figure = book.delegations("M8").figure("5A9", OTHER, "acute")
    assert book.trace(figure).pence == 84_257_000_00
