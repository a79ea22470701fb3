"""Makes the sample "North Central London 2011-12", the same bytes every time.

What is published stands in `sources/published.csv`, what is invented in `sources/invented.toml`, and
the odd pence come from a fixed seed. They are put together here, in integer pence, so that what was
published comes out exactly: each PCT's limit at M12, the forecasts used for M08, the outturns. Every
row says whether it is synthetic, and what of it.

    python make_sample.py            writes the tables beside this file
    python make_sample.py --out DIR  writes them to DIR
"""

import argparse
import csv
import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SEED = "ncl-2011-12"
YEAR = "2011-12"
YEAR_START, ANNOUNCED, AGREED = "2011-04-01", "2010-12-15", "2011-03-31"
MONTHS = range(1, 13)
FORECAST_MONTHS = range(6, 12)
USED_FOR_M08, LAST = 8, 12
SAYS_NOTHING = "5K8"  # Islington does not say what of its forecast is non-recurrent
MONTH_ENDS = (
    *("2011-04-30", "2011-05-31", "2011-06-30", "2011-07-31", "2011-08-31", "2011-09-30"),
    *("2011-10-31", "2011-11-30", "2011-12-31", "2012-01-31", "2012-02-29", "2012-03-31"),
)
DH, NHS_LONDON = "Department of Health", "NHS London"
OVERSPENT = ("5A9", "5C1", "5C9")
DELEGATED_CATEGORIES = ("acute", "community", "prescribing")
ENGLAND = ("recurrent", "dental_pharmaceutical_ophthalmic", "social_care")
LESS_FROM_CAPITAL = ("disposals-book-value", "grants", "donations")

INVENTED = "synthetic: amount, dates and reference"
TOTAL_KNOWN = (
    "the PCT's total of the year is published: Department of Health, PCT revenue allocations"
)
OUTTURN_KNOWN = {
    True: "the three PCTs' overspend of £48.6m together is published: Audit Commission",
    False: "the two PCTs' underspend of £64m together is published: Audit Commission",
}
FORECAST_KNOWN = {
    True: "the PCT's variance is published: Health Service Journal",
    False: "the variance of Camden and Islington together is published: Health Service Journal",
}

Row = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of `resources.csv`: the fields are its columns in their order, the amount in pence."""

    body: str
    event: str
    effective: str
    notified: str
    reference: str
    amount: int | None
    limit: str = "revenue"
    funding: str = ""
    certainty: str = "confirmed"
    category: str = ""
    delegate: str = ""
    tranche: str = ""
    case: str = ""
    taken_from: str = ""
    issuer: str = ""
    approval: str = ""
    purpose: str = ""
    synthetic: str = "yes"
    source: str = INVENTED

    @property
    def row(self) -> Row:
        """The row as text."""
        cells = {field.name: getattr(self, field.name) for field in fields(self)}
        return [pounds(cell) if isinstance(cell, int) else cell or "" for cell in cells.values()]


class Published:
    """The published figures, by what they are, whom they are about and when."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            self._rows = {
                (row["figure"], row["body"], row["period_or_year"]): row["value"]
                for row in csv.DictReader(file)
            }

    def text(self, figure: str, body: str = "", when: str = YEAR) -> str:
        """A published code."""
        return self._rows[figure, body, when]

    def number(self, figure: str, body: str = "", when: str = YEAR) -> int:
        """A published whole number in its own unit."""
        return int(self.text(figure, body, when))

    def pence(self, figure: str, body: str = "", when: str = YEAR) -> int:
        """A published amount of £000, in pence."""
        return pence(self.number(figure, body, when))


def pence(thousands: int) -> int:
    """Pence of an amount in £000."""
    return thousands * 100_000


