"""Rows of `resources`: what an event must and must not say, and the order in which they count."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.calendar import FinancialYear
from pctfinance.errors import InputRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import AnticipatedSettled, BudgetIssued, Delegation
from pctfinance.ledger.lines import Account, Funding, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.virements import Rebasing, Virement
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.csv_reader import read_folder, read_table
from pctfinance.tables.event_rules import EVENTS, USED_BY
from pctfinance.tables.ingest import events_of
from pctfinance.tables.model import RawInput
from pctfinance.tables.schemas import schema_for

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "ncl-2011-12"
DECLARATION = "key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,pounds\nsign,costs-positive\n"
HEADINGS = tuple(column.name for column in schema_for("resources").columns)
RECORDED = datetime(2012, 4, 8, 9, 30, tzinfo=UTC)
YEAR = FinancialYear("2011-12")

# The smallest row of each kind of event, without what all rows have.
SMALLEST: dict[str, dict[str, str]] = {
    "allocation": {"amount": "100", "funding": "recurrent", "issuer": "Department of Health"},
    "anticipated-confirmed": {"amount": "7", "tranche": "T1", "issuer": "NHS London"},
    "anticipated-cancelled": {"tranche": "T1"},
    "brought-forward": {"amount": "4"},
    "planned-surplus": {"amount": "4", "funding": "recurrent"},
    "surplus-lodged": {"amount": "4", "funding": "recurrent"},
    "headroom-lodged": {"amount": "4"},
    "headroom-released": {"amount": "4", "case": "BC1", "category": "acute"},
    "headroom-set-aside": {"amount": "4"},
    "applied-non-recurrently": {"amount": "4", "category": "acute"},
    "contingency": {"amount": "4", "funding": "recurrent"},
    "budget": {"amount": "4", "funding": "recurrent", "category": "acute"},
    "delegation": {
        "amount": "4",
        "funding": "recurrent",
        "category": "acute",
        "delegate": "07M",
        "taken_from": "retained",
    },
    "gap-closed": {"amount": "4", "funding": "recurrent"},
    "virement": {
        "amount": "4",
        "funding": "recurrent",
        "category": "community",
        "from_category": "dental",
    },
    "rebasing": {"amount": "0", "funding": "recurrent", "category": "acute"},
    "capital-to-revenue": {"amount": "4"},
}
FILLED = {
    "category": "acute",
    "delegate": "07M",
    "tranche": "T1",
    "case": "BC1",
    "taken_from": "unallocated",
    "issuer": "NHS London",
    "from_category": "dental",
}


def row(event: str, **cells: str) -> dict[str, str]:
    """A row of Barnet's in April 2011: the smallest of its kind, with some cells filled or changed."""
    usual = {
        "body": "5A9",
        "event": event,
        "effective": "2011-04-01",
        "notified": "2011-04-01",
        "reference": "R",
    }
    return {**usual, **SMALLEST[event], **cells}


def check(*rows: dict[str, str]) -> CheckedInput:
    lines = [HEADINGS, *(tuple(one.get(name, "") for name in HEADINGS) for one in rows)]
    texts = {
        "declaration": DECLARATION,
        "resources": "".join(",".join(cells) + "\n" for cells in lines),
    }
    tables = (read_table(text.encode(), f"{name}.csv", name) for name, text in texts.items())
    return check_input(RawInput("month 8", tuple(tables)))


def refusals(*rows: dict[str, str]) -> list[str]:
    with pytest.raises(InputRefusedError) as refusal:
        check(*rows)
    return [f"{finding.message} [{finding.code}]" for finding in refusal.value.findings]


def events(*rows: dict[str, str]) -> tuple[Event, ...]:
    return events_of(check(*rows))


# What a row says


def test_every_kind_of_event_has_a_smallest_row() -> None:
    """The rows that the other tests change are sound themselves."""
    assert list(SMALLEST) == list(EVENTS)
    for kind in EVENTS:
        assert len(check(row(kind)).tables["resources"]) == 1


@pytest.mark.parametrize("column", USED_BY)
@pytest.mark.parametrize("kind", EVENTS)
def test_a_cell_that_an_event_does_not_use_is_refused(kind: str, column: str) -> None:
    """Filled, it would say something that nobody reads: a delegate of a retained budget."""
    changed = row(kind, **{column: FILLED[column]})
    if kind not in USED_BY[column]:
        assert refusals(changed) == [f"{kind} does not use {column} [input.combination]"]
    elif column != "tranche" or kind.startswith("anticipated-"):
        assert len(check(changed).tables["resources"]) == 1


