"""One class of error for each reason why a step of a transfer is refused."""

from collections.abc import Iterable

from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    PctFinanceError,
    PostingRefusedError,
)

__all__ = [
    "AuthorityNotCompetentError",
    "ConditionsOpenError",
    "LoanAmountError",
    "LoanCarriedError",
    "LoanNotCoveredError",
    "LoanPartiesError",
    "LoanReversalError",
    "LoanScheduleError",
    "LoanUnknownError",
    "OfficerError",
    "OwnApprovalError",
    "TransferAmountError",
    "TransferDigestError",
    "TransferLegsError",
    "TransferResourceError",
    "TransferStateError",
    "TransferTermsError",
    "TransferUnapprovedError",
    "TransferUnsignedError",
    "TransferUsedError",
    "refusal_of",
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


_CLASSES: dict[str, type[PctFinanceError]] = {
    each.code: each
    for each in (
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
        LoanUnknownError,
        LoanPartiesError,
        LoanAmountError,
        LoanScheduleError,
        LoanReversalError,
        LoanCarriedError,
        LoanNotCoveredError,
    )
}


def refusal_of(findings: Iterable[Finding]) -> PctFinanceError:
    """The error of some findings: of their own class where they are of one code.

    Of several codes it is the class of the first one that is about a transfer; the error carries
    all of them. Without any such finding it is a `PostingRefusedError`.

    >>> from pctfinance.errors import Level
    >>> type(refusal_of([Finding("transfer.used", Level.ERROR, "used")])).__name__
    'TransferUsedError'
    """
    found = tuple(findings)
    codes = (finding.code for finding in found if finding.code in _CLASSES)
    return _CLASSES.get(next(codes, ""), PostingRefusedError)(*found)
