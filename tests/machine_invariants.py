"""What must hold after every step of the machine: the invariants, and answers held against the model."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from hypothesis import event
from hypothesis.stateful import (
    invariant,
    precondition,
)

from machine_base import MachineBase
from machine_words import BODIES, CATEGORIES, FIRST, FOREVER, LAST, LIMITS, RATE, USED
from pctfinance.consolidation.aggregate import GroupStatus
from pctfinance.consolidation.duties import Duty
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.journals import JournalSubmitted
from pctfinance.ledger.kinds import HEADROOM_HELD
from pctfinance.ledger.lines import BUDGETS, RESERVES, Account, Certainty, Funding, Limit
from pctfinance.ledger.loads import LedgerLoaded
from pctfinance.rulebooks import headroom_required
from reference_acts import Entry, month_of
from reference_close import adjustments, is_impacted, state_of
from reference_model import ReferenceBook, limit_of

__all__ = ["Invariants", "same_lines"]


class Invariants(MachineBase):
    """What must hold of a book, whatever was done."""

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def whole(self) -> None:
        """Nothing contradicts itself, and each new event has the lines of the posting table."""
        # What is wrong stays in the log, and the end of a run looks again (`teardown`).
        if self.is_due(0, 6) and self.look.turn % 3 == 0:
            assert self.faults() == []
        events = self.book.holdings.resource.events
        assert len(events) == len(self.model.entries)
        for kept_, entry in zip(events[self.seen :], self.model.entries[self.seen :], strict=True):
            same_lines(kept_, entry)
            assert kept_.body in self.model.bodies
            _one_body_one_year(kept_, entry)
            _frozen_headroom(kept_, entry)
            _nothing_recurrent_from_a_release(kept_, entry)
            if isinstance(kept_.what, JournalSubmitted):
                assert kept_.what.debit_pence == kept_.what.credit_pence
            if isinstance(kept_.what, LedgerLoaded):  # a trial balance is zero (21)
                cells = self.book._records.cells(kept_.what.cells_sha256)
                assert cells.total("debit") == cells.total("credit")
                assert cells.total("opening") == 0
        self.seen = len(events)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def limits(self) -> None:
        """Every part of every limit, for any month and any date of knowledge (9, 10, 11)."""
        body, month, known, *_ = self.look
        if not self.is_due(1):
            return
        for limit in LIMITS:
            stated = self.book.limit(body, as_of=f"M{month}", known_at=known, limit=limit)
            for certainty in Certainty:
                standing = self.model.standing(body, month, known)
                expected = limit_of(standing, limit, certainty)
                assert stated.total(certainty) == (expected or 0)
                assert stated.is_known(certainty) == (expected is not None)
                parts = [stated.total(certainty, funding) for funding in Funding]
                assert parts[0] == (limit_of(standing, limit, certainty, "recurrent") or 0)
                assert parts[0] + parts[1] == stated.total(certainty)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def balances(self) -> None:
        """Each sum of lines, and what they must add up to (13, 15, 16, 18)."""
        if not self.is_due(2):
            return
        _, month, known, *_ = self.look
        resource, period = self.book.holdings.resource, self.book.year.period(month)
        for body in self.used:
            found = resource.balances(body, period, known)
            cells = {cell: pence for cell, pence in found.cells.items() if pence}
            assert {tuple(cell): pence for cell, pence in cells.items()} == {
                tuple(cell): pence for cell, pence in self.model.cells(body, month, known).items()
            }
            by_strand: dict[object, int] = defaultdict(int)
            for cell, pence in cells.items():
                by_strand[cell.strand] += pence
            assert not any(by_strand.values())
            for limit in Limit:
                for certainty in Certainty:
                    uses = (*BUDGETS, *RESERVES, Account.PLANNED_SURPLUS)
                    assert found.limit(limit, certainty=certainty) == found.use(
                        uses, limit, certainty=certainty
                    )
            held = found.memoranda.get(HEADROOM_HELD, 0)
            assert held == self.model.held(body, month, known)
            beside = {name: p for name, p in found.memoranda.items() if p and name != HEADROOM_HELD}
            assert beside == self.model.memos(body, month, known)
            assert known or min(beside.values(), default=0) >= 0
            kinds = {
                kind: sum(
                    e.held for e in self.model.standing(body, month, known) if kind in _kinds(e)
                )
                for kind in ("headroom-lodged", "headroom-released")
            }
            redirected = sum(
                beside.get(f"headroom {name}", 0) for name in ("pending", "transferred")
            )
            assert held + redirected == sum(kinds.values())
            assert known or held >= 0
            delegated = sum(
                -pence for cell, pence in cells.items() if cell.account is Account.DELEGATED
            )
            by_delegate = [
                sum(-pence for cell, pence in cells.items() if cell.delegate == delegate)
                for delegate in ("07M", "08D")
            ]
            assert sum(by_delegate) == delegated
            assert known or min(by_delegate) >= 0

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def figures(self) -> None:
        """Of each body and month the load that came last, of those that were known; and beside it.

        What is reported or adjusted of the year to one month, less that of the month before, is the
        movement of that month (21).
        """
        if not self.is_due(3):
            return
        body, month, known, *_ = self.look
        records = self.book._records
        holdings = Holdings.of(self.book.year, records.ledger, known, records.cells)
        for table in ("profile", "actuals", "forecasts"):
            found, beside = _decoded(getattr(holdings, table), body)
            for limit in LIMITS:
                expected = self.model.figures(table, body, limit, known)
                assert found.get(limit, {}) == expected
                adjusted: dict[object, int] = defaultdict(int)
                if table == "actuals":
                    for what, at, pence in adjustments(self.model.entries, body, limit, known):
                        adjusted[what, at] += pence
                assert {at: pence for at, pence in beside.get(limit, {}).items() if pence} == {
                    at: pence for at, pence in adjusted.items() if pence
                }
                if table != "actuals":
                    continue
                for category in CATEGORIES[limit]:
                    period = self.book.year.period(month)
                    of = (body, Limit(limit))
                    total = holdings.actuals.to_date(*of, period, category).pence
                    before = (
                        holdings.actuals.to_date(*of, period.to_date[-2], category).pence
                        if month > 1
                        else 0
                    )
                    moved = adjusted[category, month] + expected.get((category, month), 0)
                    if body in holdings.actuals.cumulative:
                        moved -= expected.get((category, month - 1), 0)
                    assert total - before == moved

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def duties(self) -> None:
        """Each duty of each body; a group is the list of its bodies' breaches (2, 3, 10, 22, 23)."""
        if not self.is_due(4):
            return
        _, month, known, basis, _ = self.look
        if basis == "outturn":
            month = 12
        report = self.book.position(f"M{month}", basis=basis, known_at=known)
        assert tuple(body.code for body in report.bodies) == self.model.bodies
        for duty in Duty:
            statuses, variances = defaultdict(list), []
            for body in report.bodies:
                result = body.duty(duty)
                asked = (body.code, duty.limit, month, known)
                limit, charge = self.model.duty(*asked, basis=basis)
                assert (result.limit_pence, result.charged_pence) == (limit, charge)
                if limit is None or charge is None:
                    statuses["not_tested"].append(body.code)
                    assert result.variance_pence is None
                    assert result.reason
                else:
                    variances.append(limit - charge)
                    statuses["breach" if charge > limit else "met"].append(body.code)
                    assert result.variance_pence == limit - charge
                assert body.code in statuses[result.status.value]
                event(f"duty {result.status.value} ({basis})")
            total = report.aggregate(duty)
            assert total.breaches == tuple(statuses["breach"])
            assert total.not_tested == tuple(statuses["not_tested"])
            assert total.overspends_pence == sum(v for v in variances if v < 0)
            assert total.variance_pence == sum(variances)
            assert (total.status is GroupStatus.MET) == (
                len(statuses["met"]) == len(self.model.bodies)
            )
            assert (total.status is GroupStatus.BREACH) == bool(statuses["breach"])
        if known is None and self.is_due(
            1, 2
        ):  # the date that it names itself gives the same answer again
            again = self.book.position(f"M{month}", basis=basis, known_at=report.known_at)
            assert [body.duties for body in again.bodies] == [body.duties for body in report.bodies]
        assert not [value for value in _leaves(report.document()) if isinstance(value, float)]

    @precondition(lambda self: self.marks)
    @invariant()
    def as_it_was_recorded(self) -> None:
        """Any earlier state of the book can be asked for again (24)."""
        if not self.is_due(5):
            return
        mark = self.marks[(self.look.month * 7 + len(self.marks)) % len(self.marks)]
        body, month, known, *_ = self.look
        then = ReferenceBook(BODIES, FIRST, LAST)
        then.entries = self.model.entries[: mark.entries]
        expected = limit_of(then.standing(body, month, known), "revenue", "confirmed")
        for when in (mark.instant, mark.number):
            stated = self.book.limit(body, as_of=f"M{month}", known_at=known, recorded_at=when)
            assert (stated.total(), stated.is_known()) == (expected or 0, expected is not None)

    @precondition(lambda self: self.issued)
    @invariant()
    def as_it_was_published(self) -> None:
        """A snapshot, whatever came since, can be made again (24)."""
        if self.is_due(0):
            self.reproduces(self.look.month % len(self.issued) + 1)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def months_stand(self) -> None:
        """Each month is where its steps led, and a closed one is what it was when it closed (24)."""
        body, month, *_ = self.look
        entries = self.model.entries
        assert self.book.month_state(body, f"M{month}") == state_of(entries, body, month)
        closed = [
            (code, at)
            for code in USED
            for at in range(1, 13)
            if state_of(entries, code, at) in ("closed", "locked")
        ]
        if not closed or not self.is_due(1, 2):
            return
        months = self.book._months()
        for code, at in closed:
            found = months.is_impacted(code, self.book.year.period(at))
            assert found == is_impacted(entries, code, at)
        body, month = closed[(self.look.month + len(entries)) % len(closed)]
        impacted = is_impacted(entries, body, month)
        reason = self.book.close_status(f"M{month}").of(body, "not-impacted").reason
        assert bool(reason) == impacted
        if impacted:
            return
        known = FOREVER[self.look.turn % len(FOREVER)]
        answers: list[object] = [
            self.book.limit(body, as_of=f"M{month}", known_at=known, limit=limit).changes
            for limit in LIMITS
        ]
        answers += [
            self.book.position(f"M{month}", basis=basis, known_at=known).body(body)
            for basis in ("ytd", "forecast")
        ]
        is_known = (body, month, known) in self.closed
        assert self.closed.setdefault((body, month, known), answers) == answers
        event(f"a closed month, {'and the same as before' if is_known else 'for the first time'}")


