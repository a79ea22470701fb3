"""The rules that this code base keeps, as tests, so that no reviewer has to.

They read the source as syntax trees. A rule that needs an exception takes it here, with a reason.
"""

import ast
import doctest
import importlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from pctfinance.book import Book
from pctfinance.codes import CODES
from sample_books import copied_if_sample

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

ROOMS = (
    "errors",
    "codes",
    "clock",
    "money",
    "calendar",
    "bodies",
    "rulebooks",
    "ledger",
    "decisions",
    "consolidation",
    "store",
    "tables",
    "excel",
    "extracts",
    "asked",
    "present",
    "inputs",
    "terms",
    "documents",
    "records",
    "verification_files",
    "verification",
    "asking",
    "deciding",
    "forms",
    "grouping",
    "loading",
    "journalling",
    "correcting",
    "months",
    "publishing",
    "planning",
    "delegating",
    "headroom",
    "year_end",
    "transferring",
    "lodging",
    "lending",
    "funds",
    "sharing",
    "committing",
    "commissioning",
    "scheduling",
    "agreeing",
    "remedying",
    "surveying",
    "querying",
    "controlling",
    "bridging",
    "contracting",
    "improving",
    "paying",
    "stating",
    "returning",
    "tracing",
    "previewing",
    "book",
    "closing",
    "cli",
    "__main__",
)
"""The rooms from the ground floor up: a room imports only from rooms before it."""

STANDARD_LIBRARY_ONLY = {"errors", "codes", "clock", "money", "calendar", "bodies"}
EXACT_ROOMS = {"money", "ledger", "consolidation", "tables"}
LINES_MAX = 400

NO_EXAMPLE: dict[str, str] = {}
"""Public functions without a runnable example, `module.function`, each with its reason."""


@dataclass(frozen=True)
class Module:
    """One module of the package: where it is, what it is called, what it says."""

    path: Path

    def __str__(self) -> str:
        return self.name

    @cached_property
    def name(self) -> str:
        parts = self.path.relative_to(SOURCE).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The part of the name below `pctfinance`, empty for the package itself."""
        return [*self.name.split("."), ""][1]

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[tuple[int, str], ...]:
        """Line and absolute dotted name of everything imported, wherever in the module it is."""
        return tuple(_imports(self))


def _imports(module: Module) -> Iterator[tuple[int, str]]:
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            package = module.name if module.is_package else module.name.rpartition(".")[0]
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


MODULES = tuple(Module(path) for path in sorted((SOURCE / "pctfinance").rglob("*.py")))
LISTED = tuple(module for module in MODULES if module.room not in ("cli", "__main__"))

every_module = pytest.mark.parametrize("module", MODULES, ids=str)
every_listed_module = pytest.mark.parametrize("module", LISTED, ids=str)


def refuse(module: Module, problems: Iterable[tuple[int, str]]) -> None:
    """Fail with every problem of a module, each with the line to go to."""
    place = module.path.relative_to(ROOT)
    if lines := [f"{place}:{line}: {text}" for line, text in problems]:
        pytest.fail("\n".join(lines), pytrace=False)


# Rooms


def test_every_room_has_its_floor() -> None:
    """A new room has to be put in its place before it can be used."""
    assert {module.room for module in MODULES} - {""} <= set(ROOMS)


@every_module
def test_rooms_import_downwards_only(module: Module) -> None:
    """No room imports from its own floor's upstairs, not even inside a function."""
    if not module.room:  # the package itself offers what all the rooms have
        return
    allowed = {*ROOMS[: ROOMS.index(module.room)], module.room, "__version__"}
    refuse(
        module,
        (
            (line, f"{module.room} must not import {name}")
            for line, name in module.imports
            if name.split(".")[0] == "pctfinance" and name.split(".")[1] not in allowed
        ),
    )


@every_module
def test_the_ground_floor_needs_the_standard_library_only(module: Module) -> None:
    """Errors, money, the calendar and the register load fast and anywhere."""
    if module.room in STANDARD_LIBRARY_ONLY:
        known = {*sys.stdlib_module_names, "pctfinance"}
        refuse(
            module,
            ((line, name) for line, name in module.imports if name.split(".")[0] not in known),
        )


# Money and time


@every_module
def test_no_float_holds_money(module: Module) -> None:
    """No float literal, no `float`, no true division in the rooms that reckon."""
    if module.room in EXACT_ROOMS:
        refuse(module, _floats(module.nodes))


