"""Every code that a command of the decisions can be refused for: its words, its exit code, no trace.

Exit code 4 where an authority's approval is missing or does not fit, 3 where the input is refused.
"""

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from command import Run
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.codes import CODES
from pctfinance.decisions.refusals import rule_of
from pctfinance.documents import REFUSED
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, HeadroomLodged, PlannedSurplus
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.rules_behind import RULES
from transfer_examples import Steps

CAMDEN, BARNET, SHA = "Camden finance", "Barnet finance", "London finance"
LETTER = b"the letter of approval"
YEAR = ("2011-04-01", "2012-03-31")


def _transfers(book: Book) -> None:
    """T1 proposed, T2 submitted, T3 approved on a condition, T4 actioned."""

    def go(number: str, *, to: str, **terms: object) -> Steps:
        steps = Steps(book, number, **terms)
        steps.propose(by=BARNET)
        if to == "proposed":
            return steps
        for side in book.transfer(number).needs_sides:
            steps.agree(side.value, by=CAMDEN if side == "giver" else BARNET)
        steps.submit(by=CAMDEN)
        return steps

    go("T1", to="proposed")
    go("T2", to="submitted")
    go("T3", to="submitted").approve(by=SHA, conditions=["plan"])
    go("T4", to="submitted").approve(by=SHA)
    book.action_transfer("T4", by=CAMDEN, on="2011-07-01")
    nine = Steps(book, "T9", pence=99_00)
    nine.propose(by=BARNET)
    nine.agree("giver", by=CAMDEN)
    nine.agree("receiver", by=BARNET)
    loan: dict[str, Any] = {"kind": "loan", "repayments": [("2011-12", 5_00), ("2012-13", 5_00)]}
    go("L1", to="submitted", **loan).approve(by=SHA)
    book.action_transfer("L1", by=CAMDEN, on="2011-07-01")
    terms: dict[str, Any] = {
        "kind": "lodgement",
        "receiver": "Q36",
        "taken_from": "planned surplus",
    }
    go("S1", to="submitted", **terms).approve(by=SHA)
    book.action_transfer("S1", by=CAMDEN, on="2011-07-01")
    back: dict[str, Any] = {
        "of_loan": "L1",
        "effective": "2011-08-01",
        "by": BARNET,
        "on": "2011-08-01",
    }
    book.propose_repayment("P1", pence=4_00, **back)
    for side, by in (("giver", BARNET), ("receiver", CAMDEN)):
        book.agree_transfer("P1", side, by=by, on="2011-08-02")
    book.submit_transfer("P1", by=BARNET, on="2011-08-03")


def _fund(book: Book) -> None:
    """F1 and F3 stand, and Barnet gave its share of F1; F2 is stated."""
    terms: dict[str, Any] = {"purpose": "risk share", "holder": "NCL cluster", "by": "NCL cluster"}
    for number in ("F1", "F2"):
        donors = {"5K7": 5_00, "5A9": 5_00}
        book.state_fund(number, donors=donors, on="2011-05-01", **terms)
    book.state_fund("F3", donors={"5K7": 99_00}, on="2011-05-01", **terms)
    book.agree_fund("F3", "5K7", by=CAMDEN, on="2011-05-02")
    book.agree_fund("F1", "5K7", by=CAMDEN, on="2011-05-02")
    book.agree_fund("F1", "5A9", by=BARNET, on="2011-05-02")
    book.contribute("F1", "5A9", 5_00, by=BARNET, on="2011-05-03")


