"""The list of commands in `pctfinance --help`, by what they are for."""

from contextlib import AbstractContextManager
from typing import Protocol

import typer
from typer.core import TyperGroup

__all__ = ["PANELS", "Panelled"]

PANELS: dict[str, tuple[str, ...]] = {
    "Begin": ("demo", "template", "rulebook", "check"),
    "Book": ("create", "load", "load-ledger", "loads", "journal", "reverse", "preview", "verify"),
    "Month end": (
        "status",
        "submit",
        "return",
        "controls",
        "close-month",
        "lock",
        "unlock",
        "reopen",
        "close",
        "published",
        "compare",
        "sha-return",
    ),
    "Look": ("position", "levels", "groups", "limit", "bridge", "trace", "lines", "find", "sql"),
    "Budgets and running costs": (
        "budgets",
        "plan",
        "running-costs",
        "running-cost-limit",
        "contract",
        "qipp",
    ),
    "Between bodies, with an authority's approval": (
        "transfer",
        "transfers",
        "approvals",
        "loan",
        "loans",
        "fund",
        "lodgements",
        "write-off",
    ),
    "Headroom": ("headroom", "case"),
    "Delegation to CCGs": ("delegations", "delegation", "ccg"),
    "Shared costs, recharges and emergencies": ("sharing", "recharge", "commitment"),
    "Cash": ("cash", "drawing"),
    "Duties and year-end statements": (
        "duties",
        "bills",
        "provider-arm",
        "control-total",
        "statements",
        "sign-statements",
        "balance-headings",
    ),
    "Agreement of balances": ("agreement", "statement", "answer", "eliminations"),
    "Risk and remedy": ("exposure", "remedy"),
    "Year end": ("decide", "roll-forward", "final-close"),
}


class _Page(Protocol):
    """What a page of help is written with."""

    def section(self, name: str, /) -> AbstractContextManager[None]: ...

    def write_dl(self, rows: list[tuple[str, str]], /) -> None: ...


class Panelled(TyperGroup):
    """A group of commands whose help lists them by panel; what has no panel comes last."""

    def format_commands(self, ctx: typer.Context, formatter: _Page) -> None:  # type: ignore[override]
        """Write one short section a panel, in the order of `PANELS`.

        >>> [name for name in PANELS if "transfer" in PANELS[name]]
        ["Between bodies, with an authority's approval"]
        """
        placed = {name for names in PANELS.values() for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in placed)
        with formatter.section("Commands (COMMAND --help explains each)"):
            for panel, names in {**PANELS, "More": rest}.items():
                found = [(name, self.get_command(ctx, name)) for name in names]
                rows = [(name, command.short_help or "") for name, command in found if command]
                if rows:
                    with formatter.section(panel):
                        formatter.write_dl(rows)
