"""Controls run over a month: one result a control and body, whatever any of them does.

A control that raises stops no other: that it could not run is itself a finding.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from traceback import walk_tb

from pctfinance.consolidation.controls.model import Control
from pctfinance.consolidation.controls.views import GroupView, MonthView, NotApplicable
from pctfinance.errors import Finding, Level, PctFinanceError, Where

__all__ = ["GROUP", "ControlResult", "Outcome", "outcomes"]

GROUP = ""
"""Stands in place of a body's code where a finding is about the group."""


class Outcome(StrEnum):
    """What a control came to in one body."""

    PASSED = "passed"
    FOUND = "found"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "could not run"


@dataclass(frozen=True, slots=True)
class ControlResult:
    """One control in one body: what it came to, why, and what it found."""

    control: Control
    body: str
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()


def outcomes(controls: Iterable[Control], month: MonthView) -> tuple[ControlResult, ...]:
    """Run controls over every body of a month, in their order.

    A finding of a control of the group counts for each body that it names; one that names none has
    a row of its own, and so has one about a body that left the group. A control of the book looks at
    all bodies, and tells of those of the group: what passes to a body outside it is found too.

    Args:
        controls: the controls.
        month: what they look at.

    >>> from pctfinance.book import Book
    >>> Book.in_memory("2011-12", group="NCL").check("M8", only=["duty-breach"]).results[0].outcome
    <Outcome.PASSED: 'passed'>
    """
    return tuple(result for one in controls for result in _of_control(one, month))


def _of_control(control: Control, month: MonthView) -> Iterator[ControlResult]:
    wide = month.book if control.scope == "book" else None
    whole = GroupView(wide or month, control.code, control.severity)
    bodies = [body.code for body in month.bodies]
    if control.scope == "body":
        for view in whole.bodies:
            code = view.body.code
            where = Where(body=code, period=str(month.period))
            findings, skipped, failed = _looked(control, view, where)
            yield _result(control, code, findings, skipped, failed)
        return
    findings, skipped, failed = _looked(control, whole, Where(period=str(month.period)))
    by_body: dict[str, list[Finding]] = {code: [] for code in bodies}
    for finding in findings:
        for code in _bodies_of(finding):
            if code not in (*bodies, GROUP) and not _is_known(code, month):
                failed = f"it tells of {code!r}, which is no body of the register"
                where = Where(period=str(month.period))
                by_body.setdefault(GROUP, []).extend([finding, _could_not(control, failed, where)])
                continue
            if wide is None or code in (*bodies, GROUP):
                by_body.setdefault(code, []).append(finding)
    for code, of_body in by_body.items():
        yield _result(control, code, of_body, skipped, failed)


def _result(
    control: Control, body: str, findings: Sequence[Finding], skipped: str, failed: str
) -> ControlResult:
    if failed:
        outcome = Outcome.NOT_RUN
    elif findings:
        outcome = Outcome.FOUND
    else:
        outcome = Outcome.NOT_APPLICABLE if skipped else Outcome.PASSED
    reason = failed or ("" if findings else skipped)
    return ControlResult(control, body, outcome, reason, tuple(findings))


def _looked(control: Control, view: GroupView, where: Where) -> tuple[list[Finding], str, str]:
    """What a control found, why it has nothing to look at, and why it could not run to its end."""
    findings: list[Finding] = []
    skipped = ""
    if control.thresholds and view.rulebook.controls is None:
        return findings, "the rulebook states no thresholds of controls", ""
    try:
        given = control.look(view)
        for found in _each(given):
            if isinstance(found, NotApplicable):
                skipped = skipped or found.reason
            elif isinstance(found, Finding):
                findings.append(found)
            else:
                raise TypeError(  # noqa: TRY301 - told like whatever else goes wrong in a control
                    f"it gave {found!r}; a control gives what at.found(...) or "
                    "at.not_applicable(...) make"
                )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the others run, whatever one does
        said = f"{_said(error)}{_line_of(error, control)}"
        return [*findings, _could_not(control, said, where)], skipped, said
    return findings, skipped, ""


def _could_not(control: Control, said: str, where: Where) -> Finding:
    message = f"control {control.id!r} could not run: {said}"
    hint = "mend the control and run it again; what it would have found is not known"
    return Finding("control.failed", Level.ERROR, message, where, hint)


def _is_known(code: str, month: MonthView) -> bool:
    return any(body.code == code for body in month.register.bodies)


def _each(given: object) -> Iterable[object]:
    """What a function gave, one by one: it may give nothing, one thing, or many."""
    if given is None:
        return ()
    if isinstance(given, Finding | NotApplicable) or not isinstance(given, Iterable):
        return (given,)
    return given


def _said(error: BaseException) -> str:
    """An error in a line: of ours its message, of others its kind too."""
    if isinstance(error, PctFinanceError):
        told = ((finding.message, finding.hint) for finding in error.findings)
        return "; ".join(f"{message} ({hint})" if hint else message for message, hint in told)
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _line_of(error: BaseException, control: Control) -> str:
    """Where in an own control it went wrong: the last line of its file on the way to the error."""
    file = getattr(getattr(control.look, "__code__", None), "co_filename", "")
    lines = [
        number for frame, number in walk_tb(error.__traceback__) if frame.f_code.co_filename == file
    ]
    return f", in line {lines[-1]} of {PurePath(file).name}" if control.own and lines else ""


def _bodies_of(finding: Finding) -> tuple[str, ...]:
    """The bodies that a finding is about; one about several names them all."""
    named = finding.where.body if finding.where else None
    codes = [code.strip() for code in (named or "").split(",")]
    return tuple(code for code in codes if code) or (GROUP,)
