"""The sample North Central London 2011-12 says what was published, by arithmetic of its own.

Nothing here computes with the library: the tables are read with the csv module and added up in
integer pence, so that the sample can be the library's yardstick.
"""

import csv
import re
import runpy
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pctfinance.tables.schemas import SCHEMAS
from shared_data import needs_shared, shared_data

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "samples" / "ncl-2011-12"
TABLES = ("declaration", "categories", "resources", "profile", "actuals", "forecasts")
OVERSPENT, UNDERSPENT = ("5A9", "5C1", "5C9"), ("5K7", "5K8")
NCL = OVERSPENT + UNDERSPENT
MILLION = 100_000_000  # pence
MONTHS = tuple(range(1, 13))
CAPITAL_SIGNS = {"additions": 1, "disposals-book-value": -1, "grants": -1, "donations": -1}

Row = dict[str, str]


@cache
def table(name: str) -> list[Row]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def published() -> dict[tuple[str, str, str], int]:
    """The published amounts, in pence, by figure, body and time."""
    with (SAMPLE / "sources" / "published.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["figure"], row["body"], row["period_or_year"]): int(row["value"]) * 100_000
            for row in csv.DictReader(file)
            if row["unit"] == "GBP thousand"
        }


def pence(text: str) -> int:
    """Pounds and pence as text, to pence; anything else than plain digits is a fault."""
    found = re.fullmatch(r"(-?)(\d+)(?:\.(\d\d))?", text)
    assert found, text
    sign, whole, odd = found.groups()
    return (int(whole) * 100 + int(odd or 0)) * (-1 if sign else 1)


def month_of(date: str) -> int:
    """The financial month, April is 1, of a date in 2011-12."""
    assert "2011-04-01" <= date <= "2012-03-31", date
    return (int(date[5:7]) - 4) % 12 + 1


def resources(body: str, month: int, known_at: str = "9999-12-31") -> Iterator[Row]:
    """One body's events that count by the end of a month and were notified by a date."""
    return (
        row
        for row in table("resources")
        if row["body"] == body
        and month_of(row["effective"]) <= month
        and row["notified"] <= known_at
    )


def limit(body: str, which: str, month: int, known_at: str = "9999-12-31") -> int:
    """The confirmed limit: in this sample, allocations and anticipated money once confirmed."""
    return sum(
        pence(row["amount"])
        for row in resources(body, month, known_at)
        if row["limit"] == which
        and row["certainty"] == "confirmed"
        and row["event"] in ("allocation", "anticipated-confirmed")
    )


def charge(rows: list[Row], body: str, which: str, periods: set[str]) -> int:
    """What counts against a limit over some periods of the actuals or the forecasts."""
    return sum(
        pence(row["amount"]) * (CAPITAL_SIGNS[row["category"]] if which == "capital" else 1)
        for row in rows
        if (row["body"], row["limit"]) == (body, which) and row["period"] in periods
    )


def forecast_variance(body: str, which: str, month: int) -> int:
    period = f"2011-12 M{month:02d}"
    return limit(body, which, month) - charge(table("forecasts"), body, which, {period})


def outturn_variance(body: str, which: str) -> int:
    year = {f"2011-12 M{month:02d}" for month in MONTHS}
    return limit(body, which, 12) - charge(table("actuals"), body, which, year)


def budgets(body: str, month: int, funding: str = "") -> Counter[str]:
    """Annual budgets by category; headroom that is applied arrives as non-recurrent budget."""
    found: Counter[str] = Counter()
    for row in resources(body, month):
        applied = row["event"] == "applied-non-recurrently"
        kind = "non-recurrent" if applied else row["funding"]
        if (applied or row["event"] == "budget") and funding in ("", kind):
            found[row["category"]] += pence(row["amount"])
    return found


# --- What was published comes out -----------------------------------------------------------------


@pytest.mark.parametrize("body", NCL)
def test_the_limit_at_year_end_is_the_published_total(body: str) -> None:
    """At M12 each PCT's confirmed revenue limit is its published total, to the penny."""
    assert limit(body, "revenue", 12) == published()["total_revenue_allocation", body, "2011-12"]


