"""Controls of cash and of what the bodies have with each other."""

from collections.abc import Iterator
from dataclasses import replace

from pctfinance.consolidation.agreement import AgreedPair, AgreementStatus, agree
from pctfinance.consolidation.agreement_answers import held_amounts
from pctfinance.consolidation.agreement_ledgers import ledger_items
from pctfinance.consolidation.cash import body_cash
from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, GroupView, NotApplicable
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import Finding, Ground, Level
from pctfinance.ledger.lines import Limit
from pctfinance.money import show_exact

__all__ = ["BALANCE_CONTROLS"]

Told = Iterator[Finding | NotApplicable]

_SIDES = {"balances": ("a receivable", "a payable"), "flows": ("income", "expenditure")}
_QUIET = (AgreementStatus.AGREED, AgreementStatus.WITHIN_TOLERANCE)


@packaged(
    id="cash-ahead",
    title="Cash drawn or planned beyond its limit",
    rule="Cash is drawn in step with the year, and drawn and planned stay within the limit.",
    source="the rulebook: cash.ahead_tolerance; NHS Act 2006, Part 11, Chapter 6",
    code="cash.ahead",
)
def _cash(at: BodyView) -> Told:
    rule = at.rulebook.cash
    cash = body_cash(
        at.holdings,
        at.body,
        at.period,
        at.month.known_at,
        tolerance=rule.ahead_tolerance.value if rule else None,
    )
    if cash.limit_pence is None:
        yield at.not_applicable("no document states a cash limit")
        return
    for finding in cash.findings:
        made = at.found(
            finding.message,
            at.limit_figure(limit=Limit.CASH),
            at.figure("charged", duty=Duty.CASH),
            Ground("drawn to date", cash.drawn_pence),
            hint=finding.hint,
            severity=finding.level,
        )
        yield replace(made, code=finding.code)


@packaged(
    id="balances-disagree",
    title="Balances with other bodies disagree",
    rule="What one body is owed the other owes, and income is the other's expenditure.",
    source="the rulebook: agreement.tolerance; the agreement-of-balances exercise",
    code="control.balances-disagree",
    scope="book",
)
def _disagree(at: GroupView) -> Told:
    rule = at.rulebook.agreement
    codes = [body.code for body in at.position.bodies]
    held = ledger_items(
        at.holdings.resource.events,
        codes,
        at.month.cells,
        at.period.number,
        named={},
        known_at=at.month.known_at,
    )
    tolerance = rule.tolerance.amount_pence if rule else 0
    pairs = tuple(agree(held.items, held.loaded, at.period.number, tolerance, held.held))
    if not pairs:
        yield at.not_applicable("no ledger has anything with another body of the group")
    for pair in pairs:
        if pair.status not in _QUIET:
            yield _told(at, pair)


def _told(at: GroupView, pair: AgreedPair) -> Finding:
    mine, theirs = _SIDES[pair.side]
    ours, others, apart = held_amounts(pair)
    return at.found(
        f"{pair.provider} has {_amount(mine, ours)} with {pair.recipient}, "
        f"which has {_amount(theirs, others)}: {_apart(pair, apart)}",
        Ground(f"{pair.provider}: {mine} with {pair.recipient}", _held(ours)),
        Ground(f"{pair.recipient}: {theirs} with {pair.provider}", _held(others)),
        body=", ".join(sorted((pair.provider, pair.recipient))),
        hint="send the statement of the pair, and settle what differs",
        severity=Level.NOTE if pair.status is AgreementStatus.MISSING else None,
    )


def _amount(words: str, pence: int | None) -> str:
    return f"{words} that is not known" if pence is None else f"{words} of {show_exact(pence)}"


def _apart(pair: AgreedPair, pence: int | None) -> str:
    if pence is None:
        return f"a ledger is missing since M{pair.since:02}"
    return f"{show_exact(abs(pence))} apart since M{pair.since:02}, {pair.status.value}"


def _held(pence: int | None) -> int | str:
    return "not there" if pence is None else pence


BALANCE_CONTROLS: tuple[Control, ...] = (_cash, _disagree)
"""The controls of cash and of agreement."""
