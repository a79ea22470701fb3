"""A rulebook as a table for people: every rule, its value in words, and who says so."""

from pctfinance.rulebooks.aging import AgingBands
from pctfinance.rulebooks.model import Rulebook
from pctfinance.rulebooks.parts import CategoryCodes, Duty, Milestone
from pctfinance.rulebooks.stated import Amount, Choice, Number, Rate, Stated, StatedDate

__all__ = ["describe"]


def describe(rulebook: Rulebook) -> tuple[dict[str, str], ...]:
    """One row a rule: `key`, `value`, `unit`, `scope`, `certainty`, `source` and `note`.

    The rows are ready for a DataFrame or a page; a share is shown as a percentage.

    >>> rows = {row["key"]: row for row in describe(Rulebook.packaged("2011-12"))}
    >>> rows["headroom.rate"]["value"], rows["development.per_head"]["value"]
    ('2 %', '£2.00')
    >>> rows["contingency.rate"]["scope"]
    'South East London 2011/12'
    """
    return tuple(_row(key, stated) for key, stated in rulebook.statements())


def _row(key: str, stated: Stated) -> dict[str, str]:
    return {
        "key": key,
        "value": _shown(stated),
        "unit": stated.unit if isinstance(stated, Number) else "",
        "scope": stated.scope,
        "certainty": stated.certainty,
        "source": stated.source,
        "note": stated.note,
    }


def _shown(stated: Stated) -> str:
    match stated:
        case Number():
            return _shown_number(stated)
        case Choice(value=value):
            return value
        case StatedDate(value=day):
            return f"from {day.isoformat()}"
        case AgingBands(names=texts) | CategoryCodes(codes=texts):
            return ", ".join(texts)
        case Milestone(requires=requires, by=day):
            return f"{requires}, by {day.isoformat()}"
        case Duty(name=name, test=test):
            return f"{name}: {test}"
    raise TypeError(f"{type(stated).__name__} cannot be shown")


def _shown_number(number: Number) -> str:
    match number:
        case Rate(value=share):
            return f"{(share * 100).normalize():f} %"
        case Amount(amount_pence=amount):
            pounds, pence = divmod(amount, 100)
            return f"£{pounds:,}.{pence:02}"
    return str(number.quantity)
