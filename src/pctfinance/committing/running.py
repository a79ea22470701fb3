"""The chapter of a book about running costs, and the limit that is set for a region."""

from datetime import date, datetime

from pctfinance.asked import day_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.running_costs import (
    RUNNING_COST_LIMIT,
    LimitBasisWord,
    bodies_overseen,
    regional_costs,
    regional_limits,
    running_costs_of,
)
from pctfinance.errors import UsageError
from pctfinance.money import MAX_PENCE
from pctfinance.present.running_costs_report import RunningCostsReport
from pctfinance.records import Receipt

__all__ = ["RunningCostLimits"]

_BASES: tuple[LimitBasisWord, ...] = ("total", "per-head")


class RunningCostLimits(Asking):
    """The part of a book that shows running costs. `pctfinance.book.Book` is the whole.

    Limits are set at aggregate regional level (SOM 25): no body has one, and none is tested.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> _ = book.state_running_cost_limit("Q36", 300_000_000_00, by="NHS London",
    ...     on="2011-04-01", reference="letter 3")
    >>> report = book.running_costs("M8")
    >>> report.region("Q36").limit_pence, report.region("Q36").bodies_count
    (30000000000, 31)
    """

    def state_running_cost_limit(
        self,
        authority: str,
        pence: int,
        *,
        by: str,
        on: str | date,
        reference: str,
        basis: str = "total",
        request: str | None = None,
    ) -> Receipt:
        """State the running-cost limit of a region, in place of what was stated before.

        Args:
            authority: the code of the region's authority.
            pence: the limit of all its bodies together, or the pence a head of their population.
            by: the office that states it.
            on: the date on the paper.
            reference: the paper.
            basis: `total` or `per-head`.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UnknownNameError: the register knows no such authority.
            UsageError: the amount, the basis, the office, the date or the reference is none.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").state_running_cost_limit("Q36", 1_00,
        ...     by="NHS London", on="2011-04-01", reference="letter 3", basis="head")
        Traceback (most recent call last):
        ...
        pctfinance.errors.UsageError: a running-cost limit is total or per-head, not 'head' [usage]
        """
        day = day_asked(on)
        if basis not in _BASES:
            raise UsageError(f"a running-cost limit is {' or '.join(_BASES)}, not {basis!r}")
        if type(pence) is not int or not 0 < pence <= MAX_PENCE:
            raise UsageError(f"{pence!r} is no limit", hint="give integer pence above zero")
        if day is None or not by.strip() or not reference.strip():
            raise UsageError("a statement has a day, an office and a reference")
        said = {
            "kind": RUNNING_COST_LIMIT,
            "authority": self.register.authority(authority).code,
            "basis": basis,
            "pence": pence,
            "by": by,
            "on": day.isoformat(),
            "reference": reference,
        }
        return self._records.post((), statements=[said], request=request)

    def running_costs(
        self,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> RunningCostsReport:
        """The running costs of each body, of the group, and beside the limit of their region.

        Args:
            period: the month.
            basis: which costs are held beside the limit: `ytd`, `forecast` or `outturn`; the
                outturn in month 12, else the forecast.
            known_at: the last day whose documents count; see `position`.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UsageError: the rulebook names no category of running costs, or there is no such basis.

        >>> from pctfinance.book import Book
        >>> report = Book.in_memory("2011-12", group="NCL").running_costs("M8")
        >>> [finding.code for finding in report.findings][-1]
        'running-costs.no-limit'
        """
        named = self.rulebook.running_costs.categories
        if named is None:
            raise UsageError(
                "this book's rulebook does not say which categories are running costs",
                hint="name them under [running_costs.categories], as the packaged rulebooks do",
            )
        until, told = self._until(recorded_at), day_asked(known_at)
        position = self.position(period, basis=basis, known_at=known_at, recorded_at=recorded_at)
        month = position.period
        costs = running_costs_of(position, named.codes)
        said = (one.content for one in self._records.statements if one.sequence <= until)
        limits = regional_limits(self.rulebook, said, told)
        codes = {
            row.authority
            for row in self.register.oversights
            if row.body in {cost.body.code for cost in costs} and row.holds_on(month.end)
        }
        # A limit may be stated of the SHA or of its cluster, whichever is competent by then.
        for code in limits:
            here = {body.code for body in bodies_overseen(self.register, code, self.year)}
            if here & {cost.body.code for cost in costs}:
                codes.add(code)
        regions = {code: bodies_overseen(self.register, code, self.year) for code in codes}
        authorities = [(code, self.register.authority(code).name) for code in sorted(codes)]
        return RunningCostsReport(
            group=self.group,
            period=month,
            basis=position.basis,
            known_at=position.known_at,
            enforcement=self.rulebook.running_costs.enforcement.value,
            words=self.rulebook.words,
            categories=tuple(position.categories.name(code) for code in named.codes),
            bodies=costs,
            regions=regional_costs(costs, authorities, limits, regions),
        )