def same_lines(kept: Event, entry: Entry) -> None:
    """The lines of an event, as the posting table has them."""
    sums: dict[object, int] = defaultdict(int)
    for line in kept.what.lines():
        sums[line.strand, line.account, line.category, line.delegate] += line.pence
        assert type(line.pence) is int
    expected: dict[object, int] = defaultdict(int)
    for cell, pence in entry.lines:
        expected[tuple(cell)] += pence
    assert sums == expected


def _kinds(entry: Entry) -> tuple[str, ...]:
    """The kind of an event, and of what it reverses."""
    return (entry.act.kind, entry.undone.kind if entry.undone else "")


def _one_body_one_year(kept: Event, entry: Entry) -> None:
    """Each event is of one body of the group and of the book's year (1, 2)."""
    act = entry.act
    assert (kept.body, kept.effective, kept.notified) == (act.body, act.effective, act.notified)
    assert (kept.late_for, kept.sequence) == (act.late_for, entry.number)
    assert str(kept.year) == "2011-12"
    assert kept.period.number == month_of(act.effective)


def _frozen_headroom(kept: Event, entry: Entry) -> None:
    """Rate and base stand in the event, and what they require follows from them alone (12)."""
    if entry.act.kind not in ("headroom-lodged", "headroom-set-aside"):
        return
    frozen = kept.what.model_dump()
    assert (frozen["rate"], frozen["base_pence"]) == (RATE, entry.base)
    exact = Fraction(RATE) * entry.base
    assert abs(headroom_required(entry.base, RATE) - exact) <= Fraction(1, 2)


