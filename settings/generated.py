"""The files that are generated from the models: the schemas for editors, and the reference."""

import json
from pathlib import Path

from settings import reference, schema
from settings.files import DIRECTORY


def generated() -> dict[str, str]:
    """Return the text of each generated file by its path in the repository."""
    schemas = {path: json.dumps(content, indent=2) + "\n" for path, content in schema.schemas().items()}
    return {**schemas, reference.FILE: reference.rendered()}


def outdated(directory: Path = DIRECTORY) -> list[str]:
    """Return the generated files that are not what the models say."""
    return [path for path, text in generated().items() if not _has(directory / path, text)]


def _has(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
