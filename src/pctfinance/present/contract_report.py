"""Contracts as people are shown them: line by line, the variance by cause, and the commissioners."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.contracts import ContractResult, LineResult
from pctfinance.consolidation.marginal_rate import sharing
from pctfinance.errors import Finding, Ground, Level, Where, looked_up
from pctfinance.money import Unit, show_exact, show_money
from pctfinance.present.associate_table import AssociateShare, associate_table
from pctfinance.present.contract_tables import commissioners_table, per_cent, prices_table
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.position_json import findings_document
from pctfinance.present.provider_table import (
    PROVIDER_COLUMNS,
    ProviderSums,
    provider_table,
    providers_of,
)
from pctfinance.present.shown import Align, Heading, Shown, Tone, long_date, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told
from pctfinance.rulebooks import Tariff

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ContractReport"]

_COLUMNS = (
    *("body", "contract", "provider", "line", "plan_activity", "activity", "price_pence"),
    *("plan_pence", "full_pence", "reduction_pence", "payable_pence", "variance_pence"),
    *("activity_variance_pence", "price_variance_pence", "marginal_variance_pence"),
)
_BEHIND = _COLUMNS[8:]


@dataclass(frozen=True, repr=False)
class ContractReport(Told):
    """Contracts of one host or of several, to date. Costs positive, variances favourable positive.

    `names` are those of the commissioners, `held` the codes of the bodies of this book. `associate_of`
    are the shares in contracts of other hosts of this book, which are in no sum.

    >>> from pctfinance.rulebooks import Rulebook
    >>> tariff = Rulebook.packaged("2011-12").tariff
    >>> ContractReport("None", Period("2011-12 M08"), None, (), {}, frozenset(), tariff).findings
    ()
    """

    title: str
    period: Period
    known_at: date | None
    contracts: tuple[ContractResult, ...]
    names: Mapping[str, str]
    held: frozenset[str]
    tariff: Tariff
    elsewhere: Elsewhere = NOBODY
    associate_of: tuple[AssociateShare, ...] = ()

    def of(self, host: str, contract: str) -> ContractResult:
        """One contract.

        Raises:
            NotInReportError: the host has none of that code.
        """
        found = {(each.host, each.stated.contract): each for each in self.contracts}
        return looked_up(found, (host, contract), "contract")

    @property
    def providers(self) -> tuple[ProviderSums, ...]:
        """The contracts by provider, whoever hosts them: side by side, not pooled."""
        return providers_of(self.contracts)

    def provider(self, code: str) -> ProviderSums:
        """The contracts with one provider.

        Raises:
            NotInReportError: there is none with it.
        """
        return looked_up(
            {one.provider: one for one in self.providers}, code.strip().upper(), "provider"
        )

    @property
    def provider_table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a provider; amounts in integer pence, or missing."""
        return tidy_frame((one.record() for one in self.providers), PROVIDER_COLUMNS)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Lines not reported in the month, activity that fell, and whose contracts are not here."""
        return (*self._not_reported(), *self._falls(), *self.elsewhere.findings)

    def _falls(self) -> Iterator[Finding]:
        return (
            Finding(
                "contract.activity-falls",
                Level.WARNING,
                f"{each.stated.contract} with {each.stated.provider_name}: units to date of {code} are "
                f"{fall.after:,}, and were {fall.before:,} in M{fall.month:02}",
                Where(body=each.host, period=str(self.period)),
                "ask the provider; what was reported too much is put right in its own month",
            )
            for each in self.contracts
            for line in each.lines
            for fall in line.falls
            for code in [f"{line.line.line} of {fall.body}" if fall.body else line.line.line]
        )

    def _not_reported(self) -> Iterator[Finding]:
        return (
            Finding(
                "contract.not-reported",
                Level.WARNING,
                f"{each.stated.contract} with {each.stated.provider_name}: not reported in "
                f"{self.period}: {', '.join(map(_silent, each.silent))}",
                Where(body=each.host, period=str(self.period)),
                "report it; it is not taken to be on plan",
                (Ground("plan to date of what was not reported", each.not_reported_pence),),
            )
            for each in self.contracts
            if each.not_reported
        )

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        shares = any(each.synthetic for each in self.associate_of)
        return shares or any(each.synthetic for each in self.contracts)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a line, in integer pence; what was not reported is `None`."""
        for each in self.contracts:
            for line in each.lines:
                told = {name: getattr(line, name) for name in ("plan_activity", "activity")}
                figures = {name: getattr(line, name) for name in _BEHIND}
                if line.activity is None:
                    figures = dict.fromkeys(figures)
                yield {
                    "body": each.host,
                    "contract": each.stated.contract,
                    "provider": each.stated.provider,
                    "line": line.line.line,
                    **told,
                    "price_pence": line.line.price_pence,
                    "plan_pence": line.plan_pence,
                    **figures,
                }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a line; amounts in integer pence, or missing."""
        return tidy_frame(self.rows(), _COLUMNS)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "period": str(self.period),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            "emergency_marginal_rate": str(self.tariff.emergency_marginal_rate.value),
            **self.elsewhere.document(),
            "lines": list(self.rows()),
            "providers": [one.record() for one in self.providers],
            "contracts": [_contract(each) for each in self.contracts],
            "associate_of": [each.document() for each in self.associate_of],
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: of each contract its lines, variances, prices and shares."""
        if not self.contracts:
            title = f"Contracts of {self.title}"
            notes = self.elsewhere.notes
            said = "No contract is hosted." if self.associate_of else "No contract is stated."
            table = Shown(title, self._subtitle, (), (), notes=notes, empty=said)
            return (table, *self._associated())
        beside = len(self.contracts) > 1 or self.elsewhere.notes
        tables = [self._side_by_side()] if beside else []
        if len(self.contracts) > 1:
            tables.append(provider_table(self.providers, self.title, self._subtitle))
        for each in self.contracts:
            tables += [self._lines(each), self._variances(each)]
            if any(line.line.prior_price_pence is not None for line in each.lines):
                tables.append(prices_table(each, self._title(each, "prices"), self.tariff))
            titles = (self._title(each, "commissioners"), self._subtitle)
            tables.append(commissioners_table(each, titles, self.names, self.held))
        return (*tables, *self._associated())

    def _associated(self) -> Iterator[Shown]:
        """What the bodies have of contracts that others host, where there is anything."""
        if self.associate_of:
            yield associate_table(self.associate_of, self.names, self.title, self._subtitle)

    def _side_by_side(self) -> Shown:
        rows = [
            row(
                [
                    f"{each.host} {each.stated.contract} {each.stated.provider_name}",
                    *map(_thousands, (each.plan_pence, each.not_reported_pence)),
                    *map(_thousands, map(each.told, (each.payable_pence, each.variance_pence))),
                ]
            )
            for each in self.contracts
        ]
        return Shown(
            title=f"Contracts of {self.title}",
            subtitle=self._subtitle,
            headings=(
                Heading("Host and contract", Align.LEFT, wraps=True),
                *map(Heading, ("Plan", "Of it not\nreported", "Payable", "Variance")),
            ),
            rows=tuple(rows),
            notes=(
                "Side by side: what one contract saves does not pay for another's overspend.",
                *self.elsewhere.notes,
            ),
        )

    @property
    def _subtitle(self) -> str:
        known = f", documents up to {long_date(self.known_at)}" if self.known_at else ""
        return f"£000, to date, {self.period}{known}; favourable positive, (adverse)"

    def _title(self, each: ContractResult, what: str) -> str:
        named = f"{each.stated.contract} with {each.stated.provider_name}"
        return f"Contract {named}, host {each.host}: {what}"

    def _lines(self, each: ContractResult) -> Shown:
        rows = []
        for line in each.lines:
            cells = [f"{line.line.line} {line.line.name}", f"{line.plan_activity:,}"]
            if line.activity is None:
                rows.append(row([*cells, "-", _thousands(line.plan_pence), "-", "-", "-", "-"]))
                continue
            amounts = (line.plan_pence, line.full_pence, -line.reduction_pence)
            ends = (line.payable_pence, line.variance_pence)
            rows.append(row([*cells, f"{line.activity:,}", *map(_thousands, (*amounts, *ends))]))
        paid = (each.full_pence, -each.reduction_pence, each.payable_pence, each.variance_pence)
        sums = (each.plan_pence, *map(each.told, paid))
        cells = ["Sum", "", "", *map(_thousands, sums)]
        rows.append(row(cells, tone=Tone.STRONG, total=True))
        return Shown(
            title=self._title(each, "plan and actual"),
            subtitle=self._subtitle,
            headings=(
                Heading("Point of delivery", Align.LEFT, wraps=True),
                *map(Heading, ("Units\nplan", "Units\nactual", "Plan", "Full\nprice")),
                *map(Heading, ("Marginal\nrate", "Payable", "Variance")),
            ),
            rows=tuple(rows),
            notes=tuple(self._notes(each)),
        )

    def _notes(self, each: ContractResult) -> Iterator[str]:
        if any(line.baseline_pence is not None for line in each.lines):
            rate = per_cent(Fraction(self.tariff.emergency_marginal_rate.value))
            yield f"Emergency value above its baseline to date is paid at {rate}."
        for own in sharing(line.line for line in each.lines):
            if len(own) > 1:
                yield f"One baseline, against their value together: {', '.join(x.line for x in own)}."
        if each.not_reported:
            yield (
                f"Not reported, and neither on plan nor off it: {', '.join(each.not_reported)}, with a "
                f"plan of {show_exact(each.not_reported_pence)} to date. The variance leaves them out."
            )
        if each.synthetic:
            yield "Contains synthetic figures, which have no published source."

    def _variances(self, each: ContractResult) -> Shown:
        rows = [
            row(
                [
                    f"{line.line.line} {line.line.name}",
                    *map(_thousands, _parts(line)),
                    _thousands(line.variance_pence),
                ]
            )
            for line in each.reported
        ]
        sums = map(each.told, (*each.parts_pence, each.variance_pence))
        cells = ["Sum", *map(_thousands, sums)]
        rows.append(row(cells, tone=Tone.STRONG, total=True))
        headings = ("Activity", "Price", "Marginal\nrate", "Variance")
        return Shown(
            title=self._title(each, "variance by cause"),
            subtitle=self._subtitle,
            headings=(
                Heading("Point of delivery", Align.LEFT, wraps=True),
                *map(Heading, headings),
            ),
            rows=tuple(rows),
        )

    def __repr__(self) -> str:
        return f"<Contracts of {self.title}, {self.period}: {len(self.contracts)}>"


