"""Which transfers meet every need, and the fewest that do, in whole pence.

Which transfers to look at is chosen elsewhere (`Choose`, a solver that reckons in floating point);
whether its choice does is decided here, by whole numbers alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Arc", "Choice", "Choose", "Move", "fewest_possible", "share_out", "smallest_set"]

_ROUNDS = 500
"""How often a choice that falls short by some pence is asked for again, before it is left at that."""


class Arc(NamedTuple):
    """A transfer whose amount is not settled."""

    giver: str
    receiver: str


class Move(NamedTuple):
    """A transfer and its pence."""

    giver: str
    receiver: str
    pence: int


class Choice(NamedTuple):
    """The transfers that a solver chose, and whether it says that fewer cannot do."""

    arcs: frozenset[Arc]
    is_fewest: bool


Choose = Callable[[Mapping[str, int], Mapping[str, int], Sequence[frozenset[Arc]]], Choice | None]
"""From offers, needs and sets of which one transfer at least is needed, to a choice of transfers."""


def fewest_possible(offers: Mapping[str, int], needs: Mapping[str, int]) -> int:
    """A number of transfers below which nothing can do.

    Each body that overspends needs one, and so does each giver that cannot be done without.

    >>> fewest_possible({"5K7": 5, "5K8": 4, "5C1": 1}, {"5A9": 8})
    2
    """
    left, givers = sum(needs.values()), 0
    for offer in sorted(offers.values(), reverse=True):
        if left <= 0:
            break
        left, givers = left - offer, givers + 1
    return max(len(needs), givers)


def share_out(
    arcs: Iterable[Arc], offers: Mapping[str, int], needs: Mapping[str, int]
) -> tuple[tuple[Move, ...], frozenset[str]]:
    """Meet every need exactly over the given transfers, or name the bodies that keep it from that.

    Args:
        arcs: the transfers that may be used.
        offers: what each giver has, in pence.
        needs: what each receiver needs, in pence.

    Returns:
        The transfers with their amounts and nobody; or as far as it goes, and receivers that need
        more together than all givers that may give to any of them have.

    >>> share_out([Arc("5K7", "5A9")], {"5K7": 5, "5K8": 5}, {"5A9": 4})
    ((Move(giver='5K7', receiver='5A9', pence=4),), frozenset())
    >>> share_out([Arc("5K7", "5A9")], {"5K7": 5, "5K8": 5}, {"5A9": 6})[1]
    frozenset({'5A9'})
    """
    sharing = _Sharing(arcs, offers, needs)
    for receiver in sorted(needs):
        while sharing.open[receiver]:
            short = sharing.send_to(receiver)
            if short:
                return _moves(sharing.given), short
    return _moves(sharing.given), frozenset()


class _Sharing:
    """A flow from givers to receivers, grown way by way (Edmonds and Karp), in whole pence."""

    def __init__(
        self, arcs: Iterable[Arc], offers: Mapping[str, int], needs: Mapping[str, int]
    ) -> None:
        self.allowed: dict[str, list[str]] = defaultdict(list)
        for giver, receiver in sorted(arcs):
            self.allowed[receiver].append(giver)
        self.left, self.open = dict(offers), dict(needs)
        self.given: dict[Arc, int] = defaultdict(int)

    def send_to(self, start: str) -> frozenset[str]:
        """Send it as much as one way allows; or name all receivers that were asked in vain.

        A giver that has nothing left gives more to one receiver by giving less to another, which
        then asks its other givers.
        """
        asking, asked_by, in_place_of = [start], dict[str, str](), {start: ""}
        for receiver in asking:
            for giver in self.allowed[receiver]:
                if giver in asked_by:
                    continue
                asked_by[giver] = receiver
                if self.left[giver]:
                    self._send(giver, asked_by, in_place_of)
                    return frozenset()
                others = [arc.receiver for arc in self.given if arc.giver == giver]
                for other in others:
                    if self.given[Arc(giver, other)] and other not in in_place_of:
                        in_place_of[other] = giver
                        asking.append(other)
        return frozenset(asking)

    def _send(self, end: str, asked_by: Mapping[str, str], in_place_of: Mapping[str, str]) -> None:
        more, less = [Arc(end, asked_by[end])], list[Arc]()
        while giver := in_place_of[more[-1].receiver]:
            less.append(Arc(giver, more[-1].receiver))
            more.append(Arc(giver, asked_by[giver]))
        start = more[-1].receiver
        pence = min(self.left[end], self.open[start], *(self.given[arc] for arc in less))
        for arc in more:
            self.given[arc] += pence
        for arc in less:
            self.given[arc] -= pence
        self.left[end] -= pence
        self.open[start] -= pence


def _moves(given: Mapping[Arc, int]) -> tuple[Move, ...]:
    return tuple(Move(*arc, pence) for arc, pence in sorted(given.items()) if pence)


def smallest_set(
    offers: Mapping[str, int], needs: Mapping[str, int], choose: Choose
) -> tuple[tuple[Move, ...], bool]:
    """The smallest set of transfers, and whether fewer were ruled out.

    Args:
        offers: what each giver has, in pence; together at least what is needed.
        needs: what each receiver needs, in pence.
        choose: chooses transfers; what it chooses is held to the penny here.

    >>> smallest_set({"5K7": 5, "5K8": 4}, {"5A9": 4}, lambda *_: None)
    ((Move(giver='5K7', receiver='5A9', pence=4),), True)
    """
    needed: list[frozenset[Arc]] = []
    for _ in range(_ROUNDS):
        choice = choose(offers, needs, needed)
        if choice is None:
            break
        moves, short = share_out(choice.arcs, offers, needs)
        if not short:
            simple = () if choice.is_fewest else _by_size(offers, needs)
            best = simple if simple and len(simple) < len(moves) else moves
            return best, choice.is_fewest or len(best) == fewest_possible(offers, needs)
        # By pence: these receivers need one more giver than the solver, in its floats, thought.
        heard = {arc.giver for arc in choice.arcs if arc.receiver in short}
        needed.append(frozenset(Arc(g, r) for g in offers if g not in heard for r in short))
    moves = _by_size(offers, needs)
    return moves, len(moves) == fewest_possible(offers, needs)


def _by_size(offers: Mapping[str, int], needs: Mapping[str, int]) -> tuple[Move, ...]:
    """A set of transfers that does, and need not be the smallest: the largest give to the largest."""
    left, given = dict(offers), []
    for receiver, need in sorted(needs.items(), key=lambda item: (-item[1], item[0])):
        rest = need
        while rest:
            giver = min(left, key=lambda code: (-left[code], code))
            pence = min(rest, left[giver])
            given.append(Move(giver, receiver, pence))
            left[giver], rest = left[giver] - pence, rest - pence
    return tuple(sorted(given))
