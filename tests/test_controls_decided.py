"""Controls of decisions, funds and recharges against a plain reckoning of random small books.

The days and amounts are drawn from those on the thresholds of the packaged rulebook, beside them, and far
from them. `control_reference_group` knows nothing of pctfinance.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from control_examples import came_to, figures
from control_reference import twelfths
from control_reference_group import (
    CaseFact,
    Flags,
    FundFact,
    RechargeFact,
    TransferFact,
    decided,
    last_day,
    recharged,
)
from fund_examples import CLUSTER, standing_fund, three_pcts
from ledger_examples import event as made_event
from pctfinance.book import Book
from pctfinance.consolidation.controls.run import Outcome
from pctfinance.ledger.kinds import HeadroomLodged
from sharing_examples import swapped
from test_headroom import approved as case_approved
from transfer_examples import SHA, Steps, two_pcts

FIRST = date(2011, 4, 1)
THREE = ("5A9", "5C1", "5K7")
DECIDED = ("transfer-pending", "approval-waiting", "case-unreleased", "fund-re-spread")
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def on(day: int) -> date:
    """A day of the year, the first of April being 0."""
    return FIRST + timedelta(days=day)


def found_in(book: Book, month: int, *controls: str, **asked: Any) -> Flags:
    """Which controls find something in which of the three bodies."""
    report = book.check(f"M{month}", only=controls, **asked)
    assert all(result.outcome is not Outcome.NOT_RUN for result in report.results)
    return {
        (result.control.id, result.body)
        for result in report.results
        if result.outcome is Outcome.FOUND and result.body in THREE
    }


# Days from the submission to the approval, and from there to the end, about the 31 days that are let pass.
OFTEN = st.sampled_from([True, True, True, False])
STEPS = st.tuples(st.sampled_from([0, 1, 30]), st.sampled_from([None, 0, 1, 31, 32, 200]))


@st.composite
def a_transfer(draw: Any) -> TransferFact:
    """From Camden or Enfield, submitted about the end of a month."""
    submitted = last_day(draw(st.integers(2, 10))) + draw(st.sampled_from([-31, -1, 0, 1]))
    waits, lasts = draw(STEPS)
    approved = submitted + waits if draw(OFTEN) else None
    ended = None if lasts is None else (submitted if approved is None else approved) + lasts
    giver = draw(st.sampled_from(["5K7", "5C1"]))
    pence = draw(st.sampled_from([1, 10_00]))
    has_condition = approved is not None and draw(st.booleans())
    return TransferFact(
        giver,
        "5A9",
        pence,
        submitted,
        approved,
        has_condition,
        ended if (ended or 0) < 366 else None,
    )


@st.composite
def a_case(draw: Any) -> CaseFact:
    """Six pounds of Barnet's headroom are approved, and some of it released."""
    released = draw(st.sampled_from([0, 5_99, 6_00]))
    return CaseFact("5A9", 6_00, released, last_day(draw(st.sampled_from([9, 10, 11]))))


@st.composite
def two_funds(draw: Any) -> list[FundFact]:
    """A fund from which one donor may be excused, and another before or after."""
    excused = draw(st.sampled_from(["5A9", "5C1", ""]))
    donors = draw(st.sampled_from([("5K7", "5C1"), ("5K7", "5A9"), THREE, ("5A9",), ("5K8",)]))
    return [
        FundFact("F1", CLUSTER, "risk share", THREE, 20, excused, 50),
        FundFact(
            "F2",
            draw(st.sampled_from([CLUSTER, "Director of Finance, 5K7"])),
            draw(st.sampled_from(["Risk share", "winter"])).lower(),
            donors,
            draw(st.sampled_from([60, 60, 30])),
        ),
    ]


def stated(book: Book, fund: FundFact) -> None:
    """A fund that its donors agreed on."""
    standing_fund(
        book,
        fund.number,
        donors=dict.fromkeys(fund.donors, 5_00),
        give=False,
        holder=fund.holder,
        purpose=fund.purpose,
        on=on(fund.agreed),
    )


