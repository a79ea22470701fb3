"""Cases, funds, commitments, lodgements, journals, recharges, months: state, step and role by hand.

Each table says in which states a step can be taken, by whom, and what is said where it cannot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import pytest

from ledger_examples import NON_RECURRENT, RECURRENT, event
from month_examples import bring, small_book
from pctfinance.book import Book
from pctfinance.decisions.refusals import refusal_of
from pctfinance.documents import REFUSED
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, HeadroomLodged, PlannedSurplus
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.months import MonthState
from role_looking import Act, forked, trying, whole, wrong
from transfer_examples import SHA, two_pcts

BARNET = "Director of Finance, Barnet PCT"
CHIEF = "Chief Executive, Barnet PCT"
CAMDEN = "Director of Finance, Camden PCT"
HARINGEY = "On-call director, Haringey PCT"
CLUSTER = "Director of Finance, NCL cluster"
SECRETARY = "Secretary, NHS London"
MIDLANDS = "Director of Finance, NHS Midlands and East"
YEAR = ("2011-04-01", "2012-03-31")
NOBODY = " "
OFFICES = (NOBODY, BARNET, CHIEF, CAMDEN, HARINGEY, CLUSTER, SHA, SECRETARY, MIDLANDS)
ANYBODY = set(OFFICES)
"""Nobody among them: that nobody signs is told by itself, whatever the state."""


@dataclass(frozen=True)
class Matrix:
    """A chapter's states, steps and who takes them; whatever is not said is refused for `state`.

    `instead` gives the codes of a state and step that are others than `state`. `unsigned` is said
    of nobody besides, and `not_whose` of whoever else cannot take a step that could be taken.
    """

    states: Mapping[str, Callable[[Book], object]]
    base: Callable[[], Book]
    steps: Mapping[str, Act]
    when: Mapping[str, set[str]]
    who: Mapping[str, set[str]]
    state: str
    unsigned: str
    not_whose: Mapping[tuple[str, str], set[str]] = field(default_factory=dict)
    """By step and office, `""` for every office that is not named."""
    instead: Mapping[tuple[str, str], set[str]] = field(default_factory=dict)
    always: Mapping[tuple[str, str], set[str]] = field(default_factory=dict)
    """What is said of who tries a step whatever its state, by step and office."""
    only_signed: frozenset[tuple[str, str]] = frozenset()
    """State and step of which nothing is said about who takes them, not even that it is nobody."""
    alone: Mapping[str, set[str]] = field(default_factory=dict)
    """What nobody is told of a step before anything else is looked at."""
    audited: bool = True


def _officers(book: Book) -> Book:
    book.state_officers("5A9", [(BARNET, None, *YEAR), (CHIEF, None, *YEAR)])
    book.state_officers("5K7", [(CAMDEN, None, *YEAR)])
    book.state_officers("MAE", [(MIDLANDS, None, "2011-10-03", "2013-03-31")])
    return book


# Business cases for headroom


def _lodged() -> Book:
    """Barnet has £20 of headroom lodged with London."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(Allocation(strand=RECURRENT, pence=1000_00, issuer="DH"), body="5A9"),
        event(HeadroomLodged(pence=20_00), body="5A9"),
    )
    book.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    return _officers(book)


def _propose_case(book: Book, by: str = BARNET) -> object:
    terms: dict[str, Any] = {"category": "transition", "purpose": "redundancies"}
    return book.propose_case("5A9", "C1", 8_00, **terms, by=by, on="2011-05-10")


def _approve_case(book: Book, by: str = SHA, *conditions: str) -> object:
    return book.approve_case(
        "5A9", "C1", 6_00, by=by, approval="SHA/1", on="2011-06-01", conditions=conditions
    )


def _refuse_case(book: Book, by: str = SHA) -> object:
    return book.refuse_case("5A9", "C1", by=by, reason="recurs", on="2011-06-01")


def _release(book: Book, by: str = SHA) -> object:
    return book.release_headroom("5A9", "C1", 6_00, by=by, on="2011-07-01", reference="SHA/2")


