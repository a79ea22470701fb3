"""The terms of a book: its year, whose bodies it is about, and the rules it is kept by.

They are the first event of the book, so that a book opened in ten years still knows them: the
members with their dates, and the whole text of the rulebook.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pctfinance.bodies import Authority, Body, Group, Membership, Oversight, Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.decisions.control_totals import ControlTotals
from pctfinance.decisions.gate import TransferGate
from pctfinance.decisions.headroom_gate import HeadroomAuthorities
from pctfinance.decisions.rules import Rules
from pctfinance.errors import Finding, IntegrityError, Level, UnknownNameError
from pctfinance.inputs import rulebook_text
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import FiguresLoaded
from pctfinance.ledger.resource import BatchWatch
from pctfinance.rulebooks import Rulebook, packaged_text
from pctfinance.store.canonical import canonical
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.reading import Reading

__all__ = ["Predecessor", "Terms", "terms_of"]

_KIND = "book-opened"


class Predecessor(NamedTuple):
    """The book that a book was rolled from: its year, and its end when that was done."""

    year: FinancialYear
    sequence: int
    head: str


@dataclass(frozen=True)
class Terms:
    """What a book is about, and by which rules. Nothing of it changes while the book lasts."""

    year: FinancialYear
    group: Group
    register: Register
    rulebook: Rulebook
    rulebook_text: str
    predecessor: Predecessor | None = None

    @classmethod
    def of(
        cls,
        year: FinancialYear,
        group: Group,
        register: Register,
        rulebook_text: str | None = None,
    ) -> "Terms":
        """Terms by a rulebook's text, or by the packaged rulebook of the year.

        Raises:
            UnknownNameError: no rulebook was given and none is packaged for the year.
            RulebookError: the text is no rulebook.

        >>> packaged = Register.packaged()
        >>> Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged).rulebook.year
        '2011-12'
        """
        text = rulebook_text or packaged_text(str(year))
        return cls(year, group, register, Rulebook.parse(text), text)

    def members(self, on: Period) -> tuple[Body, ...]:
        """The bodies of the group at the end of a month, in order of code."""
        if on not in self._members_at:
            self._members_at[on] = self.register.members(self.group.code, on.end)
        return self._members_at[on]

    def members_until(self, last: Period) -> dict[str, Body]:
        """Every body that was a member in a month of the year up to `last`, by code."""
        months = (month for month in self.year.periods if month <= last)
        return {body.code: body for month in months for body in self.members(month)}

    def members_of_year(self) -> Mapping[str, Body]:
        """Every body that was a member in any month of the year, in order of code."""
        return self._members_of_year

    def reading(self) -> Reading:
        """What the reading of a file of the book needs to know: register, year, group, members.

        >>> packaged = Register.packaged()
        >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
        >>> sorted(terms.reading().members)
        ['5A9', '5C1', '5C9', '5K7', '5K8']
        """
        return Reading(
            self.register,
            self.year,
            group=self.group.code,
            group_name=self.group.name,
            members=self.members_of_year(),
        )

    @cached_property
    def _members_at(self) -> dict[Period, tuple[Body, ...]]:
        return {}

    @cached_property
    def _members_of_year(self) -> Mapping[str, Body]:
        return dict(sorted(self.members_until(self.year.periods[-1]).items()))

    def document(self) -> dict[str, Any]:
        """The terms as the first event of a book.

        >>> packaged = Register.packaged()
        >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
        >>> Terms.from_document(terms.document()).group == terms.group
        True
        """
        group, before = self.group, self.predecessor
        named = before._asdict() | {"year": str(before.year)} if before else {}
        rows = [row for row in self.register.memberships if row.group == group.code]
        bodies = {row.body: self.register.body(row.body) for row in rows}
        return {
            "kind": _KIND,
            "year": str(self.year),
            "group": {
                "code": group.code,
                "name": group.name,
                "kind": group.kind,
                "governance_model": group.governance_model,
                "accountable_officer_office": group.accountable_officer_office,
                "director_of_finance_office": group.director_of_finance_office,
                "valid_from": group.valid_from.isoformat(),
                "valid_to": group.valid_to.isoformat(),
            },
            "bodies": [
                {"code": body.code, "name": body.name, "kind": body.kind}
                for body in sorted(bodies.values(), key=lambda body: body.code)
            ],
            "members": [
                [row.body, row.valid_from.isoformat(), row.valid_to.isoformat()]
                for row in sorted(rows, key=lambda row: (row.body, row.valid_from))
            ],
            "rulebook": self.rulebook_text,
            **self._overseers(set(bodies)),
            "levels": self._levels(set(bodies)),
            "beyond": self._beyond(set(bodies)),
            # Only a book that was rolled from another has it.
            **({"predecessor": named} if named else {}),
        }

    def competent(self, body: str, on: date) -> tuple[str, ...]:
        """The codes of the authorities that must all approve what a body does on a day.

        >>> packaged = Register.packaged()
        >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
        >>> terms.competent("5A9", date(2011, 10, 3))
        ('LON',)
        """
        return tuple(each.code for each in self.register.competent_authorities(body, on))

    def rules(self, statements: Iterable[tuple[int, str, Mapping[str, Any]]]) -> Rules:
        """Who may decide on transfers: by these terms, and by the book's statements of officers.

        >>> packaged = Register.packaged()
        >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
        >>> terms.rules(()).needed(("5A9", "5K7"), date(2011, 4, 1))
        ('Q36',)
        """
        covers = self.rulebook.transfers.loan_covers
        members = self.members_of_year()
        return Rules.of(self.competent, members, statements, loan_covers=covers)

    def gates(
        self, statements: Iterable[tuple[int, str, Mapping[str, Any]]]
    ) -> tuple[BatchWatch, ...]:
        """The watches over decisions by these rules, which have seen nothing yet."""
        rules = self.rules(statements)
        return TransferGate(rules), HeadroomAuthorities(rules), ControlTotals(rules)

    def _overseers(self, bodies: set[str]) -> dict[str, Any]:
        """Who is competent for the bodies, by which rows: these are what the book judges by."""
        rows = sorted(
            (
                [row.body, row.authority, row.basis, str(row.valid_from), str(row.valid_to)]
                for row in self.register.oversights
                if row.body in bodies
            ),
        )
        codes = {authority for _, authority, *_ in rows}
        authorities = [
            _of_document(each)
            for each in sorted(self.register.authorities, key=lambda each: each.code)
            if each.code in codes
        ]
        return {"oversights": rows, "authorities": authorities}

    def _levels(self, bodies: set[str]) -> list[list[Any]]:
        """The other groups that the bodies belong to, with their dates: what a nation is shown by."""
        rows = sorted(
            (row for row in self.register.memberships if row.body in bodies),
            key=lambda row: (row.group, row.body, row.valid_from),
        )
        found: dict[str, list[list[str]]] = {}
        for row in rows:
            if row.group != self.group.code:
                dates = [row.valid_from.isoformat(), row.valid_to.isoformat()]
                found.setdefault(row.group, []).append([row.body, *dates])
        groups = ((self.register.group(code), members) for code, members in found.items())
        return [[group.code, group.name, group.kind, members] for group, members in groups]

    def _beyond(self, bodies: set[str]) -> list[list[Any]]:
        """Who else belonged to those groups in the year: without them a group's list is not whole."""
        groups = {row.group for row in self.register.memberships if row.body in bodies}
        rows = sorted(
            (row for row in self.register.memberships if row.body not in bodies),
            key=lambda row: (row.group, row.body, row.valid_from),
        )
        found: dict[str, list[list[str]]] = {}
        ends = [month.end for month in self.year.periods]
        for row in rows:
            if (
                row.group != self.group.code
                and row.group in groups
                and any(map(row.holds_on, ends))
            ):
                body = self.register.body(row.body)
                dates = (row.valid_from.isoformat(), row.valid_to.isoformat())
                found.setdefault(row.group, []).append([body.code, body.name, body.kind, *dates])
        return [[code, members] for code, members in found.items()]

    def misplaced(self, event: Event) -> Iterator[Finding]:
        """Why an event does not belong into the book: only its bodies hold money, in its year."""
        what = f"{event.what.kind} {event.reference!r}"
        if event.year != self.year:
            message = f"{what} counts for {event.year}, this book is of {self.year}"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        members = self.members_of_year()
        if event.body not in members:
            whose = f"{self.group.code} in {self.year}"
            message = f"{what} is of {event.body!r}, which is no body of {whose}"
            hint = f"its bodies are {', '.join(members)}"
            yield Finding("register.not-member", Level.ERROR, message, event.where, hint)
        if isinstance(event.what, FiguresLoaded):
            for fault in event.what.faults(event.period):
                yield Finding("ledger.refused", Level.ERROR, f"{what}: {fault}", event.where)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Terms":
        """The terms that a book was opened with.

        Bodies that the packaged register does not know come back with what the book knows of them.

        Raises:
            IntegrityError: the document is not one of terms.
        """
        if document.get("kind") != _KIND:
            raise IntegrityError("a book begins with its terms; this one does not")
        try:
            return _read(canonical(document))
        except (KeyError, TypeError, ValueError) as error:
            raise IntegrityError(f"the terms of this book cannot be read: {error}") from error


