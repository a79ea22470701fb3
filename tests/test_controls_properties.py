"""Controls against a plain reckoning: random small books, and which bodies each control flags.

The amounts are drawn from those that lie on the thresholds of the packaged rulebook, a penny beside
them, and far from them. `control_reference` knows nothing of pctfinance.
"""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from control_examples import OFFICE, barnet, ledger
from control_reference import CAPITAL, CASH, HOPED, ONCE, RECURRENT, Facts, JournalFact, Letter
from control_reference import flagged as expected_flags
from ledger_examples import ANTICIPATED, NON_RECURRENT
from ledger_examples import CAPITAL as CAPITAL_STRAND
from ledger_examples import CASH as CASH_STRAND
from ledger_examples import RECURRENT as RECURRENT_STRAND
from ledger_examples import event as made_event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.controls.run import Outcome
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, BudgetIssued, ContingencySet, PlannedSurplus
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from test_controls_packaged import DEPUTY, HEADING, SUSPENSE

YEAR = FinancialYear("2011-12")
BODIES = ("5A9", "5C1")
LAST = 6

RECKONED = (
    *("actuals-missing", "category-missing", "unmapped", "figures-assumed", "cost-negative"),
    *("budget-silent", "budget-phasing", "on-plan", "duty-untested", "duty-breach"),
    *("charge-implausible", "surplus-missed", "budgets-not-limit", "over-committed"),
    *("recurrent-on-non-recurrent", "anticipated-large", "budget-negative", "reserves-negative"),
    *("headroom-short", "change-twice", "transfer-disguised", "signs-disagree"),
    *("projection-apart", "forecast-unchanged", "forecast-moved", "journals-undecided"),
    *("journal-large", "journal-back-dated", "journal-round", "journal-twice"),
    *("journals-one-office", "cash-ahead", "actuals-behind-forecast"),
)
"""The controls whose findings are reckoned again here."""

STRANDS = {
    RECURRENT: RECURRENT_STRAND,
    ONCE: NON_RECURRENT,
    HOPED: ANTICIPATED,
    CASH: CASH_STRAND,
    CAPITAL: CAPITAL_STRAND,
}
LETTERS = (1200_00, 980_00, 100_00, -100_00, 20_00, 24_49, 10_000_00, 9_999_99, -1_00, 1, 24)
BUDGETS = (1200_00, 1200_00, 1200_01, 600_00, 7, 1, -1)
COSTS = (100_00, 100_00, 90_00, 95_00, 100_01, 50_00, 1, 0, -1)
FORECASTS = (1200_00, 1200_01, 1206_00, 1206_01, 1212_00, 1212_01, 1140_00, 1300_00, 0, 12_00)
DRAWN = (8_33, 10_33, 10_34, 100_00, 0)
CHARGES = (100_00, 100_01, 1, 0, -1)
JOURNALS = (10_000_00, 10_000_00, 9_999_99, 20_000_00, 1_20, 1_21, 12_00)


OFTEN = st.sampled_from([True] * 7 + [False])
SELDOM = st.sampled_from([False] * 7 + [True])


def a_letter() -> st.SearchStrategy[Letter]:
    """A change of a revenue limit."""
    return st.builds(
        Letter,
        st.sampled_from(BODIES),
        st.integers(1, LAST),
        st.sampled_from([RECURRENT, RECURRENT, ONCE, HOPED]),
        st.sampled_from(LETTERS),
        st.sampled_from(["", "winter", "Winter"]),
    )


def a_journal() -> st.SearchStrategy[JournalFact]:
    """A journal of one of the last two months, near its end or on the day after."""
    return st.builds(
        JournalFact,
        st.sampled_from(["5A9", "5A9", "5A9", "5C1"]),
        st.sampled_from([LAST - 1, LAST, LAST]),
        st.sampled_from(JOURNALS),
        st.integers(26, 32),
        st.sampled_from([OFFICE, OFFICE, OFFICE, "Head of Finance"]),
        OFTEN,
    )


