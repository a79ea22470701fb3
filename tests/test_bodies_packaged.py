"""The packaged register: how many there are, who belonged where, and that it can be rebuilt."""

import csv
import runpy
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pctfinance.bodies import EvidenceStatus, Register
from shared_data import needs_shared, shared_data

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "pctfinance" / "bodies" / "data"
FIRST, LAST = date(2011, 4, 1), date(2013, 3, 31)
LAST_SHA_DAY, FIRST_CLUSTER_DAY = date(2011, 10, 2), date(2011, 10, 3)

REGISTER = Register.packaged()


def codes_of_authorities(body: str, on: date) -> list[str]:
    return [authority.code for authority in REGISTER.competent_authorities(body, on)]


def codes_of_members(group: str, on: date) -> list[str]:
    return [body.code for body in REGISTER.members(group, on)]


def test_the_counts_are_those_of_the_published_lists() -> None:
    """151 PCTs, 10 SHAs, 4 SHA clusters, 50 then 49 clusters, 212 CCGs, 237 overlaps."""
    assert len(REGISTER.bodies) == 151
    assert Counter(authority.kind for authority in REGISTER.authorities) == {
        "sha": 10,
        "sha_cluster": 4,
    }
    assert len(REGISTER.holders) == 10
    assert len(REGISTER.delegates) == 212
    assert len(REGISTER.overlaps) == 237
    assert [
        sum(
            group.kind == "cluster" and group.valid_from <= on <= group.valid_to for group in groups
        )
        for groups in (REGISTER.groups,)
        for on in (date(2011, 11, 30), date(2012, 11, 30))
    ] == [50, 49]


def test_the_packaged_register_is_read_once() -> None:
    """Everybody who asks for it is given the same value."""
    assert Register.packaged() is Register.packaged()


@pytest.mark.parametrize("on", [FIRST, date(2012, 3, 31), date(2012, 4, 1), LAST])
def test_every_body_is_in_one_cluster_under_one_sha_and_in_england(on: date) -> None:
    """On each day a PCT has exactly one cluster, one SHA and one country, and some approver."""
    for body in REGISTER.bodies:
        kinds = Counter(group.kind for group in REGISTER.groups_of(body.code, on))
        assert (kinds["cluster"], kinds["sha"], kinds["country"]) == (1, 1, 1), body
        assert kinds["sha_cluster"] == (on >= FIRST_CLUSTER_DAY)
        assert codes_of_authorities(body.code, on)


def test_no_pct_is_left_out_of_england() -> None:
    """The clusters together, the SHAs together and England hold the same 151 PCTs."""
    on = date(2012, 6, 30)
    everybody = {body.code for body in REGISTER.bodies}
    for kind in ("cluster", "sha", "sha_cluster", "country"):
        groups = [group.code for group in REGISTER.groups if group.kind == kind]
        members = [code for group in groups for code in codes_of_members(group, on)]
        assert len(members) == 151, kind
        assert set(members) == everybody, kind


def test_members_of_north_central_london() -> None:
    """The five PCTs of the case that everything must get right, both years long."""
    for on in (FIRST, date(2011, 11, 30), LAST):
        assert codes_of_members("NCL", on) == ["5A9", "5C1", "5C9", "5K7", "5K8"]


def test_north_east_london_becomes_one_cluster_in_2012_13() -> None:
    """Inner and outer north east London are two clusters in 2011-12 and one from 1 April 2012."""
    inner, outer = ["5C3", "5C4", "5C5"], ["5A4", "5C2", "5NA", "5NC"]
    assert codes_of_members("INEL", date(2012, 3, 31)) == inner
    assert codes_of_members("ONEL", date(2012, 3, 31)) == outer
    assert codes_of_members("NELC", date(2012, 3, 31)) == []
    assert codes_of_members("INEL", date(2012, 4, 1)) == []
    assert codes_of_members("NELC", date(2012, 4, 1)) == sorted(inner + outer)


def test_years_in_one_cluster_are_one_membership() -> None:
    """144 PCTs never change cluster and have one row each; the seven that do have two."""
    kinds = {group.code: group.kind for group in REGISTER.groups}
    rows = Counter(row.body for row in REGISTER.memberships if kinds[row.group] == "cluster")
    assert Counter(rows.values()) == {1: 144, 2: 7}


def test_the_register_ends_with_the_pcts() -> None:
    """The day before and the day after the register's two years nobody belongs anywhere."""
    for on in (date(2011, 3, 31), date(2013, 4, 1)):
        assert REGISTER.members("ENGLAND", on) == ()
        assert REGISTER.competent_authorities("5A9", on) == ()


def test_the_sha_approves_until_2_october_and_its_cluster_from_3_october_2011() -> None:
    """Barnet: London SHA to 2 October 2011, the London SHA cluster from the day after."""
    assert codes_of_authorities("5A9", LAST_SHA_DAY) == ["Q36"]
    assert codes_of_authorities("5A9", FIRST_CLUSTER_DAY) == ["LON"]


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [("5ET", ["Q33", "Q32"], ["MAE", "NOE"]), ("5CQ", ["Q38", "Q33"], ["SOE", "MAE"])],
    ids=["Bassetlaw", "Milton Keynes"],
)
def test_both_authorities_approve_where_the_sha_and_the_cluster_differ(
    body: str, before: list[str], after: list[str]
) -> None:
    """A PCT in another SHA's cluster needs its own SHA first, and that of its cluster as well."""
    assert codes_of_authorities(body, LAST_SHA_DAY) == before
    assert codes_of_authorities(body, FIRST_CLUSTER_DAY) == after
    ours = [row for row in REGISTER.oversights if row.body == body and row.basis == "cluster"]
    assert [row.status for row in ours] == [EvidenceStatus.OURS] * 2


