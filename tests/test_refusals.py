"""The classes of refusals: one for each code, one code for each, each with its rule and exit code."""

import inspect
from types import ModuleType

import pytest

from pctfinance.codes import CODES
from pctfinance.decisions import (
    commitment_refusals,
    headroom_refusals,
    journal_refusals,
    lodgement_refusals,
    month_refusals,
    refusals,
    stated_refusals,
)
from pctfinance.decisions.commitment_refusals import commitment_refusal
from pctfinance.decisions.refusals import each_its_own, refusal_of, rule_of
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    Level,
    PctFinanceError,
    PostingRefusedError,
)
from pctfinance.ledger.rules_behind import RULES, with_rule

MODULES: tuple[ModuleType, ...] = (
    refusals,
    lodgement_refusals,
    headroom_refusals,
    commitment_refusals,
    month_refusals,
    journal_refusals,
    stated_refusals,
)
CLASSES: tuple[type[PctFinanceError], ...] = tuple(
    each
    for module in MODULES
    for each in vars(module).values()
    if inspect.isclass(each)
    and issubclass(each, PctFinanceError)
    and each.__module__ == module.__name__
)

APPROVALS = {
    "delegation.unapproved-move",
    "duty.not-competent",
    "fund.share",
    "fund.spread",
    "headroom.condition",
    "headroom.not-approved",
    "headroom.not-competent",
    "headroom.officer",
    "headroom.own-decision",
    "loan.not-covered",
    "transfer.competence",
    "transfer.conditions",
    "transfer.officer",
    "transfer.own-approval",
    "transfer.unapproved",
    "transfer.used",
}
"""What is refused because an authority's approval is missing or does not fit: exit code 4."""

TOLD_ONLY = {
    "commitment.charged",
    "commitment.disputed",
    "commitment.open",
    "commitment.over-charged",
    "contract.not-reported",
    "duty.breach",
    "duty.limit-falls",
    "duty.missed",
    "duty.not-tested",
    "duty.planned-deficit",
    "fund.may-be-re-spread",
    "headroom.overspent",
    "month.task-open",
    "qipp.forecast-below",
    "qipp.not-reported",
    "qipp.plan-lowered",
    "statement.not-made",
    "contract.activity-falls",
    "qipp.ccg-elsewhere",
    "qipp.forecast-not-outturn",
    "qipp.forecast-passed",
    "qipp.saved-falls",
    "statement.out-of-balance",
    "statement.not-signed",
    "statement.opening",
    "statement.signed-otherwise",
    "statement.unmapped",
}
"""Codes of these chapters that a report tells, and no step is refused for."""

FAMILIES = (
    *("transfer", "loan", "lodgement", "fund", "commitment", "month", "journal"),
    *("duty", "statement", "qipp", "contract"),
)


def of(code: str) -> Finding:
    """A finding of a code."""
    return Finding(code, Level.ERROR, "no", None, "do otherwise")


def test_no_two_codes_share_a_class_and_no_two_classes_a_code() -> None:
    """Every class says a code of its own, and does not take that of the class it comes from."""
    assert all("code" in vars(each) for each in CLASSES)
    codes = [each.code for each in CLASSES]
    assert len(codes) == len(set(codes)) == len(CLASSES)
    assert {*codes, ApprovalMissingError.code} == set(RULES), (
        "each has its rule, and a rule its class"
    )
    assert set(codes) <= set(CODES)


def test_every_code_of_a_step_has_a_class() -> None:
    """Of the published codes about transfers, loans, months and so on, all but those only told."""
    for family in FAMILIES:
        published = {code for code in CODES if code.startswith(f"{family}.")} - TOLD_ONLY
        assert published == {each.code for each in CLASSES if each.code.startswith(f"{family}.")}


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_a_class_is_raised_for_its_code(each: type[PctFinanceError]) -> None:
    """By what is found at the gate, with the exit code that the reason asks for."""
    error = refusal_of([of("ledger.refused"), of(each.code)])
    assert type(error) is each
    assert error.exit_code == (4 if each.code in APPROVALS else 3)
    family = ApprovalMissingError if each.code in APPROVALS else PostingRefusedError
    assert each.__mro__[1] is family
    assert len(error.findings) == 2
    with pytest.raises(each), each_its_own():
        raise PostingRefusedError(of(each.code))
    if each.code.startswith("commitment."):
        assert type(commitment_refusal([of(each.code)])) is each


def test_a_rule_names_its_source() -> None:
    """A paragraph of the Shared Operating Model, a key of the rulebook, or that it is our choice."""
    sources = ("SOM 25: ", "SOM 61: ", "rulebook ", "a choice of pctfinance: ")
    for code, rule in RULES.items():
        assert rule.startswith(sources), code
        assert rule_of(code) == rule
        assert with_rule(code, "no") == f"no [{rule}]"
    with pytest.raises(KeyError):
        rule_of("file.missing")


def test_of_several_reasons_the_first_about_a_transfer_names_the_class() -> None:
    """What the ledger or a month says besides comes second, whichever was found first."""
    found = [of("ledger.exceeds"), of("month.not-open"), of("transfer.unapproved")]
    assert type(refusal_of(found)) is refusals.TransferUnapprovedError
    assert type(refusal_of(found[:2])) is refusals.ResourceExceededError
    assert type(refusal_of([of("approval.missing")])) is ApprovalMissingError
    assert type(refusal_of([of("approval.missing"), of("ledger.refused")])) is PostingRefusedError
