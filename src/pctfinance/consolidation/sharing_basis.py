"""By which basis a cost that several bodies share is apportioned, and what falls on each.

A basis is a statement of the book: stated again it has a new version, and the old ones stay. What
was apportioned by a version keeps naming it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from pctfinance.errors import UsageError

__all__ = [
    "AGREEMENT",
    "BASIS",
    "Agreement",
    "BasisKind",
    "SharingBasis",
    "Weight",
    "agreements_of",
    "apportioned",
    "bases_of",
    "basis_at",
    "weight_of",
]

BASIS = "sharing-basis-stated"
"""The kind of the book's statement that says how a cost is shared."""

AGREEMENT = "recharge-agreement-stated"
"""The kind of the book's statement that two bodies agreed on recharges."""

_WEIGHT = re.compile(r"\d{1,15}(\.\d{1,9}|/0*[1-9]\d{0,14})?")

_Statements = Iterable[tuple[int, str, Mapping[str, Any]]]


class BasisKind(StrEnum):
    """What the weights of a basis count: persons, staff, or shares of the whole that were agreed."""

    POPULATION = "population"
    STAFF = "staff"
    AGREED = "agreed-shares"


class Weight(NamedTuple):
    """The weight of one body, exact, and where it was found."""

    body: str
    weight: Fraction
    source: str


@dataclass(frozen=True)
class SharingBasis:
    """One version of a basis: who bears the cost first, and the weight of each body that shares it.

    It holds from `month` (1 to 12) on, until a version from a later month, or a later version from
    the same month. `on` is the date of the document.
    """

    name: str
    version: int
    host: str
    kind: BasisKind
    month: int
    weights: tuple[Weight, ...]
    source: str
    by: str
    on: date
    sequence: int = 0

    @property
    def by_body(self) -> dict[str, Fraction]:
        """The weights by body, in order of code."""
        return {weight.body: weight.weight for weight in self.weights}

    @property
    def total(self) -> Fraction:
        """The sum of the weights."""
        return sum(self.by_body.values(), Fraction(0))


class Agreement(NamedTuple):
    """What two bodies agreed may be charged in the year: up to so many pence, for what, by what."""

    name: str
    provider: str
    recipient: str
    pence: int
    source: str
    by: str
    on: date


def weight_of(number: int | str | Fraction) -> Fraction:
    """A weight as an exact number above zero: 357538, "12.5" or "1/3".

    Raises:
        UsageError: it is none.

    >>> weight_of("0.25"), weight_of(357538)
    (Fraction(1, 4), Fraction(357538, 1))
    """
    weight = Fraction(0)
    if not isinstance(number, str):
        # Anything else, such as a binary fraction, is not what somebody typed.
        weight = Fraction(number) if type(number) in {int, Fraction} else weight
    elif _WEIGHT.fullmatch(number.strip()):
        weight = Fraction(number.strip())
    if weight <= 0:
        hint = 'write a whole number, or an exact text such as "12.5" or "1/3"'
        raise UsageError(f"{number!r} is no weight above zero", hint=hint)
    return weight


def apportioned(pence: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """A cost in integer pence, shared exactly by weight; the shares add up to it.

    Each share is rounded down to the penny. The pennies that are left go, one each, to the largest
    remainders; among equal ones to the larger weight, then to the code that stands first. The order
    in which the weights are given does not count. A negative cost is shared like a positive one.

    Args:
        pence: the cost.
        weights: of each body, above zero; at least one.

    >>> thirds = {"5K7": Fraction(1), "5A9": Fraction(1), "5C1": Fraction(1)}
    >>> apportioned(100, thirds)
    {'5A9': 34, '5C1': 33, '5K7': 33}
    >>> sum(apportioned(-100, thirds).values())
    -100
    """
    whole = sum(weights.values(), Fraction(0))
    exact = {body: abs(pence) * weights[body] * Fraction(1, whole) for body in sorted(weights)}
    shares = {body: share.numerator // share.denominator for body, share in exact.items()}
    left = abs(pence) - sum(shares.values())
    order = sorted(exact, key=lambda body: (shares[body] - exact[body], -weights[body], body))
    for body in order[:left]:
        shares[body] += 1
    return {body: share if pence >= 0 else -share for body, share in shares.items()}


def bases_of(statements: _Statements, known_at: date | None = None) -> tuple[SharingBasis, ...]:
    """Every version of every basis that a book states, in order of statement.

    Args:
        statements: of the book, each with its number and its time.
        known_at: versions with a later date are left out.

    >>> bases_of([])
    ()
    """
    versions: dict[str, int] = {}
    found = []
    for sequence, _, said in statements:
        if said.get("kind") != BASIS:
            continue
        name = said["name"]
        versions[name] = versions.get(name, 0) + 1
        found.append(
            SharingBasis(
                name=name,
                version=versions[name],
                host=said["host"],
                kind=BasisKind(said["weighs"]),
                month=said["month"],
                weights=tuple(
                    Weight(body, Fraction(weight), source)
                    for body, weight, source in said["weights"]
                ),
                source=said["source"],
                by=said["by"],
                on=date.fromisoformat(said["on"]),
                sequence=sequence,
            )
        )
    return tuple(basis for basis in found if known_at is None or basis.on <= known_at)


def basis_at(bases: Iterable[SharingBasis], name: str, month: int) -> SharingBasis | None:
    """The version that holds in a month: from the latest month, and of these stated last.

    >>> basis_at([], "executive-team", 8)
    """
    holding = [basis for basis in bases if basis.name == name and basis.month <= month]
    return max(holding, key=lambda basis: (basis.month, basis.version), default=None)


def agreements_of(statements: _Statements, known_at: date | None = None) -> tuple[Agreement, ...]:
    """The agreements that a book states; one that is stated again replaces the former.

    >>> agreements_of([])
    ()
    """
    last: dict[str, Agreement] = {}
    for _, _, said in statements:
        if said.get("kind") == AGREEMENT:
            parties = (said["provider"], said["recipient"], said["pence"])
            day = date.fromisoformat(said["on"])
            if known_at is None or day <= known_at:
                last[said["name"]] = Agreement(
                    said["name"], *parties, said["source"], said["by"], day
                )
    return tuple(last.values())
