"""A position as tables that a director would want to read: who, how much, and is it lawful.

The first line says what matters: which bodies break a duty. The aggregate stands below its bodies
and is never coloured by its net, since a surplus of one body does not make good another's
overspend.
"""

from collections.abc import Iterator, Sequence

from pctfinance.consolidation.aggregate import Aggregate, GroupStatus
from pctfinance.consolidation.categories import CategoryLine, sum_lines
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, DutyStatus, LimitBasis
from pctfinance.consolidation.position import Position
from pctfinance.money import Rounding, Unit, round_column, show_exact, show_money, show_rounded
from pctfinance.present.shown import (
    Align,
    Heading,
    Shown,
    ShownCell,
    ShownRow,
    Tone,
    long_date,
    row,
)
from pctfinance.rulebooks import Words

__all__ = ["headline", "position_tables"]

_UNIT = Unit.THOUSANDS
_STATUS = {
    DutyStatus.MET: ShownCell("met", Tone.GOOD),
    DutyStatus.BREACH: ShownCell("BREACH", Tone.BAD),
    DutyStatus.NOT_TESTED: ShownCell("not tested", Tone.OPEN),
}
_CHARGE = {Basis.YTD: "Actual\nto date", Basis.FORECAST: "Forecast", Basis.OUTTURN: "Outturn"}
_BASES = {
    Basis.YTD: "Year to date",
    Basis.FORECAST: "Forecast outturn",
    Basis.OUTTURN: "Outturn",
}
_LEAD = {
    GroupStatus.BREACH: Tone.BAD,
    GroupStatus.INCOMPLETE: Tone.OPEN,
    GroupStatus.MET: Tone.GOOD,
}


def headline(position: Position, words: Words) -> str:
    """The position in one sentence: breaches first, the unpooled aggregate last.

    >>> from datetime import date
    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.rulebooks import Rulebook
    >>> nobody = Position(Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST,
    ...     date(2011, 12, 9), (), CategoryTree())
    >>> headline(nobody, Rulebook.packaged("2011-12").words)
    'INCOMPLETE: there are no PCTs in this cluster.'
    """
    total = position.aggregate(Duty.REVENUE)
    many = len(position.bodies)
    if not many:
        return f"INCOMPLETE: there are no {words.bodies} in this {words.group}."
    limit = words.limits.revenue
    net = total.variance_pence
    sign = "+" if net > 0 else "-" if net < 0 else ""
    unpooled = f"The aggregate, which is not pooled, is {sign}{_in_words(abs(net))}."
    if not total.tested_count:
        unpooled = "There is no aggregate: nobody was tested."
    untested = f"{len(total.not_tested)} of {many} {words.bodies} not tested"
    names = ", ".join(total.not_tested)
    if total.status is GroupStatus.INCOMPLETE:
        return f"INCOMPLETE: {untested} on the {limit} ({names}). {unpooled}"
    if total.status is GroupStatus.MET:
        return f"MET: all {many} {words.bodies} are within their {limit}. {unpooled}"
    breaches = len(total.breaches)
    exceed = (
        f"{breaches} of {many} {words.bodies} {'exceeds its' if breaches == 1 else 'exceed their'}"
    )
    also = f" {untested} ({names})." if total.not_tested else ""
    return (
        f"BREACH: {exceed} {limit} ({', '.join(total.breaches)}), by "
        f"{_in_words(-total.overspends_pence)}{' together' if breaches > 1 else ''}.{also} {unpooled}"
    )


def _in_words(pence: int) -> str:
    """Millions where they show it; a small amount in full, so that it does not read as nothing."""
    large = pence >= Unit.MILLIONS.pence
    return show_money(pence, Unit.MILLIONS, symbol=True) if large else show_exact(pence)


def position_tables(position: Position, words: Words) -> tuple[Shown, ...]:
    """The duties, body by body with the aggregate beside them, and the categories of the group.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.rulebooks import Rulebook
    >>> nobody = Position(
    ...     Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST, None, (), CategoryTree())
    >>> [table.title for table in position_tables(nobody, Rulebook.packaged("2011-12").words)]
    ['Nobody, 2011-12 M08 (November 2011)']
    """
    tables = [_duties_table(position, words)]
    if position.group_lines():
        tables.append(_categories_table(position, words))
    return tuple(tables)


