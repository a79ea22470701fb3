"""One class of error for each reason why a step of a transfer is refused."""

from collections.abc import Iterable

from pctfinance.decisions.lodgement_refusals import LODGEMENT_REFUSALS
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    PctFinanceError,
    PostingRefusedError,
)

__all__ = [
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


_CLASSES: dict[str, type[PctFinanceError]] = {
    each.code: each
    for each in (
        *LODGEMENT_REFUSALS,
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
}


_RULES = {
    "delegation.unapproved-move": "SOM 25: what moves between PCTs is agreed with the SHA cluster",
    "loan.unknown": "SOM 25: what is owed follows from a loan that was agreed with the SHA",
    "loan.parties": "SOM 25: a loan is repaid by who owes it, as it was lent",
    "loan.exceeds": "SOM 25: outstanding + repaid + written off = principal",
    "loan.schedule": "SOM 25: a loan is agreed with its repayments, each in a year to come",
    "loan.reversal": "SOM 25: what was repaid is given back before what was lent",
    "loan.carried": "SOM 25: a loan goes on as it was agreed, also under successors",
    "loan.not-covered": "rulebook transfers.scheduled_repayment: whose approval covers a repayment",
    "transfer.terms": "SOM 25: a transfer is of stated terms between two bodies",
    "transfer.state": "SOM 25: both agree, the SHA approves, and only then it is actioned",
    "transfer.unsigned": "SOM 25: giver, receiver and SHA each agree by an office of theirs",
    "transfer.digest": "SOM 25: what is agreed and approved are exactly these terms",
    "transfer.resource": "SOM 25: resource is given once, by the body whose it is, recurrent for recurrent",
    "transfer.legs": "SOM 25: what one body gives the other receives, in one period",
    "transfer.amount": "SOM 25: what was agreed with the SHA is moved, and no more",
    "transfer.unapproved": "SOM 25: all resource transfers between PCTs are agreed with the SHA cluster",
    "transfer.competence": "SOM 25: it is agreed with the SHA cluster of both bodies",
    "transfer.officer": "SOM 25: an office signs that its organisation named for it",
    "transfer.own-approval": "SOM 25: the SHA's agreement is a third signature, where one accountable officer serves both",
    "transfer.conditions": "SOM 25: it was agreed with the SHA on conditions",
    "transfer.used": "SOM 25: each transfer is agreed with the SHA, so an approval serves once",
    "fund.terms": "SOM 25: a fund is an earmark of several bodies, and none of them pools",
    "fund.state": "SOM 25: what bodies give for one purpose is agreed by each of them",
    "fund.unsigned": "SOM 25: each body agrees and gives by an office of its own",
    "fund.strand": "rulebook headroom.rate: recurrent, non-recurrent and headroom are not mixed",
    "fund.resource": "SOM 25: a body gives what is its own, once",
    "fund.share": "SOM 25: what a body bears for another is agreed with the SHA: a re-spread",
    "fund.waiver": "SOM 25: what was drawn has passed under the SHA's agreement, and is not given back",
    "fund.spread": "SOM 25: a burden that passes between PCTs is agreed with the SHA of all of them",
}


def rule_of(code: str) -> str:
    """The rule behind a code of a refusal, with its source.

    "SOM" is the Department of Health's Shared Operating Model for PCT Clusters (2011) and the
    paragraph. What follows the source is our reading of it.

    Raises:
        KeyError: no step of a transfer or fund is refused under that code.

    >>> rule_of("transfer.used").split(":")[0]
    'SOM 25'
    """
    return _RULES[code]


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
