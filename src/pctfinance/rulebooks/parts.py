"""The parts of a rulebook: which rules there are, and which values each may take."""

from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pctfinance.rulebooks.aging import AgingBands
from pctfinance.rulebooks.stated import (
    Amount,
    Certainty,
    Choice,
    Count,
    Measure,
    Part,
    Rate,
    Several,
    Stated,
    StatedDate,
    Text,
)

__all__ = [
    "AccountCodes",
    "Agreement",
    "Authority",
    "Base",
    "BetterPayment",
    "Cash",
    "CategoryCodes",
    "Contingency",
    "ControlTotal",
    "Controls",
    "Deficit",
    "Delegation",
    "Denominator",
    "Development",
    "Duties",
    "Duty",
    "Enforcement",
    "Footing",
    "Growth",
    "Headroom",
    "HeadroomBase",
    "HeadroomReading",
    "HeadroomRelease",
    "LateDocuments",
    "LateRule",
    "Limit",
    "Milestone",
    "Months",
    "Phasing",
    "PhasingDefault",
    "PlannedSurplus",
    "Planning",
    "Recharging",
    "RegionalLimit",
    "RunningCosts",
    "ScheduledRepayment",
    "Tariff",
    "TransferApproval",
    "Transfers",
]

Limit = Literal["revenue", "capital", "cash"]
"""The three limits of a body, as the input tables call them."""

Base = Literal["recurrent-allocations", "revenue-resource-limit"]
"""What a share of headroom is taken of: the sources disagree, so it is a choice."""

_LIMIT_OF_DUTY: MappingProxyType[str, Limit] = MappingProxyType(
    {
        "revenue_resource_limit": "revenue",
        "capital_resource_limit": "capital",
        "cash_limit": "cash",
    }
)


class Duty(Stated):
    """A duty that is tested on each body, never on a group."""

    id: Literal["revenue_resource_limit", "capital_resource_limit", "cash_limit"]
    name: Text
    test: Text
    statutory: bool

    @property
    def limit(self) -> Limit:
        """Which limit the duty tests, as the input tables call it."""
        return _LIMIT_OF_DUTY[self.id]


class Authority(Part):
    """Who approves: `changeover` is the first day of the authority's second name and reach."""

    changeover: StatedDate


class TransferApproval(Choice):
    """Whether moving resource between bodies needs the authority."""

    value: Literal["authority", "none"]


class ScheduledRepayment(Choice):
    """Whose approval a repayment needs that the approved terms of its loan name: year and amount."""

    value: Literal["authority", "loan"]


class Transfers(Part):
    """Transfers of resource between bodies.

    A rulebook that says nothing of scheduled repayments has the authority approve each of them,
    like every transfer.
    """

    approval: TransferApproval
    scheduled_repayment: ScheduledRepayment | None = None

    @property
    def loan_covers(self) -> bool:
        """Whether the approval of a loan covers the repayments that its schedule names."""
        stated = self.scheduled_repayment
        return stated is not None and stated.value == "loan"


class Deficit(Choice):
    """Whether a body may plan a deficit."""

    value: Literal["not-allowed", "allowed"]


class Planning(Part):
    """What a plan may be."""

    deficit: Deficit


class Growth(Part):
    """Growth of recurrent allocations over the year before."""

    average: Rate
    minimum: Rate


class Contingency(Part):
    """The contingency to set aside, where a plan asks for one."""

    rate: Rate


class PlannedSurplus(Part):
    """The surplus to plan, where a plan asks for one."""

    rate: Rate


class HeadroomReading(Part):
    """How one source words the base of the headroom."""

    base: Base
    wording: Text
    source: Text
    certainty: Certainty


class HeadroomBase(Choice):
    """What the headroom is a share of, and how the sources that disagree word it."""

    value: Base
    readings: Several[HeadroomReading] = ()


class HeadroomRelease(Choice):
    """What releases headroom."""

    value: Literal["approved-business-case", "none"]


class Headroom(Part):
    """Recurrent resource that may be spent non-recurrently only."""

    rate: Rate
    base: HeadroomBase
    release: HeadroomRelease


class Development(Part):
    """Development money for each delegate, a minimum by head of population."""

    per_head: Amount


class Denominator(Choice):
    """What a delegated share is a share of, where nobody says otherwise."""

    value: Literal["total-budget", "eligible-budget"]