def _lapse_case(book: Book, by: str = BARNET) -> object:
    return book.lapse_case("5A9", "C1", by=by, reason="not needed", on="2011-08-01")


def _until(*steps: Callable[[Book], object]) -> Callable[[Book], object]:
    def taken_in_turn(book: Book) -> None:
        for step in steps:
            step(book)

    return taken_in_turn


_CASE_STATES = {
    "none": _until(),
    "proposed": _until(_propose_case),
    "approved": _until(_propose_case, _approve_case),
    "approved, a condition open": _until(_propose_case, lambda b: _approve_case(b, SHA, "plan")),
    "released": _until(_propose_case, _approve_case, _release),
    "refused": _until(_propose_case, _refuse_case),
    "lapsed": _until(_propose_case, _lapse_case),
    "released and lapsed": _until(_propose_case, _approve_case, _release, _lapse_case),
}
_APPROVED = {"approved", "approved, a condition open", "released"}
CASES = Matrix(
    states=_CASE_STATES,
    base=_lodged,
    steps={
        "propose": _propose_case,
        "approve": _approve_case,
        "refuse": _refuse_case,
        "meet": lambda book, by: book.meet_case_condition(
            "5A9", "C1", 1, by=by, on="2011-06-20", reference="minutes"
        ),
        "release": _release,
        "spend": lambda book, by: book.state_spend("5A9", "C1", "M5", 1_00, by=by),
        "lapse": _lapse_case,
    },
    when={
        "propose": {"none"},
        "approve": {"proposed"},
        "refuse": {"proposed"},
        "meet": {"approved, a condition open"},
        "release": {"approved"},
        "spend": _APPROVED | {"released and lapsed"},
        "lapse": _APPROVED | {"proposed"},
    },
    who={
        **dict.fromkeys(("propose", "meet", "release", "spend", "lapse"), ANYBODY),
        "approve": {SHA},
        "refuse": {SHA},
    },
    state="headroom.wrong-state",
    unsigned="headroom.unsigned",
    always={(step, ""): {"headroom.officer"} for step in ("approve", "refuse")},
    not_whose={(step, BARNET): {"headroom.own-decision"} for step in ("approve", "refuse")},
    instead={
        **{(s, "propose"): {"headroom.case-number"} for s in _CASE_STATES if s != "none"},
        **{
            ("none", s): {"headroom.unknown-case"}
            for s in ("approve", "refuse", "meet", "release", "spend", "lapse")
        },
        **{
            (state, step): {"headroom.not-approved"} | missing
            for state in ("proposed", "refused", "lapsed")
            for step, missing in (("release", {"approval.missing"}), ("spend", set[str]()))
        },
        ("released and lapsed", "release"): {"headroom.not-approved"},
        ("approved, a condition open", "release"): {"headroom.condition"},
        ("released", "release"): {"headroom.exceeds-case"},
        ("approved", "meet"): {"headroom.condition"},
        ("released", "meet"): {"headroom.condition"},
    },
    only_signed=frozenset({("none", "release")}),
    alone={"release": {"headroom.unsigned"}},
)
"""Who decides is the authority's officer. Any office proposes, meets, releases, spends and lapses."""


# Terms of a fund


def _donors() -> Book:
    """London's PCTs Camden and Barnet, with £100 each; all state their officers."""
    return _officers(two_pcts())


def _state_fund(book: Book, by: str = CLUSTER, pence: int = 20_00) -> object:
    test: dict[str, Any] = {"test": True} if pence != 20_00 else {}
    donors = {"5A9": pence, "5K7": 10_00}
    terms: dict[str, Any] = {"purpose": "risk share", "holder": CLUSTER, "on": "2011-05-01"}
    return book.state_fund("F1", donors=donors, by=by, **terms, **test)


def _agree_fund(book: Book, by: str = BARNET) -> object:
    return book.agree_fund("F1", "5A9", by=by, on="2011-05-02")


