"""The chapter of a book about the year-end statements of each body, and who signed them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.bodies import Body
from pctfinance.calendar import FinancialYear, Period
from pctfinance.clock import today
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.openings import OpenedApart, opened_apart
from pctfinance.consolidation.statements import statements_document
from pctfinance.consolidation.statements_compared import first_differences
from pctfinance.deciding import tested
from pctfinance.decisions.rules import office_key
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned
from pctfinance.present.shown import long_date
from pctfinance.present.statements_report import Signature, StatementsReport
from pctfinance.publishing.snapshot import Snapshot
from pctfinance.records import Receipt
from pctfinance.stating.before import (
    Before,
    When,
    events_since,
    headings_since,
    newest_document,
)
from pctfinance.stating.making import Made, Making
from pctfinance.store.canonical import canonical, digest

__all__ = ["Stating"]

_NAMED = 3


class Stating(Making):
    """The part of a book that makes and keeps year-end statements, body by body.

    A group has none. `pctfinance.book.Book` is the whole.
    """

    def statements(
        self,
        body: str,
        period: str | Period | None = None,
        *,
        prior: "Stating | None" = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> StatementsReport:
        """The statements of one body: the notes of its duties, operating costs, and balance sheet.

        Args:
            body: the body's code; a group has no statements.
            period: the month; the last of the year unless told otherwise.
            prior: the book of the year before, for the comparatives. Those that were signed last are
                shown where it is not given.
            known_at: see `position`; it counts for the year before, too.
            recorded_at: see `position`; the year before is asked as of the same instant, which of an
                event is that at which it was recorded.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of this book, or `prior` is not the book of the year before.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).statements("5A9")
        >>> report.value("revenue_resource_limit", "difference") == -19_140_000_00
        True
        >>> report.said.parts[-1].reason
        'no headings of the balance sheet are stated'
        """
        when = When(day_asked(known_at), self._until(recorded_at))
        month = self.year.periods[-1] if period is None else period_asked(period, self.year)
        whose, before = self._stating_body(body), None
        if prior is not None:
            instant = recorded_at
            if isinstance(instant, int):
                instant = self._records.recorded(when.until)
            before = self._before(whose.code, prior, when.known, instant)
        return self._stated_beside(whose, month, when, before)

    def _stated_beside(
        self, whose: Body, month: Period, when: When, before: Before | None
    ) -> StatementsReport:
        """The statements of one body, beside those of the year before or those that were signed."""
        known_at, until = when
        made = self._said(whose, month, known_at, until)
        signed = self._signed(whose.code, month, until, known_at)
        if before is None and signed and (carried := self._document(signed[0]).get("prior")):
            day = long_date(signed[0].notified)
            told = f"as it stood when this year's were signed on {day}: its own book was not given"
            before = Before(carried, carried, "", told)
        if before is not None:
            before = before.recast(self._records.categories_until(until), made.said)
        document = statements_document(made.said, before.current if before else None)
        return StatementsReport(
            made.said,
            made.sheet,
            document,
            digest(document),
            before.current if before else None,
            before.published if before else None,
            before.published_as if before else "",
            tuple(sorted(self._signature(event, document) for event in signed)),
            known_at=made.known,
            kept=self._records.head(until) if self._records.is_kept else None,
            prior_as=before.told_as if before else "",
            since=before.since if before else (),
            duties=made.duties,
            openings=_openings(before, made),
        )

    def sign_statements(
        self,
        body: str,
        *,
        by: str,
        on: str | date,
        reference: str,
        role: SignatoryRole | str | None = None,
        prior: "Stating | None" = None,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """Record that an office signed one body's year-end statements as they stand.

        Each body has two signatures of its own. What was signed is attached to the book; any later
        change of a figure makes the signature one for other figures. It proves what was signed, and
        not who signed.

        Args:
            body: the body's code; there is no signature for a group.
            by: the office: `Accountable Officer` or `Director of Finance`, with its organisation
                behind a comma where it is wanted.
            on: the day of the signature, after the end of the year and not in the future.
            reference: the paper that was signed.
            role: which of the two it signs as, where the office has another name.
            prior: the book of the year before; see `statements`.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to look only if it would be taken; the receipt then says that nothing was.

        Raises:
            UsageError: it is no body of this book, the office is neither of the two, the day has not
                come, the statements rest on a paper of a later day, or others wrote meanwhile; nothing
                was signed.
            PostingRefusedError: the office signed as the other already, or is the other, or the year
                was not over; nothing was signed, and it is kept that it was tried.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> for office in ("Accountable Officer", "Director of Finance"):
        ...     _ = book.sign_statements("5A9", by=office, on="2012-06-07", reference="accounts")
        >>> book.statements("5A9").is_signed, book.statements("5C1").is_signed
        (True, False)
        """
        day, month = day_asked(on), self.year.periods[-1]
        if day is None or not by.strip() or not reference.strip():
            raise UsageError("a signature has a day, an office and a paper")
        if day > today():
            raise UsageError(f"{day} has not come yet", hint="give the day of the signature")
        as_role = _role(by, role)
        self._records.refresh()
        until = self._records.seen
        whose = self._stating_body(body)
        before = self._before(whose.code, prior, None, None) if prior is not None else None
        report = self._stated_beside(whose, month, When(None, until), before)
        code = whose.code
        command = {
            "kind": "statements-signed",
            "body": code,
            "said": [as_role.value, by, day.isoformat(), reference],
        }
        if request is not None and not test and (done := self._records.answered(request, command)):
            return done
        self._look_at_day(whose, day, When(None, until))
        content = canonical(dict(report.document_signed))
        event = Event(
            body=code,
            effective=month.end,
            notified=day,
            reference=reference,
            by=by.strip(),
            key=f"signed {code} {as_role} {report.sha256} {day}",
            content=digest({"by": office_key(by), "reference": reference}),
            what=StatementsSigned(role=as_role, statements_sha256=report.sha256),
        )
        if test:
            return tested(self._records, [event])
        given: dict[str, Any] = {"attached": [content], "request": request, "command": command}
        return self._decide([event], upon=until, **given)

    def _look_at_day(self, body: Body, day: date, now: When) -> None:
        """Refuse a signature of a day on which the statements said something else.

        One before the end of the year is left to the gate, which keeps that it was tried.
        """
        month = self.year.periods[-1]
        if day <= month.end:
            return
        said, then = (
            statements_document(self._said(body, month, known, now.until).said)
            for known in (None, day)
        )
        if differs := first_differences(said, then):
            came = self._since(body, When(day, now.until), now)
            message = (
                f"on {long_date(day)} the statements said something else ({'; '.join(differs)})"
            )
            message = f"{message}: newer is {'; '.join(came[:_NAMED])}" if came else message
            raise UsageError(message, hint="give the day on which they were signed as they stand")

    def signed_statements(self, body: str, role: SignatoryRole | str) -> Mapping[str, Any]:
        """The statements of one body as an office signed them last, from the book itself.

        Raises:
            UsageError: it is no body of this book, or that office did not sign.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.sign_statements("5A9", by="Director of Finance", on="2012-06-07", reference="p")
        >>> book.signed_statements("5A9", "director-of-finance")["body"]
        '5A9'
        """
        whose, wanted = self._stating_body(body), word_asked(SignatoryRole, role)
        for event in self._signed(whose.code, self.year.periods[-1], self._records.seen):
            if isinstance(event.what, StatementsSigned) and event.what.role is wanted:
                return self._document(event)
        message = f"the {wanted.office} did not sign the statements of {whose.code}"
        raise UsageError(message, hint="see who did: statements(body)")

    def _signature(self, event: Event, now: Mapping[str, Any]) -> Signature:
        what = event.what
        if not isinstance(what, StatementsSigned):
            msg = f"{what.kind} is no signature"
            raise TypeError(msg)
        signed = self._document(event)
        return Signature(
            what.role,
            event.by,
            event.notified,
            event.reference,
            what.statements_sha256,
            event.sequence,
            first_differences(signed, now),
        )

    def _before(
        self, body: str, prior: "Stating", known: date | None, instant: datetime | None
    ) -> Before:
        """The statements of the year before from its own book, which must be the one before this."""
        before = FinancialYear(f"{self.year.start.year - 1}-{self.year.start.year % 100:02}")
        named = self._records.terms.predecessor
        if prior.year != before:
            message = f"the book that is given is of {prior.year}, not of {before}"
            raise UsageError(message, hint="give the book of the year before")
        if named is not None and prior._records.head(named.sequence).hash != named.head:  # noqa: SLF001 - a book among books
            message = f"this book was rolled from another book of {before} than the one given"
            raise UsageError(message, hint="give the book that it was rolled from")
        return prior._as_comparatives(body, known, instant)  # noqa: SLF001 - as above

    def _as_comparatives(self, body: str, known: date | None, instant: datetime | None) -> Before:
        """This year's statements for the next: as known and held, and as signed or published."""
        month = self.year.periods[-1]
        until = self._until(instant)
        told = "as its own book says it now"
        if known or instant:
            by = [f"by documents up to {long_date(known)}"] if known else []
            by += [f"as it was at its event {until}"] if instant else []
            told = f"as its own book said it, {' and '.join(by)}"
        whose = self._stating_body(body)
        made = self._said(whose, month, known, until)
        now, closing = statements_document(made.said), made.balances
        signed = self._signed(whose.code, month, until, known)
        packs = [
            each
            for each in self._snapshots()
            if each.period == month
            and each.basis is Basis.OUTTURN
            and each.event <= until
            and whose.code in dict(each.members)
            and (known is None or self._counted(whose.code, each) <= known)
        ]
        if signed:
            issued = When(None, signed[0].sequence)
            then = {**self._document(signed[0]), "prior": None}
            words = f"as signed on {long_date(signed[0].notified)}"
        elif packs:
            issued = When(packs[-1].known_at, packs[-1].sequence)
            then = statements_document(self._said(whose, month, *issued).said)
            words = f"as published under number {packs[-1].number}"
        else:
            return Before(now, now, "never signed or published", told, closing=closing)
        since = self._since(whose, issued, When(known, until))
        return Before(now, then, words, told, since, closing)

    def _since(self, body: Body, then: When, now: When) -> tuple[str, ...]:
        """What this book took in about a body between two times of asking, in words."""
        events = self._records.ledger_until(now.until).events
        return (
            *events_since(events, body.code, self.year, then, now.known),
            *headings_since(self._records.statements, body.code, then, now),
        )

    def _counted(self, body: str, pack: Snapshot) -> date:
        """The last day whose documents a pack counted, as it says or as it was then."""
        events = self._records.ledger_until(pack.sequence).events
        return pack.known_at or newest_document(events, body, self.year, pack.sequence)


def _openings(before: Before | None, made: Made) -> tuple[OpenedApart, ...] | None:
    """What opens otherwise than it closed; `None` where the two ledgers cannot be held together."""
    if before is None or before.closing is None or not made.rules:
        return None
    if before.closing.gap or made.balances.gap:
        return None
    return opened_apart(before.closing, made.balances, made.rules)


def _role(by: str, role: SignatoryRole | str | None) -> SignatoryRole:
    """Which of the two offices it is: as was said, or by its own name."""
    if role is not None:
        try:
            return SignatoryRole(role)
        except ValueError as error:
            hint = f"use {' or '.join(SignatoryRole)}"
            raise UsageError(f"{role!r} is neither of the two offices", hint=hint) from error
    for each in SignatoryRole:
        if office_key(by.partition(",")[0]) == office_key(each.office):
            return each
    raise UsageError(
        f"{by!r} is neither the Accountable Officer nor the Director of Finance",
        hint=f"say which it signs as: {' or '.join(SignatoryRole)}",
    )
