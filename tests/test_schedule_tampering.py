"""Every cell of the terms that comes back changed is found, and named by its address."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pctfinance.excel.schedule import SCHEDULE_HEADING_ROW
from pctfinance.ledger.transfers import TransferTerms
from pctfinance.present.approvals_report import Outcome
from pctfinance.scheduling.refusals import ApprovalsRefusedError
from pctfinance.tables.schedule_columns import (
    DECISION_COLUMNS,
    DETAILS,
    NAMES,
    SCHEDULE,
    TERM_COLUMNS,
)
from schedule_examples import APPROVED, address, fill, three_waiting
from transfer_examples import Steps, two_pcts

TERMS = [column.name for column in SCHEDULE.columns if column not in DECISION_COLUMNS]
OTHER = {
    "number": "T2",
    "kind": "support",
    "giver": "5C1",
    "receiver": "5C9",
    "giver_name": "Barnet PCT",
    "receiver_name": "Camden PCT",
    "limit": "capital",
    "funding": "recurrent",
    "amount": 10.01,
    "cash": 1,
    "effective": "2011-07-02",
    "purpose": "pressure on other services",
    "repayments": "2012-13: 20.00",
    "reverses": "T9",
    "details": "fund: F9",
    "digest": "0" * 64,
    "row": "2 of 3",
    "book": "NCL 2011-12, event 3, head 0",
}
DAMAGED = {
    "giver": 50,
    "receiver": 5.0e10,
    "amount": "10,00",
    "effective": 40725.5,
    "number": 1,
    "cash": "none",
    "purpose": None,
    "digest": None,
    "book": None,
    "row": None,
}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("decided", [True, False], ids=["decided", "undecided"])
@pytest.mark.parametrize("name", TERMS)
def test_any_one_cell(tmp_path: Path, name: str, kind: str, *, decided: bool) -> None:
    """Its row is refused with the address of the cell, whether it was decided on or not."""
    book = three_waiting()
    path = book.export_schedule(tmp_path / f"schedule.{kind}").path
    changed = {name: OTHER[name]} | (dict(APPROVED) if decided else {})
    returned = fill(path, {0: changed, 1: APPROVED})
    head = book.head
    with pytest.raises(ApprovalsRefusedError) as refused:
        book.import_approvals(returned)
    (found,) = refused.value.findings
    assert found.code == ("schedule.not-ours" if name == "book" else "schedule.changed")
    assert found.where is not None
    assert found.where.column in (name, name.replace("_", " "))
    assert found.where.cell == (address(path, 0, name) if kind == "xlsx" else None)
    assert found.where.row == (SCHEDULE_HEADING_ROW + 1 if kind == "xlsx" else 2)
    outcomes = [each.outcome for each in refused.value.report.rows]
    assert outcomes == [Outcome.REFUSED, Outcome.FIT, Outcome.NO_DECISION]
    assert book.head.sequence == head.sequence + 1  # that it was tried, and nothing else


@pytest.mark.parametrize("name", DAMAGED)
def test_what_a_spreadsheet_makes_of_a_cell(tmp_path: Path, name: str) -> None:
    """A code that became a number, a date that became a serial: refused at the cell."""
    book = three_waiting()
    path = book.export_schedule(tmp_path / "schedule.xlsx").path
    report = book.import_approvals(fill(path, {0: {name: DAMAGED[name]}}), test=True)
    assert address(path, 0, name) in {f.where.cell for f in report.refused if f.where}


def test_every_field_of_the_terms_has_its_column() -> None:
    """What the digest covers is shown: each field changes what some column says.

    A field that comes without a column is covered by the digest, and missing here.
    """
    said = {"pence": "amount", "cash_pence": "cash"} | {name: "details" for name, _ in DETAILS}
    columns = {term.column.name for term in TERM_COLUMNS}
    assert {said.get(name, name) for name in TransferTerms.model_fields} <= columns


def test_a_field_without_a_column_is_covered_by_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms that differ in nothing that is shown are other terms all the same."""
    shown = tuple(term for term in TERM_COLUMNS if term.column.name != "purpose")
    monkeypatch.setattr("pctfinance.tables.schedule_terms.TERM_COLUMNS", shown)
    book = two_pcts()
    steps = Steps(book).until_submitted()
    path = book.export_schedule(tmp_path / "schedule.csv").path
    steps.end("returned")
    steps.propose(purpose="something else", on="2011-06-26")
    report = book.import_approvals(fill(path, {0: APPROVED}), test=True)
    assert [finding.code for finding in report.refused] == ["schedule.superseded"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), row=st.integers(0, 2), name=st.sampled_from(TERMS))
def test_no_single_slip_gets_through(tmp_path: Path, seed: int, row: int, name: str) -> None:
    """One character of one cell is put in, taken out or changed: refused there, or no change.

    A digit, a letter and a sign are tried. A space more is none, nor a nought behind the pence.
    """
    book = three_waiting()
    path = book.export_schedule(tmp_path / "schedule.csv").path
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    before = dict(zip(lines[0].split(","), _cells(lines[row + 1]), strict=True))[name]
    chance = random.Random(seed)  # noqa: S311 - which slip, not a secret
    place = chance.randrange(len(before) + 1)
    slip = chance.choice("7xQ-")
    after = before[:place] + slip + before[place + chance.randrange(2) :]
    report = book.import_approvals(fill(path, {row: {name: after}}), test=True)
    refused = {each.where.column for each in report.refused if each.where}
    same = after == before or {before, after.strip("-")} == {"0.00"}  # no sign of a nought
    assert (name in refused) is not same


def test_two_rows_that_changed_places_but_for_a_cell(tmp_path: Path) -> None:
    """The amount of one row moved to the other: both cells are named."""
    book = three_waiting()
    path = book.export_schedule(tmp_path / "schedule.xlsx").path
    swapped = {0: {**APPROVED, "amount": 5}, 1: {**APPROVED, "amount": 10}}
    report = book.import_approvals(fill(path, swapped), test=True)
    assert [found.where.cell for found in report.refused if found.where] == [
        address(path, 0, "amount"),
        address(path, 1, "amount"),
    ]


def test_a_formula_in_the_place_of_an_amount(tmp_path: Path) -> None:
    """It has no stored result, so it says nothing."""
    book = three_waiting()
    path = fill(book.export_schedule(tmp_path / "schedule.xlsx").path, {0: APPROVED})
    workbook = load_workbook(path)
    workbook["schedule"][address(path, 0, "amount")].value = "=5+5"
    workbook.save(path)
    report = book.import_approvals(path, test=True)
    (found,) = report.refused
    assert found.where is not None
    assert (found.code, found.where.cell) == ("schedule.changed", address(path, 0, "amount"))


def test_the_names_are_those_of_the_register() -> None:
    """They are no terms, and so have columns of their own."""
    assert {column.name for column in NAMES} == {"giver_name", "receiver_name"}


def _cells(line: str) -> list[str]:
    import csv  # noqa: PLC0415 - for this one line

    return next(csv.reader([line]))
