"""The contracts that others host, as those see them who have a share in them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pctfinance.consolidation.contracts import ContractResult
from pctfinance.money import Unit, show_money
from pctfinance.present.shown import Align, Heading, Shown, row

__all__ = ["AssociateShare", "associate_table", "shares_of"]


class AssociateShare(NamedTuple):
    """What a body has of a contract that another hosts, to date and in pence.

    Plan and payable are of the lines that were reported; `None` where none was. `not_reported` are the
    codes of the others.
    """

    body: str
    host: str
    contract: str
    provider: str
    provider_name: str
    plan_pence: int | None
    payable_pence: int | None
    recharged_pence: int
    to_recharge_pence: int | None
    not_reported: tuple[str, ...]
    synthetic: bool = False

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {**self._asdict(), "not_reported": list(self.not_reported)}


def shares_of(
    contracts: Sequence[ContractResult], bodies: Sequence[str]
) -> Iterator[AssociateShare]:
    """The shares of some bodies in contracts of other hosts, contract by contract.

    >>> list(shares_of((), ("5K7",)))
    []
    """
    for each in contracts:
        has = {*each.bodies, *(share.body for share in each.stated.shares)}
        for body in bodies:
            if body not in has or body == each.host:
                continue
            payable, done = each.payable_of(body), each.recharged_of(body)
            yield AssociateShare(
                body,
                each.host,
                each.stated.contract,
                each.stated.provider,
                each.stated.provider_name,
                each.told(each.plan_of(body)),
                each.told(payable),
                done,
                None if each.silent else payable - done,
                each.not_reported,
                each.synthetic,
            )


def associate_table(
    shares: Sequence[AssociateShare], names: Mapping[str, str], title: str, subtitle: str
) -> Shown:
    """The table of these shares, which are in no sum of the contracts that are hosted.

    >>> associate_table((), {}, "Barnet PCT", "£000").title
    'Contracts that others host for Barnet PCT'
    """
    rows = []
    for each in shares:
        less = None
        if each.plan_pence is not None and each.payable_pence is not None:
            less = each.plan_pence - each.payable_pence
        amounts = (each.plan_pence, each.payable_pence, less)
        ends = (each.recharged_pence, each.to_recharge_pence)
        cells = [
            f"{each.host} {each.contract} {each.provider_name}",
            f"{each.body} {names.get(each.body, '')}".rstrip(),
            *(show_money(pence, Unit.THOUSANDS) for pence in (*amounts, *ends)),
        ]
        rows.append(row(cells))
    silent = [
        f"{host} {contract}: {', '.join(lines)}"
        for (host, contract), lines in {
            (each.host, each.contract): each.not_reported for each in shares if each.not_reported
        }.items()
    ]
    return Shown(
        title=f"Contracts that others host for {title}",
        subtitle=subtitle,
        headings=(
            *(Heading(text, Align.LEFT, wraps=True) for text in ("Host and contract", "Associate")),
            *map(Heading, ("Plan", "Payable", "Variance")),
            *map(Heading, ("Recharged\nso far", "Still to be\nrecharged")),
        ),
        rows=tuple(rows),
        notes=(
            "The host pays the whole bill, and its contract is shown with it.",
            *([f"Not reported, and in no share: {'; '.join(silent)}."] if silent else []),
            *(["Contains synthetic figures."] if any(each.synthetic for each in shares) else []),
        ),
    )
