"""Corrections by reversal: what was posted by mistake is undone by an event of its own.

Nothing that a book holds is ever changed. The event and its reversal both stay, and what is right is
entered again.
"""

from datetime import date

from pctfinance.asked import day_asked
from pctfinance.deciding import Deciding
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Beside
from pctfinance.ledger.reversals import fingerprint
from pctfinance.records import Receipt

__all__ = ["Corrections"]


class Corrections(Deciding):
    """The part of a book by which events are reversed. `pctfinance.book.Book` is the whole."""

    def reverse(
        self,
        sequence: int,
        *,
        effective: str | date,
        notified: str | date,
        by: str,
        reason: str,
        reference: str,
        approval: str = "",
        request: str | None = None,
    ) -> Receipt:
        """Reverse an event: post the opposite of its lines, as another event that names it.

        The event and its reversal both stay; together they are nothing. A settlement of
        anticipated resource that is reversed leaves its tranche open again.

        Args:
            sequence: the number of the event in the book.
            effective: the day from which the reversal counts; never before the event's own.
            notified: the date on the document that asks for it.
            by: the office that asks for it.
            reason: why.
            reference: the document.
            approval: the reference of the approval, where the event needed one.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: there is no such event, it was reversed before or cannot be, or
                more would be taken back than is there; the book is unchanged.
            ApprovalMissingError: the event needed an approval, and its reversal names none.

        >>> from pctfinance.book import Book
        >>> from pctfinance.ledger.kinds import BroughtForward
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> day = date(2011, 4, 1)
        >>> wrong = book.post(Event(body="5A9", effective=day, notified=day, reference="letter",
        ...     what=BroughtForward(pence=700)))
        >>> book.reverse(wrong.sequence, effective="2011-05-01", notified="2011-05-03",
        ...     by="Head of Finance", reason="it is Camden's", reference="memo 1").posted
        1
        >>> [book.limit("5A9", as_of=month).total() for month in ("M1", "M2")]
        [700, 0]
        """
        counts, told = day_asked(effective), day_asked(notified)
        if counts is None or told is None:
            raise UsageError("a reversal needs its two dates", hint="they are never implied")
        self._records.refresh()
        event = next((e for e in self._records.ledger.events if e.sequence == sequence), None)
        if event is None:
            message = f"there is no event {sequence} of any body in this book"
            raise PostingRefusedError(message, hint="look its number up")
        digest = "" if isinstance(event.what, Beside | Reversal) else fingerprint(event)
        reversal = Event(
            body=event.body,
            effective=counts,
            notified=told,
            reference=reference,
            by=by,
            purpose=reason,
            approval=approval,
            what=Reversal(corrects=sequence, digest=digest),
        )
        tried = ("reversal", (reference, by))
        return self._decide_among(*tried, [reversal], request=request)
