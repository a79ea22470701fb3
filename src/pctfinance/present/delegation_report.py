"""Delegation as people are shown it, and as a document for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.consolidation.delegations import BodyDelegation, DelegationCell, Share
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.errors import Finding, Level, UsageError, Where
from pctfinance.money import show_exact
from pctfinance.present.delegated import Delegated
from pctfinance.present.delegation_tables import tables_of
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Shown
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DelegationReport"]


@dataclass(frozen=True, repr=False)
class DelegationReport(Filed, Delegated):
    """What each body has delegated, to whom, and how far that has come; nothing of it is pooled."""

    def body(self, code: str) -> BodyDelegation:
        """What one body has delegated.

        Raises:
            KeyError: the body is not in this report.
        """
        for split in self.bodies:
            if split.body == code:
                return split
        raise KeyError(code)

    def figure(self, body: str, delegate: str, category: str | None = None) -> FigureRef:
        """The name of what a delegate holds of a body, for `book.trace`: the cell, or a category of it.

        Raises:
            UsageError: the delegate holds nothing of that body, or nothing of that category.
        """
        of_body = [cell for cell in self.cells if (cell.body, cell.delegate) == (body, delegate)]
        if not any(category in (None, cell.category) for cell in of_body):
            held = ", ".join(sorted({cell.category for cell in of_body}))
            raise UsageError(
                f"{delegate} holds nothing of {body}{f' of {category}' if category else ''}",
                hint=f"it holds {held}"
                if held
                else "name a delegate and a body that it has a cell in",
            )
        return FigureRef(
            body,
            self.as_of,
            "delegated",
            category=category,
            known_at=self.known_at,
            sequence=self.sequence,
            delegate=delegate,
        )

    def figures(self, delegate: str, category: str | None = None) -> tuple[FigureRef, ...]:
        """The same of every body that the delegate has a cell in, in order of code.

        Raises:
            UsageError: there is none.
        """
        bodies = sorted(
            {
                cell.body
                for cell in self.cells
                if cell.delegate == delegate and category in (None, cell.category)
            }
        )
        if not bodies:
            of = f" of {category}" if category else ""
            raise UsageError(f"{delegate} holds nothing{of} in {self.as_of}")
        return tuple(self.figure(body, delegate, category) for body in bodies)

    @property
    def cells(self) -> tuple[DelegationCell, ...]:
        """Every (body, delegate) cell by category and strand, of the delegate that was asked for."""
        cells = (cell for split in self.bodies for cell in split.cells)
        return tuple(cell for cell in cells if self.delegate in ("", cell.delegate))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Tunnels, what is not eligible, milestones that were missed, development money that lacks."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        yield from (tunnel.finding for tunnel in self.tunnels)
        if not self.delegate:
            for split in self.bodies:
                yield from self._not_eligible(split)
        told = [one.finding for one in self.milestones] + [one.finding for one in self.development]
        yield from (finding for finding in told if finding)

    def _not_eligible(self, split: BodyDelegation) -> Iterator[Finding]:
        where = Where(body=split.body, period=str(self.as_of))
        for one in split.categories:
            if one.eligible is False and one.delegated_pence:
                message = (
                    f"{show_exact(one.delegated_pence)} of {self.categories.name(one.category)} is "
                    "delegated, which is not eligible"
                )
                yield Finding("delegation.not-eligible", Level.WARNING, message, where)
        eligible = split.eligible_pence
        if eligible is not None and split.delegated_pence > eligible:
            message = (
                f"{show_exact(split.delegated_pence)} is delegated, more than the eligible budget of "
                f"{show_exact(eligible)}"
            )
            yield Finding("delegation.not-eligible", Level.WARNING, message, where)

    @property
    def table(self) -> "pd.DataFrame":
        """The cells as a tidy DataFrame, one row a category and strand of a cell, in pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        columns = [
            "body",
            "delegate",
            "category",
            "funding",
            "certainty",
            "delegated_pence",
            "synthetic",
        ]
        rows = [
            [
                cell.body,
                cell.delegate,
                cell.category,
                cell.funding.value,
                cell.certainty.value,
                cell.pence,
                cell.synthetic,
            ]
            for cell in self.cells
        ]
        return pd.DataFrame(rows, columns=columns).astype({"delegated_pence": "Int64"})

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the delegate's view, or that of the bodies."""
        return tables_of(self)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence, shares as the two numbers that they are made of."""
        return {
            "schema_version": "1.0",
            "group": {"code": self.group.code, "name": self.group.name},
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "pooled": False,
            "contains_synthetic": self.contains_synthetic,
            "denominator_of_milestones": self.denominator,
            "bodies": [self._body(split) for split in self.bodies],
            "delegates": [
                {
                    "code": total.delegate,
                    "name": self.names.get(total.delegate, ""),
                    "by_body_pence": dict(total.by_body),
                    "total_pence": total.total_pence,
                    "tested_against_a_duty": False,
                }
                for total in self.delegates
            ],
            "cells": [
                {
                    "body": cell.body,
                    "delegate": cell.delegate,
                    "category": cell.category,
                    "funding": cell.funding.value,
                    "certainty": cell.certainty.value,
                    "delegated_pence": cell.pence,
                    "synthetic": cell.synthetic,
                }
                for cell in self.cells
            ],
            "milestones": [
                {
                    "body": one.body,
                    "by": one.by.isoformat(),
                    "requires": one.requires,
                    "status": one.status.value,
                    "words": one.words,
                    "source": one.source,
                }
                for one in self.milestones
            ],
            "conditions": [
                {
                    "body": one.body,
                    "delegate": one.delegate,
                    "condition": one.condition,
                    "met_on": one.met_on.isoformat() if one.met_on else None,
                    "reference": one.reference,
                }
                for one in self.conditions
            ],
            "development": [
                {
                    "delegate": one.delegate,
                    "population": one.population,
                    "per_head_pence": one.per_head_pence,
                    "required_pence": one.required_pence,
                    "found_pence": one.found_pence,
                    "gap_pence": one.gap_pence,
                }
                for one in self.development
            ],
            "legacy_debt": [
                {
                    "body": one.body,
                    "month": str(one.period),
                    "debt_pence": one.debt_pence,
                    "found_pence": one.found_pence,
                    "to_find_pence": one.to_find_pence,
                    "gave_pence": dict(one.gave),
                }
                for one in self.debts
            ],
        }

    def _body(self, split: BodyDelegation) -> dict[str, Any]:
        return {
            "code": split.body,
            "name": self.names.get(split.body, ""),
            "delegated_pence": split.delegated_pence,
            "retained_pence": split.retained_pence,
            "reserves_pence": split.reserves_pence,
            "budget_pence": split.budget_pence,
            "planned_surplus_pence": split.planned_surplus_pence,
            "expected_limit_pence": split.expected_limit_pence,
            "difference_pence": split.difference_pence,
            "not_eligible": None if split.not_eligible is None else list(split.not_eligible),
            "shares": [_share(split.of_total), _share(split.of_eligible)],
            "months": [
                {
                    "month": str(one.period),
                    "shares": [_share(one.of_total), _share(one.of_eligible)],
                    "planned": None if one.planned is None else str(one.planned),
                    "planned_of": one.planned_of,
                    "behind": one.is_behind,
                }
                for one in self.months
                if one.body == split.body
            ],
        }

    def __repr__(self) -> str:
        shares = ", ".join(f"{split.body} {split.of_total}" for split in self.bodies)
        return f"<delegation as of {self.as_of}: {shares}>"

    def __str__(self) -> str:
        return "\n".join(shown_text(shown) for shown in self.tables)

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _share(share: Share) -> dict[str, Any]:
    return {
        "denominator": share.denominator,
        "delegated_pence": share.delegated_pence,
        "of_pence": share.of_pence,
        "shown": str(share),
    }
