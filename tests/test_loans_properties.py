"""Any sequence of repayments, write-offs, new schedules and reversals keeps each loan's identity."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

from loan_examples import (
    BRENT,
    HILLINGDON,
    LONDON,
    MILLION,
    agreed,
    assert_identity,
    lend,
    nwl,
    rulebook,
    transfers_out,
)
from pctfinance.book import Book
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.loan_register import loans_of

YEARS = ("2012-13", "2013-14", "2014-15", "2015-16")
ACTIONS = (
    *("repay", "repay", "repay", "write off", "reschedule"),
    *("submit", "approve", "cover", "action"),
)
ANY = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@dataclass
class Machine:
    """Takes steps at random, and reckons beside the book what each party's limit moved by."""

    book: Book
    approved: set[str] = field(default_factory=set)
    covered: set[str] = field(default_factory=set)
    moved: int = 0
    written_off: int = 0
    steps: int = 0

    def take(self, draw: st.DrawFn) -> None:
        """One step; what is refused changes no loan."""
        number = f"N{draw(st.integers(1, 4))}"
        # Mostly the step that comes next, so that many arrive.
        sane = draw(st.integers(0, 9)) < 8
        action = self._next(draw, number) if sane else draw(st.sampled_from(ACTIONS))
        before = self.book.loan("L1")
        try:
            self._do(draw, action, number)
        except PctFinanceError:
            assert self.book.loan("L1") == before
            return
        after = self.book.loan("L1")
        if action != "action":
            assert after == before, f"{action} changed the loan"
            return
        self.steps += 1
        terms = self.book.transfer(number).terms
        assert number in self.approved or (number in self.covered and terms.kind == "repayment")
        paid = after.repaid_pence - before.repaid_pence
        self.moved += paid
        self.written_off += after.written_off_pence - before.written_off_pence

    def _next(self, draw: st.DrawFn, number: str) -> str:
        try:
            state = self.book.transfer(number).state.value
        except PctFinanceError:
            first: str = draw(st.sampled_from(ACTIONS[:5]))
            return first
        ways = {"proposed": "submit", "approved": "action"}
        if state == "submitted":
            decided: str = draw(st.sampled_from(["approve", "approve", "cover"]))
            return decided
        return ways.get(state, "repay")

    def _do(self, draw: st.DrawFn, action: str, number: str) -> None:
        pence = draw(
            st.sampled_from(
                [1, 2 * MILLION, 3 * MILLION, 5 * MILLION, 15 * MILLION, 15 * MILLION + 1]
            )
        )
        days: dict[str, Any] = {"effective": "2012-10-01", "by": BRENT, "on": "2012-09-10"}
        on = "2012-10-01"
        if action == "repay":
            back = draw(st.sampled_from(["", "", *self._repaid()]))
            if back:
                terms = self.book.transfer(back).terms
                given: dict[str, Any] = {
                    "giver": terms.receiver,
                    "receiver": terms.giver,
                    "pence": terms.pence,
                }
                self.book.propose_transfer(number, **given, **days, purpose="x", reverses=back)
            else:
                self.book.propose_repayment(number, "L1", pence=pence, **days)
        elif action == "write off":
            self.book.propose_write_off(number, "L1", pence=pence, purpose="x", **days)
        elif action == "reschedule":
            left = self.book.loan("L1").outstanding_pence
            part = draw(st.integers(1, max(left, 1)))
            first, second = sorted(draw(st.permutations(YEARS))[:2])
            parts = [(first, part), (second, left - part)]
            self.book.propose_rescheduling(number, "L1", parts, purpose="x", **days)
        elif action == "submit":
            agreed(self.book, number, on)
        elif action == "approve":
            evidence: dict[str, Any] = {"reference": "letter", "evidence": b"letter"}
            self.book.approve_transfer(number, authority="LON", by=LONDON, on=on, **evidence)
            self.approved.add(number)
        elif action == "cover":
            self.book.cover_repayment(number, by=HILLINGDON, on=on)
            self.covered.add(number)
        else:
            self.book.action_transfer(number, by=BRENT, on=on)

    def _repaid(self) -> list[str]:
        found = self.book.transfers("actioned").transfers
        return [each.terms.number for each in found if each.terms.kind == "repayment"]


def test_any_sequence_keeps_the_identity() -> None:
    """Outstanding + repaid + written off = principal; the ledgers moved by what was repaid."""
    arrived: list[int] = []

    @ANY
    @given(st.data())
    def search(data: st.DataObject) -> None:
        book = nwl(rules=rulebook("2012-13", covers=True))
        parts = data.draw(st.lists(st.integers(1, 10), min_size=1, max_size=4))
        years = YEARS[: len(parts)]
        shares = [15 * MILLION * part // sum(parts) for part in parts]
        shares[-1] += 15 * MILLION - sum(shares)
        lend(book, repayments=list(zip(years, shares, strict=True)))
        machine = Machine(book)
        for _ in range(data.draw(st.integers(10, 24))):
            machine.take(data.draw)  # type: ignore[arg-type]
            loan = book.loan("L1")
            assert_identity(loan)
            assert loan.repaid_pence == machine.moved
            assert loan.written_off_pence == machine.written_off
            assert transfers_out(book, "5AT") == 15 * MILLION - machine.moved
            assert transfers_out(book, "5K5") == machine.moved - 15 * MILLION
        for body in ("5K5", "5AT"):
            own = book.holdings.resource.standing(body, book.year.periods[-1])
            assert loans_of(own) == {"L1": book.loan("L1")}
        owed = {item.body: item.pence for item in book.rolling().items if item.kind == "loan"}
        assert sum(owed.values()) == 0, "what one is owed the other owes"
        assert owed.get("5K5", 0) == book.loan("L1").outstanding_pence
        assert book.verify() == ()
        target(machine.steps)
        arrived.append(machine.steps)

    search()
    assert sum(arrived) > len(arrived) // 2, "the search found too few steps that arrive"
