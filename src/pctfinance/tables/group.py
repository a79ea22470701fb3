"""Which group an input is about, and who its members were in the declared year.

The register knows the clusters of England; a folder may bring its own group with the table of
bodies. Either way every row of the other tables must be a member's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from pctfinance.bodies import Body, Group, Membership, Register
from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, InputRefusedError, Level, UnknownNameError, Where
from pctfinance.tables.declaration import Stated
from pctfinance.tables.model import CheckedTable, Row
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
    new, memberships, findings = _taken(bodies, register, stated.values.get("group", "-"))
    found = GroupFound(register.with_rows(bodies=new), in_bodies=tuple(findings))
    return _given(stated, memberships, found, bodies) if "group" in stated.values else found


def _registered(stated: Stated, register: Register) -> GroupFound:
    """The group as the register knows it."""
    if "group" not in stated.values:
        return GroupFound(register)
    try:
        group = register.group(stated.values["group"])
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
    stated: Stated, memberships: list[Membership], found: GroupFound, bodies: CheckedTable
) -> GroupFound:
    """The group with the members that the table of bodies gives."""
    code, name = stated.values["group"], stated.values.get("group_name", "")
    try:
        known = found.register.group(code)
        group = replace(known, name=name or known.name, valid_from=date.min, valid_to=date.max)
    except UnknownNameError:
        if not name:
            message = f"{quoted(code)} is not in the register, so its group_name is needed"
            place = stated.places.get("group")
            finding = _error("input.declaration", message, place, "add a row group_name")
            return replace(found, in_declaration=(finding,))
        group = Group(code, name)
    try:
        register = found.register.with_group(group, memberships)
    except InputRefusedError as error:
        place = bodies.rows[0].where if bodies.rows else None
        whole = replace(place, row=None) if place else None
        placed = tuple(finding.at(whole) if whole else finding for finding in error.findings)
        return replace(found, in_bodies=(*found.in_bodies, *placed))
    sound = len(memberships) == len(bodies.rows) and not any(map(_is_error, bodies.findings))
    members = _members(register, group.code, stated.year) if sound else None
    return replace(found, register=register, code=group.code, name=group.name, members=members)


def _taken(
    bodies: CheckedTable, register: Register, group: str
) -> tuple[list[Body], list[Membership], list[Finding]]:
    """The bodies and memberships of the rows, and what keeps a row from being one."""
    new: dict[str, Body] = {}
    memberships: list[Membership] = []
    findings: list[Finding] = []
    for row in bodies:
        try:
            body = _body(row, register)
            memberships.append(Membership(body.code, group, *_dates(row)))
            new[body.code] = body
        except (InputRefusedError, UnknownNameError) as error:
            findings += [finding.at(row.where) for finding in error.findings]
    return list(new.values()), memberships, findings


def _body(row: Row, register: Register) -> Body:
    """The body of a row: as the register has it, under the name given, or a new one."""
    code, name = row.text("body"), row.text("name")
    try:
        known = register.body(code)
    except UnknownNameError as error:
        if any(finding.code == "input.damaged-code" for finding in error.findings):
            raise
        if name:
            return Body(code, name, kind="body")
        message = f"{quoted(code)} is not in the register, so its name is needed"
        raise InputRefusedError(_error("input.missing-value", message, row.where)) from error
    return replace(known, name=name or known.name)


def _dates(row: Row) -> tuple[date, date]:
    first, last = row.values["from"], row.values["to"]
    return (
        first if isinstance(first, date) else date.min,
        last if isinstance(last, date) else date.max,
    )


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
        for finding in error.findings
    )


def _error(code: str, message: str, where: Where | None, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, where, hint)


def _is_error(finding: Finding) -> bool:
    return finding.level is Level.ERROR
