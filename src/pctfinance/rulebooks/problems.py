"""What a validator says about a rulebook, said again for the person who wrote the file."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pctfinance.errors import Finding, Level, PctFinanceError, did_you_mean
from pctfinance.rulebooks.source import SourceText

__all__ = ["findings_from"]

_EXPECTED: MappingProxyType[str, str] = MappingProxyType(
    {
        "bool_type": "true or false",
        "date_type": "a date such as 2011-10-03, without quotes",
        "decimal_type": "a number such as 0.02, without quotes",
        "finite_number": "a number such as 0.02",
        "greater_than_equal": "a number that is not below {ge}",
        "int_type": "a whole number, without quotes",
        "is_instance_of": "a number such as 0.02, without quotes",
        "less_than_equal": "a number that is not above {le}: write 2 % as 0.02",
        "literal_error": "{expected}",
        "model_type": "a table of its own, with `value`, `source` and `certainty`",
        "string_too_short": "a text that says something",
        "string_type": "a text in quotes",
        "too_short": "at least one entry",
        "tuple_type": "an array of tables, headed [[{key}]]",
    }
)


def findings_from(
    error: ValidationError,
    source: SourceText,
    model: type[BaseModel],
    code: str = "rulebook.invalid",
    whole: str = "a rulebook",
) -> tuple[Finding, ...]:
    """Every problem of a file as a finding that names line, dotted key, value and what to write.

    Args:
        error: what the validator said.
        source: the file.
        model: the model of the whole file.
        code: the code of the findings.
        whole: what the file is called in them.

    >>> from pydantic import ConfigDict
    >>> class Payment(BaseModel, extra="forbid"):
    ...     days: int
    >>> from pctfinance.rulebooks.source import parse_source
    >>> source = parse_source("my.toml", b"dayz = 30")
    >>> try:
    ...     Payment.model_validate(source.content)
    ... except ValidationError as error:
    ...     for finding in findings_from(error, source, Payment):
    ...         print(finding)
    my.toml: `days` is absent -> add it [rulebook.invalid]
    my.toml, row 1: `dayz` is no key of a rulebook -> did you mean days? [rulebook.invalid]
    """
    return tuple(_findings(error, source, model, code, whole))


def _findings(
    error: ValidationError, source: SourceText, model: type[BaseModel], code: str, whole: str
) -> Iterator[Finding]:
    for details in error.errors(include_url=False):
        key = ".".join(str(part) for part in details["loc"])
        message, hint = _complaint(key, details, model, whole)
        yield Finding(code, Level.ERROR, message, source.where(key), hint)


def _complaint(
    key: str, details: ErrorDetails, model: type[BaseModel], whole: str
) -> tuple[str, str]:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "missing":
        return f"`{key}` is absent", "add it"
    if kind == "extra_forbidden":
        known = _known_keys(model, details["loc"][:-1])
        hint = did_you_mean(str(details["loc"][-1]), known) or "take it out"
        return f"`{key}` is no key of {whole}", hint
    if kind == "value_error":  # one of our own validators, whose words are fit for people
        return _own_words(key, context["error"])
    expected = _EXPECTED.get(kind, details["msg"]).format(key=key, **context)
    hint = _near_choice(details["input"], context)
    return f"`{key}` is {_shown(details['input'])}, expected {expected}", hint


def _own_words(key: str, error: Exception) -> tuple[str, str]:
    carried = error.findings if isinstance(error, PctFinanceError) else ()
    words = "; ".join(finding.message for finding in carried) or str(error)
    hint = "; ".join(finding.hint for finding in carried if finding.hint)
    return (f"`{key}`: {words}" if key else words), hint


def _near_choice(value: Any, context: Mapping[str, Any]) -> str:
    # pydantic names the choices in one sentence: "'aggregate' or 'body'".
    choices = str(context.get("expected", "")).split("'")[1::2]
    return did_you_mean(value, choices) if isinstance(value, str) else ""


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, str) else f"{value}"


def _known_keys(model: type[BaseModel], path: tuple[int | str, ...]) -> tuple[str, ...]:
    here = model
    for part in path:
        if isinstance(part, str):
            here = _model_in(here.model_fields[part].annotation)
    return tuple(here.model_fields)


def _model_in(annotation: Any) -> type[BaseModel]:
    # `Duty`, `Growth | None` and `tuple[Duty, ...]` all lead to the one model that they name.
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_in(inner) for inner in get_args(annotation) if inner is not type(None))
