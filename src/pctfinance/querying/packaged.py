"""The queries that come with the library, each a file of plain SQL."""

from importlib.resources import files

from pctfinance.errors import UsageError

__all__ = ["packaged_queries", "packaged_query"]

_FOLDER = files("pctfinance.querying") / "sql"


def packaged_queries() -> tuple[str, ...]:
    """The names of the queries, in order.

    >>> "position" in packaged_queries()
    True
    """
    names = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".sql") for name in names if name.endswith(".sql")))


def packaged_query(name: str) -> str:
    """The text of one query.

    Raises:
        UsageError: there is none of that name.

    >>> packaged_query("position").startswith("-- ")
    True
    """
    if name not in packaged_queries():
        raise UsageError(
            f"there is no query {name!r}", hint=f"there are {', '.join(packaged_queries())}"
        )
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
