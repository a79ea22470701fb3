"""`trace`: from a figure to the events and source rows under it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.output import print_json, print_tables
from pctfinance.errors import UsageError

if TYPE_CHECKING:
    from pctfinance.consolidation.figure_ref import FigureRef

__all__ = ["trace"]


def trace(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="Folder of CSV tables, one .xlsx workbook, or a book."
        ),
    ],
    period: Annotated[
        str, typer.Argument(metavar="PERIOD", help='The month, such as "2011-12 M08".')
    ],
    *,
    body: Annotated[
        str | None,
        typer.Option(help="Code of the body, such as 5A9. [default: every body, one by one]"),
    ] = None,
    duty: Annotated[
        str | None,
        typer.Option(
            help="revenue_resource_limit, capital_resource_limit or cash_limit. "
            "[default: revenue_resource_limit, unless a category is named]"
        ),
    ] = None,
    category: Annotated[
        str | None, typer.Option(help="Code of a category, instead of a duty.")
    ] = None,
    delegate: Annotated[
        str | None,
        typer.Option(
            help="Code of a delegate: what it holds of a body; with --category, of that category."
        ),
    ] = None,
    measure: Annotated[
        str,
        typer.Option(
            help="Of a duty: limit, charged, variance. Of a category: budget, delegated, "
            "budget_ytd, actual_ytd, variance_ytd, forecast, last_forecast, variance_forecast, "
            "movement. Of a delegate: delegated, which need not be said."
        ),
    ] = "",
    basis: Annotated[
        str | None,
        typer.Option(help="ytd, forecast or outturn. [default: outturn in M12, else forecast]"),
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD)."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the trace as JSON; a list for every body.")
    ] = False,
) -> None:
    """Show the events and source rows under a figure; they sum to it.

    A group holds nothing: without --body the figure of each of its bodies is traced, one by one.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    book = Book.at(source)
    figures: tuple[FigureRef, ...]
    if delegate is not None:
        others = {"--duty": duty, "--basis": basis, "--measure": measure.replace("delegated", "")}
        if said := [option for option, value in others.items() if value]:
            raise UsageError(f"the budget of a delegate has no {', '.join(said)}")
        held = book.delegations(period, body, known_at=known_at)
        figures = held.figures(delegate, category)
    else:
        if not measure:
            raise UsageError("no measure is given", hint="such as --measure charged")
        report = book.position(period, basis=basis, known_at=known_at)
        if duty is None and category is None:
            duty = "revenue_resource_limit"
        if body is None:
            figures = report.figures(duty=duty, category=category, measure=measure)
        else:
            figures = (report.figure(body, duty=duty, category=category, measure=measure),)
    traces = [book.trace(figure) for figure in figures]
    if as_json:
        documents = [found.document() for found in traces]
        print_json(documents if body is None else documents[0])
        return
    for found in traces:
        print_tables(found.shown)
