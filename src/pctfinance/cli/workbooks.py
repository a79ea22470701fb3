"""`template` and `rulebook`: the forms that users fill or change."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import print_remarks, progress

__all__ = ["rulebook", "template"]


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write.")],
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            help="In place of the input: journals, contracts, activity, schemes, savings, bills, "
            "drawings, headings, risks, groups, decisions or assignments. Repeat it for a sheet each.",
        ),
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option(
            help="Fill it from a folder of CSV tables or another workbook; with --of, from a file."
        ),
    ] = None,
    book: Annotated[
        Path | None,
        typer.Option(help="With --of: whose bodies, categories and months its lists offer."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a workbook of that name.")
    ] = False,
) -> None:
    """Write the input workbook, or with --of one for other files, empty or filled."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use
    from pctfinance.excel import write_template  # noqa: PLC0415 - heavy, --help does not need it

    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out.name} is not the name of an .xlsx workbook", hint="end it in .xlsx")
    if out.exists() and not force:
        raise UsageError(
            f"there is a {out.name} already, and somebody's work may be in it",
            hint="name another workbook, or say --force to replace it",
        )
    if of:
        _write_form(out, of, filled, book)
    elif book is not None:
        raise UsageError("--book is for a template of other files", hint="say which: --of bills")
    elif filled is None:
        write_template(out)
    else:
        from pctfinance.inputs import read_input  # noqa: PLC0415 - heavy, as above
        from pctfinance.tables.check import check_input  # noqa: PLC0415 - as above

        write_template(out, check_input(read_input(filled)))
    progress(f"written: {out}")


def _write_form(out: Path, of: list[str], filled: Path | None, book: Path | None) -> None:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use

    if book is not None:
        from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

        kept = Book.at(book)
        kept.write_form(out, *of, filled=filled)
        if filled is not None:
            print_remarks(kept, as_json=False)
    elif filled is not None:
        hint = "say --book: the file is read by its year, bodies and categories"
        raise UsageError("of which book is the file?", hint=hint)
    else:
        from pctfinance.forms import write_form  # noqa: PLC0415 - heavy, as above

        write_form(out, *of)


def rulebook(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="A financial year, such as 2011-12.")],
) -> None:
    """Print a year's rulebook, to copy and change."""
    from pctfinance.rulebooks import packaged_text  # noqa: PLC0415 - pydantic is heavy

    typer.echo(packaged_text(year), nl=False)
