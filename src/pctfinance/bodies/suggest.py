"""What a code or name that is not known may have been meant for. Only ever shown, never taken."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import TypeVar

from pctfinance.bodies.names import name_key, normal_code

__all__ = ["nearest"]

T = TypeVar("T")

_LOOK_ALIKE = str.maketrans("OILSBZ", "011582")
_LONGEST_CODE = 4
_NEAR = 0.7
_NEAR_CODE = 0.6
_AS_NEAR = 0.1
_FORMS_LOOKED_AT = 24  # one entity has many forms: more are looked at than are named
_NAMED = 3


def nearest(text: str, codes: Mapping[str, T], forms: Mapping[str, T]) -> tuple[T, ...]:
    """At most three entities whose code or name is near the text, the nearest first.

    A code with letters and digits of one look mixed up comes before everything; then a name with
    more words after it; then names that differ little, and only those about as near as the best.

    Args:
        text: what was written.
        codes: entities by code.
        forms: entities by normal form of name.

    >>> nearest("SE1", {"5E1": "Stockton", "5A9": "Barnet"}, {})
    ('Stockton',)
    >>> nearest("Havering PCT commissioning", {}, {"havering pct": "Havering", "bury pct": "Bury"})
    ('Havering',)
    >>> nearest("Middlesborough PCT", {}, {"middlesbrough pct": "Middlesbrough", "bury pct": "Bury"})
    ('Middlesbrough',)
    """
    code = normal_code(text)
    same_look = [codes[known] for known in codes if _look(known) == _look(code)]
    if same_look:
        return tuple(same_look)[:_NAMED]
    sought = name_key(text)
    near = [forms[form] for form in (*_begun(sought, forms), *_close(sought, forms))]
    if not near and len(code) <= _LONGEST_CODE:
        near = [codes[known] for known in get_close_matches(code, codes, _NAMED, _NEAR_CODE)]
    return tuple(dict.fromkeys(near))[:_NAMED]


def _look(code: str) -> str:
    return code.translate(_LOOK_ALIKE)


def _begun(sought: str, forms: Mapping[str, T]) -> Iterator[str]:
    """The longest form of several words that the text begins with, if any."""
    words = sought.split()
    for count in range(len(words) - 1, 1, -1):
        form = " ".join(words[:count])
        if form in forms:
            yield form
            return


def _close(sought: str, forms: Mapping[str, T]) -> list[str]:
    near = get_close_matches(sought, forms, _FORMS_LOOKED_AT, _NEAR)
    if not near:
        return []
    ratios = [SequenceMatcher(None, form, sought).ratio() for form in near]
    return [form for form, ratio in zip(near, ratios, strict=True) if ratio >= ratios[0] - _AS_NEAR]
