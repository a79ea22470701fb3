"""From any figure of any report to what it is made of: amounts, numbers, shares and words."""

from datetime import date
from typing import Any

import pytest

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.ledger.contracts import ContractLine
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.tracing import Judged, LineRef, Trace, Untraced
from report_tracing_examples import BARNET, CAMDEN, check_report, rich
from sample_books import sample_book


@pytest.fixture(scope="module")
def book() -> Book:
    """Barnet and Camden, of which there is much to trace."""
    return rich()


def traced(book: Book, report: str, month: str, line: str, body: str = BARNET) -> Trace:
    """One line that is a sum."""
    found = book.trace(book.figures(report, month, body=body)[body, line])
    assert isinstance(found, Trace)
    return found


def judged(book: Book, report: str, month: str, line: str, body: str = BARNET) -> Judged:
    """One line that is a word or a share."""
    found = book.trace(book.figures(report, month, body=body)[body, line])
    assert isinstance(found, Judged)
    return found


def leaves(trace: Trace) -> list[tuple[str, int]]:
    """The leaves by label, with what each adds."""
    return [(leaf.label, leaf.pence) for leaf in trace.evidence]


# Bills, provider arm, control total


def test_bills_of_two_months_are_two_leaves(book: Book) -> None:
    """19 of 20 NHS bills in time in April and in May: 38 of 40, by number."""
    place = "better_payment_practice/nhs-number"
    trace = traced(book, "duties", "M2", f"{place}-in-time")
    assert (trace.unit, trace.pence) == ("number", 38)
    assert leaves(trace) == [("M01", 19), ("M02", 19)]
    share = judged(book, "duties", "M2", f"{place}-share")
    assert str(share.value) == "19/20"
    assert [one.pence for one in share.traces] == [38, 40]
    assert [rule.key for rule in share.rules] == ["better_payment.days"]


def test_what_was_stated_to_date_is_the_only_evidence(book: Book) -> None:
    """Camden states May to date: one leaf; it had no other bill than of the NHS."""
    trace = traced(book, "duties", "M2", "better_payment_practice/nhs-value-paid", CAMDEN)
    assert leaves(trace) == [("M02, to date", 100)]
    place = book.figures("duties", "M2", body=CAMDEN)
    missing = book.trace(place["better_payment_practice/non-nhs-number-share"])
    assert isinstance(missing, Untraced)
    assert missing.finding.message.endswith("is not known: no bill was paid")


def test_a_target_that_is_missed_names_its_rule(book: Book) -> None:
    """8 of 9 bills of others in time is below 95 %: missed, by the key of the rulebook."""
    status = judged(book, "duties", "M2", "better_payment_practice/status")
    assert status.value == "missed"
    assert [rule.key for rule in status.rules] == ["better_payment.share", "better_payment.days"]
    assert [one.pence for one in status.traces][:4] == [16, 18, 180, 180]
    assert "Better Payment Practice Code" in status.rules[0].source


def test_a_provider_arm_by_its_own_figures_and_by_the_ledger(book: Book) -> None:
    """Camden states £1.00 less £0.70. Barnet's acute ledger: 900 of cost, 50 of income, 840 met."""
    stated = traced(book, "duties", "M2", "full_cost_recovery/difference", CAMDEN)
    assert [pence for _, pence in leaves(stated)] == [100, -70, 0]
    ledger = traced(book, "duties", "M12", "full_cost_recovery/difference")
    assert [pence for _, pence in leaves(ledger)] == [900, -50, -840]
    assert [leaf.label for leaf in ledger.evidence][:2] == ["52, M12", "40, M12"]


def test_a_control_total_is_the_surplus_less_what_was_agreed(book: Book) -> None:
    """1,000 less 850 acute and the recharge of 50 is 100: exactly the total that was agreed."""
    trace = traced(book, "duties", "M12", "control_total/difference")
    assert trace.pence == 0
    assert leaves(trace)[0] == ("allocation", 1000)
    assert leaves(trace)[-1] == ("agreed", -100)
    status = judged(book, "duties", "M12", "control_total/status")
    assert (status.value, status.rules[0].key) == ("met", "")


