"""No sequence of calls lets a PCT use another's resource without an approval that fits."""

from collections import Counter
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st

from fund_examples import CLUSTER, office, standing_fund, three_pcts
from kind_examples import taken
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.kinds import (
    BudgetIssued,
    Delegation,
    HeadroomLodged,
    PlannedSurplus,
)
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import TransferActioned
from pooling_oracle import BODIES, Approval, Asked, Entitlement, shown
from pooling_rows import PENCE, THREE, Rows
from transfer_examples import LETTER, SHA, Steps

ANY = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate, Phase.target),
    suppress_health_check=list(HealthCheck),
)
DAYS = st.sampled_from([date(2011, 7, 1), date(2011, 7, 1), date(2011, 10, 3)])
KINDS = (
    *("straight", "straight", "capital", "delegate", "loan", "repayment", "support", "lodgement"),
    *("return", "switch", "redirect", "draw", "re-spread", "back"),
)
NEVER_NEGATIVE = (
    *(Account.PENDING, Account.FUND, Account.HEADROOM, Account.DELEGATED, Account.CONTINGENCY),
    *(Account.PLANNED_SURPLUS, Account.HEADROOM_CASE),
)
WAYS = {"proposed": "agree", "agreed": "submit", "submitted": "approve", "approved": "action"}


@cache
def _base() -> tuple[Book, Entitlement]:
    """Three PCTs of £100 in every strand, a fund, headroom lodged, a CCG's budget; £15 of Camden's
    surplus lodged as `L0`, and £10 lent to Barnet as `B0`.
    """
    book = three_pcts()
    book.state_officers("LON", [(SHA, None, "2011-10-03", "2013-03-31")])
    standing_fund(book)
    book.post(
        event(HeadroomLodged(pence=30_00), body="5K7"),
        event(PlannedSurplus(strand=NON_RECURRENT, pence=5_00), body="5A9"),
        event(BudgetIssued(strand=RECURRENT, pence=40_00, category="acute"), body="5A9"),
        event(Delegation(strand=RECURRENT, pence=20_00, category="acute", delegate="07M")),
    )
    entitled = Entitlement(
        Counter({(b, m): 100_00 for b in BODIES for m in ("R", "NR", "capital", "cash")})
    )
    parts = [("2011-12", 4_00), ("2012-13", 6_00)]
    taken(book, "L0", kind="lodgement", receiver="Q36", pence=15_00)
    taken(book, "B0", kind="loan", pence=10_00, repayments=parts)
    entitled.take(Counter({("5K7", "R"): -30_00, ("5K7", "NR"): -25_00, ("5A9", "NR"): 10_00}))
    entitled.held["5K7"], entitled.lodged["5K7", "L0"] = 30_00, 15_00
    for number in ("L0", "B0"):
        entitled.transfers[number] = Asked(book.transfer(number).terms, set(), used=True)
    entitled.outside = sum(entitled.pence.values())
    return book, entitled


def begun() -> tuple[Book, Entitlement]:
    """A copy of that book, and of what its bodies are entitled to."""
    book, entitled = _base()
    return Book(book._records.forked()), deepcopy(entitled)