@st.composite
def figures(draw: Any, usual: tuple[int, ...], others: tuple[int, ...]) -> list[dict[str, int]]:
    """What one body reports or forecasts month by month: mostly the same, with gaps."""
    steady, is_there = draw(st.sampled_from(usual)), st.just(True) if draw(st.booleans()) else OFTEN
    named = {"drugs": draw(st.booleans()), CASH: draw(st.booleans()), CAPITAL: draw(st.booleans())}
    months = []
    for _ in range(LAST):
        month: dict[str, int] = {}
        if draw(is_there):
            month["acute"] = steady if draw(OFTEN) else draw(st.sampled_from(usual))
        for name in (name for name, has_it in named.items() if has_it):
            if draw(is_there):
                month[name] = draw(st.sampled_from(usual if name == "drugs" else others))
        if draw(SELDOM):
            month["unmapped"] = draw(st.sampled_from([0, 70_00]))
        months.append(month)
    return months


@st.composite
def facts(draw: Any) -> Facts:
    """Two bodies for half a year: letters, budgets, figures with gaps, and journals."""
    letters = draw(st.lists(a_letter(), max_size=7))
    for body in BODIES:
        kinds = draw(st.sampled_from([(), (CASH,), (CASH, CAPITAL)]))
        letters += [Letter(body, 1, kind, 100_00) for kind in kinds]
    a_budget = st.tuples(
        st.sampled_from(BODIES), st.sampled_from(["acute", "drugs"]), st.sampled_from(BUDGETS)
    )
    uses = st.lists(
        st.tuples(st.sampled_from(BODIES), st.sampled_from([100_00, 80_00, 1])), max_size=2
    )
    tables: list[dict[tuple[str, int], dict[str, int]]] = [
        {
            (body, month): costs
            for body in BODIES
            for month, costs in enumerate(draw(figures(*values)), start=1)
        }
        for values in ((COSTS, DRAWN), (FORECASTS, CHARGES))
    ]
    revenue = [(*at, c) for at, costs in tables[0].items() for c in costs if c not in STRANDS]
    marked = draw(st.lists(st.sampled_from(revenue), max_size=2)) if revenue else []
    return Facts(
        BODIES,
        tuple(sorted(letters, key=lambda letter: letter.month)),
        tuple(draw(st.lists(a_budget, max_size=4))),
        tuple(draw(uses)),
        tuple(draw(uses)),
        tables[0],
        tables[1],
        frozenset(marked),
        tuple(draw(st.lists(a_journal(), max_size=12))),
    )


def book_of(facts: Facts) -> Book:
    """The same facts, as a book is told them."""
    book = Book.in_memory("2011-12", group="NCL")
    events = []
    for number, letter in enumerate(facts.letters):
        tranche = f"T{number}" if letter.strand == HOPED else ""
        what = Allocation(
            strand=STRANDS[letter.strand], pence=letter.pence, issuer="DH", tranche=tranche
        )
        made = made_event(
            what,
            body=letter.body,
            effective=YEAR.period(letter.month).end,
            reference=f"letter {number}",
        )
        events.append(made.model_copy(update={"purpose": letter.purpose}))
    uses: list[tuple[str, Any]] = [
        (body, BudgetIssued(strand=RECURRENT_STRAND, pence=pence, category=category))
        for body, category, pence in facts.budgets
    ]
    uses += [(b, PlannedSurplus(strand=RECURRENT_STRAND, pence=p)) for b, p in facts.surplus]
    uses += [(b, ContingencySet(strand=RECURRENT_STRAND, pence=p)) for b, p in facts.contingency]
    events += [
        made_event(what, body=body, reference=f"paper {number}")
        for number, (body, what) in enumerate(uses)
    ]
    tables: Any = (("actuals", facts.actuals), ("forecasts", facts.forecasts))
    for table, loads in tables:
        for (body, month), figures in loads.items():
            rows = tuple(
                _row(month, name, pence)._replace(
                    assumed=table == "actuals" and (body, month, name) in facts.assumed
                )
                for name, pence in figures.items()
            )
            if rows:
                end = YEAR.period(month).end
                load = FiguresLoaded(table=table, rows=rows)
                named = {"body": body, "reference": f"{table} M{month}"}
                events.append(made_event(load, effective=end, notified=end, **named))
    book.post(*events)
    for number, one in enumerate(facts.journals):
        day = YEAR.period(one.month).start + timedelta(days=one.day - 1)
        lines = [
            JournalLine("81000", debit_pence=one.pence),
            JournalLine("81001", credit_pence=one.pence),
        ]
        book.submit_journal(
            one.body,
            f"M{one.month}",
            lines,
            by=one.office,
            number=f"J{number}",
            narrative="accrual",
            submitted_on=day,
        )
        if one.approved:
            book.approve_journal(one.body, f"J{number}", by=DEPUTY, approved_on=day)
    return book


