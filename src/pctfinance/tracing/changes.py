"""The change from one tree to another: leaf by leaf what came, what went, and what is shared otherwise."""

from collections.abc import Iterator
from dataclasses import replace

from pctfinance.tracing.parts import Part, Role

__all__ = ["change"]

_Key = tuple[object, ...]
_ROUNDED = "the difference of what rounding left"


def change(label: str, after: Part, before: Part) -> Part:
    """What a figure gained from one tree to another; leaves that are the same in both are left out.

    Args:
        label: what it is.
        after: the tree at the end.
        before: the tree at the start.

    >>> first = Part.sum_of("limit", [Part("a", 5), Part("b", 1)])
    >>> [leaf.pence for leaf in change("limit", Part.sum_of("limit", [Part("a", 7)]), first).leaves()]
    [2, -1]
    """
    return Part.sum_of(label, _changed(_leaves(after), _leaves(before)))


def _leaves(part: Part) -> dict[_Key, Part]:
    """The leaves by what they are; those of one event and place that count twice are added."""
    found: dict[_Key, Part] = {}
    for leaf in part.leaves():
        proof = leaf.evidence
        key: _Key = (leaf.label,)
        if leaf.role is Role.SHAPE:
            continue
        if leaf.role is Role.ROUNDING:
            key = ("rounding",)
        elif proof:
            key = (leaf.label, proof.sequence, proof.place, proof.sign, proof.lines)
        found[key] = _added(found[key], leaf) if key in found else leaf
    return found


def _added(held: Part, leaf: Part) -> Part:
    proof, of = held.evidence, (held.of_pence or 0) + (leaf.of_pence or 0)
    of_pence = None if held.of_pence is None and leaf.of_pence is None else of
    if proof and leaf.evidence:
        amount = proof.amount_pence + leaf.evidence.amount_pence
        proof = replace(proof, amount_pence=amount)
    return replace(held, pence=held.pence + leaf.pence, evidence=proof, of_pence=of_pence)


def _changed(after: dict[_Key, Part], before: dict[_Key, Part]) -> Iterator[Part]:
    for key in dict.fromkeys((*before, *after)):
        now, then = after.get(key), before.get(key)
        if now is None and then is not None:
            if then.pence:
                yield then.turned(f"no more: {then.label}")
        elif now is not None and then is None:
            if now.pence:
                yield now
        elif now is not None and then is not None and now.pence != then.pence:
            rule = _ROUNDED if now.role is Role.ROUNDING else f"{now.rule}, less {then.rule}"
            of = now.of_pence if now.of_pence is not None else then.of_pence
            yield replace(now, pence=now.pence - then.pence, rule=rule, of_pence=of)
