"""Text and spreadsheet numbers to exact pence, or a refusal that says why.

The grammar is strict on purpose. An amount that is refused costs somebody a minute; one that is
read as a thousand times too much, or as zero, costs a month-end.
"""

import re
from decimal import Context, Decimal

from pctfinance.errors import Finding, Level, MoneyError, Where
from pctfinance.money.unit import MAX_PENCE, Unit

__all__ = ["parse_money", "pence_from_decimal"]

_SPACE = "[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]"
_MINUS = "-\N{MINUS SIGN}"

# A dash, with or without the pound sign that a spreadsheet's accounting format prints before it.
_NO_VALUE = re.compile(
    rf"(?: £ {_SPACE}* )? [{_MINUS}\N{{EN DASH}}\N{{EM DASH}}] | nil |",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

_AMOUNT = re.compile(
    rf"""
    (?: (?P<lead> [{_MINUS}+] ) {_SPACE}* )?        # -£1,234
    (?: (?P<outer> \( ) {_SPACE}* )?                # (£1,234)
    (?: (?P<pound> £ ) {_SPACE}* )?
    (?: (?P<inner> \( ) {_SPACE}* )?                # £(1,234)
    (?: (?P<after> [{_MINUS}+] ) {_SPACE}* )?       # £-1,234
    (?P<whole>
        [1-9][0-9]{{0,2}} (?: , [0-9]{{3}} )+       # 1,234,567
      | [1-9][0-9]{{0,2}} (?P<gap> {_SPACE} ) [0-9]{{3}} (?: (?P=gap) [0-9]{{3}} )*
      | [0-9]+                                      # 1234567
      | (?= \. )                                    # .50
    )
    (?: \. (?P<fraction> [0-9]+ ) )?
    (?: {_SPACE}? (?P<scale> k | thousand | mn? | million | bn | billion ) )?
    (?: {_SPACE}* (?P<trail> [{_MINUS}] ) )?        # 1,234-
    (?(inner) {_SPACE}* \) )
    (?(outer) {_SPACE}* \) )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_SIGNS = ("lead", "outer", "inner", "after", "trail")
_POWER_OF_SCALE = {
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "million": 6,
    "bn": 9,
    "billion": 9,
}
_MOST_DIGITS = len(str(MAX_PENCE))

# 1.500 is £1.50 to one reader and £1,500 to another.
_LOOKS_LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")

_HINT = "write it like 1234.56, and what is negative like -1234.56 or (1234.56)"
_HINT_EMPTY = "leave the cell empty where there is no value"
_NOT_FINITE = re.compile(r"[-+]?(?:nan|inf|infinity)", re.IGNORECASE)
# Digits with separators that the grammar does not account for: 1.234,56 or 12,34 or 1'234.
_SEPARATED = re.compile(rf"[0-9]+(?:(?:[.,'\N{{RIGHT SINGLE QUOTATION MARK}}]|{_SPACE})[0-9]+)+")
_HINTS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), hint)
    for pattern, hint in (
        (r"n\.?/?a\.?", _HINT_EMPTY),
        (r"true|false|yes|no", "this is an answer and not an amount"),
        (r".*%", "this is a share; write the amount that it comes to"),
        (r".*(?:[$€¥]|££|\b(?:gbp|eur|usd)\b).*", "amounts are pounds, with one £ or without"),
        (r"[-+]?[0-9.]+e[-+]?[0-9]+", "write it in full, without an exponent"),
        (r".*_.*", "write it without underscores"),
        (r".*[\u200b-\u200f\u2060\ufeff].*", "it holds an invisible character; type it again"),
        (r".*(?![0-9])\d.*", "write it with the digits 0 to 9"),
        (r"[0-9.]+ ?p", "leave the p out, and declare the unit that amounts are in"),
        (r"[\N{EN DASH}\N{EM DASH}].*[0-9].*", "this sign is a dash; write a minus: -"),
        (r"[^()]*[()][^()]*", "brackets come in pairs, around what is negative"),
    )
)
_LONGEST_QUOTE = 40

# Enough digits that no step of the arithmetic below is rounded.
_EXACT = Context(prec=60)
_NOISE_PENCE = Decimal("0.0001")
_FIRST_PENCE_LOST = 10**15


def parse_money(
    text: str,
    *,
    unit: Unit = Unit.POUNDS,
    scaled: bool = False,
    where: Where | None = None,
) -> int | None:
    """The amount that a text states, in pence, or `None` where it states that there is none.

    No value is an empty text, a dash or `nil`; zero is `0`. Read are `1234`, `1,234.50`, groups
    of three between one kind of space, a pound sign, one sign before or after the pound sign,
    brackets or a minus behind for what is negative, and the minus sign of typography. Whatever
    could be read in two ways is refused.

    Args:
        text: The text of a cell or a field.
        unit: The unit that the table declares. A pound sign beside it says only that the money
            is pounds, as in a table headed £000; beside pence it is a contradiction.
        scaled: Whether `£1.2m`, `12k` or `0.5bn` may be written; only where the unit is pounds.
        where: The place to name in a refusal.

    Raises:
        MoneyError: With one finding: `money.not-a-number`, `money.not-finite`,
            `money.ambiguous`, `money.scaled`, `money.fraction-of-penny` or `money.out-of-range`.

    >>> parse_money("(£1,234.50)"), parse_money("12.345", unit=Unit.THOUSANDS)
    (-123450, 1234500)
    >>> parse_money("£1.2m", scaled=True)
    120000000
    >>> parse_money("-") is None, parse_money("0")
    (True, 0)
    >>> parse_money("12,34")
    Traceback (most recent call last):
        ...
    pctfinance.errors.MoneyError: '12,34' can be read in more than one way -> write it without separators, such as 1234.56 [money.ambiguous]
    """
    stripped = text.strip()
    if _NO_VALUE.fullmatch(stripped):
        return None
    match = _AMOUNT.fullmatch(stripped)
    if match is None:
        raise _unreadable(stripped, where)
    _refuse_contradictions(match, unit, where, scaled=scaled)
    return _exact_pence(match, unit, where)


def pence_from_decimal(
    value: Decimal, *, unit: Unit = Unit.POUNDS, where: Where | None = None
) -> int:
    """The pence that a number out of a spreadsheet stands for.

    A spreadsheet keeps 0.1 + 0.2 as 0.30000000000000004. So a number counts as the penny amount
    that it is within a millionth of a pound of, and is refused where there is none. It is also
    refused from £10,000,000,000,000 (15 digits of pence), where a spreadsheet has lost pennies.

    Args:
        value: The number, exactly as stored: `Decimal(repr(number))` where a library gives a
            binary number.
        unit: The unit that the table declares.
        where: The place to name in a refusal.

    Raises:
        MoneyError: With one finding: `money.not-finite`, `money.fraction-of-penny`,
            `money.out-of-range` or `money.too-many-digits`.

    >>> pence_from_decimal(Decimal("0.30000000000000004"))
    30
    >>> pence_from_decimal(Decimal("1234.5"), unit=Unit.THOUSANDS)
    123450000
    >>> pence_from_decimal(Decimal("0.125"))
    Traceback (most recent call last):
        ...
    pctfinance.errors.MoneyError: '0.125' in pounds is finer than a penny -> round it where it comes from, or declare the unit that it is in [money.fraction-of-penny]
    """
    quoted = _quoted(str(value))
    if not value.is_finite():
        raise _refusal("money.not-finite", f"{quoted} is not a finite number", where, _HINT_EMPTY)
    if value.adjusted() >= _MOST_DIGITS:  # also keeps absurd exponents out of the arithmetic
        raise _out_of_range(quoted, where)
    exact = _EXACT.scaleb(value, unit.power)
    pence = int(_EXACT.to_integral_value(exact))
    if abs(_EXACT.subtract(exact, Decimal(pence))) > _NOISE_PENCE:
        raise _fraction_of_penny(quoted, unit, where)
    if abs(pence) > MAX_PENCE:
        raise _out_of_range(quoted, where)
    if abs(pence) >= _FIRST_PENCE_LOST:
        message = f"{quoted} in {unit} has more digits than a spreadsheet keeps"
        hint = "write it as text, or check the unit"
        raise _refusal("money.too-many-digits", message, where, hint)
    return pence


def _refuse_contradictions(
    match: re.Match[str], unit: Unit, where: Where | None, *, scaled: bool
) -> None:
    """Raise where each part of the text is well formed but they do not go together."""
    quoted = _quoted(match.string)
    if sum(match[sign] is not None for sign in _SIGNS) > 1:
        raise _refusal("money.not-a-number", f"{quoted} carries two signs", where, _HINT)
    if match["pound"] and unit is Unit.PENCE:
        message = f"{quoted} carries a pound sign where amounts are in pence"
        hint = "take the sign out, or declare the unit as pounds"
        raise _refusal("money.ambiguous", message, where, hint)
    if match["scale"] and not scaled:
        message = f"{quoted} is scaled by {match['scale']}"
        raise _refusal("money.scaled", message, where, "write the amount in full")
    if match["scale"] and unit is not Unit.POUNDS:
        message = f"{quoted} is scaled by {match['scale']} where amounts are in {unit} already"
        hint = "write the amount in full, or declare the unit as pounds"
        raise _refusal("money.scaled", message, where, hint)


def _exact_pence(match: re.Match[str], unit: Unit, where: Where | None) -> int:
    """The pence that the digits stand for; no arithmetic happens but moving the point."""
    quoted = _quoted(match.string)
    written = match["fraction"] or ""
    power = unit.power + _POWER_OF_SCALE.get((match["scale"] or "").casefold(), 0)
    fraction = written.rstrip("0")
    if len(fraction) > power:
        raise _fraction_of_penny(quoted, unit, where)
    number = f"{match['whole']}.{written}"
    if power <= Unit.POUNDS.power and _LOOKS_LIKE_THOUSANDS.fullmatch(number):
        raise _ambiguous(quoted, where)
    whole = re.sub("[^0-9]", "", match["whole"])
    digits = (whole + fraction.ljust(power, "0")).lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS or int(digits) > MAX_PENCE:
        raise _out_of_range(quoted, where)
    negative = any(match[sign] not in (None, "+") for sign in _SIGNS)
    return -int(digits) if negative else int(digits)


def _unreadable(text: str, where: Where | None) -> MoneyError:
    """Why the grammar does not know the text, as far as that can be told."""
    quoted = _quoted(text)
    if _NOT_FINITE.fullmatch(text):
        return _refusal("money.not-finite", f"{quoted} is not a finite number", where, _HINT_EMPTY)
    if _SEPARATED.fullmatch(text.strip("£()+" + _MINUS + " ")):
        return _ambiguous(quoted, where)
    hint = next((hint for pattern, hint in _HINTS if pattern.fullmatch(text)), _HINT)
    return _refusal("money.not-a-number", f"{quoted} is not an amount", where, hint)


def _ambiguous(quoted: str, where: Where | None) -> MoneyError:
    message = f"{quoted} can be read in more than one way"
    hint = "write it without separators, such as 1234.56"
    return _refusal("money.ambiguous", message, where, hint)


def _fraction_of_penny(quoted: str, unit: Unit, where: Where | None) -> MoneyError:
    message = f"{quoted} in {unit} is finer than a penny"
    hint = "round it where it comes from, or declare the unit that it is in"
    return _refusal("money.fraction-of-penny", message, where, hint)


def _out_of_range(quoted: str, where: Where | None) -> MoneyError:
    message = f"{quoted} is more than any amount of public money"
    return _refusal("money.out-of-range", message, where, "check the digits and the unit")


def _refusal(code: str, message: str, where: Where | None, hint: str) -> MoneyError:
    return MoneyError(Finding(code, Level.ERROR, message, where, hint))


def _quoted(text: str) -> str:
    line = " ".join(text.splitlines())
    return f"'{line}'" if len(line) <= _LONGEST_QUOTE else f"'{line[:_LONGEST_QUOTE]}…'"
