"""`create`, `load` and `verify`: a book that is kept in a folder."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, REQUEST
from pctfinance.cli.output import print_findings, print_json, print_receipt, progress

__all__ = ["create", "load", "verify"]

_SOURCE = Annotated[
    Path, typer.Argument(metavar="INPUT", help="Folder of CSV tables, or one .xlsx workbook.")
]


def create(book: BOOK, source: _SOURCE, *, as_json: AS_JSON = False) -> None:
    """Make a book from a first input.

    Its year, group and rulebook are the book's from then on.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    made = Book.create_from(book, source)
    print_findings(made.findings, as_json=as_json)
    if as_json:
        document = {
            "schema_version": "1.0",
            "book": str(book),
            "sequence": made.head.sequence,
            "head": made.head.hash,
        }
        print_json(document)
        return
    progress(f"{book}: {made.head.sequence} events, head {made.head.hash[:16]}")


def load(
    book: BOOK,
    source: _SOURCE,
    *,
    by: Annotated[str, typer.Option(help="The office that sends it.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the rows that state no purpose.")] = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Take another input into a book: what is new of it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    receipt = kept.load(source, by=by, reason=reason, request=request)
    print_receipt(receipt, as_json=as_json)
    print_findings(kept.findings, as_json=as_json)


def verify(
    book: BOOK,
    against: Annotated[
        Path | None,
        typer.Option(
            help="A position.json or board-pack.xlsx made from this book: is its end still there?"
        ),
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Check that a book is whole: every link, document and event."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import IntegrityError, Level  # noqa: PLC0415 - beside its one use

    kept = Book.open(book, read_only=True)
    findings = kept.verify(_kept_in(against) if against else None)
    if any(finding.level is not Level.NOTE for finding in findings):
        raise IntegrityError(*findings)
    if findings:
        print_findings(findings, as_json=as_json)
    if as_json:
        document = {
            "schema_version": "1.0",
            "sequence": kept.head.sequence,
            "head": kept.head.hash,
        }
        print_json(document)
    else:
        typer.echo(f"{book} is whole: {kept.head.sequence} events, head {kept.head.hash}")


def _kept_in(path: Path) -> dict[str, object]:
    """The end of a book as a position.json or a board pack kept it."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use

    if path.suffix.lower() == ".xlsx":
        from pctfinance.excel.pack_origin import read_origin  # noqa: PLC0415 - heavy, as above

        origin = read_origin(path)
        return {"sequence": origin.sequence, "head": origin.head, "published": origin.number}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        kept = document["book"]
        issue = document.get("published")
        return {
            "sequence": int(kept["sequence"]),
            "head": str(kept["head"]),
            "published": int(issue["number"]) if issue else None,
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path.name} says nothing of a book",
            hint="name a position.json or a board-pack.xlsx made from it",
        ) from error
