"""`remedy` and `exposure`: what would help, and how likely it is that a duty is breached."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, AS_OF, BOOK_OR_INPUT, KNOWN_AT
from pctfinance.cli.output import print_remarks, print_report

__all__ = ["exposure", "remedy"]

_BASIS = Annotated[
    str | None, typer.Option(help="forecast or outturn. [default: forecast; M12: outturn]")
]


def remedy(
    source: BOOK_OR_INPUT,
    *,
    period: AS_OF,
    basis: _BASIS = None,
    effective: Annotated[
        str | None,
        typer.Option(help="From when transfers would count. [default: the day after the month]"),
    ] = None,
    known_at: KNOWN_AT = None,
    as_json: AS_JSON = False,
) -> None:
    """Find the smallest set of transfers by which each would meet its duty; nothing is moved.

    Exit code 1 where none exists, or a duty is not tested.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.consolidation.remedy import Outcome  # noqa: PLC0415 - as above

    report = Book.at(source).remedy(period, basis=basis, effective=effective, known_at=known_at)
    print_report(report, as_json=as_json)
    if report.outcome in (Outcome.NONE, Outcome.NOT_TESTED) or report.not_tested:
        raise typer.Exit(1)


def exposure(
    source: BOOK_OR_INPUT,
    risks: Annotated[
        Path,
        typer.Argument(metavar="RISKS", help="A CSV file or a workbook; see docs/remedy.md."),
    ],
    *,
    period: AS_OF,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 1,
    draws: Annotated[int, typer.Option(help="How often it is drawn what happens.")] = 10_000,
    basis: _BASIS = None,
    known_at: KNOWN_AT = None,
    as_json: AS_JSON = False,
) -> None:
    """Estimate how likely each is to breach its own limit, from a register of risks.

    Exit code 1 where a duty is not tested; never for a chance.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    book = Book.at(source)
    report = book.exposure(period, risks, seed=seed, draws=draws, basis=basis, known_at=known_at)
    print_remarks(book, as_json=as_json)
    print_report(report, as_json=as_json)
    if report.not_tested:
        raise typer.Exit(1)
