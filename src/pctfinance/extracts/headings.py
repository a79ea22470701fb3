"""In which column of an extract each role of the profile stands."""

from collections.abc import Sequence
from types import MappingProxyType

from pctfinance.errors import Finding, InputRefusedError, Level, Where, did_you_mean
from pctfinance.extracts.profile import Profile

__all__ = ["TOTAL_LABEL", "places_of", "total_role"]

TOTAL_LABEL = "total_label"
"""The role of the column in which the row of totals is named, where it has no other."""

_DELIMITERS = MappingProxyType({",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"})


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def total_role(profile: Profile) -> str | None:
    """The role of the column in which the row of totals is named, if the extract has such a row.

    >>> total_role(Profile.packaged("example-trial-balance"))
    """
    if profile.total is None:
        return None
    heading = _plain(profile.total.column)
    named = profile.columns.named().items()
    return next((role for role, name in named if _plain(name) == heading), TOTAL_LABEL)


def places_of(
    headings: Sequence[str], profile: Profile, where: Where, delimiter: str = ""
) -> dict[str, int]:
    """The column of each role, counted from 0.

    Args:
        headings: those of the extract.
        profile: what they are called.
        where: the extract.
        delimiter: what separates its cells, where it is text.

    Raises:
        InputRefusedError: a heading is missing, or stands twice; with every one of them.

    >>> profile = Profile.packaged("example-journal-lines")
    >>> places_of(["Entity", "Period"], profile, Where(file="j.csv"))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: j.csv: there is no column headed 'Cost centre', ...
    """
    plain = [_plain(heading) for heading in headings]
    wanted = dict(profile.columns.named())
    if profile.total and total_role(profile) == TOTAL_LABEL:
        wanted[TOTAL_LABEL] = profile.total.column
    findings = []
    for role, heading in wanted.items():
        count = plain.count(_plain(heading))
        if count == 0:
            hint = _other_delimiter(headings, delimiter) or did_you_mean(heading, list(headings))
            message = f"there is no column headed {heading!r}, which is to be the {role}"
            findings.append(Finding("input.missing-column", Level.ERROR, message, where, hint))
        elif count > 1:
            message = f"the heading {heading!r} stands {count} times"
            findings.append(Finding("input.duplicate-column", Level.ERROR, message, where))
    InputRefusedError.raise_for(findings)
    return {role: plain.index(_plain(heading)) for role, heading in wanted.items()}


def _other_delimiter(headings: Sequence[str], delimiter: str) -> str:
    """A hint where all headings stand in one cell."""
    if delimiter and len(headings) == 1:
        for other, word in _DELIMITERS.items():
            if other != delimiter and other in headings[0]:
                said = "\\t" if other == "\t" else other
                return (
                    f'its cells are separated by {word}: write delimiter = "{said}" in the profile'
                )
    return ""
