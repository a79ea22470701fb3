"""One class of error for each reason why a step of a business case for headroom is refused."""

from pctfinance.errors import ApprovalMissingError, PostingRefusedError

__all__ = [
    "HEADROOM_REFUSALS",
    "CaseCategoryError",
    "CaseConditionError",
    "CaseExceededError",
    "CaseNotApprovedError",
    "CaseNumberError",
    "CaseRecurrentError",
    "CaseStateError",
    "CaseTooEarlyError",
    "CaseUnknownError",
    "CaseUnsignedError",
    "ExemptionExceededError",
    "HeadroomCompetenceError",
    "HeadroomExceededError",
    "HeadroomOfficerError",
    "OwnCaseDecisionError",
]


class CaseUnsignedError(PostingRefusedError):
    """A step names no office, or gives no reason. Exit code 3."""

    code = "headroom.unsigned"


class CaseUnknownError(PostingRefusedError):
    """Nobody proposed such a case. Exit code 3."""

    code = "headroom.unknown-case"


class CaseNumberError(PostingRefusedError):
    """The number was used before. Exit code 3."""

    code = "headroom.case-number"


class CaseRecurrentError(PostingRefusedError):
    """A recurrent commitment is to be made on headroom. Exit code 3."""

    code = "headroom.recurrent"


class CaseStateError(PostingRefusedError):
    """A case in its state has no such step. Exit code 3."""

    code = "headroom.wrong-state"


class CaseNotApprovedError(ApprovalMissingError):
    """Headroom is to be released or spent for a case that is not approved. Exit code 4."""

    code = "headroom.not-approved"


class OwnCaseDecisionError(ApprovalMissingError):
    """The office that proposed a case decides on it. Exit code 4."""

    code = "headroom.own-decision"


class HeadroomCompetenceError(ApprovalMissingError):
    """Another than the competent authority decides. Exit code 4."""

    code = "headroom.not-competent"


class HeadroomOfficerError(ApprovalMissingError):
    """The office may not decide for its authority: unknown, out of office, or beyond its limit. Exit code 4."""

    code = "headroom.officer"


class CaseTooEarlyError(PostingRefusedError):
    """A step is dated before what it follows. Exit code 3."""

    code = "headroom.too-early"


class CaseConditionError(ApprovalMissingError):
    """A condition is not met, is none, or was met before. Exit code 4."""

    code = "headroom.condition"


class CaseCategoryError(PostingRefusedError):
    """It is released for something else than was approved. Exit code 3."""

    code = "headroom.category"


class CaseExceededError(PostingRefusedError):
    """More is approved than was proposed, or released than approved. Exit code 3."""

    code = "headroom.exceeds-case"


class HeadroomExceededError(PostingRefusedError):
    """More is approved than there is headroom. Exit code 3."""

    code = "headroom.exceeds-lodged"


class ExemptionExceededError(PostingRefusedError):
    """A body is let off more than is missing. Exit code 3."""

    code = "headroom.exceeds-required"


HEADROOM_REFUSALS = (
    CaseUnsignedError,
    CaseUnknownError,
    CaseNumberError,
    CaseRecurrentError,
    CaseStateError,
    CaseNotApprovedError,
    OwnCaseDecisionError,
    HeadroomCompetenceError,
    HeadroomOfficerError,
    CaseTooEarlyError,
    CaseConditionError,
    CaseCategoryError,
    CaseExceededError,
    HeadroomExceededError,
    ExemptionExceededError,
)
"""All of them."""
