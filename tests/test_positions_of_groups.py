"""The position of any body or group: who is in it, who is not, and where history stays."""

from datetime import date

import pytest

from command import Run
from ledger_examples import RECURRENT, event
from pctfinance.bodies import Body, Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.aggregate import GroupStatus
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import Level, UnknownNameError, UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.terms import Terms
from sample_books import sample_book

YEAR = FinancialYear("2011-12")
FIRST, LAST = YEAR.start, YEAR.periods[-1].end


def two_clusters(own: str = "ALL") -> Register:
    """Barnet, Enfield and Camden; Enfield moves from the north to the south in October."""
    rows = {
        "ALL": [Membership(code, "ALL", FIRST, LAST) for code in ("5A9", "5C1", "5K7")],
        "NORTH": [
            Membership("5A9", "NORTH", FIRST, LAST),
            Membership("5C1", "NORTH", FIRST, date(2011, 9, 30)),
        ],
        "SOUTH": [
            Membership("5C1", "SOUTH", date(2011, 10, 1), LAST),
            Membership("5K7", "SOUTH", FIRST, LAST),
        ],
    }
    register = Register.packaged()
    for code in sorted(rows, key=lambda code: code == own):
        register = register.with_group(Group(code, code.title()), rows[code])
    return register


def with_a_year(book: Book) -> Book:
    """Limits of 100 each; Barnet spends 1 a month, Enfield 10, Camden 2."""
    spent = {"5A9": 1, "5C1": 10, "5K7": 2}
    mine = {
        code: pence
        for code, pence in spent.items()
        if code in book._records.terms.members_of_year()
    }
    book.post(
        *(event(Allocation(strand=RECURRENT, pence=100, issuer="DH"), body=code) for code in mine),
        *(
            event(
                FiguresLoaded(
                    table="actuals",
                    rows=(FigureRow(month.number, Limit.REVENUE, "acute", pence),),
                ),
                body=code,
                effective=month.end,
            )
            for code, pence in mine.items()
            for month in YEAR.periods
        ),
    )
    return book


def moved() -> Book:
    """The year of all three, in one book."""
    return with_a_year(Book.in_memory("2011-12", group="ALL", register=two_clusters()))


def test_a_body_that_moves_is_shown_where_it_was_and_its_duty_where_it_is() -> None:
    """In September Enfield is northern; in March its breach of the whole year, 20, is southern."""
    book = moved()
    september = book.position("M06", group="NORTH", basis="ytd")
    assert [body.code for body in september.bodies] == ["5A9", "5C1"]
    assert september.aggregate().breaches == ("5C1",)
    assert [body.code for body in book.position("M06", group="SOUTH").bodies] == ["5K7"]

    north, south = (book.position("M12", group=code) for code in ("NORTH", "SOUTH"))
    assert [body.code for body in north.bodies] == ["5A9"]
    assert north.aggregate().status is GroupStatus.MET
    assert [finding.where.body for finding in north.findings if finding.where] == ["5C1"]
    assert north.findings[0].code == "register.left-group"
    assert (south.aggregate().breaches, south.aggregate().overspends_pence) == (("5C1",), -20)


def test_history_stays_with_the_old_parent() -> None:
    """Enfield's six months at 10 are northern; the south has them from October."""
    book = moved()
    north, south = (book.history("M12", group=code) for code in ("NORTH", "SOUTH"))
    assert [month.pence for month in north.months] == [11] * 6 + [1] * 6
    assert [month.pence for month in south.months] == [2] * 6 + [12] * 6
    assert (north.pence, south.pence) == (72, 84)
    assert book.history("M12").pence == 12 * 13
    assert book.history("M12", group="5C1").pence == 120
    assert north.months[0].bodies == ("5A9", "5C1")
    frame = south.table
    assert frame["pence"].sum() == 84
    assert "Southern" not in str(south)
    assert "5C1, 5K7" in str(south)


def test_history_is_that_of_the_cube() -> None:
    """One answer, by two ways."""
    book = moved()
    for code in ("ALL", "NORTH", "SOUTH"):
        months = tuple(month.pence for month in book.history("M12", group=code).months)
        assert months == book.cube("M12").history(code)


def test_a_month_in_which_a_member_was_silent_is_not_known() -> None:
    """No figures for May: neither May nor the year to date is known, and Barnet is named."""
    book = Book.in_memory("2011-12", group="NCL")
    for month in (1, 3):
        rows = (FigureRow(month, Limit.REVENUE, "acute", 5),)
        load = FiguresLoaded(table="actuals", rows=rows)
        book.post(event(load, effective=YEAR.period(month).end))
    history = book.history("M03", group="5A9")
    assert [month.pence for month in history.months] == [5, None, 5]
    assert history.months[1].silent == ("5A9",)
    assert history.pence is None
    document = history.document()
    assert (document["to_date_pence"], document["months"][1]["charged_pence"]) == (None, None)


