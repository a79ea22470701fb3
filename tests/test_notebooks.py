"""The notebooks run from top to bottom, cell by cell, and show what they speak of."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def shown_by(notebook: Path) -> list[Any]:
    """The value that each code cell ends with, `None` where it ends with a statement."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    shown = []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook.name, "exec"), names)  # noqa: S102 - our own notebook
        expression = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
        shown.append(
            eval(compile(expression, notebook.name, "eval"), names)  # noqa: S307 - our own notebook
            if expression
            else None
        )
    return shown


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs(notebook: Path) -> None:
    """No cell fails, and something that looks like a page is shown."""
    shown = shown_by(notebook)
    pages = [value._repr_html_() for value in shown if hasattr(value, "_repr_html_")]
    assert any("<table" in page for page in pages)


def test_north_central_london_tells_its_story() -> None:
    """The late letter moves December's limit, and the year ends at +15.4 with three breaches."""
    (notebook,) = [path for path in NOTEBOOKS if path.name == "ncl-2011-12.ipynb"]
    shown = shown_by(notebook)
    before, after = next(value for value in shown if isinstance(value, list))
    assert before != after
    year = next(value for value in shown if isinstance(value, dict))
    assert year == {
        "aggregate": "15.4",
        "underspends": "64.0",
        "overspends": "(48.6)",
        "breaches": ("5A9", "5C1", "5C9"),
    }
