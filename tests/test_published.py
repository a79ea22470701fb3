"""As published: what was issued stays as it was, and a restatement stands beside it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import MONTH_8
from pctfinance.book import Book
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.inputs import sample_path
from pctfinance.present.position_json import json_text
from pctfinance.present.report import PositionReport
from pctfinance.publishing import BOARD_PACK, POSITION_JSON, Snapshot
from pctfinance.publishing.likeness import first_difference
from pctfinance.publishing.snapshot import snapshot_content
from pctfinance.store.canonical import canonical
from published_examples import OFFICE, began, forecast

WHY = "Barnet had left a contract out"


@pytest.fixture
def book() -> Book:
    """Barnet expects to keep £10.00 of £1,000.00, Enfield £5.00 of £2,000.00."""
    return began(Book.in_memory("2011-12", group="NCL"))


@pytest.fixture
def restated(book: Book) -> Book:
    """Published in month 8; then Barnet's forecast of that month is £1,012.34 and not £990.00."""
    book.publish("M8", by=OFFICE)
    book.post(forecast(1_012_34, reference="pack, corrected"))
    book.publish("M8", by=OFFICE, reason=WHY)
    return book


def charged(snapshot: Snapshot, body: str) -> int | None:
    """What a body was shown to be charged."""
    return next(
        figure.pence
        for figure in snapshot.figures
        if (figure.body, figure.measure) == (body, "charged_pence")
    )


# The worked example


def test_both_issues_stand(restated: Book) -> None:
    """The first says £990.00 for ever; the second says £1,012.34, what it restates, and why."""
    first, second = restated.published()
    assert (charged(first, "5A9"), charged(second, "5A9")) == (990_00, 1_012_34)
    assert (first.issue.kind, first.issue.restates, first.issue.reason) == ("first", None, "")
    assert (second.issue.kind, second.issue.restates, second.issue.reason) == (
        "restatement",
        1,
        WHY,
    )
    # terms, two allocations, two forecasts, categories | 1 | the correction | 2
    assert [(each.sequence, each.event) for each in (first, second)] == [(6, 7), (8, 9)]
    assert [each.issue.by for each in (first, second)] == [OFFICE, OFFICE]


def test_the_comparison_shows_the_one_difference(restated: Book) -> None:
    """£22.34 more on Barnet's charge and on its acute services, the same for all bodies together.

    1,012.34 - 990.00 = 22.34; all together 990 + 1,995 = 2,985.00 becomes 3,007.34.
    """
    compared = restated.compare(1, 2)
    shown = [
        (each.body, each.item, each.measure, each.before_pence, each.after_pence, each.change_pence)
        for each in (*compared.differences, *compared.together)
    ]
    assert shown == [
        ("5A9", "revenue_resource_limit", "charged_pence", 990_00, 1_012_34, 22_34),
        ("5A9", "acute", "forecast_pence", 990_00, 1_012_34, 22_34),
        ("", "revenue_resource_limit", "charged_pence", 2_985_00, 3_007_34, 22_34),
        ("", "acute", "forecast_pence", 2_985_00, 3_007_34, 22_34),
    ]
    assert [(change.body, change.before, change.after) for change in compared.statuses] == [
        ("5A9", "met", "breach")
    ]
    assert "22.34" in str(compared)
    assert "5A9 Barnet PCT, revenue resource limit: met, then BREACH" in str(compared)
    assert compared.table["change_pence"].tolist() == [22_34] * 4
    back = restated.compare(2, 1)
    assert [each.change_pence for each in back.differences] == [-22_34, -22_34]


def test_the_first_is_made_again_to_the_byte(restated: Book) -> None:
    """From the events up to its own, whatever came later: the text of its file, letter by letter."""
    for snapshot in restated.published():
        again = restated.reproduce(snapshot.number)
        assert json_text(again.document()).encode() == snapshot.file(POSITION_JSON)
        assert again.document() == snapshot.document
    assert restated.reproduce(1).aggregate().breaches == ()
    assert restated.reproduce(2).aggregate().breaches == ("5A9",)
    assert restated.verify() == ()


