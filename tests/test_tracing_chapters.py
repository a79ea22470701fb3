"""Figures of the chapters by name: levels, cash, loans, lodgements, funds, commitments, and others."""

from fractions import Fraction
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.scenarios import FullYearEffect, PlannedChange
from pctfinance.tracing import Judged, Trace, Untraced
from report_tracing_examples import BARNET, CAMDEN, check_report
from statement_examples import ledger_of_year, whole_year
from transfer_examples import Steps
from whole_book_examples import begin, every_chapter

ENFIELD, HARINGEY, ISLINGTON = "5C1", "5C9", "5K8"
TRACED = (
    *("levels", "headroom", "delegations", "cash", "loans", "lodgements", "funds"),
    *("commitments", "running-costs", "shared-costs", "plan"),
)


@pytest.fixture(scope="module")
def book() -> Book:
    """Five PCTs of £1,000 of each kind, of which every chapter but the last ones tells something.

    Haringey keeps a plan: 2 % growth, 1 % efficiency, 1 % on its allocation, a ward, a pressure.
    """
    made = begin()
    for act in every_chapter()[:11]:
        act(made)
    plan = made.plan(
        "base",
        growth="0.02",
        efficiency="0.01",
        limit_growth="0.01",
        headroom="0.02",
        contingency="0.005",
        surplus="0.01",
        full_year_effects=[_ward()],
        changes=[_winter()],
    )
    made.keep_plan(plan, by="Director of Finance, NCL")
    return made


def _ward() -> FullYearEffect:
    """A ward that opened late: £3 this year, £8 in a full one."""
    return FullYearEffect(
        body=HARINGEY, category="acute", this_year_pence=3_00, full_year_pence=8_00, reason="ward"
    )


def _winter() -> PlannedChange:
    """£4 for the winter."""
    return PlannedChange(
        kind="pressure", body=HARINGEY, category="acute", pence=4_00, reason="winter"
    )


@pytest.fixture(scope="module")
def sample() -> Book:
    """The published figures of North Central London."""
    return Book.read(sample_path())


def traced(book: Book, report: str, line: str, body: str = BARNET, month: str = "M12") -> Trace:
    """One line that is a sum."""
    found = book.trace(book.figures(report, month, body=body)[body, line])
    assert isinstance(found, Trace)
    return found


def leaves(trace: Trace) -> list[tuple[str, int]]:
    """The leaves by label, with what each adds."""
    return [(leaf.label, leaf.pence) for leaf in trace.evidence]


# What bodies owe each other


def test_a_loan_is_what_was_lent_less_what_was_repaid_and_written_off(book: Book) -> None:
    """£15 lent, £5 repaid, £1 written off: £9, which the rescheduling makes due in 2013-14."""
    key = "2011-12/5K7/loan"
    left = traced(book, "loans", f"{key}/outstanding", CAMDEN)
    assert leaves(left) == [
        ("lent, loan", 15_00),
        ("repaid, pay", -5_00),
        ("written off, forgive", -1_00),
    ]
    assert {leaf.evidence.kind for leaf in left.evidence if leaf.evidence} == {"transfer-actioned"}
    due = traced(book, "loans", f"{key}/due in 2013-14", CAMDEN)
    assert leaves(due) == [("scheduled for 2013-14", 9_00)]
    asked = book.figures("loans", "M12", body=BARNET)
    assert asked.table["body"].unique().tolist() == [CAMDEN]


