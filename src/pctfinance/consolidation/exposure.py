"""How likely each body is to breach its own limit, given its risks and opportunities: an estimate.

A simulation in whole pence, from a seed. No duty is tested by it. Of a group it tells how likely it
is that one body at least breaches, and how many; never what they come to together, since a surplus
of one body does not make good another's overspend.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isqrt
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pctfinance.errors import UsageError, looked_up

__all__ = ["BodyExposure", "Exposure", "Risk", "risk_faults", "simulate"]

_DRAWS_MAX = 1_000_000
_PENCE_MAX = 2**62
_PERCENT = 100

_Pence = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Risk:
    """One row of a risk register.

    `pence` is what it adds to the variance if it happens: a risk is negative, an opportunity
    positive. `percent` is how likely that is, in whole per cent.

    Rows of the same `group`, of one body or several, hang together: the likelier happens whenever
    the less likely does. `correlation` says in how many of 100 cases they do; in the others each
    happens by itself. Of two rows as likely as each other it is their coefficient of correlation.

    Where `worst_pence` and `best_pence` are stated, what a row adds lies between them, most likely
    at `pence` (triangular); one that is not stated is `pence` itself.
    """

    body: str
    name: str
    pence: int
    percent: int
    group: str = ""
    correlation: int = 100
    worst_pence: int | None = None
    best_pence: int | None = None

    @property
    def together(self) -> str:
        """What names its group: case and the blanks around it make no difference.

        >>> Risk("5A9", "winter", -3, 40, " Winter").together
        'winter'
        """
        return self.group.strip().casefold()

    @property
    def span(self) -> tuple[int, int]:
        """The worst and the best that it adds, in pence.

        >>> Risk("5A9", "winter", -3, 40, worst_pence=-5).span
        (-5, -3)
        """
        return (
            self.pence if self.worst_pence is None else self.worst_pence,
            self.pence if self.best_pence is None else self.best_pence,
        )

    @property
    def is_range(self) -> bool:
        """Whether what it adds is not one amount alone."""
        return self.span != (self.pence, self.pence)


@dataclass(frozen=True, slots=True)
class BodyExposure:
    """One body: the variance it forecasts, and where it might end, in pence.

    `breaches` is the number of draws that ended above the limit, of all draws. `low`, `median` and
    `high` are the variances at the 5th, 50th and 95th percentile (nearest rank, worst first).
    """

    body: str
    name: str
    variance_pence: int
    risks_pence: int
    opportunities_pence: int
    breaches: int
    low_pence: int
    median_pence: int
    high_pence: int
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Exposure:
    """The exposure of a group's bodies. `counts[n]` is the number of draws in which n breach."""

    seed: int
    draws: int
    bodies: tuple[BodyExposure, ...]
    counts: tuple[int, ...]

    @property
    def any_breach(self) -> int:
        """The number of draws in which one body at least breaches."""
        return self.draws - self.counts[0]

    def body(self, body: str) -> BodyExposure:
        """One body.

        Raises:
            NotInReportError: it is none of these.
        """
        return looked_up({one.body: one for one in self.bodies}, body, "body")

    def per_mille(self, count: int) -> int:
        """A number of draws as tenths of a per cent, rounded.

        >>> Exposure(1, 3, (), (3,)).per_mille(2)
        667
        """
        return (2000 * count + self.draws) // (2 * self.draws)

    def error_per_mille(self, count: int) -> int:
        """How far off that may be by chance (19 times of 20), in tenths of a per cent, rounded up.

        >>> Exposure(1, 10_000, (), (10_000,)).error_per_mille(5_000)
        10
        """
        if count in (0, self.draws):
            return -(-3000 // self.draws)  # nothing seen in n draws: at most 3 of n
        return isqrt(1960 * 1960 * count * (self.draws - count) // self.draws**3) + 1


def simulate(
    variances: Mapping[str, tuple[str, int, bool]],
    risks: Sequence[Risk],
    *,
    seed: int,
    draws: int,
) -> Exposure:
    """Draw what happens many times, and count in how many of them each body breaches.

    The rows may stand in any order: the same rows and seed give the same answer.

    Args:
        variances: of each body its name, the variance that it forecasts, in pence, favourable
            positive, and whether that is synthetic.
        risks: the register; every row of one of these bodies.
        seed: of the random numbers.
        draws: how many.

    Raises:
        UsageError: a row is of another body, is worth nothing or is no chance; or the number of
            draws or the seed is none.

    >>> seen = simulate({"5A9": ("Barnet PCT", 1_00, False)}, [Risk("5A9", "winter", -2_00, 100)],
    ...     seed=1, draws=10)
    >>> seen.body("5A9").breaches, seen.body("5A9").median_pence, seen.counts
    (10, -100, (0, 10))
    """
    _check(variances, risks, seed, draws)
    codes = sorted(variances)
    ends = {code: np.full(draws, variances[code][1], dtype=np.int64) for code in codes}
    random = np.random.default_rng(seed)
    for group, rows in groupby(sorted(risks, key=_order), key=lambda risk: risk.together):
        if group:
            _add_group(ends, list(rows), random, draws)
        else:
            for risk in rows:
                _add(ends, risk, random.integers(0, _PERCENT, size=draws), random)
    breaches = np.zeros(draws, dtype=np.int64)
    bodies = []
    for code in codes:
        breaches += ends[code] < 0
        bodies.append(_body(code, variances[code], risks, ends[code]))
    counts = np.bincount(breaches, minlength=len(codes) + 1)
    return Exposure(seed, draws, tuple(bodies), tuple(int(count) for count in counts))


def _order(risk: Risk) -> tuple[str, str, str, int, int, int, int, int]:
    """What a row's place in the drawing depends on: all of it, and not where it stands in a file."""
    return (
        risk.together,
        risk.body,
        risk.name,
        risk.pence,
        risk.percent,
        risk.correlation,
        *risk.span,
    )


def _add_group(ends: dict[str, _Pence], rows: list[Risk], random: Generator, draws: int) -> None:
    """What the rows of a group add: by one luck where they hang together, else each by its own."""
    luck = random.integers(0, _PERCENT, size=draws)
    correlation = rows[0].correlation
    if correlation == _PERCENT:
        for risk in rows:
            _add(ends, risk, luck, random)
        return
    together = random.integers(0, _PERCENT, size=draws) < correlation
    for risk in rows:
        _add(ends, risk, np.where(together, luck, random.integers(0, _PERCENT, size=draws)), random)


def _add(ends: dict[str, _Pence], risk: Risk, luck: _Pence, random: Generator) -> None:
    amount: Any = risk.pence if not risk.is_range else _amounts(risk, random, len(luck))
    ends[risk.body] += np.where(luck < risk.percent, amount, 0)


def _amounts(risk: Risk, random: Generator, draws: int) -> _Pence:
    """Whole pence between the worst and the best, likeliest at the amount itself.

    A triangle is two slopes, chosen by their widths; on a slope, the larger of two even draws.
    """
    worst, best = risk.span
    below, above = risk.pence - worst, best - risk.pence
    is_below = random.integers(0, below + above, size=draws) < below

    def slope(width: int) -> _Pence:
        first = random.integers(0, width + 1, size=draws)
        return np.maximum(first, random.integers(0, width + 1, size=draws))

    return np.where(is_below, worst + slope(below), best - slope(above))


def _body(
    code: str, known: tuple[str, int, bool], risks: Sequence[Risk], ends: _Pence
) -> BodyExposure:
    ordered = np.sort(ends)
    own = [risk.pence for risk in risks if risk.body == code]

    def at(percent: int) -> int:
        return int(ordered[max(0, -(-percent * len(ordered) // 100) - 1)])

    name, variance, synthetic = known
    return BodyExposure(
        code,
        name,
        variance,
        risks_pence=sum(pence for pence in own if pence < 0),
        opportunities_pence=sum(pence for pence in own if pence > 0),
        breaches=int(np.count_nonzero(ends < 0)),
        low_pence=at(5),
        median_pence=at(50),
        high_pence=at(95),
        synthetic=synthetic,
    )


def risk_faults(risk: Risk) -> tuple[str, ...]:
    """Why a row of a register cannot be what was meant, in words; nothing where it can.

    >>> risk_faults(Risk("5A9", "winter", -100, 30)), len(risk_faults(Risk("5A9", "winter", 0, 101)))
    ((), 2)
    """
    faults = [
        f"{risk.name!r}: {percent!r} is no whole per cent from 0 to 100"
        for percent in (risk.percent, risk.correlation)
        if type(percent) is not int or not 0 <= percent <= _PERCENT
    ]
    worst, best = risk.span
    if not risk.pence or any(type(pence) is not int for pence in (worst, risk.pence, best)):
        faults.append(f"{risk.name!r} is worth nothing, or no whole pence")
    elif not worst <= risk.pence <= best:
        faults.append(f"{risk.name!r}: its amount is not between its worst and its best")
    if risk.correlation != _PERCENT and not risk.together:
        faults.append(f"{risk.name!r} is correlated with no group; name the group")
    return tuple(faults)


def _register_faults(risks: Sequence[Risk]) -> Iterator[str]:
    """Rows that stand twice, and groups of which two rows say different correlations."""
    named = Counter((risk.body, risk.name.strip().casefold()) for risk in risks)
    for (body, name), times in named.items():
        if times > 1:
            yield f"{name!r} of {body} stands {times} times; state it once"
    stated: dict[str, set[int]] = {}
    for risk in risks:
        if risk.together:
            stated.setdefault(risk.together, set()).add(risk.correlation)
    for group, said in stated.items():
        if len(said) > 1:
            yield f"the group {group!r} is correlated by {sorted(said)} per cent; state one of them"


def _check(
    variances: Mapping[str, tuple[str, int, bool]], risks: Sequence[Risk], seed: int, draws: int
) -> None:
    faults = []
    if type(draws) is not int or not 0 < draws <= _DRAWS_MAX:
        faults.append(f"{draws!r} is no number of draws; take 1 to {_DRAWS_MAX:,}")
    if type(seed) is not int or seed < 0:
        faults.append(f"{seed!r} is no seed; take a whole number, 0 or more")
    for risk in risks:
        if risk.body not in variances:
            faults.append(f"{risk.name!r} is of {risk.body}, whose variance is not known here")
        faults += risk_faults(risk)
    faults += _register_faults(risks)
    if not faults:
        most = [abs(variance) for _, variance, _ in variances.values()]
        if sum(most) + sum(max(map(abs, risk.span)) for risk in risks) > _PENCE_MAX:
            faults.append("the amounts are too large to be reckoned with")
    if faults:
        raise UsageError(*faults)
