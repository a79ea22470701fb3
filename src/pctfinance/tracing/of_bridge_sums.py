"""What the sums of a bridge are made of: over categories, and over bodies, which pools nothing."""

from collections.abc import Iterator, Sequence

from pctfinance.consolidation.bridge import BodyBridge, BridgeLine
from pctfinance.consolidation.bridge_causes import Cause
from pctfinance.present.bridge_report import BridgeReport
from pctfinance.tracing.figures import SUM_OF, ReportFigure
from pctfinance.tracing.measures import summed

__all__ = ["bridge_sums"]

_MEASURES = ("limit", "budget", "charge", "variance")
_NOT_KNOWN = "the variance of no body is known at both ends"


def bridge_sums(report: BridgeReport, figures: Sequence[ReportFigure]) -> Iterator[ReportFigure]:
    """The sums of a bridge: of each body by cause, and over bodies by end, cause and category.

    By end and cause, those bodies are summed of which the variance is known at both ends, as the
    table of the bridge does.

    Args:
        report: the bridge.
        figures: those of its bodies.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").bridge("M8", group="5A9")
    >>> list(bridge_sums(report, ()))
    []
    """
    of_bodies: list[ReportFigure] = []
    for body in report.bodies:
        of_bodies += _of_body(body, figures)
    yield from of_bodies
    group = report.group.code
    if group in report.names:
        return
    known = [body for body in report.bodies if body.body not in report.not_known]
    yield from _of_ends(group, known, figures)
    yield from _of_causes(group, known, of_bodies)
    yield from _of_categories(report, figures)


def _values(line: BridgeLine) -> dict[str, int]:
    return {measure: getattr(line, f"{measure}_pence") for measure in _MEASURES}


def _of_body(body: BodyBridge, figures: Sequence[ReportFigure]) -> Iterator[ReportFigure]:
    """What each cause moved of a body, over its categories."""
    for cause, line in body.by_cause().items():
        for measure, pence in _values(line).items():
            own = [
                figure
                for figure in figures
                if figure.body == body.body
                and figure.line.startswith(f"{cause.value}/")
                and figure.line.rpartition("/")[2] == measure
            ]
            if own:
                place = f"{SUM_OF}/{cause.value}/{measure}"
                words = f"{cause.value}, {measure}, over all categories"
                whole = ReportFigure(body.body, place, words, pence)
                yield summed(whole, own, lambda figure: figure.words)


def _of_ends(
    group: str, known: Sequence[BodyBridge], figures: Sequence[ReportFigure]
) -> Iterator[ReportFigure]:
    codes = {body.body for body in known}
    for place in ("start", "end"):
        for measure in _MEASURES:
            line = f"{place}/{measure}"
            values = [getattr(getattr(body, place), f"{measure}_pence") or 0 for body in known]
            own = [one for one in figures if one.line == line and one.body in codes]
            words = f"{measure} at the {place}, side by side"
            pence = sum(values) if known else None
            whole = ReportFigure(group, f"{SUM_OF}/{line}", words, pence, why=_NOT_KNOWN)
            yield summed(whole, own)


def _of_causes(
    group: str, known: Sequence[BodyBridge], figures: Sequence[ReportFigure]
) -> Iterator[ReportFigure]:
    codes = {body.body for body in known}
    moved = [(cause, line) for body in known for cause, line in body.by_cause().items()]
    for cause in Cause:
        for measure in _MEASURES:
            line = f"{SUM_OF}/{cause.value}/{measure}"
            own = [one for one in figures if one.line == line and one.body in codes]
            if own:
                pence = sum(_values(each)[measure] for of, each in moved if of is cause)
                words = f"{cause.value}, {measure}, side by side"
                yield summed(ReportFigure(group, line, words, pence), own)


def _of_categories(report: BridgeReport, figures: Sequence[ReportFigure]) -> Iterator[ReportFigure]:
    """Budgets of a category over all causes, and its charges cause by cause; of all bodies."""
    lines = [
        line
        for body in report.bodies
        for line in body.lines
        if line.category and line.cause is not Cause.RESERVES
    ]
    for code in report.categories.ordered({line.category for line in lines}):
        named, own = report.categories.name(code), [e for e in lines if e.category == code]
        causes = [cause for cause in Cause if any(line.cause is cause for line in own)]
        parts = [
            figure
            for figure in figures
            if figure.line in {f"{cause.value}/{code}/budget" for cause in causes}
        ]
        place = f"{SUM_OF}/category/{code}"
        if parts:
            pence = sum(line.budget_pence for line in own)
            words = f"{named}, budget, side by side"
            whole = ReportFigure(report.group.code, f"{place}/budget", words, pence)
            yield summed(whole, parts, lambda figure: f"{figure.body}, {figure.words}")
        for cause in causes:
            charges = [f for f in figures if f.line == f"{cause.value}/{code}/charge"]
            if charges:
                pence = sum(line.charge_pence for line in own if line.cause is cause)
                words = f"{named}, charge, {cause.value}, side by side"
                line_name = f"{place}/{cause.value}/charge"
                yield summed(ReportFigure(report.group.code, line_name, words, pence), charges)
