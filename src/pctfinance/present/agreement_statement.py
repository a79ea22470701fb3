"""The statement of balances that one body sends another, for it to confirm or dispute."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import SIDES, AgreedPair, AgreementStatus, Pairs
from pctfinance.consolidation.agreement_answers import held_amounts
from pctfinance.consolidation.agreement_items import KINDS, Items, Kind
from pctfinance.excel.balances_statement import StatementSheet, ToConfirm, statement_workbook
from pctfinance.present.agreement_report import (
    STATUS_TONES,
    agreement_pounds,
    as_of_words,
    held_pounds,
)
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, long_date, row
from pctfinance.present.terminal import shown_text
from pctfinance.store.canonical import digest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AgreementStatement", "StatementLine", "StatementOrigin", "StatementSum"]


class StatementLine(NamedTuple):
    """What the sender's ledger has on one account with the other, in pence; its kind says which way."""

    kind: str
    account: str
    pence: int


class StatementSum(NamedTuple):
    """One kind of item of the sender, in pence, and what the book holds of the other's ledger.

    `ours_pence` is `None` where the sender's ledger is not there, `theirs_pence` where the other's is
    not, or the other is no body of this book: what is missing is no 0.
    """

    kind: str
    ours_pence: int | None
    theirs_pence: int | None
    status: AgreementStatus
    since: int

    @property
    def difference_pence(self) -> int | None:
        """What the sender has more than the other; `None` where one of the two is not known."""
        if self.ours_pence is None or self.theirs_pence is None:
            return None
        return self.ours_pence - self.theirs_pence


class StatementOrigin(NamedTuple):
    """What a statement was made from: book, event and head, and how it was asked for.

    `accounts` are those that were named, as `receivable=12*` and in order.
    """

    group: str
    year: str
    sequence: int
    head: str
    tolerance_pence: int
    accounts: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {**self._asdict(), "accounts": list(self.accounts)}


