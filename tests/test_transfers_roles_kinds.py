"""Transfers of every kind: who may take which step in which state, and exactly what is refused.

The tables are those of a straight transfer, and what differs by kind is listed by hand. Nothing here
is read from the table of transitions.
"""

from functools import cache

import pytest

from pctfinance.book import Book
from pctfinance.decisions.refusals import TransferStateError, refusal_of, rule_of
from pctfinance.documents import REFUSED
from pctfinance.errors import Finding, PctFinanceError
from role_kinds import KINDS, Kind, Looking, forked, standing, take

STATES = (
    "none",
    "proposed",
    "agreed by some",
    "agreed",
    "submitted",
    "approved by one",
    "approved",
    "approved, a condition open",
    "actioned",
    "rejected",
    "returned",
    "withdrawn",
    "expired",
)
_WAITS = {"proposed", "agreed by some"}
_GIVEN = {"approved by one", "approved", "approved, a condition open"}
_OPEN = _WAITS | _GIVEN | {"agreed", "submitted", "returned"}

WHEN: dict[str, set[str]] = {
    "propose": {"none", "returned"},
    "agree": _WAITS,
    "submit": {"agreed"},
    "approve": {"submitted"},
    "approve as the other": {"submitted", "approved by one"},
    "meet": {"approved, a condition open"},
    "reject": {"submitted"} | _GIVEN,
    "return": {"submitted"} | _GIVEN,
    "withdraw": _OPEN,
    "expire": _OPEN,
    "action": {"approved"},
    "cover": set(),
}
"""In which states each step can be taken at all. No rulebook that is packaged lets a loan cover."""

_CAMDEN = {"Camden", "Camden's chief executive"}
_STRAIGHT: dict[str, set[str]] = {
    "propose": _CAMDEN | {"Barnet"},
    "agree": _CAMDEN,
    "submit": _CAMDEN | {"Barnet"},
    "approve": {"the authority"},
    "reject": {"the authority"},
    "return": {"the authority"},
    "withdraw": {"Camden", "Barnet"},
    "action": _CAMDEN | {"Barnet"},
}
"""Which roles take each step; who meets a condition, or lets one expire, is anybody with a name."""


def _of_one(*parties: str, signed: str) -> dict[str, set[str]]:
    """A kind of one body: its own offices alone take the steps, and who signed withdraws it."""
    step = {each: set(parties) for each in ("propose", "agree", "submit", "action")}
    return {**_STRAIGHT, **step, "withdraw": {signed}}


def _of_three() -> dict[str, set[str]]:
    """Of three bodies: each of them proposes, submits and actions."""
    parties = _CAMDEN | {"Barnet", "Enfield"}
    step = dict.fromkeys(("propose", "submit", "action"), parties)
    return {**_STRAIGHT, **step, "withdraw": {"Camden", "Barnet", "Enfield"}}


_BASSETLAW = {"Bassetlaw", "Bassetlaw's chief executive"}
WHO: dict[str, dict[str, set[str]]] = {
    **dict.fromkeys(
        (
            "straight", "loan", "redirect", "delegate's budget", "repayment", "write-off",
            "reschedule",
        ),
        _STRAIGHT,
    ),
    **dict.fromkeys(
        ("lodgement", "return", "switch"),
        _of_one("Camden", "Camden's chief executive", signed="Camden"),
    ),
    "support": _of_one("Barnet", signed="Barnet"),
    **dict.fromkeys(("draw", "re-spread"), _of_three()),
    "two authorities": {
        "propose": _BASSETLAW | {"Doncaster"},
        "agree": _BASSETLAW,
        "submit": _BASSETLAW | {"Doncaster"},
        "approve": {"Midlands and East"},
        "approve as the other": {"North of England"},
        "reject": {"Midlands and East"},
        "return": {"Midlands and East"},
        "withdraw": {"Bassetlaw", "Doncaster"},
        "action": _BASSETLAW | {"Doncaster"},
    },
}  # fmt: skip

SIGNED: dict[str, dict[str, set[str]]] = {
    kind: {"proposed": {"Barnet"}, "agreed by some": {"Barnet"}}
    for kind in ("straight", "loan", "redirect", "delegate's budget", "repayment", "write-off",
                 "reschedule", "support")
} | {
    **{kind: {state: {"Camden"} for state in _WAITS} for kind in ("lodgement", "return", "switch")},
    **{
        kind: {"proposed": {"Barnet"}, "agreed by some": {"Barnet", "Enfield"}}
        for kind in ("draw", "re-spread")
    },
    "two authorities": {state: {"Doncaster"} for state in _WAITS},
}  # fmt: skip
"""Who has signed before all agreed, and so withdraws; from `agreed` on, all of `WHO`."""

OTHER_WAY: dict[tuple[str, str], str] = {
    **{(state, "action"): "transfer.unapproved" for state in _WAITS | {"agreed", "submitted"}},
    **{(s, "action"): "transfer.unapproved" for s in ("rejected", "withdrawn", "expired")},
    ("approved by one", "action"): "transfer.unapproved",
    ("approved by one", "approve"): "transfer.used",
    ("approved, a condition open", "action"): "transfer.conditions",
    ("actioned", "action"): "transfer.used",
    **{(s, "meet"): "transfer.conditions" for s in ("submitted", "approved by one", "approved")},
    **{(s, "cover"): "loan.not-covered" for s in ("submitted", "approved by one")},
}
"""What is wrong where it is not simply the state."""

