"""Headroom of one body: what is asked of it, where it lies, and what became of it.

Lodged = held + released + transferred + lapsed, at every month and as known on every day; a body
for which that fails cannot be made. Nothing here is added over bodies but by `total`, which is a
sum of amounts that stay where they are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pctfinance.bodies import Body, Register
from pctfinance.calendar import Period
from pctfinance.errors import Finding, Ground, IntegrityError, Level, Where
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.closing_items import HELD_HEADROOM, closing_items, standing_decisions
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import SET_ASIDE_LAPSED, HeadroomExempted, HeadroomLapsed, HeldBy
from pctfinance.ledger.headroom_cases import Case, cases_of
from pctfinance.ledger.kinds import (
    HEADROOM_HELD,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
)
from pctfinance.ledger.lines import Account, Certainty, Funding
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfer_lines import (
    HEADROOM_PENDING,
    HEADROOM_RECEIVED,
    HEADROOM_TRANSFERRED,
)
from pctfinance.ledger.year_end import Decision, YearEndDecided
from pctfinance.money import show_exact
from pctfinance.rulebooks import Rulebook, headroom_required

__all__ = ["BodyHeadroom", "body_headroom", "overspent"]

_RESERVE = f"reserve/revenue/recurrent/{Account.HEADROOM.value}"
"""The item of a year's end that is what a body holds itself."""


@dataclass(frozen=True, slots=True)
class BodyHeadroom:
    """The headroom of one body as of a month; integer pence, all of them positive.

    `frozen` tells whether rate and base are those of its first lodgement, earmark or exemption, or
    the rulebook's on what stands now. `lodged_with` are the authorities that are competent for the
    body on the days of its lodgements. `unproposed` is what was released for cases that nobody
    proposed in the book, by case; it is part of what is released. `pending_pence` is set aside for
    redirects and part of what is held; `received_from` is what other bodies' headroom brought, by
    donor, and stands in the body's own limit.
    """

    body: Body
    rate: Decimal
    base_pence: int
    frozen: bool
    bases: tuple[int, ...]
    exempted_pence: int
    lodged_pence: int
    lodged_with: tuple[str, ...]
    held_pence: int
    released_pence: int
    lapsed_pence: int
    set_aside_pence: int
    applied_pence: int
    set_aside_lapsed_pence: int
    cases: tuple[Case, ...] = ()
    unproposed: tuple[tuple[str, int], ...] = ()
    synthetic: bool = False
    transferred_pence: int = 0
    pending_pence: int = 0
    received_from: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        gone = self.released_pence + self.transferred_pence + self.lapsed_pence
        if self.lodged_pence != self.held_pence + gone:
            raise IntegrityError(
                f"headroom of {self.body.code}: lodged {show_exact(self.lodged_pence)} is not held "
                f"{show_exact(self.held_pence)} and released, transferred and lapsed "
                f"{show_exact(gone)}"
            )

    @property
    def required_pence(self) -> int:
        """Rate times base, frozen where they are; half a penny rounds away from zero."""
        return headroom_required(self.base_pence, self.rate)

    @property
    def difference_pence(self) -> int:
        """Required less what is lodged, set aside or exempted: positive is still missing."""
        return self.required_pence - (
            self.lodged_pence + self.set_aside_pence + self.exempted_pence
        )

    @property
    def received_pence(self) -> int:
        """What came of other bodies' headroom, into the body's own limit."""
        return sum(pence for _, pence in self.received_from)

    @property
    def left_pence(self) -> int:
        """What the body holds itself and has neither applied nor let lapse."""
        return self.set_aside_pence - self.applied_pence - self.set_aside_lapsed_pence

    @property
    def approved_pence(self) -> int:
        """What is approved of its cases and still counts."""
        return sum(case.kept_pence for case in self.cases)

    @property
    def unreleased_pence(self) -> int:
        """What is approved of its cases and may still be released."""
        return sum(case.unreleased_pence for case in self.cases)

    @property
    def spent_pence(self) -> int:
        """What it states that it spent on its cases."""
        return sum(case.spent_pence for case in self.cases)


def body_headroom(
    ledger: ResourceLedger,
    body: Body,
    as_of: Period,
    known_at: date | None,
    *,
    rulebook: Rulebook,
    register: Register,
) -> BodyHeadroom:
    """The headroom of one body as of a month, as known on a date.

    An amount that was decided to lapse at the year's end counts as lapsed while that decision fits
    what there is.

    Args:
        ledger: the resource ledgers.
        body: the body.
        as_of: the last month whose events count.
        known_at: the last day whose documents count; `None` leaves nothing out.
        rulebook: the year's rules: the rate and the base where none is frozen yet.
        register: who there is: the authorities with which headroom is lodged.

    Raises:
        IntegrityError: lodged is not held, released, transferred and lapsed. A fault of this
            library.

    >>> from pctfinance.calendar import FinancialYear
    >>> year = FinancialYear("2011-12")
    >>> found = body_headroom(ResourceLedger(), Register.packaged().body("5A9"), year.period(8),
    ...     None, rulebook=Rulebook.packaged(year), register=Register.packaged())
    >>> found.required_pence, found.frozen
    (0, False)
    """
    events = without_reversed(ledger.standing(body.code, as_of, known_at))
    balances = Balances.of(events)
    followed = [e for e in events if isinstance(e.what, HeadroomLodged | HeadroomSetAside)]
    exempted = [e for e in events if isinstance(e.what, HeadroomExempted)]
    frozen = list(_frozen(events, rulebook))
    rate, base = frozen[0] if frozen else (rulebook.headroom.rate.value, _base(balances, rulebook))
    lodged = [e for e in followed if isinstance(e.what, HeadroomLodged)]
    cases = [case for case in cases_of(events).values() if case.proposal.year == as_of.year]
    names = {case.number for case in cases}
    released = [e for e in events if isinstance(e.what, HeadroomReleased)]
    decided = _decided_to_lapse(body.code, events, balances)
    return BodyHeadroom(
        body=body,
        rate=rate,
        base_pence=base,
        frozen=bool(frozen),
        bases=tuple(dict.fromkeys(base for _, base in frozen)),
        exempted_pence=_sum(exempted),
        lodged_pence=_sum(lodged),
        lodged_with=_holders(lodged, register),
        held_pence=balances.memoranda.get(HEADROOM_HELD, 0)
        + balances.memoranda.get(HEADROOM_PENDING, 0)
        - decided[HeldBy.AUTHORITY],
        pending_pence=balances.memoranda.get(HEADROOM_PENDING, 0),
        transferred_pence=balances.memoranda.get(HEADROOM_TRANSFERRED, 0),
        received_from=_received(balances),
        released_pence=_sum(released),
        lapsed_pence=_lapsed(events, HeldBy.AUTHORITY) + decided[HeldBy.AUTHORITY],
        set_aside_pence=_sum(e for e in followed if isinstance(e.what, HeadroomSetAside)),
        applied_pence=_applied(events),
        set_aside_lapsed_pence=_lapsed(events, HeldBy.BODY) + decided[HeldBy.BODY],
        cases=tuple(cases),
        unproposed=tuple(_unproposed(released, names).items()),
        synthetic=any(e.synthetic for e in (*followed, *exempted, *released))
        or any(case.synthetic for case in cases),
    )


