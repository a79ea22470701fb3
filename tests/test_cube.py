"""The cube holds the figures of the position, for all bodies and groups at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import RECURRENT, event
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.aggregate import Aggregate
from pctfinance.consolidation.categories import CategoryLine
from pctfinance.consolidation.cube import Cube
from pctfinance.consolidation.duties import Duty
from pctfinance.consolidation.grid import Grid, make_grid
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.columns import EventColumns
from pctfinance.ledger.drawings import CashDrawn
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BroughtForward, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from sample_books import sample_book
from test_tracing_books import SETTINGS, YEAR, happened, loads

NO_CELLS: dict[str, BalanceCells] = {}
LIKE = ("2011-12 M08 ytd", "2011-12 M08 forecast", "2011-12 M12 outturn", "2011-12 M01 forecast")


def plain(lines: Iterable[CategoryLine]) -> list[CategoryLine]:
    """Lines without what a cube does not tell by category."""
    return [replace(line, phased=False, synthetic=False) for line in lines]


def agrees(book: Book, cube: Cube, month: str, basis: str, **asked: object) -> None:
    """Every figure of the position is that of the cube, body by body and in the aggregate."""
    position = book.position(month, basis=basis, **asked)  # type: ignore[arg-type]
    for body in position.bodies:
        assert plain(cube.lines(body.code)) == plain(body.lines)
        for result in body.duties:
            found = cube.duty(body.code, result.duty)
            assert (found.limit_pence, found.charged_pence, found.status) == (
                result.limit_pence,
                result.charged_pence,
                result.status,
            )
            assert found.limit_basis is result.limit_basis
    group = book.group.code
    lines = position.group_lines()
    assert plain(cube.lines(group)) == sorted(plain(lines), key=lambda line: line.category)
    for duty in Duty:
        assert unmarked(cube.aggregate(group, duty)) == unmarked(position.aggregate(duty))
        at = [level.group.code for level in cube.levels].index(group)
        assert cube.statuses(duty)[at] is position.aggregate(duty).status


def unmarked(total: Aggregate) -> Aggregate:
    """An aggregate without its mark of synthetic figures, which a cube sets for whole bodies."""
    return replace(total, synthetic=False)


@pytest.mark.parametrize("asked", LIKE)
def test_the_sample(asked: str) -> None:
    """North Central London, at four questions: no figure differs."""
    month, basis = asked.rsplit(" ", 1)
    book = sample_book()
    agrees(book, book.cube(month, basis=basis), month, basis)


def test_no_surplus_hides_a_breach_at_any_level() -> None:
    """The three breaches show in the cluster, in London and in England, whatever the net is."""
    cube = sample_book().cube("M12")
    kinds = [level.group.kind for level in cube.levels]
    assert kinds == ["cluster", "sha", "sha_cluster", "country"]
    for level in cube.levels:
        total = cube.aggregate(level.group.code)
        assert (total.status.value, total.breaches) == ("breach", ("5A9", "5C1", "5C9"))
        assert total.variance_pence == 15_400_000_00
    assert {status.value for status in cube.statuses()} == {"breach"}
    frame = cube.duty_table
    shown = frame[(frame["code"] == "LON") & (frame["duty"] == Duty.REVENUE.value)].iloc[0]
    assert (shown["status"], shown["breaches"]) == ("breach", "5A9 5C1 5C9")
    assert shown["overspends_pence"] == -48_600_000_00


@st.composite
def paid(draw: st.DrawFn) -> Event:
    """A payment of cash, in a month whose report may hold it or not."""
    day = draw(st.dates(YEAR.start, date(2011, 12, 31)))
    body = draw(st.sampled_from(["5A9", "5C1"]))
    return event(CashDrawn(pence=draw(st.integers(0, 10**6))), body=body, effective=day)


@SETTINGS
@given(
    st.lists(st.one_of(happened(), happened(), paid()), min_size=4, max_size=14),
    st.lists(loads(), min_size=1, max_size=2),
    st.sampled_from([(8, "ytd"), (8, "forecast"), (1, "forecast"), (12, "outturn"), (12, "ytd")]),
    st.none() | st.dates(date(2011, 4, 1), date(2012, 5, 1)),
    st.booleans(),
)
def test_any_book(
    events: list[Event],
    sent: list[list[Event]],
    asked: tuple[int, str],
    known: date | None,
    earlier: bool,
) -> None:
    """Whatever was posted, sent twice, late or left out: a cube and a position agree."""
    book = Book.in_memory("2011-12", group="NCL")
    begun = book.cube("M01")  # so that later events are encoded behind earlier ones
    assert begun.grid.categories == ()
    for made in [*([one] for one in events), *sent]:
        try:
            book.post(*made)
        except PostingRefusedError:
            continue
    month, basis = str(YEAR.period(asked[0])), asked[1]
    when: dict[str, object] = {"known_at": known}
    if earlier:
        when["recorded_at"] = book.head.sequence // 2
    cube = book.cube(month, basis=basis, **when)  # type: ignore[arg-type]
    agrees(book, cube, month, basis, **when)


def test_amounts_beyond_int64_stay_exact() -> None:
    """As many of the largest amounts as int64 cannot hold twenty-four times: the sums are right."""
    book = Book.in_memory("2011-12", group="NCL")
    largest, bodies = 2**53 - 1, ("5A9", "5C1", "5C9", "5K7")
    for body in bodies:
        book.post(
            *(
                event(what, body=body)
                for _ in range(12)
                for what in (
                    Allocation(strand=RECURRENT, pence=largest, issuer="DH"),
                    BudgetIssued(strand=RECURRENT, pence=largest, category="acute"),
                )
            )
        )
    cube = book.cube("M08", basis="ytd")
    (line,) = cube.lines("NCL")
    assert cube.grid.measures["budget_pence"].dtype == object
    assert line.budget_pence == 4 * 12 * largest
    assert line.budget_ytd_pence == 4 * ((2 * 12 * largest * 8 + 12) // 24)


@pytest.mark.parametrize("asked", LIKE)
def test_levels_are_the_positions_of_their_groups(asked: str) -> None:
    """Every level that reaches beyond the book: sums, status and those in other books agree."""
    month, basis = asked.rsplit(" ", 1)
    book = sample_book()
    cube = book.cube(month, basis=basis)
    for at, level in enumerate(cube.levels):
        code = level.group.code
        position = book.position(month, basis=basis, group=code)
        assert cube.not_in_book(code) == tuple(body.code for body in position.not_in_book)
        for duty in Duty:
            wanted = unmarked(position.aggregate(duty))
            assert unmarked(cube.aggregate(code, duty)) == wanted
            assert cube.statuses(duty)[at] is wanted.status
    absent = {code: len(cube.not_in_book(code)) for code in ("NCL", "Q36", "ENGLAND")}
    assert absent == {"NCL": 0, "Q36": 26, "ENGLAND": 146}
    assert cube.not_in_book("5A9") == ()
    with pytest.raises(KeyError):
        cube.not_in_book("Q30")


def met_in(book: Book, *bodies: str) -> None:
    """Limits of 100 and a spend of 90 for each body, in March."""
    for code in bodies:
        rows = (FigureRow(12, Limit.REVENUE, "acute", 90),)
        actuals = FiguresLoaded(table="actuals", cumulative=True, rows=rows)
        book.post(
            event(Allocation(strand=RECURRENT, pence=100, issuer="DH"), body=code),
            event(actuals, body=code, effective=YEAR.period(12).end),
        )


def test_a_group_with_members_in_other_books_is_never_met() -> None:
    """Barnet is 10 within its limit; Camden, the other member of the pair, is in another book."""
    rows = [Membership(code, "PAIR", YEAR.start, YEAR.end) for code in ("5A9", "5K7")]
    register = Register.packaged().with_group(Group("PAIR", "A pair", kind="other"), rows)
    own = [Membership("5A9", "OWN", YEAR.start, YEAR.end)]
    register = register.with_group(Group("OWN", "Barnet", kind="other"), own)
    book = Book.in_memory("2011-12", group="OWN", register=register)
    met_in(book, "5A9")
    cube = book.cube("M12")
    found = {
        level.group.code: status for level, status in zip(cube.levels, cube.statuses(), strict=True)
    }
    assert (found["OWN"].value, found["PAIR"].value) == ("met", "incomplete")
    pair = cube.aggregate("PAIR")
    assert (pair.bodies_count, pair.not_tested, pair.not_in_book) == (1, (), ("5K7",))
    assert (pair.underspends_pence, pair.status.value) == (10, "incomplete")
    frame = cube.duty_table
    row = frame[(frame["code"] == "PAIR") & (frame["duty"] == Duty.REVENUE.value)].iloc[0]
    assert (row["status"], row["not_in_book"]) == ("incomplete", "5K7")
    shown = next(group for group in cube.document()["groups"] if group["code"] == "PAIR")
    assert (shown["members"], shown["not_in_book"]) == (["5A9"], ["5K7"])
    assert shown["duties"][0]["status"] == "incomplete"
    assert "1 of 2" in str(cube)
    assert "PAIR, some PCTs are in other books" in " ".join(str(cube).split())


def test_a_body_that_left_the_group_of_the_book_counts_where_it_is_now() -> None:
    """The northern book holds Enfield's whole year: it is in the south now, and stays in both."""
    book = two_clusters(book_of="NORTH")
    met_in(book, "5A9", "5C1")
    cube = book.cube("M12")
    assert [body.code for body in cube.bodies] == ["5A9", "5C1"]
    for code in ("NORTH", "SOUTH", "ALL"):
        wanted = book.position("M12", group=code).aggregate()
        assert unmarked(cube.aggregate(code)) == unmarked(wanted)
    assert cube.aggregate("NORTH").bodies_count == 1
    assert (cube.aggregate("ALL").bodies_count, cube.not_in_book("ALL")) == (2, ("5K7",))
    # Until September Camden alone was in the south: nothing of it is in this book.
    september = book.cube("M06", basis="ytd")
    assert "SOUTH" not in [level.group.code for level in september.levels]
    assert september.level("ALL").not_in_book(6) == ("5K7",)


