"""One class of error for each reason why a step of a month, or an event of it, is refused."""

from pctfinance.errors import PostingRefusedError

__all__ = [
    "MONTH_REFUSALS",
    "MonthControlsError",
    "MonthImpactedError",
    "MonthNotOpenError",
    "MonthOrderError",
    "MonthStateError",
    "MonthUnsignedError",
]


class MonthUnsignedError(PostingRefusedError):
    """A step names no office, or gives no reason. Exit code 3."""

    code = "month.unsigned"


class MonthStateError(PostingRefusedError):
    """A month in its state has no such step. Exit code 3."""

    code = "month.wrong-state"


class MonthOrderError(PostingRefusedError):
    """A month would overtake those before it, or leave those after it without ground. Exit code 3."""

    code = "month.out-of-order"


class MonthControlsError(PostingRefusedError):
    """A month is closed without controls that saw all of it, or with errors. Exit code 3."""

    code = "month.controls"


class MonthImpactedError(PostingRefusedError):
    """A month is locked under which something changed. Exit code 3."""

    code = "month.impacted"


class MonthNotOpenError(PostingRefusedError):
    """An event counts for a month that is not open. Exit code 3."""

    code = "month.not-open"


MONTH_REFUSALS = (
    MonthUnsignedError,
    MonthStateError,
    MonthOrderError,
    MonthControlsError,
    MonthImpactedError,
    MonthNotOpenError,
)
"""All of them."""
