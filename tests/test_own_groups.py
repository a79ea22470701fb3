"""Groups of a book's own: sub-clusters that are views, with dates, and nothing more."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Run
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance import Book, sample_path
from pctfinance.bodies import GroupRow, Register
from pctfinance.bodies.stated_groups import GROUPS
from pctfinance.calendar import FinancialYear
from pctfinance.errors import (
    InputRefusedError,
    PctFinanceError,
    PostingRefusedError,
    UnknownNameError,
    UsageError,
)
from pctfinance.excel.plain_sheet import read_plain_sheet
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.transfers import TransferProposed
from pctfinance.tables.outside import inside_findings
from test_year_end_restating import rolled, said
from transfer_examples import Steps, two_pcts
from year_end_examples import two_boards

PAPER: Any = {"by": "Head of Finance, NCL", "on": "2011-04-01", "reference": "board 4"}
YEAR = FinancialYear("2011-12")
SEPTEMBER, OCTOBER = date(2011, 9, 30), date(2011, 10, 1)
MEMBERS = ("5A9", "5C1", "5C9", "5K7", "5K8")

NORTH = (
    GroupRow("NCL-N", "5A9", "NCL", "North of the cluster"),
    GroupRow("NCL-N", "5C1", "NCL", valid_to=SEPTEMBER),
)
SOUTH = (
    GroupRow("NCL-S", "5C1", "NCL", "South of the cluster", valid_from=OCTOBER),
    GroupRow("NCL-S", "5K7", "NCL"),
)
FILE = """\
group,name,kind,parent,body,from,to
NCL-N,North of the cluster,sub-cluster,NCL,5A9,,
NCL-N,,,NCL,5C1,,30/09/2011
NCL-S,South of the cluster,sub-cluster,NCL,5C1,2011-10-01,
NCL-S,,,NCL,5K7,,
"""


def spent() -> Book:
    """Limits of £1 each; a month Barnet spends 1p, Enfield 10p, Camden 2p; the others nothing."""
    book = Book.in_memory("2011-12", group="NCL")
    monthly = dict(zip(MEMBERS, (1, 10, 0, 2, 0), strict=True))
    book.post(
        *(
            event(Allocation(strand=RECURRENT, pence=100, issuer="DH"), body=code)
            for code in monthly
        ),
        *(
            event(
                FiguresLoaded(
                    table="actuals",
                    rows=(FigureRow(month.number, Limit.REVENUE, "acute", pence),),
                ),
                body=code,
                effective=month.end,
            )
            for code, pence in monthly.items()
            for month in YEAR.periods
        ),
    )
    return book


def halves() -> Book:
    """The same, in two sub-clusters; Enfield goes from the north to the south in October."""
    book = spent()
    book.state_groups((*NORTH, *SOUTH), **PAPER)
    return book


# What can be asked


def test_a_sub_cluster_has_the_members_of_the_month_and_the_duty_goes_with_the_body() -> None:
    """In September Enfield is northern; in March its breach of the whole year, 20p, is southern."""
    book = halves()
    september = book.position("M06", group="NCL-N", basis="ytd")
    assert [body.code for body in september.bodies] == ["5A9", "5C1"]
    assert (september.level, september.group.name) == ("sub_cluster", "North of the cluster")
    north, south = (book.position("M12", group=code) for code in ("NCL-N", "NCL-S"))
    assert [body.code for body in north.bodies] == ["5A9"]
    (left,) = [f for f in north.findings if f.code == "register.left-group"]
    assert left.message.startswith("Enfield PCT left NCL-N")
    total = south.aggregate()
    assert (total.breaches, total.overspends_pence, total.underspends_pence) == (("5C1",), -20, 76)
    assert total.status.value == "breach"


def test_history_stays_with_the_group_where_it_was() -> None:
    """Enfield's six months at 10p are northern, and the south has them from October."""
    book = halves()
    north, south = (book.history("M12", group=code) for code in ("NCL-N", "NCL-S"))
    assert [month.pence for month in north.months] == [11] * 6 + [1] * 6
    assert [month.pence for month in south.months] == [2] * 6 + [12] * 6
    assert book.history("M12").pence == 12 * 13