def _nothing_recurrent_from_a_release(kept: Event, entry: Entry) -> None:
    """What is released, and what is applied once, is non-recurrent; each is approved (14)."""
    for line in kept.lines:
        if line.account in (Account.RELEASED, Account.HEADROOM_CASE):
            assert line.strand.funding is Funding.NON_RECURRENT
            assert kept.approval
        if line.account is Account.APPLIED_NON_RECURRENTLY and not entry.undone:
            assert (line.pence > 0) == (line.strand.funding is Funding.NON_RECURRENT)


_Cells = dict[str, dict[tuple[str, int], int]]


def _decoded(figures: Figures, body: str) -> tuple[_Cells, _Cells]:
    """The figures of one body: by limit, the pence of each category and month; and those beside."""
    found: _Cells = defaultdict(dict)
    beside: _Cells = defaultdict(dict)
    names = tuple(figures.category_codes)
    columns = (
        figures.columns[name].tolist()
        for name in ("body", "limit", "category", "period", "adjusting")
    )
    for code, limit, category, month, adjusting, pence in zip(
        *columns, figures.columns["pence"].tolist(), strict=True
    ):
        if code == figures.body_codes.get(body):
            at = (names[category], month)
            if adjusting:
                beside[LIMITS[limit]][at] = beside[LIMITS[limit]].get(at, 0) + pence
                continue
            assert at not in found[LIMITS[limit]], "each figure stands once"
            found[LIMITS[limit]][at] = pence
    return found, beside


def _leaves(document: object) -> Iterator[object]:
    if isinstance(document, dict):
        document = list(document.values())
    if not isinstance(document, list | tuple):
        yield document
        return
    for part in document:
        yield from _leaves(part)