def test_compared_with_the_book_as_it_stands(restated: Book) -> None:
    """Nothing differs from the last issue; from the first, what the second restated."""
    assert not restated.compare(2)
    assert restated.compare(2).differences == restated.compare(2).together == ()
    assert restated.compare(1).differences == restated.compare(1, 2).differences
    assert restated.compare("now", 1).differences == restated.compare(2, 1).differences
    assert "No figure differs." in str(restated.compare(2))


def test_the_list_says_what_was_issued(restated: Book) -> None:
    """A sequence of snapshots, a table, a page, and by month."""
    listed = restated.published()
    assert listed.table["number"].tolist() == [1, 2]
    assert listed.table["restates"].dropna().tolist() == [1]
    assert "Barnet had" in str(listed)  # the column of reasons wraps
    assert WHY in listed._repr_html_()
    assert len(restated.published("M9")) == 0
    assert [each.number for each in restated.published("M8")[0:2]] == [1, 2]
    assert "<2011-12 M08, forecast: published as number 2" in repr(listed[1])
    assert listed[0].table["pence"].dropna().sum() == sum(
        figure.pence for figure in listed[0].figures if figure.pence is not None
    )


def test_a_snapshot_knows_its_book_group_and_rules(restated: Book) -> None:
    """The head at its event, the members of that month, the rulebook's text."""
    first = restated.published()[0]
    assert first.head == restated._records.head(6).hash
    assert [code for code, _ in first.members] == ["5A9", "5C1", "5C9", "5K7", "5K8"]
    assert first.document["book"] == {"sequence": 6, "head": first.head}
    assert first.document["published"]["by"] == OFFICE
    with pytest.raises(UsageError, match=r"what was issued is board-pack\.xlsx, position\.json"):
        first.file("pack.pdf")


# Nothing twice, nothing without a reason


def test_the_same_again_adds_nothing(book: Book) -> None:
    """Published twice: the answer is the one that is there, and the book is what it was."""
    first = book.publish("M8", by=OFFICE)
    head = book.head
    again = book.publish("M8", by="Chief Executive", reason="to be sure")
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.snapshot, book.head) == (first.snapshot, head)
    assert again.position.document() == first.snapshot.document


def test_a_later_month_changes_nothing_of_an_issue(book: Book) -> None:
    """Month 9 arrives: month 8 says what it said, and publishing it again adds nothing."""
    book.publish("M8", by=OFFICE)
    book.post(forecast(999_00, month=9))
    assert not book.publish("M8", by=OFFICE).is_new
    assert book.publish("M9", by=OFFICE).snapshot.issue.restates is None


def test_each_basis_is_published_by_itself(book: Book) -> None:
    """The year to date of a month is no restatement of its forecast."""
    book.publish("M8", by=OFFICE)
    assert book.publish("M8", basis="ytd", by=OFFICE).snapshot.issue.kind == "first"
    assert [(each.number, each.basis.value) for each in book.published()] == [
        (1, "forecast"),
        (2, "ytd"),
    ]
    assert book.verify() == ()


def test_a_restatement_needs_its_reason(book: Book) -> None:
    """Refused without one; the book is what it was."""
    book.publish("M8", by=OFFICE)
    book.post(forecast(1_012_34, reference="pack, corrected"))
    head = book.head
    with pytest.raises(UsageError, match="published as number 1, and the book says something else"):
        book.publish("M8", by=OFFICE, reason=" ")
    assert book.head == head


@pytest.mark.parametrize("by", ["", "  "])
def test_an_office_publishes(book: Book, by: str) -> None:
    """Nobody's pack is not published."""
    head = book.head
    with pytest.raises(UsageError, match="none was named"):
        book.publish("M8", by=by)
    assert book.head == head


