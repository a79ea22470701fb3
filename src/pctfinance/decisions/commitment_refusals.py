"""One class of error for each reason why a step of an emergency commitment is refused."""

from collections.abc import Iterable

from pctfinance.errors import Finding, PctFinanceError, PostingRefusedError

__all__ = [
    "COMMITMENT_REFUSALS",
    "CommitmentCategoryError",
    "CommitmentDateError",
    "CommitmentExceededError",
    "CommitmentNumberError",
    "CommitmentSettledError",
    "CommitmentUnknownError",
    "CommitmentUnmatchedError",
    "CommitmentUnsignedError",
    "OwnResourceError",
    "OwnSettlementError",
    "commitment_refusal",
]


class CommitmentUnsignedError(PostingRefusedError):
    """A step is taken by nobody, or for no reason. Exit code 3."""

    code = "commitment.unsigned"


class CommitmentNumberError(PostingRefusedError):
    """The number was used before. Exit code 3."""

    code = "commitment.number"


class OwnResourceError(PostingRefusedError):
    """The on-call office is of the body whose resource is used. Exit code 3."""

    code = "commitment.own-resource"


class CommitmentUnknownError(PostingRefusedError):
    """Nobody recorded a commitment of that number. Exit code 3."""

    code = "commitment.unknown"


class CommitmentDateError(PostingRefusedError):
    """A step is dated before what it follows. Exit code 3."""

    code = "commitment.date"


class OwnSettlementError(PostingRefusedError):
    """The office that committed regularises or disputes it. Exit code 3."""

    code = "commitment.own-settlement"


class CommitmentCategoryError(PostingRefusedError):
    """It is regularised for something else than it was made for. Exit code 3."""

    code = "commitment.category"


class CommitmentExceededError(PostingRefusedError):
    """More is regularised or disputed than stands. Exit code 3."""

    code = "commitment.exceeds"


class CommitmentUnmatchedError(PostingRefusedError):
    """What was charged names no line and no approved journal with as much. Exit code 3."""

    code = "commitment.unmatched"


class CommitmentSettledError(PostingRefusedError):
    """A commitment is taken back of which something is regularised or charged. Exit code 3."""

    code = "commitment.settled"


COMMITMENT_REFUSALS = (
    CommitmentUnsignedError,
    CommitmentNumberError,
    OwnResourceError,
    CommitmentUnknownError,
    CommitmentDateError,
    OwnSettlementError,
    CommitmentCategoryError,
    CommitmentExceededError,
    CommitmentUnmatchedError,
    CommitmentSettledError,
)
"""All of them."""

_CLASSES: dict[str, type[PctFinanceError]] = {each.code: each for each in COMMITMENT_REFUSALS}


def commitment_refusal(findings: Iterable[Finding]) -> PctFinanceError:
    """The error of some findings: of the class of the first that is about a commitment.

    It carries all of them. Without any such finding it is a `PostingRefusedError`.

    >>> from pctfinance.errors import Level
    >>> type(commitment_refusal([Finding("commitment.number", Level.ERROR, "used")])).__name__
    'CommitmentNumberError'
    """
    found = tuple(findings)
    codes = (finding.code for finding in found if finding.code in _CLASSES)
    return _CLASSES.get(next(codes, ""), PostingRefusedError)(*found)