class Machine(Rows):
    """Takes calls at random, and judges every limit by what the test itself approved."""

    def __init__(self) -> None:
        self.book, self.entitled = begun()
        self.unapproved = 0
        self.gap = 0

    def take(self, draw: Any) -> None:
        """One call: what it moved is what it was entitled to move, and a refusal moved nothing."""
        way = draw(st.sampled_from(["whole", "whole", "whole", "row", "row", "step", "forge"]))
        if way != "whole":
            self._call(way, draw)
            return
        self._call("propose", draw)
        for _ in range(5):  # as it should be taken, so that many arrive
            self._call("next", draw)

    def _call(self, way: str, draw: Any) -> None:
        before, cells = shown(self.book), self._cells()
        try:
            getattr(self, f"_{way}")(draw)
        except PctFinanceError:
            assert shown(self.book) == before, f"a refused {way} moved a limit"
            assert self._cells() == cells, f"a refused {way} moved a figure"
        after = shown(self.book)
        keys = set(after) | set(self.entitled.pence)
        self.unapproved += sum(abs(after[k] - self.entitled.pence[k]) for k in keys)
        assert after == self.entitled.pence, f"{way}: a limit is not what its body is entitled to"
        assert sum(after.values()) == self.entitled.outside, "a penny was made or lost"
        self._uses()

    def _cells(self) -> list[Any]:
        end, resource = self.book.year.periods[-1], self.book.holdings.resource
        both = [resource.balances(body, end) for body in BODIES]
        return [(each.cells, each.memoranda) for each in both]

    def _uses(self) -> None:
        """What was promised is there; the rest is at most overdrawn, and then by a finding."""
        end = self.book.year.periods[-1]
        for body in BODIES:
            balances = self.book.holdings.resource.balances(body, end)
            for account in NEVER_NEGATIVE:
                assert balances.use([account]) >= 0, f"{body}: {account} is overdrawn"
            for cell, pence in balances.cells.items():
                if cell.account is Account.UNALLOCATED:
                    self.gap = max(self.gap, pence)

    def overdrawn(self) -> bool:
        """Whether more is used than there is, as the book stands now."""
        return any(
            cell.account is Account.UNALLOCATED and pence > 0
            for cells, _ in self._cells()
            for cell, pence in cells.items()
        )

    # Steps of transfers.

    def _step(self, draw: Any) -> None:
        found = self.book._transfers()
        going = [n for n, t in found.items() if t.state.value in WAYS]
        number = draw(st.sampled_from(going or ["N0"]))
        way = draw(st.sampled_from([*WAYS.values(), "meet", "end"]))
        getattr(self, f"_{way}")(draw, number, sane=False)

    def _next(self, draw: Any) -> None:
        """The next step of the transfer that was proposed last."""
        found = self.book._transfers().get(f"N{self.made}")
        if found is None or found.state.value not in WAYS:
            return
        way = WAYS[found.state.value]
        way = "meet" if way == "action" and found.open_conditions else way
        getattr(self, f"_{way}")(draw, found.terms.number, sane=True)

    def _propose(self, draw: Any) -> None:
        self.made += 1
        # Every kind in its turn, so that none is left to chance.
        kind = KINDS[(draw(st.integers(0, 999)) + 5 * self.made) % len(KINDS)]
        number, pence = f"N{self.made}", draw(PENCE)
        body, other = draw(st.permutations(["5K7", "5A9", "5C1"]))[:2]
        by = draw(st.sampled_from([*[CLUSTER] * 7, SHA]))
        day = draw(DAYS)
        asked: dict[str, Any] = {"effective": day, "by": by, "on": "2011-06-01", "purpose": "p"}
        if kind == "draw":
            self.book.propose_draw(
                number, fund="F1", receiver=body, pence=min(pence, 10_00), **asked
            )
        elif kind == "re-spread":
            self.book.propose_respread(number, fund="F1", excused=body, pence=pence, **asked)
        elif kind == "repayment":
            loans = [n for n, t in self.entitled.transfers.items() if t.terms.repayments and t.used]
            loan = draw(st.sampled_from(loans or ["N0"]))
            del asked["purpose"]
            self.book.propose_repayment(number, loan, pence=pence, **asked)
        else:
            terms = self._terms(draw, kind, body, other)
            self.book.propose_transfer(number, **{"pence": pence, **asked, **terms})
        self.entitled.transfers[number] = Asked(self.book.transfer(number).terms, {by})

    def _terms(  # noqa: PLR0911 - one answer for each kind
        self, draw: Any, kind: str, body: str, other: str
    ) -> dict[str, Any]:
        funding = draw(st.sampled_from(["recurrent", "non-recurrent"]))
        straight: dict[str, Any] = {"giver": body, "receiver": other}
        if kind == "straight":
            return {**straight, "funding": funding, "cash_pence": draw(st.sampled_from([0, 2_00]))}
        if kind == "capital":
            return {**straight, "limit": "capital"}
        if kind == "delegate":
            named = {"delegate": "07M", "category": "acute", "funding": "recurrent"}
            return {**straight, **named, "giver": "5A9", "receiver": draw(THREE)}
        if kind == "loan":
            parts = [("2011-12", 4_00), ("2012-13", 6_00)]
            return {**straight, "kind": kind, "pence": 10_00, "repayments": parts}
        if kind == "support":
            return {"kind": kind, "giver": "Q36", "receiver": other, "funding": funding}
        if kind == "lodgement":
            taken = draw(st.sampled_from(["unallocated", "planned surplus"]))
            return {"kind": kind, "giver": body, "receiver": "Q36", "taken_from": taken}
        if kind == "return":
            known = [*sorted(self.entitled.lodged), ("5K7", "N0")]
            whose, name = draw(st.sampled_from(known))
            whose = draw(st.sampled_from([whose, whose, other]))
            return {"kind": kind, "giver": "Q36", "receiver": whose, "lodgement": name}
        if kind == "switch":
            to = draw(st.sampled_from([body, body, other]))
            return {"kind": kind, "giver": body, "receiver": to, "limit": "capital"}
        if kind == "redirect":
            return {"kind": kind, "giver": draw(st.sampled_from(["5K7", body])), "receiver": other}
        return self._opposite(draw)

    def _opposite(self, draw: Any) -> dict[str, Any]:
        """The opposite of a transfer that was actioned, or nearly so."""
        done = [n for n, each in self.entitled.transfers.items() if each.used]
        number = draw(st.sampled_from(done or ["N0"]))
        terms = self.book.transfer(number).terms
        kinds = {"lodgement": "return", "return": "lodgement", "switch": "switch"}
        kind = {**kinds, "redirect": "redirect"}.get(str(terms.kind), "straight")
        back: dict[str, Any] = {"giver": terms.receiver, "receiver": terms.giver, "kind": kind}
        back |= {"reverses": number, "cash_pence": terms.cash_pence, "lodgement": terms.lodged_as}
        back |= {"delegate": terms.delegate, "category": terms.category}
        back |= {"taken_from": str(terms.taken_from), "pence": terms.pence, "limit": terms.limit}
        if terms.limit is Limit.REVENUE:
            back["funding"] = str(terms.funding)
        if kind == "switch":
            back |= {"limit": "revenue", "funding": "non-recurrent"}
        return back

    def _agree(self, draw: Any, number: str, *, sane: bool) -> None:
        found = self.book.transfer(number)
        for side, body in found.parties:
            if (side, body) in found.agreed:
                continue
            by = office(body) if sane else draw(st.sampled_from([office(body), SHA]))
            self.book.agree_transfer(number, side, body=body, by=by, on="2011-06-02")
            self.entitled.transfers[number].signed.add(by)
            if not sane:
                return

    def _submit(self, _draw: Any, number: str, **_: Any) -> None:
        self.book.submit_transfer(number, by=CLUSTER, on="2011-06-03")

    def _approve(self, draw: Any, number: str, *, sane: bool) -> None:
        terms = self.book.transfer(number).terms
        pairs = [("Q36", date(2011, 6, 20)), ("LON", date(2011, 10, 5))]
        authority, on = pairs[terms.effective >= date(2011, 10, 3)]
        by, pence = SHA, terms.pence
        if terms.kind not in ("draw", "loan") and draw(st.booleans()):
            pence = draw(st.sampled_from([1, terms.pence, 5_00]))
        if not sane:
            authority = draw(st.sampled_from(["Q36", "LON"]))
            on = draw(st.sampled_from([date(2011, 6, 20), date(2011, 10, 5)]))
            by = draw(st.sampled_from([SHA, CLUSTER, office("5K7")]))
        conditions = draw(st.sampled_from([(), (), ("plan",)]))
        given = {"reference": "letter", "evidence": LETTER, "conditions": conditions}
        cash = terms.cash_pence
        self.book.approve_transfer(
            number, authority=authority, by=by, on=on, pence=pence, cash_pence=cash, **given
        )
        approval = Approval(authority, by, on, terms.digest, pence, cash, conditions)
        self.entitled.transfers[number].approvals.append(approval)

    def _meet(self, _draw: Any, number: str, **_: Any) -> None:
        self.book.meet_transfer_condition(number, "plan", by=CLUSTER, on="2011-10-06")
        self.entitled.transfers[number].met.add("plan")

    def _end(self, draw: Any, number: str, **_: Any) -> None:
        outcome = draw(st.sampled_from(["rejected", "returned", "withdrawn"]))
        Steps(self.book, number).end(outcome, on="2011-06-25", by=CLUSTER)

    def _action(self, draw: Any, number: str, *, sane: bool) -> None:
        effective = None if sane else draw(st.none() | DAYS)
        self.book.action_transfer(number, by=CLUSTER, on="2011-10-07", effective=effective)
        self._moved(number)

    def _moved(self, number: str) -> None:
        found = self.book.transfer(number)
        assert self.entitled.transfers[number].terms == found.terms
        self.entitled.judge(number, found.legs[0].effective)
        for leg in found.legs:  # what was promised to the receiver is the giver's own
            assert leg.body in found.terms.bodies

    def _forge(self, draw: Any) -> None:
        """The legs of an action posted by hand, with a letter in name and something changed."""
        found = self.book._transfers()
        number = draw(st.sampled_from(sorted(found) or ["N0"]))
        terms = self.book.transfer(number).terms
        changed: dict[str, Any] = draw(
            st.sampled_from(
                [
                    *({"tranche": "X"}, {"anticipated_pence": 5}, {"cash_pence": 1}, {}),
                    *({"pence": terms.pence + 1}, {"party": "5K8"}, {"digest": "0" * 64}),
                    {"terms": terms.model_copy(update={"receiver": "5K8"})},
                ]
            )
        )
        step = TransferActioned.model_validate(
            {
                "number": number,
                "digest": terms.digest,
                "terms": terms,
                "side": "giver",
                "pence": terms.pence,
                "cash_pence": terms.cash_pence,
                **changed,
            }
        )
        events = [
            event(leg, body=body, effective=date(2011, 10, 7), approval="letter")
            for body, leg in legs_of(step)
        ]
        if draw(st.booleans()):
            events = events[-1:]
        self.book.post(*(each.model_copy(update={"by": CLUSTER}) for each in events))
        self._moved(number)


def search_for_pooling(examples: int | None = None, *, steps: int = 12) -> Counter[str]:
    """Search; every kind of transfer that arrived, and how often."""
    arrived: Counter[str] = Counter()

    @(settings(ANY, max_examples=examples, derandomize=False) if examples else ANY)
    @given(st.data())
    def search(data: st.DataObject) -> None:
        machine = Machine()
        for _ in range(data.draw(st.integers(steps // 2, steps))):
            machine.take(data.draw)
        kinds = machine.entitled.kinds
        target(kinds.total(), label="transfers that arrived")
        target(machine.unapproved, label="pence without an approval")
        target(machine.gap, label="uses beyond what is there")
        arrived.update(kinds)
        if machine.overdrawn():
            codes = {finding.code for finding in machine.book.position("M12").findings}
            assert "ledger.over-committed" in codes, "uses beyond the limit without a finding"
        assert machine.book.verify() == ()

    search()
    return arrived


def test_no_pct_uses_what_is_anothers_without_an_approval_that_fits() -> None:
    """All kinds of transfer, funds, headroom, rows and forged legs, in any order."""
    arrived = search_for_pooling()
    assert len(arrived) >= 6, f"the search reached too few kinds: {arrived}"
