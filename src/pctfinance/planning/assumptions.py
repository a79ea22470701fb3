"""What a plan assumes, as people state it: rates by number or by their place in the rulebook.

A rate is a share (`0.02`), exact: never a float. Instead of a number, the dotted key of a rulebook's
number may be given (`tariff.efficiency`); its source then goes with it into the scenario.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pctfinance.errors import (
    Finding,
    InputRefusedError,
    Level,
    MoneyError,
    UsageError,
    Where,
    did_you_mean,
)
from pctfinance.ledger.scenarios import (
    Assumptions,
    FullYearEffect,
    PlannedChange,
    Rates,
    StatedRate,
)
from pctfinance.money import Unit, parse_money
from pctfinance.rulebooks import Rulebook
from pctfinance.rulebooks.source import SourceText, parse_source

__all__ = ["RULEBOOK_RATES", "Rated", "rate_stated", "rates_stated", "read_assumptions"]

Rated = Decimal | int | str | Mapping[str, Any]
"""A rate as it is stated: a number, a key of the rulebook, or one for each name with `usual`."""

RULEBOOK_RATES: Mapping[str, str] = {
    "headroom": "headroom.rate",
    "contingency": "contingency.rate",
    "surplus": "planned_surplus.rate",
}
"""What is set aside where nobody says otherwise, by the key of the rulebook's number."""

_RATES = ("growth", "efficiency", "limit_growth")
_ROWS = ("full_year_effects", "pressures", "investments")
_KEYS = ("unit", *_RATES, *RULEBOOK_RATES, *_ROWS)
_SOURCE = "stated for this plan"


def rate_stated(value: Rated, rulebook: Rulebook) -> StatedRate:
    """One rate with its source.

    Args:
        value: a share, the dotted key of a number of the rulebook, or a mapping with `rate` and
            `source`.
        rulebook: whose numbers may be named.

    Raises:
        UsageError: it is neither a share from -1 to 1 nor a share that the rulebook states.

    >>> rate = rate_stated("tariff.efficiency", Rulebook.packaged("2011-12"))
    >>> rate.rate, rate.source.partition(":")[0]
    (Decimal('0.04'), 'tariff.efficiency of the rulebook 2011-12 (published, national)')
    """
    if isinstance(value, Mapping):
        if set(value) != {"rate", "source"}:
            raise _refused("a rate with its source has the keys rate and source, and no other")
        stated = rate_stated(value["rate"], rulebook)
        return stated.model_copy(update={"source": str(value["source"])})
    if isinstance(value, float | bool) or not isinstance(value, Decimal | int | str):
        raise _refused(f"{value!r} is no exact share", "write 2 % as the text 0.02")
    numbers = dict(rulebook.numbers())
    if isinstance(value, str) and value in numbers:
        number = numbers[value]
        if not isinstance(number.quantity, Decimal):
            raise _refused(f"{value} of the rulebook is in {number.unit}: no share")
        scope = f"{number.certainty}, {number.scope}"
        source = f"{value} of the rulebook {rulebook.year} ({scope}): {number.source}"
        return StatedRate(rate=number.quantity, source=source)
    try:
        return StatedRate(rate=Decimal(value), source=_SOURCE)
    except (InvalidOperation, ValidationError) as error:
        hint = did_you_mean(str(value), tuple(numbers)) or "write 2 % as 0.02"
        message = f"{value!r} is no share from -1 to 1, and no number of the rulebook"
        raise _refused(message, hint) from error


def rates_stated(value: Rated, rulebook: Rulebook) -> Rates:
    """A usual rate, and those of single categories or bodies that differ.

    Args:
        value: one rate for all (see `rate_stated`), or a mapping of names to rates, in which
            `usual` is the one for all others.
        rulebook: whose numbers may be named.

    Raises:
        UsageError: a rate is none, or a mapping does not say which rate is usual.

    >>> rates = rates_stated({"usual": "0.02", "acute": "0.03"}, Rulebook.packaged("2011-12"))
    >>> [rates.of(name).rate for name in ("acute", "dental")]
    [Decimal('0.03'), Decimal('0.02')]
    """
    if not isinstance(value, Mapping) or "rate" in value:
        return Rates(usual=rate_stated(value, rulebook))
    if "usual" not in value:
        raise _refused("rates by name need the usual rate of all others", "add usual")
    others = {name: rate_stated(rate, rulebook) for name, rate in value.items() if name != "usual"}
    return Rates(usual=rate_stated(value["usual"], rulebook), by=others)


