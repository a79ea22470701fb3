"""The search for pooling: random calls, aimed at what is nearest to passing without an approval."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from time import process_time
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st

from pooling_machine import Machine
from pooling_oracle import Setting
from pooling_settings import LONDON

__all__ = ["Searched", "search"]

_ANY = settings(
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.target),
    suppress_health_check=list(HealthCheck),
)


class _Enough(KeyboardInterrupt):
    """Ends a search at once: of other errors the engine would first make smaller examples."""


@dataclass
class Searched:
    """What a search reached: the books it drove, and what arrived and was refused in them."""

    books: int = 0
    calls: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    held_back: int = 0


def search(
    setting: Setting = LONDON,
    *,
    examples: int,
    steps: int = 10,
    derandomize: bool = False,
    seconds: float = 1e9,
    whole: bool = True,
) -> Searched:
    """Drive books at random; the first counter-example is raised as `Pooled`.

    It is aimed at the largest amount that one rule alone held back, at the largest excess of what a
    body may use over its limit less what it promised, at what is used beyond the limit, and at
    variety: the kinds of events that were taken, and the reasons for which others were refused.

    Args:
        setting: the group.
        examples: how many books.
        steps: the most that is done to each.
        derandomize: whether it is the same search every time.
        seconds: of the processor, after which no further book is driven.
        whole: whether each book is looked at whole in the end.
    """
    found, numbers, begun = Searched(), count(), process_time()

    @settings(_ANY, max_examples=examples, derandomize=derandomize)
    @given(st.data())
    def drive(data: st.DataObject) -> None:
        # What the engine tries beside its examples counts as well.
        if next(numbers) >= examples or process_time() - begun > seconds:
            raise _Enough
        found.books += 1
        machine = Machine(setting)
        try:
            _drive(machine, data.draw, steps, whole=whole)
        finally:
            found.calls += machine.calls
            found.held_back = max(found.held_back, machine.held_back)
            found.kinds.update(machine.entitled.kinds)
            found.refused.update(machine.refused)
            events = machine.book._records.ledger.events[machine.began :]
            found.events.update(event.what.kind for event in events)

    with suppress(_Enough):
        drive()
    found.seconds = process_time() - begun
    return found


def _drive(machine: Machine, draw: Any, steps: int, *, whole: bool) -> None:
    for _ in range(draw(st.integers(steps // 2, steps))):
        machine.take(draw)
    taken = {event.what.kind for event in machine.book._records.ledger.events}
    variety = len(taken) + len(machine.entitled.kinds) + len(machine.refused)
    target(variety, label="kinds of events, transfers and refusals")
    target(machine.held_back, label="pence that one rule alone held back")
    target(machine.usable_excess(), label="usable beyond the limit less what is promised")
    target(machine.gap, label="uses beyond the limit")
    if whole:
        machine.end()
