"""Whether two documents of a position say the same, and where they first do not.

Documents that the same version of this library made are compared to the letter. Where another
version made one of them, a newer one may have added keys and worded its messages anew; then every
figure, status and code that the older document holds must stand in the other.
"""

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["first_difference", "is_same_position"]

_WORDS = frozenset(
    {"schema_version", "sign_convention", "findings", "name", "reason", "message", "hint"}
)
_PLACE = ("book", "published")
_FORM = "schema_version"
_KEYS = ("code", "duty", "category")
_LETTERS = 60


def first_difference(
    published: Mapping[str, Any], again: Mapping[str, Any], *, worded: bool = True
) -> str:
    """Where a document made again is not what was published; empty where it is.

    Args:
        published: the document as it was published.
        again: the document made again.
        worded: whether every word counts, and not only what was reckoned; never where the two are
            of different forms (`schema_version`), since a newer one holds more.

    >>> first_difference({"bodies": [{"code": "5A9", "pence": 1}]},
    ...     {"bodies": [{"code": "5A9", "pence": 2}]})
    'bodies[5A9].pence: 1 was published, 2 is made again'
    """
    worded = worded and published.get(_FORM) == again.get(_FORM)
    return next(_differences(published, again, "", worded=worded), "")


def is_same_position(
    published: Mapping[str, Any], now: Mapping[str, Any], *, worded: bool = True
) -> bool:
    """Whether two documents say the same, wherever in the book they were made and as what issued.

    >>> is_same_position({"book": 1, "period": "M8"}, {"book": 2, "period": "M8"})
    True
    """
    parts = [
        {name: part for name, part in each.items() if name not in _PLACE}
        for each in (published, now)
    ]
    return not first_difference(parts[0], parts[1], worded=worded)


def _differences(one: object, other: object, place: str, *, worded: bool) -> Iterator[str]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        # In the order of the one made again: a body's figure comes before the sum that it is in.
        names = [name for name in other if name in one or worded]
        names += [name for name in one if name not in other]
        for name in (name for name in names if worded or name not in _WORDS):
            where = f"{place}.{name}" if place else str(name)
            if name not in one:
                yield f"{where}: was not published"
            elif name not in other:
                yield f"{where}: was published, and is not made again"
            else:
                yield from _differences(one[name], other[name], where, worded=worded)
    elif isinstance(one, list) and isinstance(other, list):
        for index, (each, again) in enumerate(zip(one, other, strict=False)):
            yield from _differences(each, again, f"{place}[{_label(each, index)}]", worded=worded)
        if len(one) != len(other):
            yield f"{place}: {len(one)} were published, {len(other)} are made again"
    elif one != other or type(one) is not type(other):
        yield f"{place}: {_shown(one)} was published, {_shown(other)} is made again"


def _label(part: object, index: int) -> str:
    """What a part of a list is called: by its code where it has one."""
    if isinstance(part, Mapping):
        for key in _KEYS:
            if key in part and "message" not in part:
                return str(part[key])
    return str(index)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}…"
