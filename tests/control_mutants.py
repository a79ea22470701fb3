"""Controls with one comparison changed: what a slip in a threshold would look like."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

__all__ = ["Mutant", "mutants_of"]

_OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
}
"""A threshold that is shifted by the smallest amount there is, and one that is turned round."""


class Mutant(NamedTuple):
    """A module in which one comparison is another: where, from what to what, and its names."""

    name: str
    function: str
    names: dict[str, Any]


def mutants_of(module: ModuleType) -> Iterator[Mutant]:
    """Each comparison of amounts in a module's functions, changed in two ways, one at a time."""
    path = Path(str(module.__file__))
    source = path.read_text(encoding="utf-8")
    places = [
        (function.name, number, at)
        for function in ast.parse(source).body
        if isinstance(function, ast.FunctionDef)
        for number, compare in enumerate(_compares(function))
        for at, operator in enumerate(compare.ops)
        if type(operator) in _OTHERS
    ]
    for function_name, number, at in places:
        for way in (0, 1):
            tree = ast.parse(source)
            function = next(
                node
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and node.name == function_name
            )
            compare = _compares(function)[number]
            before = ast.unparse(compare)
            compare.ops[at] = _OTHERS[type(compare.ops[at])][way]()
            names: dict[str, Any] = {"__name__": f"mutant of {module.__name__}"}
            exec(compile(tree, str(path), "exec"), names)  # noqa: S102 - the project's own source
            said = f"{function_name}: {before} -> {ast.unparse(compare)}"
            yield Mutant(said, function_name, names)


def _compares(function: ast.FunctionDef) -> list[ast.Compare]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Compare)]
