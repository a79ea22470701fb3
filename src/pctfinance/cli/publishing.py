"""`published` and `compare`: what was issued, and what has become of it."""

from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK

__all__ = ["compare", "published"]


def published(
    book: BOOK,
    period: Annotated[str | None, typer.Option(help='Only of this month, such as "M08".')] = None,
    as_json: AS_JSON = False,
) -> None:
    """List the packs that were published, restatements among them."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - as above
    from pctfinance.present.terminal import print_shown  # noqa: PLC0415 - as above

    listed = Book.open(book, read_only=True).published(period)
    if as_json:
        typer.echo(json_text(listed.document()), nl=False)
    else:
        print_shown(listed.shown)


def compare(
    book: BOOK,
    before: Annotated[str, typer.Argument(metavar="A", help="The number of a snapshot, or now.")],
    after: Annotated[
        str, typer.Argument(metavar="B", help="Another one, or now: the book as it stands.")
    ] = "now",
    as_json: AS_JSON = False,
) -> None:
    """Show what differs between two published packs, or one and the book as it stands.

    Exit code 1 where anything differs.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - as above
    from pctfinance.present.terminal import print_shown  # noqa: PLC0415 - as above

    compared = Book.open(book, read_only=True).compare(before, after)
    if as_json:
        typer.echo(json_text(compared.document()), nl=False)
    else:
        print_shown(compared.shown)
    raise typer.Exit(int(bool(compared)))