def test_going_back_is_a_restatement_too(restated: Book) -> None:
    """£1,012.34 was wrong after all: number 3 restates 2, although it says what 1 said."""
    restated.post(forecast(990_00, reference="pack, as it was"))
    third = restated.publish("M8", by=OFFICE, reason="the contract was counted twice").snapshot
    assert (third.number, third.issue.restates) == (3, 2)
    assert not restated.compare(1, 3)


def test_what_there_is_not_cannot_be_asked_for(book: Book) -> None:
    """Numbers that were not published, words that are none, now and now."""
    with pytest.raises(UsageError, match="number 1 was not published"):
        book.reproduce(1)
    book.publish("M8", by=OFFICE)
    for number in (0, 2, -1):
        with pytest.raises(UsageError, match="was not published"):
            book.reproduce(number)
    with pytest.raises(UsageError, match="'first' is no snapshot"):
        book.compare("first")
    with pytest.raises(UsageError, match="cannot be compared with itself"):
        book.compare("now", "now")


# Requests, and others who write


def test_a_request_is_answered_with_what_it_made(book: Book) -> None:
    """The same request after the book moved on: the first snapshot, and nothing is added."""
    first = book.publish("M8", by=OFFICE, request="pack 8")
    book.post(forecast(1_012_34, reference="pack, corrected"))
    head = book.head
    again = book.publish("M8", by=OFFICE, request="pack 8")
    assert (again.snapshot, again.is_new, book.head) == (first.snapshot, False, head)
    with pytest.raises(UsageError, match="was used before, for something else"):
        book.publish("M9", by=OFFICE, request="pack 8")


def test_a_request_that_added_nothing_is_known_too(book: Book) -> None:
    """Its name is taken, and its answer stays the snapshot that was there then."""
    book.publish("M8", by=OFFICE)
    assert not book.publish("M8", by=OFFICE, request="again").is_new
    book.post(forecast(1_012_34, reference="pack, corrected"))
    assert book.publish("M8", by=OFFICE, reason=WHY).snapshot.number == 2
    head = book.head
    assert book.publish("M8", by=OFFICE, request="again").snapshot.number == 1
    assert book.head == head


