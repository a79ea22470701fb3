"""Who is competent: Bassetlaw and Milton Keynes, before and after 3 October 2011."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledger_examples import NON_RECURRENT, event
from pctfinance.bodies import Authority, Group, Oversight, Register
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.decisions import refusals
from pctfinance.decisions.rules import Rules
from pctfinance.ledger.kinds import Allocation
from pctfinance.terms import Terms
from transfer_examples import LETTER

BEFORE, AFTER = date(2011, 10, 2), date(2011, 10, 3)


def needed(register: Register, bodies: tuple[str, ...], on: date) -> tuple[str, ...]:
    """The authorities that must all approve."""
    terms = Terms.of(FinancialYear("2011-12"), register.group("NCL"), register)
    return Rules(terms.competent, frozenset(bodies)).needed(bodies, on)


@pytest.mark.parametrize(
    ("bodies", "on", "expected"),
    [
        (("5ET", "5N4"), BEFORE, ("Q33", "Q32")),
        (("5ET", "5N4"), AFTER, ("MAE", "NOE")),
        (("5N4", "5N5"), BEFORE, ("Q32",)),
        (("5N4", "5N5"), AFTER, ("NOE",)),
        (("5CQ", "5PD"), BEFORE, ("Q38", "Q33")),
        (("5CQ", "5PD"), AFTER, ("SOE", "MAE")),
        (("5K7", "5A9"), BEFORE, ("Q36",)),
        (("5K7", "5ET"), AFTER, ("LON", "MAE", "NOE")),
    ],
)
def test_both_approve_where_the_shas_differ(
    bodies: tuple[str, ...], on: date, expected: tuple[str, ...]
) -> None:
    """Bassetlaw is of the East Midlands in a Yorkshire cluster, Milton Keynes the other way."""
    assert needed(Register.packaged(), bodies, on) == expected


def test_nobody_competent_is_no_leave() -> None:
    """A body without an authority on that day can have no transfer at all."""
    rules = Rules(lambda body, _: ("LON",) if body == "5A9" else (), frozenset())
    assert rules.needed(("5A9",), AFTER) == ("LON",)
    assert rules.needed(("5A9", "5K7"), AFTER) == ()


def _trial(register: Register) -> Book:
    """Bassetlaw and Doncaster in one book, each with £100, and officers of both authorities."""
    trial = register.with_group(Group("TRIAL", "Two PCTs"), ["5ET", "5N5"])
    book = Book.in_memory("2011-12", group="TRIAL", register=trial)
    given = Allocation(strand=NON_RECURRENT, pence=100_00, issuer="DH")
    book.post(event(given, body="5ET"), event(given, body="5N5"))
    for authority in ("MAE", "NOE"):
        book.state_officers(authority, [(f"Director, {authority}", None, AFTER, "2013-03-31")])
    book.propose_transfer(
        "T1",
        giver="5ET",
        receiver="5N5",
        pence=10_00,
        effective="2011-11-01",
        purpose="cross-border patients",
        by="Director of Finance, Bassetlaw PCT",
        on="2011-10-05",
    )
    for side in ("giver", "receiver"):
        book.agree_transfer("T1", side, by=f"Director, {side}", on="2011-10-06")
    book.submit_transfer("T1", by="Director, giver", on="2011-10-07")
    return book


def _approve(book: Book, authority: str, pence: int = 10_00) -> None:
    book.approve_transfer(
        "T1",
        authority=authority,
        by=f"Director, {authority}",
        on="2011-10-20",
        reference=f"letter of {authority}",
        evidence=LETTER,
        pence=pence,
    )


def test_bassetlaw_gives_nothing_before_both_approved() -> None:
    """One approval is not enough; of two the smaller amount counts."""
    book = _trial(Register.packaged())
    _approve(book, "MAE")
    assert book.transfer("T1").state.value == "submitted"
    with pytest.raises(refusals.TransferUnapprovedError, match="NOE has to approve"):
        book.action_transfer("T1", by="Director, giver", on="2011-11-01")
    with pytest.raises(refusals.TransferUsedError, match="MAE has approved it before"):
        _approve(book, "MAE")
    _approve(book, "NOE", pence=8_00)
    book.action_transfer("T1", by="Director, giver", on="2011-11-01")
    totals = [book.limit(body, as_of="M12").total() for body in ("5ET", "5N5")]
    assert totals == [92_00, 108_00]
    assert book.verify() == ()


def test_a_row_of_the_register_settles_it() -> None:
    """A book that was told that one authority decides keeps to that, also when read again."""
    row = Oversight("5ET", "NOE", AFTER, date(2013, 3, 31), basis="cluster")
    book = _trial(Register.packaged().with_rows(oversights=[row]))
    with pytest.raises(refusals.AuthorityNotCompetentError, match="competent is NOE"):
        _approve(book, "MAE")
    _approve(book, "NOE")
    book.action_transfer("T1", by="Director, giver", on="2011-11-01")
    again = Terms.from_document(book._records.terms.document())
    assert again.competent("5ET", AFTER) == ("NOE",)
    assert again.competent("5ET", BEFORE) == ("Q33", "Q32")


def test_terms_keep_the_rows_that_a_book_is_judged_by() -> None:
    """An authority of the user's own is known again; an older book takes the packaged rows."""
    own = Authority("OWN", "Our own authority", "trust board")
    register = Register.packaged().with_rows(
        authorities=[own], oversights=[Oversight("5A9", "OWN")]
    )
    terms = Terms.of(FinancialYear("2011-12"), register.group("NCL"), register)
    document = terms.document()
    again = Terms.from_document(document)
    assert again.competent("5A9", BEFORE) == ("OWN",)
    assert again.register.authority("OWN") == replace(
        own, status=again.register.authority("OWN").status
    )
    assert again.competent("5ET", AFTER) == ("MAE", "NOE")
    older = {
        key: part for key, part in document.items() if key not in ("oversights", "authorities")
    }
    assert Terms.from_document(older).competent("5A9", BEFORE) == ("Q36",)


def test_an_authority_keeps_the_dates_of_a_row(tmp_path: Path) -> None:
    """The cluster of London begins on 1 September in a row of our own: so it does in the book."""
    september = date(2011, 9, 1)
    packaged = Register.packaged()
    changed = replace(packaged.authority("LON"), valid_from=september, name="Our London")
    register = packaged.with_rows(
        authorities=[changed], oversights=[Oversight("5A9", "LON", september, date(2012, 3, 31))]
    )
    folder = tmp_path / "ncl.book"
    Book.create(folder, "2011-12", group="NCL", register=register).close()
    again = Book.open(folder, read_only=True)
    found = again.register.authority("LON")
    assert (found.valid_from, found.valid_to, found.name) == (
        september,
        packaged.authority("LON").valid_to,
        "Our London",
    )
    assert [each.code for each in again.register.competent_authorities("5A9", september)] == ["LON"]
    assert again.register.authority("NOE") == packaged.authority("NOE"), "of no body of the book"
    assert again.verify() == ()


def test_an_authority_that_no_row_changes_is_the_packaged_one() -> None:
    """With its evidence, which the terms do not keep."""
    packaged = Register.packaged()
    terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
    again = Terms.from_document(terms.document())
    assert again.register.authority("LON") == packaged.authority("LON")
