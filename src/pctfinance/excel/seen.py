"""What a person sees of a cell: a number format can show another figure than the cell holds."""

import re
from decimal import ROUND_HALF_UP, Decimal

from pctfinance.tables.amounts import is_percentage
from pctfinance.tables.model import RawValue

__all__ = ["is_shown_alike", "shown_number"]

_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)')
_FILLING = re.compile(r"_.|\*.|\[(?![<>=])[^\]]*\]")
_CONDITION = re.compile(r"\[[<>=]")
_KNOWN_BRACKETS = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+|\$£?(?:-[0-9a-f]+)?)\]",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_FIGURE = re.compile(
    r"[£\s(-]*(?:[#0?](?:[#0?,]*[#0?])?,*(?:\.[#0?]+)?,*|general|@)[\s)%£-]*", re.IGNORECASE
)
"""A figure and what may stand around it: a sign, brackets, pounds, per cent. No words, and nothing within."""
_NO_DRESS = re.compile(r"[^£\s()-]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PLACES = re.compile(r"\.([0#?]+)")
_SCALE = re.compile(r"[0#?](,+)(?![0#?])")
_TEXT_SECTION = 4


def is_shown_alike(was: str, came: str, value: RawValue) -> bool:
    """Whether two number formats show the same of what a cell holds, as far as its figure goes.

    >>> is_shown_alike("#,##0.00", '"5,000.00"', Decimal(500))
    False
    >>> is_shown_alike("#,##0.00;[Red]-#,##0.00", "#,##0;(#,##0)", Decimal(-500))
    True
    >>> is_shown_alike("@", ";;;", "a code"), is_shown_alike("@", "General", "a code")
    (False, True)
    """
    if isinstance(value, Decimal):
        return shown_number(came, value) == shown_number(was, value)
    if isinstance(value, str):
        return _shown_text(came) == _shown_text(was)
    return True


def shown_number(number_format: str, value: Decimal) -> Decimal | None:
    """The figure that a number format shows of a number; nothing where it shows none, or its own.

    >>> shown_number("#,##0.00", Decimal("499.995")), shown_number("#,##0,", Decimal(12000))
    (Decimal('500.00'), Decimal('12'))
    >>> [shown_number(odd, Decimal(400)) for odd in ('0"."00', '0.00"m"', "[$500] 0", '$0')]
    [None, None, None, None]
    >>> shown_number("0;0", Decimal(-5)), shown_number('"500"', Decimal(5)), shown_number("", Decimal(5))
    (Decimal('5'), None, Decimal('5'))
    """
    sections = _sections(number_format)
    number = 0
    if value < 0 and len(sections) > 1:
        number = 1
    elif not value and len(sections) > 2:  # noqa: PLR2004 - above zero, below it, zero
        number = 2
    section = _FILLING.sub("", sections[number])
    literals = "".join(map("".join, _LITERAL.findall(section)))
    pattern = _LITERAL.sub("", section)
    is_general = not number_format or "general" in pattern.lower() or pattern.strip() == "@"
    own = any(sign.isdigit() for sign in literals) or re.search(r"[1-9]", pattern)
    if own or _CONDITION.search(number_format):
        return None
    if not is_general and not re.search(r"[0#?]", pattern):
        # A dash that stands for zero is zero; anything else shows no figure.
        return Decimal(0) if not value and literals.strip() == "-" else None
    if _BRACKETS.search(_KNOWN_BRACKETS.sub("", sections[number])) or not _is_figure(section):
        return None
    shown = abs(value) * (100 if is_percentage(pattern) else 1)
    if not is_general:
        scale = _SCALE.search(pattern)
        shown = shown.scaleb(-3 * len(scale[1])) if scale else shown
        places = _PLACES.search(pattern)
        step = Decimal(1).scaleb(-len(places[1]) if places else 0)
        shown = shown.quantize(step, ROUND_HALF_UP)
    has_sign = any(sign in pattern + literals for sign in "-(")
    is_negative = has_sign or (value < 0 and (is_general or len(sections) == 1))
    return -shown if is_negative and shown else shown


def _is_figure(section: str) -> bool:
    """Whether a part of a format, without its fillings, shows the digits of a number and no others.

    A point that is written and not worked out, an `m` behind it or another currency make the figure
    another one in the eyes of who reads it.
    """
    # What is quoted or escaped is written as it stands: a point of it is no decimal point.
    written = _LITERAL.sub(
        lambda found: _NO_DRESS.sub("x", (found[1] or found[2] or "").replace("GBP", "")), section
    )
    return not written or _FIGURE.fullmatch(written) is not None


def _shown_text(number_format: str) -> tuple[bool, str]:
    """Whether a format shows a text at all, and what it puts beside it."""
    sections = _sections(number_format)
    if len(sections) >= _TEXT_SECTION:
        section = sections[_TEXT_SECTION - 1]
    elif "@" in _LITERAL.sub("", number_format):
        section = sections[-1]
    else:
        return True, ""
    literals = "".join(map("".join, _LITERAL.findall(_FILLING.sub("", section))))
    return "@" in _LITERAL.sub("", section), literals.strip()


def _sections(number_format: str) -> list[str]:
    """The parts of a format: above zero, below it, zero, text; those that there are."""
    found = [match[1] for match in _SECTIONS.finditer(number_format)]
    # The expression ends with an empty match behind a format that does not end in a semicolon.
    if len(found) > 1 and not found[-1] and not number_format.endswith(";"):
        found.pop()
    return found
