"""How much recurrent headroom a rate asks for: the one sum that rate, base and rounding settle."""

from decimal import Decimal

from pctfinance.errors import UsageError

__all__ = ["headroom_required"]


def headroom_required(base_pence: int, rate: Decimal) -> int:
    """The headroom that `rate` asks of a base, in pence; half a penny rounds away from zero.

    The base is the caller's: sources disagree whether it is the recurrent allocations or the
    whole revenue resource limit, and `Rulebook.headroom.base` says which one the year takes. Both
    rate and base are frozen when headroom is lodged; do not work them out again afterwards.

    Raises:
        UsageError: the rate is not a share from 0 to 1.

    >>> headroom_required(500_000_000_00, Decimal("0.02"))  # 2 % of £500m
    1000000000
    >>> headroom_required(25, Decimal("0.02"))  # 2 % of 25p is half a penny
    1
    >>> headroom_required(24, Decimal("0.02"))
    0
    """
    if not 0 <= rate <= 1:
        raise UsageError(f"{rate} is not a share from 0 to 1", hint="write 2 % as 0.02")
    # In whole numbers throughout: a Decimal product would be rounded once at 28 digits already.
    numerator, denominator = rate.as_integer_ratio()
    required = (2 * abs(base_pence) * numerator + denominator) // (2 * denominator)
    return required if base_pence >= 0 else -required
