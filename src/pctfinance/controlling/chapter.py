"""The controls of a month as a chapter of the book: asked for at any time, and run to be recorded."""

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pctfinance.asked import day_asked, period_asked
from pctfinance.asking import Asking, not_in_book
from pctfinance.calendar import Period
from pctfinance.consolidation.controls.all_packaged import PACKAGED
from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.run import GROUP, ControlResult, outcomes
from pctfinance.consolidation.controls.views import GroupView, MonthView
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.evidence import with_sequence
from pctfinance.consolidation.later_limits import falling_limits
from pctfinance.consolidation.position import BodyPosition, Position, make_position
from pctfinance.controlling.registry import ControlRegistry
from pctfinance.decisions.refusals import each_its_own
from pctfinance.decisions.states import transfers_of
from pctfinance.errors import Finding, Ground, Level
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.months import ControlsRun
from pctfinance.months import MonthAnswer, MonthEnd, month_event
from pctfinance.present.control_report import ControlReport
from pctfinance.present.position_json import findings_document, json_text

__all__ = ["Controlling"]


class Controlling(MonthEnd):
    """The controls of a book, and what they come to. `pctfinance.book.Book` is the whole."""

    _registry: ControlRegistry | None = None

    @property
    def controls(self) -> ControlRegistry:
        """The controls of this book: `book.controls.add(...)` adds one's own.

        >>> from pctfinance.book import Book
        >>> "duty-breach" in Book.in_memory("2011-12", group="NCL").controls
        True
        """
        if self._registry is None:
            self._registry = ControlRegistry((*PACKAGED, *self._of_the_book()))
        return self._registry

    def check(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        only: Iterable[str] = (),
        controls: Iterable[Control] = (),
    ) -> ControlReport:
        """Look at a month of a body or group with every control. Nothing is written.

        What passes between two bodies is looked for among all bodies of the book, and told of those
        that are asked for. Members that this book holds nothing of are named, and passed nothing.

        Args:
            period: the month.
            group: a body or group, as in `position`; the book's own group unless told otherwise.
            basis: see `position`.
            known_at: see `position`.
            recorded_at: see `position`.
            only: the ids of the controls that are asked for; all of them unless told otherwise.
            controls: own controls to run besides, without adding them.

        Raises:
            UnknownNameError: there is no control of that id.
            UsageError: an id is that of another control; or see `position`.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> report = book.check("2011-12 M08")
        >>> report.of("duty-breach", "5A9").outcome.value, report.of("unmapped", "5A9").outcome.value
        ('found', 'passed')
        >>> book.check("2011-12 M08", group="5K8").of("duty-breach", "5K8").outcome.value
        'passed'
        >>> len(book.check("2011-12 M08", group="LON").not_in_book)
        26
        """
        month = period_asked(period, self.year)
        chosen = self.controls.chosen(only, controls)
        until = self._until(recorded_at)
        view = self._month_view(month, basis, known_at, until, group=group)
        at = view.position
        absent = tuple(body.code for body in at.not_in_book)
        results = outcomes(chosen, view)
        return ControlReport(at.group, month, at.basis, at.known_at, results, absent)

    def run_controls(
        self,
        period: str | Period,
        *,
        by: str,
        bodies: str | Iterable[str] | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Run the controls of a month, so that it can be closed.

        What was found is recorded with each body: how many findings of each level, the hash of
        their document, which the book keeps, and the number of the last event that was looked at.
        With it goes the list of the controls that ran, with the version of each and what it came to.

        Args:
            period: the month.
            by: the office that runs them.
            bodies: codes of bodies; those of the group at the month's end unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer with the findings only.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> answer = book.run_controls("M8", by="Director of Finance", bodies="5K8", test=True)
        >>> answer.has_errors, answer.receipt
        (False, None)
        """
        self._records.refresh()
        month = period_asked(period, self.year)
        codes = self._codes(bodies, month)
        seen = self._records.seen  # what was looked at; others may have written since
        results = outcomes(self.controls, self._month_view(month, None, None, seen, codes))
        by_body = {body: tuple(_with_group(results, body)) for body in codes}
        findings = {
            body: tuple(each for one in of_body for each in one.findings)
            for body, of_body in by_body.items()
        }
        # A finding about several bodies is shown once, and kept with each of them.
        found = tuple(dict.fromkeys(each for of_body in findings.values() for each in of_body))
        if test:
            return MonthAnswer(codes, month, None, found)
        attached: list[bytes] = []
        events = []
        for body in codes:
            told = json_text(findings_document(findings[body])).encode()
            ran = json_text(_ran_document(by_body[body])).encode()
            attached += [told, ran]
            events.append(month_event(_run(findings[body], told, ran, seen), body, month, by))
        own = {one.id: one.version for one in self.controls.own}
        command: dict[str, Any] = {"run-controls": str(month), "bodies": list(codes), "by": by}
        command |= {"controls": own} if own else {}
        with each_its_own():
            receipt = self._records.post(
                events, attached=attached, request=request, command=command
            )
        return MonthAnswer(codes, month, receipt, found)

    def _month_view(
        self,
        month: Period,
        basis: Basis | str | None,
        known_at: str | date | None,
        until: int,
        bodies: Iterable[str] = (),
        *,
        group: str | None = None,
    ) -> MonthView:
        """What controls look at: the month as the book held it behind an event.

        Bodies that are named and left the group by the month's end are looked at too.
        """
        position = self.position(
            month, group=group, basis=basis, known_at=known_at, recorded_at=until
        )
        ledger = self._records.ledger_until(until)
        holdings = Holdings.of(self.year, ledger, position.known_at, self._records.cells)
        known = day_asked(known_at)
        # What waited at the month's end waited, also where it was decided on since.
        last = month.end if known is None else min(known, month.end)
        decided = [e for e in ledger.events if e.notified <= last]
        said = tuple(one for one in self._records.statements if one.sequence <= until)
        view = MonthView(
            position,
            holdings,
            MonthStates(ledger.events),
            self._records.cells,
            self.rulebook,
            self.register,
            transfers_of(decided, self._records.terms.rules(said)),
            until,
            self._gone(position, holdings, bodies),
            known,
        )
        # All bodies of the book, those that left the group in the year among them.
        asked = {*self._records.terms.members_of_year()}
        if asked == {body.code for body in position.bodies}:
            return view
        whole = self._looked_like(position, holdings, sorted(asked))
        return dataclasses.replace(view, book=dataclasses.replace(view, position=whole, gone=()))

    def _gone(
        self, position: Position, holdings: Holdings, bodies: Iterable[str]
    ) -> tuple[BodyPosition, ...]:
        """Those of some bodies that are no part of a position: they left the group before."""
        here = {body.code for body in position.bodies}
        gone = [code for code in bodies if code not in here]
        return self._looked_like(position, holdings, gone).bodies if gone else ()

    def _looked_like(self, like: Position, holdings: Holdings, bodies: Iterable[str]) -> Position:
        """The position of some bodies of the book, in the month and by the rules of another one."""
        members = self._records.terms.members_of_year()
        return make_position(
            holdings,
            self.group,
            [members[code] for code in bodies],
            like.period,
            like.basis,
            known_at=like.known_at,
            categories=like.categories,
            duties=like.rules,
        )

    def _opened_like(self, other: Asking) -> None:
        super()._opened_like(other)
        if isinstance(other, Controlling):
            self.controls.add(*other.controls.own)

    def _of_the_book(self) -> Iterator[Control]:
        """The controls that need the book itself: who left the group, and what chapters look at."""

        @packaged(
            id="body-left",
            title="A body left the group",
            rule="A body that left during the year has its whole-year duties elsewhere.",
            source="the register of memberships",
            code="register.left-group",
            scope="group",
        )
        def left(view: GroupView) -> Iterator[Finding]:
            for finding in self._leavers(view.position, view.holdings, until=view.month.sequence):
                code = (finding.where.body if finding.where else None) or ""
                whose = view.position.group.code
                gone = Ground(f"member of {whose} on {view.period.end}", f"not {code}")
                yield dataclasses.replace(finding, evidence=(gone,))

        @packaged(
            id="members-elsewhere",
            title="Members in other books",
            rule="Every member of the group is in this book, so that its list is whole.",
            source="a choice of pctfinance: who was not looked at did not pass",
            code="register.not-in-book",
            scope="group",
        )
        def elsewhere(view: GroupView) -> Iterator[Finding]:
            absent = ", ".join(body.code for body in view.position.not_in_book)
            for finding in not_in_book(view.position):
                ground = Ground(f"members of {view.position.group.code} in other books", absent)
                yield dataclasses.replace(finding, evidence=(ground,))

        @packaged(
            id="limit-falls",
            title="A limit that falls later in the year",
            rule="A forecast is within the limit of the year as it is notified, not of the month.",
            source="National Health Service Act 2006, Part 11, Chapter 6: the duty is of the year",
            code="duty.limit-falls",
            scope="group",
        )
        def falls(view: GroupView) -> Iterator[Finding]:
            yield from falling_limits(view.position, view.holdings, known_at=view.month.known_at)

        @packaged(
            id="recharges-as-transfers",
            title="Recharges that look like transfers",
            rule="Resource moves between PCTs by an approved transfer, and not as a recharge.",
            source="Shared Operating Model for PCT Clusters, 28 July 2011, paragraph 25; the "
            "rulebook: recharging",
            code="recharge.without-basis",
            scope="book",
        )
        def recharges(view: GroupView) -> Iterator[Finding]:
            for check in self._more_checks(view.month.sequence or 0):
                for finding in check(view.position, view.holdings):
                    yield with_sequence(finding, view.month.sequence)

        yield from (left, elsewhere, falls, recharges)


def _run(findings: Sequence[Finding], told: bytes, ran: bytes, seen: int) -> ControlsRun:
    levels = [finding.level for finding in findings]
    return ControlsRun(
        sequence=seen,
        errors=levels.count(Level.ERROR),
        breaches=levels.count(Level.BREACH),
        warnings=levels.count(Level.WARNING),
        notes=levels.count(Level.NOTE),
        findings_sha256=hashlib.sha256(told).hexdigest(),
        controls_sha256=hashlib.sha256(ran).hexdigest(),
    )


def _with_group(results: Sequence[ControlResult], body: str) -> Iterator[ControlResult]:
    """What controls came to in a body: what is found of the group as a whole stands in its way too."""
    of_group = {one.control.id: one for one in results if one.body == GROUP and one.findings}
    for one in results:
        if one.body == body:
            more = of_group.get(one.control.id)
            yield (
                one
                if more is None
                else dataclasses.replace(more, body=body, findings=(*one.findings, *more.findings))
            )


def _ran_document(results: Iterable[ControlResult]) -> dict[str, object]:
    """The controls that ran over a body: each with its version and what it came to."""
    return {
        "schema_version": "1.0",
        "controls": [
            {
                "id": one.control.id,
                "own": one.control.own,
                "version": one.control.version,
                "severity": one.control.severity.value,
                "result": one.outcome.value,
                "reason": one.reason,
                "findings": len(one.findings),
            }
            for one in results
        ],
    }
