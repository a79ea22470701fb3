"""Records as a tidy DataFrame: its columns are there without a row, and money is never a float."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["tidy_frame"]


def tidy_frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> "pd.DataFrame":
    """One row a record; amounts (`pence`, `..._pence`) as nullable `Int64`: what is not known is missing.

    Args:
        rows: records, each with these columns.
        columns: the names, in their order.

    >>> str(tidy_frame([{"body": "5A9", "open_pence": None}], ("body", "open_pence")).dtypes.iloc[1])
    'Int64'
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

    frame = pd.DataFrame(list(rows), columns=list(columns))
    return frame.astype({name: "Int64" for name in columns if name.endswith("pence")})
