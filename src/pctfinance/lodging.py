"""Lodgements of surplus: their statement, and what is written off of them.

A surplus is lodged, and comes back, by transfers of the kinds `lodgement` and `return`
(`pctfinance.transferring`). A lodgement of an earlier year is taken over by the roll.
"""

from datetime import date, datetime

from pydantic import ValidationError

from pctfinance.asked import day_asked, faults_of, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.lodgements import body_lodgements
from pctfinance.deciding import Deciding
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.lodged import LodgementLapsed
from pctfinance.present.lodgement_report import LodgementReport
from pctfinance.transferring.steps import TransferAnswer

__all__ = ["Lodging"]


class Lodging(Deciding):
    """The part of a book that follows lodgements. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> book.lodgements("5A9").of("5A9").lodgements
    ()
    """

    def lapse_lodgement(
        self,
        body: str,
        lodgement: str,
        pence: int,
        *,
        authority: str,
        by: str,
        reason: str,
        reference: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Write off what is not returned of a lodgement. No limit moves: it fell when it was lodged.

        Args:
            body: code of the statutory body that lodged.
            lodgement: its name in this book; of an earlier year such as `2011-12 L1`.
            pence: how much, above zero.
            authority: the holder, or a competent authority, that says so.
            by: the office that records it.
            reason: why.
            reference: the authority's letter.
            on: its date; the last day of the year unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what it would be refused for.

        Raises:
            LodgementUnknownError: the body has no such lodgement in this book.
            LodgementExceededError: less is outstanding.
            LodgementAnticipatedError: its return is anticipated in this year's limit.
            LodgementHolderError: it is none of those who can say so.
            ApprovalMissingError: no reference is given.
        """
        day = day_asked(on) or self.year.end
        try:
            what = LodgementLapsed(lodgement=lodgement, authority=authority, pence=pence)
            event = Event(
                body=self.register.body(body).code,
                effective=min(max(day, self.year.start), self.year.end),
                notified=day,
                reference=reference or lodgement,
                by=by,
                purpose=reason,
                approval=reference,
                what=what,
            )
        except ValidationError as error:
            raise UsageError(
                "; ".join(faults_of(error)), hint="amounts are pence above zero"
            ) from error
        if test:
            found = self._records.refusals([event])
            return TransferAnswer(lodgement, "", None, found)
        receipt = self._decide([event], request=request)
        return TransferAnswer(lodgement, "", receipt)

    def lodgements(
        self,
        body: str | None = None,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> LodgementReport:
        """What was lodged, what came back and what is to come, body by body.

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
        bodies = self.members(month) if body is None else (self._member_asked(body),)
        known, ledger = day_asked(known_at), self._ledger(recorded_at)
        standing = tuple(body_lodgements(ledger, one, month, known) for one in bodies)
        name = bodies[0].name if body else self.group.name
        return LodgementReport(f"Lodgements of {name}", month, known, standing)
