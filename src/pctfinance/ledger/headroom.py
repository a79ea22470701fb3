"""The kinds of event by which headroom is followed from its creation to its use.

Headroom is recurrent funding that may be spent non-recurrently only, and is released for an
approved business case (rulebook `headroom.rate`, `headroom.release`). A case is proposed, approved
or refused, has its conditions met, and may lapse; each step is an event. The rules are kept by
`pctfinance.ledger.headroom_watch`.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pctfinance.ledger.kinds import HEADROOM_HELD, Beside, Pence, Positive, What
from pctfinance.ledger.lines import Line, Memorandum

__all__ = [
    "CASE_STEPS",
    "HEADROOM_LAPSED",
    "SET_ASIDE_LAPSED",
    "AnyHeadroomKind",
    "CaseApproved",
    "CaseConditionMet",
    "CaseLapsed",
    "CaseProposed",
    "CaseRefused",
    "CaseSpent",
    "CaseStep",
    "HeadroomExempted",
    "HeadroomLapsed",
    "HeldBy",
]

HEADROOM_LAPSED = "headroom lapsed"
"""The memorandum account of lodged headroom that was given up: it never comes back."""

SET_ASIDE_LAPSED = "set-aside headroom lapsed"
"""The memorandum account of headroom that a body held itself, and that nobody may apply any more."""

Recurrence = Literal["recurrent", "non-recurrent"]


class HeldBy(StrEnum):
    """Who holds headroom: the authority it was lodged with, or the body inside its own limit."""

    AUTHORITY = "authority"
    BODY = "body"


class CaseStep(Beside):
    """A step of one business case of a body; `case` is the number that a release names."""

    case: str = Field(min_length=1)


class CaseProposed(CaseStep):
    """A business case for headroom: an amount, for one category; the event's purpose says what for.

    `recurrence` is that of the commitment. A recurrent one is refused; it is stated so that the
    refusal is about what the case says.

    >>> list(CaseProposed(case="C1", pence=8, category="transition").lines())
    []
    """

    kind: Literal["case-proposed"] = "case-proposed"
    pence: Positive
    category: str = Field(min_length=1)
    recurrence: Recurrence = "non-recurrent"


class CaseApproved(CaseStep):
    """The authority approves a case: all of it or less, with conditions or without.

    The event's approval is the reference of the decision; `authorities` are the codes of those who
    decided.
    """

    needs_approval: ClassVar[bool] = True
    kind: Literal["case-approved"] = "case-approved"
    pence: Positive
    conditions: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    authorities: tuple[str, ...] = ()


class CaseRefused(CaseStep):
    """The authority refuses a case; the event's purpose says why."""

    kind: Literal["case-refused"] = "case-refused"
    authorities: tuple[str, ...] = ()


class CaseConditionMet(CaseStep):
    """One condition of an approved case is met; `condition` is its number, from 1."""

    kind: Literal["case-condition-met"] = "case-condition-met"
    condition: Annotated[int, Field(gt=0)]


class CaseLapsed(CaseStep):
    """Nothing more is released for a case; what was released stays. The purpose says why."""

    kind: Literal["case-lapsed"] = "case-lapsed"


class CaseSpent(CaseStep):
    """What a body spent on a case in the month of the event, as it states; costs positive.

    A later statement for the same month takes the place of the earlier one.
    """

    kind: Literal["case-spent"] = "case-spent"
    pence: Pence
    recurrence: Recurrence = "non-recurrent"


class HeadroomExempted(Beside):
    """An authority asks a body for less headroom than the rate: required = lodged + exempted.

    Rate and base are frozen with it, as they are when headroom is lodged.
    """

    needs_approval: ClassVar[bool] = True
    kind: Literal["headroom-exempted"] = "headroom-exempted"
    pence: Positive
    rate: Decimal | None = None
    base_pence: Pence | None = None
    authorities: tuple[str, ...] = ()


class HeadroomLapsed(What):
    """Headroom that is given up: nobody will release or apply it.

    It moves no limit. What an authority held lowered the limit when it was lodged; what the body
    held stays in its limit, as resource that is not spent.

    >>> [memo.pence for memo in HeadroomLapsed(pence=4).memoranda()]
    [-4, 4]
    """

    kind: Literal["headroom-lapsed"] = "headroom-lapsed"
    pence: Positive
    held_by: HeldBy = HeldBy.AUTHORITY

    def lines(self) -> Iterator[Line]:
        """None."""
        yield from ()

    def memoranda(self) -> Iterator[Memorandum]:
        """The authority holds x less and x more has lapsed; or x of what the body held has."""
        if self.held_by is HeldBy.AUTHORITY:
            yield Memorandum(HEADROOM_HELD, -self.pence)
            yield Memorandum(HEADROOM_LAPSED, self.pence)
        else:
            yield Memorandum(SET_ASIDE_LAPSED, self.pence)


CASE_STEPS = (
    CaseProposed,
    CaseApproved,
    CaseRefused,
    CaseConditionMet,
    CaseLapsed,
    HeadroomExempted,
)
"""Steps that change no figure of a month, and so need no open one. Spend is of its month."""

AnyHeadroomKind = Annotated[
    CaseApproved
    | CaseConditionMet
    | CaseLapsed
    | CaseProposed
    | CaseRefused
    | CaseSpent
    | HeadroomExempted
    | HeadroomLapsed,
    Field(discriminator="kind"),
]
"""Any event that follows headroom; lodging, setting aside, release and application are kinds of
`pctfinance.ledger.kinds`."""