class Milestone(Stated):
    """Something that delegation has to have reached by the end of a day.

    `test` says how it is looked at: `share` asks for a budget that is delegated, `trajectory` for a
    trajectory that is stated. Without it the milestone is shown and not tested.
    """

    by: date
    requires: Text
    test: Literal["share", "trajectory"] | None = None


class Delegation(Part):
    """Budgets delegated; delegating moves control and never a limit."""

    denominator: Denominator
    milestones: Several[Milestone] = ()


class Enforcement(Choice):
    """Where a limit on running costs binds: on the aggregate of a region, or on each body."""

    value: Literal["aggregate", "body"]


class CategoryCodes(Stated):
    """Codes of categories, as the input tables name them; with each goes all that is below it."""

    codes: Annotated[Several[Text], Field(min_length=1)]


class RegionalLimit(Amount):
    """The running-cost limit of all bodies of one authority: in all, or a head of their population.

    `amount_pence` is the whole, or the pence a head, as `basis` says.
    """

    authority: Text
    basis: Literal["total", "per-head"]


class RunningCosts(Part):
    """The limit on running costs: where it binds, what counts, and how high it is where known."""

    enforcement: Enforcement
    categories: CategoryCodes | None = None
    limits: Several[RegionalLimit] = ()

    @model_validator(mode="after")
    def _one_limit_an_authority(self) -> Self:
        codes = [limit.authority for limit in self.limits]
        for twice in sorted({code for code in codes if codes.count(code) > 1}):
            msg = f"`running_costs.limits` names {twice} more than once"
            raise ValueError(msg)
        return self


class Cash(Part):
    """Cash: by which share of the limit drawings may run ahead of equal twelfths of it."""

    ahead_tolerance: Rate


class Tariff(Part):
    """What the national prices assume."""

    efficiency: Rate
    emergency_marginal_rate: Rate


class BetterPayment(Part):
    """The target for paying invoices: `share` of them within `days`. No duty."""

    share: Rate
    days: Count


class PhasingDefault(Choice):
    """How a budget without a profile falls over the months."""

    value: Literal["twelfths"]


class Phasing(Part):
    """How annual budgets fall over the months."""

    default: PhasingDefault


LateRule = Literal["first-open", "refuse", "stand"]
"""What becomes of a document of resource whose month is not open any more."""


class LateDocuments(Choice):
    """Where a document counts that came after its month was submitted or closed."""

    value: LateRule


class Months(Part):
    """The control of months."""

    late: LateDocuments


class Footing(Part):
    """How far each printed figure may be off, in units of its last digit, before it is a finding."""

    per_figure: Measure


class Recharging(Part):
    """From which amounts recharges between bodies look like resource that moves (SOM 25).

    `without_basis` is what may pass net between two bodies in a year with neither basis nor
    agreement; `returned` the smallest recharge whose return in another month is told; an amount that
    is a multiple of `round_sum` is a round sum.
    """

    without_basis: Amount
    returned: Amount
    round_sum: Amount


class Agreement(Part):
    """Agreement of balances: up to which difference two ledgers agree, and how old the others are."""

    tolerance: Amount
    aging: AgingBands | None = None


class ControlTotal(Part):
    """By how much an outturn may differ from a two-sided control total."""

    tolerance: Amount


class AccountCodes(Stated):
    """Codes of accounts of the balance sheet, as the extracts name them; a star ends a beginning."""

    codes: Annotated[Several[Text], Field(min_length=1)]


class Controls(Part):
    """From which figures on the controls of a month tell something; see `docs/controls.md`."""

    forecast_unchanged_months: Count
    on_plan_months: Count
    opposite_share: Rate
    projection_share: Rate
    projection_from_month: Count
    movement_share: Rate
    anticipated_share: Rate
    reserves_negative_months: Count
    pending_from_month: Count
    approval_days: Count
    journal_share: Rate
    round_sum: Amount
    round_sum_days: Count
    one_office_share: Rate
    one_office_least: Count
    same_amount: Amount
    suspense: AccountCodes | None = None

    @model_validator(mode="after")
    def _a_run_has_a_month(self) -> Self:
        runs = ("forecast_unchanged_months", "on_plan_months", "reserves_negative_months")
        for name in runs:
            if not getattr(self, name).value:
                msg = f"`controls.{name}` is 0 months: a run has at least one"
                raise ValueError(msg)
        return self


Duties = Annotated[Several[Duty], Field(min_length=1)]
"""The duties that are tested; there is no rulebook without one."""
