"""The chapter of a book about cash: payments drawn, drawings planned, and the limit."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pctfinance.asked import day_asked, months_asked, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.cash import body_cash
from pctfinance.deciding import Deciding
from pctfinance.errors import UsageError
from pctfinance.headroom.steps import made
from pctfinance.ledger.drawings import CashDrawingsPlanned, CashDrawn
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import What
from pctfinance.present.cash_report import CashReport
from pctfinance.records import Receipt
from pctfinance.tables.drawing_file import read_drawings

__all__ = ["CashDrawings"]


class CashDrawings(Deciding):
    """The part of a book that follows cash. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> from pctfinance.ledger.kinds import Allocation
    >>> from pctfinance.ledger.lines import Limit, Strand
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> day = date(2011, 4, 1)
    >>> _ = book.post(Event(body="5A9", effective=day, notified=day, reference="cash 1",
    ...     what=Allocation(strand=Strand.of(Limit.CASH), pence=120_00, issuer="DH")))
    >>> _ = book.state_cash_drawings([("5A9", "2011-04-01", 11_00, "HAFS-10475")],
    ...     by="Financial Controller, Barnet")
    >>> found = book.cash("M1").of("5A9")
    >>> found.drawn_pence, found.remaining_pence, found.ahead_pence
    (1100, 10900, 100)
    """

    def state_cash_drawings(
        self,
        payments: Iterable[tuple[str, str | date, int, str]],
        *,
        by: str,
        source: str = "",
        synthetic: bool = False,
        request: str | None = None,
    ) -> Receipt:
        """State payments of cash, each with its day and number: all of them, or none.

        The same payment again is passed over; one of the same number and another amount or day is
        refused. Where figures of a month were loaded, those count and the payments stand beside
        them: nothing is counted twice. A payment of a month that is not open any more counts where
        the rulebook says.

        Args:
            payments: of each the body's code, the day, pence (0 where nothing was drawn in a month,
                negative where cash was given back) and the number of the payment.
            by: the office that states them.
            source: where the list is from.
            synthetic: whether they have no published source.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UsageError: a day, an amount, a number or the office is none.
            PostingRefusedError: a body is none of the group's, or a payment differs from before.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> row = ("5A9", "2011-04-01", 45_000_000_00, "HAFS-10475")
        >>> office = "Financial Controller, Barnet"
        >>> [book.state_cash_drawings([row], by=office).posted for _ in range(2)]
        [1, 0]
        """
        events = [
            self._payment(body, pence, (by, on, number), source=source, synthetic=synthetic)
            for body, on, pence, number in payments
        ]
        return self._decide(events, request=request)

    def load_cash_drawings(
        self, path: str | Path, *, by: str, source: str = "", request: str | None = None
    ) -> Receipt:
        r"""State the payments of a CSV file or workbook, as `state_cash_drawings` does: all, or none.

        Args:
            path: the file; `pctfinance.tables.drawing_file.DRAWING_FILE` tells its columns.
            by: the office that states them.
            source: where the list is from; the name of the file unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            PostingRefusedError: a payment differs from before.

        >>> from tempfile import TemporaryDirectory
        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "april.csv")
        ...     _ = file.write_text("body,date,amount,reference\n5A9,2011-04-01,45,HAFS-1\n")
        ...     book.load_cash_drawings(file, by="Financial Controller, Barnet").posted
        1
        """
        drawn, name = self._file_read(path, read_drawings)
        events = []
        for row in drawn:
            named = {"source": source or name, "synthetic": row.synthetic}
            event = self._payment(row.body, row.pence, (by, row.on, row.reference), **named)
            events.append(event.model_copy(update={"where": row.where}))
        return self._decide(events, request=request)

    def _payment(
        self, body: str, pence: int, signed: tuple[str, str | date, str], **named: Any
    ) -> Event:
        """A payment as an event that is known again by its number, its day and its amount."""
        event = self._cash_event(body, made(CashDrawn, pence=pence), signed)
        content = hashlib.sha256(f"{event.effective} {pence}".encode()).hexdigest()
        key = f"cash-drawn {event.reference}"
        return event.model_copy(update={"key": key, "content": content, **named})

    def plan_cash_drawings(
        self,
        body: str,
        months: Mapping[str, int] | None = None,
        *,
        by: str,
        on: str | date,
        reference: str,
        pence: int | None = None,
        profile: Mapping[str, int] | None = None,
        request: str | None = None,
    ) -> Receipt:
        """State what a body plans to draw in the months to come; the last plan stands.

        Args:
            body: the body's code.
            months: pence by month.
            by: the office that plans.
            on: the date of the plan.
            reference: the paper.
            pence: in place of `months`: an amount that is spread over months.
            profile: a whole number by month, in whose proportions it is spread; the same for each
                month from the next one on unless told otherwise. Shares are rounded so that they
                add up.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UsageError: there is neither or both, or a weight is no whole number above zero.
            PostingRefusedError: it is no body of the group, or the day is not in the book's year.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.plan_cash_drawings("5A9", pence=100, profile={"M10": 1, "M11": 1, "M12": 1},
        ...     by="Financial Controller, Barnet", on="2011-12-09", reference="plan 1")
        >>> [month.planned_pence for month in book.cash("M9").of("5A9").months[9:]]
        [33, 34, 33]
        """
        day = day_asked(on)
        if day is None:
            raise UsageError("a plan has a date", hint="give the date of the plan")
        if (months is None) == (pence is None):
            raise UsageError(
                "a plan is pence by month, or an amount that is spread", hint="give the one of them"
            )
        if months is None:
            weights = profile
            if weights is None:
                weights = {str(m): 1 for m in self.year.periods if m.start > day}
            months = self._spread(pence or 0, weights)
        by_month = months_asked(months, self.year)
        what = made(CashDrawingsPlanned, months=tuple(sorted(by_month.items())))
        event = self._cash_event(body, what, (by, day, reference))
        return self._decide([event], request=request)

    def cash(
        self,
        period: str | Period,
        *,
        body: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> CashReport:
        """The cash of each body: limit, drawn by month and to date, remaining, planned.

        Args:
            period: the last month whose events count.
            body: one body's code; the members of the group at the month's end unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> found = Book.read(sample_path()).cash("M8").of("5A9")
        >>> found.limit_pence == found.drawn_pence + found.remaining_pence
        True
        """
        month, known = period_asked(period, self.year), day_asked(known_at)
        ledger = self._ledger(recorded_at)
        holdings = Holdings.of(self.year, ledger, known, self._records.cells)
        rule = self.rulebook.cash
        tolerance = rule.ahead_tolerance.value if rule else None
        asked = (self._member_asked(body),) if body else self.members(month)
        found = tuple(body_cash(holdings, one, month, known, tolerance=tolerance) for one in asked)
        name = asked[0].name if body else self.group.name
        return CashReport(f"Cash of {name}", month, known, found)

    def _spread(self, pence: int, weights: Mapping[str, int]) -> dict[str, int]:
        """An amount over months in the proportions of whole numbers; the parts add up to it."""
        if not weights or any(weight <= 0 for weight in weights.values()):
            raise UsageError(
                "a profile is a whole number above zero for each month", hint="{'M10': 2, 'M11': 1}"
            )
        whole, so_far, given = sum(weights.values()), 0, 0
        spread = {}
        for number, weight in sorted(months_asked(weights, self.year).items()):
            so_far += weight
            until = (2 * pence * so_far + whole) // (2 * whole)
            spread[str(self.year.period(number))], given = until - given, until
        return spread

    def _cash_event(self, body: str, what: What, signed: tuple[str, str | date, str]) -> Event:
        by, on, reference = signed
        day = day_asked(on)
        if day is None or not by.strip() or not reference.strip():
            raise UsageError("a statement of cash has a day, an office and a number or reference")
        values = {
            "body": self.register.body(body).code,
            "effective": day,
            "notified": day,
            "reference": reference,
            "by": by,
            "what": what,
        }
        try:
            return Event.model_validate(values)
        except ValidationError as error:
            raise UsageError(f"this can be no statement of cash: {error}") from error
