"""What bodies have delegated: (body, delegate) cells, both percentages, milestones, conditions."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from pctfinance.asked import day_asked, months_asked, period_asked
from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.delegation_money import development_checks, legacy_debt
from pctfinance.consolidation.delegation_progress import (
    conditions_of,
    milestones_of,
    months_of,
)
from pctfinance.consolidation.delegation_tunnels import delegation_tunnels
from pctfinance.consolidation.delegations import body_delegation, delegate_totals
from pctfinance.deciding import Deciding
from pctfinance.errors import Finding, Level, UsageError
from pctfinance.ledger.delegation_facts import (
    ConditionStated,
    EligibleBudgetStated,
    TrajectoryPoint,
    TrajectoryStated,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.present.delegation_report import DelegationReport
from pctfinance.records import Receipt

__all__ = ["Delegating"]


class Delegating(Deciding):
    """The part of a book that answers about delegation, and records what is said about it.

    Delegating itself is an event like any other budget: a row `delegation`, or `Book.post`.
    """

    def delegations(
        self,
        as_of: str | Period,
        body: str | None = None,
        delegate: str | None = None,
        *,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        not_eligible: Collection[str] | None = None,
        development: Collection[str] = (),
        populations: Mapping[str, int] | None = None,
    ) -> DelegationReport:
        """Who holds which budgets, as a share of the total and of the eligible budget.

        Args:
            as_of: the last month whose events count.
            body: one body's code; all bodies of the group up to the month unless told otherwise.
            delegate: one delegate's code: its cells, with one column a body.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.
            not_eligible: categories that are not eligible, with those below them, for this question
                alone; what each body stated unless told otherwise.
            development: categories that count as development money; without any, the minimum a head
                is not tested.
            populations: persons by delegate, where they differ from the register's or it has none.

        Raises:
            UnknownNameError: the register knows no such body or delegate.
            UsageError: it is no body of the group, there is no such category, or a date is not one.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).delegations("2011-12 M08")
        >>> all(split.difference_pence == 0 for split in report.bodies)
        True
        """
        month, known = period_asked(as_of, self.year), day_asked(known_at)
        until = self._until(recorded_at)
        ledger, tree = self._records.ledger_until(until), self._records.categories_until(until)
        for categories in (not_eligible or (), development):
            _refuse_unknown(categories, tree, ledger)
        everybody = self._records.terms.members_until(month)
        asked = self._asked(body, everybody)
        at = (month, known)
        splits = tuple(
            body_delegation(ledger, code, *at, not_eligible=not_eligible, tree=tree)
            for code in asked
        )
        held = {one.delegate for one in delegate_totals(splits)}
        # A delegate that only a book's own register knew has its cells, and no name or population.
        known_as = {one.code: one for one in self.register.delegates}
        whose = delegate or ""
        if whose and whose not in held:
            whose = self.register.delegate(whose).code
        delegates = {whose} if whose else held
        rule = self.rulebook.delegation
        bodies = () if whose else tuple(asked)
        people = {code: one.population for code, one in known_as.items()} | dict(populations or {})
        tested = {code: people.get(code) for code in (delegates if development else ())}
        return DelegationReport(
            group=self.group,
            as_of=month,
            known_at=known,
            bodies=splits,
            sequence=ledger.sequence,
            denominator=rule.denominator.value,
            words=self.rulebook.words,
            names={
                **{code: one.name for code, one in asked.items()},
                **{code: known_as[code].name for code in delegates & known_as.keys()},
            },
            categories=tree,
            months=tuple(
                one
                for code in bodies
                for one in months_of(ledger, code, *at, not_eligible=not_eligible, tree=tree)
            ),
            milestones=tuple(
                one
                for code in bodies
                for one in milestones_of(
                    ledger,
                    code,
                    *at,
                    milestones=rule.milestones,
                    denominator=rule.denominator.value,
                    not_eligible=not_eligible,
                    tree=tree,
                )
            ),
            conditions=tuple(
                one for one in conditions_of(ledger, asked, *at) if whose in ("", one.delegate)
            ),
            development=development_checks(
                splits,
                development,
                tested,
                self.rulebook.development.per_head.amount_pence,
            ),
            debts=tuple(one for code in bodies for one in legacy_debt(ledger, code, *at)),
            # The other side of a tunnel may be a body that was not asked for.
            tunnels=tuple(
                tunnel
                for tunnel in delegation_tunnels(ledger, tuple(everybody), *at)
                if whose in ("", tunnel.delegate) and set(asked) & {*tunnel.fell, *tunnel.rose}
            ),
            delegate=whose,
        )

    def state_eligible_budget(
        self,
        body: str,
        *,
        not_eligible: Collection[str],
        on: str | date,
        by: str,
        reference: str,
        request: str | None = None,
    ) -> Receipt:
        """Record which categories of a body are not eligible, from a day on. It moves no figure.

        Args:
            body: the body's code.
            not_eligible: the categories, with all below them; none says that all is eligible.
            on: the date of the paper, from which it counts.
            by: the office that states it.
            reference: the paper.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UsageError: there is no such category, no office, or the day is no date.
            PostingRefusedError: it is no body of the group, or the day is not in the book's year.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> book.state_eligible_budget("5A9", not_eligible=(), on="2011-04-01",
        ...     by="Director of Finance", reference="board paper").posted
        1
        """
        _refuse_unknown(not_eligible, self._records.categories, self._records.ledger)
        what = EligibleBudgetStated(not_eligible=tuple(sorted(set(not_eligible))))
        return self._state(body, what, on=on, by=by, reference=reference, request=request)

    def state_trajectory(
        self,
        body: str,
        *,
        shares: Mapping[str, str | Decimal],
        denominator: str,
        on: str | date,
        by: str,
        reference: str,
        request: str | None = None,
    ) -> Receipt:
        """Record the trajectory of a body's delegation. It moves no figure.

        Args:
            body: the body's code.
            shares: the share to be delegated at the end of each month named, from 0 to 1, as exact
                text (`"0.17"`); a month between two keeps the share of the one before.
            denominator: `total-budget` or `eligible-budget`.
            on: the date of the paper, from which it counts.
            by: the office that states it.
            reference: the paper.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UsageError: a share is no share, the denominator is neither, or there is no office.
            PostingRefusedError: it is no body of the group, or the day is not in the book's year.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> book.state_trajectory("5A9", shares={"M06": "0.17"}, denominator="total-budget",
        ...     on="2011-07-29", by="Director of Finance", reference="board paper").posted
        1
        """
        months = months_asked(shares, self.year)
        try:
            points = tuple(
                TrajectoryPoint(month=month, share=Decimal(share))
                for month, share in sorted(months.items())
            )
            what = TrajectoryStated.model_validate({"denominator": denominator, "points": points})
        except (ArithmeticError, ValueError) as error:
            raise UsageError(
                "the trajectory is not one: each month has a share from 0 to 1, of total-budget or "
                "eligible-budget",
                hint='write shares={"M06": "0.17"}, denominator="total-budget"',
            ) from error
        return self._state(body, what, on=on, by=by, reference=reference, request=request)

    def state_condition(
        self,
        body: str,
        delegate: str,
        *,
        condition: str,
        met_on: str | date | None,
        on: str | date,
        by: str,
        evidence: str,
        request: str | None = None,
    ) -> Receipt:
        """Record that a delegate met a condition of earned autonomy, or has not met it.

        Args:
            body: the code of the body that delegates, and says so.
            delegate: the delegate's code.
            condition: the condition, in the words by which it is known.
            met_on: the day on which it was met; `None` says that it is not met.
            on: the date of the statement, in the book's year.
            by: the office that states it.
            evidence: the reference of the evidence.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            UnknownNameError: the register knows no such delegate.
            UsageError: there is no office, or a day is no date.
            PostingRefusedError: it is no body of the group, or the day is not in the book's year.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> book.state_condition("5A9", "07M", condition="constitution agreed", met_on="2011-09-01",
        ...     on="2011-09-30", by="Director of Finance", evidence="minute 12").posted
        1
        """
        if not condition.strip():
            raise UsageError("a condition has to be named")
        what = ConditionStated(
            delegate=self.register.delegate(delegate).code,
            condition=condition.strip(),
            met_on=day_asked(met_on),
        )
        return self._state(body, what, on=on, by=by, reference=evidence, request=request)

    def _state(
        self,
        body: str,
        what: EligibleBudgetStated | TrajectoryStated | ConditionStated,
        *,
        on: str | date,
        by: str,
        reference: str,
        request: str | None,
    ) -> Receipt:
        day = day_asked(on)
        if day is None or not by.strip() or not reference.strip():
            raise UsageError("a statement has a day, an office and a reference")
        event = Event(
            body=self.register.body(body).code,
            effective=day,
            notified=day,
            reference=reference,
            by=by,
            what=what,
        )
        return self._decide([event], request=request)

    def _asked(self, body: str | None, everybody: Mapping[str, Body]) -> dict[str, Body]:
        """The bodies that a question is about, in order of code."""
        if body is None:
            return dict(sorted(everybody.items()))
        found = self.register.body(body)
        if found.code not in everybody:
            raise UsageError(
                Finding(
                    "register.not-member",
                    Level.ERROR,
                    f"{found.code} ({found.name}) is no body of {self.group.code} by then",
                    hint=f"its bodies are {', '.join(sorted(everybody))}",
                )
            )
        return {found.code: found}


def _refuse_unknown(
    categories: Collection[str], tree: CategoryTree, ledger: ResourceLedger
) -> None:
    """A category that is not there would count for nothing, and nobody would notice."""
    if isinstance(categories, str):
        raise UsageError(f"{categories!r} is one text", hint="give a list of category codes")
    if not categories:
        return
    known = {category.code for category in tree.categories} or {
        line.category for event in ledger.events for line in event.lines if line.category
    }
    unknown = sorted(set(categories) - known)
    if unknown:
        raise UsageError(
            f"there is no category {', '.join(map(repr, unknown))}",
            hint=f"the book's categories are {', '.join(sorted(known)) or 'none yet'}",
        )
