"""The documentation of the input format and of the findings, made from what the code itself uses.

`docs/input-format.md`, `docs/findings.md` and `docs/journals.md` are written from here; a test
fails where they are out of date.
"""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from pctfinance.codes import CODES
from pctfinance.tables.event_rules import EVENTS, USED_BY
from pctfinance.tables.examples import event_examples
from pctfinance.tables.groups_file import GROUPS_FILE
from pctfinance.tables.journal_file import JOURNAL_FILE
from pctfinance.tables.model import Column, Kind, TableSchema, Value
from pctfinance.tables.schemas import DECLARATION_KEYS, SCHEMAS

__all__ = [
    "findings_markdown",
    "groups_markdown",
    "input_format_markdown",
    "journals_markdown",
    "schema_markdown",
]

_KINDS: MappingProxyType[Kind, str] = MappingProxyType(
    {
        Kind.TEXT: "Any text without control characters.",
        Kind.CODE: (
            "A text that this input defines itself. Letters' case counts, but is not enough to tell "
            "two rows apart. Characters that cannot be seen are taken out, and a note says so."
        ),
        Kind.BODY: (
            "The code of a statutory body that was a member of the group in the declared year, such "
            "as `5A9`. Codes are text: `5E1` becomes 50 in a spreadsheet column that is not "
            "formatted as text, and is then refused."
        ),
        Kind.DELEGATE: "The code of a delegate of the register, such as `07M`.",
        Kind.APPROVAL: (
            "The reference of an approval. A dash, `nil`, `none`, `n/a` or `no` is *no value*; what "
            "says how things stand (`pending`, `tbc`, `refused`, `not yet`, `yes`) is refused."
        ),
        Kind.CHOICE: "One of the words listed, in any letters' case, with hyphen, space or `_`.",
        Kind.DATE: (
            "`2011-11-30`, or day first: `30/11/2011`. A workbook may hold a date as a date. "
            "`01/04/2011` is 1 April, and a note says so."
        ),
        Kind.PERIOD: (
            "A month of the declared year: `2011-12 M08`, `M08`, `Nov-11`, `November 2011`. M01 is "
            "April."
        ),
        Kind.MONEY: (
            "An amount in the declared unit, exact to the penny: `1234.50`, `1,234.50`, `£1,234.50`; "
            "negative as `-1234.50`, `(1234.50)` or `1234.50-`. An empty cell or `-` is *no value*, "
            "not zero. `1.2m` and `12k` are read only where the declaration says `scaled_amounts`. "
            "Nothing finer than a penny is rounded away: it is refused, and so are £10,000bn and more."
        ),
        Kind.YES_NO: "`yes` or `no`.",
    }
)

_INTRODUCTION = """\
# The input format

A month is closed from a handful of tables. They come as a folder of CSV files, one a table
(`declaration.csv`, `actuals.csv`, ...), or as one workbook with a sheet a table. Only the
declaration must be there. `pctfinance template BOOK.xlsx` writes an empty workbook.

What is wrong is reported all at once, with file, row and column or sheet and cell; nothing is
taken from an input with an error in it. [The findings](findings.md) are listed by code.

- A CSV file is UTF-8, with commas between its cells. In Excel: Save As, *CSV UTF-8*. The line
  `sep=,` that Excel puts above the headings is passed over.
- The first row holds the headings, in any order; optional columns may be left out.
- Empty rows are skipped. Rows are numbered as a person sees them, headings included.
- The order of the rows counts in `categories` alone, where it is the order of the reports.
- A row whose first cell says *Total*, *Sub-total* or *Grand total* is left out where it equals the
  rows above it, and refused where it does not. A row that is filled like any other is none: a
  category may be called *total*.
- The same row twice is refused, and so are two rows with different amounts for the same thing.
  Letters' case, white space and characters that cannot be seen make no difference.

In a workbook, besides:

- Each table is a sheet of its name. The headings stand in one of the first ten rows.
- A heading in brackets, `(like this)`, is a column for people; it is not read.
- A sheet without rows counts as not sent, so an unused form may stay where it is. Other sheets are
  not read; a warning names them.
- A formula counts with its stored result. One without a result, or with an error such as `#REF!`,
  is refused.
- Merged texts and dates fill downwards, and a warning says so; a merged amount counts once.
- Hidden rows, columns and sheets are read like others, and a warning says so. So does one where a
  number format shows another amount than the cell holds: a thousandth of it, or digits of its own.
- Macros never run. `.xls`, `.xlsb`, `.ods` and protected workbooks are refused: save as `.xlsx`.

What a book is told later comes in [files of its own](files.md), CSV or workbooks, whose cells are read
alike; and in [extracts of the ledger](ledger-loads.md).
"""

