"""How the board pack looks: few colours, and no meaning that rests on a colour alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = [
    "DEEPEST_INDENT",
    "HEADLINE_POINTS",
    "LINE_POINTS",
    "MARGINS_INCHES",
    "ROW_POINTS",
    "TEXT_POINTS",
    "WIDTHS",
    "Styles",
]

TEXT_POINTS, HEADLINE_POINTS = 9, 11
"""The size of the letters: of all text, and of the sentence to read where only one is read."""

ROW_POINTS, LINE_POINTS = 14, 12
"""The height of a row, and of each line of text in a row that takes more than one."""

MARGINS_INCHES: MappingProxyType[str, float] = MappingProxyType(
    {"left": 0.5, "right": 0.5, "top": 0.5, "bottom": 0.7}
)
"""The margins of the paper."""

DEEPEST_INDENT = 8
"""How many steps a heading is moved to the right at most."""

_NAVY = "#003087"
_PALE = "#E8EDF3"
_GREY = "#5B6770"
_LINE = "#C9D3DC"

WIDTHS: MappingProxyType[str, int] = MappingProxyType(
    {"A": 11, "B": 42, **dict.fromkeys("CDEFGHIJ", 13), "K": 4}
)
"""The columns of every sheet, with their widths in characters.

One grid for all tables: code or date, name, eight figures, and the mark of synthetic figures.
"""

_MONEY = "#,##0,_);(#,##0,);0_);@_)"
"""Pounds shown in £000. What is below zero keeps its brackets even where it is shown as (0)."""

_EXACT = "#,##0.00_);(#,##0.00);0.00_);@_)"

_NUMBER = "#,##0_);(#,##0);0_);@_)"

_SHARE = "0.0%_);(0.0%);0.0%_);@_)"

_RATE = "0.00%_);(0.00%);0.00%_);@_)"

_PROPERTIES: MappingProxyType[str, Mapping[str, Any]] = MappingProxyType(
    {
        "base": {"font_name": "Arial", "font_size": TEXT_POINTS, "valign": "vcenter"},
        "title": {"bold": True, "font_size": 16, "font_color": _NAVY},
        "subtitle": {"bold": True, "font_size": 11, "font_color": _NAVY},
        "note": {"font_color": _GREY},
        "small": {"font_color": _GREY, "font_size": 7},
        "section": {
            "bold": True,
            "font_size": 12,
            "font_color": _NAVY,
            "bottom": 2,
            "bottom_color": _NAVY,
        },
        "header": {
            "bold": True,
            "bg_color": _PALE,
            "align": "right",
            "text_wrap": True,
            "bottom": 1,
            "bottom_color": _NAVY,
        },
        "left": {"align": "left"},
        "right": {"align": "right"},
        "unwrapped": {"text_wrap": False},
        "line": {"bottom": 1, "bottom_color": _LINE},
        "text": {"num_format": "@", "align": "left"},
        "wrap": {"text_wrap": True, "align": "left"},
        "top": {"valign": "top"},
        "money": {"num_format": _MONEY, "align": "right"},
        "exact": {"num_format": _EXACT, "shrink": True},
        "count": {"num_format": "0", "align": "right"},
        "number": {"num_format": _NUMBER, "align": "right"},
        "share": {"num_format": _SHARE, "align": "right"},
        "rate": {"num_format": _RATE},
        "date": {"num_format": "d mmm yyyy", "align": "left"},
        "mark": {"italic": True, "align": "center", "font_color": _GREY},
        "strong": {"bold": True},
        "subtotal": {"bold": True, "top": 1, "bottom": 1, "bottom_color": _LINE},
        "total": {"bold": True, "top": 1, "bottom": 6, "bg_color": _PALE},
        "quiet": {"italic": True, "font_color": _GREY},
        "banner": {"bold": True, "border": 1, "bg_color": "#FFF2CC", "font_color": "#5F4B00"},
        "headline": {"bold": True, "border": 2, "font_size": HEADLINE_POINTS},
        "signature": {"bottom": 1},
        "answer": {"bg_color": "#FFFBE6", "text_wrap": True, "align": "left"},
        "unlocked": {"locked": False},
        # Laid over a cell by its content; the words say the same in black and white.
        "bad": {"bold": True, "bg_color": "#F8CBCB", "font_color": "#8B0000"},
        "open": {"italic": True, "bg_color": "#FFF2CC", "font_color": "#5F4B00"},
        "good": {"bg_color": "#E2EFDA", "font_color": "#24481B"},
        **{f"indent{depth}": {"indent": depth} for depth in range(1, DEEPEST_INDENT + 1)},
    }
)


class Styles:
    """The formats of one workbook; each combination is made once, when it is first asked for."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, ...], Format] = {}

    def __call__(self, *names: str, number_format: str = "") -> "Format":
        """The format that has the properties of `names`, later ones over earlier ones."""
        key = (*names, f"format {number_format}") if number_format else names
        if key not in self._made:
            properties = dict(_PROPERTIES["base"])
            for name in names:
                properties.update(_PROPERTIES[name])
            if number_format:
                properties["num_format"] = number_format
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def overlay(self, name: str) -> "Format":
        """The format that a condition lays over a cell: it changes no font or number format."""
        key = ("overlay", name)
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(_PROPERTIES[name]))
        return self._made[key]
