"""What a text may not hold, and when two texts say the same.

An extract pasted twice is found out although one copy has a capital letter, a second space or a
character that nobody can see. A character that steers a terminal is no part of any text.
"""

import unicodedata
from functools import lru_cache

__all__ = ["comparable", "control_character", "without_invisible"]

_LINES_AND_TABS = "\t\n\r"  # white space, of which text out of a spreadsheet is full


def control_character(text: str) -> str:
    r"""The number of the first control character in a text; empty where it holds none.

    Tabs and line ends are white space and do not count.

    >>> control_character("ac\x1b[31mute"), control_character("two\nlines")
    ('U+001B', '')
    """
    if text.isprintable():
        return ""  # nearly every text there is
    found = (
        character
        for character in text
        if unicodedata.category(character) == "Cc" and character not in _LINES_AND_TABS
    )
    return next((f"U+{ord(character):04X}" for character in found), "")


def without_invisible(text: str) -> str:
    r"""A text without format characters (Unicode's category Cf), in the composed form (NFC).

    >>> without_invisible("ac\u200bute"), len(without_invisible("cafe\u0301"))
    ('acute', 4)
    """
    if text.isascii():
        return text
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFC", seen)


@lru_cache(maxsize=4096)  # the same few words stand in every row
def comparable(text: str) -> str:
    r"""A text as it is compared with others: case, white space and what is invisible do not count.

    >>> comparable(" Growth\u00a0 money\u200b") == comparable("growth MONEY")
    True
    """
    folded = without_invisible(text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())
