"""The groups of the search for pooling, by hand from the register, and the books it begins with."""

from datetime import date
from functools import cache
from typing import Any

from ledger_examples import CAPITAL, CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.kinds import (
    Allocation,
    BudgetIssued,
    Delegation,
    HeadroomLodged,
    HeadroomSetAside,
    PlannedSurplus,
)
from pctfinance.records import Records
from pooling_oracle import CHANGE, Entitlement, Office, Setting

__all__ = [
    "BASSETLAW",
    "KEEPER",
    "LONDON",
    "MILTON_KEYNES",
    "begun",
    "deputy",
    "director",
    "office",
]

KEEPER = "Director of Finance, the cluster"
_EACH = 100_00
_FIRST, _LAST = date(2011, 4, 1), date(2013, 3, 31)


def office(body: str) -> str:
    """The finance office of one PCT."""
    return f"Director of Finance, {body}"


def director(authority: str) -> str:
    """The office of an authority that may sign for any amount."""
    return f"Director, {authority}"


def deputy(authority: str) -> str:
    """The office of an authority that may sign for £5."""
    return f"Deputy Director, {authority}"


def _setting(
    group: str,
    competent: dict[str, tuple[tuple[str, ...], tuple[str, ...]]],
    *,
    actors: int,
    delegate: str,
    signer: str = "",
) -> Setting:
    """A group; offices of SHAs are in office until 2 October 2011, those of SHA clusters after."""
    codes = tuple(competent)
    offices: dict[str, tuple[Office, ...]] = {}
    for before, after in competent.values():
        for names, days in ((before, (_FIRST, date(2011, 10, 2))), (after, (CHANGE, _LAST))):
            for code in names:
                offices[code] = (
                    Office(director(code), None, *days),
                    Office(deputy(code), 5_00, *days),
                )
    return Setting(group, codes[:actors], codes[actors:], competent, delegate, signer, offices)


_NCL = (("Q36",), ("LON",))
LONDON = _setting(
    "NCL",
    dict.fromkeys(("5K7", "5A9", "5C1", "5C9", "5K8"), _NCL),
    actors=3,
    delegate="07M",
    signer="5C1",
)
"""Five PCTs under one SHA. Enfield stated which of its offices signs."""

_SOUTH = (("Q32",), ("NOE",))
BASSETLAW = _setting(
    "SYB",
    {
        "5ET": (("Q33", "Q32"), ("MAE", "NOE")),
        **dict.fromkeys(("5H8", "5JE", "5N4", "5N5"), _SOUTH),
    },
    actors=3,
    delegate="02P",
)
"""Bassetlaw is under East Midlands SHA, and its cluster under Yorkshire's."""

MILTON_KEYNES = _setting(
    "NHMK",
    {"5CQ": (("Q38", "Q33"), ("SOE", "MAE")), "5PD": (("Q33",), ("MAE",))},
    actors=2,
    delegate="04G",
)
"""Milton Keynes is under South Central SHA, and its cluster under East Midlands'."""


@cache
def _base(group: str) -> tuple[Book, Entitlement]:
    """Each body £100 in every strand; funds, headroom held and set aside, a CCG's budget.

    The first actor lodged £15 of surplus as `L0` and lent £10 to the second as `B0`. It has an
    approved case of £8 of its headroom.
    """
    setting = next(s for s in (LONDON, BASSETLAW, MILTON_KEYNES) if s.group == group)
    first, second, *_ = setting.actors
    book = Book.in_memory("2011-12", group=group)
    for authority, offices in setting.offices.items():
        stated: list[Any] = [(o.name, o.limit, str(o.first), str(o.last)) for o in offices]
        book.state_officers(authority, stated)
    if setting.signer:
        book.state_officers(
            setting.signer, [(office(setting.signer), None, str(_FIRST), str(_LAST))]
        )
    book.post(
        *(
            event(Allocation(strand=strand, pence=_EACH, issuer="DH"), body=body)
            for body in setting.bodies
            for strand in (RECURRENT, NON_RECURRENT, CAPITAL, CASH)
        ),
        event(HeadroomLodged(pence=30_00), body=first),
        *(event(HeadroomSetAside(pence=12_00), body=body) for body in (first, second)),
        event(PlannedSurplus(strand=NON_RECURRENT, pence=5_00), body=second),
        event(BudgetIssued(strand=RECURRENT, pence=40_00, category="acute"), body=second),
        event(
            Delegation(strand=RECURRENT, pence=20_00, category="acute", delegate=setting.delegate),
            body=second,
        ),
    )
    donors = dict(zip(setting.actors, (30_00, 20_00, 10_00), strict=False))
    kept: dict[str, Any] = {"holder": KEEPER, "by": KEEPER, "on": "2011-05-01", "purpose": "risk"}
    book.state_fund("F1", donors=donors, **kept)
    of: dict[str, Any] = {"funding": "recurrent", "of_headroom": True}
    earmarked = {first: 8_00, second: 4_00}
    book.state_fund("F2", donors=earmarked, **kept, **of)
    for fund, given in (("F1", donors), ("F2", earmarked)):
        for body in given:
            book.agree_fund(fund, body, by=office(body), on="2011-05-02")
        for body, pence in given.items():
            book.contribute(fund, body, pence, by=office(body), on="2011-05-03")
    taken: dict[str, Any] = {"kind": "lodgement", "receiver": setting.competent[first][0][0]}
    _taken(book, setting, "L0", giver=first, pence=15_00, **taken)
    parts = [("2011-12", 4_00), ("2012-13", 6_00)]
    lent: dict[str, Any] = {"kind": "loan", "giver": first, "receiver": second}
    _taken(book, setting, "B0", pence=10_00, repayments=parts, **lent)
    case: dict[str, Any] = {"category": "acute", "purpose": "p", "by": office(first)}
    book.propose_case(first, "C0", 8_00, on="2011-05-01", **case)
    authority = setting.competent[first][0][0]
    said: dict[str, Any] = {"by": director(authority), "approval": "case letter"}
    book.approve_case(first, "C0", 8_00, on="2011-05-02", **said)
    entitled = Entitlement(setting)
    for each in book._records.ledger.events:
        entitled.read(each)
    entitled.kinds.clear()
    return book, entitled


def _taken(book: Book, setting: Setting, number: str, **terms: Any) -> None:
    """A transfer as it should be taken: both agree, every SHA approves, all of it is actioned."""
    who = {"by": KEEPER, "on": "2011-06-01", "effective": "2011-07-01", "purpose": "p"}
    book.propose_transfer(number, **{**who, **terms})
    found = book.transfer(number)
    for side, body in found.parties:
        book.agree_transfer(number, side, body=body, by=office(body), on="2011-06-02")
    book.submit_transfer(number, by=KEEPER, on="2011-06-03")
    for code in sorted(setting.needed(found.terms.bodies, date(2011, 7, 1))):
        given: dict[str, Any] = {"reference": "letter", "evidence": b"letter", "on": "2011-06-20"}
        book.approve_transfer(number, authority=code, by=director(code), **given)
    book.action_transfer(number, by=KEEPER, on="2011-07-01")


def begun(setting: Setting) -> tuple[Book, Entitlement]:
    """A copy of that book, and of what its bodies are entitled to; no event is read again."""
    book, entitled = _base(setting.group)
    was = book._records
    records = Records(was._log.fork())
    for name in ("_seen", "_terms", "categories", "ledger", "statements"):
        setattr(records, name, getattr(was, name))
    records._recorded, records._trees = list(was._recorded), list(was._trees)
    return Book(records), entitled.copy()
