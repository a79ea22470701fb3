"""What emergency commitments mean for a position: what is still open, and what is among the actuals.

A commitment is the charge of the body whose resource is used (SOM 61). Until that body regularises
it, it is told at every month, with its age.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.evidence import grounds_of_event
from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.commitment_states import Commitment, CommitmentState, commitments_of
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.money import show_exact

__all__ = ["body_commitments", "commitment_findings", "emergency_commitments", "unregularised"]


def body_commitments(
    ledger: ResourceLedger, body: str, as_of: Period, known_at: date | None = None
) -> tuple[Commitment, ...]:
    """The emergency commitments of one body's resource as of a month, as known on a date.

    >>> body_commitments(ResourceLedger(), "5A9", Period("2011-12 M08"))
    ()
    """
    return tuple(commitments_of(ledger.standing(body, as_of, known_at)).values())


def commitment_findings(commitments: Iterable[Commitment], as_of: Period) -> Iterator[Finding]:
    """What is to be told of commitments at the end of a month: age, dispute, charge.

    >>> list(commitment_findings((), Period("2011-12 M08")))
    []
    """
    for one in commitments:
        where = Where(body=one.body, period=str(as_of))
        about = (
            f"emergency commitment {one.number!r} of {show_exact(one.what.pence)} by "
            f"{one.recorded.by} ({one.what.on_call_body}), {one.what.at:%Y-%m-%d %H:%M}"
        )
        age = one.age_days(as_of.end)
        grounds = (grounds_of_event(one.recorded, one.what.pence),)
        days = f"{age} day{'' if age == 1 else 's'}"
        if one.open_pence:
            yield Finding(
                "commitment.open",
                Level.WARNING,
                f"{about}: {show_exact(one.open_pence)} is not regularised after {days} (SOM 61)",
                where,
                f"an office of {one.body} regularises it, or disputes it with a reason",
                grounds,
            )
        if one.disputed_pence:
            yield Finding(
                "commitment.disputed",
                Level.WARNING,
                f"{about}: {show_exact(one.disputed_pence)} is disputed after {days}; the charge "
                f"stays with {one.body} (SOM 61)",
                where,
                "regularise it; where the other body agrees to pay, that is a transfer or a recharge",
                grounds,
            )
        if one.charged_pence > one.what.pence:
            yield Finding(
                "commitment.over-charged",
                Level.WARNING,
                f"{about}: {show_exact(one.charged_pence)} was charged, "
                f"{show_exact(-one.uncharged_pence)} more than was committed",
                where,
                "look at the charge; the body bears what is right",
                (*grounds, Ground("charged", one.charged_pence)),
            )
        if one.charged_pence:
            yield Finding(
                "commitment.charged",
                Level.NOTE,
                f"{about}: {show_exact(one.charged_pence)} of it is among the actuals to date, "
                f"under {one.what.category}",
                where,
                evidence=(*grounds, Ground("charged", one.charged_pence)),
            )


def emergency_commitments(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """The check of a position: see `commitment_findings`.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.consolidation.duties import Basis
    >>> from pctfinance.consolidation.position import make_position
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> position = make_position(empty, Group("XYZ", "Two"), [], Period("2011-12 M08"), Basis.YTD)
    >>> list(emergency_commitments(position, empty))
    []
    """
    at = position.period, position.known_at
    for body in position.bodies:
        yield from commitment_findings(
            body_commitments(holdings.resource, body.code, *at), position.period
        )


def unregularised(commitments: Iterable[Commitment]) -> tuple[Commitment, ...]:
    """Those of which something is open or disputed.

    >>> unregularised(())
    ()
    """
    return tuple(one for one in commitments if one.state is not CommitmentState.REGULARISED)
