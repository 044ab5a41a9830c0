"""The base of every model: frozen, complete, and in camelCase where people write it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """A group of settings, complete and unchangeable."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
        use_attribute_docstrings=True,
    )

    moved: ClassVar[Mapping[str, str]] = {}
    """Keys that were here once and may still stand in people's files, each with what has become of it."""


# YAML knows booleans and numbers, so text that only looks like one is a mistake and not a value.
Switch = StrictBool
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
Positive = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
Port = Annotated[StrictInt, Field(ge=1024, le=65535)]
Days = Annotated[StrictInt, Field(ge=1, le=36500)]
Percent = Annotated[StrictInt, Field(ge=1, le=100)]


def invalid(at: str, message: str) -> PydanticCustomError:
    """Return the error of a check over several keys, reported at the key `at` of the section."""
    return PydanticCustomError("invalid", "{message}", {"at": at, "message": message})
