"""What a book does at its year's end."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path
from typing import Self

from pctfinance.asked import day_asked
from pctfinance.asking import Asking
from pctfinance.bodies import Body
from pctfinance.errors import Finding, Level, PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.year_end import YearEndDecided
from pctfinance.records import BOOK_FILE, Receipt, Records
from pctfinance.store.log import EventLog
from pctfinance.terms import Predecessor
from pctfinance.year_end.closing import (
    GENERAL_FUND,
    assigned_by,
    closes_of,
    final_what,
    findings_of_ledger,
    open_findings,
)
from pctfinance.year_end.deciding import Decided, as_events, by_default, repeated_items, stands
from pctfinance.year_end.ending import Ending
from pctfinance.year_end.expiring import expiries, expiring, expiring_findings
from pctfinance.year_end.reports import FinalStatement, Proposal, Rolled
from pctfinance.year_end.restating import restated
from pctfinance.year_end.rolling import (
    differences,
    elsewhere_findings,
    ending_of,
    next_terms,
    opening_of,
    openings,
    parted,
    plain,
)
from pctfinance.year_end.tables import read_assignments, read_decisions

__all__ = ["YearEnd"]


class YearEnd(Asking):
    """The chapter of a book about the end of its year. `pctfinance.book.Book` is the whole."""

    @property
    def predecessor(self) -> Predecessor | None:
        """The book of the year before that this one was rolled from: its year and its end then.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").predecessor
        """
        return self._records.terms.predecessor

    def rolling(self, body: str | None = None) -> Proposal:
        """Every item that the bodies close their year with, and what the rules give for it.

        Args:
            body: one body's code; all bodies of the group at the year's end unless told otherwise.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: the body is not in the group at the year's end.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> proposal = Book.read(sample_path()).rolling("5A9")
        >>> [(item.key, item.default.value) for item in proposal.items][-1]
        ('outturn', 'carry')
        """
        ending = self._ending
        bodies = ending.bodies if body is None else (self._of_year_end(body),)
        return Proposal(
            year=self.year,
            items=tuple(item for one in bodies for item in ending.items(one.code)),
            decided=tuple(
                event
                for one in bodies
                for event in ending.events(one.code)
                if isinstance(event.what, YearEndDecided)
            ),
            findings=tuple(ending.findings(bodies)),
            expiring=expiring(self._records, body),
        )

    def decide(
        self,
        *decided: Decided,
        by: str,
        reference: str,
        notified: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """Record what becomes of items at the year's end: all of these decisions, or none.

        What stands decided already in the same words is passed over. Another decision on an item
        takes the former's place, and both stay visible.

        Args:
            decided: the decisions, one for each item.
            by: the office that decided.
            reference: the paper in which it is written.
            notified: the date of that paper; the year's last day unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: whether only to look if they could be recorded.

        Raises:
            PostingRefusedError: there is no such item, its parts do not add up to it, or it cannot
                be decided so; every reason at once.
            ApprovalMissingError: recurrent money is stopped, a deficit waived or a return expected
                without a reference of the authority.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").decide(by="director", reference="paper").posted
        0
        """
        PostingRefusedError.raise_for(repeated_items(decided))
        day = day_asked(notified) or self.year.end
        ending = self._ending
        new = [
            one
            for one in decided
            if request is not None or not stands(ending.decisions(one.body).get(one.item), one, by)
        ]
        events = as_events(new, self.year.end, by, reference, day)
        if test:
            self._records.ledger.post(events)
            return Receipt(0, len(decided) - len(new), self.head.sequence, self.head)
        receipt = self._records.post(events, request=request)
        return replace(receipt, already_there=receipt.already_there + len(decided) - len(new))

    def decide_from(
        self,
        path: str | Path,
        *,
        by: str,
        reference: str,
        notified: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """Record the decisions of a CSV file or workbook, amounts in pounds. See `decide`.

        Raises:
            InputRefusedError: the file cannot be relied on; every reason with its row.
            PostingRefusedError: see `decide`.
            ApprovalMissingError: see `decide`.
        """
        told = read_decisions(path, self._records.terms)
        self._findings = told.findings
        return self.decide(
            *told.rows, by=by, reference=reference, notified=notified, request=request, test=test
        )

    def decide_by_default(
        self,
        *,
        by: str,
        reference: str,
        reason: str = "as the rules give",
        notified: str | date | None = None,
    ) -> Receipt:
        """Decide every open item as the rules give, where no reference of an authority is needed.

        Raises:
            PostingRefusedError: see `decide`.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> book.decide_by_default(by="director", reference="paper").posted
        0
        """
        decided = by_default(self._ending, reason)
        return self.decide(*decided, by=by, reference=reference, notified=notified)

    def roll_forward(
        self,
        folder: str | Path | None,
        *,
        by: str,
        notified: str | date,
        rulebook: str | None = None,
        group: str | None = None,
        test: bool = False,
    ) -> Rolled[Self]:
        """Make the next year's book from what was decided of this one.

        Every item of every body is decided first, and its last month is there. Recurrent sources
        that are carried, and the budgets on them, open the next year as anticipated: its own
        letter confirms them. A body that is of another group next year is not carried here: it is
        listed, and `opening` gives what that group's book takes. Transfers of this year that were
        not actioned expire, each by an event of this book, and give back what is pending.

        Args:
            folder: where the next year's book is kept; `None` makes it in memory.
            by: the office that rolls the year.
            notified: the date of the paper on which the opening rests.
            rulebook: the text of the next year's rulebook; the packaged one unless told otherwise.
            group: code of next year's group; the same one unless told otherwise.
            test: whether only to look what would be made; nothing is kept.

        Raises:
            PostingRefusedError: something is undecided or not known; no book was made.
            UsageError: there is a book there, no body next year, or this one is only read and has
                transfers that expire.
            UnknownNameError: no rulebook of the next year is packaged.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").roll_forward(
        ...     None, by="director", notified="2012-05-01")
        Traceback (most recent call last):
            ...
        pctfinance.errors.PostingRefusedError: 5A9, 2011-12 M12: the year of 5A9 cannot be rolled: ...
        """
        self._records.refresh()
        following = next_terms(self._records, rulebook, group)
        ending = self._ending
        PostingRefusedError.raise_for(ending.findings())
        going_on, elsewhere = parted(ending, following)
        day = day_asked(notified) or following.year.start
        events = openings(ending, going_on, by, day)
        categories, stated = self._records.categories, restated(self._records, following)
        # Nothing is made in the folder before all of it went through the gate.
        records = Records.begin(
            EventLog.in_memory(), following, events, categories, stated.statements
        )
        notes = expiring_findings(self._records)
        if not test:
            place = Path(folder) / BOOK_FILE if folder is not None else None
            log = EventLog.create(place) if place else EventLog.in_memory()
            if ended := expiries(self._records, by, day):  # the next book names this as it is then
                self._records.post(ended, upon=self._records.seen)
                following = next_terms(self._records, rulebook, group)
                events = openings(self._ending, going_on, by, day)  # they name the expiries too
            records = Records.begin(log, following, events, categories, stated.statements)
        told = (*notes, *stated.findings, *elsewhere_findings(elsewhere))
        book = type(self)(records, told)
        return Rolled(book, records.ledger.events, elsewhere)

    def opening(self, body: str, *, by: str, notified: str | date) -> tuple[Event, ...]:
        """The events that open one body's next year, for a book of another group that takes it over.

        Raises:
            PostingRefusedError: something of the body is undecided or not known.
        """
        day = day_asked(notified) or self.year.next.start
        return opening_of(self._ending, self._of_year_end(body).code, by, day)

    def verify_predecessor(self, old: Asking) -> tuple[Finding, ...]:
        """What in this book's opening is not what its predecessor's decisions say; nothing else.

        Args:
            old: the book of the year before. What was recorded in it since the roll does not count.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> [finding.message for finding in book.verify_predecessor(book)]
        ['this book names no predecessor']
        """
        return tuple(differences(self._records, old._records))  # noqa: SLF001 - another book

    def final_close(
        self,
        body: str,
        assignments: Sequence[Assignment] | str | Path,
        *,
        by: str,
        reference: str,
        general_fund: str = GENERAL_FUND,
        notified: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> FinalStatement:
        """Close a body that has ended: each of its closing balances goes to exactly one receiver.

        Income and expenditure close into the general fund first. Transfers of the body that were not
        actioned expire with it. After this nothing counts for the body but an audit adjustment with
        its reason; what that changes is assigned by the same command again, which then takes the
        differences alone.

        Args:
            body: the body's code.
            assignments: which balance goes to whom, or a CSV file that says so. Two rules about one balance are refused; the
                rule with the account `*` takes what no other names.
            by: the office that closes it.
            reference: the order or scheme that names the receivers.
            general_fund: the account into which income and expenditure close.
            notified: the date of that document; the year's last day unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: whether only to look what would be assigned; nothing is recorded.

        Raises:
            PostingRefusedError: balances that have no receiver or more than one, each with its
                amount, rules that are about nothing, or a ledger that cannot be relied on.
            UsageError: the body is not in the group at the year's end.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2012-13", group="NCL")
        >>> book.final_close("5A9", [], by="director", reference="order").receivers
        ()
        """
        self._records.refresh()
        code, seen = self._of_year_end(body).code, self._records.seen
        day, terms = day_asked(notified) or self.year.end, self._records.terms
        if isinstance(assignments, str | Path):
            told = read_assignments(assignments, terms)
            self._findings, assignments = told.findings, told.rows
        rules: Sequence[Assignment] = assignments
        asked = {
            "final-close": [code, by, reference, general_fund, day.isoformat()],
            "rules": [[*astuple(replace(rule, where=None))] for rule in rules],
        }
        # What there is to assign differs once an adjustment came: said again, it is answered first.
        if request and not test and (answer := self._records.answered(request, asked)):
            return replace(self.final_statement(code), receipt=answer)
        ending = self._ending
        before = closes_of(ending, code)
        again = bool(before) and not any(open_findings(ending, code))
        counted = before[:-1] if again else before
        what = final_what(ending, code, rules, general_fund, counted)
        event = Event(
            body=code,
            effective=self.year.end,
            notified=day,
            reference=reference,
            key=f"final-close|{len(counted) + 1}",
            by=by,
            what=what,
        )
        ended = () if again else expiries(self._records, by, day, code)
        if again and plain(event) != plain(before[-1]):
            message = f"{code} was closed for good, by {before[-1].by}, otherwise than this says"
            hint = "nothing of it has changed since, so there is nothing to assign"
            raise PostingRefusedError(Finding("yearend.closed", Level.ERROR, message, None, hint))
        if test:
            if not again:
                gates = self._records.terms.gates(self._records.statements)
                self._records.ledger.post([*ended, event], gates)
            notes = (*findings_of_ledger(ending, code), *expiring_findings(self._records, code))
            return self._statement(code, (*counted, event), notes)
        # The gate does not know the balances: whoever wrote meanwhile may have changed them.
        every = [*ended, event]
        receipt = self._records.post(every, request=request, command=asked, upon=seen)
        return replace(self.final_statement(code), receipt=receipt)

    def final_statement(self, body: str) -> FinalStatement:
        """Who receives what of one body that was closed for good.

        Raises:
            UsageError: the body was not closed, or is not in the group at the year's end.
        """
        code = self._of_year_end(body).code
        ending = self._ending
        closes = closes_of(ending, code)
        if not closes:
            raise UsageError(f"{code} was not closed for good", hint="see final-close")
        findings = (*findings_of_ledger(ending, code), *open_findings(ending, code))
        return self._statement(code, closes, findings)

    def final_statements(self) -> tuple[FinalStatement, ...]:
        """The statement of each body that was closed, side by side. There is no sum over bodies.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2012-13", group="NCL").final_statements()
        ()
        """
        ending = self._ending
        closed = (body.code for body in ending.bodies if closes_of(ending, body.code))
        return tuple(map(self.final_statement, closed))

    @property
    def _ending(self) -> Ending:
        return ending_of(self._records)

    def _of_year_end(self, body: str) -> Body:
        """A body that is in the group at the year's end."""
        found = self.register.body(body)
        if found not in self._ending.bodies:
            raise UsageError(
                Finding(
                    "register.not-member",
                    Level.ERROR,
                    f"{found.code} ({found.name}) is no body of {self.group.code} at the end of "
                    f"{self.year}",
                    hint=f"its bodies are {', '.join(one.code for one in self._ending.bodies)}",
                )
            )
        return found

    def _statement(
        self, body: str, closes: Sequence[Event], findings: tuple[Finding, ...]
    ) -> FinalStatement:
        name = self.register.body(body).name
        return FinalStatement(body, name, self.year, assigned_by(closes), findings)
