"""The pages that are made from the code say what the code does."""

import re
import runpy
from functools import cache
from pathlib import Path

import pytest

from pctfinance.book import Book
from pctfinance.codes import CODES
from pctfinance.consolidation.duties import Duty
from pctfinance.tables.document import findings_markdown, input_format_markdown
from pctfinance.tables.event_rules import EVENTS, USED_BY
from pctfinance.tables.examples import event_examples
from pctfinance.tables.schemas import DECLARATION_KEYS, SCHEMAS

ROOT = Path(__file__).parents[1]
PAGES = (
    *("controls", "files", "findings", "groups", "input-format", "journals", "month-end", "trace"),
    "transfers",
)


@cache
def made() -> dict[str, str]:
    """What the pages would be now, by their names."""
    pages = runpy.run_path(str(ROOT / "tools" / "build_docs.py"))["pages"]()
    return {path.stem: text for path, text in pages.items()}


def test_every_page_that_is_made_is_looked_at() -> None:
    """No page is made that nobody compares."""
    assert sorted(made()) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    """Else run: python tools/build_docs.py."""
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == made()[name]


def test_nothing_of_the_format_is_left_out() -> None:
    """Every table, column, key and event has a line."""
    lines = input_format_markdown().splitlines()
    rows = [line.split(" | ")[0].strip("| `") for line in lines if line.startswith("| `")]
    columns = [column.name for schema in SCHEMAS.values() for column in schema.columns]
    assert sorted(rows) == sorted([*columns, *DECLARATION_KEYS, *EVENTS])


def test_every_code_is_explained() -> None:
    """In the order of precedence."""
    lines = [line for line in findings_markdown().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(CODES)


def test_an_example_says_what_an_event_needs_and_posts() -> None:
    """£7 of £10 that was hoped for and budgeted: £3 have no cover, and that stays visible."""
    examples = {example.event: example for example in event_examples()}
    confirmed = examples["anticipated-confirmed"]
    assert confirmed.needs == ("amount", "tranche", "issuer")
    assert confirmed.lines == (
        "non-recurrent, anticipated: allocation -10, retained +10",
        "non-recurrent: allocation +7, retained -10, unfunded +3",
    )
    assert examples["delegation"].takes_from == ("unallocated", "retained")
    assert "approval" in examples["capital-to-revenue"].needs


def test_a_delegation_says_where_it_is_taken_from() -> None:
    """Of a budget that stands already, or on top of it: the one doubles what the other does not."""
    examples = {example.event: example for example in event_examples()}
    assert "taken_from" in examples["delegation"].needs
    assert "taken_from" not in examples["budget"].needs
    assert examples["allocation"].takes_from == ()


def test_the_cells_that_only_some_events_use_are_listed() -> None:
    """So that nobody has to find out by a refusal."""
    lines = input_format_markdown().splitlines()
    for name, events in USED_BY.items():
        assert f"- `{name}`: {', '.join(f'`{event}`' for event in events)}" in lines


def test_the_small_month_of_the_page_closes_as_it_says(tmp_path: Path) -> None:
    """Whoever copies the tables from the page gets what the page says."""
    blocks = re.findall(r"```csv\n(.*?)```", input_format_markdown(), re.DOTALL)
    names = ("declaration", "bodies", "resources", "actuals", "forecasts")
    for name, block in zip(names, blocks, strict=True):
        (tmp_path / f"{name}.csv").write_text(block, encoding="utf-8")
    position = Book.read(tmp_path).position("2011-12 M08")
    variances = [body.duty(Duty.REVENUE).variance_pence for body in position.bodies]
    assert variances == [10_000_00, -1]
    assert position.aggregate().breaches == ("QA2",)
