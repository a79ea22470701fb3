"""What a nation's book rests on: extracts of many bodies at once, and cells that are read once."""

import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_loads import august, posted
from pctfinance.book import Book
from pctfinance.consolidation.grid_months import ShapedBudgets
from pctfinance.errors import IntegrityError
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.profile import Profile
from pctfinance.ledger.cell_sums import charge_columns
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.lines import Limit
from pctfinance.store.lines import LineStore
from pctfinance.store.log import EventLog

ACCOUNTS = AccountMap.parse("account,category,limit\n52*,acute,revenue\n10100,bank,\n")
WAY = Profile.parse(
    'name = "journals"\nformat = "csv"\nkind = "journal-lines"\n[columns]\nentity = "Entity"\n'
    'period = "Period"\nsubjective = "Subjective"\ndescription = "Description"\namount = "Amount"\n'
)
BODIES = ("5A9", "5C1", "5C9", "5K7", "5K8")


def extract(folder: Path, *, months: Sequence[int], seed: int = 2011) -> Path:
    """Rows of five PCTs and some months in no order, each a cost and then what pays for it."""
    chosen = random.Random(seed)  # noqa: S311 - the same rows every time
    keys = [(body, month) for body in BODIES for month in months for _ in range(7)]
    chosen.shuffle(keys)
    rows = ["Entity,Period,Subjective,Description,Amount"]
    for number, (body, month) in enumerate(keys):
        pounds, account = chosen.randint(1, 900), 52110 + number % 3
        rows.append(f"{body},M{month},{account},SYNTHETIC {number},{pounds}")
        rows.append(f"{body},M{month},10100,SYNTHETIC {number},-{pounds}")
    path = folder / "nation.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_an_extract_of_many_bodies_and_months_is_kept_in_its_order(tmp_path: Path) -> None:
    """Each line stands in the file of its body and month, in the source's order, with its row."""
    path = extract(tmp_path, months=(7, 8, 9))
    book = Book.create(tmp_path / "book", "2011-12", group="NCL")
    receipt = book.load_ledger(path, profile=WAY, accounts=ACCOUNTS, synthetic=True)
    assert len(receipt.months) == 15
    source = path.read_text("utf-8").splitlines()
    for body in BODIES:
        for month in (7, 8, 9):
            wanted = [
                (number, *row.split(",")[2:4])
                for number, row in enumerate(source, start=1)
                if row.startswith(f"{body},M{month},")
            ]
            found = book.sql(
                "SELECT line, source_row, account, description FROM lines "
                "WHERE body = $body AND period = $month ORDER BY line",
                {"body": body, "month": month},
            )
            assert [row[1:] for row in found] == wanted
            assert [row[0] for row in found] == list(range(1, len(wanted) + 1))
    assert book.verify() == ()


def test_it_is_what_its_bodies_would_have_sent_alone(tmp_path: Path) -> None:
    """The cells of an extract of all are those of an extract of each, to the byte."""
    path = extract(tmp_path, months=(8,))
    whole, apart = (Book.in_memory("2011-12", group="NCL") for _ in range(2))
    whole.load_ledger(path, profile=WAY, accounts=ACCOUNTS, synthetic=True)
    head, *rows = path.read_text("utf-8").splitlines()
    for body in BODIES:
        own = tmp_path / f"{body}.csv"
        mine = [row for row in rows if row.startswith(body)]
        own.write_text("\n".join([head, *mine]) + "\n", encoding="utf-8")
        apart.load_ledger(own, profile=WAY, accounts=ACCOUNTS, synthetic=True)
    assert _cells(whole) == _cells(apart)
    assert whole.cube("M08", basis="ytd").table.equals(apart.cube("M08", basis="ytd").table)


def _cells(book: Book) -> dict[str, str]:
    events = (event for event in book.holdings.resource.events)
    return {event.body: getattr(event.what, "cells_sha256", "") for event in events}


