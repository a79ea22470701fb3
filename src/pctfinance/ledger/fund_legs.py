"""The legs of a transfer with several givers: what each part of it posts, and in whose ledger.

A *draw* takes what donors earmarked for a fund: the receiver's own part is freed inside its own
limit, and the parts of others pass to it as a transfer. A *re-spread* raises what donors earmark in
place of one who is excused; it moves no limit. Headroom is drawn non-recurrently, whatever it is
drawn for (rulebook `headroom.rate`): it is applied once before it passes.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pctfinance.ledger.lines import Account, Funding, Limit, Line, Strand

if TYPE_CHECKING:
    from pctfinance.ledger.transfers import TransferTerms

__all__ = ["Part", "action_lines", "given_pence", "part_faults", "reserve_lines", "split"]

_CASH = Strand.of(Limit.CASH)
_ONCE = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)


class Part(NamedTuple):
    """What one body gives of a transfer with several givers, in pence."""

    body: str
    pence: int


def split(pence: int, weights: Sequence[int]) -> tuple[int, ...]:
    """An amount shared out by weights, to the penny: by the largest remainder, the first on a tie.

    No share is larger than its weight where the amount is not larger than all weights together.

    Args:
        pence: the amount, not negative.
        weights: not negative, and not all zero unless the amount is.

    >>> split(100, [1, 1, 1]), split(60, [60, 40])
    ((34, 33, 33), (36, 24))
    """
    whole = sum(weights)
    if not whole:
        return tuple(0 for _ in weights)
    shares = [divmod(pence * weight, whole) for weight in weights]
    left = pence - sum(share for share, _ in shares)
    order = sorted(range(len(shares)), key=lambda place: -shares[place][1])
    more = set(order[:left])
    return tuple(share + (place in more) for place, (share, _) in enumerate(shares))


def given_pence(terms: "TransferTerms", pence: int) -> dict[str, int]:
    """What each giver gives of the amount that was approved: all of its part, or its share of less.

    >>> given_pence(_example(), 3)
    {'5K7': 2, '5C1': 1}
    """
    shares = split(pence, [part.pence for part in terms.parts])
    return {part.body: share for part, share in zip(terms.parts, shares, strict=True)}


def reserve_lines(terms: "TransferTerms", party: str, sign: int) -> Iterator[Line]:
    """What one giver sets aside (`sign` 1) on submission, or is given back (-1).

    A draw sets aside what is earmarked for the fund, a re-spread what is for nothing yet. No line is
    of nothing.

    >>> list(reserve_lines(_example(), "5C1", 1))[0].account.value
    'pending'
    """
    yield from (line for line in _reserved(terms, party, sign) if line.pence)


def _reserved(terms: "TransferTerms", party: str, sign: int) -> Iterator[Line]:
    pence = sum(part.pence for part in terms.parts if part.body == party)
    cash = _cash_parts(terms, terms.cash_pence).get(party, 0)
    origin = _earmark(terms) if terms.kind == "draw" else _own(terms)
    yield Line(terms.strand, Account.PENDING, -sign * pence, case=terms.number)
    yield origin._replace(pence=sign * pence)
    yield Line(_CASH, Account.PENDING, -sign * cash, case=terms.number)
    yield Line(_CASH, Account.UNALLOCATED, sign * cash)


def action_lines(terms: "TransferTerms", party: str, pence: int, cash_pence: int) -> Iterator[Line]:
    """What one leg posts when `pence` of the transfer are approved; `party` is empty at the receiver.

    No line is of nothing.

    >>> [(line.account.value, line.pence) for line in action_lines(_example(), "", 3, 0)]
    [('transfer', 3), ('unallocated', -3)]
    """
    yield from (line for line in _actioned(terms, party, pence, cash_pence) if line.pence)


def _actioned(terms: "TransferTerms", party: str, pence: int, cash_pence: int) -> Iterator[Line]:
    given = given_pence(terms, pence)
    if not party:
        if terms.kind == "draw":
            passed = sum(share for body, share in given.items() if body != terms.receiver)
            strand = _ONCE if terms.of_headroom else terms.strand
            yield Line(strand, Account.TRANSFER, passed)
            yield Line(strand, Account.UNALLOCATED, -passed)
            yield Line(_CASH, Account.TRANSFER, cash_pence)
            yield Line(_CASH, Account.UNALLOCATED, -cash_pence)
        return
    yield from reserve_lines(terms, party, -1)
    share, cash = given.get(party, 0), _cash_parts(terms, cash_pence).get(party, 0)
    if terms.kind != "draw":
        yield _own(terms)._replace(pence=share)
        yield _earmark(terms)._replace(pence=-share)
        return
    yield _earmark(terms)._replace(pence=share)
    use = Account.UNALLOCATED if party == terms.receiver else Account.TRANSFER
    if terms.of_headroom:
        yield Line(terms.strand, Account.APPLIED_NON_RECURRENTLY, -share)
        yield Line(_ONCE, Account.APPLIED_NON_RECURRENTLY, share)
    yield Line(_ONCE if terms.of_headroom else terms.strand, use, -share)
    yield Line(_CASH, Account.TRANSFER, -cash)
    yield Line(_CASH, Account.UNALLOCATED, cash)


def part_faults(terms: "TransferTerms") -> Iterator[tuple[str, str]]:
    """Why the parts of these terms cannot be, each with what to do.

    >>> list(part_faults(_example()))
    []
    """
    of_fund = terms.kind in ("draw", "re-spread")
    if not of_fund:
        if terms.parts or terms.fund or terms.of_headroom:
            yield "only a draw or a re-spread is of a fund", "leave fund and parts out"
        return
    if not terms.fund or not terms.parts:
        yield f"a {terms.kind} names no fund or no parts", "name the fund, and what each body gives"
        return
    yield from _sum_faults(terms)
    if terms.reverses:
        yield f"a {terms.kind} reverses nothing", "give back by a transfer to each donor"
    bodies = {part.body for part in terms.parts}
    if terms.kind == "re-spread" and (terms.receiver in bodies or terms.cash_pence):
        yield "a re-spread takes from who is excused, or moves cash", "name the others; no cash"
    if terms.cash_pence and bodies == {terms.receiver}:
        yield "cash goes with nothing that passes", "leave the cash out"
    if terms.of_headroom and terms.funding is not Funding.RECURRENT:
        yield "headroom is recurrent revenue", "state the funding as recurrent"


def _sum_faults(terms: "TransferTerms") -> Iterator[tuple[str, str]]:
    bodies = [part.body for part in terms.parts]
    if len(set(bodies)) != len(bodies) or terms.giver != bodies[0]:
        yield "a giver is named twice, or the first is another", "name each giver once"
    if any(part.pence <= 0 for part in terms.parts):
        yield "a part of it is nothing", "leave out who gives nothing"
    total = sum(part.pence for part in terms.parts)
    if total != terms.pence:
        yield f"its parts add up to {total} pence, and it is of {terms.pence}", "correct the parts"


def _earmark(terms: "TransferTerms") -> Line:
    """The earmark for the fund, of no amount."""
    account = Account.HEADROOM if terms.of_headroom else Account.FUND
    return Line(terms.strand, account, 0, case=terms.fund)


def _own(terms: "TransferTerms") -> Line:
    """What a body has set aside for no fund yet, of no amount."""
    account = Account.HEADROOM if terms.of_headroom else Account.UNALLOCATED
    return Line(terms.strand, account, 0)


def _cash_parts(terms: "TransferTerms", cash_pence: int) -> dict[str, int]:
    """The cash of each giver: shared by what passes, and what is approved by what was asked."""
    passing = [0 if part.body == terms.receiver else part.pence for part in terms.parts]
    asked = split(terms.cash_pence, passing)
    shares = split(cash_pence, asked)
    return {part.body: share for part, share in zip(terms.parts, shares, strict=True)}


def _example() -> "TransferTerms":
    """A draw of Barnet on two donors; for the examples above."""
    from datetime import date  # noqa: PLC0415 - for the examples alone

    from pctfinance.ledger.transfers import TransferTerms  # noqa: PLC0415 - it imports this module

    return TransferTerms.model_validate(
        {
            "number": "D1",
            "kind": "draw",
            "giver": "5K7",
            "receiver": "5A9",
            "pence": 3,
            "effective": date(2011, 9, 1),
            "purpose": "pressure",
            "fund": "F1",
            "parts": [("5K7", 2), ("5C1", 1)],
        }
    )
