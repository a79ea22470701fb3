"""Funds of several donors in the reference model: what is agreed, given, excused, and how they stand.

Told from all entries so far, each time anew, by the rules of `docs/funds.md`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from reference_acts import NR, Cell, Entry, R
from reference_cases_acts import Cased, Deed, Draw, Terms, cut, no_officer, office, stated_by
from reference_decisions import Officers

__all__ = [
    "FUND_KINDS",
    "against_the_draw",
    "against_the_fund",
    "against_the_statement",
    "fund_lines",
    "own_and_earmark",
    "standing_terms",
    "sums_of",
]

FUND_KINDS = ("fund-agreed", "fund-contributed", "fund-waived")
CAN_BE_FUNDED = (
    ("revenue", "recurrent"),
    ("revenue", "non-recurrent"),
    ("capital", "not applicable"),
)


def _agreed(entries: Iterable[Entry], number: str) -> tuple[dict[str, Terms], Terms | None]:
    """What each donor agreed to, and the terms that all their donors agreed to, if any."""
    agreed: dict[str, Terms] = {}
    for entry in entries:
        act = entry.act
        if act.kind != "fund-agreed" or act.number != number or not isinstance(act, Deed):
            continue
        assert act.terms is not None
        agreed[act.body] = act.terms
        if all(agreed.get(body) == act.terms for body, _ in act.terms.donors):
            return agreed, act.terms
    return agreed, None


def standing_terms(entries: Iterable[Entry], number: str) -> Terms | None:
    """The terms of a fund, once all its donors agreed to the same."""
    return _agreed(entries, number)[1]


def own_and_earmark(
    strand: tuple[str, str, str], number: str, *, of_headroom: bool
) -> tuple[Cased, Cased]:
    """Where a donor's own resource is, and where its earmark for the fund; of no amount."""
    own = Cell(strand, "headroom" if of_headroom else "unallocated")
    return (own, "", 0), (Cell(strand, "headroom" if of_headroom else "fund"), number, 0)


def fund_lines(act: Deed) -> tuple[Cased, ...]:
    """The rows of the table of `docs/funds.md` for a donor's own steps."""
    terms = act.terms
    if terms is None or act.kind == "fund-agreed":
        return ()
    own, earmark = own_and_earmark(terms.strand, terms.number, of_headroom=terms.of_headroom)
    if act.kind == "fund-waived":
        return ((*earmark[:2], act.returned), (*own[:2], -act.returned))
    if act.applied:
        return (
            (Cell(R, "unallocated"), "", act.pence),
            (Cell(R, "applied non-recurrently"), "", -act.pence),
            (Cell(terms.strand, "applied non-recurrently"), "", act.pence),
            (Cell(terms.strand, "fund"), terms.number, -act.pence),
        )
    return ((*own[:2], act.pence), (*earmark[:2], -act.pence))


def sums_of(entries: Iterable[Entry], number: str, body: str) -> Counter[str]:
    """What became of one body's share of a fund.

    What is held is read from the lines; everything else from what the steps say.
    """
    sums: Counter[str] = Counter()
    for entry in entries:
        if entry.act.body != body:
            continue
        act, sign = (entry.undone, -1) if entry.undone else (entry.act, 1)
        if not isinstance(act, Deed):
            continue
        for cell, case, pence in act.cased:
            if case == number and cell.account in ("fund", "headroom"):
                sums["held"] -= sign * pence
        if act.kind == "fund-contributed" and act.number == number:
            sums["contributed"] += sign * act.pence
        elif act.kind == "fund-waived" and act.number == number:
            sums["waived"] += act.pence
            sums["returned"] += act.returned
        elif act.draw and act.draw.fund == number:
            sums.update(_of_draw(act, act.draw))
    return sums


def _of_draw(act: Deed, draw: Draw) -> dict[str, int]:
    """What a step of a draw or re-spread adds."""
    part = dict(draw.parts).get(act.party, 0)
    if act.kind in ("transfer-submitted", "transfer-ended"):
        if draw.is_respread or not act.cased:
            return {}
        return {"pending": part if act.kind == "transfer-submitted" else -part}
    if act.kind != "transfer-actioned":
        return {}
    given = dict(
        zip(dict(draw.parts), cut(act.pence, list(dict(draw.parts).values())), strict=True)
    )
    if act.side == "receiver":
        passed = sum(pence for body, pence in given.items() if body != act.body)
        return {"relieved" if draw.is_respread else "received": passed}
    share = given[act.party]
    if draw.is_respread:
        return {"contributed": share, "spread": share}
    drawn = "drawn for itself" if act.party == draw.receiver else "drawn for others"
    return {"pending": -part, drawn: share}


