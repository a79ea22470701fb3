"""What the marginal rate takes off emergency activity: of a line, or of lines with one baseline."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from pctfinance.consolidation.sharing_basis import apportioned
from pctfinance.ledger.contracts import ContractLine

__all__ = ["baseline_to_date", "half_up", "reductions", "sharing"]

_MONTHS = 12


def baseline_to_date(line: ContractLine, month: int) -> int | None:
    """A line's baseline, in the phasing of its planned activity, or in twelfths without a plan.

    Args:
        line: the line; of lines with one baseline each states its part.
        month: from 1 to 12.

    >>> baseline_to_date(ContractLine.of("NEL", "Non-elective", 12, 10_00, baseline_pence=120), 6)
    60
    """
    if line.baseline_pence is None:
        return None
    year = line.planned(_MONTHS)
    share = Fraction(line.planned(month), year) if year else Fraction(month, _MONTHS)
    return half_up(line.baseline_pence * share)


def sharing(lines: Iterable[ContractLine]) -> tuple[tuple[ContractLine, ...], ...]:
    """The lines by their baselines: those that share one together, every other by itself.

    Letters' case makes no difference in the name of a baseline.

    >>> sharing([])
    ()
    """
    found: dict[tuple[str, str], list[ContractLine]] = {}
    for line in lines:
        alone = "" if line.baseline_group else line.line
        found.setdefault((line.baseline_group.strip().casefold(), alone), []).append(line)
    return tuple(map(tuple, found.values()))


def reductions(
    lines: Iterable[ContractLine], values: Mapping[str, int], month: int, rate: Decimal
) -> dict[str, int]:
    """What is not paid of each line's value, in pence.

    Of the value above the baseline the rate is paid, rounded once, half up. Where lines share a
    baseline, their values together stand against it, and what is taken off falls on those above their
    own part, in these proportions, by the largest remainder.

    Args:
        lines: of one contract.
        values: of each line to date at full price; a line without one has none.
        month: from 1 to 12.
        rate: the share that is paid of what is above.

    >>> lines = [ContractLine.of(code, code, 12, 10, baseline_pence=120, baseline_group="emergency")
    ...     for code in ("NEL", "SHORT")]
    >>> reductions(lines, {"NEL": 180, "SHORT": 40}, 12, Decimal("0.3"))
    {'NEL': 0, 'SHORT': 0}
    >>> reductions(lines, {"NEL": 180, "SHORT": 90}, 12, Decimal("0.3"))
    {'NEL': 21, 'SHORT': 0}
    """
    found: dict[str, int] = {}
    for own in sharing(lines):
        found |= {line.line: 0 for line in own}
        above = {
            line.line: values.get(line.line, 0) - baseline
            for line in own
            if (baseline := baseline_to_date(line, month)) is not None
        }
        excess = sum(above.values())
        off = excess - half_up(excess * Fraction(rate)) if excess > 0 else 0
        if off:
            found |= apportioned(off, {code: Fraction(n) for code, n in above.items() if n > 0})
    return found


def half_up(exact: Fraction) -> int:
    """The nearest penny, halves upwards.

    >>> half_up(Fraction(5, 2))
    3
    """
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
