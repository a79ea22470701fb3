"""Codes and names in one normal form, and the forms of a name that people use.

Two texts name the same thing exactly where their normal forms are equal. Nothing here guesses: a
form is made by rule from an official name, from the names that were published, and from a short
list kept by hand; what is not among them is not known.
"""

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["name_forms", "name_key", "normal_code"]

_AROUND_CODES = " \t\r\n\v\f\u00a0\u200b\u2060\ufeff'"
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")

_TRUST_ENDINGS = (
    "teaching primary care trust",
    "primary care trust",
    "teaching care trust plus",
    "care trust plus",
    "care trust",
    "teaching pct",
    "pct",
    "tpct",
    "teaching",
)
_PCT_FORMS = (
    "{}",
    "nhs {}",
    "{} pct",
    "{} primary care trust",
    "{} tpct",
    "{} teaching",
    "{} teaching pct",
    "{} teaching primary care trust",
)
_CARE_TRUST_FORMS = (
    *_PCT_FORMS,
    "{} care trust",
    "{} care trust plus",
    "{} teaching care trust",
    "{} teaching care trust plus",
)
_SHA_FORMS = ("{}", "nhs {}", "{} sha", "{} strategic health authority")
_SHA_CLUSTER_FORMS = ("{}", "nhs {}", "{} sha cluster", "nhs {} sha cluster")
_CLUSTER_FORMS = (
    "{}",
    "nhs {}",
    "{} cluster",
    "nhs {} cluster",
    "{} pct cluster",
    "nhs {} pct cluster",
)
_CCG_FORMS = (
    "{} ccg",
    "nhs {} ccg",
    "{} clinical commissioning group",
    "nhs {} clinical commissioning group",
)
_BARE_FORMS = ("{}", "nhs {}")

_RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # kind of entity: (endings that say what it is, forms in which it is called)
    "PCT": (_TRUST_ENDINGS, _PCT_FORMS),
    "Care Trust": (_TRUST_ENDINGS, _CARE_TRUST_FORMS),
    "sha": (("strategic health authority", "sha"), _SHA_FORMS),
    "sha_cluster": (("sha cluster",), _SHA_CLUSTER_FORMS),
    "cluster": (("pct cluster", "cluster"), _CLUSTER_FORMS),
    "CCG": (("clinical commissioning group", "ccg"), _CCG_FORMS),
}


def normal_code(text: str) -> str:
    """A code as the register writes it: upper case, no space or apostrophe around it.

    Inside, a code is left alone: a letter O is never taken for a nought.

    >>> normal_code("\u00a05e1 ")
    '5E1'
    """
    if text.isascii() and text.isalnum():
        return text.upper()  # nearly every code there is
    return unicodedata.normalize("NFKC", text).strip(_AROUND_CODES).upper()


def name_key(text: str) -> str:
    """The normal form of a name: two names are the same where this is.

    Case, punctuation, hyphens, runs of spaces and Unicode compatibility forms do not count, and
    `&` is `and`.

    >>> name_key("Stockton-on-Tees Teaching PCT") == name_key("STOCKTON ON TEES  TEACHING PCT")
    True
    >>> name_key("Halton & St. Helens")
    'halton and st helens'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _APOSTROPHES.sub("", text.casefold()).replace("&", " and ")
    return _NOT_A_WORD.sub(" ", text).strip()


def name_forms(kind: str, name: str) -> Iterator[tuple[str, bool]]:
    """The normal forms in which something of that kind is called, each with whether it yields.

    A form that yields counts only where nothing else has it: "NHS Camden" is the PCT, although
    the CCG is called so too where there is no PCT of the name.

    >>> sorted(form for form, yields in name_forms("CCG", "NHS Nene CCG") if yields)
    ['nene', 'nhs nene']
    >>> ("haringey pct", False) in set(name_forms("PCT", "Haringey Teaching PCT"))
    True
    """
    endings, forms = _RULES.get(kind, ((name_key(kind),), _BARE_FORMS))
    for key in {name_key(name), name_key(_BRACKETS.sub("", name))} - {""}:
        yield key, False
        base = _base(key, endings)
        for form in forms:
            yield form.format(base), False
        for form in _BARE_FORMS if kind == "CCG" else ():
            yield form.format(base), True


def _base(key: str, endings: tuple[str, ...]) -> str:
    base = key.removeprefix("nhs ")
    for ending in endings:
        base = base.removesuffix(f" {ending}")
    return base
