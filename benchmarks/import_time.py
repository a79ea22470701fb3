"""How long `import pctfinance` takes, against `import pandas`.

Each import is timed in a fresh process, from inside it, so that the start of Python itself counts
for neither. The two take turns, so that a busy machine is busy for both.

    python benchmarks/import_time.py --runs 20
"""

import argparse
import statistics
import subprocess
import sys
from fractions import Fraction

SUBJECT, YARDSTICK = "pctfinance", "pandas"
AIM = Fraction(1, 3)

TIMED_IMPORT = """
from time import perf_counter_ns
begun = perf_counter_ns()
import {module}
print(perf_counter_ns() - begun)
"""


def nanoseconds(module: str) -> int:
    """How long a fresh process takes to import `module`."""
    command = [sys.executable, "-c", TIMED_IMPORT.format(module=module)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description="Times `import pctfinance` against pandas.")
    parser.add_argument(
        "--runs", type=int, default=11, help="fresh processes for each (default 11)"
    )
    runs = max(1, parser.parse_args().runs)

    for module in (SUBJECT, YARDSTICK):  # compile to bytecode and warm the disk cache, once
        nanoseconds(module)
    times: dict[str, list[int]] = {SUBJECT: [], YARDSTICK: []}
    for _ in range(runs):
        for module, taken in times.items():
            taken.append(nanoseconds(module))

    medians = {module: statistics.median(taken) for module, taken in times.items()}
    for module, median in medians.items():
        print(f"import {module:<12} {median / 1e6:8.1f} ms, median of {runs}")
    ratio = medians[SUBJECT] / medians[YARDSTICK]
    verdict = "below" if ratio < AIM else "NOT below"
    print(f"ratio {ratio:.3f}: {verdict} one third")


if __name__ == "__main__":
    main()