def overspent(cases: Iterable[Case]) -> Iterator[Finding]:
    """A finding for each case on which a body states more spend than was released for it.

    >>> list(overspent(()))
    []
    """
    for case in cases:
        if case.spent_pence > case.released_pence:
            over = case.spent_pence - case.released_pence
            yield Finding(
                "headroom.overspent",
                Level.WARNING,
                f"case {case.number!r} of {case.body}: {show_exact(case.spent_pence)} is spent and "
                f"{show_exact(case.released_pence)} released, {show_exact(over)} more "
                "(rulebook headroom.release)",
                Where(body=case.body),
                "name the resource that bears the rest",
                (
                    Ground(f"spent on case {case.number!r}", case.spent_pence),
                    Ground(f"released for case {case.number!r}", case.released_pence),
                ),
            )


def _frozen(events: Iterable[Event], rulebook: Rulebook) -> Iterator[tuple[Decimal, int]]:
    """Rate and base of each event that froze them, in their order."""
    for event in events:
        what = event.what
        if (
            isinstance(what, HeadroomLodged | HeadroomSetAside | HeadroomExempted)
            and what.base_pence is not None
        ):
            rate = what.rate if what.rate is not None else rulebook.headroom.rate.value
            yield rate, what.base_pence


def _base(balances: Balances, rulebook: Rulebook) -> int:
    """What the rate would be taken of, were headroom lodged now."""
    if rulebook.headroom.base.value == "revenue-resource-limit":
        return balances.limit()
    return sum(
        pence
        for cell, pence in balances.cells.items()
        if cell.account is Account.ALLOCATION
        and cell.strand.funding is Funding.RECURRENT
        and cell.strand.certainty is Certainty.CONFIRMED
    )


def _sum(events: Iterable[Event]) -> int:
    return sum(getattr(event.what, "pence", 0) for event in events)


def _lapsed(events: Iterable[Event], held_by: HeldBy) -> int:
    return _sum(
        e for e in events if isinstance(e.what, HeadroomLapsed) and e.what.held_by is held_by
    )


def _received(balances: Balances) -> tuple[tuple[str, int], ...]:
    """What was redirected to the body, by donor."""
    return tuple(
        (account.removeprefix(HEADROOM_RECEIVED), pence)
        for account, pence in sorted(balances.memoranda.items())
        if account.startswith(HEADROOM_RECEIVED) and pence
    )


def _applied(events: Iterable[Event]) -> int:
    """What was taken from headroom that the body holds itself."""
    return sum(
        line.pence
        for event in events
        for line in event.lines
        if line.account is Account.HEADROOM and not isinstance(event.what, HeadroomSetAside)
    )


def _decided_to_lapse(body: str, events: list[Event], balances: Balances) -> dict[HeldBy, int]:
    """What decisions of the year's end let lapse, where they are about what there is."""
    items = {item.key: item.pence for item in closing_items(body, events)}
    decisions = standing_decisions(body, events)
    lapsed = dict.fromkeys(HeldBy, 0)
    for held_by, key in ((HeldBy.AUTHORITY, HELD_HEADROOM), (HeldBy.BODY, _RESERVE)):
        what = decisions[key].what if key in decisions else None
        if isinstance(what, YearEndDecided) and what.pence == items.get(key):
            parts = (part.pence for part in what.parts if part.decision is Decision.LAPSE)
            lapsed[held_by] = sum(parts)
    if lapsed[HeldBy.BODY]:  # the item still holds what lapsed before, since that posts no line
        lapsed[HeldBy.BODY] -= balances.memoranda.get(SET_ASIDE_LAPSED, 0)
    return lapsed


def _holders(lodged: Iterable[Event], register: Register) -> tuple[str, ...]:
    """The authorities with which headroom is lodged, the first lodgement's first."""
    codes: dict[str, None] = {}
    for event in lodged:
        for authority in register.competent_authorities(event.body, event.effective):
            codes.setdefault(authority.code)
    return tuple(codes)


def _unproposed(released: Iterable[Event], proposed: set[str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for event in released:
        what = event.what
        if isinstance(what, HeadroomReleased) and what.case not in proposed:
            sums[what.case] = sums.get(what.case, 0) + what.pence
    return sums
