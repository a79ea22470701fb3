"""Bridges: causes that add up to the penny, from month to month, from plan, from version to version."""

from collections import defaultdict
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.bridge import BodyBridge
from pctfinance.consolidation.bridge_causes import Cause, cause_of
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued, ContingencySet, PlannedSurplus
from pctfinance.ledger.lines import SOURCES, Certainty, Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.virements import Virement
from pctfinance.tracing import Trace
from sample_books import sample_book
from test_own_groups import halves
from test_tracing_books import SETTINGS, YEAR, happened, loads
from transfer_examples import Steps, two_pcts
from whole_book_examples import begin, story


def loaded(table: str, month: int, *rows: tuple[str, int], told: date | None = None) -> Event:
    """A table of Barnet's revenue figures of one month, in pounds."""
    period = YEAR.period(month)
    content = {
        "table": table,
        "rows": tuple(
            FigureRow(month, Limit.REVENUE, code, pounds * 100, row=place)
            for place, (code, pounds) in enumerate(rows, start=2)
        ),
    }
    what = FiguresLoaded.model_validate(content)
    return event(what, effective=period.end, notified=told or period.end)


def barnet() -> Book:
    """£1,000: £800 for acute care, £100 for dental, £60 contingency, £40 planned surplus."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(Allocation(strand=RECURRENT, pence=1_000_00, issuer="DH")),
        event(BudgetIssued(strand=RECURRENT, pence=800_00, category="acute")),
        event(BudgetIssued(strand=RECURRENT, pence=100_00, category="dental")),
        event(ContingencySet(strand=RECURRENT, pence=60_00)),
        event(PlannedSurplus(strand=RECURRENT, pence=40_00)),
    )
    return book


def in_pounds(bridge: BodyBridge) -> dict[tuple[str, str], tuple[int, int, int]]:
    """The lines by cause and category: limit, budget and charge in pounds."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in bridge.lines:
        moved = (line.limit_pence, line.budget_pence, line.charge_pence)
        for at, pence in enumerate(moved):
            sums[line.cause.value, line.category][at] += pence // 100
    return {key: (limit, budget, charge) for key, (limit, budget, charge) in sums.items()}


def holds(bridge: BodyBridge) -> None:
    """Start and lines are the end, for limit, budget and charge."""
    moved = [sum(column) for column in zip(*(line[2:] for line in bridge.lines), strict=True)]
    limit, budget, charge = moved or [0, 0, 0]
    limits = (bridge.start.limit_pence, bridge.end.limit_pence)
    if limit or None not in limits:
        assert (limits[0] or 0) + limit == (limits[1] or 0)
    assert bridge.start.budget_pence + budget == bridge.end.budget_pence
    if None in (bridge.start.charge_pence, bridge.end.charge_pence):
        assert charge == 0
    else:
        assert (bridge.start.charge_pence or 0) + charge == bridge.end.charge_pence


def test_month_on_month_by_hand() -> None:
    """An allocation, a virement, a forecast that changed, and one that was restated."""
    book = barnet()
    book.post(loaded("forecasts", 7, ("acute", 830), ("dental", 95)))
    july = book.head.sequence
    book.post(loaded("forecasts", 7, ("acute", 835), ("dental", 95), told=date(2011, 11, 9)))
    book.post(
        event(
            Allocation(strand=NON_RECURRENT, pence=25_00, issuer="DH"), effective=date(2011, 11, 4)
        ),
        event(
            Virement(strand=RECURRENT, pence=10_00, from_category="dental", category="acute"),
            effective=date(2011, 11, 7),
        ),
        loaded("forecasts", 8, ("acute", 850), ("dental", 92)),
    )
    found = book.bridge("M8", since_recorded_at=july).body("5A9")
    assert (found.start.variance_pence, found.end.variance_pence) == (75_00, 83_00)
    assert in_pounds(found) == {
        ("allocation", ""): (25, 0, 0),
        ("virement", "acute"): (0, 10, 0),
        ("virement", "dental"): (0, -10, 0),
        ("restatement", "acute"): (0, 0, 5),
        ("forecast change", "acute"): (0, 0, 15),
        ("forecast change", "dental"): (0, 0, -3),
    }
    assert [line.variance_pence for line in found.by_cause().values()] == [
        25_00,
        0,
        -5_00,
        -12_00,
    ]
    holds(found)
    # Asked without the start's version, July is what the book says of it today.
    today = book.bridge("M8").body("5A9")
    assert today.start.variance_pence == 70_00
    assert ("restatement", "acute") not in in_pounds(today)


