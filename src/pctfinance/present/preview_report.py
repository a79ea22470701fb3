"""What an action would do, before it is done: positions before and after, and what it brings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.consolidation.duties import DutyStatus
from pctfinance.consolidation.effects import (
    CheckEffect,
    DutyEffect,
    Fate,
    FindingEffect,
    LimitEffect,
    MonthEffect,
)
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.present.html import html_of
from pctfinance.present.position_json import findings_document
from pctfinance.present.preview_tables import preview_tables
from pctfinance.present.report import PositionReport
from pctfinance.present.shown import Shown
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PREVIEW_SCHEMA_VERSION", "Preview"]

PREVIEW_SCHEMA_VERSION = "1.0"

_FOUND = 1

_COLUMNS = (
    *("body", "duty", "limit_before_pence", "limit_after_pence", "variance_before_pence"),
    *("variance_after_pence", "status_before", "status_after", "is_worse"),
)


@dataclass(frozen=True, repr=False)
class Preview:
    """What an action would do. Nothing of it was written.

    Where the action would be refused, `after` is `before`, `refusals` says why and
    `refused_exit_code` how a command would end. `limits` and `months` hold what changes, by the
    year's end; `duties` and `checks` hold all. `said` is what the action itself found, such as
    the warnings about an extract; `answers` is what its calls gave back.
    """

    before: PositionReport
    after: PositionReport
    duties: tuple[DutyEffect, ...]
    limits: tuple[LimitEffect, ...]
    findings: tuple[FindingEffect, ...]
    checks: tuple[CheckEffect, ...]
    months: tuple[MonthEffect, ...]
    events: tuple[Event, ...] = ()
    said: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()
    refused_exit_code: int = 0
    answers: tuple[object, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the action would be refused."""
        return bool(self.refusals)

    @property
    def new_findings(self) -> tuple[Finding, ...]:
        """The findings that it brings, notes left out: those of the checks, then its own."""
        found = [each.finding for each in self.findings if each.fate is Fate.NEW] + [*self.said]
        return tuple(finding for finding in found if finding.level is not Level.NOTE)

    @property
    def worse(self) -> tuple[DutyEffect, ...]:
        """The duties that it brings into breach, or further into it."""
        return tuple(each for each in self.duties if each.is_worse)

    @property
    def standing(self) -> tuple[str, ...]:
        """The bodies and duties that are in breach before and after, and by no more than before."""
        return tuple(
            f"{each.after.body} ({each.after.duty.heading})"
            for each in self.duties
            if each.after.status is DutyStatus.BREACH and not each.is_worse
        )

    @property
    def brings_something(self) -> bool:
        """Whether it brings a breach, deepens one, or brings a finding."""
        return bool(self.new_findings or self.worse)

    @property
    def exit_code(self) -> int:
        """How a command ends that shows it: 0, 1 where it brings something, or as it is refused."""
        return self.refused_exit_code or (_FOUND if self.brings_something else 0)

    @property
    def headline(self) -> str:
        """What matters, in one sentence."""
        if self.is_refused:
            codes = ", ".join(dict.fromkeys(finding.code for finding in self.refusals))
            return f"REFUSED ({codes}): nothing would change."
        breached = [f"{each.after.body} ({each.after.duty.heading})" for each in self.worse]
        if breached:
            return f"BREACH: it would bring or deepen a breach of {', '.join(breached)}."
        stays = f" In breach as before: {', '.join(self.standing)}." if self.standing else ""
        count = len(self.new_findings)
        if count:
            found = f"{count} finding{'s' * (count != 1)}"
            return f"It would bring {found}, and no {'new ' * bool(self.standing)}breach.{stays}"
        return f"It would bring no {'new ' * bool(self.standing)}breach and no finding.{stays}"

    @property
    def table(self) -> "pd.DataFrame":
        """The duties as a tidy DataFrame, one row a body and duty; amounts in pence."""
        return tidy_frame(map(_duty, self.duties), _COLUMNS)

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown."""
        return preview_tables(self)

    def document(self) -> dict[str, Any]:
        """The whole of it for programs, ready for `json.dumps`; amounts in pence."""
        return {
            "schema_version": PREVIEW_SCHEMA_VERSION,
            "headline": self.headline,
            "exit_code": self.exit_code,
            "refused": self.is_refused,
            "refusals": _findings(self.refusals),
            "before": self.before.document(),
            "after": self.after.document(),
            "duties": [_duty(each) for each in self.duties],
            "limits": [_limit(each) for each in self.limits],
            "findings": [
                {
                    "fate": each.fate.value,
                    "was": each.before.message if each.before and each.is_reworded else None,
                    **_findings([each.finding])[0],
                }
                for each in self.findings
            ],
            "said": _findings(self.said),
            "checks": [
                {"check": each.check, "before": each.before, "after": each.after}
                for each in self.checks
            ],
            "months": [
                {
                    "body": each.body,
                    "period": str(each.period),
                    "before": each.before.value,
                    "after": each.after.value,
                    "impacted_before": each.impacted_before,
                    "impacted_after": each.impacted_after,
                }
                for each in self.months
            ],
            "events": list(self._events()),
        }

    def _events(self) -> Iterator[dict[str, str]]:
        for event in self.events:
            yield {
                "body": event.body,
                "kind": event.what.kind,
                "effective": event.effective.isoformat(),
                "notified": event.notified.isoformat(),
                "reference": event.reference,
                "by": event.by,
            }

    def __repr__(self) -> str:
        return f"<Preview of {self.before.group.code} {self.before.period}: {self.headline}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.tables))

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return list(findings_document(tuple(findings))["findings"])


def _duty(each: DutyEffect) -> dict[str, Any]:
    before, after = each.before, each.after
    return {
        "body": after.body,
        "duty": after.duty.value,
        "limit_before_pence": before.limit_pence,
        "limit_after_pence": after.limit_pence,
        "variance_before_pence": before.variance_pence,
        "variance_after_pence": after.variance_pence,
        "status_before": before.status.value,
        "status_after": after.status.value,
        "is_worse": each.is_worse,
    }


def _limit(each: LimitEffect) -> dict[str, Any]:
    return {
        "body": each.body,
        "limit": each.limit.value,
        "funding": each.funding.value,
        "confirmed_before_pence": each.confirmed_before_pence,
        "confirmed_after_pence": each.confirmed_after_pence,
        "expected_before_pence": each.expected_before_pence,
        "expected_after_pence": each.expected_after_pence,
    }
