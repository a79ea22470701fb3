"""What comes from outside a group comes from somebody outside it, whichever way it is entered.

Rows of an input are checked with their cells (`pctfinance.tables.issuers`). Events that a program
posts by itself have none, so they are looked at here when they are posted: otherwise two allocations,
or the support of a PCT that has its ledger elsewhere, would stand for a transfer that no authority
approved (SOM 25).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pctfinance.bodies import Body, Group, Register
from pctfinance.errors import Finding, Level, UnknownNameError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, AnticipatedSettled
from pctfinance.ledger.transfers import TransferProposed
from pctfinance.tables.issuers import IssuerGuard
from pctfinance.tables.reading import quoted

__all__ = ["inside_findings"]


def inside_findings(
    events: Iterable[Event],
    register: Register,
    groups: Sequence[Group],
    members: Mapping[str, Body],
) -> Iterator[Finding]:
    """The allocations that the group itself is said to have issued, and transfers with no holder.

    Args:
        events: what is to be posted.
        register: who there is.
        groups: the group whose bodies have their ledgers here, and the groups that are parts of it.
        members: its bodies, by code.

    >>> register = Register.packaged()
    >>> list(inside_findings([], register, [register.group("NCL")], {}))
    []
    """
    guards = [IssuerGuard(register, group.code, group.name, members) for group in groups]
    said: dict[str, str] = {}
    for event in events:
        what = event.what
        if isinstance(what, TransferProposed) and what.terms.outsider:
            outsider = what.terms.outsider
            # A loan's other party may be a body with a book of its own; of a body of this book the
            # gate says what it is.
            known = outsider in members or (
                what.terms.outside and not _is_part(register, outsider, groups)
            )
            if not (known or _is_holder(register, outsider)):
                yield Finding(
                    "transfer.terms",
                    Level.ERROR,
                    f"{what.kind} of transfer {what.number!r} of {event.body}: "
                    f"{quoted(outsider)} is no holder of the register (SOM 25)",
                    event.where,
                    "what another PCT gives or takes is a transfer in the book that has them both",
                )
        elif isinstance(what, Allocation | AnticipatedSettled) and what.issuer:
            issuer = what.issuer
            if issuer not in said:
                said[issuer] = next(filter(None, (guard.says(issuer) for guard in guards)), "")
            if said[issuer]:
                yield Finding(
                    "input.issuer-inside",
                    Level.ERROR,
                    f"{what.kind} {event.reference!r} of {event.body}: {quoted(issuer)} "
                    f"{said[issuer]}: an allocation comes from outside the group",
                    event.where,
                    "resource that moves between bodies is a transfer and needs the authority's "
                    "approval (SOM 25)",
                )


def _is_part(register: Register, code: str, groups: Sequence[Group]) -> bool:
    """Whether it is one of those groups, which own nothing, by whatever name."""
    try:
        return register.find(code, "group").code in {group.code for group in groups}
    except (UnknownNameError, UsageError):
        return False


def _is_holder(register: Register, code: str) -> bool:
    try:
        return register.find(code, "holder").code == code
    except (UnknownNameError, UsageError):
        return False
