"""An allocation comes from an issuer outside the group.

Otherwise a transfer between two bodies of a group could be written as two allocations, and the
authority would never be asked (SOM 25). People write a body's name in many ways, so the guard looks
for what a name is made of, and not only for names that the register knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pctfinance.bodies import Body, Register, name_key
from pctfinance.errors import Finding, Level, UnknownNameError, UsageError
from pctfinance.tables.group import GroupFound
from pctfinance.tables.model import CheckedTable
from pctfinance.tables.reading import quoted
from pctfinance.tables.texts import without_invisible

__all__ = ["IssuerGuard", "inside_issuers"]

# Words that say what kind of organisation somebody is, and not who.
_KINDS_OF_ORGANISATION = frozenset(
    {
        *("nhs", "pct", "pcts", "tpct", "primary", "care", "trust", "trusts", "teaching", "plus"),
        *("sub", "subcluster", "subclusters"),
        *("cluster", "clusters", "sector", "group", "groups", "consortium", "icb", "icbs"),
        *("ccg", "ccgs", "clinical", "commissioning", "integrated", "joint", "committee"),
        *("board", "boards", "the", "of", "for", "and"),
    }
)


def inside_issuers(resources: CheckedTable, group: GroupFound) -> Iterator[Finding]:
    """The allocations that a member of the group, or the group itself, is said to have issued.

    An issuer is inside where the register finds a member or the group by it, where it holds a
    member's code as a word (`Barnet (5A9)`), or where nothing but names of members or the group is
    left of it without words such as PCT, cluster or board (`Camden and Islington PCTs`). A body of
    another group gives by a transfer as well. An outside holder of the register, such as an SHA, is
    outside whatever it is called.

    Args:
        resources: the checked table of events.
        group: the group, its members, and the register that knows them.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.tables.schemas import schema_for
    >>> nothing = CheckedTable(schema_for("resources"), ())
    >>> list(inside_issuers(nothing, GroupFound(Register.packaged(), "NCL")))
    []
    """
    guard = IssuerGuard(group.register, group.code, group.name, group.members or {})
    inside = {name: guard.says(name) for name in {row.text("issuer") for row in resources} - {""}}
    for row in resources:
        issuer = row.text("issuer")
        if inside.get(issuer):
            yield Finding(
                "input.issuer-inside",
                Level.ERROR,
                f"{quoted(issuer)} {inside[issuer]}: an allocation comes from outside the group",
                replace(row.where, column="issuer"),
                "resource that moves between bodies is a transfer and needs the authority's "
                "approval (SOM 25)",
            )


@dataclass(frozen=True, slots=True)
class IssuerGuard:
    """Who is inside a group, and how they may be called.

    >>> register = Register.packaged()
    >>> guard = IssuerGuard(register, "NCL", "", {"5A9": register.body("5A9")})
    >>> guard.says("Barnet PCT"), guard.says("DH")
    ('is Barnet PCT, a member', '')
    """

    register: Register
    code: str
    name: str
    members: Mapping[str, Body]

    def says(self, issuer: str) -> str:
        """Which body, or the group, the issuer is, as the rest of a sentence; empty if neither."""
        text = without_invisible(issuer)
        body = self._found(text, "body")
        if body in self.members:
            return f"is {self._shown([body])}"
        if self._found(text, "holder"):
            return ""
        if body:
            return f"is {self.register.body(body).name}, another statutory body"
        if self._found(text, "group") == self.code or self._holds_own_code(text):
            return "is the group itself"
        capitals = text.upper()
        named = [code for code in self.members if _is_word(code, capitals)]
        if named:
            return f"names {self._shown(named)}"
        return self._made_of_names(_core(text))

    @property
    def _is_under_a_holder(self) -> bool:
        """Whether the group is shown under the code of an SHA, which is somebody of its own."""
        return bool(self._found(self.code, "holder"))

    def _found(self, text: str, kind: str) -> str:
        try:
            return self.register.find(text, kind).code
        except (UnknownNameError, UsageError):
            return ""

    def _holds_own_code(self, text: str) -> bool:
        """Whether the group's code stands there in capitals: HUMBER is a group, the Humber a river."""
        return _is_word(self.code, text) and not self._is_under_a_holder

    def _made_of_names(self, core: frozenset[str]) -> str:
        """Whether the words of an issuer are those of the group's and its members' names alone."""
        whole = frozenset[str]()
        if not self._is_under_a_holder:
            group = self.register.group(self.code)
            whole = _within(core, (self.code, self.name, group.name, *group.names))
        named = {
            code: words
            for code, body in self.members.items()
            if (words := _within(core, (body.name, *body.names)))
        }
        if not core or whole.union(*named.values()) != core:
            return ""
        return f"is {self._shown(named)}" if named else "is the group itself"

    def _shown(self, codes: Iterable[str]) -> str:
        names = [self.members[code].name for code in codes]
        return f"{' and '.join(names)}, {'a member' if len(names) == 1 else 'members'}"


def _is_word(code: str, text: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(code)}(?![^\W_])", text))


def _core(name: str) -> frozenset[str]:
    """The words of a name that say who somebody is."""
    return frozenset(name_key(name).split()) - _KINDS_OF_ORGANISATION


def _within(core: frozenset[str], names: Iterable[str]) -> frozenset[str]:
    """The words of those names that stand whole in `core`."""
    return frozenset[str]().union(*(part for part in map(_core, names) if part <= core))