def _give(book: Book, by: str = BARNET) -> object:
    return book.contribute("F1", "5A9", 20_00, by=by, on="2011-05-03")


def _waive(book: Book, by: str = CLUSTER) -> object:
    return book.waive_contribution(
        "F1", "5A9", by=by, on="2011-05-04", reason="deficit", pence=1_00
    )


def _camden_agrees(book: Book) -> object:
    return book.agree_fund("F1", "5K7", by=CAMDEN, on="2011-05-02")


_STANDS = (_state_fund, _agree_fund, _camden_agrees)
_FUND_STATES = {
    "none": _until(),
    "stated": _until(_state_fund),
    "agreed by one": _until(_state_fund, _agree_fund),
    "standing": _until(*_STANDS),
    "given": _until(*_STANDS, _give),
    "waived": _until(*_STANDS, _give, _waive),
}
FUNDS = Matrix(
    states=_FUND_STATES,
    base=_donors,
    steps={
        "state": lambda book, by: _state_fund(book, by, 21_00),
        "agree": _agree_fund,
        "contribute": _give,
        "waive": _waive,
    },
    when={
        "state": {"none", "stated", "agreed by one"},
        "agree": {"stated"},
        "contribute": {"standing"},
        "waive": {"standing", "given", "waived"},
    },
    who={
        "state": ANYBODY,
        "agree": {BARNET, CHIEF},
        "contribute": {BARNET, CHIEF},
        "waive": {CLUSTER},
    },
    state="fund.state",
    unsigned="fund.unsigned",
    always={(step, ""): {"fund.unsigned"} for step in ("agree", "contribute")},
    not_whose={("waive", ""): {"fund.unsigned"}},
    instead={
        **{(s, "state"): {"fund.spread"} for s in ("standing", "given", "waived")},
        **{(s, "contribute"): {"fund.share"} for s in ("given", "waived")},
    },
    only_signed=frozenset(("none", step) for step in ("agree", "contribute", "waive")),
)


# Emergency commitments


def _hit() -> Book:
    return _officers(two_pcts())


def _commit(book: Book, by: str = HARINGEY) -> object:
    return book.commit_in_emergency(
        "5A9", "E1", 40_00, category="continuing-care", purpose="placement at night",
        on_call_body="5C9", by=by, at="2011-12-26T02:40", reference="log 31",
    )  # fmt: skip


def _regularise(book: Book, by: str = BARNET, pence: int | None = None) -> object:
    return book.regularise_commitment("5A9", "E1", pence, by=by, on="2012-01-04", reference="m 4")


def _dispute(book: Book, by: str = BARNET) -> object:
    return book.dispute_commitment("5A9", "E1", by=by, on="2012-01-04", reason="not ours")


COMMITMENTS = Matrix(
    states={
        "none": _until(),
        "open": _until(_commit),
        "partly regularised": _until(_commit, lambda b: _regularise(b, pence=10_00)),
        "disputed": _until(_commit, _dispute),
        "regularised": _until(_commit, _regularise),
    },
    base=_hit,
    steps={
        "commit": _commit,
        "regularise": _regularise,
        "dispute": _dispute,
        "charge": lambda book, by: book.charge_commitment(
            "5A9", "E1", "M10", 5_00, by=by, line="AP/4711"
        ),
    },
    when={
        "commit": {"none"},
        "regularise": {"open", "partly regularised", "disputed"},
        "dispute": {"open", "partly regularised"},
        "charge": {"open", "partly regularised", "disputed", "regularised"},
    },
    who={
        "commit": ANYBODY,
        "regularise": ANYBODY - {HARINGEY},
        "dispute": ANYBODY - {HARINGEY},
        "charge": ANYBODY,
    },
    state="commitment.exceeds",
    unsigned="commitment.unsigned",
    not_whose={(step, ""): {"commitment.own-settlement"} for step in ("regularise", "dispute")},
    instead={
        **{
            (state, "commit"): {"commitment.number"}
            for state in ("open", "partly regularised", "disputed", "regularised")
        },
        **{("none", s): {"commitment.unknown"} for s in ("regularise", "dispute", "charge")},
    },
    only_signed=frozenset(
        {("none", "regularise"), ("none", "dispute"), ("disputed", "dispute")}
        | {("regularised", "regularise"), ("regularised", "dispute")}
    ),
)


