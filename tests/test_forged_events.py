"""Events that were made past their validation: refused before anything is judged or written."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fund_examples import limits, three_pcts
from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BroughtForward, Delegation, PlannedSurplus, What
from pctfinance.ledger.lines import Funding, Line
from pctfinance.ledger.transfers import Side, TransferActioned
from transfer_examples import Steps

JUNE = date(2011, 6, 1)


def unchecked(made: Any, **parts: Any) -> Any:
    """A record of a class with these parts, which nothing checked."""
    return made.model_construct(**parts)


class Wider(BroughtForward):
    """Posts other lines than its document would, read again."""

    def lines(self) -> Iterator[Line]:
        """Nothing at all, as far as the gate is to see."""
        yield from ()


def given(what: Any, **changed: Any) -> Event:
    """An event of Barnet's that nothing checked."""
    named = {"body": "5A9", "effective": JUNE, "notified": JUNE, "reference": "letter"}
    made: Event = unchecked(Event, **{**named, "what": what, **changed})
    return made


def refused(*events: Event, match: str = "no event that can be kept") -> None:
    """They are refused, in words; the book is as it was, and is read again as it was."""
    book = three_pcts()
    head, before = book.head, limits(book)
    with pytest.raises(PostingRefusedError, match=match):
        book.post(*events)
    assert (book.head, limits(book)) == (head, before)
    assert book.verify() == ()
    assert Book(book._records.forked()).head == head


@pytest.mark.parametrize(
    "what",
    [
        unchecked(BroughtForward, pence="five"),
        unchecked(BroughtForward, pence=5.5),
        unchecked(BroughtForward, pence="500"),
        unchecked(BroughtForward, pence=None),
        unchecked(BroughtForward),
        unchecked(BroughtForward, pence=5_00, kind="allocation"),
        unchecked(BroughtForward, pence=5_00, kind="brought"),
        unchecked(Allocation, strand=NON_RECURRENT, pence=5_00, issuer=""),
        unchecked(PlannedSurplus, strand="revenue", pence=5_00),
        unchecked(
            Delegation,
            strand=NON_RECURRENT,
            pence=5_00,
            category="",
            delegate="",
            taken_from="fund",
        ),
        {"kind": "brought-forward", "pence": 5_00},
        None,
        "brought forward",
    ],
)
def test_what_could_not_be_read_again_is_not_kept(what: Any) -> None:
    """Amounts that are texts or fractions, parts left out, another kind than its class."""
    refused(given(what))


@pytest.mark.parametrize(
    "changed",
    [
        {"effective": "June"},
        {"effective": None},
        {"notified": 20110601},
        {"reference": ""},
        {"reference": 12},
        {"body": None},
        {"late_for": "May"},
    ],
)
def test_no_part_of_an_event_is_taken_unchecked(changed: dict[str, Any]) -> None:
    """Its dates, its body, its reference."""
    refused(given(BroughtForward(pence=5_00), **changed))


def test_an_event_without_its_parts_is_refused() -> None:
    """Nothing but a body: there is no such event, and no other error either."""
    refused(unchecked(Event, body="5A9"))


def test_one_forged_event_refuses_the_whole_command() -> None:
    """Those beside it are not posted."""
    forged = given(unchecked(BroughtForward, pence="five"))
    refused(event(BroughtForward(pence=5_00)), forged, event(BroughtForward(pence=6_00)))


def test_a_copy_with_other_parts_is_checked_as_well() -> None:
    """`model_copy` checks nothing of what it changes."""
    sound = event(BroughtForward(pence=5_00))
    refused(sound.model_copy(update={"what": unchecked(BroughtForward, pence=[5])}))
    refused(sound.model_copy(update={"effective": "2011-06-01"}))


def test_what_is_judged_is_what_is_kept() -> None:
    """A class of its own cannot post one thing before the gate and another one behind it."""
    book = three_pcts()
    before = limits(book)["5A9"]
    book.post(given(Wider(pence=5_00)))
    assert type(book.holdings.resource.events[-1].what) is BroughtForward
    assert limits(book)["5A9"] == before + 5_00
    assert book.verify() == ()


class Free(What):
    """A kind of its own: it would move a limit by lines that nobody knows."""

    kind: str = "free"

    def lines(self) -> Iterator[Line]:
        """None."""
        yield from ()


def test_a_kind_that_the_ledger_does_not_know_is_refused() -> None:
    """Whatever lines it posts."""
    refused(given(Free()))


def test_terms_made_past_their_validation_are_refused() -> None:
    """An action of a negative amount would give to who gives."""
    book = three_pcts()
    Steps(book).until_approved()
    found = book.transfer("T1")
    head = book.head
    terms = found.terms.model_copy(update={"pence": -10_00})
    proposed = found.proposal.what.model_copy(update={"terms": terms, "digest": terms.digest})
    with pytest.raises(PostingRefusedError, match="no event that can be kept"):
        book.post(found.proposal.model_copy(update={"what": proposed}))
    assert book.head == head


def test_a_leg_of_no_strand_is_refused_in_words() -> None:
    """Revenue that is neither recurrent nor not: no line can be of it."""
    book = three_pcts()
    Steps(book).until_approved()
    head, terms = book.head, book.transfer("T1").terms
    terms = terms.model_copy(update={"funding": Funding.NOT_APPLICABLE})
    named: dict[str, Any] = {"number": "T1", "digest": terms.digest, "terms": terms, "pence": 10_00}
    leg = event(TransferActioned(side=Side.GIVER, **named), body="5K7", approval="letter")
    with pytest.raises(PostingRefusedError, match="revenue resource needs a funding"):
        book.post(leg)
    assert book.head == head
