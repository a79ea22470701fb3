"""Full cost recovery: what a provider arm cost, what it earned, and what is met from the allocation."""

from collections.abc import Iterable, Mapping

from pctfinance.calendar import Period
from pctfinance.consolidation.duty_notes import DutyNote, NoteKind, NoteLine, NoteStatus
from pctfinance.consolidation.duty_tests import Facts
from pctfinance.consolidation.trial_balance import TrialBalance
from pctfinance.ledger.duty_facts import ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.money import show_exact

__all__ = ["full_cost_note", "standing_arm"]


def full_cost_note(body: str, facts: Facts, period: Period, ledger: TrialBalance) -> DutyNote:
    """Full cost recovery: a provider arm's cost, less its income, less what is met from allocation.

    What is not recovered is a breach; zero is met. Where more is met from the allocation than the arm
    costs, one of the two is wrong, and nothing is tested. A body that said it has no provider arm has
    no such duty; of one that said nothing it is not tested. Where an arm had figures in an earlier month
    of the year and is said to be there no longer, it left: the duty is of the whole year, and its last
    figures stand.

    Args:
        body: the body's code.
        facts: what it stated; the figures must be those of the month itself, or the last of an arm
            that left.
        period: the month up to which they count.
        ledger: the trial balance, where the arm is stated as categories of it.

    >>> full_cost_note("5A9", Facts(()), Period("2011-12 M12"), TrialBalance({})).status.value
    'not_tested'
    """
    stated = facts.by_month(ProviderArmStated)
    event, what = standing_arm(stated[month] for month in sorted(stated)) or (None, None)
    left_after = event.period if event and what and what.has_arm and _has_left(stated) else None
    cost, income, reason = _arm(event, what, period, ledger, left=left_after is not None)
    left = None
    allocation = what.allocation_pence if what and what.has_arm else None
    if cost is not None and income is not None and allocation is not None:
        left = cost - income - allocation
        if allocation > cost:
            reason = f"more is met from the allocation than the cost of {show_exact(cost)}"
    status = NoteStatus.NOT_TESTED
    if what and not what.has_arm:
        status, reason = NoteStatus.NOT_APPLICABLE, "the body has no provider arm"
    elif left is not None and not reason:
        status = NoteStatus.BREACH if left > 0 else NoteStatus.MET
    net = None if cost is None or income is None else cost - income
    stated_is = bool(event and event.synthetic)
    marked = stated_is or bool(what and what.categories and ledger.synthetic)
    return DutyNote(
        body,
        NoteKind.FULL_COST,
        (
            NoteLine("cost", "Provider gross operating costs", cost, synthetic=marked),
            NoteLine(
                "income", "Less: provider operating income", _negative(income), synthetic=marked
            ),
            NoteLine("net", "Net provider operating costs", net, total=True, synthetic=marked),
            NoteLine(
                "allocation",
                "Less: costs met from the PCT's own allocation",
                _negative(allocation if cost is not None else None),
                synthetic=stated_is,
            ),
            NoteLine(
                "difference",
                "Under/(over) recovery of costs",
                left,
                total=True,
                synthetic=marked,
            ),
        ),
        status,
        reason,
        "; ".join(
            filter(
                None,
                (
                    f"categories {', '.join(what.categories)}" if what and what.categories else "",
                    f"the provider arm left after {left_after}" if left_after else "",
                ),
            )
        ),
        marked,
    )


def standing_arm(
    stated: Iterable[tuple[Event, ProviderArmStated]],
) -> tuple[Event, ProviderArmStated] | None:
    """The statement of a provider arm that counts: the last with figures, or else that there is none.

    What is said again of the same month takes its place: this is how a mistake is put right.

    Args:
        stated: the last statement of each month, in order.

    >>> standing_arm([])
    """
    found = tuple(stated)
    return next((each for each in reversed(found) if each[1].has_arm), found[-1] if found else None)


def _has_left(stated: Mapping[int, tuple[Event, ProviderArmStated]]) -> bool:
    return not stated[max(stated)][1].has_arm


def _negative(pence: int | None) -> int | None:
    return None if pence is None else -pence


def _arm(
    event: Event | None,
    what: ProviderArmStated | None,
    period: Period,
    ledger: TrialBalance,
    *,
    left: bool,
) -> tuple[int | None, int | None, str]:
    """Cost and income of a provider arm, and why they are not known."""
    if event is None or what is None:
        return None, None, "no figures of a provider arm, and not said that there is none"
    if not what.has_arm:
        return None, None, ""
    if what.categories:
        return _arm_of_ledger(event, what, period, ledger, left=left)
    if event.period != period and not left:
        return None, None, f"the provider arm was last stated for {event.period}"
    return what.cost_pence, what.income_pence, ""


def _arm_of_ledger(
    event: Event, what: ProviderArmStated, period: Period, ledger: TrialBalance, *, left: bool
) -> tuple[int | None, int | None, str]:
    """Cost and income of the categories that are the arm's, and why they are not known."""
    by_account: dict[str, int] = {}
    lacking = set(what.categories)
    for cell, pence in ledger.balances.items():
        if cell.limit == "revenue" and cell.category in what.categories:
            lacking.discard(cell.category)
            by_account[cell.account] = by_account.get(cell.account, 0) + pence
    reason = ledger.gap
    if not reason and what.allocation_pence and event.period != period and not left:
        reason = f"what the allocation meets was last stated for {event.period}"
    elif not reason and lacking:
        # A word that is mistyped would otherwise be an arm without cost, which meets its duty.
        reason = f"no account of the ledger is in {' or in '.join(sorted(lacking))}"
    return (None, None, reason) if reason else (*_sides(by_account), "")


def _sides(by_account: Mapping[str, int]) -> tuple[int, int]:
    """Accounts with a debit are cost, those with a credit are income."""
    cost = sum(pence for pence in by_account.values() if pence > 0)
    return cost, -sum(pence for pence in by_account.values() if pence < 0)
