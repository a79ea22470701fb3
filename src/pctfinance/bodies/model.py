"""The records of the register: who there is, who belongs where, and who approves.

Only a `Body` owns money. A `Group` is a view of bodies and owns nothing; an `Authority` approves;
a `Holder` keeps resource outside the group, such as a surplus lodged with it; a `Delegate` holds
a delegated budget in a body's name. One organisation may play several of these parts under one
code (an SHA plays three), and so has one record for each part.

Every record says what it rests on: `status` in one word, `evidence` in a sentence. Records are
frozen, and check themselves when they are made.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pctfinance.bodies.checks import (
    check_choice,
    check_count,
    check_dates,
    check_text,
    checked_code,
    refuse,
)

__all__ = [
    "Authority",
    "Basis",
    "Body",
    "Delegate",
    "Entity",
    "EvidenceStatus",
    "Group",
    "GroupKind",
    "Holder",
    "Membership",
    "Overlap",
    "Oversight",
]

GroupKind = Literal["sub_cluster", "cluster", "sha", "sha_cluster", "country", "other"]
"""What holds a group together. A body is in one group of a kind at a time, `other` excepted."""

Basis = Literal["legal", "cluster"]
"""Why an authority is competent: for the body by law, or for the cluster that the body is in."""

_GROUP_KINDS: tuple[GroupKind, ...] = (
    "sub_cluster",
    "cluster",
    "sha",
    "sha_cluster",
    "country",
    "other",
)
_BASES: tuple[Basis, ...] = ("legal", "cluster")
_GOVERNANCE_MODELS = (1, 2, 3, 4)
_WHOLE = Decimal(100)


class EvidenceStatus(StrEnum):
    """What a row rests on.

    `PUBLISHED` stands as such in a published list; `CONFIRMED_TEXT` in a text of the time;
    `CONFIRMED_DERIVED` and `DERIVED` follow from published rows; `RECALLED` no text confirms;
    `OURS` is a reading of the rules that this project chose, to be overridden by who knows;
    `STATED` was given by the user.
    """

    PUBLISHED = "published"
    CONFIRMED_TEXT = "confirmed_text"
    CONFIRMED_DERIVED = "confirmed_derived"
    DERIVED = "derived"
    RECALLED = "recalled"
    OURS = "ours"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Body:
    """A statutory body: it alone has limits, ledgers, accounts and duties.

    `kind` is a word such as `PCT`, `Care Trust` or `ICB`. `population` counts persons, in mid-2011
    in the packaged rows. `names` are other names by which it was published or is called.

    >>> Body("5a9", "Barnet PCT").code
    '5A9'
    """

    code: str
    name: str
    kind: str = "PCT"
    ons_code: str = ""
    population: int | None = None
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entity(self)
        check_count(f"body {self.code}", "population", self.population)


@dataclass(frozen=True, slots=True)
class Group:
    """A view of several bodies. It owns no money; its figures follow from its bodies.

    `governance_model` is 1, 2, 3 or 4, or `None` where it is not known. The two offices are
    offices, not people's names.

    >>> Group("XYZ", "Two PCTs", governance_model=5)
    Traceback (most recent call last):
        ...
    pctfinance.errors.InputRefusedError: group XYZ: governance model 5 is none of 1 to 4 [register.invalid-row]
    """

    code: str
    name: str
    kind: GroupKind = "other"
    governance_model: int | None = None
    accountable_officer_office: str = ""
    director_of_finance_office: str = ""
    valid_from: date = date.min
    valid_to: date = date.max
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entity(self)
        what = f"group {self.code}"
        check_dates(what, self.valid_from, self.valid_to)
        check_choice(what, "kind", self.kind, _GROUP_KINDS)
        model = self.governance_model
        if model is not None and model not in _GOVERNANCE_MODELS:
            refuse(what, f"governance model {model} is none of 1 to 4")


@dataclass(frozen=True, slots=True)
class _Organisation:
    code: str
    name: str
    kind: str = "other"
    valid_from: date = date.min
    valid_to: date = date.max
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entity(self)
        what = f"{type(self).__name__.lower()} {self.code}"
        check_dates(what, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Authority(_Organisation):
    """An organisation whose approval counts, between two dates.

    `kind` is `sha`, `sha_cluster`, or a word of the user's own.
    """


@dataclass(frozen=True, slots=True)
class Holder(_Organisation):
    """An organisation outside every group that can hold a body's resource.

    It is the counterparty of a lodgement. An SHA is one. An SHA cluster is none: like a PCT
    cluster, it can own nothing.
    """


@dataclass(frozen=True, slots=True)
class Delegate:
    """Who holds a delegated budget in a body's name: a clinical commissioning group.

    In the packaged rows `population` counts persons to the nearest 100; `cluster` is the group
    under which the list of spring 2012 shows it; the proposed allowance for running costs was
    published in £m to two decimals, and stands in pence here.
    """

    code: str
    name: str
    practices: int | None = None
    population: int | None = None
    cluster: str = ""
    running_cost_allowance_pence: int | None = None
    kind: str = "CCG"
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entity(self)
        what = f"delegate {self.code}"
        check_count(what, "practices", self.practices)
        check_count(what, "population", self.population)
        check_count(what, "running-cost allowance", self.running_cost_allowance_pence)


@dataclass(frozen=True, slots=True)
class Membership:
    """A body belongs to a group from a first to a last day, both included.

    >>> print(Membership("5A9", "NCL"))
    membership of 5A9 in NCL
    """

    body: str
    group: str
    valid_from: date = date.min
    valid_to: date = date.max
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""

    def __post_init__(self) -> None:
        _normalise(self, "body", "group")
        check_dates(str(self), self.valid_from, self.valid_to)

    def __str__(self) -> str:
        return f"membership of {self.body} in {self.group}"

    def holds_on(self, on: date) -> bool:
        """Whether the body was a member on that day.

        >>> Membership("5A9", "NCL", date(2011, 4, 1), date(2012, 3, 31)).holds_on(date(2012, 3, 31))
        True
        """
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Oversight:
    """An authority must approve what a body does, from a first to a last day, both included.

    `basis` is `legal` where the authority (or the SHA that is part of it) is the body's own, and
    `cluster` where it is that of the cluster that the body is in.

    >>> print(Oversight("5ET", "Q32", basis="cluster"))
    oversight of 5ET by Q32
    """

    body: str
    authority: str
    valid_from: date = date.min
    valid_to: date = date.max
    basis: Basis = "legal"
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""

    def __post_init__(self) -> None:
        _normalise(self, "body", "authority")
        check_dates(str(self), self.valid_from, self.valid_to)
        check_choice(str(self), "basis", self.basis, _BASES)

    def __str__(self) -> str:
        return f"oversight of {self.body} by {self.authority}"

    def holds_on(self, on: date) -> bool:
        """Whether the authority was competent for the body on that day.

        >>> Oversight("5A9", "LON", date(2011, 10, 3)).holds_on(date(2011, 10, 2))
        False
        """
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a body's area lies in a delegate's, by number of POSTCODES, not of people.

    The published list uses a few later codes. `published_code` and `published_name` stand as
    published; `delegate_codes` are the register's delegates that they stand for, several where a
    later merger joined them: the share is then that of all of them together.

    >>> newcastle = Overlap("5D7", ("00G", "00H"), "13T", "Newcastle Gateshead", Decimal(100))
    >>> print(newcastle, newcastle.delegate_code)
    overlap of 5D7 with 13T None
    """

    body: str
    delegate_codes: tuple[str, ...]
    published_code: str
    published_name: str
    postcode_share_percent: Decimal
    status: EvidenceStatus = EvidenceStatus.STATED
    evidence: str = ""

    def __post_init__(self) -> None:
        _normalise(self, "body", "published_code")
        if not self.delegate_codes:
            refuse(str(self), "it stands for no delegate")
        codes = tuple(checked_code(str(self), code) for code in self.delegate_codes)
        object.__setattr__(self, "delegate_codes", codes)
        if not 0 <= self.postcode_share_percent <= _WHOLE:
            refuse(str(self), f"{self.postcode_share_percent} % is no share of its postcodes")

    def __str__(self) -> str:
        return f"overlap of {self.body} with {self.published_code}"

    @property
    def delegate_code(self) -> str | None:
        """The one delegate meant, or `None` where the published code stands for several."""
        return self.delegate_codes[0] if len(self.delegate_codes) == 1 else None


Entity = Body | Group | Authority | Holder | Delegate
"""What a code or a name can stand for."""


def _check_entity(record: Entity | _Organisation) -> None:
    _normalise(record, "code")
    check_text(f"{type(record).__name__.lower()} {record.code}", record.name)


def _normalise(
    record: Entity | _Organisation | Membership | Oversight | Overlap, *names: str
) -> None:
    for name in names:
        code = checked_code(f"{type(record).__name__.lower()} ({name})", getattr(record, name))
        object.__setattr__(record, name, code)  # before anybody else holds the record
