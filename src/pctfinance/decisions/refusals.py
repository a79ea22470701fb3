"""One class of error for each reason why a step of a transfer is refused."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pctfinance.decisions.commitment_refusals import COMMITMENT_REFUSALS
from pctfinance.decisions.headroom_refusals import HEADROOM_REFUSALS
from pctfinance.decisions.journal_refusals import JOURNAL_REFUSALS
from pctfinance.decisions.lodgement_refusals import LODGEMENT_REFUSALS
from pctfinance.decisions.month_refusals import MONTH_REFUSALS
from pctfinance.decisions.stated_refusals import STATED_REFUSALS
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    PctFinanceError,
    PostingRefusedError,
)
from pctfinance.ledger.rules_behind import rule_of

__all__ = [
    "TRANSFER_REFUSALS",
    "AuthorityNotCompetentError",
    "ConditionsOpenError",
    "FundResourceError",
    "FundShareError",
    "FundSpreadError",
    "FundStateError",
    "FundStrandError",
    "FundTermsError",
    "FundUnsignedError",
    "FundWaiverError",
    "LoanAmountError",
    "LoanCarriedError",
    "LoanNotCoveredError",
    "LoanPartiesError",
    "LoanReversalError",
    "LoanScheduleError",
    "LoanUnknownError",
    "OfficerError",
    "OwnApprovalError",
    "ResourceExceededError",
    "TransferAmountError",
    "TransferDigestError",
    "TransferLegsError",
    "TransferResourceError",
    "TransferStateError",
    "TransferTermsError",
    "TransferUnapprovedError",
    "TransferUnsignedError",
    "TransferUsedError",
    "UnapprovedMoveError",
    "each_its_own",
    "refusal_of",
    "rule_of",
]


class TransferTermsError(PostingRefusedError):
    """The terms cannot be those of a transfer. Exit code 3."""

    code = "transfer.terms"


class TransferStateError(PostingRefusedError):
    """A transfer in its state has no such step. Exit code 3."""

    code = "transfer.state"


class TransferUnsignedError(PostingRefusedError):
    """A step is taken by nobody, or by who cannot take it. Exit code 3."""

    code = "transfer.unsigned"


class TransferDigestError(PostingRefusedError):
    """A step names other terms than those that stand. Exit code 3."""

    code = "transfer.digest"


class TransferResourceError(PostingRefusedError):
    """The giver has not what it offers. Exit code 3."""

    code = "transfer.resource"


class TransferLegsError(PostingRefusedError):
    """The legs are not both there, or differ. Exit code 3."""

    code = "transfer.legs"


class TransferAmountError(PostingRefusedError):
    """More is approved than was asked, or other moved than was approved. Exit code 3."""

    code = "transfer.amount"


class TransferUnapprovedError(ApprovalMissingError):
    """A competent authority has not approved. Exit code 4."""

    code = "transfer.unapproved"


class AuthorityNotCompetentError(ApprovalMissingError):
    """The approval is not that of an authority competent for both bodies. Exit code 4."""

    code = "transfer.competence"


class OfficerError(ApprovalMissingError):
    """The office may not approve for its authority: unknown, out of office, or beyond its limit."""

    code = "transfer.officer"


class OwnApprovalError(ApprovalMissingError):
    """Who proposed or agreed decides on it. Exit code 4."""

    code = "transfer.own-approval"


class ConditionsOpenError(ApprovalMissingError):
    """A condition of the approval is not recorded as met. Exit code 4."""

    code = "transfer.conditions"


class TransferUsedError(ApprovalMissingError):
    """The approval was used before. Exit code 4."""

    code = "transfer.used"


class UnapprovedMoveError(ApprovalMissingError):
    """One command moves a delegate's budget from one body to another. Exit code 4."""

    code = "delegation.unapproved-move"


class FundTermsError(PostingRefusedError):
    """The terms cannot be those of a fund, or who agrees is no donor. Exit code 3."""

    code = "fund.terms"


class FundStateError(PostingRefusedError):
    """The fund does not stand: not all of its donors agreed. Exit code 3."""

    code = "fund.state"


class FundUnsignedError(PostingRefusedError):
    """A step about a fund names no office, no reason, or an office that cannot take it."""

    code = "fund.unsigned"


class FundStrandError(PostingRefusedError):
    """The resource is not of the kind that the fund is of. Exit code 3."""

    code = "fund.strand"


class FundResourceError(PostingRefusedError):
    """The donor has not what it earmarks. Exit code 3."""

    code = "fund.resource"


