"""What the machine does with funds of several donors: stated, agreed, given to, excused from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from machine_cases import Chapters, early_days, from_day, in_year, waits
from machine_draws import looks, notified
from machine_words import FIRST, Look
from pctfinance.decisions.refusals import FundStateError
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.fund_moves import Measure
from reference_acts import CAP, CASH, NR, Act, Cell, R, Strand, month_of
from reference_cases_acts import Deed, Parts, Terms
from reference_cases_funds import against_the_statement, standing_terms, sums_of

__all__ = ["KEEPER", "Funds", "signer", "terms_of_funds"]

DONORS = ("5A9", "5C1", "5K7")
FUNDS = st.sampled_from(["F1", "F1", "F2"])
KEEPER = "Finance, cluster"
OFFICES = st.sampled_from(["", "Director, 5A9", "director,  5C1", KEEPER, "Chief, SHA"])
STRANDS = st.sampled_from(
    [(NR, False), (NR, False), (R, False), (CAP, False), (R, True), (R, True)]
)
WRONG = st.sampled_from([(("5A9", 0),), (), (("5E1", 5), ("5A9", 5))])
GIVEN = ("fund-agreed", "fund-contributed")


def signer(body: str) -> str:
    """The office that signs for a donor."""
    return f"Director, {body}"


@st.composite
def terms_of_funds(draw: st.DrawFn) -> Terms:
    """What a fund is for and what each donor gives, most often such as can be."""
    strand, of_headroom = draw(STRANDS)
    donors: Parts = tuple(
        (body, draw(st.integers(1, 40)))
        for body in draw(st.sampled_from([DONORS, DONORS, DONORS[:2], DONORS[2:]]))
    )
    if draw(st.integers(0, 19)) == 0:
        donors = draw(WRONG)
    purpose = draw(st.sampled_from(["risk share", "risk share", "transition"]))
    return Terms(draw(FUNDS), purpose, KEEPER, donors, strand, of_headroom)


class Funds(Chapters):
    """Terms of funds, and what donors do about them."""

    def __init__(self) -> None:
        super().__init__()
        self.stated: dict[str, Terms] = {}

    @rule(terms=terms_of_funds(), by=st.sampled_from([KEEPER, KEEPER, KEEPER, " "]), look=looks)
    def state_fund(self, terms: Terms, by: str, look: Look) -> None:
        """A fund is stated, or again with other terms as long as it does not stand."""
        self.state(terms, by, look)

    def state(self, terms: Terms, by: str, look: Look) -> bool:
        """State a fund: it posts nothing; what cannot be is kept as tried."""
        expected = against_the_statement(terms, by, self.model.entries, self.model.bodies)
        self.look = look
        head, before = self.book.head, self.said()
        limit, funding, _ = terms.strand

        def command(*, test: bool) -> Any:
            return self.book.state_fund(
                terms.number,
                purpose=terms.purpose,
                holder=terms.holder,
                donors=dict(terms.donors),
                by=by,
                on=FIRST,
                limit=limit,
                funding=funding,
                of_headroom=terms.of_headroom,
                test=test,
            )

        if look.turn == 0:
            assert {finding.code for finding in command(test=True).findings} == expected
            assert self.book.head == head
        if not expected:
            assert command(test=False).receipt.posted == 0
            self.stated[terms.number] = terms
        else:
            with pytest.raises(PctFinanceError) as refused:
                command(test=False)
            assert {finding.code for finding in refused.value.findings} == expected
            assert self.book._records.statements[-1].content["codes"] == sorted(expected)
            event(f"refused: fund-stated, {', '.join(sorted(expected))}")
        assert self.book.head.sequence == head.sequence + 1
        assert self.said() == before
        return not expected

    @rule(
        data=st.data(),
        number=FUNDS,
        body=st.sampled_from([*DONORS, "5K8"]),
        step=st.sampled_from(["agreed", "contributed", "contributed", "contributed", "waived"]),
        day=early_days | notified,
        spoilt=st.sampled_from([*[""] * 6, "by", "by", "more", "applied", "digest"]),
        look=looks,
    )
    def step_of_fund(
        self,
        *,
        data: st.DataObject,
        number: str,
        body: str,
        step: str,
        day: date,
        spoilt: str,
        look: Look,
    ) -> None:
        """A donor agrees, gives or is excused; as it should be or not."""
        if number not in self.stated:
            with pytest.raises(FundStateError):
                self.book.agree_fund(number, body, by="Director", on=day)
            return
        terms = self.stated[number]
        sums = sums_of(self.model.entries, number, body)
        open_ = dict(terms.donors).get(body, 0) - sums["waived"] + sums["spread"]
        open_ -= sums["contributed"] - sums["returned"]
        said: dict[str, Any] = {"by": KEEPER if step == "waived" else signer(body)}
        if step == "contributed":
            said["pence"] = max(1, data.draw(st.sampled_from([open_, open_, open_ // 2])))
        elif step == "waived":
            said["pence"] = data.draw(st.sampled_from([None, None, 1, open_ + sums["held"]]))
        match spoilt:
            case "by":
                said["by"] = data.draw(OFFICES)
            case "more" if step != "agreed":
                said["pence"] = max(open_ + 1, 1)
            case "applied" if step == "contributed":
                said["applied"] = True
            case "digest" if step == "agreed":
                said["other_terms"] = True
        self.take_fund(step, number, body, day, look, **said)

    def take_fund(
        self, step: str, number: str, body: str, day: date, look: Look, **said: Any
    ) -> bool:
        """One step of a donor."""
        terms, signed = self.stated[number], {"by": said["by"], "on": day}
        asked = said.get("pence", 0)
        returned = 0
        if step == "waived":
            share = dict(terms.donors).get(body, 0)
            sums = sums_of(self.model.entries, number, body)
            share += sums["spread"] - sums["waived"] if share else 0
            given = sums["contributed"] - sums["returned"]
            said["pence"] = share - (given - sums["held"]) if asked is None else max(asked, 0)
            returned = max(0, given - (share - said["pence"]))
        deed = Deed(
            f"fund-{step}",
            body,
            in_year(day),
            day,
            number=number,
            terms=terms,
            returned=returned,
            purpose="in deficit",
            **said,
        )

        def command(test: bool) -> Any:
            of = (number, body)
            if step == "agreed":
                digest = "0" * 64 if deed.other_terms else ""
                return self.book.agree_fund(*of, digest=digest, test=test, **signed)
            if step == "contributed":
                return self.book.contribute(
                    *of, deed.pence, applied=deed.applied, test=test, **signed
                )
            pence = None if asked is None else deed.pence
            return self.book.waive_contribution(
                *of, pence=pence, reason="in deficit", test=test, **signed
            )

        return self.attempt([deed], look, command)

    @rule(
        terms=terms_of_funds(),
        later=waits,
        funded=st.booleans(),
        excused=st.sampled_from(["", "", *DONORS]),
        look=looks,
    )
    def fund_as_far_as(
        self, *, terms: Terms, later: int, funded: bool, excused: str, look: Look
    ) -> None:
        """A fund that is stated, agreed and given to in full; perhaps somebody is excused.

        What was waived is then given by nobody: that is a re-spread.
        """
        day = from_day(FIRST, later)
        if not self.found(terms, day, look, funded=funded):
            return
        if excused in dict(terms.donors):
            day = from_day(day, later)
            said: dict[str, Any] = {"pence": None, "by": KEEPER}
            self.take_fund("waived", terms.number, excused, day, look, **said)
            for body, _ in terms.donors:  # neither who is excused nor another gives it by itself
                said = {"pence": 1, "by": signer(body)}
                self.take_fund("contributed", terms.number, body, day, look, **said)

    def found(self, terms: Terms, day: date, look: Look, *, funded: bool = True) -> bool:
        """A fund from its statement to its last contribution, or until a step is refused."""
        if funded:
            self.resource_for(terms.donors, terms.strand, look, of_headroom=terms.of_headroom)
        if not self.state(terms, KEEPER, look):
            return False
        for step in GIVEN:
            for body, pence in terms.donors:
                said = {"pence": pence} if step == "fund-contributed" else {}
                word = step.removeprefix("fund-")
                if not self.take_fund(word, terms.number, body, day, look, by=signer(body), **said):
                    return False
        return True

    def resource_for(
        self, parts: Sequence[tuple[str, int]], strand: Strand, look: Look, *, of_headroom: bool
    ) -> None:
        """What donors need in order to give."""
        for body, pence in parts:
            if body not in self.model.bodies or pence <= 0:
                continue
            needed = pence + 5
            for of, more in ((strand, needed), (CASH, 20)):
                free = self.model.cells(body, 12, None).get(Cell(of, "unallocated"), 0)
                self.act([Act("allocation", body, FIRST, FIRST, more + max(free, 0), of)], look)
            if of_headroom:
                self.act([Act("headroom-set-aside", body, FIRST, FIRST, pence)], look)

    @precondition(lambda self: bool(getattr(self, "stated", None)) and hasattr(self, "book"))
    @invariant()
    def funds_stand(self) -> None:
        """Of every donor, contributed is held, pending, drawn and returned; nothing else is anywhere."""
        if not self.is_due(3, 4):
            return
        _, month, known, *_ = self.look
        entries = [
            e
            for e in self.model.entries
            if month_of(e.act.effective) <= month and (known is None or e.act.notified <= known)
        ]
        report = self.book.funds(as_of=f"M{month}", known_at=known)
        found = {fund.terms.number: fund for fund in report.funds}
        assert found.keys() == self.stated.keys()
        for number, terms in self.stated.items():
            fund = found[number]
            assert fund.terms.donors == terms.donors
            assert fund.stands == (standing_terms(entries, number) is not None)
            event(f"a fund that {'stands' if fund.stands else 'waits'}")
            members = {member.body.code: member for member in fund.members}
            for body in self.model.bodies:
                expected = sums_of(entries, number, body)
                if body not in members:
                    assert not any(expected.values())
                    continue
                sums = {measure.value: members[body].pence(measure) for measure in Measure}
                assert sums == {measure.value: expected[measure.value] for measure in Measure}
                drawn = expected["drawn for itself"] + expected["drawn for others"]
                gone = expected["pending"] + drawn + expected["returned"]
                assert expected["contributed"] == expected["held"] + gone
                assert known or expected["held"] >= 0
