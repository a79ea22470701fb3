"""How likely each PCT is to breach: against every outcome told one by one, and never netted."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.book import Book
from pctfinance.consolidation.exposure import Exposure, Risk, simulate
from pctfinance.errors import InputRefusedError, UsageError
from sample_books import sample_book

Known = dict[str, tuple[str, int, bool]]
DRAWS = 20_000


def known(**variances: int) -> Known:
    """Bodies by code, with their variances."""
    return {code: (code, variance, False) for code, variance in variances.items()}


Outcomes = list[tuple[Fraction, dict[str, int]]]


def amounts(risk: Risk) -> Iterator[tuple[Fraction, int]]:
    """Each amount that a row may come to, with its chance: the larger of two on either slope."""
    worst, best = risk.span
    if worst == best:
        yield Fraction(1), risk.pence
        return
    for width, end, sign in ((risk.pence - worst, worst, 1), (best - risk.pence, best, -1)):
        slope = Fraction(width, best - worst) / (width + 1) ** 2
        for first, second in product(range(width + 1), repeat=2):
            yield slope, end + sign * max(first, second)


def together(rows: list[Risk]) -> Outcomes:
    """Every outcome of rows of which the likelier happens whenever the less likely does."""
    found: Outcomes = []
    for low, high in pairwise(sorted({0, 100, *(risk.percent for risk in rows)})):
        happen = [risk for risk in rows if low < risk.percent]
        for each in product(*map(amounts, happen)):
            added: dict[str, int] = {}
            chance = Fraction(high - low, 100)
            for risk, (of_amount, pence) in zip(happen, each, strict=True):
                chance *= of_amount
                added[risk.body] = added.get(risk.body, 0) + pence
            found.append((chance, added))
    return found


def both(first: Outcomes, second: Outcomes) -> Outcomes:
    """The outcomes of two things that have nothing to do with each other."""
    found: dict[tuple[tuple[str, int], ...], Fraction] = {}
    for (one, add), (other, more) in product(first, second):
        sums = {code: add.get(code, 0) + more.get(code, 0) for code in sorted({*add, *more})}
        found[tuple(sums.items())] = found.get(tuple(sums.items()), Fraction(0)) + one * other
    return [(chance, dict(sums)) for sums, chance in found.items()]


def outcomes(risks: list[Risk]) -> Outcomes:
    """Every outcome of a small register: its chance, and what it adds to each body's variance."""
    sources: dict[str, list[Risk]] = {}
    for number, risk in enumerate(risks):
        sources.setdefault(risk.group or f"#{number}", []).append(risk)
    found: Outcomes = [(Fraction(1), {})]
    for rows in sources.values():
        share = Fraction(rows[0].correlation, 100)
        apart: Outcomes = [(Fraction(1), {})]
        for risk in rows:
            apart = both(apart, together([risk]))
        mixed = [(chance * share, added) for chance, added in together(rows)]
        mixed += [(chance * (1 - share), added) for chance, added in apart if share < 1]
        found = both(found, mixed)
    return found


def exact(variances: Known, risks: list[Risk]) -> tuple[dict[str, Fraction], list[Fraction]]:
    """The exact chance of each body, and of each number of breaches."""
    each = dict.fromkeys(variances, Fraction(0))
    numbers = [Fraction(0)] * (len(variances) + 1)
    for chance, added in outcomes(risks):
        breaching = [code for code, (_, v, _) in variances.items() if v + added.get(code, 0) < 0]
        for code in breaching:
            each[code] += chance
        numbers[len(breaching)] += chance
    return each, numbers


def near(count: int, chance: Fraction) -> bool:
    """Whether a number of draws is within five standard errors of what is right."""
    off = Fraction(count, DRAWS) - chance
    return off * off <= 25 * chance * (1 - chance) / DRAWS


