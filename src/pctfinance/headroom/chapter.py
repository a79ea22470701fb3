"""The chapter of a book about headroom: cases, exemptions, what lapses, and the statement."""

from collections.abc import Iterable
from datetime import date, datetime

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.headroom import body_headroom
from pctfinance.documents import refused_statement
from pctfinance.errors import UsageError
from pctfinance.headroom.cases import Cases
from pctfinance.headroom.steps import day_of, made
from pctfinance.ledger.headroom import HeadroomExempted, HeadroomLapsed, HeldBy
from pctfinance.present.headroom_report import HeadroomReport
from pctfinance.records import Receipt

__all__ = ["HeadroomCases"]


class HeadroomCases(Cases):
    """The part of a book that follows headroom. `pctfinance.book.Book` is the whole.

    Amounts are in integer pence. Days are that of the document; what is dated outside the book's
    year, such as an approval in the March before it, counts from the nearest day of the year.

    >>> from pctfinance.book import Book
    >>> from pctfinance.ledger.events import Event
    >>> from pctfinance.ledger.kinds import HeadroomLodged
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> day = date(2011, 4, 1)
    >>> _ = book.post(Event(body="5A9", effective=day, notified=day, reference="SHA/1",
    ...     what=HeadroomLodged(pence=20_00)))
    >>> _ = book.propose_case("5A9", "C1", 8_00, category="transition", purpose="redundancies",
    ...     by="Director of Finance", on=day)
    >>> _ = book.approve_case("5A9", "C1", 6_00, by="NHS London", approval="SHA/2", on=day)
    >>> found = book.headroom("5A9").of("5A9")
    >>> found.held_pence, found.approved_pence, found.unreleased_pence
    (2000, 600, 600)
    """

    def lapse_headroom(
        self,
        body: str,
        pence: int,
        *,
        by: str,
        reason: str,
        reference: str,
        on: str | date | None = None,
        held_by: str | HeldBy = HeldBy.AUTHORITY,
        request: str | None = None,
    ) -> Receipt:
        """Give headroom up that was neither released nor applied.

        Args:
            body: code of the statutory body.
            pence: how much, above zero.
            by: the office that says so.
            reason: why.
            reference: the paper.
            on: its date; the last day of the year unless told otherwise.
            held_by: `authority` for what was lodged, `body` for what the body set aside itself.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: there is less, or it is approved for a case that did not lapse.
        """
        what = made(HeadroomLapsed, pence=pence, held_by=word_asked(HeldBy, held_by))
        event = self._headroom_event(
            body, what, on or self.year.end, reference, by=by, purpose=reason
        )
        return self._decide([event], request=request)

    def exempt(
        self,
        body: str,
        pence: int | None = None,
        *,
        by: str,
        reason: str,
        approval: str,
        on: str | date,
        authorities: Iterable[str] | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Record that an authority asks a body for less headroom than the rate, or for none.

        Rate and base are frozen with it, as they are known on that day.

        Args:
            body: code of the statutory body.
            pence: how much less; all that is missing on that day unless told otherwise.
            by: the authority's office that decided.
            reason: why.
            approval: the reference of the decision.
            on: the date on it.
            authorities: see `approve_case`.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            ApprovalMissingError: no reference is given.
            UsageError: nothing is missing of what the rate asks for, or less than that.
        """
        day, named = day_of(on), list(authorities or ())
        command = {
            "exempt": body,
            "pence": pence,
            "said": [by, reason, approval, day.isoformat(), *named],
        }
        if request is not None and (answer := self._records.answered(request, command)):
            return answer
        self._records.refresh()
        upon = self._records.seen
        found = self.headroom(body, as_of=Period.of(self._headroom_day(day))).of(
            self.register.body(body).code
        )
        exempted = found.difference_pence if pence is None else pence
        if not 0 < exempted <= found.difference_pence:
            error = UsageError(
                f"{exempted} pence cannot be exempted: {found.difference_pence} pence is missing",
                hint="exempt at most what is required and not lodged; enter the allocations first",
            )
            tried = (self.register.body(body).code, by)
            self._keep_refused(refused_statement("headroom-exempted", "", tried, error.findings))
            raise error
        what = made(
            HeadroomExempted,
            pence=exempted,
            rate=found.rate,
            base_pence=found.base_pence,
            authorities=self._headroom_authorities(body, day, authorities),
        )
        event = self._headroom_event(
            body, what, day, approval or body, by=by, purpose=reason, approval=approval
        )
        return self._decide([event], request=request, command=command, upon=upon)

    def headroom(
        self,
        body: str | None = None,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> HeadroomReport:
        """The headroom of a body, or of all bodies side by side with their unpooled sum.

        Args:
            body: code of a body; all members of the group at the end of the month unless told
                otherwise.
            as_of: the last month whose events count; the year's last unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group.
        """
        month = period_asked(as_of, self.year) if as_of else self.year.periods[-1]
        bodies = (self._member_asked(body),) if body else self.members(month)
        known, ledger = day_asked(known_at), self._ledger(recorded_at)
        found = (
            body_headroom(ledger, one, month, known, rulebook=self.rulebook, register=self.register)
            for one in bodies
        )
        name = bodies[0].name if body else self.group.name
        return HeadroomReport(f"Headroom of {name}", month, known, tuple(found))
