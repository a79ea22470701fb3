"""The lines of a return that no position has: risks, balances, headroom, what is pending."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pctfinance.consolidation.agreement import AgreedPair
from pctfinance.consolidation.agreement_answers import held_amounts
from pctfinance.consolidation.exposure import Risk
from pctfinance.consolidation.headroom import BodyHeadroom
from pctfinance.consolidation.position import BodyPosition
from pctfinance.consolidation.return_lines import ReturnLine
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfers import TransferActioned, TransferEnded, TransferSubmitted
from pctfinance.money import show_exact

__all__ = [
    "Pending",
    "balance_lines",
    "headroom_lines",
    "pending_lines",
    "pending_of",
    "risk_lines",
]

_KINDS = {
    ("balances", True): "receivable",
    ("balances", False): "payable",
    ("flows", True): "income",
    ("flows", False): "expenditure",
}
_HEADROOM = {
    "required": "Required by the rate",
    "lodged": "Lodged with the authority",
    "set_aside": "Set aside by the body itself",
    "exempted": "Exempted",
    "difference": "Required, and neither lodged, set aside nor exempted",
    "held": "Held by the authority",
    "released": "Released by cases",
    "transferred": "Redirected to others",
    "lapsed": "Lapsed with the authority",
    "received": "Received of others' headroom",
}
_HEADROOM_PARTS = {
    "lodged": ((1, "held"), (1, "released"), (1, "transferred"), (1, "lapsed")),
    "difference": ((1, "required"), (-1, "lodged"), (-1, "set_aside"), (-1, "exempted")),
}


class Pending(NamedTuple):
    """What a body submitted and no authority has actioned or ended: its number, and the amount."""

    number: str
    limit: Limit
    pence: int
    label: str
    synthetic: bool = False


def risk_lines(body: BodyPosition, risks: Sequence[Risk]) -> Iterator[ReturnLine]:
    """The register's rows of one body, and its variance if they came; no chance is reckoned.

    Once with the risks alone, and once with the opportunities too. The variance is the pack's; with no
    row there is nothing but it.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.consolidation.duties import Duty, DutyResult
    >>> from pctfinance.ledger.balances import Balances
    >>> met = DutyResult("5A9", Duty.REVENUE, 100, 90)
    >>> body = BodyPosition(Body("5A9", "Barnet PCT"), (met,), Balances.of([]), ())
    >>> [line.pence for line in risk_lines(body, [Risk("5A9", "a claim", -30, 20)])]
    [-30, 10, -20, -20]
    """
    rows = list(enumerate(risks, start=1))
    place = "no pack shows it: row {} of the body in the risk register"
    for number, risk in rows:
        kind = "risk" if risk.pence < 0 else "opportunity"
        note = f"{kind}, {risk.percent} %" + (f", with {risk.group}" if risk.group else "")
        if risk.is_range:
            note += f", between {' and '.join(map(show_exact, risk.span))}"
        yield ReturnLine(
            "risks",
            f"row_{number}",
            "amount",
            risk.name,
            risk.pence,
            place.format(number),
            compared=False,
            note=note,
        )
    result = next(each for each in body.duties if each.duty.limit is Limit.REVENUE)
    yield ReturnLine(
        "risks",
        "variance",
        "amount",
        "Variance of the revenue limit, without them",
        result.variance_pence,
        f"position.json, duties[{result.duty.value}].variance_pence",
        synthetic=result.synthetic,
    )
    likely = ", each at its likeliest amount" if any(risk.is_range for risk in risks) else ""
    worst = [(number, risk) for number, risk in rows if risk.pence < 0]
    for line, label, counted in (
        ("worst", f"Variance if all risks came, and no opportunity{likely}", worst),
        ("total", f"Variance if all of them came{likely}", rows),
    ):
        if not rows:
            continue
        names = [f"risks.row_{number}.amount" for number, _ in counted]
        variance = result.variance_pence
        yield ReturnLine(
            "risks",
            line,
            "amount",
            label,
            None if variance is None else variance + sum(risk.pence for _, risk in counted),
            "no pack shows it: the variance and the rows above",
            tuple((1, name) for name in (*names, "risks.variance.amount")),
            compared=False,
        )


def balance_lines(
    body: str, pairs: Iterable[AgreedPair], names: Mapping[str, str], *, synthetic: bool
) -> Iterator[ReturnLine]:
    """What a body and each other body have with each other, by both ledgers.

    >>> from pctfinance.consolidation.agreement import AgreementStatus
    >>> pair = AgreedPair("flows", "5K7", "5A9", 5, 3, AgreementStatus.DISPUTED, 8)
    >>> [(line.id, line.pence) for line in balance_lines("5A9", [pair], {}, synthetic=False)]
    [('balances.5K7.expenditure.ours', 3), ('balances.5K7.expenditure.theirs', 5), \
('balances.5K7.expenditure.difference', -2)]
    """
    for pair in pairs:
        provides = pair.provider == body
        other = pair.recipient if provides else pair.provider
        kind = _KINDS[pair.side, provides]
        *both, apart = held_amounts(pair)
        ours, theirs = both if provides else both[::-1]
        row = f"{other}.{kind}"
        label = f"{kind.capitalize()} with {other} {names.get(other, '')}".strip()
        since = f", since M{pair.since:02}" if pair.since else ""
        # A ledger that is not there says nothing, and not that there is nothing.
        less = None if apart is None else apart if provides else -apart
        amounts = {"ours": ours, "theirs": theirs, "difference": less}
        places = {
            "ours": f"statement of balances of {body} to {other}, at the pack's event",
            "theirs": f"statement of balances of {other} to {body}, at the pack's event",
            "difference": "the two statements of balances, at the pack's event",
        }
        for column, pence in amounts.items():
            is_difference = column == "difference"
            yield ReturnLine(
                "balances",
                row,
                column,
                label,
                pence,
                places[column],
                ((1, f"balances.{row}.ours"), (-1, f"balances.{row}.theirs"))
                if is_difference
                else (),
                note=f"{pair.status.value}{since}" if is_difference else "",
                synthetic=synthetic,
            )


def headroom_lines(headroom: BodyHeadroom, body: BodyPosition) -> Iterator[ReturnLine]:
    """What became of the headroom; what of it moved the limit is held against the pack.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> lines = headroom_lines(book.headroom("5A9").of("5A9"), book.position("M8").body("5A9"))
    >>> [line.id for line in lines if line.compared]
    ['headroom.in_limit.amount', 'headroom.in_reserves.amount']
    """
    for row, label in _HEADROOM.items():
        amount = getattr(headroom, f"{row}_pence")
        parts = _HEADROOM_PARTS.get(row, ())
        yield ReturnLine(
            "headroom",
            row,
            "amount",
            label,
            amount,
            "no pack shows it: the statement of headroom",
            tuple((sign, f"headroom.{of}.amount") for sign, of in parts),
            compared=False,
            synthetic=headroom.synthetic,
        )
    yield ReturnLine(
        "headroom",
        "in_limit",
        "amount",
        "Released and received, in the limit of the body",
        headroom.released_pence + headroom.received_pence,
        "board-pack.xlsx, statement of the revenue limit: released",
        ((1, "headroom.released.amount"), (1, "headroom.received.amount")),
        synthetic=headroom.synthetic,
    )
    yield ReturnLine(
        "headroom",
        "in_reserves",
        "amount",
        "Headroom in the reserves of the body",
        body.balances.use([Account.HEADROOM]),
        "board-pack.xlsx, use of the limit: headroom",
        synthetic=headroom.synthetic,
    )


def pending_of(events: Iterable[Event]) -> tuple[Pending, ...]:
    """What a body's events have submitted and not ended, in the order of submission.

    >>> pending_of([])
    ()
    """
    found: dict[str, list[Pending]] = {}
    for event in without_reversed(events):
        what = event.what
        if isinstance(what, TransferActioned | TransferEnded):
            found.pop(what.number, None)
        elif isinstance(what, TransferSubmitted):
            found[what.number] = list(_submitted(event, what))
    return tuple(pending for each in found.values() for pending in each)


def _submitted(event: Event, what: TransferSubmitted) -> Iterator[Pending]:
    terms = what.terms
    to = f" to {terms.receiver}" if terms.receiver else ""
    label = f"{terms.kind.value.capitalize()} {terms.number}{to}: {terms.purpose}"
    for limit in Limit:
        pence = -sum(
            line.pence
            for line in what.lines()
            if line.account is Account.PENDING and line.strand.limit is limit
        )
        if pence:
            yield Pending(terms.number, limit, pence, label, event.synthetic)


def pending_lines(pending: Sequence[Pending]) -> Iterator[ReturnLine]:
    """What the body has submitted, one line a transfer and limit, and the sum of each limit.

    The sum is what the body's own limit has set aside for it; nothing of it has moved a limit yet.

    >>> [(line.id, line.pence) for line in pending_lines([Pending("T1", Limit.REVENUE, 5, "T1")])]
    [('pending.T1.revenue.amount', 5), ('pending.total_revenue.amount', 5)]
    """
    for limit in Limit:
        of_limit = [each for each in pending if each.limit is limit]
        for each in of_limit:
            yield ReturnLine(
                "pending",
                f"{each.number}.{limit.value}",
                "amount",
                each.label,
                each.pence,
                "no pack shows it by itself: the transfers of the book",
                compared=False,
                note="submitted",
                synthetic=each.synthetic,
            )
        if of_limit or limit is Limit.REVENUE:
            shown = limit is Limit.REVENUE
            yield ReturnLine(
                "pending",
                f"total_{limit.value}",
                "amount",
                f"Set aside for it in the {limit.value} limit",
                sum(each.pence for each in of_limit),
                "board-pack.xlsx, use of the limit: pending transfers"
                if shown
                else f"the resource ledger at the pack's event, {limit.value}: pending",
                tuple((1, f"pending.{each.number}.{limit.value}.amount") for each in of_limit),
                synthetic=any(each.synthetic for each in of_limit),
            )
