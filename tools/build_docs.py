"""Write the pages of `docs/` that are made from the code.

    python tools/build_docs.py

A test fails where a page is out of date, and names this command.
"""

from pathlib import Path

from pctfinance.book import Book
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.inputs import sample_path
from pctfinance.present.control_page import controls_markdown
from pctfinance.present.files_page import files_markdown
from pctfinance.present.month_page import month_end_markdown
from pctfinance.present.transfer_page import transfers_markdown
from pctfinance.tables.document import (
    findings_markdown,
    groups_markdown,
    input_format_markdown,
    journals_markdown,
)
from pctfinance.tracing import LineRef

__all__ = ["pages"]

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "tests" / "gallery"
TRACE = ROOT / "tools" / "trace.md"

_SHOWN = """\
## What they look like

Each of these is what the smallest input that earns it is answered with. The inputs stand in
`tests/gallery`, and a test checks the words.
"""


def pages() -> dict[Path, str]:
    """The text of every page that is made here, by its path."""
    findings = "\n".join([findings_markdown(), _SHOWN, *_gallery()])
    return {
        ROOT / "docs" / "input-format.md": input_format_markdown(),
        ROOT / "docs" / "findings.md": findings,
        ROOT / "docs" / "files.md": files_markdown(),
        ROOT / "docs" / "trace.md": _trace(),
        ROOT / "docs" / "month-end.md": month_end_markdown(),
        ROOT / "docs" / "transfers.md": transfers_markdown(),
        ROOT / "docs" / "controls.md": controls_markdown(
            Book.in_memory("2011-12", group="NCL").controls
        ),
        ROOT / "docs" / "groups.md": groups_markdown(),
        ROOT / "docs" / "journals.md": journals_markdown(),
    }


def _trace() -> str:
    """The page about traces, with the trees of the sample as they are printed."""
    book = Book.read(sample_path())
    month = book.position("2011-12 M08")
    to_date = book.position("2011-12 M08", basis="ytd")
    shown: dict[str, FigureRef | LineRef] = {
        "VARIANCE": month.figure("5A9", duty="revenue_resource_limit", measure="variance"),
        "JOINT": to_date.figure("5A9", category="joint-commissioning", measure="budget_ytd"),
        "ACUTE": to_date.figure("5A9", category="acute", measure="variance_ytd"),
        "CELL": book.delegations("2011-12 M08").figure("5A9", "07M"),
        "STEP": book.figures("bridge", "2011-12 M08", body="5A9")["forecast change/acute/charge"],
        "COLOUR": book.figures("position", "2011-12 M08", body="5A9", basis="ytd")[
            "category/running-costs/rag_ytd"
        ],
    }
    page = TRACE.read_text(encoding="utf-8")
    for name, figure in shown.items():
        # On the page an indent is made of plain spaces.
        tree = str(book.trace(figure)).replace("\u00a0", " ").strip("\n")
        page = page.replace(f"{{{name}}}", tree)
    return page


def _gallery() -> list[str]:
    cases = sorted(folder for folder in GALLERY.iterdir() if folder.is_dir())
    return [_case(case.name.replace("--", ", "), case / "expected.txt") for case in cases]


def _case(name: str, expected: Path) -> str:
    return f"### {name}\n\n```text\n{expected.read_text(encoding='utf-8')}```\n"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