def read_assumptions(path: str | Path, rulebook: Rulebook) -> Assumptions:
    r"""The assumptions of a plan from a TOML file, every problem of it reported together.

    Args:
        path: the file. Its keys are described in `docs/budgets.md`.
        rulebook: whose numbers may be named instead of a rate.

    Raises:
        InputRefusedError: the file cannot be read or relied on; the findings name key and row.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder) / "plan.toml"
    ...     _ = place.write_text('growth = 0.02\nefficiency = 0\nlimit_growth = 0.02')
    ...     read_assumptions(place, Rulebook.packaged("2011-12")).growth.usual.rate
    Decimal('0.02')
    """
    place = Path(path)
    try:
        source = parse_source(place.name, place.read_bytes())
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        message = f"the assumptions could not be opened: {error.strerror}"
        raise InputRefusedError(
            Finding(code, Level.ERROR, message, Where(file=place.name), "check the path")
        ) from error
    except InputRefusedError as error:
        found = (replace(one, code="plan.assumption") for one in error.findings)
        raise InputRefusedError(*found) from error
    return _Reader(source, rulebook).assumptions()


@dataclass
class _Reader:
    """A file of assumptions, and what was found amiss in it so far."""

    source: SourceText
    rulebook: Rulebook
    findings: list[Finding] = field(default_factory=list)

    def assumptions(self) -> Assumptions:
        """What the file states."""
        given = self.source.content
        for key in given:
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS) or f"the keys are {', '.join(_KEYS)}"
                self._amiss(key, f"{key!r} is no key of a plan's assumptions", hint)
        rates = {name: self._rates(name) for name in _RATES}
        single = {name: self._rates(name, usual) for name, usual in RULEBOOK_RATES.items()}
        for name, stated in single.items():
            if stated and stated.by:
                self._amiss(name, f"{name} is one rate of the limit, and has none by name")
        unit = self._unit()
        effects = tuple(self._effects(unit))
        changes = (
            *self._changes("pressures", "pressure", unit),
            *self._changes("investments", "investment", unit),
        )
        InputRefusedError.raise_for(self.findings)
        known = {name: stated for name, stated in rates.items() if stated}
        usual = {name: stated.usual for name, stated in single.items() if stated}
        return Assumptions.model_validate(
            {**known, **usual, "full_year_effects": effects, "changes": changes}
        )

    def _rates(self, name: str, usual: str = "") -> Rates | None:
        value = self.source.content.get(name, usual)
        if not value and name not in self.source.content:
            self._amiss(name, f"the assumptions do not state {name}", "0 where there is none")
            return None
        try:
            return rates_stated(value, self.rulebook)
        except UsageError as error:
            for finding in error.findings:
                self._amiss(name, f"{name}: {finding.message}", finding.hint)
            return None

    def _unit(self) -> Unit:
        words = {unit.value: unit for unit in Unit}
        stated = self.source.content.get("unit")
        needed = any(self.source.content.get(name) for name in _ROWS)
        if stated not in words and (needed or stated is not None):
            said = f"{stated!r} is no unit" if stated is not None else "no unit is stated"
            self._amiss("unit", said, f"write one of {', '.join(words)}")
        return words.get(str(stated), Unit.POUNDS)

    def _effects(self, unit: Unit) -> Iterator[FullYearEffect]:
        names = ("body", "category", "this_year", "full_year", "reason")
        for key, row in self._rows("full_year_effects", names):
            before, after = (self._pence(key, row, name, unit) for name in names[2:4])
            if before is not None and after is not None:
                parts = {"this_year_pence": before, "full_year_pence": after, **_texts(row)}
                yield FullYearEffect.model_validate(parts)

    def _changes(self, name: str, kind: str, unit: Unit) -> Iterator[PlannedChange]:
        for key, row in self._rows(name, ("body", "category", "amount", "reason")):
            pence = self._pence(key, row, "amount", unit)
            if pence is not None:
                yield PlannedChange.model_validate({"kind": kind, "pence": pence, **_texts(row)})

    def _rows(self, name: str, keys: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The rows of an array that have all of their keys, each with its place."""
        rows = self.source.content.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._amiss(name, f"{name} is no list of rows", f"begin each row with [[{name}]]")
            return
        for number, row in enumerate(rows):
            key = f"{name}.{number}"
            missing = [one for one in keys if row.get(one) in (None, "")]
            strange = [one for one in row if one not in keys]
            if missing:
                self._amiss(key, f"row {number + 1} of {name} lacks {', '.join(missing)}")
            if strange:
                hint = f"its keys are {', '.join(keys)}"
                self._amiss(key, f"row {number + 1} of {name} has {', '.join(strange)}", hint)
            if not missing and not strange:
                yield key, row

    def _pence(self, key: str, row: Mapping[str, Any], name: str, unit: Unit) -> int | None:
        where = self.source.where(f"{key}.{name}")
        try:
            pence = parse_money(str(row[name]), unit=unit, where=where)
        except MoneyError as error:
            self.findings += error.findings
            return None
        if pence is None:
            self._amiss(f"{key}.{name}", f"{name} has no value", "write 0 where there is none")
        return pence

    def _amiss(self, key: str, message: str, hint: str = "") -> None:
        where = self.source.where(key)
        self.findings.append(Finding("plan.assumption", Level.ERROR, message, where, hint))


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in ("body", "category", "reason")}


def _refused(message: str, hint: str = "") -> UsageError:
    return UsageError(Finding("plan.assumption", Level.ERROR, message, hint=hint))
