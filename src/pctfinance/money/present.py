"""Money as people read it: commas, brackets for what is negative, a dash for what is not there."""

from operator import index

from pctfinance.errors import UsageError
from pctfinance.money.rounding import Rounding, round_to
from pctfinance.money.unit import Unit

__all__ = ["show_exact", "show_money", "show_rounded"]

_NO_VALUE = "-"
_AROUND = {
    Unit.PENCE: ("", "p"),
    Unit.POUNDS: ("£", ""),
    Unit.THOUSANDS: ("£", "k"),
    Unit.MILLIONS: ("£", "m"),
}


def show_money(
    pence: int | None,
    unit: Unit = Unit.POUNDS,
    decimals: int | None = None,
    *,
    symbol: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """An amount as printed in a table, or with its symbol as written in a sentence.

    No value is a dash and zero is a zero, as `parse_money` reads them. A negative amount stands
    in brackets even where its digits round to zero, as a spreadsheet shows it: a body that is
    £20,000 over its limit must not look as if it were on it.

    Args:
        pence: The exact amount in pence, or `None` for no value.
        unit: The unit it is printed in.
        decimals: How many decimals are printed; `None` for those usual in the unit.
        symbol: Whether the unit is written out: £608.4m, £1,235k.
        rounding: How it is rounded.

    Raises:
        UsageError: The decimals would show fractions of a penny.

    >>> show_money(-123_450)
    '(1,234.50)'
    >>> show_money(60_840_000_000, Unit.MILLIONS, symbol=True)
    '£608.4m'
    >>> [show_money(pence, Unit.MILLIONS) for pence in (-2_000_000, 0, None)]
    ['(0.0)', '0.0', '-']
    """
    if pence is None:
        return _NO_VALUE
    decimals = unit.decimals if decimals is None else decimals
    digits = _digits(abs(round_to(pence, unit, decimals, rounding)), decimals)
    before, after = _AROUND[unit] if symbol else ("", "")
    return _bracketed(f"{before}{digits}{after}", negative=pence < 0)


def show_exact(pence: int | None) -> str:
    """An amount in a sentence, exact: in pounds, with pence only where there are any.

    >>> show_exact(2_600_000_000), show_exact(-1), show_exact(None)
    ('£26,000,000', '(£0.01)', '-')
    """
    whole = pence is not None and pence % Unit.POUNDS.pence == 0
    return show_money(pence, Unit.POUNDS, 0 if whole else None, symbol=True)


def show_rounded(shown: int | None, decimals: int = 0, *, negative: bool = False) -> str:
    """A figure that is already rounded, such as a cell of `RoundedColumn.shown`, as printed.

    Args:
        shown: The figure in steps of its last printed digit, or `None` for no value.
        decimals: How many of its digits are decimals.
        negative: Whether the exact amount is below zero; brackets a figure that is rounded to 0.

    Raises:
        UsageError: `decimals` is negative, or `negative` contradicts a figure above zero.

    >>> show_rounded(-12_345, 1)
    '(1,234.5)'
    >>> show_rounded(0, 1), show_rounded(0, 1, negative=True)
    ('0.0', '(0.0)')
    """
    if decimals < 0:
        raise UsageError(f"{decimals} decimals cannot be shown", hint="use 0 or more")
    if shown is None:
        return _NO_VALUE
    if negative and shown > 0:
        raise UsageError(f"{shown} is above zero and cannot stand for a negative amount")
    return _bracketed(_digits(abs(index(shown)), decimals), negative=negative or shown < 0)


def _digits(steps: int, decimals: int) -> str:
    whole, rest = divmod(steps, 10**decimals)
    return f"{whole:,}.{rest:0{decimals}d}" if decimals else f"{whole:,}"


def _bracketed(text: str, *, negative: bool) -> str:
    return f"({text})" if negative else text
