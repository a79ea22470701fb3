"""What year-end statements are made of: notes, categories, and the accounts of the general ledger."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pctfinance.consolidation.balance_sheet import HeadingRule, Section, heading_of
from pctfinance.consolidation.statements import BALANCE_SHEET, OPERATING_COSTS, StatementLine
from pctfinance.ledger.lines import Limit
from pctfinance.present.statements_report import StatementsReport
from pctfinance.tracing.figures import ReportFigure, Unit
from pctfinance.tracing.ledger_rows import LedgerRow, by_account
from pctfinance.tracing.of_duties import body_rows
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight

__all__ = ["RECAST", "line_before", "statement_figures"]

_NET = "net-operating-costs"
_SIDES = "the general ledger does not tell cost and income apart"
_PRIOR = "it stands in the book of the year before: give that book as the prior one"
RECAST = "it is laid out by this year's categories: its parts are lines of the year before"
"""Why a comparative is not traced: the year before has no such line, or another sum under it."""
_RESERVE = "net operating costs for the year"


def statement_figures(
    report: StatementsReport,
    rules: Sequence[HeadingRule],
    sight: Sight,
    before: Mapping[str, ReportFigure] | None = None,
) -> Iterator[ReportFigure]:
    """The operating cost statement and the balance sheet of one body, and the year before.

    The notes of the duties are those of the report of duties.

    Args:
        report: the statements.
        rules: which accounts stand under which heading.
        sight: the events they are of.
        before: the figures of the year before by their lines, where its book is given.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").statements("5A9")
    >>> list(statement_figures(report, (), Sight.empty("2011-12 M12")))
    []
    """
    body = report.said.body
    parts = {part.code: part for part in report.said.parts}
    costs = _Costs(body, sight, [line.code for line in parts[OPERATING_COSTS].lines])
    for line in parts[OPERATING_COSTS].lines:
        yield from costs.figures(line)
    sheet = _Sheet(body, sight, rules)
    for line in parts[BALANCE_SHEET].lines:
        made = partial(sheet.part, line.code, line.words)
        place = f"{BALANCE_SHEET}/{line.code}"
        yield ReportFigure(body, place, f"balance sheet: {line.words}", _pence(line), made=made)
    for part in (report.prior or {}).get("parts", ()):
        for old in part["lines"]:
            words = f"the year before, {part['heading'].lower()}: {old['words']}"
            place = f"prior/{part['code']}/{old['code']}"
            unit: Unit = old["unit"] if isinstance(old["value"], int) else "word"
            there = (before or {}).get(line_before(place))
            if (
                before
                and part["code"] == OPERATING_COSTS
                and old["value"] != (there and there.value)
            ):
                there = ReportFigure(body, place, words, old["value"], unit, why=RECAST)
            why = (there.why if there else "") or _PRIOR
            way = there.made if there else None
            yield ReportFigure(body, place, words, old["value"], unit, way, why=why)


def line_before(line: str) -> str:
    """The line of the year before's own statements that a comparative is.

    >>> line_before("prior/cash_limit/limit"), line_before("prior/operating-cost-statement/acute")
    ('cash_limit/limit', 'operating-cost-statement/acute/net')
    """
    own = line.removeprefix("prior/")
    return f"{own}/net" if own.startswith(f"{OPERATING_COSTS}/") else own


def _pence(line: StatementLine) -> int | None:
    return line.value if isinstance(line.value, int) else None


@dataclass(frozen=True)
class _Costs:
    """The operating cost statement of one body."""

    body: str
    sight: Sight
    lines: Sequence[str]

    def figures(self, line: StatementLine) -> Iterator[ReportFigure]:
        codes = tuple(self._below(line.code))
        values: Mapping[str, int | None] = {
            "net": _pence(line),
            "cost": line.cost_pence,
            "income": line.income_pence,
        }
        for name, pence in values.items():
            made: Callable[[], Part] = partial(self._net, line.words, codes)
            if name != "net":
                made = partial(self._side, name, codes)
            yield ReportFigure(
                self.body,
                f"{OPERATING_COSTS}/{line.code}/{name}",
                f"operating costs: {line.words}, {name}",
                pence,
                made=made,
                why=_SIDES,
            )

    def _charged(self) -> Iterable[str]:
        """The categories that anything was charged to, or budgeted for, to the month."""
        ground = self.sight.ground
        return dict.fromkeys(
            row.figure.category
            for row in ground.figures("actuals")
            if row.figure.body == self.body
            and row.figure.limit is Limit.REVENUE
            and row.figure.period <= self.sight.period
        )

    def _below(self, code: str) -> Iterator[str]:
        """The categories that a line is the sum of."""
        own = code.removesuffix("/itself")
        for each in self._charged():
            if code == _NET or (each == own if own != code else self._is_below(each, code)):
                yield each

    def _is_below(self, code: str, above: str) -> bool:
        seen: set[str] = set()
        while code and code not in seen:
            if code == above:
                return True
            seen.add(code)
            code = self.sight.categories.parent(code)
        return False

    def _net(self, words: str, codes: Sequence[str]) -> Part:
        named = self.sight.categories.name
        parts = (
            (named(code), self.sight.category(self.body, code, "actual_ytd"))
            for code in self.sight.categories.ordered(codes)
        )
        return Part.sum_of(words, (Part.sum_of(name, part.parts) for name, part in parts))

    def _side(self, name: str, codes: Sequence[str]) -> Part:
        """Accounts whose balance of the year is a debit are cost, those with a credit income."""
        rows = [row for row in body_rows(self.sight, self.body) if row.limit == Limit.REVENUE]
        sums: dict[str, int] = {}
        for row in rows:
            sums[row.account] = sums.get(row.account, 0) + row.pence
        is_cost = name == "cost"
        own = [r for r in rows if r.category in codes and (sums[r.account] >= 0) == is_cost]
        return by_account(name, own, 1 if is_cost else -1)


@dataclass(frozen=True)
class _Sheet:
    """The balance sheet of one body."""

    body: str
    sight: Sight
    rules: Sequence[HeadingRule]

    def part(self, code: str, words: str) -> Part:
        """What one line is made of."""
        if code == "net-operating-cost":
            return self._year()
        if code == "equity":
            named = self._section(Section.EQUITY)
            return Part.sum_of(words, [*named.parts, self._year()])
        if code in ("assets", "assets-employed"):
            last = Section.CURRENT_ASSETS if code == "assets" else Section.NON_CURRENT_LIABILITIES
            sections = list(Section)[: list(Section).index(last) + 1]
            return Part.sum_of(words, map(self._section, sections))
        if code.startswith("unmapped/"):
            account = code.removeprefix("unmapped/")
            rows = (row for row in self._rows() if row.account == account and not self._rule(row))
            return by_account(words, rows)
        if code in tuple(Section):
            return self._section(Section(code))
        section, _, heading = code.partition("/")
        return self._heading(Section(section), heading)

    def _rows(self) -> Iterator[LedgerRow]:
        for row in body_rows(self.sight, self.body):
            if row.limit != Limit.REVENUE:
                yield row

    def _rule(self, row: LedgerRow) -> HeadingRule | None:
        return heading_of(row.account, self.rules)

    def _year(self) -> Part:
        rows = body_rows(self.sight, self.body)
        own = (row for row in rows if row.limit == Limit.REVENUE)
        return by_account(_RESERVE, own, -1, lambda row: self.sight.categories.name(row.category))

    def _section(self, section: Section) -> Part:
        headings = dict.fromkeys(rule.heading for rule in self.rules if rule.section is section)
        parts = (self._heading(section, heading) for heading in headings)
        return Part.sum_of(section.words, (part for part in parts if part.parts))

    def _heading(self, section: Section, heading: str) -> Part:
        own = (
            row
            for row in self._rows()
            if (rule := self._rule(row)) and (rule.section, rule.heading) == (section, heading)
        )
        return by_account(heading, own, -1 if section is Section.EQUITY else 1)