def against_the_statement(
    terms: Terms, by: str, entries: Sequence[Entry], bodies: Sequence[str]
) -> set[str]:
    """Why a fund cannot be stated like this."""
    codes = [body for body, _ in terms.donors]
    wrong = (
        not codes
        or len(set(codes)) != len(codes)
        or any(pence <= 0 for _, pence in terms.donors)
        or terms.strand[:2] not in CAN_BE_FUNDED
        or (terms.of_headroom and terms.strand != R)
        or any(body not in bodies for body in codes)
    )
    refused = {"fund.terms"} if wrong else set()
    refused |= set() if by.strip() else {"fund.unsigned"}
    return refused | ({"fund.spread"} if standing_terms(entries, terms.number) else set())


def against_the_fund(
    act: Deed, entries: Sequence[Entry], officers: Sequence[Officers], number: int
) -> set[str]:
    """Why a donor's step about a fund cannot come after these entries."""
    terms = act.terms
    assert terms is not None
    refused = set()
    if not act.by.strip() or (act.kind == "fund-waived" and not act.purpose.strip()):
        refused.add("unsigned")
    agreed, standing = _agreed(entries, act.number)
    share = dict(terms.donors).get(act.body, 0)
    if act.kind != "fund-waived" and stated_by(officers, act.body, number):
        pence = share if act.kind == "fund-agreed" else act.pence
        if no_officer(officers, act.body, act, pence, number):
            refused.add("unsigned")
    if act.kind == "fund-agreed":
        refused |= {"terms"} if act.other_terms or not share else set()
        before = terms in (standing, agreed.get(act.body))
        refused |= {"state"} if before else {"spread"} if standing else set()
    elif not standing or not share:
        refused.add("share" if standing else "state")
    elif act.kind == "fund-contributed":
        refused |= _against_the_gift(act, entries, terms, share)
    else:
        refused |= _against_the_waiver(act, entries, terms, share)
    return {f"fund.{word}" for word in refused}


def _against_the_gift(act: Deed, entries: Sequence[Entry], terms: Terms, share: int) -> set[str]:
    refused = set()
    signed: dict[str, set[str]] = {}
    for other in (e.act for e in entries if e.act.kind == "fund-agreed"):
        if other.number == act.number:
            signed.setdefault(other.body, set()).add(office(other.by))
    agreed_for = [body for body, offices in signed.items() if office(act.by) in offices]
    if agreed_for and act.body not in agreed_for:
        refused.add("unsigned")
    if act.applied and (terms.of_headroom or terms.strand != NR):
        refused.add("strand")
    sums = sums_of(entries, act.number, act.body)
    given = sums["contributed"] - sums["returned"]
    if act.pence > share - sums["waived"] + sums["spread"] - given:
        refused.add("share")
    return refused


def _against_the_waiver(act: Deed, entries: Sequence[Entry], terms: Terms, share: int) -> set[str]:
    refused = set() if office(act.by) == office(terms.holder) else {"unsigned"}
    sums = sums_of(entries, act.number, act.body)
    now = share - sums["waived"] + sums["spread"]
    gone = sums["contributed"] - sums["returned"] - sums["held"]
    return refused if 0 < act.pence <= now - gone else refused | {"waiver"}


def against_the_draw(draw: Draw, pence: int, entries: Sequence[Entry]) -> set[str]:
    """Why a draw or re-spread of so much is none of its fund, as it stands."""
    standing = standing_terms(entries, draw.fund)
    if standing is None:
        return {"fund.state"}
    refused = set()
    if any(body not in dict(standing.donors) for body, _ in draw.parts):
        refused.add("fund.share")
    if draw.is_respread:
        excused = sums_of(entries, draw.fund, draw.receiver)
        if pence > excused["waived"] - excused["relieved"]:
            refused.add("fund.spread")
    return refused
