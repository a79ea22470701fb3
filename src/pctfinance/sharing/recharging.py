"""Recharges between bodies: paired journals that move no limit.

No authority is asked. What is refused is a fault of the input, a month that is not open, or a
recharge of which one side only would stand.
"""

from datetime import date
from typing import Literal

from pctfinance.asked import day_asked, pence_asked, period_asked, word_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.recharge_flows import recharge_sets
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalRejected, JournalWithdrawn
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.recharges import RechargeMark
from pctfinance.present.recharge_report import RechargeReport
from pctfinance.sharing.agreeing import Agreeing
from pctfinance.sharing.sides import USUAL, RechargeAccounts, Sides, approvals
from pctfinance.sharing.steps import RechargeAnswer, RechargeSteps

__all__ = ["Recharging"]


class Recharging(Agreeing, RechargeSteps):
    """Recharges of any kind: entered, decided on, reversed, and listed.

    In each call `by` names an office. A recharge counts once another office approved it, at all of
    its bodies together. With `test=True` nothing is written.
    """

    def recharge(
        self,
        number: str,
        *,
        provider: str,
        recipient: str,
        pence: int,
        category: str,
        purpose: str,
        month: str | Period,
        by: str,
        approved_by: str = "",
        provider_category: str = "",
        for_month: str | Period | None = None,
        accounts: RechargeAccounts = USUAL,
        lane: Literal["journal", "adjustment"] | Lane = Lane.JOURNAL,
        on: str | date | None = None,
        contract: str = "",
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> RechargeAnswer:
        """Charge a body for what another did for it: cost there, income here, in one transaction.

        Args:
            number: the recharge's number: that of a journal in both bodies, used once in the year.
            provider: code of the body that is paid.
            recipient: code of the body that is charged.
            pence: the amount, above zero.
            category: that of the cost at the recipient.
            purpose: what it is for.
            month: the month that it counts for; it must be open at both bodies.
            by: the office that enters it.
            approved_by: another office, where it approves at once; else see `approve_recharge`.
            provider_category: that in which the provider sets the income off; the same unless told.
            for_month: the earlier month that it belongs to.
            accounts: on which accounts it is entered.
            lane: `journal` or `adjustment`.
            on: the date on it; the last day of its month unless told otherwise.
            contract: the code of a contract of which `provider` is the host, where the amount is a
                commissioner's share of it: `Contracting.contracts` takes it off what is still owed.
            synthetic: whether the amount has no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what would happen.

        Raises:
            PostingRefusedError: an input is faulty, or a month is not open; the bodies are named. Or
                the provider states no such contract, or the recipient has no share in it.
            UnknownNameError: the register knows no such body.
            UsageError: the amount is not above zero, or both are the same body.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> answer = book.recharge("R1", provider="5K7", recipient="5A9", pence=900_00,
        ...     category="corporate", purpose="payroll services", month="M8", by="Head of Finance",
        ...     approved_by="Deputy Director of Finance")
        >>> month = book.year.period(8)
        >>> [book.holdings.actuals.to_date(body, "revenue", month).pence for body in ("5A9", "5K7")]
        [90000, -90000]
        >>> book.limit("5A9", as_of="M12").total()
        0
        """
        paid, charged = self.register.body(provider).code, self.register.body(recipient).code
        if paid == charged:
            raise UsageError(f"{paid} cannot recharge itself", hint="name two bodies")
        if pence_asked(pence) <= 0:
            hint = "give pence above zero; to charge the other way, turn provider and recipient"
            raise UsageError(f"{pence} pence is no amount to recharge", hint=hint)
        period = period_asked(month, self.year)
        of = period_asked(for_month or period, self.year)
        if of > period:
            raise UsageError(f"a recharge for {of} cannot count for {period}, before it")
        sides = Sides(
            number,
            RechargeMark(provider=paid, month=of.number, contract=contract.strip()),
            {charged: pence},
            category,
            provider_category or category,
            period,
            day_asked(on) or period.end,
            by,
            purpose,
            accounts,
            word_asked(Lane, lane),
            synthetic=synthetic,
        )
        return self._recharged(sides, approved_by, request, test=test)

    def approve_recharge(
        self,
        number: str,
        *,
        by: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> RechargeAnswer:
        """Approve a recharge at all of its bodies: from then on it counts, for its month.

        Args:
            number: its number.
            by: another office than the one that entered it.
            on: the day of the approval; the date on the recharge unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what would happen.

        Raises:
            PostingRefusedError: there is no such recharge, it was decided on, a month is closed, or
                it is the same office.
        """
        with self._trying("recharge-approved", number, ("", by), test=test):
            found = self._recharge(number)
        submitted = [journal.submission for journal in found.journals]
        events = approvals(submitted, by, day_asked(on))
        return self._decided(found, events, by, request, test=test)

    def end_recharge(
        self,
        number: str,
        outcome: Literal["rejected", "withdrawn"],
        *,
        by: str,
        reason: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> RechargeAnswer:
        """Reject a recharge that was not approved, or take it back, at all of its bodies.

        Args:
            number: its number.
            outcome: `rejected`, by another office, or `withdrawn`, by the one that entered it.
            by: the office.
            reason: why.
            on: the day; the date on the recharge unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what would happen.

        Raises:
            PostingRefusedError: there is no such recharge, it was decided on, or it is not for this
                office to do.
            UsageError: there is no reason, or the outcome is neither.
        """
        kinds = {"rejected": JournalRejected, "withdrawn": JournalWithdrawn}
        if outcome not in kinds or not reason.strip():
            raise UsageError(
                "a recharge is rejected or withdrawn, with a reason", hint="say which, and why"
            )
        with self._trying("recharge-ended", number, ("", by), test=test):
            found = self._recharge(number)
        what = kinds[outcome](number=number, reason=reason)
        events = [
            event.model_copy(update={"what": what})
            for event in approvals(
                [journal.submission for journal in found.journals], by, day_asked(on)
            )
        ]
        return self._decided(found, events, by, request, test=test)

    def reverse_recharge(
        self,
        number: str,
        *,
        reverses: str,
        by: str,
        reason: str,
        month: str | Period | None = None,
        approved_by: str = "",
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> RechargeAnswer:
        """Take an approved recharge back: the opposite at all of its bodies, marked, under a number.

        Args:
            number: the number of the reversal.
            reverses: the number of the recharge that it takes back; that one stays as it is.
            by: the office that enters it.
            reason: why.
            month: the month that it counts for; that of the recharge unless told otherwise.
            approved_by: another office, where it approves at once.
            on: the date on it.
            request: the caller's own name for this command.
            test: whether to answer only what would happen.

        Raises:
            PostingRefusedError: there is no such recharge, it was not approved or was reversed
                before, or a month is not open.
            UsageError: there is no reason.
        """
        if not reason.strip():
            raise UsageError("a reversal needs a reason", hint="say why")
        with self._trying("recharge", number, ("", by), test=test):
            found = self._recharge(reverses)
        first = found.first
        mark = first.what.recharge or RechargeMark(provider=found.provider, month=1)
        period = period_asked(month or first.period, self.year)
        events = [
            Event(
                body=journal.submission.body,
                effective=period.end,
                notified=day_asked(on) or period.end,
                reference=number,
                by=by,
                purpose=reason,
                synthetic=journal.submission.synthetic,
                what=journal.what.model_copy(
                    update={
                        "number": number,
                        "entered": tuple(
                            line._replace(
                                debit_pence=line.credit_pence, credit_pence=line.debit_pence
                            )
                            for line in journal.what.entered
                        ),
                        "late_for": mark.month if period.number > mark.month else 0,
                        "corrects": reverses,
                        "recharge": mark.model_copy(update={"kind": "reversal"}),
                    }
                ),
            )
            for journal in found.journals
        ]
        events += approvals(events, approved_by) if approved_by else []
        opposite = {body: -pence for body, pence in found.charged.items()}
        answer = RechargeAnswer(number, found.provider, opposite, None)
        return self._posted(answer, events, by, request, test=test)

    def recharges(
        self, month: str | Period | None = None, *, known_at: str | date | None = None
    ) -> RechargeReport:
        """The recharges of the year, or those that count for a month, in order of submission.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").recharges().sets
        ()
        """
        period = period_asked(month, self.year) if month else None
        known = day_asked(known_at)
        self._records.refresh()
        found = recharge_sets(
            event
            for event in self._records.ledger.events
            if known is None or event.notified <= known
        )
        kept = (one for one in found.values() if period in (None, one.first.period))
        return RechargeReport(f"Recharges of {self.group.code}, {period or self.year}", tuple(kept))
