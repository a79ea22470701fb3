"""`cash` and `drawing`: cash drawn against the cash limit, and what is planned."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    AS_OF,
    BODY,
    BOOK,
    BOOK_OR_INPUT,
    KNOWN_AT,
    ONLY_BODY,
    OUT,
    PAPER,
    REQUEST,
    STATED_BY,
)
from pctfinance.cli.output import pence_of, print_receipt, print_remarks, print_report

__all__ = ["cash", "drawing"]

drawing = typer.Typer(
    help="Cash drawn by a body, payment by payment, and what it plans to draw.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def cash(
    source: BOOK_OR_INPUT,
    *,
    period: AS_OF,
    body: ONLY_BODY = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show cash, body by body: limit, drawn by month and to date, remaining, planned.

    Exit code 1 where more is drawn or planned than the limit, or drawn ahead of equal twelfths.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).cash(period, body=body, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    if report.findings:
        raise typer.Exit(1)


@drawing.command("record")
def record(
    book: BOOK,
    body: BODY,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds; 0 for none.")],
    *,
    on: Annotated[str, typer.Option(help="The day of the payment: year-month-day.")],
    reference: Annotated[str, typer.Option(help="The number of the payment.")],
    by: STATED_BY,
    source: Annotated[str, typer.Option(help="Where it is from.")] = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State one payment of cash that a body drew; the same one again is passed over."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).state_cash_drawings(
        [(body, on, pence_of(amount), reference)], by=by, source=source, request=request
    )
    print_receipt(receipt, as_json=as_json)


@drawing.command("load")
def load(
    book: BOOK,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A CSV file or a workbook: body, date, amount, reference."
        ),
    ],
    *,
    by: STATED_BY,
    source: Annotated[str, typer.Option(help="Where it is from. [default: its name]")] = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State all payments of a file, or none; those that were stated before are passed over."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    receipt = kept.load_cash_drawings(file, by=by, source=source, request=request)
    print_remarks(kept, as_json=as_json)
    print_receipt(receipt, as_json=as_json)


@drawing.command("plan")
def plan(
    book: BOOK,
    body: BODY,
    *,
    on: Annotated[str, typer.Option(help="The date of the plan: year-month-day.")],
    reference: PAPER,
    by: STATED_BY,
    month: Annotated[
        list[str] | None, typer.Option(help="'M09;pounds'. Repeat it for each month.")
    ] = None,
    total: Annotated[
        str | None, typer.Option(help="In place of --month: pounds that are spread over months.")
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(help="Of --total: 'M09;2', a whole number a month. [default: evenly]"),
    ] = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State what a body plans to draw in the months to come; the last plan stands."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.cli.repeated import each_once  # noqa: PLC0415 - beside its use

    months = [text.partition(";") for text in month or ()]
    weights = [text.partition(";") for text in profile or ()]
    receipt = Book.open(book).plan_cash_drawings(
        body,
        each_once((name, pence_of(pounds)) for name, _, pounds in months) or None,
        by=by,
        on=on,
        reference=reference,
        pence=None if total is None else pence_of(total),
        profile=each_once((name, _whole(weight)) for name, _, weight in weights) or None,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)


def _whole(weight: str) -> int:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    if not (weight.isascii() and weight.strip().isdecimal()):
        raise UsageError(f"{weight!r} is no whole number", hint="write --profile 'M09;2'")
    return int(weight)