def _cases(book: Book) -> None:
    """C1 proposed, C2 approved on a condition, C3 approved; E1 committed; J1 and R1 submitted."""
    say: dict[str, Any] = {
        "category": "transition",
        "purpose": "redundancies",
        "by": BARNET,
        "on": "2011-05-10",
    }
    for case in ("C1", "C2", "C3"):
        book.propose_case("5A9", case, 8_00, **say)
    book.approve_case("5A9", "C2", 6_00, by=SHA, approval="S", on="2011-06-01", conditions=["x"])
    book.approve_case("5A9", "C3", 6_00, by=SHA, approval="S", on="2011-06-01")
    book.commit_in_emergency(
        "5A9", "E1", 9_00, category="care", purpose="placement at night", on_call_body="5C9",
        by="Haringey on call", at="2011-12-26T02:40", reference="log 31",
    )  # fmt: skip
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=500),
        JournalLine("81000", credit_pence=500),
    ]
    for number in ("J1", "J2"):
        book.submit_journal("5A9", "M8", lines, number=number, by=BARNET, narrative="accrual")
    book.approve_journal("5A9", "J2", by=CAMDEN)
    said: dict[str, Any] = {"provider": "5K7", "recipient": "5A9", "pence": 900, "by": BARNET}
    said |= {"category": "acute", "purpose": "payroll", "month": "M8"}
    book.recharge("R1", **said)
    book.recharge("R4", **said, approved_by=CAMDEN)
    book.reverse_recharge("R5", reverses="R4", by=BARNET, reason="wrong", approved_by=CAMDEN)


