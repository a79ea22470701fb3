"""Books and steps for the tests of loans: Brent lends to Hillingdon, and others come after them.

The case is that Brent lends Hillingdon £15m in 2012-13, to be repaid over three years by a
successor body. Everything else is invented: the days, the limits, the schedule, who received what,
and that a body called NHS England approved it afterwards.
"""

from datetime import date
from typing import Any

from ledger_examples import event
from pctfinance.bodies import Authority, Body, Group, Oversight, Register
from pctfinance.book import Book
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.loans import Loan
from pctfinance.rulebooks import packaged_text

__all__ = [
    "BRENT",
    "COMMISSIONER",
    "HILLINGDON",
    "KEY",
    "LONDON",
    "MILLION",
    "PARTIES",
    "SCHEDULE",
    "agreed",
    "assert_identity",
    "close_brent_and_hillingdon",
    "done",
    "lend",
    "nwl",
    "outturns",
    "repay",
    "rulebook",
    "successors",
    "transfers_out",
]

MILLION = 1_000_000_00
BRENT = "Director of Finance, Brent PCT"
HILLINGDON = "Director of Finance, Hillingdon PCT"
LONDON = "Director of Finance, NHS London"
COMMISSIONER = "Director of Finance, NHS England"
PARTIES = {
    "5K5": BRENT,
    "5AT": HILLINGDON,
    "07P": "Chief Finance Officer, NHS Brent CCG",
    "08G": "Chief Finance Officer, NHS Hillingdon CCG",
}
SCHEDULE = tuple((year, 5 * MILLION) for year in ("2013-14", "2014-15", "2015-16"))
KEY = "2012-13/5K5/L1"
NON_RECURRENT = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)


def nwl(*, rules: str | None = None, pence: int = 40 * MILLION) -> Book:
    """North West London in 2012-13: Brent and Hillingdon with a limit each, London SHA's officer."""
    book = Book.in_memory("2012-13", group="NWL", rulebook=rules)
    april = date(2012, 4, 1)
    for strand in (NON_RECURRENT, Strand.of(Limit.CAPITAL), Strand.of(Limit.CASH)):
        for body in ("5K5", "5AT"):
            given = Allocation(strand=strand, pence=pence, issuer="DH")
            book.post(event(given, body=body, effective=april))
    book.state_officers("LON", [(LONDON, None, "2011-10-03", "2013-03-31")])
    return book


def rulebook(year: str, *, covers: bool = False) -> str:
    """The rules of 2012-13 for another year; perhaps with loans that cover their repayments."""
    text = packaged_text("2012-13").replace('year = "2012-13"', f'year = "{year}"')
    if covers:
        key = '[transfers.scheduled_repayment]\nvalue = "'
        text = text.replace(f'{key}authority"', f'{key}loan"')
    return text


def successors(
    year: str, *, bodies: tuple[str, ...] = ("07P", "08G"), covers: bool = False
) -> Book:
    """The book of two CCGs in a year after the PCTs, each with a limit of £30m; invented."""
    start = date(2013, 4, 1)
    named = {"07P": "NHS Brent CCG", "08G": "NHS Hillingdon CCG"}
    register = Register.packaged().with_rows(
        bodies=[Body(code, name, "CCG") for code, name in named.items()],
        authorities=[Authority("NHSE", "NHS England", "commissioner", start)],
        oversights=[Oversight(code, "NHSE", start, date(2019, 3, 31)) for code in named],
    )
    group = Group("BH", "Two CCGs", valid_from=start)
    book = Book.in_memory(
        year,
        group="BH",
        register=register.with_group(group, list(bodies)),
        rulebook=rulebook(year, covers=covers),
    )
    for code in bodies:
        given = Allocation(strand=NON_RECURRENT, pence=30 * MILLION, issuer="NHSE")
        april = book.year.start
        book.post(event(given, body=code, effective=april, notified=april))
    book.state_officers("NHSE", [(COMMISSIONER, None, "2013-04-01", "2019-03-31")])
    return book


