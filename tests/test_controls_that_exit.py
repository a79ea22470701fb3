"""A control that ends its program: it stops neither the others nor the program that runs it."""

import sys
from pathlib import Path

import pytest

from control_examples import barnet
from pctfinance import control
from pctfinance.consolidation.controls.run import Outcome
from pctfinance.consolidation.controls.views import BodyView
from pctfinance.controlling import controls_of_file
from pctfinance.errors import InputRefusedError


@control(id="leaves", title="It leaves", rule="none", source="a test", severity="warning")
def leaves(_: BodyView) -> None:
    """End the program, as a script does that is run by itself."""
    sys.exit(3)


def test_a_control_that_exits_is_one_that_could_not_run() -> None:
    """It is named with what it did; every other control ran, and interrupting still interrupts."""
    report = barnet().check("M8", controls=[leaves])
    failed = [each for each in report.findings if each.code == "control.failed"]
    assert {each.message for each in failed} == {
        "control 'leaves' could not run: SystemExit: 3, in line 19 of test_controls_that_exit.py"
    }
    assert report.of("leaves", "5A9").outcome is Outcome.NOT_RUN
    assert report.of("duty-breach", "5A9").outcome is not Outcome.NOT_RUN


def test_a_file_of_controls_that_exits_is_refused(tmp_path: Path) -> None:
    """A script with sys.exit() at its end cannot be a file of controls; it is told, and not obeyed."""
    file = tmp_path / "mine.py"
    file.write_text("import sys\nsys.exit('done')\n", encoding="utf-8")
    with pytest.raises(InputRefusedError, match="it cannot be run: SystemExit: done"):
        controls_of_file(file)


def test_an_interruption_is_obeyed() -> None:
    """Who presses Ctrl-C is not told that a control failed."""

    @control(id="pressed", title="Pressed", rule="none", source="a test", severity="warning")
    def pressed(_: BodyView) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        barnet().check("M8", controls=[pressed])
