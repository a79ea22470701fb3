"""The page about controls says what the code does."""

import doctest

from pctfinance.book import Book
from pctfinance.codes import CODES
from pctfinance.present.control_page import controls_markdown


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows, a control of one's own among it."""
    page = doctest.DocTestParser().get_doctest(controls_markdown([]), {}, "controls", None, 0)
    assert len(page.examples) > 10
    assert doctest.DocTestRunner().run(page).failed == 0


def test_every_control_stands_in_the_table() -> None:
    """With its rule, severity, source and what to do; the table is made from the registry."""
    controls = Book.in_memory("2011-12", group="NCL").controls
    page = controls_markdown(controls)
    for one in controls:
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{one.id}` |")]
        assert row.startswith(f"| `{one.id}` | {one.rule} | {one.severity} | {one.source} |")
        assert row.endswith(f"| `{one.code}` | {CODES[one.code].action} |")
