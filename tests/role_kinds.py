"""Transfers of every kind for the matrix of roles: what each one is, and how it comes to a state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

from kind_examples import KINDS as ONE_SIDED
from kind_examples import ready
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Group, Register
from pctfinance.book import Book
from pctfinance.errors import Finding
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued, Delegation
from pctfinance.transferring.steps import TransferAnswer
from transfer_examples import BARNET, CAMDEN, LETTER, SHA, two_pcts

__all__ = ["KINDS", "Kind", "answer", "forked", "standing", "take"]

CHIEF = "Chief Executive, Camden PCT"
ENFIELD = "Director of Finance, Enfield PCT"
HARINGEY = "Director of Finance, Haringey PCT"
SECRETARY = "Secretary, NHS London"
MIDLANDS = "Director of Finance, NHS Midlands and East"
YEAR = ("2011-04-01", "2012-03-31")
CLUSTER = "Director of Finance, NCL cluster"

ROLES: dict[str, str] = {
    "nobody": " ",
    "Camden": CAMDEN,
    "Camden's chief executive": CHIEF,
    "Barnet": BARNET,
    "Enfield": ENFIELD,
    "Haringey": HARINGEY,
    "the authority": SHA,
    "the authority's secretary": SECRETARY,
    "another authority": MIDLANDS,
}
"""Everybody who may try a step; each body and authority stated its officers."""

BASSETLAW, DONCASTER = "Director of Finance, Bassetlaw PCT", "Director of Finance, Doncaster PCT"
NORTH, EAST = "Director of Finance, NHS North of England", MIDLANDS
TWO_SHAS: dict[str, str] = {
    "nobody": " ",
    "Bassetlaw": BASSETLAW,
    "Bassetlaw's chief executive": "Chief Executive, Bassetlaw PCT",
    "Doncaster": DONCASTER,
    "Haringey": HARINGEY,
    "Midlands and East": EAST,
    "North of England": NORTH,
    "its secretary": "Secretary, NHS Midlands and East",
    "another authority": "Director of Finance, NHS South of England",
}

Propose = Callable[..., TransferAnswer]


@dataclass(frozen=True)
class Kind:
    """One kind of transfer: its book before it, its terms, who agrees, and on which days."""

    base: Callable[[], Book]
    propose: Propose
    agrees: tuple[tuple[str, str, str], ...]
    """Side, body and office of everyone who agrees, in order; the last of them is probed."""
    proposer: str = BARNET
    submits: str = CAMDEN
    roles: Mapping[str, str] = field(default_factory=lambda: ROLES)
    authorities: tuple[tuple[str, str], ...] = (("Q36", SHA),)
    days: tuple[str, ...] = ("2011-06-01", "2011-06-02", "2011-06-03", "2011-06-20", "2011-06-25")
    """Of the proposal, the agreements, the submission, the approvals, and of what comes after."""
    acts: str = "2011-07-01"


def _terms(**changed: Any) -> Propose:
    terms: dict[str, Any] = {
        "giver": "5K7",
        "receiver": "5A9",
        "pence": 10_00,
        "effective": "2011-07-01",
        "purpose": "acute pressure",
        **changed,
    }
    return lambda book, **who: book.propose_transfer("T1", **terms, **who)


def _officers(book: Book) -> Book:
    """All organisations state their offices; London's finance director is its only officer."""
    book.state_officers("5K7", [(CAMDEN, None, *YEAR), (CHIEF, None, *YEAR)])
    for body, office in (("5A9", BARNET), ("5C1", ENFIELD), ("5C9", HARINGEY)):
        book.state_officers(body, [(office, None, *YEAR)])
    book.state_officers("MAE", [(MIDLANDS, None, "2011-10-03", "2013-03-31")])
    return book


def _plain() -> Book:
    return _officers(two_pcts())


