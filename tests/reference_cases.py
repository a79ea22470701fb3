"""The slow book of `reference_model`, with headroom cases, funds, commitments and recharges.

Each chapter says why its step is refused and what it posts; here are the rules that hold for all of
them: the month, the approval, and that nothing is taken twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from reference_acts import Act, Entry
from reference_cases_acts import Cased, Deed, bare, overdrawn
from reference_cases_commitments import (
    COMMITMENT_KINDS,
    against_the_commitment,
    commitment_lines,
    is_settled,
)
from reference_cases_draws import against_the_step_of_a_draw, draw_lines, is_a_draw
from reference_cases_funds import FUND_KINDS, against_the_fund, fund_lines
from reference_cases_headroom import (
    CASE_KINDS,
    GIVES,
    against_the_headroom,
    is_above_the_ceiling,
)
from reference_cases_sharing import Basis, against_the_recharges
from reference_close import against_the_month
from reference_decisions import TRANSFERS
from reference_model import ReferenceBook

__all__ = ["ChapterBook", "code_of"]

GUARDED = ("headroom", "fund", "pending")
OF_NO_MONTH = (
    *CASE_KINDS[:4],
    "case-lapsed",
    "headroom-exempted",
    "fund-agreed",
    "commitment-disputed",
)
NEVER_LANDS = (*CASE_KINDS[:-1], "fund-agreed", "commitment-disputed", "commitment-charged")
NEVER_REVERSED = (*NEVER_LANDS, "fund-waived")
LAPSED = MappingProxyType({"authority": "headroom lapsed", "body": "set-aside headroom lapsed"})
"""Where what was given up stands beside the ledger, by who held it."""
NEEDS_APPROVAL = ("case-approved", "headroom-exempted")
CODES = {
    "approval": "approval.missing",
    "exceeds": "ledger.exceeds",
    "not open": "month.not-open",
}


def code_of(word: str) -> str:
    """The code by which the library refuses for a reason of the model."""
    return CODES.get(word, word)


class ChapterBook(ReferenceBook):
    """A reference book with all of these chapters."""

    def __init__(self, *terms: object, **named: object) -> None:
        super().__init__(*terms, **named)  # type: ignore[arg-type]  # those of the book itself
        self.bases: list[Basis] = []

    def judge(self, batch: Sequence[Act], number: int = 0) -> tuple[set[str], list[Entry]]:
        """As every book, and whether the sides of recharges stand or fall together."""
        refusals, new = super().judge(batch, number)
        if not refusals & {"stranger", "year", "changed"}:
            refusals |= against_the_recharges(batch, self.entries, [*self.entries, *new])
        return refusals, new

    def _take(self, act: Act, trial: list[Entry], number: int) -> set[str]:
        is_ours = act.kind in (*CASE_KINDS, *FUND_KINDS, *COMMITMENT_KINDS)
        if isinstance(act, Deed) and (is_ours or act.draw):
            return self._take_ours(act, trial, number)
        undone = [e.act.kind for e in trial if e.number == act.corrects and act.kind == "reversal"]
        if undone and undone[0] in NEVER_REVERSED:
            return {"nothing to reverse"}
        before = list(trial)
        refusals = super()._take(act, trial, number)
        if len(trial) == len(before):
            return refusals
        return refusals | self._against_the_others(trial[-1], before)

    def _against_the_others(self, entry: Entry, before: Sequence[Entry]) -> set[str]:
        """What these chapters say to an act of the others."""
        act, refused = entry.act, set()
        mine = [e for e in before if e.act.body == act.body]
        if overdrawn(entry, mine, ("headroom", "fund")):
            refused.add("exceeds")
        shrinks = entry.undone is not None and entry.undone.kind in GIVES
        redirects = act.kind == "transfer-submitted" and entry.held
        if (shrinks or redirects) and is_above_the_ceiling([*before, entry], act.body):
            refused.add("more is approved than there is")
        if act.kind == "headroom-released":
            refused |= against_the_headroom(entry, before, self.officers)
        if entry.undone and is_settled(act.corrects, before, act.body):
            refused.add("something was made of it")
        if act.kind == "transfer-proposed" and act.offer and is_a_draw(before, act.offer.reverses):
            refused.add("transfer.terms")
        return refused

    def _take_ours(self, act: Deed, trial: list[Entry], number: int) -> set[str]:
        if act.kind in NEVER_LANDS and act.late_for:
            act = replace(act, effective=act.late_for, late_for=None)
        act = replace(act, cased=_lines(act, trial))
        given_up = act.held_by if act.kind == "headroom-lapsed" else ""
        held = -act.pence if given_up == "authority" else 0
        memos = ((LAPSED[given_up], act.pence),) if given_up else ()
        entry = Entry(act, bare(act.cased), held, act.base, number, None, memos)
        refused = self._against_ours(entry, trial)
        if act.kind in NEEDS_APPROVAL and not act.approval.strip():
            refused.add("approval")
        mine = [e for e in trial if e.act.body == act.body]
        offers = {"transfer-submitted": "transfer", "fund-contributed": "fund"}.get(act.kind)
        if overdrawn(entry, mine, (*GUARDED, "unallocated") if offers else GUARDED):
            refused.add(f"{offers}.resource" if offers else "exceeds")
        if act.kind not in OF_NO_MONTH:
            refused |= against_the_month(act, trial)
        trial.append(entry)
        return refused

    def _against_ours(self, entry: Entry, trial: Sequence[Entry]) -> set[str]:
        act = entry.act
        assert isinstance(act, Deed)
        if act.kind in CASE_KINDS:
            return against_the_headroom(entry, trial, self.officers)
        if act.kind in FUND_KINDS:
            return against_the_fund(act, trial, self.officers, entry.number)
        if act.kind in COMMITMENT_KINDS:
            return against_the_commitment(act, trial)
        return against_the_step_of_a_draw(act, trial, self.officers, entry.number, self.bodies)


def _lines(act: Deed, trial: Sequence[Entry]) -> tuple[Cased, ...]:
    if act.kind in FUND_KINDS:
        return fund_lines(act)
    if act.kind in COMMITMENT_KINDS:
        return commitment_lines(act)
    return draw_lines(act, trial) if act.kind in TRANSFERS else ()
