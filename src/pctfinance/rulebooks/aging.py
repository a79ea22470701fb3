"""How old something is, in bands of days."""

from typing import Annotated

from pydantic import Field, field_validator

from pctfinance.rulebooks.stated import Several, Stated

__all__ = ["AgingBands"]


class AgingBands(Stated):
    """The last day of each band by which disputes are aged; what is older is one band more."""

    days: Annotated[Several[Annotated[int, Field(ge=0)]], Field(min_length=1)]

    @field_validator("days")
    @classmethod
    def _ascend(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if list(days) != sorted(set(days)):
            msg = "the bands do not ascend"
            raise ValueError(msg)
        return days

    @property
    def names(self) -> tuple[str, ...]:
        """The bands in words, the youngest first.

        >>> AgingBands(days=(30, 60), source="s", certainty="published").names
        ('0-30 days', '31-60 days', 'over 60 days')
        """
        starts = (0, *(day + 1 for day in self.days))
        within = (f"{first}-{last} days" for first, last in zip(starts, self.days, strict=False))
        return (*within, f"over {self.days[-1]} days")

    def band(self, days: int) -> str:
        """The band that so many days are in.

        >>> bands = AgingBands(days=(30, 60), source="s", certainty="published")
        >>> bands.band(30), bands.band(31), bands.band(61)
        ('0-30 days', '31-60 days', 'over 60 days')
        """
        return self.names[sum(days > last for last in self.days)]