def test_the_control_total_of_the_last_day_is_traced_whenever_it_was_recorded() -> None:
    """June's letter, of 250, is recorded before May's: June's stands, one-sided, and 100 misses it."""
    book = rich()
    letter: dict[str, Any] = {"authority": "Q36", "by": "Head of Finance"}
    book.agree_control_total(BARNET, 250, on="2011-06-01", reference="letter June", **letter)
    late: dict[str, Any] = {"on": "2011-05-01", "reference": "letter May", **letter}
    book.agree_control_total(BARNET, 75, **late)
    assert leaves(traced(book, "duties", "M12", "control_total/agreed")) == [("agreed", 250)]
    assert traced(book, "duties", "M12", "control_total/difference").pence == 100 - 250
    status = judged(book, "duties", "M12", "control_total/status")
    assert (status.value, [one.pence for one in status.traces]) == ("missed", [100, 250])


# Savings and contracts


def test_a_saving_rests_on_its_plan_and_its_report(book: Book) -> None:
    """Saved 60, planned 80 to date: a shortfall of 20, from two events."""
    trace = traced(book, "qipp", "M2", "Q1/variance")
    assert leaves(trace) == [("M02, reported", 60), ("M01, planned", -80)]
    assert len({leaf.evidence.sequence for leaf in trace.evidence if leaf.evidence}) == 2
    total = traced(book, "qipp", "M2", "sum of/all/shortfalls", "NCL")
    assert (total.pence, leaves(total)) == (-20, leaves(trace))


def test_a_name_without_an_event_is_of_the_book_as_it_is_now() -> None:
    """The plan of £10 is stated again as £50: the same name says so, and that of before still £10."""
    book = Book.in_memory("2011-12", group="NCL")

    def state(pence: int, on: str) -> None:
        plan: dict[str, Any] = {"category": "prescribing", "recurrence": "recurrent", "on": on}
        plan |= {"by": "QIPP lead, Barnet", "reference": "plan"}
        book.state_scheme(BARNET, "Q1", "Generics", {"M4": pence}, **plan)

    now = LineRef("qipp", BARNET, Period("2011-12 M08"), "Q1/plan")
    state(10_00, "2011-04-01")
    then = book.figures("qipp", "M8", body=BARNET)["Q1/plan"]
    assert [book.trace(ref).document()["pence"] for ref in (then, now)] == [10_00, 10_00]
    state(50_00, "2011-07-01")
    assert [book.trace(ref).document()["pence"] for ref in (now, then)] == [50_00, 10_00]
    assert book.qipp("M8").of(BARNET, "Q1").plan_pence == 50_00


def test_a_saving_that_was_not_reported_is_named(book: Book) -> None:
    """Camden said nothing of Q2: nothing is traced, and its plan stands in a sum of its own."""
    found = book.trace(book.figures("qipp", "M2", body=CAMDEN)["Q2/saved"])
    assert isinstance(found, Untraced)
    assert found.findings[0].code == "trace.not-known"
    assert "not reported in the month" in str(found)
    silent = traced(book, "qipp", "M2", "sum of/all/not_reported", "NCL")
    assert leaves(silent) == [("M02, planned", 30)]


def test_a_marginal_rate_goes_down_to_units_price_and_baseline(book: Book) -> None:
    """131 units at 7p are 917p: 116 above the baseline of 801, of which 35 is paid and 81 is not."""
    trace = traced(book, "contracts", "M12", "C1/NEL/reduction")
    assert trace.pence == 81
    first, baseline, *paid = trace.evidence
    assert (first.pence, first.rule) == (917, "131 units at £0.07")
    assert (baseline.pence, baseline.of_pence) == (-801, -801)
    assert sum(leaf.pence for leaf in paid) == -35
    assert "3/10 (rulebook tariff.emergency_marginal_rate)" in paid[0].rule


def test_a_tariff_price_is_the_price_before_less_efficiency(book: Book) -> None:
    """90p less 4 %: 86p, by the rate of the rulebook; the other line tells no price of before."""
    trace = traced(book, "contracts", "M12", "C1/OP/tariff_price")
    assert [(leaf.pence, leaf.of_pence) for leaf in trace.evidence] == [(86, 90)]
    assert "tariff.efficiency" in trace.evidence[0].rule
    missing = book.trace(book.figures("contracts", "M12", body=BARNET)["C1/NEL/tariff_price"])
    assert isinstance(missing, Untraced)


