"""How an answer is kept, which statement a sheet is of, and whether the book bears both out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from pctfinance.agreeing.chapter import HeldAgainst
from pctfinance.agreeing.returned import NOT_OURS, NOTHING_SENT, asked_for
from pctfinance.asked import word_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement_items import KINDS
from pctfinance.deciding import Deciding
from pctfinance.errors import (
    Finding,
    InputRefusedError,
    Level,
    PctFinanceError,
    UsageError,
    Where,
)
from pctfinance.excel.balances_answer import ReturnedStatement
from pctfinance.ledger.balance_answers import (
    AnsweredLine,
    BalanceAnswered,
    BalanceAnswerTakenBack,
    Reply,
    line_named,
)
from pctfinance.ledger.events import Event
from pctfinance.money import MAX_PENCE
from pctfinance.present.agreement_statement import AgreementStatement
from pctfinance.records import Receipt
from pctfinance.store.canonical import canonical
from pctfinance.tables.reading import quoted

__all__ = ["AnswerGiven", "KeepingAnswers", "SignedAnswer", "lines_of"]

_DIGITS_MAX = 15
# Between two named accounts; the code of an account may hold a comma.
_ACCOUNTS = re.compile(rf", (?=(?:{'|'.join(KINDS)})=)")


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What a counterparty answered, and what became of it; `receipt` is `None` for a test.

    `not_answered` are the balances of the statement that it left open.
    """

    sender: str
    counterparty: str
    month: Period
    lines: tuple[AnsweredLine, ...]
    not_answered: tuple[str, ...]
    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "body": self.sender,
            "counterparty": self.counterparty,
            "period": str(self.month),
            "unit": "pence",
            "answers": [{**line._asdict(), "reply": line.reply.value} for line in self.lines],
            "not_answered": list(self.not_answered),
            "posted": self.receipt.posted if self.receipt else 0,
            "already_there": self.receipt.already_there if self.receipt else 0,
            "repeated": bool(self.receipt and self.receipt.repeated),
        }


class SignedAnswer(NamedTuple):
    """Who answered when, in which paper, and who entered it."""

    by: str
    on: date
    reference: str
    entered_by: str = ""


