"""Tables of a report on delegation: trajectory, milestones, conditions, development money, debt."""

from collections.abc import Iterator

from pctfinance.consolidation.delegation_progress import MilestoneStatus
from pctfinance.consolidation.delegations import Share
from pctfinance.present.delegated import Delegated, pounds
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row

__all__ = ["progress_tables"]

_TONES = {
    MilestoneStatus.MET: Tone.GOOD,
    MilestoneStatus.MET_LATE: Tone.OPEN,
    MilestoneStatus.NOT_MET: Tone.BAD,
}
_OF = {"total-budget": "total budget", "eligible-budget": "eligible budget"}


def progress_tables(report: Delegated) -> Iterator[Shown]:
    """The tables that there is something to show in.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").delegations("M08")
    >>> [shown.title for shown in progress_tables(report)]
    ['Milestones']
    """
    if any(month.planned is not None for month in report.months):
        yield _trajectory_table(report)
    for rows, table in (
        (report.milestones, _milestones_table),
        (report.conditions, _conditions_table),
        (report.development, _development_table),
        (report.debts, _debt_table),
    ):
        if rows:
            yield table(report)


def _trajectory_table(report: Delegated) -> Shown:
    return Shown(
        title="Against the trajectory",
        subtitle="shares as planned and as delegated, of the budget that the trajectory names",
        headings=(
            Heading(report.words.body, Align.LEFT),
            Heading("Month", Align.LEFT),
            Heading("Planned"),
            Heading("Delegated"),
            Heading("Share of", Align.LEFT),
            Heading("", Align.LEFT),
        ),
        rows=tuple(
            row(
                [
                    month.body,
                    str(month.period),
                    Share(*month.planned.as_integer_ratio(), month.planned_of).percent,
                    month.share(month.planned_of).percent,
                    _OF[month.planned_of],
                    ShownCell("behind", Tone.OPEN) if month.is_behind else "",
                ]
            )
            for month in report.months
            if month.planned is not None and month.planned_of is not None
        ),
    )


def _milestones_table(report: Delegated) -> Shown:
    return Shown(
        title="Milestones",
        subtitle=f"by the share of {_OF[report.denominator]}",
        headings=(
            Heading(report.words.body, Align.LEFT),
            Heading("By and status", Align.LEFT, wraps=True),
            Heading("Requires", Align.LEFT, wraps=True),
            Heading("In words", Align.LEFT, wraps=True),
        ),
        rows=tuple(
            row(
                [
                    one.body,
                    ShownCell(
                        f"{one.by.isoformat()}\n{one.status}", _TONES.get(one.status, Tone.PLAIN)
                    ),
                    one.requires,
                    one.words,
                ]
            )
            for one in report.milestones
        ),
    )


def _conditions_table(report: Delegated) -> Shown:
    return Shown(
        title="Conditions of earned autonomy",
        subtitle="as stated last",
        headings=(
            Heading(report.words.delegate, Align.LEFT),
            Heading(report.words.body, Align.LEFT),
            Heading("Condition", Align.LEFT, wraps=True),
            Heading("Met on", Align.LEFT),
            Heading("Evidence", Align.LEFT, wraps=True),
        ),
        rows=tuple(
            row(
                [
                    one.delegate,
                    one.body,
                    one.condition,
                    one.met_on.isoformat() if one.met_on else ShownCell("not met", Tone.OPEN),
                    one.reference,
                ]
            )
            for one in report.conditions
        ),
    )


def _development_table(report: Delegated) -> Shown:
    return Shown(
        title="Development money against the minimum a head",
        subtitle="£, delegated by the bodies of this report",
        headings=(
            Heading(report.words.delegate, Align.LEFT, wraps=True),
            Heading("Population"),
            Heading("A head"),
            Heading("Minimum"),
            Heading("Delegated"),
            Heading("Missing"),
        ),
        rows=tuple(
            row(
                [
                    report.name_of(one.delegate),
                    "not known" if one.population is None else f"{one.population:,}",
                    pounds(one.per_head_pence),
                    pounds(one.required_pence),
                    pounds(one.found_pence),
                    ShownCell(pounds(one.gap_pence), Tone.OPEN if one.gap_pence else Tone.PLAIN),
                ]
            )
            for one in report.development
        ),
    )


def _debt_table(report: Delegated) -> Shown:
    return Shown(
        title="Legacy debt, followed to zero",
        subtitle="£; deficits brought forward, and what of them has resource behind it",
        headings=(
            Heading(report.words.body, Align.LEFT),
            Heading("Month", Align.LEFT),
            Heading("Debt"),
            Heading("Found"),
            Heading("To find"),
            Heading("What gave resource", Align.LEFT, wraps=True),
        ),
        rows=tuple(
            row(
                [
                    one.body,
                    str(one.period),
                    *map(pounds, (one.debt_pence, one.found_pence, one.to_find_pence)),
                    ", ".join(f"{kind} {pounds(pence)}" for kind, pence in one.gave),
                ]
            )
            for one in report.debts
        ),
        notes=("Whether a body then keeps to its limit is the duty's to say.",),
    )
