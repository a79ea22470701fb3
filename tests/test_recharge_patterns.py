"""Recharges that look like resource that moves: a finding, never a refusal, and never by accident."""

from typing import Any

import pytest

from ledger_loads import GeneralLine, Load, posted
from month_examples import figures
from pctfinance.book import Book
from pctfinance.errors import Finding, UsageError
from pctfinance.inputs import sample_path
from pctfinance.rulebooks import packaged_text
from sharing_examples import DEPUTY, DIRECTOR, FIVE, HEAD, TEAM, limits, ncl, shared, swapped

LAST = "2011-12 M12"


def patterns(book: Book, month: str = "M8", **asked: Any) -> dict[str, Finding]:
    """What a position finds about recharges, by code; one of each at most."""
    asked = {"basis": "ytd", **asked}
    found = [f for f in book.position(month, **asked).findings if f.code.startswith("recharge.")]
    by_code = {finding.code: finding for finding in found}
    assert len(by_code) == len(found)
    return by_code


def agreed(book: Book, pence: int, **parts: Any) -> None:
    """Camden and Barnet agreed on recharges up to an amount in the year."""
    asked: dict[str, Any] = {
        "provider": "5K7",
        "recipient": "5A9",
        "source": "service level agreement 1",
        "by": HEAD,
        "on": "2011-04-01",
        **parts,
    }
    book.state_recharge_agreement("SLA 1", pence=pence, **asked)


# Much passes net, and nobody said by which right (£100,000 by the rulebook)


def test_much_without_basis_or_agreement_is_told() -> None:
    """£60,000 in month 6 and £50,000 in month 8: £110,000 in the year to date, in round sums."""
    book = ncl()
    swapped(book, "R1", 60_000_00, "M6")
    assert patterns(book) == {}
    swapped(book, "R2", 50_000_00, "M8")
    (finding,) = patterns(book).values()
    assert finding.code == "recharge.without-basis"
    assert finding.message == (
        "5K7 charged 5A9 £110,000 net in the year to date (M06 £60,000, M08 £50,000); £110,000 has "
        "neither basis nor agreement, and more than £100,000 looks like resource that moved; "
        "£110,000 of it in round sums"
    )
    assert finding.where is not None
    assert (finding.where.body, finding.where.period) == ("5A9, 5K7", "2011-12 M08")
    assert "state the agreement, or propose the transfer" in finding.hint
    assert "SOM 25" in finding.hint
    assert patterns(book, "M7") == {}, "as of month 7 it was not so much"


def test_what_goes_both_ways_is_looked_at_net() -> None:
    """£90,000.01 one way and £30,000 back are £60,000.01."""
    book = ncl()
    swapped(book, "R1", 90_000_01)
    swapped(book, "R2", 30_000_00, provider="5A9", recipient="5K7")
    swapped(book, "R3", 39_999_99)
    assert patterns(book) == {}, "exactly £100,000 is not beyond it"
    swapped(book, "R4", 1)
    assert "£100,000.01 net in the year" in patterns(book)["recharge.without-basis"].message


def test_an_agreement_covers_its_amount_and_its_direction() -> None:
    """£110,000 of which £50,000 are agreed leaves £60,000; an agreement the other way covers none."""
    book = ncl()
    swapped(book, "R1", 110_000_00)
    agreed(book, 50_000_00, provider="5A9", recipient="5K7")
    assert set(patterns(book)) == {"recharge.without-basis"}
    agreed(book, 5_000_00)  # the same name, so it stands in place of the former
    assert "£5,000 of it by agreement" in patterns(book)["recharge.without-basis"].message
    agreed(book, 50_000_00, on="2011-12-20")
    assert patterns(book) == {}
    before = book.head.sequence - 1
    assert set(patterns(book, recorded_at=before)) == {"recharge.without-basis"}
    assert book.recharge_agreements()[0].pence == 50_000_00


@pytest.mark.parametrize(
    "parts", [{"pence": 0}, {"source": ""}, {"recipient": "5K7"}, {"recipient": "5AT"}]
)
def test_what_is_no_agreement(parts: dict[str, Any]) -> None:
    """It has two bodies of the group, an amount and a source."""
    with pytest.raises(UsageError):
        agreed(ncl(), **{"pence": 1, **parts})


def test_what_follows_from_a_basis_is_no_pattern() -> None:
    """A million shared by population, every month, and taken back once: nothing is found."""
    book = ncl()
    for month in range(1, 9):
        shared(book, 1_000_000_00, f"S{month}", f"M{month}")
    book.reverse_recharge(
        "S8r", reverses="S1", by=HEAD, reason="paid twice", month="M8", approved_by=DEPUTY
    )
    assert patterns(book) == {}


