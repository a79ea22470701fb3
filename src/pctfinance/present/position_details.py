"""What stands behind a position: colours and trends, limits by funding, the underlying position."""

from collections.abc import Iterator, Sequence

from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.outlook import Outlook
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.consolidation.rag import Colour, Trend, Worst
from pctfinance.consolidation.recurrence import Resource
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.consolidation.underlying import Step, Underlying
from pctfinance.ledger.lines import Limit
from pctfinance.money import Unit, show_money
from pctfinance.present.category_table import indented
from pctfinance.present.position_words import group_word, subtitle
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, ShownRow, Tone, row
from pctfinance.rulebooks import Words

__all__ = ["detail_tables", "percent"]

_UNIT = Unit.THOUSANDS
_TREND = (
    "Trend: of a limit, this month's forecast variance against last month's; of a category, its "
    "forecast cost."
)
_COLOURS = {
    Colour.RED: ShownCell("RED", Tone.BAD),
    Colour.AMBER: ShownCell("amber", Tone.OPEN),
    Colour.NOT_RATED: ShownCell("not rated", Tone.OPEN),
    Colour.GREEN: ShownCell("green", Tone.GOOD),
}
_TRENDS = {
    Trend.WORSE: ShownCell("worse", Tone.OPEN),
    Trend.NOT_KNOWN: ShownCell("-", Tone.QUIET),
    Trend.SAME: ShownCell("same"),
    Trend.BETTER: ShownCell("better", Tone.GOOD),
}
_STEPS = {
    Step.REPORTED: "Forecast\nvariance",
    Step.SOURCES: "less non-rec.\nsources",
    Step.COSTS: "plus non-rec.\ncosts",
    Step.ANTICIPATED: "anticipated\nrecurrent",
    Step.LODGED: "recurrent\nlodged",
}

_EXPECTED = (
    "Expected: confirmed and anticipated together. "
    "Duties are tested against the confirmed limit alone."
)


def detail_tables(position: Position, words: Words) -> tuple[Shown, ...]:
    """Colours and trends, limits by funding, and the underlying position.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> tables = detail_tables(book.position("2011-12 M08"), book.rulebook.words)
    >>> [table.title for table in tables]
    ['Duties: red, amber, green and trend', 'Categories: red, amber, green and trend', 'Revenue limit, recurrent and non-recurrent', 'Underlying position']
    """
    return (
        _duty_rag(position, words),
        *([_category_rag(position, words)] if position.report_lines() else []),
        _resource_table(position, words),
        _underlying(position, words),
    )


def percent(part: int, whole: int) -> str:
    """A share in percent with one decimal, brackets where it is negative; a dash of nothing.

    >>> percent(-47, 1000), percent(-1, 10**6), percent(25, 1000), percent(5, 0)
    ('(4.7)', '(0.0)', '2.5', '-')
    """
    if not whole:
        return "-"
    size = abs(whole)
    tenths = (2 * 1000 * abs(part) + size) // (2 * size)
    text = f"{tenths // 10}.{tenths % 10}"
    return f"({text})" if part < 0 else text


def _duty_rag(position: Position, words: Words) -> Shown:
    """The duties body by body; a group's row is the worst of its bodies, and has no variance."""
    rows = [
        _duty_row(f"{_name(body, words)}: {duty.limit.value}", body.on(duty))
        for duty in position.duties
        for body in position.bodies
    ]
    for duty in position.duties if position.level != "body" else ():
        ytd, forecast = (position.colour(duty, basis) for basis in (Basis.YTD, Basis.FORECAST))
        cells: list[str | ShownCell] = [f"Worst: {duty.limit.value}", "", "", _cell(ytd), "", ""]
        cells += [_cell(forecast), _TRENDS[position.trend(duty).value], _short(forecast.bodies)]
        rows.append(row(cells, tone=Tone.STRONG, total=True))
    return _rag_table(position, words, "Duties: red, amber, green and trend", rows)


def _category_rag(position: Position, words: Words) -> Shown:
    """The categories; a group's variance is the sum, its colour the worst of its bodies."""
    rows = [_category_row(each) for each in position.report_lines()]
    return _rag_table(position, words, "Categories: red, amber, green and trend", rows)


def _rag_table(position: Position, words: Words, title: str, rows: Sequence[ShownRow]) -> Shown:
    group, alone = group_word(position, words), position.level == "body"
    rule = position.rag
    limits = (
        f"Adverse by more than {_share(rule.amber_above.value)}% of a budget is amber, by more than "
        f"{_share(rule.red_above.value)}% red; over a limit is red at any size."
        if rule
        else "There are no thresholds."
    )
    worst = (
        f"Colours and trends of the {group} are the worst of its {words.bodies}, never those of "
        "the sum."
    )
    return Shown(
        title=title,
        subtitle=subtitle(position, "To date and as forecast, confirmed limits"),
        headings=(
            Heading("", Align.LEFT),
            *(Heading("Variance\nto date"), Heading("%"), Heading("RAG", Align.LEFT)),
            *(Heading("Forecast\nvariance"), Heading("%"), Heading("RAG", Align.LEFT)),
            Heading("Trend", Align.LEFT),
            Heading("" if alone else "Worst\nforecast", Align.LEFT, wraps=not alone),
        ),
        rows=tuple(rows),
        notes=(
            f"Colours are of the exact figures; each figure is rounded by itself. {limits}",
            _TREND,
            *(() if alone else (worst,)),
        ),
    )