def test_a_repayment_counts_against_what_is_due_first() -> None:
    """£5 due in 2012-13 and £10 after it; of the £7 repaid, £5 go to the first and £2 to the other."""
    book = begin()
    every_chapter()[0](book)
    due = [("2012-13", 5_00), ("2013-14", 10_00)]
    Steps(book, "L", kind="loan", pence=15_00, repayments=due).until_approved().action()
    day: dict[str, Any] = {"on": "2011-07-01"}
    book.propose_repayment("R", "L", pence=7_00, by="Office, 5A9", effective="2011-07-01", **day)
    for side, body in book.transfer("R").parties:
        book.agree_transfer("R", side, body=body, by=f"Office, {body}", **day)
    book.submit_transfer("R", by="Office, 5A9", **day)
    named: dict[str, Any] = {"authority": "Q36", "reference": "letter", "evidence": b"a letter"}
    book.approve_transfer("R", by="Director of Finance, NHS London", **named, **day)
    book.action_transfer("R", by="Office, 5A9", **day)
    place = "2011-12/5K7/L/due in"
    first, then = (traced(book, "loans", f"{place} {y}", CAMDEN) for y in ("2012-13", "2013-14"))
    assert leaves(first) == [("scheduled for 2012-13", 5_00), ("repayment R", -5_00)]
    assert leaves(then) == [("scheduled for 2013-14", 10_00), ("repayment R", -2_00)]
    assert then.evidence[1].of_pence == -7_00
    assert check_report(book, "loans", "M12")["Trace"] == 8


def test_what_is_held_of_a_lodgement_is_its_holders_memorandum(book: Book) -> None:
    """£15 lodged, £4 returned, £1 written off: £10 held, told by another account than the rest."""
    held = traced(book, "lodgements", "L0/outstanding", CAMDEN)
    assert [pence for _, pence in leaves(held)] == [15_00, -1_00, -4_00]
    assert held.pence == 10_00
    assert leaves(traced(book, "lodgements", "L0/expected", CAMDEN)) == [
        ("expected in 2012-13", 9_00)
    ]


def test_the_earmark_of_a_donor_is_traced_step_by_step(book: Book) -> None:
    """Camden gave £30, £4.50 of it were drawn, and £4.50 were given in place of Barnet."""
    assert leaves(traced(book, "funds", "F1/held", CAMDEN)) == [
        ("fund contributed", 30_00),
        ("transfer submitted", -4_50),
        ("transfer actioned", 4_50),
    ]
    whole = traced(book, "funds", "sum of/F1/held", "NCL")
    assert [(part.label, part.pence) for part in whole.parts] == [
        (BARNET, 11_00),
        (ENFIELD, 10_00),
        (CAMDEN, 30_00),
        (ISLINGTON, 0),
    ]
    open_ = traced(book, "funds", "F1/open", BARNET)
    assert open_.pence == 20_00 - 6_00 - 20_00 + 6_00


def test_a_commitment_is_open_as_far_as_nobody_regularised_or_disputed_it(book: Book) -> None:
    """Of £40, £30 are regularised and £10 disputed; £20 are charged, by journal J1."""
    assert leaves(traced(book, "commitments", "E1/open")) == [
        ("committed", 40_00),
        ("disputed", -10_00),
        ("regularised", -30_00),
    ]
    assert leaves(traced(book, "commitments", "sum of/charged", "NCL")) == [
        ("charged in M10, J1", 20_00)
    ]


# Headroom, cash, delegation


def test_a_case_goes_from_proposal_to_release(book: Book) -> None:
    """£8 proposed, £6 approved, £5 released: £1 may still be."""
    rest = traced(book, "headroom", "case/C1/unreleased")
    assert leaves(rest) == [("decision", 6_00), ("released", -5_00)]
    whole = traced(book, "headroom", "unreleased")
    assert [part.label for part in whole.parts] == ["case C1, approved, and may still be released"]
    assert leaves(whole) == leaves(rest)
    assert leaves(traced(book, "headroom", "case/C1/proposed")) == [("proposed", 8_00)]


