"""Reads the register that comes with the package: CSV files in `data`, every code as text.

Only the standard library's `csv` reads them: it leaves `5E1` alone, and takes milliseconds.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import TypedDict, TypeVar, cast

from pctfinance.bodies.model import (
    Authority,
    Basis,
    Body,
    Delegate,
    EvidenceStatus,
    Group,
    GroupKind,
    Holder,
    Membership,
    Overlap,
    Oversight,
)

__all__ = ["PackagedRows", "read_packaged"]

OrganisationT = TypeVar("OrganisationT", Authority, Holder)

_Row = Mapping[str, str]
_Aliases = Mapping[tuple[str, str], tuple[str, ...]]


class PackagedRows(TypedDict):
    """The tables of the packaged register, as the arguments of a `Register`."""

    bodies: tuple[Body, ...]
    groups: tuple[Group, ...]
    authorities: tuple[Authority, ...]
    holders: tuple[Holder, ...]
    delegates: tuple[Delegate, ...]
    memberships: tuple[Membership, ...]
    oversights: tuple[Oversight, ...]
    overlaps: tuple[Overlap, ...]


def read_packaged() -> PackagedRows:
    """Every row of the packaged register.

    >>> len(read_packaged()["bodies"])
    151
    """
    aliases = _read_aliases()
    return PackagedRows(
        bodies=tuple(_body(row, aliases) for row in _read("bodies")),
        groups=tuple(_group(row, aliases) for row in _read("groups")),
        authorities=tuple(_organisation(Authority, row, aliases) for row in _read("authorities")),
        holders=tuple(_organisation(Holder, row, aliases) for row in _read("holders")),
        delegates=tuple(_delegate(row, aliases) for row in _read("delegates")),
        memberships=tuple(map(_membership, _read("memberships"))),
        oversights=tuple(map(_oversight, _read("oversights"))),
        overlaps=tuple(map(_overlap, _read("postcode_overlaps"))),
    )


def _read(table: str) -> Iterable[_Row]:
    path = files("pctfinance.bodies").joinpath("data", f"{table}.csv")
    return csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def _read_aliases() -> _Aliases:
    names: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for row in _read("aliases"):
        names[row["part"], row["code"]] += (row["name"],)
    return names


def _names(row: _Row, aliases: Iterable[str]) -> tuple[str, ...]:
    return (*filter(None, row["other_names"].split("|")), *aliases)


def _body(row: _Row, aliases: _Aliases) -> Body:
    return Body(
        row["code"],
        row["name"],
        row["kind"],
        row["ons_code"],
        int(row["population_mid_2011"]),
        EvidenceStatus(row["status"]),
        row["evidence"],
        _names(row, aliases.get(("body", row["code"]), ())),
    )


def _group(row: _Row, aliases: _Aliases) -> Group:
    return Group(
        row["code"],
        row["name"],
        cast("GroupKind", row["kind"]),  # the record checks the word itself
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]),
        status=EvidenceStatus(row["status"]),
        evidence=row["evidence"],
        names=_names(row, aliases.get(("group", row["code"]), ())),
    )


def _organisation(part: type[OrganisationT], row: _Row, aliases: _Aliases) -> OrganisationT:
    return part(
        row["code"],
        row["name"],
        row["kind"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]),
        EvidenceStatus(row["status"]),
        row["evidence"],
        _names(row, aliases.get((part.__name__.lower(), row["code"]), ())),
    )


def _delegate(row: _Row, aliases: _Aliases) -> Delegate:
    return Delegate(
        row["code"],
        row["name"],
        int(row["practices"]),
        int(row["population"]),
        row["cluster"],
        int(row["running_cost_allowance_pence"]),
        row["kind"],
        EvidenceStatus(row["status"]),
        row["evidence"],
        _names(row, aliases.get(("delegate", row["code"]), ())),
    )


def _membership(row: _Row) -> Membership:
    return Membership(
        row["body"],
        row["group"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]),
        EvidenceStatus(row["status"]),
        row["evidence"],
    )


def _oversight(row: _Row) -> Oversight:
    return Oversight(
        row["body"],
        row["authority"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]),
        cast("Basis", row["basis"]),  # the record checks the word itself
        EvidenceStatus(row["status"]),
        row["evidence"],
    )


def _overlap(row: _Row) -> Overlap:
    return Overlap(
        row["body"],
        tuple(row["delegate_codes"].split("|")),
        row["published_code"],
        row["published_name"],
        Decimal(row["postcode_share_percent"]),
        EvidenceStatus(row["status"]),
        row["evidence"],
    )
