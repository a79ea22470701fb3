"""`check`, `limit` and `find`: commands that only look."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import KNOWN_AT, OUT
from pctfinance.cli.output import print_findings, print_json, print_tables, progress, write_report

__all__ = ["check", "find", "limit"]

_SOURCE = Annotated[
    Path,
    typer.Argument(metavar="INPUT", help="Folder of CSV tables, one .xlsx workbook, or a book."),
]


def check(
    source: _SOURCE,
    as_json: Annotated[bool, typer.Option("--json", help="Print findings as JSON.")] = False,
) -> None:
    """Read an input and report what is wrong with it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import Level  # noqa: PLC0415 - beside its one use

    book = Book.at(source)
    print_findings(book.findings, as_json=as_json)
    if not as_json:
        events = len(book.holdings.resource.events)
        progress(f"{source}: {events} resource events of {book.group.name}, {book.year}: readable.")
    raise typer.Exit(int(any(finding.level is Level.WARNING for finding in book.findings)))


def limit(
    source: _SOURCE,
    *,
    body: Annotated[str, typer.Option(help="Code of the body, such as 5A9.")],
    as_of: Annotated[str, typer.Option(help='The month, such as "2011-12 M08".')],
    known_at: KNOWN_AT = None,
    kind: Annotated[str, typer.Option("--limit", help="revenue, capital or cash.")] = "revenue",
    out: OUT = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the statement as JSON.")] = False,
) -> None:
    """Show what one body's limit is made of."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.present.limit_json import limit_document  # noqa: PLC0415 - as above

    statement = Book.at(source).limit(body, as_of=as_of, known_at=known_at, limit=kind)
    write_report(statement, out, as_json=as_json)
    if as_json:
        print_json(limit_document(statement, statement.name))
    else:
        print_tables(statement.shown)


def find(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A code or a name, such as 5E1 or NHS Camden.")
    ],
    kind: Annotated[
        str | None, typer.Option(help="body, group, authority, holder or delegate.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the entity as JSON.")] = False,
) -> None:
    """Look a code or a name up in the register.

    Exact names only: a near miss is refused, with suggestions.
    """
    from pctfinance.bodies import Register  # noqa: PLC0415 - read only when it is asked for

    entity = Register.packaged().find(name, kind)
    if as_json:
        document = {
            "schema_version": "1.0",
            "part": type(entity).__name__.lower(),
            "code": entity.code,
            "name": entity.name,
            "status": entity.status.value,
            "evidence": entity.evidence,
        }
        print_json(document)
    else:
        part = type(entity).__name__.lower()
        typer.echo(f"{entity.code}  {entity.name}  ({part}; {entity.status.value})")
