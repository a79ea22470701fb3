"""What the pack shows of one body, by the names of the lines of its return.

The figures are taken from the document of the group's position, as published where a pack was, and
from the ledgers as they were at the pack's event: by another way than the return itself goes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import BodyPosition
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Funding, Limit
from pctfinance.present.agreement_statement import AgreementStatement
from pctfinance.returning.position_lines import CATEGORY_MEASURES, DUTY_MEASURES, USES, whole_sum

__all__ = ["PackSide", "pack_figures"]

_Figures = Iterator[tuple[str, int | None]]
_FUNDINGS = {"recurrent": Funding.RECURRENT, "non_recurrent": Funding.NON_RECURRENT}
_MIRROR = {
    "receivable": "payable",
    "payable": "receivable",
    "income": "expenditure",
    "expenditure": "income",
}


@dataclass(frozen=True)
class PackSide:
    """What a return is held against.

    Attributes:
        name: which pack it is, in words.
        basis: what was charged.
        document: its position, as `position.json` has it.
        to_date: the same on the year to date, which the pack shows beside it.
        body: the body's balances at the pack's event.
        sent: the statements of balances of the body to others, at the pack's event.
        received: those of the others to it.
    """

    name: str
    basis: Basis
    document: Mapping[str, Any]
    to_date: Mapping[str, Any]
    body: BodyPosition
    sent: tuple[AgreementStatement, ...]
    received: tuple[AgreementStatement, ...]


def pack_figures(pack: PackSide, limits: Iterable[Limit] = tuple(Limit)) -> dict[str, int | None]:
    """The figures of a pack, in pence, by the name of the line of the return.

    Args:
        pack: what the return is held against.
        limits: those that the return shows.

    Raises:
        KeyError: the pack does not show the body.

    >>> from pctfinance.book import Book
    >>> position = Book.in_memory("2011-12", group="NCL").position("M8")
    >>> shown, body = position.document(), position.body("5A9")
    >>> pack = PackSide("the pack", Basis.FORECAST, shown, shown, body, (), ())
    >>> pack_figures(pack)["uses.reserves.total"]
    0
    """
    code = pack.body.code
    shown = _of(pack.document["bodies"], "code", code)
    to_date = _of(pack.to_date["bodies"], "code", code)
    return dict(
        (
            *_limits(pack, shown, tuple(limits)),
            *_uses(shown["resource"]),
            *_categories(shown["categories"]),
            *_duties(to_date, "_ytd"),
            *_duties(shown, ""),
            *_underlying(shown["underlying"]),
            ("risks.variance.amount", _duty(shown, Duty.REVENUE)["variance_pence"]),
            *_balances(pack),
            *_reserves(pack.body),
        )
    )


def _of(rows: Iterable[Mapping[str, Any]], key: str, value: str) -> Mapping[str, Any]:
    return {row[key]: row for row in rows}[value]


def _duty(shown: Mapping[str, Any], duty: Duty) -> Mapping[str, Any]:
    return _of(shown["duties"], "duty", duty.value)


def _limits(pack: PackSide, shown: Mapping[str, Any], limits: tuple[Limit, ...]) -> _Figures:
    balances = pack.body.balances
    tested = {row["duty"]: row for row in shown["duties"]}
    for limit in limits:
        table = f"{limit.value}_limit"
        for certainty in Certainty:
            for account in SOURCES:
                yield from _sources(pack.body, limit, certainty, account)
        if limit is Limit.REVENUE:
            for row in ("confirmed", "anticipated", "expected"):
                for column in (*_FUNDINGS, "total"):
                    yield f"{table}.{row}.{column}", shown["resource"][row][f"{column}_pence"]
            continue
        duty = next(duty for duty in Duty if duty.limit is limit)
        known = balances.limit(limit) if limit in balances.limits else None
        confirmed = tested[duty.value]["limit_pence"] if duty.value in tested else known
        yield f"{table}.confirmed.total", confirmed
        anticipated = balances.limit(limit, certainty=Certainty.ANTICIPATED)
        yield f"{table}.anticipated.total", anticipated


def _sources(body: BodyPosition, limit: Limit, certainty: Certainty, account: Account) -> _Figures:
    """What a source gave, where it gave anything."""
    found = dict.fromkeys(_FUNDINGS, 0) | {"total": 0}
    for cell, pence in body.balances.cells.items():
        strand = cell.strand
        if (cell.account, strand.limit, strand.certainty) == (account, limit, certainty):
            funding = "recurrent" if strand.funding is Funding.RECURRENT else "non_recurrent"
            found[funding] += pence
            found["total"] += pence
    if any(found.values()):
        row = f"{limit.value}_limit.{certainty.value}.{account.name.lower()}"
        for column, pence in found.items():
            if limit is Limit.REVENUE or column == "total":
                yield f"{row}.{column}", pence


def _uses(resource: Mapping[str, Any]) -> _Figures:
    for row in USES:
        for column in (*_FUNDINGS, "total"):
            yield f"uses.{row}.{column}", resource[row][f"{column}_pence"]
    for column in (*_FUNDINGS, "total"):
        yield f"uses.expected_use.{column}", resource["expected"][f"{column}_pence"]


def _categories(rows: list[Mapping[str, Any]]) -> _Figures:
    for table, measures in CATEGORY_MEASURES.items():
        for column, key in measures.items():
            for row in rows:
                yield f"{table}.{row['category']}.{column}", row[key]
            yield f"{table}.total.{column}", whole_sum([row[key] for row in rows])


def _duties(shown: Mapping[str, Any], ending: str) -> _Figures:
    for row in shown["duties"]:
        for column, key in DUTY_MEASURES.items():
            yield f"duties.{row['duty']}.{column}{ending}", row[key]


def _underlying(underlying: Mapping[str, Any]) -> _Figures:
    for step in underlying["bridge"]:
        yield f"underlying.{step['step']}.amount", step["pence"]
    yield "underlying.total.amount", underlying["underlying_pence"]


def _balances(pack: PackSide) -> _Figures:
    """What either wrote to the other, summed from its accounts."""
    ours = _by_kind((each.receiver, each) for each in pack.sent)
    theirs = {
        (other, _MIRROR[kind]): pence
        for (other, kind), pence in _by_kind((each.sender, each) for each in pack.received).items()
    }
    for other, kind in sorted({*ours, *theirs}):
        row = f"balances.{other}.{kind}"
        mine, others = ours.get((other, kind), 0), theirs.get((other, kind), 0)
        yield f"{row}.ours", mine
        yield f"{row}.theirs", others
        yield f"{row}.difference", None if mine is None or others is None else mine - others


def _by_kind(
    statements: Iterable[tuple[str, AgreementStatement]],
) -> dict[tuple[str, str], int | None]:
    """What each has with another; `None` of a sender whose ledger is not there."""
    found: dict[tuple[str, str], int | None] = {}
    for other, statement in statements:
        for one in statement.sums:  # kinds of which the lines may come to nothing
            found.setdefault((other, one.kind), None if one.ours_pence is None else 0)
        for line in statement.lines:
            found[other, line.kind] = (found.get((other, line.kind)) or 0) + line.pence
    return found


def _reserves(body: BodyPosition) -> _Figures:
    released = sum(
        pence
        for cell, pence in body.balances.cells.items()
        if cell.account is Account.RELEASED and cell.strand.limit is Limit.REVENUE
    )
    yield "headroom.in_limit.amount", released
    yield "headroom.in_reserves.amount", body.balances.use([Account.HEADROOM])
    for limit in Limit:
        pending = body.balances.use([Account.PENDING], limit)
        if pending or limit is Limit.REVENUE:
            yield f"pending.total_{limit.value}.amount", pending