def test_all_cells_that_are_not_used_are_named() -> None:
    """One row, one finding."""
    (line,) = refusals(row("allocation", category="acute", delegate="07M", case="BC1"))
    assert line == "allocation does not use category or delegate or case [input.combination]"


def test_what_may_stand_in_every_row() -> None:
    """An approval, a purpose, a source and the mark of a synthetic figure are of any event."""
    anywhere = {"approval": "A1", "purpose": "x", "source": "y", "synthetic": "yes"}
    assert len(check(*(row(kind, **anywhere) for kind in EVENTS)).tables["resources"]) == len(
        EVENTS
    )


@pytest.mark.parametrize("kind", ["allocation", "budget"])
def test_a_confirmed_row_has_no_tranche(kind: str) -> None:
    """A tranche ties what is anticipated to what becomes of it; a confirmed row is neither."""
    assert refusals(row(kind, tranche="T1")) == [
        "a confirmed row has no tranche [input.combination]"
    ]
    anticipated = row(kind, tranche="T1", certainty="anticipated")
    assert check(anticipated).tables["resources"].rows[0].text("tranche") == "T1"


def test_a_delegation_says_what_it_is_taken_from() -> None:
    """From a budget of £50 or on top of it: £50 or £100, and nobody else can know."""
    (line,) = refusals(row("delegation", taken_from=""))
    assert line == "a row of delegation needs taken_from [input.missing-value]"


def test_an_empty_taken_from_is_unallocated() -> None:
    """For a budget and a use, which say something else only where it is not."""
    (budget,) = events(row("budget"))
    assert isinstance(budget.what, BudgetIssued)
    assert budget.what.taken_from is Account.UNALLOCATED
    (delegation,) = events(row("delegation", taken_from="unallocated"))
    assert isinstance(delegation.what, Delegation)
    assert delegation.what.taken_from is Account.UNALLOCATED


@pytest.mark.parametrize(
    ("cells", "limit", "funding"),
    [
        ({}, None, None),
        ({"limit": "revenue"}, None, None),
        ({"limit": "capital"}, Limit.CAPITAL, None),
        ({"funding": "recurrent"}, None, Funding.RECURRENT),
    ],
)
def test_a_settlement_passes_on_what_its_row_states(
    cells: dict[str, str], limit: Limit | None, funding: Funding | None
) -> None:
    """The ledger compares it with the tranche; an empty cell states nothing."""
    (event,) = events(row("anticipated-confirmed", **cells))
    assert isinstance(event.what, AnticipatedSettled)
    assert (event.what.limit, event.what.funding) == (limit, funding)


@pytest.mark.parametrize(
    ("kind", "cells", "words"),
    [
        ("capital-to-revenue", {"limit": "cash"}, "is about revenue and capital, not cash"),
        ("capital-to-revenue", {"funding": "recurrent"}, "is non-recurrent"),
        ("headroom-lodged", {"funding": "non-recurrent"}, "is recurrent"),
        ("budget", {"limit": "capital"}, "is about revenue, not capital"),
        ("anticipated-cancelled", {"limit": "cash", "funding": "recurrent"}, "no recurrent part"),
        ("budget", {"taken_from": "headroom"}, "use unallocated or contingency or unfunded"),
    ],
)
def test_limit_funding_and_event_fit(kind: str, cells: dict[str, str], words: str) -> None:
    """What an event fixes itself may be repeated, and not contradicted."""
    (line,) = refusals(row(kind, **cells))
    assert words in line


# The order of posting

APRIL, MAY = "2011-04-01", "2011-05-01"

