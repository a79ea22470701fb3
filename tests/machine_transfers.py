"""How the machine takes a step of a transfer, and what the book must make of it."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import event

from machine_base import MachineBase
from machine_words import ELSEWHERE, FIRST, LAST, OVERSEERS, USED, Look
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.transferring.steps import TransferAnswer
from reference_acts import CAP, Act, Offer
from reference_decisions import numbers_of, transfer_of
from reference_kinds import home_of, sides_of
from reference_loans import Loan, loan_of

__all__ = ["ENDS", "STEPS", "Said", "TransferSteps", "director"]

STEPS = ("agreed", "submitted", "approved", "condition-met", "actioned")
ENDS = ("rejected", "returned", "withdrawn", "expired")
DIGEST = "0" * 64


class Said(NamedTuple):
    """What somebody says with a step; nothing of it is needed but who and when."""

    by: str
    on: date
    side: str = "giver"
    authority: str = ""
    less: int = 0  # than what is asked, of resource and of cash
    cash_less: int = 0
    conditions: tuple[str, ...] = ()
    effective: date | None = None
    other_terms: bool = False


def director(body: str) -> str:
    """The office that signs for a body."""
    return f"Director, {body}"


class TransferSteps(MachineBase):
    """Each step of a transfer, held against the model."""

    def decided(
        self, batch: Sequence[Act], look: Look, command: Callable[[bool], TransferAnswer]
    ) -> bool:
        """Take a step: a refusal leaves nothing but the statement that it was tried."""
        refusals, _ = self.model.judge(batch, self.book.head.sequence)
        expected = {word for word in refusals if "." in word}
        head = self.book.head
        if look.turn == 0:
            tried = command(True)
            assert bool(tried.findings) == bool(refusals)
            assert _codes(tried.findings) == expected
            assert self.book.head == head
        if not refusals:

            def do() -> Any:
                return command(False).receipt

            return self.act(batch, look, command=do)
        self.look = look
        self.now += timedelta(seconds=look.turn)
        before = self.said()
        with pytest.raises((PostingRefusedError, ApprovalMissingError)) as refused:
            command(False)
        assert _codes(refused.value.findings) == expected
        assert self.book.head.sequence == head.sequence + 1
        last = self.book._records.statements[-1].content
        assert (last["kind"], last["what"], last["body"], last["by"]) == (
            "refused",
            batch[0].kind,
            batch[0].body,
            batch[0].by,
        )
        assert last["codes"] == sorted({finding.code for finding in refused.value.findings})
        assert self.said() == before, "a refused step changes nothing"
        event(f"refused: {batch[0].kind}, {', '.join(sorted(refusals))}")
        return False

    def said(self) -> tuple[object, ...]:
        """What the book holds and says, beside the statements that something was tried."""
        events = self.book.holdings.resource.events
        if not self.is_due(0, 6):
            return (events,)
        report = self.book.position(f"M{self.look.month}", basis="forecast")
        limit = self.book.limit(self.look.body, as_of=f"M{self.look.month}")
        document = {name: said for name, said in report.document().items() if name != "book"}
        return events, json.dumps(document), limit.changes

    def propose(self, number: str, offer: Offer, said: Said, look: Look) -> bool:
        """The terms, for the first time or again."""
        act = Act(
            *("transfer-proposed", home_of(offer), _in_year(said.on), said.on),
            number=number,
            by=said.by,
            offer=offer,
        )
        return self.decided([act], look, lambda test: self._propose(number, offer, said, test=test))

    def _propose(self, number: str, offer: Offer, said: Said, *, test: bool) -> TransferAnswer:
        signed: dict[str, Any] = {"by": said.by, "on": said.on, "test": test}
        signed["effective"] = offer.effective
        loan = loan_of(self.model.entries, offer.of_loan)
        if loan is not None and _fits(offer, loan):
            return self._of_loan(number, offer, loan, signed)
        return self.book.propose_transfer(
            number,
            kind=offer.kind,
            giver=offer.giver,
            receiver=offer.receiver,
            pence=offer.pence,
            purpose="pressure",
            limit=offer.strand[0],
            funding=None if offer.strand == CAP else offer.strand[1],
            cash_pence=offer.cash,
            reverses=offer.reverses,
            delegate=offer.delegate,
            category=offer.category,
            repayments=offer.repayments,
            of_loan=offer.of_loan,
            lodgement=offer.lodgement,
            taken_from=offer.taken_from,
            returns=offer.returns,
            **signed,
        )

    def _of_loan(
        self, number: str, offer: Offer, loan: Loan, signed: dict[str, Any]
    ) -> TransferAnswer:
        """What is of a loan as it stands; the amounts that go without saying are not said."""
        of = (number, offer.of_loan)
        if offer.kind == "repayment":
            pence = None if offer.pence == loan.due_by_now() else offer.pence
            return self.book.propose_repayment(*of, pence=pence, cash_pence=offer.cash, **signed)
        signed["purpose"] = "pressure"
        if offer.kind == "write-off":
            pence = None if offer.pence == loan.owed else offer.pence
            return self.book.propose_write_off(*of, pence=pence, **signed)
        return self.book.propose_rescheduling(*of, offer.repayments, **signed)

    def take(self, step: str, number: str, said: Said, look: Look) -> bool:
        """Any other step of a transfer that was proposed."""
        found = transfer_of(self.model.entries, number)
        offer = found.offer
        assert offer is not None
        is_end = step in ENDS
        pence, cash = offer.pence - said.less, offer.cash - said.cash_less
        if step == "actioned":
            pence, cash = found.approved if found.approvals else (offer.pence, offer.cash)
        day = _in_year(said.on)
        if step == "submitted":
            day = min(day, offer.effective)
        elif step == "actioned":
            day = said.effective or offer.effective
        sides: Sequence[str] = ("",)
        if step == "actioned":
            sides = sides_of(offer)
        elif step == "agreed":
            sides = (said.side,)
        batch = [
            Act(
                "transfer-ended" if is_end else f"transfer-{step}",
                getattr(offer, side) if side in sides_of(offer) else home_of(offer),
                day,
                said.on,
                pence,
                number=number,
                by=said.by,
                offer=offer,
                side=side,
                authority=said.authority,
                cash=cash,
                conditions=said.conditions,
                outcome=step if is_end else "",
                other_terms=said.other_terms and step in ("agreed", "approved"),
            )
            for side in sides
        ]
        return self.decided(batch, look, lambda test: self._take(step, batch[0], said, test=test))

    def _take(self, step: str, act: Act, said: Said, *, test: bool) -> TransferAnswer:
        signed: dict[str, Any] = {"by": said.by, "on": said.on, "test": test}
        digest = DIGEST if act.other_terms else ""
        match step:
            case "agreed":
                return self.book.agree_transfer(act.number, act.side, digest=digest, **signed)
            case "submitted":
                return self.book.submit_transfer(act.number, **signed)
            case "approved":
                return self.book.approve_transfer(
                    act.number,
                    authority=act.authority,
                    reference="a letter",
                    evidence=b"the letter",
                    pence=act.pence,
                    cash_pence=act.cash,
                    conditions=act.conditions,
                    digest=digest,
                    **signed,
                )
            case "condition-met":
                return self.book.meet_transfer_condition(act.number, act.conditions[0], **signed)
            case "actioned":
                return self.book.action_transfer(act.number, effective=said.effective, **signed)
        return self.book.end_transfer(
            act.number, step, reason="so", authority=act.authority, **signed
        )

    def as_it_should_be(self, step: str, number: str, drawn: tuple[Any, ...]) -> Said:
        """What is said with a step by those who may take it."""
        found = transfer_of(self.model.entries, number)
        assert found.offer is not None
        assert found.last is not None
        later, less, conditions = drawn
        sides = sides_of(found.offer)
        side = sides[-1] if sides[0] in [act.side for act in found.signed[1:]] else sides[0]
        by = director(getattr(found.offer, side))
        authority = ""
        if step in ("approved", "rejected", "returned"):
            authority = (found.missing or [act.authority for act in found.approvals])[0]
            by = f"Chief, {authority}" if authority in OVERSEERS else "Chief, SHA"
        on = found.last.notified + timedelta(days=later)
        if step == "expired":
            on = max(on, LAST)
        if step == "condition-met":
            conditions = (found.unmet or ["a plan"])[:1]
        less = 0 if found.offer.repayments else min(less, found.offer.pence - 1)
        return Said(
            *(by, on, side, authority, less, min(less, found.offer.cash)), tuple(conditions)
        )

    def go(
        self,
        number: str,
        offer: Offer,
        said: Said,
        look: Look,
        *,
        drawn: tuple[Any, ...],
        last: str,
    ) -> bool:
        """From the proposal as far as it should come, or until a step is refused."""
        done = self.propose(number, offer, said, look)
        step = ""
        while done and step != last:
            step = self.next_of(number)
            if last in ENDS and step in ("approved", "actioned"):
                step = last
            done = self.take(step, number, self.as_it_should_be(step, number, drawn), look)
        return done

    def within(self, offer: Offer) -> Offer:
        """The same between bodies of this book, which may have none elsewhere."""
        here = {code: code for code in self.used}
        here |= dict(zip(ELSEWHERE, USED[::-1], strict=True)) if len(here) == len(USED) else {}
        return offer._replace(
            giver=here.get(offer.giver, offer.giver),
            receiver=here.get(offer.receiver, offer.receiver),
        )

    def moved(self) -> list[str]:
        """The transfers that were actioned."""
        entries = self.model.entries
        wanted = ("actioned", "reversed")
        return [n for n in numbers_of(entries) if transfer_of(entries, n).state in wanted]

    def next_of(self, number: str) -> str:
        """The step that a transfer waits for."""
        found = transfer_of(self.model.entries, number)
        if found.state == "approved" and found.unmet:
            return "condition-met"
        waits = ("proposed", "agreed", "submitted", "", "approved")
        return STEPS[waits.index(found.state)] if found.state in waits else "actioned"


def _in_year(day: date) -> date:
    return min(max(day, FIRST), LAST)


def _fits(offer: Offer, loan: Loan) -> bool:
    """Whether terms are such as a call that is of a loan makes of it."""
    parties = (loan.lender, loan.borrower)
    parties = parties[::-1] if offer.kind == "repayment" else parties
    plain = Offer(*parties, loan.strand, offer.pence, offer.effective, kind=offer.kind)
    parts: dict[str, Any] = {"of_loan": offer.of_loan}
    if offer.kind not in {"repayment", "write-off", "reschedule"}:
        return False  # no call makes such terms of a loan
    if offer.kind == "repayment":
        parts["cash"] = offer.cash
    if offer.kind == "reschedule" and sum(pence for _, pence in offer.repayments) == offer.pence:
        parts["repayments"] = offer.repayments
    return offer == plain._replace(**parts)


_COMPARED = ("transfer.", "loan.", "lodgement.")


def _codes(findings: Sequence[Any]) -> set[str]:
    return {finding.code for finding in findings if finding.code.startswith(_COMPARED)}
