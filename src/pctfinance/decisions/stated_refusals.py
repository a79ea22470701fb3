"""One class of error for each reason why a statement beside the ledger is refused.

Statements of duties, signatures, schemes of savings and contracts.
"""

from pctfinance.errors import ApprovalMissingError, PostingRefusedError

__all__ = [
    "STATED_REFUSALS",
    "ContractUnknownError",
    "ContractUnsignedError",
    "DutyNotCompetentError",
    "DutyUnsignedError",
    "SchemeUnknownError",
    "SchemeUnsignedError",
    "StatementTooEarlyError",
    "StatementUnsignedError",
    "TwoOfficesError",
]


class DutyUnsignedError(PostingRefusedError):
    """A statement of a duty names no office or no paper. Exit code 3."""

    code = "duty.unsigned"


class DutyNotCompetentError(ApprovalMissingError):
    """A control total is not agreed with an authority of the body. Exit code 4."""

    code = "duty.not-competent"


class StatementUnsignedError(PostingRefusedError):
    """A signature names no office or no paper. Exit code 3."""

    code = "statement.unsigned"


class StatementTooEarlyError(PostingRefusedError):
    """Accounts are signed on a day before their year is over. Exit code 3."""

    code = "statement.too-early"


class TwoOfficesError(PostingRefusedError):
    """One office signs a body's statements in both roles. Exit code 3."""

    code = "statement.two-offices"


class SchemeUnsignedError(PostingRefusedError):
    """A statement of a scheme of savings names no office. Exit code 3."""

    code = "qipp.unsigned"


class SchemeUnknownError(PostingRefusedError):
    """A report is on a scheme that nobody stated. Exit code 3."""

    code = "qipp.unknown-scheme"


class ContractUnsignedError(PostingRefusedError):
    """A statement of a contract or its activity names no office. Exit code 3."""

    code = "contract.unsigned"


class ContractUnknownError(PostingRefusedError):
    """Activity is of what was not stated, or what was reported on is left out. Exit code 3."""

    code = "contract.unknown"


STATED_REFUSALS = (
    DutyUnsignedError,
    DutyNotCompetentError,
    StatementUnsignedError,
    StatementTooEarlyError,
    TwoOfficesError,
    SchemeUnsignedError,
    SchemeUnknownError,
    ContractUnsignedError,
    ContractUnknownError,
)
"""All of them."""
