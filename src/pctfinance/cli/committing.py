"""`commitment`: emergency commitments of one body's resource by another body's director."""

from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    AS_OF_OR_LAST,
    BOOK,
    BOOK_OR_INPUT,
    KNOWN_AT,
    OFFICE,
    OUT,
    PAPER,
    PURPOSE,
    REASON,
    REQUEST,
    TEST,
)
from pctfinance.cli.output import pence_of, print_answer, print_json, print_tables, write_report

__all__ = ["commitment"]

commitment = typer.Typer(
    help="Emergency commitments: another body's on-call director commits a body's resource.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BODY = Annotated[
    str, typer.Argument(metavar="BODY", help="Code of the body whose resource is used.")
]
_NUMBER = Annotated[str, typer.Argument(metavar="NUMBER", help="The commitment's number.")]
_AMOUNT = Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds, such as 40000.")]
_PART = Annotated[
    str | None,
    typer.Option("--amount", help="In pounds. [default: all that is left]"),
]
_ON = Annotated[str, typer.Option(help="The date on the paper: year-month-day.")]


@commitment.command("record")
def record(
    book: BOOK,
    body: _BODY,
    number: _NUMBER,
    amount: _AMOUNT,
    *,
    category: Annotated[str, typer.Option(help="The category that it is spent on.")],
    purpose: PURPOSE,
    on_call_body: Annotated[str, typer.Option(help="Code of the body that the office is of.")],
    by: Annotated[str, typer.Option(help="The on-call office that committed.")],
    at: Annotated[str, typer.Option(help="Date and time, such as 2011-12-26T02:40.")],
    reference: Annotated[str, typer.Option(help="The on-call log, or another paper.")],
    funding: Annotated[str, typer.Option(help="recurrent or non-recurrent.")] = "non-recurrent",
    on: Annotated[
        str | None, typer.Option(help="The day on which the body was told. [default: that day]")
    ] = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record what another body's on-call director committed of a body's resource."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    answer = Book.open(book).commit_in_emergency(
        body,
        number,
        pence_of(amount),
        category=category,
        purpose=purpose,
        on_call_body=on_call_body,
        by=by,
        at=at,
        reference=reference,
        funding=funding,
        on=on,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@commitment.command("regularise")
def regularise(
    book: BOOK,
    body: _BODY,
    number: _NUMBER,
    *,
    by: OFFICE,
    on: _ON,
    reference: PAPER,
    amount: _PART = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Make a commitment the body's own: the earmark becomes a budget."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).regularise_commitment(
        body,
        number,
        None if amount is None else pence_of(amount),
        by=by,
        on=on,
        reference=reference,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@commitment.command("dispute")
def dispute(
    book: BOOK,
    body: _BODY,
    number: _NUMBER,
    *,
    by: OFFICE,
    on: _ON,
    reason: REASON,
    reference: Annotated[str, typer.Option(help="The paper. [default: the number]")] = "",
    amount: _PART = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Contest a commitment; the charge stays with the body until it is settled."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).dispute_commitment(
        body,
        number,
        None if amount is None else pence_of(amount),
        by=by,
        on=on,
        reason=reason,
        reference=reference,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@commitment.command("charge")
def charge(
    book: BOOK,
    body: _BODY,
    number: _NUMBER,
    period: Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as M9.")],
    amount: _AMOUNT,
    *,
    by: OFFICE,
    line: Annotated[str, typer.Option(help="The line of the ledger.")] = "",
    journal: Annotated[str, typer.Option(help="The number of an approved journal.")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Match what was charged in a month to a commitment; it adds nothing to the actuals."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).charge_commitment(
        body,
        number,
        period,
        pence_of(amount),
        by=by,
        line=line,
        journal=journal,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@commitment.command("list")
def list_(
    source: BOOK_OR_INPUT,
    *,
    body: Annotated[str | None, typer.Option(help="Only this body's resource.")] = None,
    as_of: AS_OF_OR_LAST = None,
    known_at: KNOWN_AT = None,
    state: Annotated[
        str | None, typer.Option(help="Only these: open, disputed or regularised.")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List emergency commitments. Exit code 1 where one is open, disputed or charged too high."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import Level  # noqa: PLC0415 - as above

    report = Book.at(source).emergency_commitments(
        body, as_of=as_of, known_at=known_at, state=state
    )
    write_report(report, out, as_json=as_json)
    if as_json:
        print_json(report.document())
    else:
        print_tables(report.tables)
    if any(finding.level is not Level.NOTE for finding in report.findings):
        raise typer.Exit(1)
