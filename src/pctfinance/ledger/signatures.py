"""The signature of one office under the year-end statements of one body.

The statements that were signed are attached to the book, and the event names them by their hash. It
proves what was signed, and not who signed: that stands on the paper that the event refers to.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from pctfinance.ledger.kinds import Beside

__all__ = ["SignatoryRole", "StatementsSigned"]


class SignatoryRole(StrEnum):
    """The two offices that sign the statements of a body."""

    ACCOUNTABLE_OFFICER = "accountable-officer"
    DIRECTOR_OF_FINANCE = "director-of-finance"

    @property
    def office(self) -> str:
        """The office in words.

        >>> SignatoryRole.DIRECTOR_OF_FINANCE.office
        'Director of Finance'
        """
        return {"accountable-officer": "Accountable Officer"}.get(self.value, "Director of Finance")


class StatementsSigned(Beside):
    """One body's statements were signed by one of its two offices, on the day of the document.

    `statements_sha256` is the hash of the statements as they stood, which are attached to the book.

    >>> StatementsSigned(role="accountable-officer", statements_sha256="0" * 64).role.office
    'Accountable Officer'
    """

    kind: Literal["statements-signed"] = "statements-signed"
    role: SignatoryRole
    statements_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