def _row(month: int, name: str, pence: int) -> FigureRow:
    limits = {CASH: (Limit.CASH, "drawings"), CAPITAL: (Limit.CAPITAL, "additions")}
    limit, category = limits.get(name, (Limit.REVENUE, name))
    return FigureRow(month, limit, category, pence)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(facts(), st.integers(1, LAST))
def test_each_control_flags_the_bodies_that_a_plain_reckoning_flags(
    given_facts: Facts, month: int
) -> None:
    """Thirty-three controls, two bodies, one month of half a year: neither more nor less is found."""
    book = book_of(given_facts)
    for number in {month, LAST}:
        report = book.check(f"M{number}", only=RECKONED)
        assert all(result.outcome is not Outcome.NOT_RUN for result in report.results)
        found = {
            (result.control.id, result.body)
            for result in report.results
            if result.outcome is Outcome.FOUND and result.body in BODIES
        }
        expected = expected_flags(given_facts, number)
        assert found == expected
        for control in {control for control, _ in expected}:
            event(control)
        alone = book.check(f"M{number}", only=RECKONED, group="5A9")
        for control in RECKONED:
            assert alone.of(control, "5A9").outcome is report.of(control, "5A9").outcome


AN_EXTRACT = st.lists(
    st.tuples(
        st.sampled_from(["9901", "8999", "81000"]),
        st.sampled_from([0, 0, 30]),
        st.sampled_from([0, 30, 31]),
        st.sampled_from([0, 30, 31]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0],
)
"""Rows of a trial balance without costs: account, opening, debits, credits, in pounds."""


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(1, 4), AN_EXTRACT, min_size=1))
def test_extracts_are_out_of_balance_and_in_suspense_as_their_rows_add_up(
    extracts: dict[int, list[tuple[str, int, int, int]]],
) -> None:
    """Each month's rows by themselves; suspense from the first opening on, movement by movement."""
    book = barnet({HEADING: SUSPENSE})
    for month, rows in extracts.items():
        named = [(account, "", opening, debit, credit) for account, opening, debit, credit in rows]
        ledger(book, *named, month=month)
    for month in range(1, 5):
        report = book.check(f"M{month}", only=["ledger-unbalanced", "suspense-open"])
        here = extracts.get(month, [])
        unbalanced = sum(opening + debit - credit for _, opening, debit, credit in here) != 0
        before = [number for number in sorted(extracts) if number <= month]
        held: dict[str, int] = {}
        for number in before:
            for account, opening, debit, credit in extracts[number]:
                moved = debit - credit + (opening if number == before[0] else 0)
                held[account] = held.get(account, 0) + moved
        open_ = any(pounds for account, pounds in held.items() if account != "81000")
        for control, is_found, is_there in (
            ("ledger-unbalanced", unbalanced, bool(here)),
            ("suspense-open", open_, bool(before)),
        ):
            outcome = Outcome.FOUND if is_found else Outcome.PASSED
            expected = outcome if is_there else Outcome.NOT_APPLICABLE
            assert report.of(control, "5A9").outcome is expected
