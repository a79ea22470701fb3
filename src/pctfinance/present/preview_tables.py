"""A preview as tables: what is refused, duties and limits, findings, checks, months.

The group's line names the bodies in breach, before and after: a surplus hides none of them.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pctfinance.consolidation.aggregate import Aggregate, GroupStatus
from pctfinance.consolidation.duties import DutyStatus
from pctfinance.consolidation.effects import DutyEffect, Fate, FindingEffect, MonthEffect
from pctfinance.errors import Finding, Level
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, ShownRow, Tone, row

if TYPE_CHECKING:
    from pctfinance.present.preview_report import Preview

__all__ = ["preview_tables"]

_STATUS = {
    DutyStatus.MET: ("met", Tone.GOOD),
    DutyStatus.BREACH: ("BREACH", Tone.BAD),
    DutyStatus.NOT_TESTED: ("not tested", Tone.OPEN),
}
_GROUP = {
    GroupStatus.BREACH: Tone.BAD,
    GroupStatus.INCOMPLETE: Tone.OPEN,
    GroupStatus.MET: Tone.GOOD,
}
_FATES = {Fate.NEW: Tone.BAD, Fate.GONE: Tone.GOOD, Fate.STAYED: Tone.PLAIN}


def preview_tables(preview: "Preview") -> tuple[Shown, ...]:
    """The tables of a preview; those without a row are left out, but for the first.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> [table.title for table in book.preview(lambda b: b.post()).tables]
    ['NCL: what it would do', 'Checks of 2011-12 M12']
    """
    tables = [_duties(preview)]
    if preview.is_refused:
        tables.append(_refusals(preview.refusals))
    if preview.limits:
        tables.append(_limits(preview))
    changed = [e for e in preview.findings if e.fate is not Fate.STAYED or e.is_reworded]
    said = [FindingEffect(Fate.NEW, finding) for finding in preview.said]
    if changed or said:
        tables.append(_findings([*changed, *said], len(preview.findings) - len(changed)))
    if preview.checks:
        tables.append(_checks(preview))
    if preview.months:
        tables.append(_months(preview.months))
    return tuple(tables)


def _duties(preview: "Preview") -> Shown:
    """The bodies whose duties change, and the group beside them."""
    changed = [each for each in preview.duties if each.is_changed]
    names = {body.code: body.body.name for body in preview.after.bodies}
    rows = [_duty(each, names[each.after.body]) for each in changed]
    rows += _group(preview)
    same = len(preview.duties) - len(changed)
    about = preview.after
    lead = Tone.BAD if preview.is_refused or preview.worse else Tone.GOOD
    if lead is Tone.GOOD and (preview.new_findings or preview.standing):
        lead = Tone.OPEN
    return Shown(
        title=f"{about.group.code}: what it would do",
        subtitle=f"£; position of {about.period}, {about.basis.value}; nothing was written",
        headings=(
            Heading("Body", Align.LEFT, wraps=True),
            Heading("Duty", Align.LEFT),
            Heading("Before", Align.LEFT, wraps=True),
            Heading("After", Align.LEFT, wraps=True),
            Heading("Limit\nbefore", optional=True),
            Heading("Limit\nafter", optional=True),
            Heading("Variance\nbefore"),
            Heading("Variance\nafter"),
        ),
        rows=tuple(rows),
        lead=ShownCell(preview.headline, lead),
        notes=(f"duties of bodies that stay as they are: {same}",),
    )


def _duty(each: DutyEffect, name: str) -> ShownRow:
    before, after = each.before, each.after
    return row(
        [
            f"{after.body} {name}",
            after.duty.limit.value,
            ShownCell(*_STATUS[before.status]),
            ShownCell(*_STATUS[after.status]),
            _amount(before.limit_pence),
            _amount(after.limit_pence),
            _amount(before.variance_pence),
            _amount(after.variance_pence),
        ]
    )


def _group(preview: "Preview") -> Iterator[ShownRow]:
    for duty in preview.after.duties:
        before, after = preview.before.aggregate(duty), preview.after.aggregate(duty)
        yield row(
            [
                f"{preview.after.group.code}, not pooled",
                duty.limit.value,
                _status(before),
                _status(after),
                _amount(before.limit_pence if before.tested_count else None),
                _amount(after.limit_pence if after.tested_count else None),
                _amount(before.variance_pence if before.tested_count else None),
                _amount(after.variance_pence if after.tested_count else None),
            ],
            total=True,
        )


def _status(total: Aggregate) -> ShownCell:
    """The status of a group: in breach it names the bodies, whatever the sum of all is."""
    if total.status is GroupStatus.BREACH:
        return ShownCell(f"BREACH: {', '.join(total.breaches)}", Tone.BAD)
    return ShownCell(total.status.value, _GROUP[total.status])


def _refusals(findings: Iterable[Finding]) -> Shown:
    return Shown(
        title="What it would be refused for",
        subtitle="",
        headings=(
            Heading("Code", Align.LEFT),
            Heading("Why", Align.LEFT, wraps=True),
            Heading("What to do", Align.LEFT, wraps=True),
        ),
        rows=tuple(
            row([ShownCell(each.code, Tone.BAD), each.message, each.hint]) for each in findings
        ),
    )


def _limits(preview: "Preview") -> Shown:
    return Shown(
        title="Limits by the year's end",
        subtitle="£; expected: confirmed and anticipated together",
        headings=(
            Heading("Body", Align.LEFT),
            Heading("Limit", Align.LEFT, wraps=True),
            Heading("Confirmed\nbefore"),
            Heading("Confirmed\nafter"),
            Heading("Expected\nbefore"),
            Heading("Expected\nafter"),
        ),
        rows=tuple(
            row(
                [
                    each.body,
                    f"{each.limit.value}, {each.funding.value}",
                    _amount(each.confirmed_before_pence),
                    _amount(each.confirmed_after_pence),
                    _amount(each.expected_before_pence),
                    _amount(each.expected_after_pence),
                ]
            )
            for each in preview.limits
        ),
    )


def _findings(effects: Iterable[FindingEffect], same: int) -> Shown:
    return Shown(
        title="Findings",
        subtitle="",
        headings=(
            Heading("", Align.LEFT),
            Heading("Level", Align.LEFT),
            Heading("Code", Align.LEFT),
            Heading("What", Align.LEFT, wraps=True),
        ),
        rows=tuple(_finding(each) for each in effects),
        notes=(f"findings that stay as they are: {same}",),
    )


def _finding(each: FindingEffect) -> ShownRow:
    finding = each.finding
    place = f"{finding.where}: " if finding.where and str(finding.where) else ""
    was = f" (was: {each.before.message})" if each.before and each.is_reworded else ""
    tone = Tone.QUIET if finding.level is Level.NOTE else _FATES[each.fate]
    word = "changed" if each.is_reworded else each.fate.value
    level = ShownCell(
        finding.level.value, Tone.BAD if finding.level is Level.BREACH else Tone.PLAIN
    )
    return row([ShownCell(word, tone), level, finding.code, f"{place}{finding.message}{was}"])


def _checks(preview: "Preview") -> Shown:
    return Shown(
        title=f"Checks of {preview.after.period}",
        subtitle="findings of each",
        headings=(Heading("Check", Align.LEFT), Heading("Before"), Heading("After")),
        rows=tuple(row([each.check, str(each.before), str(each.after)]) for each in preview.checks),
    )


def _months(effects: Iterable[MonthEffect]) -> Shown:
    return Shown(
        title="Months' ends",
        subtitle="impacted: something under the month changed after it was closed",
        headings=tuple(Heading(text, Align.LEFT) for text in ("Body", "Month", "Before", "After")),
        rows=tuple(
            row(
                [
                    each.body,
                    str(each.period),
                    f"{each.before.value}{', impacted' * each.impacted_before}",
                    ShownCell(
                        f"{each.after.value}{', impacted' * each.impacted_after}",
                        Tone.OPEN if each.impacted_after else Tone.PLAIN,
                    ),
                ]
            )
            for each in effects
        ),
    )


def _amount(pence: int | None) -> str:
    return "-" if pence is None else show_exact(pence).replace(Unit.POUNDS.symbol, "")
