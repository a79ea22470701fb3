"""The book: who can be posted to, what is asked of it, and what a lost row does."""

import csv
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from ledger_examples import RECURRENT, event
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.consolidation.aggregate import GroupStatus
from pctfinance.consolidation.duties import DutyStatus
from pctfinance.errors import InputRefusedError, PostingRefusedError, UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.rulebooks import packaged_text

GIVEN = Allocation(strand=RECURRENT, pence=100_00, issuer="DH")


@pytest.fixture(scope="module")
def ncl() -> Book:
    """The sample."""
    return Book.read(sample_path())


@pytest.mark.parametrize("body", ["NCL", "Q36", "07M", "5E1", "5a9", "zzz"])
def test_only_a_body_of_the_group_can_be_posted_to(body: str) -> None:
    """Not the cluster, the SHA, a CCG, a PCT elsewhere, a code as nobody writes it, or nobody."""
    book = Book.in_memory("2011-12", group="NCL")
    with pytest.raises(PostingRefusedError, match="is no body of NCL in 2011-12"):
        book.post(event(GIVEN, body=body))
    assert book.holdings.resource.events == ()


def test_an_event_of_another_year_is_refused() -> None:
    """A book is of one year; what counts for another is not lost in it."""
    book = Book.in_memory("2011-12", group="NCL")
    with pytest.raises(PostingRefusedError, match="counts for 2012-13, this book is of 2011-12"):
        book.post(event(GIVEN, effective=date(2012, 5, 1)))


def test_a_refused_batch_leaves_the_book_as_it_was() -> None:
    """One good event and one bad: neither is taken."""
    book = Book.in_memory("2011-12", group="NCL")
    with pytest.raises(PostingRefusedError):
        book.post(event(GIVEN), event(GIVEN, body="NCL"))
    assert book.holdings.resource.events == ()
    assert book.post(event(GIVEN)).posted == 1


def test_how_a_body_reports_is_the_same_on_every_day() -> None:
    """Its load of month 5 says that it reports to date: month 1 is not missing in month 2 then.

    The day that a position names itself, and any other, gives the same words.
    """
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(GIVEN),
        event(
            FiguresLoaded(
                table="actuals", cumulative=True, rows=(FigureRow(5, Limit.REVENUE, "acute", 1),)
            ),
            effective=date(2011, 8, 31),
        ),
    )
    early = book.position("M02", basis="ytd")
    assert early.known_at == date(2011, 4, 1)
    again = book.position("M02", basis="ytd", known_at=early.known_at)
    assert [body.duties for body in again.bodies] == [body.duties for body in early.bodies]
    assert early.bodies[0].duties[0].reason == "no actuals for M02"


def test_limits_are_asked_of_bodies_of_the_group(ncl: Book) -> None:
    """Stockton is no body of this cluster: its limit is not zero, it is not here."""
    with pytest.raises(UsageError, match=r"5E1 .* is no body of NCL"):
        ncl.limit("5E1", as_of="2011-12 M08")


def test_dates_and_months_as_people_have_them(ncl: Book) -> None:
    """A month by its number, a day as text, date or timestamp: the same answers."""
    assert ncl.position("8").period == ncl.position("2011-12 M08").period
    days = ("2012-01-19", date(2012, 1, 19), datetime(2012, 1, 19, 17, 30))  # noqa: DTZ001 - as typed
    answers = {ncl.limit("5C1", as_of="M9", known_at=day).total() for day in days}
    assert len(answers) == 1
    with pytest.raises(UsageError, match="'19/1/12' is not a date"):
        ncl.limit("5C1", as_of="M9", known_at="19/1/12")


def test_a_position_names_the_newest_document_it_counts(ncl: Book) -> None:
    """No date was asked for: the position says up to which document it goes."""
    newest = max(
        event.notified for event in ncl.holdings.resource.events if event.period.number <= 8
    )
    assert ncl.position("2011-12 M08").known_at == newest
    assert ncl.position("2011-12 M12").known_at == date(2012, 3, 31)


def test_events_are_recorded_in_the_order_in_which_they_were_told(ncl: Book) -> None:
    """However the rows stand, the sequence follows the dates of the documents."""
    events = ncl.holdings.resource.events
    told = [event.notified for event in events if event.key]
    assert told == sorted(told)
    assert [event.sequence for event in events] == sorted(event.sequence for event in events)
    assert len({event.sequence for event in events}) == len(events)


def _without_row(folder: Path, table: str, **cells: str) -> Book:
    """The sample, with one row of one table lost."""
    shutil.copytree(sample_path(), folder, ignore=shutil.ignore_patterns("*.py", "sources"))
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if any(row[name] != value for name, value in cells.items())]
    assert len(kept) == len(rows) - 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(kept)
    return Book.read(folder)