def test_what_others_write_meanwhile_is_not_published_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody posts while the pack is made: refused in words, no file, no snapshot."""
    book = began(Book.create(tmp_path / "book", "2011-12", group="NCL"))
    other = Book.open(tmp_path / "book")
    usual = book.limit

    def meanwhile(*arguments: object, **options: object) -> object:
        if other.head.sequence == 6:
            other.post(forecast(1_012_34, reference="pack, corrected"))
        return usual(*arguments, **options)  # type: ignore[arg-type]  # whatever it was asked

    monkeypatch.setattr(book, "limit", meanwhile)
    with pytest.raises(UsageError, match="others wrote to the book meanwhile"):
        book.publish("M8", by=OFFICE, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert len(book.published()) == 0
    published = book.publish("M8", by=OFFICE, out=tmp_path / "out")
    assert charged(published.snapshot, "5A9") == 1_012_34
    assert book.verify() == ()


# As recorded up to an event


def test_a_book_is_asked_as_of_an_event(restated: Book) -> None:
    """An event and its neighbours may share an instant; the number tells them apart."""
    assert restated.position("M8", recorded_at=7).aggregate().charged_pence == 2_985_00
    assert restated.position("M8", recorded_at=8).aggregate().charged_pence == 3_007_34
    assert restated.limit("5A9", as_of="M8", recorded_at=1).total() == 0
    assert restated.limit("5A9", as_of="M8", recorded_at=2).total() == 1_000_00
    for number in (0, -1, 10):
        with pytest.raises(UsageError, match=f"there is no event {number}: the book holds 9"):
            restated.limit("5A9", as_of="M8", recorded_at=number)


def test_an_instant_is_a_place_in_the_log(restated: Book) -> None:
    """Before anything nothing, after everything all; an instant without a zone is none."""
    now = datetime.now(tz=UTC)
    long_ago, later = now - timedelta(days=9), now + timedelta(days=9)
    assert restated.limit("5A9", as_of="M8", recorded_at=long_ago).total() == 0
    assert restated.limit("5A9", as_of="M8", recorded_at=later).total() == 1_000_00
    assert restated.position("M8", recorded_at=long_ago).categories == CategoryTree()
    with pytest.raises(UsageError, match="no time zone"):
        restated.limit("5A9", as_of="M8", recorded_at=datetime(2012, 1, 1))  # noqa: DTZ001 - the point


def test_categories_that_change_later_leave_an_issue_alone(book: Book) -> None:
    """Acute services are called hospitals from now on; the first pack still says acute services."""
    book.publish("M8", by=OFFICE)
    book._records.post((), CategoryTree((Category("acute", "Hospitals"),)))
    assert book.position("M8").categories.name("acute") == "Hospitals"
    assert book.position("M8", recorded_at=6).categories.name("acute") == "Acute services"
    assert book.position("M8", recorded_at=5).categories.name("acute") == "acute"
    assert book.reproduce(1).categories.name("acute") == "Acute services"
    assert not book.compare(1)  # no figure differs
    restated = book.publish("M8", by=OFFICE, reason="a heading is called by another name")
    assert restated.snapshot.document["categories"][0]["name"] == "Hospitals"
    assert book.verify() == ()


# Sums


PENCE = st.integers(-(10**11), 10**11)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["5A9", "5C1", "5K7"]), PENCE), max_size=6, min_size=1),
    st.lists(st.tuples(st.sampled_from(["5A9", "5C1", "5K7"]), PENCE), max_size=6),
)
def test_changes_of_bodies_add_up(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    """Whatever was sent before and after: each sum is that of its bodies, there and back again."""
    book = Book.in_memory("2011-12", group="NCL")
    for number, (body, pence) in enumerate(before):
        book.post(forecast(pence, body, reference=f"a{number}"))
    book.publish("M8", by=OFFICE)
    for number, (body, pence) in enumerate(after):
        book.post(forecast(pence, body, reference=f"b{number}"))
    compared = book.compare(1)
    for total in compared.together:
        parts = [
            each.change_pence
            for each in compared.differences
            if (each.table, each.item, each.measure) == (total.table, total.item, total.measure)
        ]
        assert total.change_pence == sum(parts)
    last = dict(before)
    for body, pence in after:
        change = next(
            (
                each.change_pence
                for each in compared.differences
                if (each.body, each.measure) == (body, "forecast_pence")
            ),
            0,
        )
        assert change == dict(after)[body] - last.get(body, 0), pence
    assert book.reproduce(1).document() == book.published()[0].document


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.tuples(st.sampled_from(["5A9", "5C1", "5K7"]), PENCE)), max_size=8
    )
)
def test_every_issue_stays_whatever_comes_behind_it(
    actions: list[tuple[str, int] | None],
) -> None:
    """Forecasts and issues in any order: each issue is made again as it was when it was issued."""
    book = Book.in_memory("2011-12", group="NCL")
    issued = []
    for number, action in enumerate((*actions, None)):
        if action is not None:
            book.post(forecast(action[1], action[0], reference=f"pack {number}"))
            continue
        given_out = book.publish("M8", by=OFFICE, reason="as it stands")
        if given_out.is_new:
            issued.append(json_text(given_out.position.document()).encode())
        else:
            assert json_text(given_out.position.document()).encode() == issued[-1]
    assert [each.file(POSITION_JSON) for each in book.published()] == issued
    again = [json_text(book.reproduce(number + 1).document()) for number in range(len(issued))]
    assert [text.encode() for text in again] == issued
    assert book.verify() == ()


# Forged snapshots


def forged(changes: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What verify says of a book whose snapshot was kept with these changes, in a whole log."""
    usual = snapshot_content

    def changed(*arguments: object) -> dict[str, object]:
        return usual(*arguments) | changes  # type: ignore[arg-type]  # whatever it was given

    book = began(Book.in_memory("2011-12", group="NCL"))
    book.publish("M8", by=OFFICE, basis="ytd")
    monkeypatch.setattr("pctfinance.publishing.chapter.snapshot_content", changed)
    with suppress(IntegrityError):  # some are no snapshot at all
        book.publish("M8", by=OFFICE)
    return [finding.message for finding in book.verify()]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": 1}, "it should be number 2"),
        ({"head": "0" * 64}, "the head that it names is not that of the book at event 7"),
        ({"sequence": 6}, "it was made from event 6, and is not the next one"),
        ({"rulebook_digest": "0" * 64}, "the rulebook that it names is not the book's"),
        ({"members": [["5A9", "Barnet PCT"]]}, "were not the members of the group"),
        ({"document_sha256": "0" * 64}, "is missing"),
        ({"files": [{"name": "a", "content_sha256": "0" * 64}]}, "is missing"),
        ({"by": "Nobody"}, "the book says something else: published.by"),
        ({"known_at": "2011-05-01"}, "the book says something else: known_at"),
        ({"period": "never"}, "event 8 is no snapshot"),
    ],
)
def test_a_snapshot_that_is_not_the_books_own_is_found(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], told: str
) -> None:
    """Each part of a statement put into a whole log, so that only its content can tell."""
    messages = forged(changes, monkeypatch)
    assert any(told in message for message in messages), messages


