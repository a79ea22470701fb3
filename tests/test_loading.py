"""Extracts in a book: what stands, what was replaced, what is refused, and what a position opens."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from extract_examples import ACCOUNTS, MAP, TB, profile
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.errors import InputRefusedError, PostingRefusedError, UsageError
from pctfinance.extracts.account_map import AccountMap
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.resource import ResourceLedger

CORRECTED = TB.replace(",40.50,,140.50", ",41.50,,141.50").replace(
    ",10.00,740.50,-830.50", ",10.00,741.50,-831.50"
)


@pytest.fixture
def book() -> Book:
    """An empty book of North Central London."""
    return Book.in_memory("2011-12", group="NCL")


def load(book: Book, folder: Path, text: str = TB, name: str = "tb.csv", **keys: object) -> object:
    """Load a trial balance that is made on the spot."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    given: dict[str, object] = {"profile": profile(), "accounts": ACCOUNTS}
    return book.load_ledger(path, **(given | keys))  # type: ignore[arg-type]


def charged(book: Book, category: str, month: str = "2011-12 M08") -> int:
    """What a category is charged in the year to date, in pence."""
    return book.holdings.actuals.to_date("5A9", Limit.REVENUE, Period(month), category).pence


def test_a_load_counts(book: Book, tmp_path: Path) -> None:
    """The receipt says what came in, the figures are the charges, and the book is whole."""
    receipt = book.load_ledger(
        _written(tmp_path, TB), profile=profile(), accounts=ACCOUNTS, by="Finance office"
    )
    (month,) = receipt.months
    assert (receipt.posted, month.rows, month.debit_pence, month.credit_pence, month.cells) == (
        1,
        4,
        750_50,
        750_50,
        4,
    )
    assert month.superseded is None
    assert (charged(book, "acute"), charged(book, "prescribing")) == (700_00, 40_50)
    assert book.verify() == ()