# A day's letters, each resting on others of the same day; in the order in which they rest.
CHAIN = (
    row("allocation"),
    row("planned-surplus", amount="6"),
    row("contingency", amount="5"),
    row("contingency", amount="-2", reference="given back"),
    row("headroom-lodged", amount="8"),
    row("headroom-set-aside", amount="3"),
    row("surplus-lodged", amount="6"),
    row("budget", amount="3", taken_from="contingency"),
    row("budget", amount="50"),
    row("allocation", amount="10", certainty="anticipated", tranche="T1"),
    row("budget", amount="9", certainty="anticipated", tranche="T1", category="dental"),
    row("anticipated-confirmed", amount="5"),
    row("headroom-released", amount="8", approval="A1"),
    row("applied-non-recurrently", amount="3", taken_from="headroom"),
    row("gap-closed", amount="3"),
    row("budget", amount="-1", taken_from="unfunded", category="dental"),
    row("delegation", amount="53"),
    row("delegation", amount="-20", effective=MAY, reference="taken back"),
    row("delegation", amount="20", effective=MAY, delegate="07X", reference="to another"),
)


def balances(posted: Sequence[Event]) -> tuple[object, ...]:
    """What Barnet's ledger holds at the end of each month, and what its headroom is reckoned on."""
    ledger = ResourceLedger().post(posted)
    bases = sorted(str(getattr(event.what, "base_pence", "")) for event in ledger.events)
    return (bases, *(ledger.balances("5A9", period) for period in YEAR.periods))


UNDONE = (
    row("allocation"),
    row("budget", amount="50"),
    row("delegation", amount="30", reference="paper 1"),
    row("delegation", amount="-30", reference="paper 2 withdraws it"),
    row("delegation", amount="50", delegate="07X", reference="paper 3"),
)


@given(order=st.permutations(UNDONE))
@settings(max_examples=30, deadline=None)
def test_a_delegation_is_undone_on_its_own_day(order: list[dict[str, str]]) -> None:
    """£30 given and taken back on one day; the whole £50 then go to another delegate."""
    (_, *months) = balances(events(*order))
    held = {
        cell.delegate: -pence
        for cell, pence in months[-1].cells.items()  # type: ignore[attr-defined]
        if cell.delegate
    }
    assert held == {"07M": 0, "07X": 50_00}


def test_what_is_there_is_taken_back_first() -> None:
    """£50 of £50 are delegated; on one day they are taken back and delegated again, stated anew."""
    first = row("delegation", amount="50", reference="paper 1")
    again = row("delegation", amount="50", effective=MAY, notified=MAY, reference="paper 2")
    back = row("delegation", amount="-50", effective=MAY, notified=MAY, reference="paper 3")
    posted = events(row("allocation"), row("budget", amount="50"), first, again, back)
    assert [event.reference for event in posted][-2:] == ["paper 3", "paper 2"]
    assert len(ResourceLedger().post(posted).events) == 5


SIGNED = ("contingency", "budget", "delegation", "planned-surplus")
SET_ASIDE = ("headroom-lodged", "headroom-released", "headroom-set-aside", "surplus-lodged")


@given(order=st.permutations(CHAIN))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_does_not_count(order: list[dict[str, str]]) -> None:
    """A delegation above its budget, headroom above its allocation: the day is what counts."""
    assert balances(events(*order)) == balances(events(*CHAIN))


@given(
    rows=st.lists(
        st.builds(
            lambda kind, amount, sign, when, told, source, delegate, number: row(
                kind,
                amount=f"{-amount if sign and kind in SIGNED else amount}",
                effective=when,
                notified=told,
                reference=str(number),
                **({"taken_from": source} if kind == "budget" else {}),
                **({"delegate": delegate} if kind == "delegation" else {}),
                **({"approval": "A"} if kind == "headroom-released" else {}),
            ),
            kind=st.sampled_from([*SIGNED, *SET_ASIDE]),
            amount=st.integers(1, 3),
            sign=st.booleans(),
            when=st.sampled_from([APRIL, MAY]),
            told=st.sampled_from([APRIL, MAY]),
            source=st.sampled_from(["", "contingency"]),
            delegate=st.sampled_from(["07M", "07X"]),
            number=st.integers(1, 10**6),
        ),
        min_size=2,
        max_size=7,
        unique_by=lambda one: one["reference"],
    ),
    data=st.data(),
)
@settings(max_examples=100, deadline=None)
def test_shuffled_rows_are_taken_or_refused_alike(
    rows: list[dict[str, str]], data: st.DataObject
) -> None:
    """Whatever the events: a spreadsheet that sorts its rows changes nothing."""

    def outcome(given: Sequence[dict[str, str]]) -> object:
        try:
            return balances(events(*given))
        except InputRefusedError:
            return "refused"

    assert outcome(data.draw(st.permutations(rows))) == outcome(rows)


