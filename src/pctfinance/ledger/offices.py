"""When two texts name one office: whatever the spaces and the case, with or without its organisation."""

__all__ = ["is_same_office", "office_key"]


def office_key(office: str) -> str:
    """An office, whatever the spaces and the case: the same words are the same office.

    >>> office_key(" Chief  Executive, NHS London ")
    'chief executive, nhs london'
    """
    return " ".join(office.split()).casefold()


def is_same_office(one: str, other: str) -> bool:
    """Whether two texts name the same office: an organisation counts only where both name one.

    It stands behind a comma, or in brackets.

    >>> is_same_office("Director of Finance", " director of  finance, NCL")
    True
    >>> is_same_office("Director of Finance, Barnet PCT", "Director of Finance, NCL")
    False
    >>> is_same_office("Director of Finance (NCL)", "Director of Finance, NCL")
    True
    """
    (office, of), (again, of_again) = _parts(one), _parts(other)
    return office == again and (not of or not of_again or of == of_again)


def _parts(office: str) -> tuple[str, str]:
    words, _, of = office.replace("(", ",").replace(")", "").partition(",")
    return office_key(words), office_key(of)
