"""`journal` and `reverse`: how people correct a book."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BODY, BOOK, OUT, REASON, REQUEST
from pctfinance.cli.output import (
    print_json,
    print_receipt,
    print_remarks,
    print_tables,
    write_report,
)

__all__ = ["journal", "reverse"]

journal = typer.Typer(
    help="Journals: submitted by one office, approved by another.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NUMBER = Annotated[str, typer.Argument(metavar="NUMBER", help="The journal's number.")]
_BY = Annotated[str, typer.Option(help="The office that acts, such as 'Head of Finance'.")]
_ON = Annotated[
    str | None, typer.Option(help="The day of it; the date on the journal unless told otherwise.")
]


@journal.command("submit")
def submit(
    book: BOOK,
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV file or a workbook, one row a line.")
    ],
    *,
    by: _BY,
    on: Annotated[
        str | None,
        typer.Option(help="The date on them; the last day of their month unless told otherwise."),
    ] = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Submit the journals of a file: all of them, or none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    kept = Book.open(book)
    receipt = kept.submit_journals(source, by=by, submitted_on=on, request=request)
    print_remarks(kept, as_json=as_json)
    print_receipt(receipt, as_json=as_json)


@journal.command("approve")
def approve(
    book: BOOK,
    body: BODY,
    number: _NUMBER,
    *,
    by: _BY,
    on: _ON = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Approve a journal: from then on it counts."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    receipt = kept.approve_journal(body, number, by=by, approved_on=on, request=request)
    print_receipt(receipt, as_json=as_json)


@journal.command("reject")
def reject(
    book: BOOK,
    body: BODY,
    number: _NUMBER,
    *,
    by: _BY,
    reason: REASON,
    on: _ON = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Reject a journal that was submitted by another office."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    receipt = kept.reject_journal(
        body, number, by=by, reason=reason, rejected_on=on, request=request
    )
    print_receipt(receipt, as_json=as_json)


@journal.command("withdraw")
def withdraw(
    book: BOOK,
    body: BODY,
    number: _NUMBER,
    *,
    by: _BY,
    reason: REASON,
    on: _ON = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Take a journal back that was not decided on yet."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    receipt = kept.withdraw_journal(
        body, number, by=by, reason=reason, withdrawn_on=on, request=request
    )
    print_receipt(receipt, as_json=as_json)


@journal.command("list")
def listed(
    book: BOOK,
    *,
    body: Annotated[str | None, typer.Option(help="Only those of this body.")] = None,
    period: Annotated[str | None, typer.Option(help="Only those of this month.")] = None,
    known_at: Annotated[
        str | None, typer.Option(help="As known on this day: year-month-day.")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List journals, and what became of each."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    report = Book.open(book, read_only=True).journals(body, period, known_at=known_at)
    write_report(report, out, as_json=as_json)
    if as_json:
        document = {"schema_version": "1.0", "journals": list(report.rows())}
        print_json(document)
    else:
        print_tables(report.shown)


def reverse(
    book: BOOK,
    sequence: Annotated[
        int, typer.Argument(metavar="EVENT", help="The number of the event in the book.")
    ],
    *,
    effective: Annotated[str, typer.Option(help="The day from which the reversal counts.")],
    notified: Annotated[str, typer.Option(help="The date on the document that asks for it.")],
    by: _BY,
    reason: REASON,
    reference: Annotated[str, typer.Option(help="The document that asks for it.")],
    approval: Annotated[
        str, typer.Option(help="Reference of the approval, where the event needed one.")
    ] = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Reverse an event: post the opposite of it. Both stay in the book."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).reverse(
        sequence,
        effective=effective,
        notified=notified,
        by=by,
        reason=reason,
        reference=reference,
        approval=approval,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)