def _silent(line: LineResult) -> str:
    """A line that was not reported, and what was not where something else was told."""
    code = line.line.line
    if line.waits_for:
        return f"{code} (its baseline is shared with {', '.join(line.waits_for)})"
    return f"{code} (not of {', '.join(line.untold)})" if line.untold else code


def _parts(line: LineResult) -> tuple[int, int, int]:
    return (
        line.activity_variance_pence,
        line.price_variance_pence,
        line.marginal_variance_pence,
    )


def _contract(each: ContractResult) -> dict[str, Any]:
    names = ("full_pence", "reduction_pence", "payable_pence", "variance_pence")
    parts = ("activity_variance_pence", "price_variance_pence", "marginal_variance_pence")
    return {
        "body": each.host,
        "contract": each.stated.contract,
        "provider": each.stated.provider,
        "provider_name": each.stated.provider_name,
        "plan_pence": each.plan_pence,
        **{name: each.told(getattr(each, name)) for name in names},
        **dict(zip(parts, map(each.told, each.parts_pence), strict=True)),
        "events": list(each.sequences),
        "not_reported": list(each.not_reported),
        "not_reported_pence": each.not_reported_pence,
        "commissioners": [
            {
                "body": body,
                "is_host": body == each.host,
                "plan_pence": each.told(each.plan_of(body)),
                "payable_pence": each.told(each.payable_of(body)),
                "recharged_pence": each.recharged_of(body),
                "submitted_pence": each.submitted_of(body),
                "to_recharge_pence": dict(each.to_recharge).get(body),
            }
            for body in each.bodies
        ],
        "recharges": list(each.charges.numbers),
    }


def _thousands(pence: int | None) -> str:
    return show_money(pence, Unit.THOUSANDS)
