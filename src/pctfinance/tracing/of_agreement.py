"""What pairs of bodies have with each other, and eliminations: account by account, load by load."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pctfinance.consolidation.agreement import AgreedPair, AgreementStatus
from pctfinance.consolidation.agreement_answers import held_amounts
from pctfinance.consolidation.agreement_items import KINDS
from pctfinance.consolidation.eliminations import Elimination
from pctfinance.ledger.lines import Limit
from pctfinance.tracing.figures import Compared, ReportFigure, Ruled, cited
from pctfinance.tracing.ledger_rows import LedgerRow
from pctfinance.tracing.of_duties import body_rows
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight

__all__ = ["Between", "elimination_figures", "pair_figures"]

_OF_SIDE = {"balances": ("receivable", "payable"), "flows": ("income", "expenditure")}
_SETTLED = (AgreementStatus.AGREED, AgreementStatus.WITHIN_TOLERANCE)
_NOT_THERE = "the ledger is not there"
_ONE_LEDGER = "a ledger is not there, and nobody knows how far they differ"


@dataclass(frozen=True)
class Between:
    """What the ledgers of some bodies hold, by kind and by counterparty.

    An account is what its balance to date with a counterparty says: on the balance sheet a debit is
    a receivable, against the revenue limit a debit is expenditure.

    >>> Between(("5A9", "5K7"), Sight.empty("2011-12 M08")).part("5A9", "5K7", "income").pence
    0
    """

    bodies: tuple[str, ...]
    sight: Sight
    _held: dict[str, Mapping[tuple[str, str], list[Part]]] = field(default_factory=dict)

    def part(self, body: str, other: str | None, kind: str) -> Part:
        """What a body has of a kind with another body; with all and with nobody where none is given.

        Args:
            body: whose ledger it is.
            other: the counterparty.
            kind: one of `receivable`, `payable`, `income` and `expenditure`.

        >>> between = Between(("5A9", "5K7"), Sight.empty("2011-12 M08"))
        >>> between.part("5A9", None, "payable").label
        '5A9, payable'
        """
        held = self._of(body)
        named = f"{body}, {kind}" + (f" with {other}" if other else "")
        found = [
            part
            for (of, with_whom), parts in held.items()
            if of == kind and other in (None, with_whom)
            for part in parts
        ]
        return Part.sum_of(named, found)

    def _of(self, body: str) -> Mapping[tuple[str, str], list[Part]]:
        """By kind and counterparty, empty where that is none of the bodies."""
        if body not in self._held:
            accounts: dict[tuple[str, str, bool], list[LedgerRow]] = {}
            for row in body_rows(self.sight, body):
                if row.limit not in ("", Limit.REVENUE):
                    continue
                inside = row.counterparty in self.bodies and row.counterparty != body
                other = row.counterparty if inside else ""
                accounts.setdefault((other, row.account, row.limit == ""), []).append(row)
            found: dict[tuple[str, str], list[Part]] = {}
            for (other, account, is_sheet), rows in accounts.items():
                credit = sum(row.pence for row in rows) < 0
                side = _OF_SIDE["balances" if is_sheet else "flows"]
                kind = side[credit] if is_sheet else side[not credit]
                if is_sheet and not other:
                    continue  # what is on the balance sheet with nobody is agreed with nobody
                parts = (r.part.turned(r.part.label) if credit else r.part for r in rows)
                found.setdefault((kind, other), []).append(Part.sum_of(account, parts))
            self._held[body] = found
        return self._held[body]


def pair_figures(
    pairs: Sequence[AgreedPair], between: Between, tolerance_pence: int
) -> Iterator[ReportFigure]:
    """Every pair on each side: both ledgers, the difference, and the status.

    What a ledger that is not there would say is not known, and neither is the difference.

    Args:
        pairs: as they are compared.
        between: what the ledgers hold.
        tolerance_pence: what is within tolerance.

    >>> list(pair_figures((), Between((), Sight.empty("2011-12 M08")), 0))
    []
    """
    for pair in pairs:
        mine, theirs = _OF_SIDE[pair.side]
        provided = partial(between.part, pair.provider, pair.recipient, mine)
        received = partial(between.part, pair.recipient, pair.provider, theirs)
        place = f"{pair.side}/{pair.provider}/{pair.recipient}"
        words = f"{mine} of {pair.provider} with {pair.recipient}"
        figure = partial(ReportFigure, pair.provider)
        ours, others, apart = held_amounts(pair)
        yield figure(f"{place}/provider", words, ours, made=provided, why=_NOT_THERE)
        other = f"{theirs} of {pair.recipient} with {pair.provider}"
        yield figure(f"{place}/recipient", other, others, made=received, why=_NOT_THERE)

        def difference(pair: AgreedPair = pair) -> Part:
            return _difference(pair, between)

        def status(pair: AgreedPair = pair) -> Ruled:
            return _status(pair, between, tolerance_pence)

        name = f"{place}/difference"
        label = f"{words}: difference"
        yield figure(name, label, apart, made=difference, why=_ONE_LEDGER)
        name, word = f"{place}/status", pair.status.value
        yield figure(name, f"{words}: status", word, "word", status)


def _both(pair: AgreedPair, between: Between) -> tuple[Part, Part]:
    mine, theirs = _OF_SIDE[pair.side]
    return (
        between.part(pair.provider, pair.recipient, mine),
        between.part(pair.recipient, pair.provider, theirs),
    )


def _difference(pair: AgreedPair, between: Between) -> Part:
    mine, theirs = _both(pair, between)
    return Part.sum_of("difference", [mine, theirs.turned()])


def _status(pair: AgreedPair, between: Between, tolerance_pence: int) -> Ruled:
    """Which of the others a difference beyond tolerance is, the months of both ledgers decide."""
    mine, theirs = _both(pair, between)
    rules = cited(between.sight.rulebook, "agreement.tolerance")
    compared = (Compared(mine), Compared(theirs))
    off = abs(mine.pence - theirs.pence)
    if not off and pair.status is AgreementStatus.AGREED:
        return Ruled("both ledgers say the same", rules, compared, "agreed")
    since = f", since M{pair.since:02}" if pair.since else ""
    *held, apart = held_amounts(pair)
    if apart is None:  # what is not there is compared with nothing
        there = tuple(of for of, pence in zip(compared, held, strict=True) if pence is not None)
        return Ruled(f"a ledger is missing{since}", rules, there, AgreementStatus.MISSING.value)
    if off <= tolerance_pence and pair.status in _SETTLED:
        return Ruled(
            f"they differ by no more than the tolerance{since}", rules, compared, "within tolerance"
        )
    return Ruled(f"they differ{since}; the months of both ledgers decide how", rules, compared)


def elimination_figures(
    group: str,
    found: Elimination,
    pairs: Sequence[AgreedPair],
    members: Collection[str],
    between: Between,
) -> Iterator[ReportFigure]:
    """The gross lines of a group before and after, and those of its bodies.

    Args:
        group: the code of the group.
        found: the elimination.
        pairs: all pairs of the book.
        members: the bodies of the group.
        between: what the ledgers hold.

    >>> nothing = Elimination(8, (), {})
    >>> list(elimination_figures("NCL", nothing, (), (), Between((), Sight.empty("2011-12 M08"))))
    []
    """
    way = _Eliminated(tuple(sorted(members)), tuple(pairs), between)
    for line in found.lines:
        for name in ("before", "eliminated", "disagreement", "missing", "outside", "after"):
            pence: int = getattr(line, f"{name}_pence")
            made = partial(way.part, line.kind, name)
            yield ReportFigure(
                group, f"{line.kind}/{name}", f"{line.kind}, {name}", pence, made=made
            )
    for body, amounts in found.bodies.items():
        for kind, pence in zip(KINDS, amounts, strict=True):
            made = partial(between.part, body, None, kind)
            yield ReportFigure(body, kind, f"{kind} of the body", pence, made=made)


@dataclass(frozen=True)
class _Eliminated:
    """The lines of a group, from the ledgers of its bodies."""

    members: tuple[str, ...]
    pairs: tuple[AgreedPair, ...]
    between: Between

    def part(self, kind: str, name: str) -> Part:
        if name == "before":
            return self._each(kind, None)
        if name == "eliminated":
            return self._eliminated(kind)
        if name == "after":
            return self._less(name, self.part(kind, "before"), self.part(kind, "eliminated"))
        if name == "outside":
            return self._less(name, self.part(kind, "before"), self._inside(kind))
        if name == "missing":
            return self._missing(kind)
        taken = [self.part(kind, "eliminated"), self._missing(kind)]
        return self._less(name, self._inside(kind), *(part for part in taken if part.parts))

    def _each(self, kind: str, other: str | None) -> Part:
        parts = (self.between.part(body, other, kind) for body in self.members)
        return Part.sum_of(kind, (part for part in parts if part.parts))

    def _inside(self, kind: str) -> Part:
        parts = (self._each(kind, other) for other in self.members)
        return Part.sum_of(f"{kind} within the group", (part for part in parts if part.parts))

    @staticmethod
    def _less(name: str, whole: Part, *taken: Part) -> Part:
        return Part.sum_of(name, [whole, *(part.turned() for part in taken)])

    def _eliminated(self, kind: str) -> Part:
        """Of each pair the side that has less; nothing where one is the other way round."""
        parts = []
        for pair in self._within(kind):
            both = _both(pair, self.between)
            smaller = min(both, key=lambda part: abs(part.pence))
            if both[0].pence * both[1].pence > 0:
                label = f"{pair.provider} and {pair.recipient} both have, by {smaller.label}"
                parts.append(replace(smaller, label=label))
        return Part.sum_of("eliminated", parts)

    def _missing(self, kind: str) -> Part:
        """What one ledger has of each pair of which the other is not there."""
        parts = []
        for pair in self._within(kind):
            if held_amounts(pair)[2] is None:
                is_provider = _OF_SIDE[pair.side].index(kind) == 0
                parts.append(_both(pair, self.between)[0 if is_provider else 1])
        return Part.sum_of("with a ledger that is missing", (p for p in parts if p.parts))

    def _within(self, kind: str) -> Iterator[AgreedPair]:
        """The pairs of the group on the side of a kind."""
        for pair in self.pairs:
            if kind in _OF_SIDE[pair.side] and {pair.provider, pair.recipient} <= {*self.members}:
                yield pair
