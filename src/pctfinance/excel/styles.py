"""How the input workbook looks: one place for its colours, fonts and number formats.

Dark headings must be filled, pale ones may stay empty. Every column of words or codes is formatted
as text, so that a spreadsheet leaves `5E1` and `2011-12` as they were typed.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pctfinance.money import Unit
from pctfinance.tables.model import Column, Kind

__all__ = ["Styles", "amount_format", "column_width", "tab_colour"]

_FONT = "Arial"
_NAVY = "#003087"
_PALE = "#D9E4F2"
_LINE = "#C9D3DC"
_GREY = "#5B6770"
_BLUE = "#005EB8"
_FORM = "#FFFBE6"

_WIDTHS = MappingProxyType(
    {
        Kind.TEXT: 20,
        Kind.CODE: 14,
        Kind.BODY: 9,
        Kind.DELEGATE: 11,
        Kind.APPROVAL: 20,
        Kind.CHOICE: 12,
        Kind.DATE: 14,
        Kind.PERIOD: 15,
        Kind.MONEY: 18,
        Kind.YES_NO: 11,
    }
)
_COUNT_WIDTH = 9
_WIDEST = 46


def tab_colour(sheet: str) -> str:
    """The colour of a sheet's tab: dark for the one that must be filled, grey for no table.

    >>> tab_colour("declaration"), tab_colour("notes")
    ('#003087', '#5B6770')
    """
    return {"declaration": _NAVY, "notes": _GREY, "lists": _GREY}.get(sheet, _BLUE)


def amount_format(unit: Unit) -> str:
    """The number format of an amount in `unit`, to the penny, negatives in red with a minus.

    >>> amount_format(Unit.POUNDS)
    '#,##0.00;[Red]-#,##0.00'
    """
    decimals = {Unit.PENCE: "", Unit.POUNDS: ".00"}.get(unit, ".00###")
    return f"#,##0{decimals};[Red]-#,##0{decimals}"


def column_width(column: Column, longest: int) -> int:
    """The width of a column in characters, for its heading and its `longest` text.

    >>> column_width(Column("event", Kind.CHOICE, "what happened"), longest=23)
    26
    """
    usual = _COUNT_WIDTH if column.counts else _WIDTHS[column.kind]
    least = max(usual, len(column.name) + 5)  # the filter's arrow takes some
    return min(max(least, longest + 3), _WIDEST)


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook, made once."""

    title: Any
    subtitle: Any
    subtitle_line: Any
    heading: Any
    heading_optional: Any
    heading_amount: Any
    heading_amount_optional: Any
    text: Any
    text_unlined: Any
    text_bold: Any
    text_form: Any
    date: Any
    date_unlined: Any
    amount: Any
    amount_unlined: Any
    count: Any
    count_unlined: Any
    people: Any
    section: Any
    section_right: Any
    prose: Any
    prose_bold: Any
    link: Any

    @classmethod
    def of(cls, book: Any, unit: Unit) -> "Styles":
        """The formats of `book`, an XlsxWriter workbook, for amounts in `unit`."""

        def style(**properties: Any) -> Any:
            base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
            return book.add_format(base | properties)

        text = {"num_format": "@", "indent": 1}
        date = {"num_format": "dd mmm yyyy", "align": "left", "indent": 1}
        right = {"align": "right"}
        amount = {"num_format": amount_format(unit), "indent": 1} | right
        line = {"border": 1, "border_color": _LINE}
        heading = line | {"bold": True, "indent": 1}
        section = {"bold": True, "font_color": _NAVY, "bottom": 1, "bottom_color": _NAVY}
        dark = {"bg_color": _NAVY, "font_color": "#FFFFFF"}
        pale = {"bg_color": _PALE, "font_color": _NAVY}
        return cls(
            title=style(bold=True, font_size=16, font_color=_NAVY),
            subtitle=style(font_color=_GREY, text_wrap=True, valign="top"),
            subtitle_line=style(font_color=_GREY),
            heading=style(**heading, **dark),
            heading_optional=style(**heading, **pale),
            heading_amount=style(**heading, **dark, **right),
            heading_amount_optional=style(**heading, **pale, **right),
            text=style(**line, **text),
            text_unlined=style(**text),
            text_bold=style(**line, **text, bold=True),
            text_form=style(**line, **text, bg_color=_FORM),
            date=style(**line, **date),
            date_unlined=style(**date),
            amount=style(**line, **amount),
            amount_unlined=style(**amount),
            count=style(**line, num_format="#,##0", **right, indent=1),
            count_unlined=style(num_format="#,##0", **right, indent=1),
            people=style(**line, font_color=_GREY, text_wrap=True, indent=1),
            section=style(**section, font_size=12),
            section_right=style(**section, **right),
            prose=style(text_wrap=True, valign="top"),
            prose_bold=style(bold=True, valign="top"),
            link=style(bold=True, font_color=_NAVY, underline=1, valign="top"),
        )

    def of_heading(self, column: Column) -> Any:
        """The format of a heading: dark where the column must be filled, above its figures."""
        if column.kind is Kind.MONEY or column.counts:
            return self.heading_amount if column.required else self.heading_amount_optional
        return self.heading if column.required else self.heading_optional

    def of_column(self, column: Column, *, lined: bool = True) -> Any:
        """The format of the cells of a column; not `lined` for the cells that are yet to come."""
        if column.counts:
            return self.count if lined else self.count_unlined
        if column.kind is Kind.MONEY:
            return self.amount if lined else self.amount_unlined
        if column.kind is Kind.DATE:
            return self.date if lined else self.date_unlined
        return self.text if lined else self.text_unlined
