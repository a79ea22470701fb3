"""What an approval schedule says: the transfers that wait, as of an event of the book."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pctfinance.bodies import Register
from pctfinance.decisions.rules import Rules
from pctfinance.decisions.states import Transfer, TransferState
from pctfinance.errors import UnknownNameError
from pctfinance.ledger.transfers import TransferTerms
from pctfinance.tables.model import Value
from pctfinance.tables.schedule_columns import FOR_PEOPLE, TERM_COLUMNS
from pctfinance.tables.schedule_document import ScheduleDocument, ScheduleLine
from pctfinance.tables.schedule_terms import Sent

__all__ = ["Origin", "document_of", "place_of", "sent_of", "to_decide", "waiting"]

_BOOK = re.compile(
    r"(?P<group>.+) (?P<year>[0-9]{4}-[0-9]{2}), event (?P<sequence>[0-9]{1,12}), "
    r"head (?P<head>[0-9a-f]{64})(, for (?P<authority>.+))?"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The book that a schedule was made from, at which event, and for which authority if for one.

    >>> origin = Origin("NCL", "2011-12", 21, "0" * 64, "Q36")
    >>> Origin.parse(str(origin)) == origin
    True
    """

    group: str
    year: str
    sequence: int
    head: str
    authority: str = ""

    def __str__(self) -> str:
        whom = f", for {self.authority}" if self.authority else ""
        return f"{self.group} {self.year}, event {self.sequence}, head {self.head}{whom}"

    @classmethod
    def parse(cls, text: str) -> "Origin | None":
        """The origin that a cell names; none where it names none.

        >>> Origin.parse("a book") is None
        True
        """
        match = _BOOK.fullmatch(text.strip())
        if match is None:
            return None
        said = match.groupdict()
        number, authority = int(said["sequence"]), said["authority"] or ""
        return cls(said["group"], said["year"], number, said["head"], authority)


def to_decide(transfer: Transfer, rules: Rules) -> tuple[str, ...]:
    """The authorities that have still to decide on a transfer.

    >>> from datetime import date
    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=100,
    ...     effective=date(2011, 11, 1), purpose="pressure")
    >>> submitted = Transfer(terms, TransferState.SUBMITTED, proposal=None)
    >>> to_decide(submitted, Rules(lambda body, on: ("LON",), frozenset()))
    ('LON',)
    """
    needed = rules.needed(transfer.terms.bodies, transfer.terms.effective)
    gave = {each.authority for each in transfer.approved}
    return tuple(code for code in needed if code not in gave)


def waiting(
    transfers: Mapping[str, Transfer], rules: Rules, authority: str = ""
) -> tuple[Transfer, ...]:
    """The submitted transfers, or those that one authority has still to decide on.

    >>> waiting({}, Rules(lambda body, on: (), frozenset()))
    ()
    """
    submitted = (each for each in transfers.values() if each.state is TransferState.SUBMITTED)
    return tuple(each for each in submitted if not authority or authority in to_decide(each, rules))


def sent_of(terms: TransferTerms, register: Register) -> Sent:
    """What a row of the schedule says of some terms, and how their parties are called.

    >>> from datetime import date
    >>> terms = TransferTerms(number="T1", giver="Q36", receiver="5A9", pence=100, kind="support",
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> sent_of(terms, Register.packaged()).giver_name
    'London SHA'
    """
    return Sent(terms, _name(terms.giver, register), _name(terms.receiver, register))


def _name(code: str, register: Register) -> str:
    """The name of who gives or receives: a body, or of a support an authority or holder."""
    for find in (register.body, register.authority, register.holder):
        try:
            return find(code).name
        except UnknownNameError:
            continue
    return ""


def place_of(number: int, count: int) -> str:
    """Which row it is of how many, as the schedule writes it.

    >>> place_of(1, 3)
    '1 of 3'
    """
    return f"{number} of {count}"


def document_of(
    transfers: Sequence[Transfer], rules: Rules, register: Register, origin: Origin, title: str
) -> ScheduleDocument:
    """The schedule of some transfers, ready to be written.

    >>> origin = Origin("NCL", "2011-12", 21, "0" * 64)
    >>> rules = Rules(lambda body, on: (), frozenset())
    >>> dict(document_of((), rules, Register.packaged(), origin, "Transfers").about)["Rows"]
    '0'
    """
    lines = []
    for number, transfer in enumerate(transfers, start=1):
        terms, still = transfer.terms, to_decide(transfer, rules)
        sent = sent_of(terms, register)
        values: dict[str, Value] = {term.column.name: term.show(terms) for term in TERM_COLUMNS}
        conditions = tuple(dict.fromkeys(c for each in transfer.approved for c in each.conditions))
        needed = rules.needed(terms.bodies, terms.effective)
        told = ("; ".join(conditions), ", ".join(needed) or "nobody", ", ".join(still))
        values |= {
            "giver_name": sent.giver_name,
            "receiver_name": sent.receiver_name,
            **dict(zip(FOR_PEOPLE, told, strict=True)),
            "digest": terms.digest,
            "row": place_of(number, len(transfers)),
            "book": str(origin),
        }
        lines.append(ScheduleLine(values, still))
    about = (
        ("Book", f"{origin.group}, {origin.year}"),
        ("Events", f"{origin.sequence}, which the book held when this was made"),
        ("Head", origin.head),
        ("Rows", str(len(lines))),
        ("For", origin.authority or "every competent authority"),
    )
    return ScheduleDocument(title, about, tuple(lines))
