"""A position as tables that a director would want to read: who, how much, and is it lawful.

The first line says what matters: which bodies break a duty. The aggregate stands below its bodies
and is never coloured by its net, since a surplus of one body does not make good another's
overspend.
"""

from collections.abc import Iterator

from pctfinance.consolidation.aggregate import Aggregate, GroupStatus
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, DutyStatus, LimitBasis, marks
from pctfinance.consolidation.position import Position
from pctfinance.money import Unit, show_exact, show_money
from pctfinance.present.category_table import category_table
from pctfinance.present.position_words import group_word, subtitle
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.rulebooks import Words

__all__ = ["headline", "position_tables"]

_UNIT = Unit.THOUSANDS
_STATUS = {
    DutyStatus.MET: ShownCell("met", Tone.GOOD),
    DutyStatus.BREACH: ShownCell("BREACH", Tone.BAD),
    DutyStatus.NOT_TESTED: ShownCell("not tested", Tone.OPEN),
}
_CHARGE = {Basis.YTD: "Actual\nto date", Basis.FORECAST: "Forecast", Basis.OUTTURN: "Outturn"}
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
    many, group = len(position.bodies), group_word(position, words)
    if not many:
        return f"INCOMPLETE: there are no {words.bodies} in this {group}.{_beyond(position, words)}"
    limit = words.limits.revenue
    if position.level == "body":
        return _alone(position.bodies[0].duty(Duty.REVENUE), limit)
    net = total.variance_pence
    sign = "+" if net > 0 else "-" if net < 0 else ""
    unpooled = f"The aggregate, which is not pooled, is {sign}{_in_words(abs(net))}."
    if not total.tested_count:
        unpooled = "There is no aggregate: nobody was tested."
    unpooled += _beyond(position, words)
    untested = f"{len(total.not_tested)} of {many} {words.bodies} not tested"
    names = ", ".join(total.not_tested)
    if total.status is GroupStatus.INCOMPLETE and not total.not_tested:
        return f"INCOMPLETE: all {many} {words.bodies} here are within their {limit}. {unpooled}"
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


def _alone(result: DutyResult, limit: str) -> str:
    """One body in one sentence."""
    if result.variance_pence is None:
        return f"NOT TESTED on the {limit}: {result.reason}."
    if result.status is DutyStatus.BREACH:
        return f"BREACH: the {limit} is exceeded by {_in_words(-result.variance_pence)}."
    return f"MET: {_in_words(result.variance_pence)} within the {limit}."


def _beyond(position: Position, words: Words) -> str:
    """That members of the group are in other books, where some are."""
    absent = len(position.not_in_book)
    if not absent:
        return ""
    many, group = absent + len(position.bodies), group_word(position, words)
    return f" {absent} of the {many} {words.bodies} of this {group} are not in this book."


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
        tables.append(category_table(position, words))
    return tuple(tables)


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
                marks(synthetic=body.contains_synthetic, assumed=body.contains_assumed),
            ]
        )
        for index, (body, result) in enumerate(zip(position.bodies, results, strict=True))
    ]
    blank = [""] * (len(others) + 1)
    aggregated = [
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
    rows += aggregated if position.level != "body" else []
    return Shown(
        title=_title(position),
        lead=ShownCell(headline(position, words), _LEAD[total.status]),
        subtitle=subtitle(position),
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
    if position.level != "body":
        yield (
            f"Duties are tested for each {words.body}; the {group_word(position, words)} has none. "
            "Each figure is rounded by itself."
        )
    if position.basis is not Basis.OUTTURN:
        yield "Indicative: a duty is one of the whole year, and only the outturn settles it."
    untested = any(
        body.duty(Duty.REVENUE).status is DutyStatus.NOT_TESTED for body in position.bodies
    )
    if untested and position.level != "body":
        yield f"The aggregate is of the {words.bodies} that could be tested."
    anticipated = sum(body.anticipated_limit_pence for body in position.bodies)
    if anticipated:
        amount = show_money(anticipated, Unit.MILLIONS, symbol=True)
        yield f"Not in these limits: {amount} of anticipated resource that is not yet notified."
    if position.contains_synthetic:
        yield "s: contains synthetic figures, which have no published source."
    if position.contains_assumed:
        yield "a: contains actuals that were assumed and not sent again since."


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
