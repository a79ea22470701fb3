"""The rows of the tables of colours and trends: a duty or a category, its variances and colours."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pctfinance.consolidation.duties import Basis, Duty, DutyResult, DutyStatus, LimitBasis
from pctfinance.consolidation.position import Position
from pctfinance.consolidation.rag import Colour, duty_colour
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.excel.pack_categories import CategoryRows
from pctfinance.excel.pack_cells import at, quoted
from pctfinance.excel.pack_duties import DutyRow
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_rag import (
    COLOUR_STYLES,
    COLOUR_WORDS,
    NOBODY,
    TREND_WORDS,
    colour_formula,
    duty_colour_formula,
    named_formula,
    part_of,
    part_of_formula,
    trend_formula,
    worst_formula,
)
from pctfinance.excel.pack_status import STATUS_WORDS, YEARS_LIMIT
from pctfinance.excel.pack_styles import DEEPEST_INDENT

__all__ = ["WORST_IN", "WORST_LABEL", "RatingRows", "row_style"]

WORST_IN = "Worst in"
"""The heading over the bodies that have a group's worst colour."""

WORST_LABEL = "Worst colour in: "
"""How the row begins that is the worst of those above it."""

_TO_DATE, _FORECAST = ("C", "D", "E"), ("F", "G", "H")
"""The columns of a variance, its part of the budget, and its colour."""
_NAMED_MAX = 12
_BOLD_POINTS = 10  # bold letters take a little more room
_RED, _NOT_RATED = COLOUR_WORDS[Colour.RED], COLOUR_WORDS[Colour.NOT_RATED]
_NO_VARIANCE = (_RED, _NOT_RATED, YEARS_LIMIT)
"""What a charge to date can be where only the year has a limit, the worst first."""
_COLOURS, _TRENDS = tuple(COLOUR_WORDS.values()), tuple(TREND_WORDS.values())
_BAD = _COLOURS[:3]

_Link = Callable[[str], str]
"""From a column to the formula that takes its cell from a body's own sheet."""


def row_style(each: ReportLine) -> str:
    """How the row of a category looks.

    >>> from types import SimpleNamespace
    >>> row_style(SimpleNamespace(subtotal=True))
    'subtotal'
    """
    return "subtotal" if each.subtotal else "line"


def _link(sheet: str, row: int) -> _Link:
    return lambda column: f"={at(sheet, f'{column}{row}')}"