def test_every_level_has_them_and_says_the_same_as_a_position() -> None:
    """The cube, its history, a bridge from the plan, and controls."""
    book = halves()
    cube = book.cube("M12")
    kinds = {level.group.code: level.group.kind for level in cube.levels}
    assert kinds == {
        "NCL": "cluster",
        "NCL-N": "sub_cluster",
        "NCL-S": "sub_cluster",
        "Q36": "sha",
        "LON": "sha_cluster",
        "ENGLAND": "country",
    }
    for code in ("NCL-N", "NCL-S"):
        position = book.position("M12", group=code).aggregate()
        assert cube.aggregate(code).variance_pence == position.variance_pence
        months = tuple(month.pence for month in book.history("M12", group=code).months)
        assert cube.history(code) == months
    assert "sub-cluster" in str(cube)
    bridge = book.plan_bridge("M12", group="South of the cluster")
    assert [body.body for body in bridge.bodies] == ["5C1", "5K7"]
    report = book.check("M12", group="NCL-S", only=["duty-breach"])
    assert [(r.body, r.outcome.value) for r in report.results] == [
        ("5C1", "found"),
        ("5K7", "passed"),
    ]
    rows = book.sql("SELECT * FROM memberships WHERE kind = 'sub_cluster'").table
    assert len(rows) == 12 + 6 + 6 + 12


def test_a_book_is_asked_as_it_was() -> None:
    """The north is stated anew with Haringey: behind the former event it is as it was then."""
    book = halves()
    before = book.head.sequence
    book.state_groups((*NORTH, GroupRow("NCL-N", "5C9", "NCL")), **PAPER)
    now, then = (
        [body.code for body in book.position("M12", group="NCL-N", recorded_at=at).bodies]
        for at in (None, before)
    )
    assert (now, then) == (["5A9", "5C9"], ["5A9"])
    assert book.cube("M12", recorded_at=before).level("NCL-N").members[11] == {"5A9"}
    assert book.cube("M12").level("NCL-N").members[11] == {"5A9", "5C9"}
    assert len(book.groups().stated) == 5
    assert len(book.groups(before).stated) == 4
    with pytest.raises(UnknownNameError):
        book.position("M12", group="NCL-N", recorded_at=before - 1)
    assert book.history("M12", group="NCL-N", recorded_at=before).pence == 72


def test_what_is_traced_is_of_the_groups_as_they_were() -> None:
    """The north is stated anew with Haringey, and later given up: its figures of before stay its own.

    In March the north was Barnet, with 12p; then Barnet and Haringey, which spent nothing.
    """
    book = halves()
    first = book.head.sequence
    book.state_groups((*NORTH, GroupRow("NCL-N", "5C9", "NCL")), **PAPER)
    second = book.head.sequence
    book.give_up_groups("NCL-N", **PAPER)
    for at, members in ((first, {"5A9"}), (second, {"5A9", "5C9"})):
        asked: Any = {"body": "NCL-N", "recorded_at": at}
        figures = book.figures("eliminations", "M12", **asked)
        assert {one.ref.body for one in figures} == {"NCL-N", *members}
        whole = book.trace(figures["NCL-N", "expenditure/before"])
        assert getattr(whole, "pence", None) == 12
        assert {one.ref.body for one in book.figures("limit", "M12", **asked)} == members
    with pytest.raises(UnknownNameError):
        book.figures("eliminations", "M12", body="NCL-N")


def test_members_in_other_books_are_named() -> None:
    """A part of London with Barnet and Brent: this book has Barnet alone."""
    book = spent()
    book.state_groups(
        [
            GroupRow("LON-W", "5A9", "Q36", "West of London"),
            GroupRow("LON-W", "5K5", "Q36"),
        ],
        **PAPER,
    )
    position = book.position("M12", group="LON-W")
    assert [body.code for body in position.not_in_book] == ["5K5"]
    assert position.aggregate().status.value == "incomplete"
    assert book.check("M12", group="LON-W").not_in_book == ("5K5",)
    assert book.groups().table["in_book"].tolist() == [True, False]


