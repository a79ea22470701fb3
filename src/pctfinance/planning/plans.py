"""Next year's plan, and the scenarios that a book keeps beside its budgets."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pctfinance.asked import day_asked, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.plan import plan_body
from pctfinance.errors import Finding, Level, UsageError, did_you_mean
from pctfinance.ledger.events import Event
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.scenarios import (
    Assumptions,
    FullYearEffect,
    PlannedChange,
    ScenarioStated,
)
from pctfinance.planning.assumptions import (
    RULEBOOK_RATES,
    Rated,
    rate_stated,
    rates_stated,
    read_assumptions,
)
from pctfinance.planning.budgets import Budgets
from pctfinance.present.plan_report import PlanReport, Scenario, Scenarios
from pctfinance.records import Receipt

__all__ = ["Planning"]


class Planning(Budgets):
    """The chapter of a book about budgets, forecasts and plans. Only `keep_plan` posts.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> book.scenarios().table.empty
    True
    """

    def plan(
        self,
        name: str,
        *,
        growth: Rated,
        efficiency: Rated,
        limit_growth: Rated,
        headroom: Rated = RULEBOOK_RATES["headroom"],
        contingency: Rated = RULEBOOK_RATES["contingency"],
        surplus: Rated = RULEBOOK_RATES["surplus"],
        full_year_effects: Sequence[FullYearEffect] = (),
        changes: Sequence[PlannedChange] = (),
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
    ) -> PlanReport:
        """Next year's plan of every body, rolled forward from its recurrent position.

        Nothing is posted; `keep_plan` keeps it as a scenario.

        Args:
            name: what the scenario is called.
            growth: growth of the recurrent budgets: a share as `"0.02"`, the key of a rulebook's
                number as `"growth.average"`, or a mapping of categories to rates with `usual`.
            efficiency: what is saved on the same base, stated in the same way; positive.
            limit_growth: growth of the recurrent allocations; a mapping is by body.
            headroom: share of the expected limit that is set aside; the rulebook's unless told
                otherwise, like `contingency` and `surplus`.
            contingency: see `headroom`.
            surplus: see `headroom`.
            full_year_effects: what began or ended during the year.
            changes: pressures and investments.
            as_of: the last month whose events count; the year's last unless told otherwise.
            known_at: the last day whose documents count; all unless told otherwise.

        Raises:
            UsageError: a rate is none, or something is of a body or category that is not there.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> plan = book.plan("base", growth="growth.average", efficiency="tariff.efficiency",
        ...     limit_growth="growth.minimum")
        >>> len(plan.bodies), plan.planned_for
        (5, FinancialYear('2012-13'))
        """
        rules = self.rulebook
        assumptions = Assumptions(
            growth=rates_stated(growth, rules),
            efficiency=rates_stated(efficiency, rules),
            limit_growth=rates_stated(limit_growth, rules),
            headroom=rate_stated(headroom, rules),
            contingency=rate_stated(contingency, rules),
            surplus=rate_stated(surplus, rules),
            full_year_effects=tuple(full_year_effects),
            changes=tuple(changes),
        )
        return self.plan_of(name, assumptions, as_of=as_of, known_at=known_at)

    def plan_of(
        self,
        name: str,
        assumptions: Assumptions,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
    ) -> PlanReport:
        """The plan that follows from assumptions that are there already; see `plan`."""
        if not name.strip():
            raise UsageError("a scenario needs a name", hint="such as: base case")
        month = period_asked(as_of, self.year) if as_of else self.year.periods[-1]
        known = day_asked(known_at)
        parts = tuple(
            Scenario(
                body=body.code,
                name=body.name,
                what=ScenarioStated(
                    name=name.strip(),
                    as_of=str(month),
                    known_at=known,
                    made_from=self._records.seen,
                    assumptions=assumptions.of_body(body.code),
                ),
            )
            for body in self.members(month)
        )
        report = self._report(name.strip(), parts)
        UsageError.raise_for(self._strange(assumptions, report))
        return report

    def read_plan(
        self,
        name: str,
        path: str | Path,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
    ) -> PlanReport:
        """The plan whose assumptions stand in a TOML file; see `plan` and `docs/budgets.md`.

        Raises:
            InputRefusedError: the file cannot be relied on; every problem is named.
            UsageError: something is of a body or category that is not there.
        """
        assumptions = read_assumptions(path, self.rulebook)
        return self.plan_of(name, assumptions, as_of=as_of, known_at=known_at)

    def keep_plan(self, plan: PlanReport, *, by: str, request: str | None = None) -> Receipt:
        """Keep a plan as a scenario of its name, in the chain of each body: its next version.

        It posts no line and counts for nothing: limits, budgets and positions stay what they are.

        Args:
            plan: the plan.
            by: the office that keeps it.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UsageError: nobody is named.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> plan = book.plan("base", growth="0", efficiency="0", limit_growth="0")
        >>> book.keep_plan(plan, by="Director of Finance").posted
        5
        >>> book.scenario("base").version
        1
        """
        if not by.strip():
            raise UsageError("say which office keeps this plan", hint="by: an office, not a name")
        # What was asked for: not from which event it was made, which differs when it is made again.
        asked = [part.what.model_dump(mode="json", exclude={"made_from"}) for part in plan.parts]
        bodies = [part.body for part in plan.parts]
        return self._records.post(
            [self._kept(part, by.strip()) for part in plan.parts],
            request=request,
            command={"keep-plan": plan.name, "by": by.strip(), "bodies": bodies, "parts": asked},
        )

    def scenarios(self) -> Scenarios:
        """Every scenario that was kept, version by version, with what it comes to.

        >>> from pctfinance.book import Book
        >>> len(Book.in_memory("2011-12", group="NCL").scenarios())
        0
        """
        parts = tuple(self._kept_parts())
        return Scenarios(tuple((part, self._report(part.what.name, (part,))) for part in parts))

    def scenario(self, name: str, version: int | None = None) -> PlanReport:
        """A plan that was kept, made again from what it was made from.

        Args:
            name: what it is called.
            version: which of its versions, from 1; the last of each body unless told otherwise.

        Raises:
            UsageError: there is no such scenario, or no such version of it.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").scenario("base")
        Traceback (most recent call last):
        ...
        pctfinance.errors.UsageError: there is no scenario 'base' -> none was kept [usage]
        """
        parts = tuple(self._kept_parts())
        named = [part for part in parts if part.what.name == name]
        if not named:
            names = tuple(dict.fromkeys(part.what.name for part in parts))
            hint = did_you_mean(name, names) or (
                f"there are {', '.join(names)}" if names else "none was kept"
            )
            raise UsageError(f"there is no scenario {name!r}", hint=hint)
        asked = {part.body: part for part in named if version in (None, part.version)}
        if not asked:
            last = max(part.version for part in named)
            raise UsageError(
                f"there is no version {version} of {name!r}", hint=f"there are 1 to {last}"
            )
        return self._report(name, tuple(asked[body] for body in sorted(asked)))

    def _report(self, name: str, parts: Sequence[Scenario]) -> PlanReport:
        """The plan that follows from what each body's scenario states."""
        return PlanReport(
            name=name,
            group=self.group,
            planned_for=self.year.next,
            parts=tuple(parts),
            bodies=tuple(
                plan_body(
                    part.body,
                    self._recorded(part.what.made_from).balances(
                        part.body, Period(part.what.as_of), part.what.known_at
                    ),
                    part.what.assumptions,
                )
                for part in parts
            ),
            categories=self._records.categories,
            deficit_allowed=self.rulebook.planning.deficit.value == "allowed",
        )

    def _recorded(self, sequence: int) -> ResourceLedger:
        """What the book held up to an event of its log."""
        events = self._records.ledger.events
        if not events or events[-1].sequence <= sequence:
            return self._records.ledger
        return ResourceLedger(tuple(event for event in events if event.sequence <= sequence))

    def _kept(self, part: Scenario, by: str) -> Event:
        """The event that keeps one body's part; it is no newer than what it was made from."""
        month = Period(part.what.as_of)
        told = self._recorded(part.what.made_from).last_notified(month) or month.start
        return Event(
            body=part.body,
            effective=month.end,
            notified=min(told, part.what.known_at) if part.what.known_at else told,
            reference=f"scenario {part.what.name}",
            by=by,
            what=part.what,
        )

    def _kept_parts(self) -> Iterator[Scenario]:
        versions: dict[tuple[str, str], int] = {}
        for event in self._records.ledger.events:
            if isinstance(event.what, ScenarioStated):
                place = (event.body, event.what.name)
                versions[place] = versions.get(place, 0) + 1
                yield Scenario(
                    event.body,
                    self.register.body(event.body).name,
                    event.what,
                    versions[place],
                    event.by,
                    event.recorded_at,
                )

    def _strange(self, given: Assumptions, plan: PlanReport) -> Iterator[Finding]:
        """What is assumed of a body or category that is not there: it would count for nothing."""
        bodies = {body.body for body in plan.bodies}
        rows: list[FullYearEffect | PlannedChange] = [*given.full_year_effects, *given.changes]
        for code in sorted({*given.limit_growth.by, *(row.body for row in rows)} - bodies):
            message = f"{code!r} is no body of this plan"
            hint = f"its bodies are {', '.join(sorted(bodies))}"
            yield Finding("plan.assumption", Level.ERROR, message, hint=hint)
        tree = {category.code for category in self._records.categories.categories}
        lines = {line.category for body in plan.bodies for line in body.lines}
        named = {*given.growth.by, *given.efficiency.by}
        strange = named - lines - tree
        if tree:
            strange |= {row.category for row in rows} - tree
        for code in sorted(strange):
            message = f"{code!r} is no category of this plan"
            hint = did_you_mean(code, tuple(sorted(tree or lines)))
            yield Finding("plan.assumption", Level.ERROR, message, hint=hint)