class FundShareError(ApprovalMissingError):
    """More is given than was agreed, or by who is no donor: another spread. Exit code 4."""

    code = "fund.share"


class FundWaiverError(PostingRefusedError):
    """More is waived than is open or held. Exit code 3."""

    code = "fund.waiver"


class FundSpreadError(ApprovalMissingError):
    """Shares are changed without the approval that a re-spread needs. Exit code 4."""

    code = "fund.spread"


class LoanUnknownError(PostingRefusedError):
    """There is no such loan, or nothing of it is outstanding. Exit code 3."""

    code = "loan.unknown"


class LoanPartiesError(PostingRefusedError):
    """It is not between the loan's parties as they are now, or in another strand. Exit code 3."""

    code = "loan.parties"


class LoanAmountError(PostingRefusedError):
    """More would be repaid, written off or rescheduled than is outstanding. Exit code 3."""

    code = "loan.exceeds"


class LoanScheduleError(PostingRefusedError):
    """A schedule names years or amounts that cannot be, or the loan came later. Exit code 3."""

    code = "loan.schedule"


class LoanReversalError(PostingRefusedError):
    """What became of a loan cannot be undone like this. Exit code 3."""

    code = "loan.reversal"


class LoanCarriedError(PostingRefusedError):
    """A loan is not carried as the book before closed with it. Exit code 3."""

    code = "loan.carried"


class LoanNotCoveredError(ApprovalMissingError):
    """The approval of the loan does not cover the repayment. Exit code 4."""

    code = "loan.not-covered"


class ResourceExceededError(PostingRefusedError):
    """More is taken from a use than was set aside for it. Exit code 3."""

    code = "ledger.exceeds"


TRANSFER_REFUSALS = (
    TransferTermsError,
    TransferStateError,
    TransferUnsignedError,
    TransferDigestError,
    TransferResourceError,
    TransferLegsError,
    TransferAmountError,
    TransferUnapprovedError,
    AuthorityNotCompetentError,
    OfficerError,
    OwnApprovalError,
    ConditionsOpenError,
    TransferUsedError,
    UnapprovedMoveError,
    FundTermsError,
    FundStateError,
    FundUnsignedError,
    FundStrandError,
    FundResourceError,
    FundShareError,
    FundWaiverError,
    FundSpreadError,
    LoanUnknownError,
    LoanPartiesError,
    LoanAmountError,
    LoanScheduleError,
    LoanReversalError,
    LoanCarriedError,
    LoanNotCoveredError,
)
"""All about transfers, funds and loans."""


def _by_code(*classes: type[PctFinanceError]) -> dict[str, type[PctFinanceError]]:
    return {each.code: each for each in classes}


_CLASSES = _by_code(*TRANSFER_REFUSALS, *LODGEMENT_REFUSALS)
_OTHERS = _by_code(
    *HEADROOM_REFUSALS,
    *COMMITMENT_REFUSALS,
    *JOURNAL_REFUSALS,
    *MONTH_REFUSALS,
    *STATED_REFUSALS,
    ResourceExceededError,
)
"""Reasons that a transfer shares with what else is posted: they come second."""


def refusal_of(findings: Iterable[Finding]) -> PctFinanceError:
    """The error of some findings: of their own class where they are of one code.

    Of several codes it is the class of the first one that is about a transfer, a loan, a fund or a
    lodgement, else that of the first which has one; the error carries all of them. Without any such
    finding it is a `PostingRefusedError`, or where only approvals are missing that.

    >>> from pctfinance.errors import Level
    >>> type(refusal_of([Finding("transfer.used", Level.ERROR, "used")])).__name__
    'TransferUsedError'
    """
    found = tuple(findings)
    for classes in (_CLASSES, _OTHERS):
        for finding in found:
            if finding.code in classes:
                return classes[finding.code](*found)
    only_approvals = bool(found) and all(each.code == ApprovalMissingError.code for each in found)
    return (ApprovalMissingError if only_approvals else PostingRefusedError)(*found)


@contextmanager
def each_its_own() -> Iterator[None]:
    """Raise what is refused at the gate as an error of its own class.

    >>> with each_its_own():
    ...     raise PostingRefusedError(Finding("journal.state", "error", "it was approved before"))
    Traceback (most recent call last):
        ...
    pctfinance.decisions.journal_refusals.JournalStateError: it was approved before [journal.state]
    """
    try:
        yield
    except (PostingRefusedError, ApprovalMissingError) as error:
        raise refusal_of(error.findings) from error
