"""What the machine does with transfers: rules that take their steps, as they should be and spoilt."""

from datetime import date
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from machine_draws import days, looks, notified
from machine_transfers import ENDS, STEPS, Said, TransferSteps, director
from machine_words import FIRST, LAST, OFFICERS, OVERSEERS, USED, Look
from pctfinance.decisions.refusals import TransferStateError
from pctfinance.errors import UnknownNameError
from reference_acts import CAP, NR, Offer, R
from reference_decisions import SHA, SHA_CLUSTER, numbers_of, transfer_of
from reference_kinds import back_of

__all__ = ["PAIRS", "Decisions", "says"]

PAIRS = st.sampled_from(
    [
        *([USED, USED[::-1]] * 3),
        *(("5A9", "5ET"), ("5ET", "5A9"), ("5ET", "5N5"), ("5N5", "5ET")),
    ]
)
"""Who gives to whom; those elsewhere only in a book that has them."""

NUMBERS = st.sampled_from(["T1", "T2", "T3", "T4"])
_SIDES = ("giver", "receiver")


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """Terms of a transfer, most often such as can be."""
    giver, receiver = draw(PAIRS)
    delegate = draw(st.sampled_from(["", "", "", "07M"]))
    offer = Offer(
        giver,
        receiver,
        draw(st.sampled_from([R, R, R, CAP, NR]) if not delegate else st.sampled_from([R, R, CAP])),
        draw(st.integers(1, 80)),
        draw(st.dates(FIRST, date(2011, 6, 30)) | days),
        draw(st.sampled_from([0, 0, 0, 5, 20])),
        delegate,
        "acute" if delegate else "",
    )
    match draw(st.integers(0, 19)):
        case 0:
            return offer._replace(receiver=draw(st.sampled_from([giver, "Q36", "NCL"])))
        case 1:
            return offer._replace(effective=draw(st.sampled_from([date(2011, 3, 31), LAST])))
        case 2:
            return offer._replace(category="" if delegate else "acute")
        case 3:
            return offer._replace(giver="Q36")
    return offer


says = st.tuples(
    st.integers(0, 40),  # days after the step before
    st.sampled_from([0, 0, 0, 0, 1, 30]),  # less than what is asked
    st.sampled_from([(), (), ("a plan",), ("a plan", "a plan", "a budget")]),
)
spoils = st.sampled_from([*[""] * 12, "by", "by", "day", "terms", "more", "authority", "later"])
offices = st.sampled_from(["", "Finance, SHA", "Chief, SHA", " director,  5A9", "Director, 5C1"])