def _share(rate: object) -> str:
    """A threshold in percent as a person writes it."""
    text = f"{rate:%}"
    return text.rstrip("%").rstrip("0").rstrip(".") or "0"


def _duty_row(name: str, on: Outlook) -> ShownRow:
    cells: list[str | ShownCell] = [name]
    for basis, result, variance in (
        (Basis.YTD, on.ytd, on.variance_ytd_pence),
        (Basis.FORECAST, on.forecast, on.forecast.variance_pence),
    ):
        known = variance is not None
        cells += [
            show_money(variance, _UNIT),
            percent(variance or 0, result.limit_pence or 0) if known else "-",
            _COLOURS[on.colour(basis)],
        ]
    return row([*cells, _TRENDS[on.trend], ""])


def _category_row(each: ReportLine) -> ShownRow:
    line = each.line
    return row(
        [
            indented(each),
            show_money(line.variance_ytd_pence, _UNIT),
            _percent(line.variance_ytd_pence, line.budget_ytd_pence),
            _cell(each.ytd),
            show_money(line.variance_forecast_pence, _UNIT),
            _percent(line.variance_forecast_pence, line.budget_pence),
            _cell(each.forecast),
            _TRENDS[each.trend.value],
            _short(each.forecast.bodies),
        ],
        tone=Tone.STRONG if each.subtotal else Tone.PLAIN,
    )


def _percent(part: int | None, whole: int) -> str:
    return "-" if part is None else percent(part, whole)


def _cell(rated: Worst[Colour]) -> ShownCell:
    return _COLOURS[rated.value]


def _name(body: BodyPosition, words: Words) -> str:
    return f"{body.code} {body.body.name.removesuffix(f' {words.body}')}"


def _resource_table(position: Position, words: Words) -> Shown:
    rows = [
        row([_name(body, words), *_amounts(body.resource, known=_is_notified(body))])
        for body in position.bodies
    ]
    if position.level != "body":
        known = all(map(_is_notified, position.bodies))
        sums = _amounts(position.resource, known=known)
        rows.append(row(["Together, not pooled", *sums], tone=Tone.STRONG, total=True))
    return Shown(
        title="Revenue limit, recurrent and non-recurrent",
        subtitle=subtitle(position, "Confirmed and expected limits side by side"),
        headings=(
            Heading(words.body, Align.LEFT),
            *(
                Heading("Confirmed\nrecurrent"),
                Heading("Confirmed\nnon-rec."),
                Heading("Confirmed\nlimit"),
            ),
            *(Heading("Antici-\npated"), Heading("Expected\nlimit")),
            *(Heading("Budgets\nrecurrent"), Heading("Budgets\nnon-rec.")),
        ),
        rows=tuple(rows),
        notes=(_EXPECTED,),
    )


def _is_notified(body: BodyPosition) -> bool:
    return Limit.REVENUE in body.balances.limits


def _amounts(resource: Resource, *, known: bool) -> Iterator[str]:
    confirmed = (*resource.confirmed, resource.confirmed.total) if known else (None, None, None)
    expected = resource.expected.total if known else None
    pence = (*confirmed, resource.anticipated.total, expected, *resource.budgets)
    return (show_money(each, _UNIT) for each in pence)


def _underlying(position: Position, words: Words) -> Shown:
    alone = position.level == "body"
    found = [(_name(body, words), body.underlying) for body in position.bodies]
    total = position.underlying
    if not alone:
        found.append(("Together, not pooled", total))
    steps = [
        step
        for step in Step
        if step in (Step.REPORTED, Step.SOURCES, Step.COSTS)
        or any(each.step(step) is not None for _, each in found)
    ]

    def cells(name: str, each: Underlying, *, last: bool) -> ShownRow:
        amounts = [show_money(each.step(step), _UNIT) for step in steps]
        pence = each.pence
        shown = ShownCell(
            show_money(pence, _UNIT), Tone.BAD if (pence or 0) < 0 and not last else Tone.PLAIN
        )
        tone = Tone.STRONG if last else Tone.PLAIN
        return row([name, *amounts, shown], tone=tone, total=last)

    reasons: dict[str, list[str]] = {}
    for body in position.bodies:
        if body.underlying.reason:
            reasons.setdefault(body.underlying.reason, []).append(body.code)
    many = f"Not known together without {_short(total.missing)}." if total.missing else ""
    return Shown(
        title="Underlying position",
        subtitle=subtitle(position, "Recurrent resource less recurrent spend as forecast"),
        headings=(
            Heading(words.body, Align.LEFT),
            *(Heading(_STEPS[step]) for step in steps),
            Heading("Underlying\nposition"),
        ),
        rows=tuple(
            cells(name, each, last=not alone and index == len(position.bodies))
            for index, (name, each) in enumerate(found)
        ),
        notes=(
            *(f"Not known of {_short(codes)}: {reason}." for reason, codes in reasons.items()),
            *([many] if many and not alone else []),
            "The term is professional usage; the rulebook says which resource it starts from.",
        ),
    )


def _short(codes: Sequence[str], most: int = 8) -> str:
    more = len(codes) - most
    return ", ".join(codes[:most]) + (f" and {more} more" if more > 0 else "")