def two_clusters(book_of: str = "ALL") -> Book:
    """Barnet, Enfield and Camden; Enfield moves from the northern cluster to the other in October."""
    packaged = Register.packaged()
    ends = (date(2011, 9, 30), date(2012, 3, 31))
    group = Group("ALL", "Both clusters", kind="other")
    rows = [
        Membership("5A9", "NORTH", YEAR.start, ends[1]),
        Membership("5C1", "NORTH", YEAR.start, ends[0]),
        Membership("5C1", "SOUTH", date(2011, 10, 1), ends[1]),
        Membership("5K7", "SOUTH", YEAR.start, ends[1]),
    ]
    register = packaged.with_group(
        group, [Membership(code, "ALL", YEAR.start, ends[1]) for code in ("5A9", "5C1", "5K7")]
    )
    for code in ("NORTH", "SOUTH"):
        own = [row for row in rows if row.group == code]
        register = register.with_group(Group(code, code.title(), kind="other"), own)
    return Book.in_memory("2011-12", group=book_of, register=register)


def test_history_stays_with_the_old_parent_and_the_duty_is_whole() -> None:
    """Enfield spends 10 a month and moves in October: the north keeps its months to September."""
    book = two_clusters()
    book.post(
        *(
            event(Allocation(strand=RECURRENT, pence=100, issuer="DH"), body=code)
            for code in ("5A9", "5C1", "5K7")
        ),
        *(
            event(
                FiguresLoaded(
                    table="actuals",
                    rows=(FigureRow(month, Limit.REVENUE, "acute", spent),),
                ),
                body=code,
                effective=YEAR.period(month).end,
            )
            for code, spent in (("5A9", 1), ("5C1", 10), ("5K7", 2))
            for month in range(1, 13)
        ),
    )
    cube = book.cube("M12")
    assert cube.history("NORTH") == (11,) * 6 + (1,) * 6
    assert cube.history("SOUTH") == (2,) * 6 + (12,) * 6
    assert sum(x or 0 for x in cube.history("ALL")) == 13 * 12
    # The duty is the PCT's, for the whole year: the breach of 20 stands where Enfield is now.
    assert cube.aggregate("NORTH").breaches == ()
    assert cube.aggregate("SOUTH").breaches == ("5C1",)
    assert cube.aggregate("SOUTH").overspends_pence == -20
    september = book.cube("M06", basis="ytd")
    assert september.aggregate("NORTH").breaches == ("5C1",)