def test_after_a_reload_only_that_body_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five bodies are read by one statement; behind one body's reload, one load is read.

    For the cube as for the position, and the answers are those of a book that is opened anew.
    """
    place = tmp_path / "book"
    writing = Book.create(place, "2011-12", group="NCL")
    writing.load_ledger(
        extract(tmp_path, months=(1, 2)), profile=WAY, accounts=ACCOUNTS, synthetic=True
    )
    read: list[list[str]] = []
    real = EventLog.attached

    def counted(log: EventLog, names: Sequence[str]) -> object:
        read.append(list(names))
        return real(log, names)

    monkeypatch.setattr(EventLog, "attached", counted)
    book = Book.open(place, read_only=True)
    before = book.cube("M02", basis="ytd")
    assert [len(names) for names in read] == [10]
    book.cube("M01", basis="ytd")
    book.cube("M02", basis="ytd", known_at="2011-06-01")
    book.position("M02", basis="ytd")  # what the cube has read is at hand for it
    assert len(read) == 1
    first = Book.open(place, read_only=True)
    first.position("M02", basis="ytd")  # and the other way round
    first.cube("M02", basis="ytd")
    assert [len(names) for names in read] == [10, 10]
    again = (tmp_path / "nation.csv").read_text("utf-8").splitlines()
    only = [row for row in again[1:] if row.startswith("5C9,M2")][:2]
    (tmp_path / "corrected.csv").write_text("\n".join([again[0], *only]) + "\n", encoding="utf-8")
    writing.load_ledger(tmp_path / "corrected.csv", profile=WAY, accounts=ACCOUNTS, synthetic=True)
    read.clear()
    after = book.cube("M02", basis="ytd")
    assert [len(names) for names in read] == [1]
    assert after.lines("5C9") != before.lines("5C9")
    assert all(after.lines(code) == before.lines(code) for code in BODIES if code != "5C9")
    first._records.refresh()  # what another process wrote
    position = first.position("M02", basis="ytd")
    assert [len(names) for names in read] == [1, 1]
    anew = Book.open(place, read_only=True)
    assert anew.position("M02", basis="ytd").bodies == position.bodies
    assert anew.cube("M02", basis="ytd").table.equals(after.table)


amounts = st.integers(-(10**12), 10**12)
rows = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4"]),
        st.sampled_from(["acute", "dental", "bank"]),
        st.sampled_from(["revenue", "capital", "cash", ""]),
        st.sampled_from(["", "07M"]),
        amounts,
    ),
    max_size=12,
)


@given(st.lists(rows, max_size=4))
def test_charges_of_many_loads_are_those_of_each(
    loads: list[list[tuple[str, str, str, str, int]]],
) -> None:
    """Summed in one pass or load by load: the same pence by limit and category."""
    cells = [
        BalanceCells.of(
            [
                (account, category, limit, delegate, "", "", 0, 0, 0, pence, 1)
                for account, category, limit, delegate, pence in load
            ]
        )
        for load in loads
    ]
    found = charge_columns(cells)
    limits = list(Limit)
    summed = [
        (at, limits[limit], found.categories[category], pence)
        for at, limit, category, pence in zip(
            *(column.tolist() for column in (found.load, found.limit, found.category, found.pence)),
            strict=True,
        )
    ]
    wanted = [
        (at, charge.limit, charge.category, charge.pence)
        for at, one in enumerate(cells)
        for charge in one.charges()
    ]
    assert sorted(summed) == sorted(wanted)
    assert set(found.categories) == {row[2] for row in wanted}
    assert [row[0] for row in summed] == sorted(row[0] for row in summed)


def test_hundreds_of_loads_are_what_each_is_alone() -> None:
    """They are summed some at a time; a category that only later ones have is among them."""

    def of(at: int) -> BalanceCells:
        rows = [("1", "acute", "revenue", "", "", "", 0, 0, 0, at, 1)]
        if at >= 200:
            rows.append(("2", "dental", "revenue", "07M", "", "", 0, 0, 0, -at, 1))
        rows.append(("3", "bank", "", "", "", "", 0, 0, 0, 9, 1))
        return BalanceCells.of(rows)

    found = charge_columns([of(at) for at in range(300)], "delegate")
    assert found.categories == ("acute", "dental")
    assert found.words == ("", "07M")
    rows = (found.load, found.category, found.word, found.pence)
    told = list(zip(*(column.tolist() for column in rows), strict=True))
    early = [(at, 0, 0, at) for at in range(200)]
    late = [(at, *row) for at in range(200, 300) for row in ((0, 0, at), (1, 1, -at))]
    assert told == early + late


def test_a_sum_that_int64_cannot_hold_is_an_integrity_failure() -> None:
    """Nothing is ever summed into another sign in silence."""
    huge = BalanceCells.of(
        [(str(at), "acute", "revenue", "", "", "", 0, 0, 0, 2**62, 1) for at in range(3)]
    )
    with pytest.raises(IntegrityError, match="larger than there are"):
        charge_columns([huge])
    strange = BalanceCells.of([("1", "acute", "wishes", "", "", "", 0, 0, 0, 1, 1)])
    with pytest.raises(IntegrityError, match="no limit"):
        charge_columns([strange])


def test_cells_of_one_chart_share_their_texts() -> None:
    """Two loads with the same texts and other sums are told apart by their sums alone."""
    one, other = (
        BalanceCells.of([("1", "acute", "revenue", "", "", "", 0, pence, 0, pence, 1)])
        for pence in (5, 7)
    )
    found = [BalanceCells.from_bytes(cells.to_bytes()) for cells in (one, other)]
    assert [cells.total("charge") for cells in found] == [5, 7]
    assert found[0].codes == found[1].codes == one.codes
    with pytest.raises(IntegrityError, match="cannot be read"):
        BalanceCells.from_bytes(one.to_bytes()[:-8])


def test_a_profile_that_sums_to_nothing_is_no_shape() -> None:
    """A budget of nothing with a profile of +£1 and -£1 falls in twelfths: nothing."""
    found = ShapedBudgets(
        np.array([[0, 1200, 1200]]), np.array([[100, 300, 300]]), np.array([[False] * 3]), 1
    )
    assert found.by_shape(np.array([[0, 1200, 600]])).tolist() == [[0, 300, 150]]


def test_many_files_take_their_places_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is flushed once and each folder once, however many there are."""
    flushed: list[int] = []
    real = os.fsync

    def counted(handle: int) -> None:
        flushed.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", counted)
    store = LineStore(tmp_path / "book")
    (tmp_path / "book").mkdir()
    places = [
        f"lines/{body}/2011-12/M{month:02}-x.parquet" for body in BODIES for month in range(1, 13)
    ]
    with store.aside() as aside:
        made = [aside / str(at) for at in range(len(places))]
        for at, path in enumerate(made):
            path.write_text(str(at), encoding="utf-8")
        store.keep_all(zip(made, places, strict=True))
        assert not any(path.exists() for path in made)
    assert store.places() == tuple(sorted(places))
    assert [store.path(place).read_text("utf-8") for place in places] == list(map(str, range(60)))
    # 60 files; the folders of five bodies and their years, of the lines, and of the book.
    assert len(flushed) == 60 + 5 + 5 + 1 + 1


