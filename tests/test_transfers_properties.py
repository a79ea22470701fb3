"""Any sequence of steps: the penny is conserved, and nothing moves without an approval that fits."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.kinds import BudgetIssued
from pctfinance.ledger.lines import Account, Funding
from transfer_examples import CAMDEN, SHA, Steps, two_pcts

ACTIONS = ("propose", "agree", "submit", "approve", "meet", "end", "action", "budget")
NUMBERS = st.sampled_from(["T1", "T1", "T1", "T2"])
DAYS = st.sampled_from([date(2011, 7, 1), date(2011, 7, 1), date(2011, 10, 2), date(2011, 10, 3)])
OFFICES = st.sampled_from([SHA, SHA, SHA, CAMDEN, "Chief Executive, NHS London"])
ANY = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@dataclass
class Seen:
    """What the test itself saw of one transfer, without asking the book for its state."""

    approvals: list[tuple[str, str, int, date]] = field(default_factory=list)
    used: bool = False


def limits(book: Book) -> tuple[int, ...]:
    """The limits of all five PCTs, recurrent and non-recurrent, in pence."""
    end = book.year.periods[-1]
    return tuple(
        book.holdings.resource.balances(body.code, end).limit(funding=funding)
        for body in book.members(end)
        for funding in (Funding.RECURRENT, Funding.NON_RECURRENT)
    )


class Machine:
    """Takes steps at random, and judges by rules of its own what the book lets pass."""

    def __init__(self) -> None:
        self.book = two_pcts()
        self.total = sum(limits(self.book))
        self.seen: dict[str, Seen] = {}
        self.moved = 0
        self.sane = False

    def take(self, draw: st.DrawFn) -> None:
        """One step of one transfer, or a budget; what is refused changes no limit."""
        before, number = limits(self.book), draw(NUMBERS)
        seen = self.seen.setdefault(number, Seen())
        # Mostly the step that comes next, as it should be taken, so that many transfers arrive.
        self.sane = draw(st.integers(0, 9)) < 7
        action = self._next(number) if self.sane else draw(st.sampled_from(ACTIONS))
        done = True
        try:
            getattr(self, f"_{action}")(draw, number, seen)
        except PctFinanceError:
            done = False
        after = limits(self.book)
        assert sum(after) == self.total, "a penny was made or lost"
        if action != "action" or not done:
            assert after == before, f"{action} moved a limit"
            return
        self._judge(number, seen, before, after)

    def _judge(
        self, number: str, seen: Seen, before: tuple[int, ...], after: tuple[int, ...]
    ) -> None:
        terms = self.book.transfer(number).terms
        leg = self.book.transfer(number).legs[0]
        authority = "Q36" if leg.effective <= date(2011, 10, 2) else "LON"
        fitting = [p for a, d, p, _ in seen.approvals if (a, d) == (authority, terms.digest)]
        assert fitting, "moved without an approval of these terms"
        assert not seen.used, "an approval served twice"
        changes = sorted(b - a for a, b in zip(before, after, strict=True) if a != b)
        assert changes == [-fitting[-1], fitting[-1]]
        seen.used = True
        self.moved += 1

    def _next(self, number: str) -> str:
        try:
            state = self.book.transfer(number).state.value
        except PctFinanceError:
            return "propose"
        ways = {"proposed": "agree", "agreed": "submit", "submitted": "approve"}
        if state == "approved":
            return "meet" if self.book.transfer(number).open_conditions else "action"
        return ways.get(state, "propose")

    def _steps(self, number: str) -> Steps:
        return Steps(self.book, number)

    def _propose(self, draw: st.DrawFn, number: str, _: Seen) -> None:
        terms: dict[str, Any] = {
            "pence": draw(st.sampled_from([1, 10_00, 30_00, 60_00, 100_01])),
            "effective": draw(DAYS),
            "funding": draw(st.sampled_from(["recurrent", "non-recurrent"])),
        }
        if draw(st.booleans()):
            terms |= {"giver": "5A9", "receiver": "5K7"}
        self._steps(number).propose(**terms)

    def _agree(self, draw: st.DrawFn, number: str, _: Seen) -> None:
        side = draw(st.sampled_from(["giver", "receiver"]))
        if self.sane:
            side = "receiver" if self.book.transfer(number).sides else "giver"
        self._steps(number).agree(side)

    def _submit(self, _draw: st.DrawFn, number: str, _: Seen) -> None:
        self._steps(number).submit()

    def _approve(self, draw: st.DrawFn, number: str, seen: Seen) -> None:
        terms = self.book.transfer(number).terms
        pence = draw(st.sampled_from([terms.pence, terms.pence, 5_00]))
        authority, on = draw(
            st.sampled_from([("Q36", date(2011, 6, 20)), ("LON", date(2011, 10, 5))])
        )
        conditions = draw(st.sampled_from([(), (), ("plan",)]))
        office = draw(OFFICES)
        if self.sane:
            office = SHA
            authority, on = ("Q36", date(2011, 6, 20))
            if terms.effective >= date(2011, 10, 3):
                authority, on = ("LON", date(2011, 10, 5))
        self._steps(number).approve(
            authority=authority, by=office, on=on, pence=pence, conditions=conditions
        )
        assert office == SHA
        seen.approvals.append((authority, terms.digest, pence, on))
        seen.used = False

    def _meet(self, _draw: st.DrawFn, number: str, _: Seen) -> None:
        self._steps(number).meet(on="2011-10-06")

    def _end(self, draw: st.DrawFn, number: str, _: Seen) -> None:
        outcomes = st.sampled_from(["returned", "returned", "rejected", "withdrawn"])
        on = draw(st.sampled_from(["2011-06-25", "2011-10-06"]))
        self._steps(number).end(draw(outcomes), on=on)

    def _action(self, draw: st.DrawFn, number: str, _: Seen) -> None:
        effective = None if self.sane else draw(st.none() | DAYS)
        self._steps(number).action(on="2011-10-07", effective=effective)

    def _budget(self, draw: st.DrawFn, _number: str, _: Seen) -> None:
        pence = draw(st.integers(1, 50_00))
        what = BudgetIssued(strand=NON_RECURRENT, pence=pence, category="acute")
        self.book.post(event(what, body=draw(st.sampled_from(["5K7", "5A9"]))))


def test_nothing_moves_without_an_approval_that_fits() -> None:
    """Steps in any order, by any office, of two transfers of any direction; verified at the end."""
    arrived: list[int] = []

    @ANY
    @given(st.data())
    def search(data: st.DataObject) -> None:
        machine = Machine()
        for _ in range(data.draw(st.integers(8, 20))):
            machine.take(data.draw)  # type: ignore[arg-type]
        target(machine.moved)
        arrived.append(machine.moved)
        end = machine.book.year.periods[-1]
        for body in ("5K7", "5A9"):
            held = machine.book.holdings.resource.balances(body, end)
            assert held.use([Account.PENDING]) >= 0
        assert machine.book.verify() == ()

    search()
    assert sum(arrived) > len(arrived) // 3, "the search found no transfers that arrive"
