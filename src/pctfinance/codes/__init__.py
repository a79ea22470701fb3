"""The published codes of findings, in order of precedence; a code is never reused.

Where several codes fit one place, the first of this list is given. `docs/findings.md` shows the
same list to people, with what to do.
"""

from types import MappingProxyType

from pctfinance.codes.code import Code
from pctfinance.codes.commands import COMMAND_CODES
from pctfinance.codes.commitments import COMMITMENT_CODES
from pctfinance.codes.controls import CONTROL_CODES
from pctfinance.codes.inputs import INPUT_CODES
from pctfinance.codes.reports import REPORT_CODES

__all__ = ["CODES", "Code"]

CODES: MappingProxyType[str, Code] = MappingProxyType(
    {**INPUT_CODES, **COMMAND_CODES, **COMMITMENT_CODES, **REPORT_CODES, **CONTROL_CODES}
)
