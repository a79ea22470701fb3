"""Which group an input is about, and who its members were in the declared year.

The register knows the clusters of England; a folder may bring its own group with the table of
bodies. Either way every row of the other tables must be a member's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from pctfinance.bodies import Body, Group, Register, normal_code
from pctfinance.calendar import FinancialYear
from pctfinance.errors import (
    AmbiguousNameError,
    Finding,
    InputRefusedError,
    Level,
    UnknownNameError,
    UsageError,
    Where,
)
from pctfinance.tables.declaration import Stated
from pctfinance.tables.given_members import GivenMembers, given_members
from pctfinance.tables.model import CheckedTable
from pctfinance.tables.reading import quoted

__all__ = ["GroupFound", "find_group"]


@dataclass(frozen=True, slots=True)
class GroupFound:
    """The group of an input, with a register that knows it.

    `members` are its bodies in the declared year by code, or `None` where that cannot be told.
    What is wrong is kept apart by the table in which it is to be mended.
    """

    register: Register
    code: str = ""
    name: str = ""
    members: Mapping[str, Body] | None = None
    in_declaration: tuple[Finding, ...] = ()
    in_bodies: tuple[Finding, ...] = ()


def find_group(stated: Stated, bodies: CheckedTable | None, register: Register) -> GroupFound:
    r"""The group that the declaration states, with its members in the declared year.

    Args:
        stated: what the declaration states.
        bodies: the table of bodies, where there is one: then its rows are the members, and the
            register is not asked. The bodies that it brings are added to the register.
        register: who there is otherwise.

    >>> from pctfinance.tables.declaration import read_declaration
    >>> from pctfinance.tables.csv_reader import read_table
    >>> text = b"key,value\ngroup,ncl\nfinancial_year,2011-12\n"
    >>> raw = read_table(text, "declaration.csv", "declaration")
    >>> found = find_group(read_declaration(raw, "month 8"), None, Register.packaged())
    >>> found.name, ", ".join(found.members)
    ('NHS North Central London PCT Cluster', '5A9, 5C1, 5C9, 5K7, 5K8')
    """
    if bodies is None:
        return _registered(stated, register)
    text = stated.values.get("group", "-")
    try:
        known = _known(text, register)
    except AmbiguousNameError as error:
        return GroupFound(register, in_declaration=_unknown(error, stated))
    except UnknownNameError:
        known = None
    code = known.code if known else normal_code(text)
    members = given_members(bodies, register, code)
    found = GroupFound(
        register.with_rows(bodies=members.bodies), code, in_bodies=tuple(members.findings)
    )
    return _given(stated, known, members, found) if "group" in stated.values else found


def _known(text: str, register: Register) -> Group:
    """The group of the register with that code, or else the one that is called so."""
    try:
        return register.group(text)
    except UnknownNameError as unknown:
        try:
            return register.find(text, "group")
        except UsageError:  # a register without any group
            raise unknown from None


def _registered(stated: Stated, register: Register) -> GroupFound:
    """The group as the register knows it."""
    if "group" not in stated.values:
        return GroupFound(register)
    try:
        group = _known(stated.values["group"], register)
    except UnknownNameError as error:
        return GroupFound(register, in_declaration=_unknown(error, stated))
    name = stated.values.get("group_name", group.name)
    members = _members(register, group.code, stated.year)
    if members:
        return GroupFound(register, group.code, name, members)
    message = f"the register knows no members of {group.code} in {stated.year}"
    hint = "correct the year, or send the table `bodies` with the members"
    finding = _error("input.wrong-year", message, stated.places.get("financial_year"), hint)
    return GroupFound(register, group.code, name, in_declaration=(finding,))


def _given(
    stated: Stated, known: Group | None, given: GivenMembers, found: GroupFound
) -> GroupFound:
    """The group with the members that the table of bodies gives."""
    name = stated.values.get("group_name", known.name if known else "")
    if not name:
        text = quoted(stated.values["group"])
        message = f"{text} is not in the register, so its group_name is needed"
        place = stated.places.get("group")
        finding = _error("input.declaration", message, place, "add a row group_name")
        return replace(found, in_declaration=(finding,))
    group = replace(
        known or Group(found.code, name), name=name, valid_from=date.min, valid_to=date.max
    )
    try:
        register = found.register.with_group(group, given.memberships)
    except InputRefusedError as error:
        placed = tuple(finding.at(given.where) for finding in error.findings)
        return replace(found, in_bodies=(*found.in_bodies, *placed))
    members = _members(register, group.code, stated.year) if given.is_whole else None
    return replace(found, register=register, name=group.name, members=members)


def _members(register: Register, group: str, year: FinancialYear | None) -> Mapping[str, Body]:
    """The bodies that were members on any day of the year, in order of code."""
    codes = {
        row.body
        for row in register.memberships
        if row.group == group
        and (year is None or (row.valid_from <= year.end and year.start <= row.valid_to))
    }
    return MappingProxyType({code: register.body(code) for code in sorted(codes)})


def _unknown(error: UnknownNameError, stated: Stated) -> tuple[Finding, ...]:
    other = "state its group_name and send the table `bodies`"
    return tuple(
        replace(
            finding,
            code="input.unknown-code",
            message=f"group: {finding.message}",
            where=stated.places.get("group"),
            hint=f"{finding.hint} Otherwise {other}" if finding.hint else f"correct it, or {other}",
        )
        if finding.code == "register.unknown-name"
        else finding.at(stated.places.get("group", Where()))
        for finding in error.findings
    )


def _error(code: str, message: str, where: Where | None, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, where, hint)
