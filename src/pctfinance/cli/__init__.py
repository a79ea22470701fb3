"""The commands. They are thin: they read arguments, call the book and print.

Exit codes: 0 done and nothing found, 1 done with findings, 2 wrong usage, 3 input refused,
4 an approval is missing, 5 integrity failure. Results go to standard output; findings, errors and
progress to standard error.
"""

from pctfinance.cli.app import main

__all__ = ["main"]