BESIDE = {
    ("re-spread", "actioned", action): {"fund.spread"} for action in ("propose", "submit", "action")
}
"""What holds besides, whoever tries: all that was waived is spread by then."""

_SHORT = {"ledger.exceeds", "lodgement.exceeds", "headroom.exceeds-lodged"}
"""What is said besides of a step for which nothing was set aside, always behind its own reason."""

ACTIONS = tuple(WHEN)
CASES = [
    (kind, state)
    for kind, each in KINDS.items()
    for state in STATES
    if (state != "approved by one" or len(each.authorities) > 1)
    and (state != "agreed by some" or len(each.agrees) > 1)
]


def actions(kind: str) -> tuple[str, ...]:
    """The steps that a kind has: a second authority only where there is one."""
    return tuple(a for a in ACTIONS if a != "approve as the other" or kind == "two authorities")


def reasons(kind: str, state: str, action: str, role: str) -> set[str]:
    """The codes under which a step is refused, worked out from the tables above alone."""
    found = {"transfer.unsigned"} if role == "nobody" else set()
    found |= BESIDE.get((kind, state, action), set())
    may = WHO[kind].get(action, set(KINDS[kind].roles))
    if state in SIGNED[kind] and action == "withdraw":
        may = SIGNED[kind][state]
    if state not in WHEN[action]:
        found |= {OTHER_WAY.get((state, action), "transfer.state")}
        judged = (state, action) in {
            ("approved by one", "approve"),
            ("approved, a condition open", "action"),
        } or action == "propose"
    else:
        judged = True
    if judged and role not in may:
        found |= {"transfer.unsigned" if action == "withdraw" else "transfer.officer"}
    if judged and action in ("approve", "approve as the other", "reject", "return"):
        found |= {"transfer.own-approval"} if role in WHO[kind]["withdraw"] else set()
    return found


@cache
def _looking(kind: str, state: str) -> Looking:
    return Looking(standing(kind, state))


@cache
def found_of(kind: str, state: str, action: str, role: str) -> tuple[Finding, ...]:
    """What a step is refused for, as a test."""
    each = KINDS[kind]
    try:
        book = _looking(kind, state).book
        return take(each, book, action, each.roles[role], test=True).findings
    except TransferStateError as error:
        assert state == "none"
        return error.findings


@pytest.mark.parametrize(("kind", "state"), CASES, ids=[f"{k}: {s}" for k, s in CASES])
def test_every_action_of_every_role(kind: str, state: str) -> None:
    """Each of some hundred steps is taken by its offices, or refused for exactly these reasons."""
    looked, each = _looking(kind, state), KINDS[kind]
    head = looked.book.head
    differ = []
    for action in actions(kind):
        for role in each.roles:
            found = found_of(kind, state, action, role)
            wanted = {"transfer.state"}
            if state != "none" or action == "propose":
                wanted = reasons(kind, state, action, role)
            codes = {finding.code for finding in found}
            if codes - _SHORT != wanted:
                differ.append((action, role, codes, wanted))
            for finding in found:
                assert finding.message.endswith(f"[{rule_of(finding.code)}]"), finding.message
                assert ": " in rule_of(finding.code)
                assert finding.hint, finding.message
            if found:
                assert found[0].code not in _SHORT, "who may not at all is told first"
                assert refusal_of(found).code in wanted
    assert not differ
    assert looked.book.head == head, "a test of a step wrote something"


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_that_is_meant_leaves_only_that_it_was_tried(kind: str) -> None:
    """One step for each class of refusal of a kind is really tried, in a copy of its book."""
    each, seen = KINDS[kind], set()
    for state in (state for known, state in CASES if known == kind):
        for action in actions(kind):
            for role, by in each.roles.items():
                found = found_of(kind, state, action, role)
                name = type(refusal_of(found)).__name__
                if found and (name, state == "none") not in seen:
                    seen.add((name, state == "none"))
                    _really_refused(each, forked(standing(kind, state)), action, by, found)
    assert {
        "TransferStateError", "TransferUnsignedError", "TransferUnapprovedError", "OfficerError",
        "ConditionsOpenError", "TransferUsedError", "OwnApprovalError",
    } <= {name for name, _ in seen}  # fmt: skip


def _really_refused(
    kind: Kind, book: Book, action: str, by: str, tested: tuple[Finding, ...]
) -> None:
    events, statements = book._records.ledger.events, len(book._records.statements)
    with pytest.raises(PctFinanceError) as caught:
        take(kind, book, action, by)
    assert {f.code for f in tested} <= {f.code for f in caught.value.findings}
    assert type(caught.value) is type(refusal_of(caught.value.findings))
    assert book._records.ledger.events == events
    (said,) = book._records.statements[statements:]
    assert (said.content["kind"], said.content["by"]) == (REFUSED, by)
    assert said.content["codes"] == sorted({f.code for f in caught.value.findings})


@pytest.mark.parametrize("kind", KINDS)
def test_looking_finds_what_testing_finds(kind: str) -> None:
    """The quick way, which records nothing, says the same as the usual test of a step."""
    for role in ("nobody", *list(KINDS[kind].roles)[1:2]):
        by = KINDS[kind].roles[role]
        for action in actions(kind):
            quick = take(KINDS[kind], _looking(kind, "submitted").book, action, by, test=True)
            usual = take(KINDS[kind], standing(kind, "submitted"), action, by, test=True)
            whole = {finding.code for finding in usual.findings}
            assert {finding.code for finding in quick.findings} <= whole
            assert bool(quick.findings) == bool(whole)
