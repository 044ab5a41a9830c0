"""Translates pydantic's errors into problems a person can act on."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from settings.domain.text import shown
from settings.error import Problem

Location = tuple[int | str, ...]
_KEY = "[key]"

_PLAIN = {
    "bool_type": "{input} is not true or false",
    "int_type": "{input} is not a whole number",
    "int_from_float": "{input} is not a whole number",
    "string_type": "{input} is not text; put it in quotes",
    "string_unicode": "{input} is not text",
    "tuple_type": "{input} is not a list",
    "list_type": "{input} is not a list",
    "dict_type": "{input} is not a mapping of keys to values",
    "model_type": "{input} is not a mapping of keys to values",
    "greater_than_equal": "{input} is under the minimum {ge}",
    "less_than_equal": "{input} is over the maximum {le}",
    "too_short": "is empty; at least {min_length} is needed",
    "missing": "missing",
}


def explain(model: type[BaseModel], error: ValidationError, file_of: Callable[[str], str]) -> Iterator[Problem]:
    """Yield a problem for each error; `file_of` names the file that a top-level key was read from."""
    for details in error.errors(include_url=False):
        location, text = _describe(model, details)
        yield Problem(file=file_of(str(location[0]) if location else ""), path=path_of(location), text=text)


def path_of(location: Sequence[int | str]) -> str:
    """Return a location as people write it: `workloads[0].probes`, with odd characters escaped."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            name = part if part.isascii() and part.isprintable() and len(part) <= 60 else shown(part)
            path += f".{name}" if path else name
    return path


def suggestion(key: str, known: Sequence[str]) -> str:
    """Return the advice for an unknown name: the near one, or all that there are."""
    near = difflib.get_close_matches(_folded(key), [_folded(name) for name in known], n=1, cutoff=0.6)
    if near:
        return f"did you mean {next(name for name in known if _folded(name) == near[0])}?"
    return f"known are {', '.join(known)}" if known else "none are known here"


def _describe(model: type[BaseModel], details: ErrorDetails) -> tuple[Location, str]:
    location, kind, context = details["loc"], details["type"], details.get("ctx", {})
    value = shown(details["input"])
    if location and location[-1] == _KEY:
        return location[:-1], _unknown_name(model, location[:-1], details)
    if kind == "extra_forbidden":
        return location, f"unknown key; {suggestion(str(location[-1]), _known_keys(model, location[:-1]))}"
    if kind == "literal_error":
        return location, f"{value} is not one of {_choices(context['expected'])}{_boolean_hint(details['input'])}"
    if kind == "value_error":
        return location, str(context["error"])
    if kind == "invalid":
        return (*location, *filter(None, [context["at"]])), str(context["message"])
    if kind in _PLAIN:
        return location, _PLAIN[kind].format(input=value, **context)
    return location, details["msg"][:1].lower() + details["msg"][1:]


def _unknown_name(model: type[BaseModel], location: Location, details: ErrorDetails) -> str:
    """The key of a mapping is wrong: not among the names allowed there, or malformed."""
    if details["type"] == "literal_error":
        allowed = [str(name) for name in _mapping_keys(_type_at(model, location[:-1]))]
        return f"unknown name; {suggestion(str(location[-1]), allowed)}"
    context = details.get("ctx", {})
    return str(context.get("error", details["msg"]))


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    found = _type_at(model, location)
    return [_alias(found, name) for name in found.model_fields] if _is_model(found) else []


def _type_at(model: type[BaseModel], location: Location) -> Any:
    found: Any = model
    for part in location:
        if _is_model(found):
            fields = {_alias(found, name): field.annotation for name, field in found.model_fields.items()}
            found = _bare(fields.get(str(part)))
        else:
            arguments = get_args(found)
            found = _bare(arguments[-1 if get_origin(found) is dict else 0]) if arguments else None
    return found


def _bare(annotation: Any) -> Any:
    """Strip Annotated and the None of an optional type."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _mapping_keys(annotation: Any) -> tuple[Any, ...]:
    key = _bare(get_args(annotation)[0])
    return get_args(key) if get_origin(key) is Literal else ()


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _alias(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _boolean_hint(value: object) -> str:
    return '; write "off" in quotes, YAML reads it as false' if value is False else ""
