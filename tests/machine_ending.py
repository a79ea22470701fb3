"""The end of a run is the end of a body: what was not actioned expires, and what is owed is assigned."""

from dataclasses import replace

import pytest

from machine_base import MachineBase
from machine_invariants import same_lines
from machine_words import LAST
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.year_end import FinalClosed
from reference_acts import Act, Entry
from reference_close import journal_state
from reference_decisions import numbers_of, transfer_of
from reference_kinds import home_of, parties_of
from reference_loans import loans_of, lodged_of
from reference_postings import standing_of

__all__ = ["Ending"]

RECEIVER = "Q99"
WAITING = ("proposed", "agreed", "submitted", "approved", "returned")


class Ending(MachineBase):
    """One body is closed for good when a run is over, if its ledger allows it."""

    def ends(self) -> None:
        """All that waits expires, all that is held or owed goes to a receiver, and nothing follows."""
        body = self.used[self.look.month % len(self.used)]
        mine = [entry for entry in self.model.entries if entry.act.body == body]
        if self.cannot_close(mine, body):
            return
        items = self.items_outside(mine, body)
        expiries = self.expiries(body)
        refusals, new = self.model.judge(expiries, self.book.head.sequence)
        assert not refusals
        before = len(self.model.entries)
        self.model.entries += new
        rules = [Assignment(RECEIVER, "a receiver", item=item) for item in items]
        self.book.final_close(body, rules, by="Director", reference="order")
        *ended, last = self.book.holdings.resource.events[before:]
        assert isinstance(last.what, FinalClosed)
        assert {part.item: part.pence for part in last.what.assigned} == items
        for kept, entry in zip(ended, new, strict=True):
            act = entry.act
            assert (kept.body, kept.effective, kept.notified) == (act.body, LAST, act.notified)
            assert kept.late_for is None
            same_lines(kept, entry)
            memos = {memo.account: memo.pence for memo in kept.what.memoranda()}
            assert memos == dict(entry.memos) | (
                {"headroom held": entry.held} if entry.held else {}
            )
        self.stands(body)

    def cannot_close(self, mine: list[Entry], body: str) -> bool:
        """Whether its general ledger is another's business, or a journal waits."""
        waits = [
            entry.act.number
            for entry in mine
            if entry.act.kind == "journal-submitted"
            and journal_state(self.model.entries, body, entry.act.number) == "submitted"
        ]
        return bool(waits) or any(
            entry.act.kind in ("ledger-loaded", "journal-submitted") for entry in mine
        )

    def expiries(self, body: str) -> list[Act]:
        """The end of each transfer of a body that was not actioned, in the order of proposal."""
        ends = []
        for number in numbers_of(self.model.entries):
            found = transfer_of(self.model.entries, number)
            offer, last = found.offer, found.last
            if found.state not in WAITING or offer is None or body not in parties_of(offer):
                continue
            assert last is not None
            told = max(LAST, last.notified)
            act = Act("transfer-ended", home_of(offer), LAST, told, number=number, by="Director")
            ends.append(replace(act, offer=offer, outcome="expired"))
        return ends

    def items_outside(self, mine: list[Entry], body: str) -> dict[str, int]:
        """What outside holders hold of a body, and what it is owed or owes; by item."""
        memos = self.model.memos(body, 12, None)
        items = {"held/headroom": self.model.held(body, 12, None)}
        items["held/headroom"] += memos.get("headroom pending", 0)
        items["held/surplus"] = sum(
            entry.act.pence for entry in standing_of(mine) if entry.act.kind == "surplus-lodged"
        )
        for name, lodged in lodged_of(self.model.entries, body).items():
            items[f"held/surplus/{name}"] = lodged.held
        for number, loan in loans_of(self.model.entries).items():
            key = f"loan/2011-12/{loan.lender}/{number}"
            if body == loan.lender:
                items[f"{key}/receivable"] = loan.owed
            if body == loan.borrower:
                items[f"{key}/payable"] = -loan.owed
        return {item: pence for item, pence in items.items() if pence}

    def stands(self, body: str) -> None:
        """Behind its end a body's loans have another party, and nothing of it waits or follows."""
        entries = self.model.entries
        for name, loan, waiting in self.book.loans().named:
            of = loans_of(entries)[name]
            parties = [
                RECEIVER if each == body and of.owed else each for each in (of.lender, of.borrower)
            ]
            assert [loan.lender, loan.borrower] == parties
            assert (
                loan.outstanding_pence + loan.repaid_pence + loan.written_off_pence == of.principal
            )
            assert waiting <= loan.outstanding_pence
        for each in self.book.transfers().transfers:
            assert body not in each.terms.bodies or each.state.value not in WAITING
        head = self.book.head
        with pytest.raises((PostingRefusedError, ApprovalMissingError)) as refused:
            self.book.propose_transfer(
                "Z9",
                kind="support",
                giver="Q36",
                receiver=body,
                pence=1,
                effective=LAST,
                purpose="too late",
                by="Director",
                on=LAST,
            )
        assert "yearend.closed" in {finding.code for finding in refused.value.findings}
        assert self.book.head.sequence == head.sequence + 1
