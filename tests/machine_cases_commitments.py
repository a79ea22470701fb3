"""What the machine does with emergency commitments: recorded, settled, disputed, charged."""

from datetime import date, datetime, time
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from machine_cases import Chapters, from_day, in_year, waits
from machine_draws import bodies, days, looks, notified
from machine_words import FIRST, USED, Look, end_of
from reference_acts import month_of
from reference_cases_acts import Deed
from reference_cases_commitments import Commitment, commitments_of

__all__ = ["Commitments"]

NUMBERS = st.sampled_from(["E1", "E2", "E3"])
ON_CALL = "On-call director, 5C9"
OWN = "Director of Finance"
STEPS = ("regularised", "regularised", "disputed", "charged")


class Commitments(Chapters):
    """What directors on call do for another body, and what that body makes of it."""

    @rule(
        body=bodies,
        number=NUMBERS,
        pence=st.integers(1, 60),
        day=days,
        said=st.fixed_dictionaries(
            {},
            optional={
                "on_call": st.sampled_from(["5C9", "5K8", "5A9"]),
                "recurs": st.booleans(),
                "purpose": st.sampled_from(["placement", "placement", ""]),
                "told": waits,
            },
        ),
        look=looks,
    )
    def commit(
        self, *, body: str, number: str, pence: int, day: date, said: dict[str, Any], look: Look
    ) -> None:
        """It is recorded, whether there is resource or not; no limit moves."""
        self.record_commitment(body, number, pence, day, look=look, **said)

    def record_commitment(
        self,
        body: str,
        number: str,
        pence: int,
        day: date,
        *,
        look: Look,
        on_call: str = "5C9",
        recurs: bool = False,
        purpose: str = "placement",
        told: int = 0,
    ) -> bool:
        """What a director on call did at night."""
        deed = Deed(
            *("resource-committed", body, day, from_day(day, told), pence),
            number=number,
            on_call=on_call,
            recurs=recurs,
            by=ON_CALL,
            purpose=purpose,
        )

        def command(test: bool) -> Any:
            return self.book.commit_in_emergency(
                body,
                number,
                pence,
                category=deed.category,
                purpose=purpose,
                on_call_body=on_call,
                by=ON_CALL,
                at=datetime.combine(day, time(2, 40)),
                reference="on-call log",
                funding="recurrent" if recurs else "non-recurrent",
                on=deed.notified,
                test=test,
            )

        return self.attempt([deed], look, command)

    @rule(
        data=st.data(),
        step=st.sampled_from(STEPS),
        later=waits,
        spoilt=st.sampled_from([*[""] * 5, "by", "day", "number", "reason"]),
        look=looks,
    )
    def step_of_commitment(
        self, *, data: st.DataObject, step: str, later: int, spoilt: str, look: Look
    ) -> None:
        """Any step of any commitment, of all of it or of a part."""
        body = data.draw(bodies)
        known = commitments_of(self.model.entries, body)
        number = "E9" if spoilt == "number" else data.draw(st.sampled_from([*known, "E1"]))
        one = known.get(number)
        day = from_day(one.made.notified if one else FIRST, later)
        if spoilt == "day":
            day = data.draw(notified)
        others = [ON_CALL, " on-call  director, 5c9", ""]
        by = data.draw(st.sampled_from(others)) if spoilt == "by" else OWN
        if step == "charged":
            month_end = end_of(month_of(in_year(day)))
            self._charge(data, (body, number), one, month_end, by=by, look=look)
            return
        left = 0 if one is None else one.open + (one.disputed if step == "regularised" else 0)
        pence = data.draw(st.sampled_from([None, None, 1, 3, left + 1]))
        reason = "" if spoilt == "reason" else "another's patient"
        self.settle_commitment(step, body, number, pence, day=day, by=by, look=look, reason=reason)

    def settle_commitment(
        self,
        step: str,
        body: str,
        number: str,
        asked: int | None,
        *,
        day: date,
        by: str,
        look: Look,
        reason: str = "another's patient",
    ) -> bool:
        """A body makes a commitment its own, or contests it: all that is left, or so much."""
        one = commitments_of(self.model.entries, body).get(number)
        left = 0 if one is None else one.open + (one.disputed if step == "regularised" else 0)
        deed = Deed(
            f"commitment-{step}",
            body,
            max(in_year(day), one.made.effective) if one else in_year(day),
            day,
            left if asked is None else asked,
            number=number,
            category=one.made.category if one else "acute",
            recurs=one.made.recurs if one else False,
            by=by,
            purpose=reason,
        )

        def command(test: bool) -> Any:
            of, signed = (body, number, asked), dict[str, Any](by=by, on=day, test=test)
            if step == "regularised":
                return self.book.regularise_commitment(*of, reference="memo", **signed)
            return self.book.dispute_commitment(*of, reason=reason, **signed)

        # Of what nobody recorded, or what is settled, nothing else is looked at.
        only = "commitment.unknown" if one is None else ""
        if one is not None and asked is None and not left:
            only = "commitment.exceeds"
        return self.attempt([deed], look, command, only=only)

    def _charge(
        self,
        data: st.DataObject,
        of: tuple[str, str],
        one: Commitment | None,
        day: date,
        *,
        by: str,
        look: Look,
    ) -> None:
        """Which part of the actuals it is: a line of the ledger, or of a journal that has as much."""
        body, number = of
        line = data.draw(st.sampled_from(["AP/1", "AP/1", "AP/2", ""]))
        sent = [
            e.act
            for e in self.model.entries
            if (e.act.kind, e.act.body) == ("journal-submitted", body)
        ]
        journal = ""
        if data.draw(st.booleans()):
            named = data.draw(st.sampled_from([*sent, *sent, None]))
            journal = named.number if named else "J9"
            day = named.effective if named else day
            line = ""
        pence = data.draw(st.sampled_from([0, 1, 5, one.made.pence + 1 if one else 1]))
        deed = Deed(
            *("commitment-charged", body, day, day, pence),
            number=number,
            line=line,
            journal=journal,
            by=by,
        )

        def command(test: bool) -> Any:
            month = f"M{month_of(day)}"
            said: dict[str, Any] = {"by": by, "line": line, "journal": journal, "test": test}
            return self.book.charge_commitment(body, number, month, pence, **said)

        self.attempt([deed], look, command)

    @rule(body=bodies, number=NUMBERS, pence=st.integers(1, 60), day=days, look=looks)
    def commitment_as_far_as(
        self, *, body: str, number: str, pence: int, day: date, look: Look
    ) -> None:
        """A commitment that is disputed in part, then regularised, step by step."""
        done = self.record_commitment(body, number, pence, day, look=look)
        for step, part in (("disputed", pence // 2), ("regularised", pence - 1)):
            if done and part > 0:
                said: dict[str, Any] = {"day": from_day(day, part), "by": OWN, "look": look}
                done = self.settle_commitment(step, body, number, part, **said)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def commitments_stand(self) -> None:
        """Committed is open, disputed and regularised; what is set aside for it is not yet a budget."""
        if not self.is_due(0, 4):
            return
        _, month, known, *_ = self.look
        for body in USED:
            report = self.book.emergency_commitments(body, as_of=f"M{month}", known_at=known)
            standing = self.model.standing(body, month, known)
            expected = commitments_of(standing, body)
            found = {one.number: one for one in report.commitments}
            assert found.keys() == expected.keys()
            for number, one in found.items():
                of = expected[number]
                assert (one.open_pence, one.disputed_pence, one.regularised_pence) == (
                    *(of.open, of.disputed, of.regularised),
                )
                assert of.made.pence == of.open + of.disputed + of.regularised
                assert min(of.open, of.disputed, of.regularised) >= 0
                assert (one.charged_pence, one.state.value) == (of.charged, of.state)
                event(f"a commitment that is {of.state}")
            if known or month < 12:  # not all that stands is told, or counts yet
                continue
            set_aside = -sum(
                pence
                for cell, pence in self.model.cells(body, month, known).items()
                if cell.account == "committed"
            )
            assert set_aside == sum(of.open + of.disputed for of in expected.values())
