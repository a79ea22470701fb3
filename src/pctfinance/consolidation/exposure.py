"""How likely each body is to breach its own limit, given its risks and opportunities: an estimate.

A simulation in whole pence, from a seed. No duty is tested by it. Of a group it tells how likely it
is that one body at least breaches, and how many; never what they come to together, since a surplus
of one body does not make good another's overspend.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np

from pctfinance.errors import UsageError, looked_up

__all__ = ["BodyExposure", "Exposure", "Risk", "risk_faults", "simulate"]

_DRAWS_MAX = 1_000_000
_PENCE_MAX = 2**62


@dataclass(frozen=True, slots=True)
class Risk:
    """One row of a risk register.

    `pence` is what it adds to the variance if it happens: a risk is negative, an opportunity
    positive. `percent` is how likely that is, in whole per cent. Rows of the same `group`, of one
    body or several, hang together fully: the likelier happens whenever the less likely does.
    """

    body: str
    name: str
    pence: int
    percent: int
    group: str = ""


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
    last, luck = "", np.zeros(0, dtype=np.int64)
    for risk in sorted(risks, key=lambda r: (r.group, r.body, r.name, r.pence, r.percent)):
        if not risk.group or risk.group != last:
            luck = random.integers(0, 100, size=draws)
        last = risk.group
        ends[risk.body] += np.where(luck < risk.percent, risk.pence, 0)
    breaches = np.zeros(draws, dtype=np.int64)
    bodies = []
    for code in codes:
        breaches += ends[code] < 0
        bodies.append(_body(code, variances[code], risks, ends[code]))
    counts = np.bincount(breaches, minlength=len(codes) + 1)
    return Exposure(seed, draws, tuple(bodies), tuple(int(count) for count in counts))


def _body(
    code: str, known: tuple[str, int, bool], risks: Sequence[Risk], ends: "np.ndarray[Any, Any]"
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
    faults = []
    if type(risk.percent) is not int or not 0 <= risk.percent <= 100:  # noqa: PLR2004 - per cent
        faults.append(f"{risk.name!r}: {risk.percent!r} is no whole per cent from 0 to 100")
    if type(risk.pence) is not int or not risk.pence:
        faults.append(f"{risk.name!r} is worth nothing, or no whole pence")
    return tuple(faults)


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
    if not faults:
        most = [abs(variance) for _, variance, _ in variances.values()]
        if sum(most) + sum(abs(risk.pence) for risk in risks) > _PENCE_MAX:
            faults.append("the amounts are too large to be reckoned with")
    if faults:
        raise UsageError(*faults)
