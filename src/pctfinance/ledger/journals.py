"""Journals: lines that a body itself enters into its general ledger, once somebody else approved.

A journal is submitted with its lines, and then approved, rejected or withdrawn: each is an event of
its own. The rules are kept by `pctfinance.ledger.journal_rules`.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from pctfinance.calendar import Period
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.kinds import Beside
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.recharges import RechargeMark
from pctfinance.money import MAX_PENCE, show_exact

__all__ = [
    "AnyJournalKind",
    "JournalApproved",
    "JournalFault",
    "JournalLine",
    "JournalRejected",
    "JournalSubmitted",
    "JournalWithdrawn",
]

Side = Annotated[int, Field(strict=True, ge=0, le=MAX_PENCE)]
Number = Annotated[str, Field(min_length=1)]


class JournalLine(NamedTuple):
    """One line of a journal, in pence: a debit or a credit, both positive.

    `limit` is empty for an account of the balance sheet. `charge` says which side raises what is
    charged in the line's category: the debit for costs, the credit for grants or disposals.

    >>> JournalLine("52110", "acute", Limit.REVENUE, debit_pence=500).charge_pence
    500
    >>> JournalLine("81000", debit_pence=500).charge_pence
    0
    """

    account: str
    category: str = ""
    limit: Limit | Literal[""] = ""
    delegate: str = ""
    counterparty: str = ""
    recurrence: str = ""
    debit_pence: Side = 0
    credit_pence: Side = 0
    charge: Literal["debit", "credit"] = "debit"
    narrative: str = ""

    @property
    def charge_pence(self) -> int:
        """What it adds to the figure of its category, in pence: 0 on the balance sheet."""
        if not self.limit:
            return 0
        raised = self.debit_pence - self.credit_pence
        return raised if self.charge == "debit" else -raised


class JournalFault(NamedTuple):
    """Why a journal cannot be: the number of the line, or 0 for the whole, and what to do."""

    line: int
    message: str
    hint: str


class JournalSubmitted(Beside):
    """A journal as it was submitted; it counts for nothing before it is approved.

    `reversing`: its lines come back with the opposite sign in the next month, by themselves.
    `late_for` is the number of an earlier, closed month to which it belongs (0: none), and
    `corrects` the number of an approved journal that it puts right. `recharge` marks a journal that
    is one side of a recharge between two bodies.

    >>> from pctfinance.calendar import FinancialYear
    >>> lone = JournalSubmitted(number="J1", entered=(JournalLine("52110", debit_pence=5),))
    >>> [fault.message for fault in lone.faults(FinancialYear("2011-12").period(8))]
    ['it has 1 line', 'its debits of £0.05 and credits of £0 differ by £0.05']
    """

    kind: Literal["journal-submitted"] = "journal-submitted"
    number: Number
    lane: Literal[Lane.JOURNAL, Lane.ADJUSTMENT] = Lane.JOURNAL
    reversing: bool = False
    entered: tuple[JournalLine, ...]
    late_for: Annotated[int, Field(ge=0, le=12)] = 0
    corrects: str = ""
    recharge: RechargeMark | None = None

    @model_serializer(mode="wrap")
    def _as_kept(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Only a recharge has the mark, so that every other journal is kept as it always was.
        kept: dict[str, Any] = handler(self)
        if self.recharge is None:
            kept.pop("recharge", None)
        return kept

    @property
    def debit_pence(self) -> int:
        """The sum of its debits, in pence."""
        return sum(line.debit_pence for line in self.entered)

    @property
    def credit_pence(self) -> int:
        """The sum of its credits, in pence."""
        return sum(line.credit_pence for line in self.entered)

    def faults(self, period: Period) -> Iterator[JournalFault]:
        """Why it cannot be a journal of `period`; nothing where it can."""
        for number, line in enumerate(self.entered, start=1):
            for message, hint in _faults_of(line):
                yield JournalFault(number, message, hint)
        count = len(self.entered)
        if count < 2:  # noqa: PLR2004 - a debit and a credit
            message = f"it has {count} line{'s' if count != 1 else ''}"
            yield JournalFault(0, message, "a journal has at least two")
        debit, credit = self.debit_pence, self.credit_pence
        if debit != credit:
            message = (
                f"its debits of {show_exact(debit)} and credits of {show_exact(credit)} differ by "
                f"{show_exact(abs(debit - credit))}"
            )
            yield JournalFault(0, message, "enter the line that is missing")
        if self.reversing and period == period.year.periods[-1]:
            yield JournalFault(
                0,
                f"it cannot come back by itself in the month after {period}, which belongs to the "
                "next year",
                "submit it as a regular journal, and its opposite in the book of the next year",
            )
        if self.late_for >= period.number:
            message = f"it is said to be late for M{self.late_for:02}, which is not before {period}"
            yield JournalFault(0, message, "name the earlier month that it belongs to")
        if self.corrects == self.number:
            yield JournalFault(0, "it is said to correct itself", "name the journal it corrects")


def _faults_of(line: JournalLine) -> Iterator[tuple[str, str]]:
    if not line.account:
        yield "it names no account", "give the account's code"
    if bool(line.debit_pence) == bool(line.credit_pence):
        amount = "both a debit and a credit" if line.debit_pence else "neither a debit nor a credit"
        yield f"it holds {amount}", "give one of the two, above zero"
    known = CHARGE_SIGNS.get(line.limit) if line.limit else None
    fixed = {category for categories in CHARGE_SIGNS.values() for category in categories}
    if line.limit and not line.category:
        yield f"it counts against {line.limit} in no category", "give the category"
    elif known is not None and line.category not in known:
        yield f"{line.category!r} is no part of {line.limit}", f"use {', '.join(known)}"
    elif line.limit is Limit.REVENUE and line.category in fixed:
        yield f"{line.category!r} does not count against revenue", "correct the limit"


class JournalApproved(Beside):
    """A submitted journal is approved, by another office than the one that submitted it.

    `reversing` repeats what was submitted: the approval then changes two months and not one.
    """

    kind: Literal["journal-approved"] = "journal-approved"
    number: Number
    reversing: bool = False


class JournalRejected(Beside):
    """A submitted journal is refused, by another office than the one that submitted it."""

    kind: Literal["journal-rejected"] = "journal-rejected"
    number: Number
    reason: str = Field(min_length=1)


class JournalWithdrawn(Beside):
    """A submitted journal is taken back by the office that submitted it."""

    kind: Literal["journal-withdrawn"] = "journal-withdrawn"
    number: Number
    reason: str = Field(min_length=1)


AnyJournalKind = JournalSubmitted | JournalApproved | JournalRejected | JournalWithdrawn
"""Any of the kinds of event that a journal goes through; `kind` tells which."""