class Decisions(TransferSteps):
    """Transfers between bodies, and who may decide on them."""

    asked_for_nothing = False

    @rule(
        number=NUMBERS, offer=offers(), day=notified, by=offices | st.just("Director"), look=looks
    )
    def offer(self, *, number: str, offer: Offer, day: date, by: str, look: Look) -> None:
        """A transfer is proposed, by whomever, under a number that may be used."""
        self.propose(number, self.within(offer), Said(by, day), look)

    @precondition(lambda self: bool(numbers_of(self.model.entries)))
    @rule(
        data=st.data(),
        step=st.sampled_from([*[""] * 6, *STEPS, *ENDS]),
        drawn=says,
        spoilt=spoils,
        look=looks,
    )
    def step_of_transfer(
        self, *, data: st.DataObject, step: str, drawn: tuple[Any, ...], spoilt: str, look: Look
    ) -> None:
        """The step that a transfer waits for, or any other; as it should be, or spoilt."""
        number = data.draw(st.sampled_from(numbers_of(self.model.entries)))
        step = step or self.next_of(number)
        said = self.as_it_should_be(step, number, drawn)
        match spoilt:
            case "by":
                said = said._replace(by=data.draw(offices))
            case "day":
                said = said._replace(on=data.draw(notified))
            case "terms":
                said = said._replace(other_terms=True, side=data.draw(st.sampled_from(_SIDES)))
            case "more":
                said = said._replace(less=-1, conditions=("another",))
            case "authority":
                said = said._replace(
                    authority=data.draw(st.sampled_from([SHA, SHA_CLUSTER, "X", *OVERSEERS]))
                )
            case "later":
                said = said._replace(effective=data.draw(st.dates(FIRST, LAST)))
        self.take(step, number, said, look)

    @rule(
        number=NUMBERS,
        offer=offers(),
        day=st.dates(FIRST, date(2011, 5, 31)) | notified,
        drawn=says,
        last=st.sampled_from([*STEPS[1:], *["actioned"] * 4, *ENDS]),
        look=looks,
    )
    def transfer_as_far_as(
        self,
        *,
        number: str,
        offer: Offer,
        day: date,
        drawn: tuple[Any, ...],
        last: str,
        look: Look,
    ) -> None:
        """A transfer from its proposal as far as it should come, or until a step is refused."""
        offer = self.within(offer)
        self.go(number, offer, Said(director(offer.receiver), day), look, drawn=drawn, last=last)

    @precondition(lambda self: bool(self.moved()))
    @rule(data=st.data(), drawn=says, wrong=st.integers(-4, 1), look=looks)
    def give_back(
        self, *, data: st.DataObject, drawn: tuple[Any, ...], wrong: int, look: Look
    ) -> None:
        """What was actioned is given back by another transfer; now and then not quite."""
        of = data.draw(st.sampled_from(self.moved()))
        found = transfer_of(self.model.entries, of)
        assert found.offer is not None
        assert found.last is not None
        given = found.offer
        pence, cash = found.approved
        day = data.draw(st.just(given.effective) | days)
        back = back_of(of, given, (pence + max(wrong, 0), cash), day)
        if data.draw(st.integers(0, 9)) == 0:
            kind = data.draw(st.sampled_from(["straight", "return", "lodgement", "redirect"]))
            back = back._replace(kind=kind)
        if back.kind == "lodgement" and back.receiver in self.used:
            back = back._replace(receiver=SHA)
        if back.kind in ("return", "support") and back.giver in self.used:
            back = back._replace(giver=SHA)
        number = f"{of}R{data.draw(st.integers(1, 2))}"
        said = Said(director(given.giver), found.last.notified)
        self.go(number, back, said, look, drawn=(drawn[0], 0, ()), last="actioned")

    @rule(
        of=st.sampled_from([SHA, SHA_CLUSTER, *USED]),
        most=st.sampled_from([None, 30, 10**9]),
        first=st.sampled_from([FIRST, date(2011, 8, 1)]),
        last=st.sampled_from([LAST, date(2011, 9, 30)]),
    )
    def officers(self, *, of: str, most: int | None, first: date, last: date) -> None:
        """Others may sign from now on; what was signed stays as it is."""
        office = director(of) if of in USED else "Chief, SHA"
        self.name_officers(
            of, (OFFICERS[0]._replace(office=office, most=most, first=first, last=last),)
        )

    @precondition(lambda self: not self.asked_for_nothing)
    @rule(look=looks)
    def no_such_transfer(self, look: Look) -> None:
        """A step of a transfer that nobody proposed is no step: nothing is kept of it."""
        self.asked_for_nothing = True
        head = self.book.head
        with pytest.raises(TransferStateError):
            self.book.submit_transfer("T9", by="Director", on=look.known or FIRST)
        with pytest.raises(UnknownNameError):  # a cluster of SHAs holds no resource
            self.book.propose_transfer(
                "T9",
                kind="lodgement",
                giver=USED[0],
                receiver=SHA_CLUSTER,
                pence=1,
                effective=FIRST,
                purpose="surplus",
                by="Director",
                on=FIRST,
            )
        assert self.book.head == head

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def transfers_stand(self) -> None:
        """Each transfer is where its steps led, with what was approved of it."""
        if not self.is_due(2, 4):
            return
        entries = self.model.entries
        found = self.book.transfers().transfers
        assert [each.terms.number for each in found] == numbers_of(entries)
        for each in found:
            of = transfer_of(entries, each.terms.number)
            amounts = of.approved
            assert each.state.value == of.state
            assert (each.approved_pence, each.approved_cash_pence) == amounts
            assert list(each.open_conditions) == of.unmet
