"""`controls`: what the controls of a month come to; recorded, where an office runs them to close it."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.months import bodies_named, tell
from pctfinance.cli.options import AS_JSON, OUT, OWN_CONTROLS, REQUEST
from pctfinance.cli.output import print_findings, print_json, print_tables, write_report

__all__ = ["controls"]


def controls(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="A book; to look only also a folder of CSV tables or a workbook."
        ),
    ],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The month: '2011-12 M08'.")],
    *,
    by: Annotated[
        str | None, typer.Option(help="The office that runs them: the run is then recorded.")
    ] = None,
    body: Annotated[
        list[str] | None,
        typer.Option("--body", help="Code of a body; with --by it may be said again for others."),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(
            help="Without --by: a group that bodies of this book are in, such as LON or ENGLAND."
        ),
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="With --by: every body of the group at the month's end.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Id of a control; may be said again. [default: all]"),
    ] = None,
    own: OWN_CONTROLS = None,
    basis: Annotated[
        str | None,
        typer.Option(help="ytd, forecast or outturn. [default: outturn in M12, else forecast]"),
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    test: Annotated[
        bool, typer.Option("--test", help="With --by: say what would be found, and write nothing.")
    ] = False,
    request: REQUEST = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Look at a month with every control; with --by, record that they ran.

    Exit code 1 where anything but notes was found. A run that is recorded is of all controls.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its use

    if by is None and (everybody or test or request):
        raise UsageError(
            "--all, --test and --request are about a run that is recorded",
            hint="say --by 'Director of Finance' with them, or leave them out to look only",
        )
    asked = [*(body or ()), *([group] if group is not None else [])]
    if by is None and len(asked) > 1:
        raise UsageError(
            "each body and group is a question of its own",
            hint="ask for one --body or one --group; with --by several bodies are run and recorded",
        )
    if by is not None and (only or basis or known_at or group or out):
        raise UsageError(
            "a run that is recorded is of all controls, on all documents, for bodies that are named",
            hint="leave --by out to look only, or leave out --only, --basis, --known-at, --group and --out",
        )
    if by is None:
        book = Book.at(source)
        for file in own or ():
            book.controls.load(file)
        report = book.check(
            period,
            group=asked[0] if asked else None,
            basis=basis,
            known_at=known_at,
            only=only or (),
        )
        write_report(report, out, as_json=as_json)
        if as_json:
            print_json(report.document())
            print_findings(report.findings, as_json=True)
        else:
            print_tables(report.tables)
        raise typer.Exit(report.exit_code)
    kept = Book.open(source, read_only=test)
    for file in own or ():
        kept.controls.load(file)
    codes = bodies_named(kept, period, body, everybody=everybody)
    answer = kept.run_controls(period, by=by, bodies=codes, request=request, test=test)
    tell(answer, as_json=as_json)