def test_nobody_else_needs_two_authorities() -> None:
    """The safe reading touches Bassetlaw and Milton Keynes alone, not their fellow members."""
    for on in (LAST_SHA_DAY, FIRST_CLUSTER_DAY):
        two = [
            body.code for body in REGISTER.bodies if len(codes_of_authorities(body.code, on)) > 1
        ]
        assert two == ["5CQ", "5ET"]


def test_what_an_sha_is_depends_on_the_part_it_plays() -> None:
    """London SHA is a group of 31 PCTs, an authority and an outside holder: three records."""
    assert len(REGISTER.members("Q36", FIRST)) == 31
    assert REGISTER.group("Q36").name == "PCTs under London SHA"
    assert REGISTER.authority("Q36").name == REGISTER.holder("Q36").name == "London SHA"
    assert "LON" not in {holder.code for holder in REGISTER.holders}


def test_our_codes_collide_with_no_published_code() -> None:
    """A cluster or SHA cluster has a code that no body, SHA or CCG has."""
    published = {body.code for body in REGISTER.bodies}
    published |= {delegate.code for delegate in REGISTER.delegates}
    ours = {group.code for group in REGISTER.groups if group.kind != "sha"}
    assert len(ours) == 56
    assert not ours & published
    assert not ours & {group.code for group in REGISTER.groups if group.kind == "sha"}


def test_every_row_says_what_it_rests_on() -> None:
    """No packaged record is without evidence, and none claims to be the user's."""
    rests_on = [
        *((body.status, body.evidence) for body in REGISTER.bodies),
        *((group.status, group.evidence) for group in REGISTER.groups),
        *((authority.status, authority.evidence) for authority in REGISTER.authorities),
        *((holder.status, holder.evidence) for holder in REGISTER.holders),
        *((delegate.status, delegate.evidence) for delegate in REGISTER.delegates),
        *((row.status, row.evidence) for row in REGISTER.memberships),
        *((row.status, row.evidence) for row in REGISTER.oversights),
        *((row.status, row.evidence) for row in REGISTER.overlaps),
    ]
    assert len(rests_on) == 151 + 66 + 14 + 10 + 212 + 611 + 306 + 237
    assert all(evidence for _, evidence in rests_on)
    assert EvidenceStatus.STATED not in {status for status, _ in rests_on}


def test_shares_of_postcodes_add_up_to_the_whole_pct() -> None:
    """Each PCT's shares add up to 100 %, but for what rounding to two decimals explains."""
    for body in REGISTER.bodies:
        overlaps = REGISTER.delegates_of(body.code)
        total = sum((overlap.postcode_share_percent for overlap in overlaps), Decimal(0))
        assert abs(total - 100) <= Decimal("0.005") * len(overlaps), body


def test_later_ccg_codes_stand_beside_the_proposed_ones() -> None:
    """13T and 13P are kept as published, with the proposed CCGs that they stand for."""
    later = {
        row.body: (row.published_code, row.delegate_codes, row.delegate_code)
        for row in REGISTER.overlaps
        if row.published_code in ("13T", "13P")
    }
    assert later == {
        "5D7": ("13T", ("00G", "00H"), None),
        "5KF": ("13T", ("00F",), "00F"),
        "5M1": ("13P", ("04W", "05E"), None),
        "5MX": ("13P", ("04W", "05E"), None),
        "5PG": ("13P", ("04W", "05E"), None),
    }


def test_every_proposed_ccg_lies_in_some_pct_and_in_a_cluster() -> None:
    """All 212 proposed CCGs are reached from a PCT, and each is shown under a cluster."""
    reached = {code for row in REGISTER.overlaps for code in row.delegate_codes}
    assert reached == {delegate.code for delegate in REGISTER.delegates}
    assert {REGISTER.group(delegate.cluster).kind for delegate in REGISTER.delegates} == {"cluster"}


def test_money_of_a_delegate_is_whole_pence() -> None:
    """Barnet's allowance was published as £9.32m."""
    barnet = REGISTER.delegate("07M")
    assert barnet.running_cost_allowance_pence == 932_000_000
    assert (barnet.practices, barnet.population, barnet.cluster) == (71, 372_200, "NCL")


@needs_shared
def test_rebuilding_gives_the_same_files_to_the_byte(tmp_path: Path) -> None:
    """The packaged tables are what the collected tables say, and nobody has edited them."""
    source = shared_data()
    assert source is not None
    build = runpy.run_path(str(ROOT / "tools" / "build_register.py"))["build"]
    build(source / "reference", tmp_path)
    rebuilt = sorted(path.name for path in tmp_path.iterdir())
    by_hand = {"aliases.csv"}
    assert rebuilt == sorted({path.name for path in DATA.glob("*.csv")} - by_hand)
    for name in rebuilt:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


@needs_shared
def test_populations_agree_with_the_published_ones() -> None:
    """England's PCTs sum to its published population; four SHAs do, six follow other borders."""
    source = shared_data()
    assert source is not None
    with (source / "reference" / "sha_register.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    differences = {}
    for row in rows:
        members = REGISTER.members(row["sha_code"], FIRST)
        total = sum(body.population or 0 for body in members)
        differences[row["sha_code"]] = total - int(row["population_mid2011_persons_published"])
    assert sum(difference == 0 for difference in differences.values()) == 4
    assert sum(differences.values()) == 0


def test_aliases_name_entities_that_are_there() -> None:
    """Every alias kept by hand belongs to a record, adds a name, and says what it rests on."""
    with (DATA / "aliases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        entity = REGISTER.find(row["name"], kind=row["part"])
        assert entity.code == row["code"]
        assert row["name"] in entity.names
        assert EvidenceStatus(row["status"])
        assert row["evidence"]
