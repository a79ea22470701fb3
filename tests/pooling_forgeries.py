"""Events as somebody would forge them: edited copies, legs alone or twice, what was used before."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from pctfinance.ledger.events import Event
from pooling_settings import KEEPER, deputy, director, office

__all__ = ["Forge", "edited", "field_edited"]

Forge = Callable[[list[Event]], list[Event]]
_DAYS = [date(2011, 4, 1), date(2011, 6, 1), date(2011, 7, 1), date(2011, 10, 3), date(2012, 3, 31)]
_WAYS = (*("field",) * 5, *("terms",) * 2, "alone", "last", "twice", "turned", "again", "elsewhere")
_OF_EVENT = ("by", "by", "effective", "notified", "body", "approval", "key", "late_for")
_NOT_EDITED = ("kind", "terms", "strand", "at", "posts", "follows", "changes", "rows", "loan")


def edited(machine: Any, draw: Any) -> Forge:
    """What becomes of the events of one command: something of them is not as it should be."""

    def forge(events: list[Event]) -> list[Event]:  # noqa: PLR0911 - one answer for each way
        way, place = draw(st.sampled_from(_WAYS)), draw(st.integers(0, len(events) - 1))
        if way == "alone":
            return events[:place] + events[place + 1 :] or events
        if way == "last":
            return events[-1:]
        if way == "twice":
            return [*events, events[place]]
        if way == "turned":
            return events[::-1]
        if way == "again":
            return [*events, _earlier(machine, draw)]
        if way == "elsewhere":
            bodies = draw(st.permutations(machine.setting.bodies))
            return [e.model_copy(update={"body": b}) for e, b in zip(events, bodies, strict=False)]
        every = draw(st.booleans())
        name, value = _change(machine, draw, events[place], of_terms=way == "terms")
        return [
            _with(each, name, value, fresh=way == "terms" and draw(st.booleans()))
            if every or at == place
            else each
            for at, each in enumerate(events)
        ]

    return forge


def field_edited(machine: Any, draw: Any, event: Event) -> Event:
    """A copy of an event with one other part, if any."""
    if draw(st.booleans()):
        return event
    name, value = _change(machine, draw, event, of_terms=draw(st.booleans()))
    return _with(event, name, value, fresh=draw(st.booleans()))


def _earlier(machine: Any, draw: Any) -> Event:
    """An event that the book took before, to be posted again."""
    events = machine.book._records.ledger.events
    found: Event = draw(st.sampled_from(events[-12:] if draw(st.booleans()) else events))
    return found.model_copy(update={"sequence": 0, "recorded_at": None})


def _with(event: Event, name: str, value: Any, *, fresh: bool) -> Event:
    """A copy with one other part, of the event, of what it says, or of its terms."""
    where, _, part = name.partition(".")
    if not part:
        return event.model_copy(update={name: value})
    if where == "what":
        # What a run of controls counted is held to its document by `verify`, not at the gate.
        if part not in type(event.what).model_fields or event.what.kind == "controls-run":
            return event
        return event.model_copy(update={"what": event.what.model_copy(update={part: value})})
    if not hasattr(event.what, "terms"):
        return event
    terms = event.what.terms.model_copy(update={part: value})
    update: dict[str, Any] = {"terms": terms}
    try:
        terms = type(terms).model_validate(terms.model_dump(warnings=False))
        update["terms"] = terms
        if fresh and hasattr(event.what, "digest"):
            update["digest"] = terms.digest
    except ValidationError:
        pass  # nothing checks it here, so that the book has to
    return event.model_copy(update={"what": event.what.model_copy(update=update)})


def _change(machine: Any, draw: Any, event: Event, *, of_terms: bool) -> tuple[str, Any]:
    """One part, and what it is to be."""
    terms = getattr(event.what, "terms", None)
    if of_terms and terms is not None:
        fields = [name for name in type(terms).model_fields if name not in _NOT_EDITED]
        name = draw(st.sampled_from(sorted(fields)))
        return f"terms.{name}", _value(machine, draw, name, getattr(terms, name))
    fields = [name for name in type(event.what).model_fields if name not in _NOT_EDITED]
    if not fields or draw(st.integers(0, 2)) == 0:
        name = draw(st.sampled_from(_OF_EVENT))
        return name, _value(machine, draw, name, getattr(event, name))
    name = draw(st.sampled_from(sorted(fields)))
    return f"what.{name}", _value(machine, draw, name, getattr(event.what, name))


def _value(machine: Any, draw: Any, name: str, now: Any) -> Any:
    """Another value that somebody might try."""
    setting, known = machine.setting, sorted(machine.entitled.transfers)
    bodies, codes = list(setting.bodies), sorted(setting.offices)
    if name == "by":
        signs = [director(code) for code in codes] + [deputy(code) for code in codes]
        pool: list[Any] = [*signs, KEEPER, *(office(body) for body in setting.actors), " "]
    elif isinstance(now, bool):
        pool = [not now]
    elif isinstance(now, int):
        pool = [now + 1, 2 * now, 1, 0, 5_00, 40_00, -now]
    elif name in ("effective", "notified", "late_for"):
        pool = list(_DAYS)
    elif name in ("body", "giver", "receiver", "party", "issuer", "on_call_body"):
        pool = [*bodies, setting.group, codes[0], "5AT", ""]
    elif name == "digest":
        pool = ["0" * 64, *(machine.entitled.transfers[number].terms.digest for number in known)]
    elif name in ("number", "reverses", "of_loan", "lodgement", "case", "fund", "commitment"):
        pool = [*known, "C0", "F1", "F2", "", "2010-11 L1"]
    else:
        pool = [
            *_WORDS.get(name, ("X", "")),
            *([codes[0], codes[-1]] if name == "authority" else []),
        ]
    if name == "authorities":
        pool = [(), (codes[0],), (codes[-1],), tuple(codes)]
    return draw(st.sampled_from(pool))


_WORDS: dict[str, tuple[Any, ...]] = {
    "approval": ("", " ", "letter"),
    "side": ("giver", "receiver"),
    "outcome": ("rejected", "returned", "withdrawn", "expired"),
    "kind": ("straight", "loan", "support", "lodgement", "return", "switch", "redirect", "draw"),
    "limit": ("revenue", "capital", "cash"),
    "funding": ("recurrent", "non-recurrent", "not applicable"),
    "taken_from": ("unallocated", "planned surplus", "headroom", "retained", "contingency"),
    "held_by": ("authority", "body"),
    "category": ("acute", "community", ""),
    "delegate": ("07M", "02P", ""),
    "outside": ("giver", "receiver", ""),
    "conditions": ((), ("plan",), ("other",)),
    "parts": ((), (("5K7", 5_00), ("5A9", 5_00)), (("5K7", 10_00),)),
    "uses": ((), ({"account": "retained", "pence": 5_00, "category": "acute"},)),
    "repayments": ((), (("2011-12", 10_00),)),
    "key": ("", "opening|1"),
    "recurrence": ("recurrent", "non-recurrent"),
}
