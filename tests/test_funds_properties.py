"""Any sequence of calls about two funds: no limit moves but by an approved draw, all sums hold."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

from fund_examples import CLUSTER, DONORS, Draw, limits, office, standing_fund, three_pcts
from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.decisions.states import TransferState
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.fund_legs import split
from pctfinance.ledger.fund_moves import Measure
from pctfinance.ledger.funds import FundWaived
from pctfinance.ledger.kinds import BudgetIssued, HeadroomSetAside
from pctfinance.ledger.lines import Account, Funding
from transfer_examples import SHA

ANY = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
CODES = ("5A9", "5C1", "5C9", "5K7", "5K8")
BODIES = st.sampled_from(["5K7", "5A9", "5C1", "5K8"])
PENCE = st.sampled_from([1, 1_00, 5_00, 10_00, 30_00, 30_01])
FUNDS = st.sampled_from(["F1", "F1", "H1"])
NUMBERS = [f"D{number}" for number in range(1, 9)]
DONE = ("actioned", "rejected", "withdrawn")
WAYS = ("give", "waive", "draw", *("next",) * 7)
NEXT = {"proposed": "agree", "agreed": "submit", "submitted": "approve", "approved": "action"}


class Machine:
    """Takes calls at random, and judges what moved by what it approved itself."""

    def __init__(self) -> None:
        self.book = three_pcts()
        for body in ("5K7", "5A9"):
            self.book.post(event(HeadroomSetAside(pence=20_00), body=body))
        standing_fund(self.book)
        shares = {"5K7": 20_00, "5A9": 10_00}
        standing_fund(self.book, "H1", donors=shares, of_headroom=True)
        self.approved: dict[str, tuple[str, int]] = {}
        # What each donor of a fund may give: raised only by what was approved here.
        self.shares = Counter({("F1", body): pence for body, pence in DONORS.items()})
        self.shares.update({("H1", body): pence for body, pence in shares.items()})
        self.moved = 0

    def take(self, draw: Any) -> None:
        """One call; whatever it is, what was not approved moves nothing between bodies."""
        before = self._limits()
        way = draw(st.sampled_from(WAYS))
        number = self._number(draw)
        try:
            getattr(self, f"_{way}")(draw, number)
        except PctFinanceError:
            assert self._limits() == before, f"a refused {way} moved a limit"
        self._judge(number, before)

    def _number(self, draw: Any) -> str:
        """Mostly the first transfer that is not done, so that many arrive."""
        if draw(st.integers(0, 9)) < 2:
            return str(draw(st.sampled_from(NUMBERS[:3])))
        found = self.book._transfers()
        going = (n for n in NUMBERS if n not in found or found[n].state.value not in DONE)
        return next(going, "D8")

    def _judge(self, number: str, before: dict[str, tuple[int, int]]) -> None:
        after = self._limits()
        found = self.book._transfers().get(number)
        actioned = found is not None and found.state is TransferState.ACTIONED
        if after != before:
            assert found is not None
            assert actioned, "a limit moved without an action"
            digest, pence = self.approved.pop(number)
            assert found.terms.digest == digest, "other terms were approved"
            assert found.terms.kind == "draw", "a re-spread moved a limit"
            passed = sum(max(0, sum(after[b]) - sum(before[b])) for b in CODES)
            own = [part.pence for part in found.terms.parts if part.body == found.terms.receiver]
            assert passed <= pence
            assert passed == pence or own
            self.moved += 1
        assert [sum(x) for x in zip(*after.values(), strict=True)] == [
            sum(x) for x in zip(*before.values(), strict=True)
        ], "a penny was made or lost in a strand"
        self._identity()

    def _identity(self) -> None:
        end = self.book.year.periods[-1]
        held: Counter[str] = Counter()
        for fund in self.book.funds().funds:
            for member in fund.members:
                given = member.pence(Measure.CONTRIBUTED) - member.pence(Measure.RETURNED)
                share = self.shares[fund.terms.number, member.body.code]
                assert given <= share, "more was given than was agreed or approved"
                assert min(member.pence(measure) for measure in Measure) >= 0
                if not fund.terms.of_headroom:
                    held[member.body.code] += member.pence(Measure.HELD)
        for body in CODES:
            balances = self.book.holdings.resource.balances(body, end)
            assert balances.use([Account.FUND]) == held[body]
            assert balances.use([Account.HEADROOM]) >= 0

    def _limits(self) -> dict[str, tuple[int, int]]:
        """Recurrent and non-recurrent limits."""
        both = [limits(self.book, f) for f in (Funding.RECURRENT, Funding.NON_RECURRENT)]
        return {body: (both[0][body], both[1][body]) for body in CODES}

    def _give(self, draw: Any, _number: str) -> None:
        body = draw(BODIES)
        by = office(draw(st.sampled_from([body, body, body, "5K7"])))
        applied = draw(st.integers(0, 3)) == 0
        fund = draw(FUNDS)
        self.book.contribute(fund, body, draw(PENCE), by=by, on="2011-06-01", applied=applied)

    def _waive(self, draw: Any, _number: str) -> None:
        fund, body, pence = draw(FUNDS), draw(BODIES), draw(st.none() | PENCE)
        by = draw(st.sampled_from([CLUSTER, CLUSTER, CLUSTER, office(body)]))
        self.book.waive_contribution(
            fund, body, by=by, on="2011-06-01", reason="deficit", pence=pence
        )
        what = self.book.holdings.resource.events[-1].what
        assert isinstance(what, FundWaived)
        self.shares[fund, body] -= what.pence

    def _draw(self, draw: Any, number: str) -> None:
        fund, pence = draw(FUNDS), draw(st.sampled_from([1, 5_00, 7_01, 12_00]))
        asked: dict[str, Any] = {"fund": fund, "pence": pence}
        excused = [
            (each.terms.number, member.body.code)
            for each in self.book.funds().funds
            for member in each.members
            if member.pence(Measure.WAIVED) > member.pence(Measure.RELIEVED)
        ]
        if excused and draw(st.booleans()):
            fund, body = draw(st.sampled_from(excused))
            asked = {"fund": fund, "excused": body, "pence": draw(st.none() | st.just(pence))}
        elif draw(st.integers(0, 9)) == 0:
            asked |= {"excused": draw(BODIES)}
        else:
            asked |= {"receiver": draw(BODIES)}
            if draw(st.booleans()):
                asked["parts"] = {draw(BODIES): pence}
        Draw(self.book, number, **asked).propose()

    def _next(self, draw: Any, number: str) -> None:
        found = self.book._transfers()
        if number not in found:
            self._draw(draw, number)
            return
        terms, state = found[number].terms, found[number].state.value
        steps = Draw(self.book, number)
        way = NEXT.get(state, "action")
        if draw(st.integers(0, 9)) < 2:
            way = draw(st.sampled_from([*NEXT.values(), "end"]))
        if way == "agree":
            agreed = found[number].agreed
            left = [body for side, body in found[number].parties if (side, body) not in agreed]
            steps.agree(*([left[0]] if len(left) > 1 and draw(st.integers(0, 4)) == 0 else []))
        elif way == "approve":
            pence = draw(st.sampled_from([terms.pence, terms.pence, 3_33, 1]))
            by = draw(st.sampled_from([SHA, SHA, SHA, CLUSTER]))
            steps.approve(pence=pence, by=by)
            assert by == SHA
            self.approved[number] = (terms.digest, pence)
        elif way == "end":
            steps.end(draw(st.sampled_from(["rejected", "returned", "withdrawn"])))
        elif way == "submit":
            steps.submit()
        else:
            steps.action()
            if terms.kind == "re-spread":
                digest, pence = self.approved.pop(number)
                assert digest == terms.digest
                shares = split(pence, [part.pence for part in terms.parts])
                for part, share in zip(terms.parts, shares, strict=True):
                    self.shares[terms.fund, part.body] += share


def test_no_limit_moves_but_by_an_approved_draw() -> None:
    """Gifts, waivers, draws and re-spreads of two funds, one of headroom; verified at the end."""
    arrived: list[int] = []

    @ANY
    @given(st.data())
    def search(data: st.DataObject) -> None:
        machine = Machine()
        for _ in range(data.draw(st.integers(10, 24))):
            machine.take(data.draw)
        target(machine.moved)
        arrived.append(machine.moved)
        assert machine.book.verify() == ()

    search()
    assert sum(arrived) > len(arrived) // 5, "the search found no draws that arrive"


@given(
    weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=6),
    part=st.fractions(0, 1),
)
def test_split_is_exact_and_takes_no_more_than_a_part(weights: list[int], part: Any) -> None:
    """Shares of any amount up to the whole add up to it, and none is above its weight."""
    pence = int(sum(weights) * part)
    shares = split(pence, weights)
    assert sum(shares) == pence
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
    assert split(sum(weights), weights) == tuple(weights)


def test_a_budget_may_still_overdraw_what_is_left() -> None:
    """An earmark is no guarantee that budgets stay within: a finding tells, as for any reserve."""
    book: Book = standing_fund(three_pcts())
    budget = BudgetIssued(strand=NON_RECURRENT, pence=90_00, category="acute")
    book.post(event(budget, body="5K7"))
    end = book.year.periods[-1]
    assert book.holdings.resource.balances("5K7", end).use([Account.FUND]) == 30_00