def test_what_is_not_approved_is_not_looked_at() -> None:
    """Only what counts is found."""
    book = ncl()
    swapped(book, "R1", 200_000_00, approved_by="")
    assert patterns(book) == {}
    book.approve_recharge("R1", by=DEPUTY)
    assert set(patterns(book)) == {"recharge.without-basis"}


# A duty that is met only by what others paid


def spent(book: Book, pence: int, last: int = 8) -> None:
    """Camden's cost, £5m a month but the last, so that the year comes to `pence`."""
    for month in range(1, last + 1):
        cost = 5_000_000_00 if month < last else pence - (last - 1) * 5_000_000_00
        book.post(figures("actuals", month, cost, body="5K7"))


def test_income_that_turns_a_breach_into_met_is_told() -> None:
    """Camden spent £100,020,000 of its £100m; £30,000 from Barnet makes it £10,000 under."""
    book = ncl()
    spent(book, 100_020_000_00, 12)
    before = limits(book)
    assert patterns(book, LAST, basis="outturn") == {}, "a breach is a breach, and no pattern"
    swapped(book, "R1", 30_000_00, "M12")
    assert book.position(LAST).body("5K7").duties[0].status.value == "met"
    found = patterns(book, LAST, basis="outturn")
    assert set(found) == {"recharge.turns-duty"}, "£30,000 alone is not much"
    assert found["recharge.turns-duty"].message == (
        "5K7 meets its revenue limit by £10,000 only because 5A9 paid it £30,000 net in the year to "
        "date with neither basis nor agreement; without that it would exceed the limit by £20,000; "
        "£30,000 of it in the last month and £30,000 of it in round sums"
    )
    assert limits(book) == before
    assert book.verify() == ()


def test_income_that_turns_nothing_is_not_told() -> None:
    """Camden would have met its limit to the penny without it: £30,000 under, £30,000 received."""
    book = ncl()
    spent(book, 100_000_000_00, 12)
    swapped(book, "R1", 30_000_00, "M12")
    assert patterns(book, LAST, basis="outturn") == {}


def test_agreed_income_turns_nothing() -> None:
    """What was agreed is the price of something; what was paid on is no income."""
    book = ncl()
    spent(book, 100_020_000_00, 12)
    swapped(book, "R1", 30_000_00, "M12")
    agreed(book, 30_000_00)
    assert patterns(book, LAST, basis="outturn") == {}
    other = ncl()
    spent(other, 99_990_000_00, 12)
    swapped(other, "R1", 30_000_00, "M12")
    swapped(other, "R2", 25_000_00, "M12", provider="5C1", recipient="5K7")
    assert patterns(other, LAST, basis="outturn") == {}, "£5,000 net against £15,000 left"


def test_controls_and_published_packs_hold_it() -> None:
    """The controls of both bodies record it, and a pack that was issued shows it again."""
    book = ncl()
    swapped(book, "R1", 200_000_00)
    answer = book.run_controls("M8", by=DIRECTOR, bodies=["5A9", "5C1"])
    assert [f.code for f in answer.findings].count("recharge.without-basis") == 1
    book.publish("M8", by=DIRECTOR)
    agreed(book, 200_000_00)
    assert patterns(book) == {}
    assert book.verify() == (), "as published, it was not agreed yet"


# More apportioned than spent


def team_cost(book: Book, pence: int) -> None:
    """Camden's cost of the team, the same in each of eight months."""
    for month in range(1, 9):
        book.post(figures("actuals", month, pence, body="5K7", category="corporate"))


def test_a_host_that_apportions_more_than_it_spent_is_told() -> None:
    """£80,000 spent to month 8, £200,000 apportioned: £120,000 were no cost of the team."""
    book = ncl()
    team_cost(book, 10_000_00)
    shared(book, 150_000_00, "S1", "M7")
    shared(book, 50_000_00, "S2")
    found = patterns(book)
    assert set(found) == {"recharge.more-than-cost"}
    assert found["recharge.more-than-cost"].message == (
        "5K7 apportioned £200,000 in the year to date, and spent £80,000 in corporate by its own "
        "ledger: the difference of £120,000 is no cost that was shared"
    )
    shared(book, 30_000_00, "S3", "M7")
    assert patterns(book) == {}, "the cost of month 7 was put right: £80,000 of £80,000"
    assert book.verify() == ()


def test_a_cost_from_the_actuals_is_no_more_than_was_spent() -> None:
    """Taken from the ledger, month by month; and a reversed one counts no more."""
    book = ncl()
    team_cost(book, 10_000_00)
    for month in range(1, 9):
        book.apportion(
            TEAM,
            f"M{month}",
            categories=["corporate"],
            number=f"S{month}",
            category="management",
            provider_category="corporate",
            by=HEAD,
            approved_by=DEPUTY,
        )
    assert patterns(book) == {}
    other = ncl()
    team_cost(other, 10_000_00)
    shared(other, 90_000_00, "S1")
    assert set(patterns(other)) == {"recharge.more-than-cost"}
    other.reverse_recharge("S2", reverses="S1", by=HEAD, reason="too much", approved_by=DEPUTY)
    assert patterns(other) == {}


