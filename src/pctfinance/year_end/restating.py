"""What a book states of itself, at the year's end: what goes into the next book, and what does not.

What still holds by its own words goes on: how a shared cost is shared, and which offices may sign
as long as they are in office. What was agreed or set for one year ends with it, and is named, so
that it is stated anew where it is wanted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pctfinance.consolidation.balance_sheet import HEADINGS
from pctfinance.consolidation.running_costs import RUNNING_COST_LIMIT
from pctfinance.consolidation.sharing_basis import AGREEMENT, BASIS, agreements_of
from pctfinance.decisions.rules import OFFICERS
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.commitment_states import commitments_of
from pctfinance.ledger.contracts import ContractStated
from pctfinance.ledger.delegation_facts import TrajectoryStated
from pctfinance.ledger.drawings import CashDrawingsPlanned
from pctfinance.ledger.duty_facts import ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.funds import FundAgreed
from pctfinance.ledger.headroom_cases import CaseState, cases_of
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.qipp import SchemeStated
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned
from pctfinance.money import show_exact
from pctfinance.records import Records, Statement
from pctfinance.terms import Terms
from pctfinance.year_end.own_groups import groups_carried

__all__ = ["CARRIED", "Restated", "carried_of", "restated"]

CARRIED = "carried_from"
"""The part of a statement that names the year from whose book it was carried."""

_MONTHS = 12


class Restated(NamedTuple):
    """The statements that the next book begins with, and what has to be stated anew."""

    statements: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]


def restated(records: Records, following: Terms, until: int | None = None) -> Restated:
    """What of a book's statements goes into the next book.

    Args:
        records: the book of this year.
        following: the terms of the next book.
        until: the last event that counts; all of them unless told otherwise.

    >>> from pctfinance.book import Book
    >>> records = Book.in_memory("2011-12", group="NCL")._records
    >>> restated(records, records.terms)
    Restated(statements=(), findings=())
    """
    last = records.seen if until is None else until
    said = [one for one in records.statements if one.sequence <= last]
    year = str(records.terms.year)
    carried: list[Mapping[str, Any]] = []
    findings: list[Finding] = []
    for parts in (_bases(said, following), _officers(said, following), _groups(said, following)):
        for statement, finding in parts:
            if statement is not None:
                carried.append({**statement, CARRIED: year})
            if finding is not None:
                findings.append(finding)
    events = [event for event in records.ledger.events if event.sequence <= last]
    findings += [*_of_one_year(said, year), *_of_events(events, year)]
    return Restated(tuple(carried), tuple(findings))


def carried_of(records: Records) -> tuple[Mapping[str, Any], ...]:
    """The statements that a book was begun with, in their order.

    >>> from pctfinance.book import Book
    >>> carried_of(Book.in_memory("2011-12", group="NCL")._records)
    ()
    """
    return tuple(dict(one.content) for one in records.statements if CARRIED in one.content)


_Part = tuple[Mapping[str, Any] | None, Finding | None]


def _bases(said: Iterable[Statement], following: Terms) -> Iterator[_Part]:
    """The version of each basis that holds in month 12, where its bodies are all there in April."""
    last: dict[str, Mapping[str, Any]] = {}
    for _, _, content in said:
        if content.get("kind") == BASIS:
            name = content["name"]
            if name not in last or content["month"] >= last[name]["month"]:
                last[name] = content
    here = {body.code for body in following.members(following.year.periods[0])}
    for name, content in last.items():
        bodies = {content["host"], *(body for body, *_ in content["weights"])}
        gone = ", ".join(sorted(bodies - here))
        if gone:
            yield None, _anew(f"the basis {name!r}: {gone} is not in the next book")
        else:
            yield {**content, "month": 1}, None


def _officers(said: Iterable[Statement], following: Terms) -> Iterator[_Part]:
    """The offices that are still in office in April, of bodies and authorities that are there."""
    last = {each["authority"]: each for _, _, each in said if each.get("kind") == OFFICERS}
    start = following.year.start
    bodies = following.members_of_year()
    competent = {code for body in bodies for code in following.competent(body, start)}
    for authority, content in last.items():
        if authority not in bodies and authority not in competent:
            continue
        rows = [row for row in content["officers"] if date.fromisoformat(row[3]) >= start]
        if rows:
            yield {**content, "officers": rows}, None
        else:
            message = f"the officers of {authority}: none of them is in office on {start}"
            yield None, _anew(message)


def _groups(said: Iterable[Statement], following: Terms) -> Iterator[_Part]:
    """The book's own groups, with the members that go on."""
    for statement, why in groups_carried((one.content for one in said), following):
        yield (statement, _anew(why) if why else None)