def test_the_forecast_of_m08_is_the_published_one() -> None:
    """Barnet -26, Enfield -22, Haringey -21, Camden and Islington +45: -24 together."""
    variance = {body: forecast_variance(body, "revenue", 8) for body in NCL}
    assert [variance[body] for body in OVERSPENT] == [-26 * MILLION, -22 * MILLION, -21 * MILLION]
    assert sum(variance[body] for body in UNDERSPENT) == 45 * MILLION
    assert min(variance[body] for body in UNDERSPENT) > 0
    assert sum(variance.values()) == -24 * MILLION


def test_the_outturn_is_the_published_one() -> None:
    """-48.6 and +64.0: the aggregate is +15.4 while three PCTs of five are over their limits."""
    variance = {body: outturn_variance(body, "revenue") for body in NCL}
    assert sum(variance[body] for body in OVERSPENT) == -4_860_000_000
    assert sum(variance[body] for body in UNDERSPENT) == 6_400_000_000
    assert sum(variance.values()) == 1_540_000_000
    assert tuple(body for body in NCL if variance[body] < 0) == OVERSPENT


def test_the_sources_say_the_same() -> None:
    """The published figures beside the sample are the ones that its tables add up to."""
    known = published()
    three, two = ";".join(OVERSPENT), ";".join(UNDERSPENT)
    assert known["outturn_variance", three, "2011-12"] == -4_860_000_000
    assert known["outturn_variance", two, "2011-12"] == 6_400_000_000
    assert known["outturn_variance", "NCL", "2011-12"] == 1_540_000_000
    assert known["forecast_variance", two, "2011-12"] == 45 * MILLION
    assert known["forecast_variance", "NCL", "2011-12"] == -24 * MILLION
    for body in OVERSPENT:
        variance = forecast_variance(body, "revenue", 8)
        assert variance == known["forecast_variance", body, "2011-12"]


@pytest.mark.parametrize("body", NCL)
@pytest.mark.parametrize("which", ["capital", "cash"])
def test_capital_and_cash_are_within_their_limits(body: str, which: str) -> None:
    """In every forecast and at year end; the duty that breaks is the revenue one alone."""
    for month in range(6, 12):
        assert forecast_variance(body, which, month) >= 0
    assert 0 <= outturn_variance(body, which) <= limit(body, which, 12) // 10


@pytest.mark.parametrize("body", NCL)
def test_forecasts_lead_to_the_outturn(body: str) -> None:
    """From M08 on each forecast is better than the one before and worse than the outturn."""
    path = [forecast_variance(body, "revenue", month) for month in range(8, 12)]
    path.append(outturn_variance(body, "revenue"))
    assert path == sorted(set(path))


# --- The resource side adds up --------------------------------------------------------------------


def unallocated(body: str, month: int, known_at: str = "9999-12-31") -> Counter[tuple[str, str]]:
    """Sources less uses by funding and certainty; a confirmed tranche carries its uses over."""
    left: Counter[tuple[str, str]] = Counter()
    tranches: Counter[str] = Counter()
    uses = ("headroom-set-aside", "contingency", "planned-surplus")
    for row in resources(body, month, known_at):
        if row["limit"] != "revenue":
            continue
        amount, strand = pence(row["amount"] or "0"), (row["funding"], row["certainty"])
        if row["event"] == "allocation":
            left[strand] += amount
            tranches[row["tranche"]] += amount
        elif row["event"] in uses or (row["event"] == "budget" and not row["taken_from"]):
            left[strand] -= amount
            tranches[row["tranche"]] -= amount
        elif row["event"].startswith("anticipated-"):
            expected = sum(
                pence(other["amount"])
                for other in resources(body, month, known_at)
                if other["tranche"] == row["tranche"] and other["event"] == "allocation"
            )
            left["non-recurrent", "anticipated"] -= tranches[row["tranche"]]
            left["non-recurrent", "confirmed"] += (
                amount - expected + tranches[row["tranche"]] if amount else 0
            )
    return left


@pytest.mark.parametrize("body", NCL)
def test_nothing_is_used_twice(body: str) -> None:
    """In no month, whenever one looks, do uses exceed sources within one funding and certainty."""
    dates = sorted({row["notified"] for row in table("resources")})
    for month in MONTHS:
        for known_at in dates:
            left = unallocated(body, month, known_at)
            assert min(left.values()) >= 0, (month, known_at, left)