def test_by_hand() -> None:
    """1 in hand; lose 2 with 50 %, gain 1 with 50 %: it breaches in a quarter of all draws.

    Ends: +1, +2, -1 and 0, each a quarter. Below nought is one of the four; nought itself is met.
    """
    rows = [Risk("5A9", "claim", -2_00, 50), Risk("5A9", "saving", 1_00, 50)]
    seen = simulate(known(**{"5A9": 1_00}), rows, seed=7, draws=DRAWS)
    one = seen.body("5A9")
    assert near(one.breaches, Fraction(1, 4))
    assert (one.low_pence, one.high_pence) == (-1_00, 2_00)
    assert one.median_pence in (0, 1_00)
    assert (one.risks_pence, one.opportunities_pence) == (-2_00, 1_00)


def test_exactly_on_the_limit_is_no_breach() -> None:
    """A certain risk that uses up the variance to the penny."""
    seen = simulate(known(A=1_00), [Risk("A", "r", -1_00, 100)], seed=1, draws=100)
    assert (seen.body("A").breaches, seen.body("A").median_pence) == (0, 0)
    seen = simulate(known(A=1_00), [Risk("A", "r", -1_01, 100)], seed=1, draws=100)
    assert seen.body("A").breaches == 100


def test_a_surplus_of_one_never_helps_another() -> None:
    """Camden's gain and Barnet's loss come together and net to more than nought: Barnet breaches."""
    rows = [Risk("5A9", "loss", -5_00, 100), Risk("5K7", "gain", 500_00, 100)]
    seen = simulate(known(**{"5A9": 0, "5K7": 0}), rows, seed=1, draws=50)
    assert (seen.any_breach, seen.counts) == (50, (0, 50, 0))


def test_what_hangs_together_happens_together() -> None:
    """Two PCTs at 30 %: of one group both or neither; else each by itself."""
    rows = [Risk(code, "winter", -5_00, 30, "winter") for code in ("A", "B")]
    together = simulate(known(A=1_00, B=1_00), rows, seed=3, draws=DRAWS)
    assert together.counts[1] == 0
    assert near(together.counts[2], Fraction(30, 100))
    alone = [Risk(risk.body, risk.name, risk.pence, risk.percent) for risk in rows]
    apart = simulate(known(A=1_00, B=1_00), alone, seed=3, draws=DRAWS)
    assert near(apart.counts[2], Fraction(9, 100))
    assert near(apart.any_breach, Fraction(51, 100))


def test_what_hangs_together_in_part_is_correlated_by_so_much() -> None:
    """Two PCTs at 50 %, correlated by 40: both in 40 % of 50 %, and 60 % of 25 %, which is 35 %."""
    rows = [Risk(code, "winter", -5_00, 50, "winter", correlation=40) for code in ("A", "B")]
    seen = simulate(known(A=1_00, B=1_00), rows, seed=3, draws=DRAWS)
    assert near(seen.counts[2], Fraction(35, 100))
    assert near(seen.body("A").breaches, Fraction(50, 100))
    none = [replace(risk, correlation=0) for risk in rows]
    assert near(simulate(known(A=1, B=1), none, seed=3, draws=DRAWS).counts[2], Fraction(25, 100))


def test_an_amount_in_a_range_is_likeliest_at_its_own() -> None:
    """Worst -2, best nought, likeliest -1, with nothing in hand: it breaches unless it is nought.

    Either slope is as wide as the other. From the worst up: -2 and -1, the higher of two even draws:
    -1 in three cases of four. From the best down likewise. So nought in one case of eight.
    """
    risk = Risk("A", "claim", -1, 100, worst_pence=-2, best_pence=0)
    seen = simulate(known(A=0), [risk], seed=5, draws=DRAWS).body("A")
    assert near(seen.breaches, Fraction(7, 8))
    assert (seen.low_pence, seen.median_pence, seen.high_pence) == (-2, -1, 0)
    assert seen.risks_pence == -1
    lost = simulate(known(A=1), [replace(risk, best_pence=-1)], seed=5, draws=DRAWS).body("A")
    assert near(lost.breaches, Fraction(1, 4))


def of_one_mind(rows: list[Risk]) -> list[Risk]:
    """The rows, each group with the correlation of its first, and none without a group."""
    first: dict[str, int] = {"": 100}
    return [
        replace(risk, correlation=first.setdefault(risk.group, risk.correlation)) for risk in rows
    ]