def _of_one_year(said: Iterable[Statement], year: str) -> Iterator[Finding]:
    stated = list(said)
    for agreement in agreements_of(one for one in stated if one.content.get("kind") == AGREEMENT):
        parties = f"{agreement.provider} and {agreement.recipient}"
        amount = show_exact(agreement.pence)
        yield _anew(f"the recharge agreement {agreement.name!r} of {parties}: {amount} for {year}")
    limits = {
        content["authority"]: content
        for _, _, content in stated
        if content.get("kind") == RUNNING_COST_LIMIT
    }
    for authority in limits:
        yield _anew(f"the running-cost limit of {authority}: it was set for {year}")
    if any(content.get("kind") == HEADINGS for _, _, content in stated):
        yield _anew(f"the headings of the balance sheet: they are of {year}")


_OF_A_YEAR = (
    (TrajectoryStated, "trajectory", "its months are those of"),
    (CashDrawingsPlanned, "plan of cash", "its months are those of"),
    (ControlTotalAgreed, "control total", "it was agreed for"),
    (ProviderArmStated, "provider arm", "what is said of it is of the months of"),
)
"""What a body stated for one year, in words, and why it ends with it."""


def _of_events(held: Iterable[Event], year: str) -> Iterator[Finding]:
    """What stands in the bodies' logs, is of one year, and is not decided on item by item."""
    events = tuple(without_reversed(held))
    for kind, words, why in _OF_A_YEAR:
        for body in sorted({event.body for event in events if isinstance(event.what, kind)}):
            yield _anew(f"the {words} of {body}: {why} {year}", body)
    funds = {event.what.fund for event in events if isinstance(event.what, FundAgreed)}
    for fund in sorted(funds):
        yield _anew(f"the fund {fund!r}: what is earmarked for it ends with {year}")
    for (body, _, number), case in cases_of(events).items():
        if case.state is CaseState.PROPOSED or case.unreleased_pence:
            yield _anew(f"the headroom case {number!r} of {body}: it is {case.state}", body)
    yield from _plans(events, year)
    yield from _half_signed(events, year)
    for (body, _, number), commitment in commitments_of(events).items():
        if commitment.unregularised_pence:
            left = show_exact(commitment.unregularised_pence)
            yield Finding(
                "yearend.open",
                Level.WARNING,
                f"emergency commitment {number!r} of {body}: {left} is not regularised, and it "
                f"charges {year} alone",
                Where(body=body),
                f"regularise or dispute it in the book of {year}; it is not carried",
            )
    for (_, _, number), journal in journals_of(events).items():
        if journal.state is JournalState.SUBMITTED:
            event = journal.submission
            yield Finding(
                "yearend.open",
                Level.WARNING,
                f"journal {number!r} of {event.body} is not decided on, and is not carried",
                Where(body=event.body),
                f"approve or reject it in the book of {year}",
            )


def _plans(events: Sequence[Event], year: str) -> Iterator[Finding]:
    """The schemes of savings that last, with what is still to come of them, and the contracts."""
    schemes = {
        (event.body, event.what.scheme): event.what
        for event in events
        if isinstance(event.what, SchemeStated)
    }
    for (body, code), scheme in sorted(schemes.items()):
        if scheme.recurrence != "recurrent":
            continue  # its saving ends with the year, and so does it
        planned = scheme.planned(_MONTHS)
        whole = scheme.full_year_pence
        more = f"of {show_exact(whole)} in a whole year " if whole is not None else ""
        yield _anew(
            f"the scheme {code!r} of {body}: it lasts, {more}{show_exact(planned)} was planned for "
            f"the months of {year}",
            body,
            "state its plan of the next year there, if it has one: what it saved lasts in the cost",
        )
    contracts = {
        (event.body, event.what.contract): event.what
        for event in events
        if isinstance(event.what, ContractStated)
    }
    for (body, code), contract in sorted(contracts.items()):
        yield _anew(
            f"the contract {code!r} of {body} with {contract.provider_name}: its units, prices and "
            f"shares are of {year}",
            body,
            "state it in the next book, also where it was made for several years; what are its "
            "prices now are prices of the year before then",
        )


def _half_signed(events: Sequence[Event], year: str) -> Iterator[Finding]:
    """Statements that one of the two offices signed, and the other one did not."""
    signed: dict[str, set[SignatoryRole]] = {}
    for event in events:
        if isinstance(event.what, StatementsSigned):
            signed.setdefault(event.body, set()).add(event.what.role)
    for body, roles in sorted(signed.items()):
        for role in SignatoryRole:
            if role not in roles:
                yield Finding(
                    "yearend.open",
                    Level.WARNING,
                    f"the {role.office} did not sign the statements of {body}, and the other "
                    f"office did",
                    Where(body=body),
                    f"sign them in the book of {year}; signatures are not carried",
                )


_AGAIN = "state it anew in the next book, if it is still wanted"


def _anew(message: str, body: str | None = None, hint: str = _AGAIN) -> Finding:
    return Finding(
        "yearend.anew",
        Level.WARNING,
        f"{message}, and it is not carried",
        Where(body=body) if body else None,
        hint,
    )
