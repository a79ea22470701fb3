"""What the machine does with resource: it comes, is used, set aside and delegated, and reversed."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from machine_base import MachineBase
from machine_draws import (
    allocations,
    any_act,
    approvals,
    budgets,
    days,
    delegations,
    gaps,
    headrooms,
    looks,
    notified,
    offices,
    set_asides,
)
from machine_words import FIRST, LAST, LIMITS, USED, Look
from pctfinance.records import Receipt
from reference_acts import Act
from reference_close import BESIDE
from reference_model import NEEDS_APPROVAL

__all__ = ["Resource"]


class Resource(MachineBase):
    """Resource that comes and goes in one body, and what is reversed of it."""

    @rule(act=allocations, look=looks)
    def allocate(self, act: Act, look: Look) -> None:
        """Resource comes, or is taken back."""
        self.act([act], look)

    @rule(act=set_asides | budgets | gaps, look=looks)
    def use(self, act: Act, look: Look) -> None:
        """Surplus planned or lodged, contingency, budgets, gaps closed."""
        self.act([act], look)

    @rule(act=headrooms, look=looks)
    def headroom(self, act: Act, look: Look) -> None:
        """Headroom lodged, kept, released; a switch from capital. Approved or not."""
        self.act([act], look)

    @rule(act=delegations, look=looks)
    def delegate(self, act: Act, look: Look) -> None:
        """A budget delegated or taken back: no limit moves (17)."""
        before = [self.book.limit(act.body, as_of="M12", limit=limit).changes for limit in LIMITS]
        self.act([act], look)
        after = [self.book.limit(act.body, as_of="M12", limit=limit).changes for limit in LIMITS]
        assert before == after

    @precondition(lambda self: self.model.entries)
    @rule(data=st.data(), look=looks)
    def reverse(self, data: st.DataObject, look: Look) -> None:
        """An event reversed, alone or among others: resource once, everything else never."""
        undone = [e.act.corrects for e in self.model.entries if e.undone]
        entries = list(enumerate(self.model.entries))
        # Most often what can be reversed, was reversed before, or needs an approval also for that.
        often = [
            [at for at, e in entries if e.act.kind not in BESIDE],
            [at for at, e in entries if e.number in undone],
            [at for at, e in entries if e.act.kind in NEEDS_APPROVAL],
        ]
        anything = st.integers(-1, len(entries) - 1)
        place = data.draw(st.one_of(anything, *(st.sampled_from(each) for each in often if each)))
        of = self.model.entries[place] if place >= 0 else None
        day = of.act.effective if of else FIRST
        reversal = Act(
            "reversal",
            of.act.body if of else USED[0],
            data.draw(st.just(day) | st.dates(day, LAST) | days),
            data.draw(st.just(max(of.act.notified if of else day, LAST)) | notified),
            corrects=of.number if of else 0,
            by=data.draw(offices),
            purpose=data.draw(st.sampled_from([*["twice"] * 7, " "])),
            approval=data.draw(approvals),
        )
        if of is None:  # a number that is no event of any body: the next one, or the terms
            last = self.book.head.sequence
            number = data.draw(st.sampled_from([1, last + 1, last + 2]))
            reversal = replace(reversal, corrects=number)
        if data.draw(st.booleans()):
            others = data.draw(st.lists(any_act, max_size=2))
            batch = [*others, reversal]
            if data.draw(st.booleans()):
                batch.append(replace(reversal, by="Director"))
            self.act(batch, look)
            return
        self.act([reversal], look, command=lambda: self._reverse(reversal))

    def _reverse(self, act: Act) -> Receipt:
        return self.book.reverse(
            act.corrects,
            effective=act.effective,
            notified=act.notified,
            by=act.by,
            reason=act.purpose,
            reference="memo",
            approval=act.approval,
        )
