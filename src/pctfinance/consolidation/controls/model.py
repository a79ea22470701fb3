"""A control: a name, a rule in words, who says so, how bad it is, and the function that looks.

`@control(...)` makes one of a function; that function may be anybody's. A control changes nothing.
"""

import hashlib
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any, Literal

from pctfinance import __version__
from pctfinance.consolidation.controls.views import NotApplicable
from pctfinance.errors import Finding, Level, UsageError

__all__ = ["OWN_FINDING", "Control", "Look", "Scope", "control", "packaged"]

Scope = Literal["body", "group", "book"]
"""Whether the function looks at one body after the other, once at the group that is asked for, or once
at all bodies of the book: what passes between two bodies is seen only where both are looked at."""

Look = Callable[[Any], Iterable[Finding | NotApplicable] | Finding | NotApplicable | None]
"""The function of a control: from a `BodyView` (or a `GroupView`) to what it found."""

OWN_FINDING = "control.own"
"""The code of the findings of users' own controls."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Control:
    """One named control.

    `version` is the digest of the source of an own control, and the version of pctfinance for those
    that come with it. `code` is that of its findings. `thresholds` are the keys of the rulebook that
    it reads.

    >>> @control(id="no-limit", rule="Every PCT has a limit.", source="finance manual, 3.1")
    ... def no_limit(at):
    ...     if not at.limit_pence:
    ...         yield at.found("there is no confirmed revenue limit", at.limit_figure())
    >>> no_limit.id, no_limit.severity.value, no_limit.title, no_limit.own
    ('no-limit', 'warning', 'No limit', True)
    """

    id: str
    title: str
    rule: str
    source: str
    severity: Level
    look: Look
    scope: Scope = "body"
    own: bool = True
    version: str = ""
    code: str = OWN_FINDING
    thresholds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise UsageError(
                f"{self.id!r} is no id of a control",
                hint="use lower-case words with hyphens, such as acute-share",
            )
        for part in ("title", "rule", "source"):
            if not getattr(self, part).strip():
                raise UsageError(
                    f"control {self.id!r} states no {part}",
                    hint="a control says what it asks for, and who asks for it",
                )

    def __call__(self, at: Any) -> Any:
        """What the function finds; so a control can be tried on a view like the function itself."""
        return self.look(at)

    def of_file(self, sha256: str) -> "Control":
        """The same control as read from a file: its version is the digest of the whole file."""
        return replace(self, version=sha256)


def control(
    *,
    id: str,  # noqa: A002 - what a control is known by; nobody would guess another word
    rule: str,
    source: str,
    severity: Level | str = Level.WARNING,
    title: str = "",
    scope: Scope = "body",
) -> Callable[[Look], Control]:
    """Make a control of a function.

    The function is given a `BodyView` for each body in turn, or, where `scope` is "group" or "book",
    one `GroupView`. It yields `at.found(...)` for what is wrong and `at.not_applicable(...)` where there
    is nothing to look at; where it yields nothing, the body passed.

    Args:
        id: lower-case words with hyphens, unique among the controls of a book.
        rule: what must hold, in a sentence.
        source: who says so: a document and its paragraph.
        severity: `error`, `breach`, `warning` or `note`, unless a finding says otherwise. An error
            stops a month's close until it is accepted with a reason.
        title: a heading; made of the id unless told otherwise.
        scope: `body`, `group`, or `book`: all bodies of the book, whatever group is asked for.

    Raises:
        UsageError: the id is none, or rule or source are empty, or there is no such severity.

    >>> @control(id="overspent", rule="No category overspends.", source="FD, May 2011")
    ... def overspent(at):
    ...     for line in at.lines:
    ...         if (line.variance_ytd_pence or 0) < 0:
    ...             figure = at.figure("variance_ytd", category=line.category)
    ...             yield at.found(f"{at.name_of(line.category)} overspends", figure)
    >>> overspent.rule
    'No category overspends.'
    """
    if severity not in tuple(Level):
        words = ", ".join(Level)
        raise UsageError(f"{severity!r} is no severity of a control", hint=f"use {words}")

    def made(look: Look) -> Control:
        heading = title or id.replace("-", " ").capitalize()
        return Control(
            id, heading, rule, source, Level(severity), look, scope, version=_digest(look)
        )

    return made


def packaged(
    *,
    id: str,  # noqa: A002 - as above
    title: str,
    rule: str,
    source: str,
    code: str,
    severity: Level = Level.WARNING,
    scope: Scope = "body",
    thresholds: tuple[str, ...] = (),
) -> Callable[[Look], Control]:
    """Make a control that comes with pctfinance; its findings have a published code of their own.

    >>> packaged(id="a", title="A", rule="r", source="s", code="control.own")(list).own
    False
    """

    def made(look: Look) -> Control:
        version = f"pctfinance {__version__}"
        parts = (id, title, rule, source, severity, look, scope)
        return Control(*parts, own=False, version=version, code=code, thresholds=thresholds)

    return made


def _digest(look: Look) -> str:
    """The SHA-256 of a function's source, or of what it compiles to where no source is at hand."""
    code = getattr(look, "__code__", None)
    compiled = _compiled(code) if code is not None else repr(type(look)).encode()
    try:
        said = inspect.getsource(look).encode()
    except (OSError, TypeError):
        said = compiled
    if getattr(look, "__name__", "") == "<lambda>":  # its source is a line that may hold others
        said += compiled
    return hashlib.sha256(said).hexdigest()


def _compiled(code: CodeType) -> bytes:
    """The instructions, names and constants of compiled code; its inner functions too."""
    inner = b"".join(_compiled(part) for part in code.co_consts if isinstance(part, CodeType))
    plain = [repr(part) for part in code.co_consts if not isinstance(part, CodeType)]
    return code.co_code + repr((code.co_names, plain)).encode() + inner
