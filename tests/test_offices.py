"""Offices: when two texts name one, said once for the whole library."""

from pathlib import Path

import pytest

import pctfinance
from pctfinance.decisions import rules
from pctfinance.ledger.offices import is_same_office, office_key

SOURCE = Path(pctfinance.__file__).parent


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Chief Executive", "chief  executive ", True),
        ("Chief Executive", "Chief Executive, NCL", True),
        ("Chief Executive (NCL)", "Chief Executive, ncl", True),
        ("Chief Executive, Barnet PCT", "Chief Executive, Camden PCT", False),
        ("Chief Executive", "Deputy Chief Executive", False),
    ],
)
def test_an_organisation_counts_only_where_both_name_one(
    one: str, other: str, *, same: bool
) -> None:
    """Spaces and case never count; who names no organisation may be of any."""
    assert is_same_office(one, other) is is_same_office(other, one) is same


def test_the_rule_stands_in_one_place() -> None:
    """No other module evens out the words of an office by itself."""
    own = [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if any(
            f"join({name}.split()).casefold()" in path.read_text()
            for name in ("event.by", "office")
        )
    ]
    assert own == ["ledger/offices.py"]
    assert rules.office_key is office_key
