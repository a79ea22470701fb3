"""Options that are repeated, each with a name and a value."""

from collections.abc import Iterable
from typing import TypeVar

from pctfinance.errors import UsageError

__all__ = ["each_once"]

ValueT = TypeVar("ValueT")


def each_once(pairs: Iterable[tuple[str, ValueT]]) -> dict[str, ValueT]:
    """What was said, by name: a second word on the same would hide the first.

    Raises:
        UsageError: a name is said twice.

    >>> each_once([("M02", 100), ("M03", 200)])
    {'M02': 100, 'M03': 200}
    """
    found: dict[str, ValueT] = {}
    for name, value in pairs:
        if name.strip() in found:
            raise UsageError(f"{name.strip()!r} is said twice", hint="say each once")
        found[name.strip()] = value
    return found
