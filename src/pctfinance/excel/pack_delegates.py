"""The sheet of delegates, such as CCGs: what each did with its budgets, with a column a body.

A delegate's figures are parts of its bodies'. Nothing here is tested against a duty and nothing has a
status or a colour: the body answers for every pound that it delegated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.consolidation.delegate_positions import DelegateLine, sum_of_cells
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position
from pctfinance.excel.pack_cells import difference, known_total
from pctfinance.excel.pack_heading import write_title
from pctfinance.excel.pack_page import Page
from pctfinance.ledger.lines import Account
from pctfinance.rulebooks import Words

__all__ = ["PackDelegates", "write_delegates"]

_COLUMNS = "CDEFGHIJ"
_ALL, _SUM = "", ""
"""Stand for all categories of a delegate, and for all of its bodies."""

_Place = tuple[str, str, str, str]
"""A delegate, a body, a category and a measure: what an amount is of."""


class PackDelegates(NamedTuple):
    """The cells of every delegate of the bodies, and what is to be known of them.

    `names` are those of delegates, by code; `elsewhere` are the bodies in which the register shows a
    delegate too and that are not of this pack; `notes` say which actuals are missing.
    """

    lines: Sequence[DelegateLine]
    names: Mapping[str, str] = MappingProxyType({})
    elsewhere: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    notes: Sequence[str] = ()

    @property
    def delegates(self) -> tuple[str, ...]:
        """Who has a budget, an actual or a forecast in any body, by code."""
        return tuple(sorted({line.delegate for line in self.lines}))


class _Measure(NamedTuple):
    """A figure of a cell: its label, and the amount in pence.

    Where it is one measure less another, `whole` and `less` are their names.
    """

    name: str
    label: str
    pence: Callable[[DelegateLine], int | None]
    whole: str = ""
    less: str = ""


_ANNUAL = _Measure("budget", "Annual budget", lambda one: one.line.budget_pence)
_IN_THE_YEAR = (
    _ANNUAL,
    _Measure("ytd", "YTD budget", lambda one: one.line.budget_ytd_pence),
    _Measure("actual", "YTD actual", lambda one: one.line.actual_ytd_pence),
    _Measure("variance", "YTD variance", lambda one: one.line.variance_ytd_pence, "ytd", "actual"),
    _Measure("forecast", "Forecast outturn", lambda one: one.line.forecast_pence),
    _Measure(
        "expected",
        "Forecast variance",
        lambda one: one.line.variance_forecast_pence,
        "budget",
        "forecast",
    ),
    _Measure("last", "Last month's forecast", lambda one: one.line.last_forecast_pence),
    _Measure(
        "movement", "Movement in forecast", lambda one: one.line.movement_pence, "last", "forecast"
    ),
)
_AT_ITS_END = (
    _ANNUAL,
    _Measure("actual", "Outturn", lambda one: one.line.actual_ytd_pence),
    _Measure("variance", "Variance", lambda one: one.line.variance_ytd_pence, "budget", "actual"),
)


def write_delegates(page: Page, position: Position, delegates: PackDelegates, words: Words) -> None:
    """Write the list of all delegates, then each with its categories and a column a body.

    Args:
        page: the empty sheet.
        position: the position of the bodies, for its month, basis and categories.
        delegates: the cells.
        words: the words of the year.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> page, words = Page.unsaved(), Rulebook.packaged("2011-12").words
    >>> write_delegates(page, one_body(), PackDelegates(()), words)
    >>> page.row > 8
    True
    """
    _Writer(page, position, delegates, words).write()


class _Writer:
    """A sheet that is being written, and the cell of each amount."""

    def __init__(
        self, page: Page, position: Position, delegates: PackDelegates, words: Words
    ) -> None:
        self._page = page
        self._position = position
        self._delegates = delegates
        self._words = words
        self._measures = _AT_ITS_END if position.basis is Basis.OUTTURN else _IN_THE_YEAR
        self._names = {body.code: body.body.name for body in position.bodies}
        self._cells: dict[_Place, str] = {}
        self._of: dict[str, list[DelegateLine]] = {}
        for line in delegates.lines:
            self._of.setdefault(line.delegate, []).append(line)

    def write(self) -> None:
        page, words = self._page, self._words
        write_title(page, f"{self._position.group.name}: {words.delegates}", [self._position])
        page.section(f"Position of {words.delegates}, {words.body} by {words.body}")
        top, listed = page.row, list(self._listed())
        page.row += 2 + len(listed)
        notes = [*self._notes()]
        after_list = page.row
        page.row += len(notes)
        for delegate in self._delegates.delegates:
            self._delegate(delegate)
        self._checks()
        end, page.row = page.row, top
        self._list(listed)
        page.row = after_list
        for text in notes:
            page.paragraph(text, "note")
            page.row += 1
        page.row = max(end, page.row)

    # The list

    def _listed(self) -> Iterator[tuple[str, str]]:
        """Each delegate and body, and the sum where it lies in more than one."""
        for delegate in self._delegates.delegates:
            bodies = self._bodies(delegate)
            yield from ((delegate, body) for body in bodies)
            if len(bodies) > 1:
                yield delegate, _SUM

    def _list(self, listed: Sequence[tuple[str, str]]) -> None:
        page = self._page
        columns = dict(zip(_COLUMNS, self._measures, strict=False))
        headings = {column: each.label for column, each in columns.items()}
        page.header({"A": self._words.delegate, **headings}, left="AB")
        before = ""
        for delegate, body in listed:
            style = "line" if body else "subtotal"
            page.text("A", "" if delegate == before else delegate, "text", style)
            name = f"{self._name_of(delegate)} in {body}" if body else "Sum of cells"
            page.text("B", name, "text", style, "wrap")
            page.make_room(name, "B", "B")
            lines = self._lines(delegate, body)
            whole = sum_of_cells(lines, "total")
            for column, each in columns.items():
                cell = self._cells.get((delegate, body, _ALL, each.name))
                page.money(column, each.pence(whole), style, formula=cell and f"={cell}")
            page.fill([column for column in _COLUMNS if column not in columns], style)
            page.mark(style, synthetic=whole.line.synthetic)
            page.row += 1
            before = delegate
        if not listed:
            page.paragraph(f"No {self._words.delegate} has a budget.", "quiet")
            page.row += 1

    # One delegate

    def _delegate(self, delegate: str) -> None:
        """Its categories: a row each, or where it lies in several bodies with a column a body."""
        page, bodies = self._page, self._bodies(delegate)
        page.section(f"{delegate} {self._name_of(delegate)}".strip())
        if len(bodies) == 1:
            self._in_one(delegate, bodies[0])
            return
        columns = [*bodies, _SUM]
        for first in range(0, len(columns), len(_COLUMNS)):
            chosen = columns[first : first + len(_COLUMNS)]
            page.row += bool(first)
            headings = {
                column: f"{body}\n{self._names.get(body, '')}".strip() if body else "Sum of cells"
                for column, body in zip(_COLUMNS, chosen, strict=False)
            }
            page.header({"A": "Category", **headings}, left="AB")
            for code in self._codes(delegate):
                self._block(delegate, code, chosen, bodies)

    def _codes(self, delegate: str) -> list[str]:
        """Its categories in the order of the tree, and all of them together."""
        codes = {line.category for line in self._lines(delegate)}
        return [*self._position.categories.ordered(codes), _ALL]

    def _in_one(self, delegate: str, body: str) -> None:
        """A delegate of one body: a row a category, a column a measure."""
        page = self._page
        columns = dict(zip(_COLUMNS, self._measures, strict=False))
        headings = {column: each.label for column, each in columns.items()}
        letters = {each.name: column for column, each in columns.items()}
        name = f"{body} {self._names.get(body, '')}".strip()
        page.header({"A": f"Category, in {name}", **headings}, left="AB")
        for code in self._codes(delegate):
            style = "line" if code else "total"
            page.paragraph(self._category(code), style, last="B")
            lines = self._lines(delegate, body, code)
            for column, each in columns.items():
                place = (delegate, body, code, each.name)
                self._cells[place] = f"{column}{page.row}"
                formula = self._sum_of(place, ())
                if each.whole:
                    cells = (f"{letters[name]}{page.row}" for name in (each.whole, each.less))
                    formula = difference(*cells)
                page.money(column, each.pence(sum_of_cells(lines, code)), style, formula=formula)
            page.fill([column for column in _COLUMNS if column not in columns], style)
            page.mark(style, synthetic=any(line.line.synthetic for line in lines))
            page.row += 1

    def _block(
        self, delegate: str, code: str, chosen: Sequence[str], bodies: Sequence[str]
    ) -> None:
        """The rows of one category, or of all, a measure each."""
        page = self._page
        page.paragraph(self._category(code), "subtotal", last="B")
        page.fill(_COLUMNS, "subtotal")
        synthetic = any(line.line.synthetic for line in self._lines(delegate, _SUM, code))
        page.mark("subtotal", synthetic=synthetic)
        page.row += 1
        rows = {each.name: page.row + place for place, each in enumerate(self._measures)}
        for each in self._measures:
            page.paragraph(each.label, "line", "indent1", last="B")
            for column, body in zip(_COLUMNS, chosen, strict=False):
                lines = self._lines(delegate, body, code)
                if not lines:
                    page.fill(column, "line")
                    continue
                place = (delegate, body, code, each.name)
                self._cells[place] = f"{column}{page.row}"
                formula = self._sum_of(place, bodies)
                if each.whole:
                    cells = (f"{column}{rows[name]}" for name in (each.whole, each.less))
                    formula = difference(*cells)
                page.money(column, each.pence(sum_of_cells(lines, code)), "line", formula=formula)
            page.fill(_COLUMNS[len(chosen) :], "line")
            page.fill("K", "line")
            page.row += 1

    def _category(self, code: str) -> str:
        if not code:
            return "All categories"
        return self._position.categories.name(code) or "Without a category"

    def _sum_of(self, place: _Place, bodies: Sequence[str]) -> str | None:
        """The sum over categories, or over bodies; none where an amount stands by itself."""
        delegate, body, code, measure = place
        if body == _SUM:
            parts = [(delegate, each, code, measure) for each in bodies]
        elif code == _ALL:
            parts = [(delegate, body, each, measure) for each in self._codes(delegate)[:-1]]
        else:
            return None
        cells = [self._cells[part] for part in parts if part in self._cells]
        return known_total(",".join(cells), len(cells))

    def _checks(self) -> None:
        """What the ledger of each body delegates, less what stands here: each row must show 0."""
        page, words = self._page, self._words
        page.section(f"Held against the ledger of each {words.body}")
        headings = {"C": "Here", "D": "In the ledger", "E": "Must be 0"}
        page.header({"A": words.body, **headings}, left="AB")
        for body in self._position.bodies:
            page.text("A", body.code, "text", "line")
            page.text("B", body.body.name, "text", "line")
            here = [line for line in self._delegates.lines if line.body == body.code]
            of_body = dict.fromkeys((line.delegate, body.code, _ALL, "budget") for line in here)
            cells = [self._cells[place] for place in of_body]
            pence = sum(line.line.budget_pence for line in here)
            held = body.balances.use([Account.DELEGATED])
            formula = known_total(",".join(cells), len(cells)) if cells else None
            page.money("C", pence, "line", formula=formula)
            page.money("D", held, "line")
            gap = difference(f"D{page.row}", f"C{page.row}")
            page.money("E", held - pence, "line", "strong", formula=gap)
            page.warn_unless_zero(f"E{page.row}")
            page.fill("FGHIJ", "line")
            page.mark("line", synthetic=any(line.line.synthetic for line in here))
            page.row += 1

    # What is known

    def _bodies(self, delegate: str) -> tuple[str, ...]:
        return tuple(sorted({line.body for line in self._of[delegate]}))

    def _lines(self, delegate: str, body: str = _SUM, code: str = _ALL) -> list[DelegateLine]:
        return [
            line
            for line in self._of[delegate]
            if body in (_SUM, line.body) and code in (_ALL, line.category)
        ]

    def _name_of(self, delegate: str) -> str:
        return self._delegates.names.get(delegate, "")

    def _notes(self) -> Iterator[str]:
        words = self._words
        yield (
            f"No duty is tested here and nothing has a status: the {words.body} stays accountable "
            f"for every pound that it delegated. A sum of cells is a sum; no {words.body} may use "
            "another's."
        )
        yield (
            f"Budgets fall over the months by the {words.body}'s profile of the category, from April "
            "on, whenever they were delegated."
        )
        for delegate, others in self._delegates.elsewhere.items():
            yield (
                f"{delegate}: the register shows it in {', '.join(others)} too, no {words.body} of "
                "this pack; what is delegated there is in no figure here."
            )
        yield from self._delegates.notes
