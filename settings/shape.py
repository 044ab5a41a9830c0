"""What the models say about a place in the config: which keys it has, and what belongs there."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.text import Text
from settings.section import Section

Location = tuple[int | str, ...]


def type_at(model: type[BaseModel], location: Location) -> Any:
    """Return the type that belongs at a location, without Annotated and optional; None for one that is unknown."""
    found: Any = model
    for part in location:
        if is_model(found):
            field = fields_of(found).get(str(part))
            found = bare(field.annotation) if field else None
        else:
            arguments = get_args(found)
            found = bare(arguments[-1 if get_origin(found) is dict else 0]) if arguments else None
    return found


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the keys that people write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def names_of(annotation: Any) -> list[str]:
    """Return the names that are allowed in a place: a model's keys, a mapping's keys, or a choice's values."""
    if is_model(annotation):
        return list(fields_of(annotation))
    if get_origin(annotation) is dict:
        return names_of(bare(get_args(annotation)[0]))
    return [str(name) for name in get_args(annotation)] if get_origin(annotation) is Literal else []


def is_structure(annotation: Any) -> bool:
    """Tell whether what belongs in a place has keys or a list of its own."""
    return is_model(annotation) or get_origin(annotation) in (dict, tuple)


def moved_of(annotation: Any) -> Mapping[str, str]:
    """Return the keys that were in a place once, each with what has become of it."""
    return annotation.moved if isinstance(annotation, type) and issubclass(annotation, Section) else {}


def wanted(annotation: Any) -> str:
    """Return what belongs in a place, as it reads after "give"."""
    if isinstance(annotation, type) and issubclass(annotation, Text):
        return f"{annotation.expected}, for example {annotation.example}"
    if is_model(annotation):
        required = [key for key, field in fields_of(annotation).items() if field.is_required()]
        return f"a mapping with {', '.join(required)}" if required else "a mapping"
    if get_origin(annotation) is Literal:
        return f"one of {', '.join(names_of(annotation))}"
    plain: dict[Any, str] = {bool: "true or false", int: "a whole number", dict: "a mapping", tuple: "a list"}
    return plain.get(get_origin(annotation) or annotation, "text")


def bare(annotation: Any) -> Any:
    """Strip Annotated and the None of an optional type."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    """Tell whether a type is a model."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
