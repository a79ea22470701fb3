"""A user's own rows: what they add, what they replace, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pctfinance.bodies import (
    Authority,
    Body,
    Delegate,
    EvidenceStatus,
    Group,
    Holder,
    Membership,
    Overlap,
    Oversight,
    Register,
)
from pctfinance.bodies.rows import without_days
from pctfinance.errors import InputRefusedError, UnknownNameError

REGISTER = Register.packaged()
FIRST, LAST = date(2011, 4, 1), date(2013, 3, 31)
LAST_SHA_DAY, FIRST_CLUSTER_DAY = date(2011, 10, 2), date(2011, 10, 3)


def authorities(register: Register, body: str, on: date) -> list[str]:
    return [authority.code for authority in register.competent_authorities(body, on)]


def members(register: Register, group: str, on: date) -> list[str]:
    return [body.code for body in register.members(group, on)]


def refusals(act: Callable[[], object]) -> list[str]:
    """The codes of the findings with which something is refused."""
    with pytest.raises(InputRefusedError) as error:
        act()
    return [finding.code for finding in error.value.findings]


def test_one_row_settles_who_approves_for_bassetlaw() -> None:
    """The row holds on its own dates; before them the packaged rows still ask for both."""
    row = Oversight("5ET", "NOE", FIRST_CLUSTER_DAY, date(2012, 3, 31), basis="cluster")
    settled = REGISTER.with_rows(oversights=[row])
    assert authorities(settled, "5ET", LAST_SHA_DAY) == ["Q33", "Q32"]
    assert authorities(settled, "5ET", FIRST_CLUSTER_DAY) == ["NOE"]
    assert authorities(settled, "5ET", date(2012, 3, 31)) == ["NOE"]
    assert authorities(settled, "5ET", date(2012, 4, 1)) == ["MAE", "NOE"]
    assert authorities(REGISTER, "5ET", FIRST_CLUSTER_DAY) == ["MAE", "NOE"]


def test_one_row_settles_who_approves_for_milton_keynes() -> None:
    """Milton Keynes by its legal line alone: South Central, then the South of England."""
    settled = REGISTER.with_rows(
        oversights=[
            Oversight("5CQ", "Q38", FIRST, LAST_SHA_DAY),
            Oversight("5CQ", "SOE", FIRST_CLUSTER_DAY, LAST),
        ]
    )
    assert authorities(settled, "5CQ", LAST_SHA_DAY) == ["Q38"]
    assert authorities(settled, "5CQ", FIRST_CLUSTER_DAY) == ["SOE"]
    assert authorities(settled, "5PD", FIRST_CLUSTER_DAY) == ["MAE"]


def test_two_rows_ask_for_both() -> None:
    """Rows that are given together stand together, the legal one first."""
    both = REGISTER.with_rows(
        oversights=[
            Oversight("5A9", "NOE", FIRST_CLUSTER_DAY, LAST, basis="cluster"),
            Oversight("5A9", "LON", FIRST_CLUSTER_DAY, LAST),
        ]
    )
    assert authorities(both, "5A9", LAST) == ["LON", "NOE"]


def test_an_authority_cannot_approve_before_it_is_there() -> None:
    """The SHA clusters began on 3 October 2011: an earlier row is refused."""
    early = Oversight("5A9", "LON", FIRST, LAST)
    assert refusals(lambda: REGISTER.with_rows(oversights=[early])) == ["register.invalid-row"]


def test_bodies_outside_the_world_of_pcts() -> None:
    """Integrated care boards: another kind of body, group, authority and holder, nothing packaged."""
    register = (
        Register()
        .with_rows(
            bodies=[
                Body("QMJ", "NHS North Central London ICB", kind="ICB"),
                Body("QRV", "NHS North West London ICB", kind="ICB"),
            ],
            authorities=[Authority("X24", "NHS England")],
            holders=[Holder("X24", "NHS England")],
            delegates=[Delegate("93C", "North Central London place", kind="place")],
            oversights=[Oversight("QMJ", "X24"), Oversight("QRV", "X24")],
            overlaps=[Overlap("QMJ", ("93C",), "93C", "", Decimal(100))],
        )
        .with_group(Group("WNL", "West and North London"), ["QMJ", "QRV"])
    )
    today = date(2026, 4, 30)
    assert members(register, "WNL", today) == ["QMJ", "QRV"]
    assert authorities(register, "QRV", today) == ["X24"]
    assert register.find("North West London", kind="ICB").code == "QRV"
    assert register.find("NHS England").code == "X24"
    assert [overlap.delegate_code for overlap in register.delegates_of("QMJ")] == ["93C"]
    with pytest.raises(UnknownNameError):
        register.body("5A9")


def test_a_users_row_says_that_it_is_the_users() -> None:
    """Rows without a word of evidence are marked as stated, and codes are put in order."""
    row = Membership(" 5a9", "ncl")
    assert (row.body, row.group, row.status) == ("5A9", "NCL", EvidenceStatus.STATED)


def test_a_row_replaces_the_packaged_record_of_its_code() -> None:
    """A governance model for NCL: the same members, another record, the old register untouched."""
    packaged = REGISTER.group("NCL")
    row = Group(
        "NCL",
        packaged.name,
        "cluster",
        2,
        valid_from=packaged.valid_from,
        valid_to=packaged.valid_to,
    )
    register = REGISTER.with_rows(groups=[row])
    assert register.group("NCL").governance_model == 2
    assert register.members("NCL", FIRST) == REGISTER.members("NCL", FIRST)
    assert REGISTER.group("NCL").governance_model is None
    assert len(register.groups) == len(REGISTER.groups)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Unknown codes on both sides, in both kinds of dated row, in one refusal."""
    wrong = refusals(
        lambda: REGISTER.with_rows(
            memberships=[Membership("5ZZ", "NOWHERE")], oversights=[Oversight("5ZZ", "Q99")]
        )
    )
    assert wrong == ["input.unknown-code"] * 4


