"""Delegation asked of a book. All amounts are synthetic; the shares of Hull and East Riding are not.

Published of September 2011: Hull delegates 17 % and East Riding 69 %. Of which budget was not said,
so both readings are worked here, with budgets that are ours.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.delegation_progress import MilestoneStatus
from pctfinance.errors import PostingRefusedError, UnknownNameError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BroughtForward, BudgetIssued, Delegation, What
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded

RECURRENT = Strand.of(Limit.REVENUE, Funding.RECURRENT)
HULL, EAST_RIDING = "5NX", "5NW"
SEPTEMBER = date(2011, 9, 1)
M05, M06 = "2011-12 M05", "2011-12 M06"
OFFICE = "Director of Finance"


def humber() -> Register:
    """The two PCTs, as a group of their own."""
    pair = Group("HULLER", "Hull and East Riding")
    return Register.packaged().with_group(
        pair, [Membership(c, "HULLER") for c in (HULL, EAST_RIDING)]
    )


def happened(body: str, what: What, day: date = date(2011, 4, 1)) -> Event:
    return Event(
        body=body, effective=day, notified=day, reference="synthetic", synthetic=True, what=what
    )


def budgets(body: str) -> list[Event]:
    """£1,000: acute 600, community 200, primary care 150 and specialised services 50."""
    rows = {"acute": 600, "community": 200, "primary-care": 150, "specialised": 50}
    return [
        happened(body, Allocation(strand=RECURRENT, pence=1000_00, issuer="DH")),
        *(
            happened(body, BudgetIssued(strand=RECURRENT, pence=pounds * 100, category=name))
            for name, pounds in rows.items()
        ),
    ]


def to_delegate(body: str, delegate: str, pence: int, category: str = "acute") -> Event:
    what = Delegation(strand=RECURRENT, pence=pence, category=category, delegate=delegate)
    return happened(body, what, SEPTEMBER)


def hull_and_east_riding(hull: int, east_riding: tuple[int, int]) -> Book:
    """From September Hull delegates of its acute, East Riding of acute and community budgets."""
    book = Book.in_memory("2011-12", group="HULLER", register=humber())
    book.post(
        *budgets(HULL),
        *budgets(EAST_RIDING),
        to_delegate(HULL, "03F", hull),
        to_delegate(EAST_RIDING, "02Y", east_riding[0]),
        to_delegate(EAST_RIDING, "02Y", east_riding[1], "community"),
    )
    for body in (HULL, EAST_RIDING):
        book.state_eligible_budget(
            body,
            not_eligible=["primary-care", "specialised"],
            on="2011-04-01",
            by=OFFICE,
            reference="synthetic",
        )
    return book


@pytest.mark.parametrize(
    ("hull", "east_riding", "of_total", "of_eligible"),
    [
        # Read as shares of the total of £1,000: £170 and £690, of £800 that are eligible.
        (170_00, (550_00, 140_00), ("17.0 %", "69.0 %"), ("21.3 %", "86.3 %")),
        # Read as shares of the eligible £800: £136 and £552.
        (136_00, (500_00, 52_00), ("13.6 %", "55.2 %"), ("17.0 %", "69.0 %")),
    ],
    ids=["of the total budget", "of the eligible budget"],
)
def test_hull_and_east_riding(
    hull: int, east_riding: tuple[int, int], of_total: tuple[str, str], of_eligible: tuple[str, str]
) -> None:
    """17 % and 69 % from September 2011, by either reading, each with the other beside it."""
    book = hull_and_east_riding(hull, east_riding)
    august, september = book.delegations(M05), book.delegations(M06)
    for place, code in enumerate((HULL, EAST_RIDING)):
        assert august.body(code).delegated_pence == 0
        assert str(september.body(code).of_total) == f"{of_total[place]} of total budget"
        assert str(september.body(code).of_eligible) == f"{of_eligible[place]} of eligible budget"
        assert september.body(code).difference_pence == 0
    text = str(september)
    assert "% of total" in text
    assert "% of eligible" in text
    assert "synthetic figures" in text


def test_milestones_of_hull() -> None:
    """September is late for August; a trajectory of July is in time for October."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    book.state_trajectory(
        HULL,
        shares={"M06": "0.17", "M12": "0.6"},
        denominator="total-budget",
        on="2011-07-29",
        by=OFFICE,
        reference="synthetic",
    )
    found = {(one.body, one.by.month): one.status for one in book.delegations("M08").milestones}
    assert found == {
        (HULL, 8): MilestoneStatus.MET_LATE,
        (HULL, 10): MilestoneStatus.MET,
        (EAST_RIDING, 8): MilestoneStatus.MET_LATE,
        (EAST_RIDING, 10): MilestoneStatus.NOT_MET,
    }
    (missed,) = book.delegations("M08").findings
    assert missed.where is not None
    assert (missed.code, missed.where.body) == ("delegation.milestone", EAST_RIDING)
    behind = {one.period.number: one.is_behind for one in book.delegations("M12", HULL).months}
    assert (behind[5], behind[6], behind[11], behind[12]) == (None, False, False, True)