def test_the_shares_of_commissioners_add_up_to_the_bill(book: Book) -> None:
    """Half, a third and a sixth of 836 and 1,163: each share is traced to the same two rows."""
    whole = traced(book, "contracts", "M12", "C1/sum of/all/payable").pence
    shares = [
        traced(book, "contracts", "M12", f"C1/share/{code}/payable").pence
        for code in (BARNET, CAMDEN, "5C1")
    ]
    assert (whole, sum(shares)) == (836 + 1163, whole)


def planned(book: Book, scheme: str, pence: int) -> None:
    """A scheme of Barnet's that is to save an amount in July."""
    office: dict[str, Any] = {"by": "QIPP lead, Barnet", "reference": "plan"}
    kind: dict[str, Any] = {"category": "prescribing", "recurrence": "recurrent"}
    book.state_scheme(BARNET, scheme, "Generics", {"M4": pence}, **kind, **office)


def test_codes_that_are_words_of_sums_are_not_taken_for_sums() -> None:
    """Schemes "all" of £9 and "rating" of £1, contract lines "all" and "L2": each is its own figure."""
    book = Book.in_memory("2011-12", group="NCL")
    planned(book, "all", 9_00)
    planned(book, "rating", 1_00)
    assert traced(book, "qipp", "M8", "all/plan").pence == 9_00
    assert traced(book, "qipp", "M8", "rating/plan").pence == 1_00
    assert traced(book, "qipp", "M8", "sum of/all/plan").pence == 10_00
    lines = [
        ContractLine(line=code, name=code, months=(units,) * 12, price_pence=100)
        for code, units in (("all", 10), ("L2", 20))
    ]
    office: dict[str, Any] = {"by": "Head of contracts", "reference": "contract"}
    provider: dict[str, Any] = {"provider": "RAL", "provider_name": "Royal Free"}
    book.state_contract(BARNET, "C1", lines, {BARNET: 1}, **provider, **office)
    own = traced(book, "contracts", "M8", "C1/all/plan")
    whole = traced(book, "contracts", "M8", "C1/sum of/all/plan")
    assert (own.pence, whole.pence) == (10 * 8 * 100, 30 * 8 * 100)


def test_two_lines_of_one_name_are_refused_and_none_is_chosen() -> None:
    """A scheme that is coded as a sum is named: neither its £9 nor the sum of £10 is given for it."""
    book = Book.in_memory("2011-12", group="NCL")
    planned(book, "sum of/all", 9_00)
    planned(book, "Q1", 1_00)
    ref = LineRef("qipp", BARNET, Period("2011-12 M08"), "sum of/all/plan")
    with pytest.raises(UsageError, match="has 2 lines 'sum of/all/plan'"):
        book.trace(ref)


# Every figure


@pytest.mark.parametrize("report", ["position", "duties", "qipp", "contracts"])
@pytest.mark.parametrize("month", ["M2", "M12"])
def test_every_figure_of_a_report_is_the_sum_of_its_parts(
    book: Book, report: str, month: str
) -> None:
    """Each is traced and sums to what the report shows, or a finding says why it is not."""
    found = check_report(book, report, month)
    assert found["Trace"] >= 20


def test_every_figure_of_the_sample_is_the_sum_of_its_parts() -> None:
    """Positions and notes of North Central London, colours and trends with them."""
    sample = sample_book()
    assert check_report(sample, "position", "M8", body=BARNET)["Judged"] > 60
    assert check_report(sample, "position", "M8", basis="ytd", body=CAMDEN)["Trace"] > 200
    assert check_report(sample, "duties", "M12")["Trace"] == 80


# Colours, trends, the underlying position


def test_a_colour_names_its_rule_and_what_is_compared() -> None:
    """Acute of Barnet to date: 7.43 % of the budget is adverse, above the threshold of red."""
    sample = sample_book()
    colour = judged(sample, "position", "M8", "category/acute/rag_ytd")
    assert (colour.value, colour.how) == ("red", "7.43 % of the budget is adverse")
    assert ("rag.red_above", "0.01 adverse share of budget") in [rule[:2] for rule in colour.rules]
    assert [one.pence for one in colour.traces] == [-13_823_160_14, 185_928_658_00]
    assert "Rulebook rag.red_above" in str(colour)
    assert colour.document()["rules"][1]["key"] == "rag.red_above"


