"""Lodgements within one year, worked by hand: lodged, returned, written off, still held."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kind_examples import KINDS, figures, lodged, ready, taken
from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.decisions import lodgement_refusals as refusals
from pctfinance.documents import REFUSED
from pctfinance.errors import (
    ApprovalMissingError,
    PctFinanceError,
    UnknownNameError,
    UsageError,
)
from pctfinance.ledger.kinds import BroughtForward, PlannedSurplus, SurplusLodged
from pctfinance.ledger.lines import Account
from pctfinance.transferring.steps import TransferAnswer
from tracing_examples import check_every_figure
from transfer_examples import CAMDEN, Steps, two_pcts

LETTER = "SHA/31"
ANY = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def lapse(book: Book, pence: int, **changed: Any) -> TransferAnswer:
    """The SHA says that some of L0 does not come back."""
    asked = {
        "authority": "Q36",
        "by": CAMDEN,
        "reason": "the SHA spent it",
        "reference": LETTER,
        "on": "2012-02-01",
    }
    body, name = changed.pop("body", "5K7"), changed.pop("lodgement", "L0")
    return book.lapse_lodgement(body, name, pence, **{**asked, **changed})


def amounts(book: Book, name: str = "L0", **asked: Any) -> tuple[int, int, int, int]:
    """Lodged, returned, lapsed and outstanding of one lodgement of Camden, in pence."""
    found = {each.name: each for each in book.lodgements("5K7", **asked).of("5K7").lodgements}
    each = found[name]
    return (
        each.lodged_pence,
        each.returned_pence,
        each.lapsed_pence,
        each.outstanding_pence,
    )


def back(book: Book, number: str, pence: int, lodgement: str = "L0", **terms: Any) -> Steps:
    """The SHA returns some of a lodgement."""
    asked = {**KINDS["return"], "lodgement": lodgement, "pence": pence, **terms}
    return taken(book, number, **asked)


def test_camden_lodges_fifteen_pounds() -> None:
    """£20 of surplus planned, £15 lodged, £4 and £5 returned, £3 written off: £3 are held."""
    book = two_pcts()
    book.post(event(PlannedSurplus(strand=NON_RECURRENT, pence=20_00), body="5K7"))
    before = figures(book)
    expected = [("2011-12", 5_00), ("2012-13", 6_00)]
    lodged(book, "L0", pence=15_00, returns=expected)
    assert figures(book) == (before[0] - 15_00, *before[1:]), "the limit falls by it"
    held = book.holdings.resource.balances("5K7", book.year.periods[-1])
    assert held.use([Account.PLANNED_SURPLUS]) == 5_00
    back(book, "R1", 4_00)
    back(book, "R2", 5_00, effective="2011-08-01")
    assert figures(book)[0] == before[0] - 6_00
    lapse(book, 3_00)
    assert figures(book)[0] == before[0] - 6_00, "it fell when it was lodged"
    assert amounts(book) == (15_00, 9_00, 3_00, 3_00)
    (each,) = book.lodgements("5K7").of("5K7").lodgements
    assert (each.holder, each.limit, each.expected) == ("Q36", "revenue", tuple(expected))
    assert amounts(book, as_of="M4") == (15_00, 4_00, 0, 11_00)
    assert amounts(book, known_at="2011-07-01") == (15_00, 9_00, 0, 6_00)
    assert book.verify() == ()
    assert check_every_figure(book, book.position("M8", basis="ytd"))


def test_an_sha_cluster_holds_nothing() -> None:
    """It is no organisation that could: an SHA of it is."""
    with pytest.raises(UnknownNameError, match="is no holder"):
        lodged(two_pcts(), receiver="LON", taken_from="unallocated")


def test_it_can_be_taken_from_what_is_unallocated() -> None:
    """No surplus was planned: it is lodged from what is unallocated, and no more than there is."""
    book = two_pcts()
    lodged(book, pence=60_00, taken_from="unallocated")
    with pytest.raises(PctFinanceError, match="£20 more than there is"):
        lodged(book, "L2", pence=60_00, taken_from="unallocated")


def test_no_more_comes_back_than_is_outstanding() -> None:
    """£15 lodged: £16 is refused when it is proposed; £10 and £6 when the second is actioned."""
    book = ready()
    with pytest.raises(refusals.LodgementExceededError, match=r"£15 is outstanding.*a support"):
        back(book, "R0", 16_00)
    first = Steps(book, "R1", **KINDS["return"], pence=10_00).until_approved()
    second = Steps(book, "R2", **KINDS["return"], pence=6_00).until_approved()
    first.action()
    with pytest.raises(refusals.LodgementExceededError, match="£1 more than there is"):
        second.action()
    assert amounts(book) == (15_00, 10_00, 0, 5_00)


def test_nothing_comes_back_before_it_was_lodged() -> None:
    """Lodged from 1 July: a return that counts from June is refused."""
    book = ready()
    steps = Steps(book, "R1", **KINDS["return"], effective="2011-06-20").until_approved()
    with pytest.raises(refusals.LodgementExceededError):
        steps.action()


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"lodgement": "L9"}, refusals.LodgementUnknownError, "its lodgements are: L0"),
        ({"giver": "Q31"}, refusals.LodgementHolderError, "it is returned by Q36"),
        ({"funding": "recurrent"}, refusals.LodgementStrandError, "cannot come of it"),
        ({"limit": "capital"}, refusals.LodgementStrandError, "in its own limit"),
        ({"receiver": "5A9"}, refusals.LodgementUnknownError, "5A9 has no lodgement 'L0'"),
    ],
)
def test_a_return_that_is_none(
    changed: dict[str, Any], error: type[PctFinanceError], said: str
) -> None:
    """Of another lodgement, body, holder or strand."""
    with pytest.raises(error, match=said):
        Steps(ready(), "R1", **{**KINDS["return"], **changed}).propose()


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"lodgement": "L9"}, refusals.LodgementUnknownError, "its lodgements are: L0"),
        ({"body": "5A9"}, refusals.LodgementUnknownError, "are: none"),
        ({"authority": "Q31"}, refusals.LodgementHolderError, "Q36 holds"),
        ({"by": " "}, refusals.LodgementUnsignedError, "does not say who"),
        ({"reason": ""}, refusals.LodgementUnsignedError, "does not say why"),
        ({"reference": ""}, ApprovalMissingError, "SOM 25"),
        ({"on": "2011-05-01"}, refusals.LodgementExceededError, "before what was lodged"),
        ({"pence": 15_01}, refusals.LodgementExceededError, "more than there is"),
    ],
)
def test_a_write_off_that_cannot_stand(
    changed: dict[str, Any], error: type[PctFinanceError], said: str
) -> None:
    """Each for its own reason; nothing is written but a statement that it was tried."""
    book = ready()
    held = book.holdings.resource.events
    asked = {"pence": 1_00, **changed}
    with pytest.raises(error, match=said):
        lapse(book, **asked)
    assert book.holdings.resource.events == held
    said_of_it = book._records.statements[-1].content
    assert (said_of_it["kind"], said_of_it["what"]) == (REFUSED, "lodgement-lapsed")
    assert book.verify() == ()


def test_a_write_off_is_tested_and_answered_once() -> None:
    """As a test it says what it would be refused for; under its name it is done once."""
    book = ready()
    head = book.head
    answer = lapse(book, 15_01, test=True)
    assert [finding.code for finding in answer.findings] == ["lodgement.exceeds"]
    assert book.head == head
    lapse(book, 2_00, request="w1")
    again = lapse(book, 2_00, request="w1")
    assert again.receipt is not None
    assert again.receipt.repeated
    assert amounts(book) == (15_00, 0, 2_00, 13_00)
    with pytest.raises(UsageError, match="above zero"):
        lapse(book, 0)


def test_a_write_off_that_was_a_mistake_is_reversed() -> None:
    """As lapsed headroom is: with the reference of the authority that says so."""
    book = ready()
    lapse(book, 2_00)
    book.reverse(
        book.holdings.resource.events[-1].sequence,
        effective="2012-02-02",
        notified="2012-02-02",
        by=CAMDEN,
        reason="it comes back after all",
        reference="memo",
        approval="SHA/32",
    )
    assert amounts(book) == (15_00, 0, 0, 15_00)
    assert amounts(book, known_at="2012-02-01") == (15_00, 0, 2_00, 13_00)
    assert book.verify() == ()


def test_rows_of_an_input_are_one_lodgement_without_terms() -> None:
    """`surplus-lodged` stays as it was, and stands in the statement by its references."""
    book = two_pcts()
    book.post(
        event(PlannedSurplus(strand=NON_RECURRENT, pence=20_00), body="5K7"),
        event(SurplusLodged(strand=NON_RECURRENT, pence=6_00), body="5K7"),
        event(SurplusLodged(strand=NON_RECURRENT, pence=3_00), body="5K7"),
    )
    assert amounts(book, "input rows") == (9_00, 0, 0, 9_00)
    (each,) = book.lodgements("5K7").of("5K7").lodgements
    assert (each.holder, each.expected, each.expected_pence) == ("", (), 0)


def test_bodies_stand_side_by_side_and_are_never_summed() -> None:
    """Camden lodged £15, Barnet £4 and has a deficit of £7 to recover: no figure holds both."""
    book = ready()
    lodged(book, "B1", pence=4_00, giver="5A9", taken_from="unallocated")
    book.post(event(BroughtForward(pence=-7_00), body="5A9"))
    report = book.lodgements()
    assert [(row["body"], row["lodged_pence"]) for row in report.rows()] == [
        ("5A9", 4_00),
        ("5K7", 15_00),
    ]
    barnet = report.of("5A9")
    assert (barnet.brought_expected_pence, barnet.brought_pence) == (0, -7_00)
    assert list(report.table["outstanding_pence"]) == [4_00, 15_00]
    assert list(report.brought_table["brought_pence"]) == [-7_00, 0, 0, 0, 0]
    document = report.document()
    assert set(document) == {
        "schema_version",
        "as_of",
        "known_at",
        "unit",
        "contains_synthetic",
        "lodgements",
        "brought_forward",
    }
    assert "nothing is summed over bodies" in str(report)
    assert "19" not in str(report).replace("2019", "")
    assert "<table" in report._repr_html_()
    assert repr(report).endswith("5 bodies, 2 lodgements>")


def test_only_bodies_of_the_book_are_asked_for() -> None:
    """Another PCT has no lodgements here, and a stranger none at all."""
    book = ready()
    with pytest.raises(UsageError, match="is no body of NCL"):
        book.lodgements("5AT")
    with pytest.raises(UnknownNameError):
        book.lodgements("XXX")
    with pytest.raises(KeyError):
        book.lodgements("5A9").of("5K7")


class Machine:
    """Lodges, returns, writes off and reverses at random, and reckons by itself."""

    def __init__(self) -> None:
        self.book = two_pcts()
        self.number = 0
        self.held: dict[str, list[int]] = {}  # lodged, returned, lapsed
        self.returns: dict[str, tuple[str, int]] = {}

    def take(self, draw: st.DrawFn) -> None:
        """One step; what the reckoning forbids must be refused, and what it allows done."""
        self.number += 1
        name = f"N{self.number}"
        pence = draw(st.sampled_from([1, 3_00, 10_00, 40_00]))
        spare = 100_00 - sum(a - b for a, b, _ in self.held.values())
        action = draw(st.sampled_from(["lodge", "return", "return", "lapse", "undo"]))
        if action == "lodge" or not self.held:
            fits = pence <= spare
            self._try(fits, lambda: lodged(self.book, name, pence, taken_from="unallocated"))
            if fits:
                self.held[name] = [pence, 0, 0]
            return
        of = draw(st.sampled_from(sorted(self.held)))
        outstanding = self.held[of][0] - self.held[of][1] - self.held[of][2]
        fits = pence <= outstanding
        if action == "return":
            self._try(fits, lambda: back(self.book, name, pence, of))
            if fits:
                self.held[of][1] += pence
                self.returns[name] = (of, pence)
        elif action == "lapse":
            self._try(fits, lambda: lapse(self.book, pence, lodgement=of))
            if fits:
                self.held[of][2] += pence
        elif self.returns:
            self._undo(draw, name, spare)

    def _undo(self, draw: st.DrawFn, name: str, spare: int) -> None:
        number = draw(st.sampled_from(sorted(self.returns)))
        of, pence = self.returns[number]
        terms = {"kind": "lodgement", "giver": "5K7", "receiver": "Q36", "lodgement": of}
        fits = pence <= spare
        undo = {**terms, "pence": pence, "reverses": number}
        self._try(fits, lambda: taken(self.book, name, **undo))
        if fits:
            self.held[of][1] -= pence
            del self.returns[number]

    def _try(self, fits: bool, step: Any) -> None:
        try:
            step()
        except PctFinanceError:
            assert not fits
        else:
            assert fits

    def judge(self) -> None:
        """The statement is the reckoning, and so is the limit."""
        for name, (lodged_, returned, lapsed) in self.held.items():
            rest = lodged_ - returned - lapsed
            assert amounts(self.book, name) == (lodged_, returned, lapsed, rest)
            assert rest >= 0
        gone = sum(a - b for a, b, _ in self.held.values())
        assert figures(self.book) == (200_00 - gone, 100_00, 200_00)


def test_lodged_is_returned_lapsed_and_outstanding_whatever_happens() -> None:
    """Any sequence of lodgements, returns, write-offs and reversals; verified at the end."""

    @ANY
    @given(st.data())
    def search(data: st.DataObject) -> None:
        machine = Machine()
        for _ in range(data.draw(st.integers(4, 9))):
            machine.take(data.draw)  # type: ignore[arg-type]
            machine.judge()
        assert machine.book.verify() == ()

    search()
