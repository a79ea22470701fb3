"""A rule and who says so: no number of a rulebook stands without its source and its certainty.

The models are frozen and strict: a key that nobody knows, a number typed as text or a yes typed
as 1 is refused, because a rule that is misread is worse than one that is missing.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

__all__ = [
    "Amount",
    "Certainty",
    "Choice",
    "Count",
    "Measure",
    "Number",
    "Part",
    "Rate",
    "Several",
    "Stated",
    "StatedDate",
    "Text",
    "statements_of",
]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that says something."""

Certainty = Literal["published", "professional knowledge", "recalled"]
"""Whether the source named says it, practice suggests it, or somebody remembers it."""

_Item = TypeVar("_Item")

Several = Annotated[tuple[_Item, ...], Field(strict=False)]
"""An array of a TOML file, frozen. Only the array is lenient: each item is as strict as ever."""


def _whole_number_as_decimal(value: object) -> object:
    # TOML has two kinds of number and people write `value = 1`; a yes/no stays what it is.
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Exact = Annotated[Decimal, BeforeValidator(_whole_number_as_decimal)]


class Part(BaseModel):
    """A part of a rulebook: frozen, and refusing every key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Stated(Part):
    """Something that the rules state: who says it, how certain it is and how far it reaches."""

    source: Text
    certainty: Certainty
    scope: Text = "national"
    note: str = ""


class Number(Stated):
    """A number of the rules, in its unit; `quantity` is the number itself, whatever its kind."""

    unit: Text

    @property
    def quantity(self) -> Decimal | int:
        """The number: an exact share or measure, a count, or integer pence."""
        raise NotImplementedError


class Rate(Number):
    """A share from 0 to 1, exact: 2 % is 0.02."""

    value: Annotated[_Exact, Field(ge=0, le=1)]

    @property
    def quantity(self) -> Decimal:
        """The share."""
        return self.value


class Measure(Number):
    """A number that is neither a share nor money, exact."""

    value: Annotated[_Exact, Field(ge=0)]

    @property
    def quantity(self) -> Decimal:
        """The measure, in its unit."""
        return self.value


class Count(Number):
    """A whole number of something, such as days."""

    value: Annotated[int, Field(ge=0)]

    @property
    def quantity(self) -> int:
        """The count."""
        return self.value


class Amount(Number):
    """An amount of money, in integer pence."""

    amount_pence: Annotated[int, Field(ge=0)]

    @property
    def quantity(self) -> int:
        """The amount, in pence."""
        return self.amount_pence


class Choice(Stated):
    """A rule that is one of a few words; each choice below says which."""

    value: str


class StatedDate(Stated):
    """A day from which something holds."""

    value: date


def statements_of(part: Part, prefix: str = "") -> Iterator[tuple[str, Stated]]:
    """Everything stated in a part and in the parts below it, each with its dotted key.

    Items of an array are numbered from 0, as in `delegation.milestones.0`.

    >>> class Payment(Part):
    ...     days: Count
    >>> days = Count(value=30, unit="days", source="a code of practice", certainty="recalled")
    >>> [(key, stated.source) for key, stated in statements_of(Payment(days=days))]
    [('days', 'a code of practice')]
    """
    for name in type(part).model_fields:
        yield from _statements_under(getattr(part, name), f"{prefix}{name}")


def _statements_under(value: object, key: str) -> Iterator[tuple[str, Stated]]:
    if isinstance(value, Stated):
        yield key, value
    if isinstance(value, Part):
        yield from statements_of(value, f"{key}.")
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _statements_under(item, f"{key}.{index}")
