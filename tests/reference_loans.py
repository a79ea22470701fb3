"""Loans and lodgements of the reference model: what is owed, what is held, and what may become of it.

Told from all steps so far, each time anew, from `docs/loans.md` and `docs/transfers.md`; nothing of
the library is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reference_acts import Act, Entry, Offer, Strand
from reference_kinds import competent_for, lodged_as, sides_of
from reference_postings import standing_of

__all__ = [
    "Loan",
    "Lodged",
    "against_the_lapse",
    "against_the_return",
    "loan_of",
    "loans_of",
    "lodged_of",
    "schedule_is_wrong",
    "unfit_for_its_loan",
]

YEAR = "2011-12"


@dataclass
class Loan:
    """What one body lent another, and what became of it; pence."""

    lender: str
    borrower: str
    strand: Strand
    principal: int
    cash: int
    first: date
    schedule: tuple[tuple[str, int], ...]
    repaid: dict[str, tuple[int, int]] = field(default_factory=dict)  # by transfer, with its cash
    written_off: int = 0
    scheduled_from: int = 0

    @property
    def paid(self) -> int:
        """What was repaid, and not given back since."""
        return sum(pence for pence, _ in self.repaid.values())

    @property
    def owed(self) -> int:
        """What is outstanding."""
        return self.principal - self.paid - self.written_off

    @property
    def cash_left(self) -> int:
        """The cash that went with it and did not come back."""
        return self.cash - sum(cash for _, cash in self.repaid.values())

    def due(self) -> dict[str, int]:
        """What is still due, by year: what was paid or written off counts against the first."""
        gone = self.paid + self.written_off - self.scheduled_from
        due: dict[str, int] = {}
        for year, pence in sorted(self.schedule):
            taken = min(pence, gone)
            gone -= taken
            due[year] = due.get(year, 0) + pence - taken
        return {year: pence for year, pence in due.items() if pence}

    def due_by_now(self) -> int:
        """What is due up to the year of the book."""
        return sum(pence for year, pence in self.due().items() if year <= YEAR)


def loan_of(entries: Sequence[Entry], number: str) -> Loan | None:
    """A loan as it stands; none where it was never actioned, or was reversed."""
    return loans_of(entries).get(number)


def loans_of(entries: Sequence[Entry]) -> dict[str, Loan]:
    """Every loan, by the number of the transfer that made it."""
    found: dict[str, Loan] = {}
    for act in (entry.act for entry in entries if entry.act.kind == "transfer-actioned"):
        offer = act.offer
        if offer is None or act.side != sides_of(offer)[0]:
            continue  # it is of a fund, or the other leg told of it
        loan = found.get(offer.of_loan)
        undone = [each for each in found.values() if offer.reverses in each.repaid]
        if offer.kind == "loan":
            who = (offer.giver, offer.receiver, offer.strand)
            found[act.number] = Loan(*who, act.pence, act.cash, act.effective, offer.repayments)
        elif undone:
            del undone[0].repaid[offer.reverses]
        elif offer.reverses in found:
            del found[offer.reverses]
        elif loan and offer.kind == "repayment":
            loan.repaid[act.number] = (act.pence, act.cash)
        elif loan and offer.kind == "write-off":
            loan.written_off += act.pence
        elif loan:
            loan.schedule, loan.scheduled_from = offer.repayments, loan.paid + loan.written_off
    return found


def schedule_is_wrong(offer: Offer) -> bool:
    """Whether a schedule names a year that is over or none, or no amount."""
    years = ("2011-12", "2012-13", "2013-14", "2014-15")
    return any(year not in years or pence <= 0 for year, pence in offer.repayments)


def unfit_for_its_loan(act: Act, offer: Offer, entries: Sequence[Entry], waiting: int) -> set[str]:
    """Why a step of a repayment, write-off or rescheduling does not fit the loan that it names.

    `waiting` is what other transfers, submitted or approved, are to repay or write off of it.
    """
    loan = loan_of(entries, offer.of_loan)
    if loan is None or not loan.owed:
        return {"loan.unknown"}
    refused = set()
    wanted = (loan.lender, loan.borrower)
    if offer.kind == "repayment":
        wanted = wanted[::-1]
    if (offer.giver, offer.receiver) != wanted or offer.strand != loan.strand:
        refused.add("loan.parties")
    if offer.effective < loan.first:
        refused.add("loan.schedule")
    moved = act if act.kind == "transfer-actioned" else offer
    left = loan.owed - (waiting if act.kind == "transfer-submitted" else 0)
    too_much = moved.pence != loan.owed if offer.kind == "reschedule" else moved.pence > left
    if too_much or moved.cash > loan.cash_left:
        refused.add("loan.exceeds")
    return refused


@dataclass
class Lodged:
    """What a body lodged, and what became of it; pence."""

    holder: str
    strand: Strand
    lodged: int
    notified: date
    returned: int = 0
    lapsed: int = 0
    expected: tuple[tuple[str, int], ...] = ()

    @property
    def held(self) -> int:
        """What is outstanding."""
        return self.lodged - self.returned - self.lapsed


def lodged_of(entries: Sequence[Entry], body: str) -> dict[str, Lodged]:
    """The lodgements of one body by their names, as they stand."""
    found: dict[str, Lodged] = {}
    for act in (entry.act for entry in standing_of([e for e in entries if e.act.body == body])):
        if act.kind == "lodgement-lapsed":
            found[act.number].lapsed += act.pence
        if act.kind != "transfer-actioned" or act.offer is None:
            continue
        offer, name = act.offer, lodged_as(act.number, act.offer)
        if name and name == act.number:
            what = (offer.receiver, offer.strand, act.pence, act.notified)
            found[name] = Lodged(*what, expected=offer.returns)
        elif name:
            found[name].returned += act.pence if offer.kind == "return" else -act.pence
    return found


def against_the_return(act: Act, offer: Offer, entries: Sequence[Entry]) -> set[str]:
    """Why a return is none of its lodgement: when it is proposed, and when it is actioned."""
    found = lodged_of(entries, act.body).get(offer.lodgement)
    if found is None:
        return {"lodgement.unknown"} if offer.lodgement else set()
    if act.kind == "transfer-actioned":
        return {"lodgement.exceeds"} if act.notified < found.notified else set()
    refused = set()
    if offer.giver != found.holder:
        refused.add("lodgement.holder")
    recurs = offer.strand[1] == "recurrent" != found.strand[1]
    if offer.strand[0] != found.strand[0] or recurs:
        refused.add("lodgement.strand")
    if offer.pence > found.held:
        refused.add("lodgement.exceeds")
    return refused


def against_the_lapse(act: Act, entries: Sequence[Entry]) -> set[str]:
    """Why what is not returned of a lodgement cannot be written off."""
    refused = set() if act.by.strip() and act.purpose.strip() else {"lodgement.unsigned"}
    found = lodged_of(entries, act.body).get(act.number)
    if found is None:
        return refused | {"lodgement.unknown"}
    if act.authority not in (found.holder, *competent_for((act.body,), act.effective)):
        refused.add("lodgement.holder")
    if act.notified < found.notified:
        refused.add("lodgement.exceeds")
    return refused
