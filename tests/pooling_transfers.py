"""The steps of transfers in the search for pooling: as they should be taken, and otherwise."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from pctfinance.ledger.lines import Limit
from pooling_oracle import CHANGE, Entitlement, Setting
from pooling_settings import KEEPER, deputy, director, office

__all__ = ["DAYS", "KINDS", "PENCE", "TransferSteps"]

PENCE = st.sampled_from([1, 3_00, 10_00, 40_00])
DAYS = st.sampled_from([date(2011, 7, 1), date(2011, 7, 1), date(2011, 10, 3)])
KINDS = (
    *("straight", "straight", "capital", "delegate", "loan", "repayment", "support", "lodgement"),
    *("return", "switch", "redirect", "draw", "draw headroom", "re-spread", "back", "write-off"),
    "reschedule",
)
WAYS = {"proposed": "agree", "agreed": "submit", "submitted": "approve", "approved": "action"}
_BEFORE, _AFTER = date(2011, 6, 20), date(2011, 10, 5)


class TransferSteps:
    """Proposes transfers of every kind, and takes them through their steps."""

    book: Any
    setting: Setting
    entitled: Entitlement
    made = 0

    def _transfers(self) -> dict[str, Any]:
        raise AssertionError

    def _step(self, draw: Any) -> None:
        """Any step of any transfer, in any state."""
        going = [n for n, t in self._transfers().items() if t.state.value in WAYS]
        number = draw(st.sampled_from(going or ["L0"]))
        way = draw(st.sampled_from([*WAYS.values(), "meet", "end"]))
        getattr(self, f"_{way}")(draw, number, sane=False)

    def _next(self, draw: Any, *, sane: bool = True) -> None:
        """The next step of the transfer that was proposed last."""
        found = self._transfers().get(f"N{self.made}")
        if found is None:
            return
        if found.state.value not in WAYS:  # what is over is not done again
            if not sane:
                self._action(draw, found.terms.number, sane=False)
            return
        way = WAYS[found.state.value]
        way = "meet" if way == "action" and found.open_conditions and sane else way
        if not sane:  # a step too early, or too late
            way = draw(st.sampled_from([way, way, *WAYS.values()]))
        getattr(self, f"_{way}")(draw, found.terms.number, sane=sane)

    def _propose(self, draw: Any) -> None:
        self.made += 1
        # Every kind in its turn, so that none is left to chance.
        kind = KINDS[(draw(st.integers(0, 999)) + 5 * self.made) % len(KINDS)]
        number, pence = f"N{self.made}", draw(PENCE)
        body, other = draw(st.permutations(self.setting.actors))[:2]
        by = draw(st.sampled_from([*[KEEPER] * 7, director(self._authority(body, draw(DAYS)))]))
        day = draw(DAYS)
        asked: dict[str, Any] = {"effective": day, "by": by, "on": "2011-06-01", "purpose": "p"}
        if kind in ("draw", "draw headroom"):
            fund, most = ("F1", 10_00) if kind == "draw" else ("F2", 3_00)
            cash = draw(st.sampled_from([0, 0, 2_00]))
            if draw(st.booleans()) and self.setting.others:
                body = self.setting.others[0]
            asked |= {"fund": fund, "receiver": body, "pence": min(pence, most), "cash_pence": cash}
            self.book.propose_draw(number, **asked)
        elif kind == "re-spread":
            self.book.propose_respread(number, fund="F1", excused=body, pence=pence, **asked)
        elif kind in ("repayment", "write-off", "reschedule"):
            self._of_loan(draw, number, kind, pence, asked)
        else:
            terms = self._terms(draw, kind, body, other)
            if set(_named(terms)) <= {self.setting.signer}:
                asked["by"] = office(self.setting.signer)
            self.book.propose_transfer(number, **{"pence": pence, **asked, **terms})

    def _of_loan(
        self, draw: Any, number: str, kind: str, pence: int, asked: dict[str, Any]
    ) -> None:
        loan = draw(st.sampled_from(self.entitled.loans or ["N0"]))
        if kind == "repayment":
            del asked["purpose"]
            self.book.propose_repayment(number, loan, pence=pence, **asked)
        elif kind == "write-off":
            self.book.propose_write_off(number, loan, pence=pence, **asked)
        else:
            left = self.entitled.sums["owed", loan]
            self.book.propose_rescheduling(number, loan, [("2012-13", left)], **asked)

    def _terms(  # noqa: PLR0911 - one answer for each kind
        self, draw: Any, kind: str, body: str, other: str
    ) -> dict[str, Any]:
        funding = draw(st.sampled_from(["recurrent", "non-recurrent"]))
        straight: dict[str, Any] = {"giver": body, "receiver": other}
        sha = self._authority(body, draw(DAYS))
        if kind == "straight":
            return {**straight, "funding": funding, "cash_pence": draw(st.sampled_from([0, 2_00]))}
        if kind == "capital":
            return {**straight, "limit": "capital"}
        if kind == "delegate":
            named = {"delegate": self.setting.delegate, "category": "acute", "funding": "recurrent"}
            return {**straight, **named, "giver": self.setting.actors[1]}
        if kind == "loan":
            parts = [("2011-12", 4_00), ("2012-13", 6_00)]
            return {**straight, "kind": kind, "pence": 10_00, "repayments": parts}
        if kind == "support":
            return {"kind": kind, "giver": sha, "receiver": other, "funding": funding}
        if kind == "lodgement":
            taken = draw(st.sampled_from(["unallocated", "planned surplus"]))
            return {"kind": kind, "giver": body, "receiver": sha, "taken_from": taken}
        if kind == "return":
            whose, name = draw(st.sampled_from([*self.entitled.lodged, (body, "N0")]))
            whose = draw(st.sampled_from([whose, whose, other]))
            return {"kind": kind, "giver": sha, "receiver": whose, "lodgement": name}
        if kind == "switch":
            to = draw(st.sampled_from([body, body, other]))
            return {"kind": kind, "giver": body, "receiver": to, "limit": "capital"}
        if kind == "redirect":
            giver = draw(st.sampled_from([self.setting.actors[0], body]))
            return {"kind": kind, "giver": giver, "receiver": other}
        return self._opposite(draw)

    def _opposite(self, draw: Any) -> dict[str, Any]:
        """The opposite of a transfer that was actioned, or nearly so."""
        done = [n for n, each in self.entitled.transfers.items() if each.state == "actioned"]
        number = draw(st.sampled_from(done))
        terms = self._transfers()[number].terms
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
        off = draw(st.sampled_from(["", "", "pence", "receiver", "giver"]))
        if off == "pence":
            back["pence"] = draw(PENCE)
        elif off:
            back[off] = draw(st.sampled_from(self.setting.actors))
        return back

    def _authority(self, body: str, day: date) -> str:
        return self.setting.competent[body][day >= CHANGE][0]

    def _by(self, found: Any) -> str:
        """The office that submits and actions: of the body alone where it stated its offices."""
        alone = set(found.terms.bodies) <= {self.setting.signer}
        return office(self.setting.signer) if alone else KEEPER

    def _agree(self, draw: Any, number: str, *, sane: bool) -> None:
        found = self._transfers()[number]
        for side, body in found.parties:
            if (side, body) in found.agreed:
                continue
            others = [office(body), KEEPER, director(self._authority(body, draw(DAYS)))]
            by = office(body) if sane else draw(st.sampled_from(others))
            self.book.agree_transfer(number, side, body=body, by=by, on="2011-06-02")
            if not sane:
                return

    def _submit(self, _draw: Any, number: str, **_: Any) -> None:
        found = self._transfers()[number]
        self.book.submit_transfer(number, by=self._by(found), on="2011-06-03")

    def _approve(self, draw: Any, number: str, *, sane: bool) -> None:
        terms = self._transfers()[number].terms
        on = _AFTER if terms.effective >= CHANGE else _BEFORE
        pence, cash = terms.pence, terms.cash_pence
        conditions = draw(st.sampled_from([(), (), ("plan",)]))
        if terms.kind != "loan" and draw(st.booleans()):
            pence = draw(st.sampled_from([1, terms.pence, min(5_00, terms.pence)]))
        codes = sorted(self.setting.needed(terms.bodies, terms.effective))
        for place, authority in enumerate(codes):
            by, day, code = director(authority), on, authority
            if not sane:
                code = draw(st.sampled_from(sorted(self.setting.offices)))
                day = draw(st.sampled_from([_BEFORE, _AFTER, on]))
                signs = (director(code), deputy(code), director(authority), KEEPER)
                by = draw(st.sampled_from([*signs, office(terms.bodies[0])]))
                pence = draw(st.sampled_from([terms.pence, terms.pence + 1, 5_00]))
                cash = draw(st.sampled_from([terms.cash_pence, terms.cash_pence + 9_00]))
            given = {"reference": "letter", "evidence": b"letter", "pence": pence}
            given |= {"cash_pence": cash, "conditions": () if place else conditions}
            self.book.approve_transfer(number, authority=code, by=by, on=day, **given)
            if not sane:
                return

    def _meet(self, _draw: Any, number: str, **_: Any) -> None:
        self.book.meet_transfer_condition(number, "plan", by=KEEPER, on="2011-10-06")

    def _end(self, draw: Any, number: str, **_: Any) -> None:
        outcome = draw(st.sampled_from(["rejected", "returned", "withdrawn", "expired"]))
        asked: dict[str, Any] = {"by": KEEPER, "on": "2011-06-25", "reason": "r"}
        terms = self._transfers()[number].terms
        if outcome in ("rejected", "returned"):
            on = _AFTER if terms.effective >= CHANGE else date(2011, 6, 25)
            authority = min(self.setting.needed(terms.bodies, terms.effective))
            asked |= {"by": director(authority), "authority": authority, "on": on}
        elif outcome == "expired":
            asked["on"] = "2012-03-31"
        self.book.end_transfer(number, outcome, **asked)

    def _action(self, draw: Any, number: str, *, sane: bool) -> None:
        effective = None if sane else draw(st.none() | DAYS)
        found = self._transfers()[number]
        self.book.action_transfer(number, by=self._by(found), on="2011-10-07", effective=effective)


def _named(terms: dict[str, Any]) -> list[str]:
    """The bodies that terms name: of these kinds one party is the authority."""
    sides = {"support": ["receiver"], "return": ["receiver"], "lodgement": ["giver"]}
    return [terms[side] for side in sides.get(terms.get("kind", ""), ["giver", "receiver"])]
