"""From a code or a name to the one record it stands for, or a refusal that helps.

A lookup gives exactly what was asked for, or says why it cannot: the name is not known (the
nearest are named, and never taken in its place), it stands for several, or the code was turned
into a number by a spreadsheet.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from pctfinance.bodies.model import Authority, Body, Delegate, Entity, Group, Holder
from pctfinance.bodies.names import name_forms, name_key, normal_code
from pctfinance.bodies.suggest import nearest
from pctfinance.errors import (
    AmbiguousNameError,
    Finding,
    Level,
    UnknownNameError,
    UsageError,
    did_you_mean,
)

__all__ = ["NameIndex"]

_PARTS: tuple[type[Entity], ...] = (Body, Authority, Group, Holder, Delegate)
_PARTS_OF_ONE = (Authority, Group, Holder)  # what one organisation may be under one code
_NUMBER = re.compile(r"\d+(?:\.\d*)?(?:E[+-]?\d{1,3})?")
_CODE_LIKE_A_NUMBER = re.compile(r"\d+E\d{1,3}")

EntityT = TypeVar("EntityT", Body, Group, Authority, Holder, Delegate)


class NameIndex:
    """Every code and name of a register's entities. Names are indexed when one is first sought."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities = tuple(entities)
        self._by_code: dict[tuple[type[Entity], str], Entity] = {
            (type(entity), entity.code): entity for entity in self._entities
        }
        # A wrong name stands in many rows of a file, and is compared with all names only once.
        self._suggested: dict[tuple[str, str | None], tuple[str, ...]] = {}

    def exact(self, part: type[EntityT], code: str) -> EntityT:
        """The entity with that code that plays that part; raises `UnknownNameError`."""
        entity = self._by_code.get((part, normal_code(code)))
        if isinstance(entity, part):
            return entity
        raise self._refusal(code, _word(part))

    def find(self, name: str, kind: str | None) -> Entity:
        """The one entity called so; raises `UnknownNameError` or `AmbiguousNameError`."""
        self._check_kind(kind)
        found = self._called(name, kind)
        if not found:
            raise self._refusal(name, kind)
        one = found[0] if len(found) == 1 else _the_organisation(found)
        if one is None:
            raise _ambiguous(name, found)
        return one

    def party(self, text: str) -> Entity | None:
        """Who is meant by the other party of a line, or nobody whom the register knows.

        Raises `UnknownNameError` for a damaged code and for a group, `AmbiguousNameError` where
        several bodies are called so. What is not known is compared with no other name: an extract
        may hold thousands of them.
        """
        bodies = self._called(text, "body")
        if len(bodies) > 1:
            raise _ambiguous(text, bodies)
        if bodies:
            return bodies[0]
        if damaged := self._damaged(text, "body"):
            raise UnknownNameError(damaged)
        others = self._called(text, None)
        if others and all(isinstance(entity, Group) for entity in others):
            raise _something_else(text, "body", others)
        return others[0] if others else None

    def _called(self, name: str, kind: str | None) -> list[Entity]:
        code = normal_code(name)
        coded = (self._by_code.get((part, code)) for part in _PARTS)
        hits = [(entity, False) for entity in coded if entity is not None]
        hits += self._by_name.get(name_key(name), ())
        hits = [(entity, yields) for entity, yields in hits if _is(entity, kind)]
        firm = [entity for entity, yields in hits if not yields]
        return list(dict.fromkeys(firm or [entity for entity, _ in hits]))

    @cached_property
    def _like_numbers(self) -> list[Entity]:
        return [each for each in self._entities if _CODE_LIKE_A_NUMBER.fullmatch(each.code)]

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Entity, bool]]]:
        index: dict[str, list[tuple[Entity, bool]]] = defaultdict(list)
        for entity in self._entities:
            forms = {
                (form, yields)
                for name in (entity.name, *entity.names)
                for form, yields in name_forms(entity.kind, name)
            }
            for form, yields in forms:
                index[form].append((entity, yields))
        return dict(index)

    def _check_kind(self, kind: str | None) -> None:
        if kind is None or any(_is(entity, kind) for entity in self._entities):
            return
        parts = {_word(part) for part in _PARTS}
        if kind.casefold() not in parts:
            known = sorted(parts | {entity.kind for entity in self._entities})
            hint = did_you_mean(kind, known) or f"one of {', '.join(known)}"
            raise UsageError(f"{kind!r} is no kind of entity in the register", hint=hint)

    def _refusal(self, text: str, kind: str | None) -> UnknownNameError:
        damaged = self._damaged(text, kind)
        if damaged:
            return UnknownNameError(damaged)
        what = kind or "code or name"
        others = self._called(text, None)
        if others:
            return _something_else(text, what, others)
        near = " or ".join(self._nearest(text, kind))
        return UnknownNameError(
            f"{text!r} is no {what} in the register", hint=f"did you mean {near}?" if near else ""
        )

    def _damaged(self, text: str, kind: str | None) -> Finding | None:
        number = normal_code(text)
        if not _NUMBER.fullmatch(number):
            return None
        was = [
            entity
            for entity in self._like_numbers
            if _is(entity, kind) and Decimal(entity.code) == Decimal(number)
        ]
        if not was:
            return None
        codes = " or ".join(entity.code for entity in was)
        return Finding(
            "input.damaged-code",
            Level.ERROR,
            f"{text!r} is no code: it looks like {' or '.join(map(_shown, was))}, "
            "which a spreadsheet turned into a number",
            hint=f"format the column as text and type {codes} again",
        )

    def _nearest(self, text: str, kind: str | None) -> tuple[str, ...]:
        sought = text, kind
        if sought not in self._suggested:
            codes = {entity.code: entity for entity in self._entities if _is(entity, kind)}
            forms: dict[str, Entity] = {}
            for form, hits in self._by_name.items():
                right = [hit for hit in hits if _is(hit[0], kind)]
                if right:
                    forms[form] = min(right, key=lambda hit: hit[1])[0]  # one that does not yield
            near = nearest(text, codes, forms)
            self._suggested[sought] = tuple(dict.fromkeys(map(_shown, near)))
        return self._suggested[sought]


