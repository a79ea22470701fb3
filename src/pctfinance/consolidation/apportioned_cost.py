"""Whether a host apportioned more than it spent: then the others paid for what was no shared cost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pctfinance.calendar import Period
from pctfinance.consolidation.gaps import actuals_gap
from pctfinance.consolidation.recharge_flows import RechargeSet
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.journal_rules import Journal, JournalState
from pctfinance.ledger.lines import Limit
from pctfinance.money import show_exact

__all__ = ["beyond_cost"]


def beyond_cost(sets: Iterable[RechargeSet], actuals: Figures, period: Period) -> Iterator[Finding]:
    """Hosts whose apportioned costs to date exceed their own actuals in the categories charged.

    Only costs that were given as an amount are looked at: one that was taken from the actuals is
    among them. The actuals are those before the host's own recharges. Where not all of them were
    reported nothing is known, and nothing is told.

    Args:
        sets: the recharges of the year that count up to the month.
        actuals: those of the bodies.
        period: the month.

    >>> from pctfinance.calendar import FinancialYear
    >>> list(beyond_cost([], Figures.of(FinancialYear("2011-12"), []), Period("2011-12 M08")))
    []
    """
    by_host: dict[str, list[RechargeSet]] = defaultdict(list)
    for one in sets:
        if one.state is JournalState.APPROVED and one.first.period <= period:
            by_host[one.provider].append(one)
    for host, of_host in sorted(by_host.items()):
        stated = [one for one in of_host if _is_stated(one)]
        if not stated or actuals_gap(actuals, host, Limit.REVENUE, period):
            continue
        names = sorted({line[0] for one in stated for line in _charges(one, host, own=False)})
        cost = _cost(stated)
        spent = sum(
            actuals.to_date(host, Limit.REVENUE, period, category).pence for category in names
        )
        # Its income is negative in its actuals, so what it spent is more by as much.
        spent -= sum(
            pence
            for one in of_host
            for category, pence in _charges(one, host, own=True)
            if category in names
        )
        if cost > spent:
            yield Finding(
                "recharge.more-than-cost",
                Level.WARNING,
                f"{host} apportioned {show_exact(cost)} in the year to date, and spent "
                f"{show_exact(spent)} in {', '.join(names)} by its own ledger: the difference of "
                f"{show_exact(cost - spent)} is no cost that was shared",
                Where(body=host, period=str(period)),
                "take the cost from the actuals (categories, or accounts), or apportion it anew; what "
                "is no cost is a transfer (SOM 25)",
                (
                    Ground(f"apportioned by {host}, to date", cost),
                    Ground(f"spent by {host} in {', '.join(names)}, to date", spent),
                ),
            )


def _is_stated(one: RechargeSet) -> bool:
    mark = one.first.what.recharge
    return mark is not None and bool(mark.basis) and not mark.from_actuals


def _cost(stated: Iterable[RechargeSet]) -> int:
    """The costs that were apportioned, of each basis and month the last that was not reversed."""
    costs: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for one in stated:
        what = one.first.what
        mark = what.recharge
        if mark is None:
            continue
        of_month = costs[mark.basis, mark.month]
        if mark.kind == "reversal":
            of_month.pop(what.corrects, None)
        else:
            of_month[one.number] = mark.cost_pence or 0
    return sum(list(of_month.values())[-1] for of_month in costs.values() if of_month)


def _charges(one: RechargeSet, host: str, *, own: bool) -> Iterator[tuple[str, int]]:
    """Category and pence of the lines at the host, or at those that it charges."""

    def is_asked(journal: Journal) -> bool:
        return (journal.submission.body == host) is own

    for journal in filter(is_asked, one.journals):
        for line in journal.what.entered:
            if line.limit:
                yield line.category, line.charge_pence
