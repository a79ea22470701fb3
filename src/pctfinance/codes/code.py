"""What a code of a finding says."""

from typing import NamedTuple

__all__ = ["Code"]


class Code(NamedTuple):
    """What a code means and what the person who sees it does."""

    meaning: str
    action: str