def _floats(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        match node:
            case ast.Constant(value=float() as value):
                yield node.lineno, f"the float {value}"
            case ast.Name(id="float") | ast.Attribute(attr="float16" | "float32" | "float64"):
                yield node.lineno, "a float type"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield node.lineno, "a true division: use // or divmod, or joinpath for a path"


@every_module
def test_only_the_clock_knows_the_time(module: Module) -> None:
    """Everything else is handed its dates, so that a month closed again gives the same figures."""
    if module.room != "clock":
        refuse(module, _clocks(module.nodes))


def _clocks(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id="clock")):
                pass
            case ast.Attribute(attr="now" | "today" | "utcnow" as attribute):
                yield node.lineno, f".{attribute}: ask pctfinance.clock"
            case ast.Attribute(value=ast.Name(id="time"), attr="time" | "time_ns"):
                yield node.lineno, "time.time: ask pctfinance.clock"
            case ast.ImportFrom(module="time", names=names) if {"time", "time_ns"} & {
                alias.name for alias in names
            }:
                yield node.lineno, "time.time: ask pctfinance.clock"


@pytest.mark.parametrize(
    "text",
    ["0.5", "float(x)", "x / 2", "x /= 2", "numpy.float64", "def f(x: float): ...", "1e3"],
)
def test_the_float_rule_catches(text: str) -> None:
    """The rule sees what it is there for, and lets whole numbers and `//` pass."""
    assert list(_floats(ast.walk(ast.parse(text))))
    assert not list(_floats(ast.walk(ast.parse("x // 2 + 10**3; Decimal('0.5')"))))


@pytest.mark.parametrize(
    "text",
    [
        "datetime.now()",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "from time import time",
        "Field(default_factory=date.today)",
    ],
)
def test_the_clock_rule_catches(text: str) -> None:
    """The rule sees each way of asking for the time, and lets the one clock pass."""
    assert list(_clocks(ast.walk(ast.parse(text))))
    assert not list(_clocks(ast.walk(ast.parse("clock.now(); time.perf_counter()"))))


# Names and documentation