@pytest.mark.parametrize("body", NCL)
def test_headroom_is_two_per_cent_and_is_never_overdrawn(body: str) -> None:
    """2% of recurrent allocations, held by the PCT; what is applied goes out by approved case."""
    recurrent = sum(
        pence(row["amount"])
        for row in resources(body, 1)
        if row["event"] == "allocation" and row["funding"] == "recurrent"
    )
    (held,) = [row for row in resources(body, 12) if row["event"] == "headroom-set-aside"]
    applied = [row for row in resources(body, 12) if row["event"] == "applied-non-recurrently"]
    assert pence(held["amount"]) * 50 == recurrent
    assert 0 < sum(pence(row["amount"]) for row in applied) < pence(held["amount"])
    assert all(
        row["reference"].startswith("HR-") and row["approval"] and row["taken_from"] == "headroom"
        for row in applied
    )
    assert not [row for row in resources(body, 12) if row["event"].endswith(("lodged", "released"))]


@pytest.mark.parametrize("body", NCL)
def test_contingency_is_half_a_per_cent_and_is_never_overdrawn(body: str) -> None:
    """0.5% of recurrent allocations, to the £1,000 below; two PCTs issue part of it."""
    rows = list(resources(body, 12))
    recurrent = sum(
        pence(row["amount"])
        for row in rows
        if row["event"] == "allocation" and row["funding"] == "recurrent"
    )
    (contingency,) = [pence(row["amount"]) for row in rows if row["event"] == "contingency"]
    issued = sum(pence(row["amount"]) for row in rows if row["taken_from"] == "contingency")
    assert 0 <= recurrent - contingency * 200 < 200 * 100_000
    assert 0 <= issued < contingency
    assert (issued > 0) == (body in ("5A9", "5C1"))


def test_nobody_plans_a_deficit() -> None:
    """Only Camden and Islington plan a surplus, and nobody plans less than none."""
    planned = {
        row["body"]: pence(row["amount"])
        for row in table("resources")
        if row["event"] == "planned-surplus"
    }
    assert tuple(planned) == UNDERSPENT
    assert min(planned.values()) > 0


@pytest.mark.parametrize("body", NCL)
def test_money_of_the_year_is_budgeted_on_its_day(body: str) -> None:
    """An allocation in the year is issued as budget in full, on the day on which it counts."""
    rows = [row for row in resources(body, 12) if row["effective"] > "2011-04-01"]
    for row in rows:
        if row["event"] != "allocation" or row["limit"] != "revenue" or row["tranche"]:
            continue
        issued = [
            pence(other["amount"])
            for other in rows
            if other["event"] == "budget"
            and all(other[key] == row[key] for key in ("reference", "effective", "notified"))
        ]
        assert sum(issued) == pence(row["amount"]), row["reference"]


@pytest.mark.parametrize("body", NCL)
def test_delegation_moves_control_to_the_pct_s_own_ccg(body: str) -> None:
    """From M06, 20% to 60% of three recurrent budgets, to the CCG that is the PCT's successor."""
    own = {"5A9": "07M", "5C1": "07X", "5C9": "08D", "5K7": "07R", "5K8": "08H"}
    rows = [row for row in resources(body, 12) if row["event"] == "delegation"]
    assert {row["delegate"] for row in rows} == {own[body]}
    assert min(month_of(row["effective"]) for row in rows) == 6
    delegated: Counter[str] = Counter()
    for row in rows:
        assert (row["taken_from"], row["funding"]) == ("retained", "recurrent")
        delegated[row["category"]] += pence(row["amount"])
    whole = budgets(body, 6, "recurrent")
    assert set(delegated) == {"acute", "community", "prescribing"}
    for category, amount in delegated.items():
        assert whole[category] * 19 < amount * 100 <= whole[category] * 60


@pytest.mark.parametrize("body", NCL)
def test_budgets_have_sensible_shares(body: str) -> None:
    """Acute is about half, and every category has a positive budget in every month."""
    for month in MONTHS:
        whole = budgets(body, month)
        assert set(whole) == leaves()
        assert min(whole.values()) > 0
        assert 40 <= whole["acute"] * 100 // whole.total() <= 52
        assert 5 <= whole["prescribing"] * 100 // whole.total() <= 9


# --- The awkward cases ----------------------------------------------------------------------------


def test_one_allocation_is_notified_after_its_month() -> None:
    """Enfield's M09 limit rises by £730,000 in January; a view of December does not know it."""
    late = [
        row
        for row in table("resources")
        if row["event"] == "allocation" and row["notified"][:7] > row["effective"][:7]
    ]
    assert [(row["body"], row["notified"], row["amount"]) for row in late] == [
        ("5C1", "2012-01-20", "730000")
    ]
    then, now = (limit("5C1", "revenue", 9, known) for known in ("2011-12-31", "2012-01-31"))
    assert now - then == 73_000_000