def _subtitle(position: Position) -> str:
    known = f", documents up to {long_date(position.known_at)}" if position.known_at else ""
    return (
        f"{_BASES[position.basis]}, confirmed limits{known}. £000; favourable positive, (adverse)."
    )


def _title(position: Position) -> str:
    return f"{position.group.name}, {position.period} ({position.period.name})"


def _duties_table(position: Position, words: Words) -> Shown:
    revenue, others = Duty.REVENUE, position.duties[1:]
    results = [body.duty(revenue) for body in position.bodies]
    total = position.aggregate(revenue)
    limits = [show_money(result.limit_pence, _UNIT) for result in results]
    charges = [show_money(result.charged_pence, _UNIT) for result in results]
    variances = [show_money(result.variance_pence, _UNIT) for result in results]
    sums = ["-"] * 5
    if total.tested_count:
        sums = [
            show_money(pence, _UNIT)
            for pence in (
                total.limit_pence,
                total.charged_pence,
                total.variance_pence,
                total.underspends_pence,
                total.overspends_pence,
            )
        ]
    to_date = any(result.limit_basis is LimitBasis.YTD for result in results)
    rows = [
        row(
            [
                f"{body.code} {body.body.name.removesuffix(f' {words.body}')}",
                limits[index],
                charges[index],
                _signed(variances[index], result),
                _STATUS[result.status],
                *(_other(body.duty(duty)) for duty in others),
                "s" if body.contains_synthetic else "",
            ]
        )
        for index, (body, result) in enumerate(zip(position.bodies, results, strict=True))
    ]
    blank = [""] * (len(others) + 1)
    rows += [
        row(
            [
                "Aggregate, not pooled",
                *sums[:3],
                _group_status(total),
                *(_group_status(position.aggregate(duty)) for duty in others),
                "",
            ],
            tone=Tone.STRONG,
            total=True,
        ),
        *(
            row(["  " + name, "", "", amount, "", *blank], tone=Tone.QUIET, total=True)
            for name, amount in zip(
                ("gross underspends", "gross overspends"), sums[3:], strict=True
            )
        ),
    ]
    return Shown(
        title=_title(position),
        lead=ShownCell(headline(position, words), _LEAD[total.status]),
        subtitle=_subtitle(position),
        headings=(
            Heading(words.body, Align.LEFT),
            Heading("Limit\nto date" if to_date else "Revenue\nlimit"),
            Heading(_CHARGE[position.basis]),
            Heading("Variance"),
            Heading("Revenue", Align.LEFT),
            *(Heading(duty.limit.value.capitalize(), Align.LEFT) for duty in others),
            Heading("", Align.LEFT),
        ),
        rows=tuple(rows),
        notes=tuple(_notes(position, words)),
    )


def _notes(position: Position, words: Words) -> Iterator[str]:
    yield (
        f"Duties are tested for each {words.body}; the {words.group} has none. Each figure is "
        "rounded by itself."
    )
    if position.basis is not Basis.OUTTURN:
        yield "Indicative: a duty is one of the whole year, and only the outturn settles it."
    if any(body.duty(Duty.REVENUE).status is DutyStatus.NOT_TESTED for body in position.bodies):
        yield f"The aggregate is of the {words.bodies} that could be tested."
    anticipated = sum(body.anticipated_limit_pence for body in position.bodies)
    if anticipated:
        amount = show_money(anticipated, Unit.MILLIONS, symbol=True)
        yield f"Not in these limits: {amount} of anticipated resource that is not yet notified."
    if position.contains_synthetic:
        yield "s: contains synthetic figures, which have no published source."


def _signed(text: str, result: DutyResult) -> ShownCell:
    return ShownCell(text, Tone.BAD if result.status is DutyStatus.BREACH else Tone.PLAIN)


def _other(result: DutyResult) -> ShownCell:
    """A duty beside the revenue duty: its status, and by how much where it is broken."""
    if result.status is not DutyStatus.BREACH:
        return _STATUS[result.status]
    return ShownCell(f"BREACH {show_money(result.variance_pence, _UNIT)}", Tone.BAD)


