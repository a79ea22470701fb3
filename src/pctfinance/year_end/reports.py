"""What the year's end answers with: the proposal, the roll, and the statement of a final close."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pctfinance.calendar import FinancialYear
from pctfinance.decisions.states import Transfer
from pctfinance.errors import Finding
from pctfinance.ledger.closing_items import ClosingItem
from pctfinance.ledger.events import Event
from pctfinance.ledger.year_end import AssignedBalance, YearEndDecided
from pctfinance.money import Unit, show_exact
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.terminal import shown_text
from pctfinance.records import Receipt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FinalStatement", "Proposal", "ReceiverTotal", "Rolled", "TakenOver"]

BookT = TypeVar("BookT")


@dataclass(frozen=True, repr=False)
class Proposal:
    """Every item that the bodies close their year with, what the rules give, and what was decided.

    `decided` holds the events of all decisions, superseded ones too, in their order. `findings` say
    why the year cannot be rolled yet. `expiring` are the transfers that end with the year, since they
    were not actioned: there is nothing to decide of them.
    """

    year: FinancialYear
    items: tuple[ClosingItem, ...]
    decided: tuple[Event, ...]
    findings: tuple[Finding, ...]
    expiring: tuple[Transfer, ...] = ()

    def standing(self, item: ClosingItem) -> YearEndDecided | None:
        """The decision that stands for an item; none where it is open."""
        events = [e.what for e in self.decided if e.body == item.body]
        found = [w for w in events if isinstance(w, YearEndDecided) and w.item == item.key]
        return found[-1] if found and found[-1].pence == item.pence else None

    @property
    def undecided(self) -> tuple[ClosingItem, ...]:
        """The items of which nothing is decided, or which have changed since."""
        return tuple(item for item in self.items if self.standing(item) is None)

    @property
    def table(self) -> "pd.DataFrame":
        """One row an item: its amount in pence, what the rules give, and what stands decided."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        rows = []
        for item in self.items:
            stands = self.standing(item)
            parts = (
                [f"{p.decision.value} {show_exact(p.pence)}" for p in stands.parts]
                if stands
                else []
            )
            rows.append(
                {
                    "body": item.body,
                    "item": item.key,
                    "kind": item.kind.value,
                    "amount_pence": item.pence,
                    "default": item.default.value,
                    "choices": ", ".join(item.choices),
                    "counterparty": item.counterparty,
                    "references": ", ".join(item.references),
                    "decided": "; ".join(parts),
                    "reason": stands.reason if stands else "",
                }
            )
        return pd.DataFrame(rows, columns=_PROPOSAL)

    def csv(self) -> str:
        """The open items as a file of decisions, filled with what the rules give, to be edited."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(("body", "item", "decision", "amount", "year", "reference", "reason"))
        for item in self.undecided:
            whole, rest = divmod(abs(item.pence), 100)
            pounds = f"{'-' if item.pence < 0 else ''}{whole}.{rest:02}"
            writer.writerow((item.body, item.key, item.default.value, pounds, item.due, "", ""))
        return out.getvalue()

    def open_items(self) -> list[dict[str, object]]:
        """The open items as JSON, with what can be decided of each."""
        return [
            {
                "body": item.body,
                "item": item.key,
                "default": item.default.value,
                "choices": [choice.value for choice in item.choices],
                "amount_pence": item.pence,
                "year": item.due,
            }
            for item in self.undecided
        ]

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        said = {
            (stands.item, item.body): "; ".join(
                f"{part.decision.value} {show_exact(part.pence)}" for part in stands.parts
            )
            for item in self.items
            if (stands := self.standing(item))
        }
        rows = [
            row(
                [
                    item.body,
                    item.key,
                    show_exact(item.pence).replace(Unit.POUNDS.symbol, ""),
                    item.default.value,
                    ShownCell(said[item.key, item.body])
                    if (item.key, item.body) in said
                    else ShownCell("open", Tone.OPEN),
                ]
            )
            for item in self.items
        ]
        return Shown(
            f"The end of {self.year}: what there is to decide",
            "£, with the sign of the item",
            (
                Heading("Body", Align.LEFT),
                Heading("Item", Align.LEFT, wraps=True),
                Heading("Amount"),
                Heading("The rules give", Align.LEFT),
                Heading("Decided", Align.LEFT, wraps=True),
            ),
            tuple(rows),
            notes=(f"Open: {len(self.undecided)} of {len(self.items)} items.", *self._expiring()),
        )

    def _expiring(self) -> Iterator[str]:
        for each in self.expiring:
            terms = each.terms
            yield (
                f"Transfer {terms.number} of {terms.home}, {show_exact(terms.pence)}, is {each.state} "
                "and expires with the year."
            )

    def __repr__(self) -> str:
        return f"<The end of {self.year}: {len(self.undecided)} of {len(self.items)} items open>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])


_PROPOSAL = [
    "body",
    "item",
    "kind",
    "amount_pence",
    "default",
    "choices",
    "counterparty",
    "references",
    "decided",
    "reason",
]


class TakenOver(NamedTuple):
    """A body that is of another group next year: the groups whose book can take its opening."""

    body: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Rolled(Generic[BookT]):
    """The next year's book, the events that opened it, and the bodies that are taken over elsewhere.

    A test holds a book in memory, and nothing was kept.
    """

    book: BookT
    events: tuple[Event, ...]
    elsewhere: tuple[TakenOver, ...]


class ReceiverTotal(NamedTuple):
    """What one receiver takes over of one body, in pence: debits and claims positive.

    `balance_pence` is of the general ledger, `provision_pence` the part of it that carries no cash,
    `outside_pence` what outside holders hold or owe.
    """

    receiver: str
    receiver_name: str
    balance_pence: int
    provision_pence: int
    outside_pence: int


@dataclass(frozen=True, repr=False)
class FinalStatement:
    """Who receives what of one body that has ended; of that body alone.

    `findings` name what an adjustment changed after the close and nobody has yet. `receipt` is that
    of the command that closed it.
    """

    body: str
    name: str
    year: FinancialYear
    assigned: tuple[AssignedBalance, ...]
    findings: tuple[Finding, ...] = ()
    receipt: Receipt | None = field(default=None, compare=False)

    @property
    def receivers(self) -> tuple[ReceiverTotal, ...]:
        """What each receiver takes over, in order of code."""
        names = {part.receiver: part.receiver_name for part in self.assigned}
        return tuple(
            ReceiverTotal(
                code,
                name,
                sum(p.pence for p in self.assigned if p.receiver == code and p.account),
                sum(p.pence for p in self.assigned if p.receiver == code and p.provision),
                sum(p.pence for p in self.assigned if p.receiver == code and p.item),
            )
            for code, name in sorted(names.items())
        )

    @property
    def by_account(self) -> Mapping[tuple[str, str], int]:
        """The sums over all receivers, by account and counterparty, in pence."""
        sums: dict[tuple[str, str], int] = {}
        for part in self.assigned:
            if part.account:
                key = (part.account, part.counterparty)
                sums[key] = sums.get(key, 0) + part.pence
        return sums

    @property
    def table(self) -> "pd.DataFrame":
        """One row a balance: body, receiver, account or item, pence (debits positive), provision."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        columns = [
            "body",
            "receiver",
            "receiver_name",
            "account",
            "counterparty",
            "item",
            "balance_pence",
            "provision",
        ]
        rows = [
            (
                self.body,
                part.receiver,
                part.receiver_name,
                part.account,
                part.counterparty,
                part.item,
                part.pence,
                part.provision,
            )
            for part in sorted(
                self.assigned, key=lambda p: (p.receiver, p.item, p.account, p.counterparty)
            )
        ]
        return pd.DataFrame(rows, columns=columns)

    @property
    def shown(self) -> Shown:
        """The receivers as a table that a person is shown."""
        heads = ("Balances", "of them\nprovisions", "Outside\nthe ledger")
        rows = [
            row(
                [
                    total.receiver,
                    total.receiver_name,
                    *(
                        show_exact(pence).replace(Unit.POUNDS.symbol, "")
                        for pence in (
                            total.balance_pence,
                            total.provision_pence,
                            total.outside_pence,
                        )
                    ),
                ]
            )
            for total in self.receivers
        ]
        return Shown(
            f"{self.body} {self.name}: final close of {self.year}",
            "£, debits and claims positive",
            (
                Heading("Receiver", Align.LEFT),
                Heading("Name", Align.LEFT, wraps=True),
                *(Heading(text) for text in heads),
            ),
            tuple(rows),
            notes=(
                "Provisions carry no cash.",
                *(finding.message for finding in self.findings),
            ),
        )

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])

    def __repr__(self) -> str:
        return f"<Final close of {self.body}, {self.year}: {len(self.receivers)} receivers>"
