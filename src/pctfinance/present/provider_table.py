"""What contracts come to provider by provider, whoever hosts them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pctfinance.consolidation.contracts import ContractResult
from pctfinance.money import Unit, show_money
from pctfinance.present.shown import Align, Heading, Shown, Tone, row

__all__ = ["PROVIDER_COLUMNS", "ProviderSums", "provider_table", "providers_of"]

_WHO = ("provider", "provider_name", "hosts", "commissioners", "contracts", "not_reported")
_PENCE = (
    *("plan_pence", "not_reported_pence", "full_pence", "reduction_pence", "payable_pence"),
    *("activity_variance_pence", "price_variance_pence", "marginal_variance_pence"),
    "variance_pence",
)
PROVIDER_COLUMNS = (*_WHO, *_PENCE)
"""What is told of a provider, in this order."""


@dataclass(frozen=True, slots=True)
class ProviderSums:
    """The contracts of some hosts with one provider, to date and in pence.

    What is payable and the variances are of the lines that were reported; `None` where none was.
    Sums stand beside the contracts: what one host's saves does not pay for another's.
    """

    provider: str
    contracts: tuple[ContractResult, ...]

    @property
    def provider_name(self) -> str:
        """Its name, or its names where the contracts state several."""
        return "; ".join(dict.fromkeys(each.stated.provider_name for each in self.contracts))

    @property
    def hosts(self) -> tuple[str, ...]:
        """Who leads a contract with it."""
        return tuple(dict.fromkeys(each.host for each in self.contracts))

    @property
    def commissioners(self) -> tuple[str, ...]:
        """Who has a share in one of them, or was recharged of it, hosts among them."""
        return tuple(sorted({body for each in self.contracts for body in each.bodies}))

    @property
    def not_reported(self) -> tuple[str, ...]:
        """The lines that were not reported, each with its host and contract."""
        return tuple(
            f"{each.host} {each.stated.contract} {line}"
            for each in self.contracts
            for line in each.not_reported
        )

    def record(self) -> dict[str, Any]:
        """The same as one plain record, by `PROVIDER_COLUMNS`."""
        return {
            **{name: getattr(self, name) for name in ("provider", "provider_name")},
            "hosts": list(self.hosts),
            "commissioners": list(self.commissioners),
            "contracts": [f"{each.host} {each.stated.contract}" for each in self.contracts],
            "not_reported": list(self.not_reported),
            **dict(zip(_PENCE, _amounts(self.contracts), strict=True)),
        }


def providers_of(contracts: Sequence[ContractResult]) -> tuple[ProviderSums, ...]:
    """The contracts by the code of their provider, in order of these; letters' case makes no difference.

    >>> providers_of(())
    ()
    """
    found: dict[str, list[ContractResult]] = {}
    for each in contracts:
        found.setdefault(each.stated.provider.strip().upper(), []).append(each)
    return tuple(ProviderSums(code, tuple(own)) for code, own in sorted(found.items()))


def provider_table(providers: Iterable[ProviderSums], title: str, subtitle: str) -> Shown:
    """The table of these: under each provider with several contracts the contracts, side by side.

    >>> provider_table((), "NCL", "£000").title
    'Contracts of NCL: by provider'
    """
    rows, silent = [], []
    for each in providers:
        several = len(each.contracts) > 1
        named = f"{each.provider} {each.provider_name}"
        label = named if several else f"{named}, host {each.hosts[0]}"
        tone = Tone.STRONG if several else Tone.PLAIN
        rows.append(row([label, *_cells(each.commissioners, each.contracts)], tone=tone))
        for one in each.contracts if several else ():
            cells = _cells(one.bodies, (one,))
            rows.append(row([f"- host {one.host}, {one.stated.contract}", *cells]))
        silent += each.not_reported
    return Shown(
        title=f"Contracts of {title}: by provider",
        subtitle=subtitle,
        headings=(
            Heading("Provider", Align.LEFT, wraps=True),
            Heading("Commissioners", Align.LEFT, wraps=True, optional=True),
            *map(Heading, ("Plan", "Of it not\nreported", "Payable")),
            *map(Heading, ("By\nactivity", "By\nprice", "Marginal\nrate", "Variance")),
        ),
        rows=tuple(rows),
        notes=(
            "Side by side: what one host's contract saves does not pay for another's overspend.",
            *([f"Not reported, and in no variance: {', '.join(silent)}."] if silent else []),
        ),
    )


def _cells(bodies: Sequence[str], contracts: Sequence[ContractResult]) -> Iterator[str]:
    """Who has a share, and the amounts that a person is shown."""
    plan, silent, _, _, payable, *causes = _amounts(contracts)
    yield ", ".join(bodies)
    yield from (show_money(pence, Unit.THOUSANDS) for pence in (plan, silent, payable, *causes))


def _amounts(contracts: Sequence[ContractResult]) -> tuple[int | None, ...]:
    """The sums over contracts, in the order of `_PENCE`."""
    plan = sum(each.plan_pence for each in contracts)
    silent = sum(each.not_reported_pence for each in contracts)
    if not any(each.reported for each in contracts):
        return (plan, silent, *[None] * len(_PENCE[2:]))
    names = ("full_pence", "reduction_pence", "payable_pence")
    paid = (sum(getattr(each, name) for each in contracts) for name in names)
    causes = (sum(each.parts_pence[cause] for each in contracts) for cause in range(3))
    return (plan, silent, *paid, *causes, sum(each.variance_pence for each in contracts))
