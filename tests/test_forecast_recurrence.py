"""What of a forecast is non-recurrent: read from a table, kept in the book, and known or not."""

import pytest

from ledger_examples import event
from pctfinance.book import Book
from pctfinance.errors import InputRefusedError, PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.tables.check import check_input
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.ingest import loads_of
from pctfinance.tables.model import RawInput
from sample_books import sample_book

KEYS = "key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,thousands\nsign,{sign}\n"


def rows_of(text: str, sign: str = "costs-positive") -> list[FigureRow]:
    """The rows of the loads of a table of forecasts, as they are posted."""
    given = check_input(
        RawInput(
            "month 8",
            (
                read_table(KEYS.format(sign=sign).encode(), "declaration.csv", "declaration"),
                read_table(text.encode(), "forecasts.csv", "forecasts"),
            ),
        )
    )
    return [row for load in loads_of(given) for row in load.what.rows]  # type: ignore[union-attr]


def test_the_column_is_read_in_the_declared_unit_and_sign() -> None:
    """£12,000 of £100,000 are non-recurrent, of dental nobody said; costs may be written negative."""
    text = "body,period,category,amount,non_recurrent\n5A9,M8,acute,{0}100,{0}12\n5A9,M8,dental,{0}5,\n"
    for sign, minus in (("costs-positive", ""), ("costs-negative", "-")):
        found = rows_of(text.format(minus), sign)
        assert [(row.category, row.pence, row.non_recurrent) for row in found] == [
            ("acute", 100_000_00, 12_000_00),
            ("dental", 5_000_00, None),
        ]


def test_nought_is_said_and_blank_is_not() -> None:
    """A nought says that all of it is recurrent; an empty cell says nothing."""
    found = rows_of(
        "body,period,category,amount,non_recurrent\n5A9,M8,acute,1,0\n5A9,M8,dental,1,-\n"
    )
    assert [row.non_recurrent for row in found] == [0, None]


def test_only_revenue_has_a_non_recurrent_part() -> None:
    """Capital is refused with its row, also where it comes as an event."""
    with pytest.raises(InputRefusedError, match="only a forecast of revenue"):
        rows_of("body,period,limit,category,amount,non_recurrent\n5A9,M8,capital,additions,1,1\n")
    book = Book.in_memory("2011-12", group="NCL")
    before = book.head
    for table, limit, category in (
        ("forecasts", Limit.CASH, "drawings"),
        ("actuals", Limit.REVENUE, "acute"),
    ):
        row = FigureRow(8, limit, category, 5, non_recurrent=1)
        load = event(FiguresLoaded(table=table, rows=(row,)), effective=book.year.period(8).end)
        with pytest.raises(PostingRefusedError, match="only a forecast of revenue"):
            book.post(load)
    assert book.head == before


@pytest.mark.parametrize(
    ("amount", "part", "taken"),
    [
        (11, 11, True),
        (11, 12, False),
        (11, -3, True),
        (-11, -11, True),
        (-11, -12, False),
        (0, 1, False),
    ],
)
def test_a_part_is_no_more_than_its_amount(amount: int, part: int, taken: bool) -> None:
    """Of 11 at most 11 will not come again; what has the other sign nets, and is taken."""
    text = f"body,period,category,amount,non_recurrent\n5A9,M8,acute,{amount},{part}\n"
    if taken:
        assert [row.non_recurrent for row in rows_of(text)] == [part * 1000 * 100]
        return
    with pytest.raises(InputRefusedError, match="more than the amount"):
        rows_of(text)


def test_a_total_row_needs_the_column_only_where_it_is_used() -> None:
    """Totals are compared column by column; one that nobody fills has none."""
    head = "body,period,category,amount,non_recurrent\n5A9,M8,acute,7,{}\n"
    assert len(rows_of(head.format("") + "Total,,,7,\n")) == 1
    assert len(rows_of(head.format("2") + "Total,,,7,2\n")) == 1
    with pytest.raises(InputRefusedError, match="rows above add up to"):
        rows_of(head.format("2") + "Total,,,7,3\n")


def test_a_row_that_says_nothing_new_is_written_as_before() -> None:
    """Documents and so the hashes of older books stay as they are."""
    plain = FigureRow(8, Limit.REVENUE, "acute", 5)
    rows = (plain, plain._replace(delegate="07M"), plain._replace(non_recurrent=0))
    load = FiguresLoaded(table="forecasts", rows=rows)
    assert [len(row) for row in load.model_dump(mode="json")["rows"]] == [7, 8, 9]
    assert FiguresLoaded.model_validate_json(load.model_dump_json()) == load


def test_it_is_kept_and_another_word_is_another_load() -> None:
    """A forecast with the same amounts and another non-recurrent part takes the place of the first."""
    book = Book.in_memory("2011-12", group="NCL")

    def load(part: int | None) -> Event:
        row = FigureRow(8, Limit.REVENUE, "acute", 5, non_recurrent=part)
        what = FiguresLoaded(table="forecasts", rows=(row,))
        return event(what, effective=book.year.period(8).end)

    for part, posted in ((None, 1), (None, 0), (3, 1), (3, 0), (0, 1)):
        assert book.post(load(part)).posted == posted
    held = book.holdings.non_recurrent
    assert held is not None
    assert held.in_month("5A9", Limit.REVENUE, book.year.period(8)).pence == 0
    assert held.months("5A9", Limit.REVENUE, "acute") == {8}
    assert book.verify() == ()


def test_in_the_sample_islington_says_nothing_of_it() -> None:
    """No figure is made up for a body that gave none, and there is no sum without it."""
    book = sample_book()
    held = book.holdings.non_recurrent
    assert held is not None
    assert held.bodies == ("5A9", "5C1", "5C9", "5K7")
    total = book.position("2011-12 M08").underlying
    assert (total.pence, total.missing, total.deficits) == (None, ("5K8",), ("5A9", "5C1", "5C9"))
