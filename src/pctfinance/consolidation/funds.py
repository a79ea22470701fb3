"""Funds as they stand: what each donor agreed, gave, was excused from, and what was drawn of it.

A fund owns nothing: every amount here is an earmark inside the limit of one body, or what passed
from it by an approved draw. What is held is read from the lines and all else from the steps, so that
contributed = held + pending + drawn + returned is proved of every donor whenever a statement is made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.evidence import grounds_of_event
from pctfinance.consolidation.position import Position
from pctfinance.decisions.rules import office_key
from pctfinance.errors import Finding, Ground, IntegrityError, Level, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.fund_moves import Measure, fund_moves
from pctfinance.ledger.funds import FundAgreed, FundTerms, FundWaived
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.money import show_exact

__all__ = ["Fund", "FundMember", "disguises", "fund_checks", "funds_of"]

_GONE = (Measure.PENDING, Measure.DRAWN_OWN, Measure.DRAWN_OTHERS, Measure.RETURNED)


@dataclass(frozen=True, slots=True)
class FundMember:
    """One body of a fund, donor or receiver; amounts in pence.

    `agreed_pence` is the share of the fund's terms, 0 of who only receives; `has_agreed` whether the
    donor agreed to them. `sums` holds what moved since, by measure.
    """

    body: Body
    agreed_pence: int
    has_agreed: bool
    sums: Mapping[Measure, int]

    def __post_init__(self) -> None:
        gone = sum(self.pence(measure) for measure in _GONE)
        if self.pence(Measure.CONTRIBUTED) != self.pence(Measure.HELD) + gone:
            raise IntegrityError(
                f"fund of {self.body.code}: contributed "
                f"{show_exact(self.pence(Measure.CONTRIBUTED))} is not held "
                f"{show_exact(self.pence(Measure.HELD))} and pending, drawn and returned "
                f"{show_exact(gone)}"
            )

    def pence(self, measure: Measure) -> int:
        """One of its measures."""
        return self.sums.get(measure, 0)

    @property
    def share_pence(self) -> int:
        """What it is to give by now: agreed, less what was waived, and what was spread on it."""
        return self.agreed_pence - self.pence(Measure.WAIVED) + self.pence(Measure.SPREAD)

    @property
    def open_pence(self) -> int:
        """What it is to give and has not given."""
        given = self.pence(Measure.CONTRIBUTED) - self.pence(Measure.RETURNED)
        return self.share_pence - given


@dataclass(frozen=True, slots=True)
class Fund:
    """One fund: its terms, and every body that gives to it or received from it.

    `stands` says whether all donors agreed to the terms; until then nothing can be given.
    """

    terms: FundTerms
    stands: bool
    members: tuple[FundMember, ...]

    def __post_init__(self) -> None:
        drawn, received = (self.total(m) for m in (Measure.DRAWN_OTHERS, Measure.RECEIVED))
        if drawn != received:
            raise IntegrityError(
                f"fund {self.terms.number!r}: {show_exact(drawn)} was drawn for others and "
                f"{show_exact(received)} received"
            )

    def total(self, measure: Measure) -> int:
        """A measure over all members, in pence: an unpooled sum.

        What one donor holds is no other's.
        """
        return sum(member.pence(measure) for member in self.members)


def funds_of(
    ledger: ResourceLedger,
    bodies: Sequence[Body],
    as_of: Period,
    known_at: date | None,
    stated: Iterable[FundTerms] = (),
) -> tuple[Fund, ...]:
    """The funds of some bodies as of a month, as known on a date, in the order of their statement.

    Args:
        ledger: the resource ledgers.
        bodies: the bodies of the book.
        as_of: the last month whose events count.
        known_at: the last day whose documents count; `None` leaves nothing out.
        stated: terms that were stated, the later ones taking the place of the earlier.

    Raises:
        IntegrityError: a donor's amounts do not add up. A fault of this library.

    >>> from pctfinance.calendar import FinancialYear
    >>> funds_of(ResourceLedger(), (), FinancialYear("2011-12").period(8), None)
    ()
    """
    sums: dict[tuple[str, str], Counter[Measure]] = defaultdict(Counter)
    agreed: dict[str, dict[str, FundTerms]] = defaultdict(dict)
    standing: dict[str, FundTerms] = {}
    for event in _in_order(ledger, bodies, as_of, known_at):
        what = event.what
        if isinstance(what, FundAgreed) and what.fund not in standing:
            agreed[what.fund][event.body] = what.terms
            if all(agreed[what.fund].get(p.body) == what.terms for p in what.terms.donors):
                standing[what.fund] = what.terms
        for move in fund_moves(event):
            sums[move.fund, move.body][move.measure] += move.pence
    terms = {each.number: each for each in stated} | standing
    return tuple(_fund(each, standing, agreed, sums, bodies) for each in terms.values())


def _in_order(
    ledger: ResourceLedger, bodies: Sequence[Body], as_of: Period, known_at: date | None
) -> list[Event]:
    found = (e for body in bodies for e in ledger.standing(body.code, as_of, known_at))
    return sorted(found, key=lambda event: event.sequence)


def _fund(
    terms: FundTerms,
    standing: Mapping[str, FundTerms],
    agreed: Mapping[str, Mapping[str, FundTerms]],
    sums: Mapping[tuple[str, str], Counter[Measure]],
    bodies: Sequence[Body],
) -> Fund:
    agreements = agreed.get(terms.number, {})
    members = []
    for body in bodies:
        moved = sums.get((terms.number, body.code), Counter())
        if terms.share(body.code) or any(moved.values()):
            has_agreed = agreements.get(body.code) == terms
            members.append(FundMember(body, terms.share(body.code), has_agreed, dict(moved)))
    return Fund(terms, standing.get(terms.number) == terms, tuple(members))


def fund_checks(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Re-spreads in disguise among the bodies of the book, of those of a position; see `disguises`.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> list(fund_checks(book.position("M8"), book.holdings))
    []
    """
    at = (position.period, position.known_at)
    yield from position.told(disguises(holdings.resource, position.looked_among, *at))


