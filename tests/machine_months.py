"""What the machine does at a month's end: journals, extracts, steps of months, publishing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from ledger_loads import kept
from machine_base import MachineBase, duties_of
from machine_draws import early, extracts, journals, looks, notified, offices, several
from machine_words import DONE, FIRST, USED, VERBS, Issued, Look, end_of, load_of
from pctfinance.errors import UsageError
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.months import ControlsRun
from pctfinance.records import Receipt
from reference_acts import Act, month_of
from reference_close import journal_state

__all__ = ["Months"]


class Months(MachineBase):
    """Journals, extracts of the ledger, the steps of months, and what is published."""

    @rule(
        act=journals(),
        look=looks,
        approved_by=st.sampled_from(["", "Chair", "Chair", " HEAD of Finance"]),
    )
    def journal(self, act: Act, look: Look, approved_by: str) -> None:
        """A journal is submitted, and now and then approved at once."""
        lane = act.mapped_by
        act = replace(act, mapped_by="")
        lines = [
            JournalLine(
                account=line.account,
                category=line.category,
                limit=Limit(line.limit) if line.limit else "",
                debit_pence=line.debit,
                credit_pence=line.credit,
                charge="debit" if line.raised_by == "debit" else "credit",
            )
            for line in act.entered
        ]
        done = self.act(
            [act],
            look,
            command=lambda: self.book.submit_journal(
                act.body,
                f"M{month_of(act.effective)}",
                lines,
                number=act.number,
                by=act.by,
                narrative=act.purpose,
                reversing=act.reversing,
                lane="journal" if lane == "journal" else "adjustment",
                late_for=f"M{act.late_month}" if act.late_month else None,
                corrects=act.puts_right,
                submitted_on=act.notified,
            ),
        )
        if done and approved_by:
            decided = replace(act, kind="journal-approved", by=approved_by, entered=())
            self.act([decided], look, command=lambda: self._decide(decided))

    @rule(
        data=st.data(),
        verb=st.sampled_from(["approved", "approved", "rejected", "withdrawn"]),
        by=offices,
        look=looks,
    )
    def decide(self, data: st.DataObject, verb: str, by: str, look: Look) -> None:
        """A journal is decided on: by its own office or another, once or again, or there is none."""
        sent = [e.act for e in self.model.entries if e.act.kind == "journal-submitted"]
        none = Act("journal-submitted", USED[0], FIRST, FIRST, number="J9")
        submitted = data.draw(st.sampled_from(sent or [none]))
        told = data.draw(st.just(submitted.notified) | notified)
        act = replace(submitted, kind=f"journal-{verb}", by=by, notified=told, entered=())
        self.act([act], look, command=lambda: self._decide(act))

    def _decide(self, act: Act) -> Receipt:
        of, by, day = (act.body, act.number), act.by, act.notified
        match act.kind:
            case "journal-approved":
                return self.book.approve_journal(*of, by=by, approved_on=day)
            case "journal-rejected":
                return self.book.reject_journal(*of, by=by, reason="no", rejected_on=day)
        return self.book.withdraw_journal(*of, by=by, reason="no", withdrawn_on=day)

    @rule(act=extracts(), other_way=st.integers(0, 9), look=looks)
    def load_ledger(self, act: Act, other_way: int, look: Look) -> None:
        """An extract, by month or to date as the book has it, or the other way."""
        to_date = self.cumulative != (other_way == 0) and act.table == "actuals"
        act = replace(act, cumulative=to_date)
        self.act([act], look, command=lambda: self._load_ledger(act))

    def _load_ledger(self, act: Act) -> Receipt:
        """Keep its lines, in a book that is kept, and post its event."""
        load = load_of(act)
        called = f"{act.table}-{act.file}-{act.mapped_by}"
        place = f"lines/{act.body}/2011-12/M{load.month:02}-{called}.parquet"
        is_new = not self.model.judge([act])[0]
        sha256 = kept(self.book, load, place) if self.stored and is_new else "0" * 64
        return self.book._records.post(
            [load.event(sha256, place)], attached=(load.bytes_of_cells(), load.profile)
        )

    def months(self, verb: str, month: int, look: Look, codes: Sequence[str], **said: str) -> bool:
        """A step of a month, or a run of its controls, for some bodies."""
        by, reason, end = said.get("by", "Director"), said.get("reason", ""), end_of(month)
        kind = "controls-run" if verb == "run" else f"month-{DONE[verb]}"
        batch = [Act(kind, body, end, end, by=by, purpose=reason) for body in codes]

        def command() -> Receipt:
            if verb == "run":
                answer = self.book.run_controls(f"M{month}", by=by, bodies=codes)
            else:
                told = {"accept" if verb == "close" else "reason": reason}
                given = {} if verb in ("submit", "lock") else told
                step = getattr(self.book, f"{verb}_month")
                answer = step(codes, f"M{month}", by=by, **given)
            assert answer.receipt is not None
            receipt: Receipt = answer.receipt
            return receipt

        done = self.act(batch, look, command=command)
        if done and verb == "run":
            self.controlled(len(codes))
        return done

    def controlled(self, runs: int) -> None:
        """The model takes over how many errors the controls found, once that is plausible."""
        entries = self.model.entries
        for at, kept_ in zip(
            range(-runs, 0), self.book.holdings.resource.events[-runs:], strict=True
        ):
            assert isinstance(kept_.what, ControlsRun)
            act = entries[at].act
            entries[at] = entries[at]._replace(act=replace(act, errors=kept_.what.errors))
            month = month_of(act.effective)
            _, charge = self.model.duty(act.body, "revenue", month, None, basis="ytd")
            pending = [
                e.act.number
                for e in entries
                if (e.act.kind, e.act.body, e.act.effective)
                == ("journal-submitted", act.body, act.effective)
                and journal_state(entries, act.body, e.act.number) == "submitted"
            ]
            if charge is None or pending:
                assert kept_.what.errors > 0

    @rule(
        verb=st.sampled_from(VERBS),
        month=early,
        codes=several,
        by=offices,
        reason=st.sampled_from(["a reason", "a reason", ""]),
        look=looks,
    )
    def step(
        self, *, verb: str, month: int, codes: Sequence[str], by: str, reason: str, look: Look
    ) -> None:
        """Any step of any month, in any order."""
        self.months(verb, month, look, codes, by=by, reason=reason)

    @rule(month=early, codes=several, by=offices, look=looks)
    def run_controls(self, month: int, codes: Sequence[str], by: str, look: Look) -> None:
        """The controls of any month."""
        self.months("run", month, look, codes, by=by)

    @rule(
        month=st.integers(1, 2) | st.integers(1, 12),
        codes=several,
        verbs=st.sampled_from(
            ["s", "sc", "src", "src", "rsc", "srpc", "srcl", "srcl", "srcpl", "srclu", "srco"]
        ),
        look=looks,
    )
    def close_up_to(self, month: int, codes: Sequence[str], verbs: str, look: Look) -> None:
        """All months up to one, each as far as can be gone; the last also where it cannot.

        `p` is a profile that comes in between, behind the last month's steps so far.
        """
        words = {"s": "submit", "r": "run", "c": "close", "l": "lock", "u": "unlock", "o": "reopen"}
        for body, at in product(codes, range(1, month + 1)):
            for letter in verbs:
                if letter == "p":
                    if at == month:
                        self.act([self.another_profile(body)], look)
                    continue
                verb, end = words[letter], end_of(at)
                kind = "controls-run" if verb == "run" else f"month-{DONE[verb]}"
                act = Act(kind, body, end, end, by="Director", purpose="a reason")
                if at == month or not self.model.judge([act])[0]:
                    self.months(verb, at, look, (body,), reason="a reason")

    def another_profile(self, body: str) -> Act:
        """A profile that the body never had."""
        rows = ((1, "revenue", "acute", 1 + len(self.model.entries)),)
        return Act("figures-loaded", body, FIRST, FIRST, table="profile", rows=rows)

    @precondition(lambda self: len(self.issued) < (3 if self.thinned else 4))
    @rule(
        month=st.sampled_from([1, 2, 12]),
        basis=st.sampled_from(["ytd", "forecast"]),
        reason=st.sampled_from(["it was wrong", ""]),
        known=st.sampled_from([None, None, date(2011, 5, 19), date(2011, 12, 31)]),
        anew=st.booleans(),
        look=looks,
    )
    def publish(
        self,
        *,
        month: int,
        basis: str,
        reason: str,
        known: date | None,
        anew: bool,
        look: Look,
    ) -> None:
        """A pack is issued; again it adds nothing; another than before needs a reason."""
        self.look = look
        if self.issued and not anew:
            month, basis = self.issued[0][:2]
        before, head = self.everything(), self.book.head
        former = [i for i, one in enumerate(self.issued, 1) if one[:2] == (month, basis)]
        asked: dict[str, Any] = {"basis": basis, "by": "Director", "known_at": known}
        duties = duties_of(self.book.position(f"M{month}", basis=basis, known_at=known).bodies)
        try:
            done = self.book.publish(f"M{month}", reason=reason, **asked)
        except UsageError:
            assert former
            assert not reason
            assert self.everything() == before
            event("refused: a restatement without a reason")
            return
        if done.is_new:
            self.issued.append(Issued(month, basis, duties))
            issue = done.snapshot.issue
            assert (issue.number, issue.restates) == (len(self.issued), ([None, *former])[-1])
            assert (done.snapshot.sequence, done.snapshot.head) == (head.sequence, head.hash)
            assert not former or reason
            event("published" if not former else "restated")
        else:
            assert done.snapshot.issue.number == former[-1]
            assert duties == self.issued[former[-1] - 1].duties
            assert self.everything() == before
        assert known in (None, done.snapshot.known_at)
        behind = self.book.head
        again = self.book.publish(f"M{month}", **asked)
        assert (again.is_new, again.snapshot.issue.number, self.book.head) == (
            False,
            done.snapshot.issue.number,
            behind,
        )
        assert len(self.book.published().snapshots) == len(self.issued)
