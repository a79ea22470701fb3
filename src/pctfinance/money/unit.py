"""The units that money is written in. Inside there is only one: the penny, as an integer.

A unit belongs to a text, a table or a column of figures; it is stated there and converted at the
edge, so that no sum ever mixes two.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.errors import UsageError

__all__ = ["MAX_PENCE", "Unit"]

MAX_PENCE = 2**63 - 1
"""The largest amount that is held, either side of zero: what a 64-bit integer holds."""


class _Facts(NamedTuple):
    power: int  # one unit is 10**power pence
    symbol: str
    decimals: int


class Unit(StrEnum):
    """A unit that amounts are written in: what an input declares and a table states.

    >>> Unit("thousands").pence
    100000
    >>> [unit.symbol for unit in Unit]
    ['p', '£', '£000', '£m']
    """

    PENCE = "pence"
    POUNDS = "pounds"
    THOUSANDS = "thousands"
    MILLIONS = "millions"

    @property
    def power(self) -> int:
        """How many decimals an amount in this unit has when it is written to the penny.

        >>> Unit.THOUSANDS.power
        5
        """
        return _FACTS[self].power

    @property
    def pence(self) -> int:
        """How many pence one unit is.

        >>> Unit.MILLIONS.pence
        100000000
        """
        return int(10**self.power)

    @property
    def symbol(self) -> str:
        """What stands at the head of a column in this unit.

        >>> Unit.THOUSANDS.symbol
        '£000'
        """
        return _FACTS[self].symbol

    @property
    def decimals(self) -> int:
        """How many decimals are shown where nobody says otherwise.

        >>> Unit.POUNDS.decimals, Unit.MILLIONS.decimals
        (2, 1)
        """
        return _FACTS[self].decimals

    def last_digit_pence(self, decimals: int) -> int:
        """What one step of the last printed digit is worth, in pence.

        Raises:
            UsageError: `decimals` is negative, or would show fractions of a penny.

        >>> Unit.MILLIONS.last_digit_pence(1)
        10000000
        """
        if not 0 <= decimals <= self.power:
            raise UsageError(
                f"{decimals} decimals cannot be shown in {self.value}",
                hint=f"use 0 to {self.power}: the last of them is a penny",
            )
        return int(10 ** (self.power - decimals))


_FACTS: MappingProxyType[Unit, _Facts] = MappingProxyType(
    {
        Unit.PENCE: _Facts(0, "p", 0),
        Unit.POUNDS: _Facts(2, "£", 2),
        Unit.THOUSANDS: _Facts(5, "£000", 0),
        Unit.MILLIONS: _Facts(8, "£m", 1),
    }
)