def test_what_remains_of_cash_is_the_limit_less_each_payment(book: Book) -> None:
    """Enfield: £1,000 less eight payments of £80 is £360; the plan has £75 in each month to come."""
    left = traced(book, "cash", "remaining", ENFIELD, "M8")
    assert leaves(left)[0] == ("allocation", 1000_00)
    assert [pence for _, pence in leaves(left)[1:]] == [-80_00] * 8
    assert [leaf.evidence.reference for leaf in left.evidence if leaf.evidence][1] == "HAFS-1"
    assert traced(book, "cash", "planned", ENFIELD, "M8").pence == 4 * 75_00
    even = traced(book, "cash", "even", ENFIELD, "M8")
    assert (even.pence, even.evidence[0].of_pence) == (666_67, 1000_00)
    share = book.trace(book.figures("cash", "M8", body=ENFIELD)["share"])
    assert isinstance(share, Judged)
    assert (share.value, [one.pence for one in share.traces]) == (
        Fraction(64, 100),
        [640_00, 1000_00],
    )
    whole = traced(book, "cash", "sum of/drawn", "NCL", "M8")
    assert [part.label for part in whole.parts] == [BARNET, ENFIELD, HARINGEY, CAMDEN, ISLINGTON]


def test_a_share_that_is_delegated_is_held_against_its_budget(book: Book) -> None:
    """Barnet delegated £40 in May, and got £10 of Camden's delegate in July: £50 of all it has."""
    listed = book.figures("delegations", "M8", body=BARNET)
    share = book.trace(listed["M08/of_eligible"])
    assert isinstance(share, Judged)
    delegated, eligible = share.traces
    assert leaves(delegated) == [("delegation", 40_00), ("pressure on acute services", 10_00)]
    assert eligible.tree.parts[-1].label == "less not eligible: corporate"
    assert share.value == Fraction(50_00, eligible.pence)
    planned = book.trace(listed["M08/planned"])
    assert isinstance(planned, Judged)
    assert (planned.value, planned.rules[0].source) == (Fraction(1, 10), "minutes")
    milestone = book.trace(listed["milestone/1"])
    assert isinstance(milestone, Judged)
    assert milestone.value == "met"
    silent = book.trace(book.figures("delegations", "M8", body=ENFIELD)["of_eligible"])
    assert isinstance(silent, Untraced)
    assert "nobody said which categories are not eligible" in str(silent)


# What is shared, and the plan


def test_what_a_body_bears_of_a_shared_cost_is_its_weight_of_the_cost(book: Book) -> None:
    """Of £10, £2.64 fall on Barnet by its people, and its own journal enters them."""
    share = traced(book, "shared-costs", "executive team/share", month="M8")
    assert (share.pence, share.evidence[0].of_pence) == (2_64, 10_00)
    assert "by weight" in share.tree.parts[0].label
    entered = traced(book, "shared-costs", "executive team/recharged", month="M8")
    assert [leaf.evidence and leaf.evidence.body for leaf in entered.evidence] == [BARNET]
    host = traced(book, "shared-costs", "executive team/recharged", CAMDEN, "M8")
    assert host.pence == -(10_00 - 1_63)
    assert len(host.evidence) == 4


def test_next_years_plan_rests_on_budgets_rates_and_what_the_scenario_states(book: Book) -> None:
    """Acute: £200 and £5 of a ward; 2 % of £205 is £4.10, less 1 % £2.05, and £4 for the winter."""
    place = "base/category/acute"
    planned = traced(book, "plan", f"{place}/planned", HARINGEY)
    assert planned.pence == 200_00 + 5_00 + 4_10 - 2_05 + 4_00
    growth = traced(book, "plan", f"{place}/growth", HARINGEY)
    assert [(leaf.pence, leaf.of_pence) for leaf in growth.evidence] == [
        (4_00, 200_00),
        (10, 5_00),
    ]
    assert growth.evidence[0].rule.startswith("0.02 (stated for this plan)")
    gap = traced(book, "plan", "base/gap", HARINGEY)
    # £1,000 and 1 % of it, less both budgets, 2 %, 0.5 % and 1 % of £1,010
    assert gap.pence == 1010_00 - (211_05 + 50_50) - (20_20 + 5_05 + 10_10)
    whole = traced(book, "plan", "sum of/base/gap", "NCL")
    assert [part.label for part in whole.parts] == [BARNET, ENFIELD, HARINGEY, CAMDEN, ISLINGTON]