@dataclass(frozen=True)
class RatingRows:
    """What writing the rows of these tables takes."""

    page: Page
    position: Position

    @property
    def _at_the_end(self) -> bool:
        return self.position.basis is Basis.OUTTURN

    def header(self, name: str, share: str, last: str) -> None:
        """A row of headings; at the year's end there is no forecast."""
        headings = {"A": name, "C": "Variance to date", "D": share, "E": "  To date"}
        if self._at_the_end:
            headings |= {"C": "Variance", "E": "  RAG"}
            if last == WORST_IN:
                headings["J"] = last
        else:
            headings |= {"F": "Forecast variance", "G": share, "H": "  Forecast", "I": "  Trend"}
            headings["J"] = last
        self.page.header(headings, left="ABEHIJ" if last == WORST_IN else "ABEHI")

    def colour(self, first: int) -> None:
        """Lay the colours over the words that name them."""
        last = self.page.row - 1
        for column in "E" if self._at_the_end else "EH":
            self.page.colour(f"{column}{first}:{column}{last}", COLOUR_STYLES)

    def notes(self, *notes: str) -> None:
        """What is to be known of a colour."""
        trend = (
            ""
            if self._at_the_end
            else "Trend: of a limit, this month's forecast variance against last month's; of a "
            "category, its forecast cost."
        )
        for text in (f"Colours are of the exact figures. {notes[0]}", *notes[1:], trend):
            if text:
                self.page.paragraph(text, "note")
                self.page.row += 1

    # Duties

    def duty(
        self,
        code: str,
        duty: Duty,
        rows: Mapping[tuple[Basis, Duty], DutyRow],
        there: tuple[str, int] | None = None,
    ) -> None:
        """One duty of one body: from the rows of its duties, or from `there`, its own sheet."""
        page, row = self.page, self.page.row
        to_date = self._to_date(code, duty)
        link = _link(*there) if there else None
        basis = Basis.OUTTURN if self._at_the_end else Basis.YTD
        if self._has_variance(to_date):
            self._variance(_TO_DATE, to_date, rows.get((basis, duty)), link)
        else:
            page.money("C", None, "line", formula=link and link("C"))
            page.share("D", None, "line", formula=link and link("D"))
            text = self._colour(to_date)
            held = rows.get((basis, duty))
            formula = link("E") if link else held and _beside_formula(f"F{held.row}")
            self._words("E", text, formula)
        if self._at_the_end:
            page.fill("FGHIJ", "line")
        else:
            on = self.position.body(code).on(duty)
            self._variance(_FORECAST, on.forecast, rows.get((Basis.FORECAST, duty)), link)
            trend = link("I") if link else trend_formula(f"F{row}", f"J{row}")
            self._words("I", TREND_WORDS[on.trend], trend)
            last = on.last.variance_pence if on.last else None
            page.money("J", last, "line", formula=link and link("J"))
        forecast = self.position.body(code).on(duty).forecast
        page.mark(
            "line",
            synthetic=to_date.synthetic or forecast.synthetic,
            assumed=to_date.assumed,
        )
        page.row += 1

    def _to_date(self, code: str, duty: Duty) -> DutyResult:
        body = self.position.body(code)
        return body.duty(duty) if self._at_the_end else body.on(duty).ytd

    def _has_variance(self, result: DutyResult) -> bool:
        return self._at_the_end or result.limit_basis is LimitBasis.YTD

    def _colour(self, result: DutyResult) -> str:
        """The colour of a duty to date in words; without a limit to date none is green."""
        colour = duty_colour(result)
        is_green = colour is Colour.GREEN and not self._has_variance(result)
        return YEARS_LIMIT if is_green else COLOUR_WORDS[colour]

    def _variance(
        self,
        columns: tuple[str, str, str],
        result: DutyResult,
        held: DutyRow | None,
        link: _Link | None,
    ) -> None:
        """A variance, its part of the limit, and its colour."""
        page, row, (variance, part, colour) = self.page, self.page.row, columns
        pence, limit = result.variance_pence, result.limit_pence
        formulas: tuple[str | None, str | None, str | None] = (None, None, None)
        if link:
            formulas = (link(variance), link(part), link(colour))
        else:
            own = duty_colour_formula(f"{variance}{row}")
            formulas = (None, None, own)
            if held:
                share = part_of_formula(f"{variance}{row}", f"C{held.row}")
                formulas = (f"=E{held.row}", share, own)
        page.money(variance, pence, "line", formula=formulas[0])
        page.share(part, part_of(pence, limit), "line", formula=formulas[1])
        self._words(colour, COLOUR_WORDS[duty_colour(result)], formulas[2])

    def worst_duty(self, duty: Duty, rows: Sequence[int], *, whole: bool) -> None:
        """The worst of the rows above, and the bodies that are so bad; it has no variance."""
        page, position = self.page, self.position
        codes = [body.code for body in position.bodies]
        page.fill("CDFGJ", "total")
        results = {code: self._to_date(code, duty) for code in codes}
        said = {code: self._colour(result) for code, result in results.items()}
        has_variance = any(self._has_variance(result) for result in results.values())
        order = _COLOURS if has_variance else _NO_VARIANCE
        self._worst("E", said, order, rows, whole=whole)
        column = "E"
        if self._at_the_end:
            page.fill("HI", "total")
        else:
            column = "H"
            on = {code: position.body(code).on(duty) for code in codes}
            said = {code: COLOUR_WORDS[each.colour(Basis.FORECAST)] for code, each in on.items()}
            self._worst("H", said, _COLOURS, rows, whole=whole)
            trends = {code: TREND_WORDS[each.trend] for code, each in on.items()}
            self._worst("I", trends, _TRENDS, rows, whole=whole)
        found = _worst_of(said.values(), order if column == "E" else _COLOURS, whole=whole)
        bad = [code for code in codes if said[code] == found] if found in _BAD else []
        cells = {code: f"{column}{row}" for code, row in zip(codes, rows, strict=True)}
        page.merge("A", "B", "total", "wrap")
        self._named("A", bad, cells, f"{column}{page.row}", "total")
        page.mark("total", synthetic=any(result.synthetic for result in results.values()))
        page.row += 1

    def _worst(
        self,
        column: str,
        said: Mapping[str, str],
        order: Sequence[str],
        rows: Iterable[int],
        *,
        whole: bool,
    ) -> None:
        text = _worst_of(said.values(), order, whole=whole)
        cells = [f"{column}{row}" for row in rows]
        self._words(column, text, worst_formula(cells, order, whole=whole), "total")

    # Categories

    def category(
        self,
        each: ReportLine,
        row: int,
        table: CategoryRows,
        bodies: Mapping[str, tuple[str, int]] | None = None,
        *,
        whole: bool = True,
    ) -> None:
        """A category's variances and colours; of a group, the worst of its bodies' own cells."""
        page, style, line = self.page, row_style(each), each.line
        indent = (f"indent{min(each.depth, DEEPEST_INDENT)}",) if each.depth else ()
        page.paragraph(each.name or "Without a category", style, *indent, last="B")
        letters = {column.part: letter for letter, column in table.columns.items()}
        budget = letters.get("budget_ytd_pence", letters["budget_pence"])
        rated = [(_TO_DATE, "variance_ytd_pence", budget, line.budget_ytd_pence, each.ytd.value)]
        if not self._at_the_end:
            whole_year = (letters["budget_pence"], line.budget_pence, each.forecast.value)
            rated.append((_FORECAST, "variance_forecast_pence", *whole_year))
        for (variance, part, colour), name, base, base_pence, found in rated:
            pence, budget_cell = getattr(line, name), f"{base}{row}"
            page.money(variance, pence, style, formula=f"={letters[name]}{row}")
            formula = part_of_formula(f"{variance}{page.row}", budget_cell)
            page.share(part, part_of(pence, base_pence), style, formula=formula)
            rule = self.position.rag
            own = colour_formula(f"{variance}{page.row}", budget_cell, rule) if rule else None
            if bodies is not None:
                cells = [at(sheet, f"{colour}{place}") for sheet, place in bodies.values()]
                own = worst_formula(cells, _COLOURS, whole=whole)
            self._words(colour, COLOUR_WORDS[found], own, style)
        if self._at_the_end:
            page.fill("FGHIJ", style)
            return
        trend = trend_formula(f"J{page.row}", "0")
        if bodies is not None:
            cells = [at(sheet, f"I{place}") for sheet, place in bodies.values()]
            trend = worst_formula(cells, _TRENDS, whole=whole)
        self._words("I", TREND_WORDS[each.trend.value], trend, style)

    def movement(self, each: ReportLine, row: int) -> None:
        """What the trend of a body's category is made from."""
        if not self._at_the_end:
            self.page.money("J", each.line.movement_pence, row_style(each), formula=f"=J{row}")

    def worst_in(self, each: ReportLine, bodies: Mapping[str, tuple[str, int]]) -> None:
        """The bodies that have a group's worst colour."""
        column, found = ("E", each.ytd) if self._at_the_end else ("H", each.forecast)
        cells = {code: at(sheet, f"{column}{place}") for code, (sheet, place) in bodies.items()}
        self._named("J", found.bodies, cells, f"{column}{self.page.row}", row_style(each))

    # Both

    def _named(
        self,
        column: str,
        bad: Sequence[str],
        cells: Mapping[str, str],
        worst: str,
        style: str,
    ) -> None:
        """The codes of the bodies that have the worst colour; the first of them, where they are many."""
        before, last = (WORST_LABEL, "B") if column == "A" else ("", column)
        more = len(bad) - _NAMED_MAX if len(cells) > _NAMED_MAX else 0
        named = ", ".join(bad[:_NAMED_MAX] if more > 0 else bad) or NOBODY
        text = f"{before}{named}" + (f" and {more} more" if more > 0 else "")
        if len(cells) > _NAMED_MAX:
            self.page.text(column, text, style, "wrap")
        else:
            when = f"OR({','.join(f'{worst}={quoted(word)}' for word in _BAD)})"
            formula = named_formula(cells, worst, when=when)
            if before:
                formula = f"={quoted(before)}&{formula.removeprefix('=')}"
            self.page.words(column, text, formula, style, "wrap")
        self.page.make_room(text, column, last, points=_BOLD_POINTS)

    def _words(self, column: str, text: str, formula: str | None, *styles: str) -> None:
        styles = styles or ("line",)
        if formula:
            self.page.words(column, text, formula, *styles, "left", "indent1")
        else:
            self.page.text(column, text, *styles, "left", "indent1")


def _worst_of(said: Iterable[str], order: Sequence[str], *, whole: bool) -> str:
    """The worst of some words; what is not whole is at best not known."""
    unknown = {word for word in order if word in (_NOT_RATED, *_TRENDS[1:2])}
    there = {*said, *(unknown if not whole else ())}
    return next(word for word in order if word in there)


def _beside_formula(status: str) -> str:
    """The colour of a charge to date beside the limit of the year, from the cell of its status."""
    breach, untested = (
        quoted(STATUS_WORDS[status]) for status in (DutyStatus.BREACH, DutyStatus.NOT_TESTED)
    )
    return (
        f"=IF({status}={breach},{quoted(_RED)},"
        f"IF({status}={untested},{quoted(_NOT_RATED)},{quoted(YEARS_LIMIT)}))"
    )
