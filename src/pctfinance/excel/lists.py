"""The sheet `lists`, which holds the words that the other sheets offer, and the offers themselves.

A drop-down can only show what stands somewhere in the workbook. Standing in plain sight, the lists
can be read, printed and searched.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pctfinance.bodies import Register
from pctfinance.excel.addresses import column_letters
from pctfinance.excel.page import FIRST_ROW, HEADING_ROW, LAST_ROW
from pctfinance.excel.styles import Styles
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.model import Column, Kind, TableSchema
from pctfinance.tables.schemas import DECLARATION_KEYS, SCHEMAS

__all__ = ["near_delegates", "rule_for", "write_list", "write_lists", "write_lists_top"]

_YEAR_CELL = f"declaration!$B${FIRST_ROW + list(DECLARATION_KEYS).index('financial_year')}"
_MONTHS = 12
_DATE_MIN, _DATE_MAX = date(1990, 1, 1), date(2099, 12, 31)  # years that people can mean
_AMOUNT_MAX = 10**15  # a spreadsheet keeps 15 digits

_CATEGORIES = ("parent", "from_category")


def write_lists(sheet: Any, styles: Styles, given: CheckedInput | None) -> dict[str, str]:
    """Fill the sheet `lists`, an XlsxWriter worksheet, with one list a column.

    The periods are formulas that follow the declared year. The categories are offered from their
    own sheet.

    Returns:
        Where each list stands, as a formula, by the name of the column or kind that it is for.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sources = write_lists(book.add_worksheet("lists"), Styles.of(book, Unit.POUNDS), None)
    >>> sources["limit"], sources["category"]
    ('=lists!$B$4:$B$6', '=categories!$A$4:$A$10000')
    """
    write_lists_top(sheet, styles, "the periods follow from the declared year")
    sources = {}
    for column, (name, words) in enumerate(_lists(given).items()):
        sources[name] = write_list(sheet, column, name, words, styles)
        if name == "period":
            _write_periods(sheet, column, styles, given)
    return sources | {"category": f"=categories!$A${FIRST_ROW}:$A${LAST_ROW}"}


def write_lists_top(sheet: Any, styles: Styles, about: str) -> None:
    """The title of the sheet `lists`, with what there is to say of it.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sheet = book.add_worksheet("lists")
    ...     write_lists_top(sheet, Styles.of(book, Unit.POUNDS), "the months are those of 2011-12")
    >>> sheet.dim_rowmax
    2
    """
    sheet.write_string(0, 0, "Lists", styles.title)
    text = f"The words that drop-downs offer; {about}. Nothing is read from here."
    sheet.write_string(1, 0, text, styles.subtitle_line)
    sheet.set_row(0, 26)
    sheet.set_row(HEADING_ROW - 1, 24)


def write_list(sheet: Any, column: int, name: str, words: Sequence[str], styles: Styles) -> str:
    """Write one list under its heading, in a column counted from 0; where it stands, as a formula.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     styles = Styles.of(book, Unit.POUNDS)
    ...     write_list(book.add_worksheet("lists"), 2, "rating", ("red", "amber", "green"), styles)
    '=lists!$C$4:$C$6'
    """
    sheet.set_column(column, column, max(14, *(len(word) + 3 for word in (name, *words))))
    sheet.write_string(HEADING_ROW - 1, column, name, styles.heading_optional)
    for row, word in enumerate(words, start=FIRST_ROW - 1):
        sheet.write_string(row, column, word, styles.text)
    letters = column_letters(column + 1)
    return f"=lists!${letters}${FIRST_ROW}:${letters}${FIRST_ROW + len(words) - 1}"


def rule_for(schema: TableSchema, column: Column, sources: dict[str, str]) -> dict[str, Any] | None:
    """The check that a spreadsheet makes of what is typed under a heading, if any.

    Words of a closed list are insisted on. A body outside the list, an amount in words or a date
    in text can be right, so the spreadsheet only asks. Where a list merely helps (categories,
    delegates, periods) anything may be typed.

    >>> profile, sources = SCHEMAS["profile"], {"period": "=lists!$G$4:$G$15"}
    >>> rule_for(profile, profile.column("period"), sources)
    {'validate': 'list', 'source': '=lists!$G$4:$G$15', 'show_error': False}
    >>> rule_for(profile, profile.column("source"), sources) is None
    True
    """
    match column.kind:
        case Kind.CHOICE | Kind.YES_NO:
            name = column.name if column.kind is Kind.CHOICE else "yes/no"
            return _offer(sources[name]) | {
                "error_title": "Not one of the words",
                "error_message": "Choose one of the words in the list.",
            }
        case Kind.BODY if "body" in sources:
            return _offer(sources["body"]) | {
                "error_type": "warning",
                "error_title": "Not a member",
                "error_message": "This is no code of a member of the group. Keep it all the same?",
            }
        case Kind.MONEY:
            return {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -_AMOUNT_MAX,
                "maximum": _AMOUNT_MAX,
                "error_type": "warning",
                "error_title": "Not a number",
                "error_message": "An amount is a number, without words. Keep it all the same?",
            }
        case Kind.DATE:
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": _DATE_MIN,
                "maximum": _DATE_MAX,
                "error_type": "warning",
                "error_title": "Not a date",
                "error_message": "This is not understood as a date. Keep it all the same?",
            }
        case _:
            is_new = schema.key == (column.name,)  # the code of a new category is not on a list
            name = "category" if column.name in _CATEGORIES else column.name
            offered = None if is_new else sources.get(name, sources.get(column.kind.value))
            return _offer(offered) | {"show_error": False} if offered else None


def _offer(source: str) -> dict[str, Any]:
    return {"validate": "list", "source": source}


def _lists(given: CheckedInput | None) -> dict[str, Sequence[str]]:
    """Each list by its name: choices by the heading they are for, then what the input knows."""
    lists: dict[str, Sequence[str]] = {
        column.name: column.choices
        for schema in SCHEMAS.values()
        for column in schema.columns
        if column.kind is Kind.CHOICE
    }
    lists["yes/no"] = ("yes", "no")
    lists["period"] = [f"M{number:02}" for number in range(1, _MONTHS + 1)]
    if given is not None:
        lists["body"] = _members(given)
        lists["delegate"] = _delegates(given)
    return {name: words for name, words in lists.items() if words}


def _write_periods(sheet: Any, column: int, styles: Styles, given: CheckedInput | None) -> None:
    year = "" if given is None else str(given.declaration.financial_year)
    for number in range(1, _MONTHS + 1):
        formula = f'=IF({_YEAR_CELL}="","",{_YEAR_CELL}&" M{number:02}")'
        result = f"{year} M{number:02}" if year else ""
        # Not in a text format, in which a spreadsheet would show an edited formula as text.
        sheet.write_formula(FIRST_ROW - 2 + number, column, formula, styles.people, result)


def _members(given: CheckedInput) -> list[str]:
    """The codes of all bodies that were members at the end of a month of the year."""
    group, year = given.declaration.group, given.declaration.financial_year
    return sorted(
        {
            body.code
            for period in year.periods
            for body in given.register.members(group, on=period.end)
        }
    )


def near_delegates(register: Register, bodies: Iterable[str]) -> set[str]:
    """The codes of the delegates whose area overlaps with that of these bodies.

    >>> "07M" in near_delegates(Register.packaged(), ["5A9"])
    True
    """
    return {
        code
        for body in bodies
        for overlap in register.delegates_of(body)
        for code in overlap.delegate_codes
    }


def _delegates(given: CheckedInput) -> list[str]:
    near = near_delegates(given.register, _members(given))
    used = {row.text("delegate") for row in given.tables["resources"]} - {""}
    return sorted(near | used)