_EXAMPLE = """\
## A small month

Two boards that are not in the register, month 8. `declaration.csv`:

```csv
key,value
group,TWO
group_name,Two boards
financial_year,2011-12
unit,pounds
sign,costs-positive
```

`bodies.csv`:

```csv
body,name
QA1,First board
QA2,Second board
```

`resources.csv`, in which a budget is an event like an allocation:

```csv
body,event,effective,notified,reference,amount,funding,category,issuer
QA1,allocation,2011-04-01,2011-03-01,Letter 1,1200000,recurrent,,Department of Health
QA1,budget,2011-04-01,2011-04-01,Board paper 4,1150000,recurrent,services,
QA2,allocation,2011-04-01,2011-03-01,Letter 1,2400000,recurrent,,Department of Health
QA2,budget,2011-04-01,2011-04-01,Board paper 4,2400000,recurrent,services,
```

`actuals.csv`, here for the first of eight months, and `forecasts.csv`:

```csv
body,period,category,amount
QA1,M01,services,"96,000.00"
QA2,M01,services,"205,000.00"
```

```csv
body,period,category,amount
QA1,M08,services,"1,190,000.00"
QA2,M08,services,"2,400,000.01"
```

Closed on its forecast, the first board is £10,000 under its limit, the second a penny over: the
position of the group is a breach, by name.
"""

_JOURNALS = """\
# Journals

A journal brings lines into one body's general ledger for one month, beside what was loaded. One
office submits it; another approves or rejects it; the first may withdraw it before that. It counts
from its own month, once it is approved, and as known from the day of the approval. A load of the
same month never touches it. An approved journal is never changed: another one corrects it.

`pctfinance journal submit BOOK FILE --by OFFICE` submits the journals of a file, CSV or
[a workbook](files.md), all of them or none; `approve`, `reject`, `withdraw` and `list` are the
commands that follow. The rows of one
`number` and `body` are one journal, and what is said of the whole of it is said in each of its rows.
Its debits and credits are equal. Amounts are in pounds, exact to the penny; [the kinds of
cells](input-format.md) are those of the input format.

A `reversing` journal comes back in the next month with the opposite sign, by itself. In month 12 it
is refused: its opposite belongs into the book of the next year. `charge` says which side raises the
figure of the category: `debit` for costs, `credit` for capital grants, donations and disposals,
which lower the charge as they rise.

A `counterparty` is a body by its code in any case, or by its name; the line keeps the code. The body
itself, a group and a code that a spreadsheet turned into a number are refused. Who is no body of the
register, such as a hospital, stays as it is written and stands outside; the list of journals names them with
what is debited and credited.
"""

