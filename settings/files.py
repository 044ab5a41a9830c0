"""Reads a stack's config from its files, the way Pulumi does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import yaml

from domain.stack_name import stack_file
from settings.engine_yaml import EngineLoader
from settings.error import Problem, SettingsError
from settings.stack_config import NAMESPACE, STRUCTURES

DIRECTORY = Path(__file__).resolve().parent.parent
PROJECT_FILE = "Pulumi.yaml"


def read_config(stack: str, directory: Path = DIRECTORY) -> dict[str, str]:
    """Return the stack's config as Pulumi hands it to the program: the project's values under the stack's own."""
    return _project_config(directory) | _stack_config(stack, directory)


def origin_of(stack: str, directory: Path = DIRECTORY) -> Callable[[str], str]:
    """Return a function that names the file which gives a key: the stack's, or the project's."""

    def file_of(key: str) -> str:
        # Only asked when there is a problem to report, so a correct stack never pays for reading the files again.
        full_key = key if ":" in key else f"{NAMESPACE}:{key}"
        try:
            own, common = _stack_config(stack, directory), _project_config(directory)
        except SettingsError:
            return stack_file(stack)
        return PROJECT_FILE if full_key in common and full_key not in own else stack_file(stack)

    return file_of


def repeated_in(stack: str, directory: Path = DIRECTORY) -> frozenset[str]:
    """Return the structures that the stack's file and the project's both give, of which the engine takes the former."""
    own, common = _stack_config(stack, directory), _project_config(directory)
    both = own.keys() & common.keys()
    return frozenset(key for key in STRUCTURES if f"{NAMESPACE}:{key}" in both)


def _stack_config(stack: str, directory: Path) -> dict[str, str]:
    content = _read_yaml(directory / stack_file(stack))
    return {key: _as_text(value) for key, value in _mapping(content.get("config")).items()}


def _project_config(directory: Path) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, declaration in _mapping(_read_yaml(directory / PROJECT_FILE).get("config")).items():
        value = declaration
        if isinstance(declaration, dict):
            fields = cast("dict[str, Any]", declaration)
            value = fields.get("value", fields.get("default"))
        if value is not None:
            values[key if ":" in key else f"{NAMESPACE}:{key}"] = _as_text(value)
    return values


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _read_yaml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return _mapping(yaml.load(path.read_text(encoding="utf-8"), Loader=EngineLoader))  # noqa: S506 (it is a SafeLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError([Problem(file=path.name, path="", text=f"cannot be read: {reason}")]) from None
