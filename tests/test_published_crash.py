"""The process is killed at every step of publishing: nothing is half issued, and a repeat completes."""

import json
import os
from pathlib import Path

import pytest

from crash.start import script


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_step_of_publishing(tmp_path: Path) -> None:
    """The old book with the old files, the new one with the old, one or both of the new."""
    process = script("issued", str(tmp_path))
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, err
    counted = json.loads(out)
    assert set(counted) == {"1:11", "2:11", "2:21", "2:22"}
    assert counted["1:11"] >= 10
