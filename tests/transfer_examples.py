"""Books and steps for the tests of transfers: two PCTs of North Central London, and their SHA."""

from datetime import date
from typing import Any

from ledger_examples import CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit, Strand

__all__ = ["BARNET", "CAMDEN", "LETTER", "SHA", "Steps", "two_pcts"]

CAMDEN = "Director of Finance, Camden PCT"
BARNET = "Director of Finance, Barnet PCT"
SHA = "Director of Finance, NHS London"
LETTER = b"the letter of approval"


def two_pcts(pence: int = 100_00, *, officer_limit: int | None = None) -> Book:
    """Camden and Barnet with a recurrent and a non-recurrent allocation, capital and cash."""
    book = Book.in_memory("2011-12", group="NCL")
    strands = (RECURRENT, NON_RECURRENT, Strand.of(Limit.CAPITAL), CASH)
    book.post(
        *(
            event(Allocation(strand=strand, pence=pence, issuer="DH"), body=body)
            for body in ("5K7", "5A9")
            for strand in strands
        )
    )
    book.state_officers("Q36", [(SHA, officer_limit, "2011-04-01", "2011-10-02")])
    book.state_officers("LON", [(SHA, officer_limit, "2011-10-03", "2013-03-31")])
    return book


class Steps:
    """The steps of one transfer from Camden to Barnet, on consecutive days of June 2011."""

    def __init__(self, book: Book, number: str = "T1", **terms: Any) -> None:
        self.book, self.number, self.terms = book, number, terms

    def propose(self, **changed: Any) -> None:
        """Propose £10 non-recurrent from 1 July, unless told otherwise."""
        asked = {
            "giver": "5K7",
            "receiver": "5A9",
            "pence": 10_00,
            "effective": date(2011, 7, 1),
            "purpose": "pressure on acute services",
            "by": BARNET,
            "on": "2011-06-01",
        }
        self.book.propose_transfer(self.number, **{**asked, **self.terms, **changed})

    def agree(self, side: str = "giver", **changed: Any) -> None:
        """One party agrees."""
        asked = {"by": CAMDEN if side == "giver" else BARNET, "on": "2011-06-02"}
        self.book.agree_transfer(self.number, side, **{**asked, **changed})

    def submit(self, **changed: Any) -> None:
        """It goes to the SHA."""
        self.book.submit_transfer(self.number, **{"by": CAMDEN, "on": "2011-06-03", **changed})

    def approve(self, **changed: Any) -> None:
        """London SHA approves all of it."""
        asked = {
            "authority": "Q36",
            "by": SHA,
            "on": "2011-06-20",
            "reference": "letter 12",
            "evidence": LETTER,
        }
        self.book.approve_transfer(self.number, **{**asked, **changed})

    def meet(self, condition: str = "plan", **changed: Any) -> None:
        """A condition is met."""
        asked = {"by": CAMDEN, "on": "2011-06-21"}
        self.book.meet_transfer_condition(self.number, condition, **{**asked, **changed})

    def end(self, outcome: str, **changed: Any) -> None:
        """It ends without moving anything."""
        asked: dict[str, Any] = {"by": CAMDEN, "on": "2011-06-25", "reason": "no longer needed"}
        if outcome in ("rejected", "returned"):
            asked |= {"by": SHA, "authority": "Q36"}
        elif outcome == "expired":
            asked["on"] = "2012-03-31"
        else:  # Barnet proposed it
            asked["by"] = BARNET
        self.book.end_transfer(self.number, outcome, **{**asked, **changed})

    def action(self, **changed: Any) -> None:
        """Both legs."""
        self.book.action_transfer(self.number, **{"by": CAMDEN, "on": "2011-07-01", **changed})

    def until_agreed(self) -> "Steps":
        """Proposed, and agreed to by both parties, or by the one whose limits it moves."""
        self.propose()
        for side in self.book.transfer(self.number).needs_sides:
            self.agree(side.value)
        return self

    def until_submitted(self) -> "Steps":
        """Submitted."""
        self.until_agreed().submit()
        return self

    def until_approved(self, **changed: Any) -> "Steps":
        """Approved by London SHA."""
        self.until_submitted().approve(**changed)
        return self
