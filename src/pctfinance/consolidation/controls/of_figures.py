"""Controls of what was reported: missing, unmapped, out of balance, assumed, negative, suspense."""

from collections.abc import Iterable, Iterator

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import category_lines
from pctfinance.consolidation.close_tasks import TASKS, TaskState
from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, NotApplicable
from pctfinance.consolidation.gaps import missing_months, months_in_words
from pctfinance.errors import Finding, Ground, Level
from pctfinance.ledger.charges import UNMAPPED
from pctfinance.ledger.holdings import standing_loads
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane, LedgerLoaded
from pctfinance.ledger.opening_breaks import OPENING_HINT, opening_breaks
from pctfinance.money import show_exact

__all__ = ["FIGURE_CONTROLS"]

Told = Iterator[Finding | NotApplicable]

_OURS = "a choice of pctfinance"
_TO_DO = "send what is missing, or accept it with a reason when the month is closed"


def _task(at: BodyView, name: str, evidence: Iterable[Ground]) -> Told:
    """What a task of the month's end says, as a control tells it."""
    task = next(task for task in TASKS if task.id == name)
    result = task.test(at.for_tasks)
    if result.state is TaskState.NOT_NEEDED:
        yield at.not_applicable(result.reason)
    elif result.state is TaskState.NOT_DONE:
        yield at.found(f"{task.title}: {result.reason}", *evidence, hint=_TO_DO)


@packaged(
    id="actuals-missing",
    title="A body or month is missing",
    rule="Every PCT reported every month up to this one, against every limit that it has.",
    source=f"{_OURS}: a year to date with a month missing is not one",
    code="month.task-open",
    severity=Level.ERROR,
)
def _actuals_missing(at: BodyView) -> Told:
    def evidence() -> Iterator[Ground]:
        for limit in at.for_tasks.limits:
            missing = missing_months(at.holdings.actuals, at.body.code, limit, at.period)
            yield Ground(f"months without {limit} actuals", months_in_words(missing) or "none")

    yield from _task(at, "actuals-reported", evidence())


@packaged(
    id="category-missing",
    title="A category is missing",
    rule="A category that was reported once is reported in every later month, be it with 0.",
    source=_OURS,
    code="month.task-open",
    severity=Level.ERROR,
)
def _category_missing(at: BodyView) -> Told:
    unknown = (line.category for line in at.lines if line.actual_ytd_pence is None)
    evidence = (at.figure("actual_ytd", category=category) for category in unknown)
    yield from _task(at, "categories-complete", evidence)


@packaged(
    id="ledger-unbalanced",
    title="A trial balance is out of balance",
    rule="In each extract of the ledger, opening and debits are the credits.",
    source="double entry",
    code="month.task-open",
    severity=Level.ERROR,
)
def _ledger_unbalanced(at: BodyView) -> Told:
    def evidence() -> Iterator[Ground]:
        for event in at.events:
            if isinstance(event.what, LedgerLoaded) and event.period == at.period:
                cells = at.month.cells(event.what.cells_sha256)
                for part in ("opening", "debit", "credit"):
                    about = f"{part} of {event.reference!r}"
                    yield Ground(about, cells.total(part), event=event.sequence)

    yield from _task(at, "ledger-balanced", evidence())


@packaged(
    id="opening-not-closing",
    title="An opening is not the closing of the month before",
    rule="Each extract of the ledger opens with what that of the month before closed with.",
    source="double entry: a movement is what lies between two balances",
    code="control.opening",
    severity=Level.ERROR,
)
def _opening(at: BodyView) -> Told:
    loads = [
        event
        for event in standing_loads(at.events, "actuals")
        if isinstance(event.what, LedgerLoaded)
    ]
    if not loads or at.body.code in at.holdings.actuals.cumulative:
        yield at.not_applicable("no extract of the ledger month by month was loaded")
        return
    for one in opening_breaks(loads, at.month.cells, journals_of(at.events).values()):
        yield at.found(
            f"{one.words}: {one.amounts}",
            *(
                Ground(f"{account}, opening less closing", opened - closed, event=one.sequence)
                for account, _, closed, opened in one.accounts
            ),
            hint=OPENING_HINT,
        )


