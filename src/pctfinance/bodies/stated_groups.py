"""Groups that a book states of its own, each within a group of the register: sub-clusters.

Such a group is a view of some bodies, like every group: it owns nothing, issues nothing and decides
nothing, and it has no ledger to which anything could be posted. What a book states is checked here
against its register before it is kept, and read back into a register behind it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, cast

from pctfinance.bodies.model import Group, GroupKind, Membership
from pctfinance.bodies.names import name_key, normal_code
from pctfinance.bodies.register import Register
from pctfinance.errors import (
    AmbiguousNameError,
    Finding,
    InputRefusedError,
    Level,
    UnknownNameError,
)

__all__ = [
    "GROUPS",
    "STATED_KINDS",
    "GroupRow",
    "OwnGroups",
    "group_faults",
    "groups_document",
    "normal_row",
    "stated_groups",
    "with_stated_groups",
]

GROUPS = "groups-stated"
"""The kind of the statement of a book that names groups of its own."""

STATED_KINDS: tuple[GroupKind, ...] = ("sub_cluster", "other")
"""The kinds of groups that a book may state. A body is in one sub-cluster on a day."""

_CODE = re.compile(r"[A-Z0-9]+([-_][A-Z0-9]+)*")
_DAY = timedelta(days=1)


class GroupRow(NamedTuple):
    """A body belongs to a group of the book's own, within a group of the register, for some days.

    `name` is needed in one row of a group. Where a day is left out the body was always, or is still,
    a member.

    >>> GroupRow("NCL-N", "5A9", "NCL", "North of the cluster").kind
    'sub_cluster'
    """

    group: str
    body: str
    parent: str
    name: str = ""
    kind: str = "sub_cluster"
    valid_from: date = date.min
    valid_to: date = date.max


def stated_groups(
    statements: Iterable[Mapping[str, Any]],
) -> dict[str, tuple[str, str, tuple[GroupRow, ...]]]:
    """The groups of some statements by code: name, kind and rows; of each the last statement stands.

    >>> said = groups_document([GroupRow("NCL-N", "5A9", "NCL", "North")])
    >>> stated_groups([said])["NCL-N"][0]
    'North'
    """
    found: dict[str, tuple[str, str, tuple[GroupRow, ...]]] = {}
    for said in statements:
        for code, name, kind, members in said["groups"]:
            rows = tuple(
                GroupRow(code, body, parent, name, kind, *map(date.fromisoformat, days))
                for parent, body, *days in members
            )
            found[code] = name, kind, rows
    return {code: group for code, group in found.items() if group[2]}


def with_stated_groups(register: Register, statements: Iterable[Mapping[str, Any]]) -> Register:
    """The register with the groups of some statements.

    Raises:
        InputRefusedError: they contradict each other or the register.

    >>> said = groups_document([GroupRow("NCL-N", "5A9", "NCL", "North")])
    >>> whole = with_stated_groups(Register.packaged(), [said])
    >>> [body.code for body in whole.members("NCL-N", date(2011, 11, 30))]
    ['5A9']
    """
    found = stated_groups(statements)
    if not found:
        return register
    return register.with_rows(
        groups=[
            Group(code, name, cast("GroupKind", kind)) for code, (name, kind, _) in found.items()
        ],
        memberships=[
            Membership(row.body, code, row.valid_from, row.valid_to)
            for code, (_, _, rows) in found.items()
            for row in rows
        ],
    )


class OwnGroups:
    """The groups that a book stated of its own, as it held them behind an event.

    >>> own = OwnGroups()
    >>> own.take(7, groups_document([GroupRow("NCL-N", "5A9", "NCL", "North")]))
    >>> [[group.code for group in own.groups(until)] for until in (6, 7)]
    [[], ['NCL-N']]
    """

    def __init__(self) -> None:
        self._said: list[tuple[int, Mapping[str, Any]]] = []
        self._made: dict[int, Register] = {}

    def take(self, sequence: int, content: Mapping[str, Any]) -> None:
        """Take in a statement of the book, if it is one of groups."""
        if content.get("kind") == GROUPS:
            self._said.append((sequence, content))

    def statements(self, until: int) -> tuple[Mapping[str, Any], ...]:
        """The statements of groups up to an event."""
        return tuple(content for sequence, content in self._said if sequence <= until)

    def groups(self, until: int) -> tuple[Group, ...]:
        """The groups that stand behind an event, in order of code."""
        return tuple(
            Group(code, name, cast("GroupKind", kind))
            for code, (name, kind, _) in sorted(stated_groups(self.statements(until)).items())
        )

    def register(self, of_terms: Register, until: int) -> Register:
        """The register of the book's terms with the groups that stand behind an event."""
        said = self.statements(until)
        if not said:
            return of_terms
        if len(said) not in self._made:
            self._made[len(said)] = with_stated_groups(of_terms, said)
        return self._made[len(said)]


