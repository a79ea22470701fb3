"""Running a command in this process, and the smallest input there is."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["TWO_BOARDS", "Ran", "Run", "folder_of", "two_boards"]

TWO_BOARDS: Mapping[str, str] = MappingProxyType(
    {
        "declaration": (
            "key,value\ngroup,TWO\ngroup_name,Two boards\nfinancial_year,2011-12\n"
            "unit,pounds\nsign,costs-positive\n"
        ),
        "bodies": "body,name\nQA1,First board\nQA2,Second board\n",
        "resources": (
            "body,event,effective,notified,reference,amount,funding,issuer\n"
            "QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,England\n"
            "QA2,allocation,2011-04-01,2011-03-01,L/2,2400,recurrent,England\n"
        ),
        "forecasts": (
            "body,period,category,amount\nQA1,M8,services,1200\nQA2,M8,services,2399.99\n"
        ),
    }
)


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def folder_of(tables: Mapping[str, str], folder: Path) -> Path:
    """A folder that holds these tables."""
    folder.mkdir(parents=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def two_boards() -> dict[str, str]:
    """The tables of two boards, to be changed."""
    return dict(TWO_BOARDS)
