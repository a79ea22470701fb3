"""Contracts as an associate sees them: its share in what others host, and in no sum of its own."""

from pathlib import Path

from command import Run
from pctfinance.book import Book
from pctfinance.ledger.contracts import ContractLine
from test_contracts import BARNET, CAMDEN, ENFIELD, NEL, OFFICE, made

LINE = ContractLine.of("OP", "Outpatients", 120, 10_00)


def shared() -> Book:
    """Barnet leads: 120 units of £10 a year, 60 to date; half of it is Camden's."""
    return made(LINE, shares={BARNET: "1/2", CAMDEN: "1/2"})


def test_an_associate_sees_its_share() -> None:
    """70 units to date, £700: Camden's half is £350, of a planned £300; nothing is recharged yet."""
    book = shared()
    book.report_activity(BARNET, "C1", "M6", [("OP", 70)], by=OFFICE)
    report = book.contracts("M6", group=CAMDEN)
    assert report.contracts == ()
    (share,) = report.associate_of
    assert (share.host, share.contract, share.body) == (BARNET, "C1", CAMDEN)
    assert (share.plan_pence, share.payable_pence) == (300_00, 350_00)
    assert (share.recharged_pence, share.to_recharge_pence) == (0, 350_00)
    assert report.contains_synthetic
    (told,) = report.document()["associate_of"]
    assert (told["payable_pence"], told["not_reported"]) == (350_00, [])
    assert "Contracts that others host for Camden PCT" in str(report)
    assert "No contract is stated" not in str(report)


def test_what_was_recharged_is_told_to_the_associate() -> None:
    """Of the £350 Barnet has charged £100, so that £250 are still to come."""
    book = shared()
    book.report_activity(BARNET, "C1", "M6", [("OP", 70)], by=OFFICE)
    book.recharge(
        "R1",
        provider=BARNET,
        recipient=CAMDEN,
        pence=100_00,
        category="acute",
        purpose="contract",
        month="M6",
        contract="C1",
        by="Head of Finance",
        approved_by="Deputy Director of Finance",
    )
    (share,) = book.contracts("M6", group=CAMDEN).associate_of
    assert (share.recharged_pence, share.to_recharge_pence) == (100_00, 250_00)


def test_a_contract_that_was_not_reported_is_listed_without_amounts() -> None:
    """The associate learns of it all the same; nothing is taken to be on plan."""
    report = shared().contracts("M6", group=CAMDEN)
    (share,) = report.associate_of
    assert (share.plan_pence, share.payable_pence, share.to_recharge_pence) == (None, None, None)
    assert share.not_reported == ("OP",)
    assert "Not reported, and in no share: 5A9 C1: OP." in str(report)


def test_the_host_and_its_group_list_the_contract_once() -> None:
    """Whose host is asked for too has the contract itself; a stranger to it has nothing."""
    book = made(NEL)
    for group in (None, "NCL", BARNET):
        report = book.contracts("M6", group=group)
        assert ([each.host for each in report.contracts], report.associate_of) == ([BARNET], ())
    stranger = book.contracts("M6", group="5K8")
    assert (stranger.contracts, stranger.associate_of) == ((), ())
    assert "No contract is stated." in str(stranger)


def test_one_that_hosts_and_has_a_share_elsewhere_has_both_apart() -> None:
    """Camden hosts C2 and has a third of Barnet's C1: two tables, and no sum of the two."""
    book = made(NEL)
    book.state_contract(
        CAMDEN,
        "C2",
        [LINE],
        {CAMDEN: 1},
        provider="RY",
        provider_name="Y",
        by=OFFICE,
        reference="c",
    )
    report = book.contracts("M6", group=CAMDEN)
    assert [each.host for each in report.contracts] == [CAMDEN]
    assert [each.host for each in report.associate_of] == [BARNET]
    assert book.contracts("M6", group=ENFIELD).contracts == ()


def test_the_command_shows_it(run: Run, tmp_path: Path) -> None:
    """`contract show --group 5K7` of an associate."""
    folder = tmp_path / "ncl.book"
    book = Book.create(folder, "2011-12", group="NCL")
    shares = {BARNET: "1/2", CAMDEN: "1/2"}
    book.state_contract(
        BARNET, "C1", [LINE], shares, provider="RX", provider_name="X", by=OFFICE, reference="c"
    )
    book.close()
    said = run("contract", "show", folder, "--as-of", "M6", "--group", CAMDEN)
    assert "Contracts that others host for Camden PCT" in said.out
