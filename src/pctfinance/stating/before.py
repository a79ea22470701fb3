"""The year before as its own book tells it: as of when, as published, and what came since."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.balance_sheet import HEADINGS
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.statements import OPERATING_COSTS, BodyStatements, recast_costs
from pctfinance.consolidation.trial_balance import TrialBalance
from pctfinance.ledger.duty_facts import BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalApproved
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded
from pctfinance.present.shown import long_date
from pctfinance.records import Statement

__all__ = ["Before", "When", "events_since", "headings_since", "newest_document"]

_BESIDE = (
    *(FiguresLoaded, LedgerLoaded, JournalApproved),
    *(BillsPaid, ProviderArmStated, ControlTotalAgreed),
)
"""What moves a figure of the statements and posts no line of resource."""


class When(NamedTuple):
    """As of when a book is asked: the last day whose documents count, and the last event."""

    known: date | None
    until: int


class Before(NamedTuple):
    """The year before: its statements as its book says them, and as they were published.

    `told_as` says as of when its book was asked, `published_as` as what they were published, and `since`
    what its book took in about the body behind that. `closing` is its trial balance, where its book was
    given.
    """

    current: Mapping[str, Any]
    published: Mapping[str, Any]
    published_as: str
    told_as: str = ""
    since: tuple[str, ...] = ()
    closing: TrialBalance | None = None

    def recast(self, tree: CategoryTree, beside: BodyStatements) -> "Before":
        """The same with its operating costs by the categories of the year that it stands beside.

        >>> from pctfinance.consolidation.categories import CategoryTree
        >>> said = BodyStatements("5A9", "Barnet PCT", "2012-13 M12", "outturn", ())
        >>> Before({"parts": []}, {"parts": []}, "signed").recast(CategoryTree(), said).current
        {'parts': []}
        """
        codes = [code for part, code in beside.values if part == OPERATING_COSTS]
        current, published = (
            recast_costs(each, tree, codes) for each in (self.current, self.published)
        )
        return self._replace(current=current, published=published)


def events_since(
    events: Iterable[Event], body: str, year: FinancialYear, then: When, known: date | None
) -> tuple[str, ...]:
    """The events of one body that can move a figure of its statements, in words.

    Args:
        events: those of the book, in their order.
        body: the body's code.
        year: the year of the statements.
        then: as of when it was issued: what is newer came since.
        known: the last day whose documents count; `None` leaves out none.

    >>> events_since([], "5A9", FinancialYear("2011-12"), When(None, 0), None)
    ()
    """
    return tuple(
        f"{event.what.kind.replace('-', ' ')}, {event.reference}, of {long_date(event.notified)} "
        f"(event {event.sequence})"
        for event in events
        if event.body == body
        and event.year == year
        and not _counted(event.notified, event.sequence, then)
        and (known is None or event.notified <= known)
        and (event.lines or isinstance(event.what, _BESIDE))
    )


def newest_document(events: Iterable[Event], body: str, year: FinancialYear, until: int) -> date:
    """The day of the newest document of a body and year up to an event; the year's first where none is.

    >>> newest_document([], "5A9", FinancialYear("2011-12"), 9)
    datetime.date(2011, 4, 1)
    """
    own = (event for event in events if event.body == body and event.year == year)
    return max((each.notified for each in own if each.sequence <= until), default=year.start)


def _counted(day: date, sequence: int, when: When) -> bool:
    return (when.known is None or day <= when.known) and sequence <= when.until


def headings_since(
    statements: Iterable[Statement], body: str, then: When, now: When
) -> tuple[str, ...]:
    """The headings of the balance sheet that were stated for a body, or for all, in words.

    Args:
        statements: those of the book.
        body: the body's code.
        then: as of when the year was issued: what is newer came since.
        now: as of when it is asked.

    >>> headings_since([], "5A9", When(None, 0), When(None, 9))
    ()
    """
    stated = [
        (date.fromisoformat(said.content["on"]), said)
        for said in statements
        if said.content.get("kind") == HEADINGS and said.content["body"] in ("", body)
    ]
    return tuple(
        f"headings of the balance sheet, {said.content['reference']}, of {long_date(day)} "
        f"(event {said.sequence})"
        for day, said in stated
        if _counted(day, said.sequence, now) and not _counted(day, said.sequence, then)
    )
