"""Controls from a user's own Python file.

The file is run, like any script that its user starts; nothing is written beside it. Its controls are
what `@control(...)` made and the file names at its top level.
"""

import hashlib
import linecache
from pathlib import Path
from typing import Any

from pctfinance.consolidation.controls.model import Control
from pctfinance.errors import Finding, InputRefusedError, Level, Where

__all__ = ["controls_of_file"]


def controls_of_file(path: str | Path) -> tuple[Control, ...]:
    r"""The controls of a file, in the order in which it makes them.

    The version of each is the SHA-256 of the whole file, so that a helper function that changed is
    another version too.

    Raises:
        InputRefusedError: the file cannot be read or run, holds no control, or two of one id.

    >>> from tempfile import TemporaryDirectory
    >>> lines = ("from pctfinance import control",
    ...     "@control(id='no-limit', rule='Every PCT has a limit.', source='finance manual, 3.1')",
    ...     "def no_limit(at):",
    ...     "    if not at.limit_pence:",
    ...     "        yield at.found('there is no limit', at.limit_figure())")
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "my_controls.py"
    ...     _ = file.write_text("\n".join(lines))
    ...     [one.id for one in controls_of_file(file)]
    ['no-limit']
    """
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _unreadable(file, f"it could not be opened: {error.strerror}") from error
    names: dict[str, Any] = {"__name__": f"controls of {file.name}", "__file__": str(file)}
    try:
        code = compile(content, str(file), "exec")
        linecache.checkcache(str(file))
        exec(code, names)  # noqa: S102 - the file is the user's own script, named to be run
    except (Exception, SystemExit) as error:
        row = error.lineno if isinstance(error, SyntaxError) else None
        said = f"it cannot be run: {type(error).__name__}: {error}"
        raise _unreadable(file, said, row) from error
    sha256 = hashlib.sha256(content).hexdigest()
    found = list(dict.fromkeys(one for one in names.values() if isinstance(one, Control)))
    ids = [one.id for one in found]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice or not found:
        said = f"it makes {', '.join(twice)} more than once" if twice else "it makes no control"
        raise _unreadable(file, said)
    return tuple(one.of_file(sha256) for one in found)


def _unreadable(file: Path, said: str, row: int | None = None) -> InputRefusedError:
    return InputRefusedError(
        Finding(
            "control.unreadable",
            Level.ERROR,
            said,
            Where(file=file.name, row=row),
            "see docs/controls.md for a file of controls",
        )
    )