def test_an_overlap_needs_known_bodies_and_delegates() -> None:
    """A CCG code that the register does not hold is not quietly kept."""
    row = Overlap("5A9", ("13T",), "13T", "Newcastle Gateshead", Decimal(1))
    assert refusals(lambda: REGISTER.with_rows(overlaps=[row])) == ["input.unknown-code"]


def test_nobody_is_in_two_clusters_on_one_day() -> None:
    """Camden also in North West London, from the last day of its own membership: refused."""
    row = Membership("5K7", "NWL", LAST, LAST)
    with pytest.raises(InputRefusedError, match="5K7 would be in NCL and in NWL on 2013-03-31"):
        REGISTER.with_rows(memberships=[row])


def test_a_body_may_be_in_several_groups_of_no_kind() -> None:
    """Sub-clusters and ad-hoc groups overlap freely, but not each with itself."""
    register = REGISTER.with_group(Group("SUB", "Outer"), ["5A9", "5C1"])
    register = register.with_group(Group("OTHER", "Another"), ["5A9"])
    assert {"SUB", "OTHER", "NCL"} <= {group.code for group in register.groups_of("5A9", FIRST)}
    twice = [Membership("5A9", "SUB")]
    assert refusals(lambda: register.with_rows(memberships=twice)) == ["register.overlap"]


def test_one_code_twice_in_one_call_is_refused() -> None:
    """Which of two rows for one body would be meant is not for us to choose."""
    rows = [Body("XX1", "One"), Body("XX1", "Another")]
    assert refusals(lambda: REGISTER.with_rows(bodies=rows)) == ["register.invalid-row"]


