"""The rulebook of a year, packaged or a user's own."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ValidationError, model_validator

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level, RulebookError, UnknownNameError, Where, did_you_mean
from pctfinance.rulebooks.parts import (
    Agreement,
    Authority,
    BetterPayment,
    Cash,
    Contingency,
    Controls,
    ControlTotal,
    Delegation,
    Development,
    Duties,
    Duty,
    Footing,
    Growth,
    Headroom,
    LateRule,
    Months,
    Phasing,
    PlannedSurplus,
    Planning,
    Recharging,
    RunningCosts,
    Tariff,
    Transfers,
)
from pctfinance.rulebooks.problems import findings_from
from pctfinance.rulebooks.reporting import Qipp, Rag, Underlying
from pctfinance.rulebooks.source import SourceText, parse_source
from pctfinance.rulebooks.stated import Number, Part, Stated, Text, statements_of
from pctfinance.rulebooks.words import Words

__all__ = ["Rulebook", "packaged_text", "packaged_years"]


def _canonical_year(text: str) -> str:
    return str(FinancialYear(text))


class Rulebook(Part):
    """The rules of one financial year: every number with its source, and the words of the year.

    Values are frozen. A share is an exact `Decimal` from 0 to 1, money is integer pence.

    >>> rulebook = Rulebook.packaged("2011-12")
    >>> rulebook.headroom.rate.value, rulebook.development.per_head.amount_pence
    (Decimal('0.02'), 200)
    >>> rulebook.words.body, rulebook.headroom.rate.certainty
    ('PCT', 'published')
    """

    year: Annotated[Text, AfterValidator(_canonical_year)]
    title: Text
    words: Words
    duties: Duties
    authority: Authority
    transfers: Transfers
    planning: Planning
    growth: Growth | None = None
    contingency: Contingency
    planned_surplus: PlannedSurplus
    headroom: Headroom
    development: Development
    delegation: Delegation
    running_costs: RunningCosts
    cash: Cash | None = None
    tariff: Tariff
    better_payment: BetterPayment
    phasing: Phasing
    months: Months | None = None
    recharging: Recharging | None = None
    agreement: Agreement | None = None
    control_total: ControlTotal | None = None
    controls: Controls | None = None
    rag: Rag
    underlying: Underlying | None = None
    qipp: Qipp | None = None
    footing: Footing

    @model_validator(mode="after")
    def _one_duty_an_id(self) -> Self:
        ids = [duty.id for duty in self.duties]
        for twice in sorted({name for name in ids if ids.count(name) > 1}):
            msg = f"`duties` names {twice} more than once"
            raise ValueError(msg)
        return self

    @classmethod
    def packaged(cls, year: str | FinancialYear) -> "Rulebook":
        """The rulebook that comes with pctfinance, read once.

        Raises:
            UnknownNameError: there is none for that year; the error lists the years there are.

        >>> Rulebook.packaged("2012-13").words.delegate
        'CCG'
        >>> Rulebook.packaged("2013-14")
        Traceback (most recent call last):
        ...
        pctfinance.errors.UnknownNameError: there is no packaged rulebook of '2013-14', only of \
