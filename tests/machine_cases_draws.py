"""What the machine does with draws on a fund and re-spreads: transfers of several givers."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from machine_cases import early_days, in_year
from machine_cases_funds import KEEPER, Funds, signer, terms_of_funds
from machine_draws import looks, notified
from machine_transfers import DIGEST, ENDS, STEPS, Said
from machine_words import BODIES, FIRST, LAST, USED, Look
from pctfinance.decisions.refusals import FundStateError
from reference_acts import Act, Offer
from reference_cases_acts import Deed, Draw, Parts, Terms, cut
from reference_cases_draws import OnItsWay, is_a_draw, on_its_way
from reference_cases_funds import standing_terms, sums_of
from reference_decisions import competent, numbers_of, transfer_of

__all__ = ["Draws"]

NUMBERS = st.sampled_from(["D1", "D2", "D3"])
RECEIVERS = st.sampled_from([*USED, *USED, "5K7", "5K8"])
PURPOSE = "pressure"


class Draws(Funds):
    """Draws and re-spreads; what is no step of these is a step of any other transfer."""

    @rule(
        data=st.data(),
        number=NUMBERS,
        day=early_days | notified,
        is_respread=st.sampled_from([False, False, True]),
        by=st.sampled_from([KEEPER, KEEPER, KEEPER, "Chief, SHA", " "]),
        spoilt=st.sampled_from([*[""] * 6, "parts", "receiver", "cash", "day"]),
        look=looks,
    )
    def propose_draw(
        self,
        *,
        data: st.DataObject,
        number: str,
        day: date,
        is_respread: bool,
        by: str,
        spoilt: str,
        look: Look,
    ) -> None:
        """A draw or a re-spread is proposed, most often of what there is."""
        fund = data.draw(st.sampled_from([*self.stated, "F9"]))
        if fund not in self.stated:
            said: dict[str, Any] = {"purpose": PURPOSE, "by": by, "on": day}
            with pytest.raises(FundStateError):
                self.book.propose_draw(
                    number, fund=fund, receiver="5A9", pence=1, effective=FIRST, **said
                )
            return
        draw = self._drawn(data, fund, is_respread=is_respread)
        if draw is None:
            return
        match spoilt:
            case "parts":
                draw = draw._replace(parts=(*draw.parts, ("5K8", 2)))
            case "receiver":
                draw = draw._replace(receiver=data.draw(st.sampled_from([*BODIES, "5E1"])))
            case "cash" if not is_respread:
                draw = draw._replace(cash=5)
            case "day":
                draw = draw._replace(
                    effective=data.draw(st.sampled_from([date(2011, 3, 31), LAST]))
                )
        self.propose_of_fund(number, draw, Said(by, day), look)

    def _drawn(self, data: st.DataObject, fund: str, *, is_respread: bool) -> Draw | None:
        """The terms of a draw of what donors hold, or of a re-spread of what one is excused from."""
        terms, entries = self.stated[fund], self.model.entries
        receiver = data.draw(RECEIVERS)
        held = {body: sums_of(entries, fund, body)["held"] for body, _ in terms.donors}
        if is_respread:
            excused = {body: sums_of(entries, fund, body) for body, _ in terms.donors}
            left = {body: sums["waived"] - sums["relieved"] for body, sums in excused.items()}
            receiver = max(left, key=lambda body: left[body])
            others = [body for body in held if body != receiver]
            weights = [max(1, held[body]) for body in others]
            parts = [*zip(others, cut(max(left[receiver], 1), weights), strict=True)]
        else:
            less = data.draw(st.sampled_from([0, 0, 1, 7]))
            parts = [(body, min(pence, max(1, pence - less))) for body, pence in held.items()]
        found: Parts = tuple((body, pence) for body, pence in parts if pence > 0)
        if not found:
            return None
        cash = 0 if is_respread else data.draw(st.sampled_from([0, 0, 0, 3]))
        late = date(2011, 8, 1)
        day = data.draw(st.dates(late, date(2011, 9, 30)) | st.dates(late, LAST))
        strand, of_headroom = terms.strand, terms.of_headroom
        return Draw(fund, found, receiver, strand, of_headroom, day, cash, is_respread)

    def propose_of_fund(self, number: str, draw: Draw, said: Said, look: Look) -> bool:
        """The terms, for the first time or again."""
        act = self._leg("transfer-proposed", draw.parts[0][0], number, draw, said)

        def command(test: bool) -> Any:
            named: dict[str, Any] = {
                "fund": draw.fund,
                "effective": draw.effective,
                "purpose": PURPOSE,
                "by": said.by,
                "on": said.on,
                "parts": dict(draw.parts),
                "test": test,
            }
            if draw.is_respread:
                return self.book.propose_respread(number, excused=draw.receiver, **named)
            named["cash_pence"] = draw.cash
            return self.book.propose_draw(number, receiver=draw.receiver, **named)

        return self.attempt([act], look, command)

    def _leg(self, kind: str, body: str, number: str, draw: Draw, said: Said, **more: Any) -> Deed:
        """One leg of a step, as an act of any transfer and of a draw; of all of it unless told."""
        offer = Offer(
            draw.parts[0][0], draw.receiver, draw.strand, draw.pence, draw.effective, draw.cash
        )
        told: dict[str, Any] = {"effective": in_year(said.on), "by": said.by, "offer": offer}
        told["pence"] = draw.pence
        return Deed(kind, body, notified=said.on, number=number, draw=draw, **(told | more))

    def take(self, step: str, number: str, said: Said, look: Look) -> bool:
        """Any step of a transfer: one of several givers is judged by its own rules."""
        if not is_a_draw(self.model.entries, number):
            return super().take(step, number, said, look)
        found = on_its_way(self.model.entries, number)
        assert found is not None
        batch = self._legs(step, number, found, said)
        return self.attempt(batch, look, lambda test: self._of_fund(step, batch[0], said, test))

    def _legs(self, step: str, number: str, found: OnItsWay, said: Said) -> list[Act]:
        """All legs of a step, the first giver's first."""
        draw = found.draw
        home, givers = draw.parts[0][0], [body for body, _ in draw.parts]
        other = said.other_terms and step in ("agreed", "approved")
        match step:
            case "agreed":
                party = draw.receiver if said.side == "receiver" else said.authority or home
                more = {"party": party, "side": said.side, "other_terms": other}
                return [self._leg("transfer-agreed", party, number, draw, said, **more)]
            case "submitted":
                day = min(in_year(said.on), draw.effective)
                return [
                    self._leg(
                        *("transfer-submitted", body, number, draw, said),
                        effective=day,
                        party=body,
                    )
                    for body in givers
                ]
            case "approved":
                pence, cash = draw.pence - said.less, draw.cash - said.cash_less
                more = {"cash": cash, "conditions": said.conditions, "other_terms": other}
                more["authority"] = said.authority
                return [
                    self._leg("transfer-approved", home, number, draw, said, pence=pence, **more)
                ]
            case "condition-met":
                more = {"conditions": said.conditions}
                return [
                    self._leg("transfer-condition-met", home, number, draw, said, pence=0, **more)
                ]
            case "actioned":
                asked = found.approval
                pence = asked.pence if asked else draw.pence
                more = {
                    "cash": asked.cash if asked else draw.cash,
                    "effective": said.effective or draw.effective,
                }
                legs = [(body, {"party": body, "side": "giver"}) for body in givers]
                legs.append((draw.receiver, {"party": "", "side": "receiver"}))
                return [
                    self._leg(
                        "transfer-actioned", body, number, draw, said, pence=pence, **more, **leg
                    )
                    for body, leg in legs
                ]
        more = {"outcome": step, "authority": said.authority}
        return [
            self._leg("transfer-ended", body, number, draw, said, pence=0, party=body, **more)
            for body in givers
        ]

    def _of_fund(self, step: str, act: Act, said: Said, test: bool) -> Any:
        assert isinstance(act, Deed)
        number = act.number
        signed: dict[str, Any] = {"by": said.by, "on": said.on, "test": test}
        digest = DIGEST if act.other_terms else ""
        match step:
            case "agreed":
                return self.book.agree_transfer(
                    number, said.side, body=act.party, digest=digest, **signed
                )
            case "submitted":
                return self.book.submit_transfer(number, **signed)
            case "approved":
                return self.book.approve_transfer(
                    number,
                    authority=act.authority,
                    reference="a letter",
                    evidence=b"the letter",
                    pence=act.pence,
                    cash_pence=act.cash,
                    conditions=act.conditions,
                    digest=digest,
                    **signed,
                )
            case "condition-met":
                return self.book.meet_transfer_condition(number, act.conditions[0], **signed)
            case "actioned":
                return self.book.action_transfer(number, effective=said.effective, **signed)
        return self.book.end_transfer(number, step, reason="so", authority=act.authority, **signed)

    def as_it_should_be(self, step: str, number: str, drawn: tuple[Any, ...]) -> Said:
        """What is said with a step by those who may take it; of a draw by whom it waits for."""
        if not is_a_draw(self.model.entries, number):
            return super().as_it_should_be(step, number, drawn)
        found = on_its_way(self.model.entries, number)
        assert found is not None
        draw, (later, less, conditions) = found.draw, drawn
        waits = [body for body in found.parties if body not in found.agreed] or [draw.receiver]
        by, side, authority = signer(waits[0]), "giver", waits[0]
        if waits[0] == draw.receiver:
            side, authority = "receiver", ""
        if step in ("approved", "rejected", "returned"):
            authority, by = competent(draw.effective), "Chief, SHA"
        elif step == "withdrawn":
            by = found.signed[0].by
        on = found.last.notified + timedelta(days=later)
        if step == "expired":
            on = max(on, LAST)
        if step == "condition-met":
            conditions = (found.unmet or ["a plan"])[:1]
        less = min(less, draw.pence - 1)
        return Said(by, on, side, authority, less, min(less, draw.cash), tuple(conditions))

    @rule(
        data=st.data(),
        number=NUMBERS,
        terms=terms_of_funds(),
        day=st.dates(date(2011, 6, 1), date(2011, 7, 31)),
        is_respread=st.sampled_from([False, False, False, True]),
        drawn=st.tuples(
            st.sampled_from([0, 0, 10]),
            st.sampled_from([0, 0, 1, 5]),
            st.sampled_from([(), (), ("a plan",)]),
        ),
        last=st.sampled_from([*STEPS[1:], *["actioned"] * 5, *ENDS]),
        look=looks,
    )
    def draw_as_far_as(
        self,
        *,
        data: st.DataObject,
        number: str,
        terms: Terms,
        day: date,
        is_respread: bool,
        drawn: tuple[Any, ...],
        last: str,
        look: Look,
    ) -> None:
        """A draw from its proposal as far as it should come, or until a step is refused."""
        if not self.funds_that_stand():
            self.found(terms, date(2011, 4, 20), look)
        standing = self.funds_that_stand()
        if not standing:
            return
        fund = data.draw(st.sampled_from(standing))
        if is_respread:
            terms = self.stated[fund]
            body = data.draw(st.sampled_from([body for body, _ in terms.donors]))
            self.take_fund("waived", fund, body, day, look, pence=None, by=KEEPER)
            self.resource_for(terms.donors, terms.strand, look, of_headroom=terms.of_headroom)
        draw = self._drawn(data, fund, is_respread=is_respread)
        if draw is None:
            return
        done = self.propose_of_fund(number, draw, Said(KEEPER, day), look)
        step = ""
        while done and step != last:
            step = self.next_of(number)
            if last in ENDS and step in ("approved", "actioned"):
                step = last
            done = self.take(step, number, self.as_it_should_be(step, number, drawn), look)

    def funds_that_stand(self) -> list[str]:
        """The funds of which something can be drawn."""
        entries = self.model.entries
        return [number for number in self.stated if standing_terms(entries, number)]

    def next_of(self, number: str) -> str:
        """The step that a transfer waits for."""
        found = on_its_way(self.model.entries, number)
        if found is None or not is_a_draw(self.model.entries, number):
            return super().next_of(number)
        if found.state == "approved" and found.unmet:
            return "condition-met"
        waits = ("proposed", "agreed", "submitted", "", "approved")
        return STEPS[waits.index(found.state)] if found.state in waits else "actioned"

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def transfers_stand(self) -> None:
        """Each transfer is where its steps led, with what was approved; a draw by rules of its own."""
        if not self.is_due(2, 4):
            return
        entries = self.model.entries
        stated = self.book.transfers().transfers
        assert [each.terms.number for each in stated] == numbers_of(entries)
        for each in stated:
            number = each.terms.number
            found = on_its_way(entries, number) if is_a_draw(entries, number) else None
            of = found or transfer_of(entries, number)
            assert each.state.value == of.state
            assert (each.approved_pence, each.approved_cash_pence) == of.approved
            assert list(each.open_conditions) == of.unmet
            if found:
                assert each.terms.parts == found.draw.parts
                event(f"a {each.terms.kind.value} that is {found.state}")

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def each_transfer_sums_to_zero(self) -> None:
        """What a draw takes of all its givers is what its receiver has of it, in every strand."""
        if not self.is_due(4, 6):
            return
        sums: dict[tuple[object, ...], int] = defaultdict(int)
        for kept in self.book.holdings.resource.events:
            number = getattr(kept.what, "number", "")
            if kept.what.kind == "transfer-actioned" and is_a_draw(self.model.entries, number):
                for line in kept.lines:
                    if line.account.value == "transfer":
                        sums[number, *line.strand] += line.pence
        assert not any(sums.values())