def test_everything_that_counts_by_m08_was_known_at_its_close() -> None:
    """No event up to M08 was notified after 9 December 2011."""
    notified = [row["notified"] for row in table("resources") if month_of(row["effective"]) <= 8]
    assert max(notified) <= "2011-12-09"


def test_anticipated_money_comes_short_or_not_at_all() -> None:
    """Haringey budgets £2.4m and gets £1.65m in M11; Enfield's tranche is cancelled in M12."""
    steps = [
        (row["body"], row["event"], month_of(row["effective"]), row["amount"], row["certainty"])
        for row in table("resources")
        if row["tranche"]
    ]
    assert steps == [
        ("5C1", "allocation", 5, "1150000", "anticipated"),
        ("5C1", "anticipated-cancelled", 12, "", "confirmed"),
        ("5C9", "allocation", 4, "2400000", "anticipated"),
        ("5C9", "budget", 4, "2400000", "anticipated"),
        ("5C9", "anticipated-confirmed", 11, "1650000", "confirmed"),
    ]


def test_one_allocation_is_negative_and_no_two_cancel_each_other() -> None:
    """Camden gives drug money back; nothing inside the cluster mirrors it."""
    amounts = [
        (row["body"], pence(row["amount"]))
        for row in table("resources")
        if row["event"] == "allocation"
    ]
    assert [pair for pair in amounts if pair[1] < 0] == [("5K7", -64_000_000)]
    assert 64_000_000 not in {amount for _, amount in amounts}


# --- Profiles, actuals, forecasts -----------------------------------------------------------------


def leaves() -> set[str]:
    return {row["category"] for row in table("categories") if row["parent"]}


@pytest.mark.parametrize("body", NCL)
def test_a_profile_fits_its_budget_in_every_month(body: str) -> None:
    """The months of a profile add up to the annual budget, as it stands in April and ever after."""
    profile: Counter[str] = Counter()
    for row in table("profile"):
        if row["body"] == body:
            profile[row["category"]] += pence(row["amount"])
    assert {"acute", "prescribing"} < set(profile) < leaves()
    for month in MONTHS:
        whole = budgets(body, month)
        assert {category: whole[category] for category in profile} == dict(profile)


@pytest.mark.parametrize("body", NCL)
def test_every_month_and_category_has_its_actual(body: str) -> None:
    """Twelve months of every revenue category, the four parts of capital, and drawings."""
    expected = {("revenue", category) for category in leaves()}
    expected |= {("capital", category) for category in CAPITAL_SIGNS} | {("cash", "drawings")}
    for rows, months in ((table("actuals"), MONTHS), (table("forecasts"), range(6, 12))):
        for month in months:
            period = f"2011-12 M{month:02d}"
            found = [
                (row["limit"], row["category"])
                for row in rows
                if (row["body"], row["period"]) == (body, period)
            ]
            assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("body", NCL)
def test_months_look_like_months(body: str) -> None:
    """No revenue category costs less than nothing, and acute stays near a twelfth of its year."""
    acute = []
    for row in table("actuals"):
        amount = pence(row["amount"])
        if row["body"] == body and row["limit"] == "revenue":
            assert amount > 0, row
        elif row["body"] == body:
            assert amount >= 0, row
        if (row["body"], row["category"]) == (body, "acute"):
            acute.append(amount)
    assert all(sum(acute) < month * 14 and month * 10 < sum(acute) for month in acute)


@pytest.mark.parametrize("body", NCL)
def test_spending_to_m08_agrees_with_the_forecast_of_m08(body: str) -> None:
    """Eight months of costs are within 2% of eight twelfths of what was then expected."""
    periods = {f"2011-12 M{month:02d}" for month in range(1, 9)}
    spent = charge(table("actuals"), body, "revenue", periods)
    expected = charge(table("forecasts"), body, "revenue", {"2011-12 M08"}) * 8 // 12
    assert abs(spent - expected) * 50 < expected


# --- Labels, form, regeneration -------------------------------------------------------------------