def test_delegating_moves_no_limit_and_no_actual() -> None:
    """Positions and limits before and after: only the column of what is delegated differs."""
    book = Book.in_memory("2011-12", group="HULLER", register=humber())
    spent = FiguresLoaded(table="actuals", rows=(FigureRow(1, Limit.REVENUE, "acute", 50_00),))
    book.post(*budgets(HULL), happened(HULL, spent, date(2011, 4, 30)))

    def seen() -> tuple[object, ...]:
        lines = book.position("M06", basis="ytd").bodies[1].lines
        return (
            [book.limit(HULL, as_of="M12", limit=limit).total() for limit in Limit],
            [(one.category, one.budget_pence, one.actual_ytd_pence) for one in lines],
            book.holdings.actuals.to_date(HULL, Limit.REVENUE, Period("2011-12 M12")),
        )

    before = seen()
    book.post(to_delegate(HULL, "03F", 170_00))
    assert seen() == before
    assert book.delegations("M06").body(HULL).delegated_pence == 170_00


def test_one_delegate_has_one_column_a_body() -> None:
    """Vale of York holds £20 of each; its total is £40, a sum and no duty."""
    book = hull_and_east_riding(170_00, (550_00, 120_00))
    book.post(to_delegate(HULL, "03Q", 20_00), to_delegate(EAST_RIDING, "03Q", 20_00))
    report = book.delegations(M06, delegate="03Q")
    (total,) = report.delegates
    assert (total.by_body, total.total_pence) == ({EAST_RIDING: 20_00, HULL: 20_00}, 40_00)
    (shown,) = report.tables
    assert [heading.text for heading in shown.headings] == [
        "Category",
        EAST_RIDING,
        HULL,
        "Sum of\ncells",
    ]
    assert "It is tested against no duty" in str(report)
    assert list(report.table["delegated_pence"]) == [20_00, 20_00]
    assert report.document()["delegates"][0]["tested_against_a_duty"] is False


def test_a_body_alone() -> None:
    """The view of Hull knows nothing of East Riding; both together are the list of both."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    assert [split.body for split in book.delegations(M06, HULL).bodies] == [HULL]
    frame = book.delegations(M06).table
    assert frame["delegated_pence"].sum() == 860_00
    assert set(frame["body"]) == {HULL, EAST_RIDING}
    assert "<table>" in book.delegations(M06)._repr_html_()


def test_the_move_between_two_cells_is_named() -> None:
    """Taken back in East Riding and delegated in Hull: in the report and in the position."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    limits = [book.limit(code, as_of="M12").total() for code in (HULL, EAST_RIDING)]
    book.post(to_delegate(HULL, "02Y", 30_00))
    back = Delegation(strand=RECURRENT, pence=-30_00, category="acute", delegate="02Y")
    book.post(happened(EAST_RIDING, to_delegate(HULL, "02Y", 1).what, date(2011, 10, 1)))
    book.post(happened(EAST_RIDING, back, date(2011, 10, 3)))
    again = to_delegate(HULL, "02Y", 29_99).model_copy(
        update={"effective": date(2011, 10, 5), "notified": date(2011, 10, 5)}
    )
    book.post(again)
    codes = [finding.code for finding in book.delegations("M07").findings]
    assert codes.count("delegation.tunnel") == 1
    assert book.delegations("M07", HULL).tunnels == book.delegations("M07", EAST_RIDING).tunnels
    assert book.delegations("M07", delegate="03F").tunnels == ()
    assert book.delegations(M06).tunnels == ()
    found = [one.code for one in book.position("M07").findings]
    assert found.count("delegation.tunnel") == 1
    assert [book.limit(code, as_of="M12").total() for code in (HULL, EAST_RIDING)] == limits


