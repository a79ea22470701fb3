"""Terms of transfers: what was written before is read, written and hashed as it was then."""

from datetime import date
from typing import ClassVar

from pctfinance.ledger.transfers import (
    Repayment,
    TransferKind,
    TransferProposed,
    TransferTerms,
)

STRAIGHT = TransferTerms(
    number="T1",
    giver="5K7",
    receiver="5A9",
    pence=2_000_000_00,
    effective=date(2011, 9, 1),
    purpose="pressure on acute services",
)
LOAN = TransferTerms(
    number="L1",
    kind=TransferKind.LOAN,
    giver="5K5",
    receiver="5AT",
    pence=15_000_000_00,
    cash_pence=15_000_000_00,
    effective=date(2012, 9, 1),
    purpose="brokerage, £15m",
    repayments=tuple(Repayment(year, 5_000_000_00) for year in ("2013-14", "2014-15", "2015-16")),
)


class Longer(TransferTerms):
    """Terms that know one field more, as later ones may."""

    _ADDED_LATER: ClassVar[tuple[str, ...]] = (*TransferTerms._ADDED_LATER, "note")
    note: str = ""


def test_the_digests_of_terms_do_not_change() -> None:
    """These were reckoned when transfers came in: an approval names them for good."""
    assert STRAIGHT.digest == "1a82638ae6196b1180cc686eb712646ccfac1b3f05333aa073816c663da5b6c7"
    assert LOAN.digest == "6bb61bf47e15a19aeae18bb2a8e77f40d81d1e750551d2e453c35937ff661a42"


def test_the_stored_form_of_terms_does_not_change() -> None:
    """The fields that were there from the first are written, and no other at its default."""
    proposed = TransferProposed(number="T1", digest=STRAIGHT.digest, terms=STRAIGHT)
    document = proposed.model_dump(mode="json")
    assert document["terms"] == {
        "number": "T1",
        "kind": "straight",
        "giver": "5K7",
        "receiver": "5A9",
        "limit": "revenue",
        "funding": "non-recurrent",
        "pence": 2_000_000_00,
        "cash_pence": 0,
        "effective": "2011-09-01",
        "purpose": "pressure on acute services",
        "repayments": [],
        "reverses": "",
    }
    assert TransferProposed.model_validate(document) == proposed


def test_a_field_that_comes_later_counts_only_where_it_says_something() -> None:
    """At its default it is in neither the document nor the digest; else it is in both."""
    of_before = Longer.model_validate(STRAIGHT.model_dump())
    assert of_before.model_dump(mode="json") == STRAIGHT.model_dump(mode="json")
    assert of_before.digest == STRAIGHT.digest
    said = of_before.model_copy(update={"note": "interest-free"})
    assert said.model_dump(mode="json")["note"] == "interest-free"
    assert said.digest != STRAIGHT.digest
    assert Longer.model_validate(said.model_dump(mode="json")) == said
