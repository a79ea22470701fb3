"""Which bodies a grid is of: their rows among those of the event columns."""

from collections.abc import Mapping, Sequence

import numpy as np

from pctfinance.consolidation.grid_months import Ints

__all__ = ["grid_rows", "rows_of"]


def rows_of(bodies: Sequence[str], places: Mapping[str, int]) -> Ints:
    """The row of each place of a body in the columns; -1 where it is none of these bodies.

    Args:
        bodies: codes, in the order of the rows.
        places: by code where a body stands in the columns, 0 to n - 1.

    Returns:
        n + 1 rows; the last is -1, that of a body which the columns do not name.

    >>> rows_of(["5K7", "5A9"], {"5A9": 0, "5C1": 1, "5K7": 2}).tolist()
    [1, -1, 0, -1]
    """
    rows = np.full(len(places) + 1, -1, dtype=np.int64)
    rows[[places.get(code, -1) for code in bodies]] = np.arange(len(bodies))
    rows[-1] = -1
    return rows


def grid_rows(columns: Mapping[str, Ints], rows: Ints) -> dict[str, Ints]:
    """The lines of the grid's bodies, `body` being the row in the grid.

    Args:
        columns: columns of one length, of which `body` is the place of the body.
        rows: see `rows_of`.

    >>> lines = {"body": np.array([0, 1, 2, 2]), "pence": np.array([10, 20, 30, 40])}
    >>> {name: found.tolist() for name, found in grid_rows(lines, np.array([1, -1, 0, -1])).items()}
    {'body': [1, 0, 0], 'pence': [10, 30, 40]}
    """
    row = rows[columns["body"]]
    at = row >= 0
    if at.all():
        return {**columns, "body": row}
    found = {name: column[at] for name, column in columns.items()}
    found["body"] = row[at]
    return found