_GROUPS = """\
# Groups of one's own

A sub-cluster is a part of a cluster, an SHA or an SHA cluster that is looked at by itself: the north of
a cluster under one deputy, the pilot sites of a region. No published list has them, so a book states its
own, with the members and their days, from a file:

```bash
pctfinance groups load BOOK groups.csv --by "Head of Finance" --on 2011-04-01 --test
pctfinance groups load BOOK groups.csv --by "Head of Finance" --on 2011-04-01
pctfinance groups list BOOK
pctfinance position BOOK --period M8 --group NCL-N
```

The file may be [a workbook](files.md). `--test` says what would be refused, and writes nothing. In
Python, `book.load_groups(path, ...)`, or rows:

```python
>>> from datetime import date
>>> from pctfinance import Book, sample_path
>>> from pctfinance.bodies import GroupRow
>>> book = Book.read(sample_path())
>>> rows = [
...     GroupRow("NCL-N", "5A9", "NCL", "North of the cluster"),
...     GroupRow("NCL-N", "5C1", "NCL", valid_to=date(2011, 9, 30)),
...     GroupRow("NCL-S", "5C1", "NCL", "South of the cluster", valid_from=date(2011, 10, 1)),
...     GroupRow("NCL-S", "5K7", "NCL"),
... ]
>>> _ = book.state_groups(rows, by="Head of Finance", on="2011-04-01", reference="board paper 4")
>>> [body.code for body in book.position("2011-12 M06", group="NCL-N").bodies]
['5A9', '5C1']
>>> south = book.position("2011-12 M12", group="NCL-S").aggregate()
>>> south.status.value, south.breaches
('breach', ('5C1',))

```

From then on the group is asked for by its code or name wherever a group can be: positions, histories,
levels, bridges, controls, eliminations, SQL.

## What it is not

A group is a view. It has no ledger, limit or duty, and the sums over it are nobody's to spend: its status
is the list of its bodies' breaches. Nothing can be posted to it. An allocation that it is said to have
issued is refused, under its code or its name, as resource that moves between bodies and needs the
authority's approval (SOM 25). It is no party to a transfer, has no officers and approves nothing.

## Members and days

- A member is a body of the `parent`, on every day of the book's year on which it is
  a member here: a body of another cluster is refused. The parent is a group of the register,
  and the same in each row of a group.
- A body is in one sub-cluster on a day. Groups of the kind `other` may share bodies: a part of a
  sub-cluster is one of them, within the same cluster.
- Members are those at the end of the month that is asked for. The duty of the whole year goes with the
  body; what was charged month by month stays where it was (see [positions](position.md)).
- At least one member is a body of this book. Those of other books are named, and the group is then at best
  incomplete.
- Its code and name are nobody else's.

A group that is stated again is replaced as a whole; `pctfinance groups give-up` takes back one that was a
mistake. Nothing is lost: with `recorded_at`, the book is asked with the groups that it had stated by then.
At the year's end the groups whose members go on are stated in the next book; one that cannot be is named.

"""

_FINDINGS = """\
# The findings

Whatever the checks have to say is a finding: a code, how much it matters, a sentence, its place,
and what to do. Codes are published and never reused. Where several fit one place, the first of
this list is given.

An *error* stops what was asked, and all errors are reported at once. A *breach* is a duty that a
body does not meet. A *warning* is a figure to look at before it is relied on. A *note* tells what
was done.
"""


def input_format_markdown() -> str:
    """The whole of `docs/input-format.md`.

    >>> print(input_format_markdown().splitlines()[0])
    # The input format
    """
    parts = [_INTRODUCTION, _kinds(), *map(schema_markdown, SCHEMAS.values()), _EXAMPLE]
    return "\n".join(parts)


def journals_markdown() -> str:
    """The whole of `docs/journals.md`.

    >>> print(journals_markdown().splitlines()[0])
    # Journals
    """
    return "\n".join(
        [_JOURNALS, schema_markdown(JOURNAL_FILE).replace("## journals", "## The file", 1)]
    )


def groups_markdown() -> str:
    """The whole of `docs/groups.md`.

    >>> print(groups_markdown().splitlines()[0])
    # Groups of one's own
    """
    return _GROUPS + schema_markdown(GROUPS_FILE).replace("## groups", "## The file", 1)


def findings_markdown() -> str:
    """The published codes with their meaning and what to do: the table of `docs/findings.md`.

    >>> print(findings_markdown().splitlines()[0])
    # The findings
    """
    rows = ((f"`{code}`", entry.meaning, entry.action) for code, entry in CODES.items())
    return "\n".join(
        [_FINDINGS, *_markdown_table(("Code", "What it means", "What to do"), rows), ""]
    )