def test_a_month_in_which_a_member_was_silent_is_not_known() -> None:
    """Figures to date: a month's own charge needs the month before it."""
    book = Book.in_memory("2011-12", group="NCL")
    for month, total in ((1, 10), (3, 40)):
        rows = (FigureRow(month, Limit.REVENUE, "acute", total),)
        what = FiguresLoaded(table="actuals", cumulative=True, rows=rows)
        book.post(event(what, effective=YEAR.period(month).end))
    cube = book.cube("M03", basis="ytd")
    alone = replace(cube, bodies=cube.bodies[:1], grid=_rows(cube, ["5A9"], book))
    assert alone.history("NCL") == (10, None, None)


def _rows(cube: Cube, codes: list[str], book: Book) -> Grid:
    standing = book._event_columns().standing(cube.period)
    return make_grid(standing, codes, cube.basis)


def test_a_grid_is_of_the_bodies_that_are_asked_for_in_their_order() -> None:
    """Whatever else the columns hold; of a body that they do not know nothing is known."""
    book = Book.in_memory("2011-12", group="NCL")
    for code, pence in (("5A9", 10), ("5C1", 20), ("5K7", 30)):
        rows = (FigureRow(1, Limit.REVENUE, "acute", pence, synthetic=code == "5C1"),)
        what = FiguresLoaded(table="actuals", rows=rows)
        book.post(event(what, body=code, effective=YEAR.period(1).end))
    grid = _rows(book.cube("M01", basis="ytd"), ["5K7", "5C9", "5A9"], book)
    assert grid.bodies == ("5K7", "5C9", "5A9")
    assert grid.measures["actual_ytd_pence"].tolist() == [[30], [0], [10]]
    assert grid.known["actual_ytd_pence"].tolist() == [[True], [False], [True]]
    assert grid.movement_pence[:, 0, 0].tolist() == [30, 0, 10]
    assert grid.charged_known[0].tolist() == [True, False, True]
    assert not grid.synthetic.any()


