"""A gate with a hole is found: each rule is taken out in its turn, and the judge tells of it.

While the gate is whole each attack is refused, and by that one rule alone.
"""

from collections.abc import Callable

import pytest

from pctfinance.errors import PctFinanceError
from pooling_attacks import ATTACKS, Hand
from pooling_mutants import Mutant
from pooling_oracle import Pooled

Attack = Callable[[Hand], None]
EACH = [pytest.param(mutant, attack, id=str(mutant)) for mutant, attack in ATTACKS.items()]


@pytest.mark.parametrize(("mutant", "attack"), EACH)
def test_each_attack_is_refused_by_one_rule(mutant: Mutant, attack: Attack) -> None:
    """And what was posted before it is as it should be."""
    hand = Hand()
    with pytest.raises(PctFinanceError) as refused:
        attack(hand)
    hand.machine.look()
    assert all(mutant.lets(finding) for finding in refused.value.findings), refused.value
    assert hand.book.verify() == ()


@pytest.mark.parametrize(("mutant", "attack"), EACH)
def test_without_that_rule_the_judge_tells_of_it(
    mutant: Mutant, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the search would, if it got there: it is judged by the same gate."""
    hand = Hand()
    mutant.open(monkeypatch)
    attack(hand)
    with pytest.raises(Pooled):
        hand.machine.look()
