"""Which transfers to look at: a mixed-integer programme, solved by HiGHS through SciPy.

It reckons in floating point, and so only chooses. The amounts are settled, and the choice is held to
the penny, by `pctfinance.consolidation.remedy`; where it falls short by a penny it is asked again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pctfinance.consolidation.remedy_search import Arc, Choice
from pctfinance.errors import UsageError

__all__ = ["choose_by_milp"]

_NODES = 2_000  # a number of steps and no time: the same question gets the same answer
_SLACK = 1e-5  # more room than is right, so that rounding never rules out what does
_MARK = 0.5


def choose_by_milp(
    offers: Mapping[str, int], needs: Mapping[str, int], needed: Sequence[frozenset[Arc]]
) -> Choice | None:
    """The fewest transfers by which the offers seem to meet the needs.

    For each giver and receiver there is a yes or no, and the share of the receiver's need that is
    met so. The shares of a receiver add up to one; a giver gives no more than it has; where the
    answer is no, the share is nought. The number of yeses is made as small as it goes.

    Args:
        offers: what each giver has, in pence.
        needs: what each receiver needs, in pence.
        needed: sets of transfers of which one at least is needed.

    Returns:
        The choice, or nothing where the solver came to no answer.

    Raises:
        UsageError: SciPy is not installed.

    >>> choice = choose_by_milp({"5K7": 500, "5K8": 100}, {"5A9": 300, "5C1": 150}, [])
    >>> sorted(choice.arcs), choice.is_fewest
    ([Arc(giver='5K7', receiver='5A9'), Arc(giver='5K7', receiver='5C1')], True)
    """
    optimize, sparse = _scipy()
    arcs = [Arc(giver, receiver) for giver in sorted(offers) for receiver in sorted(needs)]
    count = len(arcs)
    place = {arc: number for number, arc in enumerate(arcs)}
    rows: list[dict[int, float]] = []  # column: factor; shares stand behind the yeses
    bounds: list[tuple[float, float]] = []
    for receiver in sorted(needs):
        rows.append({count + place[Arc(giver, receiver)]: 1.0 for giver in offers})
        bounds.append((1.0, 1.0))
    for giver in sorted(offers):
        scale = max(offers[giver], *needs.values())
        rows.append({count + place[Arc(giver, r)]: need / scale for r, need in needs.items()})
        bounds.append((-np.inf, offers[giver] / scale + _SLACK))
    for arc, number in place.items():
        most = min(1.0, offers[arc.giver] / needs[arc.receiver])
        rows.append({count + number: 1.0, number: -most})
        bounds.append((-np.inf, _SLACK))
    for one_of in needed:
        rows.append({place[arc]: 1.0 for arc in one_of})
        bounds.append((1.0, np.inf))
    cells = [(row, column, value) for row, of in enumerate(rows) for column, value in of.items()]
    at_row, at_column, values = (np.array(part) for part in zip(*cells, strict=True))
    matrix = sparse.csr_array((values, (at_row, at_column)), shape=(len(rows), 2 * count))
    lowest, highest = (np.array(part) for part in zip(*bounds, strict=True))
    yeses = np.concatenate([np.ones(count), np.zeros(count)])
    found = optimize.milp(
        yeses,
        integrality=yeses,
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix, lowest, highest),
        options={"node_limit": _NODES, "mip_rel_gap": 0},
    )
    if found.x is None:
        return None
    chosen = frozenset(arc for arc, value in zip(arcs, found.x, strict=False) if value > _MARK)
    return Choice(chosen, is_fewest=found.status == 0)


def _scipy() -> tuple[Any, Any]:
    """The two parts of SciPy that are needed, which an extra of the package brings."""
    try:
        from scipy import optimize, sparse  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise UsageError(
            "the smallest set of transfers is found by SciPy, which is not installed",
            hint='install it: pip install scipy, or pip install ".[solver]" in the folder of the library',
        ) from None
    return optimize, sparse