def test_no_file_takes_its_place_beside_one_that_may_not(tmp_path: Path) -> None:
    """One place outside the folder of lines, and none of the others is taken."""
    store = LineStore(tmp_path / "book")
    (tmp_path / "book").mkdir()
    with store.aside() as aside:
        for name in ("one", "two"):
            (aside / name).write_text(name, encoding="utf-8")
        files = [(aside / "one", "lines/5A9/one"), (aside / "two", "lines/../two")]
        with pytest.raises(IntegrityError, match="no place for lines"):
            store.keep_all(files)
    assert store.places() == ()


def test_a_cube_is_a_table_a_page_and_a_document() -> None:
    """What is shown are the groups; the document also has bodies, categories and months."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(500_00))
    cube = book.cube("M05", basis="ytd")
    assert repr(cube) == "<5 bodies, 3 groups, 2011-12 M05, ytd>"
    assert "INCOMPLETE: 5 of 5 PCTs not tested." in str(cube)
    assert "<table" in cube._repr_html_()
    document = json.loads(json.dumps(cube.document()))
    barnet = next(body for body in document["bodies"] if body["code"] == "5A9")
    (acute,) = barnet["categories"]
    assert (acute["category"], acute["actual_ytd_pence"], acute["forecast_pence"]) == (
        "acute",
        None,
        None,
    )
    cluster = document["groups"][0]
    assert (cluster["code"], cluster["members"]) == ("NCL", sorted(BODIES))
    assert cluster["duties"][0]["not_tested"] == sorted(BODIES)
    assert cluster["charged_by_month_pence"] == [None] * 5