def test_events_are_posted_as_the_bodies_were_told() -> None:
    """By the date on the document first, whatever they count for."""
    later = row("allocation", notified="2011-06-01", reference="2")
    earlier = row("budget", effective="2011-09-01", notified="2011-05-01", reference="1")
    assert [event.notified for event in events(later, earlier)] == [
        date(2011, 5, 1),
        date(2011, 6, 1),
    ]


# The sample


@pytest.fixture(scope="module")
def sample() -> CheckedInput:
    """The sample, read once."""
    return check_input(read_folder(SAMPLE))


def by_body_and_month(given: CheckedInput) -> dict[object, object]:
    """What each PCT's ledger holds in each month, as known at its end and now."""
    ledger = ResourceLedger().post(events_of(given))
    return {
        (body, period, known): ledger.balances(body, period, known)
        for body in ("5A9", "5C1", "5C9", "5K7", "5K8")
        for period in YEAR.periods
        for known in (None, period.end)
    }


@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_the_sample_may_be_shuffled(sample: CheckedInput, data: st.DataObject) -> None:
    """229 events of five PCTs in any order: the same balances, in every month, to the penny."""
    table = sample.tables["resources"]
    order = tuple(data.draw(st.permutations(table.rows)))
    shuffled = replace(sample, tables={**sample.tables, "resources": replace(table, rows=order)})
    assert by_body_and_month(shuffled) == by_body_and_month(sample)


# Virements and re-basings


def test_a_virement_says_where_from_and_where_to() -> None:
    """What the body retains, or, with a delegate in its row, what that delegate holds."""
    own, held = events(row("virement"), row("virement", delegate="07M"))
    assert isinstance(own.what, Virement)
    assert (own.what.from_category, own.what.category, own.what.delegate) == (
        *("dental", "community"),
        "",
    )
    assert [line.account for line in held.lines] == [Account.DELEGATED] * 2


def test_the_rows_of_a_rebasing_are_one_event() -> None:
    """Rows that share body, day and reference; another reference is another re-basing."""
    rows = [
        row("rebasing", amount="-15", category="acute", purpose="activity"),
        row("rebasing", amount="9", category="community"),
        row("rebasing", amount="6", category="community", delegate="07M", synthetic="yes"),
        row("rebasing", amount="-1", category="dental", reference="R2"),
        row("rebasing", amount="1", category="acute", reference="R2"),
    ]
    first, second = events(*rows)
    assert isinstance(first.what, Rebasing)
    assert isinstance(second.what, Rebasing)
    assert sorted(change.pence for change in first.what.changes) == [-1500, 600, 900]
    assert (first.purpose, first.synthetic, second.synthetic) == ("activity", True, False)
    assert first.where is not None
    assert first.where.row == 2
    assert events(*reversed(rows))[0].content in (first.content, second.content)


def test_a_rebasing_that_does_not_sum_to_zero_names_the_difference() -> None:
    """Each funding by itself: £1 too much in one is not made good by another."""
    lines = refusals(
        row("rebasing", amount="-15", category="acute"),
        row("rebasing", amount="16", category="community"),
        row("rebasing", amount="-1", category="acute", funding="non-recurrent"),
    )
    assert [line.partition(" budgets")[0] for line in lines] == [
        "the re-basing 'R' of 5A9 sums to (£1.00) in non-recurrent",
        "the re-basing 'R' of 5A9 sums to £1.00 in recurrent",
    ]


def test_a_faulty_row_of_a_rebasing_earns_one_finding() -> None:
    """A row that cannot be read is missing from the sum; that is no second mistake."""
    (line,) = refusals(
        row("rebasing", amount="abc", category="acute"),
        row("rebasing", amount="16", category="community"),
    )
    assert "is not an amount" in line


def test_a_row_without_the_newer_columns_keeps_its_identity() -> None:
    """A book that took a row in before `from_category` was there knows it again."""
    (budget,) = events(row("budget"))
    assert budget.key == "5a9|budget|2011-04-01|r|revenue|recurrent|confirmed|acute|||||"
    assert budget.content == "e276f8c50d7d9b4df6750e2d698d77722e8ea4236edc7919fe8b86ed1b87240c"
    (virement,) = events(row("virement"))
    assert virement.key.endswith("|dental")