def _cells() -> Book:
    """Camden delegates £30 of acute services to a delegate, recurrently."""
    book = two_pcts()
    book.post(
        event(BudgetIssued(strand=RECURRENT, pence=60_00, category="acute"), body="5K7"),
        event(
            Delegation(strand=RECURRENT, pence=30_00, category="acute", delegate="07R"), body="5K7"
        ),
    )
    return _officers(book)


def _lent(lender: str, borrower: str) -> Book:
    """A loan of £20 that was actioned in May, due in this year."""
    book = _plain()
    offices = {"5K7": CAMDEN, "5A9": BARNET}
    book.propose_transfer(
        "L1", giver=lender, receiver=borrower, pence=20_00, effective="2011-05-01", kind="loan",
        purpose="brokerage", repayments=[("2011-12", 20_00)], by=BARNET, on="2011-04-10",
    )  # fmt: skip
    for side, body in (("giver", lender), ("receiver", borrower)):
        book.agree_transfer("L1", side, by=offices[body], on="2011-04-11")
    book.submit_transfer("L1", by=CAMDEN, on="2011-04-12")
    book.approve_transfer(
        "L1", authority="Q36", by=SHA, on="2011-04-20", reference="letter 1", evidence=LETTER
    )
    book.action_transfer("L1", by=CAMDEN, on="2011-05-01")
    return book


def _fund(*, excused: bool) -> Book:
    """A fund of £30, £20 and £10, which all gave; perhaps Enfield was excused afterwards."""
    book = two_pcts()
    for strand in (RECURRENT, NON_RECURRENT):
        book.post(event(Allocation(strand=strand, pence=100_00, issuer="DH"), body="5C1"))
    _officers(book)
    donors = {"5K7": 30_00, "5A9": 20_00, "5C1": 10_00}
    offices = {"5K7": CAMDEN, "5A9": BARNET, "5C1": ENFIELD}
    book.state_fund(
        "F1", purpose="risk share", holder=CLUSTER, donors=donors, by=CLUSTER, on="2011-05-01"
    )
    for body, office in offices.items():
        book.agree_fund("F1", body, by=office, on="2011-05-02")
    for body, office in offices.items():
        book.contribute("F1", body, donors[body], by=office, on="2011-05-03")
    if excused:
        book.waive_contribution("F1", "5C1", by=CLUSTER, on="2011-05-10", reason="deficit")
    return book


def _trial() -> Book:
    """Bassetlaw and Doncaster in one book, of two authorities from October on."""
    register = Register.packaged().with_group(Group("TRIAL", "Two PCTs"), ["5ET", "5N5"])
    book = Book.in_memory("2011-12", group="TRIAL", register=register)
    given = Allocation(strand=NON_RECURRENT, pence=100_00, issuer="DH")
    book.post(event(given, body="5ET"), event(given, body="5N5"))
    chief = TWO_SHAS["Bassetlaw's chief executive"]
    book.state_officers("5ET", [(BASSETLAW, None, *YEAR), (chief, None, *YEAR)])
    book.state_officers("5N5", [(DONCASTER, None, *YEAR)])
    terms = ("2011-10-03", "2013-03-31")
    book.state_officers("MAE", [(EAST, None, *terms)])
    book.state_officers("NOE", [(NORTH, None, *terms)])
    book.state_officers("SOE", [(TWO_SHAS["another authority"], None, *terms)])
    return book


_OF_LOAN: dict[str, Any] = {"effective": "2011-07-01", "purpose": "brokerage"}
_BOTH = (("receiver", "5A9", BARNET), ("giver", "5K7", CAMDEN))
_CAMDENS = (("giver", "5K7", CAMDEN),)
_DRAWN = {"fund": "F1", "effective": "2011-07-01", "purpose": "acute pressure"}
_THREE = (("giver", "5A9", BARNET), ("receiver", "5C1", ENFIELD), ("giver", "5K7", CAMDEN))