def disguises(
    ledger: ResourceLedger, bodies: Sequence[Body], as_of: Period, known_at: date | None
) -> Iterator[Finding]:
    """A re-spread in disguise: another fund, agreed after a donor was excused, without it.

    Its terms are new, and each of its donors agreed, so nothing of it can be refused. But where it
    is kept by the same office or is for the same purpose, in the same strand, the others may be
    giving what the excused one does not.

    Args:
        ledger: the resource ledgers.
        bodies: the bodies that are looked at.
        as_of: the last month whose events count.
        known_at: the last day whose documents count; `None` leaves nothing out.

    >>> from pctfinance.calendar import FinancialYear
    >>> list(disguises(ResourceLedger(), (), FinancialYear("2011-12").period(8), None))
    []
    """
    events = _in_order(ledger, bodies, as_of, known_at)
    agreements = [e for e in events if isinstance(e.what, FundAgreed)]
    terms = {e.what.fund: e.what.terms for e in agreements if isinstance(e.what, FundAgreed)}
    left: Counter[tuple[str, str]] = Counter()
    for event in events:
        for move in fund_moves(event):
            if move.measure in (Measure.WAIVED, Measure.RELIEVED):
                sign = 1 if move.measure is Measure.WAIVED else -1
                left[move.fund, move.body] += sign * move.pence
    for waiver in events:
        what = waiver.what
        if not isinstance(what, FundWaived) or left[what.fund, waiver.body] <= 0:
            continue
        fund = terms.get(what.fund)
        later = {
            e.what.fund
            for e in agreements
            if isinstance(e.what, FundAgreed) and e.sequence > waiver.sequence
        }
        for number in sorted(later):
            if fund is not None and _takes_over(fund, terms[number], waiver.body):
                yield _disguise(waiver, fund, terms[number])


def _takes_over(fund: FundTerms, other: FundTerms, excused: str) -> bool:
    """Whether another fund looks as if it took the place of this one for who is excused from it."""
    alike = office_key(other.holder) == office_key(fund.holder) or (
        office_key(other.purpose) == office_key(fund.purpose)
    )
    shared = {part.body for part in fund.donors} & {part.body for part in other.donors}
    return (
        other.number != fund.number
        and alike
        and other.strand == fund.strand
        and not other.share(excused)
        and bool(shared - {excused})
    )


def _disguise(waiver: Event, fund: FundTerms, other: FundTerms) -> Finding:
    pence = waiver.what.pence if isinstance(waiver.what, FundWaived) else 0
    return Finding(
        "fund.may-be-re-spread",
        Level.WARNING,
        f"{waiver.body} was excused from {show_exact(pence)} of fund {fund.number!r}, and fund "
        f"{other.number!r}, agreed afterwards without it, asks {show_exact(other.pence)} of others: "
        "it may be a re-spread without an approval (SOM 25)",
        Where(body=waiver.body),
        "have a re-spread approved, or say what else the fund is for",
        (grounds_of_event(waiver, pence), Ground(f"fund {other.number!r} asks", other.pence)),
    )
