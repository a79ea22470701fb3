"""Tables on a terminal, by Rich: readable in black and white, and when piped into a file."""

from pctfinance.present.shown import Align, Shown, Tone

__all__ = ["print_shown"]

_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.GOOD: "green",
    Tone.BAD: "bold red",
    Tone.OPEN: "yellow",
}
_WIDTH_MIN = 100
_NAME_WIDTH_MIN = 10


def print_shown(shown: Shown) -> None:
    """Print one table to standard output.

    A pipe or file gets plain text of at least 100 columns; a terminal its own width, and colour
    unless `NO_COLOR` is set.

    >>> from pctfinance.present.shown import Heading, row
    >>> from contextlib import redirect_stdout
    >>> from io import StringIO
    >>> with redirect_stdout(StringIO()) as printed:
    ...     print_shown(Shown("A title", "", (Heading("PCT"),), (row(["Barnet"]),)))
    >>> "Barnet" in printed.getvalue()
    True
    """
    from rich import box  # noqa: PLC0415 - heavy, and only a terminal needs it
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.padding import Padding  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(console.width, _WIDTH_MIN))
    console.print()
    console.print(Text(shown.title, style="bold"))
    if shown.lead:
        console.print(Text(shown.lead.text, style=_STYLES[shown.lead.tone]))
    if shown.subtitle:
        console.print(Text(shown.subtitle, style="dim"))
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False
    )
    for index, heading in enumerate(shown.headings):
        table.add_column(
            Text(heading.text),
            justify="right" if heading.align is Align.RIGHT else "left",
            vertical="bottom" if heading.align is Align.RIGHT else "top",
            # The first column names things and may wrap; an amount or a status never does.
            no_wrap=index > 0 and not heading.wraps,
            overflow="fold",
            min_width=_NAME_WIDTH_MIN if index == 0 and len(shown.headings) > 1 else None,
        )
    for index, line in enumerate(shown.rows):
        following = shown.rows[index + 1] if index + 1 < len(shown.rows) else None
        table.add_row(
            *(Text(cell.text, style=_STYLES[cell.tone]) for cell in line.cells),
            end_section=bool(following and following.total and not line.total),
        )
    console.print(Padding(table, (1, 0, 0, 0)))
    for note in shown.notes:
        console.print(Text(note, style="dim"))