def test_what_is_not_eligible_is_named() -> None:
    """£10 of primary care delegated; and £170 of an eligible budget of £150."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    book.post(to_delegate(HULL, "03F", 10_00, "primary-care"))
    found = [one for one in book.delegations(M06).findings if one.code == "delegation.not-eligible"]
    assert [one.message for one in found] == [
        "£10 of primary-care is delegated, which is not eligible"
    ]
    narrow = book.delegations(
        M06, HULL, not_eligible=["community", "primary-care", "specialised", "acute"]
    )
    messages = [one.message for one in narrow.findings if one.code == "delegation.not-eligible"]
    assert messages[-1] == "£180 is delegated, more than the eligible budget of £0"


def test_development_money_of_hull() -> None:
    """288,700 people (published) at £2 are £577,400; £20 are delegated, so the gap is £577,380."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    book.post(to_delegate(HULL, "03F", 20_00, "community"))
    assert book.delegations(M06).development == ()
    (hull,) = book.delegations(M06, HULL, development=["community"]).development
    assert (hull.population, hull.required_pence) == (288_700, 577_400_00)
    assert hull.gap_pence == 577_380_00
    codes = [one.code for one in book.delegations(M06, HULL, development=["community"]).findings]
    assert codes[-1] == "delegation.development"


def test_a_delegate_without_a_population_is_not_tested() -> None:
    """A delegate that the book's register does not know; with 150 people stated, £1 leaves £299."""
    book = Book.in_memory("2011-12", group="HULLER", register=humber())
    book.post(*budgets(HULL), to_delegate(HULL, "ZZ1", 1_00))
    (unknown,) = book.delegations(M06, HULL, development=["acute"]).development
    assert unknown.gap_pence is None
    assert (
        "no population" in book.delegations(M06, HULL, development=["acute"]).findings[-1].message
    )
    stated = book.delegations(M06, HULL, development=["acute"], populations={"ZZ1": 150})
    assert stated.development[0].gap_pence == 299_00
    assert "not known" not in str(stated)
    assert book.delegations(M06, delegate="ZZ1").delegates[0].total_pence == 1_00


def test_legacy_debt_is_followed() -> None:
    """£100 owed from before, nothing unallocated; £60 of savings leave £40 to find."""
    book = Book.in_memory("2011-12", group="HULLER", register=humber())
    saved = BudgetIssued(strand=RECURRENT, pence=-60_00, category="acute")
    book.post(
        *budgets(HULL),
        happened(HULL, BroughtForward(pence=-100_00), date(2011, 5, 1)),
        happened(HULL, saved, SEPTEMBER),
    )
    report = book.delegations("M06")
    assert [one.to_find_pence for one in report.debts] == [100_00] * 4 + [40_00]
    assert "Legacy debt" in str(report)


def test_conditions_are_recorded_and_shown() -> None:
    """What a delegate met, when, and by which evidence; the last statement stands."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))

    def say(met_on: str | None, on: str) -> None:
        book.state_condition(
            HULL,
            "03F",
            condition="constitution agreed",
            met_on=met_on,
            on=on,
            by=OFFICE,
            evidence="minute 12",
        )

    say(None, "2011-06-30")
    say("2011-08-15", "2011-09-30")
    assert book.delegations("M03").conditions[0].met_on is None
    (now,) = book.delegations("M06", delegate="03F").conditions
    assert (now.met_on, now.reference) == (date(2011, 8, 15), "minute 12")
    (before,) = book.delegations("M06", known_at="2011-09-29").conditions
    assert before.met_on is None
    assert "minute 12" in str(book.delegations("M06"))
    assert book.delegations("M06", delegate="02Y").conditions == ()


def test_statements_move_nothing() -> None:
    """Neither the position nor the day that it names; nor do they need an open month."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    before = book.position("M06")
    book.submit_month(HULL, "M01", by=OFFICE)
    book.state_eligible_budget(
        HULL, not_eligible=[], on="2011-04-20", by=OFFICE, reference="paper 2"
    )
    after = book.position("M06")
    assert (after.known_at, after.bodies) == (before.known_at, before.bodies)
    split = book.delegations(M06).body(HULL)
    assert split.of_eligible.fraction == split.of_total.fraction