# A charge that goes back


def test_a_charge_that_goes_back_in_another_month_is_told() -> None:
    """£75,000 in month 6 and the same the other way in month 8: the month-end between was dressed."""
    book = ncl()
    swapped(book, "R1", 75_000_00, "M6")
    swapped(book, "R2", 75_000_00, "M8", provider="5A9", recipient="5K7")
    found = patterns(book)
    assert set(found) == {"recharge.returned"}, "net it is nothing"
    assert found["recharge.returned"].message.startswith(
        "5K7 charged 5A9 £75,000 in M06 (R1), and the same went back in M08 (R2)"
    )
    assert patterns(book, "M7") == {}


@pytest.mark.parametrize(
    ("first", "second", "month"), [(75_000_00, 74_999_99, "M8"), (49_999_99, 49_999_99, "M8")]
)
def test_other_amounts_or_small_ones_are_no_return(first: int, second: int, month: str) -> None:
    """A penny less is another charge; below £50,000 nobody asks."""
    book = ncl()
    swapped(book, "R1", first, "M6")
    swapped(book, "R2", second, month, provider="5A9", recipient="5K7")
    assert patterns(book) == {}


def test_a_reversal_is_told_only_across_a_month_end() -> None:
    """In its own month it corrects a mistake; two months later it bridged two month-ends."""
    book = ncl()
    swapped(book, "R1", 75_000_00)
    swapped(book, "R2", 75_000_00, "M6")
    for number, month in (("R1", "M8"), ("R2", "M8")):
        book.reverse_recharge(
            f"{number}r", reverses=number, by=HEAD, reason="x", month=month, approved_by=DEPUTY
        )
    found = patterns(book)
    assert set(found) == {"recharge.returned"}
    assert "in M06 (R2), and the same went back in M08" in found["recharge.returned"].message


# What the ledgers' extracts say


def line(body: str, other: str, pence: int, month: int) -> GeneralLine:
    """One line of cost, or of income where it is negative, with another body as counterparty."""
    sides: dict[str, Any] = {"debit_pence": max(pence, 0), "credit_pence": max(-pence, 0)}
    return GeneralLine(
        body=body,
        period=month,
        category="corporate",
        resource_limit="revenue",
        counterparty=other,
        charge_pence=pence,
        **sides,
    )


def test_loaded_lines_with_a_counterparty_count_too() -> None:
    """No journal of ours: Barnet's own extract charges £120,000 with Camden as counterparty."""
    book = ncl()
    posted(book, Load((line("5A9", "5K7", 120_000_00, 5),), body="5A9"))
    assert patterns(book, "M4") == {}
    assert "5K7 charged 5A9 £120,000 net" in patterns(book, "M5")["recharge.without-basis"].message
    other = ncl()
    posted(other, Load((line("5A9", "RAL", 120_000_00, 5),), body="5A9"))
    assert patterns(other, "M5") == {}, "a provider of care is no body of the group"


def test_reports_to_date_count_once() -> None:
    """£60,000 to month 5 is £60,000 to month 6 as well, and not £120,000."""
    book = ncl()
    for month in (5, 6):
        load = Load(
            (line("5A9", "5K7", 60_000_00, month),),
            body="5A9",
            month=month,
            file=f"m{month}.csv",
            to_date=True,
        )
        posted(book, load)
    assert patterns(book, "M6") == {}


# Rules are data, and the sample is as it was


def test_a_rulebook_may_say_another_amount_or_none() -> None:
    """£1 instead of £100,000; without the section amounts are not looked at, duties are."""
    text = packaged_text("2011-12")
    start, end = (
        text.index("[recharging.without_basis]"),
        text.index("# -----", text.index("[rech")),
    )
    strict = text.replace("amount_pence = 10000000\n", "amount_pence = 100\n")
    silent = text[:start] + text[end:]
    for rules, found in ((strict, {"recharge.without-basis"}), (silent, set[str]())):
        book = Book.in_memory("2011-12", group="NCL", rulebook=rules)
        swapped(book, "R1", 200_000_00)
        assert set(patterns(book)) == found
        book.verify()


@pytest.mark.parametrize("month", ["M8", "M12"])
def test_the_sample_has_no_recharges(month: str) -> None:
    """North Central London as it comes with the package finds nothing about them."""
    book = Book.read(sample_path())
    assert patterns(book, month, basis=None) == {}
    assert {body.code for body in book.position(month).bodies} == set(FIVE)
