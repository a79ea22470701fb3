"""What statements of limits, headroom, and the months of a group are made of."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from pctfinance.calendar import Period
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.consolidation.headroom import BodyHeadroom
from pctfinance.ledger.lines import Certainty, Funding
from pctfinance.ledger.statement import LimitStatement
from pctfinance.present.history_report import HistoryReport
from pctfinance.tracing.changes import change
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.of_headroom import headroom_part
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight
from pctfinance.tracing.trees import limit_tree

__all__ = ["headroom_figures", "history_figures", "limit_figures", "months_part"]

_HEADROOM = {
    "required": "required by the rate",
    "lodged": "lodged with the authority",
    "set_aside": "set aside by the body itself",
    "exempted": "exempted",
    "difference": "required, and neither lodged, set aside nor exempted",
    "held": "held by the authority",
    "released": "released by cases",
    "transferred": "redirected to others",
    "lapsed": "lapsed with the authority",
    "received": "received of others' headroom",
}
_FUNDINGS = {
    "recurrent": Funding.RECURRENT,
    "non_recurrent": Funding.NON_RECURRENT,
    "total": None,
}


def limit_figures(statement: LimitStatement, sight: Sight) -> Iterator[ReportFigure]:
    """Every line of the statement of one limit, its totals, and what is applied non-recurrently.

    >>> from pctfinance.book import Book
    >>> statement = Book.in_memory("2011-12", group="NCL").limit("5A9", as_of="M8")
    >>> [figure.value for figure in limit_figures(statement, Sight.empty("2011-12 M08"))][:3]
    [None, None, None]
    """
    limit, asked = (
        statement.limit,
        FigureRef(statement.body, statement.as_of, "limit", limit=statement.limit),
    )
    for each in statement.changes:
        ref = replace(asked, event=each.sequence, account=each.account, certainty=each.certainty)
        yield _of_limit(
            ref,
            f"event {each.sequence}/{each.account.value}/{each.certainty.value}",
            f"{limit.value} limit, {each.account.value}, event {each.sequence}",
            each.total_pence,
            sight,
        )
    for certainty in Certainty:
        known = statement.is_known(certainty)
        for name, funding in _FUNDINGS.items():
            ref = replace(asked, certainty=certainty, funding=funding)
            pence = statement.total(certainty, funding) if known else None
            words = f"{limit.value} limit, {certainty.value}, {name.replace('_', ' ')}"
            yield _of_limit(ref, f"{certainty.value}/{name}", words, pence, sight)
    ref = replace(asked, measure="applied_non_recurrently")
    words = f"{limit.value} resource applied non-recurrently"
    applied = statement.applied_non_recurrently_pence
    yield _of_limit(ref, "applied_non_recurrently", words, applied, sight)


def _of_limit(
    ref: FigureRef, line: str, words: str, pence: int | None, sight: Sight
) -> ReportFigure:
    def made() -> Part:
        ledger = sight.ground.holdings.resource
        return limit_tree(ledger.standing(ref.body, sight.period, sight.known_at), ref)

    place = f"{ref.limit}/{line}"
    return ReportFigure(ref.body, place, words, pence, made=made, why="no document states it")


def headroom_figures(found: BodyHeadroom, sight: Sight) -> Iterator[ReportFigure]:
    """What is required of one body as headroom, and what became of it.

    >>> from pctfinance.book import Book
    >>> found = Book.in_memory("2011-12", group="NCL").headroom("5A9").of("5A9")
    >>> next(headroom_figures(found, Sight.empty("2011-12 M12"))).line
    'required'
    """
    code = found.body.code
    for row, words in _HEADROOM.items():
        made = partial(headroom_part, sight, code, row)
        pence: int = getattr(found, f"{row}_pence")
        yield ReportFigure(code, row, f"headroom, {words}", pence, made=made)


def history_figures(report: HistoryReport, sight: Sight) -> Iterator[ReportFigure]:
    """What the members of a group charged in each month, by category and in all.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").history("M1")
    >>> [figure.line for figure in history_figures(report, Sight.empty("2011-12 M01"))]
    ['M01/total', 'to-date']
    """
    code, totals = report.group.code, []
    for month in report.months:
        known = tuple(body for body in month.bodies if body not in month.silent)
        why = f"no actuals of {', '.join(month.silent)}"
        label = f"M{month.period.number:02}"
        parts = partial(_of_month, sight, known, month.period)
        for category, pence in month.categories.items():
            words = f"{label}, {sight.categories.name(category)}"
            made = partial(parts, category)
            yield ReportFigure(code, f"{label}/{category}", words, pence, made=made)
        whole = partial(months_part, sight, known, month.period, tuple(month.categories))
        totals.append(whole)
        yield ReportFigure(code, f"{label}/total", label, month.pence, made=whole, why=why)
    yield ReportFigure(
        code,
        "to-date",
        "charged to date by those who were members",
        report.pence,
        made=lambda: Part.sum_of("to date", (made() for made in totals)),
        why="a month of a member is not known",
    )


def _of_month(sight: Sight, bodies: tuple[str, ...], month: Period, category: str) -> Part:
    """A month is what is charged to date, less what it was the month before."""
    parts = []
    for body in bodies:
        tree = sight.trees(body, month).tree(
            FigureRef(body, month, "actual_ytd", category=category)
        )
        if month.number > 1:
            last = month.previous
            before = FigureRef(body, last, "actual_ytd", category=category)
            tree = change(body, tree, sight.trees(body, last).tree(before))
        parts.append(replace(tree, label=body))
    return Part.sum_of(sight.categories.name(category), (part for part in parts if part.parts))


def months_part(
    sight: Sight, bodies: tuple[str, ...], month: Period, categories: tuple[str, ...]
) -> Part:
    """What some bodies charged to revenue in one month, category by category.

    Args:
        sight: the events.
        bodies: the codes of those who were members then.
        month: the month.
        categories: the codes of the categories that anything was charged to.

    >>> sight = Sight.empty("2011-12 M08")
    >>> months_part(sight, ("5A9",), sight.period, ("acute",)).pence
    0
    """
    parts = (_of_month(sight, bodies, month, category) for category in categories)
    return Part.sum_of(f"M{month.number:02}", (part for part in parts if part.parts))