KINDS: dict[str, Kind] = {
    "straight": Kind(_plain, _terms(), _BOTH),
    "loan": Kind(_plain, _terms(kind="loan", repayments=[("2012-13", 10_00)]), _BOTH),
    "redirect": Kind(lambda: _officers(ready()), _terms(kind="redirect"), _BOTH),
    "delegate's budget": Kind(
        _cells, _terms(delegate="07R", category="acute", funding="recurrent"), _BOTH
    ),
    "support": Kind(
        _plain,
        _terms(kind="support", giver="Q36"),
        (("receiver", "5A9", BARNET),),
        submits=BARNET,
    ),
    **{
        kind: Kind(
            lambda: _officers(ready()),
            _terms(**ONE_SIDED[kind]),
            (("receiver", "5K7", CAMDEN),) if kind == "return" else _CAMDENS,
            proposer=CAMDEN,
        )
        for kind in ("lodgement", "return", "switch")
    },
    "repayment": Kind(
        lambda: _lent("5A9", "5K7"),
        lambda book, **who: book.propose_repayment("T1", "L1", pence=10_00, **_OF_LOAN, **who),
        _BOTH,
    ),
    "write-off": Kind(
        lambda: _lent("5K7", "5A9"),
        lambda book, **who: book.propose_write_off("T1", "L1", pence=10_00, **_OF_LOAN, **who),
        _BOTH,
    ),
    "reschedule": Kind(
        lambda: _lent("5K7", "5A9"),
        lambda book, **who: book.propose_rescheduling(
            "T1", "L1", [("2012-13", 20_00)], **_OF_LOAN, **who
        ),
        _BOTH,
    ),
    "draw": Kind(
        lambda: _fund(excused=False),
        lambda book, **who: book.propose_draw(
            "T1", receiver="5C1", parts={"5K7": 9_00, "5A9": 6_00}, **_DRAWN, **who
        ),
        _THREE,
    ),
    "re-spread": Kind(
        lambda: _fund(excused=True),
        lambda book, **who: book.propose_respread(
            "T1", excused="5C1", parts={"5K7": 6_00, "5A9": 4_00}, **_DRAWN, **who
        ),
        _THREE,
    ),
    "two authorities": Kind(
        _trial,
        _terms(giver="5ET", receiver="5N5", effective="2011-11-01"),
        (("receiver", "5N5", DONCASTER), ("giver", "5ET", BASSETLAW)),
        proposer=DONCASTER,
        submits=BASSETLAW,
        roles=TWO_SHAS,
        authorities=(("MAE", EAST), ("NOE", NORTH)),
        days=("2011-10-04", "2011-10-05", "2011-10-06", "2011-10-20", "2011-10-25"),
        acts="2011-11-01",
    ),
}


def take(kind: Kind, book: Book, action: str, by: str, **how: Any) -> TransferAnswer:
    """One step, on a day on which it could be taken."""
    asked: dict[str, Any] = {"by": by, "on": YEAR[1], **how}
    ended = {**asked, "reason": "no longer needed"}
    first, *others = kind.authorities
    sha = {"authority": first[0], "on": kind.days[4]}
    side, body, _ = kind.agrees[-1]
    of: dict[str, Any] = {"body": body} if len(kind.agrees) > 2 else {}
    approval: dict[str, Any] = {"reference": "letter 13", "evidence": LETTER}
    steps: dict[str, Callable[[], TransferAnswer]] = {
        "propose": lambda: kind.propose(book, **asked),
        "agree": lambda: book.agree_transfer("T1", side, **of, **asked),
        "submit": lambda: book.submit_transfer("T1", **asked),
        "approve": lambda: book.approve_transfer("T1", **approval, **{**asked, **sha}),
        "approve as the other": lambda: book.approve_transfer(
            "T1", **approval, **{**asked, **sha, "authority": others[0][0]}
        ),
        "meet": lambda: book.meet_transfer_condition("T1", "plan", **asked),
        "reject": lambda: book.end_transfer("T1", "rejected", **{**ended, **sha}),
        "return": lambda: book.end_transfer("T1", "returned", **{**ended, **sha}),
        "withdraw": lambda: book.end_transfer("T1", "withdrawn", **ended),
        "expire": lambda: book.end_transfer("T1", "expired", **ended),
        "action": lambda: book.action_transfer("T1", **asked),
        "cover": lambda: book.cover_repayment("T1", **asked),
    }
    return steps[action]()