def test_to_date_by_hand() -> None:
    """A month more of the limit, a month more of the charge; a late allocation is told as late."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(Allocation(strand=RECURRENT, pence=1_200_00, issuer="DH")),
        event(BudgetIssued(strand=RECURRENT, pence=1_200_00, category="acute")),
        loaded("actuals", 1, ("acute", 90)),
    )
    april = book.head.sequence
    book.post(
        event(
            Allocation(strand=RECURRENT, pence=120_00, issuer="DH"),
            effective=date(2011, 4, 20),
            notified=date(2011, 5, 3),
        ),
        loaded("actuals", 1, ("acute", 97), told=date(2011, 5, 4)),
        loaded("actuals", 2, ("acute", 101)),
    )
    report = book.bridge("M2", basis="ytd", since_recorded_at=april)
    found = report.body("5A9")
    # 100 less 90; then 220 less 198.
    assert (found.start.variance_pence, found.end.variance_pence) == (10_00, 22_00)
    assert in_pounds(found) == {
        ("phasing", ""): (100, 0, 0),
        ("phasing", "acute"): (0, 100, 0),
        ("allocation", ""): (20, 0, 0),
        ("restatement", "acute"): (0, 0, 7),
        ("actuals", "acute"): (0, 0, 101),
    }
    holds(found)
    (late,) = report.events
    assert (late.cause, late.limit_pence, late.is_late, late.is_gone) == (
        Cause.ALLOCATION,
        120_00,
        True,
        False,
    )
    shown = str(report)
    assert "Later months" in shown
    assert "late" in shown


def test_from_plan_by_hand() -> None:
    """£40 of surplus planned; £60 of contingency left; £30 over on acute care, £5 under on dental."""
    book = barnet()
    book.post(loaded("forecasts", 8, ("acute", 830), ("dental", 95)))
    found = book.plan_bridge("M8").body("5A9")
    assert (found.start.variance_pence, found.end.variance_pence) == (40_00, 75_00)
    assert in_pounds(found) == {
        ("reserves", "contingency"): (0, 0, -60),
        ("spending against budget", "acute"): (0, 0, 30),
        ("spending against budget", "dental"): (0, 0, -5),
    }
    holds(found)


def test_budgets_on_what_is_anticipated_are_no_cover() -> None:
    """£50 budgeted on an allocation that was not notified lies between the plan and the limit."""
    book = barnet()
    tranche = {"strand": RECURRENT._replace(certainty=Certainty.ANTICIPATED), "tranche": "t1"}
    book.post(
        event(Allocation(pence=50_00, issuer="DH", **tranche)),
        event(BudgetIssued(pence=50_00, category="acute", **tranche)),
        loaded("forecasts", 8, ("acute", 850), ("dental", 100)),
    )
    found = in_pounds(book.plan_bridge("M8").body("5A9"))
    assert found["budgets on anticipated resource", "acute"] == (0, 0, 50)
    assert ("spending against budget", "acute") not in found


def test_a_transfer_and_its_reversal() -> None:
    """What is transferred moves both limits, as a transfer; so does what goes back."""
    book = two_pcts()
    steps = Steps(book)
    before = book.head.sequence
    steps.propose()
    steps.agree()
    steps.agree("receiver")
    steps.submit()
    assert book.bridge("M4", since="M2", since_recorded_at=before).body("5K7").lines == ()
    steps.approve()
    steps.action()
    report = book.bridge("M4", since="M2", since_recorded_at=before)
    moved = {
        code: [(line.cause, line.limit_pence) for line in report.body(code).lines]
        for code in ("5K7", "5A9")
    }
    assert moved == {
        "5K7": [(Cause.TRANSFER, -10_00)],
        "5A9": [(Cause.TRANSFER, 10_00)],
    }
    assert sum(event.limit_pence for event in report.events) == 0


def test_what_is_reversed_is_gone() -> None:
    """A reversal takes its event out of the later version, under the cause of that event."""
    book = barnet()
    book.post(event(Allocation(strand=RECURRENT, pence=10_00, issuer="DH"), reference="wrong"))
    before = book.head.sequence
    book.reverse(
        before,
        effective="2011-04-02",
        notified="2011-04-02",
        by="Head of Finance",
        reason="entered twice",
        reference="correction",
    )
    report = book.bridge("M1", since="M1", since_recorded_at=before)
    assert in_pounds(report.body("5A9")) == {("allocation", ""): (-10, 0, 0)}
    assert [(each.cause, each.limit_pence, each.is_gone) for each in report.events] == [
        (Cause.ALLOCATION, -10_00, True)
    ]


def test_packs_are_bridged_as_they_were_published() -> None:
    """From what the board was shown to what it is shown now; the next month begins with the pack."""
    book = barnet()
    book.post(loaded("forecasts", 7, ("acute", 830), ("dental", 95)))
    book.publish("M7", by="Head of Finance")
    book.post(loaded("forecasts", 7, ("acute", 840), ("dental", 95), told=date(2011, 11, 9)))
    now = book.bridge_published(1).body("5A9")
    assert in_pounds(now) == {("restatement", "acute"): (0, 0, 10)}
    book.publish("M7", by="Head of Finance", reason="late invoice")
    assert in_pounds(book.bridge_published(1, 2).body("5A9")) == in_pounds(now)
    book.post(loaded("forecasts", 8, ("acute", 841), ("dental", 95)))
    report = book.bridge("M8")
    assert (report.packs, report.body("5A9").start.variance_pence) == ((2, None), 65_00)
    assert in_pounds(report.body("5A9")) == {("forecast change", "acute"): (0, 0, 1)}


@cache
def sample() -> Book:
    """North Central London."""
    return sample_book()


@pytest.mark.parametrize("basis", ["ytd", "forecast"])
def test_every_month_of_the_sample(basis: str) -> None:
    """Each bridge holds, and begins where the one before it ended."""
    book = sample()
    bridges = [book.bridge(f"M{month}", basis=basis) for month in range(2, 13)]
    for report in bridges:
        for body in report.bodies:
            holds(body)
    for before, after in pairwise(bridges):
        assert [body.end for body in before.bodies] == [body.start for body in after.bodies]


def test_the_sample_from_plan_to_outturn() -> None:
    """North Central London, 2011-12: £27.7m were planned, £15.4m came out, and three PCTs overspent."""
    report = sample().plan_bridge("M12")
    ends = {body.body: body.end.variance_pence for body in report.bodies}
    assert sum(end or 0 for end in ends.values()) == 15_400_000_00
    assert sorted(code for code, end in ends.items() if (end or 0) < 0) == ["5A9", "5C1", "5C9"]
    for body in report.bodies:
        holds(body)
    assert "Sum, not pooled" in str(report)


def test_a_forecast_leads_to_the_outturn() -> None:
    """The last bridge of a year goes from the forecast of month 11 to the outturn."""
    report = sample().bridge("M12")
    assert report.start is not None
    assert (report.start.basis.value, report.end.basis.value) == ("forecast", "outturn")
    for body in report.bodies:
        holds(body)


def naive_limits(book: Book, body: str, month: int, until: int) -> pd.DataFrame:
    """One row a confirmed source of revenue that counts, with the cause of its event."""
    told = [each for each in book.holdings.resource.events if each.sequence <= until]
    counted = [each for each in told if each.body == body and each.period.number <= month]
    rows = [
        (cause_of(each, {}), line.pence)
        for each in counted
        for line in each.what.lines()
        if line.account in SOURCES
        and line.strand.limit is Limit.REVENUE
        and line.strand.certainty is Certainty.CONFIRMED
    ]
    return pd.DataFrame(rows, columns=["cause", "pence"])


@st.composite
def told_twice(draw: st.DrawFn) -> tuple[Book, int]:
    """A book, and its event at which somebody looked at it before the rest came."""
    book = Book.in_memory("2011-12", group="NCL")
    first = draw(st.lists(happened().map(lambda one: [one]), min_size=4, max_size=10))
    first += draw(st.lists(loads(), min_size=1, max_size=2))
    later = draw(st.lists(st.one_of(happened().map(lambda one: [one]), loads()), max_size=4))
    before = 0
    for part in (first, later):
        for made in part:
            with suppress(PostingRefusedError):
                book.post(*made)
        before = before or book.head.sequence
    return book, before


def differs(frames: list[pd.DataFrame]) -> dict[str, int]:
    """What the second frame's sums have more than the first's."""
    sums = [frame.groupby("cause")["pence"].sum() for frame in frames]
    moved = sums[1].sub(sums[0], fill_value=0)
    return {str(cause): int(pence) for cause, pence in moved.items() if pence}


@settings(SETTINGS, max_examples=30)
@given(
    told_twice(),
    st.sampled_from([(7, 8, "forecast"), (2, 8, "ytd"), (8, 8, "ytd"), (8, 8, "forecast")]),
)
def test_any_book(told: tuple[Book, int], asked: tuple[int, int, str]) -> None:
    """The ends are the two positions, the parts add up, and limits move as a plain sum says."""
    (book, before), (first, last, basis) = told, asked
    assume(first != last or book.head.sequence != before)
    report = book.bridge(f"M{last}", since=f"M{first}", basis=basis, since_recorded_at=before)
    positions = (
        book.position(f"M{first}", basis=basis, recorded_at=before),
        book.position(f"M{last}", basis=basis),
    )
    for body in report.bodies:
        holds(body)
        for position, end in zip(positions, (body.start, body.end), strict=True):
            duty = position.body(body.body).duty(Duty.REVENUE)
            assert (end.limit_pence, end.charge_pence) == (duty.limit_pence, duty.charged_pence)
    for body in book.plan_bridge(f"M{last}", basis=basis).bodies:
        if body.end.variance_pence is not None:
            holds(body)
    if basis == "forecast":
        for body in report.bodies:
            naive = differs(
                [
                    naive_limits(book, body.body, month, until)
                    for month, until in ((first, before), (last, book.head.sequence))
                ]
            )
            causes = body.by_cause().items()
            assert {c: line.limit_pence for c, line in causes if line.limit_pence} == naive
            events = [each for each in report.events if each.event.body == body.body]
            rows = [(each.cause, each.limit_pence) for each in events]
            frame = pd.DataFrame(rows, columns=["cause", "pence"])
            assert differs([frame.iloc[:0], frame]) == naive


def test_every_chapter_has_its_cause() -> None:
    """In a book with events of every kind, no line is without a cause, and every bridge holds."""
    book = begin()
    for said in story():
        said.to(book)
    for month in ("M1", "M8", "M12"):
        for body in book.bridge(month, since="M1", since_recorded_at=1).bodies:
            holds(body)
    posting = [each for each in book.holdings.resource.events if any(each.what.lines())]
    by_sequence = {each.sequence: each for each in posting}
    assert all(cause_of(each, by_sequence) for each in posting)


def test_what_is_not_known_is_in_no_sum() -> None:
    """A body that made no forecast is named, and its limit's causes are still told."""
    book = barnet()
    report = book.bridge("M8", since="M1", since_recorded_at=1)
    assert set(report.not_known) == {"5A9", "5C1", "5C9", "5K7", "5K8"}
    found = in_pounds(report.body("5A9"))
    assert found["allocation", ""] == (1_000, 0, 0)
    assert "not known" in str(report)
    assert report.table["variance_pence"].isna().sum() == 10


