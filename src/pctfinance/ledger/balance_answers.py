"""What a counterparty answers to a statement of balances, as the sender keeps it.

An answer moves no figure: it is what the other says of figures that were sent to it. The event's body
is the sender, in whose book it is kept, so that a counterparty of another book, or outside every
group, can answer too.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, Self, get_args

from pydantic import Field, model_validator

from pctfinance.calendar import Period
from pctfinance.ledger.kinds import Beside, Pence

__all__ = [
    "AnsweredLine",
    "AnyBalanceAnswer",
    "BalanceAnswerTakenBack",
    "BalanceAnswered",
    "Reply",
    "days_to_answer",
    "line_named",
]

_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


_Line = Literal["receivable", "payable", "income", "expenditure"]
_ANSWERED_WITHIN = timedelta(days=366)


class Reply(StrEnum):
    """What a counterparty says of one balance. `OTHER_AMOUNT`: it is right at the amount it names."""

    AGREED = "agreed"
    OTHER_AMOUNT = "agreed at another amount"
    DISPUTED = "disputed"
    NOT_OURS = "not ours"


class AnsweredLine(NamedTuple):
    """One balance that was answered: what was sent, and what the counterparty says of it; in pence.

    `ours_pence` is the sender's figure, `theirs_pence` what the sender's book held of the other's
    ledger, if it holds any of it. `pence` is the amount that the counterparty names.
    """

    line: _Line
    reply: Reply
    ours_pence: Pence
    theirs_pence: Pence | None = None
    pence: Pence | None = None
    reason: str = ""

    @property
    def fault(self) -> str:
        """Why it can be no answer; empty where it can.

        >>> AnsweredLine("income", Reply.DISPUTED, 100).fault
        'a dispute has a reason'
        """
        if self.reply is Reply.AGREED and self.pence != self.ours_pence:
            return "what is agreed is the amount that was sent"
        if self.reply is Reply.OTHER_AMOUNT and self.pence in (None, self.ours_pence):
            return "another amount is one, and not the amount that was sent"
        if self.reply is Reply.DISPUTED and not self.reason.strip():
            return "a dispute has a reason"
        if self.reply is Reply.NOT_OURS and self.pence is not None:
            return "what is not theirs has no amount of theirs"
        return ""


def line_named(text: str) -> _Line:
    """The kind of balance of that name.

    Raises:
        ValueError: there is none.

    >>> line_named("income")
    'income'
    """
    for each in get_args(_Line):
        if each == text:
            return each  # type: ignore[no-any-return]  # one of the words
    msg = f"{text!r} is no balance of a statement: {', '.join(get_args(_Line))}"
    raise ValueError(msg)


def days_to_answer(month: Period) -> tuple[date, date]:
    """The first and the last day of an answer to a statement as of a month, both included.

    It is given in the month or at most 366 days after its end: a choice of pctfinance. Another day
    is a slip, most of all of the year, and all that is open would be aged by it.

    >>> [str(day) for day in days_to_answer(Period("2011-12 M08"))]
    ['2011-11-01', '2012-11-30']
    """
    return month.start, month.end + _ANSWERED_WITHIN


class BalanceAnswered(Beside):
    """A counterparty answered a body's statement of balances as of the end of the event's month.

    `version` counts its answers to that body about that month; the last one stands, unless it was
    taken back. `statements_sha256` is the hash of the statement as it was sent, `evidence_sha256` that
    of the file in which the answer came back; both are attached to the book. The event's `by` is the
    office of the counterparty, `entered_by` that of the sender which entered it.

    >>> line = AnsweredLine("receivable", "agreed", 500, 500, 500)
    >>> BalanceAnswered(counterparty="5K7", version=1, answered=(line,), statements_sha256="0" * 64).kind
    'balance-answered'
    """

    kind: Literal["balance-answered"] = "balance-answered"
    counterparty: str = Field(min_length=1)
    version: Annotated[int, Field(ge=1)]
    answered: tuple[AnsweredLine, ...] = Field(min_length=1)
    statements_sha256: _Sha256
    evidence_sha256: _Sha256 | None = None
    entered_by: str = ""

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        lines = [each.line for each in self.answered]
        if len(set(lines)) < len(lines):
            msg = "a balance is answered twice"
            raise ValueError(msg)
        for each in self.answered:
            if each.fault:
                msg = f"{each.line}: {each.fault}"
                raise ValueError(msg)
        return self


class BalanceAnswerTakenBack(Beside):
    """An answer was entered that was none: it does not stand any more, and the one before does."""

    kind: Literal["balance-answer-taken-back"] = "balance-answer-taken-back"
    counterparty: str = Field(min_length=1)
    version: Annotated[int, Field(ge=1)]


AnyBalanceAnswer = Annotated[BalanceAnswerTakenBack | BalanceAnswered, Field(discriminator="kind")]
"""Both."""
