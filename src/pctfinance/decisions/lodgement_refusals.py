"""One class of error for each reason why a lodgement cannot be returned or written off."""

from pctfinance.errors import PostingRefusedError

__all__ = [
    "LODGEMENT_REFUSALS",
    "LodgementAnticipatedError",
    "LodgementExceededError",
    "LodgementHolderError",
    "LodgementStrandError",
    "LodgementUnknownError",
    "LodgementUnsignedError",
]


class LodgementUnknownError(PostingRefusedError):
    """The body has no such lodgement in this book. Exit code 3."""

    code = "lodgement.unknown"


class LodgementExceededError(PostingRefusedError):
    """More is returned or written off than is outstanding, or before it was lodged. Exit code 3."""

    code = "lodgement.exceeds"


class LodgementHolderError(PostingRefusedError):
    """Another than the holder or a competent authority returns it or writes it off. Exit code 3."""

    code = "lodgement.holder"


class LodgementStrandError(PostingRefusedError):
    """It would come back in another limit, or recurrently though it did not recur. Exit code 3."""

    code = "lodgement.strand"


class LodgementAnticipatedError(PostingRefusedError):
    """It is written off while its return is anticipated in the year's limit. Exit code 3."""

    code = "lodgement.anticipated"


class LodgementUnsignedError(PostingRefusedError):
    """A write-off does not say who asks for it, or why. Exit code 3."""

    code = "lodgement.unsigned"


LODGEMENT_REFUSALS = (
    LodgementUnknownError,
    LodgementExceededError,
    LodgementHolderError,
    LodgementStrandError,
    LodgementAnticipatedError,
    LodgementUnsignedError,
)
"""All of them."""