def test_what_cannot_be_bridged_is_refused() -> None:
    """Backwards, to itself, from to date to the whole year, and before the first month."""
    book = sample()
    for said, word in (
        ({"period": "M1"}, "no month of 2011-12 is before"),
        ({"period": "M7", "since": "M8"}, "is not before"),
        ({"period": "M8", "since": "M8"}, "nothing lies between"),
        ({"period": "M8", "group": "Q33"}, "no body of Q33"),
        ({"period": "M8", "basis": "outturn"}, "no outturn"),
    ):
        with pytest.raises(UsageError, match=word):
            book.bridge(**said)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="was not published"):
        book.bridge_published(1)


def test_a_group_of_another_level_has_the_bodies_that_are_here() -> None:
    """London's bridge is that of the five PCTs of this book."""
    report = sample().bridge(Period("2011-12 M08"), group="LON")
    assert (report.group.code, len(report.bodies), len(report.not_in_book)) == ("LON", 5, 26)
    assert "26 more bodies" in str(report)
    assert [body.body for body in sample().bridge("M8", group="Barnet PCT").bodies] == ["5A9"]
    page = report._repr_html_()
    assert "Sum, not pooled" in page


def test_who_came_and_who_went_is_a_cause_and_no_silence() -> None:
    """Halves of the cluster: Enfield is northern to September and southern from October.

    To date in M6 Enfield has a limit of 50p and charged 60p: 10p over. The north loses that, and the
    south gets Enfield as it is in M7: a limit of 58p, charged 70p: 12p over.
    """
    book = halves()
    north, south = (
        book.bridge("M7", since="M6", basis="ytd", group=code) for code in ("NCL-N", "NCL-S")
    )
    enfield = north.body("5C1")
    assert (enfield.start.variance_pence, enfield.end.variance_pence) == (-10, 0)
    assert enfield.membership is Cause.LEFT
    assert {
        (line.cause, line.category): (line.limit_pence, line.charge_pence) for line in enfield.lines
    } == {(Cause.LEFT, ""): (-50, 0), (Cause.LEFT, "acute"): (0, -60)}
    came = south.body("5C1")
    assert (came.start.variance_pence, came.end.variance_pence) == (0, -12)
    assert came.by_cause()[Cause.JOINED].variance_pence == -12
    assert (north.document()["left"], south.document()["joined"]) == (["5C1"], ["5C1"])
    assert "Left NCL-N between the two ends: 5C1." in str(north)
    assert "joined" in str(south)
    for report in (north, south):
        for at, month in ((0, "M6"), (1, "M7")):
            sides = [(body.start, body.end)[at].variance_pence or 0 for body in report.bodies]
            position = book.position(month, basis="ytd", group=report.group.code)
            assert sum(sides) == sum(
                b.duty(Duty.REVENUE).variance_pence or 0 for b in position.bodies
            )
    figure = book.figures("bridge", "M7", since="M6", basis="ytd", body="NCL-N")
    left = book.trace(figure["NCL-N", "5C1/left the group/acute/charge"])
    assert isinstance(left, Trace)
    assert left.pence == -60


