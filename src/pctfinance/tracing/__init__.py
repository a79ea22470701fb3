"""From any figure of a position to the events and source rows under it."""

from pctfinance.tracing.parts import Evidence, Part, Role
from pctfinance.tracing.trace import Trace
from pctfinance.tracing.tracer import Tracing

__all__ = ["Evidence", "Part", "Role", "Trace", "Tracing"]
