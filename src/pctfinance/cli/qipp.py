"""`qipp`: schemes of savings, reports on them, and the tracker."""

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
    OUT,
    PAPER,
    REQUEST,
    STATED_BY,
    SYNTHETIC,
    TEST,
)
from pctfinance.cli.output import pence_of, print_answer, print_findings, print_loaded, print_report

__all__ = ["qipp"]

qipp = typer.Typer(
    help="Savings (QIPP): schemes and their plans, reports on them, and the tracker.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SCHEME = Annotated[str, typer.Argument(metavar="SCHEME", help="The scheme's code.")]
_ON = Annotated[
    str | None,
    typer.Option(
        help="The date on the paper. [default: the day it counts for; today where one stands]"
    ),
]
_FILE = Annotated[
    Path, typer.Argument(metavar="FILE", help="A CSV file or a workbook; see docs/qipp.md.")
]


@qipp.command("show")
def show(
    source: BOOK_OR_INPUT,
    *,
    period: AS_OF,
    group: Annotated[str | None, typer.Option(help="Only this body or group.")] = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show savings: one row a scheme, and sums by body, by CCG and in all, side by side.

    Exit code 1 where a scheme was not reported, or is forecast well below its plan.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).qipp(period, group=group, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    if not as_json:
        print_findings(report.findings, as_json=False)
    if report.findings:
        raise typer.Exit(1)


@qipp.command("state")
def state(
    book: BOOK,
    body: BODY,
    scheme: _SCHEME,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is.")],
    *,
    month: Annotated[list[str], typer.Option(help="'M09;pounds'. Repeat it for each month.")],
    category: Annotated[str, typer.Option(help="The category in which it saves.")],
    by: STATED_BY,
    reference: PAPER,
    recurrence: Annotated[str, typer.Option(help="recurrent or non-recurrent.")],
    delegate: Annotated[str, typer.Option(help="The CCG whose budget it is in.")] = "",
    full_year: Annotated[
        str | None, typer.Option(help="Pounds that a recurrent scheme saves in a whole year.")
    ] = None,
    on: _ON = None,
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State a scheme and its plan by month; a later statement of the same code takes its place."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    months = [text.partition(";") for text in month]
    if len({word.strip() for word, _, _ in months}) < len(months):
        raise UsageError("a month of the plan is named twice", hint="give --month once for each")
    answer = Book.open(book).state_scheme(
        body,
        scheme,
        name,
        {word: pence_of(pounds) for word, _, pounds in months},
        category=category,
        recurrence=recurrence,
        by=by,
        reference=reference,
        delegate=delegate,
        full_year_pence=None if full_year is None else pence_of(full_year),
        on=on,
        synthetic=synthetic,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@qipp.command("report")
def report_on(
    book: BOOK,
    body: BODY,
    scheme: _SCHEME,
    *,
    period: Annotated[str, typer.Option("--month", help="The month, such as M08.")],
    saved: Annotated[str, typer.Option(help="Pounds saved to date.")],
    forecast: Annotated[str, typer.Option(help="Pounds expected of the whole year.")],
    rating: Annotated[str, typer.Option(help="green, amber or red.")],
    by: STATED_BY,
    on: _ON = None,
    reference: Annotated[str, typer.Option(help="The report. [default: the month]")] = "",
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Report what a scheme saved to date; a later report of the same month takes its place."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).report_scheme(
        body,
        scheme,
        period,
        pence_of(saved),
        pence_of(forecast),
        rating=rating,
        by=by,
        on=on,
        reference=reference,
        synthetic=synthetic,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@qipp.command("load-plan")
def load_plan(
    book: BOOK,
    file: _FILE,
    *,
    by: STATED_BY,
    on: _ON = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State all schemes of a file, or none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    answer = kept.load_schemes(file, by=by, on=on, request=request, test=test)
    print_loaded(kept, answer, as_json=as_json)


@qipp.command("load-report")
def load_report(
    book: BOOK,
    file: _FILE,
    *,
    by: STATED_BY,
    on: _ON = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Report on all schemes of a file, or on none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    answer = kept.load_scheme_reports(file, by=by, on=on, request=request, test=test)
    print_loaded(kept, answer, as_json=as_json)
