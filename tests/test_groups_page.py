"""The page about groups of one's own says what the code does."""

import doctest

from pctfinance.tables.document import groups_markdown


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(groups_markdown(), {}, "groups", None, 0)
    assert len(page.examples) > 7
    assert doctest.DocTestRunner().run(page).failed == 0
