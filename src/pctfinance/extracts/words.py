"""What an extract calls bodies, months and recurrence, as this library calls them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from pctfinance.bodies import Body, Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import Finding, InputRefusedError, Level, PctFinanceError, Where
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.staging import Staged
from pctfinance.extracts.survey import Group

__all__ = ["Scope", "Words", "about_name", "words_of"]

_MONTH_IN_NAME = re.compile(r"(?<![A-Za-z0-9])[Mm](0?[1-9]|1[0-2])(?![A-Za-z0-9])")

_RECURRENCES: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "r": "recurrent",
        "recurrent": "recurrent",
        "nr": "non-recurrent",
        "non recurrent": "non-recurrent",
        "nonrecurrent": "non-recurrent",
    }
)


@dataclass(frozen=True)
class Scope:
    """Whose extract it may be: the bodies of a group in a year; one of them and one month, if named."""

    year: FinancialYear
    register: Register
    members: Mapping[str, Body]
    group: str
    body: str | None = None
    period: Period | None = None


@dataclass
class Words:
    """What each text of the extract stands for."""

    bodies: dict[str, str] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)
    recurrences: dict[str, str] = field(default_factory=dict)
    counterparties: dict[str, str] = field(default_factory=dict)
    delegates: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def words_of(groups: Iterable[Group], profile: Profile, scope: Scope, staged: Staged) -> Words:
    """Look up every body, month and recurrence once; a text that is none is a finding.

    >>> from pctfinance.bodies import Register
    >>> register, year = Register.packaged(), FinancialYear("2011-12")
    >>> members = {body.code: body for body in register.members("NCL", date(2011, 11, 30))}
    >>> found = words_of([Group("5a9", "Nov-11", "1", "NR", 1, 2, 0, 0, 0)],
    ...     Profile.packaged("example-journal-lines"), Scope(year, register, members, "NCL"),
    ...     Staged("j.csv", "", "", {}, {}))
    >>> found.bodies, found.periods, found.recurrences
    ({'5a9': '5A9'}, {'Nov-11': Period('2011-12 M08')}, {'NR': 'non-recurrent'})
    """
    words = Words()
    firsts: dict[tuple[str, str], int] = {}
    for group in groups:
        for role in ("entity", "period", "recurrence"):
            at = (role, getattr(group, role))
            firsts[at] = min(firsts.get(at, group.first_row), group.first_row)
    known = profile.columns.named()
    parts = profile.account.parts if profile.account else ()
    for (role, text), row in sorted(firsts.items(), key=lambda item: item[1]):
        where = staged.where(row, role if role in known else "account")
        try:
            if role == "entity":
                words.bodies[text] = _body(
                    text, profile, scope, is_told="entity" in (*known, *parts)
                )
            elif role == "period":
                words.periods[text] = _period(text, scope, is_told=role in known)
            else:
                words.recurrences[text] = _recurrence(text)
        except PctFinanceError as error:
            words.findings += (finding.at(where) for finding in error.findings)
    return words


def about_name(file: str, periods: Iterable[Period]) -> Iterator[Finding]:
    """A file whose name says one month while its rows are of others.

    >>> for finding in about_name("TB_5A9_M09.csv", [Period("2011-12 M08")]):
    ...     print(finding.message)
    the file's name says M09; its rows are of M08
    >>> list(about_name("TB_5A9_M8.csv", [Period("2011-12 M08")])), list(about_name("tb.csv", []))
    ([], [])
    """
    said = {int(number) for number in _MONTH_IN_NAME.findall(file)}
    found = sorted({period.number for period in periods})
    if len(said) == 1 and not said <= set(found):
        (month,) = said
        rows = ", ".join(f"M{number:02}" for number in found)
        message = f"the file's name says M{month:02}; its rows are of {rows}"
        hint = "check that it is the right file"
        yield Finding("extract.mismatch", Level.WARNING, message, Where(file=file), hint)


def _body(text: str, profile: Profile, scope: Scope, *, is_told: bool) -> str:
    if not is_told:
        if scope.body is None:
            raise _refused("extract.mismatch", "the extract names no body", "name the body")
        return scope.body
    if not text:
        raise _refused("input.missing-value", "the row names no body", "fill it, or take it out")
    code = scope.register.find(profile.bodies.get(text, text), kind="body").code
    if code not in scope.members:
        message = f"{code} is no body of {scope.group} in {scope.year}"
        raise _refused("input.not-in-group", message, f"its bodies are {', '.join(scope.members)}")
    if scope.body not in (None, code):
        message = f"the row is of {code}; the extract is to be that of {scope.body}"
        raise _refused("extract.mismatch", message, "check that it is the right file")
    return code


def _period(text: str, scope: Scope, *, is_told: bool) -> Period:
    if not is_told:
        if scope.period is None:
            raise _refused("extract.mismatch", "the extract names no month", "name the period")
        return scope.period
    if not text:
        raise _refused("input.missing-value", "the row names no month", "fill it, or take it out")
    period = _as_date(text) or Period.parse(text, scope.year)
    if period.year != scope.year:
        message = f"{period} is no month of {scope.year}, which the book is of"
        raise _refused("input.wrong-year", message, "load it into the book of its own year")
    if scope.period not in (None, period):
        message = f"the row is of {period}; the extract is to be that of {scope.period}"
        raise _refused("extract.mismatch", message, "check that it is the right file")
    return period


def _as_date(text: str) -> Period | None:
    try:
        return Period.of(date.fromisoformat(text)) if text.count("-") == 2 else None  # noqa: PLR2004 - year, month and day
    except ValueError:
        return None


def _recurrence(text: str) -> str:
    said = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if said not in _RECURRENCES:
        message = f"{text!r} is neither recurrent nor non-recurrent"
        raise _refused("input.unknown-choice", message, "write recurrent or non-recurrent")
    return _RECURRENCES[said]


def _refused(code: str, message: str, hint: str) -> InputRefusedError:
    return InputRefusedError(Finding(code, Level.ERROR, message, None, hint))
