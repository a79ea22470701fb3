"""The rulebooks: what they say, who says so, and what a faulty file is told."""

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pctfinance.codes import CODES
from pctfinance.errors import RulebookError, UnknownNameError, UsageError
from pctfinance.rulebooks import (
    Rulebook,
    describe,
    headroom_required,
    packaged_years,
)

PACKAGED = files("pctfinance.rulebooks").joinpath("data")
TEXT = PACKAGED.joinpath("2011-12.toml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()

Changed = Callable[..., Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """A copy of the packaged rulebook with some of its text changed."""

    def copy(*changes: tuple[str, str]) -> Path:
        text = TEXT
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return copy


def complaints(path: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        Rulebook.read(path)
    assert {finding.code for finding in caught.value.findings} <= set(CODES)
    return [str(finding) for finding in caught.value.findings]


def row_of(line: str, after: str = "") -> int:
    """The line number, from 1, of the first line equal to `line` below the line `after`."""
    start = LINES.index(after) if after else 0
    return LINES.index(line, start) + 1


# What they say


@pytest.mark.parametrize(
    ("key", "quantity"),
    [
        ("headroom.rate", Decimal("0.02")),
        ("growth.average", Decimal("0.022")),
        ("growth.minimum", Decimal("0.02")),
        ("contingency.rate", Decimal("0.005")),
        ("planned_surplus.rate", Decimal("0.01")),
        ("development.per_head", 200),
        ("tariff.efficiency", Decimal("0.04")),
        ("tariff.emergency_marginal_rate", Decimal("0.3")),
        ("better_payment.share", Decimal("0.95")),
        ("better_payment.days", 30),
    ],
)
def test_numbers_of_2011_12(key: str, quantity: Decimal | int) -> None:
    """2 % headroom, 2.2 % growth, 0.5 % contingency, 1 % surplus, £2 a head, 95 % in 30 days."""
    number = dict(Rulebook.packaged("2011-12").numbers())[key]
    assert number.quantity == quantity
    assert type(number.quantity) is type(quantity)


def test_numbers_of_one_place_do_not_pass_for_national() -> None:
    """Contingency and planned surplus are South East London's, and nothing else is local."""
    scopes = {key: stated.scope for key, stated in Rulebook.packaged("2011-12").statements()}
    local = {key for key, scope in scopes.items() if scope != "national"}
    assert local == {"contingency.rate", "planned_surplus.rate"}
    assert scopes["contingency.rate"] == "South East London 2011/12"


def test_the_base_of_the_headroom_is_a_choice_that_shows_the_disagreement() -> None:
    """Both readings of the base stand there with their sources, whichever is taken."""
    base = Rulebook.packaged("2011-12").headroom.base
    assert base.value == "recurrent-allocations"
    assert {reading.base for reading in base.readings} == {
        "recurrent-allocations",
        "revenue-resource-limit",
    }
    assert all(reading.source for reading in base.readings)


def test_three_statutory_duties_each_for_one_limit() -> None:
    """Revenue, capital and cash are tested; better payment is a target and not among them."""
    duties = Rulebook.packaged("2011-12").duties
    assert [(duty.id, duty.limit, duty.statutory) for duty in duties] == [
        ("revenue_resource_limit", "revenue", True),
        ("capital_resource_limit", "capital", True),
        ("cash_limit", "cash", True),
    ]


def test_running_costs_bind_no_single_body() -> None:
    """The running-cost limit is an aggregate of a region; the source is paragraph 25."""
    enforcement = Rulebook.packaged("2011-12").running_costs.enforcement
    assert enforcement.value == "aggregate"
    assert enforcement.source.endswith("28 July 2011, paragraph 25")


def test_milestones_of_delegation() -> None:
    """Two in 2011: a percentage by August, a trajectory by October. None in the year after."""
    milestones = Rulebook.packaged("2011-12").delegation.milestones
    assert [milestone.by for milestone in milestones] == [date(2011, 8, 31), date(2011, 10, 31)]
    assert Rulebook.packaged("2012-13").delegation.milestones == ()


@pytest.mark.parametrize(
    ("year", "day", "word"),
    [
        ("2011-12", date(2011, 10, 2), "SHA"),
        ("2011-12", date(2011, 10, 3), "SHA cluster"),
        ("2012-13", date(2012, 4, 1), "SHA cluster"),
    ],
)
def test_the_authority_is_called_by_its_date(year: str, day: date, word: str) -> None:
    """The SHA until 2 October 2011, the SHA cluster from the day after."""
    assert Rulebook.packaged(year).authority_word(day) == word


def test_words_of_the_year() -> None:
    """What people read comes out of the rulebook, the names of the three limits too."""
    words = Rulebook.packaged("2011-12").words
    assert (words.body, words.bodies, words.group, words.delegate) == (
        "PCT",
        "PCTs",
        "cluster",
        "CCG",
    )
    assert [words.limits.of(limit) for limit in ("revenue", "capital", "cash")] == [
        "revenue resource limit",
        "capital resource limit",
        "cash limit",
    ]


def test_what_is_not_there_is_refused_by_name() -> None:
    """A limit or duty that nobody has is answered with those that there are."""
    rulebook = Rulebook.packaged("2011-12")
    with pytest.raises(UnknownNameError, match=r"no limit 'revenu'.* did you mean revenue"):
        rulebook.words.limits.of("revenu")
    with pytest.raises(UnknownNameError, match=r"no duty 'cash_limt'.* did you mean cash_limit"):
        rulebook.duty("cash_limt")


def test_2012_13_claims_nothing_that_it_cannot_show() -> None:
    """Statute and the dated changeover are published; every number is said to be carried over."""
    rulebook = Rulebook.packaged("2012-13")
    published = {key for key, stated in rulebook.statements() if stated.certainty == "published"}
    assert published == {"authority.changeover", "duties.0", "duties.1", "duties.2"}
    assert rulebook.growth is None
    before = dict(Rulebook.packaged("2011-12").numbers())
    for key, number in rulebook.numbers():
        assert number.quantity == before[key].quantity
        assert before[key].certainty != "published" or "Carried over" in number.note, key


@pytest.mark.parametrize("year", packaged_years())
def test_every_packaged_number_has_a_source_and_a_row(year: str) -> None:
    """`describe` has one row for each statement, and no row without a value and a source."""
    rulebook = Rulebook.packaged(year)
    rows = describe(rulebook)
    assert [row["key"] for row in rows] == [key for key, _ in rulebook.statements()]
    assert all(row["value"] and row["source"] and row["certainty"] for row in rows)
    with_unit = {row["key"] for row in rows if row["unit"]}
    assert with_unit == {key for key, _ in rulebook.numbers()}


def test_a_packaged_file_holds_no_number_without_its_source() -> None:
    """Every number in the TOML text itself stands in a table that names its source."""

    def bare(table: dict[str, Any], key: str) -> list[str]:
        found = []
        for name, value in table.items():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    found += bare(item, f"{key}{name}.")
                elif isinstance(item, int | Decimal) and not {"source", "certainty"} <= set(table):
                    found.append(f"{key}{name}")
        return found

    assert bare(tomllib.loads(TEXT, parse_float=Decimal), "") == []
    assert bare({"a": {"value": 1}}, "") == ["a.value"]


def test_a_rulebook_is_frozen() -> None:
    """A packaged rulebook is shared, so nobody can change it under anybody."""
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Rulebook.packaged("2011-12").headroom.rate, "value", Decimal("0.03"))  # noqa: B010 (what mypy would refuse is what is tried)
    assert Rulebook.packaged("2011-12") is Rulebook.packaged("2011-12")


def test_an_unknown_year_lists_those_that_there_are() -> None:
    """No year is guessed: the neighbouring year's rules would be wrong."""
    with pytest.raises(UnknownNameError, match="'2009-10', only of 2011-12, 2012-13"):
        Rulebook.packaged("2009-10")


# Headroom


@pytest.mark.parametrize(
    ("base_pence", "rate", "required"),
    [
        (582_400_000_00, "0.02", 11_648_000_00),
        (74, "0.02", 1),  # 1.48p
        (75, "0.02", 2),  # 1.5p: half a penny rounds up
        (-75, "0.02", -2),
        (100, "0", 0),
        (2**63 - 1, "1", 2**63 - 1),
    ],
)
def test_headroom_required(base_pence: int, rate: str, required: int) -> None:
    """2 % of £582.4m is £11.648m; half a penny goes away from zero; no digit is lost."""
    assert headroom_required(base_pence, Decimal(rate)) == required


@given(
    base_pence=st.integers(-(2**63) + 1, 2**63 - 1),
    rate=st.decimals(0, 1, allow_nan=False, allow_infinity=False, places=12),
)
def test_headroom_is_never_more_than_half_a_penny_off(base_pence: int, rate: Decimal) -> None:
    """The rounded amount and the exact product differ by half a penny at most."""
    exact = Fraction(rate) * base_pence
    assert abs(headroom_required(base_pence, rate) - exact) <= Fraction(1, 2)


@pytest.mark.parametrize("rate", ["2", "-0.02"])
def test_two_is_not_two_per_cent(rate: str) -> None:
    """A rate of 2 would ask for twice the base; the refusal says how to write 2 %."""
    with pytest.raises(UsageError, match=r"write 2 % as 0\.02"):
        headroom_required(100, Decimal(rate))


# A user's own file


def test_a_copy_of_the_packaged_file_is_the_packaged_rulebook(changed: Changed) -> None:
    """Reading a copy gives equal rules and the same identity."""
    mine = Rulebook.read(changed())
    assert mine == Rulebook.packaged("2011-12")
    assert mine.identity == Rulebook.packaged("2011-12").identity


def test_identity_is_that_of_the_content(changed: Changed) -> None:
    """A comment or 0.020 for 0.02 leaves it as it is; another number or source does not."""
    packaged = Rulebook.packaged("2011-12").identity
    rate, source = "[headroom.rate]\nvalue = 0.02", 'source = "Better Payment Practice Code'
    same = changed(("# The rulebook of 2011-12", "# My rulebook"), (rate, f"{rate}0"))
    assert Rulebook.read(same).identity == packaged
    assert Rulebook.read(changed((rate, f"{rate}5"))).identity != packaged
    assert Rulebook.read(changed((source, f"{source}, 2011"))).identity != packaged


def test_other_words_and_another_base_can_be_chosen(changed: Changed) -> None:
    """A board in place of a PCT, the whole limit as the base, running costs capped by body."""
    mine = Rulebook.read(
        changed(
            ('body = "PCT"', 'body = "board"'),
            (
                '[headroom.base]\nvalue = "recurrent-allocations"',
                '[headroom.base]\nvalue = "revenue-resource-limit"',
            ),
            ('value = "aggregate"', 'value = "body"'),
        )
    )
    assert mine.words.body == "board"
    assert mine.headroom.base.value == "revenue-resource-limit"
    assert mine.running_costs.enforcement.value == "body"


def test_a_mistyped_key_is_named_with_its_line_and_a_suggestion(changed: Changed) -> None:
    """`vlaue` is refused where it stands, and `value` is missed in the same table."""
    table = row_of("[headroom.rate]")
    path = changed(("[headroom.rate]\nvalue", "[headroom.rate]\nvlaue"))
    assert complaints(path) == [
        f"mine.toml, row {table}: `headroom.rate.value` is absent -> add it [rulebook.invalid]",
        (
            f"mine.toml, row {table + 1}: `headroom.rate.vlaue` is no key of a rulebook"
            " -> did you mean value? [rulebook.invalid]"
        ),
    ]


def test_a_mistyped_table_is_suggested_too(changed: Changed) -> None:
    """A heading that nobody knows is one problem, the table that it should be another."""
    found = complaints(changed(*[("[rag.", "[rags.")] * 3))
    assert [text.partition(": ")[2] for text in found] == [
        "`rag` is absent -> add it [rulebook.invalid]",
        "`rags` is no key of a rulebook -> did you mean rag? [rulebook.invalid]",
    ]


RATE_ROW = row_of("value = 0.02", after="[headroom.rate]")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2", "is 2, expected a number that is not above 1: write 2 % as 0.02"),
        ("-0.02", "is -0.02, expected a number that is not below 0"),
        ('"0.02"', "is '0.02', expected a number such as 0.02, without quotes"),
        ("true", "is true, expected a number such as 0.02, without quotes"),
        ("nan", "is NaN, expected a number such as 0.02"),
        ("{ share = 0.02 }", "is a table, expected a number such as 0.02, without quotes"),
    ],
)
def test_a_rate_that_is_no_share(changed: Changed, written: str, expected: str) -> None:
    """2 for 2 %, text for a number: line, key, what stands there and what should."""
    path = changed(("[headroom.rate]\nvalue = 0.02", f"[headroom.rate]\nvalue = {written}"))
    assert complaints(path) == [
        f"mine.toml, row {RATE_ROW}: `headroom.rate.value` {expected} [rulebook.invalid]"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'value = "aggregate"',
            'value = "agregate"',
            (
                "`running_costs.enforcement.value` is 'agregate', expected 'aggregate' or 'body'"
                " -> did you mean aggregate?"
            ),
        ),
        ("statutory = true", "statutory = 1", "`duties.0.statutory` is 1, expected true or false"),
        (
            "amount_pence = 200",
            "amount_pence = 2.00",
            "`development.per_head.amount_pence` is 2.00, expected a whole number, without quotes",
        ),
        (
            "by = 2011-10-31",
            'by = "31/10/2011"',
            (
                "`delegation.milestones.1.by` is '31/10/2011', expected a date such as 2011-10-03,"
                " without quotes"
            ),
        ),
        ('body = "PCT"', 'body = " "', "`words.body` is ' ', expected a text that says something"),
        (
            'id = "capital_resource_limit"',
            'id = "cash_limit"',
            "`duties` names cash_limit more than once",
        ),
        (
            "[rag.amber_above]\nvalue = 0\n",
            "[rag.amber_above]\nvalue = 0.02\n",
            "`rag`: amber_above (0.02) must not be over red_above (0.01)",
        ),
    ],
)
def test_a_value_of_the_wrong_kind(changed: Changed, old: str, new: str, message: str) -> None:
    """Each kind of value says in plain words what it expects."""
    (found,) = complaints(changed((old, new)))
    assert found.partition(": ")[2] == f"{message} [rulebook.invalid]"


