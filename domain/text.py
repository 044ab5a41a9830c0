"""`Text`: a string that can only exist in its valid form."""

import json
import re
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Text(str):
    """A checked string: a subclass names its pattern, what it is, and an example of it."""

    __slots__ = ()

    pattern: ClassVar[str] = ""
    """The regular expression that the whole text must match; also the editor's pattern in the JSON Schema."""

    expected: ClassVar[str] = ""
    """What the text should be, as it reads after "is not"."""

    example: ClassVar[str] = ""

    def __new__(cls, value: str) -> Self:
        """Return the checked text, or raise ValueError with one line that says what would be right."""
        if not re.fullmatch(cls.pattern, value, re.ASCII):
            raise ValueError(cls.refusal(value))
        text = super().__new__(cls, value)
        text.check()
        return text

    def check(self) -> None:
        """Raise ValueError for a text that matches the pattern and still is wrong."""

    @classmethod
    def refusal(cls, value: object) -> str:
        """Return the one line with which `value` is refused."""
        return f"{shown(value)} is not {cls.expected}, for example {cls.example}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{cls.pattern})$", "examples": [cls.example]}

    @classmethod
    def _read(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "text", {"expected": cls.expected})
        return cls(value)


def shown(value: object, limit: int = 60) -> str:
    """Return `value` as a message shows it: as JSON on one line, shortened."""
    try:
        text = json.dumps(value, ensure_ascii=True, default=str)
    except (ValueError, RecursionError):
        text = f"a {type(value).__name__}"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