@lru_cache(maxsize=16)
def _read(document: bytes) -> Terms:
    """The terms in a document. They never change, so those of a book that is opened again are there."""
    content = json.loads(document)
    stated = dict(content["group"])
    for name in ("valid_from", "valid_to"):
        stated[name] = date.fromisoformat(stated[name])
    register = Register.packaged()
    try:
        known = register.group(stated["code"])
        group = replace(known, **stated)
    except UnknownNameError:
        group = Group(**stated)
    strangers = [
        Body(**body)
        for body in content["bodies"]
        if body["code"] not in {known.code for known in register.bodies}
    ]
    members = [
        Membership(body, group.code, date.fromisoformat(first), date.fromisoformat(last))
        for body, first, last in content["members"]
    ]
    register = register.with_rows(bodies=strangers).with_group(group, members)
    if "oversights" in content:  # older books are judged by the packaged rows
        register = _overseen(register, content)
    if "levels" in content:  # as above
        register = _levelled(register, group, content)
    if "beyond" in content:  # as above
        register = _joined(register, content)
    text = content["rulebook"]
    year, named = FinancialYear(content["year"]), content.get("predecessor")
    before = Predecessor(**named | {"year": FinancialYear(named["year"])}) if named else None
    return Terms(year, group, register, Rulebook.parse(text), text, before)


