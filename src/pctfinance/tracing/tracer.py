"""The chapter of the book that traces: it looks a figure up, builds its tree, and compares."""

from pathlib import Path
from typing import overload

from pctfinance.bodies import Body
from pctfinance.consolidation.delegations import body_delegation
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.consolidation.position import BodyPosition, make_position
from pctfinance.errors import (
    Finding,
    IntegrityError,
    Level,
    UsageError,
    Where,
    did_you_mean,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.statement import limit_statement
from pctfinance.money import show_exact
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.judged import Judged, Untraced
from pctfinance.tracing.leaves import Ground
from pctfinance.tracing.names import LineRef
from pctfinance.tracing.naming import Naming
from pctfinance.tracing.of_statements import RECAST, line_before
from pctfinance.tracing.parts import LinesOf, Part
from pctfinance.tracing.trace import Trace
from pctfinance.tracing.trees import BodyTrees, cell_tree, limit_tree

__all__ = ["Tracing"]

_PRIOR_BOOK = "give the book of the year before: trace(figure, prior=...), or --prior"


class Tracing(Naming):
    """The part of a book that says what a figure rests on."""

    # The last position: it follows from its key, and is often asked again.
    _position: tuple[tuple[object, ...], BodyPosition] | None = None

    @overload
    def trace(self, figure: FigureRef) -> Trace: ...

    @overload
    def trace(
        self, figure: LineRef, *, prior: "Tracing | None" = None
    ) -> Trace | Judged | Untraced: ...

    def trace(
        self, figure: FigureRef | LineRef, *, prior: "Tracing | None" = None
    ) -> Trace | Judged | Untraced:
        """The events and source rows under a figure, which sum to it exactly.

        A colour, a status or a share is `Judged`: its rule, and the figures compared. A line of a
        report that cannot be traced is `Untraced`, with a finding that says why.

        Args:
            figure: as a report names it: `report.figure("5A9", duty="cash_limit",
                measure="charged")`, or `figures` for every body of a group; what a delegate holds
                of a body is `book.delegations(month).figure("5A9", "07M")`. Any line of a report is
                `book.figures("duties", month)["5A9", "cash_limit/limit"]`.
            prior: the book of the year before: a comparative of statements (`prior/...`) is traced
                in it, so the answer names the month, the events and the sources of that book.

        Raises:
            UsageError: the body is not in that position or the report has no such line; or the
                figure of a position, named by the position itself, is not known: then there is
                nothing that it could be traced to, and the error says what is missing.
            IntegrityError: what was found does not sum to the figure. A fault of this library.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> report = book.position("2011-12 M08")
        >>> charged = report.figure("5A9", duty="revenue_resource_limit", measure="charged")
        >>> trace = book.trace(charged)
        >>> trace.pence == report.body("5A9").duty(Duty.REVENUE).charged_pence
        True
        >>> leaf = trace.evidence[0]
        >>> leaf.evidence.place, leaf.pence == leaf.evidence.amount_pence
        ('forecasts.csv, row 40', True)
        """
        if isinstance(figure, LineRef):
            if prior is not None and figure.line.startswith("prior/"):
                return self._traced_before(figure, prior)
            return self._traced_line(figure)
        ground = self._ground_of(figure)
        if figure.limit is not None:
            known, tree = _of_limit(ground, figure)
        elif figure.delegate is not None:
            known, tree = self._of_cell(ground, figure)
        else:
            known = self._known(ground, figure)
            tree = BodyTrees(
                ground, figure.body, figure.period, figure.known_at, self._records.categories
            ).tree(figure)
        found = sum(leaf.pence for leaf in tree.leaves())
        if not known == tree.pence == found:
            raise IntegrityError(
                f"{figure.body} {figure.about} is {show_exact(known)}, its evidence comes to {show_exact(found)}"
            )
        return Trace(figure, self.register.body(figure.body).name, tree, self._file_of_lines)

    def _traced_line(self, ref: LineRef) -> Trace | Judged | Untraced:
        """One line of a report."""
        own = [figure for figure in self._figures_named(ref) if figure.body == ref.body]
        whose = f"{ref.report} of {ref.body} in {ref.period}"
        named = [figure for figure in own if figure.line == ref.line]
        if not named:
            raise UsageError(
                f"{whose} has no line {ref.line!r}",
                hint=_PRIOR_BOOK
                if ref.line.startswith("prior/")
                else did_you_mean(ref.line, [figure.line for figure in own]) or "list its lines",
            )
        if len(named) > 1:  # codes may hold a stroke, so that two names come out the same
            words = "; ".join(figure.words for figure in named)
            raise UsageError(
                f"{whose} has {len(named)} lines {ref.line!r}: {words}",
                hint="a code with / in it makes names alike: give it another code",
            )
        figure, name = named[0], self._name_of(ref.body)
        if figure.value is None or figure.made is None:
            return Untraced(ref, name, figure.value, _not_traced(ref, figure))
        found = figure.made()
        if isinstance(found, Part):
            said = sum(leaf.pence for leaf in found.leaves())
            if not figure.value == found.pence == said:
                raise IntegrityError(
                    f"{ref.body} {ref.about} is {figure.value}, its parts are {said}"
                )
            return Trace(ref, name, found, self._file_of_lines, figure.unit)
        if found.says is not None and found.says != figure.value:
            raise IntegrityError(
                f"{ref.body} {ref.about} is {figure.value}, by its rule it is {found.says}"
            )
        traces = tuple(
            Trace(ref, name, each.part, self._file_of_lines, each.unit) for each in found.compared
        )
        value = str(figure.value) if isinstance(figure.value, int) else figure.value
        return Judged(ref, name, value, found.how, found.rules, traces)

    def _traced_before(self, ref: LineRef, prior: "Tracing") -> Trace | Judged | Untraced:
        """A comparative of statements, in the book of the year before.

        As that has it now; where this book is asked as it was, as that had it at the same instant.
        """
        was, then = self._recorded_in(prior, ref.sequence)
        named = self.figures(
            ref.report,
            ref.period,
            body=ref.body,
            known_at=ref.known_at,
            recorded_at=was,
            prior=prior,
        )
        shown = named[ref.body, ref.line]
        value, why = next((each.value, each.why) for each in named if each.ref == shown)
        if why == RECAST:
            figure = ReportFigure(ref.body, ref.line, ref.line, value, why=why)
            return Untraced(ref, self._name_of(ref.body), value, _not_traced(ref, figure))
        asked = LineRef(
            ref.report,
            ref.body,
            prior.year.periods[-1],
            line_before(ref.line),
            known_at=ref.known_at,
            sequence=then,
        )
        found = prior.trace(asked)
        there = found.pence if isinstance(found, Trace) else found.value
        if str(there) != str(value):
            raise IntegrityError(
                f"{ref.body} {ref.about} is {value}, in the book of {prior.year} it is {there}"
            )
        return found

    def _name_of(self, code: str) -> str:
        """The name of a body or a group."""
        names = {body.code: body.name for body in self.register.bodies}
        return names[code] if code in names else self._group_called(code)

    def _ground_of(self, figure: FigureRef) -> Ground:
        """The ledgers that the figure was made from."""
        ledger = self._records.ledger
        if figure.sequence is not None:
            ledger = ledger.until(figure.sequence)
        return self._ground_until(ledger.sequence, figure.known_at)

    def _known(self, ground: Ground, figure: FigureRef) -> int:
        """The figure as the position has it."""
        # A body that left, or has yet to come, is asked for by its own code: see `position`.
        body = self._records.terms.members_of_year().get(figure.body)
        if body is None:
            raise UsageError(f"{figure.body!r} is no body of {self.group.code} in {self.year}")
        position = self._position_of(ground, figure, [body])
        if figure.duty is not None:
            results = [result for result in position.duties if result.duty is figure.duty]
            if not results:
                raise UsageError(f"{figure.duty} is no duty of {self.year}")
            value: int | None = getattr(results[0], f"{figure.measure}_pence")
            missing = results[0].reason
        else:
            lines = {line.category: line for line in position.lines}
            if figure.category not in lines:
                raise UsageError(
                    f"{figure.body} has no category {figure.category!r} in {figure.period}",
                    hint=f"its categories are {', '.join(lines) or 'none'}",
                )
            value = getattr(lines[figure.category], f"{figure.measure}_pence")
            missing = "a month or a forecast of it was not reported"
        return _value(figure, value, missing)

    def _of_cell(self, ground: Ground, figure: FigureRef) -> tuple[int, Part]:
        """What a delegate holds of a body, and its tree."""
        if figure.body not in self._records.terms.members_until(figure.period):
            raise UsageError(f"{figure.body!r} is no body of {self.group.code} in {figure.period}")
        resource, at = ground.holdings.resource, (figure.body, figure.period, figure.known_at)
        known = sum(
            cell.pence
            for cell in body_delegation(resource, *at).cells
            if cell.delegate == figure.delegate and figure.category in (None, cell.category)
        )
        events = resource.standing(*at)
        return known, cell_tree(events, figure, self._records.categories)

    def _position_of(self, ground: Ground, figure: FigureRef, members: list[Body]) -> BodyPosition:
        # What a category says is the same on every basis.
        basis = figure.basis or Basis.YTD
        key = (figure.body, figure.period, basis, figure.sequence, figure.known_at, self.head)
        if self._position is None or self._position[0] != key:
            position = make_position(
                ground.holdings,
                self.group,
                members,
                figure.period,
                basis,
                known_at=figure.known_at,
                duties=tuple(Duty(duty.id) for duty in self.rulebook.duties),
            )
            self._position = key, position.body(figure.body)
        return self._position[1]

    def _file_of_lines(self, lines: LinesOf) -> Path:
        """The file of a load's lines, once it is sure to be what the load names."""
        store = self._records.lines
        if store.sha256(lines.place) != lines.sha256:
            raise IntegrityError(f"the lines {lines.place} are not those that were loaded")
        return store.path(lines.place)


def _not_traced(ref: LineRef, figure: ReportFigure) -> Finding:
    """Why a line cannot be traced."""
    where = Where(body=ref.body, period=str(ref.period))
    if figure.value is None:
        message = f"{figure.words} is not known: {figure.why}"
        hint = "what is missing leaves no trace"
        return Finding("trace.not-known", Level.WARNING, message, where, hint)
    message = f"{figure.words} cannot be traced: {figure.why}"
    return Finding("trace.no-evidence", Level.NOTE, message, where, "look where it says")


def _of_limit(ground: Ground, figure: FigureRef) -> tuple[int, Part]:
    """A figure of the statement of a limit, and its tree."""
    resource, limit = ground.holdings.resource, figure.limit or Limit.REVENUE
    at = (figure.body, figure.period, figure.known_at)
    statement = limit_statement(resource, *at, limit)
    if figure.measure == "applied_non_recurrently":
        value: int | None = statement.applied_non_recurrently_pence
    elif figure.event is not None:
        changes = [
            change.total_pence
            for change in statement.changes
            if (change.sequence, change.account, change.certainty)
            == (figure.event, figure.account, figure.certainty)
        ]
        value = sum(changes) if changes else None
    else:
        is_known = statement.is_known(figure.certainty)
        value = statement.total(figure.certainty, figure.funding) if is_known else None
    known = _value(figure, value, "no document states it")
    return known, limit_tree(resource.standing(*at), figure)


def _value(figure: FigureRef, value: int | None, missing: str) -> int:
    if value is None:
        raise UsageError(
            f"{figure.body} {figure.about} is not known: {missing}",
            hint="what is missing leaves no trace",
        )
    return value
