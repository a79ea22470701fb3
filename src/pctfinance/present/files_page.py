"""The page about the files that a book is told something by, made from what reads them."""

from pctfinance.excel.file_words import LOADED_BY
from pctfinance.tables.document import schema_markdown
from pctfinance.tables.file_schemas import FILES

__all__ = ["files_markdown"]

_CHAPTERS = {
    "journals": "[Journals](journals.md)",
    "contracts": "[Contracts](contracts.md)",
    "activity": "[Contracts](contracts.md)",
    "schemes": "[Savings](qipp.md)",
    "savings": "[Savings](qipp.md)",
    "bills": "[Duties](duties.md)",
    "drawings": "[Cash](cash.md)",
    "headings": "[Duties](duties.md)",
    "risks": "[Exposure](remedy.md)",
    "groups": "[Groups of one's own](groups.md)",
    "decisions": "[The year's end](year-end.md)",
    "assignments": "[The year's end](year-end.md)",
}

_TOP = """\
# Files beside the input

What a book is told besides the tables of a month comes in a file, CSV or a workbook, whichever is at
hand. Both are read alike: the same rows say the same, and what is wrong is told all at once, in CSV by
its row and column, in a workbook by sheet and cell. Nothing of a file is taken where one cell of it
cannot be relied on. Amounts are in pounds. [The input format](input-format.md) says what each kind of
cell may hold, and what is made of formulas, hidden rows and merged cells.

A workbook to fill in, with headings, notes and lists to choose from:

```bash
pctfinance template contracts.xlsx --of contracts
pctfinance template contracts.xlsx --of contracts --of activity --book BOOK
pctfinance template contracts.xlsx --of contracts --book BOOK --filled contracts.csv
```

With `--book` the lists offer the bodies, delegates, categories and months of a book; to be `--filled`
from a file, a workbook needs one, which says how the file is read. In Python: `book.write_form(path,
"contracts", filled=...)`, and of no book `pctfinance.forms.write_form(path, "contracts")`.

- A workbook is read by its sheet of the table's name, in any letters' case. Where it has only one sheet
  that is not hidden, that is the table, unless it is called like another one; a note says so. Sheets
  called `notes` and `lists` are for people; of others that were not read, a warning names those that are no file's.
- What was noticed is told when the file is taken, on standard error, and in Python by `book.findings`:
  hidden rows with the sum of their amounts, number formats that show something else than the cell holds,
  amounts in brackets, days that were read day first.
- Whole numbers, such as units of activity, may be numbers or text; a percentage may be `40`, `40%` or a
  cell that shows 40%.
- `FILE.xlsx` in the commands may be a CSV file too.
"""


def files_markdown() -> str:
    """The whole of `docs/files.md`.

    >>> print(files_markdown().splitlines()[0])
    # Files beside the input
    """
    lines = ["| Table | What it holds | The command that takes it | Chapter |", "|---|---|---|---|"]
    lines += [
        f"| [`{name}`](#{name}) | {schema.purpose} | `pctfinance {LOADED_BY[name]}` | {_CHAPTERS[name]} |"
        for name, schema in FILES.items()
    ]
    tables = [schema_markdown(schema) for schema in FILES.values()]
    return "\n".join([_TOP, *lines, "", *tables])
