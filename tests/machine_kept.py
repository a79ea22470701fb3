"""What must hold of loans, lodgements, headroom and the sum over all parties, whatever was done."""

from collections import defaultdict
from itertools import product

from hypothesis.stateful import invariant, precondition

from machine_base import MachineBase
from machine_words import LIMITS
from pctfinance.ledger.lines import Certainty, Funding, Limit
from reference_acts import CAP, NR
from reference_decisions import numbers_of, transfer_of
from reference_kinds import parties_of
from reference_loans import loans_of, lodged_of
from reference_model import SOURCES

__all__ = ["Kept"]

_At = tuple[str, str]
"""A limit and a funding."""


class Kept(MachineBase):
    """Nothing that passes between parties is lost or made."""

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def conserved(self) -> None:
        """Over all bodies, the limits are what came from outside; transfers between them change nothing.

        Told twice: by the lines, and by the terms and approvals of what was actioned.
        """
        if not self.is_due(3, 6):
            return
        outside = self.from_outside("confirmed")
        for number in self.actioned():
            for at, pence in self.made(number).items():
                outside[at] += pence
        assert self.all_limits(Certainty.CONFIRMED) == _something(outside)
        assert self.all_limits(Certainty.ANTICIPATED) == _something(
            self.from_outside("anticipated")
        )

    def from_outside(self, certainty: str) -> dict[_At, int]:
        """What came from outside otherwise than by transfers, or went there."""
        sums: dict[_At, int] = defaultdict(int)
        for entry in self.model.entries:
            is_step = entry.act.kind.startswith("transfer-")
            for cell, pence in () if is_step else entry.lines:
                if cell.account in SOURCES and cell.strand[2] == certainty:
                    sums[cell.strand[0], cell.strand[1]] += pence
        return sums

    def all_limits(self, certainty: Certainty) -> dict[_At, int]:
        """What all bodies' limits are together, as the book has them."""
        resource, year_end = self.book.holdings.resource, self.book.year.period(12)
        sums: dict[_At, int] = defaultdict(int)
        for body in self.model.bodies:
            found = resource.balances(body, year_end)
            for limit, funding in product(LIMITS, Funding):
                part = found.limit(Limit(limit), certainty=certainty, funding=funding)
                sums[limit, funding.value] += part
        return _something(sums)

    def actioned(self) -> list[str]:
        """The transfers that were actioned, also those that were given back since."""
        entries, done = self.model.entries, ("actioned", "reversed")
        return [n for n in numbers_of(entries) if transfer_of(entries, n).state in done]

    def made(self, number: str) -> dict[_At, int]:
        """By how much the limits of all bodies together changed by a transfer."""
        found = transfer_of(self.model.entries, number)
        offer, (pence, cash) = found.offer, found.approved
        assert offer is not None
        if offer.kind == "switch":
            back = -1 if offer.reverses else 1
            return {(CAP[0], CAP[1]): -back * pence, (NR[0], NR[1]): back * pence}
        sign = {"support": 1, "return": 1, "lodgement": -1, "redirect": 1}.get(offer.kind, 0)
        if offer.kind == "redirect" and offer.reverses:
            sign = -1
        made = {(offer.strand[0], offer.strand[1]): sign * pence}
        return made | ({("cash", "not applicable"): sign * cash} if cash else {})

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def each_transfer_sums_to_zero(self) -> None:
        """The limits that one transfer moves, and what is held outside, change by nothing together."""
        if not self.is_due(4, 6):
            return
        sums: dict[str, int] = defaultdict(int)
        for kept in self.book.holdings.resource.events:
            if kept.what.kind != "transfer-actioned":
                continue
            offer = transfer_of(self.model.entries, kept.what.number).offer
            assert offer is not None
            assert kept.body in parties_of(offer)
            for line in kept.what.lines():
                if line.account.value in SOURCES and line.strand.limit.value != "cash":
                    sums[kept.what.number] += line.pence
            for memo in kept.what.memoranda():
                if memo.account.startswith("surplus held"):
                    sums[kept.what.number] += memo.pence
                elif memo.account == "headroom transferred":
                    sums[kept.what.number] -= memo.pence
        entries = self.model.entries
        for number, total in sums.items():
            found = transfer_of(entries, number)
            assert found.offer is not None
            given = found.approved[0] if found.offer.kind == "support" else 0
            assert total == given

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def loans_stand(self) -> None:
        """Of each loan: outstanding + repaid + written off = principal (25), and what is due when."""
        if not self.is_due(0, 4):
            return
        found = {name: loan for name, loan, _ in self.book.loans().named}
        expected = loans_of(self.model.entries)
        assert list(found) == list(expected)
        for name, of in expected.items():
            loan = found[name]
            owed, repaid, lost = loan.outstanding_pence, loan.repaid_pence, loan.written_off_pence
            assert owed + repaid + lost == loan.principal_pence == of.principal
            assert (owed, repaid, lost) == (of.owed, of.paid, of.written_off)
            assert owed >= 0
            assert (loan.lender, loan.borrower, tuple(loan.strand)) == (
                of.lender,
                of.borrower,
                of.strand,
            )
            assert loan.cash_pence - loan.cash_repaid_pence == of.cash_left
            assert dict(loan.open_schedule) == of.due()
            assert sum(of.due().values()) == owed

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def lodgements_stand(self) -> None:
        """Of each lodgement: returned + lapsed + outstanding = lodged; the holder's word is the same."""
        if not self.is_due(1, 4):
            return
        report = self.book.lodgements()
        for body in self.used:
            found = {each.name: each for each in report.of(body).lodgements}
            found.pop("input rows", None)
            expected = lodged_of(self.model.entries, body)
            assert list(found) == list(expected)
            for name, of in expected.items():
                each = found[name]
                parts = (each.returned_pence, each.lapsed_pence, each.outstanding_pence)
                assert sum(parts) == each.lodged_pence == of.lodged
                assert parts == (of.returned, of.lapsed, of.held)
                assert each.holder == of.holder
                assert of.held >= 0

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def headroom_stands(self) -> None:
        """Lodged = held + released + transferred + lapsed (15), and who received what names the donor."""
        if not self.is_due(2, 4):
            return
        report = self.book.headroom()
        received = {(donor, code): 0 for donor in self.used for code in self.used}
        for number in self.actioned():
            found = transfer_of(self.model.entries, number)
            assert found.offer is not None
            if found.offer.kind == "redirect":
                back = bool(found.offer.reverses)
                pair = (found.offer.giver, found.offer.receiver)
                received[pair[::-1] if back else pair] += (-1 if back else 1) * found.approved[0]
        for body in self.used:
            each = report.of(body)
            gone = each.released_pence + each.transferred_pence + each.lapsed_pence
            assert each.lodged_pence == each.held_pence + gone
            assert each.held_pence >= each.pending_pence >= 0
            given = sum(pence for (donor, _), pence in received.items() if donor == body)
            assert each.transferred_pence == given
            from_others = {donor: p for donor, p in each.received_from if p}
            expected = {donor: p for (donor, to), p in received.items() if to == body and p}
            assert from_others == expected


def _something(sums: dict[_At, int]) -> dict[_At, int]:
    """The sums that are not zero."""
    return {at: pence for at, pence in sums.items() if pence}
