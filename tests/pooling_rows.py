"""Rows of an input, funds, headroom and months: what moves no limit of another body."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import strategies as st

from fund_examples import CLUSTER, office
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.kinds import (
    Allocation,
    BroughtForward,
    BudgetIssued,
    CapitalToRevenue,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
    SurplusLodged,
)
from pooling_oracle import Entitlement, Pence
from transfer_examples import SHA

__all__ = ["PENCE", "THREE", "Rows"]

THREE = st.sampled_from(["5K7", "5A9", "5C1"])
PENCE = st.sampled_from([1, 3_00, 10_00, 40_00])
_LIMITS = ("allocate", "brought", "lodge", "headroom", "release", "switch")
_OTHERS = (
    *("budget", "delegate", "inside", "reverse", "lapse", "write_off"),
    *("give", "waive", "recharge", "emergency", "month"),
)


class Rows:
    """The calls that are no steps of a transfer, each for one body."""

    book: Book
    entitled: Entitlement
    made = 0

    def _row(self, draw: Any) -> None:
        """One of them; what moves the body's own limit is reckoned, the others move none."""
        way, body, pence = draw(st.sampled_from((*_LIMITS, *_OTHERS))), draw(THREE), draw(PENCE)
        if way in _LIMITS:
            self._post(draw, way, body, pence)
        else:
            getattr(self, f"_{way}")(draw, body, pence)

    def _budget(self, draw: Any, body: str, pence: int) -> None:
        strand = draw(st.sampled_from([RECURRENT, NON_RECURRENT]))
        what = BudgetIssued(strand=strand, pence=pence, category="acute")
        self.book.post(event(what, body=body))

    def _delegate(self, draw: Any, body: str, pence: int) -> None:
        signed = draw(st.sampled_from([1, -1])) * pence
        named: Any = {"category": "acute", "delegate": "07M", "taken_from": "unallocated"}
        self.book.post(event(Delegation(strand=RECURRENT, pence=signed, **named), body=body))

    def _inside(self, draw: Any, body: str, pence: int) -> None:
        """A member issues an allocation: were it taken, the limit would tell."""
        issuer = draw(st.sampled_from(["5K7", "Camden PCT", "NCL"]))
        what = Allocation(strand=RECURRENT, pence=pence, issuer=issuer)
        self.book.post(event(what, body=body))

    def _lapse(self, _draw: Any, body: str, pence: int) -> None:
        told: Any = {"by": office(body), "reason": "r", "reference": "m", "on": "2012-03-31"}
        self.book.lapse_headroom(body, pence, **told)
        self.entitled.held[body] -= pence
        assert self.entitled.held[body] >= 0, "more lapsed than was held"

    def _write_off(self, draw: Any, body: str, pence: int) -> None:
        whose, name = draw(st.sampled_from([*sorted(self.entitled.lodged), (body, "N0")]))
        asked: Any = {"authority": "Q36", "by": CLUSTER, "reason": "r", "reference": "m"}
        self.book.lapse_lodgement(whose, name, pence, on="2011-12-01", **asked)
        self.entitled.lodged[whose, name] -= pence
        assert self.entitled.lodged[whose, name] >= 0, "more was written off than was lodged"

    def _give(self, _draw: Any, body: str, pence: int) -> None:
        self.book.contribute("F1", body, pence, by=office(body), on="2011-06-01")

    def _waive(self, _draw: Any, body: str, pence: int) -> None:
        asked: Any = {"by": CLUSTER, "on": "2011-06-01", "reason": "deficit"}
        self.book.waive_contribution("F1", body, pence=pence, **asked)

    def _recharge(self, _draw: Any, body: str, pence: int) -> None:
        self.made += 1
        given: Any = {"provider": "5C9", "recipient": body, "category": "corporate"}
        given |= {"purpose": "team", "by": CLUSTER, "approved_by": SHA, "month": "M8"}
        self.book.recharge(f"X{self.made}", pence=pence, **given)

    def _emergency(self, _draw: Any, body: str, pence: int) -> None:
        self.made += 1
        night: Any = {"category": "acute", "purpose": "at night", "on_call_body": "5C9"}
        night |= {"by": "On-call director", "at": "2011-08-01T03:00", "reference": "log"}
        self.book.commit_in_emergency(body, f"E{self.made}", pence, **night)

    def _month(self, draw: Any, body: str, _pence: int) -> None:
        month = draw(st.sampled_from(["M1", "M2", "M3"]))
        self.book.submit_month(body, month, by=office(body))

    def _post(self, draw: Any, way: str, body: str, pence: int) -> None:
        """A row of an input that moves the body's own limit."""
        sign = draw(st.sampled_from([1, 1, -1]))
        change: Pence = Counter({(body, "NR"): pence})
        what: Any
        if way == "allocate":
            what = Allocation(strand=NON_RECURRENT, pence=sign * pence, issuer="DH")
            change[body, "NR"] = sign * pence
        elif way == "brought":
            what = BroughtForward(pence=sign * pence)
            change[body, "NR"] = sign * pence
        elif way == "lodge":
            what = SurplusLodged(strand=NON_RECURRENT, pence=pence)
            change[body, "NR"] = -pence
        elif way == "headroom":
            what, change = HeadroomLodged(pence=pence), Counter({(body, "R"): -pence})
        elif way == "release":
            what = HeadroomReleased(pence=pence, case="c", category="acute")
        else:
            what = CapitalToRevenue(pence=pence)
            change[body, "capital"] = -pence
        approval = draw(st.sampled_from(["letter", "", " "]))
        self.book.post(event(what, body=body, approval=approval, effective=date(2011, 6, 1)))
        if way in ("release", "switch"):
            assert approval == "letter", "no approval was named"
        held = {"headroom": pence, "release": -pence}.get(way, 0)
        self.entitled.held[body] += held
        assert self.entitled.held[body] >= 0, "more was released than was held"
        self._flow(change)
        sequence = self.book.holdings.resource.events[-1].sequence
        self.entitled.rows[sequence] = Counter({**change, (body, "held"): held})

    def _flow(self, change: Pence) -> None:
        self.entitled.take(change)
        self.entitled.outside += sum(change.values())

    def _reverse(self, draw: Any, body: str, _pence: int) -> None:
        """Any event of that body: rows may be, and nothing that passed between bodies."""
        own = [e for e in self.book.holdings.resource.events if e.body == body]
        rows = [e for e in own if e.sequence in self.entitled.rows]
        found = draw(st.sampled_from(draw(st.sampled_from([rows or own, own]))))
        on = max(found.effective, found.notified)
        said: Any = {"effective": on, "notified": on, "by": CLUSTER, "reason": "r"}
        self.book.reverse(found.sequence, **said, reference="m", approval="letter")
        assert found.what.kind.split("-")[0] != "transfer", "a leg was reversed alone"
        back = Counter(self.entitled.rows.get(found.sequence, {}))
        if found.sequence not in self.entitled.rows:
            back = self._begun(found)
        held = back.pop((body, "held"), 0)
        self.entitled.held[body] -= held
        assert self.entitled.held[body] >= 0, "headroom was reversed that was not held"
        self._flow(Counter({key: -pence for key, pence in back.items()}))

    def _begun(self, found: Any) -> Pence:
        """What an event that the book began with had moved."""
        words = {"recurrent": "R", "non-recurrent": "NR"}
        if isinstance(found.what, Allocation):
            strand = found.what.strand
            measure = words.get(str(strand.funding), str(strand.limit))
            return Counter({(found.body, measure): found.what.pence})
        if isinstance(found.what, HeadroomLodged):
            return Counter({(found.body, "R"): -30_00, (found.body, "held"): 30_00})
        return Counter()