def test_groups_of_the_kind_other_may_share_bodies() -> None:
    """A sub-cluster and two ad-hoc groups with Barnet in each."""
    book = halves()
    for code, name in (("PILOT", "Pilot sites"), ("OUTER", "Outer boroughs")):
        book.state_groups([GroupRow(code, "5A9", "NCL", name, "other")], **PAPER)
    assert {row.group for row in book.groups().stated} == {"NCL-N", "NCL-S", "OUTER", "PILOT"}


def test_a_group_that_is_given_up_is_none() -> None:
    """Its code is free again; what was asked before can still be asked."""
    book = halves()
    before = book.head.sequence
    book.give_up_groups("NCL-N", **PAPER)
    with pytest.raises(UnknownNameError):
        book.position("M12", group="NCL-N")
    assert {level.group.code for level in book.cube("M12").levels} >= {"NCL-S"}
    assert "NCL-N" not in {level.group.code for level in book.cube("M12").levels}
    assert book.position("M12", group="NCL-N", recorded_at=before).group.code == "NCL-N"
    assert book.verify() == ()
    with pytest.raises(UsageError, match="the book states no group 'NCL-N'"):
        book.give_up_groups("NCL-N", **PAPER)


# What is refused


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            [NORTH[0], GroupRow("NCL-N", "5H1", "NCL")],
            "5H1 (Hammersmith and Fulham PCT) is not in NCL, but in ENGLAND, NWL, Q36",
        ),
        (
            [GroupRow("X", "5A9", "LON", "A part")],
            "5A9 (Barnet PCT) is not in LON on 2011-04-01",
        ),
        ([GroupRow("X", "5A9", "NOWHERE", "A part")], "'NOWHERE' is no group of the register"),
        ([GroupRow("X", "5A9", "NCL-N", "A part")], "'NCL-N' is no group of the register"),
        ([GroupRow("X", "5H1", "NWL", "A part")], "no body of NWL is in this book"),
        ([GroupRow("X", "5H1", "Q36", "A part")], "no body of X is in this book"),
        ([GroupRow("X", "9ZZ", "NCL", "A part")], "'9ZZ' is no body in the register"),
        ([GroupRow("X", "NCL", "NCL", "A part")], "'NCL' is"),
        ([GroupRow("5K8", "5A9", "NCL", "A part")], "5K8 is the code of Islington PCT"),
        ([GroupRow("Q36", "5A9", "NCL", "A part")], "Q36 is the code of"),
        ([GroupRow("07M", "5A9", "NCL", "A part")], "07M is the code of NHS Barnet CCG"),
        ([GroupRow("NCL", "5A9", "NCL", "A part")], "NCL is the code of"),
        ([GroupRow("A, B", "5A9", "NCL", "A part")], "'A, B' is no code of a group"),
        ([GroupRow("X", "5A9", "NCL")], "X has no name"),
        ([GroupRow("X", "5A9", "NCL", "Camden")], "'Camden' is what 5K7 is called"),
        (
            [GroupRow("X", "5A9", "NCL", "North of the Cluster", "other")],
            "'North of the Cluster' is what NCL-N is called",
        ),
        (
            [GroupRow("X", "5A9", "NCL", "A"), GroupRow("X", "5C1", "NCL", "B")],
            "X is called 'A' and 'B'",
        ),
        (
            [GroupRow("X", "5A9", "NCL", "A", "other"), GroupRow("X", "5C1", "NCL")],
            "X is of two kinds",
        ),
        (
            [GroupRow("X", "5A9", "NCL", "A", "other"), GroupRow("X", "5H1", "Q36", kind="other")],
            "X is a part of NCL and Q36",
        ),
        ([GroupRow("X", "5A9", "NCL", "A", "cluster")], "'cluster' is no kind of a group"),
        (
            [GroupRow("X", "5A9", "NCL", "A", "sub_cluster", OCTOBER, SEPTEMBER)],
            "the last day 2011-09-30 comes before the first 2011-10-01",
        ),
        (
            [GroupRow("X", "5A9", "NCL", "A", "sub_cluster", date(2012, 4, 1))],
            "no day of it is in the book's year, 2011-04-01 to 2012-03-31",
        ),
        (
            [GroupRow("X", "5C1", "NCL", "A", "sub_cluster", OCTOBER)],
            "5C1 would be in NCL-S and in X on 2011-10-01",
        ),
        (
            [GroupRow("X", "5C9", "NCL", "A"), GroupRow("X", "5C9", "NCL", valid_from=OCTOBER)],
            "5C9 would be in X and in X on 2011-10-01",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_group_that_cannot_stand_is_refused_and_leaves_no_trace(
    rows: Sequence[GroupRow], why: str
) -> None:
    """Each reason in words; the book is as it was, also where it is only a test."""
    book = halves()
    before = book.head
    for test in (True, False):
        with pytest.raises(InputRefusedError) as refused:
            book.state_groups(rows, test=test, **PAPER)
        assert any(finding.message.startswith(why) for finding in refused.value.findings)
    assert book.head == before


def test_every_reason_is_told_at_once() -> None:
    """Two rows and a name, in one refusal."""
    rows = [GroupRow("X", "5H1", "NCL", "Camden"), GroupRow("X", "9ZZ", "NCL")]
    with pytest.raises(InputRefusedError) as refused:
        spent().state_groups(rows, **PAPER)
    assert len(refused.value.findings) == 4


@pytest.mark.parametrize("left_out", ["by", "on", "reference"])
def test_a_statement_is_signed(left_out: str) -> None:
    """An office, a day and a paper."""
    with pytest.raises(UsageError):
        spent().state_groups(NORTH, **{**PAPER, left_out: ""})


# Nothing of the gate takes it for anybody


def test_nothing_is_posted_to_a_sub_cluster() -> None:
    """It is no body; its members are."""
    book = halves()
    before = book.head
    with pytest.raises(PostingRefusedError, match="'NCL-N', which is no body of NCL"):
        book.post(event(Allocation(strand=RECURRENT, pence=1, issuer="DH"), body="NCL-N"))
    assert book.head == before


@pytest.mark.parametrize(
    "issuer",
    [
        *("NCL-N", "North of the cluster", "NHS North of the Cluster", "NCL-N board"),
        *("sub-cluster North", "the North of the sub-cluster", "North Central London sub-cluster"),
    ],
)
def test_a_sub_cluster_issues_nothing(issuer: str) -> None:
    """What it is said to give its members is a transfer between them."""
    book = halves()
    before = book.head
    given = event(Allocation(strand=NON_RECURRENT, pence=1, issuer=issuer), body="5A9")
    with pytest.raises(PostingRefusedError, match="comes from outside the group"):
        book.post(given)
    assert book.head == before


def test_what_issued_an_allocation_is_no_group_of_this_book() -> None:
    """A code that stands as the issuer of a letter cannot become a part of the cluster afterwards."""
    book = spent()
    book.post(event(Allocation(strand=NON_RECURRENT, pence=1, issuer="NORTHLAND"), body="5A9"))
    before = book.head
    with pytest.raises(InputRefusedError, match="comes from outside the group"):
        book.state_groups([GroupRow("NORTHLAND", "5A9", "NCL", "A part")], **PAPER)
    assert book.head == before


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_a_sub_cluster_is_no_party_and_approves_nothing(side: str) -> None:
    """Neither gives nor receives, nor has officers, and no transfer is approved in its name."""
    book = two_pcts()
    book.state_groups([GroupRow("NCL-N", "5A9", "NCL", "North of the cluster")], **PAPER)
    steps = Steps(book, **{side: "NCL-N"})
    with pytest.raises(PctFinanceError):
        steps.propose()
    with pytest.raises(PctFinanceError):
        book.state_officers("NCL-N", [("Director", None, "2011-04-01", "2012-03-31")])
    whole = Steps(book, "T2").until_submitted()
    with pytest.raises(PctFinanceError):
        whole.approve(authority="NCL-N")
    assert {e.body for e in book.holdings.resource.events} == {"5A9", "5K7"}


def test_a_sub_cluster_is_no_party_of_a_loan_in_another_book() -> None:
    """Whose lender has its ledger elsewhere is a body; a part of the cluster has none anywhere."""
    book = two_pcts()
    book.state_groups([GroupRow("NCL-N", "5A9", "NCL", "North of the cluster")], **PAPER)
    Steps(book).propose()
    proposed = book.holdings.resource.events[-1]
    assert isinstance(proposed.what, TransferProposed)
    register, seen = book.register, book.head.sequence
    groups = (book.group, *book._records.own_groups.groups(seen))
    for lender, refused in (("5H1", 0), ("NCL-N", 1), ("NCL", 1)):
        terms = proposed.what.terms.model_copy(update={"giver": lender, "outside": "giver"})
        what = proposed.what.model_copy(update={"terms": terms})
        found = inside_findings(
            [proposed.model_copy(update={"what": what})],
            register,
            groups,
            {"5A9": book.members(YEAR.period(1))[0]},
        )
        assert len(list(found)) == refused, lender


def test_a_sub_cluster_changes_nothing_that_the_gate_says() -> None:
    """The same transfer with and without sub-clusters: the same events to the byte."""
    plain, parted = two_pcts(), two_pcts()
    parted.state_groups(
        [
            GroupRow("NCL-N", "5A9", "NCL", "North of the cluster"),
            GroupRow("NCL-S", "5K7", "NCL", "South of the cluster"),
        ],
        **PAPER,
    )
    for book in (plain, parted):
        Steps(book).until_approved().action()
    documents = [
        [each.model_dump(exclude={"sequence"}) for each in book.holdings.resource.events]
        for book in (plain, parted)
    ]
    for one, other in zip(*documents, strict=True):
        assert {k: v for k, v in one.items() if k != "recorded_at"} == {
            k: v for k, v in other.items() if k != "recorded_at"
        }


# Kept, read from a file, and taken into the next year


def kept(folder: Path, *, text: str = FILE) -> tuple[Path, Path]:
    """A book of the sample in a folder, and a file of groups beside it."""
    place, file = folder / "ncl.book", folder / "groups.csv"
    Book.create_from(place, sample_path()).close()
    file.write_text(text, encoding="utf-8")
    return place, file


def test_the_command_states_shows_and_gives_up(run: Run, tmp_path: Path) -> None:
    """As a test first, which writes nothing; then for all commands that take a group."""
    place, file = kept(tmp_path)
    named = ("--by", "Head of Finance", "--on", "2011-04-01")
    bytes_before = (place / "book.sqlite").read_bytes()
    tried = run("groups", "load", place, file, *named, "--test", "--json")
    assert (tried.code, json.loads(tried.out)["stated"]) == (0, 0)
    assert (place / "book.sqlite").read_bytes() == bytes_before
    for _ in range(2):
        done = run("groups", "load", place, file, *named, "--request", "r1", "--json")
        assert (done.code, json.loads(done.out)["stated"]) == (0, 1)
    assert json.loads(done.out)["repeated"]
    listed = json.loads(run("groups", "list", place, "--json").out)["groups"]
    assert [(row["group"], row["body"], row["to"]) for row in listed] == [
        ("NCL-N", "5A9", ""),
        ("NCL-N", "5C1", "2011-09-30"),
        ("NCL-S", "5C1", ""),
        ("NCL-S", "5K7", ""),
    ]
    assert "NCL-S" in run("groups", "list", place).out
    shown = run("position", place, "--period", "M8", "--group", "NCL-S", "--json")
    assert [body["code"] for body in json.loads(shown.out)["bodies"]] == ["5C1", "5K7"]
    assert "NCL-N" in run("levels", place, "--as-of", "2011-12 M08").out
    assert run("controls", place, "M8", "--group", "NCL-N").code == 1
    assert run("verify", place).code == 0
    given_up = run("groups", "give-up", place, "NCL-N", *named, "--reference", "board 9")
    assert given_up.code == 0
    assert run("position", place, "--period", "M8", "--group", "NCL-N").code == 2
    again = Book.open(place, read_only=True)
    assert {row.group for row in again.groups().stated} == {"NCL-S"}
    assert again.verify() == ()


def test_a_test_says_that_it_would_be_taken_and_what_stands_is_passed_over(
    run: Run, tmp_path: Path
) -> None:
    """A file twice is one statement; under another paper, or once it is given up, it is another."""
    place, file = kept(tmp_path)
    named = ("--by", "Head of Finance", "--on", "2011-04-01")
    tried = run("groups", "load", place, file, *named, "--test")
    assert (tried.code, tried.out) == (0, "It would be taken.\n")
    assert run("groups", "load", place, file, *named).out.startswith("1 statement kept")
    before = (place / "book.sqlite").read_bytes()
    again = run("groups", "load", place, file, *named)
    assert (again.code, again.out) == (0, "It stands already as it is said; nothing was stated.\n")
    assert (place / "book.sqlite").read_bytes() == before
    for _ in range(2):
        found = json.loads(
            run("groups", "load", place, file, *named, "--request", "r1", "--json").out
        )
        assert (found["posted"], found["stated"]) == (0, 0)
    assert found["repeated"]
    paper = (*named, "--reference", "board 9")
    assert run("groups", "load", place, file, *paper).out.startswith("1 statement kept")
    tried = run("groups", "give-up", place, "NCL-N", *paper, "--test")
    assert tried.out == "It would be taken.\n"
    assert run("groups", "give-up", place, "NCL-N", *paper).out.startswith("1 statement kept")
    assert run("groups", "load", place, file, *paper).out.startswith("1 statement kept")
    book = Book.open(place, read_only=True)
    assert {row.group for row in book.groups().stated} == {"NCL-N", "NCL-S"}
    assert book.verify() == ()


def test_a_file_that_is_wrong_is_refused_with_its_rows(run: Run, tmp_path: Path) -> None:
    """Each at its row; nothing is written."""
    text = FILE.replace("NCL,5K7", "NCL,5H1").replace("30/09/2011", "30/13/2011")
    place, file = kept(tmp_path, text=text)
    before = (place / "book.sqlite").read_bytes()
    named = ("--by", "Head of Finance", "--on", "2011-04-01")
    refused = run("groups", "load", place, file, *named)
    assert refused.code == 3
    assert "groups.csv, row 3, column to" in refused.err
    file.write_text(FILE.replace("NCL,5K7", "NCL,5H1"), encoding="utf-8")
    refused = run("groups", "load", place, file, *named)
    assert refused.code == 3
    assert "groups.csv, row 5: 5H1 (Hammersmith and Fulham PCT) is not in NCL" in refused.err
    assert run("groups", "load", place, tmp_path / "none.csv", *named).code == 2
    assert (place / "book.sqlite").read_bytes() == before


def test_a_workbook_is_read_like_the_file(tmp_path: Path) -> None:
    """The sheet `groups`; dates may be dates."""
    from openpyxl import Workbook  # noqa: PLC0415 - beside its one use

    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "groups"
    for line in FILE.splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    sheet["G3"] = SEPTEMBER
    made.save(tmp_path / "groups.xlsx")
    assert read_plain_sheet(tmp_path / "groups.xlsx", "groups").title == "groups"
    by_sheet, by_rows = spent(), halves()
    by_sheet.load_groups(tmp_path / "groups.xlsx", by="Head of Finance", on="2011-04-01")
    assert by_sheet.groups().document() == by_rows.groups().document()


def test_verify_finds_a_statement_that_would_be_refused() -> None:
    """Forged past the command, with a body of another cluster, or with something that is no group."""
    book = halves()
    (stated,) = book._records.own_groups.statements(book.head.sequence)
    forged = json.loads(json.dumps(stated).replace("5K7", "5H1"))
    book._records.post((), statements=[forged])
    messages = [finding.message for finding in book.verify()]
    assert any("5H1 (Hammersmith and Fulham PCT) is not in NCL" in each for each in messages)
    torn = halves()
    torn._records.post((), statements=[{"kind": GROUPS, "groups": [["X"]]}])
    assert any("cannot be read" in finding.message for finding in torn.verify())


def test_groups_that_still_hold_go_into_the_next_book(tmp_path: Path) -> None:
    """Barnet's group goes on; one that ended is gone; one whose parent ends is to be stated anew."""
    book = two_boards()
    parent = book.group.code
    book.state_groups(
        [
            GroupRow("ON", "5A9", parent, "Goes on"),
            GroupRow("OVER", "5C1", parent, "Is over", valid_to=date(2012, 3, 31)),
        ],
        **PAPER,
    )
    following = rolled(book, tmp_path / "next.book")
    assert [(row.group, row.body) for row in following.groups().stated] == [("ON", "5A9")]
    assert following.verify() == ()
    position = following.position("M1", group="ON")
    assert [body.code for body in position.bodies] == ["5A9"]


def test_a_group_that_cannot_go_on_is_named() -> None:
    """Enfield is not in the next book's group: its own group is to be stated anew."""
    book = two_boards(leaver="5C1")
    book.state_groups([GroupRow("PART", "5C1", book.group.code, "A part")], **PAPER)
    following = rolled(book)
    assert following.groups().stated == ()
    message = "the group PART (A part): 5C1 (Enfield PCT) is not in TWO"
    assert any(each.startswith(message) for each in said(following))


# Against a plain reckoning


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A1", "B2", "C3"]),
            st.sampled_from(MEMBERS),
            st.integers(0, 365),
            st.integers(0, 365),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_members_and_history_are_those_of_each_day(rows: list[tuple[str, str, int, int]]) -> None:
    """Day by day in a dictionary: who is where at each month's end, and who is in two at once."""
    start, book = YEAR.start, spent()
    stated = [
        GroupRow(
            code,
            body,
            "NCL",
            f"Part {code}",
            "sub_cluster",
            start + timedelta(days=min(first, last)),
            start + timedelta(days=max(first, last)),
        )
        for code, body, first, last in rows
    ]
    where: dict[tuple[str, date], list[str]] = {}
    for row in stated:
        for day in range((row.valid_to - row.valid_from).days + 1):
            where.setdefault((row.body, row.valid_from + timedelta(days=day)), []).append(row.group)
    if any(len(groups) > 1 for groups in where.values()):
        with pytest.raises(InputRefusedError):
            book.state_groups(stated, **PAPER)
        return
    book.state_groups(stated, **PAPER)
    monthly = dict(zip(MEMBERS, (1, 10, 0, 2, 0), strict=True))
    for code in {row.group for row in stated}:
        expected = [
            [body for body in MEMBERS if where.get((body, month.end)) == [code]]
            for month in YEAR.periods
        ]
        history = book.history("M12", group=code) if any(expected) else None
        if history is None:
            with pytest.raises(UsageError):
                book.history("M12", group=code)
            continue
        assert [list(month.bodies) for month in history.months] == expected
        assert [month.pence for month in history.months] == [
            sum(monthly[body] for body in bodies) for bodies in expected
        ]


def test_the_packaged_register_has_no_sub_cluster() -> None:
    """What a book states is its own: the register of all stays as it is."""
    halves()
    assert {group.kind for group in Register.packaged().groups}.isdisjoint({"sub_cluster"})


def test_the_pairs_of_a_group_are_those_of_its_members() -> None:
    """Camden recharges Barnet and Enfield. The north in M8 is Barnet alone: one pair of two."""
    book = halves()
    for number, recipient in (("R1", "5A9"), ("R2", "5C1")):
        book.recharge(
            number,
            provider="5K7",
            recipient=recipient,
            pence=5_00,
            category="corporate",
            purpose="payroll",
            month="M8",
            by="Head of Finance",
            approved_by="Deputy Director of Finance",
        )

    def flows(**asked: Any) -> list[tuple[str, str]]:
        pairs = book.agreement("M8", **asked).pairs
        return sorted((each.provider, each.recipient) for each in pairs if each.side == "flows")

    assert flows() == [("5K7", "5A9"), ("5K7", "5C1")] == flows(group="NCL-S")
    assert flows(group="NCL-N") == [("5K7", "5A9")] == flows(body="5A9")
    assert book.agreement("M8", group="NCL-N").group.name == "North of the cluster"
    with pytest.raises(UsageError, match="a body and a group are named"):
        book.agreement("M8", group="NCL-N", body="5A9")
