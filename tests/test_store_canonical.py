"""The one form of a document: whichever way it is written, it is what RFC 8785 says."""

from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.errors import IntegrityError
from pctfinance.store.canonical import LARGEST, canonical, parsed, too_large


class _Word(StrEnum):
    REVENUE = "revenue"


class _Number(IntEnum):
    ONE = 1


texts = st.text() | st.text(st.characters(min_codepoint=0xD700, max_codepoint=0x10400))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) - 2, 2**53 + 2),
    st.integers(-9, 9),
    st.floats(-1e9, 1e9),
    texts,
    st.sampled_from([_Word.REVENUE, _Number.ONE]),
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)
documents = st.dictionaries(texts, values, max_size=5)


def by_the_library(document: Any) -> bytes | None:
    """What the library that keeps to the letter of RFC 8785 writes; nothing where it refuses."""
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return None


@settings(max_examples=150, deadline=None)
@given(documents)
def test_every_document_has_the_form_of_the_rfc(document: dict[str, Any]) -> None:
    """Texts of any alphabet, numbers of any size: the same bytes, or refused as well."""
    expected = by_the_library(document)
    if expected is None:
        with pytest.raises(IntegrityError, match="no exact form"):
            canonical(document)
    else:
        assert canonical(document) == expected
        assert canonical(parsed(expected.decode())) == expected


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"b": 1, "a": "£"}, '{"a":"£","b":1}'),
        ({"tab\t": '"\\/\x7f\x1f\u2028'}, '{"tab\\t":"\\"\\\\/\x7f\\u001f\u2028"}'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),
        ({"rows": [(1, 2), ()]}, '{"rows":[[1,2],[]]}'),
        ({"half": 0.5, "one": 1.0}, '{"half":0.5,"one":1}'),
        ({"yes": True, "one": 1, "none": None}, '{"none":null,"one":1,"yes":true}'),
        ({"most": LARGEST}, '{"most":9007199254740991}'),
        ({_Word.REVENUE: _Number.ONE}, '{"revenue":1}'),
    ],
)
def test_forms_written_by_hand(document: dict[str, Any], text: str) -> None:
    """The form of RFC 8785; an emoji sorts before a Hebrew ligature, as it does in UTF-16."""
    assert canonical(document).decode() == text


@pytest.mark.parametrize(
    "document",
    [
        {"n": 2**53},
        {"n": -(2**53)},
        {"n": [float("nan")]},
        {"n": float("inf")},
        {1: "a number as a name"},
        {None: "no name"},
        {"half": "\ud800"},
        {"\ud800": "half"},
        {"pence": Decimal(1)},
        {"set": {1}},
    ],
)
def test_what_has_no_exact_form_is_refused(document: dict[str, Any]) -> None:
    """Nothing is rounded, and nothing is put into another form, on its way into a book."""
    with pytest.raises(IntegrityError, match="this document has no exact form"):
        canonical(document)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '{"a":01}',
        '{"a":-0}',
        '{"a":1.0}',
        '{"a":1e2}',
        '{"a":9007199254740992}',
        '{"a":NaN}',
        '{"a":"\\u00a3"}',
        '{"a":"\\ud800"}',
        '{"a":"\\/"}',
        ' {"a":1}',
        '{"a":1}\n',
        "[]",
        "1",
        "x",
        "",
    ],
)
def test_another_form_is_not_read(text: str) -> None:
    """A stored text that says the same in another way was not stored by us."""
    with pytest.raises(IntegrityError, match=r"a stored document is not|has no exact form"):
        parsed(text)


@given(documents)
def test_numbers_that_are_too_large_are_found(document: dict[str, Any]) -> None:
    """Exactly where a document has an integer of 2^53 or more, however deep."""
    found = {str(abs(number)) for _, number in too_large(document)}
    assert found == {number for number in _numbers(document) if int(number) > LARGEST}


def _numbers(value: object) -> set[str]:
    """Every integer of a document, without its sign."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set[str]().union(*map(_numbers, value))
    return {str(abs(value))} if type(value) is int else set()