@pytest.mark.parametrize("month", ["2011-12 M12", "2011-12 M05"])
def test_one_lost_row_of_actuals_makes_no_duty_met(tmp_path: Path, month: str) -> None:
    """Barnet's acute costs of one month are gone: not tested, and the reason names them."""
    book = _without_row(
        tmp_path / "in", "actuals", body="5A9", period=month, limit="revenue", category="acute"
    )
    position = book.position("2011-12 M12")
    result = position.body("5A9").duties[0]
    assert result.status is DutyStatus.NOT_TESTED
    assert result.reason == f"no actuals for {month[-3:]} of acute"
    assert position.aggregate().not_tested == ("5A9",)
    (acute,) = [line for line in position.body("5A9").lines if line.category == "acute"]
    assert acute.actual_ytd_pence is None
    (together,) = [line for line in position.group_lines() if line.category == "acute"]
    assert together.actual_ytd_pence is None


def test_one_lost_row_of_a_forecast_makes_no_duty_met(tmp_path: Path) -> None:
    """The forecast of month 8 leaves out what month 7's had."""
    book = _without_row(
        tmp_path / "in",
        "forecasts",
        body="5A9",
        period="2011-12 M08",
        limit="revenue",
        category="acute",
    )
    result = book.position("2011-12 M08").body("5A9").duties[0]
    assert result.reason == "the forecast made in M08 leaves out acute"
    assert book.position("2011-12 M08").aggregate().status is GroupStatus.BREACH


def test_capital_without_additions_is_not_reported(tmp_path: Path) -> None:
    """Grants alone lower a charge of nothing: without additions the duty is not tested."""
    book = _without_row(
        tmp_path / "in",
        "actuals",
        body="5A9",
        period="2011-12 M12",
        limit="capital",
        category="additions",
    )
    result = book.position("2011-12 M12").body("5A9").duties[1]
    assert (result.status, result.reason) == (
        DutyStatus.NOT_TESTED,
        "no capital actuals for M12",
    )


def test_a_body_that_left_during_the_year_is_named() -> None:
    """Enfield leaves in September: the position of March says whose duty is no part of it."""
    members = [
        Membership("5A9", "XYZ", date(2011, 4, 1), date(2012, 3, 31)),
        Membership("5C1", "XYZ", date(2011, 4, 1), date(2011, 9, 30)),
    ]
    group = Group("XYZ", "A cluster", kind="cluster")
    register = Register.packaged().with_group(group, members)
    book = Book.in_memory("2011-12", group="XYZ", register=register)
    late = book.position("2011-12 M12")
    assert [body.code for body in late.bodies] == ["5A9"]
    assert "register.left-group" in {finding.code for finding in late.findings}
    early = book.position("2011-12 M05")
    assert [body.code for body in early.bodies] == ["5A9", "5C1"]
    assert "register.left-group" not in {finding.code for finding in early.findings}


def test_a_rulebook_decides_which_duties_are_tested(tmp_path: Path) -> None:
    """A year's rules without a cash limit: the sample's cash limit is not tested."""
    folder = tmp_path / "in"
    shutil.copytree(sample_path(), folder, ignore=shutil.ignore_patterns("*.py", "sources"))
    with (folder / "declaration.csv").open("a", encoding="utf-8") as declaration:
        declaration.write("rulebook,mine.toml\n")
    before, cash, after = packaged_text("2011-12").partition('[[duties]]\nid = "cash_limit"')
    rest = after[after.index("\n# ---") :]
    (folder / "mine.toml").write_text(before + rest, encoding="utf-8")
    assert cash
    limits = [duty.limit for duty in Book.read(folder).position("2011-12 M12").duties]
    assert limits == [Limit.REVENUE, Limit.CAPITAL]


def test_a_book_and_what_it_answers_are_short_to_look_at(ncl: Book) -> None:
    """In a plain session: one line each; as text, the table."""
    position = ncl.position("2011-12 M12")
    assert repr(ncl) == "<Book of NHS North Central London PCT Cluster, 2011-12: 324 events>"
    assert repr(position).startswith("<NCL 2011-12 M12, outturn: BREACH: 3 of 5 PCTs")
    assert "5A9 Barnet" in str(position)
    limit = ncl.limit("5A9", as_of="2011-12 M12")
    assert repr(limit) == "<5A9 revenue limit as of 2011-12 M12: £582,442,000>"
    assert "Confirmed limit" in str(limit)


def test_a_folder_that_is_not_there() -> None:
    """Said in words, and as a refused input."""
    with pytest.raises(InputRefusedError, match="no-such-folder"):
        Book.read("no-such-folder")
