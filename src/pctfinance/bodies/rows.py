"""The rows of a register together: what may stand side by side, and how one replaces another.

Pure functions on tuples of records. Days are whole, the first and the last included.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import TypeVar

from pctfinance.bodies.model import (
    Authority,
    Body,
    Delegate,
    Entity,
    Group,
    Holder,
    Membership,
    Overlap,
    Oversight,
)
from pctfinance.errors import Finding, Level

__all__ = [
    "membership_findings",
    "overlap_findings",
    "oversight_findings",
    "repeated",
    "replaced",
    "superseded",
    "without_days",
]

DatedT = TypeVar("DatedT", Membership, Oversight)
EntityT = TypeVar("EntityT", Body, Group, Authority, Holder, Delegate)

_DAY = timedelta(days=1)


def replaced(old: Iterable[EntityT], new: Iterable[EntityT]) -> tuple[EntityT, ...]:
    """Entities in order of code; one of `new` takes the place of one of `old` with its code.

    >>> [body.name for body in replaced([Body("5A9", "Barnet")], [Body("5A9", "Barnet PCT")])]
    ['Barnet PCT']
    """
    added = list(new)
    given = {entity.code for entity in added}
    kept = [entity for entity in old if entity.code not in given]
    return tuple(sorted(kept + added, key=lambda entity: entity.code))


def without_days(row: DatedT, first: date, last: date) -> Iterator[DatedT]:
    """What is left of a row when the days from `first` to `last` are taken out of it.

    >>> row = Membership("5A9", "NCL", date(2011, 4, 1), date(2013, 3, 31))
    >>> [f"{part.valid_from} to {part.valid_to}"
    ...  for part in without_days(row, date(2011, 10, 3), date(2012, 3, 31))]
    ['2011-04-01 to 2011-10-02', '2012-04-01 to 2013-03-31']
    """
    if last < row.valid_from or row.valid_to < first:
        yield row
        return
    if row.valid_from < first:
        yield replace(row, valid_to=first - _DAY)
    if last < row.valid_to:
        yield replace(row, valid_from=last + _DAY)


def superseded(
    rows: Iterable[DatedT], new: Iterable[DatedT], rival: Callable[[DatedT, DatedT], bool]
) -> tuple[DatedT, ...]:
    """`rows` without the days on which one of `new` is a row's rival.

    >>> old = Oversight("5ET", "NOE", date(2011, 10, 3), date(2013, 3, 31))
    >>> new = Oversight("5ET", "MAE", date(2012, 4, 1), date(2013, 3, 31))
    >>> [str(row.valid_to) for row in superseded([old], [new], lambda *_: True)]
    ['2012-03-31']
    """
    kept = tuple(rows)
    for other in new:
        parts = (
            without_days(row, other.valid_from, other.valid_to) if rival(row, other) else (row,)
            for row in kept
        )
        kept = tuple(chain.from_iterable(parts))
    return kept


def repeated(entities: Iterable[Entity]) -> Iterator[Finding]:
    """A finding for each code that two entities of one part share.

    >>> for finding in repeated([Body("5A9", "Barnet"), Body("5A9", "Barnet PCT")]):
    ...     print(finding)
    body '5A9' stands twice [register.invalid-row]
    """
    codes = Counter((type(entity), entity.code) for entity in entities)
    for (part, code), count in codes.items():
        if count > 1:
            yield _error("register.invalid-row", f"{part.__name__.lower()} {code!r} stands twice")


def membership_findings(
    memberships: Iterable[Membership],
    bodies: Mapping[str, Body],
    groups: Mapping[str, Group],
) -> Iterator[Finding]:
    """Unknown codes, days on which the group does not exist, and two groups of a kind at once.

    >>> bodies = {"5A9": Body("5A9", "Barnet PCT")}
    >>> groups = {code: Group(code, code, "cluster") for code in ("NCL", "NWL")}
    >>> rows = [Membership("5A9", "NCL"), Membership("5A9", "NWL", date(2012, 4, 1))]
    >>> [finding.message for finding in membership_findings(rows, bodies, groups)]
    ['5A9 would be in NCL and in NWL on 2012-04-01']
    """
    by_kind: dict[tuple[str, str], list[Membership]] = defaultdict(list)
    for row in memberships:
        group = groups.get(row.group)
        if row.body not in bodies:
            yield _unknown(row, "body", row.body)
        if group is None:
            yield _unknown(row, "group", row.group)
            continue
        yield from _outside(row, group)
        # Ad-hoc groups may share bodies with one another; only within itself is one exclusive.
        exclusive = group.code if group.kind == "other" else ""
        by_kind[row.body, f"{group.kind} {exclusive}"].append(row)
    for rows in by_kind.values():
        yield from _overlapping(rows)


def _overlapping(rows: list[Membership]) -> Iterator[Finding]:
    rows.sort(key=lambda row: row.valid_from)
    for earlier, later in pairwise(rows):
        if later.valid_from <= earlier.valid_to:
            yield _error(
                "register.overlap",
                f"{later.body} would be in {earlier.group} and in {later.group} on "
                f"{later.valid_from}",
                "end one membership on the day before the other begins",
            )


def oversight_findings(
    oversights: Iterable[Oversight],
    bodies: Mapping[str, Body],
    authorities: Mapping[str, Authority],
) -> Iterator[Finding]:
    """Unknown codes, and days on which the authority does not exist.

    >>> rows = [Oversight("5A9", "Q36")]
    >>> [finding.message for finding in oversight_findings(rows, {"5A9": Body("5A9", "Barnet")}, {})]
    ["oversight of 5A9 by Q36: authority 'Q36' is not in the register"]
    """
    for row in oversights:
        authority = authorities.get(row.authority)
        if row.body not in bodies:
            yield _unknown(row, "body", row.body)
        if authority is None:
            yield _unknown(row, "authority", row.authority)
        else:
            yield from _outside(row, authority)


def overlap_findings(
    overlaps: Iterable[Overlap],
    bodies: Mapping[str, Body],
    delegates: Mapping[str, Delegate],
) -> Iterator[Finding]:
    """Unknown codes of bodies and delegates.

    >>> from decimal import Decimal
    >>> row = Overlap("5A9", ("07M",), "07M", "NHS Barnet CCG", Decimal(100))
    >>> [finding.message for finding in overlap_findings([row], {}, {"07M": Delegate("07M", "Barnet")})]
    ["overlap of 5A9 with 07M: body '5A9' is not in the register"]
    """
    for row in overlaps:
        if row.body not in bodies:
            yield _unknown(row, "body", row.body)
        for code in row.delegate_codes:
            if code not in delegates:
                yield _unknown(row, "delegate", code)


def _outside(row: Membership | Oversight, whole: Group | Authority) -> Iterator[Finding]:
    if row.valid_from < whole.valid_from or whole.valid_to < row.valid_to:
        yield _error(
            "register.invalid-row",
            f"{row}, {row.valid_from} to {row.valid_to}: {whole.code} is there from "
            f"{whole.valid_from} to {whole.valid_to}",
            "give the row dates within these",
        )


def _unknown(row: Membership | Oversight | Overlap, part: str, code: str) -> Finding:
    return _error(
        "input.unknown-code",
        f"{row}: {part} {code!r} is not in the register",
        f"correct the code, or add the {part} first",
    )


def _error(code: str, message: str, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, hint=hint)