# Lodgements that are not returned


def _lodge(book: Book) -> None:
    """Barnet lodges £10 of planned surplus with London."""
    book.post(event(PlannedSurplus(strand=NON_RECURRENT, pence=10_00), body="5A9"))
    terms: dict[str, Any] = {"kind": "lodgement", "giver": "5A9", "receiver": "Q36", "pence": 10_00}
    book.propose_transfer(
        "L1", **terms, effective="2011-05-01", purpose="surplus", by=BARNET, on="2011-04-10",
        taken_from="planned surplus",
    )  # fmt: skip
    book.agree_transfer("L1", "giver", by=BARNET, on="2011-04-11")
    book.submit_transfer("L1", by=BARNET, on="2011-04-12")
    book.approve_transfer(
        "L1", authority="Q36", by=SHA, on="2011-04-20", reference="letter 1", evidence=b"letter"
    )
    book.action_transfer("L1", by=BARNET, on="2011-05-01")


def _lapse(book: Book, by: str = BARNET, authority: str = "Q36", pence: int = 10_00) -> object:
    return book.lapse_lodgement(
        "5A9", "L1", pence, authority=authority, by=by, reason="spent", reference="letter 9"
    )


LODGEMENTS = Matrix(
    states={
        "none": _until(),
        "lodged": _until(_lodge),
        "partly written off": _until(_lodge, lambda b: _lapse(b, pence=4_00)),
        "written off": _until(_lodge, _lapse),
    },
    base=_donors,
    steps={
        "write off": lambda book, by: _lapse(book, by, pence=5_00),
        "write off for another": lambda book, by: _lapse(book, by, "MAE", 5_00),
    },
    when={
        "write off": {"lodged", "partly written off"},
        "write off for another": {"lodged", "partly written off"},
    },
    who={"write off": ANYBODY, "write off for another": set()},
    state="lodgement.exceeds",
    unsigned="lodgement.unsigned",
    not_whose={("write off for another", ""): {"lodgement.holder"}},
    instead={
        **{
            ("none", step): {"lodgement.unknown", "lodgement.exceeds"}
            for step in ("write off", "write off for another")
        },
        ("written off", "write off for another"): {"lodgement.exceeds", "lodgement.holder"},
    },
)


# Journals and recharges

_LINES = [
    JournalLine("52110", "acute", Limit.REVENUE, debit_pence=500),
    JournalLine("81000", credit_pence=500),
]


def _submit(book: Book, by: str = BARNET) -> object:
    return book.submit_journal("5A9", "M8", _LINES, number="J1", by=by, narrative="accrual")


def _journal(verb: str) -> Act:
    if verb == "approve":
        return lambda book, by: book.approve_journal("5A9", "J1", by=by)
    if verb == "reject":
        return lambda book, by: book.reject_journal("5A9", "J1", by=by, reason="no")
    return lambda book, by: book.withdraw_journal("5A9", "J1", by=by, reason="no")


_DECIDED = ("approved", "rejected", "withdrawn")
_DECIDES = {"approved": "approve", "rejected": "reject", "withdrawn": "withdraw"}
_OWN: dict[tuple[str, str], set[str]] = {
    (step, ""): {"journal.own-decision"} for step in ("approve", "reject", "withdraw")
}


def _by(step: Act, by: str) -> Callable[[Book], object]:
    return lambda book: step(book, by)