def test_a_kept_book_says_the_same(tmp_path: Path) -> None:
    """Statements and cells come back from the log, and the book is whole."""
    register = humber()
    with_all = Book.create(tmp_path / "humber.book", "2011-12", group="HULLER", register=register)
    with_all.post(*budgets(HULL), to_delegate(HULL, "03F", 170_00))
    with_all.state_eligible_budget(
        HULL, not_eligible=["specialised"], on="2011-04-01", by=OFFICE, reference="paper"
    )
    with_all.state_trajectory(
        HULL,
        shares={"M06": "0.17"},
        denominator="total-budget",
        on="2011-07-01",
        by=OFFICE,
        reference="paper",
    )
    with_all.state_condition(
        HULL,
        "03F",
        condition="accounts",
        met_on="2010-12-01",
        on="2011-05-01",
        by=OFFICE,
        evidence="minute",
    )
    said = with_all.delegations("M08").document()
    with_all.close()
    again = Book.open(tmp_path / "humber.book", read_only=True)
    assert again.delegations("M08").document() == said
    assert again.verify() == ()
    early = again.delegations("M08", recorded_at=again.head.sequence - 3)
    assert early.conditions == ()
    assert early.body(HULL).not_eligible is None


Asked = Callable[[Book], object]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (lambda book: book.delegations(M06, "5A9"), UsageError),
        (lambda book: book.delegations(M06, "HULLER"), UnknownNameError),
        (lambda book: book.delegations(M06, delegate="nobody"), UnknownNameError),
        (lambda book: book.delegations(M06, not_eligible=["primry"]), UsageError),
        (lambda book: book.delegations(M06, not_eligible="acute"), UsageError),
        (lambda book: book.delegations(M06, development=["x"]), UsageError),
        (
            lambda book: book.state_eligible_budget(
                HULL, not_eligible=["x"], on="2011-04-01", by=OFFICE, reference="r"
            ),
            UsageError,
        ),
        (
            lambda book: book.state_eligible_budget(
                HULL, not_eligible=[], on="2011-04-01", by=" ", reference="r"
            ),
            UsageError,
        ),
        (
            lambda book: book.state_eligible_budget(
                HULL, not_eligible=[], on="2012-04-01", by=OFFICE, reference="r"
            ),
            PostingRefusedError,
        ),
        (
            lambda book: book.state_trajectory(
                HULL, shares={"M06": "17"}, denominator="total-budget", on="2011-04-01", by=OFFICE,
                reference="r",
            ),
            UsageError,
        ),
        (
            lambda book: book.state_trajectory(
                HULL, shares={"M06": "lots"}, denominator="total-budget", on="2011-04-01",
                by=OFFICE, reference="r",
            ),
            UsageError,
        ),
        (
            lambda book: book.state_trajectory(
                HULL, shares={}, denominator="total-budget", on="2011-04-01", by=OFFICE,
                reference="r",
            ),
            UsageError,
        ),
        (
            lambda book: book.state_condition(
                HULL, "nobody", condition="c", met_on=None, on="2011-04-01", by=OFFICE, evidence="e"
            ),
            UnknownNameError,
        ),
        (
            lambda book: book.state_condition(
                HULL, "03F", condition=" ", met_on=None, on="2011-04-01", by=OFFICE, evidence="e"
            ),
            UsageError,
        ),
    ],
)  # fmt: skip
def test_what_is_refused(asked: Asked, error: type[Exception]) -> None:
    """Names that nobody knows, shares that are none, papers without an office: nothing is stated."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    events = book.holdings.resource.events
    with pytest.raises(error):
        asked(book)
    assert book.holdings.resource.events == events


def test_a_request_is_answered_once() -> None:
    """The same statement under the same name is recorded once."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    for repeated in (False, True):
        receipt = book.state_eligible_budget(
            HULL, not_eligible=[], on="2011-05-01", by=OFFICE, reference="r", request="one"
        )
        assert receipt.repeated is repeated


# The command

ROWS = """\
body,event,effective,notified,reference,amount,funding,category,delegate,taken_from,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,,,,England
QA1,budget,2011-04-01,2011-03-31,P/1,800,recurrent,services,,,
QA1,budget,2011-04-01,2011-03-31,P/1,400,recurrent,dental,,,
QA1,delegation,2011-06-01,2011-06-01,D/1,300,recurrent,services,03F,retained,
QA2,allocation,2011-04-01,2011-03-01,L/2,2400,recurrent,,,,England
"""


