"""Options and arguments that several commands have, said once."""

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "ACCOUNTS",
    "ACTING",
    "APPROVED_BY",
    "ASKED",
    "AS_JSON",
    "AS_OF",
    "AS_OF_OR_LAST",
    "BASIS",
    "BODY",
    "BOOK",
    "BOOK_OR_INPUT",
    "COST_CATEGORY",
    "DOCUMENT_DAY",
    "EFFECTIVE",
    "INCOME_CATEGORY",
    "KNOWN_AT",
    "LANE",
    "MONTHS_DAY",
    "OFFICE",
    "ONLY_BODY",
    "OUT",
    "OWN_CONTROLS",
    "PAPER",
    "PURPOSE",
    "REASON",
    "REQUEST",
    "SOURCE",
    "STATED_BY",
    "STEP_DAY",
    "SYNTHETIC",
    "TEST",
]

ACCOUNTS = Annotated[
    str, typer.Option(help="The accounts: 'cost,payable,income,receivable'. [default: words]")
]
"""The accounts of a recharge."""

ACTING = Annotated[str, typer.Option(help="The office that acts.")]
"""Who acts."""

APPROVED_BY = Annotated[
    str, typer.Option(help="Another office, where it approves at once; else approve it later.")
]
"""Who approves at once."""

AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
"""Whether to print JSON alone."""

AS_OF = Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')]
"""The month that is asked about."""

AS_OF_OR_LAST = Annotated[
    str | None, typer.Option(help='The month, such as "2011-12 M08". [default: the last]')
]
"""The month that is asked about, where it may be left out."""

BASIS = Annotated[
    str | None,
    typer.Option(help="ytd, forecast or outturn. [default: outturn in M12, else forecast]"),
]
"""What of the year is asked about."""

BODY = Annotated[str, typer.Argument(metavar="BODY", help="The body's code.")]
"""One body."""

BOOK = Annotated[Path, typer.Argument(metavar="BOOK", help="The folder of a book.")]
"""The book that a command is about."""

BOOK_OR_INPUT = Annotated[
    Path,
    typer.Argument(metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."),
]
"""What a question is about that changes nothing."""

COST_CATEGORY = Annotated[str, typer.Option(help="The category of the cost at who is charged.")]
"""Where a recharged cost is charged."""

DOCUMENT_DAY = Annotated[str, typer.Option(help="The date of the document: year-month-day.")]
"""The day on a document."""

EFFECTIVE = Annotated[str, typer.Option(help="The day from which it counts.")]
"""The first day of what is agreed."""

INCOME_CATEGORY = Annotated[
    str, typer.Option(help="The category in which the income is set off; the same unless told.")
]
"""Where its income is set off."""

KNOWN_AT = Annotated[
    str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
]
"""The last day whose documents count."""

LANE = Annotated[str, typer.Option(help="journal or adjustment.")]
"""The lane of its journals."""

MONTHS_DAY = Annotated[
    str | None, typer.Option(help="The date on it; the last day of its month unless told.")
]
"""The day on a document of a month."""

OFFICE = Annotated[str, typer.Option(help="The office that acts, with its organisation.")]
"""Who takes a step of a decision."""

ONLY_BODY = Annotated[str | None, typer.Option(help="Only this body.")]
"""One body of those that are asked about."""


ASKED: ContextVar[typer.Context | None] = ContextVar("ASKED", default=None)
"""What the command was asked with, where a report of it is written to a file."""


def _out(context: typer.Context, path: Path | None) -> Path | None:
    """The file, before anything is asked: its ending says in which form it is written."""
    if path is not None:
        from pctfinance.present.filed import file_form  # noqa: PLC0415 - heavy, and seldom asked

        file_form(path)
        ASKED.set(context)
    return path


OUT = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Write it to a file too: .xlsx, .html, or .csv (the rows behind it).",
        callback=_out,
    ),
]
"""The file that a report is written to."""

OWN_CONTROLS = Annotated[
    list[Path] | None,
    typer.Option("--controls", help="A Python file of own controls; may be said again for others."),
]
"""Files of own controls, which are run as scripts."""

PAPER = Annotated[str, typer.Option(help="The paper.")]
"""The paper that says so."""

PURPOSE = Annotated[str, typer.Option(help="What it is for.")]
"""What money is for."""

REASON = Annotated[str, typer.Option(help="Why.")]
"""The reason."""

REQUEST = Annotated[
    str | None,
    typer.Option(help="A name for this command: said again, it is answered, not repeated."),
]
"""The caller's own name for a command."""

SOURCE = Annotated[str, typer.Option(help="The document that says so.")]
"""The document behind what is said."""

STATED_BY = Annotated[str, typer.Option(help="The office that states it.")]
"""Who states a fact."""

STEP_DAY = Annotated[str, typer.Option(help="The day of the step: year-month-day.")]
"""The day of a step."""

SYNTHETIC = Annotated[bool, typer.Option("--synthetic", help="The amount has no published source.")]
"""The mark of a figure without a source."""

TEST = Annotated[
    bool, typer.Option("--test", help="Say what it would be refused for, and write nothing.")
]
"""Whether only to look."""
