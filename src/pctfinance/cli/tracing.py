"""`trace`: from a figure to the events and source rows under it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.output import print_findings, print_json, print_report, print_tables
from pctfinance.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pctfinance.consolidation.figure_ref import FigureRef
    from pctfinance.tracing import Judged, LineRef, Trace, Untraced
    from pctfinance.tracing.listing import FigureList

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
    report: Annotated[
        str | None,
        typer.Option(
            help="position, limit, history, levels, headroom, delegations, cash, loans, lodgements, "
            "funds, commitments, running-costs, shared-costs, plan, year-end, duties, statements, "
            "qipp, contracts, agreement, eliminations, bridge, plan-bridge or sha-return: a line of "
            "it, or, without --line, the list of its lines. --body is then a body or a group."
        ),
    ] = None,
    line: Annotated[
        str | None, typer.Option(help="The line, as the list of a report's lines names it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Where a bridge begins. [default: the month before]")
    ] = None,
    prior: Annotated[
        Path | None,
        typer.Option(help="The book of the year before: the comparatives of statements are in it."),
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

    A group holds nothing: without --body the figure of each of its bodies is traced, one by one. Of
    a colour, a status or a share, its rule and the figures compared are shown. Exit code 1 where a
    line cannot be traced; a finding says why.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    book = Book.at(source)
    if report is not None:
        others = {"--duty": duty, "--category": category, "--delegate": delegate}
        others |= {"--measure": measure}
        _check_report_options(report, since, others)
        before = Book.at(prior) if prior is not None else None
        listed = book.figures(
            report, period, body=body, basis=basis, known_at=known_at, since=since, prior=before
        )
        if line is None:
            print_report(listed, as_json=as_json)
            return
        named, alone = _named(listed, line, alone=body is not None)
        traces = [book.trace(ref, prior=before) for ref in named]
        _print_traces(traces, alone=alone, as_json=as_json)
        return
    if line or since or prior:
        raise UsageError(
            "--line, --since and --prior are of a report", hint="such as --report duties"
        )
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
        position = book.position(period, basis=basis, known_at=known_at)
        if duty is None and category is None:
            duty = "revenue_resource_limit"
        if body is None:
            figures = position.figures(duty=duty, category=category, measure=measure)
        else:
            figures = (position.figure(body, duty=duty, category=category, measure=measure),)
    traces = [book.trace(figure) for figure in figures]
    _print_traces(traces, alone=body is not None, as_json=as_json)


def _check_report_options(report: str, since: str | None, others: dict[str, str | None]) -> None:
    """Refuse what no line of a report has, and a start for a report that has none."""
    if said := [option for option, value in others.items() if value]:
        raise UsageError(f"a line of a report has no {', '.join(said)}", hint="give --line")
    if since and report != "bridge":
        raise UsageError("--since is of a bridge", hint="use --report bridge, or leave it out")


def _named(listed: "FigureList", line: str, *, alone: bool) -> "tuple[tuple[LineRef, ...], bool]":
    """A line of the body or group that is asked for, or of every body that has it."""
    found = tuple(ref for ref in listed.refs if ref.line == line)
    if own := tuple(ref for ref in found if alone and ref.body == listed.whose):
        return own, True
    return found or (listed[line],), False  # which says what there is


def _print_traces(
    traces: "Sequence[Trace | Judged | Untraced]", *, alone: bool, as_json: bool
) -> None:
    """Each figure's trace; one document where one body is asked for, else a list."""
    if as_json:
        documents = [found.document() for found in traces]
        print_json(documents[0] if alone else documents)
    else:
        for found in traces:
            print_tables(found.shown)
    if findings := [finding for found in traces for finding in found.findings]:
        print_findings(findings, as_json=as_json)
        raise typer.Exit(1)
