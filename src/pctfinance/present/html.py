"""Tables in a notebook: plain HTML with its own few styles, legible in light and dark themes."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from pctfinance.present.shown import Shown, ShownRow, Tone

__all__ = ["html_of"]

_STYLE = """<style>
.pctfinance {font-family: system-ui, sans-serif; margin: 0 0 1.2em 0;}
.pctfinance h4 {margin: 1.2em 0 0.1em 0; font-size: 1.05em;}
.pctfinance p {margin: 0.1em 0; opacity: 0.75; font-size: 0.9em;}
.pctfinance p.lead {opacity: 1; font-size: 1em;}
.pctfinance table {border-collapse: collapse; margin: 0.5em 0; font-variant-numeric: tabular-nums;}
.pctfinance th, .pctfinance td {padding: 0.2em 0.8em; text-align: right; border: none; white-space: nowrap; vertical-align: top;}
.pctfinance td.wraps {white-space: normal; min-width: 6em; max-width: 36em;}
.pctfinance .wide {overflow-x: auto;}
.pctfinance th {border-bottom: 1px solid #888; white-space: pre-line; vertical-align: bottom;}
.pctfinance .left {text-align: left;}
.pctfinance .year {white-space: nowrap;}
.pctfinance tr.first-total td {border-top: 1px solid #888;}
.pctfinance .strong {font-weight: 600;}
.pctfinance .quiet {opacity: 0.7;}
.pctfinance .good {color: #2e7d32;}
.pctfinance .bad {color: #c62828; font-weight: 600;}
.pctfinance .open {color: #b26a00; font-weight: 600;}
</style>"""


_YEAR = re.compile(r"\b\d{4}-\d{2}\b")


def html_of(tables: Iterable[Shown]) -> str:
    """Tables as one piece of HTML. Every text is escaped.

    >>> from pctfinance.present.shown import Heading, row
    >>> page = html_of([Shown("A & B", "", (Heading("x"),), (row(["<1>"]),))])
    >>> "A &amp; B" in page and "&lt;1&gt;" in page
    True
    """
    return f'{_STYLE}<div class="pctfinance">{"".join(map(_table, tables))}</div>'


def _table(shown: Shown) -> str:
    aligned = [heading.align for heading in shown.headings]
    head = "".join(
        f'<th scope="col" class="{align}">{_heading(heading.text)}</th>'
        for heading, align in zip(shown.headings, aligned, strict=True)
    )
    kinds = [f"{head.align}{' wraps' if head.wraps else ''}" for head in shown.headings]
    body = ""
    above_total = False
    for line in shown.rows:
        body += _row(line, kinds, first_total=line.total and not above_total)
        above_total = line.total
    notes = "".join(f"<p>{escape(note)}</p>" for note in shown.notes)
    subtitle = f"<p>{escape(shown.subtitle)}</p>" if shown.subtitle else ""
    if shown.lead:
        subtitle = f'<p class="lead {shown.lead.tone}">{escape(shown.lead.text)}</p>{subtitle}'
    if shown.empty and not shown.rows:
        return (
            f"<h4>{escape(shown.title)}</h4>{subtitle}"
            f'<p class="lead">{escape(shown.empty)}</p>{notes}'
        )
    return (
        f"<h4>{escape(shown.title)}</h4>{subtitle}"
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f"{notes}"
    )


def _heading(text: str) -> str:
    """A heading, in which a year such as 2011-12 is never broken at its hyphen."""
    return _YEAR.sub(r'<span class="year">\g<0></span>', escape(text))


def _row(line: ShownRow, kinds: Sequence[str], *, first_total: bool) -> str:
    cells = "".join(
        f'<td class="{kind}{"" if cell.tone is Tone.PLAIN else f" {cell.tone}"}">'
        f"{escape(cell.text)}</td>"
        for cell, kind in zip(line.cells, kinds, strict=True)
    )
    return f'<tr class="{"first-total" if first_total else ""}">{cells}</tr>'
