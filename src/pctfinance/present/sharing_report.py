"""Shared costs as people are shown them: the bodies side by side, and that it nets to zero."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.shared_costs import SharedCost, ShareOfCost
from pctfinance.money import Unit, show_exact
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, long_date, row
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SharedCostReport"]

_MEASURES = ("share", "recharged", "awaiting", "to_recharge", "to_date")


@dataclass(frozen=True, repr=False)
class SharedCostReport(Filed):
    """Shared costs of one month, each with its basis and every body's part.

    >>> from pctfinance.book import Book
    >>> len(Book.in_memory("2011-12", group="NCL").shared_costs("M8").costs)
    0
    """

    group: str
    period: Period
    costs: tuple[SharedCost, ...]
    names: Mapping[str, str]

    def of(self, name: str) -> SharedCost:
        """One shared cost.

        Raises:
            KeyError: there is none of that name.
        """
        for cost in self.costs:
            if cost.basis.name == name:
                return cost
        raise KeyError(name)

    @property
    def nets_to_zero(self) -> bool:
        """Whether the recharges of every cost are nothing over the bodies, month and year."""
        return not any(cost.net_pence or cost.net_to_date_pence for cost in self.costs)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a cost and body; pence, a charge to the body positive."""
        for cost in self.costs:
            for share in cost.shares:
                yield {
                    "name": cost.basis.name,
                    "period": str(cost.period),
                    "host": cost.basis.host,
                    "body": share.body,
                    "weight": str(share.weight),
                    **{f"{name}_pence": _pence(cost, share, name) for name in _MEASURES},
                    "synthetic": cost.synthetic,
                }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a cost and body; amounts in nullable `Int64` pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        pence = [f"{name}_pence" for name in _MEASURES]
        columns = ["name", "period", "host", "body", "weight", *pence, "synthetic"]
        frame = pd.DataFrame(list(self.rows()), columns=columns)
        return frame.astype(dict.fromkeys(pence, "Int64"))

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence, weights as exact texts."""
        return {
            "schema_version": "1.0",
            "group": self.group,
            "period": str(self.period),
            "unit": "pence",
            "sign_convention": "a charge to a body is positive; the host is paid, negative",
            "nets_to_zero": self.nets_to_zero,
            "costs": [self._cost_document(cost) for cost in self.costs],
        }

    def _cost_document(self, cost: SharedCost) -> dict[str, Any]:
        basis = cost.basis
        return {
            "name": basis.name,
            "host": basis.host,
            "cost_pence": cost.cost_pence,
            "basis": {
                "kind": basis.kind.value,
                "version": basis.version,
                "from_month": basis.month,
                "source": basis.source,
                "by": basis.by,
                "on": basis.on.isoformat(),
                "weights": [
                    {"body": one.body, "weight": str(one.weight), "source": one.source}
                    for one in basis.weights
                ],
            },
            "recharges": list(cost.numbers),
            "contains_synthetic": cost.synthetic,
            "net_pence": cost.net_pence,
            "net_to_date_pence": cost.net_to_date_pence,
            "bodies": [
                {
                    "body": share.body,
                    **{f"{name}_pence": _pence(cost, share, name) for name in _MEASURES},
                }
                for share in cost.shares
            ],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: one a shared cost."""
        return tuple(self._shown(cost) for cost in self.costs) or (
            Shown(
                title=f"Shared costs of {self.group}, {self.period}",
                subtitle="",
                empty="No basis is stated, so no cost is shared.",
                headings=(Heading("Body", Align.LEFT),),
                rows=(),
            ),
        )

    def _shown(self, cost: SharedCost) -> Shown:
        rows = [
            row(
                [
                    f"{share.body} {self.names.get(share.body, '')}".strip(),
                    _weight(share.weight),
                    *(_pounds(_pence(cost, share, name)) for name in _MEASURES),
                ]
            )
            for share in cost.shares
        ]
        return Shown(
            title=f"{cost.basis.name}, {cost.period}: hosted by {cost.basis.host}",
            subtitle="£, a charge to a body positive; the host is paid",
            headings=(
                Heading("Body", Align.LEFT, wraps=True),
                Heading("Weight"),
                Heading("Share"),
                Heading("Recharged"),
                Heading("Not yet\napproved", optional=True),
                Heading("To be\nrecharged"),
                Heading("Recharged\nto date"),
            ),
            rows=(*rows, self._total(cost)),
            notes=tuple(_notes(cost)),
        )

    def _total(self, cost: SharedCost) -> ShownRow:
        sums = [
            None
            if name == "share" and cost.cost_pence is None
            else sum(_pence(cost, share, name) or 0 for share in cost.shares)
            for name in _MEASURES
        ]
        cells = ["Group", _weight(cost.basis.total), *(_pounds(pence) for pence in sums)]
        return row(cells, tone=Tone.STRONG, total=True)

    def __repr__(self) -> str:
        return f"<Shared costs of {self.group}, {self.period}: {len(self.costs)}>"

    def __str__(self) -> str:
        return "\n".join(shown_text(shown) for shown in self.shown)

    def _repr_html_(self) -> str:
        return html_of(list(self.shown))


def _pence(cost: SharedCost, share: ShareOfCost, name: str) -> int | None:
    """One measure of a body's part; what is still to be recharged nets to zero over the bodies."""
    if name == "to_recharge":
        if cost.cost_pence is None:
            return None
        still = cost.to_recharge
        return -sum(still.values()) if share.body == cost.basis.host else still.get(share.body, 0)
    return {
        "share": share.share_pence,
        "recharged": share.recharged_pence,
        "awaiting": share.awaiting_pence,
        "to_date": share.to_date_pence,
    }[name]


def _notes(cost: SharedCost) -> Iterator[str]:
    basis = cost.basis
    yield (
        f"Basis: {basis.kind.value.replace('-', ' ')}, version {basis.version}, from "
        f"M{basis.month:02}; {basis.source}, {long_date(basis.on)}."
    )
    if cost.cost_pence is None:
        yield "The cost of the month was not apportioned yet."
    if cost.net_pence or cost.net_to_date_pence:
        yield "THE RECHARGES DO NOT NET TO ZERO OVER THE GROUP."
    else:
        yield "The recharges net to zero over the group; the host keeps its own share."
    if cost.numbers:
        yield f"Recharges of the month: {', '.join(cost.numbers)}."
    if cost.synthetic:
        yield "Contains synthetic figures, which have no published source."


def _weight(weight: Fraction) -> str:
    """A weight as people write it: a whole number with commas, else the exact fraction."""
    return f"{weight.numerator:,}" if weight.denominator == 1 else str(weight)


def _pounds(pence: int | None) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
