"""Recharges that look like resource that moves between bodies: findings, never refusals (SOM 25).

Three signs, each by amounts of the rulebook, over charges with neither basis nor agreement:
much passes net between two bodies; a duty is met only by what a body was paid; a charge goes back
to the penny in another month.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Duty, DutyResult, DutyStatus
from pctfinance.consolidation.recharge_flows import RechargeFlow, between
from pctfinance.consolidation.sharing_basis import Agreement
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.money import show_exact
from pctfinance.rulebooks import Rulebook

__all__ = ["RechargePatterns"]

_WHAT_TO_DO = (
    "state the agreement, or propose the transfer that it is: resource passes between bodies only "
    "with the authority's approval (SOM 25)"
)


@dataclass(frozen=True)
class RechargePatterns:
    """What is looked at: charges up to a month, what was agreed, the rulebook's amounts.

    >>> from pctfinance.calendar import Period
    >>> patterns = RechargePatterns(Period("2011-12 M08"), (), (), Rulebook.packaged("2011-12"))
    >>> list(patterns.findings([]))
    []
    """

    period: Period
    flows: Sequence[RechargeFlow]
    agreements: Sequence[Agreement]
    rulebook: Rulebook

    def findings(self, duties: Iterable[DutyResult]) -> Iterator[Finding]:
        """Everything that is found, the duties first.

        Args:
            duties: the results of the revenue duty, one a body, as of the same month.
        """
        yield from self._turned(duties)
        yield from self._without_basis()
        yield from self._returned()

    @cached_property
    def _open(self) -> tuple[RechargeFlow, ...]:
        """The charges that follow from no stated basis."""
        return tuple(flow for flow in self.flows if not flow.based and flow.period <= self.period)

    @cached_property
    def _net(self) -> dict[tuple[str, str], int]:
        return between(self._open)

    def _agreed(self, provider: str, recipient: str) -> int:
        return sum(
            agreement.pence
            for agreement in self.agreements
            if (agreement.provider, agreement.recipient) == (provider, recipient)
        )

    def _beyond(self, paid: int, provider: str, recipient: str) -> int:
        """What of a net payment no agreement covers, in pence; 0 where all is covered."""
        return max(paid - self._agreed(provider, recipient), 0)

    def _pairs(self) -> list[tuple[str, str]]:
        return sorted({(min(pair), max(pair)) for pair in self._net})

    def _without_basis(self) -> Iterator[Finding]:
        """Much passes net from one body to another, and nobody said by which right."""
        rule = self.rulebook.recharging
        if rule is None:
            return
        for first, second in self._pairs():
            # Each body's own ledger is a view of the same charges; the larger one is looked at.
            views = (self._net.get((first, second), 0), -self._net.get((second, first), 0))
            paid = max(views, key=abs)
            payer, payee = (first, second) if paid > 0 else (second, first)
            beyond = self._beyond(abs(paid), payee, payer)
            if beyond > rule.without_basis.amount_pence:
                agreed = self._agreed(payee, payer)
                named = f", {show_exact(agreed)} of it by agreement" if agreed else ""
                yield Finding(
                    "recharge.without-basis",
                    Level.WARNING,
                    f"{payee} charged {payer} {show_exact(abs(paid))} net in the year to date"
                    f"{named} ({self._months(first, second)}); {show_exact(beyond)} has neither basis "
                    "nor agreement, and more than "
                    f"{show_exact(rule.without_basis.amount_pence)} looks like resource that "
                    f"moved{self._signs([payer], payee)}",
                    Where(body=f"{first}, {second}", period=str(self.period)),
                    _WHAT_TO_DO,
                    (
                        Ground(f"{payee} charged {payer}, net to date", abs(paid)),
                        Ground("by agreement", agreed),
                    ),
                )

    def _turned(self, duties: Iterable[DutyResult]) -> Iterator[Finding]:
        """A duty that is met only because of what others paid the body."""
        for result in duties:
            left = result.variance_pence
            if result.duty is not Duty.REVENUE or result.status is not DutyStatus.MET:
                continue
            paid = {
                other: self._beyond(-pence, body, other) - self._beyond(pence, other, body)
                for (body, other), pence in sorted(self._net.items())
                if body == result.body
            }
            received = sum(paid.values())
            if left is None or received <= left:
                continue
            payers = [other for other, pence in paid.items() if pence > 0]
            signs = self._signs(payers, result.body)
            yield Finding(
                "recharge.turns-duty",
                Level.WARNING,
                f"{result.body} meets its revenue limit by {show_exact(left)} only because "
                f"{', '.join(payers)} paid it {show_exact(received)} net in the year to date with "
                f"neither basis nor agreement; without that it would exceed the limit by "
                f"{show_exact(received - left)}{signs}",
                Where(body=", ".join(sorted([result.body, *payers])), period=str(self.period)),
                _WHAT_TO_DO,
                tuple(Ground(f"{other} paid, net to date", paid[other]) for other in payers),
            )

    def _returned(self) -> Iterator[Finding]:
        """A charge that goes back in a later month, to the penny."""
        rule = self.rulebook.recharging
        if rule is None:
            return
        told: set[tuple[str, str, int, int, int]] = set()
        used: set[int] = set()
        large = [
            flow
            for flow in self._open
            if abs(flow.pence) >= rule.returned.amount_pence and not flow.returns
        ]
        for at, flow in enumerate(large):
            back = next(
                (
                    later
                    for later in range(at + 1, len(large))
                    if later not in used and at not in used and _is_return(flow, large[later])
                ),
                None,
            )
            if back is None:
                continue
            used |= {at, back}
            first, second = sorted((flow.body, flow.counterparty))
            months = (flow.period.number, large[back].period.number)
            if (told_as := (first, second, *months, abs(flow.pence))) in told:
                continue  # the other body's view of the same
            told.add(told_as)
            payer, payee = _sides(flow)
            yield Finding(
                "recharge.returned",
                Level.WARNING,
                f"{payee} charged {payer} {show_exact(abs(flow.pence))} in M{months[0]:02} "
                f"({flow.source}), and the same went back in M{months[1]:02} "
                f"({large[back].source}): the month-ends between showed resource that was not there",
                Where(body=f"{first}, {second}", period=str(self.period)),
                "say in the report why it went back; where it bridged a month-end, it was a loan, and "
                "a loan is a transfer (SOM 25)",
                (
                    Ground(f"{payee} charged {payer}, M{months[0]:02}", abs(flow.pence)),
                    Ground(f"it went back, M{months[1]:02}", abs(large[back].pence)),
                ),
            )

    def _months(self, first: str, second: str) -> str:
        """What one body charged the other month by month, by the ledger that says more."""
        views = [
            [flow for flow in self._open if (flow.body, flow.counterparty) == pair]
            for pair in ((first, second), (second, first))
        ]
        flows = max(views, key=lambda view: abs(sum(flow.pence for flow in view)))
        months: dict[int, int] = {}
        for flow in flows:
            months[flow.period.number] = months.get(flow.period.number, 0) + flow.pence
        sign = 1 if sum(months.values()) > 0 else -1
        return ", ".join(
            f"M{month:02} {show_exact(sign * pence)}" for month, pence in sorted(months.items())
        )

    def _signs(self, payers: Sequence[str], payee: str) -> str:
        """What else is strange about what a body was paid, as the end of a sentence."""
        rule, year_end = self.rulebook.recharging, len(self.period.year.periods)
        last = rounded = 0
        for payer in payers:
            flows = [flow for flow in self._open if _sides(flow) == (payer, payee)]
            flows = [flow for flow in flows if flow.body == payer] or flows
            last += sum(abs(flow.pence) for flow in flows if flow.period.number == year_end)
            step = rule.round_sum.amount_pence if rule else 0
            rounded += sum(abs(flow.pence) for flow in flows if step and not flow.pence % step)
        signs = [
            *([f"{show_exact(last)} of it in the last month"] if last else []),
            *([f"{show_exact(rounded)} of it in round sums"] if rounded else []),
        ]
        return f"; {' and '.join(signs)}" if signs else ""


def _is_return(flow: RechargeFlow, later: RechargeFlow) -> bool:
    return (
        (flow.body, flow.counterparty) == (later.body, later.counterparty)
        and later.pence == -flow.pence
        and later.period > flow.period
    )


def _sides(flow: RechargeFlow) -> tuple[str, str]:
    """Who pays and who is paid."""
    parties = (flow.body, flow.counterparty)
    return parties if flow.pence > 0 else (parties[1], parties[0])
