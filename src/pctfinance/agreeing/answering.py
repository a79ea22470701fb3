"""Answers to statements of balances: read from the workbook that came back, or given; taken back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pctfinance.agreeing.chapter import accounts_named, how_made
from pctfinance.agreeing.keeping import AnswerGiven, KeepingAnswers, SignedAnswer, lines_of
from pctfinance.agreeing.returned import answer_read, is_named
from pctfinance.asked import day_asked, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement_answers import GivenAnswer, given_answers
from pctfinance.deciding import tested
from pctfinance.errors import InputRefusedError, UnknownNameError, UsageError
from pctfinance.excel.balances_answer import read_statement
from pctfinance.ledger.balance_answers import BalanceAnswerTakenBack
from pctfinance.ledger.events import Event
from pctfinance.money import Unit
from pctfinance.present.answers_report import AnswersReport
from pctfinance.records import Receipt
from pctfinance.tables.reading import Reading

__all__ = ["Agreeing"]

_Replies = Mapping[str, Sequence[Any]]
_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})


class Agreeing(KeepingAnswers):
    """The part of a book about agreement of balances. `pctfinance.book.Book` is the whole.

    An answer is kept beside the ledgers and moves no figure.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> _ = book.recharge("R1", provider="5K7", recipient="5A9", pence=500_00,
    ...     category="corporate", purpose="payroll", month="M8", by="Head of Finance",
    ...     approved_by="Deputy Director of Finance")
    >>> said = {"receivable": ("agreed",), "income": ("disputed", 400_00, "one month too many")}
    >>> _ = book.answer_statement("5K7", "5A9", "M8", said, by="Head of Finance, Barnet",
    ...     on="2011-12-09", reference="letter 4")
    >>> [each.words for each in book.agreement("M8").answered]
    ['5A9: agreed', '5A9: disputed']
    """

    def answer_statement(
        self,
        body: str,
        counterparty: str,
        as_of: str | Period,
        replies: _Replies,
        *,
        by: str,
        on: str | date,
        reference: str,
        entered_by: str = "",
        digest: str | None = None,
        balance_accounts: Mapping[str, Sequence[str]] = _NONE,
        tolerance_pence: int | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> AnswerGiven:
        """Record what a counterparty answered to a body's statement. The last answer stands.

        The statement is that of `agreement_statement` with the same `balance_accounts`,
        `tolerance_pence`, `known_at` and `recorded_at`.

        Args:
            body: code of the body that sent the statement.
            counterparty: code of who answers, a body of this book or not.
            as_of: the month of the statement.
            replies: by `receivable`, `payable`, `income` or `expenditure` of the sender: the word
                (`agreed`, `agreed at another amount`, `disputed` or `not ours`), then, where there is
                one, the counterparty's amount in pence, then the reason; or the word alone.
            by: the office of the counterparty.
            on: the day of its answer.
            reference: its paper.
            entered_by: the office that enters it.
            digest: the digest of the statement, where it is to be made sure that it is this one.
            balance_accounts: see `agreement`.
            tolerance_pence: see `agreement`.
            known_at: see `agreement`.
            recorded_at: see `agreement`.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what it would be refused for.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: nothing is answered, a reply can be none, the statement has no such balance or
                another digest, or there is no day.
            PostingRefusedError: no office is named.
        """
        self._records.refresh()
        month, day = period_asked(as_of, self.year), day_asked(on)
        balance_accounts = accounts_named(balance_accounts)
        # A word alone is a sequence too: of its letters.
        replies = {
            kind: (said,) if isinstance(said, str) else said for kind, said in replies.items()
        }
        sender = self._member_asked(body).code
        other = self._agreeing_counterparty(sender, counterparty, recorded_at)
        command = {
            "balance-answered": [sender, other, str(month)],
            "replies": [[kind, *map(str, replies[kind])] for kind in sorted(replies)],
            "signed": [by, str(day), reference, entered_by],
            "made": [digest, *how_made(balance_accounts), tolerance_pence, str(known_at)],
            "recorded": str(recorded_at),
        }
        # Said again, it is answered as it was, also where a figure that was sent is another one now.
        if request and not test and (done := self._records.answered(request, command)):
            return self._given_before(sender, other, month, done)
        statement = self.agreement_statement(
            sender,
            other,
            month,
            balance_accounts=balance_accounts,
            tolerance_pence=tolerance_pence,
            known_at=known_at,
            recorded_at=recorded_at,
        )
        if digest is not None and digest != statement.digest:
            message = f"the statement has the digest {statement.digest}, and not {digest}"
            hint = "its figures changed since: say as of which event it was sent, or send it again"
            raise UsageError(message, hint=hint)
        lines = lines_of(statement, replies)
        if day is None or not reference.strip():
            raise UsageError("an answer has a day and a paper", hint="give both")
        signed = SignedAnswer(by, day, reference, entered_by)
        return self._keep_answer(
            statement, lines, signed, command=command, request=request, test=test
        )

    def read_answer(
        self,
        path: str | Path,
        *,
        entered_by: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> AnswerGiven:
        """Read the answer of a statement's workbook that came back, and record it, or nothing of it.

        The book makes what was sent once more: every cell that is not for the answer must be as it
        was sent. The file is kept whole. One that was read before is passed over.

        Args:
            path: the workbook that the counterparty returned.
            entered_by: the office that enters it.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what it would be refused for.

        Raises:
            InputRefusedError: it cannot be read, is no statement that this book sent, a cell was
                changed, or an answer is not whole: every fault with its sheet and cell.
        """
        place = Path(path)
        data = b""
        with suppress(OSError):  # what cannot be read is refused with the next line
            data = place.read_bytes()
        returned = read_statement(place)
        if place.read_bytes() != data:  # the evidence is what was judged
            message = f"{place.name} was changed while it was read; nothing was recorded"
            raise UsageError(message, hint="save and close it, and give it again")
        self._records.refresh()
        statement = self._statement_sent(returned)
        sheet = statement.sheet()
        changed = tuple(returned.changed(sheet))
        if not is_named(returned, statement.digest):  # its cells are not where another one's are
            InputRefusedError.raise_for(changed)
        reading = Reading(self.register, self.year, Unit.POUNDS)
        read = answer_read(returned, sheet.cells, statement.sums, reading)
        InputRefusedError.raise_for((*changed, *read.findings))
        signed = SignedAnswer(read.office, read.on, read.reference, entered_by)
        command = {"answer-read": sha256(data).hexdigest(), "by": entered_by}
        return self._keep_answer(
            statement,
            read.lines,
            signed,
            command=command,
            request=request,
            test=test,
            data=data,
            where=returned.where,
        )

    def take_back_answer(
        self,
        body: str,
        counterparty: str,
        as_of: str | Period,
        *,
        by: str,
        reason: str,
        on: str | date,
        version: int | None = None,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """Take back an answer that was entered and was none; the one before it stands again.

        Args:
            body: code of the body that sent the statement.
            counterparty: code of who is said to have answered.
            as_of: the month of the statement.
            by: the office that takes it back.
            reason: why.
            on: the day.
            version: which of the answers, as `balance_answers` counts them; the last that stands
                unless told otherwise.
            reference: a paper; the reason unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to look only if it would be taken; the receipt then says that nothing was.

        Raises:
            UsageError: there is no day, or the version is below 1.
            PostingRefusedError: there is no such answer that stands, or no office or reason.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").take_back_answer("5K7", "5A9", "M8",
        ...     by="Head of Finance", reason="another body's", on="2011-12-12", test=True)
        Traceback (most recent call last):
        pctfinance.errors.PostingRefusedError: ... does not stand -> look at the answers that stand \
