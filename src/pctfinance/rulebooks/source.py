"""Reading a rulebook file, and knowing in which line of it a key stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pctfinance.errors import Finding, Level, RulebookError, Where

__all__ = ["SourceText", "parse_source"]

_HEADER = re.compile(r"\s*\[(?P<array>\[)?\s*(?P<key>[\w.\s-]+?)\s*\]")
_ASSIGNMENT = re.compile(r"\s*(?P<key>[\w.-]+)\s*=")
_PLACE = re.compile(r"\(at line (?P<line>\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class SourceText:
    """A rulebook file as it was read: its name, its content, and the lines of its keys."""

    name: str
    content: Mapping[str, Any]
    lines: Mapping[str, int]

    def where(self, key: str) -> Where:
        """The file, and the line of a dotted key or else of the nearest table above it.

        >>> source = parse_source("my.toml", b"[headroom.rate]")
        >>> str(source.where("headroom.rate.unit"))
        'my.toml, row 1'
        """
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return Where(file=self.name, row=self.lines.get(key))


def parse_source(name: str, raw: bytes) -> SourceText:
    """The content of a rulebook file called `name`, every fraction in it an exact `Decimal`.

    Raises:
        RulebookError: the file is not UTF-8, or not TOML; the finding names the line.

    >>> parse_source("my.toml", b"rate = 0.02").content
    {'rate': Decimal('0.02')}
    >>> parse_source("my.toml", b"rate = 2 %")
    Traceback (most recent call last):
    ...
    pctfinance.errors.RulebookError: my.toml, row 1: Expected newline or end of document after \
a statement -> write `key = value`; text in quotes, 2 % as 0.02 [rulebook.invalid]
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        message = f"this is not UTF-8 text: byte {raw[error.start]:#04x}"
        hint = "save it as UTF-8"
        raise RulebookError(
            Finding("file.encoding", Level.ERROR, message, Where(file=name, row=row), hint)
        ) from error
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(_not_toml(name, text, str(error))) from error
    except RecursionError as error:
        raise RulebookError(
            "brackets within brackets without end", where=Where(file=name)
        ) from error
    return SourceText(name, content, _lines_of_keys(text))


def _not_toml(name: str, text: str, complaint: str) -> Finding:
    place = _PLACE.search(complaint)
    # tomllib says "end of document" where something that was begun is never closed.
    row = int(place["line"]) if place else text.count("\n") + 1
    message = _PLACE.sub("", complaint).replace("(at end of document)", "").strip()
    return Finding(
        "rulebook.invalid",
        Level.ERROR,
        message,
        Where(file=name, row=row),
        "write `key = value`; text in quotes, 2 % as 0.02",
    )


def _lines_of_keys(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    items: dict[str, int] = {}
    table = ""
    for row, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = header["key"].replace(" ", "")
            if header["array"]:
                items[table] = items.get(table, -1) + 1
                table = f"{table}.{items[table]}"
            lines.setdefault(table, row)
        elif assignment := _ASSIGNMENT.match(line):
            lines.setdefault(f"{table}.{assignment['key']}".lstrip("."), row)
    return lines
