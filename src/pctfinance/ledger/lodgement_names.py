"""How a lodgement of surplus is called: in its own year, in the books after it, and in a roll.

In the book of its year a lodgement is called by the number of the transfer that lodged it (`L1`).
In every later book the year stands before it (`2011-12 L1`), so that it can be followed.
"""

import re

__all__ = [
    "HELD_SURPLUS",
    "RETURN",
    "held_account",
    "is_carried",
    "later_name",
    "lodgement_of",
    "rolled_words",
]

HELD_SURPLUS = "held/surplus"
"""The key of the item of a year's end that is surplus lodged with an authority."""

RETURN = "return of "
"""How the tranches of expected returns begin, in the year in which they are due."""

_HELD = "surplus held "
_CARRIED = re.compile(r"([0-9]{4}-[0-9]{2}) (.+)")
_ROLLED = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}) {HELD_SURPLUS}/(.+)\Z")


def held_account(lodgement: str) -> str:
    """The memorandum account of what an authority still holds of a lodgement.

    >>> held_account("L1")
    'surplus held L1'
    """
    return f"{_HELD}{lodgement}"


def is_carried(lodgement: str) -> bool:
    """Whether a lodgement is of a year before the book's.

    >>> is_carried("2011-12 L1"), is_carried("L1")
    (True, False)
    """
    return _CARRIED.fullmatch(lodgement) is not None


def later_name(lodgement: str, year: str) -> str:
    """What a lodgement of a book is called in the books after it.

    >>> later_name("L1", "2011-12"), later_name("2011-12 L1", "2012-13")
    ('2011-12 L1', '2011-12 L1')
    """
    return lodgement if is_carried(lodgement) else f"{year} {lodgement}"


def rolled_words(lodgement: str) -> str:
    """How the tranche and the item of a carried lodgement's return name it.

    >>> rolled_words("2011-12 L1")
    '2011-12 held/surplus/L1'
    """
    year, _, number = lodgement.partition(" ")
    return f"{year} {HELD_SURPLUS}/{number}"


def lodgement_of(words: str) -> str:
    """The lodgement that an account, a tranche or an item is about; empty where it is about none.

    >>> lodgement_of("held/surplus/L1"), lodgement_of("held/surplus"), lodgement_of("surplus held L1")
    ('L1', '', 'L1')
    >>> lodgement_of("return of 2011-12 held/surplus/L1")
    '2011-12 L1'
    >>> lodgement_of("expected/2013-14/2011-12 held/surplus/L1")
    '2011-12 L1'
    """
    for beginning in (f"{HELD_SURPLUS}/", _HELD):
        if words.startswith(beginning):
            return words.removeprefix(beginning)
    found = _ROLLED.search(words)
    return f"{found[1]} {found[2]}" if found else ""
