"""`close` and `demo`: a month closed into files and shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import BASIS, KNOWN_AT, OWN_CONTROLS
from pctfinance.cli.output import print_findings, print_json, print_tables, progress

if TYPE_CHECKING:
    from pctfinance.closing import ClosedMonth

__all__ = ["close", "demo"]

_JSON = Annotated[bool, typer.Option("--json", help="Print position.json instead of tables.")]


def close(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="Folder of CSV tables, one .xlsx workbook, or a book."
        ),
    ],
    *,
    period: Annotated[str, typer.Option(help='The month, such as "2011-12 M08".')],
    out: Annotated[Path, typer.Option(help="Folder for position.json and board-pack.xlsx.")],
    basis: BASIS = None,
    known_at: KNOWN_AT = None,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Issue the pack, and keep a snapshot of it in the book."),
    ] = False,
    by: Annotated[
        str | None, typer.Option(help="The office that publishes, such as 'Director of Finance'.")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why a month that was published before is restated.")
    ] = "",
    controls: OWN_CONTROLS = None,
    request: Annotated[
        str | None,
        typer.Option(help="A name for publishing: said again, it is answered, not repeated."),
    ] = None,
    as_json: _JSON = False,
) -> None:
    """Make a month's position.json and board-pack.xlsx; no month's state is changed.

    Every body's duties are tested; the group is shown beside them and never pooled. Without
    --publish the files are a draft, and say so. `close-month` closes a month.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.closing import close_month  # noqa: PLC0415 - as above
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use

    if publish != (by is not None) or (not publish and (reason or request)):
        raise UsageError(
            "--publish and --by go together, and --reason and --request with them",
            hint="say --publish --by 'Director of Finance', or none of them for a draft",
        )
    book = Book.open(source) if publish else Book.at(source)
    for file in controls or ():
        book.controls.load(file)
    closed = close_month(
        book,
        period,
        out,
        basis=basis,
        known_at=known_at,
        publish_by=by,
        reason=reason,
        request=request,
    )
    if as_json:
        print_json(closed.position.document())
        print_findings(closed.findings, as_json=True)
    else:
        _show(closed)
    raise typer.Exit(closed.exit_code)


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("pctfinance-demo"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print both positions as one JSON list.")
    ] = False,
) -> None:
    """Close the packaged sample: month 8, then the year.

    North Central London 2011-12: published totals, synthetic detail that is marked.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.closing import close_month  # noqa: PLC0415 - as above
    from pctfinance.inputs import sample_path  # noqa: PLC0415 - heavy, as above

    book = Book.read(sample_path())
    closed = [
        close_month(book, period, out / f"{period.year}-M{period.number:02}")
        for period in (book.year.period(8), book.year.period(12))
    ]
    if as_json:
        print_json([month.position.document() for month in closed])
        print_findings((finding for month in closed for finding in month.findings), as_json=True)
        return
    for month in closed:
        _show(month)
        progress(
            f"`pctfinance close` of {month.position.period} would have ended with exit code "
            f"{month.exit_code}."
        )


def _show(closed: "ClosedMonth") -> None:
    print_tables(closed.position.tables)
    progress("")
    print_findings(closed.findings, as_json=False)
    for path in closed.files:
        progress(f"written: {path}")
    if publication := closed.publication:
        issued = publication.snapshot.issue.in_words
        was = "" if publication.is_new else " before, with the same figures; nothing was added"
        progress(f"{issued}{was}")