def _public(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def _needs_no_docstring(node: ast.AST) -> bool:
    # An overload has no body; a setter is documented where the property is.
    return isinstance(node, ast.FunctionDef) and any(
        (isinstance(decorator, ast.Name) and decorator.id == "overload")
        or (isinstance(decorator, ast.Attribute) and decorator.attr == "setter")
        for decorator in node.decorator_list
    )


def _names_in_all(module: Module) -> list[str] | None:
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return list(ast.literal_eval(value))
            case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
                return list(ast.literal_eval(value))
    return None


def _order_of_names(name: str) -> tuple[int, str]:
    # The order that ruff keeps: constants, then classes, then functions.
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


@every_module
def test_every_module_says_why_it_exists(module: Module) -> None:
    """The docstring of a module is the first thing that a reader meets."""
    assert ast.get_docstring(module.tree)


@every_listed_module
def test_all_names_every_public_name_in_order(module: Module) -> None:
    """`__all__` is sorted, complete, and names nothing that is not there."""
    names = _names_in_all(module)
    if module.is_package and names is None:
        assert len(module.tree.body) == 1, "a package that holds more than its docstring"
        return
    assert names is not None, "there is no __all__"
    assert names == sorted(names, key=_order_of_names)
    assert len(names) == len(set(names))
    if not module.is_package:
        assert {node.name for node in _public(module.tree.body)} <= set(names)
    loaded = importlib.import_module(module.name)
    assert [name for name in names if not hasattr(loaded, name)] == []


@every_module
def test_public_things_are_documented(module: Module) -> None:
    """Every public function, class and method has a docstring."""
    public = list(_public(module.tree.body))
    methods = [
        inner for node in public if isinstance(node, ast.ClassDef) for inner in _public(node.body)
    ]
    refuse(
        module,
        (
            (node.lineno, f"{node.name} has no docstring")
            for node in (*public, *methods)
            if not ast.get_docstring(node) and not _needs_no_docstring(node)
        ),
    )


@every_listed_module
def test_public_functions_show_an_example(module: Module) -> None:
    """An example that runs is worth a page of prose."""
    refuse(
        module,
        (
            (node.lineno, f"{node.name} shows no example")
            for node in _public(module.tree.body)
            if isinstance(node, ast.FunctionDef)
            and not _needs_no_docstring(node)
            and ">>>" not in (ast.get_docstring(node) or "")
            and f"{module.name}.{node.name}" not in NO_EXAMPLE
        ),
    )


def test_exceptions_from_the_rule_about_examples_are_needed() -> None:
    """Each exception has a reason, and names a function that is there."""
    there = {
        f"{module.name}.{node.name}" for module in LISTED for node in _public(module.tree.body)
    }
    assert set(NO_EXAMPLE) <= there
    assert all(NO_EXAMPLE.values())


@every_listed_module
def test_examples_in_docstrings_run(module: Module, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the documentation shows is what happens."""
    if module.name != "pctfinance.book":  # there it is about the reading
        monkeypatch.setattr(Book, "read", copied_if_sample)
    result = doctest.testmod(
        importlib.import_module(module.name), optionflags=doctest.ELLIPSIS, report=True
    )
    assert result.failed == 0


@every_module
def test_no_module_is_a_giant(module: Module) -> None:
    """A module that one cannot read in a sitting wants to be two."""
    lines = len(module.path.read_text(encoding="utf-8").splitlines())
    assert lines <= LINES_MAX, f"{module.name} has {lines} lines"


# Codes of findings


def _docstrings(module: Module) -> set[ast.Constant]:
    """Texts that stand as statements: docstrings, and those below a constant or a field."""
    return {
        node.value
        for node in module.nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _texts(module: Module) -> set[str]:
    prose = _docstrings(module)
    return {
        node.value
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose
    }


def _codes_given(module: Module) -> Iterator[tuple[int, str]]:
    """Every code that a `Finding`, or a helper that makes one, is given as a text."""
    for node in module.nodes:
        match node:
            case ast.Call(func=ast.Name(id="Finding"), args=[ast.Constant(value=str(code)), *_]):
                yield node.lineno, code
            case ast.Call(args=[ast.Constant(value=str(code)), *_]) if _looks_like_a_code(code):
                yield node.lineno, code
            case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                yield node.value.lineno, code
            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                yield node.lineno, code


def _looks_like_a_code(text: str) -> bool:
    families = {code.partition(".")[0] for code in CODES if "." in code}
    return (
        bool(re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", text))
        and text.split(".", maxsplit=1)[0] in families
    )


@every_module
def test_findings_carry_published_codes(module: Module) -> None:
    """A code that a finding is given stands in the published list."""
    refuse(
        module,
        (
            (line, f"{code!r} is not in CODES")
            for line, code in _codes_given(module)
            if code not in CODES
        ),
    )


def test_every_published_code_is_used() -> None:
    """A code that nothing gives is a promise that nobody keeps."""
    used = set[str]().union(*(_texts(module) for module in MODULES if module.room != "codes"))
    unused = sorted(set(CODES) - used)
    assert not unused, f"unused: {', '.join(unused)}"


# What lies in the repository


def _files_of_the_project() -> list[Path]:
    """What is tracked or about to be; everything, where there is no git to ask."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (whichever git the developer has)
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file()]
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users|mnt)/\w|\b[A-Z]:\\Users\\")
REGISTRY = re.compile(r"https?://\S*(?:pypi|pythonhosted|/simple\b|registry|artifactory|nexus)")


def test_no_path_of_a_machine_and_no_registry_in_any_file() -> None:
    """The project runs in anybody's folder, and installs from wherever they install."""
    found = []
    for path in _files_of_the_project():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:  # a picture or a workbook
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(lines, start=1)
            if MACHINE_PATH.search(line) or REGISTRY.search(line)
        ]
    assert found == []


def test_the_rule_about_paths_catches() -> None:
    """The patterns see what they are there for, and leave web pages and relative paths alone."""
    slash = "/"
    for text in (f"{slash}home/ann", f"open('{slash}work/x')", "C:\\Users\\ann"):
        assert MACHINE_PATH.search(text), text
    web = f"https:{slash}{slash}"
    for text in (
        f"{web}example.org{slash}home/",
        f".{slash}work/x",
        f"docs{slash}home/x",
        f"~{slash}work/x",
    ):
        assert not MACHINE_PATH.search(text), text
    for host in ("pypi.org/x", "host/simple/", "registry.example"):
        assert REGISTRY.search(f"{web}{host}"), host
    assert not REGISTRY.search(f"{web}www.legislation.gov.uk/ukpga/2006/41")
