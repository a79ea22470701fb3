"""Transfers with several givers in the reference model: draws on a fund, and re-spreads of shares.

Told from all entries so far, each time anew, by the rules of `docs/funds.md` and
`docs/transfers.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reference_acts import CASH, NR, Cell, Entry
from reference_cases_acts import Cased, Deed, Draw, cut, no_officer, office, stated_by
from reference_cases_funds import against_the_draw, own_and_earmark
from reference_decisions import Officers, competent, transfer_of

__all__ = ["OnItsWay", "against_the_step_of_a_draw", "draw_lines", "is_a_draw", "on_its_way"]

GOES_ON = {
    "transfer-agreed": ("proposed",),
    "transfer-submitted": ("agreed",),
    "transfer-approved": ("submitted",),
    "transfer-condition-met": ("submitted", "approved"),
    "transfer-actioned": ("approved",),
    "rejected": ("submitted", "approved"),
    "returned": ("submitted", "approved"),
    "withdrawn": ("proposed", "agreed", "submitted", "approved", "returned"),
    "expired": ("proposed", "agreed", "submitted", "approved", "returned"),
}


@dataclass
class OnItsWay:
    """What became of a draw so far."""

    draw: Draw
    state: str = "proposed"
    signed: list[Deed] = field(default_factory=list)  # who proposed it and who agreed
    approval: Deed | None = None
    met: set[str] = field(default_factory=set)
    is_pending: bool = False

    @property
    def last(self) -> Deed:
        """The step before."""
        return self.steps[-1]

    steps: list[Deed] = field(default_factory=list)

    @property
    def approved(self) -> tuple[int, int]:
        """What is approved, of resource and of cash."""
        return (self.approval.pence, self.approval.cash) if self.approval else (0, 0)

    @property
    def agreed(self) -> list[str]:
        """Who has agreed."""
        return [deed.party for deed in self.signed[1:]]

    @property
    def parties(self) -> list[str]:
        """Who has to agree: every giver, and who receives; one that is both agrees as receiver."""
        return list(self.draw.bodies)

    @property
    def unmet(self) -> list[str]:
        """The conditions that are not met, each once."""
        made = self.approval.conditions if self.approval else ()
        return [each for each in dict.fromkeys(made) if each not in self.met]


def is_a_draw(entries: Sequence[Entry], number: str) -> bool:
    """Whether what was proposed last under a number is of a fund."""
    proposed = [
        e.act for e in entries if (e.act.kind, e.act.number) == ("transfer-proposed", number)
    ]
    return bool(proposed) and isinstance(proposed[-1], Deed) and proposed[-1].draw is not None


def on_its_way(entries: Sequence[Entry], number: str) -> OnItsWay | None:
    """What became of a draw: its steps are gone through in their order."""
    found: OnItsWay | None = None
    for act in (e.act for e in entries if e.act.number == number):
        if not isinstance(act, Deed) or act.draw is None:
            continue
        if act.kind == "transfer-proposed":
            found = OnItsWay(act.draw, signed=[act])
        assert found is not None
        found.steps.append(act)
        _behind(found, act)
    return found


def _behind(found: OnItsWay, act: Deed) -> None:
    match act.kind.removeprefix("transfer-"):
        case "agreed":
            found.signed.append(act)
            if set(found.parties) <= set(found.agreed):
                found.state = "agreed"
        case "submitted":
            found.state, found.is_pending = "submitted", True
        case "approved":
            found.state, found.approval = "approved", act
        case "condition-met":
            found.met.add(act.conditions[0])
        case "ended":
            found.state = act.outcome
            found.is_pending &= (
                act.party != found.draw.parts[-1][0]
            )  # the last leg gives the last back
        case "actioned" if act.side == "receiver":
            found.state = "actioned"


def against_the_step_of_a_draw(
    act: Deed,
    entries: Sequence[Entry],
    officers: Sequence[Officers],
    number: int,
    bodies: Sequence[str],
) -> set[str]:
    """Why a step of a draw or re-spread is refused; a leg behind the first, only for its day."""
    draw = act.draw
    assert draw is not None
    is_first = act.party == draw.parts[0][0] or act.kind not in (
        *("transfer-submitted", "transfer-ended", "transfer-actioned"),
    )
    if not is_first:
        return {"transfer.legs"} if entries[-1].act.effective != act.effective else set()
    refused = set() if act.by.strip() else {"unsigned"}
    of_fund: set[str] = set()
    if act.kind in ("transfer-proposed", "transfer-submitted", "transfer-actioned"):
        of_fund = against_the_draw(draw, act.pence, entries)
    if act.kind == "transfer-proposed":
        refused |= _against_the_proposal(act, draw, entries, bodies)
        refused |= _against_the_signature(act, draw, draw.bodies, officers, number)
    else:
        faults = _against_its_turn(act, entries)
        if not faults:
            faults = _against_the_rest(act, entries, officers, number)
        refused |= faults
    return {f"transfer.{word}" for word in refused} | of_fund


def _against_the_proposal(
    act: Deed, draw: Draw, entries: Sequence[Entry], bodies: Sequence[str]
) -> set[str]:
    refused = set()
    before = transfer_of(entries, act.number)
    if before.state not in ("none", "returned"):
        refused.add("state")
    if before.last and before.state == "returned" and act.notified < before.last.notified:
        refused.add("state")
    givers = [body for body, _ in draw.parts]
    wrong = (
        len(set(givers)) != len(givers)
        or any(pence <= 0 for _, pence in draw.parts)
        or (draw.is_respread and (draw.receiver in givers or draw.cash))
        or (draw.cash and set(givers) == {draw.receiver})
        or (draw.is_respread and draw.receiver == givers[0])
        or any(body not in bodies for body in draw.bodies)
        or not entries_year(draw)
    )
    return refused | ({"terms"} if wrong else set())


def entries_year(draw: Draw) -> bool:
    """Whether it counts from a day of the year."""
    return "2011-04-01" <= draw.effective.isoformat() <= "2012-03-31"


def _against_its_turn(act: Deed, entries: Sequence[Entry]) -> set[str]:
    """Other terms, another state, an earlier day, or a body that has nothing to say."""
    found = on_its_way(entries, act.number)
    assert found is not None
    refused = {"digest"} if act.other_terms else set()
    if found.state not in GOES_ON[act.outcome or act.kind]:
        word = "state"
        if act.kind == "transfer-actioned" and found.state != "returned":
            word = "used" if found.state == "actioned" else "unapproved"
        refused.add(word)
    if act.notified < found.last.notified:
        refused.add("state")
    givers = [body for body, _ in found.draw.parts]
    is_no_giver = act.party not in givers or (
        act.party == found.draw.receiver and act.party in givers[1:]
    )
    if act.kind == "transfer-agreed" and act.side == "giver" and is_no_giver:
        refused.add("unsigned")
    return refused


def _against_the_rest(
    act: Deed, entries: Sequence[Entry], officers: Sequence[Officers], number: int
) -> set[str]:
    found = on_its_way(entries, act.number)
    assert found is not None
    draw, refused, step = found.draw, set(), act.kind.removeprefix("transfer-")
    if step in ("agreed", "submitted", "actioned"):
        parties = (act.party,) if step == "agreed" else draw.bodies
        refused |= _against_the_signature(act, draw, parties, officers, number)
    if step == "approved" or act.outcome in ("rejected", "returned"):
        refused |= _against_the_authority(act, found, officers, number)
    as_giver = act.side == "giver" and act.party == draw.receiver
    signed = {office(each.by) for each in found.signed}
    is_more = act.pence > draw.pence or act.cash > draw.cash
    early = act.outcome == "expired" and act.notified.isoformat() < "2012-03-31"
    unmet = found.unmet
    wrong = {
        "state": (step == "agreed" and (as_giver or act.party in found.agreed)) or early,
        "resource": step == "submitted" and act.effective > draw.effective,
        "amount": step == "approved" and is_more,
        "conditions": (step == "condition-met" and act.conditions[0] not in unmet)
        or (step == "actioned" and bool(unmet)),
        "unsigned": act.outcome == "withdrawn" and office(act.by) not in signed,
        "legs": step == "actioned" and act.effective < draw.effective,
        "competence": step == "actioned" and competent(act.effective) != competent(draw.effective),
    }
    return refused | {word for word, is_wrong in wrong.items() if is_wrong}


def _against_the_signature(
    act: Deed, draw: Draw, parties: Sequence[str], officers: Sequence[Officers], number: int
) -> set[str]:
    """Where every party stated who signs for it, one of those does: for its own part of it."""
    if not all(stated_by(officers, party, number) for party in parties):
        return set()
    parts = dict(draw.parts)
    refused = all(
        no_officer(officers, party, act, parts.get(party, draw.pence), number) for party in parties
    )
    return {"officer"} if refused else set()


def _against_the_authority(
    act: Deed, found: OnItsWay, officers: Sequence[Officers], number: int
) -> set[str]:
    """Why an office cannot decide for an authority."""
    refused = set()
    if act.authority != competent(found.draw.effective):
        refused.add("competence")
    pence = max(act.pence, act.cash) if act.kind == "transfer-approved" else 0
    if no_officer(officers, act.authority, act, pence, number):
        refused.add("officer")
    if office(act.by) in {office(each.by) for each in found.signed}:
        refused.add("own-approval")
    return refused


def draw_lines(act: Deed, entries: Sequence[Entry]) -> tuple[Cased, ...]:
    """The rows of the table of `docs/funds.md` for one leg of a step."""
    draw = act.draw
    assert draw is not None
    found = on_its_way(entries, act.number)
    own, earmark = own_and_earmark(draw.strand, draw.fund, of_headroom=draw.of_headroom)
    source = own if draw.is_respread else earmark
    part = dict(draw.parts).get(act.party, 0)
    cash = _cash(draw, draw.cash).get(act.party, 0)
    pending = Cell(draw.strand, "pending"), act.number
    pending_cash = Cell(CASH, "pending"), act.number
    free_cash = Cell(CASH, "unallocated"), ""

    def set_aside(sign: int) -> list[Cased]:
        return [
            (*source[:2], sign * part),
            (*pending, -sign * part),
            (*free_cash, sign * cash),
            (*pending_cash, -sign * cash),
        ]

    if act.kind == "transfer-submitted":
        return tuple(set_aside(1))
    if act.kind == "transfer-ended":
        return tuple(set_aside(-1)) if found and found.is_pending else ()
    if act.kind != "transfer-actioned":
        return ()
    given = dict(zip(dict(draw.parts), cut(act.pence, [p for _, p in draw.parts]), strict=True))
    if act.side == "receiver":
        passed = sum(pence for body, pence in given.items() if body != draw.receiver)
        return () if draw.is_respread else _received(draw, passed, act.cash)
    return (*set_aside(-1), *_given(draw, act, given[act.party]))


def _received(draw: Draw, passed: int, cash: int) -> tuple[Cased, ...]:
    """Of others' earmarks: transfer +y, unallocated -y; non-recurrent, where it was headroom."""
    once = NR if draw.of_headroom else draw.strand
    return (
        (Cell(once, "transfer"), "", passed),
        (Cell(once, "unallocated"), "", -passed),
        (Cell(CASH, "transfer"), "", cash),
        (Cell(CASH, "unallocated"), "", -cash),
    )


