"""How long a load of journal lines takes beside DuckDB's bare copy of the same CSV to Parquet.

Run it from the top of the project: `python benchmarks/load_lines.py`, with `--lines` for other sizes.
The figures of the file are made up from a fixed seed: they are SYNTHETIC and of no body.

Each run has a process of its own, and the two ways alternate, so that a busy machine disturbs both.
A load is everything: Python and its imports, the profile and the account map, every check, the lines
with their rows, the hashes of the extract and of its lines, and the flushed commit into a new book.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADINGS = (
    "Entity,Period,Cost centre,Subjective,Analysis 1,Analysis 2,Description,Document,Debit,Credit,"
    "Delegate,Counterparty"
)
SEED = 2011


def write_extract(path: Path, lines: int) -> None:
    """Journals of two lines each: a debit, and a credit of the same amount."""
    chosen = random.Random(SEED)  # noqa: S311 - figures that are to be the same every time
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        for number in range(lines // 2):
            pence = chosen.randrange(1, 10**7)
            amount = f"{pence // 100}.{pence % 100:02}"
            for sides in (f"{amount},", f",{amount}"):
                party = "RAL" if not chosen.randrange(5) else ""
                file.write(
                    f"5A9,2011-12 M08,{chosen.randrange(4000, 4400)},{chosen.randrange(52000, 52300)},"
                    f"{chosen.randrange(10**5, 10**5 + 500)},00000,"
                    f"SYNTHETIC invoice {chosen.randrange(10**6)} of supplier {chosen.randrange(5000)},"
                    f"PJ{number:08},{sides},,{party}\n"
                )


def bare(extract: Path, folder: Path) -> None:
    import duckdb  # noqa: PLC0415 - a part of what is measured

    duckdb.execute(
        f"COPY (FROM read_csv('{extract}', all_varchar = true)) TO '{folder / 'bare.parquet'}'"
    )


def load(extract: Path, folder: Path) -> None:
    from pctfinance.book import Book  # noqa: PLC0415 - a part of what is measured
    from pctfinance.extracts.account_map import AccountMap  # noqa: PLC0415 - as above
    from pctfinance.extracts.profile import Profile  # noqa: PLC0415 - as above

    book = Book.create(folder / "book", "2011-12", group="NCL")
    book.load_ledger(
        extract,
        profile=Profile.packaged("example-journal-lines"),
        accounts=AccountMap.parse("account,category,limit\n52*,acute,revenue\n"),
        body="5A9",
        period="2011-12 M08",
        synthetic=True,
    )
    book.close()


WAYS = {"bare": bare, "load": load}


def run_one(way: str, extract: Path) -> dict[str, float]:
    """One run in a process of its own: seconds, seconds of processor, and MB at its peak."""
    with tempfile.TemporaryDirectory(dir=extract.parent) as folder:
        begun = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(
            [sys.executable, __file__, "--way", way, "--extract", str(extract), "--folder", folder],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ.copy(),
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = time.perf_counter() - begun
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told: dict[str, float] = json.loads(ran.stdout)
        return {"wall": seconds, "processor": processor} | told


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, nargs="*", default=[1_000_000])
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--way", choices=WAYS)
    asked.add_argument("--extract", type=Path)
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()
    if given.way:
        begun = time.perf_counter()
        WAYS[given.way](given.extract, given.folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"work": time.perf_counter() - begun, "peak_mb": peak}))
        return
    for lines in given.lines:
        with tempfile.TemporaryDirectory() as folder:
            extract = Path(folder) / "journal.csv"
            write_extract(extract, lines)
            runs: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
            for _ in range(given.runs):
                for way, done in runs.items():
                    done.append(run_one(way, extract))
            size = extract.stat().st_size / 1e6
            print(f"{lines:,} lines, {size:.0f} MB of CSV, {given.runs} runs; medians:")
            middle = {
                way: {name: statistics.median(run[name] for run in done) for name in done[0]}
                for way, done in runs.items()
            }
            for way, found in middle.items():
                print(
                    f"  {way}: {found['wall']:.2f} s in all, {found['work']:.2f} s of them at work, "
                    f"{found['processor']:.2f} s of processor, {found['peak_mb']:.0f} MB at its peak"
                )
            ratios = {
                name: middle["load"][name] / middle["bare"][name]
                for name in ("wall", "work", "processor")
            }
            said = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
            print(f"  load / bare: {said}")


if __name__ == "__main__":
    main()
