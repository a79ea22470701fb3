"""`published` and `compare`: what was issued, and what has become of it."""

from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, OUT
from pctfinance.cli.output import print_report

__all__ = ["compare", "published"]


def published(
    book: BOOK,
    period: Annotated[str | None, typer.Option(help='Only of this month, such as "M08".')] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List the packs that were published, restatements among them."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    listed = Book.open(book, read_only=True).published(period)
    print_report(listed, as_json=as_json, out=out)


def compare(
    book: BOOK,
    before: Annotated[str, typer.Argument(metavar="A", help="The number of a snapshot, or now.")],
    after: Annotated[
        str, typer.Argument(metavar="B", help="Another one, or now: the book as it stands.")
    ] = "now",
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what differs between two published packs, or one and the book as it stands.

    Exit code 1 where anything differs.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    compared = Book.open(book, read_only=True).compare(before, after)
    print_report(compared, as_json=as_json, out=out)
    raise typer.Exit(int(bool(compared)))
