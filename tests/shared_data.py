"""Where the published tables stand that some tests check themselves against.

They are kept outside the repository: beside it, or where `PCTFINANCE_SHARED` says. A test that
reads them carries `@needs_shared`, and is skipped where they are absent.
"""

import os
from pathlib import Path

import pytest

__all__ = ["needs_shared", "shared_data"]

_BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data() -> Path | None:
    """The folder that holds `published` and `reference`, or `None` where there is none."""
    folder = Path(os.environ.get("PCTFINANCE_SHARED") or _BESIDE_THE_REPOSITORY)
    return folder if (folder / "published").is_dir() else None


needs_shared = pytest.mark.skipif(
    shared_data() is None, reason="the published tables are not here; set PCTFINANCE_SHARED"
)
