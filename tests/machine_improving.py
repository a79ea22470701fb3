"""Savings, contracts, bills and signatures at random: a book and its model, side by side.

Each thing is said by its command, tried as a test, posted as an event past its chapter, or posted as
one that counts from another day. The codes of a refusal are those of the model, exactly; what is
refused leaves no event, and by a command one entry of who tried what.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger_examples import RECURRENT
from machine_improving_draws import (
    BODIES,
    FIRST,
    LAST,
    Look,
    activities,
    arms,
    bills,
    bodies,
    contracts,
    days,
    event_of,
    looks,
    months,
    offices,
    pairs,
    plain,
    plans,
    reports,
    roles,
    signed_days,
    totals,
    ways,
)
from pctfinance.book import Book
from pctfinance.errors import PctFinanceError, UsageError
from pctfinance.ledger.contracts import ActivityRow
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned
from pctfinance.store.canonical import canonical
from reference_improving import (
    BOTH_ROLES,
    Said,
    against,
    agreed_of,
    bills_of,
    contracts_of,
    figures_of,
    is_older,
    limit_of,
    passed_over,
    schemes_of,
    signed_of,
)

__all__ = ["ImprovingMachine"]

_NEEDS_AN_OFFICE = ("bills", "arm", "total", "signature")
_OPEN_AT_LEAST = 6
_SUBMITTER = "Deputy Director of Finance"
_LATE = date(2012, 3, 1)


class ImprovingMachine(RuleBasedStateMachine):
    """A book and its model, side by side."""

    thinned = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path()
        self.book: Book
        self.entries: list[Said] = []
        self.submitted = dict.fromkeys(BODIES, 0)
        self.marks: list[tuple[int, int]] = []
        self.look = Look(BODIES[0], 12, None, 0, 0)

    @initialize(
        stored=st.integers(0, 7).map(lambda n: n == 7), plan=plans(), terms=contracts(), look=looks
    )
    def begin(self, *, stored: bool, plan: Any, terms: Any, look: Look) -> None:
        """A book in memory, now and then in a folder: Barnet has a scheme and a contract."""
        if stored:
            self.folder = Path(mkdtemp())
        self.book = (
            Book.create(self.folder / "b", "2011-12", group="NCL")
            if stored
            else Book.in_memory("2011-12", group="NCL")
        )
        self.ends = tuple(period.end for period in self.book.year.periods)
        named: dict[str, Any] = {"by": "Lead", "on": FIRST, "way": "command", "look": look}
        self.scheme(body=BODIES[0], plan=("1", *plan[1:]), **named)
        self.contract(body=BODIES[0], terms=("1", *terms[1:]), **named)

    def teardown(self) -> None:
        """The book is whole, and its events make the same state once more."""
        if not hasattr(self, "book"):
            return
        try:
            assert self.book.verify() == ()
        finally:
            self.book.close()
            if self.folder != Path():
                shutil.rmtree(self.folder)

    # What is said

    @rule(body=bodies, plan=plans(), by=offices, on=days, way=ways, look=looks)
    def scheme(self, *, body: str, plan: Any, by: str, on: date, way: str, look: Look) -> None:
        """A plan of savings, for the first time or again."""
        code, by_month, lasts, full_year = plan
        self.say(
            Said("scheme", body, on, plan, by=by),
            lambda **more: self.book.state_scheme(
                body,
                code,
                "a scheme",
                {f"M{month}": pence for month, pence in by_month},
                category="acute",
                recurrence="recurrent" if lasts else "non-recurrent",
                full_year_pence=full_year,
                by=by,
                reference="paper",
                on=on,
                **more,
            ),
            way,
            look,
        )

    @rule(body=bodies, told=reports(), month=months, by=offices, on=days, way=ways, look=looks)
    def report(self, *, body: str, told: Any, month: int, by: str, on: date, way: str, look: Look) -> None:  # fmt: skip
        """A report on a scheme that is there, or is not, of a month that is open, or is not."""
        code, saved, expected, rating = told
        self.say(
            Said("report", body, on, told, month, by=by),
            lambda **more: self.book.report_scheme(
                body, code, f"M{month}", saved, expected, rating=rating, by=by, on=on, **more
            ),
            way,
            look,
        )

    @rule(body=bodies, terms=contracts(), by=offices, on=days, way=ways, look=looks)
    def contract(self, *, body: str, terms: Any, by: str, on: date, way: str, look: Look) -> None:
        """A contract, for the first time or again, with a line more or less."""
        code, lines, shares = terms
        self.say(
            Said("contract", body, on, terms, by=by),
            lambda **more: self.book.state_contract(
                body,
                code,
                [plain(line) for line in lines],
                {each: str(share) for each, share in shares},
                provider="RX",
                provider_name="Provider X",
                by=by,
                reference="paper",
                on=on,
                **more,
            ),
            way,
            look,
        )

    @rule(body=bodies, told=activities(), month=months, by=offices, on=days, way=ways, look=looks)
    def activity(self, *, body: str, told: Any, month: int, by: str, on: date, way: str, look: Look) -> None:  # fmt: skip
        """Activity of lines and commissioners that are in the contract, or are not."""
        self.say(
            Said("activity", body, on, told, month, by=by),
            lambda **more: self.book.report_activity(
                body,
                told[0],
                f"M{month}",
                [ActivityRow(*row) for row in told[1]],
                by=by,
                on=on,
                **more,
            ),
            way,
            look,
        )

    @rule(body=bodies, paid=bills(), month=months, by=offices, on=days, way=ways, look=looks)
    def pay(self, *, body: str, paid: Any, month: int, by: str, on: date, way: str, look: Look) -> None:  # fmt: skip
        """Bills of a month, or to date."""
        nhs, others, to_date = paid
        self.say(
            Said("bills", body, on, paid, month, by=by),
            lambda: self.book.state_bills_paid(
                body,
                f"M{month}",
                nhs=nhs._asdict(),
                non_nhs=others._asdict(),
                to_date=to_date,
                by=by,
                on=on,
                reference="paper",
            ),
            way,
            look,
        )

    @rule(body=bodies, arm=arms(), month=st.sampled_from([3, 12, 12]), by=offices, on=days, way=ways, look=looks)  # fmt: skip
    def provide(self, *, body: str, arm: Any, month: int, by: str, on: date, way: str, look: Look) -> None:  # fmt: skip
        """A provider arm, or none."""
        has_arm, cost, income, met = arm
        self.say(
            Said("arm", body, on, arm, month, by=by),
            lambda: self.book.state_provider_arm(
                body,
                f"M{month}",
                has_arm=has_arm,
                cost_pence=cost,
                income_pence=income,
                allocation_pence=met,
                by=by,
                on=on,
                reference="paper",
            ),
            way,
            look,
        )

    @rule(body=bodies, total=totals(), by=offices, on=days.filter(lambda day: day <= LAST), way=ways, look=looks)  # fmt: skip
    def agree(self, *, body: str, total: Any, by: str, on: date, way: str, look: Look) -> None:
        """A control total, agreed with the authority of that day or with another one."""
        pence, two_sided, authority = total
        if way == "undated":
            way = "event"  # it counts from whatever day
        from_day = FIRST if way == "event" else on
        month = (from_day.year - 2011) * 12 + from_day.month - 3
        self.say(
            Said("total", body, on, total, month, by=by),
            lambda: self.book.agree_control_total(
                body,
                pence,
                authority=authority,
                two_sided=two_sided,
                by=by,
                on=on,
                reference="paper",
            ),
            way,
            look,
        )

    @rule(body=bodies, role=roles, by=offices, on=signed_days, reference=st.sampled_from(["accounts", "again"]), way=ways, look=looks)  # fmt: skip
    def sign(self, *, body: str, role: str, by: str, on: date, reference: str, way: str, look: Look) -> None:  # fmt: skip
        """A signature by an office that may, or that may not."""
        figures = figures_of(self.entries, body)
        self.say(
            Said("signature", body, on, (role,), by=by, reference=reference, signed=figures),
            lambda: self.book.sign_statements(body, role=role, by=by, on=on, reference=reference),
            way,
            look,
        )

    @rule(body=bodies, pair=pairs, way=ways, look=looks)
    def sign_both(self, body: str, pair: tuple[str, str], way: str, look: Look) -> None:
        """Two offices sign one after the other, or one office for both."""
        for role, by in zip(sorted(BOTH_ROLES), pair, strict=True):
            named: dict[str, Any] = {"on": date(2012, 6, 7), "reference": "accounts", "look": look}
            self.sign(body=body, role=role, by=by, way=way, **named)

    @rule(body=bodies, paid=st.lists(bills(), min_size=2, max_size=3), month=months, way=ways, by=offices, look=looks)  # fmt: skip
    def pay_again(self, *, body: str, paid: Any, month: int, way: str, by: str, look: Look) -> None:
        """Bills to date, of the same month again, and of the next one."""
        named: dict[str, Any] = {"body": body, "on": LAST, "by": by, "look": look}
        for number, of in enumerate(paid):
            whole = (*of[:2], number < 2)
            self.pay(paid=whole, month=min(month + number // 2, 12), way=way, **named)

    @rule(told=st.lists(activities(), min_size=2, max_size=2), terms=contracts(), month=months, on=days, way=ways, look=looks)  # fmt: skip
    def vary(self, *, told: Any, terms: Any, month: int, on: date, way: str, look: Look) -> None:
        """Barnet's contract between two reports on it: with its lines and shares, or with others."""
        named: dict[str, Any] = {"body": BODIES[0], "by": "Lead", "on": on, "look": look}
        for activity in told:
            self.activity(told=("1", *activity[1:]), month=month, way="command", **named)
            self.contract(terms=("1", *terms[1:]), way=way, **named)

    @rule(body=bodies, pounds=st.integers(1, 9), look=looks)
    def allot(self, body: str, pounds: int, look: Look) -> None:
        """An allocation: a figure of the statements, and the one thing here that moves a limit."""
        what = Allocation(strand=RECURRENT, pence=pounds * 100, issuer="DH")
        self.post(Said("allocation", body, FIRST, (pounds * 100,)), self._made(what, body), set())
        self.look = look

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), look=looks)
    def reverse(self, data: st.DataObject, look: Look) -> None:
        """Something is taken back: an allocation can be, once; nothing else here ever."""
        of = data.draw(st.sampled_from(self.entries))
        back = {each.what[0] for each in self.entries if each.kind == "reversal"}
        codes = {"ledger.refused"}
        if of.kind == "allocation":
            codes = {"ledger.already"} if of.number in back else set()
        said = Said("reversal", of.body, _LATE, (of.number,))
        self.post(said, self._made(Reversal(corrects=of.number), of.body), codes)
        self.look = look

    def _made(self, what: Any, body: str) -> Event:
        named = {"effective": _LATE, "notified": _LATE, "reference": "letter", "by": "Lead"}
        return Event.model_validate({"body": body, "what": what, "purpose": "a reason", **named})

    # Months, and other hands

    @rule(body=bodies, look=looks)
    def submit(self, body: str, look: Look) -> None:
        """The next month is not open any more."""
        if self.submitted[body] < 12 - _OPEN_AT_LEAST:
            self.submitted[body] += 1
            self.book.submit_month(body, f"M{self.submitted[body]}", by=_SUBMITTER)
        self.look = look

    @rule(body=bodies, look=looks)
    def give_back(self, body: str, look: Look) -> None:
        """The last month is open again."""
        if month := self.submitted[body]:
            self.book.return_month(body, f"M{month}", by=_SUBMITTER, reason="late bills")
            self.submitted[body] -= 1
        self.look = look

    @rule(look=looks)
    def anew(self, look: Look) -> None:
        """The book is opened once more, or its gate is made from its events."""
        if self.folder != Path():
            self.book.close()
            self.book = Book.open(self.folder / "b")
        self.book._records._gate = None
        self.look = look

    # How it is said, and what follows

    def say(self, said: Said, command: Callable[..., Any], way: str, look: Look) -> None:
        """By the command, as a test where there is one, or as an event, right or of another day."""
        self.look = look
        if way == "test" and said.kind in _NEEDS_AN_OFFICE:
            way = "command"
        said = replace(said, raw=way in ("event", "undated"), dated=way != "undated")
        codes = against(self.entries, said, self.submitted[said.body])
        if said.raw:
            self.post(said, None if said.kind == "signature" else event_of(said, self.ends), codes)
            return
        before = self.everything()
        if not said.by.strip() and said.kind in _NEEDS_AN_OFFICE:
            with pytest.raises(UsageError):
                command()
            assert self.everything() == before
        elif passed_over(self.entries, said):
            answer = command()
            receipt = getattr(answer, "receipt", answer)
            assert (receipt.posted, receipt.already_there) == (0, 1)
            assert self.everything() == before
            event(f"passed over {said.kind}")
        elif is_older(self.entries, said):
            with pytest.raises(UsageError, match="the paper of the last day stands"):
                command()
            assert self.everything() == before
            event(f"older {said.kind}")
        elif way == "test":
            assert {finding.code for finding in command(test=True).findings} == codes
            assert self.everything() == before
        elif codes:
            self.refused(command, codes, said)
        else:
            answer = command()
            assert getattr(answer, "receipt", answer).posted == 1
            self.keep(said)

    def post(self, said: Said, made: Event | None, codes: set[str]) -> None:
        """As an event: refused for exactly these codes and without a trace, or taken."""
        attached: list[bytes] = []
        if made is None:
            report = self.book.statements(said.body)
            attached.append(canonical(dict(report.document_signed)))
            what = StatementsSigned(
                role=SignatoryRole(said.what[0]), statements_sha256=report.sha256
            )
            made = Event.model_validate(
                {
                    "body": said.body,
                    "effective": LAST if said.dated else date(2011, 6, 30),
                    "notified": said.notified,
                    "reference": said.reference,
                    "by": said.by,
                    "what": what,
                }
            )
        if not codes:
            assert self.book._records.post([made], attached=attached).posted == 1
            self.keep(replace(said, raw=True))
            return
        before = self.everything()
        with pytest.raises(PctFinanceError) as caught:
            self.book._records.post([made], attached=attached)
        assert {finding.code for finding in caught.value.findings} == codes
        assert self.everything() == before
        event(f"refused as an event: {', '.join(sorted(codes))}")

    def refused(self, command: Callable[..., Any], codes: set[str], said: Said) -> None:
        """A command that is refused leaves who tried what for which codes, and nothing else."""
        links, attached, statements = self.everything()
        with pytest.raises(PctFinanceError) as caught:
            command()
        assert {finding.code for finding in caught.value.findings} == codes
        more, still, now = self.everything()
        assert (more[: len(links)], still, len(now)) == (links, attached, len(statements) + 1)
        kept = now[-1].content
        assert (kept["kind"], kept["body"], kept["codes"]) == ("refused", said.body, sorted(codes))
        assert len(more) == len(links) + 1
        event(f"refused: {', '.join(sorted(codes))}")

    def keep(self, said: Said) -> None:
        """It was taken: the model has it too."""
        number = self.book.head.sequence
        self.entries.append(replace(said, number=number))
        self.marks.append((number, len(self.entries)))
        event(f"accepted {said.kind}{' as an event' if said.raw else ''}")

    def everything(self) -> tuple[tuple[Any, ...], tuple[str, ...], tuple[Any, ...]]:
        """All that the book holds."""
        records = self.book._records
        return tuple(records.links()), records.attachments(), records.statements

    def is_due(self, question: int) -> bool:
        """Whether a question is asked after this step: always, or, when thinned, one time in three."""
        return not self.thinned or self.look.turn % 3 == question

    # What is compared

    @invariant()
    def savings_and_contracts_are_those_of_the_model(self) -> None:
        """Of one body and month, as known on a day, now and at an earlier event."""
        if not self.is_due(0):
            return
        body, month, known, back, _ = self.look
        mark = self.marks[-1 - back % len(self.marks)]
        for recorded, entries in ((None, self.entries), (mark[0], self.entries[: mark[1]])):
            asked: dict[str, Any] = {"group": body, "known_at": known, "recorded_at": recorded}
            schemes = schemes_of(entries, body, month, known)
            assert [_scheme(each) for each in self.book.qipp(f"M{month}", **asked).lines] == schemes
            found = self.book.contracts(f"M{month}", **asked).contracts
            expected = contracts_of(entries, body, month, known)
            assert [_contract(each) for each in found] == expected
            for each in found:
                assert sum(each.payable_of(of) for of in each.bodies) == each.payable_pence

    @invariant()
    def the_whole_adds_up_and_nets_nothing(self) -> None:
        """Over all bodies: shortfalls and over-achievements apart, and who was not reported."""
        if not self.is_due(1):
            return
        month = self.look.month
        all_of = {body: schemes_of(self.entries, body, month, None) for body in BODIES}
        lines = [line for of in all_of.values() for line in of]
        apart = [line[3] - line[2] for line in lines if line[3] is not None]
        total = self.book.qipp(f"M{month}").total
        assert total.shortfalls_pence == sum(pence for pence in apart if pence < 0)
        assert total.over_pence == sum(pence for pence in apart if pence > 0)
        assert total.not_reported == tuple(
            f"{body} {line[0]}" for body, of in all_of.items() for line in of if line[3] is None
        )
        planned = sum(line[2] for line in lines)
        silent = sum(line[2] for line in lines if line[3] is None)
        assert (total.plan_to_date_pence, total.not_reported_pence) == (planned, silent)
        assert planned + sum(apart) == total.saved_pence + silent

    @invariant()
    def duties_and_signatures_are_those_of_the_model(self) -> None:
        """Bills, the control total, the limit; who signed, and whether it stands; then as now."""
        if not self.is_due(2):
            return
        body, month, known, back, _ = self.look
        notes = self.book.duties(f"M{month}", group=body, known_at=known)
        assert _bills(notes.of(body, "better_payment_practice")) == _expected_bills(
            bills_of(self.entries, body, month, known)
        )
        agreed = agreed_of(self.entries, body, month, known)
        assert notes.of(body, "control_total").value("agreed") == (agreed[0] if agreed else 0)
        assert self.book.limit(body, as_of="M12").total() == limit_of(self.entries, body)
        mark = self.marks[-1 - back % len(self.marks)]
        for recorded, entries in ((None, self.entries), (mark[0], self.entries[: mark[1]])):
            report = self.book.statements(body, recorded_at=recorded)
            expected = signed_of(entries, body)
            assert {s.role.value: (s.by, s.stands) for s in report.signatures} == expected
            stands = [stands for _, stands in expected.values()]
            assert report.is_signed == (len(stands) == len(BOTH_ROLES) and all(stands))


def _scheme(line: Any) -> tuple[Any, ...]:
    return (
        line.scheme,
        line.plan_pence,
        line.plan_to_date_pence,
        line.saved_pence,
        line.forecast_pence,
        line.rating,
        line.full_year_pence,
        line.last_month,
    )


def _contract(found: Any) -> tuple[Any, ...]:
    return found.stated.contract, [
        (
            line.line.line,
            line.plan_activity,
            line.plan_pence,
            line.activity,
            line.full_pence,
            line.reduction_pence,
            {body: pence for body, pence in line.payable_by_body.items() if pence},
        )
        for line in found.lines
    ]


_COLUMNS = ("number-paid", "value-paid", "number-in-time", "value-in-time")


def _bills(note: Any) -> tuple[Any, ...]:
    return tuple(note.value(f"{of}-{name}") for of in ("nhs", "non-nhs") for name in _COLUMNS)


def _expected_bills(found: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*found[1], *found[2]) if found[0] == "bills" else (None,) * 2 * len(_COLUMNS)
