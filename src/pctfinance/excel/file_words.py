"""What a workbook of one's own files says to the person who fills it in, in plain words."""

from collections.abc import Sequence
from types import MappingProxyType

from pctfinance.tables.model import Kind, TableSchema
from pctfinance.tables.reading import Reading

__all__ = ["LOADED_BY", "file_sections", "form_title", "stated_book"]

LOADED_BY = MappingProxyType(
    {
        "journals": "journal submit BOOK FILE.xlsx --by OFFICE",
        "contracts": "contract load BOOK FILE.xlsx --by OFFICE",
        "activity": "contract load-activity BOOK FILE.xlsx --by OFFICE",
        "schemes": "qipp load-plan BOOK FILE.xlsx --by OFFICE",
        "savings": "qipp load-report BOOK FILE.xlsx --by OFFICE",
        "bills": "bills load BOOK FILE.xlsx --by OFFICE",
        "drawings": "drawing load BOOK FILE.xlsx --by OFFICE",
        "headings": "balance-headings BOOK FILE.xlsx --on DAY --by OFFICE",
        "risks": "exposure BOOK FILE.xlsx --as-of MONTH",
        "groups": "groups load BOOK FILE.xlsx --on DAY --by OFFICE",
        "decisions": "decide BOOK FILE.xlsx --by OFFICE --reference PAPER",
        "assignments": "final-close BOOK FILE.xlsx --body BODY --by OFFICE --reference ORDER",
    }
)
"""By the name of a table the command that takes its file, as it is typed behind `pctfinance`."""

_AMOUNTS = (
    ("Pounds", "Every amount is in pounds. One that is finer than a penny is refused."),
    (
        "No value is not zero",
        "An empty cell or a dash says that nothing is known. Where there is none, write 0.",
    ),
    (
        "Totals",
        "A total row at the foot is compared with the rows above it and left out; one that differs is refused.",
    ),
)
_DATES = (
    "Dates",
    "Type a date as usual; it is shown as 30 Nov 2011, so that day and month cannot be mixed up.",
)
_MONTHS = ("Months", "Write 2011-12 M08. Month 1 is April: M08 is November.")
_CODES = (
    (
        "Codes are text",
        "5E1 is Stockton-on-Tees, and a spreadsheet takes it for the number 50. The columns of codes are formatted as text: when you paste, paste values only, so that they stay so.",
    ),
    (
        "Formulas",
        "Formulas are welcome; their stored results are read. One that shows an error, such as #REF!, is refused.",
    ),
)


def form_title(schemas: Sequence[TableSchema]) -> str:
    """The title of a workbook of these tables.

    >>> from pctfinance.tables.file_schemas import FILES
    >>> form_title([FILES["contracts"], FILES["activity"]])
    'Contracts and activity'
    """
    *first, last = (schema.name for schema in schemas)
    title = f"{', '.join(first)} and {last}" if first else last
    return title[0].upper() + title[1:]


def stated_book(known: Reading) -> str:
    """Whose workbook it is, in one sentence.

    >>> from pctfinance.bodies import Register
    >>> stated_book(Reading(Register.packaged()))
    'Amounts are in pounds.'
    """
    if known.year is None:
        return "Amounts are in pounds."
    whose = f"{known.group_name or known.group}, " if known.group else ""
    return f"{whose}{known.year}. Amounts are in pounds."


def file_sections(
    schemas: Sequence[TableSchema],
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The sections of the sheet `notes`, each with its points; only what these tables need.

    >>> from pctfinance.tables.file_schemas import FILES
    >>> [heading for heading, _ in file_sections([FILES["headings"]])]
    ['How to fill it in', 'When it is saved and closed: the command that takes it into a book', \
'Codes, months and dates']
    """
    kinds = {column.kind for schema in schemas for column in schema.columns}
    commands = [(schema.name, f"pctfinance {LOADED_BY[schema.name]}") for schema in schemas]
    sections = [
        (
            "How to fill it in",
            (
                (
                    "Headings",
                    "Under a dark heading every row must be filled; under a pale one a cell may stay empty. Point at a heading to read what belongs there.",
                ),
                (
                    "Names",
                    "Sheets and headings are found by their names. A column of your own is welcome under a heading in (brackets): it is not read.",
                ),
                (
                    "All or nothing",
                    "A file is taken whole, or nothing of it; all that is wrong is told at once.",
                ),
            ),
        ),
        ("When it is saved and closed: the command that takes it into a book", tuple(commands)),
    ]
    if Kind.MONEY in kinds:
        sections.append(("Amounts", _AMOUNTS))
    dates = [_DATES] if Kind.DATE in kinds else []
    months = [_MONTHS] if Kind.PERIOD in kinds else []
    sections.append(("Codes, months and dates", (*_CODES[:1], *months, *dates, *_CODES[1:])))
    return tuple(sections)
