"""What an authority decides on a transfer, who may sign for it, and how a transfer ends."""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pctfinance.asked import day_asked, file_asked
from pctfinance.decisions.rules import OFFICERS, Officer, officers_of
from pctfinance.errors import UsageError
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import TransferApproved, TransferConditionMet, TransferEnded
from pctfinance.records import Receipt
from pctfinance.transferring.steps import TransferAnswer, TransferSteps, digest_asked

__all__ = ["TransferDecisions"]

_OUTCOMES = ("rejected", "returned", "withdrawn", "expired")


class TransferDecisions(TransferSteps):
    """Officers, approvals, their conditions, and the ends of transfers."""

    def state_officers(
        self,
        authority: str,
        officers: Iterable[tuple[str, int | None, str | date, str | date]],
        *,
        reference: str = "",
        request: str | None = None,
    ) -> Receipt:
        """State which offices may sign for an authority, or for a body of the book.

        It takes the place of the last statement; what was signed before stays judged by what was
        stated then. Nobody approves for an authority that stated no officers. For a body that
        stated none, any office is taken.

        Args:
            authority: the authority's code in the register, or the body's.
            officers: of each the office with its organisation, the limit of its approvals in pence
                (`None`: no limit), and its first and last day.
            reference: the document that names them.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UnknownNameError: the register knows no such authority.
            UsageError: a limit is negative, or a first day is behind its last.
        """
        rows = [
            [office, limit, str(day_asked(first)), str(day_asked(last))]
            for office, limit, first, last in officers
        ]
        code = self._signatory(authority)
        said = {"kind": OFFICERS, "authority": code, "officers": rows, "reference": reference}
        officers_of(said)
        return self._records.post((), statements=[said], request=request)

    def officers(self, authority: str) -> tuple[Officer, ...]:
        """The offices that may sign for an authority or a body, as they were last stated."""
        code = self._signatory(authority)
        return self._records.terms.rules(self._records.statements).officers(
            code, before=self._records.seen + 1
        )

    def _signatory(self, code: str) -> str:
        bodies = self._records.terms.members_of_year()
        return code if code in bodies else self.register.authority(code).code

    def approve_transfer(
        self,
        number: str,
        *,
        authority: str,
        by: str,
        on: str | date,
        reference: str,
        evidence: bytes | str | Path,
        pence: int | None = None,
        cash_pence: int | None = None,
        conditions: Iterable[str] = (),
        digest: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Record that an authority approves: all or less, perhaps on conditions.

        Args:
            number: the transfer's number.
            authority: its code.
            by: the office of the authority that approves.
            on: the day of the approval.
            reference: the document that it was given in.
            evidence: that document, or the path of its file; the book keeps it.
            pence: what is approved; all that is asked unless told otherwise.
            cash_pence: the cash that goes with it; all that is asked unless told otherwise.
            conditions: what has to be met before it is actioned.
            digest: that of the approved terms; of those that stand unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            TransferStateError: it is not submitted.
            TransferDigestError: other terms stand than those which were approved.
            AuthorityNotCompetentError: the authority is none of those competent for the bodies.
            OfficerError: the office may not approve that much for it on that day.
            OwnApprovalError: the office proposed it or agreed to it.
            TransferAmountError: more is approved than is asked.
        """
        with self._trying("transfer-approved", number, ("", by), test=test):
            terms = self.transfer(number).terms
            digest = digest_asked(digest, terms.digest)
        document = evidence if isinstance(evidence, bytes) else file_asked(evidence)
        what = TransferApproved(
            number=number,
            digest=digest,
            authority=authority,
            pence=terms.pence if pence is None else pence,
            cash_pence=terms.cash_pence if cash_pence is None else cash_pence,
            conditions=tuple(conditions),
            evidence_sha256=hashlib.sha256(document).hexdigest(),
        )
        return self._take(
            terms,
            [(terms.home, what)],
            (by, on, ""),
            request,
            test=test,
            reference=reference,
            attached=(document,),
        )

    def meet_transfer_condition(
        self,
        number: str,
        condition: str,
        *,
        by: str,
        on: str | date,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Record that a condition of an approval is met, and by what (`reference`).

        Raises:
            ConditionsOpenError: there is no such open condition.
        """
        with self._trying("transfer-condition-met", number, ("", by), test=test):
            terms = self.transfer(number).terms
        what = TransferConditionMet(number=number, digest=terms.digest, condition=condition)
        signed = (by, on, "")
        return self._take(
            terms, [(terms.home, what)], signed, request, test=test, reference=reference
        )

    def end_transfer(
        self,
        number: str,
        outcome: str,
        *,
        by: str,
        on: str | date,
        reason: str,
        authority: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """End it without moving anything: what was set aside is given back.

        Args:
            number: the transfer's number.
            outcome: `rejected` or `returned` (for changed terms) by an authority, `withdrawn` by
                who proposed or agreed, `expired` at the year's end.
            by: the office that ends it.
            on: the day.
            reason: why.
            authority: the code of the authority that rejects or returns it.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            TransferStateError: it cannot be ended so in its state.
            TransferUnsignedError: an office withdraws it that neither proposed it nor agreed.
            AuthorityNotCompetentError: the authority is none of those that decide on it.
        """
        if outcome not in _OUTCOMES:
            raise UsageError(f"no transfer is {outcome}", hint=f"use {', '.join(_OUTCOMES)}")
        with self._trying("transfer-ended", number, ("", by), test=test):
            found = self.transfer(number)
        what = TransferEnded.model_validate(
            {
                "number": number,
                "digest": found.terms.digest,
                "outcome": outcome,
                "authority": authority,
                "terms": found.terms,
                "reserved": found.submission is not None,
            }
        )
        return self._take(found.terms, legs_of(what), (by, on, reason), request, test=test)