def agreed(book: Book, number: str, on: str) -> None:
    """Both parties agree, and it is submitted, on one day."""
    terms = book.transfer(number).terms
    book.agree_transfer(number, "giver", by=PARTIES[terms.giver], on=on)
    book.agree_transfer(number, "receiver", by=PARTIES[terms.receiver], on=on)
    book.submit_transfer(number, by=PARTIES[terms.giver], on=on)


def done(book: Book, number: str, on: str, **approval: Any) -> None:
    """Agreed, submitted, approved by whoever is competent, and actioned, on one day."""
    agreed(book, number, on)
    terms = book.transfer(number).terms
    london = terms.giver in ("5K5", "5AT")
    book.approve_transfer(
        number,
        authority="LON" if london else "NHSE",
        by=LONDON if london else COMMISSIONER,
        on=on,
        reference=f"letter on {number}",
        evidence=b"the letter of approval",
        **approval,
    )
    book.action_transfer(number, by=PARTIES[terms.giver], on=max(on, str(terms.effective)))


def lend(book: Book, number: str = "L1", **changed: Any) -> None:
    """Brent lends Hillingdon £15m non-recurrent from 1 September 2012."""
    asked: dict[str, Any] = {
        "giver": "5K5",
        "receiver": "5AT",
        "pence": 15 * MILLION,
        "effective": "2012-09-01",
        "purpose": "brokerage",
        "kind": "loan",
        "repayments": SCHEDULE,
        "by": HILLINGDON,
        "on": "2012-08-01",
    }
    book.propose_transfer(number, **{**asked, **changed})
    done(book, number, "2012-08-20")


def repay(book: Book, number: str, pence: int | None = None, **changed: Any) -> None:
    """The borrower proposes to repay an amount, on the first day of October of the book's year."""
    day = date(book.year.start.year, 10, 1)
    name = next(iter(book.loans().named))[0]
    borrower = book.loan(name).borrower
    asked: dict[str, Any] = {"effective": day, "by": PARTIES[borrower], "on": day, "pence": pence}
    book.propose_repayment(number, changed.pop("of_loan", name), **{**asked, **changed})


def close_brent_and_hillingdon(book: Book, lender: str = "07P", borrower: str = "08G") -> None:
    """Both PCTs end on 31 March 2013; the two sides of the loan go to two receivers, invented."""
    for body, side, receiver in (("5K5", "receivable", lender), ("5AT", "payable", borrower)):
        item = f"loan/{KEY}/{side}"
        rules = [Assignment(receiver, f"receiver {receiver}", item=item)]
        book.final_close(body, rules, by=PARTIES[body], reference="transfer scheme")


def outturns(book: Book) -> None:
    """Month 12 of every body: £1 of acute services, so that the year can be rolled."""
    end = book.year.end
    load = FiguresLoaded(
        table="actuals", cumulative=True, rows=(FigureRow(12, Limit.REVENUE, "acute", 100),)
    )
    for body in book.members(book.year.periods[-1]):
        book.post(event(load, body=body.code, effective=end, notified=end, reference="M12"))


def assert_identity(loan: Loan) -> None:
    """Outstanding + repaid + written off = principal, and the schedule is of what is outstanding."""
    total = loan.outstanding_pence + loan.repaid_pence + loan.written_off_pence
    assert total == loan.principal_pence
    assert loan.outstanding_pence >= 0
    assert sum(part.pence for part in loan.open_schedule) == loan.outstanding_pence
    assert tuple(loan.faults()) in ((), (f"{loan.lender} owes it to itself",))


def transfers_out(book: Book, body: str) -> int:
    """What left (-) or came to (+) a body by transfers in the book's year, in pence: its ledger's word."""
    held = book.holdings.resource.standing(body, book.year.periods[-1])
    return sum(
        line.pence
        for each in held
        for line in each.lines
        if line.account.value == "transfer" and line.strand.limit is not Limit.CASH
    )
