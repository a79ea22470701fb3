"""The return of a body to its authority, as a chapter of the book."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, NoReturn

from pctfinance.agreeing import Agreeing
from pctfinance.asked import basis_asked, period_asked
from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import Pairs
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.exposure import Risk, risk_faults
from pctfinance.consolidation.return_lines import ReturnLine
from pctfinance.errors import UnknownNameError, UsageError
from pctfinance.excel.pack_duties import duty_name
from pctfinance.headroom import HeadroomCases
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.statement import LimitStatement, limit_statement
from pctfinance.present.agreement_statement import AgreementStatement
from pctfinance.present.position_parts import is_notified
from pctfinance.present.report import PositionReport
from pctfinance.present.sha_return_list import ReturnList
from pctfinance.present.sha_return_report import ReturnReport
from pctfinance.publishing import Publishing, Snapshot
from pctfinance.remedying.chapter import Remedying
from pctfinance.returning.other_lines import (
    balance_lines,
    headroom_lines,
    pending_lines,
    pending_of,
    risk_lines,
)
from pctfinance.returning.pack_figures import PackSide, pack_figures
from pctfinance.returning.position_lines import (
    category_lines,
    duty_lines,
    limit_lines,
    underlying_lines,
    use_lines,
)

__all__ = ["Returning"]

_Risks = str | Path | Iterable[Risk]


class _Asked(NamedTuple):
    """What a return is asked for."""

    month: Period
    basis: Basis
    known_at: date | None
    until: int
    pack: Snapshot | None


class Returning(Publishing, HeadroomCases, Remedying, Agreeing):
    """The part of a book that makes returns. `pctfinance.book.Book` is the whole.

    A return is of one body. Making one changes nothing.
    """

    def sha_return(
        self,
        body: str,
        period: str | Period,
        *,
        risks: _Risks | None = None,
        as_published: bool = False,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> ReturnReport:
        """One body's return for a month, every line of it beside the figure of the pack.

        The pack is the last that was published of that month; where none was, the position of the
        group as it stands. The return itself is made from the book as it stands: what came after
        the pack is found as a difference, unless it is asked for as published.

        Args:
            body: the body's code. A group has no return. One that is no member at the end of the
                month has one, since its duties are of the whole year; no pack shows it then.
            period: the month; its forecast, in month 12 the outturn.
            risks: the register of what the forecast leaves out, as `exposure` takes it; rows of
                other bodies are left to their returns. Without one, none are stated.
            as_published: make it from the events and documents of the last published pack.
            known_at: the last day whose documents count; see `position`.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is a group, or no body of the book's group in the year; a row of the
                register is none; or nothing was published that it could be made from.
            InputRefusedError: rows of the register's file cannot be relied on.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).sha_return("5A9", "2011-12 M08")
        >>> report.line("duties.revenue_resource_limit.variance").pence == -26_000_000_00
        True
        >>> report.is_reconciled, report.findings
        (True, ())
        """
        asked = self._return_asked(
            period, as_published=as_published, known_at=known_at, recorded_at=recorded_at
        )
        found = self._returning_body(body, asked.month, as_published=as_published)
        return self._returns(asked, (found,), risks)[0]

    def sha_returns(
        self,
        period: str | Period,
        *,
        risks: _Risks | None = None,
        as_published: bool = False,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> ReturnList:
        """The returns of all bodies of the group at the end of a month: a list, and no return.

        Bodies that left the group in the year are named: each has a return of its own.

        See `sha_return` for what it is given and refuses.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> found = Book.read(sample_path()).sha_returns("2011-12 M08")
        >>> [each.body.code for each in found.returns], found.is_reconciled
        (['5A9', '5C1', '5C9', '5K7', '5K8'], True)
        """
        asked = self._return_asked(
            period, as_published=as_published, known_at=known_at, recorded_at=recorded_at
        )
        bodies = self.members(asked.month)
        gone = self._absent_from(None, asked.month, asked.until)
        return ReturnList(self.group, asked.month, self._returns(asked, bodies, risks), gone)

    def _return_asked(
        self,
        period: str | Period,
        *,
        as_published: bool,
        known_at: str | date | None,
        recorded_at: datetime | int | None,
    ) -> _Asked:
        month = period_asked(period, self.year)
        basis = basis_asked(None, month)
        until = self._until(recorded_at)
        packs = [
            pack
            for pack in self._snapshots()
            if (pack.period, pack.basis) == (month, basis) and pack.event <= until
        ]
        pack = packs[-1] if packs else None
        if not as_published:
            known = self.position(month, basis=basis, known_at=known_at, recorded_at=until).known_at
            return _Asked(month, basis, known, until, pack)
        if known_at is not None or recorded_at is not None:
            raise UsageError(
                "a return as published is of the pack's own events and documents",
                hint="leave out the other dates",
            )
        if pack is None:
            message = f"no pack of {month}, {basis.value}, was published"
            raise UsageError(message, hint="publish it first, or ask for the return as it stands")
        return _Asked(month, basis, pack.known_at, pack.sequence, pack)

    def _returns(
        self, asked: _Asked, bodies: tuple[Body, ...], risks: _Risks | None
    ) -> tuple[ReturnReport, ...]:
        """The returns of some bodies; what is of the whole group is asked for once."""
        register = self._return_risks(risks)
        stands = {
            body.code: self.position(
                asked.month,
                group=body.code,
                basis=asked.basis,
                known_at=asked.known_at,
                recorded_at=asked.until,
            )
            for body in bodies
        }
        packs = self._pack_sides(asked, bodies)
        pairs = self._held_against(asked.month, {}, None, asked.known_at, asked.until)
        synthetic = pairs.held.synthetic
        found = []
        for body in bodies:
            position = stands[body.code]
            of_body = None if register is None else [r for r in register if r.body == body.code]
            lines = (
                *self._position_lines(asked, position, body.code),
                *risk_lines(position.body(body.code), of_body or ()),
                *balance_lines(
                    body.code,
                    [pair for pair in pairs.pairs if body.code in (pair.provider, pair.recipient)],
                    self._agreeing_names(),
                    synthetic=synthetic,
                ),
                *self._headroom_and_pending(asked, position, body.code),
            )
            found.append(
                ReturnReport(
                    body=body,
                    period=asked.month,
                    basis=asked.basis,
                    known_at=asked.known_at,
                    lines=lines,
                    pack=packs[body.code].name,
                    pack_pence=_figures(packs[body.code]),
                    remarks=dict(_remarks(lines, of_body)),
                    authorities=self._records.terms.competent(body.code, asked.month.end),
                    contains_synthetic=position.contains_synthetic
                    or any(line.synthetic for line in lines),
                    told=position.told_as("figures.assumed"),
                )
            )
        return tuple(found)

    def _position_lines(
        self, asked: _Asked, position: PositionReport, code: str
    ) -> Iterator[ReturnLine]:
        body = position.body(code)
        statements = self._limit_statements(asked, code)
        yield from limit_lines(statements[Limit.REVENUE])
        yield from use_lines(body, known=is_notified(body))
        for limit in (Limit.CAPITAL, Limit.CASH):
            yield from limit_lines(statements[limit])
        yield from category_lines(body, position.categories)
        names = {duty: duty_name(duty, self.rulebook.words) for duty in Duty}
        yield from duty_lines(body, position.duties, asked.basis, names)
        yield from underlying_lines(body)

    def _limit_statements(self, asked: _Asked, code: str) -> Mapping[Limit, LimitStatement]:
        ledger = self._ledger(asked.until)
        return {
            limit: limit_statement(ledger, code, asked.month, asked.known_at, limit)
            for limit in Limit
        }

    def _headroom_and_pending(
        self, asked: _Asked, position: PositionReport, code: str
    ) -> Iterator[ReturnLine]:
        headroom = self.headroom(
            code, as_of=asked.month, known_at=asked.known_at, recorded_at=asked.until
        )
        yield from headroom_lines(headroom.of(code), position.body(code))
        ledger = self._ledger(asked.until)
        yield from pending_lines(pending_of(ledger.standing(code, asked.month, asked.known_at)))

    def _pack_sides(self, asked: _Asked, bodies: tuple[Body, ...]) -> dict[str, PackSide]:
        """What each return is held against: the group's pack, and its ledgers at the pack's event."""
        here = {body.code for body in self.members(asked.month)}
        # A pack has the members at the end of its month; one that is none then stands by itself.
        alone = next((body.code for body in bodies if body.code not in here), None)
        pack = None if alone else asked.pack
        known, until = (pack.known_at, pack.sequence) if pack else (asked.known_at, asked.until)
        stood, to_date = (
            self.position(asked.month, group=alone, basis=basis, known_at=known, recorded_at=until)
            for basis in (asked.basis, Basis.YTD)
        )
        name = "the position of the group as it stands; no pack was published"
        if pack:
            name = f"the pack published as number {pack.number}"
        elif alone:
            whose = f"no member of {self.group.code} at the end of {asked.month}"
            name = f"the position of {alone} as it stands, which was {whose}"
        held = self._held_against(asked.month, {}, None, known, until)

        def statement(sender: str, receiver: str) -> AgreementStatement:
            return AgreementStatement.of(
                held.held.items,
                held.pairs,
                (sender, receiver),
                group=self.group,
                as_of=asked.month,
                known_at=known,
                names={},
            )

        return {
            body.code: PackSide(
                name,
                asked.basis,
                pack.document if pack else stood.document(),
                to_date.document(),
                stood.body(body.code),
                tuple(statement(body.code, other) for other in _others(held.pairs, body.code)),
                tuple(statement(other, body.code) for other in _others(held.pairs, body.code)),
            )
            for body in bodies
        }

    def _return_risks(self, risks: _Risks | None) -> tuple[Risk, ...] | None:
        if risks is None:
            return None
        rows = self._risks(risks) if isinstance(risks, str | Path) else tuple(risks)
        known, faults = self._records.terms.members_of_year(), []
        for risk in rows:
            if risk.body not in known:
                message = f"a row of the register, {risk.name!r}, is of {risk.body!r}, which is no "
                faults.append(f"{message}body of {self.group.code} in {self.year}")
            faults += risk_faults(risk)
        if faults:
            raise UsageError(*faults)
        return rows

    def _returning_body(self, name: str, month: Period, *, as_published: bool) -> Body:
        """The body that a return is of."""
        try:
            code = self.register.body(name).code
        except UnknownNameError:
            _refuse_a_group(self, name)
            raise
        here = {body.code: body for body in self.members(month)}
        if found := here.get(code) or self._records.terms.members_of_year().get(code):
            if as_published and code not in here:
                message = f"no pack of {month} shows {code}: it was no member at the end of it"
                raise UsageError(message, hint="ask for its return as it stands")
            return found
        codes = ", ".join(body.code for body in self.members(month))
        message = f"{code} is no body of {self.group.code} at the end of {month}"
        raise UsageError(message, hint=f"its bodies then are {codes}")


def _figures(pack: PackSide) -> dict[str, int | None]:
    """What a pack shows, or a refusal where it was made when packs showed less."""
    try:
        return pack_figures(pack)
    except KeyError as error:
        raise UsageError(
            f"{pack.name} does not show {error}, which a return is held against: an earlier version "
            "of pctfinance made it",
            hint="restate it, and ask again",
        ) from error


def _refuse_a_group(book: Returning, name: str) -> None:
    """A group holds nothing, so it has nothing to return."""
    try:
        group = book.register.group(name)
    except UnknownNameError:
        return
    _refused(group.code, group.name)


def _refused(code: str, name: str) -> NoReturn:
    raise UsageError(
        f"{code} ({name}) is a group: it has no resource limit and no ledger, so there is no return "
        "of it",
        hint="ask for the return of a body, or for the list of its bodies' returns (--all)",
    )


def _others(pairs: Pairs, code: str) -> list[str]:
    """With whom a body has anything."""
    found = {
        other
        for pair in pairs
        if code in (pair.provider, pair.recipient)
        for other in (pair.provider, pair.recipient)
    }
    return sorted(found - {code})


def _remarks(lines: tuple[ReturnLine, ...], risks: list[Risk] | None) -> Iterator[tuple[str, str]]:
    tables = {line.table for line in lines}
    if not risks:
        said = "no register was given" if risks is None else "the register has no row of this body"
        yield "risks", f"None stated: {said}."
    if "balances" not in tables:
        yield "balances", "None recorded with another body of the book."
    if "to_date" not in tables:
        yield "to_date", "No category has a budget or a figure."
    if not any(line.table == "pending" and not line.compared for line in lines):
        yield "pending", "Nothing is with the authority."
