"""The month's end of each body: submitted, closed and locked by recorded steps.

These commands act on the months of bodies in the book. They write no files: that is
`pctfinance.closing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pctfinance.asked import period_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.close_tasks import TASKS, BodyMonth
from pctfinance.decisions.refusals import each_its_own
from pctfinance.errors import Finding, Level, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.months import (
    MonthClosed,
    MonthControl,
    MonthLocked,
    MonthReopened,
    MonthReturned,
    MonthState,
    MonthSubmitted,
    MonthUnlocked,
)
from pctfinance.present.close_report import CloseRow, CloseStatus
from pctfinance.records import Receipt

__all__ = ["MonthAnswer", "MonthEnd", "month_event"]


@dataclass(frozen=True, slots=True)
class MonthAnswer:
    """What a command did to a month, or, as a test, what it would meet.

    `receipt` is `None` for a test. `findings` are what the controls found; of the test of a step,
    what it would be refused for.
    """

    bodies: tuple[str, ...]
    period: Period
    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error: a step would be refused, a close needs an `accept`."""
        return any(finding.level is Level.ERROR for finding in self.findings)


class MonthEnd(Asking):
    """Steps of months, and where each body stands.

    Each command takes one body's code or several, and is done for all of them or for none. With
    `test=True` nothing is written, and the answer holds the refusals. `by` names an office.
    """

    def submit_month(
        self,
        body: str | Iterable[str],
        period: str | Period,
        *,
        by: str,
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Say that a month is whole: open to submitted. From then on it takes no events.

        Args:
            body: code of the body, or several of them.
            period: the month.
            by: the office that takes the step.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what would happen.

        Raises:
            PostingRefusedError: a month is not open, or one before it is not submitted yet.
            UsageError: a body is none of the group's.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> answer = book.submit_month("5A9", "M1", by="Director of Finance")
        >>> book.month_state("5A9", "M1").value
        'submitted'
        """
        return self._step(MonthSubmitted(), body, period, (by, ""), request, test=test)

    def return_month(
        self,
        body: str | Iterable[str],
        period: str | Period,
        *,
        by: str,
        reason: str,
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Give a submitted month back: submitted to open.

        Raises:
            PostingRefusedError: a month is not submitted, or there is no reason.
        """
        return self._step(MonthReturned(), body, period, (by, reason), request, test=test)

    def close_month(
        self,
        body: str | Iterable[str],
        period: str | Period,
        *,
        by: str,
        accept: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Let a month's figures stand: submitted to closed.

        The controls must have run since the last change. Errors that they found must be accepted.

        Args:
            body: code of the body, or several of them.
            period: the month.
            by: the office that takes the step.
            accept: why errors that the controls found may stand.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what would happen.

        Raises:
            PostingRefusedError: a month is not submitted, an earlier one is not closed, the
                controls did not run since the last change, or found errors that nobody accepts.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> [f.message.split(" [")[0] for f in book.close_month("5A9", "M1", by="Director of Finance",
        ...     test=True).findings]
        ['2011-12 M01 of 5A9 cannot be closed: it is open']
        """
        what = MonthClosed(accepted=accept)
        return self._step(what, body, period, (by, accept), request, test=test)

    def lock_month(
        self,
        body: str | Iterable[str],
        period: str | Period,
        *,
        by: str,
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Put a closed month out of reach of a reopening: closed to locked.

        Raises:
            PostingRefusedError: a month is not closed or is impacted, or one before is not locked.
        """
        return self._step(MonthLocked(), body, period, (by, ""), request, test=test)

    def unlock_month(
        self,
        body: str | Iterable[str],
        period: str | Period,
        *,
        by: str,
        reason: str,
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Take a lock off: locked to closed.

        Raises:
            PostingRefusedError: a month is not locked, a later one is not open, or there is no
                reason.
        """
        return self._step(MonthUnlocked(), body, period, (by, reason), request, test=test)

    def reopen_month(
        self,
        body: str | Iterable[str],
        period: str | Period,
        *,
        by: str,
        reason: str,
        request: str | None = None,
        test: bool = False,
    ) -> MonthAnswer:
        """Let a closed month take events again: closed to open. Later closed months are impacted.

        Raises:
            PostingRefusedError: a month is not closed, a later one is locked, or there is no
                reason.
        """
        return self._step(MonthReopened(), body, period, (by, reason), request, test=test)

    def month_state(self, body: str, period: str | Period) -> MonthState:
        """Where a body's month stands: open, submitted, closed or locked.

        Raises:
            UsageError: it is no body of the group.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").month_state("5A9", "M8").value
        'open'
        """
        month = period_asked(period, self.year)
        (code,) = self._codes(body, month)
        return self._months().state(code, month)

    def close_status(self, period: str | Period | None = None) -> CloseStatus:
        """Where a month's end stands: the bodies of the group by the tasks. Writes nothing.

        Args:
            period: the month; unless told otherwise the one at hand: the first that not every
                body has closed, and the last of the year where all are.

        >>> from pctfinance.book import Book
        >>> status = Book.in_memory("2011-12", group="NCL").close_status("M8")
        >>> status.of("5A9", "submitted").reason
        'it is open'
        """
        months, holdings = self._months(), self.holdings
        month = self._at_hand(months) if period is None else period_asked(period, self.year)
        rows = []
        for body in self.members(month):
            at = BodyMonth(body.code, month, holdings, months, self._records.cells)
            for task in TASKS:
                result = task.test(at)
                rows.append(CloseRow(body.code, month, task.id, result.state, result.reason))
        return CloseStatus(self.group.code, month, tuple(rows))

    def _at_hand(self, months: MonthStates) -> Period:
        periods = self.year.periods
        return next(
            (
                month
                for month in periods
                for body in self.members(month)
                if months.state(body.code, month).rank < MonthState.CLOSED.rank
            ),
            periods[-1],
        )

    def _months(self) -> MonthStates:
        return MonthStates(self._records.ledger.events)

    def _codes(self, bodies: str | Iterable[str] | None, period: Period) -> tuple[str, ...]:
        """The codes of the bodies that were named, once each, or of all that are members."""
        if bodies is None:
            return tuple(body.code for body in self.members(period))
        named = (bodies,) if isinstance(bodies, str) else tuple(bodies)
        codes = tuple(dict.fromkeys(self.register.body(name).code for name in named))
        members = self._records.terms.members_of_year()
        strangers = [code for code in codes if code not in members]
        if strangers or not codes:
            what = f"{', '.join(strangers)} is no body" if strangers else "no body was named"
            raise UsageError(
                Finding(
                    "register.not-member",
                    Level.ERROR,
                    f"{what} of {self.group.code} in {self.year}",
                    hint=f"its bodies are {', '.join(members)}",
                )
            )
        return codes

    def _step(
        self,
        what: MonthControl,
        body: str | Iterable[str],
        period: str | Period,
        signed: tuple[str, str],
        request: str | None,
        *,
        test: bool,
    ) -> MonthAnswer:
        """Take a step of a month for all bodies; `signed` is the office, and the reason."""
        month = period_asked(period, self.year)
        codes = self._codes(body, month)
        events = [month_event(what, code, month, *signed) for code in codes]
        if test:
            self._records.refresh()
            return MonthAnswer(codes, month, None, self._records.refusals(events))
        with each_its_own():
            return MonthAnswer(codes, month, self._records.post(events, request=request))


def month_event(what: MonthControl, body: str, period: Period, by: str, reason: str = "") -> Event:
    """A step of a body's month, or a run of its controls, as an event of the month's last day.

    >>> month_event(MonthSubmitted(), "5A9", Period("2011-12 M08"), "an office").reference
    '2011-12 M08'
    """
    return Event.model_validate(
        {
            "body": body,
            "effective": period.end,
            "notified": period.end,
            "reference": str(period),
            "by": by,
            "purpose": reason,
            "what": what,
        }
    )
