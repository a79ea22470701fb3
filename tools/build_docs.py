"""Write the pages of `docs/` that are made from the code: the input format, journals, findings.

    python tools/build_docs.py

A test fails where a page is out of date, and names this command.
"""

from pathlib import Path

from pctfinance.tables.document import (
    findings_markdown,
    input_format_markdown,
    journals_markdown,
)

__all__ = ["pages"]

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "tests" / "gallery"

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
        ROOT / "docs" / "journals.md": journals_markdown(),
    }


def _gallery() -> list[str]:
    cases = sorted(folder for folder in GALLERY.iterdir() if folder.is_dir())
    return [_case(case.name.replace("--", ", "), case / "expected.txt") for case in cases]


def _case(name: str, expected: Path) -> str:
    return f"### {name}\n\n```text\n{expected.read_text(encoding='utf-8')}```\n"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
