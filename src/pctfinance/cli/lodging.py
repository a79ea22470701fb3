"""`lodgements` and `write-off`: what was lodged, what came back, and what never will."""

from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    AS_OF_OR_LAST,
    BODY,
    BOOK,
    BOOK_OR_INPUT,
    KNOWN_AT,
    ONLY_BODY,
    OUT,
    REASON,
    REQUEST,
    TEST,
)
from pctfinance.cli.output import pence_of, print_report, print_step

__all__ = ["lodgements", "write_off"]


def lodgements(
    source: BOOK_OR_INPUT,
    *,
    body: ONLY_BODY = None,
    as_of: AS_OF_OR_LAST = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what was lodged, what came back and is to come, and what was brought forward."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).lodgements(body, as_of=as_of, known_at=known_at)
    print_report(report, as_json=as_json, out=out)


def write_off(
    book: BOOK,
    body: BODY,
    lodgement: Annotated[
        str,
        typer.Argument(metavar="LODGEMENT", help='Its name; of an earlier year "2011-12 L1".'),
    ],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds.")],
    *,
    authority: Annotated[str, typer.Option(help="The holder or authority that says so.")],
    by: Annotated[str, typer.Option(help="The office that records it.")],
    reason: REASON,
    reference: Annotated[str, typer.Option(help="The authority's letter.")],
    on: Annotated[
        str | None, typer.Option(help="The date on it. [default: the year's last day]")
    ] = None,
    request: REQUEST = None,
    test: TEST = False,
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
