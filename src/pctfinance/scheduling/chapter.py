"""The approval schedule: what waits for an authority goes out, its decisions come back.

The file that comes back is the evidence: the book keeps it whole, and each approval names its
hash. Rows are judged one by one, and recorded in one transaction: all of them, or, where that is
asked for, those that are sound.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pctfinance.decisions.states import transfers_of
from pctfinance.documents import REFUSED
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    InputRefusedError,
    Level,
    PostingRefusedError,
    UsageError,
    Where,
)
from pctfinance.excel.schedule import schedule_workbook
from pctfinance.ledger.events import Event
from pctfinance.ledger.transfers import TransferApproved, TransferEnded, TransferProposed
from pctfinance.money import Unit
from pctfinance.present.approvals_report import (
    APPROVED_AMOUNTS,
    ApprovalsReport,
    JudgedRow,
    Outcome,
)
from pctfinance.records import Receipt, Statement
from pctfinance.scheduling.judging import Draft, Sendings, judge_rows
from pctfinance.scheduling.refusals import refused_schedule
from pctfinance.scheduling.returned import read_returned, returned_table
from pctfinance.scheduling.sending import Origin, document_of, waiting
from pctfinance.tables.headings import table_findings
from pctfinance.tables.reading import Reading
from pctfinance.tables.schedule_columns import APPROVE, SCHEDULE
from pctfinance.transferring.steps import TransferSteps

__all__ = ["IMPORTED", "ScheduleSent", "Scheduling"]

IMPORTED = "approvals-imported"
"""The kind of the book's statement that a schedule was read back, and what became of its rows."""

_OUTCOMES = {"reject": "rejected", "return": "returned"}


class ScheduleSent(NamedTuple):
    """A schedule that was written: where, of which transfers, and as of which event of the book."""

    path: Path
    numbers: tuple[str, ...]
    sequence: int
    head: str