def test_the_command(run: Run, tmp_path: Path) -> None:
    """25 % of £1,200, 37.5 % of the £800 without dental; exit 1 for what was missed."""
    book = tmp_path / "two.book"
    sent = folder_of(two_boards() | {"resources": ROWS}, tmp_path / "sent")
    assert run("create", book, sent).code == 0
    shown = run("delegations", book, "--as-of", "M08", "--not-eligible", "dental")
    assert shown.code == 1
    assert "25.0 %" in shown.out
    assert "37.5 %" in shown.out
    assert "no trajectory was stated" in shown.err
    early = run("delegations", book, "--as-of", "M04", "--body", "QA1", "--json")
    assert early.code == 0
    document = json.loads(early.out)
    (board,) = document["bodies"]
    assert board["shares"] == [
        {
            "denominator": "total-budget",
            "delegated_pence": 300_00,
            "of_pence": 1200_00,
            "shown": "25.0 % of total budget",
        },
        {
            "denominator": "eligible-budget",
            "delegated_pence": 300_00,
            "of_pence": None,
            "shown": "- of eligible budget",
        },
    ]
    assert not document["pooled"]
    one = run("delegations", book, "--delegate", "03F", "--development", "services")
    assert one.code == 1
    assert "QA2" in one.out
    assert "577,100" in one.out
    assert run("delegations", book, "--body", "QA9").code != 0


OF_QA1 = ("--by", OFFICE, "--on", "2011-07-29")


def test_statements_by_command(run: Run, tmp_path: Path) -> None:
    """What is eligible, a trajectory, a condition: stated, shown, and asked again, answered."""
    book = tmp_path / "two.book"
    sent = folder_of(two_boards() | {"resources": ROWS}, tmp_path / "sent")
    assert run("create", book, sent).code == 0
    paper = (*OF_QA1, "--reference", "paper 3")
    out = ("--not-eligible", "dental", "--request", "once")
    for repeated in (False, True):
        ran = run("delegation", "eligible", book, "QA1", *paper, *out, "--json")
        assert (ran.code, json.loads(ran.out)["repeated"]) == (0, repeated)
    points = ("--share", "M04=0.2", "--share", "M06=0.3", "--of", "total-budget")
    assert run("delegation", "trajectory", book, "QA1", *paper, *points).code == 0
    met = ("--met-on", "2011-07-01", "--evidence", "minute 12")
    said = run("delegation", "condition", book, "QA1", "03F", "accounts open", *OF_QA1, *met)
    assert said.code == 0
    shown = run("delegations", book, "--as-of", "M08", "--body", "QA1")
    assert shown.code == 0
    for text in ("37.5 %", "behind", "a trajectory to 30.0 %", "accounts open", "minute 12"):
        assert text in " ".join(shown.out.split()), text
    assert run("verify", book).code == 0


@pytest.mark.parametrize(
    "points",
    [("--share", "M06", "--of", "total-budget"), ("--share", "M06=0.1", "--of", "half")],
    ids=["no share", "no denominator"],
)
def test_a_trajectory_that_is_none(run: Run, tmp_path: Path, points: tuple[str, ...]) -> None:
    """Exit 2, and nothing is posted."""
    book = tmp_path / "two.book"
    assert run("create", book, folder_of(two_boards(), tmp_path / "sent")).code == 0
    head = Book.open(book, read_only=True).head
    paper = (*OF_QA1, "--reference", "paper 3")
    assert run("delegation", "trajectory", book, "QA1", *paper, *points).code == 2
    assert Book.open(book, read_only=True).head == head


def test_a_move_that_lands_late_is_seen() -> None:
    """East Riding's October is submitted, so its paper lands in November; October is what it says."""
    book = hull_and_east_riding(170_00, (550_00, 140_00))
    october = date(2011, 10, 3)
    for month in range(1, 8):
        book.submit_month(EAST_RIDING, f"M{month:02}", by=OFFICE)
    there = Delegation(strand=RECURRENT, pence=30_00, category="acute", delegate="02Y")
    back = there.model_copy(update={"pence": -30_00})
    book.post(happened(HULL, there, october), happened(EAST_RIDING, back, october))
    assert book.delegations("M07").body(EAST_RIDING).delegated_pence == 690_00
    assert book.delegations("M08").body(EAST_RIDING).delegated_pence == 660_00
    (tunnel,) = book.delegations("M08").tunnels
    assert (tunnel.fell, tunnel.rose) == ((EAST_RIDING,), (HULL,))
    assert tunnel.period == Period("2011-12 M07")
