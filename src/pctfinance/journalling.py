"""Journals: lines that people enter into a body's general ledger, beside what was loaded.

A journal takes two offices: one that submits it, another that approves it. Only then does it count.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.decisions.journal_refusals import JournalRefusedError, JournalUnknownError
from pctfinance.decisions.refusals import each_its_own
from pctfinance.errors import (
    Finding,
    InputRefusedError,
    Level,
    UsageError,
    Where,
    did_you_mean,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_parties import outside_of, with_parties
from pctfinance.ledger.journal_rules import Journal, journals_of
from pctfinance.ledger.journals import (
    JournalApproved,
    JournalFault,
    JournalLine,
    JournalRejected,
    JournalSubmitted,
    JournalWithdrawn,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.present.journal_table import JournalReport
from pctfinance.records import Receipt
from pctfinance.tables.journal_file import read_journals

__all__ = ["Journals", "strange_lines"]


class Journals(Asking):
    """The part of a book that holds its journals. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> lines = [JournalLine("52110", "acute", "revenue", debit_pence=500_00),
    ...     JournalLine("81000", credit_pence=500_00)]
    >>> book.submit_journal("5A9", "M8", lines, number="J1", by="Head of Finance",
    ...     narrative="accrual of November's activity", reversing=True).posted
    1
    >>> book.approve_journal("5A9", "J1", by="Deputy Director of Finance").posted
    1
    >>> [book.holdings.actuals.to_date("5A9", "revenue", book.year.period(m)).pence for m in (8, 9)]
    [50000, 0]
    """

    def submit_journal(
        self,
        body: str,
        period: str | Period,
        lines: Iterable[JournalLine],
        *,
        number: str,
        by: str,
        narrative: str,
        reversing: bool = False,
        lane: Literal["journal", "adjustment"] | Lane = Lane.JOURNAL,
        late_for: str | Period | None = None,
        corrects: str = "",
        submitted_on: str | date | None = None,
        synthetic: bool = False,
        request: str | None = None,
    ) -> Receipt:
        """Submit a journal. It counts for nothing before another office approved it.

        Args:
            body: code of the statutory body.
            period: the month it counts for.
            lines: at least two, whose debits and credits are equal; pence.
            number: the journal's number, used once in a body's year.
            by: the office that submits it.
            narrative: what it is for.
            reversing: whether its lines come back in the next month with the opposite sign.
            lane: `journal` or `adjustment`.
            late_for: the earlier, closed month that it belongs to.
            corrects: the number of the approved journal that it puts right.
            submitted_on: the date on it; the last day of its month unless told otherwise, like a
                load, so that a book that is made years later answers as the body would have.
            synthetic: whether its amounts have no published source.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: it is no journal, or its number was used; the book is unchanged.
            UnknownNameError: the register knows no such body.
        """
        month = period_asked(period, self.year)
        late = period_asked(late_for, self.year) if late_for else None
        try:
            what = JournalSubmitted.model_validate(
                {
                    "number": number,
                    "lane": word_asked(Lane, lane),
                    "reversing": reversing,
                    "entered": tuple(lines),
                    "late_for": late.number if late else 0,
                    "corrects": corrects,
                }
            )
        except ValidationError as error:
            raise JournalRefusedError(*_misshapen(error, number)) from error
        code = self.register.body(body).code
        what, faults = with_parties(what, code, self.register)
        strange = strange_lines(what, self._records.categories)
        JournalRefusedError.raise_for((*strange, *(_refused(number, each) for each in faults)))
        event = _submission(code, month, submitted_on, what, by=by, purpose=narrative)
        event = event.model_copy(update={"synthetic": synthetic})
        return self._journalled([event], request)

    def submit_journals(
        self,
        path: str | Path,
        *,
        by: str,
        submitted_on: str | date | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Submit the journals of a CSV file or workbook: all of them, or none.

        Args:
            path: the file; `pctfinance.tables.journal_file.JOURNAL_FILE` tells its columns.
            by: the office that submits them.
            submitted_on: the date on them; the last day of each one's month unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error names every row.
            PostingRefusedError: a number was used before; the book is unchanged.
        """
        place = Path(path)
        try:
            drafts, _ = self._file_read(place, read_journals)
        except UsageError as error:
            code = "file.unreadable" if place.exists() else "file.missing"
            message, where = f"the journals cannot be read: {error}", Where(file=place.name)
            hint = "check the path, and your rights to it"
            raise InputRefusedError(Finding(code, Level.ERROR, message, where, hint)) from error
        events = []
        for draft in drafts:
            event = _submission(
                draft.body, draft.period, submitted_on, draft.what, by=by, purpose=draft.purpose
            )
            place_of_it = {"source": place.name, "where": draft.where}
            events.append(event.model_copy(update={"synthetic": draft.synthetic, **place_of_it}))
        return self._journalled(events, request)

    def approve_journal(
        self,
        body: str,
        number: str,
        *,
        by: str,
        approved_on: str | date | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Approve a journal: from then on it counts, for the month it was submitted for.

        Args:
            body: code of the statutory body.
            number: the journal's number.
            by: the office that approves it, another than the one that submitted it.
            approved_on: the day of the decision: as known before it, the journal does not count.
                The date on the journal unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: there is no such journal, it was decided on, or by its own office.
        """
        journal = self._journal(self.register.body(body).code, number)
        what = JournalApproved(number=number, reversing=journal.what.reversing)
        event = _decision(journal, what, by, approved_on)
        return self._journalled([event], request)

    def reject_journal(
        self,
        body: str,
        number: str,
        *,
        by: str,
        reason: str,
        rejected_on: str | date | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Reject a journal. Its number stays used; a better one is submitted under another.

        Raises:
            PostingRefusedError: there is no such journal, it was decided on, or by its own office.
            UsageError: there is no reason.
        """
        what = JournalRejected(number=number, reason=_given(reason))
        journal = self._journal(self.register.body(body).code, number)
        event = _decision(journal, what, by, rejected_on)
        return self._journalled([event], request)

    def withdraw_journal(
        self,
        body: str,
        number: str,
        *,
        by: str,
        reason: str,
        withdrawn_on: str | date | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Take a journal back that was not decided on yet: only the office that submitted it can.

        Raises:
            PostingRefusedError: there is no such journal, it was decided on, or is another's.
            UsageError: there is no reason.
        """
        what = JournalWithdrawn(number=number, reason=_given(reason))
        journal = self._journal(self.register.body(body).code, number)
        event = _decision(journal, what, by, withdrawn_on)
        return self._journalled([event], request)

    def journals(
        self,
        body: str | None = None,
        period: str | Period | None = None,
        *,
        known_at: str | date | None = None,
        recorded_at: datetime | None = None,
    ) -> JournalReport:
        """The journals of a body, or of all; for a month, or for the year.

        Args:
            body: code of a statutory body; all of them unless one is named.
            period: the month that they count for; every month unless one is named.
            known_at: the last day whose submissions and decisions count.
            recorded_at: the instant whose book is asked: what it held then.

        Raises:
            UnknownNameError: the register knows no such body.
            PeriodError: `period` is not a month.
        """
        code = self.register.body(body).code if body else None
        month = period_asked(period, self.year) if period else None
        known = day_asked(known_at)
        events = (
            event
            for event in self._ledger(recorded_at).events
            if known is None or event.notified <= known
        )
        found = tuple(
            journal
            for journal in journals_of(events).values()
            if code in (None, journal.submission.body) and month in (None, journal.period)
        )
        title = f"Journals of {code or self.group.code}, {month or self.year}"
        return JournalReport(title, found, outside_of(found, self.register))

    def _journalled(self, events: Sequence[Event], request: str | None) -> Receipt:
        with each_its_own():
            return self._records.post(events, request=request)

    def _journal(self, body: str, number: str) -> Journal:
        self._records.refresh()
        journal = journals_of(self._records.ledger.events).get((body, self.year, number))
        if journal is None:
            message = f"there is no journal {number!r} of {body} in {self.year}"
            hint = "look at the list of journals for its number"
            raise JournalUnknownError(with_rule("journal.unknown", message), hint=hint)
        return journal


def _decision(
    journal: Journal,
    what: JournalApproved | JournalRejected | JournalWithdrawn,
    by: str,
    day: str | date | None,
) -> Event:
    """The event of a decision; it counts from the date of its journal, whenever it is made."""
    submission = journal.submission
    return Event(
        body=submission.body,
        effective=submission.effective,
        notified=day_asked(day) or submission.notified,
        reference=journal.what.number,
        by=by,
        synthetic=submission.synthetic,
        what=what,
    )


def _submission(
    body: str,
    period: Period,
    day: str | date | None,
    what: JournalSubmitted,
    *,
    by: str,
    purpose: str,
) -> Event:
    """The event of a submission; its date is the last day of its month unless there is another."""
    return Event(
        body=body,
        effective=period.end,
        notified=day_asked(day) or period.end,
        reference=what.number,
        by=by,
        purpose=purpose,
        what=what,
    )


def _misshapen(error: ValidationError, number: str) -> list[Finding]:
    """What is no journal by its shape: a negative amount, a side that is none."""
    return [
        Finding(
            "journal.refused",
            Level.ERROR,
            with_rule(
                "journal.refused", f"journal {number!r}{_part(fault['loc'])}: {fault['msg']}"
            ),
            None,
            "correct it",
        )
        for fault in error.errors()
    ]


def _part(location: tuple[int | str, ...]) -> str:
    """A part of a journal as a person finds it: lines count from 1."""
    return "".join(
        f", line {part + 1}" if isinstance(part, int) else f", {part}"
        for part in location
        if part != "entered"
    )


def strange_lines(what: JournalSubmitted, categories: CategoryTree) -> Iterator[Finding]:
    """Lines on revenue categories that the book does not show, where it has a list of them.

    >>> line = JournalLine("52110", "acute", Limit.REVENUE, debit_pence=1)
    >>> list(strange_lines(JournalSubmitted(number="J1", entered=(line, line)), CategoryTree()))
    []
    """
    known = [category.code for category in categories.categories]
    for number, line in enumerate(what.entered, start=1):
        if known and line.limit is Limit.REVENUE and line.category not in known:
            message = (
                f"journal {what.number!r}, line {number}: {line.category!r} is none of the book's "
                "categories"
            )
            hint = (
                did_you_mean(line.category, known) or "correct it, or load it with the categories"
            )
            said = with_rule("journal.refused", message)
            yield Finding("journal.refused", Level.ERROR, said, None, hint)


def _refused(number: str, fault: JournalFault) -> Finding:
    said = with_rule("journal.refused", f"journal {number!r}, line {fault.line}: {fault.message}")
    return Finding("journal.refused", Level.ERROR, said, None, fault.hint)


def _given(reason: str) -> str:
    if not reason.strip():
        raise UsageError("there is no reason", hint="say why")
    return reason
