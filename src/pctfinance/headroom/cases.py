"""Business cases for headroom: proposed by a body, decided by its authority, released, spent."""

from collections.abc import Iterable
from datetime import date

from pctfinance.asked import period_asked
from pctfinance.calendar import Period
from pctfinance.decisions.headroom_refusals import CaseUnknownError, CaseUnsignedError
from pctfinance.headroom.steps import Steps, made
from pctfinance.ledger.headroom import (
    CaseApproved,
    CaseConditionMet,
    CaseLapsed,
    CaseProposed,
    CaseRefused,
    CaseSpent,
)
from pctfinance.ledger.headroom_cases import cases_of
from pctfinance.ledger.kinds import HeadroomReleased
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.records import Receipt

__all__ = ["Cases"]


class Cases(Steps):
    """The steps of a business case. `pctfinance.headroom.HeadroomCases` is the whole chapter."""

    def propose_case(
        self,
        body: str,
        case: str,
        pence: int,
        *,
        category: str,
        purpose: str,
        by: str,
        on: str | date,
        recurrence: str = "non-recurrent",
        reference: str = "",
        synthetic: bool = False,
        request: str | None = None,
    ) -> Receipt:
        """Propose a business case for headroom.

        Args:
            body: code of the statutory body.
            case: the case's number, once a body and year; releases name it.
            pence: the amount, above zero.
            category: the category that it is to be spent on.
            purpose: what it is for.
            by: the office that proposes it.
            on: the date on the proposal.
            recurrence: `non-recurrent`; a `recurrent` commitment is refused.
            reference: the paper; the number of the case unless told otherwise.
            synthetic: whether its amount has no published source.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: the number was used, or the commitment is recurrent.
            UnknownNameError: the register knows no such body.
        """
        what = made(CaseProposed, case=case, pence=pence, category=category, recurrence=recurrence)
        event = self._headroom_event(
            body, what, on, reference or case, by=by, purpose=purpose, synthetic=synthetic
        )
        return self._decide([event], request=request)

    def approve_case(
        self,
        body: str,
        case: str,
        pence: int,
        *,
        by: str,
        approval: str,
        on: str | date,
        conditions: Iterable[str] = (),
        authorities: Iterable[str] | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Record the authority's approval of a case: of all of it or less, with conditions or not.

        Args:
            body: code of the statutory body.
            case: the case's number.
            pence: what is approved, at most what was proposed.
            by: the authority's office that decided, another than the one that proposed it.
            approval: the reference of the decision.
            on: the date on it.
            conditions: what must be met before anything is released.
            authorities: codes of those who decided. Where the register names those that are
                competent, all of them must be among these, and they are taken unless told otherwise.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            ApprovalMissingError: no reference is given.
            PostingRefusedError: there is no such open case, more is approved than was proposed or
                than there is, or an authority is missing that must decide.
        """
        who = self._headroom_authorities(body, on, authorities)
        what = made(
            CaseApproved, case=case, pence=pence, conditions=tuple(conditions), authorities=who
        )
        event = self._headroom_event(body, what, on, approval or case, by=by, approval=approval)
        return self._decide([event], request=request)

    def refuse_case(
        self,
        body: str,
        case: str,
        *,
        by: str,
        reason: str,
        on: str | date,
        reference: str = "",
        authorities: Iterable[str] | None = None,
        request: str | None = None,
    ) -> Receipt:
        """Record that the authority refuses a case. See `approve_case` for what it is given.

        Raises:
            PostingRefusedError: there is no such open case, no reason, or its own office decides.
        """
        what = made(
            CaseRefused, case=case, authorities=self._headroom_authorities(body, on, authorities)
        )
        event = self._headroom_event(body, what, on, reference or case, by=by, purpose=reason)
        return self._decide([event], request=request)

    def meet_case_condition(
        self,
        body: str,
        case: str,
        condition: int,
        *,
        by: str,
        on: str | date,
        reference: str,
        request: str | None = None,
    ) -> Receipt:
        """Record that a condition of an approved case is met.

        Args:
            body: code of the statutory body.
            case: the case's number.
            condition: the number of the condition, from 1, in the order of the approval.
            by: the office that says so.
            on: the day on which it was shown.
            reference: the evidence.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: there is no such condition, or it was met before.
        """
        what = made(CaseConditionMet, case=case, condition=condition)
        event = self._headroom_event(body, what, on, reference, by=by)
        return self._decide([event], request=request)

    def release_headroom(
        self,
        body: str,
        case: str,
        pence: int,
        *,
        by: str,
        on: str | date,
        reference: str,
        request: str | None = None,
    ) -> Receipt:
        """Release lodged headroom for an approved case: the limit rises, non-recurrently.

        The category and the reference of the approval are those of the case.

        Raises:
            PostingRefusedError: the case is not approved, waits for a condition, or less is
                approved or held.
        """
        self._records.refresh()
        found = cases_of(self._records.ledger.events).get(
            (self.register.body(body).code, self.year, case)
        )
        if found is None:
            message = f"there is no case {case!r} of {body} in {self.year}"
            hint = "propose it first, or correct its number"
            with self._trying("headroom-released", case, (body, by), test=False):
                raise CaseUnknownError(with_rule("headroom.unknown-case", message), hint=hint)
        if not by.strip():  # a row of the ledger need not name an office, a step of a case does
            message = f"the release of case {case!r} of {body} does not say by which office"
            with self._trying("headroom-released", case, (body, by), test=False):
                said = with_rule("headroom.unsigned", message)
                raise CaseUnsignedError(said, hint="name the office that releases it")
        what = made(HeadroomReleased, pence=pence, case=case, category=found.what.category)
        event = self._headroom_event(
            body, what, on, reference, by=by, purpose=found.proposal.purpose
        )
        approval = found.decision.approval if found.decision else ""
        update = {"approval": approval, "synthetic": found.synthetic}
        return self._decide([event.model_copy(update=update)], request=request)

    def state_spend(
        self,
        body: str,
        case: str,
        period: str | Period,
        pence: int,
        *,
        by: str,
        reference: str = "",
        recurrence: str = "non-recurrent",
        request: str | None = None,
    ) -> Receipt:
        """State what a body spent on a case in one month; costs positive.

        It is the body's statement beside its ledger, and no part of its actuals. A later one for
        the same month takes the place of the earlier.

        Raises:
            PostingRefusedError: the case is not approved, the spend recurrent, or the month not
                open.
        """
        month = period_asked(period, self.year)
        what = made(CaseSpent, case=case, pence=pence, recurrence=recurrence)
        event = self._headroom_event(body, what, month.end, reference or case, by=by)
        return self._decide([event], request=request)

    def lapse_case(
        self,
        body: str,
        case: str,
        *,
        by: str,
        reason: str,
        on: str | date,
        reference: str = "",
        request: str | None = None,
    ) -> Receipt:
        """Let a case lapse: nothing more is released for it; what was released stays.

        Raises:
            PostingRefusedError: the case was refused or lapsed before, or there is no reason.
        """
        event = self._headroom_event(
            body, made(CaseLapsed, case=case), on, reference or case, by=by, purpose=reason
        )
        return self._decide([event], request=request)
