"""What the gate says about answers to statements of balances: whose they are, and in what order."""

from collections.abc import Iterator

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Level
from pctfinance.ledger.balance_answers import (
    BalanceAnswered,
    BalanceAnswerTakenBack,
    days_to_answer,
)
from pctfinance.ledger.events import Event

__all__ = ["BalanceAnswers"]

_Place = tuple[str, str, Period]


class BalanceAnswers:
    """Keeps who answered what, and tells which event cannot come after the others.

    >>> list(BalanceAnswers().findings(Event.model_validate({"body": "5A9", "effective": "2011-11-30",
    ...     "notified": "2011-12-05", "reference": "letter", "by": "Head of Finance", "purpose": "wrong",
    ...     "what": {"kind": "balance-answer-taken-back", "counterparty": "5K7", "version": 1}})))[0].code
    'agreement.unknown'
    """

    def __init__(self) -> None:
        self._given: dict[_Place, list[Event]] = {}
        self._taken_back: set[tuple[_Place, int]] = set()

    def record(self, event: Event) -> None:
        """Take an event into account."""
        what = event.what
        if isinstance(what, BalanceAnswered):
            self._given.setdefault(_place(event, what.counterparty), []).append(event)
        elif isinstance(what, BalanceAnswerTakenBack):
            self._taken_back.add((_place(event, what.counterparty), what.version))

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if not isinstance(what, BalanceAnswered | BalanceAnswerTakenBack):
            return
        place = _place(event, what.counterparty)
        name = f"the answer of {what.counterparty} to {event.body} about {event.period}"
        if not event.by.strip():
            message = f"{name} names no office"
            yield Finding(
                "agreement.unsigned", Level.ERROR, message, event.where, "name the office"
            )
        if what.counterparty == event.body:
            message = f"{event.body} has no balances with itself to answer"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        if event.effective != event.period.end:
            message = f"{name} is not as of the end of its month"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        given = self._given.get(place, [])
        if isinstance(what, BalanceAnswered):
            first, last = days_to_answer(event.period)
            if not first <= event.notified <= last:
                message = f"{name} is of {event.notified}, and not between {first} and {last}"
                yield Finding(
                    "ledger.refused", Level.ERROR, message, event.where, "correct the day"
                )
            if what.version != len(given) + 1:
                message = f"{name} is its {len(given) + 1}., and not its {what.version}."
                yield Finding("ledger.refused", Level.ERROR, message, event.where, "enter it again")
            return
        yield from self._taking_back(event, what, given, name)

    def _taking_back(
        self, event: Event, what: BalanceAnswerTakenBack, given: list[Event], name: str
    ) -> Iterator[Finding]:
        if not event.purpose.strip():
            message = f"{name} is taken back without a reason"
            yield Finding("agreement.unsigned", Level.ERROR, message, event.where, "say why")
        is_there = what.version <= len(given)
        if not is_there or (_place(event, what.counterparty), what.version) in self._taken_back:
            message = f"{name} number {what.version} does not stand"
            hint = "look at the answers that stand"
            yield Finding("agreement.unknown", Level.ERROR, message, event.where, hint)
        elif event.notified < given[what.version - 1].notified:
            message = f"{name} is taken back before it was given"
            yield Finding("ledger.refused", Level.ERROR, message, event.where, "correct the day")


def _place(event: Event, counterparty: str) -> _Place:
    return event.body, counterparty, event.period