def test_a_year_that_is_none(changed: Changed) -> None:
    """The year's own complaint is passed on under the key `year`."""
    line = 'year = "2011-12"'
    (found,) = complaints(changed((line, 'year = "2011-13"')))
    assert found.startswith(f"mine.toml, row {row_of(line)}: `year`: ")
    assert found.count("[") == 1


def test_all_problems_come_at_once(changed: Changed) -> None:
    """Three mistakes in three tables are mended in one go."""
    path = changed(
        ("[headroom.rate]\nvalue = 0.02", "[headroom.rate]\nvalue = 2"),
        ('certainty = "published"', 'certainty = "certain"'),
        ("[phasing.default]", "[phasing.defautl]"),
    )
    keys = [text.split("`")[1] for text in complaints(path)]
    assert keys == [
        "duties.0.certainty",
        "headroom.rate.value",
        "phasing.default",
        "phasing.defautl",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'year = "2011-12"\nrate = 2 %\n', "mine.toml, row 2: Expected newline"),
        (b'year = "2011-12\n', "mine.toml, row 1: "),
        (b"[words\n", "mine.toml, row 1: "),
        (b"a = [1,\n", "mine.toml, row 2: "),
        (b"year = 1\nyear = 2\n", "mine.toml, row 2: "),
        (b'year = "2011-12"\n# caf\xe9\n', "mine.toml, row 2: this is not UTF-8 text: byte 0xe9"),
        (b"", "mine.toml: `year` is absent"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, raw: bytes, expected: str) -> None:
    """What cannot be read at all names the line too."""
    path = tmp_path / "mine.toml"
    path.write_bytes(raw)
    assert complaints(path)[0].startswith(expected)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    """Notepad writes one; it is not part of the rules."""
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert Rulebook.read(path) == Rulebook.packaged("2011-12")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are refused by their own codes."""
    assert complaints(tmp_path / "mine.toml")[0].endswith("[file.missing]")
    assert complaints(tmp_path)[0].endswith("[file.unreadable]")


@given(data=st.data())
def test_no_damage_to_a_file_escapes(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever one line is replaced by, a file is read or refused with findings."""
    row = data.draw(st.integers(0, len(LINES) - 1), label="line")
    line = data.draw(
        st.sampled_from(
            ["", "[", "value = 1", "x = [[1]]", "[[duties]]", "words = 3", "[words.body]"]
        )
        | st.text(st.characters(codec="utf-8"), max_size=12),
        label="replaced by",
    )
    path = tmp_path_factory.mktemp("rulebook") / "mine.toml"
    path.write_text("\n".join([*LINES[:row], line, *LINES[row + 1 :]]), encoding="utf-8")
    try:
        Rulebook.read(path)
    except RulebookError as error:
        findings = error.findings
    else:
        return
    assert findings
    assert all(finding.message and finding.where for finding in findings)
