"""The tables of a plan: the group's bodies side by side, each body by cause, what is assumed."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.plan import BodyPlan, PlanCause
from pctfinance.consolidation.plan_sums import plan_total
from pctfinance.ledger.scenarios import Assumptions, Rates, ScenarioStated
from pctfinance.money import Rounding, Unit, round_column, show_exact, show_rounded
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row, up_to

__all__ = ["assumption_table", "cause_table", "group_table", "means_table"]

_UNIT = Unit.THOUSANDS

_CAUSES = {
    PlanCause.BUDGET: "Budget\nnow",
    PlanCause.NON_RECURRENT: "Non-\nrecurrent",
    PlanCause.ANTICIPATED: "Not yet\nnotified",
    PlanCause.FULL_YEAR: "Full-year\neffects",
    PlanCause.GROWTH: "Growth",
    PlanCause.EFFICIENCY: "Efficiency",
    PlanCause.PRESSURE: "Pressures",
    PlanCause.INVESTMENT: "Investments",
}
_OPTIONAL = (PlanCause.ANTICIPATED,)


def group_table(
    title: str, group: str, plans: Sequence[BodyPlan], names: Mapping[str, str]
) -> Shown:
    """The bodies side by side, with sums that are not pooled.

    Args:
        title: what the plan is called.
        group: the group's name.
        plans: the plans of its bodies.
        names: the bodies' names by code.

    >>> group_table("base: plan for 2012-13", "Two boards", [], {}).rows[0].cells[0].text
    'Unpooled sum'
    """
    total = plan_total(plans)
    rows = [
        row(
            [
                f"{plan.body} {names[plan.body]}",
                _pounds(plan.expected_limit_pence if plan.limit_known else None),
                _pounds(plan.budgets_pence),
                _pounds(plan.headroom_pence + plan.contingency_pence + plan.surplus_pence),
                _gap(plan.gap_pence),
            ]
        )
        for plan in plans
    ]
    sums = (
        total.expected_limit_pence,
        total.budgets_pence,
        total.uses_pence - total.budgets_pence,
    )
    cells: list[str | ShownCell] = ["Unpooled sum", *map(_pounds, sums), _gap(total.gap_pence)]
    rows.append(row(cells, tone=Tone.STRONG, total=True))
    apart = (show_exact(total.surpluses_pence), show_exact(total.shortfalls_pence))
    notes = [
        f"Surpluses {apart[0]}, shortfalls {apart[1]}: no body's surplus closes another's gap."
    ]
    if total.unknown:
        notes.append(f"Without a known limit, and in no sum: {', '.join(total.unknown)}.")
    return Shown(
        title=f"{title}, {group}",
        subtitle="£; gap = expected limit - planned uses, a shortfall is negative",
        headings=(
            Heading("Body", Align.LEFT, wraps=True),
            Heading("Expected\nlimit"),
            Heading("Planned\nbudgets"),
            Heading("Headroom,\ncontingency,\nsurplus"),
            Heading("Gap"),
        ),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def cause_table(title: str, plan: BodyPlan, name: str, categories: CategoryTree) -> Shown:
    """One body's planned budgets by category and cause, in £000.

    Args:
        title: what the plan is called.
        plan: the body's plan.
        name: the body's name.
        categories: names and order of the categories.

    >>> empty = BodyPlan("5A9", 0, (), 0, 0, 0, 0, 0, (), limit_known=False)
    >>> cause_table("base", empty, "Barnet PCT", CategoryTree()).rows[-1].cells[-1].text
    '0'
    """
    codes = categories.ordered(line.category for line in plan.lines)
    lines = sorted(plan.lines, key=lambda line: codes.index(line.category))
    columns = [_column([line.of(cause) for line in lines]) for cause in PlanCause]
    columns.append(_column([line.planned_pence for line in lines]))
    names = [*(categories.name(line.category) for line in lines), "Budgets"]
    rows = list(zip(names, *columns, strict=True))
    return Shown(
        title=f"{title}, {plan.body} {name}: budgets by cause",
        subtitle="£000, costs positive",
        headings=(
            Heading("Category", Align.LEFT, wraps=True),
            *(Heading(text, optional=cause in _OPTIONAL) for cause, text in _CAUSES.items()),
            Heading("Planned"),
        ),
        rows=(
            *(row(cells) for cells in rows[:-1]),
            row(rows[-1], tone=Tone.STRONG, total=True),
        ),
        notes=tuple(_notes(plan)),
    )


def _column(pence: Sequence[int]) -> list[str]:
    """One column with its total in £000, rounded so that it adds up."""
    column = round_column(pence, _UNIT, 0, Rounding.FOOTING)
    cells = zip((*column.shown, column.total), (*pence, sum(pence)), strict=True)
    return [show_rounded(shown, negative=exact < 0 and shown <= 0) for shown, exact in cells]


def means_table(title: str, plan: BodyPlan, name: str) -> Shown:
    """What one body may expect next year, what it plans to use, and the gap, in pounds.

    Args:
        title: what the plan is called.
        plan: the body's plan.
        name: the body's name.

    >>> empty = BodyPlan("5A9", 0, (), 0, 0, 0, 0, 0, (), limit_known=False)
    >>> means_table("base", empty, "Barnet PCT").rows[-1].cells[-1].text
    '-'
    """
    known = plan.limit_known
    expected = _pounds(plan.expected_limit_pence if known else None)
    return Shown(
        title=f"{title}, {plan.body} {name}: limit and uses",
        subtitle="£",
        headings=(Heading("", Align.LEFT, wraps=True), Heading("Amount")),
        rows=(
            row(["Confirmed limit now", _pounds(plan.limit_now_pence if known else None)]),
            *(
                row([f"Not again: {account}", _pounds(pence)], tone=Tone.QUIET)
                for account, pence in plan.dropped
            ),
            row(["Growth of recurrent allocations", _pounds(plan.limit_growth_pence)]),
            row(["Expected limit", expected], tone=Tone.STRONG, total=True),
            row(["Planned budgets", _pounds(plan.budgets_pence)]),
            row(["Headroom", _pounds(plan.headroom_pence)]),
            row(["Contingency", _pounds(plan.contingency_pence)]),
            row(["Planned surplus", _pounds(plan.surplus_pence)]),
            row(["Planned uses", _pounds(plan.uses_pence)], tone=Tone.STRONG, total=True),
            row(["Gap", _gap(plan.gap_pence)], tone=Tone.STRONG, total=True),
        ),
    )


def _notes(plan: BodyPlan) -> Iterator[str]:
    rounded = sum((line.rounding_pence for line in plan.lines), start=Fraction(0))
    yield "Growth and efficiency are of the recurrent budget with its full-year effects."
    yield (
        "Each of their amounts was rounded to the penny once, half up; that added "
        f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):+.2f} pence in all. Columns are "
        "shown rounded so that they add up."
    )
    yield "A scenario: it posts nothing, and no limit of next year is notified."
    if plan.synthetic:
        yield "Contains synthetic figures, which have no published source."


def assumption_table(stated: Sequence[tuple[str, ScenarioStated]]) -> Shown:
    """What a plan assumes, each with its source or reason, and of which bodies.

    Args:
        stated: each body's code with its part of the scenario.

    >>> from pctfinance.ledger.scenarios import Assumptions, StatedRate
    >>> rate = StatedRate(rate=Decimal("0.02"), source="stated")
    >>> rates = Rates(usual=rate)
    >>> what = ScenarioStated(name="base", as_of="2011-12 M12", known_at=None, made_from=7,
    ...     assumptions=Assumptions(growth=rates, efficiency=rates, limit_growth=rates,
    ...     headroom=rate, contingency=rate, surplus=rate))
    >>> [cell.text for cell in assumption_table([("5A9", what)]).rows[0].cells]
    ['growth', '', 'all', '2.00%', 'stated']
    """
    bodies: dict[tuple[str, ...], list[str]] = {}
    for body, what in stated:
        for said in _assumed(what.assumptions):
            bodies.setdefault(said, []).append(body)
    rows = []
    for (name, of, value, source), whose in bodies.items():
        everybody = len(set(whose)) == len(stated)
        rows.append(row([name, of, "all" if everybody else ", ".join(whose), value, source]))
    made = dict.fromkeys(
        f"event {what.made_from} of the book, as of {what.as_of}{up_to(what.known_at)}"
        for _, what in stated
    )
    return Shown(
        title="What is assumed",
        subtitle=f"made from {'; '.join(made)}",
        headings=(
            Heading("Assumption", Align.LEFT),
            Heading("Of", Align.LEFT),
            Heading("Bodies", Align.LEFT, wraps=True),
            Heading("Value"),
            Heading("Source or reason", Align.LEFT, wraps=True),
        ),
        rows=tuple(rows),
    )


def _assumed(given: Assumptions) -> Iterator[tuple[str, str, str, str]]:
    """Each assumption as its name, what it is of, its value, and its source or reason."""
    for name, rates in (
        ("growth", given.growth),
        ("efficiency", given.efficiency),
        ("growth of the limit", given.limit_growth),
        ("headroom", Rates(usual=given.headroom)),
        ("contingency", Rates(usual=given.contingency)),
        ("planned surplus", Rates(usual=given.surplus)),
    ):
        for of, rate in (("", rates.usual), *sorted(rates.by.items())):
            yield name, of, f"{rate.rate:.2%}", rate.source
    for effect in given.full_year_effects:
        value = f"{_pounds(effect.this_year_pence)} to {_pounds(effect.full_year_pence)}"
        yield "full-year effect", effect.category, value, effect.reason
    for change in given.changes:
        yield change.kind, change.category, _pounds(change.pence), change.reason


def _gap(pence: int | None) -> ShownCell:
    tone = Tone.OPEN if pence is None else Tone.BAD if pence < 0 else Tone.STRONG
    return ShownCell(_pounds(pence), tone)


def _pounds(pence: int | None) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