def groups_document(rows: Sequence[GroupRow], **more: str) -> dict[str, Any]:
    """The statement of some groups; `more` is who states them, when, and by which paper.

    A group of one row without a body is one that is given up.

    >>> groups_document([GroupRow("NCL-N", "5A9", "NCL", "North")])["groups"][0][:3]
    ['NCL-N', 'North', 'sub_cluster']
    """
    by_group: dict[str, list[GroupRow]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    groups = [
        [
            code,
            next((row.name for row in of_group if row.name), ""),
            of_group[0].kind,
            [
                [row.parent, row.body, row.valid_from.isoformat(), row.valid_to.isoformat()]
                for row in of_group
                if row.body
            ],
        ]
        for code, of_group in by_group.items()
    ]
    return {"kind": GROUPS, "groups": groups, **more}


def group_faults(
    rows: Sequence[GroupRow],
    register: Register,
    statements: Sequence[Mapping[str, Any]],
    year: tuple[date, date],
    held: Collection[str],
) -> Iterator[tuple[int | None, Finding]]:
    """What of some rows cannot be stated, each with the number of its row, from 0, where it is of one.

    Args:
        rows: the rows, with codes as the register writes them.
        register: who there is, without groups of the book's own.
        statements: what was stated before; a group that is stated again is replaced as a whole.
        year: the first and the last day of the book's year.
        held: the codes of the bodies that the book holds.

    >>> packaged, year = Register.packaged(), (date(2011, 4, 1), date(2012, 3, 31))
    >>> rows = [GroupRow("NCL-N", "5A9", "NCL", "North of NCL"), GroupRow("NCL-N", "5H1", "NCL")]
    >>> for at, finding in group_faults(rows, packaged, [], year, ["5A9"]):
    ...     print(at, finding.message)
    1 5H1 (Hammersmith and Fulham PCT) is not in NCL, but in ENGLAND, NWL, Q36
    """
    faulty = False
    for at, row in enumerate(rows):
        for finding in _of_row(row, register, year, held):
            faulty = True
            yield at, finding
    for finding in _of_groups(rows, register, statements, held):
        faulty = True
        yield None, finding
    if faulty:
        return  # they cannot stand side by side, and what is told of them already says why
    try:
        with_stated_groups(register, [*statements, groups_document(rows)])
    except InputRefusedError as error:
        yield from ((None, finding) for finding in error.findings)


def _of_row(
    row: GroupRow, register: Register, year: tuple[date, date], held: Collection[str]
) -> Iterator[Finding]:
    if row.kind not in STATED_KINDS:
        yield _wrong(f"{row.kind!r} is no kind of a group of one's own", _use(STATED_KINDS))
    if row.valid_from > row.valid_to:
        yield _wrong(f"the last day {row.valid_to} comes before the first {row.valid_from}")
    if row.parent not in {group.code for group in register.groups}:
        message = f"{row.parent!r} is no group of the register"
        hint = (
            "name the cluster, SHA or SHA cluster that it is a part of; what a book states is none"
        )
        yield Finding("input.unknown-code", Level.ERROR, message, hint=hint)
        return
    if not any(each.group == row.parent and each.body in held for each in register.memberships):
        message = f"no body of {row.parent} is in this book"
        yield Finding("register.not-member", Level.ERROR, message, hint="state it in its own book")
    try:
        name = register.body(row.body).name
    except UnknownNameError as error:
        yield from error.findings
        return
    first, last = max(row.valid_from, year[0]), min(row.valid_to, year[1])
    if first > last:
        if row.valid_from <= row.valid_to:
            yield _wrong(f"no day of it is in the book's year, {year[0]} to {year[1]}")
        return
    yield from _outside(row, name, register, (first, last))


def _outside(
    row: GroupRow, name: str, register: Register, days: tuple[date, date]
) -> Iterator[Finding]:
    """Days of the year on which the body is in the group, and not in what the group is a part of."""
    first, last = days
    whole = sorted(
        (each.valid_from, each.valid_to)
        for each in register.memberships
        if (each.body, each.group) == (row.body, row.parent)
        and each.valid_from <= last
        and first <= each.valid_to
    )
    open_day = first
    for begins, ends in whole:
        if begins > open_day:
            break
        if ends >= last:
            return
        open_day = max(open_day, ends + _DAY)
    if not whole:
        groups = sorted({each.code for each in register.groups_of(row.body, first)})
        message = (
            f"{row.body} ({name}) is not in {row.parent}, but in {', '.join(groups) or 'none'}"
        )
    else:
        message = f"{row.body} ({name}) is not in {row.parent} on {open_day}"
    hint = f"a group within {row.parent} has members of it alone, on the days on which they are"
    yield Finding("register.not-member", Level.ERROR, message, hint=hint)


def _of_groups(
    rows: Sequence[GroupRow],
    register: Register,
    statements: Sequence[Mapping[str, Any]],
    held: Collection[str],
) -> Iterator[Finding]:
    """What is wrong with the groups themselves: their codes, names, kinds, and what they are in."""
    by_group: dict[str, list[GroupRow]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    parts = (register.bodies, register.groups, register.authorities, register.holders)
    taken = {entity.code: entity.name for part in parts for entity in part}
    taken |= {delegate.code: delegate.name for delegate in register.delegates}
    others = stated_groups(statements)
    names = {name_key(name): code for code, (name, _, _) in others.items() if code not in by_group}
    for code, of_group in by_group.items():
        said = {row.name for row in of_group if row.name}
        if not _CODE.fullmatch(code):
            yield _wrong(f"{code!r} is no code of a group", "use letters and digits, and hyphens")
        if code in taken:
            yield _wrong(f"{code} is the code of {taken[code]}", "give the group a code of its own")
        yield from _of_two(code, of_group)
        if len(said) != 1:
            said_so = (
                f"is called {' and '.join(map(repr, sorted(said)))}" if said else "has no name"
            )
            yield _wrong(
                f"{code} {said_so}", "give each group one name, in one of its rows or more"
            )
        for name in said:
            if is_of := _called(name, register) or names.get(name_key(name), ""):
                yield _wrong(f"{name!r} is what {is_of} is called", "give the group another name")
            names[name_key(name)] = code
        if not any(row.body in held for row in of_group):
            message = f"no body of {code} is in this book"
            hint = "a book can only ask about groups of which it has a body"
            yield Finding("register.not-member", Level.ERROR, message, hint=hint)


def _of_two(code: str, of_group: Sequence[GroupRow]) -> Iterator[Finding]:
    """A group that its rows say is two things: of two kinds, or a part of two groups."""
    if len({row.kind for row in of_group}) > 1:
        yield _wrong(f"{code} is of two kinds", "say the same in each of its rows")
    parents = sorted({row.parent for row in of_group})
    if len(parents) > 1:
        message = f"{code} is a part of {' and '.join(parents)}"
        yield _wrong(message, "name one parent in each of its rows")


def _called(name: str, register: Register) -> str:
    """Whose name it is in the register already."""
    try:
        return register.find(name).code
    except AmbiguousNameError:
        return "more than one"
    except UnknownNameError:
        return ""


def _wrong(message: str, hint: str = "") -> Finding:
    return Finding("register.invalid-row", Level.ERROR, message, hint=hint)


def _use(words: Iterable[str]) -> str:
    return f"use {' or '.join(words)}"


def normal_row(row: GroupRow) -> GroupRow:
    """The row with its codes as the register writes them.

    >>> normal_row(GroupRow(" ncl-n", "5a9", "ncl")).body
    '5A9'
    """
    return row._replace(
        group=row.group.strip().upper(),
        body=normal_code(row.body),
        parent=normal_code(row.parent),
        name=" ".join(row.name.split()),
    )