def _of_document(each: Authority) -> list[str]:
    """An authority as the terms keep it: they leave out what it was read from."""
    return [each.code, each.name, each.kind, str(each.valid_from), str(each.valid_to)]


def _overseen(register: Register, document: dict[str, Any]) -> Register:
    """The register with exactly the oversight rows that a book was opened with, and their authorities.

    An authority has the dates, name and kind that it had then, also where the packaged register has
    others: a row of the register may have changed them.
    """
    known = {each.code: each for each in register.authorities}
    for code, name, kind, first, last in document["authorities"]:
        stated = Authority(code, name, kind, date.fromisoformat(first), date.fromisoformat(last))
        packaged = known.get(code, stated)
        is_same = _of_document(packaged) == _of_document(stated)
        known[code] = packaged if is_same else stated  # a row of the user's own
    rows = [
        Oversight(body, code, date.fromisoformat(first), date.fromisoformat(last), basis)
        for body, code, basis, first, last in document["oversights"]
    ]
    bodies = {body["code"] for body in document["bodies"]}
    others = [row for row in register.oversights if row.body not in bodies]
    return replace(
        register,
        authorities=tuple(known.values()),
        oversights=(*others, *rows),
    )


def _levelled(register: Register, own: Group, document: dict[str, Any]) -> Register:
    """The register with exactly those memberships of the book's bodies that it was opened with."""
    known = {group.code for group in register.groups}
    strangers = [
        Group(code, name, kind) for code, name, kind, _ in document["levels"] if code not in known
    ]
    rows = [
        Membership(body, code, date.fromisoformat(first), date.fromisoformat(last))
        for code, _, _, members in document["levels"]
        for body, first, last in members
    ]
    bodies = {body["code"] for body in document["bodies"]}
    kept = [row for row in register.memberships if row.body not in bodies or row.group == own.code]
    return replace(register, groups=(*register.groups, *strangers), memberships=(*kept, *rows))


def _joined(register: Register, document: dict[str, Any]) -> Register:
    """The register with exactly those other members of the groups that it was opened with."""
    own = {body["code"] for body in document["bodies"]}
    levels = {code for code, *_ in document["levels"]}
    known = {body.code for body in register.bodies}
    strangers = {
        code: Body(code, name, kind)
        for _, members in document["beyond"]
        for code, name, kind, *_ in members
        if code not in known
    }
    rows = [
        Membership(body, code, date.fromisoformat(first), date.fromisoformat(last))
        for code, members in document["beyond"]
        for body, _, _, first, last in members
    ]
    kept = [row for row in register.memberships if row.body in own or row.group not in levels]
    return replace(
        register,
        bodies=(*register.bodies, *strangers.values()),
        memberships=(*kept, *rows),
    )


def terms_of(given: CheckedInput, path: Path) -> Terms:
    """The terms that an input declares.

    Raises:
        InputRefusedError: no rulebook of its year is packaged, and it names none.
        RulebookError: the rulebook that it names is faulty or of another year.

    >>> from pctfinance.inputs import read_input, sample_path
    >>> from pctfinance.tables.check import check_input
    >>> terms_of(check_input(read_input(sample_path())), sample_path()).group.code
    'NCL'
    """
    declared = given.declaration
    group = given.register.group(declared.group)
    group = replace(
        group,
        governance_model=declared.governance_model or group.governance_model,
        accountable_officer_office=declared.accountable_officer or group.accountable_officer_office,
        director_of_finance_office=declared.director_of_finance or group.director_of_finance_office,
    )
    text = rulebook_text(given, path)
    return Terms.of(declared.financial_year, group, given.register, text)