def test_a_figure_that_was_changed_in_an_issue_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The document and its hash are both forged: made again, it says another figure."""
    usual = canonical

    def forge(document: dict[str, Any]) -> bytes:
        document["bodies"][0]["duties"][0]["charged_pence"] = 1
        return usual(document)

    monkeypatch.setattr("pctfinance.publishing.chapter.canonical", forge)
    book = began(Book.in_memory("2011-12", group="NCL"))
    book.publish("M8", by=OFFICE)
    fault = (
        "bodies[5A9].duties[revenue_resource_limit].charged_pence: 1 was published, "
        "99000 is made again"
    )
    with pytest.raises(IntegrityError) as refusal:
        book.reproduce(1)
    assert refusal.value.findings[0].message == f"number 1 is not what the book says: {fault}"
    assert [finding.message for finding in book.verify()] == [
        f"published 1 (event 7): the book says something else: {fault}"
    ]


def test_another_version_may_say_more_and_say_it_otherwise() -> None:
    """New keys and words of another version are no difference; a figure always is."""
    old: dict[str, Any] = {"findings": [{"message": "a"}], "bodies": [{"code": "5A9", "pence": 1}]}
    new: dict[str, Any] = {
        "findings": [],
        "bodies": [{"code": "5A9", "pence": 1, "more": 2}],
        "also": 3,
    }
    assert first_difference(old, new) == "findings: 1 were published, 0 are made again"
    assert first_difference(old, new, worded=False) == ""
    new["bodies"] = [{"code": "5A9", "pence": 2}]
    assert "bodies[5A9].pence" in first_difference(old, new, worded=False)
    assert first_difference({"a": 1}, {"a": True}) == "a: 1 was published, True is made again"


def test_the_sample_is_published_as_a_whole_year() -> None:
    """Months 8 and 12 of North Central London: two issues, whole, and the outturn is one."""
    book = Book.read(sample_path())
    for period in (MONTH_8, "2011-12 M12"):
        book.publish(period, by=OFFICE)
    assert [each.basis.value for each in book.published()] == ["forecast", "outturn"]
    assert book.verify() == ()
    assert set(book.published()[1].files) == {BOARD_PACK, POSITION_JSON}


def test_an_older_form_of_the_document_is_still_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pack that was issued before the document had colours: its figures count, new keys do not."""
    book = Book.read(sample_path())
    kept = PositionReport.document

    def older(position: PositionReport) -> dict[str, Any]:
        document = {name: part for name, part in kept(position).items() if name != "report"}
        return {**document, "schema_version": "1.2"}

    with monkeypatch.context() as before:
        before.setattr(PositionReport, "document", older)
        book.publish("2011-12 M08", by="Director of Finance")
    assert book.verify() == ()
    assert book.reproduce(1).aggregate().breaches == ("5A9", "5C1", "5C9")
