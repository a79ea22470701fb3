"""`position.json`: a position for programs. Documented in `docs/position-json.md`.

Amounts are integer pence, an underspend is positive. The version rises with every change: the
second number where something is added, the first where something changes or goes.
"""

import json
from typing import Any

from pctfinance.consolidation.aggregate import Aggregate
from pctfinance.consolidation.categories import CategoryLine
from pctfinance.consolidation.duties import DutyResult
from pctfinance.consolidation.position import SIGN_CONVENTION, BodyPosition, Position
from pctfinance.errors import Finding
from pctfinance.present.issue import Issue
from pctfinance.present.position_parts import (
    duty_colours,
    group_colours,
    is_notified,
    rated_part,
    report_rows,
    resource_part,
    spent_part,
    underlying_part,
)

__all__ = [
    "FINDINGS_SCHEMA_VERSION",
    "POSITION_SCHEMA_VERSION",
    "findings_document",
    "json_text",
    "position_document",
]

POSITION_SCHEMA_VERSION = "1.4"
FINDINGS_SCHEMA_VERSION = "1.0"


def position_document(
    position: Position, kept: tuple[int, str] | None = None, published: Issue | None = None
) -> dict[str, Any]:
    """The document of one position, ready for `json.dumps`.

    `kept` is the end of the book that it was made from, `published` what it was issued as; a draft
    has none. `aggregate` is always a list: one entry for each duty that there is anything to say about, the
    revenue resource limit first.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.consolidation.duties import Basis
    >>> nobody = Position(
    ...     Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST, None, (), CategoryTree())
    >>> document = position_document(nobody)
    >>> document["aggregate"][0]["status"], document["known_at"]
    ('incomplete', None)
    """
    duties = position.duties
    return {
        "schema_version": POSITION_SCHEMA_VERSION,
        "book": {"sequence": kept[0], "head": kept[1]} if kept else None,
        "published": published.document() if published else None,
        "group": {
            "code": position.group.code,
            "name": position.group.name,
            "level": position.level,
            "not_in_book": [body.code for body in position.not_in_book],
        },
        "period": str(position.period),
        "basis": position.basis.value,
        "known_at": position.known_at.isoformat() if position.known_at else None,
        "certainty": position.certainty.value,
        "unit": "pence",
        "sign_convention": SIGN_CONVENTION,
        "contains_synthetic": position.contains_synthetic,
        "contains_assumed": position.contains_assumed,
        "categories": _categories(position),
        "bodies": [
            _body(position, body, tuple(body.duty(duty) for duty in duties))
            for body in position.bodies
        ],
        "aggregate": [_aggregate(position, total) for total in position.aggregates],
        "report": report_rows(position.report_lines()),
        "resource": resource_part(position.resource, known=all(map(is_notified, position.bodies))),
        "underlying": underlying_part(position.underlying),
        "findings": [_finding(finding) for finding in position.findings],
    }


def _categories(position: Position) -> list[dict[str, str]]:
    """The categories that any body has a line of, in the order in which they are shown."""
    tree = position.categories
    codes = tree.ordered(line.category for body in position.bodies for line in body.lines)
    return [{"code": code, "name": tree.name(code), "parent": tree.parent(code)} for code in codes]


def _body(
    position: Position, body: BodyPosition, results: tuple[DutyResult, ...]
) -> dict[str, Any]:
    lines = {line.category: line for line in body.lines}
    rows = {row.code: row for row in position.report_lines(body.code) if not row.subtotal}
    return {
        "code": body.code,
        "name": body.body.name,
        "contains_synthetic": body.contains_synthetic,
        "contains_assumed": body.contains_assumed,
        "anticipated_limit_pence": body.anticipated_limit_pence,
        "resource": resource_part(body.resource, known=is_notified(body)),
        "underlying": underlying_part(body.underlying),
        "spent_to_date": spent_part(body.spent),
        "duties": [
            {
                "duty": result.duty.value,
                "limit_pence": result.limit_pence,
                "limit_basis": result.limit_basis.value,
                "charged_pence": result.charged_pence,
                "variance_pence": result.variance_pence,
                "status": result.status.value,
                "reason": result.reason,
                "contains_synthetic": result.synthetic,
                "contains_assumed": result.assumed,
                "rag": duty_colours(body, result.duty),
            }
            for result in results
        ],
        "categories": [
            _line(lines[code]) | rated_part(rows[code])
            for code in position.categories.ordered(lines)
        ],
    }


def _line(line: CategoryLine) -> dict[str, Any]:
    return {
        "category": line.category,
        **line.measures(),
        "phased": line.phased,
        "contains_synthetic": line.synthetic,
        "contains_assumed": line.assumed,
    }


def _aggregate(position: Position, total: Aggregate) -> dict[str, Any]:
    sums = {
        "limit_pence": total.limit_pence,
        "charged_pence": total.charged_pence,
        "variance_pence": total.variance_pence,
        "overspends_pence": total.overspends_pence,
        "underspends_pence": total.underspends_pence,
    }
    return {
        "duty": total.duty.value,
        # The sum over no body is not known; it is not zero.
        **(sums if total.tested_count else dict.fromkeys(sums)),
        "status": total.status.value,
        "breaches": list(total.breaches),
        "not_tested": list(total.not_tested),
        "not_in_book": list(total.not_in_book),
        "rag": group_colours(position, total.duty),
        "contains_synthetic": total.synthetic,
    }


def findings_document(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """The document of findings by themselves.

    >>> findings_document(())
    {'schema_version': '1.0', 'findings': []}
    """
    return {
        "schema_version": FINDINGS_SCHEMA_VERSION,
        "findings": [_finding(finding) for finding in findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = finding.where
    return {
        "code": finding.code,
        "level": finding.level.value,
        "message": finding.message,
        "hint": finding.hint,
        "where": {
            name: getattr(where, name)
            for name in where.__dataclass_fields__
            if getattr(where, name) is not None
        }
        if where
        else {},
    }


def json_text(document: dict[str, Any] | list[dict[str, Any]]) -> str:
    r"""A document, or a list of documents, as text: UTF-8, two spaces, a line break at the end.

    >>> json_text({"pence": 1})
    '{\n  "pence": 1\n}\n'
    """
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
