"""One form of every document, so that equal documents have equal bytes and equal hashes.

The form is JSON as RFC 8785 fixes it: sorted keys, no white space, one way to write each number.
`rfc8785` writes it, slowly, for any document. Most hold nothing but texts, whole numbers and lists of
them: Python's own encoder writes those in the same way, and is used where that is certain.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from pctfinance.errors import IntegrityError

__all__ = ["GENESIS", "LARGEST", "canonical", "digest", "parsed", "too_large"]

GENESIS = "0" * 64
"""What the first link of a chain names as its predecessor."""

LARGEST = 2**53 - 1
"""The largest integer that a document can hold: beyond it, some readers of JSON lose the last digit."""


def canonical(document: dict[str, Any]) -> bytes:
    r"""The one form of a document, in UTF-8.

    Raises:
        IntegrityError: it holds something that has no exact form in JSON: a fraction, or an integer
            beyond 2^53, or half of a surrogate pair.

    >>> canonical({"b": 1, "a": "£"})
    b'{"a":"\xc2\xa3","b":1}'
    """
    if (text := _plainly(document)) is not None:
        return text.encode()
    import rfc8785  # noqa: PLC0415 - few documents need it

    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise IntegrityError(f"this document has no exact form: {error}") from error


def digest(document: dict[str, Any]) -> str:
    """The SHA-256 of a document's one form, in hexadecimal.

    >>> digest({})[:16]
    '44136fa355b3678a'
    """
    return hashlib.sha256(canonical(document)).hexdigest()


def too_large(document: object, name: str = "") -> Iterator[tuple[str, int]]:
    """The integers that a document cannot hold, each with the name that it stands under.

    >>> list(too_large({"what": {"pence": 2**53, "rows": [[1, -(2**60)]]}}))
    [('pence', 9007199254740992), ('rows', -1152921504606846976)]
    """
    if isinstance(document, dict):
        for key, value in document.items():
            yield from too_large(value, key)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from too_large(value, name)
    elif isinstance(document, int) and abs(document) > LARGEST:
        yield name, document


def parsed(text: str) -> dict[str, Any]:
    """The document that a stored text is the one form of.

    Raises:
        IntegrityError: the text is not JSON, no object, or not in the one form.

    >>> parsed('{"a":1}')
    {'a': 1}
    """
    try:
        plain = _DECODER.decode(text)
        if isinstance(plain, dict) and _is_written_plainly(text) and _ENCODER.encode(plain) == text:
            return plain
    except ValueError:
        pass  # it is none, or is not plain; that is told below
    try:
        document = json.loads(text)
    except ValueError as error:
        raise IntegrityError(f"a stored document is not JSON: {error}") from error
    if not isinstance(document, dict) or canonical(document) != text.encode():
        raise IntegrityError("a stored document is not in its one form")
    return document


def _not_plain(number: str) -> int:
    raise ValueError(number)


def _whole(number: str) -> int:
    return value if abs(value := int(number)) <= LARGEST else _not_plain(number)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_not_plain, parse_constant=_not_plain)
_FIRST_SURROGATE = "\ud800"
"""Keys are sorted by their UTF-16; up to here that is the order of characters."""


def _plainly(document: dict[str, Any]) -> str | None:
    """The one form of a document that holds only what Python's encoder writes in the same way."""
    try:
        text = _ENCODER.encode(document)
        # Read back it is the same, so nothing was put into another form to be written.
        is_same = _is_written_plainly(text) and _DECODER.decode(text) == document
    except (TypeError, ValueError):
        return None
    return text if is_same else None


def _is_written_plainly(text: str) -> bool:
    return text.isascii() or max(text) < _FIRST_SURROGATE
