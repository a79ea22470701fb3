"""Tables on a narrow terminal: whatever its width, no digit and no name is lost."""

import pytest

from pctfinance.present.shown import Align, Heading, Shown, row
from pctfinance.present.terminal import shown_text

WIDTHS = (30, 60, 80, 100, 200)
BUDGETS = Shown(
    "Budgets",
    "£",
    (
        Heading("Category", Align.LEFT),
        Heading("Held by", Align.LEFT),
        *(Heading(text) for text in ("Opening", "New\nmoney", "In", "Out", "Delegation", "Now")),
    ),
    (
        row(
            [
                "Acute contracts",
                "the body",
                *("280,859,000", "1,052,001", "0", "0", "(84,257,000)", "197,654,001"),
            ]
        ),
        row(["Total", "", "563,200,000", "9,313,400", "0", "0", "0", "572,513,400"], total=True),
    ),
    notes=("Virements bring no money.",),
)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_amount_is_cut_on_a_narrow_terminal(width: int) -> None:
    """`563,200,00` would be a tenth of the truth: what does not fit is continued below."""
    words = shown_text(BUDGETS, width).split()
    for amount in ("280,859,000", "1,052,001", "(84,257,000)", "563,200,000", "572,513,400"):
        assert amount in words


@pytest.mark.parametrize("width", WIDTHS)
def test_every_part_names_its_rows(width: int) -> None:
    """A table that is continued repeats what its rows are, and its notes stand once."""
    text = shown_text(BUDGETS, width)
    parts = text.count("£")
    assert parts == 1 if width >= 80 else parts > 1
    assert text.count("Acute") == text.count("Total") == text.count("contracts") == parts
    assert text.count("(continued)") == parts - 1
    assert text.count("Virements bring no money.") == 1


def test_a_wide_table_keeps_whole_words() -> None:
    """A name is not broken up letter by letter so that more columns fit beside it."""
    months = tuple(Heading(f"M{number:02}") for number in range(1, 13))
    shown = Shown(
        "Year",
        "",
        (Heading("Category", Align.LEFT), *months),
        (row(["commissioning", *["99,999"] * 12]),),
    )
    assert shown_text(shown, 80).count("commissioning") == 2


def test_an_amount_stands_beside_the_first_line_of_a_long_text() -> None:
    """In a list of assumptions a rate stands in the row of its name, not below its source."""
    headings = (
        Heading("Assumption", Align.LEFT),
        Heading("Value"),
        Heading("Source", Align.LEFT, wraps=True),
    )
    shown = Shown("", "", headings, (row(["growth", "2.20%", "a long source " * 20]),))
    (line,) = (line for line in shown_text(shown, 60).splitlines() if "2.20%" in line)
    assert "growth" in line


@pytest.mark.parametrize("width", [60, 80, 100])
def test_an_amount_in_a_name_is_not_broken(width: int) -> None:
    """A share in a row's name, `185,928,658/280,859,000`, keeps its last digit on its line."""
    share = "185,928,658/280,859,000"
    headings = (
        Heading("What it is made of", Align.LEFT),
        Heading("Amount"),
        Heading("Share of"),
        Heading("Where it stands", Align.LEFT, wraps=True),
    )
    shown = Shown(
        "Trace",
        "",
        headings,
        (row([f"by profile {share}", "185,928,658", "280,859,000", "profile.csv, row 2 to 13"]),),
    )
    assert share in shown_text(shown, width).split()