def test_members_in_other_books_keep_a_group_from_being_met() -> None:
    """A book of the north knows of Camden's membership of the south, and holds nothing of it."""
    book = with_a_year(Book.in_memory("2011-12", group="NORTH", register=two_clusters("NORTH")))
    south = book.position("M12", group="SOUTH")
    assert [body.code for body in south.bodies] == ["5C1"]
    assert [body.code for body in south.not_in_book] == ["5K7"]
    assert south.aggregate().status is GroupStatus.BREACH  # Enfield's, whoever else there is
    all_three = book.position("M12", group="ALL")
    total = all_three.aggregate()
    assert (total.breaches, total.not_in_book) == (("5C1",), ("5K7",))
    (found,) = [each for each in all_three.findings if each.code == "register.not-in-book"]
    assert found.level is Level.WARNING
    assert "1 of the 3 bodies of ALL are not in this book" in found.message
    assert all_three.document()["aggregate"][0]["not_in_book"] == ["5K7"]


def test_bodies_within_their_limits_are_not_the_whole_of_england() -> None:
    """Camden alone is within its limit; the country of which it is one of 151 is incomplete."""
    register = Register.packaged().with_group(Group("ONE", "Camden alone"), ["5K7"])
    book = with_a_year(Book.in_memory("2011-12", group="ONE", register=register))
    assert book.position("M12").aggregate().status is GroupStatus.MET
    england = book.position("M12", group="ENGLAND")
    assert england.aggregate().status is GroupStatus.INCOMPLETE
    assert len(england.not_in_book) == 150
    assert england.headline.startswith("INCOMPLETE: all 1 PCTs here are within")
    assert "150 of the 151 PCTs of this group are not in this book" in england.headline
    assert "and 142 more" in next(
        each.message for each in england.findings if each.code == "register.not-in-book"
    )
    # Nor is any colour of England green, though Camden's is.
    assert england.body("5K7").on(Duty.REVENUE).colour(england.basis).value == "green"
    assert england.colour(Duty.REVENUE, england.basis).value.value == "not_rated"


def test_a_book_that_is_opened_again_still_knows_who_is_elsewhere() -> None:
    """Groups and bodies that the packaged register does not know come back with the terms."""
    register = Register.packaged().with_rows(bodies=[Body("QZ9", "Stranger PCT")])
    register = register.with_group(
        Group("SUB", "Outer north"),
        [Membership("5A9", "SUB", FIRST, LAST), Membership("QZ9", "SUB", FIRST, LAST)],
    )
    own = Group("NORTH", "North")
    register = register.with_group(own, [Membership("5A9", "NORTH", FIRST, LAST)])
    terms = Terms.from_document(Terms.of(YEAR, own, register).document())
    assert [body.name for body in terms.register.members("SUB", LAST)] == [
        "Barnet PCT",
        "Stranger PCT",
    ]
    assert len(terms.register.members("ENGLAND", LAST)) == 151


def test_one_body_by_itself() -> None:
    """No aggregate, no group: its duty, its categories, its word."""
    book = sample_book()
    barnet = book.position("M12", group="5A9")
    assert (barnet.level, [body.code for body in barnet.bodies]) == ("body", ["5A9"])
    whole = book.position("M12").body("5A9")
    assert barnet.bodies == (whole,)
    assert barnet.headline == "BREACH: the revenue resource limit is exceeded by £19.1m."
    text = str(barnet)
    assert "Aggregate" not in text
    assert "Together" not in text
    assert set(barnet.report_table["level"]) == {"body"}
    assert book.position("M12", group="Barnet PCT").bodies == barnet.bodies
    assert book.position("M12", group="ncl").bodies == book.position("M12").bodies


@pytest.mark.parametrize("code", ["NCL", "Q36", "LON", "ENGLAND"])
def test_the_breaches_show_at_every_level(code: str) -> None:
    """48.6 over in three, 64.0 under in two: a breach in the cluster, in London and in England."""
    total = sample_book().position("M12", group=code).aggregate()
    assert (total.status, total.breaches) == (GroupStatus.BREACH, ("5A9", "5C1", "5C9"))
    assert (total.overspends_pence, total.underspends_pence) == (-48_600_000_00, 64_000_000_00)


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ("NWL", UsageError, "no body of NWL"),
        ("5H1", UsageError, "5H1 .* is no body of this book"),
        ("5A8", UsageError, "is no body of this book"),
        ("Lundon", UnknownNameError, "Lundon"),
        ("NHS Barnet CCG", UnknownNameError, "07M"),
    ],
)
def test_what_is_not_here_is_refused(asked: str, error: type[Exception], words: str) -> None:
    """A stranger is no group of nought."""
    with pytest.raises(error, match=words):
        sample_book().position("M12", group=asked)


def test_the_command(run: Run) -> None:
    """The group, a body, a history; breaches end with 1, a wrong question with 2."""
    sample = str(sample_path())
    shown = run("position", sample, "--period", "M12", "--group", "LON")
    assert shown.code == 1
    assert "26 of the 31 PCTs of this group" in " ".join(shown.out.split())
    assert "Underlying position" in shown.out
    body = run("position", sample, "--period", "M12", "--body", "5K7", "--json")
    assert '"level": "body"' in body.out
    history = run("position", sample, "--period", "M02", "--history")
    assert history.code == 0
    assert "202,500" in history.out
    told = run("position", sample, "--period", "M02", "--history", "--json")
    assert '"to_date_pence"' in told.out
    for wrong in (
        ("--group", "LON", "--body", "5A9"),
        ("--history", "--basis", "ytd"),
        ("--body", "5H1"),
    ):
        assert run("position", sample, "--period", "M12", *wrong).code == 2
