"""Names of the pack's sheets: code and short name, as far as a workbook allows it."""

import re
from collections.abc import Iterable

from pctfinance.bodies import Body

__all__ = ["SUMMARY", "allowed_name", "sheet_names", "short_name"]

SUMMARY = "Summary"
"""The name of the first sheet."""

_LENGTH_MAX = 31
_NOT_ALLOWED = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


def short_name(body: Body, word: str) -> str:
    """A body's name without the word for what every body of the group is.

    >>> short_name(Body("5A9", "Barnet PCT"), "PCT")
    'Barnet'
    """
    for ending in (word, body.kind):
        if ending and body.name.casefold().endswith(f" {ending.casefold()}"):
            return body.name[: -len(ending)].rstrip()
    return body.name


def sheet_names(bodies: Iterable[Body], word: str) -> dict[str, str]:
    """A sheet name for each body, by code: allowed in a workbook, and none twice.

    Args:
        bodies: the bodies.
        word: what a body is called, such as PCT.

    >>> sheet_names([Body("5A9", "Barnet PCT"), Body("5D4", "N/A: [a] 'name' that is far too long")],
    ...     "PCT")
    {'5A9': '5A9 Barnet', '5D4': "5D4 N A a 'name' that is far to"}
    """
    taken = {SUMMARY.casefold()}
    names = {}
    for body in bodies:
        name = allowed_name(f"{body.code} {short_name(body, word)}")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = allowed_name(f"{body.code} {short_name(body, word)}", f" {number}")
        taken.add(name.casefold())
        names[body.code] = name
    return names


def allowed_name(name: str, ending: str = "") -> str:
    """The name without what no sheet name may hold, cut so that `ending` still fits.

    >>> allowed_name("Charged / paid: by each", " 2")
    'Charged paid by each 2'
    """
    plain = " ".join(_NOT_ALLOWED.sub(" ", name).split())
    return plain[: _LENGTH_MAX - len(ending)].strip(" '") + ending
