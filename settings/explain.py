"""Translates pydantic's errors into problems a person can act on."""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.text import shown
from settings.error import Problem
from settings.shape import Location, bare, fields_of, is_model, moved_of, names_of, type_at, wanted

_KEY = "[key]"
_LONGEST_NAME = 60
_LONGEST_LIST = 10

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
    "model_attributes_type": "{input} is not a mapping of keys to values",
    "greater_than_equal": "{input} is under the minimum {ge}",
    "less_than_equal": "{input} is over the maximum {le}",
    "too_short": "is empty; at least {min_length} is needed",
    "too_long": "has {actual_length} entries; at most {max_length} are possible",
}


def explain(model: type[BaseModel], error: ValidationError, file_of: Callable[[str], str]) -> Iterator[Problem]:
    """Yield a problem for each error; `file_of` names the file that a top-level key was read from."""
    errors = error.errors(include_url=False)
    for details in errors:
        if details["type"] == "too_short" and _has_malformed_items(details, errors):
            continue
        location, text = place_of(details), _describe(model, details)
        yield Problem(file=file_of(str(location[0]) if location else ""), path=path_of(location), text=text)


def place_of(details: ErrorDetails) -> Location:
    """Return where an error is; that of a mapping's key is the key itself."""
    location, context = details["loc"], details.get("ctx", {})
    if location and location[-1] == _KEY:
        return location[:-1]
    if details["type"] == "invalid" and context["at"]:
        return (*location, *str(context["at"]).split("."))
    return location


def path_of(location: Sequence[int | str]) -> str:
    """Return a location as people write it: `workloads[0].probes`, with odd characters escaped."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            printable = part.isascii() and part.isprintable() and len(part) <= _LONGEST_NAME
            name = part if printable else shown(part)
            path += f".{name}" if path else name
    return path


def parts_of(path: str) -> list[str]:
    """Return the keys and the indices of a path as people write it."""
    return re.findall(r"[^.\[\]]+", path)


def suggestion(key: str, known: Sequence[str]) -> str:
    """Return the advice for an unknown name: the near one, or all that there are."""
    near = difflib.get_close_matches(_folded(key), [_folded(name) for name in known], n=1, cutoff=0.7)
    if near:
        return f"did you mean {next(name for name in known if _folded(name) == near[0])}?"
    if len(known) > _LONGEST_LIST:
        return "docs/settings.md lists the known ones"
    return f"known are {', '.join(known)}" if known else "none are known here"


def _has_malformed_items(details: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list only looks short because pydantic counts the items that are right."""
    location = details["loc"]
    return any(other["loc"][:-1] == location for other in errors)


def _describe(model: type[BaseModel], details: ErrorDetails) -> str:
    location, kind, context = details["loc"], details["type"], details.get("ctx", {})
    if kind == "missing":
        return f"missing; give {wanted(type_at(model, location))}"
    if kind == "extra_forbidden":
        moved = moved_of(type_at(model, location[:-1])).get(str(location[-1]))
        return moved or f"unknown key; {_advice(model, location)}"
    if kind == "literal_error":
        return _not_a_choice(model, details)
    if kind in {"value_error", "invalid"}:
        return str(context.get("error") or context.get("message"))
    if kind in _PLAIN:
        return _PLAIN[kind].format(input=shown(details["input"]), **context)
    return details["msg"][:1].lower() + details["msg"][1:]


def _advice(model: type[BaseModel], location: Location) -> str:
    """Advise on an unknown key: near to a known one, or known in another place."""
    key = str(location[-1])
    advice = suggestion(key, names_of(type_at(model, location[:-1])))
    if len(location) > 1 and key in fields_of(model):
        return f"{key} is one for the whole file and stands at its top"
    if advice.startswith("did you mean"):
        return advice
    for name, field in fields_of(model).items():
        section = bare(field.annotation)
        if is_model(section) and key in fields_of(section):
            return f"did you mean {name}.{key}?"
    return advice


def _not_a_choice(model: type[BaseModel], details: ErrorDetails) -> str:
    location, value = details["loc"], details["input"]
    if location and location[-1] == _KEY:
        return f"unknown name; {suggestion(str(value), names_of(type_at(model, location[:-2])))}"
    hint = '; write "off" in quotes' if value is False else ""
    return f"{shown(value)} is not one of {', '.join(names_of(type_at(model, location)))}{hint}"


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