def _state(place: Path) -> tuple[int, list[dict[str, object]]]:
    """How many events a book has, and its statements."""
    book = Book.open(place, read_only=True)
    said = [dict(each.content) for each in book._records.statements]
    events = len(book.holdings.resource.events)
    book.close()
    return events, said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A book in which something of every chapter waits; its events and statements."""
    place = tmp_path_factory.mktemp("refusals") / "ncl.book"
    book = Book.create(place, "2011-12", group="NCL")
    for body in ("5K7", "5A9"):
        for strand in (RECURRENT, NON_RECURRENT):
            book.post(event(Allocation(strand=strand, pence=100_00, issuer="DH"), body=body))
    book.post(
        event(PlannedSurplus(strand=NON_RECURRENT, pence=10_00), body="5K7"),
        event(HeadroomLodged(pence=15_00), body="5A9"),
    )
    book.state_officers("Q36", [(SHA, 20_00, "2011-04-01", "2011-10-02")])
    _transfers(book)
    _fund(book)
    _cases(book)
    book.submit_month("5C9", "M1", by="Haringey finance")
    book.close()
    (place.parent / "letter").write_bytes(LETTER)
    head = "body,period,number,line,purpose,account,limit,category,debit,credit\n"
    one = f"{head}5A9,M8,J9,1,a,52110,revenue,acute,1,\n5A9,M8,J9,2,a,81000,balance sheet,,,2\n"
    (place.parent / "bad.csv").write_text(one, encoding="utf-8")
    events, said = _state(place)
    return place, events, len(said)


TERMS = "--giver 5K7 --receiver 5A9 --effective 2011-07-01 --purpose p"
JUNE = "--on 2011-06-25"
LATE = "--on 2012-03-31"
DECIDE = f"--reference r --evidence letter --authority Q36 {JUNE}"
LENT = "--of-loan L1 --effective 2011-09-01 --on 2011-09-01 --purpose p"
TABLE: list[tuple[str, int, str]] = [
    # Transfers
    ("transfer.terms", 3, f"transfer propose | X1 {TERMS} --amount 1 --reverses T9 --by B {JUNE}"),
    ("transfer.state", 3, f"transfer submit | T1 --by Camden {LATE}"),
    ("transfer.unsigned", 3, f"transfer end | T1 withdrawn --reason r --by Enfield {LATE}"),
    ("transfer.digest", 3, f"transfer agree | T1 giver --digest 00 --by Camden {LATE}"),
    ("transfer.resource", 3, "transfer submit | T9 --by Camden --on 2011-06-20"),
    ("transfer.amount", 3, f"transfer approve | T2 --amount 11 {DECIDE} --by 'London finance'"),
    ("transfer.unapproved", 4, f"transfer action | T2 --by Camden {LATE}"),
    ("transfer.competence", 4, f"transfer approve | T2 {DECIDE} --authority LON --by L"),
    ("transfer.officer", 4, f"transfer approve | T2 {DECIDE} --by Secretary"),
    ("transfer.own-approval", 4, f"transfer approve | T2 {DECIDE} --by 'Barnet finance'"),
    ("transfer.conditions", 4, f"transfer action | T3 --by Camden {LATE}"),
    ("transfer.used", 4, f"transfer action | T4 --by Camden {LATE}"),
    # Loans
    ("loan.unknown", 3, f"loan repay | X1 --amount 1 --by B {LENT} --of-loan L9"),
    (
        "loan.parties",
        3,
        f"transfer propose | X1 {TERMS} --amount 1 --kind repayment --of-loan L1 --by B {LATE}",
    ),
    ("loan.exceeds", 3, f"loan repay | X1 --amount 10.01 --by B {LENT}"),
    ("loan.schedule", 3, f"loan reschedule | X1 --repayment '2010-11;10' --by B {LENT}"),
    (
        "loan.reversal",
        3,
        (
            f"transfer propose | X1 --giver 5A9 --receiver 5K7 --effective 2011-09-01 --purpose p "
            f"--amount 10 --reverses L1 --by B {LATE}"
        ),
    ),
    ("loan.not-covered", 4, f"loan cover | P1 --by B {LATE}"),
    # Lodgements
    (
        "lodgement.unknown",
        3,
        (
            f"transfer propose | X1 --giver Q36 --receiver 5K7 --effective 2011-09-01 --purpose p "
            f"--amount 1 --kind return --lodgement S9 --by C {LATE}"
        ),
    ),
    (
        "lodgement.strand",
        3,
        (
            f"transfer propose | X1 --giver Q36 --receiver 5K7 --effective 2011-09-01 --purpose p "
            f"--amount 1 --kind return --lodgement S1 --funding recurrent --by C {LATE}"
        ),
    ),
    (
        "lodgement.exceeds",
        3,
        "write-off | 5K7 S1 10.01 --authority Q36 --by C --reason r --reference r",
    ),
    ("lodgement.holder", 3, "write-off | 5K7 S1 1 --authority MAE --by C --reason r --reference r"),
    (
        "lodgement.unsigned",
        3,
        "write-off | 5K7 S1 1 --authority Q36 --by C --reason ' ' --reference r",
    ),
    # Funds
    (
        "fund.terms",
        3,
        f"fund state | F9 --purpose p --holder H --donor '5ET;1' --by H {JUNE}",
    ),
    ("fund.state", 3, f"fund contribute | F2 5K7 --amount 1 --by C {JUNE}"),
    ("fund.unsigned", 3, f"fund waive | F1 5A9 --by Barnet --reason r {JUNE}"),
    (
        "fund.resource",
        3,
        "fund contribute | F3 5K7 --amount 99 --by 'Camden finance' --on 2011-06-01",
    ),
    ("fund.share", 4, f"fund contribute | F1 5K7 --amount 6 --by 'Camden finance' {JUNE}"),
    ("fund.waiver", 3, f"fund waive | F1 5A9 --amount 6 --by 'NCL cluster' --reason r {JUNE}"),
    (
        "fund.spread",
        4,
        f"fund state | F1 --purpose p --holder H --donor '5K7;1' --by H {JUNE}",
    ),
    # Cases
    ("headroom.unsigned", 3, "case lapse | 5A9 C1 --by ' ' --reason r --on 2011-08-01"),
    ("headroom.unknown-case", 3, "case lapse | 5A9 C9 --by B --reason r --on 2011-08-01"),
    ("headroom.case-number", 3, f"case propose | 5A9 C1 1 --category c --purpose p --by B {JUNE}"),
    (
        "headroom.recurrent",
        3,
        f"case propose | 5A9 C9 1 --category c --purpose p --by B --recurrent {JUNE}",
    ),
    ("headroom.wrong-state", 3, f"case refuse | 5A9 C3 --by 'London finance' --reason r {JUNE}"),
    ("headroom.not-approved", 4, "case spend | 5A9 C1 M5 1 --by B"),
    (
        "headroom.own-decision",
        4,
        f"case approve | 5A9 C1 1 --by 'Barnet finance' --approval a {JUNE}",
    ),
    (
        "headroom.not-competent",
        4,
        f"case approve | 5A9 C1 1 --by X --approval a --authority MAE {JUNE}",
    ),
    ("headroom.officer", 4, f"case approve | 5A9 C1 1 --by X --approval a {JUNE}"),
    (
        "headroom.too-early",
        3,
        "case approve | 5A9 C1 1 --by 'London finance' --approval a --on 2011-05-01",
    ),
    ("headroom.condition", 4, "case release | 5A9 C2 1 --by L --reference r --on 2011-07-01"),
    (
        "headroom.exceeds-case",
        3,
        f"case approve | 5A9 C1 9 --by 'London finance' --approval a {JUNE}",
    ),
    (
        "headroom.exceeds-lodged",
        3,
        f"case approve | 5A9 C1 8 --by 'London finance' --approval a {JUNE}",
    ),
    ("approval.missing", 4, f"case approve | 5A9 C1 1 --by 'London finance' {JUNE}"),
    # Commitments
    ("commitment.unsigned", 3, "commitment charge | 5A9 E1 M10 1 --by ' ' --line l"),
    (
        "commitment.number",
        3,
        (
            "commitment record | 5A9 E1 1 --category c --purpose p --on-call-body 5C9 --by H "
            "--at 2011-12-27T01:00 --reference r"
        ),
    ),
    (
        "commitment.own-resource",
        3,
        (
            "commitment record | 5A9 E2 1 --category c --purpose p --on-call-body 5A9 --by H "
            "--at 2011-12-27T01:00 --reference r"
        ),
    ),
    ("commitment.unknown", 3, "commitment charge | 5A9 E9 M10 1 --by B --line l"),
    ("commitment.date", 3, "commitment charge | 5A9 E1 M8 1 --by B --line l"),
    (
        "commitment.own-settlement",
        3,
        "commitment regularise | 5A9 E1 --by 'Haringey on call' --on 2012-01-04 --reference r",
    ),
    (
        "commitment.exceeds",
        3,
        "commitment regularise | 5A9 E1 --amount 10 --by B --on 2012-01-04 --reference r",
    ),
    ("commitment.unmatched", 3, "commitment charge | 5A9 E1 M10 1 --by B --journal J9"),
    # Journals, recharges, months
    ("journal.unsigned", 3, "journal approve | 5A9 J1 --by ' '"),
    ("journal.unknown", 3, "journal approve | 5A9 J9 --by B"),
    ("journal.state", 3, "journal reject | 5A9 J2 --by C --reason r"),
    ("journal.own-decision", 3, "journal approve | 5A9 J1 --by 'Barnet finance'"),
    (
        "journal.number",
        3,
        (
            "recharge enter | J1 --provider 5K7 --recipient 5A9 --amount 1 --category acute "
            "--purpose p --month M8 --by B"
        ),
    ),
    ("journal.refused", 3, "journal submit | bad.csv --by B"),
    ("recharge.refused", 3, "recharge approve | R9 --by B"),
    (
        "recharge.unpaired",
        3,
        "recharge reverse | R6 --reverses R4 --by B --reason r",
    ),
    ("month.unsigned", 3, "submit | M1 --body 5C1 --by ' '"),
    ("month.wrong-state", 3, "submit | M1 --body 5C9 --by H"),
    ("month.out-of-order", 3, "submit | M3 --body 5C9 --by H"),
    (
        "month.not-open",
        3,
        (
            "recharge enter | R3 --provider 5C9 --recipient 5A9 --amount 1 --category acute "
            "--purpose p --month M1 --by B"
        ),
    ),
    # Duties, signatures, savings, contracts
    (
        "duty.not-competent",
        4,
        "control-total | 5A9 1 --authority 5K7 --on 2011-06-01 --reference r --by H",
    ),
    (
        "statement.too-early",
        3,
        "sign-statements | 5A9 --by 'Director of Finance' --on 2012-03-31 --reference r",
    ),
    (
        "statement.two-offices",
        3,
        (
            "sign-statements | 5A9 --by 'Director of Finance' --role accountable-officer "
            "--on 2012-06-07 --reference r"
        ),
    ),
    (
        "qipp.unsigned",
        3,
        (
            "qipp state | 5A9 Q1 Generics --month 'M04;1' --category acute --recurrence recurrent "
            "--reference p --by ' '"
        ),
    ),
    (
        "qipp.unknown-scheme",
        3,
        "qipp report | 5A9 Q9 --month M08 --saved 1 --forecast 1 --rating red --by H",
    ),
    (
        "contract.unsigned",
        3,
        (
            "contract state | 5A9 K1 --provider RX --provider-name X --line 'NEL;Admitted;12;2' "
            "--share '5A9;1' --reference c --by ' '"
        ),
    ),
    ("contract.unknown", 3, "contract activity | 5A9 K9 --month M06 --line 'NEL;1' --by H"),
]
"""One refusal for each code: the code, the exit code, and the command with `|` where its book goes."""

ELSEWHERE = {
    "commitment.category": "the command takes the category of the commitment itself",
    "commitment.settled": "said of a reversal: see `reverse`",
    "delegation.unapproved-move": "said of rows: see `load`",
    "duty.unsigned": "the command says itself that an office or a paper is missing, with exit code 2",
    "fund.strand": "the command takes the strand of the fund itself",
    "headroom.category": "the command takes the category of the case itself",
    "headroom.exceeds-required": "the command says itself that no more is missing, with exit code 2",
    "ledger.exceeds": "said of rows: see `load`",
    "loan.carried": "said of another book: see `loan take-over`",
    "lodgement.anticipated": "needs the book of the next year",
    "lodgement.carried": "said of rows: see `load`",
    "month.controls": "`close-month` runs the controls itself",
    "month.impacted": "needs a closed month under which something changed",
    "statement.unsigned": "the command says itself that an office or a paper is missing, as above",
    "transfer.legs": "commands post all legs",
}
"""Codes that no row stands for, each with the reason."""


def test_every_code_has_a_row_or_a_reason() -> None:
    """Whoever adds a code says how a command is refused for it."""
    rows = [code for code, *_ in TABLE]
    assert sorted([*rows, *ELSEWHERE]) == sorted(RULES)
    assert set(rows) <= set(CODES)


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_command_is_refused(
    run: Run, made: tuple[Path, int, int], tmp_path: Path, row: tuple[str, int, str]
) -> None:
    """It names its code and rule, ends with its exit code, and leaves at most that it was tried."""
    code, exit_code, line = row
    first, events, statements = made
    place = tmp_path / "ncl.book"
    shutil.copytree(first, place)
    words, _, rest = line.partition(" | ")
    files = {word: first.parent / word for word in ("letter", "bad.csv")}
    given = [files.get(word, word) for word in shlex.split(rest)]
    ran = run(*words.split(), place, *given, "--json")
    assert ran.code == exit_code, ran.err
    found = {finding["code"]: finding for finding in json.loads(ran.err)["findings"]}
    assert code in found, ran.err
    assert found[code]["message"].endswith(f"[{rule_of(code)}]")
    assert found[code]["hint"]
    after, kept = _state(place)
    assert after == events
    tried = kept[statements:]
    assert [each["kind"] for each in tried] in ([], [REFUSED])
    assert not tried or code in tried[0]["codes"]  # type: ignore[operator]
