"""The figures of the chapters beside the position by name: cash, loans, funds, headroom, and others."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pctfinance.calendar import Period
from pctfinance.committing import Committing
from pctfinance.consolidation.plan import plan_body
from pctfinance.delegating import Delegating
from pctfinance.errors import UsageError
from pctfinance.funds import Funds
from pctfinance.headroom import HeadroomCases
from pctfinance.ledger.events import Event
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.scenarios import ScenarioStated
from pctfinance.lending import Lending
from pctfinance.lodging import Lodging
from pctfinance.planning import Planning
from pctfinance.sharing import Sharing
from pctfinance.surveying import Surveying
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.names import LineRef
from pctfinance.tracing.of_cases import case_figures
from pctfinance.tracing.of_cash import cash_figures
from pctfinance.tracing.of_commitments import commitment_figures
from pctfinance.tracing.of_delegation import delegation_figures
from pctfinance.tracing.of_funds import fund_figures
from pctfinance.tracing.of_levels import level_figures
from pctfinance.tracing.of_loans import loan_figures
from pctfinance.tracing.of_lodgements import lodgement_figures
from pctfinance.tracing.of_resource import headroom_figures
from pctfinance.tracing.of_running_costs import counted_under, running_cost_figures
from pctfinance.tracing.of_scenarios import KeptPlan, scenario_figures
from pctfinance.tracing.of_sharing import shared_cost_figures
from pctfinance.tracing.of_year_end import year_end_figures
from pctfinance.tracing.seeing import Seeing
from pctfinance.year_end import YearEnd
from pctfinance.year_end.rolling import ending_of

__all__ = ["ChapterFigures", "when"]


def when(asked: LineRef) -> dict[str, Any]:
    """As known and as recorded when a report is asked for.

    >>> when(LineRef("cash", "5A9", Period("2011-12 M08"), "limit", sequence=7))
    {'known_at': None, 'recorded_at': 7}
    """
    return {"known_at": asked.known_at, "recorded_at": asked.sequence}


class ChapterFigures(
    Seeing,
    Planning,
    Delegating,
    HeadroomCases,
    Committing,
    YearEnd,
    Sharing,
    Lodging,
    Funds,
    Lending,
    Surveying,
):
    """The part of a book that knows the figures of its chapters by name."""

    @property
    def _chapter_ways(self) -> Mapping[str, Callable[[LineRef], Iterator[ReportFigure]]]:
        return {
            "levels": self._of_levels,
            "headroom": self._of_headroom,
            "delegations": self._of_delegations,
            "cash": self._of_cash,
            "loans": self._of_loans,
            "lodgements": self._of_lodgements,
            "funds": self._of_funds,
            "commitments": self._of_commitments,
            "running-costs": self._of_running_costs,
            "shared-costs": self._of_shared_costs,
            "plan": self._of_scenarios,
            "year-end": self._of_ending,
        }

    def _bodies_asked(self, asked: LineRef) -> tuple[str, ...]:
        """The codes of the body, or of the members of the group, that is asked about."""
        members = self._group_asked(asked.body, asked.period, asked.sequence).members
        return tuple(body.code for body in members)

    def _of_levels(self, asked: LineRef) -> Iterator[ReportFigure]:
        """One group or body; of the book's own group, every level with it."""
        cube = self.cube(asked.period, basis=asked.basis, **when(asked))
        codes = [asked.body]
        if asked.body == self.group.code:
            codes = [level.group.code for level in cube.levels]
        return level_figures(cube, codes, self._sight(asked, cube.known_at))

    def _of_headroom(self, asked: LineRef) -> Iterator[ReportFigure]:
        sight = self._sight(asked, asked.known_at)
        for code in self._bodies_asked(asked):
            found = self.headroom(code, as_of=asked.period, **when(asked)).of(code)
            yield from headroom_figures(found, sight)
            yield from case_figures(found, sight)

    def _of_delegations(self, asked: LineRef) -> Iterator[ReportFigure]:
        sight = self._sight(asked, asked.known_at)
        for code in self._bodies_asked(asked):
            report = self.delegations(asked.period, code, **when(asked))
            yield from delegation_figures(report, sight)

    def _of_cash(self, asked: LineRef) -> Iterator[ReportFigure]:
        bodies = self._bodies_asked(asked)
        reports = [self.cash(asked.period, body=code, **when(asked)) for code in bodies]
        found = tuple(cash for report in reports for cash in report.bodies)
        if not reports:
            return iter(())
        report = replace(reports[0], bodies=found)
        return cash_figures(report, asked.body, self._sight(asked, asked.known_at))

    def _of_loans(self, asked: LineRef) -> Iterator[ReportFigure]:
        """Those of which a body that is asked about is a party, now or when it was made.

        Each stands under its lender; where another book holds that, under its borrower.
        """
        report = self.loans(as_of=asked.period, **when(asked))
        sight = self._sight(asked, asked.known_at)
        counted = (
            event
            for event in sight.events
            if event.effective <= asked.period.end
            and (asked.known_at is None or event.notified <= asked.known_at)
        )
        behind, bodies = Loans(counted), {*self._bodies_asked(asked)}
        here, loans = self._records.terms.members_of_year(), []
        for name, loan, _ in report.named:
            parties = (loan.lender, loan.borrower, loan.first_lender, loan.first_borrower)
            if bodies & {*parties}:
                code = next((party for party in parties if party in here), asked.body)
                loans.append((code, loan, behind.events(name)))
        return loan_figures(loans, str(self.year))

    def _of_lodgements(self, asked: LineRef) -> Iterator[ReportFigure]:
        sight = self._sight(asked, asked.known_at)
        for code in self._bodies_asked(asked):
            report = self.lodgements(code, as_of=asked.period, **when(asked))
            yield from lodgement_figures(report.bodies, sight)

    def _of_funds(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.funds(as_of=asked.period, **when(asked))
        sight = self._sight(asked, asked.known_at)
        return fund_figures(report.funds, asked.body, self._bodies_asked(asked), sight)

    def _of_commitments(self, asked: LineRef) -> Iterator[ReportFigure]:
        bodies = self._bodies_asked(asked)
        found = [
            one
            for code in bodies
            for one in self.emergency_commitments(
                code, as_of=asked.period, **when(asked)
            ).commitments
        ]
        return commitment_figures(found, asked.body, bodies)

    def _of_running_costs(self, asked: LineRef) -> Iterator[ReportFigure]:
        """Of the book's own group, or of one of its bodies."""
        bodies = self._bodies_asked(asked)
        if asked.body != self.group.code and bodies != (asked.body,):
            message = f"running costs are of {self.group.code} and its bodies, not of {asked.body}"
            raise UsageError(message, hint="ask for a body, or for the book's own group")
        report = self.running_costs(asked.period, basis=asked.basis, **when(asked))
        position = self.position(asked.period, basis=asked.basis, **when(asked))
        named = self.rulebook.running_costs.categories
        heads = named.codes if named else ()
        codes = {
            body.code: tuple(
                line.category
                for line in body.lines
                if counted_under(line.category, heads, position.categories)
            )
            for body in position.bodies
        }
        sight = self._sight(asked, report.known_at)
        return running_cost_figures(report, asked.body, codes, sight)

    def _of_shared_costs(self, asked: LineRef) -> Iterator[ReportFigure]:
        report = self.shared_costs(asked.period, **when(asked))
        sight = self._sight(asked, asked.known_at)
        return shared_cost_figures(report.costs, self._bodies_asked(asked), sight)

    def _of_scenarios(self, asked: LineRef) -> Iterator[ReportFigure]:
        """The last version of every scenario that each body had kept by then."""
        bodies, until = self._bodies_asked(asked), self._until(asked.sequence)
        last: dict[tuple[str, str], Event] = {}
        for event in self._records.ledger_until(until).events:
            known = asked.known_at is None or event.notified <= asked.known_at
            counts = known and event.body in bodies and event.period <= asked.period
            if counts and isinstance(event.what, ScenarioStated):
                last[event.what.name, event.body] = event
        named = self._records.categories_until(until).name
        kept = []
        for key in sorted(last):
            event, what = last[key], last[key].what
            if isinstance(what, ScenarioStated):
                month, ledger = Period(what.as_of), self._recorded(what.made_from)
                plan = plan_body(
                    event.body,
                    ledger.balances(event.body, month, what.known_at),
                    what.assumptions,
                )
                events = ledger.standing(event.body, month, what.known_at)
                kept.append(KeptPlan(event, what, plan, events, named))
        return scenario_figures(kept, asked.body)

    def _of_ending(self, asked: LineRef) -> Iterator[ReportFigure]:
        """What the bodies that are asked about close their year with, as it stands at an event."""
        last = self.year.periods[-1]
        if asked.period != last or asked.known_at is not None:
            raise UsageError(
                f"the year's end is of {last}, and is asked for as recorded",
                hint=f"ask for {last}, without a day up to which documents count",
            )
        ending = ending_of(self._records, self._until(asked.sequence))
        sight = self._sight(asked, None)
        for code in self._bodies_asked(asked):
            yield from year_end_figures(
                code, ending.items(code), ending.decisions(code), ending.events(code), sight
            )
