"""What the gate says about funds: what donors agreed stands, and no share rises without approval.

All resource transfers between PCTs are agreed with the SHA (SOM 25). A fund is earmarks of several
bodies, so what one of them is excused from, and another gives instead, shifts a burden between them:
it is a re-spread, and goes the way of a transfer. So does every draw.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pctfinance.decisions.rules import Rules, office_key
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.fund_moves import Measure, fund_moves
from pctfinance.ledger.funds import FundAgreed, FundContributed, FundStep, FundTerms, FundWaived
from pctfinance.ledger.lines import Funding, Limit
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import (
    TransferActioned,
    TransferKind,
    TransferProposed,
    TransferSubmitted,
    TransferTerms,
)
from pctfinance.money import show_exact

__all__ = ["FundGate"]

_SPREAD = "a re-spread of shares needs the approval of the authorities of all its donors"
_Refusal = tuple[str, str, str]


class FundGate:
    """Watches the funds of one book: who agreed, who gave, who was excused.

    >>> from datetime import date
    >>> gate = FundGate(Rules(lambda body, on: (), frozenset({"5A9"})))
    >>> day = date(2011, 6, 1)
    >>> given = Event(body="5A9", effective=day, notified=day, reference="F1", by="Finance, Barnet",
    ...     what=FundContributed(fund="F1", pence=5))
    >>> [finding.code for finding in gate.findings(given)]
    ['fund.state']
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._agreed: dict[str, dict[str, FundTerms]] = defaultdict(dict)
        self._offices: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self._standing: dict[str, FundTerms] = {}
        self._sums: dict[tuple[str, str], Counter[Measure]] = defaultdict(Counter)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        what = event.what
        if isinstance(what, FundAgreed) and what.fund not in self._standing:
            agreed = self._agreed[what.fund]
            agreed[event.body] = what.terms
            self._offices[what.fund].setdefault(event.body, set()).add(office_key(event.by))
            if all(agreed.get(part.body) == what.terms for part in what.terms.donors):
                self._standing[what.fund] = what.terms
        for move in fund_moves(event):
            self._sums[move.fund, move.body][move.measure] += move.pence

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if isinstance(what, FundStep):
            name = f"{what.kind} of fund {what.fund!r} of {event.body}"
            refusals = [*_unsigned(event), *self._step(event, what), *self._signed(event, what)]
        elif isinstance(what, TransferProposed | TransferSubmitted | TransferActioned):
            name = f"{what.kind} of transfer {what.number!r} of {event.body}"
            pence = what.pence if isinstance(what, TransferActioned) else what.terms.pence
            refusals = list(self._of_transfer(what.terms, pence)) if what.terms.fund else []
        else:
            return
        for code, message, hint in refusals:
            said = with_rule(code, f"{name}: {message}")
            yield Finding(code, Level.ERROR, said, event.where, hint)

    def _step(self, event: Event, what: FundStep) -> Iterator[_Refusal]:
        if isinstance(what, FundAgreed):
            yield from self._agreement(event, what)
            return
        terms = self._standing.get(what.fund)
        if terms is None:
            yield self._open(what.fund)
            return
        if not terms.share(event.body):
            donors = ", ".join(part.body for part in terms.donors)
            message = f"{event.body} is no donor of it; its donors are {donors}"
            yield "fund.share", message, f"who joins makes another spread: {_SPREAD}"
        elif isinstance(what, FundContributed):
            yield from self._contribution(event, what, terms)
        elif isinstance(what, FundWaived):
            yield from self._waiver(event, what, terms)

    def _agreement(self, event: Event, what: FundAgreed) -> Iterator[_Refusal]:
        terms, standing = what.terms, self._standing.get(what.fund)
        faults = list(terms.faults())
        strangers = [p.body for p in terms.donors if p.body not in self._rules.bodies]
        if strangers:
            faults.append((f"{', '.join(strangers)} has no ledger in this book", "name its bodies"))
        if (what.fund, what.digest) != (terms.number, terms.digest):
            faults.append(("its number or digest is not that of its terms", "agree to what stands"))
        if not terms.share(event.body):
            faults.append((f"{event.body} is no donor of it", "only donors agree to it"))
        for message, hint in faults:
            yield "fund.terms", message, hint
        if terms in (standing, self._agreed.get(what.fund, {}).get(event.body)):
            yield "fund.state", f"{event.body} has agreed to it before", "nothing is to be done"
        elif standing is not None:
            message = f"its terms stand as its donors agreed them, {standing.digest[:12]}"
            yield "fund.spread", f"{message}: {_SPREAD}", "propose a re-spread for who is excused"

    def _contribution(
        self, event: Event, what: FundContributed, terms: FundTerms
    ) -> Iterator[_Refusal]:
        yield from self._not_of_donor(event)
        yield from _other_strand(what, terms)
        if what.applied and (
            terms.of_headroom or (terms.limit, terms.funding) != _NON_RECURRENT_REVENUE
        ):
            message = "only a fund of non-recurrent revenue takes recurrent resource used once"
            yield "fund.strand", message, "contribute in the fund's own strand"
        sums = self._sums[terms.number, event.body]
        left = terms.share(event.body) - sums[Measure.WAIVED] - _given(sums) + sums[Measure.SPREAD]
        if what.pence > left:
            message = (
                f"it gives {show_exact(what.pence)}, and {show_exact(left)} of the share is open"
            )
            yield "fund.share", f"{message}: {_SPREAD}", "give at most what was agreed"

    def _waiver(self, event: Event, what: FundWaived, terms: FundTerms) -> Iterator[_Refusal]:
        yield from _other_strand(what, terms)
        if office_key(event.by) != office_key(terms.holder):
            message = f"{event.by} does not keep the fund; {terms.holder} does"
            yield "fund.unsigned", message, "who keeps the fund excuses a donor"
        sums = self._sums[terms.number, event.body]
        share = terms.share(event.body) - sums[Measure.WAIVED] + sums[Measure.SPREAD]
        gone = _given(sums) - sums[Measure.HELD]
        if not 0 < what.pence <= share - gone:
            message = (
                f"{show_exact(what.pence)} is to be waived of a share of {show_exact(share)}, of "
                f"which {show_exact(gone)} is drawn or pending"
            )
            yield "fund.waiver", message, f"waive at most {show_exact(max(0, share - gone))}"
        returned = max(0, _given(sums) - (share - what.pence))
        if what.returned_pence != returned:
            message = f"it gives back {show_exact(what.returned_pence)}"
            hint = f"give back exactly {show_exact(returned)}: what was given beyond the share left"
            yield "fund.waiver", message, hint

    def _signed(self, event: Event, what: FundStep) -> Iterator[_Refusal]:
        """An office that the donor did not state, where it stated which of its offices sign."""
        if isinstance(what, FundAgreed):
            pence = what.terms.share(event.body)
        elif isinstance(what, FundContributed):
            pence = what.pence
        else:
            return
        if self._rules.officers(event.body, before=event.sequence):
            refusal = self._rules.officer_refusal(
                event.body, event.by, pence, event.notified, event.sequence
            )
            if refusal:
                yield "fund.unsigned", refusal, "let a stated office sign, or state the offices"

    def _not_of_donor(self, event: Event) -> Iterator[_Refusal]:
        """An office that agreed for other donors, and not for this one, does not give for it."""
        offices = self._offices[getattr(event.what, "fund", "")]
        office = office_key(event.by)
        others = [body for body, known in offices.items() if office in known]
        if others and event.body not in others:
            message = f"{event.by} agreed for {', '.join(others)}, not for {event.body}"
            yield "fund.unsigned", message, f"an office of {event.body} gives for it"

    def _of_transfer(self, terms: TransferTerms, pence: int) -> Iterator[_Refusal]:
        """Why a draw or re-spread is none of its fund."""
        fund = self._standing.get(terms.fund)
        if fund is None:
            yield self._open(terms.fund)
            return
        yield from _other_strand(terms, fund)
        strangers = [part.body for part in terms.parts if not fund.share(part.body)]
        if strangers:
            message = f"{', '.join(strangers)} is no donor of fund {terms.fund!r}"
            yield (
                "fund.share",
                message,
                "draw on its donors alone; who joins is a straight transfer",
            )
        if terms.kind is TransferKind.RESPREAD:
            excused = self._sums[terms.fund, terms.receiver]
            left = excused[Measure.WAIVED] - excused[Measure.RELIEVED]
            if pence > left:
                message = (
                    f"{show_exact(pence)} is to be spread anew, and {show_exact(left)} of what "
                    f"{terms.receiver} was excused from is not spread yet"
                )
                yield "fund.spread", message, "waive it first; spread at most that"

    def _open(self, fund: str) -> _Refusal:
        agreed = self._agreed.get(fund, {})
        waiting = [
            part.body
            for terms in list(agreed.values())[-1:]
            for part in terms.donors
            if agreed.get(part.body) != terms
        ]
        message = f"{', '.join(waiting)} has not agreed to it" if waiting else "nobody agreed to it"
        return "fund.state", f"fund {fund!r} does not stand: {message}", "each donor agrees first"


_NON_RECURRENT_REVENUE = (Limit.REVENUE, Funding.NON_RECURRENT)


def _given(sums: Counter[Measure]) -> int:
    """What a donor gave and was not given back."""
    return sums[Measure.CONTRIBUTED] - sums[Measure.RETURNED]


def _unsigned(event: Event) -> Iterator[_Refusal]:
    if not event.by.strip():
        hint = "name the office that takes the step, and its organisation"
        yield "fund.unsigned", "it names no office", hint
    if isinstance(event.what, FundWaived) and not event.purpose.strip():
        yield "fund.unsigned", "it does not say why", "give the reason"


def _other_strand(
    what: FundContributed | FundWaived | TransferTerms, fund: FundTerms
) -> Iterator[_Refusal]:
    if (what.limit, what.funding, what.of_headroom) != (fund.limit, fund.funding, fund.of_headroom):
        of = "headroom" if fund.of_headroom else str(fund.strand)
        message = f"fund {fund.number!r} is of {of}, and this is not"
        yield "fund.strand", message, "take it from what the fund is of"
