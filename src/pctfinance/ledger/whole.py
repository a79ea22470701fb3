"""Whole numbers as people give them: a fraction, a text or a truth value is none."""

from numbers import Integral

from pydantic import BeforeValidator

__all__ = ["WHOLE", "whole"]


def whole(given: object) -> object:
    """What was given, where it can be a whole number; the rest is the type's to check.

    Raises:
        ValueError: it is a fraction, a text or a truth value.

    >>> whole(3)
    3
    """
    if isinstance(given, bool) or not isinstance(given, Integral):
        msg = f"{given!r} is no whole number"
        raise ValueError(msg)  # noqa: TRY004 - a model catches no TypeError
    return given


WHOLE = BeforeValidator(whole)
"""Says of a type that it takes integers alone: `1.0`, `"1"` and `True` are refused."""
