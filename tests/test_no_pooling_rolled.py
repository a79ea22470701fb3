"""What bodies did at random is rolled into the next year: each takes over what is its own."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pctfinance.book import Book
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.lines import Funding, Limit
from pctfinance.ledger.year_end import DecidedPart, Decision
from pctfinance.year_end import Decided
from pooling_machine import Machine
from pooling_settings import KEEPER, office
from year_end_examples import MAY, PAPER, actuals

_ANY = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def rolled(machine: Machine) -> Book:
    """The next year's book, where every item is decided by the rules; each body spent £30."""
    book = machine.book
    book.post(*(actuals(body, 30) for body in machine.setting.bodies))
    book.decide_by_default(by=KEEPER, reference=PAPER)
    lapsed = [
        Decided(
            item.body,
            item.key,
            (DecidedPart(decision=Decision.LAPSE, pence=item.pence, reference="SHA/1"),),
            "not returned",
        )
        for item in book.rolling().undecided
    ]
    book.decide(*lapsed, by=KEEPER, reference=PAPER)
    following: Book = book.roll_forward(None, by=KEEPER, notified=MAY).book
    return following


def no_body_gained(machine: Machine, following: Book) -> None:
    """Nothing is confirmed yet, and nobody hopes for more than its own recurrent resource.

    Its own is its recurrent limit with what it lodged of it, and what others are to return to it.
    """
    end = following.year.periods[-1]
    for body in machine.setting.bodies:
        balances = following.holdings.resource.balances(body, end)
        for limit in Limit:
            assert balances.limit(limit) == 0, f"{body} begins with {limit} that nobody notified"
        hoped = balances.limit(certainty=None, funding=Funding.RECURRENT)
        lodged = sum(
            -event.what.pence if event.what.kind == "headroom-lodged" else 0
            for event in machine.book._records.ledger.events
            if event.body == body
        )
        assert hoped <= machine.entitled.limit(body, "R") - lodged, f"{body} hopes for more"
    assert following.verify() == ()
    assert following.verify_predecessor(machine.book) == ()


@settings(_ANY, max_examples=8)
@given(st.data())
def test_no_body_begins_the_year_with_what_was_anothers(data: st.DataObject) -> None:
    """Whatever was transferred, promised, lent, lodged or refused in the year before."""
    machine = Machine()
    for _ in range(data.draw(st.integers(3, 8))):
        machine.take(data.draw)
    no_body_gained(machine, rolled(machine))


def test_no_approval_of_the_old_year_serves_in_the_new_one() -> None:
    """Camden's approved £10 expired with the year: its letter moves nothing, in either book."""
    machine = Machine()
    book, setting = machine.book, machine.setting
    giver, receiver, *_ = setting.actors
    who: dict[str, Any] = {"by": KEEPER, "effective": "2011-07-01", "purpose": "p"}
    book.propose_transfer("T1", giver=giver, receiver=receiver, pence=10_00, on="2011-06-01", **who)
    for side, body in book.transfer("T1").parties:
        book.agree_transfer("T1", side, body=body, by=office(body), on="2011-06-02")
    book.submit_transfer("T1", by=KEEPER, on="2011-06-03")
    letter: dict[str, Any] = {"reference": "letter", "evidence": b"letter", "on": "2011-06-20"}
    book.approve_transfer("T1", authority="Q36", by="Director, Q36", **letter)
    machine.look()
    following = rolled(machine)
    no_body_gained(machine, following)
    with pytest.raises(PctFinanceError, match="it is expired"):
        book.action_transfer("T1", by=KEEPER, on="2012-03-31")
    head = following.head
    april: dict[str, Any] = {"effective": date(2012, 4, 1), "notified": date(2012, 4, 1)}
    steps = [e for e in book._records.ledger.events if getattr(e.what, "number", "") == "T1"]
    for step in steps:
        moved = step.model_copy(update={**april, "sequence": 0, "recorded_at": None})
        with pytest.raises(PctFinanceError):
            following.post(moved)
    assert following.head == head
