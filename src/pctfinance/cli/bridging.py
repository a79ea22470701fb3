"""`bridge`: by what each body's surplus or deficit moved."""

from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK_OR_INPUT, KNOWN_AT, OUT
from pctfinance.cli.output import print_report
from pctfinance.errors import UsageError

__all__ = ["bridge"]

_PLAN = "plan"


def bridge(
    source: BOOK_OR_INPUT,
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help='The month at its end, such as "2011-12 M08".')
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="The month at its start, or 'plan'. [default: the month before]"),
    ] = None,
    basis: Annotated[str | None, typer.Option(help="ytd, forecast or outturn.")] = None,
    group: Annotated[
        str | None, typer.Option(help="A group of the register. [default: that of the book]")
    ] = None,
    known_at: KNOWN_AT = None,
    since_known_at: Annotated[str | None, typer.Option(help="The same for the start.")] = None,
    since_event: Annotated[
        int | None, typer.Option(help="The start is the book as it was at this event.")
    ] = None,
    packs: Annotated[
        str | None,
        typer.Option(metavar="N:M", help="From pack N to pack M as published, or to 'now'."),
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show by what each body's surplus or deficit moved: since a month, the plan, or a version.

    Exit code 1 where it is not known of every body.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    if (packs is None) == (as_of is None):
        raise UsageError("no end is named", hint="give either --as-of or --packs")
    book = Book.at(source)
    if packs is not None:
        before, after = _numbers(packs)
        report = book.bridge_published(before, after, group=group)
    elif since == _PLAN:
        report = book.plan_bridge(as_of or "", basis=basis, group=group, known_at=known_at)
    else:
        report = book.bridge(
            as_of or "",
            since=since,
            basis=basis,
            group=group,
            known_at=known_at,
            since_known_at=since_known_at,
            since_recorded_at=since_event,
        )
    print_report(report, as_json=as_json, out=out)
    raise typer.Exit(int(bool(report.not_known)))


def _numbers(packs: str) -> tuple[int, str]:
    before, _, after = packs.partition(":")
    if not before.strip().isdecimal():
        raise UsageError(f"{packs!r} names no packs", hint="say N:M, such as 1:2 or 1:now")
    return int(before), after.strip() or "now"