2011-12, 2012-13 -> copy one (pctfinance rulebook 2012-13), change it, and name the copy as \
`rulebook` in the declaration [register.unknown-name]
        """
        return _packaged(str(year))

    @classmethod
    def read(cls, path: str | Path) -> "Rulebook":
        """A user's own rulebook; it replaces the packaged one of its year altogether.

        Raises:
            RulebookError: with every problem of the file, each naming line, key and value.
        """
        path = Path(path)
        return _checked(parse_source(path.name, _bytes_of(path)))

    @classmethod
    def parse(cls, text: str, name: str = "rulebook") -> "Rulebook":
        """A rulebook from its text, such as a book keeps.

        Raises:
            RulebookError: with every problem of the text.

        >>> Rulebook.parse(packaged_text("2011-12")).year
        '2011-12'
        """
        return _parsed(text, name)

    @property
    def financial_year(self) -> FinancialYear:
        """The year whose rules these are."""
        return FinancialYear(self.year)

    @property
    def identity(self) -> str:
        """SHA-256 over the content: equal rules, however their file is laid out, are equal here.

        Comments, order of keys and `0.020` for `0.02` change nothing; a source or a note does.

        >>> len(Rulebook.packaged("2011-12").identity)
        64
        """
        said = _without_later_silence(self.model_dump())
        content = json.dumps(_plain(said), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def late(self) -> LateRule:
        """What becomes of a document of resource whose month is not open any more.

        A rulebook that says nothing of it lands it in the first open month after its own.

        >>> Rulebook.packaged("2011-12").late
        'first-open'
        """
        return self.months.late.value if self.months else "first-open"

    def statements(self) -> Iterator[tuple[str, Stated]]:
        """Everything that the rules state, with its dotted key: numbers, choices, dates, duties."""
        return statements_of(self)

    def numbers(self) -> Iterator[tuple[str, Number]]:
        """Every number of the rules, with its dotted key.

        >>> dict(Rulebook.packaged("2011-12").numbers())["better_payment.days"].quantity
        30
        """
        for key, stated in self.statements():
            if isinstance(stated, Number):
                yield key, stated

    def duty(self, name: str) -> Duty:
        """The duty with the id `name`.

        Raises:
            UnknownNameError: no such duty is tested.

        >>> Rulebook.packaged("2011-12").duty("cash_limit").statutory
        True
        """
        for duty in self.duties:
            if duty.id == name:
                return duty
        ids = [duty.id for duty in self.duties]
        raise UnknownNameError(
            f"there is no duty {name!r}, only {', '.join(ids)}", hint=did_you_mean(name, ids)
        )

    def authority_word(self, on: date) -> str:
        """What the competent authority is called on a day.

        >>> rulebook = Rulebook.packaged("2011-12")
        >>> rulebook.authority_word(date(2011, 10, 2)), rulebook.authority_word(date(2011, 10, 3))
        ('SHA', 'SHA cluster')
        """
        changed = on >= self.authority.changeover.value
        return self.words.authority_after_changeover if changed else self.words.authority


def packaged_years() -> tuple[str, ...]:
    """The years that a packaged rulebook is there for, in their order.

    >>> packaged_years()
    ('2011-12', '2012-13')
    """
    names = (entry.name for entry in _data().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _data() -> Any:
    return files("pctfinance.rulebooks").joinpath("data")


@cache
def _packaged(year: str) -> Rulebook:
    text = packaged_text(year)
    return _checked(parse_source(f"{year}.toml", text.encode()))


@lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Rulebook:
    """A rulebook is frozen, and most books of a process are kept by the same one or two."""
    return _checked(parse_source(name, text.encode()))


def packaged_text(year: str) -> str:
    """The file of a packaged rulebook, to be copied and changed.

    Raises:
        UnknownNameError: there is none for that year; the error lists the years there are.

    >>> packaged_text("2011-12").splitlines()[0]
    '# The rulebook of 2011-12: what the rules of the year say, and who says so.'
    """
    years = packaged_years()
    if year not in years:
        raise UnknownNameError(
            f"there is no packaged rulebook of {year!r}, only of {', '.join(years)}",
            hint=f"copy one (pctfinance rulebook {years[-1]}), change it, and name the copy as "
            "`rulebook` in the declaration",
        )
    return str(_data().joinpath(f"{year}.toml").read_text(encoding="utf-8"))


def _checked(source: SourceText) -> Rulebook:
    try:
        return Rulebook.model_validate(source.content)
    except ValidationError as error:
        raise RulebookError(*findings_from(error, source, Rulebook)) from error


def _bytes_of(path: Path) -> bytes:
    where = Where(file=path.name)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        finding = Finding(
            "file.missing",
            Level.ERROR,
            "the declaration names this rulebook, and there is no such file",
            where,
        )
        raise RulebookError(finding) from error
    except OSError as error:
        message = f"it could not be opened: {error.strerror}"
        raise RulebookError(Finding("file.unreadable", Level.ERROR, message, where)) from error


def _without_later_silence(content: dict[str, Any]) -> dict[str, Any]:
    """The content without keys that came later and are silent: older rulebooks stay what they were."""
    costs = {
        key: value for key, value in content["running_costs"].items() if value not in (None, ())
    }
    said = {**content, "running_costs": costs}
    for key in ("cash", "agreement", "control_total", "controls"):
        if said[key] is None:
            del said[key]
    if said.get("agreement", {}).get("aging", ...) is None:
        said["agreement"] = {
            key: value for key, value in said["agreement"].items() if key != "aging"
        }
    return said


def _plain(value: Any) -> Any:
    """The value in JSON's own kinds, one text for each number however it was typed."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
