"""Rows, funds, headroom, months, commitments, recharges: what moves no limit of another body."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, NON_RECURRENT, RECURRENT, event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BroughtForward,
    BudgetIssued,
    CapitalToRevenue,
    ContingencySet,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
    PlannedSurplus,
    SurplusLodged,
    What,
)
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from pooling_forgeries import field_edited
from pooling_oracle import Entitlement, Setting
from pooling_settings import KEEPER, deputy, director, office

__all__ = ["Rows"]

_PENCE = st.sampled_from([1, 3_00, 10_00, 40_00])
_WAYS = (
    *("post", "post", "post", "inside", "tunnel", "reverse", "reverse", "lapse", "write_off"),
    *("give", "waive", "recharge", "apportion", "emergency", "settle", "settle"),
    *("month", "late", "case", "case", "case", "exempt"),
)
_MONTHS = st.sampled_from(["M1", "M1", "M2", "M3"])


class Rows:
    """The calls that are no steps of a transfer."""

    book: Any
    setting: Setting
    entitled: Entitlement
    made = 0

    def _row(self, draw: Any) -> None:
        """One of them, for one body."""
        way = draw(st.sampled_from(_WAYS))
        body = draw(st.sampled_from(self.setting.actors))
        getattr(self, f"_{way}")(draw, body, draw(_PENCE))

    def _again(self, draw: Any) -> None:
        """Events that the book took before are posted again by hand, with other parts."""
        events = self.book._records.ledger.events
        near = draw(st.booleans())
        taken = draw(
            st.lists(st.sampled_from(events[-12:] if near else events), min_size=1, max_size=3)
        )
        clean = [e.model_copy(update={"sequence": 0, "recorded_at": None}) for e in taken]
        self.book.post(*(field_edited(self, draw, each) for each in clean))

    def _post(self, draw: Any, body: str, pence: int) -> None:
        """A row of an input, of any kind."""
        approval = draw(st.sampled_from(["letter", "letter", "", " "]))
        day = draw(st.sampled_from([date(2011, 4, 1), date(2011, 6, 1), date(2011, 11, 1)]))
        what = draw(st.sampled_from(self._whats(draw, pence)))
        self.book.post(event(what, body=body, approval=approval, effective=day))

    def _whats(self, draw: Any, pence: int) -> list[What]:
        strand = draw(st.sampled_from([RECURRENT, NON_RECURRENT]))
        signed = draw(st.sampled_from([1, 1, -1])) * pence
        own = draw(st.sampled_from([Delegation.model_fields["taken_from"].default, "unallocated"]))
        acute: dict[str, Any] = {"strand": strand, "category": "acute"}
        named: dict[str, Any] = {**acute, "delegate": self.setting.delegate, "taken_from": own}
        changes = tuple(
            BudgetChange(strand=strand, category=name, pence=change)
            for name, change in (("acute", -pence), ("community", pence))
        )
        hoped = {"strand": ANTICIPATED, "tranche": "X"}
        return [
            Allocation(strand=strand, pence=signed, issuer="DH"),
            BroughtForward(pence=signed),
            SurplusLodged(strand=strand, pence=pence),
            HeadroomLodged(pence=pence),
            HeadroomSetAside(pence=pence),
            HeadroomReleased(
                pence=pence, case=draw(st.sampled_from(["c", "C0"])), category="acute"
            ),
            CapitalToRevenue(pence=pence),
            AppliedNonRecurrently(pence=pence, category="acute"),
            ContingencySet(strand=strand, pence=signed),
            PlannedSurplus(strand=strand, pence=signed),
            BudgetIssued(pence=signed, **acute),
            Delegation(pence=signed, **named),
            Virement(strand=strand, pence=pence, from_category="acute", category="community"),
            Rebasing(changes=changes),
            Allocation(pence=pence, issuer="DH", **hoped),
            BudgetIssued(pence=pence, category="acute", **hoped),
            AnticipatedSettled(tranche="X", confirmed_pence=pence, issuer="DH"),
        ]

    def _inside(self, draw: Any, body: str, pence: int) -> None:
        """A member issues an allocation: were it taken, the limit would tell."""
        issuer = draw(st.sampled_from([*self.setting.actors, self.setting.group]))
        self.book.post(event(Allocation(strand=RECURRENT, pence=pence, issuer=issuer), body=body))

    def _tunnel(self, draw: Any, body: str, pence: int) -> None:
        """One command takes a delegate's budget back here and delegates as much there."""
        named: Any = {"category": "acute", "delegate": self.setting.delegate, "strand": RECURRENT}
        given = (("unallocated", self.setting.actors[1], -pence), ("unallocated", body, pence))
        rows = [
            event(Delegation(pence=moved, taken_from=own, **named), body=whose)
            for own, whose, moved in given
        ]
        self.book.post(*draw(st.permutations(rows)))

    def _reverse(self, draw: Any, body: str, _pence: int) -> None:
        """Any event of that body: rows may be, and nothing that passed between bodies."""
        own = [e for e in self.book._records.ledger.events if e.body == body]
        rows = [e for e in own if e.sequence in self.entitled.rows]
        found = draw(st.sampled_from(draw(st.sampled_from([rows or own, own]))))
        on = max(found.effective, found.notified)
        said: Any = {"effective": on, "notified": on, "by": KEEPER, "reason": "r"}
        approval = draw(st.sampled_from(["letter", "letter", ""]))
        self.book.reverse(found.sequence, **said, reference="m", approval=approval)

    def _lapse(self, draw: Any, body: str, pence: int) -> None:
        told: Any = {"by": office(body), "reason": "r", "reference": "m", "on": "2012-03-31"}
        held = draw(st.sampled_from(["authority", "authority", "body"]))
        self.book.lapse_headroom(body, pence, held_by=held, **told)

    def _write_off(self, draw: Any, body: str, pence: int) -> None:
        whose, name = draw(st.sampled_from([*self.entitled.lodged, (body, "N0")]))
        authority = draw(st.sampled_from(self.setting.competent[body][0]))
        asked: Any = {"authority": authority, "by": KEEPER, "reason": "r", "reference": "m"}
        self.book.lapse_lodgement(whose, name, pence, on="2011-12-01", **asked)

    # Funds.

    def _give(self, draw: Any, body: str, pence: int) -> None:
        fund = draw(st.sampled_from(["F1", "F1", "F2"]))
        self.book.contribute(fund, body, pence, by=office(body), on="2011-06-01")

    def _waive(self, draw: Any, body: str, pence: int) -> None:
        by = draw(st.sampled_from([KEEPER, KEEPER, office(body)]))
        asked: Any = {"by": by, "on": "2011-06-01", "reason": "deficit"}
        fund = draw(st.sampled_from(["F1", "F1", "F2"]))
        self.book.waive_contribution(fund, body, pence=pence, **asked)

    # What passes as cost, and what is committed at night.

    def _recharge(self, draw: Any, body: str, pence: int) -> None:
        self.made += 1
        given: Any = {"provider": self.setting.bodies[-1], "recipient": body, "category": "team"}
        given |= {"purpose": "team", "by": KEEPER, "month": draw(st.sampled_from(["M1", "M8"]))}
        self.book.recharge(f"X{self.made}", pence=pence, approved_by=office(body), **given)

    def _apportion(self, draw: Any, body: str, pence: int) -> None:
        self.made += 1
        weights = {each: place for place, each in enumerate(self.setting.bodies, 1)}
        stated: Any = {"from_month": "M1", "source": "s", "by": KEEPER, "on": "2011-04-02"}
        self.book.state_sharing_basis(
            "team", host=self.setting.bodies[-1], kind="staff", weights=weights, **stated
        )
        charged: Any = {"category": "team", "by": KEEPER, "approved_by": office(body)}
        charged |= {"number": f"S{self.made}", "purpose": "team"}
        self.book.apportion("team", draw(_MONTHS), cost_pence=pence, **charged)

    def _emergency(self, draw: Any, body: str, pence: int) -> None:
        self.made += 1
        whose = draw(st.sampled_from([self.setting.bodies[-1], self.setting.actors[0]]))
        night: Any = {"category": "acute", "purpose": "at night", "on_call_body": whose}
        night |= {"by": f"On-call director, {whose}", "reference": "log"}
        number = f"E{draw(st.integers(0, 1))}"
        self.book.commit_in_emergency(body, number, pence, at="2011-08-01T03:00", **night)

    def _settle(self, draw: Any, body: str, pence: int) -> None:
        """What was committed at night is regularised or disputed, by its body or by who did it."""
        number = f"E{draw(st.integers(0, 1))}"
        offices = [office(body), office(body), f"On-call director, {self.setting.bodies[-1]}"]
        said: Any = {"by": draw(st.sampled_from(offices)), "on": "2011-08-02", "reference": "m"}
        if draw(st.booleans()):
            amount = draw(st.sampled_from([None, pence]))
            self.book.regularise_commitment(body, number, amount, **said)
        else:
            self.book.dispute_commitment(body, number, pence, reason="r", **said)

    # Months.

    def _month(self, draw: Any, body: str, _pence: int) -> None:
        """A step of a month; a month that is not open takes nothing in its own days."""
        way = draw(st.sampled_from(["submit", "submit", "return", "close", "close", "reopen"]))
        month, by = draw(_MONTHS), office(body)
        if way == "close":
            self.book.run_controls(month, by=by, bodies=body)
            self.book.close_month(body, month, by=by, accept="known")
        elif way == "submit":
            self.book.submit_month(body, month, by=by)
        elif way == "return":
            self.book.return_month(body, month, by=by, reason="r")
        else:
            self.book.reopen_month(body, month, by=by, reason="r")

    def _late(self, draw: Any, body: str, pence: int) -> None:
        """Documents of the first months, whatever became of them."""
        day = draw(st.sampled_from([date(2011, 4, 1), date(2011, 5, 1)]))
        strand = draw(st.sampled_from([RECURRENT, NON_RECURRENT]))
        sign = draw(st.sampled_from([1, -1]))
        whats = [
            Allocation(strand=strand, pence=sign * pence, issuer="DH"),
            BudgetIssued(strand=strand, pence=sign * pence, category="acute"),
        ]
        told = date(2011, 11, 1)
        self.book.post(event(draw(st.sampled_from(whats)), body=body, effective=day, notified=told))

    # Business cases.

    def _case(self, draw: Any, body: str, pence: int) -> None:
        """Any step of a case, by any office."""
        case = draw(st.sampled_from(["C0", "C1", "C1", "C2"]))
        after = draw(st.booleans())
        codes = self.setting.competent[body][after]
        on = "2011-10-05" if after else "2011-06-20"
        way = draw(
            st.sampled_from(
                ["propose", "approve", "approve", "meet", "release", "release", "other"]
            )
        )
        by = draw(
            st.sampled_from([director(codes[0])] * 3 + [deputy(codes[0]), office(body), KEEPER])
        )
        if way == "propose":
            asked: Any = {"category": "acute", "purpose": "p", "by": office(body)}
            self.book.propose_case(body, case, pence, on="2011-06-01", **asked)
        elif way == "approve":
            held = draw(st.sampled_from([(), (), ("plan",)]))
            said: Any = {"by": by, "approval": "letter", "conditions": held}
            who = draw(st.sampled_from([None, None, codes[:1], (codes[0], "DH")]))
            self.book.approve_case(body, case, pence, on=on, authorities=who, **said)
        elif way == "meet":
            shown: Any = {"by": office(body), "on": on, "reference": "m"}
            self.book.meet_case_condition(body, case, 1, **shown)
        elif way == "release":
            self.book.release_headroom(
                body, case, pence, by=office(body), on=on, reference="release"
            )
        else:
            ends: Any = {"reason": "r", "on": on}
            step = draw(st.sampled_from(["refuse", "lapse", "spend"]))
            if step == "refuse":
                self.book.refuse_case(body, case, by=by, **ends)
            elif step == "lapse":
                self.book.lapse_case(body, case, by=office(body), **ends)
            else:
                self.book.state_spend(body, case, "M8", pence, by=office(body))

    def _exempt(self, draw: Any, body: str, pence: int) -> None:
        code = self.setting.competent[body][0][0]
        by = draw(st.sampled_from([director(code), deputy(code), office(body)]))
        said: Any = {"by": by, "reason": "r", "approval": "letter", "on": "2011-06-20"}
        self.book.exempt(body, pence, **said)
