"""What differs between two documents of a position: by body, by duty and category, in pence.

Only the amounts that others follow from are compared: limits, charges, budgets, actuals and
forecasts. A variance is one less another; what becomes of a duty's status is said beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pctfinance.money import show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, row
from pctfinance.present.told import Told
from pctfinance.publishing.figures import STATED, PublishedFigure, figures_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "Difference", "StatusChange", "compared"]

_TOGETHER = "All bodies together, not pooled"


class Difference(NamedTuple):
    """One figure that differs, in pence; `None` where it was not known on that side.

    `body` is empty for the sum over all bodies.
    """

    body: str
    name: str
    table: str
    item: str
    item_name: str
    measure: str
    before_pence: int | None
    after_pence: int | None

    @property
    def change_pence(self) -> int:
        """After less before; a figure that is not known counts as nothing."""
        return (self.after_pence or 0) - (self.before_pence or 0)

    def document(self) -> dict[str, Any]:
        """The difference as JSON."""
        return {**self._asdict(), "change_pence": self.change_pence}


class StatusChange(NamedTuple):
    """A duty whose status differs; `None` where the body was no member on that side."""

    body: str
    name: str
    duty: str
    before: str | None
    after: str | None


@dataclass(frozen=True, repr=False)
class Comparison(Told):
    """Two documents side by side; nothing in it where they hold the same figures.

    Attributes:
        before: what the first document is, in words.
        after: what the second is.
        differences: the figures that differ, body by body.
        together: the same figures summed over all bodies: for each, the changes of the bodies add
            up to its own.
        statuses: the duties whose status differs.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    together: tuple[Difference, ...]
    statuses: tuple[StatusChange, ...]

    def __bool__(self) -> bool:
        return bool(self.differences or self.statuses)

    @property
    def table(self) -> "pd.DataFrame":
        """One row a difference, amounts in nullable `Int64` pence; the sums last, without a body."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a table needs it

        rows = [difference.document() for difference in (*self.differences, *self.together)]
        columns = [*Difference._fields, "change_pence"]
        amounts = {name: "Int64" for name in columns if name.endswith("_pence")}
        return pd.DataFrame(rows, columns=columns).astype(amounts)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        rows = [_row(difference) for difference in self.differences]
        rows += [_row(difference, total=True) for difference in self.together]
        equal = not self
        notes = [
            f"{change.body} {change.name}, {change.duty.replace('_', ' ')}: {_status(change.before)}, "
            f"then {_status(change.after)}"
            for change in self.statuses
        ]
        return Shown(
            title=f"{self.before}, then {self.after}",
            subtitle="£ as they are stated: limits and budgets, and costs, positive",
            lead=None if not equal else row(["No figure differs."], tone=Tone.GOOD).cells[0],
            headings=(
                Heading("Body", Align.LEFT),
                Heading("Duty or category", Align.LEFT, wraps=True),
                Heading("Figure", Align.LEFT, wraps=True),
                Heading("Before"),
                Heading("After"),
                Heading("Change"),
            ),
            rows=tuple(rows),
            notes=tuple(notes),
        )

    def document(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "schema_version": "1.0",
            "before": self.before,
            "after": self.after,
            "unit": "pence",
            "differences": [difference.document() for difference in self.differences],
            "together": [difference.document() for difference in self.together],
            "statuses": [change._asdict() for change in self.statuses],
        }

    def __repr__(self) -> str:
        return f"<{self.before}, then {self.after}: {len(self.differences)} figures differ>"


_Key = tuple[str, str, str]  # table, item, measure


def compared(
    before: Mapping[str, Any], after: Mapping[str, Any], names: tuple[str, str]
) -> Comparison:
    """Two documents of positions, compared figure by figure.

    Args:
        before: the first document.
        after: the second.
        names: what each is, in words.

    >>> compared({"bodies": [], "categories": []}, {"bodies": [], "categories": []}, ("a", "b"))
    <a, then b: 0 figures differ>
    """
    one, other = _stated(before), _stated(after)
    differences = []
    for key in dict.fromkeys((*one, *other)):
        figure = other.get(key) or one[key]
        there = key in one, key in other
        amounts = tuple(
            side[key].pence if known else None
            for side, known in zip((one, other), there, strict=True)
        )
        if amounts[0] != amounts[1]:
            differences.append(Difference(*figure[:-1], *amounts))
    differences.sort(key=lambda difference: difference.body)  # stable: its own order within
    return Comparison(
        *names,
        tuple(differences),
        tuple(_together(differences, one, other)),
        tuple(_statuses(before, after)),
    )


def _stated(document: Mapping[str, Any]) -> dict[tuple[str, _Key], PublishedFigure]:
    return {
        (figure.body, (figure.table, figure.item, figure.measure)): figure
        for figure in figures_of(document)
        if figure.measure in STATED
    }


def _together(
    differences: list[Difference],
    one: Mapping[tuple[str, _Key], PublishedFigure],
    other: Mapping[tuple[str, _Key], PublishedFigure],
) -> list[Difference]:
    """The sums over all bodies of every figure that differs for any."""
    concerned = {(each.table, each.item, each.measure): each for each in differences}
    return [
        Difference(
            "", _TOGETHER, *key[:2], each.item_name, key[2], _sum(one, key), _sum(other, key)
        )
        for key, each in concerned.items()
    ]


def _sum(side: Mapping[tuple[str, _Key], PublishedFigure], key: _Key) -> int | None:
    known = [
        figure.pence for (_, of), figure in side.items() if of == key and figure.pence is not None
    ]
    return sum(known) if known else None


def _statuses(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[StatusChange]:
    one, other = _statuses_of(before), _statuses_of(after)
    changes = []
    for key in sorted(one.keys() | other.keys()):
        name, status = one.get(key, ("", None))
        new_name, new_status = other.get(key, ("", None))
        if status != new_status:
            changes.append(StatusChange(key[0], new_name or name, key[1], status, new_status))
    return changes


def _statuses_of(document: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, str | None]]:
    return {
        (body["code"], duty["duty"]): (body["name"], duty["status"])
        for body in document["bodies"]
        for duty in body["duties"]
    }


def _status(status: str | None) -> str:
    return {"breach": "BREACH", None: "not there"}.get(status, str(status).replace("_", " "))


def _row(difference: Difference, *, total: bool = False) -> ShownRow:
    whose = difference.name if total else f"{difference.body} {difference.name}"
    measure = difference.measure.removesuffix("_pence").replace("_", " ")
    amounts = (difference.before_pence, difference.after_pence, difference.change_pence)
    shown = [show_exact(pence).replace("£", "") for pence in amounts]
    tone = Tone.STRONG if total else Tone.PLAIN
    return row([whose, difference.item_name, measure, *shown], tone=tone, total=total)
