"""What holds of every extract: amounts are read as `money` reads them, sums are those of Python."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract_examples import journal, lines_in, read
from pctfinance.errors import InputRefusedError, MoneyError
from pctfinance.extracts.sums import LARGEST
from pctfinance.money import Unit, parse_money

HEADINGS = "Entity,Period,Subjective,Description,Amount\n"

WRITTEN = st.one_of(
    st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"\(?[1-9][0-9]{0,2}(,[0-9]{3}){0,3}(\.[0-9]{2})?\)?-?", fullmatch=True),
    st.sampled_from(["-", "nil", "−5.00", "1e3", " 7 ", "£5", "1 234", "0.005", ".5", "00", "5-"]),
)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(WRITTEN, min_size=1, max_size=12), unit=st.sampled_from(list(Unit)[:3]))
def test_amounts_are_read_as_money_reads_them(texts: list[str], unit: Unit) -> None:
    """Text by text: the same pence, or a refusal that names the row."""
    wanted: dict[int, int | None] = {}  # nothing where there is no amount to read
    for row, text in enumerate(texts, start=2):
        try:
            pence = parse_money(text, unit=unit)
            wanted[row] = pence if pence is not None else None
        except MoneyError:
            wanted[row] = None
    refused = {row for row, pence in wanted.items() if pence is None}
    content = HEADINGS + "".join(f'5A9,M8,52110,,"{text}"\n' for text in texts)
    with TemporaryDirectory() as folder:
        net = sum(pence for pence in wanted.values() if pence and pence > 0)
        other = sum(-pence for pence in wanted.values() if pence and pence < 0)
        if refused or max(net, other) > LARGEST:
            with pytest.raises(InputRefusedError) as error:
                read(content, Path(folder), journal(contra=True, unit=unit))
            findings = error.value.findings
            assert {f.where.row for f in findings if f.where and f.where.row} == refused
            # Without such a row, they are together more than a document holds exactly.
            assert refused or {f.code for f in findings} == {"money.out-of-range"}
            return
        extract = read(content, Path(folder), journal(contra=True, unit=unit))
        found = lines_in(extract, "source_row, debit_pence - credit_pence, contra")
        assert {row: net for row, net, contra in found if not contra} == wanted


LINES = st.lists(
    st.tuples(
        st.sampled_from(["5A9", "5K7"]),
        st.sampled_from([1, 8, 12]),
        st.sampled_from(["52110", "52190", "13000", "70001"]),
        st.integers(min_value=-(10**12), max_value=10**12),
        st.integers(min_value=0, max_value=2),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=15, deadline=None)
@given(lines=LINES)
def test_cells_are_the_sums_of_lines(lines: list[tuple[str, int, str, int, int]]) -> None:
    """Any lines of any bodies and months, blank lines between them: cells, rows and contra."""
    text, rows, row = HEADINGS, [], 1
    for body, month, account, pence, blanks in lines:
        text += "\n" * blanks
        row += blanks + 1
        sign = "-" if pence < 0 else ""
        text += f"{body},M{month},{account},,{sign}{abs(pence) // 100}.{abs(pence) % 100:02}\n"
        rows.append((body, month, account, pence, row))
    with TemporaryDirectory() as folder:
        extract = read(text, Path(folder), journal(contra=True))
        sums: Counter[tuple[str, int, str]] = Counter()
        for body, month, account, pence, _ in rows:
            sums[body, month, account] += pence
        for at, part in enumerate(extract.months):
            mine = [r for r in rows if (r[0], r[1]) == (part.body, part.period.number)]
            found = lines_in(extract, "line, source_row, account, debit_pence - credit_pence", at)
            assert [tuple(line) for line in found[: len(mine)]] == [
                (n, r[4], r[2], r[3]) for n, r in enumerate(mine, start=1)
            ]
            net = sum(r[3] for r in mine)
            assert part.contra == bool(net)
            assert sum(line[3] for line in found) == 0
            cells = part.cells
            for place, account_at in enumerate(cells.columns["account"]):
                account = cells.codes["account"][account_at]
                if account == "contra":
                    continue
                held = int(cells.columns["debit"][place]) - int(cells.columns["credit"][place])
                assert held == sums[part.body, part.period.number, account]
