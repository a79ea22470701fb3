"""Controls of any body or group: who is looked at, who is in another book, and what passes between."""

import json
from collections.abc import Iterator

import pytest

from command import Run
from control_examples import BARNET, OFFICE, barnet
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance import Book, control, sample_path
from pctfinance.consolidation.controls.model import Control, Scope
from pctfinance.consolidation.controls.run import Outcome
from pctfinance.consolidation.controls.views import GroupView
from pctfinance.errors import Finding, UnknownNameError, UsageError
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation
from sample_books import sample_book
from test_positions_of_groups import moved, two_clusters, with_a_year

DEPUTY = "Deputy Director of Finance"


@pytest.fixture(scope="module")
def sample() -> Book:
    """The packaged sample; nothing here writes to it."""
    return sample_book()


def found(book: Book, month: str, group: str, basis: str | None = None) -> set[tuple[str, str]]:
    """Which controls found something, in which bodies."""
    report = book.check(month, group=group, basis=basis)
    return {(r.control.id, r.body) for r in report.results if r.outcome is Outcome.FOUND and r.body}


def test_a_body_alone_comes_to_what_it_comes_to_in_its_group(sample: Book) -> None:
    """Every control, in every body of the sample, asked for alone and with the others."""
    for month in ("M3", "M8", "M12"):
        whole = sample.check(month)
        for body in ("5A9", "5C1", "5C9", "5K7", "5K8"):
            alone = sample.check(month, group=body)
            assert alone.bodies in ((body,), (body, ""))
            for one in whole.controls:
                assert alone.of(one.id, body).outcome is whole.of(one.id, body).outcome, one.id


def test_the_members_are_those_at_the_end_of_the_month() -> None:
    """Enfield overspends: in September it is northern, in March southern, and the north says so."""
    book = moved()
    assert ("duty-breach", "5C1") in found(book, "M06", "NORTH", "ytd")
    assert book.check("M06", group="SOUTH").bodies == ("5K7",)
    assert ("duty-breach", "5C1") in found(book, "M12", "SOUTH")
    north = book.check("M12", group="NORTH")
    assert [r.body for r in north.results if r.control.id == "duty-breach"] == ["5A9"]
    (left,) = north.of("body-left", "5C1").findings
    assert left.message.startswith("Enfield PCT left NORTH")
    assert left.evidence[0].about.startswith("member of NORTH on 2012-03-31")


def test_members_in_other_books_are_named_and_pass_nothing() -> None:
    """The southern book holds nothing of it: Camden has no result, and the list is not whole."""
    book = with_a_year(Book.in_memory("2011-12", group="NORTH", register=two_clusters("NORTH")))
    south = book.check("M12", group="SOUTH")
    assert (south.bodies, south.not_in_book) == (("5C1", ""), ("5K7",))
    with pytest.raises(KeyError):
        south.of("duty-breach", "5K7")
    (told,) = south.of("members-elsewhere", "").findings
    assert (told.code, told.evidence[0].value) == ("register.not-in-book", "5K7")
    assert south.exit_code == 1
    assert "Of 1 member in other books nothing is known." in south.headline
    assert south.document()["not_in_book"] == ["5K7"]
    own = book.check("M12")
    assert (own.not_in_book, own.of("members-elsewhere", "5A9").outcome) == ((), Outcome.PASSED)


def test_what_passes_between_two_bodies_is_found_of_one_alone() -> None:
    """£100 goes from Barnet to Camden by two allocations: Barnet alone tells it, Enfield does not."""
    book = barnet()
    for body, pence in ((BARNET, 500_00), ("5K7", 500_00), (BARNET, -100_00), ("5K7", 100_00)):
        strand = NON_RECURRENT if abs(pence) == 100_00 else RECURRENT
        what = Allocation(strand=strand, pence=pence, issuer="DH")
        book.post(event(what, body=body, reference=f"letter {body} {pence}"))
    whole = book.check("M8", only=["transfer-disguised"])
    alone = book.check("M8", only=["transfer-disguised"], group=BARNET)
    assert alone.of("transfer-disguised", BARNET).findings == whole.findings
    assert "'letter 5K7 10000' gives the same to 5K7" in alone.findings[0].message
    assert found(book, "M8", "5C1").isdisjoint({("transfer-disguised", "5C1")})


def test_a_disagreement_is_told_to_each_of_the_two_alone() -> None:
    """Barnet is owed £1,001 by Camden, which knows nothing of it."""
    book = barnet()
    for body, other in ((BARNET, "5K7"), ("5K7", "5C1")):
        pounds = 1001 if body == BARNET else 0
        owed = [
            JournalLine("81000", debit_pence=pounds * 100 + 500_00, counterparty=other),
            JournalLine("81001", credit_pence=pounds * 100 + 500_00),
        ]
        book.submit_journal(body, "M8", owed, by=OFFICE, narrative="owed", number="J1")
        book.approve_journal(body, "J1", by=DEPUTY)
    for body in (BARNET, "5K7"):
        assert ("balances-disagree", body) in found(book, "M8", body)
    assert ("balances-disagree", "5K8") not in found(book, "M8", "5K8")


def test_an_own_control_of_the_book_looks_at_all_bodies_and_tells_of_those_asked() -> None:
    """Its findings about others are left out; one of a group looks at the group alone."""
    seen: dict[str, list[str]] = {}

    def looking(scope: Scope) -> Control:
        def look(at: GroupView) -> Iterator[Finding]:
            seen[scope] = [view.body.code for view in at.bodies]
            for view in at.bodies:
                yield at.found("told", body=view.body.code)

        return control(id=scope, rule="r", source="s", scope=scope)(look)

    mine = [looking("book"), looking("group")]
    report = barnet().check("M1", group="5K7", controls=mine, only=["book", "group"])
    assert seen == {"book": ["5A9", "5C1", "5C9", "5K7", "5K8"], "group": ["5K7"]}
    assert [(r.control.id, r.body) for r in report.results] == [("book", "5K7"), ("group", "5K7")]


def test_a_body_that_left_the_group_is_looked_at_when_it_is_asked_for() -> None:
    """Enfield left the north in September; the northern book still holds its ledger."""
    book = with_a_year(Book.in_memory("2011-12", group="NORTH", register=two_clusters("NORTH")))
    assert ("duty-breach", "5C1") in found(book, "M12", "5C1")


def test_who_is_not_there_is_refused(sample: Book) -> None:
    """A name that nobody has, and a body of another book."""
    with pytest.raises(UnknownNameError):
        sample.check("M8", group="NOWHERE")
    with pytest.raises(UsageError, match="is no body of this book"):
        sample.check("M8", group="5H1")


def test_the_command_takes_a_body_or_a_group(run: Run) -> None:
    """As `position` does."""
    sample = str(sample_path())
    told = run("controls", sample, "M8", "--group", "LON", "--json")
    document = json.loads(told.out)
    assert (told.code, document["group"], len(document["not_in_book"])) == (1, "LON", 26)
    alone = json.loads(run("controls", sample, "M8", "--body", "5K8", "--json").out)
    assert {result["body"] for result in alone["results"]} <= {"5K8", ""}
