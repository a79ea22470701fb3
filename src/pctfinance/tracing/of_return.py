"""What a body's return to its authority is made of: each line by its parts, or by what it is about."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.return_lines import RETURN_TABLES, ReturnLine
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Funding, Limit, Line
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfers import TransferSubmitted
from pctfinance.present.sha_return_report import ReturnReport
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.of_agreement import Between
from pctfinance.tracing.of_headroom import headroom_part
from pctfinance.tracing.of_position import budget_part, resource_part
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["return_figures"]

_FUNDINGS = {"recurrent": Funding.RECURRENT, "non_recurrent": Funding.NON_RECURRENT}
_LIMITS = {f"{limit.value}_limit": limit for limit in Limit}
_MEASURES = {"variance": "variance_forecast"}
_COLUMNS = {table: dict(said.columns) for table, said in RETURN_TABLES.items()}
_REGISTER = "it stands in the register of risks that was given, which is no part of the book"


def return_figures(
    report: ReturnReport, steps: Mapping[str, ReportFigure], between: Between, sight: Sight
) -> Iterator[ReportFigure]:
    """Every line of one body's return.

    Args:
        report: the return.
        steps: the figures of the body's position, by their lines.
        between: what the ledgers hold with each other.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").sha_return("5A9", "M8")
    >>> sight = Sight.empty("2011-12 M08")
    >>> next(return_figures(report, {}, Between(("5A9",), sight), sight)).line
    'revenue_limit.confirmed.recurrent'
    """
    way = _Return(report, steps, between, sight, {line.id: line for line in report.lines})
    for line in report.lines:
        column = _COLUMNS[line.table][line.column]
        yield ReportFigure(
            report.body.code,
            line.id,
            f"{RETURN_TABLES[line.table].title}: {line.label}, {column.lower()}",
            line.pence,
            made=partial(way.part, line) if way.is_traced(line) else None,
            why=way.why(line),
        )


@dataclass(frozen=True)
class _Return:
    """One return: the way from its lines to what they are made of."""

    report: ReturnReport
    steps: Mapping[str, ReportFigure]
    between: Between
    sight: Sight
    lines: Mapping[str, ReturnLine]

    @property
    def code(self) -> str:
        return self.report.body.code

    def is_traced(self, line: ReturnLine) -> bool:
        """Whether its parts are, or it is itself."""
        if line.parts:
            return all(self.is_traced(self.lines[name]) for _, name in line.parts)
        return line.table != "risks" or line.row == "variance"

    def why(self, line: ReturnLine) -> str:
        """Why it is not traced, or not known."""
        if line.pence is None:
            return line.note or "a figure that it is made of is not known"
        return "" if self.is_traced(line) else _REGISTER

    def part(self, line: ReturnLine) -> Part:
        """What one line is made of."""
        if line.table == "headroom" and not line.row.startswith("in_"):
            return headroom_part(self.sight, self.code, line.row)
        if line.parts:
            parts = []
            for sign, name in line.parts:
                inner = self.lines[name]
                label = (
                    inner.label if inner.row != line.row else _COLUMNS[inner.table][inner.column]
                )
                part = replace(self.part(inner), label=label)
                parts.append(part if sign > 0 else part.turned())
            return Part.sum_of(line.label, parts)
        ways: dict[str, Callable[[ReturnLine], Part]] = {
            "uses": self._use,
            "to_date": self._spending,
            "forecast": self._spending,
            "duties": self._duty,
            "underlying": self._step,
            "risks": lambda _: self._duty_of(Duty.REVENUE, "variance", self.report.basis),
            "balances": self._balance,
            "headroom": lambda _: self._reserve(),
            "pending": self._pending,
        }
        return ways.get(line.table, self._limit)(line)

    def _limit(self, line: ReturnLine) -> Part:
        """A limit by source and certainty."""
        certainty, _, source = line.row.partition(".")
        accounts = [account for account in SOURCES if source in ("", account.name.lower())]
        limit, funding = _LIMITS[line.table], _FUNDINGS.get(line.column)

        def counts(posted: Line) -> bool:
            strand = posted.strand
            mine = strand.limit is limit and strand.certainty is Certainty(certainty)
            return mine and posted.account in accounts and funding in (None, strand.funding)

        return self.sight.resource(self.code, line.label, counts)

    def _use(self, line: ReturnLine) -> Part:
        return resource_part(self.sight, self.code, line.row, _FUNDINGS.get(line.column))

    def _spending(self, line: ReturnLine) -> Part:
        if line.row == "total":
            return Part.sum_of(line.label, ())  # no category has anything
        if line.column in ("budget_recurrent", "budget_non_recurrent"):
            funding = _FUNDINGS[line.column.removeprefix("budget_")]
            return budget_part(self.sight, self.code, (line.row,), funding)
        measure = _MEASURES.get(line.column, line.column)
        return self.sight.category(self.code, line.row, measure)

    def _duty(self, line: ReturnLine) -> Part:
        measure = line.column.removesuffix("_ytd")
        basis = Basis.YTD if measure != line.column else self.report.basis
        return self._duty_of(Duty(line.row), measure, basis)

    def _duty_of(self, duty: Duty, measure: str, basis: Basis) -> Part:
        return self.sight.duty(self.code, duty, measure, basis)

    def _step(self, line: ReturnLine) -> Part:
        made = self.steps[f"underlying/{line.row}"].made
        found = made() if made else None
        return found if isinstance(found, Part) else Part.sum_of(line.label, ())

    def _balance(self, line: ReturnLine) -> Part:
        other, _, kind = line.row.rpartition(".")
        if line.column == "ours":
            return self.between.part(self.code, other, kind)
        theirs = {
            "receivable": "payable",
            "payable": "receivable",
            "income": "expenditure",
            "expenditure": "income",
        }
        return self.between.part(other, self.code, theirs[kind])

    def _reserve(self) -> Part:
        def counts(posted: Line) -> bool:
            return posted.account is Account.HEADROOM and posted.strand.limit is Limit.REVENUE

        return self.sight.resource(self.code, "headroom in reserves", counts, sign=-1)

    def _pending(self, line: ReturnLine) -> Part:
        """What was set aside when the transfer was submitted."""
        number, _, limit = line.row.rpartition(".")
        if not number:
            return Part.sum_of(line.label, ())  # nothing is with the authority
        ledger = self.sight.ground.holdings.resource
        standing = ledger.standing(self.code, self.sight.period, self.sight.known_at)
        parts = []
        for event in without_reversed(standing):
            what = event.what
            if isinstance(what, TransferSubmitted) and what.number == number:
                pence = -sum(
                    posted.pence
                    for posted in what.lines()
                    if posted.account is Account.PENDING and posted.strand.limit.value == limit
                )
                parts = [said_by(event, pence, "submitted")]
        return Part.sum_of(line.label, parts)