@packaged(
    id="journals-undecided",
    title="A journal is not decided",
    rule="Every journal of the month is approved, rejected or withdrawn before it closes.",
    source=_OURS,
    code="month.task-open",
    severity=Level.ERROR,
)
def _journals_undecided(at: BodyView) -> Told:
    waiting = (
        Ground(f"journal {one.what.number!r}", one.what.debit_pence, event=one.submission.sequence)
        for one in journals_of(at.events).values()
        if one.period == at.period and one.state is JournalState.SUBMITTED
    )
    yield from _task(at, "journals-decided", waiting)


@packaged(
    id="unmapped",
    title="Codes that no map knows",
    rule=f"No cost stands under {UNMAPPED!r}, where accounts are counted that no map knows.",
    source=_OURS,
    code="control.unmapped",
)
def _unmapped(at: BodyView) -> Told:
    actuals, code = at.holdings.actuals, at.body.code
    months = [
        (month, pence)
        for month in at.period.to_date
        if (pence := actuals.in_month(code, Limit.REVENUE, month, UNMAPPED).pence)
    ]
    if months:
        said = ", ".join(f"{show_exact(pence)} in M{month.number:02}" for month, pence in months)
        yield at.found(
            f"accounts that no map knows hold {said}",
            at.figure("actual_ytd", category=UNMAPPED),
            *(Ground(f"{UNMAPPED}, {month}", pence) for month, pence in months),
            hint="name the accounts in the account map, and load the extract again",
        )


@packaged(
    id="suspense-open",
    title="Suspense accounts are not cleared",
    rule="At a month's end the accounts named in controls.suspense hold nothing.",
    source="the rulebook: controls.suspense",
    code="control.suspense-open",
    thresholds=("controls.suspense",),
)
def _suspense(at: BodyView) -> Told:
    stated = at.rules.suspense
    has_ledger = any(isinstance(event.what, LedgerLoaded) for event in at.events)
    if stated is None or not has_ledger:
        lacking = (
            "the rulebook names no suspense accounts" if stated is None else "no ledger loaded"
        )
        yield at.not_applicable(lacking)
        return
    held = {name: pence for name, pence in _balances(at).items() if _is_named(name, stated.codes)}
    grounds = [Ground(f"account {name}, to date", pence) for name, pence in held.items() if pence]
    if grounds:
        said = ", ".join(f"{name} {show_exact(pence)}" for name, pence in held.items() if pence)
        hint = "clear it, or say what it waits for"
        yield at.found(f"suspense accounts are not cleared: {said}", *grounds, hint=hint)


def _balances(at: BodyView) -> dict[str, int]:
    """What each account of the balance sheet holds to date, debits positive: loads and journals.

    Of extracts to date the last one holds all before it; of others the opening of the first counts,
    and the movement of each.
    """
    standing: dict[tuple[object, ...], tuple[int, LedgerLoaded]] = {}
    for event in at.events:
        if isinstance(what := event.what, LedgerLoaded):
            standing[what.stands_for(event.body, event.period)] = event.period.number, what
    reports = [number for number, what in standing.values() if what.lane is Lane.LOAD]
    held: dict[str, int] = {}
    for number, what in standing.values():
        if what.to_date and number != max(reports):
            continue
        opens = what.lane is Lane.LOAD and (what.to_date or number == min(reports))
        cells = at.month.cells(what.cells_sha256)
        parts = ("account", "limit", "opening", "debit", "credit")
        rows = zip(*(cells.columns[part].tolist() for part in parts), strict=True)
        for account, limit, opening, debit, credit in rows:
            if not cells.codes["limit"][limit]:
                name = cells.codes["account"][account]
                moved = debit - credit + (opening if opens else 0)
                held[name] = held.get(name, 0) + moved
    for journal in journals_of(at.events).values():
        gone = journal.what.reversing and journal.submission.period < at.period  # back by itself
        stands = journal.state is JournalState.APPROVED and not gone
        for line in journal.what.entered if stands else ():
            if not line.limit:
                moved = line.debit_pence - line.credit_pence
                held[line.account] = held.get(line.account, 0) + moved
    return held


