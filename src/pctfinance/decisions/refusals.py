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
    )
}


_RULES = {
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
}


def rule_of(code: str) -> str:
    """The rule behind a code of a refusal, with its source.

    "SOM" is the Department of Health's Shared Operating Model for PCT Clusters (2011) and the
    paragraph. What follows the source is our reading of it.

    Raises:
        KeyError: no step of a transfer is refused under that code.

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
