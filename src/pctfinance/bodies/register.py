"""The register: who there is, who belonged where on a day, and who had to approve.

A register is a value. It cannot contradict itself: one that would is refused, with every reason
at once. A user's own rows make another register and leave the one they came from as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Literal, Self, overload

from pctfinance.bodies.lookup import NameIndex
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
from pctfinance.bodies.packaged import read_packaged
from pctfinance.bodies.rows import (
    membership_findings,
    overlap_findings,
    oversight_findings,
    repeated,
    replaced,
    superseded,
)
from pctfinance.errors import InputRefusedError

__all__ = ["Register"]


@dataclass(frozen=True, slots=True, repr=False)
class Register:
    """Bodies, groups, authorities, holders and delegates, and the dated rows between them.

    `Register()` is empty; `Register.packaged()` is the one that comes with the package.

    >>> register = Register.packaged()
    >>> register
    Register(151 bodies, 66 groups, 14 authorities, 212 delegates)
    >>> [body.name for body in register.members("NCL", date(2011, 11, 30))]
    ['Barnet PCT', 'Enfield PCT', 'Haringey Teaching PCT', 'Camden PCT', 'Islington PCT']
    """

    bodies: tuple[Body, ...] = ()
    groups: tuple[Group, ...] = ()
    authorities: tuple[Authority, ...] = ()
    holders: tuple[Holder, ...] = ()
    delegates: tuple[Delegate, ...] = ()
    memberships: tuple[Membership, ...] = ()
    oversights: tuple[Oversight, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    _names: NameIndex = field(init=False, compare=False)
    _by_group: Mapping[str, tuple[Membership, ...]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        entities: tuple[Entity, ...] = (
            *self.bodies,
            *self.groups,
            *self.authorities,
            *self.holders,
            *self.delegates,
        )
        bodies = {body.code: body for body in self.bodies}
        groups = {group.code: group for group in self.groups}
        authorities = {authority.code: authority for authority in self.authorities}
        delegates = {delegate.code: delegate for delegate in self.delegates}
        findings = chain(
            repeated(entities),
            membership_findings(self.memberships, bodies, groups),
            oversight_findings(self.oversights, bodies, authorities),
            overlap_findings(self.overlaps, bodies, delegates),
        )
        InputRefusedError.raise_for(findings)
        object.__setattr__(self, "_names", NameIndex(entities))
        by_group: dict[str, list[Membership]] = defaultdict(list)
        for row in self.memberships:
            by_group[row.group].append(row)
        rows = {code: tuple(of_group) for code, of_group in by_group.items()}
        object.__setattr__(self, "_by_group", MappingProxyType(rows))

    def __repr__(self) -> str:
        return (
            f"Register({len(self.bodies)} bodies, {len(self.groups)} groups, "
            f"{len(self.authorities)} authorities, {len(self.delegates)} delegates)"
        )

    @classmethod
    def packaged(cls) -> "Register":
        """The register of England's PCTs, 1 April 2011 to 31 March 2013; read once, then kept.

        Sources and how sure each row is: `pctfinance/bodies/data/README.md`.
        """
        return _packaged()

    # Exactly by code.

    def body(self, code: str) -> Body:
        """The body with that code. Case and space around it do not count.

        Raises `UnknownNameError`, which names near misses; where a spreadsheet turned the code
        into a number, it names the code that it was.

        >>> Register.packaged().body("5e1 ").name
        'Stockton-on-Tees Teaching PCT'
        >>> Register.packaged().body("5.00E+01")
        Traceback (most recent call last):
            ...
        pctfinance.errors.UnknownNameError: '5.00E+01' is no code: it looks like Stockton-on-Tees Teaching PCT (5E1), which a spreadsheet turned into a number -> format the column as text and type 5E1 again [input.damaged-code]
        """
        return self._names.exact(Body, code)

    def group(self, code: str) -> Group:
        """The group with that code; raises `UnknownNameError`.

        >>> Register.packaged().group("ncl").name
        'NHS North Central London PCT Cluster'
        """
        return self._names.exact(Group, code)

    def authority(self, code: str) -> Authority:
        """The authority with that code; raises `UnknownNameError`.

        >>> Register.packaged().authority("Q36").name
        'London SHA'
        """
        return self._names.exact(Authority, code)

    def holder(self, code: str) -> Holder:
        """The outside holder with that code; raises `UnknownNameError`.

        >>> Register.packaged().holder("Q36").name
        'London SHA'
        """
        return self._names.exact(Holder, code)

    def delegate(self, code: str) -> Delegate:
        """The delegate with that code; raises `UnknownNameError`.

        >>> Register.packaged().delegate("07M").name
        'NHS Barnet CCG'
        """
        return self._names.exact(Delegate, code)

    # By what people call it.

    @overload
    def find(self, name: str, kind: Literal["body"]) -> Body: ...
    @overload
    def find(self, name: str, kind: Literal["group"]) -> Group: ...
    @overload
    def find(self, name: str, kind: Literal["authority"]) -> Authority: ...
    @overload
    def find(self, name: str, kind: Literal["holder"]) -> Holder: ...
    @overload
    def find(self, name: str, kind: Literal["delegate"]) -> Delegate: ...
    @overload
    def find(self, name: str, kind: str | None = None) -> Entity: ...

    def find(self, name: str, kind: str | None = None) -> Entity:
        """The one entity with that code, official name, or name that people use.

        Case, punctuation and `&` for `and` do not count; nothing else is overlooked, so a
        misspelling is refused and the nearest names are given. A code and a name count alike.
        "NHS Camden" is the PCT: a CCG is called without "CCG" only where no PCT has the name. An
        SHA is an authority, a holder and a group under one code, and is found as the authority.

        Args:
            name: what was written.
            kind: `body`, `group`, `authority`, `holder` or `delegate`, or an entity's own kind,
                such as `cluster` or `Care Trust`; `None` for any.

        Raises:
            UnknownNameError: nothing of that kind has the name.
            AmbiguousNameError: several have it; the error lists them with their codes.
            UsageError: the register holds nothing of that kind.

        >>> Register.packaged().find("Hammersmith & Fulham Primary Care Trust").code
        '5H1'
        >>> Register.packaged().find("Camden", kind="delegate").name
        'NHS Camden CCG'
        >>> Register.packaged().find("NHS Surrey")
        Traceback (most recent call last):
            ...
        pctfinance.errors.AmbiguousNameError: 'NHS Surrey' stands for Surrey PCT (5P5, body) and Surrey PCT Cluster (SURREY, group) -> give the code, or say kind='body' or kind='group' [register.ambiguous-name]
        """
        return self._names.find(name, kind)

    def party(self, text: str) -> Entity | None:
        """Who is meant by the other party of a line of the ledger, by code or by name.

        `None` is one whom the register does not know, such as a hospital: it is no body.

        Raises:
            UnknownNameError: a spreadsheet turned the code into a number, or it is a group, which
                has no ledger.
            AmbiguousNameError: several bodies have the name.

        >>> register = Register.packaged()
        >>> register.party("5k7 ").code, register.party("Camden PCT").code, register.party("RAL")
        ('5K7', '5K7', None)
        >>> register.party("NCL")
        Traceback (most recent call last):
            ...
        pctfinance.errors.UnknownNameError: 'NCL' is no body: it is NHS North Central London PCT Cluster (NCL, group) -> only a body has figures of its own: give a body [register.unknown-name]
        """
        return self._names.party(text)

    # Who belongs where.

    def members(self, group_code: str, on: date) -> tuple[Body, ...]:
        """The bodies in a group on a day, in order of code; none on a day outside its dates.

        Raises `UnknownNameError` where the register holds no such group.

        >>> [body.code for body in Register.packaged().members("NELC", date(2012, 4, 1))]
        ['5A4', '5C2', '5C3', '5C4', '5C5', '5NA', '5NC']
        """
        codes = {row.body for row in self.memberships_of(group_code) if row.holds_on(on)}
        return tuple(sorted(map(self.body, codes), key=lambda body: body.code))

    def memberships_of(self, group_code: str) -> tuple[Membership, ...]:
        """The rows of a group's members, of any day; raises `UnknownNameError`.

        >>> len(Register.packaged().memberships_of("NCL"))
        5
        """
        return self._by_group.get(self.group(group_code).code, ())

    def groups_of(self, body: str, on: date) -> tuple[Group, ...]:
        """The groups that a body is in on a day, in order of code.

        >>> [group.code for group in Register.packaged().groups_of("5A9", date(2011, 11, 30))]
        ['ENGLAND', 'LON', 'NCL', 'Q36']
        """
        code = self.body(body).code
        codes = {row.group for row in self.memberships if row.body == code and row.holds_on(on)}
        return tuple(map(self.group, sorted(codes)))

    def competent_authorities(self, body: str, on: date) -> tuple[Authority, ...]:
        """The authorities that must *all* approve what a body does on a day, its own first.

        The SHA until 2 October 2011, the SHA cluster from 3 October. Where a PCT's legal SHA is
        not the SHA of its cluster (Bassetlaw, Milton Keynes), both: our safe reading, which a row
        of `with_rows` overrides. Nobody on a day for which the register names none: that nobody
        can approve, not that nobody need.

        >>> register = Register.packaged()
        >>> [authority.code for authority in register.competent_authorities("5A9", date(2011, 10, 2))]
        ['Q36']
        >>> [authority.code for authority in register.competent_authorities("5ET", date(2011, 10, 3))]
        ['MAE', 'NOE']
        """
        code = self.body(body).code
        rows = [row for row in self.oversights if row.body == code and row.holds_on(on)]
        rows.sort(key=lambda row: (row.basis != "legal", row.authority))
        return tuple(map(self.authority, dict.fromkeys(row.authority for row in rows)))

    def delegates_of(self, body: str) -> tuple[Overlap, ...]:
        """The delegates whose area a body's postcodes lie in, the largest share first.

        >>> [f"{overlap.delegate_code} {overlap.postcode_share_percent}"
        ...  for overlap in Register.packaged().delegates_of("5LC")]
        ['09A 91.4', '08Y 8.6']
        """
        code = self.body(body).code
        rows = (row for row in self.overlaps if row.body == code)
        return tuple(
            sorted(rows, key=lambda row: (-row.postcode_share_percent, row.published_code))
        )

    # A user's own rows.

    def with_rows(
        self,
        *,
        bodies: Iterable[Body] = (),
        groups: Iterable[Group] = (),
        authorities: Iterable[Authority] = (),
        holders: Iterable[Holder] = (),
        delegates: Iterable[Delegate] = (),
        memberships: Iterable[Membership] = (),
        oversights: Iterable[Oversight] = (),
        overlaps: Iterable[Overlap] = (),
    ) -> Self:
        """A register with these rows as well; this one stays as it is.

        A body, group, authority, holder or delegate replaces the one with its code. An overlap is
        added. A membership is added, and must leave no body in two groups of one kind on a day (see `with_group` to
        move a body). An oversight replaces all others of its body over its own dates, so that one
        row settles who is competent, and two rows ask for both.

        Raises `InputRefusedError` with every row that cannot stand: a code that is not in the
        register, days on which a group or authority is not there, or two memberships at once.

        >>> settled = Register.packaged().with_rows(oversights=[
        ...     Oversight("5ET", "NOE", date(2011, 10, 3), date(2013, 3, 31), basis="cluster")])
        >>> [authority.code for authority in settled.competent_authorities("5ET", date(2012, 1, 1))]
        ['NOE']
        """
        new = tuple(oversights)
        kept = superseded(self.oversights, new, lambda row, other: row.body == other.body)
        return replace(
            self,
            bodies=replaced(self.bodies, bodies),
            groups=replaced(self.groups, groups),
            authorities=replaced(self.authorities, authorities),
            holders=replaced(self.holders, holders),
            delegates=replaced(self.delegates, delegates),
            memberships=(*self.memberships, *memberships),
            oversights=(*kept, *new),
            overlaps=(*self.overlaps, *overlaps),
        )

    def with_group(self, group: Group, members: Iterable[Membership | str]) -> Self:
        """A register in which the group has exactly these members.

        A member is a body's code, for as long as the group is there, or a `Membership` with dates
        of its own. What the register knew of the group's members is dropped, and a body leaves
        other groups of the same kind (`other` excepted) for the days of its new membership.

        >>> trial = Register.packaged().with_group(Group("TRIAL", "Two PCTs"), ["5A9", "5C1"])
        >>> [body.code for body in trial.members("TRIAL", date(2011, 4, 1))]
        ['5A9', '5C1']
        """
        rows = [
            member
            if isinstance(member, Membership)
            else Membership(member, group.code, group.valid_from, group.valid_to)
            for member in members
        ]
        strays = [str(row) for row in rows if row.group != group.code]
        if strays:
            findings = (f"{stray}: not of group {group.code!r}" for stray in strays)
            raise InputRefusedError(*findings)
        groups = replaced(self.groups, (group,))
        rivals = {other.code for other in groups if other.kind == group.kind != "other"}
        kept = superseded(
            (row for row in self.memberships if row.group != group.code),
            rows,
            lambda row, other: row.body == other.body and row.group in rivals,
        )
        return replace(self, groups=groups, memberships=(*kept, *rows))


@lru_cache(maxsize=1)
def _packaged() -> Register:
    return Register(**read_packaged())
