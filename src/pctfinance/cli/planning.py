"""`budgets` and `plan`: what became of the budgets, and next year's plan beside them."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, AS_OF_OR_LAST, BOOK_OR_INPUT, KNOWN_AT, OUT
from pctfinance.cli.output import (
    print_findings,
    print_json,
    print_report,
    print_tables,
    progress,
    write_report,
)

__all__ = ["budgets", "plan"]


def budgets(
    source: BOOK_OR_INPUT,
    *,
    body: Annotated[str, typer.Option(help="Code of the body, such as 5A9.")],
    as_of: AS_OF_OR_LAST = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show one body's budgets by cause.

    Opening, new money, virements, re-basing and delegation, and the budget now.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    book = Book.at(source)
    report = book.budgets(body, as_of or book.year.periods[-1], known_at=known_at)
    print_report(report, as_json=as_json, out=out)


def plan(
    source: BOOK_OR_INPUT,
    assumptions: Annotated[
        Path, typer.Argument(metavar="ASSUMPTIONS", help="A TOML file; see docs/budgets.md.")
    ],
    *,
    name: Annotated[str, typer.Option(help="What the scenario is called.")],
    as_of: AS_OF_OR_LAST = None,
    known_at: KNOWN_AT = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep it in the book, as the name's next version.")
    ] = False,
    by: Annotated[str, typer.Option(help="The office that keeps it; needed with --keep.")] = "",
    request: Annotated[
        str | None,
        typer.Option(help="A name for keeping it: said again, it is answered, not repeated."),
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Roll next year's plan forward from the recurrent position.

    It is a scenario: nothing is posted, also where it is kept. Exit code 1 where a body plans more
    than it may expect.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    book = Book.open(source) if keep else Book.at(source)
    report = book.read_plan(name, assumptions, as_of=as_of, known_at=known_at)
    if keep:
        book.keep_plan(report, by=by, request=request)
        report = book.scenario(report.name)
        if not as_json:
            progress(f"{source}: kept as version {report.version} of {report.name!r}")
    write_report(report, out, as_json=as_json)
    if as_json:
        print_json(report.document())
    else:
        print_tables(report.tables)
    print_findings(report.findings, as_json=as_json)
    raise typer.Exit(int(bool(report.findings)))
