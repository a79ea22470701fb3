"""The figures of a document as rows: whose, of which duty or category, which amount."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["CATEGORIES", "DUTIES", "STATED", "PublishedFigure", "figures_of"]

_AMOUNT = "_pence"
DUTIES, CATEGORIES = "duties", "categories"

STATED = frozenset(
    {
        "limit_pence",
        "charged_pence",
        "anticipated_limit_pence",
        "budget_pence",
        "delegated_pence",
        "budget_ytd_pence",
        "actual_ytd_pence",
        "forecast_pence",
        "last_forecast_pence",
    }
)
"""The amounts that others follow from: a variance is one less another, and so no row of its own."""


class PublishedFigure(NamedTuple):
    """One figure of one body, in pence; `None` where it was not known.

    `table` is `duties` or `categories`, `item` the duty or the category's code.
    """

    body: str
    name: str
    table: str
    item: str
    item_name: str
    measure: str
    pence: int | None


def figures_of(document: Mapping[str, Any]) -> tuple[PublishedFigure, ...]:
    """Every figure of the bodies of a position's document, in its order.

    >>> figures_of({"categories": [], "bodies": [{"code": "5A9", "name": "Barnet PCT",
    ...     "anticipated_limit_pence": 0, "categories": [],
    ...     "duties": [{"duty": "cash_limit", "limit_pence": 1}]}]})[1][-3:]
    ('cash limit', 'limit_pence', 1)
    """
    return tuple(_figures(document))


def _figures(document: Mapping[str, Any]) -> Iterator[PublishedFigure]:
    names = {category["code"]: category["name"] for category in document["categories"]}
    for body in document["bodies"]:
        whose = body["code"], body["name"]
        revenue = "revenue_resource_limit"
        held = "anticipated_limit_pence"
        yield PublishedFigure(*whose, DUTIES, revenue, _words(revenue), held, body[held])
        for duty in body["duties"]:
            item = duty["duty"]
            for measure, pence in _amounts(duty):
                yield PublishedFigure(*whose, DUTIES, item, _words(item), measure, pence)
        for line in body["categories"]:
            item = line["category"]
            for measure, pence in _amounts(line):
                name = names.get(item, item)
                yield PublishedFigure(*whose, CATEGORIES, item, name, measure, pence)


def _amounts(row: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    return ((name, value) for name, value in row.items() if name.endswith(_AMOUNT))


def _words(name: str) -> str:
    return name.replace("_", " ")