def _written(folder: Path, text: str, name: str = "tb.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_corrected_extract_takes_its_place(book: Book, tmp_path: Path) -> None:
    """The former load is superseded, and both are listed with their totals."""
    load(book, tmp_path)
    receipt = load(book, tmp_path, CORRECTED, "again.csv", reason="a late invoice")
    assert charged(book, "prescribing") == 41_50
    first, second = book.loads()
    assert (first.stands, first.superseded_by, second.stands) == (False, second.sequence, True)
    assert (first.debit_pence, second.debit_pence) == (750_50, 751_50)
    assert (second.file, second.reason, second.rows) == ("again.csv", "a late invoice", 4)
    assert receipt.months[0].superseded == first.sequence  # type: ignore[attr-defined]
    assert book.loads("5K7") == book.loads(period="M9") == ()
    assert len(book.loads("5A9", "M8")) == 2
    assert book.verify() == ()


def test_the_former_load_can_still_be_asked_for(book: Book, tmp_path: Path) -> None:
    """A correction that was sent in December is not known in November."""
    load(book, tmp_path)
    load(book, tmp_path, CORRECTED, "again.csv", notified="2011-12-20")
    known = [
        Holdings.of(
            book.year, book._records.ledger, date(2011, 12, day), book._records.cells
        ).actuals.to_date("5A9", Limit.REVENUE, Period("2011-12 M08"), "prescribing")
        for day in (9, 20)
    ]
    assert [amount.pence for amount in known] == [40_50, 41_50]


def test_the_same_file_again_is_refused(book: Book, tmp_path: Path) -> None:
    """By its content, whatever its name; no event and no file come of it."""
    load(book, tmp_path)
    head, places = book.head, book._records.lines.places()
    with pytest.raises(PostingRefusedError, match="the same file, byte for byte") as refused:
        load(book, tmp_path, name="renamed.csv")
    assert refused.value.findings[0].code == "ledger.already"
    assert (book.head, book._records.lines.places()) == (head, places)


def test_the_same_file_by_a_better_map(book: Book, tmp_path: Path) -> None:
    """An account that the map did not know is put right, and the same extract loaded again."""
    lacking = AccountMap.parse(MAP.replace("52190,prescribing,revenue,,\n", ""))
    receipt = load(book, tmp_path, accounts=lacking, unmapped="category")
    assert [f.code for f in receipt.findings] == ["extract.unmapped"]  # type: ignore[attr-defined]
    assert charged(book, "unmapped") == 40_50
    load(book, tmp_path)
    assert (charged(book, "unmapped"), charged(book, "prescribing")) == (0, 40_50)
    assert [found.stands for found in book.loads()] == [False, True]
    assert book.verify() == ()


def test_a_request_is_answered_once(book: Book, tmp_path: Path) -> None:
    """The same extract under the same name gives the first receipt; anything else is refused."""
    first = load(book, tmp_path, request="november")
    again = load(book, tmp_path, request="november")
    assert again.repeated  # type: ignore[attr-defined]
    assert again.months == first.months  # type: ignore[attr-defined]
    assert (again.sequence, again.head) == (first.sequence, first.head)  # type: ignore[attr-defined]
    assert len(book.loads()) == 1
    with pytest.raises(UsageError, match="used before"):
        load(book, tmp_path, CORRECTED, request="november")
    with pytest.raises(UsageError, match="used before"):
        load(book, tmp_path, lane="adjustment", request="november")


def test_lanes_do_not_disturb_each_other(book: Book, tmp_path: Path) -> None:
    """An adjustment is added to what the body reports; a reload replaces its own lane alone."""
    load(book, tmp_path)
    extra = "\n".join([TB.splitlines()[0], "5A9,M8,1,52110,0,5,,5", "5A9,M8,1,70001,0,,5,-5"])
    load(book, tmp_path, extra, "extra.csv", lane="adjustment")
    assert charged(book, "acute") == 705_00
    load(book, tmp_path, CORRECTED, "again.csv")
    assert (charged(book, "acute"), charged(book, "prescribing")) == (705_00, 41_50)
    assert [(found.lane, found.stands) for found in book.loads()] == [
        ("load", False),
        ("adjustment", True),
        ("load", True),
    ]
    assert book.verify() == ()


def test_a_refusal_leaves_no_trace(tmp_path: Path) -> None:
    """A kept book is byte for byte as before, and nothing lies beside it."""
    place = tmp_path / "ncl.book"
    kept = Book.create(place, "2011-12", group="NCL")
    before = _files(place)
    with pytest.raises(InputRefusedError):
        load(kept, tmp_path, TB.replace("700.00,,700.00", "700.00,,700.01"))
    assert _files(place) == before
    kept.close()


def test_a_book_that_is_only_looked_at(tmp_path: Path) -> None:
    """Nothing can be loaded into it, and nothing lies beside it afterwards."""
    place = tmp_path / "ncl.book"
    Book.create(place, "2011-12", group="NCL").close()
    before = _files(place)
    looked_at = Book.open(place, read_only=True)
    with pytest.raises(UsageError):
        load(looked_at, tmp_path)
    looked_at.close()
    assert _files(place) == before


def test_a_refusal_at_the_gate_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a rule about events refuses a load, its lines are not kept either."""
    place = tmp_path / "ncl.book"
    kept = Book.create(place, "2011-12", group="NCL")
    before = _files(place)

    def refuses() -> None:
        raise PostingRefusedError("this month is closed")

    post = ResourceLedger.post
    monkeypatch.setattr(
        ResourceLedger, "post", lambda ledger, new: refuses() if list(new) else post(ledger, new)
    )
    with pytest.raises(PostingRefusedError, match="closed"):
        load(kept, tmp_path)
    assert _files(place) == before
    kept.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".sqlite-wal", ".sqlite-shm")
    }


def to_date(month: int, acute: int) -> str:
    """A trial balance of the year so far: what acute care has cost since April."""
    heading = "Entity,Period,Cost centre,Subjective,Closing\n"
    return f"{heading}5A9,M{month},1,52110,{acute}\n5A9,M{month},1,80000,-{acute}\n"


def test_extracts_to_date_give_movements(book: Book, tmp_path: Path) -> None:
    """YTD(n) - YTD(n-1) is the movement of month n, also once month n-1 is corrected.

    To date £700 in month 1, £1,500 in month 2: £800 in month 2. Month 1 is corrected to £750: the
    year to date of month 2 stays £1,500, of which £750 fell into month 2.
    """
    way = profile({"opening": None, "debit": None, "credit": None}, measures="to-date")
    load(book, tmp_path, to_date(1, 700), "m1.csv", profile=way)
    load(book, tmp_path, to_date(2, 1500), "m2.csv", profile=way)

    def months() -> tuple[int, ...]:
        actuals = book.holdings.actuals
        return tuple(
            actuals.to_date("5A9", Limit.REVENUE, book.year.period(n), "acute").pence
            for n in (1, 2)
        )

    assert months() == (700_00, 1500_00)
    load(book, tmp_path, to_date(1, 750), "m1-corrected.csv", profile=way)
    before, after = months()
    assert (before, after, after - before) == (750_00, 1500_00, 750_00)
    assert all(found.to_date for found in book.loads())


def test_months_and_to_date_do_not_mix(book: Book, tmp_path: Path) -> None:
    """A body that reports months is not all at once taken to report the year so far."""
    load(book, tmp_path)
    way = profile({"opening": None, "debit": None, "credit": None}, measures="to-date")
    with pytest.raises(PostingRefusedError, match="figures to date"):
        load(book, tmp_path, to_date(9, 700), "m9.csv", profile=way)


def test_no_journal_lane(book: Book, tmp_path: Path) -> None:
    """Journals are approved, not loaded."""
    with pytest.raises(UsageError, match="no journal"):
        load(book, tmp_path, lane="journal")
    with pytest.raises(UsageError, match="refuse"):
        load(book, tmp_path, unmapped="ignore")
    with pytest.raises(UsageError, match="no total"):
        load(book, tmp_path, totals={"row": 1})


_ASK = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from pctfinance.book import Book
book = Book.open(sys.argv[1], read_only=True)
print(book.holdings.actuals.to_date("5A9", "revenue", book.year.period(8)).pence)
book.position("2011-12 M08", basis="ytd")
print(sum(name.endswith(".parquet") or "lines" in name.split("/")[-4:] for name in opened))
print("duckdb" in sys.modules)
"""


def test_a_position_opens_no_lines(tmp_path: Path) -> None:
    """In a fresh process: the book is opened and asked; no file of lines, no engine."""
    place = tmp_path / "ncl.book"
    kept = Book.create(place, "2011-12", group="NCL")
    load(kept, tmp_path)
    kept.close()
    assert [path.suffix for path in (place / "lines").rglob("*") if path.is_file()] == [".parquet"]
    asked = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", _ASK, str(place)], capture_output=True, text=True, check=True
    )
    assert asked.stdout.split() == ["73050", "0", "False"]


def test_a_kept_book_names_its_files(tmp_path: Path) -> None:
    """The place of the lines tells body, year, month and extract; `verify` reads them again."""
    place = tmp_path / "ncl.book"
    kept = Book.create(place, "2011-12", group="NCL")
    load(kept, tmp_path)
    (found,) = kept.loads()
    assert found.lines_path.startswith(f"lines/5A9/2011-12/M08-{found.file_sha256[:12]}")
    assert (place / found.lines_path).is_file()
    kept.close()
    again = Book.open(place)
    assert again.verify() == ()
    assert again.loads() == (found,)
    (place / found.lines_path).write_bytes(b"PAR1")
    assert again.verify()
    again.close()
