"""The table of bodies: the statutory bodies that it brings, and when each was a member.

Only a statutory body holds money. A code that the register has for a cluster, an authority or a
delegate is no body's, however it is called here: otherwise a cluster could be given a ledger of its
own, and its members' money would be pooled.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from pctfinance.bodies import Body, Membership, Register, normal_code
from pctfinance.errors import Finding, InputRefusedError, Level, UnknownNameError, Where
from pctfinance.tables.model import CheckedTable, Row
from pctfinance.tables.reading import quoted
from pctfinance.tables.texts import comparable

__all__ = ["GivenMembers", "given_members"]


@dataclass(frozen=True, slots=True)
class GivenMembers:
    """What the rows of the table say, and what is wrong with them.

    `where` is the table as a whole. `is_whole` tells that every row was understood, so that a body
    that is not among the members is a stranger.
    """

    bodies: tuple[Body, ...]
    memberships: tuple[Membership, ...]
    findings: tuple[Finding, ...]
    where: Where
    is_whole: bool


def given_members(table: CheckedTable, register: Register, group: str) -> GivenMembers:
    """The bodies and memberships of a table of bodies.

    Args:
        table: the checked table.
        register: who there is otherwise: a body that it knows needs no name.
        group: the code of the group that they are members of.

    >>> from pctfinance.tables.schemas import schema_for
    >>> values = {"body": "07M", "name": "A pool", "from": None, "to": None}
    >>> table = CheckedTable(schema_for("bodies"), (Row(values, Where(row=2)),))
    >>> [finding.message for finding in given_members(table, Register.packaged(), "XYZ").findings]
    ["07M (NHS Barnet CCG) is a delegate: the budget that it holds is a body's money"]
    """
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        by_code[normal_code(row.text("body"))].append(row)
    bodies: list[Body] = []
    memberships: list[Membership] = []
    findings: list[Finding] = []
    for code, rows in by_code.items():
        try:
            bodies.append(_body(code, rows, register, group))
        except (InputRefusedError, UnknownNameError) as error:
            findings += [finding.at(finding.where or rows[0].where) for finding in error.findings]
            continue
        stints, wrong = _stints(code, rows, group)
        memberships += stints
        findings += wrong
    is_whole = len(memberships) == len(table) and not any(map(_is_error, table.findings))
    where = replace(table.rows[0].where, row=None) if table.rows else Where()
    return GivenMembers(tuple(bodies), tuple(memberships), tuple(findings), where, is_whole)


def _body(code: str, rows: Sequence[Row], register: Register, group: str) -> Body:
    """The body of some rows: as the register has it, under the name given, or a new one."""
    name = next((row.text("name") for row in rows if row.text("name")), "")
    try:
        known = register.body(code)
    except UnknownNameError as error:
        if any(finding.code == "input.damaged-code" for finding in error.findings):
            raise
        InputRefusedError.raise_for(_no_body(code, rows[0], register, group))
        if name:
            return Body(code, name, kind="body")
        message = f"{quoted(code)} is not in the register, so its name is needed"
        finding = Finding("input.missing-value", Level.ERROR, message, rows[0].where)
        raise InputRefusedError(finding) from error
    return replace(known, name=name or known.name)


def _no_body(code: str, row: Row, register: Register, group: str) -> Iterator[Finding]:
    """A finding where the code is that of something that holds no money of its own."""
    names = {
        part: {entity.code: entity.name for entity in entities}
        for part, entities in (
            ("authority", (*register.authorities, *register.holders)),
            ("delegate", register.delegates),
            ("group", register.groups),
        )
    }
    if code in names["authority"]:
        what = (
            f"({names['authority'][code]}) is an authority: it approves, and is no body of a group"
        )
    elif code in names["delegate"]:
        what = (
            f"({names['delegate'][code]}) is a delegate: the budget that it holds is a body's money"
        )
    elif code in names["group"]:
        kind = "cluster" if register.group(code).kind == "cluster" else "group"
        what = (
            f"({names['group'][code]}) is a {kind}, not a statutory body: only a body holds money"
        )
    elif code == group:
        what = "is the group itself, not a statutory body: only a body holds money"
    else:
        return
    where, hint = replace(row.where, column="body"), "give the codes of its bodies, a row each"
    yield Finding("input.not-a-body", Level.ERROR, f"{code} {what}", where, hint)


def _stints(code: str, rows: Sequence[Row], group: str) -> tuple[list[Membership], list[Finding]]:
    """The times for which a body was a member; it may leave and come back."""
    stints: list[Membership] = []
    findings: list[Finding] = []
    for row in {row.values["from"]: row for row in reversed(rows)}.values():
        try:
            stints.append(Membership(code, group, *_days(row)))
        except InputRefusedError as error:  # it ends before it begins
            findings += [finding.at(row.where) for finding in error.findings]
    if not findings:
        findings += (
            finding
            for earlier, later in combinations(rows, 2)
            for finding in _contradictions(code, earlier, later)
        )
    return ([] if findings else stints), findings


def _contradictions(code: str, earlier: Row, later: Row) -> Iterator[Finding]:
    """What is wrong between two rows of one body; what has the same first day is told elsewhere."""
    if earlier.values["from"] == later.values["from"]:
        return
    names = earlier.text("name"), later.text("name")
    if all(names) and len(set(map(comparable, names))) > 1:
        message = (
            f"row {earlier.where.row} calls {code} {quoted(names[0])}, this row {quoted(names[1])}"
        )
        hint = "keep the right one; the name is needed once"
        yield Finding("input.contradiction", Level.ERROR, message, later.where, hint)
    (first, last), (other_first, other_last) = _days(earlier), _days(later)
    if max(first, other_first) <= min(last, other_last):
        message = (
            f"{code} is a member in row {earlier.where.row} and in this row on "
            f"{max(first, other_first)}"
        )
        hint = "end the one on the day before the other begins"
        yield Finding("register.overlap", Level.ERROR, message, later.where, hint)


def _days(row: Row) -> tuple[date, date]:
    first, last = row.values["from"], row.values["to"]
    return (
        first if isinstance(first, date) else date.min,
        last if isinstance(last, date) else date.max,
    )


def _is_error(finding: Finding) -> bool:
    return finding.level is Level.ERROR
