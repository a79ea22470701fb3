"""What the tables of a position say alike: what the group is called, and what the figures are."""

from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position
from pctfinance.present.shown import up_to
from pctfinance.rulebooks import Words

__all__ = ["group_word", "subtitle"]

_BASES = {
    Basis.YTD: "Year to date",
    Basis.FORECAST: "Forecast outturn",
    Basis.OUTTURN: "Outturn",
}
_NO_CLUSTERS = ("sub_cluster", "sha", "sha_cluster", "country")


def group_word(position: Position, words: Words) -> str:
    """What the group is called: a cluster by the rulebook's word for it.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.rulebooks import Rulebook
    >>> england = Position(Group("ENGLAND", "England"), Period("2011-12 M08"), Basis.FORECAST, None,
    ...     (), CategoryTree(), level="country")
    >>> group_word(england, Rulebook.packaged("2011-12").words)
    'group'
    """
    return "group" if position.level in _NO_CLUSTERS else words.group


def subtitle(position: Position, what: str = "") -> str:
    """What the figures of a table are: their basis and limits, or `what` they are; unit and sign.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> nobody = Position(Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.YTD, None, (),
    ...     CategoryTree())
    >>> subtitle(nobody)
    'Year to date, confirmed limits. £000; favourable positive, (adverse).'
    """
    what = what or f"{_BASES[position.basis]}, confirmed limits"
    return f"{what}{up_to(position.known_at)}. £000; favourable positive, (adverse)."
