"""What a bridge from the plan is made of: planned surplus, reserves, budgets, and what is charged."""

from fractions import Fraction

from pctfinance.consolidation.bridge import Moment
from pctfinance.consolidation.bridge_causes import Cause
from pctfinance.consolidation.duties import Basis
from pctfinance.ledger.lines import RESERVES, Account, Certainty, Limit, Line
from pctfinance.tracing.leaves import resource_leaves
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import nearest, share_of
from pctfinance.tracing.trees import BodyTrees

__all__ = ["plan_line", "plan_start"]

_MONTHS = 12


def plan_start(trees: BodyTrees, moment: Moment, measure: str) -> Part:
    """The start of a bridge from the plan: all of the limit is charged but the planned surplus.

    Args:
        trees: those of the body at the bridge's end.
        moment: the end.
        measure: `limit`, `budget`, `charge` or `variance`.

    >>> from pctfinance.tracing.sight import Sight
    >>> sight = Sight.empty("2011-12 M08")
    >>> plan_start(sight.trees("5A9"), Moment(sight.period, Basis.FORECAST), "variance").pence
    0
    """
    to_date = moment.basis is Basis.YTD
    surplus = _surplus(trees, to_date=to_date)
    if measure == "variance":
        return surplus
    limit = trees.limit(to_date=to_date)
    if measure == "limit":
        return limit
    if measure == "budget":
        return trees.budgets(to_date=to_date)
    return Part.sum_of("charge by the plan", [limit, surplus.turned()])


def plan_line(trees: BodyTrees, moment: Moment, of: tuple[Cause, str], measure: str) -> Part:
    """One step of a bridge from the plan; only charges move.

    Args:
        trees: those of the body at the bridge's end.
        moment: the end.
        of: the cause, and the category or the account of a reserve.
        measure: `limit`, `budget`, `charge` or `variance`.

    >>> from pctfinance.tracing.sight import Sight
    >>> sight = Sight.empty("2011-12 M08")
    >>> moment = Moment(sight.period, Basis.FORECAST)
    >>> plan_line(sight.trees("5A9"), moment, (Cause.SPENDING, "acute"), "charge").pence
    0
    """
    if measure in ("limit", "budget"):
        return Part.sum_of(measure, ())
    charge = _charge(trees, moment.basis, *of)
    return charge if measure == "charge" else Part.sum_of("variance", [charge.turned()])


def _charge(trees: BodyTrees, basis: Basis, cause: Cause, category: str) -> Part:
    to_date = basis is Basis.YTD
    if cause is Cause.RESERVES:
        return _reserves(trees, category, to_date=to_date)
    budget = trees.budget(category, to_date=to_date, confirmed=False)
    if cause is Cause.SPENDING:
        cost = trees.charge(Limit.REVENUE, basis, category)
        return Part.sum_of("spending against budget", [cost, budget.turned()])
    confirmed = trees.budget(category, to_date=to_date, confirmed=True)
    label = "of it on confirmed resource"
    return Part.sum_of("budget on anticipated resource", [budget, confirmed.turned(label)])


def _of_account(trees: BodyTrees, label: str, accounts: tuple[Account, ...], sign: int) -> Part:
    def counts(line: Line) -> bool:
        strand = line.strand
        mine = strand.limit is Limit.REVENUE and strand.certainty is Certainty.CONFIRMED
        return mine and line.account in accounts

    ledger = trees.ground.holdings.resource
    events = ledger.standing(trees.body, trees.period, trees.known_at)
    return Part.sum_of(label, resource_leaves(events, counts, sign=sign))


def _surplus(trees: BodyTrees, *, to_date: bool) -> Part:
    planned = _of_account(trees, "planned surplus", (Account.PLANNED_SURPLUS,), -1)
    if not to_date:
        return planned
    number = trees.period.number
    pence = nearest(planned.pence * number, _MONTHS)
    say = f"{number}/{_MONTHS}"
    return share_of(f"planned surplus, {say}", planned, Fraction(number, _MONTHS), pence, say)


def _reserves(trees: BodyTrees, account: str, *, to_date: bool) -> Part:
    """What is not charged of a reserve; to date, of all that is neither budget nor surplus."""
    if not to_date:
        accounts = tuple(each for each in RESERVES if each.value == account)
        return _of_account(trees, f"left of {account}", accounts, 1)
    limit = trees.limit(to_date=True)
    budgets = trees.budgets(to_date=True, confirmed=True)
    parts = [limit.turned(), budgets, _surplus(trees, to_date=True)]
    return Part.sum_of("left of reserves", parts)
