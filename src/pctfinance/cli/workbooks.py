"""`template`: the workbook that comes back filled."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import progress

__all__ = ["template"]


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write.")],
    filled: Annotated[
        Path | None,
        typer.Option(help="Fill it from a folder of CSV tables, or from another workbook."),
    ] = None,
) -> None:
    """Write the input workbook, empty or filled."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use
    from pctfinance.excel import write_template  # noqa: PLC0415 - heavy, --help does not need it

    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out.name} is not the name of an .xlsx workbook", hint="end it in .xlsx")
    if filled is None:
        write_template(out)
    else:
        from pctfinance.book import read_input  # noqa: PLC0415 - heavy, as above
        from pctfinance.tables.check import check_input  # noqa: PLC0415 - as above

        write_template(out, check_input(read_input(filled)))
    progress(f"written: {out}")