def _given(draw: Draw, act: Deed, share: int) -> tuple[Cased, ...]:
    """What one giver gives of what it had set aside; headroom is applied once before it passes."""
    own, earmark = own_and_earmark(draw.strand, draw.fund, of_headroom=draw.of_headroom)
    if draw.is_respread:  # what was set aside is given back, and then earmarked
        return ((*own[:2], share), (*earmark[:2], -share))
    once = NR if draw.of_headroom else draw.strand
    cash = _cash(draw, act.cash).get(act.party, 0)
    use = "unallocated" if act.party == draw.receiver else "transfer"
    applied = share if draw.of_headroom else 0
    return (
        (*earmark[:2], share),
        (Cell(once, use), "", -share),
        (Cell(draw.strand, "applied non-recurrently"), "", -applied),
        (Cell(once, "applied non-recurrently"), "", applied),
        (Cell(CASH, "transfer"), "", -cash),
        (Cell(CASH, "unallocated"), "", cash),
    )


def _cash(draw: Draw, cash: int) -> dict[str, int]:
    """The cash of each giver: shared by what passes; what is approved of it by what was asked."""
    bodies = [body for body, _ in draw.parts]
    passing = [0 if body == draw.receiver else pence for body, pence in draw.parts]
    return dict(zip(bodies, cut(cash, cut(draw.cash, passing)), strict=True))
