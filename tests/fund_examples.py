"""A fund of three PCTs of North Central London for the tests: Camden, Barnet and Enfield."""

from typing import Any

from ledger_examples import CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.funds import Fund, FundMember
from pctfinance.ledger.fund_moves import Measure
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Funding, Limit, Strand
from transfer_examples import LETTER, SHA

__all__ = [
    "CLUSTER",
    "DONORS",
    "Draw",
    "fund_of",
    "limits",
    "member",
    "office",
    "seen",
    "standing_fund",
    "three_pcts",
]

CLUSTER = "Director of Finance, NCL cluster"
DONORS = {"5K7": 30_00, "5A9": 20_00, "5C1": 10_00}


def office(body: str) -> str:
    """The finance office of one PCT."""
    return f"Director of Finance, {body}"


def three_pcts(book: Book | None = None, pence: int = 100_00) -> Book:
    """Each of the five PCTs with as much recurrent, non-recurrent, capital and cash; their SHA."""
    book = book or Book.in_memory("2011-12", group="NCL")
    strands = (RECURRENT, NON_RECURRENT, Strand.of(Limit.CAPITAL), CASH)
    book.post(
        *(
            event(Allocation(strand=strand, pence=pence, issuer="DH"), body=body)
            for body in ("5A9", "5C1", "5C9", "5K7", "5K8")
            for strand in strands
        )
    )
    book.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    return book


def standing_fund(book: Book, number: str = "F1", *, give: bool = True, **changed: Any) -> Book:
    """Stated by the cluster and agreed by each donor; with `give`, all shares are contributed."""
    asked = {"purpose": "risk share", "holder": CLUSTER, "donors": DONORS, "by": CLUSTER}
    terms: dict[str, Any] = {**asked, "on": "2011-05-01", **changed}
    book.state_fund(number, **terms)
    for body in terms["donors"]:
        book.agree_fund(number, body, by=office(body), on="2011-05-02")
    if give:
        for body, pence in terms["donors"].items():
            book.contribute(number, body, pence, by=office(body), on="2011-05-03")
    return book


def fund_of(book: Book, number: str = "F1", **asked: Any) -> Fund:
    """One fund."""
    (found,) = book.fund(number, **asked).funds
    return found


def member(book: Book, body: str, number: str = "F1", **asked: Any) -> FundMember:
    """One body of a fund."""
    return next(m for m in fund_of(book, number, **asked).members if m.body.code == body)


def seen(book: Book, body: str, *measures: Measure, number: str = "F1") -> tuple[int, ...]:
    """Some measures of one body of a fund, in pence."""
    found = member(book, body, number)
    return tuple(found.pence(measure) for measure in measures)


def limits(book: Book, funding: Funding | None = None) -> dict[str, int]:
    """The revenue limits of all five PCTs, in pence."""
    end = book.year.periods[-1]
    return {
        body.code: book.holdings.resource.balances(body.code, end).limit(funding=funding)
        for body in book.members(end)
    }


class Draw:
    """The steps of one draw or re-spread, on consecutive days of June 2011."""

    def __init__(self, book: Book, number: str = "D1", **terms: Any) -> None:
        self.book, self.number, self.terms = book, number, terms

    def propose(self, **changed: Any) -> "Draw":
        """A draw for Islington from 1 July, or a re-spread where `excused` is told."""
        asked = {
            "fund": "F1",
            "effective": "2011-07-01",
            "purpose": "acute pressure",
            "by": CLUSTER,
            "on": "2011-06-01",
            **self.terms,
            **changed,
        }
        if "excused" in asked:
            self.book.propose_respread(self.number, **asked)
        else:
            self.book.propose_draw(self.number, **{"receiver": "5K8", **asked})
        return self

    def agree(self, *leave_out: str) -> "Draw":
        """Every party agrees, but for those left out."""
        for side, body in self.book.transfer(self.number).parties:
            if body not in leave_out:
                by = office(body)
                self.book.agree_transfer(self.number, side, body=body, by=by, on="2011-06-02")
        return self

    def submit(self, **changed: Any) -> "Draw":
        """It goes to the SHA."""
        self.book.submit_transfer(self.number, **{"by": CLUSTER, "on": "2011-06-03", **changed})
        return self

    def approve(self, **changed: Any) -> "Draw":
        """London SHA approves all of it."""
        asked = {
            "authority": "Q36",
            "by": SHA,
            "on": "2011-06-20",
            "reference": "letter 12",
            "evidence": LETTER,
        }
        self.book.approve_transfer(self.number, **{**asked, **changed})
        return self

    def end(self, outcome: str, **changed: Any) -> "Draw":
        """It ends without moving anything."""
        asked: dict[str, Any] = {"by": CLUSTER, "on": "2011-06-25", "reason": "no longer needed"}
        if outcome in ("rejected", "returned"):
            asked |= {"by": SHA, "authority": "Q36"}
        elif outcome == "expired":
            asked["on"] = "2012-03-31"
        self.book.end_transfer(self.number, outcome, **{**asked, **changed})
        return self

    def action(self, **changed: Any) -> "Draw":
        """All legs."""
        asked = {"by": CLUSTER, "on": "2011-07-01", **changed}
        self.book.action_transfer(self.number, **asked)
        return self

    def until_submitted(self) -> "Draw":
        """Proposed, agreed by every party, submitted."""
        return self.propose().agree().submit()

    def until_actioned(self, **approved: Any) -> "Draw":
        """All of it."""
        return self.until_submitted().approve(**approved).action()