def decided_book(
    transfers: list[TransferFact], cases: list[CaseFact], funds: list[FundFact]
) -> Book:
    """The same facts, as a book is told them."""
    book = three_pcts()
    book.post(made_event(HeadroomLodged(pence=20_00), body="5A9", reference="lodged"))
    book.state_officers("LON", [(SHA, None, "2011-04-01", "2013-03-31")])
    for number, one in enumerate(transfers):
        day = on(one.submitted)
        steps = Steps(
            book, f"T{number}", giver=one.giver, pence=one.pence, effective=date(2012, 3, 31)
        )
        steps.propose(on=day)
        steps.agree("giver", on=day)
        steps.agree("receiver", on=day)
        steps.submit(on=day)
        if one.approved is not None:
            at = on(one.approved)
            conditions = ["plan"] if one.has_condition else []
            steps.approve(on=at, authority="LON", conditions=conditions)
        if one.ended is not None:
            steps.end("withdrawn", on=on(one.ended))
    for case in cases:
        case_approved(book)
        if case.released:
            book.release_headroom(
                case.body, "C1", case.released, by=SHA, on=on(case.day), reference="SHA/release"
            )
    before, after = funds
    stated(book, before)
    if after.agreed < before.excused_on:
        stated(book, after)
    if before.excused:
        book.waive_contribution(
            before.number, before.excused, by=CLUSTER, on=on(before.excused_on), reason="in deficit"
        )
    if after.agreed > before.excused_on:
        stated(book, after)
    return book


@QUICK
@given(
    st.lists(a_transfer(), min_size=1, max_size=3),
    st.lists(a_case(), max_size=1),
    two_funds(),
    st.integers(1, 12),
)
def test_what_waits_and_who_is_left_out_is_found_as_reckoned(
    transfers: list[TransferFact], cases: list[CaseFact], funds: list[FundFact], month: int
) -> None:
    """Four controls, three bodies: neither more nor less, in a month and at the year's end."""
    book = decided_book(transfers, cases, funds)
    for number in {month, 10, 12}:
        expected = decided(transfers, cases, funds, number)
        assert found_in(book, number, *DECIDED) == expected
        for control, _ in expected:
            event(control)


def test_what_waited_at_the_end_of_a_month_is_told_of_it_whatever_came_later() -> None:
    """Approved on 20 June and withdrawn on 1 February: January tells it, with the transfer; March not."""
    book = two_pcts()
    steps = Steps(book).until_approved()
    steps.end("withdrawn", on="2012-02-01")
    for control in ("transfer-pending", "approval-waiting"):
        assert came_to(book, control, "M10", "5K7")[0] == "found"
        assert came_to(book, control, "M11", "5K7") == ("passed",)


A_RECHARGE = st.builds(
    lambda pair, pence, month: RechargeFact(pair[0], pair[1], pence, month),
    st.sampled_from([("5K7", "5A9"), ("5K7", "5A9"), ("5A9", "5K7"), ("5C1", "5A9")]),
    st.sampled_from([100_000_00, 100_000_01, 50_000_00, 50_000_00, 49_999_99, 1]),
    st.integers(1, 4),
)


@QUICK
@given(
    st.lists(A_RECHARGE, min_size=1, max_size=5),
    st.fixed_dictionaries(dict.fromkeys(THREE, st.sampled_from([100, 200_000, 200_001, 230_000]))),
    st.integers(2, 4),
)
def test_a_pattern_of_recharges_is_found_as_reckoned(
    recharges: list[RechargeFact], pounds: dict[str, int], month: int
) -> None:
    """£200,000 of limit a month, and such a cost; what passes net, goes back, or meets a duty."""
    book = three_pcts(pence=1_200_000_00)
    for body, each in pounds.items():
        book.post(*(figures("actuals", at, body=body, acute=each) for at in range(1, month + 1)))
    for number, one in enumerate(recharges):
        parties = {"provider": one.provider, "recipient": one.recipient}
        swapped(book, f"R{number}", one.pence, f"M{one.month}", **parties)
    limits = dict.fromkeys(THREE, twelfths(2_400_000_00, month))
    costs = {body: each * 100 * month for body, each in pounds.items()}
    expected = recharged(recharges, limits, costs, month)
    assert found_in(book, month, "recharges-as-transfers", basis="ytd") == expected
    event(f"{len(expected)} named")
