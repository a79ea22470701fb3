"""Colours and trends as words, and as the formulas that give the same words.

A colour follows the exact figure in its cell and never the one that is shown. Thresholds are
compared in whole numbers: exactly on a threshold is the better colour, also where a spreadsheet
divides in binary. The colour of a group is the worst of its bodies, never that of its net.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType

from pctfinance.consolidation.rag import Colour, Trend
from pctfinance.excel.pack_cells import NO_VALUE, quoted
from pctfinance.rulebooks import Rag

__all__ = [
    "COLOUR_STYLES",
    "COLOUR_WORDS",
    "NOBODY",
    "TREND_WORDS",
    "colour_formula",
    "duty_colour_formula",
    "named_formula",
    "part_of",
    "part_of_formula",
    "thresholds",
    "trend_formula",
    "worst_formula",
]

COLOUR_WORDS: MappingProxyType[Colour, str] = MappingProxyType(
    {
        Colour.RED: "RED",
        Colour.AMBER: "amber",
        Colour.NOT_RATED: "not rated",
        Colour.GREEN: "green",
    }
)
"""A colour in words: it is told from the others on any printer."""

TREND_WORDS: MappingProxyType[Trend, str] = MappingProxyType(
    {
        Trend.WORSE: "worse",
        Trend.NOT_KNOWN: NO_VALUE,
        Trend.SAME: "same",
        Trend.BETTER: "better",
    }
)
"""A trend in words; a dash where it is not known."""

COLOUR_STYLES: MappingProxyType[str, str] = MappingProxyType(
    {"RED": "bad", "amber": "open", "not rated": "open", "green": "good"}
)
"""The style of a colour, by its word."""

NOBODY = "none"
"""What stands for a list of bodies that is empty."""

_STEP = Decimal("0.001")
_UNKNOWN = (COLOUR_WORDS[Colour.NOT_RATED], TREND_WORDS[Trend.NOT_KNOWN])
_RED, _AMBER, _NOT_RATED, _GREEN = (quoted(COLOUR_WORDS[colour]) for colour in Colour)


def colour_formula(variance: str, budget: str, rule: Rag) -> str:
    """The colour of a variance against a budget, from the two cells.

    >>> from pctfinance.rulebooks import Rulebook
    >>> formula = colour_formula("C5", "B5", Rulebook.packaged("2011-12").rag)
    >>> formula[:49]
    '=IF(ISNUMBER(C5),IF(C5>=0,"green",IF(B5=0,"RED",I'
    """

    def over(rate: Decimal) -> str:
        part = Fraction(rate)
        return f"ROUND(-{variance}*{part.denominator},2)>ROUND(ABS({budget})*{part.numerator},2)"

    of_nothing = quoted(COLOUR_WORDS[Colour(rule.against_nothing.replace("-", "_"))])
    rated = f"IF({over(rule.red_above.value)},{_RED},IF({over(rule.amber_above.value)},{_AMBER},{_GREEN}))"
    return (
        f"=IF(ISNUMBER({variance}),IF({variance}>=0,{_GREEN},IF({budget}=0,{of_nothing},{rated})),"
        f"{_NOT_RATED})"
    )


def duty_colour_formula(variance: str) -> str:
    """The colour of a duty from the cell of its variance: it has no amber, and zero is met.

    >>> duty_colour_formula("C5")
    '=IF(ISNUMBER(C5),IF(C5>=0,"green","RED"),"not rated")'
    """
    return f"=IF(ISNUMBER({variance}),IF({variance}>=0,{_GREEN},{_RED}),{_NOT_RATED})"


def trend_formula(now: str, before: str) -> str:
    """Whether one variance is better than another, from the two cells; favourable is positive.

    >>> trend_formula("F5", "J5")
    '=IF(COUNT(F5,J5)=2,IF(F5>J5,"better",IF(F5<J5,"worse","same")),"-")'
    """
    worse, unknown, same, better = (quoted(TREND_WORDS[trend]) for trend in Trend)
    return (
        f"=IF(COUNT({now},{before})=2,"
        f"IF({now}>{before},{better},IF({now}<{before},{worse},{same})),{unknown})"
    )


def worst_formula(cells: Sequence[str], words: Sequence[str], *, whole: bool = True) -> str:
    """The worst of what some cells say, `words` being all that they can say, the worst first.

    Args:
        cells: the cells of the bodies.
        words: the words of colours or of trends.
        whole: whether every body of the group is among them; else it is at best not known.

    >>> worst_formula(["A1", "A2"], ["RED", "not rated", "green"])
    '=IF((A1="RED")+(A2="RED")>0,"RED",IF((A1="not rated")+(A2="not rated")>0,"not rated","green"))'
    """
    unknown = next(word for word in words if word in _UNKNOWN)
    kept = words if whole else words[: words.index(unknown) + 1]
    formula = quoted(kept[-1])
    for word in reversed(kept[:-1]):
        said = "+".join(f"({cell}={quoted(word)})" for cell in cells)
        formula = f"IF({said}>0,{quoted(word)},{formula})"
    return f"={formula}"


def named_formula(cells: Mapping[str, str], word: str, *, when: str = "") -> str:
    """The codes of the bodies whose cell says a word, with commas between them.

    Args:
        cells: the cell of each body, by code.
        word: the word, as it stands in a formula: a quoted text, or the cell that holds it.
        when: a condition without which it says that there is nobody.

    >>> named_formula({"5A9": "H5", "5C1": "H6"}, "H7")
    '=MID(REPT(", 5A9",H5=H7)&REPT(", 5C1",H6=H7),3,9999)'
    """
    codes = "&".join(f"REPT({quoted(f', {code}')},{cell}={word})" for code, cell in cells.items())
    listed = f"MID({codes},3,9999)"
    return f"=IF({when},{listed},{quoted(NOBODY)})" if when else f"={listed}"


def part_of(part_pence: int | None, whole_pence: int | None) -> Decimal | None:
    """A variance as a part of the size of its budget, to the tenth of a per cent; of nothing none.

    >>> part_of(-5, 1000), part_of(1, -8), part_of(1, 0)
    (Decimal('-0.005'), Decimal('0.125'), None)
    """
    if part_pence is None or not whole_pence:
        return None
    return (Decimal(part_pence) / abs(whole_pence)).quantize(_STEP, ROUND_HALF_UP)


def part_of_formula(part: str, whole: str) -> str:
    """The formula of `part_of`.

    >>> part_of_formula("C5", "B5")
    '=IF(COUNT(C5,B5)=2,IF(B5<>0,ROUND(C5/ABS(B5),3),"-"),"-")'
    """
    places = -int(_STEP.as_tuple().exponent)
    return (
        f"=IF(COUNT({part},{whole})=2,"
        f'IF({whole}<>0,ROUND({part}/ABS({whole}),{places}),"{NO_VALUE}"),"{NO_VALUE}")'
    )


def thresholds(rule: Rag | None) -> str:
    """The thresholds in a sentence.

    >>> from pctfinance.rulebooks import Rulebook
    >>> thresholds(Rulebook.packaged("2011-12").rag)
    'Adverse by more than 0% of a budget is amber, by more than 1% red; over a limit is red at any size.'
    """
    if rule is None:
        return "There are no thresholds: budgets are not rated; over a limit is red at any size."
    amber, red = (
        f"{(rate.value * 100).normalize():f}" for rate in (rule.amber_above, rule.red_above)
    )
    return (
        f"Adverse by more than {amber}% of a budget is amber, by more than {red}% red; over a limit "
        "is red at any size."
    )