def _kinds() -> str:
    rows = ((f"**{kind}**", text) for kind, text in _KINDS.items())
    lines = _markdown_table(("Kind", "What may stand in the cell"), rows)
    return "\n".join(["## How cells are read", "", *lines, ""])


def schema_markdown(schema: TableSchema) -> str:
    """A table with its columns, its key and its notes.

    >>> print(schema_markdown(GROUPS_FILE).splitlines()[0])
    ## groups
    """
    rows = (_column(column) for column in schema.columns)
    lines = [f"## {schema.name}", "", schema.purpose, ""]
    lines += _markdown_table(("Column", "Kind", "Needed", "What it holds"), rows)
    lines += ["", f"One row for each {_listed(schema.key)}."]
    lines += [f"{note}" for note in schema.notes]
    if schema.name == "declaration":
        lines += ["", *_keys()]
    if schema.name == "resources":
        lines += ["", *_events()]
    return "\n".join([*lines, ""])


def _column(column: Column) -> tuple[str, ...]:
    needed = "yes" if column.required else "no"
    if column.default is not None:
        needed = f"no: `{_word(column.default)}`"
    words = ", ".join(f"`{choice}`" for choice in column.choices)
    listed = f": {words}" if column.choices and column.name != "event" else ""
    example = f", such as `{column.example}`" if column.example else ""
    return f"`{column.name}`", column.kind.value, needed, f"{column.meaning}{listed}{example}"


def _keys() -> Iterator[str]:
    yield "### The keys"
    yield ""
    rows = (
        (
            f"`{key}`",
            "yes" if required else (f"no: `{default}`" if default else "no"),
            meaning + (f": {', '.join(f'`{word}`' for word in allowed)}" if allowed else ""),
        )
        for key, (required, allowed, meaning, default) in DECLARATION_KEYS.items()
    )
    yield from _markdown_table(("Key", "Needed", "What it states"), rows)


def _events() -> Iterator[str]:
    yield "### The events"
    yield ""
    yield "Sources are positive and uses negative, and what an event posts sums to zero in every"
    yield "strand. The examples are in pounds, one after another in the ledger of one body."
    yield ""
    yield "Events are posted in the order in which the body was told of them, by `notified`; those of"
    yield "one day in the order in which they rest on one another: sources, what is set aside, budgets,"
    yield "settlements of anticipated resource, releases and uses of headroom, the closing of gaps,"
    yield "virements of what is retained, delegations, virements of what is delegated, re-basings."
    yield "What is taken back of a delegate stands before what is delegated, unless the delegate has it"
    yield "from that very day only."
    yield ""
    yield "A virement moves a budget inside one body and stays with its holder: the body, or the"
    yield "`delegate` of its row. What goes from one delegate to another is taken back from the first"
    yield "and delegated to the second. The rows of a re-basing share body, day and `reference`, and sum"
    yield "to zero in each funding; new money is a row of `budget`. Neither takes more than the budget"
    yield "that is there, on any day."
    yield ""
    yield "A cell that its event does not use is refused. `tranche` is for what is anticipated and for"
    yield "its settlement; a settlement may repeat the `limit` and `funding` of its tranche, and must"
    yield "then say the same. These cells are used by these events alone:"
    yield ""
    for name, events in USED_BY.items():
        yield f"- `{name}`: {_listed(events)}"
    yield ""
    rows = (
        (
            f"`{example.event}`",
            EVENTS[example.event],
            ", ".join(f"`{name}`" for name in example.needs),
            " or ".join(f"`{word}`" for word in example.takes_from),
            "<br>".join(
                filter(None, [f"{example.amount}:" if example.amount else "", *example.lines])
            ),
        )
        for example in event_examples()
    )
    heads = ("Event", "What happened", "Needs", "May be `taken_from`", "An example and its lines")
    yield from _markdown_table(heads, rows)


def _markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _word(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