def _is_named(account: str, codes: Iterable[str]) -> bool:
    return any(
        account.startswith(code[:-1]) if code.endswith("*") else account == code for code in codes
    )


@packaged(
    id="on-plan",
    title="Cost is its budget to the penny",
    rule="The cost of a month is not its budget to the penny, month after month.",
    source=f"{_OURS}: figures that were not at hand are assumed to be on plan",
    code="control.on-plan",
    thresholds=("controls.on_plan_months",),
)
def _on_plan(at: BodyView) -> Told:
    count = at.rules.on_plan_months.value
    months = at.period.to_date[-count:]
    if len(months) < count:
        yield at.not_applicable(f"the year has fewer than {count} months so far")
        return
    same: dict[str, list[int]] = {line.category: [] for line in at.lines if line.budget_pence}
    for month in reversed(months):
        if same:
            costs, plans = _costs(at, month), _plans(at, month)
            same = {
                category: [costs[category], *found]
                for category, found in same.items()
                if plans.get(category) and costs.get(category) == plans[category]
            }
    if same:
        named = ", ".join(at.name_of(category) for category in same)
        yield at.found(
            f"in each of the last {count} months the cost is the budget to the penny: {named}",
            *(
                Ground(f"{at.name_of(category)}, cost and budget of {month}", pence)
                for category, found in same.items()
                for month, pence in zip(months, found, strict=True)
            ),
            hint="report what was spent; where it was assumed, or a block contract, say so",
        )


def _costs(at: BodyView, month: Period) -> dict[str, int]:
    """What was reported as the cost of one month, by category; adjustments are left out."""
    actuals, code = at.holdings.actuals, at.body.code
    before = month.to_date[-2:-1]

    def reported(until: Period, category: str) -> int:
        at_end = (code, Limit.REVENUE, until, category)
        return actuals.to_date(*at_end).pence - actuals.adjusted(*at_end).pence

    found = {}
    for category in actuals.categories(code, Limit.REVENUE, until=month):
        months = actuals.months(code, Limit.REVENUE, category)
        needed = {month.number}
        if code in actuals.cumulative:  # the movement of a month needs both ends of it
            needed |= {period.number for period in before}
        if needed <= months:
            earlier = reported(before[0], category) if before else 0
            found[category] = reported(month, category) - earlier
    return found


def _plans(at: BodyView, month: Period) -> dict[str, int]:
    """The budget of one month by category, of the annual budgets as they stand now."""

    def until(end: Period) -> dict[str, int]:
        known = end == at.period
        lines = at.lines if known else category_lines(at.holdings, at.balances, at.body.code, end)
        return {line.category: line.budget_ytd_pence for line in lines}

    before = month.to_date[-2:-1]
    earlier = until(before[0]) if before else {}
    return {category: pence - earlier.get(category, 0) for category, pence in until(month).items()}


@packaged(
    id="cost-negative",
    title="A category's cost is negative",
    rule="Cost to date is not negative; income is set off within its category.",
    source=_OURS,
    code="control.cost-negative",
)
def _cost_negative(at: BodyView) -> Told:
    below = [line for line in at.lines if (line.actual_ytd_pence or 0) < 0]
    if below:
        said = ", ".join(
            f"{at.name_of(line.category)} {show_exact(line.actual_ytd_pence or 0)}"
            for line in below
        )
        yield at.found(
            f"cost to date is negative: {said}",
            *(at.figure("actual_ytd", category=line.category) for line in below),
            hint="look at the sign, and at accruals that came back twice",
        )


FIGURE_CONTROLS: tuple[Control, ...] = (
    _actuals_missing,
    _category_missing,
    _ledger_unbalanced,
    _opening,
    _journals_undecided,
    _unmapped,
    _suspense,
    _on_plan,
    _cost_negative,
)
"""The controls of what was reported, those first that stop a close."""
