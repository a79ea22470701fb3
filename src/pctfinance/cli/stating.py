"""`statements`, `sign-statements` and `balance-headings`: the year-end statements of each body."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BODY, BOOK, REQUEST, TEST
from pctfinance.cli.output import (
    print_acted,
    print_findings,
    print_json,
    print_tables,
    progress,
)

__all__ = ["balance_headings", "sign_statements", "statements"]

_PRIOR = Annotated[
    Path | None, typer.Option(help="The book of the year before, for the comparatives.")
]
_DAY = Annotated[str, typer.Option(help="The day of the paper: year-month-day.")]


def statements(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    body: BODY,
    *,
    as_of: Annotated[
        str | None, typer.Option(help='The month, such as "2011-12 M12". [default: the last]')
    ] = None,
    prior: _PRIOR = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write them as a page of HTML.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write them as a workbook to be signed.")] = None,
    as_json: AS_JSON = False,
) -> None:
    """Show one body's year-end statements: duties, operating costs, balance sheet, signatures.

    Exit code 1 where anything but a note is found: a duty that is breached, missed or not tested, a
    statement that cannot be made or does not balance, a signature for other figures.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import Level, UsageError  # noqa: PLC0415 - as above

    if out is not None and out.suffix.casefold() != ".xlsx":
        raise UsageError(f"{out.name} is not the name of an .xlsx workbook", hint="end it in .xlsx")
    before = Book.at(prior) if prior is not None else None
    report = Book.at(source).statements(body, as_of, prior=before, known_at=known_at)
    if html is not None:
        try:
            html.write_text(report.page(), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{html} cannot be written: {error.strerror}") from error
    if out is not None:
        from pctfinance.publishing import placing  # noqa: PLC0415 - heavy, as above

        with placing(out.parent, {out.name: report.workbook()}) as into_place:
            for path in into_place():
                progress(f"written: {path}")
    if as_json:
        print_json(report.document())
    elif html is None:
        print_tables(report.shown)
    print_findings(report.findings, as_json=as_json)
    if any(finding.level is not Level.NOTE for finding in report.findings):
        raise typer.Exit(1)


def sign_statements(
    book: BOOK,
    body: BODY,
    *,
    by: Annotated[
        str, typer.Option(help="'Accountable Officer' or 'Director of Finance', and of what.")
    ],
    on: Annotated[str, typer.Option(help="The day of the signature: year-month-day.")],
    reference: Annotated[str, typer.Option(help="The paper that was signed.")],
    role: Annotated[
        str | None, typer.Option(help="accountable-officer or director-of-finance. [default: by]")
    ] = None,
    prior: _PRIOR = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record that an office signed one body's year-end statements as they stand.

    It proves what was signed, and not who signed. A later change of a figure is told.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    before = Book.at(prior) if prior is not None else None
    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.sign_statements(
            body,
            by=by,
            on=on,
            reference=reference,
            role=role,
            prior=before,
            request=request,
            test=test,
        ),
        test=test,
        as_json=as_json,
    )


def balance_headings(
    book: BOOK,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A CSV file or a workbook: account, section, heading."),
    ],
    *,
    on: _DAY,
    by: Annotated[str, typer.Option(help="The office that states them.")],
    reference: Annotated[str, typer.Option(help="The paper. [default: the file's name]")] = "",
    body: Annotated[str, typer.Option(help="Of one body alone. [default: of all]")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State which accounts stand under which heading of the balance sheet; the last file stands."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.load_balance_headings(
            file, by=by, on=on, reference=reference, body=body, request=request, test=test
        ),
        test=test,
        as_json=as_json,
        noticed=kept,
    )
