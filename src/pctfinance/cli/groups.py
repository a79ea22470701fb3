"""`groups`: groups of a book's own, such as sub-clusters, stated from a file, shown and given up."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, OUT, REQUEST, TEST
from pctfinance.cli.output import print_receipt, print_remarks, print_report

if TYPE_CHECKING:
    from pctfinance.records import Receipt

__all__ = ["groups"]

groups = typer.Typer(
    help="Groups of the book's own, such as sub-clusters: views of bodies, which hold nothing.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BY = Annotated[str, typer.Option(help="The office that states it.")]
_DAY = Annotated[str, typer.Option(help="The day of the paper: year-month-day.")]


@groups.command("load")
def load(
    book: BOOK,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A CSV file, or a workbook; see docs/groups.md."),
    ],
    *,
    by: _BY,
    on: _DAY,
    reference: Annotated[str, typer.Option(help="The paper. [default: the file's name]")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State the groups of a file with their members; a group that is stated again is replaced."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    kept = Book.open(book, read_only=test)
    receipt = kept.load_groups(file, by=by, on=on, reference=reference, request=request, test=test)
    print_remarks(kept, as_json=as_json)
    _told(receipt, test=test, as_json=as_json)


@groups.command("give-up")
def give_up(
    book: BOOK,
    code: Annotated[list[str], typer.Argument(metavar="CODE...", help="Codes of groups.")],
    *,
    by: _BY,
    on: _DAY,
    reference: Annotated[str, typer.Option(help="The paper.")],
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State that groups are none any more; where one only ends, give its members their last day."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book, read_only=test).give_up_groups(
        *code, by=by, on=on, reference=reference, request=request, test=test
    )
    _told(receipt, test=test, as_json=as_json)


@groups.command("list")
def listed(
    book: BOOK,
    *,
    recorded_at: Annotated[
        int | None, typer.Option(help="As the book was at the event of this number.")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show the groups of the book's own, with their members and dates."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    print_report(Book.open(book, read_only=True).groups(recorded_at), as_json=as_json, out=out)


def _told(receipt: "Receipt", *, test: bool, as_json: bool) -> None:
    """The receipt, or a sentence: of a test that found nothing, and where all stands as it is said."""
    if test and not as_json:
        typer.echo("It would be taken.")
    elif receipt.stated or as_json:
        print_receipt(receipt, as_json=as_json)
    else:
        typer.echo("It stands already as it is said; nothing was stated.")