class KeepingAnswers(HeldAgainst, Deciding):
    """How answers are kept; `pctfinance.agreeing.Agreeing` is the chapter."""

    def _keep_answer(
        self,
        statement: AgreementStatement,
        lines: tuple[AnsweredLine, ...],
        signed: SignedAnswer,
        *,
        command: Mapping[str, Any],
        request: str | None,
        test: bool,
        data: bytes | None = None,
        where: Where | None = None,
    ) -> AnswerGiven:
        """Post an answer; one that stands already, or whose file was read before, is passed over."""
        sender, other, month = statement.sender, statement.receiver, statement.as_of
        told = {each.line for each in lines}
        left = tuple(each.kind for each in statement.sums if each.kind not in told)
        answer = AnswerGiven(sender, other, month, lines, left, None)
        content = canonical(statement.sent())
        evidence = sha256(data).hexdigest() if data is not None else None
        said = [
            event
            for event in self._records.ledger.events
            if isinstance(event.what, BalanceAnswered)
            and (event.body, event.what.counterparty, event.period) == (sender, other, month)
        ]
        event = Event(
            body=sender,
            effective=month.end,
            notified=signed.on,
            reference=signed.reference,
            by=signed.by,
            synthetic=statement.contains_synthetic,
            source=where.file or "" if where else "",
            where=where,
            what=BalanceAnswered(
                counterparty=other,
                version=len(said) + 1,
                answered=lines,
                statements_sha256=sha256(content).hexdigest(),
                evidence_sha256=evidence,
                entered_by=signed.entered_by,
            ),
        )
        known = self._answer_stands(event, said)
        if test:
            return replace(answer, findings=() if known else self._records.refusals([event]))
        given: dict[str, Any] = {"request": request, "command": command}
        if known:
            receipt = self._records.post((), **(given if request else {}))
            there = replace(receipt, already_there=max(receipt.already_there, 1))
            return replace(answer, receipt=receipt if receipt.repeated else there)
        attached = [content, *([data] if data is not None else [])]
        return replace(answer, receipt=self._decide([event], attached=attached, **given))

    def _given_before(
        self, sender: str, other: str, month: Period, receipt: Receipt
    ) -> AnswerGiven:
        """What a request recorded that is said again."""
        what = next(
            each.what
            for each in reversed(self._records.ledger.events)
            if isinstance(each.what, BalanceAnswered)
            and each.sequence <= receipt.sequence
            and (each.body, each.what.counterparty, each.period) == (sender, other, month)
        )
        sent = json.loads(self._records.attachment(what.statements_sha256))
        told = {line.line for line in what.answered}
        left = tuple(one["kind"] for one in sent["sums"] if one["kind"] not in told)
        return AnswerGiven(sender, other, month, what.answered, left, receipt)

    def _answer_stands(self, event: Event, said: Sequence[Event]) -> bool:
        """Whether a file was read before, or the last answer that stands said just this."""
        of_it = (event.body, getattr(event.what, "counterparty", ""), event.period)
        gone = {
            each.what.version
            for each in self._records.ledger.events
            if isinstance(each.what, BalanceAnswerTakenBack)
            and (each.body, each.what.counterparty, each.period) == of_it
        }
        left = [
            (each, each.what)
            for each in said
            if isinstance(each.what, BalanceAnswered) and each.what.version not in gone
        ]
        new = event.what
        if not isinstance(new, BalanceAnswered) or not left:
            return False
        if new.evidence_sha256 is not None:
            return any(what.evidence_sha256 == new.evidence_sha256 for _, what in left)
        last, what = left[-1]
        signed = (last.by, last.notified, last.reference)
        is_same = signed == (event.by, event.notified, event.reference)
        return is_same and what.answered == new.answered

    def _statement_sent(self, returned: ReturnedStatement) -> AgreementStatement:
        """What was sent, made once more by what the sheet says of it.

        Raises:
            InputRefusedError: it is no statement of this book.
        """
        said = asked_for(returned)

        def not_ours(name: str, why: str) -> InputRefusedError:
            where = returned.made_from[name].where
            return InputRefusedError(
                Finding("agreement.not-ours", Level.ERROR, why, where, NOT_OURS)
            )

        mine = f"{self.group.code} {self.year}"
        if said["Book"] != mine:
            raise not_ours("Book", f"it is of the book {said['Book']!r}, and this one is {mine}")
        number = _number(said["Event"]) or 0
        if not 0 < number <= self._records.seen:
            raise not_ours("Event", f"this book has no event {quoted(said['Event'])}")
        if self._records.head(number).hash != said["Head"]:
            raise not_ours("Head", f"the head of this book at event {number} is another one")
        named: dict[str, list[str]] = {}
        for text in filter(None, _ACCOUNTS.split(said["Accounts named"])):
            kind, _, code = text.partition("=")
            named.setdefault(kind, []).append(code)
        tolerance = _number(said["Tolerance (p)"])
        if tolerance is None:
            raise not_ours("Tolerance (p)", "the tolerance is no amount in pence")
        try:
            return self.agreement_statement(
                said["From"],
                said["To"],
                said["Month"],
                balance_accounts=named,
                tolerance_pence=tolerance,
                known_at=said["Documents up to"] or None,
                recorded_at=number,
            )
        except PctFinanceError as error:  # a code or month that there is not
            raise not_ours("From", f"there is no such statement: {error}") from error

    def _answer_faults(self) -> Iterator[Finding]:
        """Answers to statements that the book did not make, or to other figures than were sent."""
        for event in self._records.ledger.events:
            if isinstance(event.what, BalanceAnswered) and (
                why := self._answer_fault(event, event.what)
            ):
                message = f"event {event.sequence} (of {event.body}): {why}"
                yield Finding("integrity.broken", Level.ERROR, message, Where(body=event.body))

    def _answer_fault(self, event: Event, what: BalanceAnswered) -> str:
        try:
            sent = json.loads(self._records.attachment(what.statements_sha256))
            made = sent["made_from"]
            named: dict[str, list[str]] = {}
            for text in made["accounts"]:
                kind, _, code = text.partition("=")
                named.setdefault(kind, []).append(code)
            if made["sequence"] >= event.sequence:
                return "the statement that was answered was made later"
            again = self.agreement_statement(
                sent["from"],
                sent["to"],
                sent["as_of"],
                balance_accounts=named,
                tolerance_pence=made["tolerance_pence"],
                known_at=sent["known_at"],
                recorded_at=made["sequence"],
            )
            is_other = canonical(again.sent()) != canonical(sent)
        except (KeyError, TypeError, ValueError, PctFinanceError) as error:
            return f"what was answered is no statement of this book ({error})"
        if is_other:
            return "what was answered is not what the statement said then"
        ends = (again.sender, again.receiver, again.as_of)
        if ends != (event.body, what.counterparty, event.period):
            return "it answers a statement of others, or of another month"
        figures = {each.kind: (each.ours_pence, each.theirs_pence) for each in again.sums}
        wrong = [
            line.line
            for line in what.answered
            if figures.get(line.line) != (line.ours_pence, line.theirs_pence)
        ]
        return f"it answers other figures than were sent: {', '.join(wrong)}" if wrong else ""


