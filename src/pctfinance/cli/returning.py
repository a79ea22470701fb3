"""`sha-return`: a body's monthly return to its authority, held against the pack line by line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, AS_OF, BOOK_OR_INPUT, KNOWN_AT
from pctfinance.cli.output import print_findings, print_report, progress
from pctfinance.errors import UsageError

if TYPE_CHECKING:
    from pctfinance.present.sha_return_list import ReturnList
    from pctfinance.present.sha_return_report import ReturnReport

__all__ = ["sha_return"]


def sha_return(
    source: BOOK_OR_INPUT,
    *,
    as_of: AS_OF,
    body: Annotated[str | None, typer.Option(help="The body whose return it is.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Of every body its own, and the list of them.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="The workbook to write; with --all a folder, of one file a body."),
    ] = None,
    risks: Annotated[
        Path | None,
        typer.Option(help="A CSV file or a workbook; see docs/remedy.md."),
    ] = None,
    as_published: Annotated[
        bool, typer.Option("--as-published", help="Make it from what the last pack was made from.")
    ] = False,
    known_at: KNOWN_AT = None,
    as_json: AS_JSON = False,
) -> None:
    """Make a body's return to its SHA, each line held against the pack; there is none of a group.

    Exit code 1 where a line is not the pack's.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    if (body is None) == (not every):
        raise UsageError("no return is named", hint="give either --body or --all")
    if out is not None and body is not None and out.suffix.casefold() != ".xlsx":
        raise UsageError(f"{out.name} is not the name of an .xlsx workbook", hint="end it in .xlsx")
    book = Book.at(source)
    report: ReturnReport | ReturnList
    if body is None:
        report = book.sha_returns(as_of, risks=risks, as_published=as_published, known_at=known_at)
    else:
        report = book.sha_return(
            body, as_of, risks=risks, as_published=as_published, known_at=known_at
        )
    if out is not None:
        _write(out, report)
    print_report(report, as_json=as_json)
    of_file = book.findings if risks else ()
    print_findings((*of_file, *report.findings), as_json=as_json)
    raise typer.Exit(int(not report.is_reconciled))


def _write(out: Path, report: "ReturnReport | ReturnList") -> None:
    """All files or none; nothing was written where one of them cannot be made."""
    from pctfinance.present.sha_return_list import ReturnList  # noqa: PLC0415 - heavy, as above
    from pctfinance.publishing import placing  # noqa: PLC0415 - as above

    if isinstance(report, ReturnList):
        folder, files = out, {each.file_name: each.workbook() for each in report.returns}
    else:
        folder, files = out.parent, {out.name: report.workbook()}
    with placing(folder, files) as into_place:
        for path in into_place():
            progress(f"written: {path}")
