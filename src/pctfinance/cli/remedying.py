"""`remedy` and `exposure`: what would help, and how likely it is that a duty is breached."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import print_report

__all__ = ["exposure", "remedy"]

_SOURCE = typer.Argument(
    metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
)
_KNOWN_AT = typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
_BASIS = typer.Option(help="forecast or outturn. [default: forecast; M12: outturn]")


def remedy(
    source: Annotated[Path, _SOURCE],
    *,
    period: Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')],
    basis: Annotated[str | None, _BASIS] = None,
    effective: Annotated[
        str | None,
        typer.Option(help="From when transfers would count. [default: the day after the month]"),
    ] = None,
    known_at: Annotated[str | None, _KNOWN_AT] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
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
    source: Annotated[Path, _SOURCE],
    risks: Annotated[
        Path,
        typer.Argument(
            metavar="RISKS", help="A CSV file: body, name, amount, probability and group."
        ),
    ],
    *,
    period: Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')],
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 1,
    draws: Annotated[int, typer.Option(help="How often it is drawn what happens.")] = 10_000,
    basis: Annotated[str | None, _BASIS] = None,
    known_at: Annotated[str | None, _KNOWN_AT] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Estimate how likely each is to breach its own limit, from a register of risks.

    Exit code 1 where a duty is not tested; never for a chance.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    report = Book.at(source).exposure(
        period, risks, seed=seed, draws=draws, basis=basis, known_at=known_at
    )
    print_report(report, as_json=as_json)
    if report.not_tested:
        raise typer.Exit(1)
