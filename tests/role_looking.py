"""A copy of a book on which steps are tried without being taken, and what is held of each refusal."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pctfinance.book import Book
from pctfinance.decisions.refusals import refusal_of, rule_of
from pctfinance.errors import Finding, PctFinanceError, PostingRefusedError
from pctfinance.ledger.events import Event

__all__ = ["forked", "trying", "whole", "wrong"]

Act = Callable[[Book, str], object]
"""A step, taken in a book by an office."""


def forked(book: Book) -> Book:
    """A copy of a book, in memory."""
    return Book(book._records.forked())


def trying(book: Book) -> Book:
    """A copy whose calls go through its gate and write nothing, not even that they were refused.

    The gate looks at the first event of a step and records nothing; where it finds nothing, the
    whole of the step is asked the usual way.
    """
    copy = forked(book)
    records = copy._records
    usual, gate, seen = records.refusals, records._gate_at_hand()._gate, records.seen
    vars(gate)["_record"] = lambda *_, **__: None

    def refusals(events: Sequence[Event]) -> tuple[Finding, ...]:
        first = events[0].model_copy(update={"sequence": seen + 1})
        return (tuple(gate._take(first)) if len(events) == 1 else ()) or usual(events)

    def post(events: Sequence[Event], *_: Any, **__: Any) -> str:
        if found := refusals(events) if events else ():
            raise PostingRefusedError(*found)
        return "taken"

    vars(records)["refusals"], vars(records)["post"] = refusals, post
    return copy


def wrong(book: Book, act: Act, by: str) -> PctFinanceError | None:
    """The error of a step; none where it would be taken. `book` is one of `trying`."""
    try:
        answer = act(book, by)
    except PctFinanceError as error:
        return error
    found = () if getattr(answer, "receipt", None) else getattr(answer, "findings", ())
    return refusal_of(found) if found else None


def whole(findings: Iterable[Finding]) -> None:
    """Each reason says its rule with the source of it at its end, and what to do."""
    for finding in findings:
        assert finding.message.endswith(f"[{rule_of(finding.code)}]"), finding.message
        assert finding.hint, finding.message