def _group_status(total: Aggregate) -> ShownCell:
    if total.status is GroupStatus.BREACH:
        return ShownCell(f"BREACH {len(total.breaches)} of {total.bodies_count}", Tone.BAD)
    if total.status is GroupStatus.INCOMPLETE:
        return ShownCell("incomplete", Tone.OPEN)
    return ShownCell("all met", Tone.GOOD)


def _categories_table(position: Position, words: Words) -> Shown:
    lines = position.group_lines()
    total = sum_lines("total", lines)
    outturn = position.basis is Basis.OUTTURN
    names = _OUTTURN_COLUMNS if outturn else _COLUMNS
    columns = {name: _footing(lines, total, name) for name in names}
    rows = [
        row([position.categories.name(line.category), *(columns[name][index] for name in names)])
        for index, line in enumerate(lines)
    ]
    sums = [columns[name][-1] for name in names]
    rows.append(row(["All budgets", *sums], tone=Tone.STRONG, total=True))
    rows += _down_to_the_limit(position, total, tuple(names))
    movement = "Movement: last month's forecast less this month's; an improvement is positive."
    return Shown(
        title=f"Budgets by category: the {words.bodies} of the {words.group} together, not pooled",
        subtitle=_subtitle(position),
        headings=(
            Heading("Category", Align.LEFT),
            *(Heading(names[name], optional=name in _OPTIONAL) for name in names),
        ),
        rows=tuple(rows),
        notes=("Columns are rounded so that they add up.", *(() if outturn else (movement,))),
    )


def _footing(lines: Sequence[CategoryLine], total: CategoryLine, name: str) -> tuple[str, ...]:
    """One column and, last, its total, rounded so that the column adds up; unknown where any is."""
    amounts: list[int | None] = [getattr(line, name) for line in lines]
    known = [amount for amount in amounts if amount is not None]
    if getattr(total, name) is None:
        return (*(show_money(amount, _UNIT) for amount in amounts), "-")
    column = round_column(known, _UNIT, 0, Rounding.FOOTING)
    shown = [
        show_rounded(cell, negative=amount < 0 and cell <= 0)
        for amount, cell in zip(known, column.shown, strict=True)
    ]
    return (*shown, show_rounded(column.total, negative=sum(known) < 0 and column.total <= 0))


def _down_to_the_limit(
    position: Position, total: CategoryLine, names: Sequence[str]
) -> Iterator[ShownRow]:
    """What stands between the budgets and the limit, so that the table ties to the one above."""
    held = [body.balances for body in position.bodies]
    limit = sum(balances.limit() for balances in held)
    parts = (
        ("Reserves", sum(balances.reserves for balances in held)),
        ("Planned surplus", sum(balances.planned_surplus for balances in held)),
        ("less anticipated", -sum(body.anticipated_limit_pence for body in position.bodies)),
    )
    for name, pence in parts:
        if pence:
            yield row([name, show_money(pence, _UNIT), *[""] * (len(names) - 1)], total=True)
    charge, variance = ("forecast_pence", "variance_forecast_pence")
    if position.basis is Basis.OUTTURN:
        charge, variance = ("actual_ytd_pence", "variance_ytd_pence")
    charged: int | None = getattr(total, charge)
    known = {
        "budget_pence": limit,
        charge: charged,
        variance: None if charged is None else limit - charged,
    }
    cells = [show_money(known[name], _UNIT) if name in known else "" for name in names]
    yield row(["Against the revenue limit", *cells], tone=Tone.STRONG, total=True)


_COLUMNS = {
    "budget_pence": "Annual\nbudget",
    "budget_ytd_pence": "Budget\nto date",
    "actual_ytd_pence": "Actual\nto date",
    "variance_ytd_pence": "Variance\nto date",
    "forecast_pence": "Forecast\noutturn",
    "variance_forecast_pence": "Forecast\nvariance",
    "movement_pence": "Movement",
}
_OPTIONAL = ("budget_ytd_pence", "actual_ytd_pence", "movement_pence")
_OUTTURN_COLUMNS = {
    "budget_pence": "Annual\nbudget",
    "actual_ytd_pence": "Outturn",
    "variance_ytd_pence": "Variance",
}