def test_items_of_the_years_end_are_traced_to_lines_memoranda_and_loans(book: Book) -> None:
    """What Camden is owed is what Barnet owes; its recurrent allocation is one letter."""
    owed = traced(book, "year-end", "loan/2011-12/5K7/loan/receivable", CAMDEN)
    owes = traced(book, "year-end", "loan/2011-12/5K7/loan/payable")
    assert (owed.pence, owes.pence) == (9_00, -9_00)
    letter = traced(book, "year-end", "revenue/recurrent/allocation/DH")
    assert leaves(letter) == [("allocation", 1000_00)]
    held = traced(book, "year-end", "held/headroom")
    assert [pence for _, pence in leaves(held)] == [30_00, -5_00, -2_00]
    assert check_report(book, "year-end", "M12")["Untraced"] == 0


def test_a_decision_of_the_years_end_is_a_line_of_its_own(book: Book) -> None:
    """The bodies decide by the rules: each part of each decision is an event."""
    kept = Book(book._records.forked())
    kept.decide_by_default(by="Director of Finance", reference="paper 9")
    decided = traced(kept, "year-end", "decided/revenue/recurrent/allocation/DH/1", ISLINGTON)
    assert leaves(decided) == [("decided", 1000_00)]
    assert decided.tree.label == "carry"


# Levels


def test_a_figure_of_a_level_has_the_position_of_each_body_for_its_parts(sample: Book) -> None:
    """London's limits, charges and overspends: a part for each PCT, as its position has it."""
    position = sample.position("M8")
    for name, measure in (("limit", "limit"), ("charged", "charged"), ("overspends", "variance")):
        level = traced(sample, "levels", f"duty/revenue_resource_limit/{name}", "Q36", "M8")
        for part in level.parts:
            own = position.figure(part.label, duty="revenue_resource_limit", measure=measure)
            assert sample.trace(own).tree.parts == part.parts
        assert len(level.parts) == (5 if measure != "variance" else 3)
    acute = traced(sample, "levels", "category/acute/actual_ytd", "LON", "M8")
    assert acute.pence == sum(
        sample.trace(position.figure(code, category="acute", measure="actual_ytd")).pence
        for code in (BARNET, ENFIELD, HARINGEY, CAMDEN, ISLINGTON)
    )


def test_the_status_of_a_level_names_who_is_over(sample: Book) -> None:
    """A breach is the list of bodies; the net of North Central London decides nothing."""
    status = sample.trace(
        sample.figures("levels", "M8", body="NCL")["NCL", "duty/revenue_resource_limit/status"]
    )
    assert isinstance(status, Judged)
    assert status.value == "breach"
    over = [one.tree.label.split(",")[0] for one in status.traces if one.pence < 0]
    assert status.how == f"over their limit: {', '.join(over)}"


def test_running_costs_are_traced_and_the_limit_of_a_region_says_where_it_stands(
    sample: Book,
) -> None:
    """Barnet's forecast of month 8 is one row; the limit of London is stated beside the events."""
    charged = traced(sample, "running-costs", "charged", BARNET, "M8")
    assert leaves(charged) == [("M08", 14_772_000_00)]
    book = Book(sample._records.forked())
    said: dict[str, Any] = {"by": "NHS London", "on": "2011-04-01", "reference": "letter 3"}
    book.state_running_cost_limit("Q36", 500_000_000_00, **said)
    limit = book.trace(book.figures("running-costs", "M8")["NCL", "region/Q36/limit"])
    assert isinstance(limit, Untraced)
    assert (limit.value, limit.finding.code) == (500_000_000_00, "trace.no-evidence")
    assert "it is stated beside the events: letter 3" in limit.finding.message
    head = book.trace(book.figures("running-costs", "M8")[BARNET, "charged_per_head"])
    assert isinstance(head, Judged)
    assert head.value == Fraction(14_772_000_00, book.register.body(BARNET).population or 0)