def test_to_date_begins_with_the_pack_and_tells_what_was_restated() -> None:
    """£70 to date in M7 when it was published; M7 is put right by £50 afterwards."""
    book = barnet()
    book.post(*(loaded("actuals", month, ("acute", 10)) for month in range(1, 8)))
    book.post(loaded("forecasts", 7, ("acute", 900)))
    book.publish("M7", by="Head of Finance")
    book.post(
        loaded("actuals", 7, ("acute", 60), told=date(2011, 12, 1)),
        loaded("actuals", 8, ("acute", 10)),
    )
    moved = in_pounds(book.bridge("M8", basis="ytd").body("5A9"))
    assert moved["restatement", "acute"] == (0, 0, 50)
    assert moved["actuals", "acute"] == (0, 0, 10)


def test_the_start_knows_no_more_than_the_end() -> None:
    """M7 was published knowing a letter of 10 December. As known on 30 November, M8 has it nowhere."""
    book = barnet()
    book.post(
        *(loaded("actuals", month, ("acute", 10)) for month in range(1, 9)),
        loaded("forecasts", 7, ("acute", 900)),
        loaded("forecasts", 8, ("acute", 900)),
        event(
            Allocation(strand=RECURRENT, pence=500_00, issuer="DH"),
            notified=date(2011, 12, 10),
            reference="late",
        ),
    )
    book.publish("M7", by="Head of Finance")
    assert book.bridge("M8").packs == (1, None)
    then = book.bridge("M8", known_at="2011-11-30")
    assert then.packs == (None, None)
    assert in_pounds(then.body("5A9")) == {}
