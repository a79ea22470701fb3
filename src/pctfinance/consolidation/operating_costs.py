"""The operating cost statement of one body, by its tree of categories."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.trial_balance import TrialBalance
from pctfinance.ledger.lines import Limit

__all__ = ["CostLine", "operating_costs", "recast"]

_WHOLE = "net-operating-costs", "Net operating costs for the financial year"
_ELSEWHERE = "not-in-this-year", "Not in this year's categories"
_ITSELF = "/itself"
_UNDIVIDED = ": not further divided"


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
    return (*_lines(held, tree), _whole(held))


def recast(
    lines: Sequence[CostLine], tree: CategoryTree, beside: Iterable[str] = ()
) -> tuple[CostLine, ...]:
    """The operating cost statement of another year by the categories of this one.

    What no other line is a part of is shown anew, so that it foots; what the tree does not have
    stands below a line of its own. Where there is no tree, nothing is apart.

    Args:
        lines: the statement as it was made, by the tree of its year.
        tree: the categories of this year.
        beside: the lines of this year's statement: a category that is divided this year says what of
            it was not divided then.

    >>> from pctfinance.consolidation.categories import Category
    >>> lines = operating_costs({"acute": 90, "tariff": 4}, CategoryTree(), TrialBalance({}, "none"))
    >>> made = recast(lines, CategoryTree((Category("acute", "Acute"),)))
    >>> [(line.words, line.net_pence) for line in made[:-1]]
    [('Acute', 90), ("Not in this year's categories", 4), ('tariff', 4)]
    """
    if not lines:
        return ()
    leaves = {
        line.code.removesuffix(_ITSELF): line
        for line, after in pairwise(lines)
        if after.total or after.level <= line.level
    }
    sides = {
        code: _Sides(line.cost_pence, line.income_pence)
        for code, line in leaves.items()
        if line.cost_pence is not None and line.income_pence is not None
    }
    held = _Held(
        {code: line.net_pence for code, line in leaves.items()},
        sides if len(sides) == len(leaves) else {},
        frozenset(code for code, line in leaves.items() if line.synthetic),
    )
    here = {code.removesuffix(_ITSELF) for code in beside} - {_WHOLE[0]}
    known = {*here, *(category.code for category in tree.categories)}
    apart = [code for code in leaves if tree.categories and code not in known]
    within = held._replace(net={code: held.net[code] for code in leaves if code not in apart})
    more = []
    if apart:
        more = [_line(*_ELSEWHERE, held, apart, 0)]
        more += [
            _line(code, leaves[code].words.removesuffix(_UNDIVIDED), held, [code], 1)
            for code in apart
        ]
    return (*_lines(within, tree, here), *more, _whole(held))


def _whole(held: _Held) -> CostLine:
    return _line(*_WHOLE, held, list(held.net), 0)._replace(total=True)


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


def _children(codes: Iterable[str], tree: CategoryTree) -> Mapping[str, list[str]]:
    """The categories that are shown below each, in the order of the tree."""
    there = set(codes)
    for code in tuple(there):
        above = tree.parent(code)
        while above and above not in there:
            there.add(above)
            above = tree.parent(above)
    children: dict[str, list[str]] = defaultdict(list)
    for code in tree.ordered(there):
        children[tree.parent(code)].append(code)
    return children


def _lines(held: _Held, tree: CategoryTree, beside: Iterable[str] = ()) -> Iterator[CostLine]:
    """The lines of the tree that hold a figure; those beside only tell what is divided."""
    net = held.net
    children = _children({*net, *beside}, tree)

    def below(code: str) -> Iterator[str]:
        yield code
        for child in children.get(code, ()):
            yield from below(child)

    def walk(code: str, level: int) -> Iterator[CostLine]:
        name, parts = tree.name(code), children.get(code, ())
        whole = [each for each in below(code) if each in net]
        if not whole:
            return
        yield _line(code, name, held, whole, level)
        if parts and code in net:
            yield _line(f"{code}{_ITSELF}", f"{name}{_UNDIVIDED}", held, [code], level + 1)
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