def test_sums_of_a_bridge_have_a_part_for_each_body(sample: Book) -> None:
    """What the forecasts moved in month 8: of each body over its categories, and side by side."""
    listed = sample.figures("bridge", "M8")
    place = "sum of/forecast change/charge"
    whole = sample.trace(listed["NCL", place])
    assert isinstance(whole, Trace)
    own = [sample.trace(listed[part.label, place]) for part in whole.parts]
    assert [one.tree.pence for one in own if isinstance(one, Trace)] == [
        part.pence for part in whole.parts
    ]
    end = sample.trace(listed["NCL", "sum of/end/variance"])
    position = sample.position("M8").aggregate(Duty.REVENUE)
    assert isinstance(end, Trace)
    assert end.pence == position.underspends_pence + position.overspends_pence


# The year before


def test_the_year_before_is_traced_in_the_book_of_that_year() -> None:
    """With its book, the comparative is traced there: 900 less 50 of income, by month 12 of 2011-12."""
    prior, book = whole_year(), whole_year(cost=800, year="2012-13")
    listed = book.figures("statements", "M12", body=BARNET, prior=prior)
    line = "prior/operating-cost-statement/net-operating-costs"
    assert {each.ref.line: each.is_traced for each in listed}[line]
    found = book.trace(listed[line], prior=prior)
    assert isinstance(found, Trace)
    assert (found.pence, str(found.figure.period)) == (850, "2011-12 M12")
    assert leaves(found) == [("M12", 850)]
    with pytest.raises(UsageError, match="give the book of the year before"):
        book.trace(listed[line])
    with pytest.raises(UsageError, match="is of 2012-13, not of 2011-12"):
        book.figures("statements", "M12", body=BARNET, prior=book)
    with pytest.raises(UsageError, match="cash has no figures of the year before"):
        book.figures("cash", "M12", body=BARNET, prior=prior)


def test_every_comparative_is_traced_or_says_why_not() -> None:
    """Line by line; what was corrected since in the book of the year before is what is traced."""
    prior, book = whole_year(), whole_year(cost=800, year="2012-13")
    load, cells = ledger_of_year(920)
    prior._records.post([load], attached=[cells])
    listed = book.figures("statements", "M12", body=BARNET, prior=prior)
    before = [each for each in listed if each.ref.line.startswith("prior/")]
    found = {each.ref.line: book.trace(each.ref, prior=prior) for each in before}
    assert len(found) >= 20
    assert [line for line, one in found.items() if isinstance(one, Untraced)] == [
        each.ref.line for each in before if not each.is_traced
    ]
    charged = found["prior/revenue_resource_limit/charged"]
    assert isinstance(charged, Trace)
    assert charged.pence == 870


# Every figure, and what is refused


@pytest.mark.parametrize("report", TRACED)
def test_every_figure_of_a_chapter_is_the_sum_of_its_parts(book: Book, report: str) -> None:
    """Of the group in month 8 and 12, and of Barnet and Camden as known at Christmas."""
    check_report(book, report, "M8")
    assert check_report(book, report, "M12")
    for body in (BARNET, CAMDEN):
        check_report(book, report, "M12", body=body, known_at="2011-12-25")


def test_a_name_holds_what_the_book_had_then(book: Book) -> None:
    """Another payment does not move a figure that was named before it."""
    later = Book(book._records.forked())
    ref = later.figures("cash", "M8", body=ENFIELD)["drawn"]
    row = (ENFIELD, "2011-11-20", 7_00, "HAFS-99")
    later.state_cash_drawings([row], by="Director of Finance, 5C1")
    before, now = later.trace(ref), traced(later, "cash", "drawn", ENFIELD, "M8")
    assert isinstance(before, Trace)
    assert (before.pence, now.pence) == (640_00, 647_00)


def test_what_cannot_be_asked_is_refused(book: Book) -> None:
    """The year's end is of month 12 and as recorded; running costs are of the book's own group."""
    with pytest.raises(UsageError, match="the year's end is of 2011-12 M12"):
        book.figures("year-end", "M8")
    with pytest.raises(UsageError, match="the year's end is of 2011-12 M12"):
        book.figures("year-end", "M12", known_at="2012-01-01")
    with pytest.raises(UsageError, match="running costs are of NCL and its bodies"):
        book.figures("running-costs", "M8", body="Q36")
