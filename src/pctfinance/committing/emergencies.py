"""The chapter of a book about emergency commitments: recorded, regularised or disputed, charged."""

from datetime import date, datetime

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.calendar import Period
from pctfinance.committing.steps import CommitmentAnswer, CommitmentSteps, instant_of
from pctfinance.consolidation.commitments import body_commitments, commitment_findings
from pctfinance.headroom.steps import made
from pctfinance.ledger.commitment_states import CommitmentState
from pctfinance.ledger.commitments import (
    CommitmentCharged,
    CommitmentDisputed,
    CommitmentRegularised,
    ResourceCommitted,
)
from pctfinance.ledger.lines import Funding
from pctfinance.present.commitment_report import CommitmentReport

__all__ = ["EmergencyCommitments"]


class EmergencyCommitments(CommitmentSteps):
    """The part of a book that follows emergency commitments. `pctfinance.book.Book` is the whole.

    In each call `body` is the code of the body whose resource is used, and `by` names an office
    with its organisation. With `test=True` nothing is written, and the answer holds what the step
    would be refused for. A refusal raises an error of `pctfinance.decisions.commitment_refusals`;
    the book keeps a statement that the step was tried, and nothing else.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> _ = book.commit_in_emergency("5A9", "E1", 40_000_00, category="continuing-care",
    ...     purpose="placement at night", on_call_body="5C9", by="On-call director, Haringey",
    ...     at="2011-12-26T02:40", reference="on-call log 31")
    >>> _ = book.regularise_commitment("5A9", "E1", 30_000_00, by="Director of Finance, Barnet",
    ...     on="2012-01-04", reference="memo 4")
    >>> found = book.emergency_commitments(as_of="M10").of("5A9", "E1")
    >>> found.state.value, found.open_pence, found.regularised_pence, found.age_days(date(2012, 1, 31))
    ('open', 1000000, 3000000, 36)
    """

    def commit_in_emergency(
        self,
        body: str,
        number: str,
        pence: int,
        *,
        category: str,
        purpose: str,
        on_call_body: str,
        by: str,
        at: str | datetime,
        reference: str,
        funding: Funding | str = Funding.NON_RECURRENT,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> CommitmentAnswer:
        """Record that another body's on-call director committed resource of this body.

        It is recorded whether there is resource or not: what is over-committed is a finding. It
        moves no limit. Of a month that is not open any more it counts where the rulebook says.

        Args:
            body: the body whose resource is used, and on which the charge lands.
            number: used once in the body's year.
            pence: how much, above zero.
            category: what it is spent on.
            purpose: what it is for.
            on_call_body: code of the body that the on-call office is of.
            by: the on-call office.
            at: date and time by the clock on the wall.
            reference: the on-call log, or another paper.
            funding: `recurrent` or `non-recurrent` resource.
            on: the day on which the body was told; the day of the commitment unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what it would be refused for.

        Raises:
            CommitmentNumberError: the number was used before.
            OwnResourceError: the on-call office is of the body itself.
            CommitmentUnsignedError: no office or no purpose is given.
            UsageError: the amount is not above zero, or `at` is no date and time.
        """
        instant = instant_of(at)
        what = made(
            ResourceCommitted,
            commitment=number,
            pence=pence,
            category=category,
            funding=word_asked(Funding, funding),
            on_call_body=self.register.body(on_call_body).code,
            at=instant,
        )
        told = day_asked(on) or instant.date()
        event = self._commitment_event(
            body, what, (by, told, reference), purpose=purpose, day=instant.date()
        )
        return self._commitment_posted(event, what, {"pence": pence}, request, test=test)

    def regularise_commitment(
        self,
        body: str,
        number: str,
        pence: int | None = None,
        *,
        by: str,
        on: str | date,
        reference: str,
        request: str | None = None,
        test: bool = False,
    ) -> CommitmentAnswer:
        """Make a commitment the body's own: what was earmarked becomes a budget of its category.

        Args:
            body: the body whose resource is used.
            number: the commitment's number.
            pence: how much; all that is open or disputed unless told otherwise. What is open goes
                first.
            by: the body's own office, never the one that committed.
            on: the date on the paper.
            reference: the paper.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            CommitmentUnknownError: nobody recorded it.
            OwnSettlementError: the office is the one that committed.
            CommitmentExceededError: less is open or disputed.
            CommitmentDateError: it is dated before the commitment.
        """
        command = self._commitment_command(
            "regularise", body, number, pence, by, str(on), reference
        )
        if request is not None and (answer := self._records.answered(request, command)):
            return CommitmentAnswer(body, number, answer)
        found = self._commitment_found(body, number, "commitment-regularised", by, test=test)
        if isinstance(found, CommitmentAnswer):
            return found
        left = found.unregularised_pence if pence is None else pence
        if not left:
            return self._commitment_settled(found, "commitment-regularised", by, test=test)
        what = made(
            CommitmentRegularised,
            commitment=number,
            pence=left,
            category=found.what.category,
            funding=found.what.funding,
        )
        event = self._commitment_event(
            body, what, (by, on, reference), after=found.recorded.effective
        )
        return self._commitment_posted(event, what, command, request, test=test)

    def dispute_commitment(
        self,
        body: str,
        number: str,
        pence: int | None = None,
        *,
        by: str,
        on: str | date,
        reason: str,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> CommitmentAnswer:
        """Contest a commitment. The charge and the earmark stay with the body until it is settled.

        Args:
            body: the body whose resource is used.
            number: the commitment's number.
            pence: how much; all that is open unless told otherwise.
            by: the body's own office, never the one that committed.
            on: the date on the paper.
            reason: why.
            reference: the paper; the commitment's number unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            CommitmentUnknownError: nobody recorded it.
            OwnSettlementError: the office is the one that committed.
            CommitmentExceededError: less is open.
            CommitmentUnsignedError: no reason is given.
        """
        said = (by, str(on), reason, reference)
        command = self._commitment_command("dispute", body, number, pence, *said)
        if request is not None and (answer := self._records.answered(request, command)):
            return CommitmentAnswer(body, number, answer)
        found = self._commitment_found(body, number, "commitment-disputed", by, test=test)
        if isinstance(found, CommitmentAnswer):
            return found
        left = found.open_pence if pence is None else pence
        if not left:
            return self._commitment_settled(found, "commitment-disputed", by, test=test)
        what = made(CommitmentDisputed, commitment=number, pence=left)
        signed = (by, on, reference or number)
        event = self._commitment_event(
            body, what, signed, purpose=reason, after=found.recorded.effective
        )
        return self._commitment_posted(event, what, command, request, test=test)

    def charge_commitment(
        self,
        body: str,
        number: str,
        period: str | Period,
        pence: int,
        *,
        by: str,
        line: str = "",
        journal: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> CommitmentAnswer:
        """Match what was charged in a month to a commitment. It adds nothing to the actuals.

        A later statement of the same month and line takes the place of the earlier; 0 takes it back.

        Args:
            body: the body on which the charge lands.
            number: the commitment's number.
            period: the month of the charge.
            pence: how much; costs positive.
            by: the office that matches it.
            line: the line of the ledger, by which it can be found there.
            journal: the number of an approved journal of the body, which must have as much.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            CommitmentUnknownError: nobody recorded it.
            CommitmentUnmatchedError: no line and no such journal is named, or it has less.
            PostingRefusedError: the month is not open.
        """
        month = period_asked(period, self.year)
        what = made(CommitmentCharged, commitment=number, pence=pence, line=line, journal=journal)
        signed = (by, month.end, line or journal or number)
        event = self._commitment_event(body, what, signed)
        return self._commitment_posted(event, what, {"month": str(month)}, request, test=test)

    def emergency_commitments(
        self,
        body: str | None = None,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        state: CommitmentState | str | None = None,
    ) -> CommitmentReport:
        """Emergency commitments of the bodies' resource: open, disputed, regularised, charged.

        Args:
            body: only of this body's resource; of all bodies of the group unless told otherwise.
            as_of: the last month whose events count; the year's last unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.
            state: only those that are `open`, `disputed` or `regularised`.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group, or there is no such state.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").emergency_commitments().total("open")
        0
        """
        month = period_asked(as_of, self.year) if as_of else self.year.periods[-1]
        known, wanted = day_asked(known_at), word_asked(CommitmentState, state) if state else None
        ledger = self._ledger(recorded_at)
        everybody = self._records.terms.members_of_year()
        codes = [self._member_asked(body).code] if body else list(everybody)
        found = tuple(
            one
            for code in codes
            for one in body_commitments(ledger, code, month, known)
            if wanted in (None, one.state)
        )
        title = f"Emergency commitments of {everybody[codes[0]].name if body else self.group.name}"
        return CommitmentReport(
            title, month, known, found, tuple(commitment_findings(found, month))
        )