@dataclass(frozen=True, repr=False)
class AgreementStatement:
    """What one body's ledger says about another, by account, beside what that one's ledger says.

    >>> from pctfinance.bodies import Register
    >>> ncl = Register.packaged().group("NCL")
    >>> AgreementStatement(ncl, Period("2011-12 M08"), None, "5A9", "5K7", (), (), {}).document()["to"]
    '5K7'
    """

    group: Group
    as_of: Period
    known_at: date | None
    sender: str
    receiver: str
    lines: tuple[StatementLine, ...]
    sums: tuple[StatementSum, ...]
    names: Mapping[str, str]
    contains_synthetic: bool = False
    origin: StatementOrigin | None = None
    is_outside: bool = False
    not_there: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        items: Items,
        pairs: Pairs,
        parties: tuple[str, str],
        *,
        group: Group,
        as_of: Period,
        known_at: date | None,
        names: Mapping[str, str],
        synthetic: bool = False,
        origin: StatementOrigin | None = None,
        is_outside: bool = False,
        not_there: tuple[str, ...] = (),
    ) -> "AgreementStatement":
        """The statement of `parties`, sender and receiver, from all items and pairs.

        A receiver that `is_outside` is no body of this book: of its ledger nothing is held. `not_there`
        are those of the two whose ledger is not there, or names no counterparty at all.
        """
        sender, receiver = parties
        own, other = (items.bodies.index(code) for code in parties)
        at = (items.body == own) & (items.counterparty == other) & (items.month <= as_of.number)
        by_account: dict[tuple[int, str], int] = defaultdict(int)
        for kind, account, pence in zip(
            *(column[at].tolist() for column in (items.kind, items.account, items.pence)),
            strict=True,
        ):
            by_account[kind, items.accounts[account]] += pence
        lines = tuple(
            StatementLine(KINDS[kind], account, pence)
            for (kind, account), pence in sorted(by_account.items())
            if pence
        )
        found = {(pair.side, pair.provider, pair.recipient): pair for pair in pairs}
        sums = []
        for kind in Kind:
            is_provider = kind % 2 == 0
            ends = (sender, receiver) if is_provider else (receiver, sender)
            if (pair := found.get((SIDES[kind >> 1], *ends))) is not None:
                made = _sum_of(kind, pair, is_provider=is_provider)
                sums.append(made._replace(theirs_pence=None) if is_outside else made)
        return cls(
            group,
            as_of,
            known_at,
            sender,
            receiver,
            lines,
            tuple(sums),
            names,
            synthetic,
            origin,
            is_outside,
            not_there,
        )

    @property
    def nothing(self) -> str:
        """What is said where there is nothing to confirm; empty where there is."""
        if self.sums:
            return ""
        if not self.not_there:
            return "Neither ledger has anything with the other."
        whose = " and ".join(map(self._named, self.not_there))
        one = "is" if len(self.not_there) == 1 else "are"
        return (
            f"Nothing was compared: the ledger{'' if one == 'is' else 's'} of {whose} {one} not held "
            "here with counterparties. This is no confirmation that there is nothing."
        )

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row an account; amounts in integer pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(list(self.lines), columns=list(StatementLine._fields))

    @property
    def digest(self) -> str:
        """The hash of what is sent: every figure, and what it was made from."""
        return digest(self.sent())

    def document(self) -> dict[str, Any]:
        """The same for programs, and for the other's: integer pence."""
        beside = {"digest": self.digest, "not_there": list(self.not_there)}
        return {**self.sent(), **beside}

    def sent(self) -> dict[str, Any]:
        """The document that the digest is of."""
        return {
            "schema_version": "1.0",
            "from": self.sender,
            "to": self.receiver,
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            "lines": [line._asdict() for line in self.lines],
            "sums": [
                {
                    **one._asdict(),
                    "difference_pence": one.difference_pence,
                    "status": one.status.value,
                    "since": str(self.as_of.year.period(one.since)) if one.since else "",
                }
                for one in self.sums
            ],
            "made_from": self.origin.document() if self.origin else None,
        }

    def workbook(self) -> bytes:
        """The statement as one sheet to be sent, with room for the other's answer and signatures.

        Raises:
            MoneyError: an amount has more digits than a spreadsheet keeps.
        """
        return self.sheet().content

    def sheet(self) -> StatementSheet:
        """The workbook, and the cells in which it is answered.

        Raises:
            MoneyError: see `workbook`.
        """
        ends = (self._named(self.sender), self._named(self.receiver))
        to_confirm = [
            ToConfirm(f"Our {one.kind}", one.ours_pence, one.theirs_pence, one.status.value)
            for one in self.sums
        ]
        accounts = [(f"Our {line.kind}", line.account, line.pence) for line in self.lines]
        known = f", documents up to {long_date(self.known_at)}" if self.known_at else ""
        return statement_workbook(
            ends,
            f"As of {self.as_of}{known}",
            self.known_at or self.as_of.end,
            to_confirm,
            accounts,
            made_from=self._made_from(),
            nothing=self.nothing,
            contains_synthetic=self.contains_synthetic,
        )

    def _made_from(self) -> tuple[tuple[str, str], ...]:
        """What the answer is matched by when it comes back."""
        if self.origin is None:
            return ()
        return (
            ("From", self.sender),
            ("To", self.receiver),
            ("Month", str(self.as_of)),
            ("Documents up to", self.known_at.isoformat() if self.known_at else ""),
            ("Tolerance (p)", str(self.origin.tolerance_pence)),
            ("Accounts named", ", ".join(self.origin.accounts)),
            ("Book", f"{self.origin.group} {self.origin.year}"),
            ("Event", str(self.origin.sequence)),
            ("Head", self.origin.head),
            ("Digest", self.digest),
        )

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The page that is sent: the sums side by side, and the accounts beneath."""
        return (self._sums(), self._accounts())

    def _sums(self) -> Shown:
        rows = [
            row(
                [
                    f"Our {one.kind}",
                    held_pounds(one.ours_pence),
                    held_pounds(one.theirs_pence),
                    held_pounds(one.difference_pence),
                    ShownCell(one.status.value, STATUS_TONES[one.status]),
                    f"M{one.since:02}" if one.since else "",
                ]
            )
            for one in self.sums
        ]
        please = "Please confirm these balances, or say which differ and why."
        notes = [f"{self.nothing or please} Digest {self.digest}."]
        if self.contains_synthetic:
            notes.append("Contains synthetic figures.")
        return Shown(
            title=f"Statement of balances: {self._named(self.sender)} to "
            f"{self._named(self.receiver)}",
            subtitle=as_of_words(self.as_of, self.known_at),
            headings=(
                Heading("What", Align.LEFT),
                Heading("Our ledger"),
                Heading("Your ledger,\nas held here"),
                Heading("Difference"),
                Heading("Status", Align.LEFT),
                Heading("Since", Align.LEFT),
            ),
            rows=tuple(rows),
            notes=tuple(notes),
        )

    def _accounts(self) -> Shown:
        rows = [
            row([f"Our {line.kind}", line.account, agreement_pounds(line.pence)], tone=Tone.PLAIN)
            for line in self.lines
        ]
        return Shown(
            title="By account of our ledger",
            subtitle="£, each in the usual direction of its kind",
            headings=(
                Heading("What", Align.LEFT),
                Heading("Account", Align.LEFT),
                Heading("Amount"),
            ),
            rows=tuple(rows),
        )

    def _named(self, code: str) -> str:
        return f"{code} {self.names.get(code, '')}".strip()

    def __repr__(self) -> str:
        return f"<Statement of {self.sender} to {self.receiver}, {self.as_of}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.shown))

    def _repr_html_(self) -> str:
        return html_of(self.shown)


def _sum_of(kind: Kind, pair: AgreedPair, *, is_provider: bool) -> StatementSum:
    both = held_amounts(pair)[:2]
    ours, theirs = both if is_provider else both[::-1]
    return StatementSum(KINDS[kind], ours, theirs, pair.status, pair.since)
