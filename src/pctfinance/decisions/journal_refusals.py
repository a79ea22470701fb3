"""One class of error for each reason why a journal or a recharge is refused."""

from pctfinance.errors import PostingRefusedError

__all__ = [
    "JOURNAL_REFUSALS",
    "JournalNumberError",
    "JournalRefusedError",
    "JournalStateError",
    "JournalUnknownError",
    "JournalUnsignedError",
    "OwnJournalDecisionError",
    "RechargeRefusedError",
    "RechargeUnpairedError",
]


class JournalRefusedError(PostingRefusedError):
    """It is no journal, or not what was submitted. Exit code 3."""

    code = "journal.refused"


class JournalUnsignedError(PostingRefusedError):
    """A step of a journal names no office. Exit code 3."""

    code = "journal.unsigned"


class JournalNumberError(PostingRefusedError):
    """The number of a journal was used before. Exit code 3."""

    code = "journal.number"


class JournalUnknownError(PostingRefusedError):
    """Nobody submitted such a journal. Exit code 3."""

    code = "journal.unknown"


class JournalStateError(PostingRefusedError):
    """A journal was decided on before. Exit code 3."""

    code = "journal.state"


class OwnJournalDecisionError(PostingRefusedError):
    """An office decides on its own journal, or withdraws another's. Exit code 3."""

    code = "journal.own-decision"


class RechargeRefusedError(PostingRefusedError):
    """It is no recharge between these bodies, or its number was used before. Exit code 3."""

    code = "recharge.refused"


class RechargeUnpairedError(PostingRefusedError):
    """One side of a recharge would stand without the other, or differ from it. Exit code 3."""

    code = "recharge.unpaired"


JOURNAL_REFUSALS = (
    JournalRefusedError,
    JournalUnsignedError,
    JournalNumberError,
    JournalUnknownError,
    JournalStateError,
    OwnJournalDecisionError,
    RechargeRefusedError,
    RechargeUnpairedError,
)
"""All of them."""