def test_only_the_drawings_of_april_are_wholly_published() -> None:
    """Every other row says that it is synthetic, and each row says where it comes from."""
    marked = [
        (name, row) for name in TABLES[2:] for row in table(name) if row["synthetic"] != "yes"
    ]
    assert [(name, row["body"], row["period"]) for name, row in marked] == [
        ("actuals", body, "2011-12 M01") for body in NCL
    ]
    for _, row in marked:
        assert row["synthetic"] == "no"
        assert row["source"].startswith("Department of Health, ")
        assert pence(row["amount"]) == published()["cash_drawn", row["body"], "2011-12 M01"]
    for name in TABLES[2:]:
        for row in table(name):
            assert row["source"].startswith("synthetic") == (row["synthetic"] == "yes")


def test_sources_name_a_publisher_and_no_path() -> None:
    """Each published figure has a source in words; nothing points to a file of ours."""
    with (SAMPLE / "sources" / "published.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 38
    for row in rows:
        assert row["source"]
        assert not re.search(r"[\\/]\w+[\\/]|\.csv|http", row["source"] + row["note"])


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_in_the_input_format(name: str) -> None:
    """Headings in the order of the schema, keys once each, UTF-8 without a mark, line feeds only."""
    schema = SCHEMAS[name]
    raw = (SAMPLE / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    headings = next(csv.reader(raw.decode().splitlines()))
    assert headings == [column.name for column in schema.columns if column.name in headings]
    keys = [tuple(row.get(part, "") for part in schema.key) for row in table(name)]
    assert len(keys) == len(set(keys))
    for column in schema.columns:
        if column.required:
            assert all(row[column.name] for row in table(name)), column.name


def test_the_sample_is_small() -> None:
    """All tables together stay below 400 KB, so that the sample can travel with the package."""
    assert sum((SAMPLE / f"{name}.csv").stat().st_size for name in TABLES) < 400_000


def test_it_is_made_again_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running the generator gives the same files, and none besides them."""
    monkeypatch.setattr("sys.argv", ["make_sample.py", "--out", str(tmp_path)])
    runpy.run_path(str(SAMPLE / "make_sample.py"), run_name="__main__")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{n}.csv" for n in TABLES)
    for name in TABLES:
        made, kept = (folder / f"{name}.csv" for folder in (tmp_path, SAMPLE))
        assert made.read_bytes() == kept.read_bytes(), name


# --- Against the reference tables, where they are -------------------------------------------------


def reference(name: str) -> list[Row]:
    folder = shared_data()
    assert folder is not None
    with (folder / "reference" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@needs_shared
def test_allocations_agree_with_the_reference() -> None:
    """The totals of 2011-12 and the recurrent allocations of 2010-11 are the reference's."""
    measures = {"total_revenue_allocations": "2011-12", "recurrent_revenue_allocation": "2010-11"}
    found = {
        (row["measure"].removesuffix("s"), row["org_ods_code"], row["financial_year"]): int(
            row["amount_gbp_thousand"]
        )
        * 100_000
        for row in reference("pct_revenue_allocations.csv")
        if row["org_ods_code"] in NCL and measures.get(row["measure"]) == row["financial_year"]
    }
    assert len(found) == 10
    assert found.items() <= published().items()


@needs_shared
def test_april_s_cash_agrees_with_the_reference() -> None:
    """The drawings of April 2011 are those of the five PCTs in the Department's own list."""
    found = Counter[tuple[str, str, str]]()
    for row in reference("dh_cash_funding_april_2011.csv"):
        if row["payee_ods_code"] in NCL:
            key = ("cash_drawn", row["payee_ods_code"], "2011-12 M01")
            found[key] += pence(row["amount_gbp"])
    assert len(found) == 5
    assert found.items() <= published().items()


@needs_shared
def test_ccgs_agree_with_the_reference() -> None:
    """Each PCT's CCG holds all its postcodes, and its population is the printed one."""
    with (SAMPLE / "sources" / "published.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["figure"] in ("ccg", "ccg_population")]
    ours = {(row["figure"], row["body"]): row["value"] for row in rows}
    overlaps = [row for row in reference("ccg_pct_overlap.csv") if row["pct_ods_code"] in NCL]
    people = {
        row["ccg_code"]: row["population_persons"] for row in reference("ccg_register_2012.csv")
    }
    assert {row["share_of_pct_postcodes_percent"] for row in overlaps} == {"100.0"}
    assert ours == {
        **{("ccg", row["pct_ods_code"]): row["ccg_code"] for row in overlaps},
        **{("ccg_population", row["pct_ods_code"]): people[row["ccg_code"]] for row in overlaps},
    }
