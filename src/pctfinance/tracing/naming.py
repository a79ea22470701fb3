"""The figures of every report of a book by name, each with the way to what it is made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.bodies import Body
from pctfinance.bridging import Bridging
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.eliminations import eliminate
from pctfinance.contracting.chapter import Contracting
from pctfinance.errors import UsageError
from pctfinance.improving import Improving
from pctfinance.ledger.lines import Limit
from pctfinance.returning import Returning
from pctfinance.stating import Stating
from pctfinance.tracing.chapters import ChapterFigures, when
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.listing import FigureList, NamedFigure
from pctfinance.tracing.names import LineRef
from pctfinance.tracing.of_agreement import Between, elimination_figures, pair_figures
from pctfinance.tracing.of_bridges import bridge_figures
from pctfinance.tracing.of_contracts import contract_figures
from pctfinance.tracing.of_duties import duty_figures
from pctfinance.tracing.of_position import position_figures
from pctfinance.tracing.of_resource import history_figures, limit_figures
from pctfinance.tracing.of_return import return_figures
from pctfinance.tracing.of_savings import savings_figures
from pctfinance.tracing.of_statements import statement_figures

__all__ = ["Naming"]


class Naming(Contracting, Improving, Returning, Stating, Bridging, ChapterFigures):
    """The part of a book that knows the figures of its reports by name."""

    _last_named: tuple[LineRef, tuple[ReportFigure, ...]] | None = None

    def figures(
        self,
        report: str,
        period: str | Period,
        *,
        body: str | None = None,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        since: str | Period | None = None,
        since_known_at: str | date | None = None,
        since_recorded_at: datetime | int | None = None,
        prior: "Naming | None" = None,
    ) -> FigureList:
        """Every figure of a report by its name, to be traced: amounts, numbers, shares and words.

        Args:
            report: one of `tracing.names.REPORTS`.
            period: the month.
            body: code of a body or a group; the book's own group unless told otherwise.
            basis: as the report is asked for, where it has one.
            known_at: as the report is asked for.
            recorded_at: as the report is asked for.
            since: where a bridge begins; see `bridge`.
            since_known_at: the same.
            since_recorded_at: the same.
            prior: the book of the year before, for the comparatives of statements: see `statements`.

        Raises:
            UsageError: there is no such report; or see the report.
            UnknownNameError: the register knows no such body or group.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.state_scheme("5A9", "Q1", "Generics", {"M4": 10_00, "M9": 20_00},
        ...     category="prescribing", recurrence="recurrent", by="QIPP lead, Barnet",
        ...     reference="plan")
        >>> figures = book.figures("qipp", "M8", body="5A9")
        >>> trace = book.trace(figures["Q1/plan_to_date"])
        >>> trace.pence, [leaf.label for leaf in trace.evidence]
        (1000, ['M04, planned'])
        """
        month = period_asked(period, self.year)
        whose = self._group_asked(body, month, self._until(recorded_at)).group.code
        until = self._until(recorded_at)
        start = None
        if report == "bridge":
            start = self.bridge(
                month,
                since=since,
                basis=basis,
                group=whose,
                known_at=known_at,
                recorded_at=until,
                since_known_at=since_known_at,
                since_recorded_at=since_recorded_at,
            ).start
        asked = LineRef(
            report,
            whose,
            month,
            "",
            basis=word_asked(Basis, basis) if basis else None,
            known_at=day_asked(known_at),
            sequence=until,
            start=start,
        )
        named = self._figures_named(asked) if prior is None else self._with_prior(asked, prior)
        found = (
            NamedFigure.of(figure, replace(asked, body=figure.body, line=figure.line))
            for figure in named
        )
        return FigureList(report, str(month), tuple(found), whose)

    def _figures_named(self, asked: LineRef) -> tuple[ReportFigure, ...]:
        """The figures of one report of one body or group; the last ones are kept."""
        # A name without an event is of the book as it is now, which the next event changes.
        key = replace(asked, line="", sequence=self._until(asked.sequence))
        if self._last_named is None or self._last_named[0] != key:
            self._last_named = key, tuple(self._ways[asked.report](key))
        return self._last_named[1]

    @property
    def _ways(self) -> Mapping[str, Callable[[LineRef], Iterator[ReportFigure]]]:
        return {
            **self._chapter_ways,
            "position": self._of_position,
            "limit": self._of_limits,
            "history": self._of_history,
            "duties": self._of_duties,
            "qipp": self._of_savings,
            "contracts": self._of_contracts,
            "statements": self._of_statements,
            "agreement": self._of_agreement,
            "eliminations": self._of_eliminations,
            "bridge": self._of_bridge,
            "plan-bridge": self._of_plan_bridge,
            "sha-return": self._of_returns,
        }

    def _of_position(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.position(asked.period, group=asked.body, basis=asked.basis, **when(asked))
        return position_figures(report, self._sight(asked, report.known_at))

    def _of_limits(self, asked: LineRef) -> Iterator[ReportFigure]:
        sight = self._sight(asked, asked.known_at)
        for body in self._members_then(asked):
            for limit in Limit:
                statement = self.limit(body.code, as_of=asked.period, limit=limit, **when(asked))
                yield from limit_figures(statement, sight)

    def _of_history(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.history(asked.period, group=asked.body, **when(asked))
        return history_figures(report, self._sight(asked, report.known_at))

    def _of_duties(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.duties(asked.period, group=asked.body, basis=asked.basis, **when(asked))
        return duty_figures(report, self._sight(asked, report.known_at))

    def _of_savings(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.qipp(asked.period, group=asked.body, **when(asked))
        return savings_figures(report, asked.body, self._sight(asked, asked.known_at))

    def _of_contracts(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.contracts(asked.period, group=asked.body, **when(asked))
        return contract_figures(report, asked.body, self._sight(asked, asked.known_at))

    def _of_statements(
        self, asked: LineRef, prior: "Naming | None" = None
    ) -> Iterator[ReportFigure]:
        last = asked.period == self.year.periods[-1]
        yield from self._of_duties(replace(asked, basis=Basis.OUTTURN if last else Basis.YTD))
        known = self.position(asked.period, **when(asked))
        sight = self._sight(asked, known.known_at)
        until = self._until(asked.sequence)
        was, then = self._recorded_in(prior, asked.sequence)
        for body in self._members_then(asked):
            report = self.statements(
                body.code, asked.period, prior=prior, known_at=asked.known_at, recorded_at=was
            )
            before: Mapping[str, ReportFigure] = {}
            if prior:
                before = prior._as_prior(body.code, asked.known_at, then)  # noqa: SLF001 - a book among books
            rules = self._headings(body.code, until, asked.known_at)
            yield from statement_figures(report, rules, sight, before)

    def _with_prior(self, asked: LineRef, prior: "Naming") -> tuple[ReportFigure, ...]:
        """The figures of statements beside those of the book of the year before."""
        if asked.report != "statements":
            raise UsageError(
                f"{asked.report} has no figures of the year before", hint="leave the book out"
            )
        return tuple(self._of_statements(asked, prior))

    def _recorded_in(
        self, prior: "Naming | None", sequence: int | None
    ) -> tuple[int | None, int | None]:
        """As recorded when a question is: of this book, and of the book of the year before.

        Both as they stand now, unless this one was left behind: then as they stood at that instant.
        """
        if sequence is None or sequence >= self._records.seen:
            return None, None
        instant = self._records.recorded(sequence)
        return sequence, prior._until(instant) if prior else None  # noqa: SLF001 - a book among books

    def _as_prior(
        self, body: str, known: date | None, until: int | None
    ) -> Mapping[str, ReportFigure]:
        """The figures of one body's statements at the end of this book's year, by their lines."""
        last = self.year.periods[-1]
        asked = LineRef("statements", body, last, "", known_at=known, sequence=until)
        return {figure.line: figure for figure in self._figures_named(asked)}

    def _of_agreement(self, asked: LineRef) -> Iterator[ReportFigure]:
        found = self._held_against(asked.period, {}, None, asked.known_at, asked.sequence)
        members = {body.code for body in self._members_then(asked)}
        pairs = [pair for pair in found.pairs if members & {pair.provider, pair.recipient}]
        between = Between(found.pairs.bodies, self._sight(asked, found.known_at))
        return pair_figures(pairs, between, found.pairs.tolerance_pence)

    def _of_eliminations(self, asked: LineRef) -> Iterator[ReportFigure]:
        found = self._held_against(asked.period, {}, None, asked.known_at, asked.sequence)
        members = [body.code for body in self._members_then(asked)]
        between = Between(found.pairs.bodies, self._sight(asked, found.known_at))
        lines = eliminate(found.held.items, found.pairs, members)
        return elimination_figures(asked.body, lines, tuple(found.pairs), members, between)

    def _of_returns(self, asked: LineRef) -> Iterator[ReportFigure]:
        for body in self._members_then(asked):
            own = replace(asked, body=body.code)
            report = self.sha_return(body.code, own.period, **when(own))
            steps = {figure.line: figure for figure in self._of_position(own)}
            sight = self._sight(own, report.known_at)
            bodies = tuple(sorted(self._records.terms.members_of_year()))
            yield from return_figures(report, steps, Between(bodies, sight), sight)

    def _members_then(self, asked: LineRef) -> tuple[Body, ...]:
        """Who a report is of: the members by the groups that the book had stated by then."""
        return self._group_asked(asked.body, asked.period, asked.sequence).members

    def _group_called(self, code: str) -> str:
        """The name of a group as it was called last, also where the book gave it up."""
        said = self._records.own_groups.statements(self._records.seen)
        names = [name for each in said for of, name, *_ in each["groups"] if of == code and name]
        return names[-1] if names else self.register.group(code).name

    def _of_bridge(self, asked: LineRef) -> Iterator[ReportFigure]:
        end = self._moment_asked(asked.period, asked.basis, asked.known_at, asked.sequence)
        if asked.start is None:
            raise UsageError("a bridge is not named without its start", hint="see `figures`")
        report = self._bridge(asked.start, end, asked.body, (None, None))
        return bridge_figures(report, self._sight(asked, None))

    def _of_plan_bridge(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.plan_bridge(asked.period, basis=asked.basis, group=asked.body, **when(asked))
        return bridge_figures(report, self._sight(asked, None))
