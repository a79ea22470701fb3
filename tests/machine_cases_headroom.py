"""What the machine does with headroom: business cases, what is given up, and exemptions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from machine_cases import Chapters, early_days, from_day, in_year, waits
from machine_draws import bodies, days, looks, notified
from machine_words import FIRST, LAST, USED, Look, end_of
from pctfinance.errors import PostingRefusedError, UsageError
from reference_acts import Act, month_of
from reference_cases_acts import Deed
from reference_cases_headroom import Case, cases_of, deciders, headroom_of
from reference_decisions import SHA, SHA_CLUSTER

__all__ = ["HeadroomCases"]

CASES = st.sampled_from(["BC1", "C1", "C2"])
STEPS = ("approved", "condition-met", "released", "spent", "lapsed", "refused")
OFFICES = st.sampled_from(["Chief, SHA", "Finance, SHA", "Owner", " owner ", ""])
NAMED = st.sampled_from([None, None, None, (), (SHA,), (SHA_CLUSTER,), (SHA, SHA_CLUSTER)])
PLANS = st.sampled_from([(), (), ("a plan",), ("a plan", "a vacancy")])
_AUTHORITY = ("approved", "refused")


class HeadroomCases(Chapters):
    """Cases from their proposal to their end, and headroom that nobody will use."""

    @rule(
        body=bodies,
        case=CASES,
        pence=st.integers(1, 70),
        day=early_days | notified,
        by=st.sampled_from([*["Owner"] * 5, "Chief, SHA", ""]),
        purpose=st.sampled_from([*["transition"] * 5, " "]),
        category=st.sampled_from(["acute", "acute", "dental"]),
        recurs=st.sampled_from([*[False] * 7, True]),
        look=looks,
    )
    def propose_case(
        self,
        *,
        body: str,
        case: str,
        pence: int,
        day: date,
        by: str,
        purpose: str,
        category: str,
        recurs: bool,
        look: Look,
    ) -> None:
        """A case is proposed, with a number of its own or another's."""
        said: dict[str, Any] = {"by": by, "purpose": purpose, "category": category}
        self.take_case("proposed", body, case, day, look, pence=pence, recurs=recurs, **said)

    @rule(
        data=st.data(),
        step=st.sampled_from(["", "", *STEPS]),
        later=waits,
        look=looks,
    )
    def step_of_case(self, data: st.DataObject, step: str, later: int, look: Look) -> None:
        """Any step of any case: as it should be, or in a way or two as it should not."""
        body = data.draw(bodies)
        known = cases_of(self.model.entries, body)
        case = data.draw(st.sampled_from([*known, *known, "C9"]))
        found = known.get(case)
        step = step or _next_of(found)
        day, said = self._as_it_should_be(step, found, later)
        match data.draw(st.integers(0, 11)):
            case 0:
                day = data.draw(notified)
            case 1:
                said["by"] = data.draw(OFFICES)
            case 2:
                said["pence"] = data.draw(st.integers(1, 80))
            case 3:
                said["authorities"] = data.draw(NAMED)
            case 4:
                said |= {"condition": data.draw(st.integers(1, 3)), "approval": ""}
            case 5:
                said |= {"recurs": True, "purpose": ""}
        self.take_case(step, body, case, day, look, **said)

    @rule(
        body=bodies,
        case=CASES,
        lodged=st.sampled_from([0, 60, 90]),
        pence=st.integers(1, 50) | st.integers(55, 70),
        less=st.sampled_from([0, 0, 3]),
        decider=st.sampled_from(["Chief, SHA", "Chief, SHA", "Finance, SHA"]),
        conditions=PLANS,
        day=early_days,
        later=waits,
        hasty=st.booleans(),
        last=st.sampled_from(["approved", "released", "spent", "spent", "lapsed", "refused"]),
        look=looks,
    )
    def case_as_far_as(
        self,
        *,
        body: str,
        case: str,
        lodged: int,
        pence: int,
        less: int,
        decider: str,
        conditions: tuple[str, ...],
        day: date,
        later: int,
        hasty: bool,
        last: str,
        look: Look,
    ) -> None:
        """A case from its proposal as far as it should come, or until a step is refused.

        Who is hasty asks for a release before each condition is met.
        """
        if lodged:
            self.act([Act("headroom-lodged", body, FIRST, FIRST, lodged)], look)
        said: dict[str, Any] = {"by": "Owner", "purpose": "transition", "category": "acute"}
        done = self.take_case("proposed", body, case, day, look, pence=pence, **said)
        step = ""
        while done and step != last:
            found = cases_of(self.model.entries, body)[case]
            step = last if last == "refused" else _next_of(found)
            day, said = self._as_it_should_be(step, found, later)
            if step == "condition-met" and hasty:
                self.take_case("released", body, case, day, look, **(said | {"pence": 1}))
            if step == "approved":
                said |= {"pence": max(1, pence - less), "conditions": conditions, "by": decider}
            done = self.take_case(step, body, case, day, look, **said)

    def _as_it_should_be(
        self, step: str, found: Case | None, later: int
    ) -> tuple[date, dict[str, Any]]:
        """The day of a step, and what is said by those who may take it."""
        before = [] if found is None else [found.proposal, *found.met.values(), *found.releases]
        before += [found.decision] if found and found.decision else []
        last = max((max(act.effective, act.notified) for act in before), default=FIRST)
        said: dict[str, Any] = {"by": "Chief, SHA" if step in _AUTHORITY else "Owner"}
        said |= {"purpose": "so", "approval": "a letter", "pence": 1, "condition": 1}
        if found:
            left = {"approved": found.proposal.pence, "released": found.approved - found.released}
            said["pence"] = max(1, left.get(step, 9))
            open_ = [n for n in range(1, len(found.conditions) + 1) if n not in found.met]
            said["condition"] = (open_ or [1])[0]
        return from_day(last, later), said

    def take_case(
        self, step: str, body: str, case: str, day: date, look: Look, **said: Any
    ) -> bool:
        """One step of a case."""
        authorities = said.pop("authorities", None)
        named = deciders(day) if authorities is None else authorities
        found = cases_of(self.model.entries, body).get(case)
        if step == "released":
            return self._release((body, case), found, day, look, said)
        if step != "approved":
            said.pop("approval", None)
        if step == "spent":
            day = end_of(month_of(in_year(day)))
        deed = Deed(
            f"case-{step}",
            body,
            in_year(day),
            day,
            number=case,
            **(said | {"authorities": named if step in _AUTHORITY else ()}),
        )
        decided = {} if authorities is None else {"authorities": authorities}
        return self.attempt([deed], look, lambda _: self._command(step, deed, decided), tests=False)

    def _command(self, step: str, deed: Deed, decided: dict[str, Any]) -> object:
        of = (deed.body, deed.number)
        signed: dict[str, Any] = {"by": deed.by, "on": deed.notified}
        recurrence = "recurrent" if deed.recurs else "non-recurrent"
        match step:
            case "proposed":
                return self.book.propose_case(
                    *of,
                    deed.pence,
                    category=deed.category,
                    purpose=deed.purpose,
                    recurrence=recurrence,
                    **signed,
                )
            case "approved":
                conditions = deed.conditions
                signed |= {"approval": deed.approval, "conditions": conditions, **decided}
                return self.book.approve_case(*of, deed.pence, **signed)
            case "refused":
                return self.book.refuse_case(*of, reason=deed.purpose, **(signed | decided))
            case "condition-met":
                return self.book.meet_case_condition(
                    *of, deed.condition, reference="minute", **signed
                )
            case "spent":
                month = f"M{month_of(deed.effective)}"
                return self.book.state_spend(
                    *of, month, deed.pence, by=deed.by, recurrence=recurrence
                )
        return self.book.lapse_case(*of, reason=deed.purpose, **signed)

    def _release(
        self, of: tuple[str, str], found: Case | None, day: date, look: Look, said: dict[str, Any]
    ) -> bool:
        body, case = of

        def command(_: bool) -> object:
            return self.book.release_headroom(
                body, case, said["pence"], by=said["by"], on=day, reference="a release"
            )

        if found is None:
            before = self.said()
            with pytest.raises(PostingRefusedError) as refused:
                command(False)
            assert [each.code for each in refused.value.findings] == ["headroom.unknown-case"]
            tried = self.book._records.statements[-1].content
            assert (tried["what"], tried["by"]) == ("headroom-released", said["by"])
            assert self.said() == before
            return False
        decision = found.decision
        act = Act(
            "headroom-released",
            body,
            in_year(day),
            day,
            said["pence"],
            category=found.proposal.category,
            number=case,
            by=said["by"],
            purpose=found.proposal.purpose,
            approval=decision.approval if decision else "",
        )
        return self.attempt([act], look, command, tests=False)

    @rule(
        body=bodies,
        pence=st.integers(1, 40),
        held_by=st.sampled_from(["authority", "authority", "body"]),
        day=st.just(LAST) | days,
        by=st.sampled_from(["Owner", "Owner", "Owner", " "]),
        look=looks,
    )
    def give_up(
        self, *, body: str, pence: int, held_by: str, day: date, by: str, look: Look
    ) -> None:
        """Headroom that nobody will release or apply."""
        deed = Deed(
            "headroom-lapsed", body, day, day, pence, held_by=held_by, by=by, purpose="unused"
        )

        def command(_: bool) -> object:
            said: dict[str, Any] = {"by": by, "reason": "unused", "reference": "paper"}
            return self.book.lapse_headroom(body, pence, on=day, held_by=held_by, **said)

        self.attempt([deed], look, command, tests=False)

    @rule(
        body=bodies,
        pence=st.sampled_from([None, None, 1, 5]),
        day=early_days | notified,
        by=st.sampled_from(["Chief, SHA", "Chief, SHA", "Owner", ""]),
        approval=st.sampled_from(["a letter", "a letter", "a letter", ""]),
        authorities=NAMED,
        look=looks,
    )
    def exempt(
        self,
        *,
        body: str,
        pence: int | None,
        day: date,
        by: str,
        approval: str,
        authorities: Sequence[str] | None,
        look: Look,
    ) -> None:
        """An authority asks for less than is missing; not for less than nothing."""
        entries = self.model.standing(body, month_of(in_year(day)), None)
        found = headroom_of(entries)
        asked = found.missing if pence is None else pence

        def command(_: bool) -> object:
            said: dict[str, Any] = {"by": by, "reason": "so", "approval": approval, "on": day}
            return self.book.exempt(body, pence, authorities=authorities, **said)

        if not 0 < asked <= found.missing:
            before = self.said()
            with pytest.raises(UsageError):
                command(False)
            assert self.said() == before
            return
        deed = Deed(
            "headroom-exempted",
            body,
            in_year(day),
            day,
            asked,
            base=found.base,
            by=by,
            purpose="so",
            approval=approval,
            authorities=deciders(day) if authorities is None else tuple(authorities),
        )
        self.attempt([deed], look, command, tests=False)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def cases_stand(self) -> None:
        """Lodged is held, released, transferred and lapsed; each case is where its steps led."""
        if not self.is_due(4, 4):
            return
        _, month, known, *_ = self.look
        for body in USED:
            stated = self.book.headroom(body, as_of=f"M{month}", known_at=known).of(body)
            standing = self.model.standing(body, month, known)
            found = headroom_of(standing)
            assert (
                *(stated.required_pence, stated.lodged_pence, stated.held_pence),
                *(stated.released_pence, stated.lapsed_pence, stated.set_aside_pence),
                *(stated.applied_pence, stated.set_aside_lapsed_pence, stated.exempted_pence),
                stated.difference_pence,
            ) == (
                *(found.required, found.lodged, found.held, found.released, found.lapsed),
                *(found.set_aside, found.applied, found.set_aside_lapsed, found.exempted),
                found.missing,
            )
            gone = stated.released_pence + stated.transferred_pence + stated.lapsed_pence
            assert found.lodged == stated.held_pence + gone
            cases = cases_of(standing, body)
            assert [case.number for case in stated.cases] == [*cases]
            for case in stated.cases:
                of = cases[case.number]
                assert (case.state.value, case.approved_pence, case.kept_pence) == (
                    *(of.state, of.approved, of.kept),
                )
                assert (case.released_pence, case.spent_pence, bool(case.open_conditions)) == (
                    *(of.released, sum(of.spend.values()), of.waits),
                )
                event(f"a case that is {of.state}")


def _next_of(found: Case | None) -> str:
    """The step that a case waits for."""
    if found is None or found.state == "proposed":
        return "approved"
    if found.state == "approved" and found.waits:
        return "condition-met"
    if found.state == "approved" and found.released < found.approved:
        return "released"
    return "lapsed" if found.spend else "spent"
