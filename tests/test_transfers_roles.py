"""Who may take which step in which state: the whole of the matrix, and what each refusal says."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.decisions import refusals
from pctfinance.decisions.refusals import refusal_of, rule_of
from pctfinance.transferring.steps import TransferAnswer
from transfer_examples import BARNET, CAMDEN, LETTER, SHA, Steps, two_pcts

SECRETARY = "Secretary, NHS London"
MIDLANDS = "Director of Finance, NHS Midlands and East"
ENFIELD = "Director of Finance, Enfield PCT"
CHIEF = "Chief Executive, Camden PCT"
ROLES = {
    "nobody": " ",
    "giver": CAMDEN,
    "receiver, who proposed": BARNET,
    "another office of the giver": CHIEF,
    "another PCT": ENFIELD,
    "the authority's officer": SHA,
    "an office of the authority that is no officer": SECRETARY,
    "another authority's officer": MIDLANDS,
}
PARTIES = {CAMDEN, BARNET, CHIEF}

STATES: dict[str, Callable[[Steps], object]] = {
    "none": lambda _: None,
    "proposed": lambda steps: steps.propose(),
    "agreed": lambda steps: steps.until_agreed(),
    "submitted": lambda steps: steps.until_submitted(),
    "approved": lambda steps: steps.until_approved(),
    "approved, a condition open": lambda steps: steps.until_approved(conditions=("plan",)),
    "actioned": lambda steps: steps.until_approved().action(),
    "rejected": lambda steps: steps.until_submitted().end("rejected"),
    "returned": lambda steps: steps.until_submitted().end("returned"),
    "withdrawn": lambda steps: steps.until_submitted().end("withdrawn"),
    "expired": lambda steps: steps.until_submitted().end("expired"),
}

OPEN = {"proposed", "agreed", "submitted", "approved", "approved, a condition open", "returned"}
WHEN: dict[str, set[str]] = {
    "propose": {"none", "returned"},
    "agree": {"proposed"},
    "submit": {"agreed"},
    "approve": {"submitted"},
    "meet": {"approved, a condition open"},
    "reject": {"submitted", "approved", "approved, a condition open"},
    "return": {"submitted", "approved", "approved, a condition open"},
    "withdraw": OPEN,
    "expire": OPEN,
    "action": {"approved"},
}
"""In which states each step can be taken at all: written by hand, not read from the code."""

WHO: dict[str, set[str]] = {
    "propose": PARTIES,
    "agree": {CAMDEN, CHIEF},
    "submit": PARTIES,
    "approve": {SHA},
    "meet": set(ROLES.values()) - {" "},
    "reject": {SHA},
    "return": {SHA},
    "withdraw": {CAMDEN, BARNET},
    "expire": set(ROLES.values()) - {" "},
    "action": PARTIES,
}
"""Which offices can take each step, where the parties and the authorities stated theirs."""

LATE = "2012-03-31"
TERMS: dict[str, Any] = {
    "giver": "5K7",
    "receiver": "5A9",
    "pence": 10_00,
    "effective": "2011-07-01",
    "purpose": "changed",
}
SHAS: dict[str, Any] = {"authority": "Q36", "on": "2011-06-25", "reason": "no longer needed"}
OWN: dict[str, Any] = {"on": LATE, "reason": "no longer needed"}


TAKE: dict[str, Callable[..., TransferAnswer]] = {
    "propose": lambda book, **who: book.propose_transfer("T1", on=LATE, **TERMS, **who),
    "agree": lambda book, **who: book.agree_transfer("T1", "giver", on=LATE, **who),
    "submit": lambda book, **who: book.submit_transfer("T1", on=LATE, **who),
    "approve": lambda book, **who: book.approve_transfer(
        "T1", authority="Q36", on="2011-06-25", reference="letter 13", evidence=LETTER, **who
    ),
    "meet": lambda book, **who: book.meet_transfer_condition("T1", "plan", on=LATE, **who),
    "reject": lambda book, **who: book.end_transfer("T1", "rejected", **SHAS, **who),
    "return": lambda book, **who: book.end_transfer("T1", "returned", **SHAS, **who),
    "withdraw": lambda book, **who: book.end_transfer("T1", "withdrawn", **OWN, **who),
    "expire": lambda book, **who: book.end_transfer("T1", "expired", **OWN, **who),
    "action": lambda book, **who: book.action_transfer("T1", on=LATE, **who),
}
"""Each step, on a day on which it could be taken."""


@cache
def _book(state: str) -> Book:
    """A book with the transfer in a state, in which all organisations stated their offices."""
    book = two_pcts()
    year = ("2011-04-01", "2012-03-31")
    book.state_officers("5K7", [(CAMDEN, None, *year), (CHIEF, None, *year)])
    book.state_officers("5A9", [(BARNET, None, *year)])
    book.state_officers("MAE", [(MIDLANDS, None, "2011-10-03", "2013-03-31")])
    STATES[state](Steps(book))
    return book


@pytest.mark.parametrize("by", ROLES.values(), ids=ROLES)
@pytest.mark.parametrize("action", WHEN)
@pytest.mark.parametrize("state", STATES)
def test_state_action_and_role(state: str, action: str, by: str) -> None:
    """A step is taken in its states by its offices; any other is refused by an error of its own."""
    book = _book(state)
    head = book.head
    if state == "none" and action != "propose":
        with pytest.raises(refusals.TransferStateError, match="there is no transfer 'T1'"):
            TAKE[action](book, by=by, test=True)
        return
    found = TAKE[action](book, by=by, test=True).findings
    assert book.head == head, "a test of a step wrote something"
    can = state in WHEN[action] and by in _offices(state, action)
    assert (found == ()) == can, [finding.message for finding in found]
    if can:
        return
    refusal = refusal_of(found)
    assert type(refusal).__module__ == refusals.__name__
    own = [finding for finding in found if finding.code.startswith("transfer.")]
    for finding in own:
        assert f"[{rule_of(finding.code)}]" in finding.message
        assert rule_of(finding.code).startswith("SOM 25: ")
        assert finding.hint
    assert {finding.code for finding in own} <= _reasons(state, action, by)


def _offices(state: str, action: str) -> set[str]:
    """Who can take a step: only those withdraw it who signed it so far."""
    return {BARNET} if (state, action) == ("proposed", "withdraw") else WHO[action]


def _reasons(state: str, action: str, by: str) -> set[str]:
    """The reasons that hold, by the words of the rule."""
    found: set[str] = set()
    if not by.strip():
        found |= {"transfer.unsigned"}
    if state not in WHEN[action]:
        found |= {"transfer.state", "transfer.unapproved", "transfer.used"}
        found |= {"transfer.conditions"} if action in ("action", "meet") else set()
    if by not in _offices(state, action):
        found |= {"transfer.officer"}
        if action == "withdraw":
            found |= {"transfer.unsigned"}
        if action in ("approve", "reject", "return") and by in (CAMDEN, BARNET):
            found |= {"transfer.own-approval"}
    return found
