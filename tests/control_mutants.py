"""Controls with one thing changed: what a slip of the hand in a rule would look like."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

__all__ = ["OPERATORS", "Mutant", "mutants", "mutants_of"]

_OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
}
"""A threshold that is shifted by the smallest amount there is, and one that is turned round."""

_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}

_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}

Change = Callable[[], None]
"""Changes a node of a tree in its place."""


class Mutant(NamedTuple):
    """A function in which one thing is another: from what to what, and how it is made."""

    name: str
    function: str
    code: CodeType

    def made(self, module: ModuleType) -> Any:
        """What the function, or the control that it is, would be in its module."""
        names = dict(vars(module))
        exec(self.code, names)  # noqa: S102 - the project's own source
        return names[self.function]


def _comparisons(node: ast.AST) -> Iterator[Change]:
    """A threshold beside what it should be, or turned round."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in _OTHERS.get(type(operator), ()):
                yield lambda at=at, other=other: node.ops.__setitem__(at, other())  # type: ignore[misc]


def _equalities(node: ast.AST) -> Iterator[Change]:
    """What is the same, or among others, in place of what is not."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            if other := _OPPOSITES.get(type(operator)):
                yield lambda at=at, other=other: node.ops.__setitem__(at, other())  # type: ignore[misc]


def _quantifiers(node: ast.AST) -> Iterator[Change]:
    """All in place of any, the least in place of the most."""
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield lambda: setattr(node, "id", _NAMES[node.id])


def _constants(node: ast.AST) -> Iterator[Change]:
    """A number that is one more: a penny, a month, a place."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield lambda: setattr(node, "value", node.value + 1)  # type: ignore[operator]


def _connectives(node: ast.AST) -> Iterator[Change]:
    """`and` in place of `or`, and the other way round."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield lambda: setattr(node, "op", other)


def _negations(node: ast.AST) -> Iterator[Change]:
    """A `not` that is not there: said twice, it says nothing."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand))


def _terms(node: ast.AST) -> Iterator[Change]:
    """A sum or difference that leaves out one of its two terms."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        for side in ("left", "right"):
            yield lambda side=side: setattr(node, side, ast.Constant(0))  # type: ignore[misc]


OPERATORS = (
    *(_comparisons, _equalities, _quantifiers),
    *(_constants, _connectives, _negations, _terms),
)
"""What is changed, one at a time."""


def mutants_of(module: ModuleType) -> Iterator[Mutant]:
    """Each change to a module's functions, one at a time; the same one again has a number."""
    path = Path(str(module.__file__))
    seen: Counter[str] = Counter()
    for mutant in mutants(path.read_text(encoding="utf-8"), str(path)):
        seen[mutant.name] += 1
        again = f" ({seen[mutant.name]})" if seen[mutant.name] > 1 else ""
        yield mutant._replace(name=f"{mutant.name}{again}")


def mutants(source: str, path: str) -> Iterator[Mutant]:
    """Each change to the functions of a source."""
    for function in ast.parse(source).body:
        if isinstance(function, ast.FunctionDef):
            yield from _mutants(ast.unparse(function), function.name, path)


def _mutants(source: str, name: str, path: str) -> Iterator[Mutant]:
    """Each change to one function: small, so that it is read and compiled quickly."""
    numbers = [
        (at, change, number)
        for at, place in enumerate(_places(ast.parse(source)))
        for change in OPERATORS
        for number, _ in enumerate(change(place.node))
    ]
    for at, change, number in numbers:
        tree = ast.parse(source)
        place = list(_places(tree))[at]
        before = ast.unparse(place.shown)
        list(change(place.node))[number]()
        ast.fix_missing_locations(tree)
        said = f"{name}: {before} -> {ast.unparse(place.shown)}"
        yield Mutant(said, name, compile(tree, path, "exec"))


class _Place(NamedTuple):
    """A node, and what is shown of it: a number or a name with what is around it."""

    node: ast.AST
    shown: ast.AST


def _places(tree: ast.AST) -> Iterator[_Place]:
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        shown = node
        while isinstance(shown, ast.Constant | ast.Name | ast.Slice) or (
            isinstance(shown, ast.UnaryOp) and shown is not node
        ):
            shown = above[shown]
        yield _Place(node, shown)
