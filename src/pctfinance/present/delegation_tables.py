"""The tables of a report on delegation: each percentage with the budget that it is a share of."""

from collections.abc import Mapping

from pctfinance.consolidation.delegation_progress import MonthShare
from pctfinance.consolidation.delegations import DelegateTotal
from pctfinance.money import show_exact
from pctfinance.present.delegated import Delegated, pounds
from pctfinance.present.delegation_progress_tables import progress_tables
from pctfinance.present.shown import Align, Heading, Shown, Tone, row, up_to

__all__ = ["tables_of"]


def tables_of(report: Delegated) -> tuple[Shown, ...]:
    """The tables that a person is shown: the view of one delegate, or that of the bodies.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").delegations("M08", delegate="07M")
    >>> [shown.title for shown in tables_of(report)]
    ['07M NHS Barnet CCG: delegated budgets by PCT as of 2011-12 M08']
    """
    if report.delegate:
        return (_delegate_table(report), *progress_tables(report))
    delegates = [_delegates_table(report)] if report.delegates else []
    return (
        _shares_table(report),
        _identity_table(report),
        *delegates,
        _months_table(report),
        *progress_tables(report),
    )


def _shares_table(report: Delegated) -> Shown:
    notes = [
        "Both percentages were in use, so each stands beside the budget that it is a share of.",
        f"Delegating moves control and no limit: the {report.words.body} answers for every pound.",
    ]
    silent = [split.body for split in report.bodies if split.not_eligible is None]
    if silent:
        notes.append(f"Nobody said which categories are not eligible: {', '.join(silent)}.")
    for split in report.bodies:
        if split.not_eligible:
            names = ", ".join(report.categories.name(code) for code in split.not_eligible)
            notes.append(f"Not eligible in {split.body}: {names}.")
    if report.contains_synthetic:
        notes.append("Contains synthetic figures, which have no published source.")
    return Shown(
        title=f"{report.group.code} {report.group.name}: delegation as of {report.as_of}",
        subtitle=_subtitle(report, "revenue budgets, confirmed and anticipated"),
        headings=(
            Heading(report.words.body, Align.LEFT, wraps=True),
            Heading("Delegated"),
            Heading("Total\nbudget"),
            Heading("% of total\nbudget"),
            Heading("Eligible\nbudget"),
            Heading("% of eligible\nbudget"),
        ),
        rows=tuple(
            row(
                [
                    report.name_of(split.body),
                    pounds(split.delegated_pence),
                    pounds(split.budget_pence),
                    split.of_total.percent,
                    "not stated" if split.eligible_pence is None else pounds(split.eligible_pence),
                    split.of_eligible.percent,
                ]
            )
            for split in report.bodies
        ),
        notes=tuple(notes),
    )


def _identity_table(report: Delegated) -> Shown:
    return Shown(
        title="Delegated + retained + reserves = budget; budget + planned surplus = expected limit",
        subtitle="£; the expected limit is confirmed and anticipated resource together",
        headings=(
            Heading(report.words.body, Align.LEFT, wraps=True),
            Heading("Delegated"),
            Heading("Retained"),
            Heading("Reserves"),
            Heading("Budget"),
            Heading("Planned\nsurplus"),
            Heading("Expected\nlimit"),
        ),
        rows=tuple(
            row(
                [
                    split.body,
                    *map(
                        pounds,
                        (
                            split.delegated_pence,
                            split.retained_pence,
                            split.reserves_pence,
                            split.budget_pence,
                            split.planned_surplus_pence,
                            split.expected_limit_pence,
                        ),
                    ),
                ]
            )
            for split in report.bodies
        ),
        notes=(
            "Reserves: headroom, contingency, unallocated and unfunded resource.",
            *(
                f"{split.body}: the two sides differ by {show_exact(split.difference_pence)}."
                for split in report.bodies
                if split.difference_pence
            ),
        ),
    )


def _delegates_table(report: Delegated) -> Shown:
    bodies = [split.body for split in report.bodies]
    return Shown(
        title=f"Delegated budgets by {report.words.delegate} and {report.words.body}",
        subtitle="£",
        headings=(
            Heading(report.words.delegate, Align.LEFT, wraps=True),
            *(Heading(body) for body in bodies),
            Heading("Sum of\ncells"),
        ),
        rows=tuple(
            row(
                [
                    report.name_of(total.delegate),
                    *(_cell(total.by_body, body) for body in bodies),
                    pounds(total.total_pence),
                ]
            )
            for total in report.delegates
        ),
        notes=(_no_duty(report),),
    )


def _delegate_table(report: Delegated) -> Shown:
    bodies = [split.body for split in report.bodies]
    total = next(iter(report.delegates), DelegateTotal(report.delegate, {}, {}))
    order = report.categories.ordered(total.by_category)
    lines = [
        row(
            [
                report.categories.name(category),
                *(_cell(total.by_category[category], body) for body in bodies),
                pounds(sum(total.by_category[category].values())),
            ]
        )
        for category in order
    ]
    sums = [_cell(total.by_body, body) for body in bodies]
    last = row(["Sum of cells", *sums, pounds(total.total_pence)], tone=Tone.STRONG, total=True)
    whose = report.name_of(report.delegate)
    return Shown(
        title=f"{whose}: delegated budgets by {report.words.body} as of {report.as_of}",
        subtitle=_subtitle(report, "annual revenue budgets"),
        headings=(
            Heading("Category", Align.LEFT, wraps=True),
            *(Heading(body) for body in bodies),
            Heading("Sum of\ncells"),
        ),
        rows=(*lines, last),
        notes=(_no_duty(report),),
    )


def _no_duty(report: Delegated) -> str:
    return (
        f"A {report.words.delegate}'s total is the sum of its cells. It is tested against no duty, and "
        f"nothing moves from one {report.words.body}'s cell to another's without an approved transfer."
    )


def _months_table(report: Delegated) -> Shown:
    bodies = [split.body for split in report.bodies]
    at = {(month.body, month.period): month for month in report.months}
    periods = sorted({month.period for month in report.months})
    return Shown(
        title="Delegated to date, month by month",
        subtitle="share of total budget / share of eligible budget, at the end of each month",
        headings=(Heading("Month", Align.LEFT), *(Heading(body) for body in bodies)),
        rows=tuple(
            row([str(period), *(_both(at[body, period]) for body in bodies)]) for period in periods
        ),
    )


def _both(month: MonthShare) -> str:
    return f"{month.of_total.percent} / {month.of_eligible.percent}"


def _subtitle(report: Delegated, what: str) -> str:
    known = up_to(report.known_at)
    return f"£, {what}{known}"


def _cell(by_body: Mapping[str, int], body: str) -> str:
    return pounds(by_body[body]) if body in by_body else "-"
