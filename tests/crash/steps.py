"""A fault before the n-th call by which a command writes: it dies there, or is told that it may not.

A step is a connection to SQLite or a statement of it, a statement of DuckDB, a call that makes,
opens, flushes, moves or removes a file or folder, and each write to a file. What only reads files of
somebody else is no step.
"""

import builtins
import errno
import io
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

__all__ = ["FAULTS", "MANY", "Step", "Steps", "points", "stepping"]

Step = Callable[[str], None]
"""Called before each step with what it is: `sqlite`, `duckdb`, or the name of a call."""

_REMOVES = frozenset({"unlink", "remove", "rmdir", "open to read", "sqlite ROLLBACK"})
"""What a full disk does not hinder."""

_TOLD = {
    "full": (errno.ENOSPC, sqlite3.SQLITE_FULL),
    "denied": (errno.EACCES, sqlite3.SQLITE_READONLY),
    "broken": (errno.EIO, sqlite3.SQLITE_IOERR),
}

FAULTS = ("killed", *_TOLD)
"""Dead at once; no room from then on; one thing that may not be; one thing the disk did not do."""


MANY = 1_000_000
"""More steps than any command takes."""


def points(steps: int, most: int) -> list[int]:
    """Before which of so many steps the faults happen: at most so many, spread over all of them.

    The last stands for behind the last step: nothing happens then.
    """
    most = max(min(most, steps + 1), 2)
    return sorted({round(number * steps / (most - 1)) for number in range(most)})


class Steps:
    """So many steps are granted; at the next one, `fault` happens."""

    def __init__(self, granted: int, fault: str) -> None:
        self.left = granted
        self.fault = fault
        self.hit = ""
        self.awake = True

    @property
    def taken(self) -> int:
        """How many were taken of `MANY`."""
        return MANY - self.left

    def __call__(self, call: str) -> None:
        """Take a step, if it is still granted; while not `awake`, all are."""
        if not self.awake:
            return
        if self.left:
            self.left -= 1
            return
        if self.hit and self.fault != "full":  # the others happen once
            return
        if self.fault == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "full" and call in _REMOVES:
            return
        self.hit = self.hit or call
        number, code = _TOLD[self.fault]
        if call.startswith("sqlite"):
            error = sqlite3.OperationalError(f"injected: {os.strerror(number)}")
            error.sqlite_errorcode = code
            raise error
        if call == "duckdb":
            raise duckdb.IOException(f"IO Error: injected: {os.strerror(number)}")
        raise OSError(number, os.strerror(number), call)


@contextmanager
def stepping(step: Step, folder: Path) -> Iterator[None]:
    """While it lasts, every step goes through `step`; of reading, only what lies under `folder`."""
    patched: list[tuple[Any, str, Any]] = []

    def patch(holder: Any, name: str, made: Callable[..., Any]) -> None:
        patched.append((holder, name, getattr(holder, name)))
        setattr(holder, name, made)

    opened = io.open
    for name in ("link", "mkdir", "unlink", "remove", "rename", "replace", "rmdir", "fsync"):
        patch(os, name, _before(getattr(os, name), step, name))
    patch(os, "open", _opening(os.open, step))
    for holder in (io, builtins):
        patch(holder, "open", _writing(opened, step, str(folder)))
    patch(sqlite3, "connect", _connecting(sqlite3.connect, step))
    patch(duckdb, "connect", lambda *a, _real=duckdb.connect, **k: _Engine(_real(*a, **k), step))
    try:
        yield
    finally:
        for holder, name, was in patched:
            setattr(holder, name, was)


def _before(call: Callable[..., Any], step: Step, name: str) -> Callable[..., Any]:
    def stepped(*arguments: Any, **options: Any) -> Any:
        step(name)
        return call(*arguments, **options)

    return stepped


def _opening(call: Callable[..., int], step: Step) -> Callable[..., int]:
    def stepped(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        step("open" if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else "open to read")
        return call(path, flags, *arguments, **options)

    return stepped


def _writing(call: Callable[..., Any], step: Step, folder: str) -> Callable[..., Any]:
    def stepped(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if not set("wxa+") & set(mode):
            if folder in str(file):
                step("open to read")
            return call(file, mode, *arguments, **options)
        step("open")
        return _Written(call(file, mode, *arguments, **options), step)

    return stepped


class _Written:
    """A file whose writes are steps; what was written and not flushed may also fail to be closed."""

    def __init__(self, file: Any, step: Step) -> None:
        self._file = file
        self._step = step
        self._dirty = False

    def write(self, content: Any) -> Any:
        self._step("write")
        self._dirty = True
        return self._file.write(content)

    def flush(self) -> None:
        self._step("flush")
        self._dirty = False
        self._file.flush()

    def close(self) -> None:
        try:
            if self._dirty:
                self._dirty = False
                self._step("close")
        finally:
            self._file.close()

    def __enter__(self) -> "_Written":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _connecting(call: Callable[..., Any], step: Step) -> Callable[..., Any]:
    class Stepped(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            step("sqlite ROLLBACK" if arguments[0] == "ROLLBACK" else "sqlite")
            return super().execute(*arguments)

    def stepped(name: Any, **options: Any) -> Any:
        if name == ":memory:":  # no disk has to do with it
            return call(name, **options)
        step("sqlite")
        return call(name, factory=Stepped, **options)

    return stepped


class _Engine:
    """A connection to DuckDB whose statements are steps."""

    def __init__(self, connection: Any, step: Step) -> None:
        self._connection = connection
        self._step = step

    def execute(self, *arguments: Any) -> Any:
        self._step("duckdb")
        return self._connection.execute(*arguments)

    def cursor(self) -> "_Engine":
        return _Engine(self._connection.cursor(), self._step)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