def _the_organisation(found: Sequence[Entity]) -> Entity | None:
    """Where all are parts that one organisation plays, the one in which it acts; else `None`."""
    if len({entity.code for entity in found}) > 1:
        return None
    if not all(isinstance(entity, _PARTS_OF_ONE) for entity in found):
        return None
    return min(found, key=lambda entity: _PARTS_OF_ONE.index(type(entity)))


def _organisations(found: Sequence[Entity]) -> list[Entity]:
    """Each organisation once, where it is found in several of its parts."""
    by_code: dict[str, list[Entity]] = defaultdict(list)
    for entity in found:
        by_code[entity.code].append(entity)
    ones = [(_the_organisation(same), same) for same in by_code.values()]
    return [entity for one, same in ones for entity in ([one] if one else same)]


def _something_else(text: str, what: str, others: Sequence[Entity]) -> UnknownNameError:
    shown = " and ".join(map(_shown_as, _organisations(others)))
    if any(_is(entity, what) for entity in others):
        return UnknownNameError(
            f"{text!r} is no code: it is the name of {shown}", hint="give the code"
        )
    hint = "only a body has figures of its own: give a body" if what == "body" else ""
    return UnknownNameError(f"{text!r} is no {what}: it is {shown}", hint=hint)


def _ambiguous(name: str, found: Sequence[Entity]) -> AmbiguousNameError:
    ones = _organisations(found)
    parts = sorted({_word(type(entity)) for entity in ones})
    kinds = f", or say kind={' or kind='.join(map(repr, parts))}" if len(parts) > 1 else ""
    return AmbiguousNameError(
        f"{name!r} stands for {' and '.join(map(_shown_as, ones))}", hint=f"give the code{kinds}"
    )


def _is(entity: Entity, kind: str | None) -> bool:
    return kind is None or kind.casefold() in (_word(type(entity)), entity.kind.casefold())


def _word(part: type[Entity]) -> str:
    return part.__name__.lower()


def _shown(entity: Entity) -> str:
    return f"{entity.name} ({entity.code})"


def _shown_as(entity: Entity) -> str:
    return f"{entity.name} ({entity.code}, {_word(type(entity))})"
