"""`transfers` and `approvals`: the schedule for the authority goes out, its decisions come back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, REQUEST
from pctfinance.cli.output import print_findings, print_json, print_report, progress

if TYPE_CHECKING:
    from pctfinance.present.approvals_report import ApprovalsReport

__all__ = ["approvals", "transfers"]

transfers = typer.Typer(
    help="What waits for an authority's approval, all of it together.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
approvals = typer.Typer(
    help="What authorities decided, all of it together.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@transfers.callback()
def _transfers() -> None:
    """What waits for an authority's approval, all of it together."""


@approvals.callback()
def _approvals() -> None:
    """What authorities decided, all of it together."""


@transfers.command("export-schedule")
def export_schedule(
    book: BOOK,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .xlsx or .csv to write.")],
    *,
    authority: Annotated[
        str | None, typer.Option(help="Only what this authority has still to decide on: its code.")
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Write the submitted transfers for an authority to decide on, one row each."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    sent = Book.open(book, read_only=True).export_schedule(file, authority=authority)
    if as_json:
        document = {
            "schema_version": "1.0",
            "file": str(sent.path),
            "transfers": list(sent.numbers),
            "sequence": sent.sequence,
            "head": sent.head,
        }
        print_json(document)
        return
    count = len(sent.numbers)
    progress(f"{sent.path}: {count} transfer{'s' * (count != 1)} to decide on")


@approvals.command("import")
def import_approvals(
    book: BOOK,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file that was returned.")],
    *,
    partial: Annotated[
        bool, typer.Option("--partial", help="Record what is sound although rows are refused.")
    ] = False,
    by: Annotated[str, typer.Option(help="The office that enters the decisions.")] = "",
    request: REQUEST = None,
    test: Annotated[
        bool, typer.Option("--test", help="Say what would become of each row; write nothing.")
    ] = False,
    as_json: AS_JSON = False,
) -> None:
    """Read the decisions of a returned schedule: all of them are recorded, or none.

    Every row is judged and reported. Exit code 1 where rows are left out or something was found.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import ApprovalMissingError, PostingRefusedError  # noqa: PLC0415 - as above

    def say(report: "ApprovalsReport") -> None:
        print_report(report, as_json=as_json)

    kept = Book.open(book, read_only=test)
    try:
        report = kept.import_approvals(file, partial=partial, by=by, request=request, test=test)
    except (PostingRefusedError, ApprovalMissingError) as error:
        if told := getattr(error, "report", None):
            say(told)
        raise
    say(report)
    found = (*report.findings, *(each for row in report.rows for each in row.findings))
    if as_json or found:
        print_findings(found, as_json=as_json)
    if report.exit_code:
        raise typer.Exit(report.exit_code)