JOURNALS = Matrix(
    states={
        "none": _until(),
        "submitted": _until(_submit),
        **{
            state: _until(_submit, _by(_journal(verb), BARNET if state == "withdrawn" else CHIEF))
            for state, verb in _DECIDES.items()
        },
    },
    base=_donors,
    steps={"submit": _submit, **{verb: _journal(verb) for verb in _DECIDES.values()}},
    when={
        "submit": {"none"},
        "approve": {"submitted"},
        "reject": {"submitted"},
        "withdraw": {"submitted"},
    },
    who={
        "submit": ANYBODY,
        "approve": ANYBODY - {BARNET},
        "reject": ANYBODY - {BARNET},
        "withdraw": {BARNET},
    },
    state="journal.state",
    unsigned="journal.unsigned",
    not_whose=_OWN,
    instead={
        **{(state, "submit"): {"journal.number"} for state in ("submitted", *_DECIDED)},
        **{("none", verb): {"journal.unknown"} for verb in _DECIDES.values()},
    },
    only_signed=frozenset(("none", verb) for verb in _DECIDES.values()),
    audited=False,
)


def _recharge(book: Book, by: str = BARNET) -> object:
    return book.recharge(
        "R1", provider="5K7", recipient="5A9", pence=900, category="corporate",
        purpose="payroll services", month="M8", by=by,
    )  # fmt: skip


def _end_recharge(outcome: Literal["rejected", "withdrawn"]) -> Act:
    return lambda book, by: book.end_recharge("R1", outcome, by=by, reason="no")


_RECHARGE_STEPS: dict[str, Act] = {
    "approve": lambda book, by: book.approve_recharge("R1", by=by),
    "reject": _end_recharge("rejected"),
    "withdraw": _end_recharge("withdrawn"),
}
RECHARGES = Matrix(
    states={
        "none": _until(),
        "submitted": _until(_recharge),
        **{
            state: _until(
                _recharge, _by(_RECHARGE_STEPS[verb], BARNET if state == "withdrawn" else CHIEF)
            )
            for state, verb in _DECIDES.items()
        },
    },
    base=_donors,
    steps={"submit": _recharge, **_RECHARGE_STEPS},
    when=JOURNALS.when,
    who=JOURNALS.who,
    state="journal.state",
    unsigned="journal.unsigned",
    not_whose=JOURNALS.not_whose,
    instead={
        **{
            (state, "submit"): {"journal.number", "recharge.refused"}
            for state in ("submitted", *_DECIDED)
        },
        **{("none", verb): {"recharge.refused"} for verb in _DECIDES.values()},
    },
    only_signed=frozenset(("none", verb) for verb in _DECIDES.values()),
)


# Months: any office takes a step, and it has to be named


def _month(state: MonthState, *, controls: bool = False) -> Callable[[Book], object]:
    def brought(book: Book) -> None:
        bring(book, 1, state)
        if controls:
            book.run_controls("M1", by=BARNET, bodies="5A9")

    return brought


_ALWAYS = {"open", "submitted", "submitted, controls ran", "closed", "locked"}
MONTHS = Matrix(
    states={
        "open": _month(MonthState.OPEN),
        "submitted": _month(MonthState.SUBMITTED),
        "submitted, controls ran": _month(MonthState.SUBMITTED, controls=True),
        "closed": _month(MonthState.CLOSED),
        "locked": _month(MonthState.LOCKED),
    },
    base=small_book,
    steps={
        "submit": lambda book, by: book.submit_month("5A9", "M1", by=by),
        "return": lambda book, by: book.return_month("5A9", "M1", by=by, reason="a row is wrong"),
        "run controls": lambda book, by: book.run_controls("M1", by=by, bodies="5A9"),
        "close": lambda book, by: book.close_month("5A9", "M1", by=by, accept="no actuals"),
        "lock": lambda book, by: book.lock_month("5A9", "M1", by=by),
        "unlock": lambda book, by: book.unlock_month("5A9", "M1", by=by, reason="an error"),
        "reopen": lambda book, by: book.reopen_month("5A9", "M1", by=by, reason="an error"),
    },
    when={
        "submit": {"open"},
        "return": {"submitted", "submitted, controls ran"},
        "run controls": _ALWAYS,
        "close": {"submitted, controls ran"},
        "lock": {"closed"},
        "unlock": {"locked"},
        "reopen": {"closed"},
    },
    who=dict.fromkeys(
        ("submit", "return", "run controls", "close", "lock", "unlock", "reopen"), ANYBODY
    ),
    state="month.wrong-state",
    unsigned="month.unsigned",
    instead={("submitted", "close"): {"month.controls"}},
    audited=False,
)

