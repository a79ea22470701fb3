"""The registry: the controls of a book by their ids, those that come with pctfinance and own ones."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pctfinance.consolidation.controls.model import Control
from pctfinance.controlling.files import controls_of_file
from pctfinance.errors import UnknownNameError, UsageError, did_you_mean
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, row
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ControlRegistry"]

_COLUMNS = ("id", "title", "rule", "source", "severity", "scope", "own", "version")


class ControlRegistry:
    """The controls that a book runs, in their order: packaged ones first, then own ones.

    A packaged control is never replaced or taken out, so that nobody has to ask whether it ran. Own
    controls are of this book as it is open: they are no part of what is kept in it, but for their
    ids, versions and findings where a run of a month's controls was recorded.

    >>> from pctfinance.book import Book
    >>> registry = Book.in_memory("2011-12", group="NCL").controls
    >>> registry["duty-breach"].severity.value, registry.own
    ('breach', ())
    """

    def __init__(self, packaged: Iterable[Control]) -> None:
        self._packaged = {one.id: one for one in packaged}
        self._own: dict[str, Control] = {}

    def __iter__(self) -> Iterator[Control]:
        return iter((*self._packaged.values(), *self._own.values()))

    def __len__(self) -> int:
        return len(self._packaged) + len(self._own)

    def __contains__(self, ident: object) -> bool:
        return ident in self._packaged or ident in self._own

    def __getitem__(self, ident: str) -> Control:
        """The control with an id.

        Raises:
            UnknownNameError: there is none; near misses are named.
        """
        found = self._packaged.get(ident) or self._own.get(ident)
        if found is None:
            known = [one.id for one in self]
            listed = f"one of the {len(known)} that a month's controls list, such as {known[0]}"
            hint = did_you_mean(ident, known) or listed
            raise UnknownNameError(f"there is no control {ident!r}", hint=hint)
        return found

    @property
    def own(self) -> tuple[Control, ...]:
        """The controls that were added, in the order in which they were."""
        return tuple(self._own.values())

    def add(self, *controls: Control, replace: bool = False) -> None:
        """Add own controls: all of them, or none.

        The same control may be added again, as when a cell of a notebook is run twice.

        Args:
            controls: what `@control(...)` made.
            replace: whether an own control of the same id gives way to another.

        Raises:
            UsageError: one is none, its id is that of a packaged control, or of another own one and
                `replace` is not said.

        >>> from pctfinance import control
        >>> from pctfinance.book import Book
        >>> mine = control(id="no-limit", rule="r", source="s")(lambda at: None)
        >>> registry = Book.in_memory("2011-12", group="NCL").controls
        >>> registry.add(mine)
        >>> [one.id for one in registry.own]
        ['no-limit']
        """
        added = dict(self._own)
        for one in controls:
            if not isinstance(one, Control):
                raise UsageError(
                    f"{one!r} is no control",
                    hint="make one of it by @control(id=..., rule=..., ...)",
                )
            if one.id in self._packaged or not one.own:
                raise UsageError(
                    f"{one.id!r} is a control of pctfinance's own, which nobody replaces",
                    hint="give yours another id; both then run",
                )
            there = added.get(one.id)
            if there is not None and there.version != one.version and not replace:
                raise UsageError(
                    f"there is another control {one.id!r} already",
                    hint="give it another id, or say replace=True",
                )
            added[one.id] = one
        self._own = added

    def load(self, path: str | Path, *, replace: bool = False) -> tuple[Control, ...]:
        """Add the controls of a Python file; see `controls_of_file` and `add`."""
        found = controls_of_file(path)
        self.add(*found, replace=replace)
        return found

    def remove(self, *ids: str) -> None:
        """Take own controls out.

        Raises:
            UnknownNameError: there is no such control.
            UsageError: it is a packaged one; a report may be asked for without it (`only`).
        """
        for ident in ids:
            if not self[ident].own:
                raise UsageError(
                    f"{ident!r} is a control of pctfinance's own, which nobody takes out",
                    hint="name with `only` those that you want to see",
                )
        self._own = {ident: one for ident, one in self._own.items() if ident not in ids}

    def chosen(self, only: Iterable[str], more: Iterable[Control] = ()) -> tuple[Control, ...]:
        """Those with some ids, or all; with others that are not added.

        Raises:
            UnknownNameError: there is no control of an id.
            UsageError: see `add`.
        """
        whole = ControlRegistry(self._packaged.values())
        whole._own = dict(self._own)
        whole.add(*more)
        ids = (only,) if isinstance(only, str) else tuple(only)
        wanted = {whole[ident].id for ident in ids}
        return tuple(one for one in whole if not wanted or one.id in wanted)

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame: one row a control."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        rows = [[getattr(one, name) for name in _COLUMNS] for one in self]
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        headings = (
            Heading("Control", Align.LEFT),
            Heading("Severity", Align.LEFT),
            Heading("Rule", Align.LEFT, wraps=True),
            Heading("Source", Align.LEFT, wraps=True, optional=True),
        )
        own = len(self._own)
        return Shown(
            title="Controls",
            subtitle=f"{len(self)} controls, {own} of them own",
            headings=headings,
            rows=tuple(row([one.id, one.severity.value, one.rule, one.source]) for one in self),
        )

    def __repr__(self) -> str:
        return f"<Controls: {len(self._packaged)} of pctfinance, {len(self._own)} own>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])
