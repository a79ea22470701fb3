"""The kind of event that corrects another: a reversal posts the opposite of what was posted.

An event is never changed and never taken out. What was wrong is reversed, and what is right is
entered again. The rules are kept by `pctfinance.ledger.reversals`.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from pctfinance.ledger.kinds import What
from pctfinance.ledger.lines import Line, Memorandum

__all__ = ["Reversal"]


class Reversal(What):
    """The opposite of an earlier event of the same body: its lines and memoranda, sign turned.

    `corrects` is the sequence number of that event in the book, and `digest` the fingerprint of
    its content, so that it can be no other. The fingerprint may be left out and is then taken from
    the ledger when the reversal is posted, as are the parts after it: the kind of the event,
    whether it needed an approval, and what is posted. All of it is frozen from then on.

    >>> list(Reversal(corrects=7, digest="0" * 64).lines())
    []
    """

    kind: Literal["reversal"] = "reversal"
    corrects: Annotated[int, Field(gt=0)]
    digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    of_kind: str = ""
    of_approved: bool = False
    posts: tuple[Line, ...] = ()
    follows: tuple[Memorandum, ...] = ()

    def lines(self) -> Iterator[Line]:
        """The lines of what it reverses, with the opposite sign."""
        if not self.digest:
            msg = "a reversal has lines only once the event that it corrects was looked up"
            raise ValueError(msg)
        yield from self.posts

    def memoranda(self) -> Iterator[Memorandum]:
        """The memoranda of what it reverses, with the opposite sign."""
        yield from self.follows
