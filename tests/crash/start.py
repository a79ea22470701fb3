"""Starting the scripts of this folder as processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["script"]


def script(name: str, *arguments: str) -> subprocess.Popen[str]:
    """A script of this folder by its name, or with `-c` a text, in this interpreter."""
    what = [name] if name == "-c" else ["-m", f"crash.{name}"]
    # Forking is what the scripts are about; newer Pythons warn of it where libraries have threads.
    return subprocess.Popen(  # noqa: S603 - our own scripts
        [sys.executable, "-W", "ignore::DeprecationWarning", *what, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
