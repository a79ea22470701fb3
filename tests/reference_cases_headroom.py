"""Business cases for headroom in the reference model: who may take which step, and what follows.

Told from all entries so far, each time anew, by the rules of `docs/headroom.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reference_acts import Act, Cell, Entry, R
from reference_cases_acts import Deed, no_officer, office, stated_by
from reference_decisions import TRANSFERS, Officers, competent
from reference_postings import standing_of

__all__ = [
    "CASE_KINDS",
    "Case",
    "Headroom",
    "against_the_headroom",
    "case_number",
    "cases_of",
    "deciders",
    "headroom_of",
    "is_above_the_ceiling",
    "required",
]

STEPS = ("proposed", "approved", "refused", "condition-met", "spent", "lapsed")
CASE_KINDS = (*(f"case-{step}" for step in STEPS), "headroom-exempted", "headroom-lapsed")
GIVES = ("headroom-lodged", "headroom-set-aside")
WITH_REASON = (*(f"case-{step}" for step in ("proposed", "refused", "lapsed")), *CASE_KINDS[-2:])
DECIDED_OUTSIDE = ("case-approved", "case-refused", "headroom-exempted")


def deciders(day: date) -> tuple[str, ...]:
    """Who decides for a PCT of London on a day; the register knows nobody before the year."""
    return (competent(day),) if day >= date(2011, 4, 1) else ()


def case_number(act: Act) -> str:
    """The case that a step or a release is of; what is entered as a row names `BC1`."""
    return act.number or "BC1"


@dataclass
class Case:
    """What became of one case so far."""

    proposal: Act
    state: str = "proposed"
    decision: Act | None = None
    approved: int = 0
    conditions: tuple[str, ...] = ()
    met: dict[int, Act] = field(default_factory=dict)
    releases: list[Act] = field(default_factory=list)
    spend: dict[int, int] = field(default_factory=dict)

    @property
    def released(self) -> int:
        """All that was released for it."""
        return sum(act.pence for act in self.releases)

    @property
    def kept(self) -> int:
        """What is approved and counts: of one that lapsed, what was released before."""
        return self.released if self.state == "lapsed" else self.approved

    @property
    def waits(self) -> bool:
        """Whether a condition is not met."""
        return any(number not in self.met for number in range(1, len(self.conditions) + 1))


def cases_of(entries: Sequence[Entry], body: str) -> dict[str, Case]:
    """The cases of a body, by number: the steps that stand are gone through in their order."""
    cases: dict[str, Case] = {}
    for act in (e.act for e in standing_of([e for e in entries if e.act.body == body])):
        kind = act.kind
        if kind not in CASE_KINDS[:-2] and kind != "headroom-released":
            continue
        if kind == "case-proposed":
            cases.setdefault(case_number(act), Case(act))
        elif case := cases.get(case_number(act)):
            _step(case, act)
    return cases


def _step(case: Case, act: Act) -> None:
    match act.kind:
        case "case-approved":
            case.state, case.decision = "approved", act
            case.approved, case.conditions = act.pence, act.conditions
        case "case-refused":
            case.state, case.decision = "refused", act
        case "case-condition-met" if isinstance(act, Deed):
            case.met[act.condition] = act
        case "case-lapsed":
            case.state = "lapsed"
        case "case-spent":
            case.spend[act.effective.month] = act.pence
        case "headroom-released":
            case.releases.append(act)


def _given_up(act: Act, held_by: str = "") -> int:
    is_it = act.kind == "headroom-lapsed" and isinstance(act, Deed)
    return act.pence if is_it and held_by in ("", act.held_by) else 0  # type: ignore[attr-defined]


def is_above_the_ceiling(entries: Sequence[Entry], body: str) -> bool:
    """Whether more is approved for cases than is lodged, set aside, not lapsed and not redirected."""
    kept = sum(case.kept for case in cases_of(entries, body).values())
    there = 0
    for entry in standing_of([e for e in entries if e.act.body == body]):
        act = entry.act
        there += act.pence if act.kind in GIVES else 0
        there -= _given_up(act)
        there += entry.held if act.kind in TRANSFERS else 0
    return kept > there


def against_the_headroom(
    entry: Entry, entries: Sequence[Entry], officers: Sequence[Officers]
) -> set[str]:
    """Why a step of headroom, or a release, cannot come after these entries."""
    act = entry.act
    if act.kind == "headroom-released":
        case = cases_of(entries, act.body).get(case_number(act))
        return _against_the_step(act, case, entries, entry) if case else set()
    assert isinstance(act, Deed)
    refused: set[str] = set()
    if not act.by.strip() or (act.kind in WITH_REASON and not act.purpose.strip()):
        refused.add("unsigned")
    if act.kind in DECIDED_OUTSIDE:
        refused |= _against_who_decides(act, officers, entry.number)
    given = [
        e.act.pence
        for e in standing_of([e for e in (*entries, entry) if e.act.body == act.body])
        if e.act.kind in (*GIVES, "headroom-exempted")
    ]
    proposes, lapses = act.kind == "case-proposed", act.kind == "headroom-lapsed"
    wrong = {
        "recurrent": proposes and act.recurs,
        "case-number": proposes and _is_used(act, entries),
        "exceeds-required": act.kind == "headroom-exempted" and sum(given) > required(act.base),
        "exceeds-lodged": lapses and is_above_the_ceiling([*entries, entry], act.body),
    }
    refused |= {word for word, is_wrong in wrong.items() if is_wrong}
    refused = {f"headroom.{word}" for word in refused}
    if act.kind in CASE_KINDS[1:-2]:
        case = cases_of(entries, act.body).get(act.number)
        unknown = {"headroom.unknown-case"}
        refused |= _against_the_step(act, case, entries, entry) if case else unknown
    return refused


def _is_used(act: Act, entries: Sequence[Entry]) -> bool:
    """Whether a case has its number, or something was released under it, also if taken back."""
    kinds = (*CASE_KINDS[:-2], "headroom-released")
    return any(
        e.act.body == act.body and e.act.kind in kinds and case_number(e.act) == act.number
        for e in entries
    )


def _against_who_decides(act: Deed, officers: Sequence[Officers], number: int) -> set[str]:
    """All who are competent on the day and nobody else, by an office that may sign for one of them.

    Where the register names nobody, those count who are named by hand.
    """
    known = deciders(act.notified)
    if not act.authorities or (known and set(act.authorities) != set(known)):
        return {"not-competent"}
    pence = 0 if act.kind == "case-refused" else act.pence
    stated = [code for code in act.authorities if stated_by(officers, code, number)]
    if stated and all(no_officer(officers, code, act, pence, number) for code in stated):
        return {"officer"}
    return set()


def _against_the_step(act: Act, case: Case, entries: Sequence[Entry], entry: Entry) -> set[str]:
    """Why a case takes no such step."""
    step = act.kind.removeprefix("case-")
    allowed = {
        "approved": ("proposed",),
        "refused": ("proposed",),
        "condition-met": ("approved",),
        "lapsed": ("proposed", "approved"),
        "spent": ("approved", "lapsed") if case.released else ("approved",),
        "headroom-released": ("approved",),
    }[step]
    if case.state not in allowed:
        is_use = step in ("spent", "headroom-released")
        return {"headroom.not-approved" if is_use else "headroom.wrong-state"}
    releases = step == "headroom-released"
    before = [case.proposal, *([case.decision] if case.decision else [])]
    before += case.met.values() if releases else ()
    before += case.releases if step == "lapsed" else ()
    early = act.effective < max(each.effective for each in before)
    early = early or act.notified < max(each.notified for each in before)
    above = step == "approved" and is_above_the_ceiling([*entries, entry], act.body)
    condition = act.condition if isinstance(act, Deed) else 0
    is_none = condition > len(case.conditions) or condition in case.met
    wrong = {
        "too-early": step != "spent" and early,
        "own-decision": step in ("approved", "refused")
        and office(act.by) == office(case.proposal.by),
        "exceeds-lodged": above,
        "condition": (step == "condition-met" and is_none) or (releases and case.waits),
        "recurrent": step == "spent" and isinstance(act, Deed) and act.recurs,
        "category": releases and act.category != case.proposal.category,
        "exceeds-case": (step == "approved" and act.pence > case.proposal.pence)
        or (releases and _most_released([*entries, entry], act) > case.approved),
    }
    return {f"headroom.{word}" for word, is_wrong in wrong.items() if is_wrong}


def _most_released(entries: Sequence[Entry], of: Act) -> int:
    """The most that is released for a case as of any day, as known on any: also before a reversal."""
    moved = []
    for entry in entries:
        act, sign = (entry.undone, -1) if entry.undone else (entry.act, 1)
        named = ("headroom-released", of.body, case_number(of))
        if (act.kind, act.body, case_number(act)) == named:
            moved.append((entry.act.effective, entry.act.notified, sign * act.pence))
    return max(
        sum(pence for day, told, pence in moved if day <= as_of and told <= known)
        for as_of, _, _ in moved
        for _, known, _ in moved
    )


@dataclass
class Headroom:
    """Where the headroom of a body is."""

    base: int
    lodged: int = 0
    held: int = 0
    released: int = 0
    lapsed: int = 0
    set_aside: int = 0
    applied: int = 0
    set_aside_lapsed: int = 0
    exempted: int = 0

    @property
    def required(self) -> int:
        """The rate of the base."""
        return required(self.base)

    @property
    def missing(self) -> int:
        """What is required and not there."""
        return self.required - self.lodged - self.set_aside - self.exempted


def required(base: int) -> int:
    """Two per cent; half a penny rounds away from zero."""
    twice = (abs(base) * 4 + 100) // 200
    return twice if base >= 0 else -twice


def headroom_of(standing: Sequence[Entry]) -> Headroom:
    """The headroom of one body by what counts for it."""
    stand = standing_of(standing)
    frozen = []
    for entry in stand:
        if entry.act.kind in GIVES:
            frozen.append(entry.base)
        elif isinstance(entry.act, Deed) and entry.act.kind == "headroom-exempted":
            frozen.append(entry.act.base)
    recurrent = sum(
        pence for e in stand for cell, pence in e.lines if cell == Cell(R, "allocation")
    )
    found = Headroom(frozen[0] if frozen else recurrent)
    for entry in stand:
        act = entry.act
        found.lodged += act.pence if act.kind == "headroom-lodged" else 0
        found.set_aside += act.pence if act.kind == "headroom-set-aside" else 0
        found.exempted += act.pence if act.kind == "headroom-exempted" else 0
        found.released += act.pence if act.kind == "headroom-released" else 0
        found.lapsed += _given_up(act, "authority")
        found.set_aside_lapsed += _given_up(act, "body")
        # What is set aside for a redirect is still held.
        found.held += entry.held + dict(entry.memos).get("headroom pending", 0)
        if act.kind != "headroom-set-aside":
            found.applied += sum(p for cell, p in entry.lines if cell == Cell(R, "headroom"))
    return found
