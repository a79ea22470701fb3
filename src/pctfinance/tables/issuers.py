"""An allocation comes from an issuer outside the group.

Otherwise a transfer between two bodies of a group could be written as two allocations, and the
authority would never be asked (SOM 25).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pctfinance.bodies import Body, Register
from pctfinance.errors import Finding, Level, UnknownNameError, UsageError
from pctfinance.tables.model import CheckedTable

__all__ = ["inside_issuers"]

_ISSUED = ("allocation", "anticipated-confirmed")


def inside_issuers(
    resources: CheckedTable, register: Register, group: str, members: Mapping[str, Body]
) -> Iterator[Finding]:
    """The allocations that a member of the group, or the group itself, is said to have issued.

    Args:
        resources: the checked table of events.
        register: who there is, by code and by the names people use.
        group: code of the group.
        members: its members, by code.

    >>> from pctfinance.tables.schemas import schema_for
    >>> nothing = CheckedTable(schema_for("resources"), ())
    >>> list(inside_issuers(nothing, Register.packaged(), "NCL", {}))
    []
    """
    names = {row.text("issuer") for row in resources if row.text("event") in _ISSUED}
    inside = {name: who for name in names if (who := _inside(name, register, group, members))}
    for row in resources:
        issuer = row.text("issuer")
        if row.text("event") in _ISSUED and issuer in inside:
            yield Finding(
                "input.issuer-inside",
                Level.ERROR,
                f"{issuer!r} is {inside[issuer]}: an allocation comes from outside the group",
                replace(row.where, column="issuer"),
                "resource that moves between bodies is a transfer and needs the authority's "
                "approval (SOM 25)",
            )


def _inside(name: str, register: Register, group: str, members: Mapping[str, Body]) -> str:
    """Who inside the group `name` is, in words; empty where it is somebody else."""
    for kind, codes in (("body", set(members)), ("group", {group})):
        try:
            found = register.find(name, kind)
        except (UnknownNameError, UsageError):
            continue
        if found.code in codes:
            return f"{found.name}, a member" if kind == "body" else "the group itself"
    return ""
