"""Steps of decisions: each is posted, or it is refused and the book keeps that it was tried."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pctfinance.asking import Asking
from pctfinance.decisions.refusals import UnapprovedMoveError, refusal_of
from pctfinance.documents import refused_document, refused_statement
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.records import Receipt, Records

__all__ = ["Deciding", "tested"]


class Deciding(Asking):
    """What all chapters of decisions have in common."""

    def _decide(self, events: Sequence[Event], **named: Any) -> Receipt:
        """Post the events of one step together, or keep a statement of who tried what.

        `named` is what `Records.post` takes besides.

        Raises:
            PostingRefusedError, ApprovalMissingError: as `Records.post`, of the class of the reason
                (`pctfinance.decisions.refusals`); nothing was posted.
        """
        try:
            return self._records.post(events, **named)
        except (PostingRefusedError, ApprovalMissingError) as error:
            self._keep_refused(refused_document(events[0], error.findings))
            raise refusal_of(error.findings) from error

    def _decide_among(
        self, what: str, named: tuple[str, str], events: Sequence[Event], *given: Any, **more: Any
    ) -> Receipt:
        """Post events that were not made by a call of their own, such as a load.

        A command that moves a delegate's budget between bodies is a transfer that nobody proposed:
        it was tried, and the book keeps a statement of it. Any other refusal is of a faulty input,
        and leaves nothing.

        Args:
            what: what is posted.
            named: its number or the name of its file, and the office.
            events: as `Records.post`.
            given: what `Records.post` takes besides.
            more: likewise.

        Raises:
            PostingRefusedError, ApprovalMissingError: as `Records.post`; nothing was posted.
        """
        try:
            return self._records.post(events, *given, **more)
        except UnapprovedMoveError as error:
            places = (each.where.body for each in error.findings if each.where)
            body, (number, by) = next(filter(None, places), ""), named
            self._keep_refused(refused_statement(what, number, (body or "", by), error.findings))
            raise

    @contextmanager
    def _trying(
        self, what: str, number: str, tried: tuple[str, str], *, test: bool
    ) -> Iterator[None]:
        """Keep a statement where the terms of a step cannot be such terms; a test keeps none.

        `tried` is the code of the body and the office.
        """
        try:
            yield
        except (PostingRefusedError, ApprovalMissingError) as error:
            if not test:
                self._keep_refused(refused_statement(what, number, tried, error.findings))
            raise

    def _keep_refused(self, said: Mapping[str, Any]) -> None:
        self._records.post((), statements=[said])


def tested(records: Records, events: Sequence[Event]) -> Receipt:
    """The receipt of a test: nothing was posted. Nothing is written, also where it is refused.

    Raises:
        PostingRefusedError, ApprovalMissingError: what posting the events would be refused for.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.store.log import EventLog
    >>> from pctfinance.terms import Terms
    >>> packaged = Register.packaged()
    >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
    >>> tested(Records.begin(EventLog.in_memory(), terms), ()).posted
    0
    """
    records.refresh()
    if findings := records.refusals(events):
        raise refusal_of(findings)
    return Receipt(0, 0, records.seen, records.head(records.seen))