@st.composite
def rows_of_risk(draw: st.DrawFn) -> Risk:
    """A row of body A or B, fixed or of a short range."""
    pence = draw(st.integers(-9, 9).filter(bool))
    worse, better = draw(st.sampled_from([(0, 0), (0, 0), (1, 2), (2, 0), (0, 1)]))
    return Risk(
        body=draw(st.sampled_from("AB")),
        name=draw(st.text("xyz", min_size=1, max_size=2)),
        pence=pence,
        percent=draw(st.integers(0, 100)),
        group=draw(st.sampled_from(["", "", "g", "h"])),
        correlation=draw(st.sampled_from([100, 0, 40])),
        worst_pence=pence - worse if worse else None,
        best_pence=pence + better,
    )


RISKS = st.lists(rows_of_risk(), max_size=5, unique_by=lambda risk: (risk.body, risk.name)).map(
    of_one_mind
)


@settings(deadline=None, max_examples=60)
@given(RISKS, st.integers(-9, 9), st.integers(-9, 9))
def test_as_every_outcome_told_one_by_one(rows: list[Risk], first: int, second: int) -> None:
    """Each chance, and that of each number of breaches, within what chance allows."""
    variances = known(A=first, B=second)
    seen = simulate(variances, rows, seed=11, draws=DRAWS)
    each, numbers = exact(variances, rows)
    assert all(near(seen.body(code).breaches, chance) for code, chance in each.items())
    assert all(near(n, chance) for n, chance in zip(seen.counts, numbers, strict=True))
    assert sum(seen.counts) == DRAWS


@settings(deadline=None, max_examples=40)
@given(RISKS, st.randoms(use_true_random=False), st.integers(0, 99))
def test_the_same_seed_gives_the_same_answer_in_any_order(
    rows: list[Risk], order: Random, seed: int
) -> None:
    """The rows' order in the file is nothing that a chance depends on."""
    shuffled = list(rows)
    order.shuffle(shuffled)
    answers: list[Exposure] = [
        simulate(known(A=1, B=2), given_rows, seed=seed, draws=200)
        for given_rows in (rows, rows, shuffled)
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("risk", "message"),
    [
        (Risk("C", "r", -1, 50), "whose variance is not known"),
        (Risk("A", "r", 0, 50), "is worth nothing"),
        (Risk("A", "r", -1, 101), "no whole per cent"),
        (Risk("A", "r", -(2**62), 50), "too large"),
        (Risk("A", "r", -1, 50, worst_pence=-(2**62)), "too large"),
        (Risk("A", "r", -1, 50, worst_pence=0), "not between its worst and its best"),
        (Risk("A", "r", 1, 50, best_pence=0), "not between its worst and its best"),
        (Risk("A", "r", -1, 50, "g", 101), "no whole per cent"),
        (Risk("A", "r", -1, 50, correlation=50), "name the group"),
    ],
)
def test_rows_that_are_none_are_refused(risk: Risk, message: str) -> None:
    """Each with what is wrong with it."""
    with pytest.raises(UsageError, match=message):
        simulate(known(A=1), [risk], seed=1, draws=10)


def test_a_group_is_one_however_it_is_written_and_a_row_stands_once() -> None:
    """Of "w" and " W " both or neither happens; the same row twice is refused, as in a file."""
    rows = [Risk("A", "a", -5, 30, "w"), Risk("B", "b", -5, 30, " W ")]
    assert simulate(known(A=1, B=1), rows, seed=3, draws=1_000).counts[1] == 0
    with pytest.raises(UsageError, match="'a' of A stands 2 times"):
        simulate(known(A=1), [Risk("A", "a", -5, 30), Risk("A", "A ", -4, 30)], seed=1, draws=10)


def test_a_group_has_one_correlation() -> None:
    """Two rows of a group that say different ones: which holds is not for us to choose."""
    rows = [Risk("A", "r", -1, 50, "winter", correlation=percent) for percent in (40, 60)]
    with pytest.raises(UsageError, match=r"'winter' is correlated by \[40, 60\] per cent"):
        simulate(known(A=1), rows, seed=1, draws=10)


