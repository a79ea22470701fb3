"""`lodgements` and `write-off`: what was lodged, what came back, and what never will."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON
from pctfinance.cli.output import pence_of, print_report, print_step

__all__ = ["lodgements", "write_off"]


def lodgements(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    *,
    body: Annotated[str | None, typer.Option(help="Only this body.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help='The month, such as "2011-12 M08". [default: the last]')
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what was lodged, what came back and is to come, and what was brought forward."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).lodgements(body, as_of=as_of, known_at=known_at)
    print_report(report, as_json=as_json)


def write_off(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="The folder of a book.")],
    body: Annotated[str, typer.Argument(metavar="BODY", help="The body's code.")],
    lodgement: Annotated[
        str,
        typer.Argument(metavar="LODGEMENT", help='Its name; of an earlier year "2011-12 L1".'),
    ],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds.")],
    *,
    authority: Annotated[str, typer.Option(help="The holder or authority that says so.")],
    by: Annotated[str, typer.Option(help="The office that records it.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    reference: Annotated[str, typer.Option(help="The authority's letter.")],
    on: Annotated[
        str | None, typer.Option(help="The date on it. [default: the year's last day]")
    ] = None,
    request: Annotated[
        str | None,
        typer.Option(help="A name for this command: said again, it is answered, not repeated."),
    ] = None,
    test: Annotated[
        bool, typer.Option("--test", help="Say what it would be refused for, and write nothing.")
    ] = False,
    as_json: AS_JSON = False,
) -> None:
    """Write off what is not returned of a lodgement."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).lapse_lodgement(
        body,
        lodgement,
        pence_of(amount),
        authority=authority,
        by=by,
        reason=reason,
        reference=reference,
        on=on,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)
