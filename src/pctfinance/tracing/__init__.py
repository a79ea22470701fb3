"""From any figure of a report to the events and source rows under it."""

from pctfinance.tracing.judged import Judged, Untraced
from pctfinance.tracing.names import REPORTS, LineRef
from pctfinance.tracing.parts import Evidence, Part, Role
from pctfinance.tracing.trace import Trace
from pctfinance.tracing.tracer import Tracing

__all__ = [
    "REPORTS",
    "Evidence",
    "Judged",
    "LineRef",
    "Part",
    "Role",
    "Trace",
    "Tracing",
    "Untraced",
]
