"""What the input workbook says to the person who fills it in, in plain words."""

from pctfinance.money import Unit
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.model import Column, Kind, TableSchema
from pctfinance.tables.schemas import DECLARATION_KEYS

__all__ = ["SECTIONS", "book_title", "column_note", "key_note", "sheet_purpose", "stated_units"]

SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "How to fill it in",
        (
            (
                "Start with declaration",
                "It says whose figures these are, for which year, in which unit and with which sign. It is the one sheet that must be filled.",
            ),
            (
                "Fill what you have",
                "A sheet without rows counts as not sent. Rows may stand in any order.",
            ),
            (
                "Headings",
                "Under a dark heading every row must be filled; under a pale one a cell may stay empty. Point at a heading to read what belongs there.",
            ),
            (
                "Names",
                "Sheets and headings are found by their names. A column of your own is welcome under a heading in (brackets): it is not read.",
            ),
            (
                "When it is filled",
                'Save it, close it, and close the month with it: pctfinance close BOOK.xlsx --period "2011-12 M08" --out month-8.',
            ),
        ),
    ),
    (
        "Amounts",
        (
            (
                "Unit and sign",
                "Every amount is in the unit that the declaration states. In actuals and forecasts, costs have the sign that it states. In resources, an allocation or a budget is positive, and what takes it back is negative.",
            ),
            (
                "No value is not zero",
                "An empty cell or a dash says that nothing is known. Where nothing was spent, write 0.",
            ),
            (
                "To the penny",
                "Amounts are kept exactly. One that is finer than a penny is refused rather than rounded.",
            ),
            (
                "Totals",
                "A total row at the foot is compared with the rows above it and left out; one that differs is refused.",
            ),
        ),
    ),
    (
        "Codes, months and dates",
        (
            (
                "Codes are text",
                "5E1 is Stockton-on-Tees, and a spreadsheet takes it for the number 50. The columns of codes are formatted as text: when you paste, paste values only, so that they stay so.",
            ),
            ("Months", "Write 2011-12 M08. Month 1 is April: M08 is November."),
            (
                "Dates",
                "Type a date as usual; it is shown as 30 Nov 2011, so that day and month cannot be mixed up.",
            ),
            (
                "Formulas",
                "Formulas are welcome; their stored results are read. One that shows an error, such as #REF!, is refused.",
            ),
        ),
    ),
)
"""The sections of the sheet `notes`, each with its points."""

_KIND_NOTES = {
    Kind.BODY: "Code, as text, such as 5A9.",
    Kind.DELEGATE: "Code, as text, such as 07M.",
    Kind.CODE: "Code, as text.",
    Kind.APPROVAL: "The reference of the letter; not pending, refused or yes.",
    Kind.DATE: "A date, such as 30 Nov 2011.",
    Kind.PERIOD: "A month of the declared year, such as 2011-12 M08 (November: April is M01).",
    Kind.MONEY: "A number in the declared unit. Empty means no value; write 0 for none.",
    Kind.YES_NO: "yes or no.",
}


def book_title(given: CheckedInput | None) -> str:
    """The title of the workbook: whose input it is, and for which year.

    >>> book_title(None)
    'Month-end input'
    """
    if given is None:
        return "Month-end input"
    return f"{given.declaration.group_name}: month-end input {given.declaration.financial_year}"


def stated_units(given: CheckedInput | None) -> str:
    """The unit and signs of the amounts in the workbook, in one sentence.

    >>> stated_units(None)
    'The declaration states the unit and the sign of the amounts.'
    """
    if given is None:
        return "The declaration states the unit and the sign of the amounts."
    stated = given.declaration
    unit = {Unit.POUNDS: "pounds (£)", Unit.PENCE: "pence"}.get(stated.unit, "£ thousand")
    costs = "positive" if stated.costs_positive else "negative"
    basis = "totals of the year to date" if stated.year_to_date else "amounts of each month"
    return f"Amounts are in {unit}; costs are {costs}; actuals are {basis}."


def sheet_purpose(schema: TableSchema) -> str:
    """What a sheet is for, with the notes of its table.

    >>> from pctfinance.tables.schemas import schema_for
    >>> sheet_purpose(schema_for("declaration"))
    'What the other tables are about, and how they are to be read. The one table that must be there.'
    """
    return " ".join((schema.purpose, *schema.notes)).replace("`", "")


def key_note(key: str) -> str:
    """What a key of the declaration means, and the words that it may have.

    >>> print(key_note("sign"))
    Sign of costs in actuals and forecasts: costs-positive or costs-negative.
    """
    _, allowed, meaning, _ = DECLARATION_KEYS[key]
    words = f": {' or '.join(allowed)}" if allowed else ""
    return f"{meaning[0].upper()}{meaning[1:]}{words}.".replace("`", "")


def column_note(column: Column, *, in_pounds: bool = False) -> str:
    r"""The note on a heading: what the column holds, and what may stand in it.

    Where nothing declares a unit and a year, amounts are `in_pounds`, of the year of the book.

    >>> print(column_note(Column("limit", Kind.CHOICE, "which limit it counts against",
    ...                          default="revenue", choices=("revenue", "capital"))))
    Which limit it counts against.
    May be empty: then it is revenue.
    One of: revenue, capital.
    """
    lines = [f"{column.meaning[0].upper()}{column.meaning[1:]}."]
    if column.required:
        lines.append("Must be filled in every row.")
    elif column.default not in (None, ""):
        default = "no" if column.default is False else column.default
        lines.append(f"May be empty: then it is {default}.")
    else:
        lines.append("May be empty.")
    if column.choices:
        lines.append(f"One of: {', '.join(column.choices)}.")
    elif column.kind in _KIND_NOTES:
        note = _KIND_NOTES[column.kind]
        if in_pounds:
            note = note.replace("the declared unit", "pounds").replace("declared year", "year")
        lines.append(note)
    return "\n".join(lines)
