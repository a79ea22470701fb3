"""`template` and `rulebook`: the forms that users fill or change."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import progress

__all__ = ["rulebook", "template"]


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write.")],
    filled: Annotated[
        Path | None,
        typer.Option(help="Fill it from a folder of CSV tables, or from another workbook."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a workbook of that name.")
    ] = False,
) -> None:
    """Write the input workbook, empty or filled."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use
    from pctfinance.excel import write_template  # noqa: PLC0415 - heavy, --help does not need it

    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out.name} is not the name of an .xlsx workbook", hint="end it in .xlsx")
    if out.exists() and not force:
        raise UsageError(
            f"there is a {out.name} already, and somebody's work may be in it",
            hint="name another workbook, or say --force to replace it",
        )
    if filled is None:
        write_template(out)
    else:
        from pctfinance.inputs import read_input  # noqa: PLC0415 - heavy, as above
        from pctfinance.tables.check import check_input  # noqa: PLC0415 - as above

        write_template(out, check_input(read_input(filled)))
    progress(f"written: {out}")


def rulebook(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="A financial year, such as 2011-12.")],
) -> None:
    """Print a year's rulebook, to copy and change."""
    from pctfinance.rulebooks import packaged_text  # noqa: PLC0415 - pydantic is heavy

    typer.echo(packaged_text(year), nl=False)
