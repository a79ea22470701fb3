"""Records that learn fields, and keep the form and the digest of what was written before."""

from typing import Any, ClassVar

from pydantic import SerializerFunctionWrapHandler, model_serializer

from pctfinance.ledger.kinds import Frozen

__all__ = ["AddedLater"]


class AddedLater(Frozen):
    """A record whose later fields are not written while they have their default.

    The subclass names those fields in `_ADDED_LATER`.
    """

    _ADDED_LATER: ClassVar[tuple[str, ...]] = ()

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The record as it is written."""
        document: dict[str, Any] = handler(self)
        for name in self._ADDED_LATER:
            if getattr(self, name) == type(self).model_fields[name].default:
                document.pop(name, None)
        return document
