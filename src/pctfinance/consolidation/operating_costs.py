"""The operating cost statement of one body, by its tree of categories."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.trial_balance import TrialBalance
from pctfinance.ledger.lines import Limit

__all__ = ["CostLine", "operating_costs"]


class CostLine(NamedTuple):
    """One line: cost less income is net, in pence. Cost and income are `None` where only net is known.

    `level` counts how deep it stands in the tree; `total` marks the last line, and `synthetic` one that
    rests on a figure without a published source.
    """

    code: str
    words: str
    cost_pence: int | None
    income_pence: int | None
    net_pence: int
    level: int = 0
    total: bool = False
    synthetic: bool = False


class _Sides(NamedTuple):
    cost: int
    income: int


class _Held(NamedTuple):
    """By category: the net, cost and income where they are known, and which are synthetic."""

    net: Mapping[str, int]
    sides: Mapping[str, _Sides]
    synthetic: frozenset[str]


def operating_costs(
    net: Mapping[str, int],
    tree: CategoryTree,
    ledger: TrialBalance,
    synthetic: Iterable[str] = (),
) -> tuple[CostLine, ...]:
    """The operating cost statement: each category below the one that it belongs to, and the total.

    Cost and income are told apart where the general ledger is there and says the same net: an
    account whose balance of the year is a debit is cost, one with a credit income. Else the net alone
    is shown, and nothing is shared out.

    Args:
        net: what is charged to revenue, by category, in pence.
        tree: the categories as they are shown.
        ledger: the trial balance, or a gap.
        synthetic: the categories whose net has no published source.

    >>> lines = operating_costs({"acute": 90}, CategoryTree(), TrialBalance({}, "none"))
    >>> [(line.words, line.cost_pence, line.net_pence) for line in lines]
    [('acute', None, 90), ('Net operating costs for the financial year', None, 90)]
    """
    sides = _sides(ledger)
    nothing = _Sides(0, 0)
    if any(
        (side := sides.get(code, nothing)).cost - side.income != net.get(code, 0)
        for code in {*sides, *net}
    ):
        sides = {}
    elif sides:
        sides = {code: sides.get(code, nothing) for code in net}
    cells = ledger.synthetic_cells if sides else ()
    marked = {cell.category for cell in cells if cell.limit == Limit.REVENUE}
    held = _Held(net, sides, frozenset({*synthetic, *marked}))
    words = "Net operating costs for the financial year"
    whole = _line("net-operating-costs", words, held, list(net), 0)
    return (*_lines(held, tree), whole._replace(total=True))


def _sides(ledger: TrialBalance) -> dict[str, _Sides]:
    """Cost and income by category; what an account is follows from its balance over the body."""
    whole: dict[str, int] = defaultdict(int)
    cells = [
        (cell, pence) for cell, pence in ledger.balances.items() if cell.limit == Limit.REVENUE
    ]
    for cell, pence in cells:
        whole[cell.account] += pence
    found: dict[str, _Sides] = {}
    for cell, pence in cells:
        side = found.get(cell.category, _Sides(0, 0))
        if whole[cell.account] >= 0:
            side = side._replace(cost=side.cost + pence)
        else:
            side = side._replace(income=side.income - pence)
        found[cell.category] = side
    return found


def _children(net: Mapping[str, int], tree: CategoryTree) -> Mapping[str, list[str]]:
    """The categories that are shown below each, in the order of the tree."""
    there = set(net)
    for code in net:
        above = tree.parent(code)
        while above and above not in there:
            there.add(above)
            above = tree.parent(above)
    children: dict[str, list[str]] = defaultdict(list)
    for code in tree.ordered(there):
        children[tree.parent(code)].append(code)
    return children


def _lines(held: _Held, tree: CategoryTree) -> Iterator[CostLine]:
    net = held.net
    children = _children(net, tree)

    def below(code: str) -> Iterator[str]:
        yield code
        for child in children.get(code, ()):
            yield from below(child)

    def walk(code: str, level: int) -> Iterator[CostLine]:
        name, parts = tree.name(code), children.get(code, ())
        whole = [each for each in below(code) if each in net]
        yield _line(code, name, held, whole, level)
        if parts and code in net:
            words = f"{name}: not further divided"
            yield _line(f"{code}/itself", words, held, [code], level + 1)
        for child in parts:
            yield from walk(child, level + 1)

    for top in children.get("", ()):
        yield from walk(top, 0)


def _line(code: str, words: str, held: _Held, codes: Sequence[str], level: int) -> CostLine:
    """The sums over some categories, of which none counts twice."""
    sides = held.sides
    cost = sum(sides[each].cost for each in codes) if sides else None
    income = sum(sides[each].income for each in codes) if sides else None
    net = sum(held.net[each] for each in codes)
    marked = not held.synthetic.isdisjoint(codes)
    return CostLine(code, words, cost, income, net, level, synthetic=marked)
