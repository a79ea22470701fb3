"""The categories as branches: which lines make up which subtotal."""

from collections.abc import Iterable
from dataclasses import dataclass

from pctfinance.consolidation.categories import CategoryTree

__all__ = ["Branch", "branches"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A category as it is shown: a line of its own, or the subtotal of others."""

    code: str
    children: tuple["Branch", ...] = ()


def branches(tree: CategoryTree, codes: Iterable[str]) -> tuple[Branch, ...]:
    """The categories as a tree, each of `codes` exactly once as a line.

    A category that has figures of its own and others below it is a line of its own subtotal.

    >>> from pctfinance.consolidation.categories import Category
    >>> tree = CategoryTree((Category("health", "Health"), Category("acute", "Acute", "health")))
    >>> branches(tree, ["acute"])
    (Branch(code='health', children=(Branch(code='acute', children=()),)),)
    """
    lines = frozenset(codes)
    below: dict[str | None, set[str]] = {}  # below `None` stand those that belong to none
    for line in lines:
        path = _path(tree, line)
        for code, parent in zip(path, (*path[1:], None), strict=True):
            below.setdefault(parent, set()).add(code)

    def branch(code: str) -> Branch:
        if code not in below:
            return Branch(code)
        own = (Branch(code),) if code in lines else ()
        return Branch(code, own + tuple(branch(child) for child in tree.ordered(below[code])))

    return tuple(branch(code) for code in tree.ordered(below.get(None, ())))


def _path(tree: CategoryTree, code: str) -> list[str]:
    """A category and those that it belongs to, upwards; one caught in a circle stands alone."""
    path = [code]
    while parent := tree.parent(path[-1]):
        if parent in path:
            return [code]
        path.append(parent)
    return path