def test_a_number_of_draws_or_a_seed_that_is_none_is_refused() -> None:
    """All that is wrong is told together."""
    with pytest.raises(UsageError) as caught:
        simulate(known(A=1), [], seed=-1, draws=0)
    assert len(caught.value.findings) == 2


def test_of_a_book_from_a_file(tmp_path: Path) -> None:
    """The sample at month 8: three overspend anyhow; Islington's chance is the register's."""
    file = tmp_path / "risks.csv"
    file.write_text(
        "body,name,amount,probability,group\n"
        '5K8,a claim,"(20,000,000)",30%,\n'
        "5K7,winter,-30000000,10,winter\n"
        "5K8,winter,-1000,10,winter\n"
        "5A9,a rebate,26000000,100,\n",
        encoding="utf-8",
    )
    book = sample_book()
    head = book.head
    report = book.exposure("M08", file, draws=DRAWS)
    assert book.head == head
    assert [report.body(code).breaches for code in ("5A9", "5C1", "5C9")] == [0, DRAWS, DRAWS]
    assert near(report.body("5K8").breaches, Fraction(30, 100))
    assert near(report.body("5K7").breaches, Fraction(10, 100))
    assert report.any_breach == DRAWS
    assert report.document()["estimate"] is True
    assert "estimate" in str(report)
    assert "no duty is tested by them" in str(report)
    assert len(report.table) == 5
    assert not any("aggregate" in key or "net" in key for key in report.document())


def test_ranges_and_correlation_of_a_file(tmp_path: Path) -> None:
    """Read as they stand, told on the page; each fault of a range or a group at its cell."""
    file = tmp_path / "risks.csv"
    heads = "body,name,amount,probability,group,correlation,worst,best\n"
    file.write_text(
        heads + "5K7,winter,-30000000,50,winter,40%,-31000000,\n"
        "5K8,winter,-30000000,50,winter,40,,-29000000\n",
        encoding="utf-8",
    )
    book = sample_book()
    report = book.exposure("M08", file, draws=DRAWS)
    assert [risk.span for risk in report.rows] == [
        (-31_000_000_00, -30_000_000_00),
        (-30_000_000_00, -29_000_000_00),
    ]
    assert near(report.counts[5], Fraction(35, 100))  # the three that overspend anyhow with them
    assert "(but winter in 40 % of cases)" in str(report)
    assert "Ranges: 2 of them" in str(report)
    file.write_text(
        heads
        + "5K7,a,-3,50,g,40,-2,-4\n5K8,b,-3,50,g,,,\n5K8,c,-3,50,,20,,\n5K8,d,-3,50,h,all,,\n",
        encoding="utf-8",
    )
    with pytest.raises(InputRefusedError) as caught:
        book.exposure("M08", file)
    assert [(f.where.row, f.where.column) for f in caught.value.findings if f.where] == [
        (2, "worst"),
        (2, "best"),
        (4, "group"),
        (5, "correlation"),
        (3, "correlation"),
    ]


def test_a_file_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    """A body of another cluster, a chance of 120 %, nothing at stake: each at its row."""
    file = tmp_path / "risks.csv"
    file.write_text(
        "body,name,amount,probability\n5LC,a,-1,50\n5A9,b,-1,120\n5A9,c,0,half\n", encoding="utf-8"
    )
    with pytest.raises(InputRefusedError) as caught:
        sample_book().exposure("M08", file)
    rows = [f.where.row for f in caught.value.findings if f.where and f.where.row]
    assert sorted(set(rows)) == [2, 3, 4]
    assert len(rows) == 4


def test_where_no_duty_is_tested_there_is_no_chance(tmp_path: Path) -> None:
    """An empty book; a file that is not there; a month to date."""
    empty = Book.in_memory("2011-12", group="NCL")
    with pytest.raises(UsageError, match="no revenue duty is tested"):
        empty.exposure("M08", [])
    with pytest.raises(UsageError, match="cannot be read"):
        empty.exposure("M08", tmp_path / "none.csv")
    with pytest.raises(UsageError, match="year's limit"):
        empty.exposure("M08", [], basis="ytd")
