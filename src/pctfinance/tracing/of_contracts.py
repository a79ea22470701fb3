"""What the figures of contracts are made of: units times prices, baselines, the rate, shares."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from pctfinance.consolidation.contracts import ContractResult, LineResult
from pctfinance.consolidation.marginal_rate import sharing
from pctfinance.consolidation.sharing_basis import apportioned
from pctfinance.ledger.contracts import ActivityReported, ActivityRow, ContractLine, ContractStated
from pctfinance.ledger.events import Event
from pctfinance.money import show_exact
from pctfinance.present.contract_report import ContractReport
from pctfinance.present.provider_table import ProviderSums
from pctfinance.tracing.figures import SUM_OF, ReportFigure, Unit
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import nearest, share_of
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["contract_figures"]

_MEASURES: Mapping[str, tuple[str, Unit]] = {
    "plan_activity": ("planned units", "number"),
    "activity": ("units", "number"),
    "price": ("price of a unit", "pence"),
    "prior_price": ("price of the year before", "pence"),
    "tariff_price": ("price of the year before, less efficiency", "pence"),
    "plan_full": ("plan at full price", "pence"),
    "plan_reduction": ("planned reduction by the marginal rate", "pence"),
    "plan": ("plan", "pence"),
    "full": ("at full price", "pence"),
    "reduction": ("reduction by the marginal rate", "pence"),
    "payable": ("payable", "pence"),
    "activity_variance": ("variance by activity", "pence"),
    "price_variance": ("variance by price", "pence"),
    "marginal_variance": ("variance by the marginal rate", "pence"),
    "variance": ("variance", "pence"),
}
_PRIOR = ("prior_price", "tariff_price")
_BEFORE_REPORT = ("plan_activity", "price", *_PRIOR, "plan_full", "plan_reduction", "plan")
_SUMS = {
    "plan": "plan",
    "full": "at full price",
    "reduction": "reduction by the marginal rate",
    "payable": "payable",
    "variance": "variance of what was reported",
}
_PARTS = ("activity_variance", "price_variance", "marginal_variance")
_NOT_REPORTED = "the line was not reported in the month"
_NONE_REPORTED = "no line was reported in the month"
_NO_PRIOR = "no price of the year before is stated"
_MONTHS = 12


def contract_figures(report: ContractReport, group: str, sight: Sight) -> Iterator[ReportFigure]:
    """Every figure of every contract: line by line, in sum, what each commissioner bears; by provider.

    Args:
        report: the contracts.
        group: the code of the body or group that it is of.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> list(contract_figures(book.contracts("M8"), "NCL", Sight.empty("2011-12 M08")))
    []
    """
    for result in report.contracts:
        yield from _of_contract(result, _lines_of(sight, result))
    for provider in report.providers:
        yield from _of_provider(provider, group, sight)


def _lines_of(sight: Sight, result: ContractResult) -> dict[str, "_Line"]:
    stated, told = _rests_on(sight, result)
    by_code = {line.line.line: line for line in result.lines}
    found: dict[str, _Line] = {}
    for own in sharing(line.line for line in result.lines):
        beside = tuple(by_code[line.line] for line in own)
        found |= {each.line.line: _Line(each, beside, stated, told, sight) for each in beside}
    return {code: found[code] for code in by_code}


def _of_provider(provider: ProviderSums, group: str, sight: Sight) -> Iterator[ReportFigure]:
    """The sums of a provider over its contracts: of the lines that were reported, but for the plan."""
    every = [line for each in provider.contracts for line in _lines_of(sight, each).values()]
    told = [line for line in every if line.said.activity is not None]
    silent = [line for line in every if line.said.activity is None]
    record = provider.record()
    for measure, words in (*_SUMS.items(), *((each, _MEASURES[each][0]) for each in _PARTS)):
        yield _summed(
            group,
            f"{SUM_OF}/provider/{provider.provider}/{measure}",
            f"{provider.provider} {provider.provider_name}, {words}",
            record[f"{measure}_pence"],
            (every if measure == "plan" else told, measure),
        )
    yield _summed(
        group,
        f"{SUM_OF}/provider/{provider.provider}/not_reported",
        f"{provider.provider} {provider.provider_name}, plan of what was not reported",
        record["not_reported_pence"],
        (silent, "plan"),
    )


def _rests_on(sight: Sight, result: ContractResult) -> tuple[Event, Event | None]:
    """The statement that stands, and the report of the month."""
    stated = told = None
    code = result.stated.contract
    for event in sight.standing(result.host):
        what = event.what
        if isinstance(what, ContractStated) and what.contract == code:
            stated = event
        elif isinstance(what, ActivityReported) and what.contract == code:
            told = event if event.period == sight.period else told
    if stated is None:
        msg = f"no event states the contract {code}"
        raise ValueError(msg)
    return stated, told


def _of_contract(result: ContractResult, lines: Mapping[str, "_Line"]) -> Iterator[ReportFigure]:
    code, host = result.stated.contract, result.host
    for name, line in lines.items():
        for measure, (words, unit) in _MEASURES.items():
            value = line.value(measure)
            if line.said.activity is None and measure not in _BEFORE_REPORT:
                value = None
            yield ReportFigure(
                host,
                f"{code}/{name}/{measure}",
                f"{code} {name} {line.said.line.name}, {words}",
                value,
                unit,
                partial(line.part, measure),
                _NO_PRIOR if measure in _PRIOR else _NOT_REPORTED,
            )
    told = [line for line in lines.values() if line.said.activity is not None]
    silent = [line for line in lines.values() if line.said.activity is None]
    for measure, words in _SUMS.items():
        own = [*lines.values()] if measure == "plan" else told
        value = getattr(result, f"{measure}_pence")
        value = value if measure == "plan" else result.told(value)
        yield _summed(
            host, f"{code}/{SUM_OF}/all/{measure}", f"{code}, {words}", value, (own, measure)
        )
    words = f"{code}, plan of what was not reported"
    whole = result.not_reported_pence
    yield _summed(host, f"{code}/{SUM_OF}/all/not_reported", words, whole, (silent, "plan"))
    for measure, pence in zip(_PARTS, result.parts_pence, strict=True):
        words = f"{code}, {_MEASURES[measure][0]}"
        yield _summed(
            host, f"{code}/{SUM_OF}/all/{measure}", words, result.told(pence), (told, measure)
        )
    for body in result.bodies:
        for measure, pence in (
            ("plan", result.plan_of(body)),
            ("payable", result.payable_of(body)),
        ):
            made = partial(_share_summed, told, measure, body)
            words = f"{code}, {measure} of {body}"
            place = f"{code}/share/{body}/{measure}"
            yield ReportFigure(
                host, place, words, result.told(pence), made=made, why=_NONE_REPORTED
            )


def _summed(
    host: str, line: str, words: str, pence: int | None, of: tuple[Sequence["_Line"], str]
) -> ReportFigure:
    own, measure = of

    def made() -> Part:
        parts = (replace(each.part(measure), label=each.name) for each in own)
        return Part.sum_of(_MEASURES[measure][0], parts)

    return ReportFigure(host, line, words, pence, made=made, why=_NONE_REPORTED)


def _share_summed(lines: Sequence["_Line"], measure: str, body: str) -> Part:
    return Part.sum_of(f"{measure} of {body}", (line.share(measure, body) for line in lines))


@dataclass(frozen=True)
class _Line:
    """One line of a contract with the events that it rests on, and those that share its baseline."""

    said: LineResult
    sharing: tuple[LineResult, ...]
    stated: Event
    told: Event | None
    sight: Sight

    @property
    def name(self) -> str:
        return f"{self.line.line} {self.line.name}"

    @property
    def line(self) -> ContractLine:
        return self.said.line

    @property
    def rows(self) -> tuple[ActivityRow, ...]:
        what = self.told.what if self.told else None
        units = what.units if isinstance(what, ActivityReported) else ()
        return tuple(row for row in units if row.line == self.line.line)

    def value(self, measure: str) -> int | None:
        """As the report has it."""
        if measure in ("price", "prior_price"):
            told: int | None = getattr(self.line, f"{measure}_pence")
            return told
        if measure == "tariff_price":
            return self.said.tariff_price_pence(self.sight.rulebook.tariff.efficiency.value)
        name = measure if measure.endswith("activity") else f"{measure}_pence"
        found: int | None = getattr(self.said, name)
        return found

    def part(self, measure: str) -> Part:
        """What it is made of, from the statement and the report."""
        ways: dict[str, Callable[[], Part]] = {
            "plan": lambda: _less(self.part("plan_full"), self.part("plan_reduction")),
            "payable": lambda: _less(self.part("full"), self.part("reduction")),
            "variance": lambda: _less(self.part("plan"), self.part("payable")),
            "activity_variance": lambda: _less(self.part("plan_full"), self._at_price()),
            "price_variance": lambda: _less(self._at_price(), self.part("full")),
            "marginal_variance": lambda: _less(self.part("reduction"), self.part("plan_reduction")),
            "plan_reduction": lambda: self._reduction("plan_full"),
            "reduction": lambda: self._reduction("full"),
            "tariff_price": self._tariff_price,
        }
        label = _MEASURES[measure][0]
        made = ways.get(measure, lambda: Part.sum_of(label, self._leaves(measure)))()
        return replace(made, label=label)

    def _leaves(self, measure: str) -> Iterator[Part]:
        price, month = self.line.price_pence, self.sight.period.number
        if measure == "price":
            yield said_by(self.stated, price, "stated")
        if measure == "prior_price" and self.line.prior_price_pence is not None:
            yield said_by(self.stated, self.line.prior_price_pence, "stated")
        for number, units in enumerate(self.line.months[:month], start=1):
            if measure == "plan_activity" and units:
                yield said_by(self.stated, units, f"M{number:02}, planned")
            if measure == "plan_full" and units:
                rule = f"{units:,} units at {show_exact(price)}"
                part = said_by(self.stated, units * price, f"M{number:02}, planned")
                yield replace(part, rule=rule)
        for row in self.rows if self.told else ():
            whose = f"reported of {row.body}" if row.body else "reported"
            if self.told and measure == "activity":
                yield said_by(self.told, row.activity, whose)
            if self.told and measure == "full":
                billed, units_told = row.billed_pence, f"{row.activity:,} units"
                at = f"{units_told} at {show_exact(price)}"
                at = at if billed is None else f"{units_told}, as billed"
                pence = row.activity * price if billed is None else billed
                yield replace(said_by(self.told, pence, whose), rule=at)

    def _tariff_price(self) -> Part:
        """The price of the year before, less the efficiency of the tariff alone."""
        prior = self.part("prior_price")
        rate = 1 - Fraction(self.sight.rulebook.tariff.efficiency.value)
        pence = nearest(prior.pence * rate.numerator, rate.denominator)
        return share_of("", prior, rate, pence, f"{rate} (rulebook tariff.efficiency)")

    def _at_price(self) -> Part:
        """The units that were reported at the contract's price."""
        price, told = self.line.price_pence, self.told
        parts = [
            replace(
                said_by(told, row.activity * price, f"reported {row.body}".strip()),
                rule=f"{row.activity:,} units at {show_exact(price)}",
            )
            for row in self.rows
            if told
        ]
        return Part.sum_of("units at the contract's price", parts)

    def _reduction(self, measure: str) -> Part:
        """What is above the baseline less what is paid of it; a share where lines have one baseline."""
        if self.line.baseline_pence is None:
            return Part.sum_of("", (), rule="no baseline is stated")
        own = [replace(self, said=each) for each in self.sharing]
        pairs = {each.line.line: (each.part(measure), each.baseline()) for each in own}
        above = {code: full.pence - baseline.pence for code, (full, baseline) in pairs.items()}
        fulls, baselines = zip(*pairs.values(), strict=True)
        excess = Part.sum_of("", [*fulls, *(each.turned() for each in baselines)])
        if excess.pence <= 0:
            to_date = show_exact(sum(each.pence for each in baselines))
            return Part.sum_of("", (), rule=f"not above the baseline of {to_date}")
        rate = Fraction(self.sight.rulebook.tariff.emergency_marginal_rate.value)
        paid_pence = nearest(excess.pence * rate.numerator, rate.denominator)
        of_rate = f"{rate} (rulebook tariff.emergency_marginal_rate)"
        paid = share_of("paid at the marginal rate", excess, rate, paid_pence, of_rate)
        whole = Part.sum_of("", [*excess.parts, paid.turned()])
        if len(own) == 1:
            return whole
        weights = {code: Fraction(pence) for code, pence in above.items() if pence > 0}
        if self.line.line not in weights:
            return Part.sum_of("", (), rule="not above its part of the baseline")
        return _apportioned("", whole, weights, self.line.line)

    def baseline(self) -> Part:
        """The baseline to date: of the year, in the phasing of the plan."""
        month = self.sight.period.number
        planned, year = (sum(self.line.months[:until]) for until in (month, _MONTHS))
        to_date = Fraction(planned, year) if year else Fraction(month, _MONTHS)
        stated = said_by(self.stated, self.line.baseline_pence or 0, "baseline of the year")
        pence = nearest(stated.pence * to_date.numerator, to_date.denominator)
        say = f"{planned:,}/{year:,}" if year else f"{month}/{_MONTHS}"
        return share_of("baseline to date", stated, to_date, pence, say)

    def share(self, measure: str, body: str) -> Part:
        """What one commissioner bears of the plan, or of what is payable."""
        if measure == "payable" and any(row.body for row in self.rows):
            return self._own(body)
        what, whole = self.stated.what, self.part(measure)
        weights = what.weights if isinstance(what, ContractStated) else {}
        return _apportioned(self.name, whole, weights, body)

    def _own(self, body: str) -> Part:
        """Its own activity, less its share of the reduction."""
        parts = zip(self.part("full").parts, self.rows, strict=True)
        used = {row.body: Fraction(part.pence) for part, row in parts if part.pence}
        full = self.part("full").parts
        own = [part for part, row in zip(full, self.rows, strict=True) if row.body == body]
        off = _apportioned("share of the reduction", self.part("reduction"), used, body)
        return Part.sum_of(self.name, [*own, *([off.turned()] if off.pence else [])])


def _apportioned(label: str, whole: Part, weights: Mapping[str, Fraction], body: str) -> Part:
    """The share of one body; the pennies that are left go by the largest remainders."""
    if body not in weights:
        return Part.sum_of(label, (), rule="no share is stated")
    share = weights[body] * Fraction(1, sum(weights.values(), Fraction(0)))
    return share_of(label, whole, share, apportioned(whole.pence, weights)[body], f"{share}")


def _less(whole: Part, taken: Part) -> Part:
    return Part.sum_of("", [whole, taken.turned()])
