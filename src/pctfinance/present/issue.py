"""What a position was issued as: the mark that an issued pack carries and a draft does not."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Issue"]


@dataclass(frozen=True, slots=True)
class Issue:
    """The number under which a position was published, by which office, and what it restates.

    A first issue restates nothing; a restatement names the number before it, and its reason.

    >>> Issue(2, "Director of Finance", restates=1, reason="Barnet's forecast corrected").in_words
    "published as number 2 by Director of Finance; it restates number 1: Barnet's forecast corrected"
    """

    number: int
    by: str
    restates: int | None = None
    reason: str = ""

    @property
    def kind(self) -> str:
        """`first` or `restatement`."""
        return "first" if self.restates is None else "restatement"

    @property
    def in_words(self) -> str:
        """The issue in one sentence, as it stands on a pack."""
        issued = f"published as number {self.number} by {self.by}"
        if self.restates is None:
            return issued
        return f"{issued}; it restates number {self.restates}: {self.reason}"

    def document(self) -> dict[str, Any]:
        """The issue as `position.json` and the book hold it."""
        return {
            "number": self.number,
            "issue": self.kind,
            "restates": self.restates,
            "reason": self.reason,
            "by": self.by,
        }