MATRICES = {
    "cases": CASES,
    "funds": FUNDS,
    "commitments": COMMITMENTS,
    "lodgements": LODGEMENTS,
    "journals": JOURNALS,
    "recharges": RECHARGES,
    "months": MONTHS,
}


def reasons(matrix: Matrix, state: str, step: str, by: str) -> set[str]:
    """The codes under which a step is refused, from the tables alone; none where it is taken."""
    if by == NOBODY and step in matrix.alone and state != "none":
        return matrix.alone[step]
    found: set[str] = set()
    can = state in matrix.when[step]
    if by == NOBODY and (state, step) not in matrix.only_signed:
        found |= {matrix.unsigned}
    if not can:
        found |= matrix.instead.get((state, step), {matrix.state})
    if (state, step) in matrix.only_signed or by in matrix.who[step]:
        return found
    found |= matrix.always.get((step, by), matrix.always.get((step, ""), set()))
    if can:
        found |= matrix.not_whose.get((step, by), matrix.not_whose.get((step, ""), set()))
    return found


@cache
def _standing(chapter: str, state: str) -> Book:
    book = MATRICES[chapter].base()
    MATRICES[chapter].states[state](book)
    return book


EVERY = [(chapter, state) for chapter, each in MATRICES.items() for state in each.states]


@pytest.mark.parametrize(("chapter", "state"), EVERY, ids=[f"{c}: {s}" for c, s in EVERY])
def test_every_step_of_every_role(chapter: str, state: str) -> None:
    """A step is taken in its states by its offices, or refused for exactly the reasons of the table."""
    matrix = MATRICES[chapter]
    book = trying(_standing(chapter, state))
    head, differ = book.head, []
    for step, act in matrix.steps.items():
        for by in OFFICES:
            error = wrong(book, act, by)
            wanted = reasons(matrix, state, step, by)
            codes = {finding.code for finding in error.findings} if error else set()
            if codes != wanted:
                differ.append((step, by, codes, wanted))
            if error:
                whole(error.findings)
                assert type(error) is type(refusal_of(error.findings))
                assert error.code in codes
    assert not differ
    assert book.head == head, "a step that is only tried wrote something"


@pytest.mark.parametrize("chapter", MATRICES)
def test_a_refusal_that_is_meant_leaves_only_that_it_was_tried(chapter: str) -> None:
    """One step for each class of refusal is really tried; of months and journals nothing stays."""
    matrix, seen = MATRICES[chapter], set()
    for state in matrix.states:
        tried = trying(_standing(chapter, state))
        for act in matrix.steps.values():
            for by in OFFICES:
                error = wrong(tried, act, by)
                if error is not None and type(error) not in seen:
                    seen.add(type(error))
                    _really(forked(_standing(chapter, state)), act, by, error, matrix)
    assert len(seen) > 2


def _really(book: Book, act: Act, by: str, tried: PctFinanceError, matrix: Matrix) -> None:
    events, statements = book._records.ledger.events, len(book._records.statements)
    answer, caught = None, None
    try:
        answer = act(book, by)
    except PctFinanceError as error:
        caught = error
    assert book._records.ledger.events == events
    said = book._records.statements[statements:]
    if caught is None:  # it was asked as a test
        assert getattr(answer, "findings", ())
        assert not said
        return
    assert type(caught) is type(tried)
    if matrix.audited:
        (only,) = said
        assert (only.content["kind"], only.content["by"]) == (REFUSED, by)
        assert only.content["codes"] == sorted({f.code for f in caught.findings})
    else:
        assert not said
