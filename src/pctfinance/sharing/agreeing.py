"""Agreements about recharges, and what a pattern of recharges without one looks like."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pctfinance.asked import day_asked, pence_asked
from pctfinance.asking import Asking
from pctfinance.consolidation.apportioned_cost import beyond_cost
from pctfinance.consolidation.duties import Duty, DutyResult
from pctfinance.consolidation.position import Check, Position, make_position
from pctfinance.consolidation.recharge_flows import RechargeFlow, recharge_flows, recharge_sets
from pctfinance.consolidation.recharge_patterns import RechargePatterns
from pctfinance.consolidation.sharing_basis import AGREEMENT, Agreement, agreements_of
from pctfinance.errors import Finding, UsageError
from pctfinance.ledger.holdings import Holdings
from pctfinance.records import Receipt

__all__ = ["Agreeing"]


class Agreeing(Asking):
    """What bodies agreed to recharge, and the findings where they did not (SOM 25)."""

    def state_recharge_agreement(
        self,
        name: str,
        *,
        provider: str,
        recipient: str,
        pence: int,
        source: str,
        by: str,
        on: str | date,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State that two bodies agreed on recharges, so that no finding takes them for a transfer.

        Stated again under its name, it replaces what was stated before.

        Args:
            name: the agreement's name.
            provider: code of the body that is paid.
            recipient: code of the body that is charged.
            pence: up to what amount in the year, net; above zero.
            source: the document in which both agreed.
            by: the office that states it.
            on: the date of that document.
            request: the caller's own name for this command.
            test: whether to look only if it could be stated; the receipt then says that nothing was.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: something is missing, or the amount is not above zero.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.state_recharge_agreement("SLA 1", provider="5K7", recipient="5A9",
        ...     pence=500_000_00, source="service level agreement 1", by="Head of Finance",
        ...     on="2011-04-01")
        >>> book.recharge_agreements()[0].pence
        50000000
        """
        parties = self.register.body(provider).code, self.register.body(recipient).code
        members = self._records.terms.members_of_year()
        if parties[0] == parties[1] or not set(parties) <= members.keys():
            raise UsageError(
                f"{parties[0]} and {parties[1]} are no two bodies of {self.group.code}",
                hint=f"its bodies are {', '.join(members)}",
            )
        day = day_asked(on)
        if (
            pence_asked(pence) <= 0
            or day is None
            or not all(text.strip() for text in (name, source, by))
        ):
            raise UsageError(
                "an agreement has a name, a source, an office, a day, and pence above zero"
            )
        said = {
            "kind": AGREEMENT,
            "name": name,
            "provider": parties[0],
            "recipient": parties[1],
            "pence": pence,
            "source": source,
            "by": by,
            "on": str(day),
        }
        return self._stated(said, request, test=test)

    def recharge_agreements(self, known_at: str | date | None = None) -> tuple[Agreement, ...]:
        """The agreements about recharges as they were last stated."""
        return agreements_of(self._records.statements, day_asked(known_at))

    def _stated(self, said: Mapping[str, Any], request: str | None, *, test: bool) -> Receipt:
        """Post a statement of the book, or, as a test, nothing."""
        statements = [] if test else [said]
        return self._records.post((), statements=statements, request=None if test else request)

    def _more_checks(self, until: int) -> tuple[Check, ...]:
        """The checks there are, and whether recharges look like resource that moved."""

        def patterns(position: Position, holdings: Holdings) -> Iterator[Finding]:
            bodies = [body.code for body in position.looked_among]
            events = tuple(
                event
                for body in bodies
                for event in holdings.resource.standing(body, position.period, position.known_at)
            )
            # An agreement is no figure: what the book holds by then explains, whatever its date, and
            # a position names no day for it.
            said = (one for one in self._records.statements if one.sequence <= until)
            flows = recharge_flows(events, bodies, self._records.cells)
            looked_at = RechargePatterns(position.period, flows, agreements_of(said), self.rulebook)
            yield from position.told(looked_at.findings(_duties(position, holdings, flows)))
            sets = recharge_sets(events)
            yield from position.told(beyond_cost(sets.values(), holdings.actuals, position.period))

        return (*super()._more_checks(until), patterns)


def _duties(
    position: Position, holdings: Holdings, flows: Sequence[RechargeFlow]
) -> list[DutyResult]:
    """The revenue duty of each body of the position, and of the others that recharge or are charged."""
    charged = {code for flow in flows for code in (flow.body, flow.counterparty)}
    bodies = position.bodies
    if others := [body for body in position.others if body.code in charged]:
        like = (position.group, others, position.period, position.basis)
        bodies += make_position(
            holdings, *like, known_at=position.known_at, duties=(Duty.REVENUE,)
        ).bodies
    return sorted((body.duty(Duty.REVENUE) for body in bodies), key=lambda duty: duty.body)