def whole_thousands(amount: int) -> int:
    """An amount in pence without what is below £1,000."""
    return (abs(amount) // 100_000 * 100_000) * (1 if amount >= 0 else -1)


def pounds(amount: int) -> str:
    """An amount in pounds as text; pence where there are any."""
    sign, (whole, odd) = "-" if amount < 0 else "", divmod(abs(amount), 100)
    return f"{sign}{whole}.{odd:02d}" if odd else f"{sign}{whole}"


def period(month: int) -> str:
    """A month as the tables write it."""
    return f"{YEAR} M{month:02d}"


def dice(*parts: str) -> random.Random:
    """A stream of chance of its own, so that a change in one place leaves the others as they are."""
    return random.Random("/".join((SEED, *parts)))


def draw(chance: random.Random, low: int, high: int) -> int:
    """A whole number from low to high. `random()` alone is promised to stay the same in new Pythons."""
    return low + int(chance.random() * (high - low + 1))


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole pounds by weight; the last takes what is left, so that the sum is exact."""
    parts = [amount * weight // sum(weights) // 100 * 100 for weight in weights[:-1]]
    return [*parts, amount - sum(parts)]


class Pct:
    """One PCT: what happened to its limits and budgets, what it spent, what it expected."""

    def __init__(
        self, entry: Mapping[str, Any], story: Mapping[str, Any], published: Published
    ) -> None:
        self.code: str = entry["code"]
        self.overspent = self.code in OVERSPENT
        self.entry = entry
        self.story = story
        self.published = published
        self.leaves = [code for code, one in story["categories"].items() if "parent" in one]
        self.april = self._april()
        revenue = [*self._allocations(), *self._plan(), *self._notices(), *self._tranche()]
        revenue += [*self._headroom(), *self._contingency()]
        revenue += [*self._delegations(revenue)]
        self.events = sorted(
            [*revenue, *self._capital(), *self._cash(revenue)], key=lambda event: event.effective
        )

    # --- Limits and budgets -----------------------------------------------------------------------

    def _event(self, event: str, effective: str, amount: int | None, **rest: str) -> Event:
        rest.setdefault("notified", effective)
        return Event(body=self.code, event=event, effective=effective, amount=amount, **rest)

    def _april(self) -> dict[str, int]:
        """The allocations of April: dental is what all others leave of the published total."""
        total = self.published.pence("total_revenue_allocation", self.code)
        baseline = self.published.pence("recurrent_revenue_allocation", self.code, "2010-11")
        growth = baseline * self.published.number("recurrent_growth_minimum") // 100
        england = {part: self.published.number(f"{part}_allocation", "England") for part in ENGLAND}
        later = sum(notice["amounts"].get(self.code, 0) for notice in self.story["notices"])
        later += self.entry.get("tranche", {}).get("confirmed", 0)
        april = {
            "baseline": baseline,
            "growth": whole_thousands(growth),
            "social-care": whole_thousands(total * england["social_care"] // sum(england.values())),
        }
        return {**april, "dental": total - sum(april.values()) - pence(later)}

    @property
    def recurrent(self) -> int:
        """All recurrent allocations: they come in April, and none after it."""
        return self.april["baseline"] + self.april["growth"]

    @property
    def headroom(self) -> int:
        """Recurrent headroom that the PCT sets aside inside its limit."""
        percent: int = self.story["plan"]["headroom_percent"]
        return self.recurrent * percent // 100

    def _allocations(self) -> Iterator[Event]:
        for key, funding, number, purpose, how in (
            ("baseline", "recurrent", "001", "Opening recurrent baseline", "that of 2010-11"),
            ("growth", "recurrent", "001", "Growth", "the published minimum of 2%"),
            ("dental", "non-recurrent", "002", "Primary dental services", "what is left"),
            (
                "social-care",
                "non-recurrent",
                "003",
                "Joint working: social care",
                "England's share",
            ),
        ):
            yield self._event(
                "allocation",
                YEAR_START,
                self.april[key],
                notified=ANNOUNCED,
                reference=f"DH-{YEAR}/{number}",
                funding=funding,
                issuer=DH,
                purpose=purpose,
                source=f"synthetic split: {how}; {TOTAL_KNOWN}",
            )

    def _plan(self) -> Iterator[Event]:
        """Reserves and opening budgets, as the board agreed them before the year began."""
        plan = self.story["plan"]
        per_mille = plan["contingency_per_mille"]
        contingency = whole_thousands(self.recurrent * per_mille // 1000)
        surplus = pence(self.entry.get("planned_surplus", 0))
        left = self.recurrent - self.headroom - contingency - surplus
        shares = self.story["shares"][self.entry["shares"]]
        held_back = self.april["social-care"] * plan["social_care_held_back_percent"] // 100
        joint = whole_thousands(self.april["social-care"] - held_back)
        for event, amount, funding, category, purpose in (
            ("headroom-set-aside", self.headroom, "recurrent", "", "2% of recurrent allocations"),
            ("contingency", contingency, "recurrent", "", "0.5% of recurrent allocations"),
            ("planned-surplus", surplus, "recurrent", "", "Planned not to be spent"),
            *(
                (
                    "budget",
                    whole_thousands(left * share // 1000),
                    "recurrent",
                    leaf,
                    "Opening budget",
                )
                for leaf, share in zip(self.leaves, shares, strict=True)
            ),
            ("budget", self.april["dental"], "non-recurrent", "dental", "Opening budget"),
            ("budget", joint, "non-recurrent", "joint-commissioning", "Opening budget"),
        ):
            if amount:
                yield self._event(
                    event,
                    YEAR_START,
                    amount,
                    notified=AGREED,
                    reference=f"PLAN-{self.code}",
                    funding=funding,
                    category=category,
                    purpose=purpose,
                )

    def _notices(self) -> Iterator[Event]:
        """Allocations in the year, each budgeted in full on the day on which it counts."""
        for notice in self.story["notices"]:
            amount = pence(notice["amounts"].get(self.code, 0))
            uses = notice["uses"] if amount else {}
            same = {key: notice[key] for key in ("notified", "reference", "purpose")}
            same["funding"] = "non-recurrent"
            when = notice["effective"]
            if amount:
                yield self._event("allocation", when, amount, issuer=notice["issuer"], **same)
            for category, percent in uses.items():
                part = amount * percent // 100
                yield self._event("budget", when, part, category=category, **same)

    def _tranche(self) -> Iterator[Event]:
        """Money that was counted on before it was notified, and what came of it.

        Where less comes than was budgeted the gap stays open: nothing here closes it.
        """
        it = self.entry.get("tranche")
        if it is None:
            return
        name, expected = it["name"], pence(it["amount"])
        ahead = {"certainty": "anticipated", "funding": "non-recurrent", "tranche": name}
        ahead |= {"reference": f"ANT-{name}", "purpose": it["purpose"]}
        notified = {"notified": it["notified"], "reference": f"NHSL-{name}"}
        yield self._event("allocation", it["effective"], expected, issuer=NHS_LONDON, **ahead)
        if "confirmed" not in it:
            yield self._event(
                "anticipated-cancelled",
                it["resolved"],
                None,
                tranche=name,
                purpose="Will not come",
                **notified,
            )
            return
        category = it["budgeted_to"]
        yield self._event("budget", it["effective"], expected, category=category, **ahead)
        yield self._event(
            "anticipated-confirmed",
            it["resolved"],
            pence(it["confirmed"]),
            tranche=name,
            issuer=NHS_LONDON,
            purpose="Confirmed for less than was budgeted",
            **notified,
        )

    def _headroom(self) -> Iterator[Event]:
        """Headroom spent once, each time by a case that the SHA approved."""
        heads = self.published.number("ccg_population", self.code)
        a_head = self.published.number("ccg_development_minimum") * 100
        first = ("HR-01", "2011-06-01", "running-costs", "CCG development: £2 a head")
        for case, when, category, purpose, amount in (
            (*first, heads * a_head),
            *(
                (
                    *(one[key] for key in ("case", "effective", "category", "purpose")),
                    whole_thousands(self.headroom * one["percent"] // 100),
                )
                for one in self.story["headroom"]
            ),
        ):
            yield self._event(
                "applied-non-recurrently",
                when,
                amount,
                reference=f"{case}-{self.code}",
                funding="recurrent",
                category=category,
                taken_from="headroom",
                approval=f"APPROVED-{case}-{self.code}",
                purpose=purpose,
            )

    def _contingency(self) -> Iterator[Event]:
        amount = pence(self.entry.get("contingency_used", 0))
        if amount:
            yield self._event(
                "budget",
                "2011-11-01",
                amount,
                reference=f"CONT-{self.code}",
                funding="recurrent",
                category="continuing-care",
                taken_from="contingency",
                purpose="Growth in packages of care",
            )

    def _delegations(self, revenue: Sequence[Event]) -> Iterator[Event]:
        """Budgets handed to the emerging CCG; the budget of the category stays what it was."""
        opening = budgets_at(revenue, 1, self.leaves)
        for percent, when in zip(
            self.entry["delegated"], ("2011-09-01", "2012-01-01"), strict=True
        ):
            for category in DELEGATED_CATEGORIES if percent else ():
                yield self._event(
                    "delegation",
                    when,
                    whole_thousands(opening[category] * percent // 100),
                    reference=f"SCHEME-{self.code}",
                    funding="recurrent",
                    category=category,
                    delegate=self.published.text("ccg", self.code),
                    taken_from="retained",
                    purpose=f"{percent}% of the opening budget",
                    source=f"{INVENTED}; the PCT's CCG is published",
                )

    def _capital(self) -> Iterator[Event]:
        opening, september = self.entry["capital"]
        for number, when, amount, purpose in (
            (1, YEAR_START, opening, "Operational capital"),
            (2, "2011-09-20", september, "Primary care premises"),
        ):
            yield self._event(
                "allocation",
                when,
                pence(amount),
                reference=f"DH-CAP-{YEAR}/{number}",
                limit="capital",
                issuer=DH,
                purpose=purpose,
            )

    def _cash(self, revenue: Sequence[Event]) -> Iterator[Event]:
        """The cash limit follows the other two, less what needs no cash."""
        opening, september = (pence(amount) for amount in self.entry["capital"])
        at = {month: limit_at(revenue, "revenue", month) for month in (1, 6, 12)}
        without = pence(self.story["plan"]["non_cash"])
        for number, when, amount, purpose in (
            (1, YEAR_START, at[1] + opening - without, "Opening cash limit"),
            (2, "2011-09-20", at[6] - at[1] + september, "Changes to September"),
            (3, "2012-02-20", at[12] - at[6], "Changes to February"),
        ):
            yield self._event(
                "allocation",
                when,
                amount,
                reference=f"DH-CASH-{YEAR}/{number}",
                limit="cash",
                issuer=DH,
                purpose=purpose,
            )

    # --- Profiles, forecasts and actuals ----------------------------------------------------------

    def profile_rows(self) -> Iterator[Row]:
        """Each profiled budget, month by month."""
        first, last = (budgets_at(self.events, month, self.leaves) for month in (1, LAST))
        for category, weights in self.story["profiles"].items():
            if first[category] != last[category]:
                raise ValueError(f"{self.code}: the budget of {category} moves; no profile fits it")
            for month, amount in zip(MONTHS, spread(last[category], weights), strict=True):
                yield (self.code, category, period(month), pounds(amount), "yes", "synthetic")

    def costs(self, month: int) -> dict[str, int]:
        """Costs of the year by category, which leave exactly the variance of the story.

        Months 6 to 11 are forecasts. Month 12 is the outturn; it alone has odd pence.
        """
        variance = pence(self.entry["variances"][month - FORECAST_MONTHS.start])
        total = limit_at(self.events, "revenue", month) - variance
        budgets = budgets_at(self.events, month, self.leaves)
        above = total - sum(budgets.values())
        chance = dice(self.code, "costs", period(month))
        result = dict.fromkeys(self.leaves, 0)
        for category in self.leaves:
            movement = above * self.story["pressure"].get(category, 0) // 1000
            movement += pence(self.story["standing"].get(category, 0) + draw(chance, -30, 30))
            odd = draw(chance, -49_999, 49_999) if month == LAST else 0
            result[category] = whole_thousands(budgets[category] + movement) + odd
        return {**result, "acute": total - sum(result.values()) + result["acute"]}

    def monthly_costs(self) -> dict[str, list[int]]:
        """Twelve months by category, which add up to the outturn.

        The eight months to M08 already show half of what the outturn is better by than the
        forecast of M08: people are slow to believe good news.
        """
        above = {month: self._above_budget(month) for month in (USED_FOR_M08, LAST)}
        expected, outturn = self.costs(USED_FOR_M08), self.costs(LAST)
        result = {}
        for category in self.leaves:
            better = above[USED_FOR_M08][category] - above[LAST][category]
            weights = self.story["profiles"].get(category, self.story["phasing"]["evenly"])
            chance = dice(self.code, "actuals", category)
            shown = spread(expected[category] - better // 2, weights)[:USED_FOR_M08]
            early = [noisy(one, chance) for one in shown]
            to_come = outturn[category] - sum(early)
            late = [noisy(one, chance) for one in spread(to_come, weights[USED_FOR_M08:])[:-1]]
            result[category] = [*early, *late, to_come - sum(late)]
        return result

    def _above_budget(self, month: int) -> dict[str, int]:
        budgets = budgets_at(self.events, month, self.leaves)
        return {category: cost - budgets[category] for category, cost in self.costs(month).items()}

    def monthly_capital(self) -> dict[str, list[int]]:
        """The four parts of the charge against the capital limit, month by month."""
        additions, *less = (pence(amount) for amount in self.entry["spent"])
        result = {"additions": spread(additions, self.story["phasing"]["capital"])}
        for category, amount, when in zip(
            LESS_FROM_CAPITAL, less, self.entry["spent_in"], strict=True
        ):
            result[category] = [amount if month == when else 0 for month in MONTHS]
        return result

    def monthly_cash(self) -> list[int]:
        """Drawings in round sums after April's, which is published; March draws what is left."""
        april = self.published.pence("cash_drawn", self.code, period(1))
        later = self.cash_expected(LAST) - april
        step, chance = pence(500), dice(self.code, "cash")
        months = [later // 11 // step * step + step * draw(chance, -1, 1) for _ in range(10)]
        return [april, *months, later - sum(months)]

    def cash_expected(self, month: int) -> int:
        """Drawings of the year as expected in a month: within the limit of that month."""
        unsure = pence(100 * (LAST - month))
        return limit_at(self.events, "cash", month) - pence(self.entry["cash_left"]) - unsure

    def actual_rows(self) -> Iterator[Row]:
        """What was spent, invested and drawn."""
        split = f"synthetic split by PCT, category and month; {OUTTURN_KNOWN[self.overspent]}"
        revenue, capital, cash = self.monthly_costs(), self.monthly_capital(), self.monthly_cash()
        for month in MONTHS:
            start = (self.code, period(month))
            for category, amounts in revenue.items():
                yield (*start, "revenue", category, pounds(amounts[month - 1]), "yes", split)
            for category, amounts in capital.items():
                yield (*start, "capital", category, pounds(amounts[month - 1]), "yes", "synthetic")
            mark = ("no", f"{DH}, spending over £25,000 in April 2011: cash funding of PCTs")
            if month != 1:
                mark = ("yes", "synthetic; only April's drawing is published")
            yield (*start, "cash", "drawings", pounds(cash[month - 1]), *mark)

    def forecast_rows(self) -> Iterator[Row]:
        """What was expected of the whole year, as made in each month."""
        names = ("additions", *LESS_FROM_CAPITAL)
        for month in FORECAST_MONTHS:
            start = (self.code, period(month))
            source = "synthetic; only the forecast used for M08 is published"
            if month == USED_FOR_M08:
                source = f"synthetic split by category; {FORECAST_KNOWN[self.overspent]}"
            once = budgets_at(self.events, month, self.leaves, "non-recurrent")
            for category, amount in self.costs(month).items():
                said = "" if self.code == SAYS_NOTHING else pounds(once[category])
                yield (*start, "revenue", category, pounds(amount), "yes", source, said)
            slower = pence(20 * (LAST - month))
            additions, *less = (pence(amount) for amount in self.entry["spent"])
            for category, amount in zip(names, (additions - slower, *less), strict=True):
                yield (*start, "capital", category, pounds(amount), "yes", "synthetic", "")
            drawn = pounds(self.cash_expected(month))
            yield (*start, "cash", "drawings", drawn, "yes", "synthetic", "")


def noisy(amount: int, chance: random.Random) -> int:
    """An amount give or take one and a half per cent, with odd pence."""
    return amount * (1000 + draw(chance, -15, 15)) // 1000 + draw(chance, 0, 99)


def until(events: Iterable[Event], month: int) -> Iterator[Event]:
    """The events that count by the end of a month, whenever they were notified."""
    return (event for event in events if event.effective <= MONTH_ENDS[month - 1])


def limit_at(events: Iterable[Event], limit: str, month: int) -> int:
    """The confirmed limit at the end of a month."""
    return sum(
        event.amount or 0
        for event in until(events, month)
        if event.limit == limit
        and event.certainty == "confirmed"
        and event.event in ("allocation", "anticipated-confirmed")
    )


def budgets_at(
    events: Iterable[Event], month: int, categories: Sequence[str], funding: str = ""
) -> dict[str, int]:
    """Annual budgets at the end of a month, retained and delegated together; of one funding, or all."""
    budgets = dict.fromkeys(categories, 0)
    for event in until(events, month):
        if event.event not in ("budget", "applied-non-recurrently"):
            continue
        spent_once = event.event != "budget" or event.funding == "non-recurrent"
        if funding in ("", "non-recurrent" if spent_once else "recurrent"):
            budgets[event.category] += event.amount or 0
    return budgets


def tables(story: Mapping[str, Any], published: Published) -> dict[str, list[Row]]:
    """Every table of the sample: its headings, then its rows."""
    pcts = [Pct(entry, story, published) for entry in story["pcts"]]
    flow = ["body", "period", "limit", "category", "amount", "synthetic", "source"]
    return {
        "declaration": [
            ("key", "value"),
            ("group", "NCL"),
            ("financial_year", YEAR),
            ("unit", "pounds"),
            ("sign", "costs-positive"),
            ("actuals", "in-month"),
            ("accountable_officer", "Chief executive of the cluster"),
            ("director_of_finance", "Director of finance of the cluster"),
        ],
        "categories": [
            ("category", "name", "parent"),
            *(
                (code, one["name"], one.get("parent", ""))
                for code, one in story["categories"].items()
            ),
        ],
        "resources": [
            [field.name for field in fields(Event)],
            *(event.row for pct in pcts for event in pct.events),
        ],
        "profile": [
            ("body", "category", "period", "amount", "synthetic", "source"),
            *(row for pct in pcts for row in pct.profile_rows()),
        ],
        "actuals": [flow, *(row for pct in pcts for row in pct.actual_rows())],
        "forecasts": [
            [*flow, "non_recurrent"],
            *(row for pct in pcts for row in pct.forecast_rows()),
        ],
    }


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description="Makes the sample North Central London 2011-12.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder that the tables go to")
    out: Path = parser.parse_args().out
    story = tomllib.loads((HERE / "sources" / "invented.toml").read_text(encoding="utf-8"))
    published = Published(HERE / "sources" / "published.csv")
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(story, published).items():
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        print(f"{name}.csv: {len(rows) - 1} rows")


if __name__ == "__main__":
    main()