def test_tables_are_tidy() -> None:
    """Amounts are Int64 pence, codes are text, and what is not known is missing."""
    frame = sample_book().cube("2011-12 M08").table
    assert set(frame["level"]) == {"body", "cluster", "sha", "sha_cluster", "country"} - (
        {"sha"} if Period("2011-12 M08").end > date(2011, 10, 2) and "Q36" not in set(frame["code"])
        else set()
    )  # fmt: skip
    amounts = [name for name in frame.columns if name.endswith("_pence")]
    assert {str(frame[name].dtype) for name in amounts} == {"Int64"}
    whole = frame[frame["level"] == "body"].groupby("category")["budget_pence"].sum()
    cluster = frame[frame["code"] == "NCL"].set_index("category")["budget_pence"]
    assert whole.to_dict() == cluster.to_dict()


def test_columns_know_reversals_and_other_years() -> None:
    """A reversal and what it corrects leave no trace; there is no outturn before March."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(BroughtForward(pence=5)))
    columns = EventColumns.empty(YEAR).with_events(
        book.holdings.resource.events, NO_CELLS.__getitem__
    )
    assert columns.standing(YEAR.period(12)).resource()["pence"].tolist() == [5, -5]
    with pytest.raises(UsageError, match="no outturn"):
        book.cube("M08", basis="outturn")