[agreement.unknown]
        """
        self._records.refresh()
        month, day = period_asked(as_of, self.year), day_asked(on)
        if day is None:
            raise UsageError("an answer is taken back on a day", hint="give it")
        sender = self._member_asked(body).code
        with suppress(UnknownNameError):  # else it is as the sender's ledger names it
            counterparty = self.register.body(counterparty).code
        if version is not None and version < 1:
            message = f"there is no answer number {version}"
            raise UsageError(message, hint="answers are counted from 1; answer list shows them")
        command = {
            "balance-taken-back": [sender, counterparty, str(month), version],
            "signed": [by, day.isoformat(), reason, reference],
        }
        if request and not test and (done := self._records.answered(request, command)):
            return done  # behind it another answer may stand, which was not meant
        given = self._answers_to(sender, counterparty, month)
        standing = [each.version for each in given if each.state != "taken back"]
        last = max(standing, default=1)  # where none stands, the first is refused as not standing
        what = BalanceAnswerTakenBack(
            counterparty=counterparty,
            version=last if version is None else version,
        )
        event = Event(
            body=sender,
            effective=month.end,
            notified=day,
            reference=reference or reason or "taken back",
            by=by,
            purpose=reason,
            what=what,
        )
        if test:
            return tested(self._records, [event])
        return self._decide([event], request=request, command=command)

    def balance_answers(
        self,
        as_of: str | Period | None = None,
        *,
        body: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> AnswersReport:
        """Every answer that was recorded, and whether it stands, was replaced or was taken back.

        Args:
            as_of: only those about this month.
            body: only those that this code sent for or gave.
            known_at: see `agreement`.
            recorded_at: see `agreement`.

        Raises:
            UnknownNameError: neither the register nor an answer knows such a code.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").balance_answers().answers
        ()
        """
        month = period_asked(as_of, self.year) if as_of is not None else None
        events = self._ledger(recorded_at).events
        given = given_answers(events, day_asked(known_at))
        if body is not None:
            ends = ((each.sender, each.counterparty) for each in given_answers(events))
            body = self._end_asked(body, {code for pair in ends for code in pair})
        return AnswersReport(
            self.group,
            tuple(
                each
                for each in given
                if month in (None, each.month) and body in (None, each.sender, each.counterparty)
            ),
        )

    def _end_asked(self, code: str, ends: set[str]) -> str:
        """A body of the register, or who answered as the sender's ledger names it."""
        try:
            return self.register.body(code).code
        except UnknownNameError:
            if code in ends:
                return code
            raise

    def _answers_to(self, sender: str, counterparty: str, month: Period) -> list[GivenAnswer]:
        about = (sender, counterparty, month)
        given = given_answers(self._records.ledger.events)
        return [each for each in given if (each.sender, each.counterparty, each.month) == about]
