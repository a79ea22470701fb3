"""Where the printed pages of a sheet of the pack begin, so that no table is torn that fits on one.

A spreadsheet breaks pages where the paper ends, between a heading and its table if need be. The
pack knows how high its rows are, and breaks between its parts instead.
"""

from collections.abc import Iterable, Sequence

from pctfinance.excel.pack_styles import MARGINS_INCHES

__all__ = ["page_breaks", "room_points"]

_POINTS_PER_INCH = 72
_A4_LANDSCAPE_INCHES = (11.69, 8.27)
_PIXELS_PER_WIDTH, _PIXELS_BESIDE, _POINTS_PER_PIXEL = 7, 5, 0.75
_SAFE = 0.94  # programs differ by some per cent in how wide they draw a column


def room_points(widths: Iterable[int]) -> int:
    """The height of the rows that a page takes, where all columns are made to fit on it.

    >>> room_points([10]), room_points([200])
    (478, 655)
    """
    sides = MARGINS_INCHES["left"] + MARGINS_INCHES["right"]
    ends = MARGINS_INCHES["top"] + MARGINS_INCHES["bottom"]
    width, height = _A4_LANDSCAPE_INCHES
    columns = sum(
        (_PIXELS_PER_WIDTH * column + _PIXELS_BESIDE) * _POINTS_PER_PIXEL for column in widths
    )
    scale = min(1, (width - sides) * _POINTS_PER_INCH / columns)
    return int((height - ends) * _POINTS_PER_INCH * _SAFE / scale)


def page_breaks(
    points: Sequence[int], starts: Iterable[int], room: int, *, first_row: int = 1
) -> list[int]:
    """After which rows a new page begins.

    Args:
        points: the height of each row, from row 1 on.
        starts: the rows, counted from 1, in which a part begins that is kept together.
        room: the height of the rows that a page takes.
        first_row: the first row that counts; those above it stand on every page.

    >>> page_breaks([10] * 8, starts=[4, 6], room=50)
    [5]
    >>> page_breaks([10] * 8, starts=[2, 8], room=40)  # a part longer than a page flows on
    [1]
    """
    beginnings = [first_row, *starts]
    ends = [*beginnings[1:], len(points) + 1]
    breaks, used = [], 0
    for begin, end in zip(beginnings, ends, strict=True):
        height = sum(points[begin - 1 : end - 1])
        if used and used + height > room:
            breaks.append(begin - 1)
            used = 0
        used = (used + height) % room if used + height > room else used + height
    return breaks