def test_a_group_is_as_bad_as_its_worst_body() -> None:
    """The revenue limit of North Central London is red because of those that are over theirs."""
    sample = sample_book()
    place = "duty/revenue_resource_limit/rag_forecast"
    colour = judged(sample, "position", "M8", place, "NCL")
    assert colour.value == "red"
    assert len(colour.traces) == 5
    assert colour.traces[0].pence == -26_000_000_00


def test_the_trend_of_a_category_is_told_as_that_of_its_cost() -> None:
    """Limit, budget and forecast all rise by 5: the limit's trend is the same, acute's is worse."""
    book = Book.in_memory("2011-12", group="NCL")
    for pence, day in ((100, date(2011, 4, 1)), (5, date(2011, 11, 1))):
        limit = Allocation(strand=RECURRENT, pence=pence, issuer="DH")
        budget = BudgetIssued(strand=RECURRENT, pence=pence, category="acute")
        book.post(*(event(what, body=BARNET, effective=day) for what in (limit, budget)))
    for month, pence in ((7, 104), (8, 109)):
        row = FigureRow(month, Limit.REVENUE, "acute", pence)
        load = FiguresLoaded(table="forecasts", rows=(row,))
        end = book.year.period(month).end
        book._records.post([event(load, body=BARNET, effective=end)])
    of_limit = judged(book, "position", "M8", "duty/revenue_resource_limit/trend")
    assert (of_limit.value, of_limit.rules[0].says) == (
        "same",
        "this month's forecast variance against last month's",
    )
    acute = judged(book, "position", "M8", "category/acute/trend")
    assert (acute.value, [one.pence for one in acute.traces]) == ("worse", [109, 104])
    assert acute.rules[0].says == "this month's forecast cost against last month's"
    words = "of a category, its forecast cost."
    assert all(words in " ".join(table.notes) for table in book.position("M8").details[:2])


# What is refused, and what cannot be


def test_a_line_that_is_not_there_is_refused_by_name(book: Book) -> None:
    """A misspelt line, and a line that several bodies have."""
    listed = book.figures("duties", "M2")
    with pytest.raises(UsageError, match="has no line 'cash_limit/limt'"):
        listed["cash_limit/limt"]
    with pytest.raises(UsageError, match="is a line of several"):
        listed["cash_limit/limit"]
    with pytest.raises(UsageError, match="no figure is named of a report 'weather'"):
        book.figures("weather", "M2")
    strange = LineRef("duties", BARNET, book.year.period(2), "nothing")
    with pytest.raises(UsageError, match="has no line 'nothing'"):
        book.trace(strange)


def test_parts_that_do_not_sum_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts are made apart from the report: where they differ, nothing is shown."""
    book = rich()
    ref = book.figures("duties", "M2", body=BARNET)["better_payment_practice/nhs-value-paid"]
    monkeypatch.setattr("pctfinance.tracing.of_duties.said_by", lambda *_, **__: None)
    monkeypatch.setattr("pctfinance.tracing.of_duties._Note._bills", lambda *_: ())
    with pytest.raises(IntegrityError, match="is 800, its parts are 0"):
        book.trace(ref)


def test_what_was_posted_since_does_not_move_a_line_that_was_named() -> None:
    """May is stated again: the name that was given before still rests on the first statement."""
    book = rich()
    before = book.figures("duties", "M2", body=BARNET)["better_payment_practice/nhs-value-paid"]
    again = {"number": 1, "pence": 7, "number_in_time": 1, "pence_in_time": 7}
    book.state_bills_paid(BARNET, "M2", nhs=again, non_nhs=again, by="Office", reference="again")
    after = book.figures("duties", "M2", body=BARNET)["better_payment_practice/nhs-value-paid"]
    first, second = book.trace(before), book.trace(after)
    assert isinstance(first, Trace)
    assert isinstance(second, Trace)
    assert (first.pence, second.pence) == (800, 407)
