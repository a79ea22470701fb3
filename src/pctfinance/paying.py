"""The chapter of a book about its duties as the accounts note them, and what is stated for them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pctfinance.asked import day_asked, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, Duty, DutyResult
from pctfinance.consolidation.duty_notes import DutyNote, by_ledger, capital_parts, limit_note
from pctfinance.consolidation.duty_tests import (
    Facts,
    better_payment_note,
    control_total_note,
)
from pctfinance.consolidation.full_cost import full_cost_note
from pctfinance.consolidation.planned_surplus import planned_surplus
from pctfinance.consolidation.trial_balance import trial_balance
from pctfinance.contracting.beside import day_of_paper, known_categories, taking_its_place
from pctfinance.deciding import Deciding, tested
from pctfinance.errors import UsageError
from pctfinance.headroom.steps import made
from pctfinance.ledger.duty_facts import BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import What
from pctfinance.present.duties_report import DutiesReport
from pctfinance.records import Receipt
from pctfinance.tables.bills_file import BodyBills, read_bills

__all__ = ["Paying"]


class Paying(Deciding):
    """The part of a book that shows the note of each duty. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> bills = {"number": 100, "pence": 1_000_00, "number_in_time": 95, "pence_in_time": 949_99}
    >>> _ = book.state_bills_paid("5A9", "M1", nhs=bills, non_nhs=bills, by="Financial Controller",
    ...     reference="return 1")
    >>> note = book.duties("M1").of("5A9", "better_payment_practice")
    >>> note.value("nhs-number-share"), note.value("nhs-value-share"), note.status.value
    (Fraction(19, 20), Fraction(94999, 100000), 'missed')
    """

    def duties(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> DutiesReport:
        """The note of each duty as the accounts show it, body by body; a group has only the list.

        Zero is met. A control total is administrative and better payment practice a target: they are
        met or missed, never breached.

        Args:
            period: the month.
            group: see `position`.
            basis: see `position`.
            known_at: see `position`; what bodies state beside their ledgers counts by it too.
            recorded_at: see `position`.

        Raises:
            UsageError, PeriodError, UnknownNameError: as `position`.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).duties("2011-12 M12")
        >>> [(body, kind.value) for body, kind in report.breaches][0]
        ('5A9', 'revenue_resource_limit')
        """
        until = self._until(recorded_at)
        position = self.position(
            period, group=group, basis=basis, known_at=known_at, recorded_at=until
        )
        ledger = self._records.ledger_until(until)
        cells = self._records.cells
        holdings = Holdings.of(self.year, ledger, position.known_at, cells)
        of_year = [event for event in ledger.events if event.year == self.year]
        month, known = position.period, day_asked(known_at)
        notes: list[DutyNote] = []
        days = [position.known_at]  # what is stated beside the ledgers is known from its own day
        for body in position.bodies:
            facts = Facts.of(of_year, body.code, month, known)
            days += [event.notified for event in facts.events]
            balance = trial_balance(of_year, body.code, month.number, cells, position.known_at)
            tested = [
                by_ledger(body.duty(duty), position.basis, balance.breaks)
                for duty in position.rules
            ]
            for result in tested:
                parts = None
                if result.duty is Duty.CAPITAL:
                    parts = capital_parts(holdings, body.code, month, position.basis)
                notes.append(limit_note(result, position.basis, parts))
            notes.append(full_cost_note(body.code, facts, month, balance))
            revenue = [result for result in tested if result.duty is Duty.REVENUE]
            notes.append(
                control_total_note(
                    revenue[0] if revenue else DutyResult(body.code, Duty.REVENUE, None, None),
                    facts,
                    position.basis,
                    planned_surplus(body, of_year, month, position.known_at),
                    self._control_tolerance,
                )
            )
            rule = self.rulebook.better_payment
            paid = (facts, month, rule.share.value, rule.days.value)
            notes.append(better_payment_note(body.code, *paid))
        return DutiesReport(
            position.group,
            month,
            position.basis,
            known or max(filter(None, days), default=None),
            tuple(body.body for body in position.bodies),
            tuple(notes),
            ledger.sequence,
            self._absent_from(group, month, until),
            position.told_as("figures.assumed"),
        )

    @property
    def _control_tolerance(self) -> int:
        rule = self.rulebook.control_total
        return rule.tolerance.amount_pence if rule else 0

    def agree_control_total(
        self,
        body: str,
        pence: int,
        *,
        authority: str,
        by: str,
        on: str | date,
        reference: str,
        two_sided: bool = False,
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """Record the control total that a body agreed with its authority; that of the last day stands.

        Args:
            body: the body's code.
            pence: the surplus that is to be made; a deficit is negative, and no PCT may plan one: it is
                told in the notes.
            authority: the code of the authority, one that is competent for the body on that day.
            by: the office that records it.
            on: the day of the agreement, in the book's year.
            reference: the paper.
            two_sided: whether it may be exceeded as little as missed.
            synthetic: whether the amount has no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to look only if it would be taken; the receipt then says that nothing was.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: there is no day, office or paper.
            ApprovalMissingError: the authority is not the body's on that day.
            PostingRefusedError: it is no body of the group, or the day is not in the book's year.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> book.agree_control_total("5A9", 1_000_000_00, authority="Q36", by="Director of Finance",
        ...     on="2011-04-01", reference="letter 7", two_sided=True).posted
        1
        """
        what = made(ControlTotalAgreed, pence=pence, two_sided=two_sided, authority=authority)
        event = self._fact(body, what, on, by, reference)
        event = event.model_copy(update={"synthetic": synthetic})
        return tested(self._records, [event]) if test else self._decide([event], request=request)

    def state_bills_paid(
        self,
        body: str,
        period: str | Period,
        *,
        nhs: Mapping[str, int],
        non_nhs: Mapping[str, int],
        by: str,
        reference: str,
        to_date: bool = False,
        on: str | date | None = None,
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State the bills that a body paid in an open month, NHS and non-NHS apart.

        What was stated of the month before is replaced; the same again, by the same office, paper and
        day, is passed over.

        Args:
            body: the body's code.
            period: the month.
            nhs: `number`, `pence`, `number_in_time` and `pence_in_time` of bills of NHS bodies.
            non_nhs: the same of all others.
            by: the office that states them.
            reference: the return.
            to_date: whether they are those of the year up to the month.
            on: the day of the return; the month's last day unless told otherwise, and today where
                other figures stand.
            synthetic: whether they have no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: see `agree_control_total`.

        Raises:
            UsageError: more was paid in time than was paid, or a part is missing.
            PostingRefusedError: it is no body of the group, or the month is not open.

        >>> from pctfinance.book import Book
        >>> none = dict.fromkeys(("number", "pence", "number_in_time", "pence_in_time"), 0)
        >>> Book.in_memory("2011-12", group="NCL").state_bills_paid("5A9", "M1", nhs=none,
        ...     non_nhs=none, by="Financial Controller", reference="return 1").posted
        1
        """
        month = period_asked(period, self.year)
        what = made(BillsPaid, nhs=dict(nhs), non_nhs=dict(non_nhs), to_date=to_date)
        event = self._fact(body, what, month.end, by, reference)
        stated = event.model_copy(
            update={"synthetic": synthetic, "notified": day_of_paper(on, self.year) or month.end}
        )
        return self._state_facts([stated], request, dated=on is not None, test=test, own=True)

    def load_bills_paid(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date | None = None,
        source: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        r"""State the bills of a CSV file or workbook, as `state_bills_paid` does: all of them, or none.

        Args:
            path: the file; `pctfinance.tables.bills_file.BILLS_FILE` tells its columns.
            by: the office that states them.
            on: the day of the return; see `state_bills_paid`.
            source: where they are from; the name of the file unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.
            test: see `agree_control_total`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            PostingRefusedError: a month is not open.

        >>> from tempfile import TemporaryDirectory
        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "april.csv")
        ...     _ = file.write_text("body,period,sector,number,amount,number_in_time,amount_in_time\n"
        ...         "5A9,2011-12 M01,nhs,20,400,19,380\n5A9,2011-12 M01,non-nhs,9,90,9,90\n")
        ...     [book.load_bills_paid(file, by="Financial Controller").posted for _ in range(2)]
        [1, 0]
        """
        stated, name = self._file_read(path, read_bills)
        events = [self._of_file(bills, by, name, source or name, on) for bills in stated]
        return self._state_facts(events, request, dated=on is not None, test=test)

    def _of_file(
        self, bills: BodyBills, by: str, file: str, source: str, on: str | date | None
    ) -> Event:
        event = self._fact(bills.body, bills.what, bills.period.end, by, file)
        day = day_of_paper(on, self.year) or bills.period.end
        marks = {
            "notified": day,
            "synthetic": bills.synthetic,
            "where": bills.where,
            "source": source,
        }
        return event.model_copy(update=marks)

    def state_provider_arm(
        self,
        body: str,
        period: str | Period,
        *,
        by: str,
        reference: str,
        cost_pence: int | None = None,
        income_pence: int | None = None,
        allocation_pence: int = 0,
        categories: Iterable[str] = (),
        has_arm: bool = True,
        on: str | date | None = None,
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State a provider arm's cost and income in the year up to an open month, or that there is none.

        Args:
            body: the body's code.
            period: the month up to which they count.
            by: the office that states them.
            reference: the paper.
            cost_pence: its gross operating cost.
            income_pence: its operating income.
            allocation_pence: what of its cost is met from the body's own allocation.
            categories: in place of cost and income, the categories of the general ledger that are
                the arm's: accounts with a debit are cost, those with a credit income.
            has_arm: `False` where the body has no provider arm.
            on: the day of the paper; see `state_bills_paid`.
            synthetic: whether they have no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: see `agree_control_total`.

        Raises:
            UsageError: there are neither figures nor categories, or both, or one is none of the book's.
            PostingRefusedError: it is no body of the group, or the month is not open.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.state_provider_arm("5A9", "M12", cost_pence=100_00, income_pence=70_00,
        ...     allocation_pence=30_00, by="Director of Finance", reference="accounts")
        >>> book.duties("M12").status("5A9", "full_cost_recovery").value
        'met'
        """
        month = period_asked(period, self.year)
        what = made(
            ProviderArmStated,
            has_arm=has_arm,
            cost_pence=cost_pence,
            income_pence=income_pence,
            allocation_pence=allocation_pence,
            categories=known_categories(categories, self._records.categories),
        )
        event = self._fact(body, what, month.end, by, reference)
        stated = event.model_copy(
            update={"synthetic": synthetic, "notified": day_of_paper(on, self.year) or month.end}
        )
        return self._state_facts([stated], request, dated=on is not None, test=test, own=True)

    def _state_facts(
        self,
        events: Iterable[Event],
        request: str | None,
        *,
        dated: bool,
        test: bool,
        own: bool = False,
    ) -> Receipt:
        """Post what is new, as `taking_its_place` has it; a request is of all that was asked for."""
        asked = list(events)
        self._records.refresh()
        command = {
            "kind": asked[0].what.kind,
            "stated": [
                [
                    *(event.body, str(event.period), event.by, event.reference, event.synthetic),
                    event.notified.isoformat() if dated else None,
                    event.what.model_dump(mode="json"),
                ]
                for event in asked
            ],
        }
        if request is not None and not test and (done := self._records.answered(request, command)):
            return done
        standing = {_place(event): event for event in self._records.ledger.events}
        said = (taking_its_place(e, standing.get(_place(e)), dated=dated, own=own) for e in asked)
        new = [event for event in said if event is not None]
        if test:
            return replace(tested(self._records, new), already_there=len(asked) - len(new))
        given: dict[str, Any] = {"request": request, "command": command}
        if not new:
            receipt = self._records.post((), **(given if request else {}))
        else:
            receipt = self._decide(new, **given)
        return replace(receipt, already_there=len(asked) - receipt.posted)

    def _fact(self, body: str, what: What, on: str | date, by: str, reference: str) -> Event:
        day = day_asked(on)
        if day is None or not by.strip() or not reference.strip():
            raise UsageError("a statement has a day, an office and a reference")
        return Event.model_validate(
            {
                "body": self.register.body(body).code,
                "effective": day,
                "notified": day,
                "reference": reference,
                "by": by,
                "what": what,
            }
        )


def _place(event: Event) -> tuple[str, str, Period]:
    """What a statement is about: the last one about the same stands."""
    return event.what.kind, event.body, event.period
