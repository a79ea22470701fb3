"""`remedy` and `exposure`: what would help, and how likely it is that a duty is breached."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, AS_OF, BOOK_OR_INPUT, KNOWN_AT, OUT
from pctfinance.cli.output import print_remarks, print_report

if TYPE_CHECKING:
    from pctfinance.present.remedy_list import RemedyList
    from pctfinance.present.remedy_report import RemedyReport

__all__ = ["exposure", "remedy"]

_BASIS = Annotated[
    str | None, typer.Option(help="forecast or outturn. [default: forecast; M12: outturn]")
]
_GROUP = Annotated[
    str | None, typer.Option(help="A body or group. [default: the group of the book]")
]


def remedy(
    source: BOOK_OR_INPUT,
    *,
    period: AS_OF,
    limit: Annotated[
        str | None, typer.Option(help="revenue or capital. [default: both, one after the other]")
    ] = None,
    group: _GROUP = None,
    basis: _BASIS = None,
    effective: Annotated[
        str | None,
        typer.Option(help="From when transfers would count. [default: the day after the month]"),
    ] = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Find the smallest set of transfers by which each would meet its duty; nothing is moved.

    Exit code 1 where none exists, a duty is not tested, or another duty is breached that no
    transfer helps.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.consolidation.remedy import Outcome  # noqa: PLC0415 - as above

    book = Book.at(source)
    look = partial(book.remedy, limit=limit) if limit else book.remedies
    report: RemedyReport | RemedyList = look(
        period, group=group, basis=basis, effective=effective, known_at=known_at
    )
    print_report(report, as_json=as_json, out=out)
    if report.outcome in (Outcome.NONE, Outcome.NOT_TESTED) or not report.is_all_told:
        raise typer.Exit(1)


def exposure(
    source: BOOK_OR_INPUT,
    risks: Annotated[
        Path,
        typer.Argument(metavar="RISKS", help="A CSV file or a workbook; see docs/remedy.md."),
    ],
    *,
    period: AS_OF,
    group: _GROUP = None,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 1,
    draws: Annotated[int, typer.Option(help="How often it is drawn what happens.")] = 10_000,
    basis: _BASIS = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Estimate how likely each is to breach its own limit, from a register of risks.

    Exit code 1 where a duty is not tested, or a body of the group is not in it; never for a chance.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    book = Book.at(source)
    report = book.exposure(
        period, risks, group=group, seed=seed, draws=draws, basis=basis, known_at=known_at
    )
    print_remarks(book, as_json=as_json)
    print_report(report, as_json=as_json, out=out)
    if report.not_tested or report.elsewhere.findings:
        raise typer.Exit(1)
