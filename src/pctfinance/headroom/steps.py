"""How a step of headroom becomes an event: its dates, who decides, and what cannot be one."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from pctfinance.asked import day_asked, faults_of
from pctfinance.deciding import Deciding
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import What

__all__ = ["Steps", "day_of", "made"]

WhatT = TypeVar("WhatT", bound=What)


def made(kind: type[WhatT], **values: object) -> WhatT:
    """An event's kind from what people gave.

    Raises:
        UsageError: an amount is not above zero, a number is empty, or a word is none of those known.

    >>> from pctfinance.ledger.headroom import CaseLapsed
    >>> made(CaseLapsed, case="C1").case
    'C1'
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise _misshapen(error) from error


def day_of(on: str | date) -> date:
    """The day on a document.

    Raises:
        UsageError: it is no date.

    >>> day_of("2011-12-09")
    datetime.date(2011, 12, 9)
    """
    day = day_asked(on)
    if day is None:
        raise UsageError("there is no date", hint="give the date on the document")
    return day


class Steps(Deciding):
    """What all chapters about headroom need: events with their dates, and who is competent."""

    def _headroom_day(self, day: date) -> date:
        return min(max(day, self.year.start), self.year.end)

    def _headroom_authorities(
        self, body: str, on: str | date, named: Iterable[str] | None
    ) -> tuple[str, ...]:
        """The authorities that decide: those named, else all that are competent; the gate judges."""
        if named is not None:
            return tuple(named)
        found = self.register.competent_authorities(body, day_of(on))
        return tuple(authority.code for authority in found)

    def _headroom_event(
        self,
        body: str,
        what: What,
        on: str | date,
        reference: str,
        **named: Any,
    ) -> Event:
        day = day_of(on)
        values = {
            "body": self.register.body(body).code,
            "effective": self._headroom_day(day),
            "notified": day,
            "reference": reference,
            "what": what,
            **named,
        }
        try:
            return Event.model_validate(values)
        except ValidationError as error:
            raise _misshapen(error) from error


def _misshapen(error: ValidationError) -> UsageError:
    return UsageError("; ".join(faults_of(error)), hint="amounts are integer pence above zero")
