"""The approval schedule: what waits for an authority goes out, its decisions come back."""

from pctfinance.scheduling.chapter import Scheduling

__all__ = ["Scheduling"]
