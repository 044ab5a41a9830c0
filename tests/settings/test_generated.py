"""The generated files: up to date, true, and complete."""

import json
from typing import Any

import jsonschema
import pytest
import yaml

from settings.engine_yaml import EngineLoader
from settings.files import DIRECTORY
from settings.generated import generated, outdated
from settings.registry import Registry
from settings.shape import fields_of, is_model, type_at
from settings.stack_config import StackConfig

_STACKS = ("dev", "staging", "prod")


def _schema(path: str) -> dict[str, Any]:
    return json.loads((DIRECTORY / path).read_text(encoding="utf-8"))


def _stack_file(stack: str) -> dict[str, Any]:
    return yaml.load((DIRECTORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"), Loader=EngineLoader)


def test_generated_files_are_up_to_date() -> None:
    """`portarium settings generate` has been run after the last change of a model."""
    assert outdated() == []


def test_schema_accepts_the_registry() -> None:
    """An editor finds nothing wrong with the canonical list."""
    jsonschema.validate(_schema("infra/environments.json"), _schema("infra/environments.schema.json"))


@pytest.mark.parametrize("stack", _STACKS)
def test_schema_accepts_the_stacks(stack: str) -> None:
    """An editor finds nothing wrong with the stacks' files, and knows which schema they have."""
    text = (DIRECTORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")

    jsonschema.validate(_stack_file(stack), _schema("infra/stack-config.schema.json"))
    assert text.startswith("# yaml-language-server: $schema=infra/stack-config.schema.json\n")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("portarium:imageSha", "latest"),
        ("portarium:databse", {}),
        ("portarium:evidence", {"objectLock": "ON", "retentionDays": 1}),
        ("portarium:nodePools", {"system": {"serves": ["all"], "instanceTypes": ["x"], "minimum": 1, "maximum": 1}}),
        ("aws:region", "eu-central-1"),
    ],
)
def test_schema_refuses_what_the_settings_refuse(key: str, value: object) -> None:
    """An editor marks a mistake while it is made."""
    file = _stack_file("prod")
    file["config"][key] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(file, _schema("infra/stack-config.schema.json"))


@pytest.mark.parametrize("model", [StackConfig, Registry])
def test_every_key_is_described(model: type[Any]) -> None:
    """The schemas and the reference have a sentence for each key that people can write."""
    undescribed: list[str] = []
    queue: list[tuple[str, type[Any]]] = [("", model)]
    while queue:
        path, current = queue.pop()
        for key, field in fields_of(current).items():
            if not field.description:
                undescribed.append(f"{path}{key}")
            inside = [type_at(current, place) for place in ((key,), (key, 0))]
            queue.extend((f"{path}{key}.", candidate) for candidate in inside if is_model(candidate))

    assert undescribed == []


def test_reference_has_a_section_for_each_group_of_keys() -> None:
    """Nobody has to read the models to write a setting."""
    headings = [line for line in generated()["docs/settings.md"].splitlines() if line.startswith("## ")]

    assert len(headings) == len(set(headings))
    assert {"## `nodePools.<name>`", "## `workloads[].probes`", "## `scaling.<name>.autoscaler`"} <= set(headings)