def lines_of(
    statement: AgreementStatement, replies: Mapping[str, Sequence[Any]]
) -> tuple[AnsweredLine, ...]:
    """What was answered, balance by balance of the statement.

    Raises:
        UsageError: a reply can be none, or the statement has no such balance.

    >>> from pctfinance.book import Book
    >>> empty = Book.in_memory("2011-12", group="NCL").agreement_statement("5K7", "5A9", "M8")
    >>> lines_of(empty, {"receivable": ("agreed",)})
    Traceback (most recent call last):
    pctfinance.errors.UsageError: the statement has no receivable to answer; it has nothing -> ...
    """
    sums = {each.kind: each for each in statement.sums}
    faults = [
        f"the statement has no {kind} to answer; it has {', '.join(sums) or 'nothing'}"
        for kind in replies
        if kind not in sums
    ]
    lines = []
    for kind, sent in sums.items():
        if kind not in replies:
            continue
        said, pence, reason, *more = (*replies[kind], None, None, None)[
            : max(len(replies[kind]), 3)
        ]
        if more:
            faults.append(f"{kind}: a word, an amount and a reason are all that is answered")
            continue
        if sent.ours_pence is None:
            faults.append(f"{kind}: {NOTHING_SENT}")
            continue
        if pence is not None and not _is_pence(pence):
            faults.append(f"{kind}: {pence!r} is no amount in whole pence")
            continue
        try:
            reply = word_asked(Reply, str(said))
        except UsageError as error:
            faults.append(f"{kind}: {error}")
            continue
        if reply is Reply.AGREED and pence is None:
            pence = sent.ours_pence
        figures = (sent.ours_pence, sent.theirs_pence, pence)
        line = AnsweredLine(line_named(kind), reply, *figures, str(reason or ""))
        if line.fault:
            faults.append(f"{kind}: {line.fault}")
        lines.append(line)
    if faults or not lines:
        message = "; ".join(faults) or "nothing is answered"
        raise UsageError(message, hint=f"answer with {', '.join(Reply)}")
    return tuple(lines)


def _number(text: str) -> int | None:
    """A count in digits, of no more than a spreadsheet keeps; `None` where it is none."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS_MAX else None


def _is_pence(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_PENCE
