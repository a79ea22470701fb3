"""Every figure of a position, held against its trace."""

from collections.abc import Iterator

import pytest

from pctfinance.book import Book
from pctfinance.consolidation.figure_ref import MEASURES, FigureRef
from pctfinance.errors import UsageError
from pctfinance.present.report import PositionReport
from pctfinance.tracing import Role

__all__ = ["check_every_figure", "known_figures"]


def known_figures(report: PositionReport) -> Iterator[tuple[FigureRef, int | None]]:
    """Every figure of every body of a position, with its pence as the position has it."""
    for body in report.bodies:
        for result in body.duties:
            for measure in MEASURES["duty"]:
                figure = report.figure(body.code, duty=result.duty, measure=measure)
                yield figure, getattr(result, f"{measure}_pence")
        for line in body.lines:
            for measure in MEASURES["category"]:
                figure = report.figure(body.code, category=line.category, measure=measure)
                yield figure, getattr(line, f"{measure}_pence")


def check_every_figure(book: Book, report: PositionReport) -> int:
    """Each known figure is the sum of its evidence; one that is not known is refused."""
    known = 0
    for figure, pence in known_figures(report):
        if pence is None:
            with pytest.raises(UsageError, match="is not known"):
                book.trace(figure)
            continue
        known += 1
        trace = book.trace(figure)
        assert trace.pence == pence, figure
        assert sum(leaf.pence for leaf in trace.evidence) == pence, figure
        for leaf in trace.evidence:
            proof = leaf.evidence
            assert (proof is None) == (leaf.role is Role.ROUNDING)
            if proof and leaf.role is Role.EVIDENCE and leaf.of_pence is None:
                assert leaf.pence == proof.sign * proof.amount_pence
    return known
