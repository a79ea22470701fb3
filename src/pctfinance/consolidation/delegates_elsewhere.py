"""Where the register shows a delegate beside the bodies that are looked at."""

from collections.abc import Collection, Iterable, Mapping

from pctfinance.bodies import Register

__all__ = ["delegates_elsewhere"]


def delegates_elsewhere(
    register: Register, delegates: Iterable[str], bodies: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """By delegate the bodies that the register shows it in and that are not among `bodies`, by code.

    A delegate that lies in none of the others is left out.

    >>> register = Register.packaged()
    >>> delegates_elsewhere(register, ["07M"], ["5A9"])
    {}
    """
    found = {
        delegate: tuple(
            sorted(
                {
                    row.body
                    for row in register.overlaps
                    if delegate in row.delegate_codes and row.body not in bodies
                }
            )
        )
        for delegate in delegates
    }
    return {delegate: others for delegate, others in found.items() if others}
