"""Steps of decisions: each is posted, or it is refused and the book keeps that it was tried."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pctfinance.asking import Asking
from pctfinance.decisions.refusals import refusal_of
from pctfinance.documents import refused_document, refused_statement
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.records import Receipt

__all__ = ["Deciding"]


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
            refused = refused_document(events[0], error.findings)
            self._records.post((), statements=[refused])
            raise refusal_of(error.findings) from error

    @contextmanager
    def _tried(self, what: str, number: str, by: str, *, test: bool) -> Iterator[None]:
        """Keep a statement of a step that is refused before it becomes an event, unless as a test.

        `what` is the step, `number` that of what it is about, and `by` the office that tries it.
        """
        try:
            yield
        except (PostingRefusedError, ApprovalMissingError) as error:
            if not test:
                said = refused_statement(what, number, ("", by), error.findings)
                self._records.post((), statements=[said])
            raise