class Scheduling(TransferSteps):
    """The part of a book that sends schedules and reads them back. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> from tempfile import mkdtemp
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> book.export_schedule(Path(mkdtemp()) / "approvals.xlsx").numbers
    ()
    """

    def export_schedule(self, path: str | Path, *, authority: str | None = None) -> ScheduleSent:
        """Write the schedule of all submitted transfers, for an authority to decide on.

        Args:
            path: the file to write, `.xlsx` or `.csv`; what stands there is replaced.
            authority: the code of an authority: only what it has still to decide on.

        Raises:
            UnknownNameError: the register knows no such authority.
            UsageError: the file is of another kind, or cannot be written there.
        """
        place = Path(path)
        kind = place.suffix.lower()
        if kind not in (".csv", ".xlsx"):
            message = f"a schedule is a workbook or a CSV file, not {place.name!r}"
            raise UsageError(message, hint="end its name with .xlsx or .csv")
        code = self.register.authority(authority).code if authority else ""
        self._records.refresh()
        seen = self._records.seen
        head = self._records.head(seen).hash
        rules = self._records.terms.rules(self._records.statements)
        found = waiting(self._transfers_until(seen), rules, code)
        origin = Origin(self.group.code, str(self.year), seen, head, code)
        title = f"Transfers for approval: {self.group.name}, {self.year}"
        document = document_of(found, rules, self.register, origin, title)
        text = document.csv().encode("utf-8-sig") if kind == ".csv" else schedule_workbook(document)
        try:
            place.write_bytes(text)
        except OSError as error:
            message = f"the schedule cannot be written ({error.strerror})"
            hint = "close it in other programs, and check your rights to the folder"
            where = Where(file=place.name)
            finding = Finding("file.unreadable", Level.ERROR, message, where, hint)
            raise UsageError(finding) from error
        return ScheduleSent(place, tuple(each.terms.number for each in found), seen, head)

    def import_approvals(
        self,
        path: str | Path,
        *,
        partial: bool = False,
        by: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> ApprovalsReport:
        """Read the decisions of a returned schedule, and record them all, or none.

        Every row is judged: whether its terms are what was sent and still stand, whether its
        decision is whole, and whether the gate takes it after those before it. A file that was
        read before is answered: what was recorded from it is not recorded again.

        Args:
            path: the file that the authority returned, `.xlsx`, `.xlsm` or `.csv`.
            partial: whether sound rows are recorded although others are refused.
            by: the office that enters the decisions.
            request: the caller's own name for this command.
            test: whether to answer only what would become of each row.

        Raises:
            InputRefusedError: the file cannot be read, or is no schedule.
            ApprovalsRefusedError: rows are refused; its `report` has all rows. Nothing is recorded.
            ApprovalsUnfitError: the same, where only the right of who decides is missing.
            UsageError: the request was used before for something else.
        """
        place = Path(path)
        data = read_returned(place)
        named = sha256(data).hexdigest()
        self._records.refresh()
        command = {"approvals-import": named, "partial": partial, "by": by}
        if request is not None and not test and (given := self._records.answered(request, command)):
            return self._answered(place.name, named, given)
        table = returned_table(place, data)
        if read_returned(place) != data:  # the evidence is what was judged
            message = f"{place.name} was changed while it was read; nothing was recorded"
            raise UsageError(message, hint="save and close it, and give it again")
        InputRefusedError.raise_for((*table.findings, *table_findings(table, SCHEDULE)))
        earlier = _recorded_rows(self._records.statements, named)
        drafts = judge_rows(
            table, self._sendings(), [row for rows in earlier.values() for row in rows]
        )
        events, rows = self._judged_by_gate(drafts, place.name, named)
        told = (*table.findings, *_undecided(rows, table.where))
        report = ApprovalsReport(place.name, named, rows, findings=told)
        if test:
            return report
        is_refused = bool(report.refused) and (not partial or not events)
        if is_refused:
            raise self._refused(report, by)
        if not events:
            last = max(earlier, default=0)
            receipt = self._repeated(last, len(earlier[last])) if last else None
            return replace(report, receipt=receipt)
        recorded = replace(report, rows=tuple(map(_as_recorded, rows)))
        try:
            receipt = self._records.post(
                events,
                statements=[_statement(recorded, by)],
                attached=[data],
                request=request,
                command=command,
            )
        except (PostingRefusedError, ApprovalMissingError) as error:  # others wrote meanwhile
            refused = tuple(_as_refused(row, error.findings) for row in rows)
            raise self._refused(replace(report, rows=refused), by) from error
        return replace(recorded, receipt=receipt)

    def _transfers_until(self, sequence: int) -> Mapping[str, Any]:
        said = [each for each in self._records.statements if each.sequence <= sequence]
        events = self._records.ledger_until(sequence).events
        return transfers_of(events, self._records.terms.rules(said))

    def _sendings(self) -> Sendings:
        """What the book knows of schedules that were sent."""
        proposed = {
            event.what.digest: event.what.terms
            for event in self._records.ledger.events
            if isinstance(event.what, TransferProposed)
        }
        reading = Reading(self.register, self.year, unit=Unit.POUNDS, group=self.group.code)
        standing = self._transfers_until(self._records.seen)
        return Sendings(self.register, reading, proposed, standing, self._waited)

    def _waited(self, origin: Origin) -> Sequence[str] | None:
        """The transfers that waited as of an origin; none where it is not of this book."""
        mine = (origin.group, origin.year) == (self.group.code, str(self.year))
        if not mine or not 0 < origin.sequence <= self._records.seen:
            return None
        if self._records.head(origin.sequence).hash != origin.head:
            return None
        said = [each for each in self._records.statements if each.sequence <= origin.sequence]
        rules = self._records.terms.rules(said)
        found = waiting(self._transfers_until(origin.sequence), rules, origin.authority)
        return [each.terms.number for each in found]

    def _judged_by_gate(
        self, drafts: Sequence[Draft], file: str, named: str
    ) -> tuple[list[Event], tuple[JudgedRow, ...]]:
        """The events that the gate takes, and the rows with what it refuses.

        They are shown to the gate by day, approvals first, so that the order of the rows does not
        count. The rows are judged one behind the other: a refused one is as if it were not there.
        """
        left = sorted((each for each in drafts if each.decided), key=_order)
        made = {id(draft): self._event(draft, file, named) for draft in left}
        taken: list[Event] = []
        why: dict[int, tuple[Finding, ...]] = {}
        while left:
            events = [made[id(draft)] for draft in left]
            if not self._records.refusals([*taken, *events]):
                taken += events
                break
            place = self._first_refused(taken, events)
            why[id(left[place])] = self._records.refusals([*taken, events[place]]) or (
                self._records.refusals([*taken, *events[: place + 1]])
            )
            taken += events[:place]
            left = left[place + 1 :]
        rows = (
            replace(draft.row, outcome=Outcome.REFUSED, findings=why[id(draft)])
            if id(draft) in why
            else draft.row
            for draft in drafts
        )
        return taken, tuple(rows)

    def _first_refused(self, taken: list[Event], events: list[Event]) -> int:
        """The place of the first event that the gate refuses; found by halves."""
        fit, refused = 0, len(events)  # so many first events are taken; so many are not
        while refused - fit > 1:
            middle = (fit + refused) // 2
            if self._records.refusals([*taken, *events[:middle]]):
                refused = middle
            else:
                fit = middle
        return refused - 1

    def _event(self, draft: Draft, file: str, named: str) -> Event:
        """The decision of a sound row as the event that the single command would post."""
        terms, decided = draft.terms, draft.decided
        if terms is None or decided is None:
            msg = "a sound row has its terms and its decision"
            raise TypeError(msg)
        of_it = {"number": terms.number, "digest": terms.digest, "authority": decided.authority}
        what: TransferApproved | TransferEnded
        if decided.decision == APPROVE:
            amounts = {"pence": decided.pence, "cash_pence": decided.cash_pence}
            evidence = {"conditions": decided.conditions, "evidence_sha256": named}
            what = TransferApproved.model_validate({**of_it, **amounts, **evidence})
        else:
            outcome = _OUTCOMES[decided.decision]
            ended = {"outcome": outcome, "terms": terms, "reserved": True}
            what = TransferEnded.model_validate({**of_it, **ended})
        return Event(
            body=terms.home,
            effective=self._day_of_year(decided.on),
            notified=decided.on,
            reference=decided.reference or terms.number,
            by=decided.office,
            purpose=decided.reason,
            source=file,
            where=decided.where,
            what=what,
        )

    def _day_of_year(self, on: date) -> date:
        return min(max(on, self.year.start), self.year.periods[-1].end)

    def _refused(
        self, report: ApprovalsReport, by: str
    ) -> InputRefusedError | ApprovalMissingError:
        """The error of a file, once the book knows that it was tried."""
        codes = sorted({finding.code for finding in report.refused})
        tried = {"kind": REFUSED, "what": IMPORTED, "file": report.file, "sha256": report.sha256}
        self._records.post((), statements=[{**tried, "by": by, "codes": codes}])
        return refused_schedule(report)

    def _repeated(self, sequence: int, count: int) -> Receipt:
        head = self._records.head(sequence)
        return Receipt(0, count, sequence, head, repeated=True)

    def _answered(self, file: str, named: str, receipt: Receipt) -> ApprovalsReport:
        """What a request was answered with before."""
        rows = next(
            tuple(_as_stated(row) for row in said.content["rows"])
            for said in reversed(self._records.statements)
            if said.content.get("kind") == IMPORTED and said.sequence <= receipt.sequence
        )
        return ApprovalsReport(file, named, rows, receipt)


def _order(draft: Draft) -> tuple[date, bool, int]:
    decided = draft.decided
    if decided is None:
        msg = "only rows with a decision are put in order"
        raise TypeError(msg)
    return decided.on, decided.decision != APPROVE, draft.row.row


def _as_stated(said: Sequence[Any]) -> JudgedRow:
    """A row as the book keeps it; those of older books have no amounts."""
    row, number, authority, decision, outcome, *amounts = said
    known = dict(zip(APPROVED_AMOUNTS, amounts, strict=False))
    return JudgedRow(row, number, authority, decision, Outcome(outcome), **known)


def _as_recorded(row: JudgedRow) -> JudgedRow:
    return replace(row, outcome=Outcome.RECORDED) if row.outcome is Outcome.FIT else row


def _as_refused(row: JudgedRow, findings: tuple[Finding, ...]) -> JudgedRow:
    if row.outcome is not Outcome.FIT:
        return row
    return replace(row, outcome=Outcome.REFUSED, findings=findings)


def _undecided(rows: Sequence[JudgedRow], where: Where) -> Iterator[Finding]:
    """A file in which nobody decided anything, most likely the one that was sent."""
    if all(row.outcome in (Outcome.NO_DECISION, Outcome.REMOVED) for row in rows):
        message = "no row of the file holds a decision"
        hint = "give the file that the authority returned"
        yield Finding("input.no-rows", Level.WARNING, message, where, hint)


def _statement(report: ApprovalsReport, by: str) -> dict[str, Any]:
    """The statement that a file was read, with what became of each row."""
    rows = [
        [
            *(each.row, each.number, each.authority, each.decision, each.outcome.value),
            *(getattr(each, name) for name in APPROVED_AMOUNTS),
        ]
        for each in report.rows
    ]
    evidence = {"file": report.file, "evidence_sha256": report.sha256}
    return {"kind": IMPORTED, **evidence, "by": by, "rows": rows}


def _recorded_rows(statements: Sequence[Statement], named: str) -> dict[int, list[int]]:
    """The rows that were recorded from a file before, by the number of the statement."""
    return {
        each.sequence: [row[0] for row in each.content["rows"] if row[4] == Outcome.RECORDED]
        for each in statements
        if each.content.get("kind") == IMPORTED and each.content["evidence_sha256"] == named
    }
