"""The contract of the application: what infra/application.json says of its workloads, for stacks that say nothing."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, JsonValue, ValidationError

from settings.error import Problem, SettingsError
from settings.explain import explain
from settings.json_file import each_once
from settings.section import Section

CONTRACT_FILE = "infra/application.json"
PATH = Path(__file__).resolve().parent.parent / CONTRACT_FILE


class Contract(Section):
    """The file as a whole; its workloads are read with the rest of the settings."""

    json_schema: str = Field(default="", alias="$schema")
    """The schema for editors."""
    workloads: tuple[JsonValue, ...]
    """The workloads."""


def read_contract(path: Path = PATH) -> Sequence[JsonValue]:
    """Return the workloads of the contract; raise SettingsError when the file is not readable or wrong."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_once)
        return list(Contract.model_validate(content).workloads)
    except ValidationError as error:
        raise SettingsError(explain(Contract, error, lambda _: CONTRACT_FILE)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError([Problem(file=CONTRACT_FILE, path="", text=f"cannot be read: {error}")]) from None