def test_with_group_overrides_a_membership_by_date() -> None:
    """Havering joins NCL for the second year: it leaves its own cluster for those days only."""
    packaged = REGISTER.group("NCL")
    own = ["5A9", "5C1", "5C9", "5K7", "5K8"]
    register = REGISTER.with_group(
        packaged, [*own, Membership("5A4", "NCL", date(2012, 4, 1), date(2012, 9, 30))]
    )
    assert members(register, "NCL", date(2012, 3, 31)) == own
    assert members(register, "NCL", date(2012, 4, 1)) == ["5A4", *own]
    assert "5A4" not in members(register, "NELC", date(2012, 9, 30))
    assert "5A4" in members(register, "NELC", date(2012, 10, 1))
    assert "5A4" in members(register, "ONEL", date(2012, 3, 31))
    assert "5A4" in members(register, "Q36", date(2012, 4, 1))


def test_with_group_drops_members_that_are_not_named() -> None:
    """The group has exactly the members that are given; who is left out is in no cluster."""
    register = REGISTER.with_group(REGISTER.group("NCL"), ["5A9"])
    assert members(register, "NCL", FIRST) == ["5A9"]
    assert [group.kind for group in register.groups_of("5K7", FIRST)] == ["country", "sha"]


def test_with_group_takes_its_own_members_alone() -> None:
    """A membership of another group does not belong in this one."""
    with pytest.raises(InputRefusedError, match="membership of 5A9 in NCL"):
        REGISTER.with_group(Group("TRIAL", "Trial"), [Membership("5A9", "NCL")])
    unknown = refusals(lambda: REGISTER.with_group(Group("TRIAL", "Trial"), ["5ZZ"]))
    assert unknown == ["input.unknown-code"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Body("", "Nobody"),
        lambda: Body("X1", "  "),
        lambda: Body("X1", "Somebody", population=-1),
        lambda: Group("X1", "Group", governance_model=0),
        lambda: Group("X1", "Group", governance_model=5),
        lambda: Group("X1", "Group", kind="pool"),  # type: ignore[arg-type]  # what is refused
        lambda: Authority("X1", "Authority", valid_from=LAST, valid_to=FIRST),
        lambda: Delegate("X1", "Delegate", running_cost_allowance_pence=-1),
        lambda: Membership("5A9", "NCL", LAST, FIRST),
        lambda: Oversight("5A9", "Q36", basis="habit"),  # type: ignore[arg-type]  # as above
        lambda: Overlap("5A9", (), "07M", "", Decimal(1)),
        lambda: Overlap("5A9", ("07M",), "07M", "", Decimal("100.01")),
    ],
)
def test_a_record_that_makes_no_sense_cannot_be_made(make: Callable[[], object]) -> None:
    """Empty codes and names, negative counts, wrong words, dates the wrong way round."""
    assert refusals(make) == ["register.invalid-row"]


@pytest.mark.parametrize("model", [None, 1, 2, 3, 4])
def test_governance_models_are_one_to_four_or_unknown(model: int | None) -> None:
    """There were four; not knowing is no fifth."""
    assert Group("X1", "Group", governance_model=model).governance_model == model


def test_a_register_without_records_answers_as_well() -> None:
    """The empty register refuses names plainly and has nobody anywhere."""
    with pytest.raises(UnknownNameError, match="no code or name in the register"):
        Register().find("Camden")


days = st.integers(0, 30).map(lambda day: date(2011, 4, 1) + timedelta(days=day))


@given(days, days, days, days)
def test_days_taken_out_of_a_row_are_gone_and_no_other(a: date, b: date, c: date, d: date) -> None:
    """Day by day: a row less some days holds exactly on its other days, once."""
    row = Membership("5A9", "NCL", min(a, b), max(a, b))
    first, last = min(c, d), max(c, d)
    parts = list(without_days(row, first, last))
    for day in (date(2011, 4, 1) + timedelta(days=n) for n in range(31)):
        expected = row.holds_on(day) and not first <= day <= last
        assert sum(part.holds_on(day) for part in parts) == expected
