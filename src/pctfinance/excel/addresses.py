"""Cells and rows as people name them: `C7`, `rows 7-9 and 12`."""

from collections.abc import Iterable, Sequence

__all__ = ["cell_address", "column_letters", "listed", "ranges"]

_LISTED_MAX = 6


def column_letters(column: int) -> str:
    """The letters of a column, counted from 1.

    >>> column_letters(1), column_letters(26), column_letters(27), column_letters(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """The address of a cell, both counted from 1.

    >>> cell_address(7, 3)
    'C7'
    """
    return f"{column_letters(column)}{row}"


def ranges(numbers: Iterable[int]) -> list[str]:
    """Ascending numbers, with runs drawn together.

    >>> ranges([7, 8, 9, 12])
    ['7-9', '12']
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return [f"{first}-{last}" if last > first else str(first) for first, last in runs]


def listed(texts: Sequence[str]) -> str:
    """The texts in one line; after the sixth, how many more there are.

    >>> listed(["7-9", "12"])
    '7-9, 12'
    >>> listed(list("abcdefgh"))
    'a, b, c, d, e, f and 2 more'
    """
    shown = ", ".join(texts[:_LISTED_MAX])
    more = len(texts) - _LISTED_MAX
    return f"{shown} and {more:,} more" if more > 0 else shown
