"""The states of a body's month, and the steps between them as events.

A month is open, submitted, closed, locked, in this order and back by recorded steps. The step is
about the month of its event's effective date; the event says by which office it was taken, and its
purpose says why. A step changes no figure.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from pctfinance.ledger.added_later import AddedLater
from pctfinance.ledger.kinds import Beside

__all__ = [
    "STEPS",
    "AnyMonthControl",
    "ControlsRun",
    "MonthClosed",
    "MonthControl",
    "MonthLocked",
    "MonthReopened",
    "MonthReturned",
    "MonthState",
    "MonthSubmitted",
    "MonthUnlocked",
    "Step",
    "step_of",
    "way_to",
]


class MonthState(StrEnum):
    """Where a body's month stands. Only an open month takes events."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    LOCKED = "locked"

    @property
    def rank(self) -> int:
        """How far the month has come: 0 is open, 3 is locked."""
        return tuple(MonthState).index(self)


class MonthControl(Beside):
    """A step of a body's month, or a run of its controls."""


class MonthSubmitted(MonthControl):
    """The body's finance office says that the month is whole."""

    kind: Literal["month-submitted"] = "month-submitted"


class MonthReturned(MonthControl):
    """A submitted month goes back to the body's finance office."""

    kind: Literal["month-returned"] = "month-returned"


class MonthClosed(MonthControl):
    """The month's figures stand. `accepted` says why errors that the controls found may stand."""

    kind: Literal["month-closed"] = "month-closed"
    accepted: str = ""


class MonthLocked(MonthControl):
    """A closed month is put out of reach of a reopening."""

    kind: Literal["month-locked"] = "month-locked"


class MonthUnlocked(MonthControl):
    """A locked month is closed again, and so can be reopened."""

    kind: Literal["month-unlocked"] = "month-unlocked"


class MonthReopened(MonthControl):
    """A closed month takes events again; the closed months after it are impacted."""

    kind: Literal["month-reopened"] = "month-reopened"


class ControlsRun(MonthControl, AddedLater):
    """The controls of the month ran over all that was recorded up to `sequence`.

    The numbers are those of the findings by level; `findings_sha256` is the hash of their document.
    `controls_sha256` is that of the list of the controls that ran, each with its version and what it
    came to; a run that was recorded before controls had names has none.

    >>> run = ControlsRun(sequence=7, errors=0, breaches=1, warnings=0, notes=2,
    ...     findings_sha256="0" * 64)
    >>> list(run.lines())
    []
    """

    _ADDED_LATER: ClassVar[tuple[str, ...]] = ("controls_sha256",)

    kind: Literal["controls-run"] = "controls-run"
    sequence: Annotated[int, Field(ge=0)]
    errors: Annotated[int, Field(ge=0)]
    breaches: Annotated[int, Field(ge=0)]
    warnings: Annotated[int, Field(ge=0)]
    notes: Annotated[int, Field(ge=0)]
    findings_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    controls_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


AnyMonthControl = Annotated[
    ControlsRun
    | MonthClosed
    | MonthLocked
    | MonthReopened
    | MonthReturned
    | MonthSubmitted
    | MonthUnlocked,
    Field(discriminator="kind"),
]
"""Any event that is about a month and not in it."""


class Step(NamedTuple):
    """One step: from which state to which, and what it asks for.

    `earlier` is the state that every earlier month of the year must have reached; `later` is the
    furthest state that a later month may have.
    """

    kind: type[MonthControl]
    verb: str
    done: str
    before: MonthState
    after: MonthState
    earlier: MonthState = MonthState.OPEN
    later: MonthState = MonthState.LOCKED
    needs_reason: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        MonthSubmitted,
        "submit",
        "submitted",
        MonthState.OPEN,
        MonthState.SUBMITTED,
        earlier=MonthState.SUBMITTED,
    ),
    Step(
        MonthReturned,
        "return",
        "returned",
        MonthState.SUBMITTED,
        MonthState.OPEN,
        needs_reason=True,
    ),
    Step(
        MonthClosed,
        "close",
        "closed",
        MonthState.SUBMITTED,
        MonthState.CLOSED,
        earlier=MonthState.CLOSED,
    ),
    Step(
        MonthReopened,
        "reopen",
        "reopened",
        MonthState.CLOSED,
        MonthState.OPEN,
        later=MonthState.CLOSED,
        needs_reason=True,
    ),
    Step(
        MonthLocked,
        "lock",
        "locked",
        MonthState.CLOSED,
        MonthState.LOCKED,
        earlier=MonthState.LOCKED,
    ),
    Step(
        MonthUnlocked,
        "unlock",
        "unlocked",
        MonthState.LOCKED,
        MonthState.CLOSED,
        later=MonthState.OPEN,
        needs_reason=True,
    ),
)
"""Every step there is. No month changes its state in another way."""


def step_of(what: MonthControl) -> Step | None:
    """The step that an event takes; a run of the controls takes none.

    >>> step_of(MonthReopened()).after
    <MonthState.OPEN: 'open'>
    """
    return next((step for step in STEPS if isinstance(what, step.kind)), None)


def way_to(start: MonthState, end: MonthState) -> tuple[Step, ...]:
    """The shortest way from one state to another, step by step.

    >>> [step.verb for step in way_to(MonthState.LOCKED, MonthState.SUBMITTED)]
    ['unlock', 'reopen', 'submit']
    """
    ways: dict[MonthState, tuple[Step, ...]] = {start: ()}
    while end not in ways:
        for state, way in tuple(ways.items()):
            for step in STEPS:
                if step.before is state:
                    ways.setdefault(step.after, (*way, step))
    return ways[end]