_AFTER: dict[str, tuple[str, Callable[[Kind, Book], object]]] = {
    "proposed": ("none", lambda k, b: k.propose(b, by=k.proposer, on=k.days[0])),
    "agreed by some": ("proposed", lambda k, b: _agree(k, b, k.agrees[:-1])),
    "agreed": ("agreed by some", lambda k, b: _agree(k, b, k.agrees[-1:])),
    "submitted": ("agreed", lambda k, b: b.submit_transfer("T1", by=k.submits, on=k.days[2])),
    "approved by one": ("submitted", lambda k, b: _approve(k, b, 0, 1)),
    "approved": ("submitted", lambda k, b: _approve(k, b, 0, 9)),
    "approved, a condition open": ("submitted", lambda k, b: _approve(k, b, 0, 9, "plan")),
    "actioned": ("approved", lambda k, b: b.action_transfer("T1", by=k.submits, on=k.acts)),
    "rejected": ("submitted", lambda k, b: take(k, b, "reject", k.authorities[0][1])),
    "returned": ("submitted", lambda k, b: take(k, b, "return", k.authorities[0][1])),
    "withdrawn": ("submitted", lambda k, b: _ended(k, b, "withdrawn", k.days[4])),
    "expired": ("submitted", lambda k, b: _ended(k, b, "expired", YEAR[1])),
}


def _agree(kind: Kind, book: Book, who: tuple[tuple[str, str, str], ...]) -> None:
    for side, body, by in who:
        of: dict[str, Any] = {"body": body} if len(kind.agrees) > 2 else {}
        book.agree_transfer("T1", side, by=by, on=kind.days[1], **of)


def _approve(kind: Kind, book: Book, first: int, last: int, *conditions: str) -> None:
    for authority, by in kind.authorities[first:last]:
        book.approve_transfer(
            "T1", authority=authority, by=by, on=kind.days[3], reference=f"letter of {authority}",
            evidence=LETTER, conditions=conditions,
        )  # fmt: skip


def _ended(kind: Kind, book: Book, outcome: str, on: str) -> None:
    book.end_transfer("T1", outcome, by=kind.proposer, on=on, reason="no longer needed")


def forked(book: Book) -> Book:
    """A copy of a book, in memory."""
    return Book(book._records.forked())


@cache
def standing(kind: str, state: str) -> Book:
    """A book in which the transfer of a kind has come to a state."""
    if state == "none":
        return KINDS[kind].base()
    before, step = _AFTER[state]
    book = forked(standing(kind, before))
    step(KINDS[kind], book)
    return book


class Looking:
    """A book whose refusals are asked many times: its gate looks at an event and records nothing.

    Only the first leg of a step is looked at. Where nothing is found, the whole of it is asked the
    usual way.
    """

    def __init__(self, book: Book) -> None:
        self.book = forked(book)
        records = self.book._records
        self._usual = records.refusals
        self._gate = records._gate_at_hand()._gate
        self._seen = records.seen
        transfers = self.book._transfers()
        vars(self._gate)["_record"] = lambda *_, **__: None
        vars(records)["refusals"] = self.refusals
        vars(self.book)["_transfers"] = lambda: transfers

    def refusals(self, events: list[Event]) -> tuple[Finding, ...]:
        """What posting these events would be refused for."""
        first = events[0].model_copy(update={"sequence": self._seen + 1})
        return tuple(self._gate._take(first)) or self._usual(events)


def answer(kind: Kind, book: Book, action: str, by: str) -> SimpleNamespace:
    """The findings of a step that is tested."""
    return SimpleNamespace(findings=take(kind, book, action, by, test=True).findings)
