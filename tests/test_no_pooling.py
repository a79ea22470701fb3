"""No sequence of calls lets a PCT use another's resource without an approval that fits.

Books are driven at random, right, wrong and by forged events (`pooling_machine`), and each event
that a book takes is judged by a second gate that was made from the rules alone (`pooling_oracle`).
That the search finds a gate with a hole in it is shown in `test_no_pooling_mutants`.
"""

import os

import pytest

from pooling_oracle import Setting
from pooling_search import Searched, search
from pooling_settings import BASSETLAW, LONDON, MILTON_KEYNES

_EXAMPLES = int(os.environ.get("PCTFINANCE_POOLING_EXAMPLES", "100"))
"""How many books each part of the long search drives."""


def reached(found: Searched) -> str:
    """What a search reached, in one line."""
    each = ", ".join(f"{kind} {number}" for kind, number in found.kinds.most_common())
    speed = found.books / found.seconds, found.calls / found.seconds
    return (
        f"{found.books} books, {found.calls} calls ({speed[0]:.1f} and {speed[1]:.0f} a second): "
        f"{each}; {len(found.events)} kinds of events, {len(found.refused)} of refusals"
    )


def test_no_pct_uses_what_is_anothers_without_an_approval_that_fits() -> None:
    """Transfers of all kinds, funds, headroom, cases, rows, months, recharges, forged events."""
    found = search(examples=40, derandomize=True)
    assert len(found.kinds) >= 6, reached(found)
    assert len(found.events) >= 15, reached(found)
    assert len(found.refused) >= 15, reached(found)


@pytest.mark.parametrize("setting", [BASSETLAW, MILTON_KEYNES], ids=lambda each: each.group)
def test_nor_where_the_bodies_of_a_group_are_under_several_authorities(setting: Setting) -> None:
    """Bassetlaw and Milton Keynes: what touches them needs both authorities, on either day."""
    found = search(setting, examples=12, derandomize=True)
    assert found.kinds.total() >= 12, reached(found)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("setting", [LONDON, BASSETLAW, MILTON_KEYNES], ids=lambda each: each.group)
def test_nor_by_a_long_search(setting: Setting, part: int) -> None:
    """Other books every time; the environment asks for another number of them."""
    found = search(setting, examples=_EXAMPLES, steps=10 + 4 * part)
    assert len(found.kinds) >= 6, reached(found)
