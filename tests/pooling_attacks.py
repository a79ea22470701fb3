"""Attacks by hand, each of which one rule of the gate alone refuses."""

from collections.abc import Callable
from datetime import date
from typing import Any

from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.ledger.events import Event
from pctfinance.ledger.funds import FundContributed
from pctfinance.ledger.kinds import Allocation, Delegation, HeadroomReleased
from pctfinance.ledger.lines import Funding
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferApproved,
    TransferProposed,
    TransferTerms,
)
from pooling_machine import Machine
from pooling_mutants import Mutant
from pooling_settings import KEEPER, deputy, director, office

__all__ = ["ATTACKS", "Hand"]

_JULY = date(2011, 7, 1)
_NIGHT = "On-call director, 5K8"


class Hand:
    """Somebody at a book of London's, who takes steps right or wrong; each is judged at once."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.book = self.machine.book

    def propose(self, number: str = "T1", **terms: Any) -> None:
        """Camden gives Barnet £10 from July, unless told otherwise."""
        who = {"giver": "5K7", "receiver": "5A9", "pence": 10_00, "by": KEEPER, "on": "2011-06-01"}
        days = {"effective": _JULY, "purpose": "p"}
        self.book.propose_transfer(number, **{**who, **days, **terms})

    def submit(self, number: str = "T1") -> None:
        """All agree, and it goes to the SHA."""
        for side, body in self.book.transfer(number).parties:
            self.book.agree_transfer(number, side, body=body, by=office(body), on="2011-06-02")
        self.book.submit_transfer(number, by=KEEPER, on="2011-06-03")

    def approve(self, number: str = "T1", **said: Any) -> None:
        """London SHA approves all of it."""
        given: dict[str, Any] = {"authority": "Q36", "by": director("Q36"), "on": "2011-06-20"}
        given |= {"reference": "letter", "evidence": b"letter"}
        self.book.approve_transfer(number, **{**given, **said})

    def approved(self, number: str = "T1", **terms: Any) -> None:
        """Proposed, agreed, submitted and approved."""
        self.propose(number, **terms)
        self.submit(number)
        self.approve(number)

    def action(self, number: str = "T1", **said: Any) -> None:
        """All legs."""
        self.book.action_transfer(number, **{"by": KEEPER, "on": "2011-10-07", **said})

    def legs(self, number: str = "T1", **changed: Any) -> list[Event]:
        """The legs as they would be posted by hand."""
        terms = self.book.transfer(number).terms
        named = {"number": number, "digest": terms.digest, "terms": terms, "side": Side.GIVER}
        step = TransferActioned.model_validate({**named, "pence": 10_00, **changed})
        return [self.signed(leg, body) for body, leg in legs_of(step)]

    def signed(self, what: Any, body: str, day: date = _JULY) -> Event:
        """An event by hand, with a letter in name."""
        told: Any = {"effective": day, "notified": date(2011, 10, 7), "approval": "letter"}
        return event(what, body=body, **told).model_copy(update={"by": KEEPER})

    def terms(self, **changed: Any) -> TransferProposed:
        """A proposal by hand."""
        asked = {"number": "T1", "giver": "5K7", "receiver": "5A9", "pence": 10_00}
        days = {"effective": _JULY, "purpose": "p"}
        terms = TransferTerms.model_validate({**asked, **days, **changed})
        return TransferProposed(number="T1", digest=terms.digest, terms=terms)

    def case(self, case: str, pence: int = 3_00, **approved: Any) -> None:
        """Camden proposes a case of its headroom; the SHA approves it, if so told."""
        named: Any = {
            "category": "acute",
            "purpose": "p",
            "by": approved.pop("first", office("5K7")),
        }
        self.book.propose_case("5K7", case, pence, on="2011-06-01", **named)
        if approved:
            said = {"by": director("Q36"), "approval": "letter", "on": "2011-06-20"}
            self.book.approve_case("5K7", case, pence, **{**said, **approved})

    def release(self, case: str, pence: int = 3_00, category: str = "acute") -> None:
        """A release by hand."""
        what = HeadroomReleased(pence=pence, case=case, category=category)
        self.book.post(self.signed(what, "5K7"))

    def fund(self, *agree: str, **donors: int) -> None:
        """A third fund; some donors agree."""
        shares = {name.removeprefix("d"): pence for name, pence in donors.items()}
        kept: Any = {"holder": KEEPER, "by": KEEPER, "on": "2011-05-01", "purpose": "risk"}
        self.book.state_fund("F3", donors=shares, **kept)
        for body in agree:
            self.book.agree_fund("F3", body, by=office(body), on="2011-05-02")

    def give(self, fund: str, body: str, pence: int) -> None:
        """A donor earmarks."""
        self.book.contribute(fund, body, pence, by=office(body), on="2011-06-01")

    def night(self, on_call: str = "5K8", pence: int = 5_00) -> None:
        """Another body's director commits Barnet's resource."""
        said: Any = {"category": "acute", "purpose": "at night", "reference": "log"}
        said |= {"at": "2011-08-01T03:00", "by": _NIGHT, "on_call_body": on_call}
        self.book.commit_in_emergency("5A9", "E1", pence, **said)

    def reverse(self, event: Event) -> None:
        """An event is reversed."""
        said: Any = {"by": KEEPER, "reason": "r", "reference": "m", "approval": "letter"}
        self.book.reverse(event.sequence, effective="2011-11-01", notified="2011-11-01", **said)

    def last(self, kind: str) -> Event:
        """The last event of a kind."""
        events = self.book._records.ledger.events
        found: Event = next(each for each in reversed(events) if each.what.kind == kind)
        return found


def _other_digest(hand: Hand) -> None:
    hand.propose()
    hand.submit()
    of_another = hand.book.transfer("B0").terms.digest
    said = {"authority": "Q36", "pence": 10_00, "evidence_sha256": "0" * 64}
    approval = TransferApproved.model_validate({"number": "T1", "digest": of_another, **said})
    told = event(approval, body="5K7", effective=_JULY, notified=date(2011, 7, 1))
    hand.book.post(told.model_copy(update={"by": director("Q36")}))


def _other_terms(hand: Hand) -> None:
    hand.approved()
    terms = hand.book.transfer("T1").terms.model_copy(update={"receiver": "5C1"})
    digest = hand.book.transfer("T1").terms.digest
    hand.book.post(*hand.legs(terms=terms, digest=digest))


def _used(hand: Hand) -> None:
    hand.approved(kind="support", giver="Q36")
    hand.action()
    hand.book.post(*hand.legs())


def _second_leg(hand: Hand, **changed: Any) -> None:
    hand.approved()
    first, second = hand.legs()
    hand.book.post(first, second.model_copy(update=changed))


def _more_behind(hand: Hand) -> None:
    hand.approved()
    first, second = hand.legs()
    what = second.what.model_copy(update={"pence": 20_00})
    hand.book.post(first, second.model_copy(update={"what": what}))


def _alone(hand: Hand) -> None:
    hand.approved()
    hand.book.post(hand.legs()[0])


def _before_its_day(hand: Hand) -> None:
    hand.approved()
    hand.book.post(*(e.model_copy(update={"effective": date(2011, 6, 25)}) for e in hand.legs()))


def _more_than_approved(hand: Hand) -> None:
    hand.propose()
    hand.submit()
    hand.approve(pence=5_00)
    hand.book.post(*hand.legs())


def _wrongly_approved(hand: Hand, **said: Any) -> None:
    hand.propose()
    hand.submit()
    hand.approve(**said)
    hand.action()


def _own_approval(hand: Hand) -> None:
    hand.approved(by=director("Q36"))
    hand.action()


def _after_the_change(hand: Hand) -> None:
    hand.approved()
    hand.action(effective=date(2011, 10, 3))


def _condition(hand: Hand) -> None:
    hand.propose()
    hand.submit()
    hand.approve(conditions=("plan",))
    hand.action()


def _reverses(hand: Hand, **terms: Any) -> None:
    back = {"giver": "5A9", "receiver": "5K7", "reverses": "B0"}
    hand.approved(**{**back, **terms})
    hand.action()


def _less_back(hand: Hand) -> None:
    hand.propose(giver="5A9", receiver="5K7", reverses="B0")
    hand.submit()
    hand.approve(pence=1)
    hand.action()


def _of_loan(hand: Hand, **terms: Any) -> None:
    of = {"kind": "repayment", "of_loan": "B0", "giver": "5A9", "receiver": "5K7", **terms}
    hand.book.post(hand.signed(hand.terms(**of), of["giver"]).model_copy(update=_EARLY))
    hand.submit()
    hand.approve()
    hand.action()


_EARLY = {"notified": date(2011, 6, 1)}


def _return(hand: Hand, **terms: Any) -> None:
    hand.approved(kind="return", giver="Q36", receiver="5K7", lodgement="L0", **terms)
    hand.action()


def _proposed_again(hand: Hand) -> None:
    hand.approved()
    hand.propose(pence=20_00, on="2011-06-21")


def _fund_not_standing(hand: Hand) -> None:
    hand.fund("5K7", d5K7=5_00, d5A9=5_00)
    hand.give("F3", "5K7", 5_00)


def _fund_not_there(hand: Hand) -> None:
    hand.fund("5K7", "5A9", d5K7=200_00, d5A9=5_00)
    hand.give("F3", "5K7", 200_00)


def _fund_strand(hand: Hand) -> None:
    hand.fund("5K7", "5A9", d5K7=5_00, d5A9=5_00)
    what = FundContributed(fund="F3", pence=5_00, funding=Funding.RECURRENT)
    hand.book.post(hand.signed(what, "5K7").model_copy(update={"by": office("5K7")}))


def _respread(hand: Hand) -> None:
    asked: Any = {"effective": _JULY, "by": KEEPER, "on": "2011-06-01", "purpose": "p"}
    hand.book.propose_respread("T1", fund="F1", excused="5K7", pence=3_00, **asked)
    hand.submit()
    hand.approve()
    hand.action()


def _waived(hand: Hand) -> None:
    asked: Any = {"by": office("5K7"), "on": "2011-06-01", "reason": "deficit"}
    hand.book.waive_contribution("F1", "5K7", pence=3_00, **asked)


def _settled(hand: Hand, **said: Any) -> None:
    hand.night()
    told: Any = {"by": office("5A9"), "on": "2011-08-02", "reference": "m", **said}
    hand.book.regularise_commitment("5A9", "E1", **told)


def _unapproved_release(hand: Hand) -> None:
    what = HeadroomReleased(pence=3_00, case="c", category="acute")
    hand.book.post(hand.signed(what, "5K7").model_copy(update={"approval": " "}))


def _tunnel(hand: Hand) -> None:
    named: Any = {"category": "acute", "delegate": "07M", "strand": RECURRENT}
    named |= {"taken_from": "unallocated"}
    rows = (("5A9", -10_00), ("5C1", 10_00))
    hand.book.post(*(event(Delegation(pence=p, **named), body=body) for body, p in rows))


def _not_there(hand: Hand) -> None:
    hand.propose(pence=200_00)
    hand.submit()


def _from_elsewhere(hand: Hand) -> None:
    hand.book.post(hand.signed(hand.terms(kind="support", giver="5AT"), "5A9"))


def _inside(hand: Hand) -> None:
    what = Allocation(strand=NON_RECURRENT, pence=5_00, issuer="5K7")
    hand.book.post(event(what))


def _reversed_leg(hand: Hand) -> None:
    hand.approved()
    hand.action()
    hand.machine.look()
    hand.reverse(hand.last("transfer-actioned"))


def _twice(hand: Hand) -> None:
    hand.book.post(event(Allocation(strand=NON_RECURRENT, pence=5_00, issuer="DH")))
    found = hand.last("allocation")
    hand.reverse(found)
    hand.reverse(found)


def _not_approved(hand: Hand) -> None:
    hand.case("C1")
    hand.release("C1")


def _conditional(hand: Hand) -> None:
    hand.case("C1", conditions=("plan",))
    hand.release("C1")


ATTACKS: dict[Mutant, Callable[[Hand], None]] = {
    Mutant("transfer.digest", "it is of other terms"): _other_digest,
    Mutant("transfer.digest", "its terms are not those"): _other_terms,
    Mutant("transfer.used", "its approval was used"): _used,
    Mutant("transfer.state", "its number is used"): _proposed_again,
    Mutant("transfer.legs", "its other leg does not follow"): _more_behind,
    Mutant("transfer.legs", "its other leg is posted to"): lambda h: _second_leg(h, body="5C1"),
    Mutant("transfer.legs", "its legs count from"): lambda h: _second_leg(
        h, effective=date(2011, 8, 1)
    ),
    Mutant("transfer.legs", "one of its legs is posted without"): _alone,
    Mutant("transfer.legs", "it counts from"): _before_its_day,
    Mutant("transfer.amount", "it moves"): _more_than_approved,
    Mutant("transfer.amount", "it approves more"): lambda h: _wrongly_approved(h, pence=11_00),
    Mutant("transfer.competence", "competent on"): _after_the_change,
    Mutant("transfer.officer", "is no office of"): lambda h: _wrongly_approved(
        h, by=director("LON")
    ),
    Mutant("transfer.officer", "is in office from"): lambda h: _wrongly_approved(
        h, on="2011-10-05"
    ),
    Mutant("transfer.officer", "may sign up to"): lambda h: _wrongly_approved(h, by=deputy("Q36")),
    Mutant("transfer.own-approval"): _own_approval,
    Mutant("transfer.conditions", "are not met"): _condition,
    Mutant("transfer.terms", "it reverses"): lambda h: _reverses(h, reverses="T9"),
    Mutant("transfer.terms", "it does not give back"): lambda h: _reverses(
        h, giver="5C1", reverses="B0"
    ),
    Mutant("transfer.terms", "is no holder"): _from_elsewhere,
    Mutant("transfer.terms", "has no ledger in this book"): lambda h: h.propose(receiver="5AT"),
    Mutant("transfer.resource"): _not_there,
    Mutant("loan.reversal", "is given back whole"): _less_back,
    Mutant("loan.parties"): lambda h: _of_loan(h, giver="5C9"),
    Mutant("loan.exceeds"): lambda h: _of_loan(h, pence=20_00),
    Mutant("ledger.exceeds"): lambda h: h.release("c", 31_00),
    Mutant("lodgement.exceeds"): lambda h: _return(h, pence=16_00),
    Mutant("fund.share"): lambda h: h.give("F1", "5K7", 1),
    Mutant("fund.state"): _fund_not_standing,
    Mutant("fund.spread"): _respread,
    Mutant("fund.resource"): _fund_not_there,
    Mutant("fund.unsigned"): _waived,
    Mutant("fund.strand"): _fund_strand,
    Mutant("headroom.not-competent"): lambda h: h.case("C1", authorities=("LON",)),
    Mutant("headroom.officer"): lambda h: h.case("C1", by=KEEPER),
    Mutant("headroom.own-decision"): lambda h: h.case(
        "C1", first=director("Q36"), approval="letter"
    ),
    Mutant("headroom.exceeds-case"): lambda h: h.release("C0", 9_00),
    Mutant("headroom.condition"): _conditional,
    Mutant("headroom.category"): lambda h: h.release("C0", category="community"),
    Mutant("headroom.not-approved"): _not_approved,
    Mutant("commitment.own-settlement"): lambda h: _settled(h, by=_NIGHT),
    Mutant("commitment.own-resource"): lambda h: h.night(on_call="5A9"),
    Mutant("commitment.exceeds"): lambda h: _settled(h, pence=6_00),
    Mutant("input.issuer-inside"): _inside,
    Mutant("approval.missing"): _unapproved_release,
    Mutant("delegation.unapproved-move"): _tunnel,
    Mutant("ledger.refused", "cannot be reversed"): _reversed_leg,
    Mutant("ledger.already", "was reversed before"): _twice,
}
"""For each rule of the gate an attack that it refuses, and that no other rule does."""
