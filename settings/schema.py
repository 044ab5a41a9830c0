"""JSON Schemas of the files that people write, for their editors; generated from the models."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from settings.registry import Registry
from settings.sections.workloads import WorkloadEntry
from settings.stack_config import NAMESPACE, StackConfig
from settings.tenants import Tenants


class _EditorSchema(GenerateJsonSchema):
    """Leaves out what only Python knows about: generated titles, and the None of a key that is not given."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 (pydantic's signature)
        """Set none; an editor shows the key itself."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Describe what a key holds when it is given."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Describe a default that people could write themselves."""
        described = super().default_schema(schema)
        return {key: value for key, value in described.items() if (key, value) != ("default", None)}


_DIALECT = GenerateJsonSchema.schema_dialect


def schemas() -> dict[str, dict[str, Any]]:
    """Return each schema by the file it is kept in, relative to the repository."""
    return {
        "infra/application.schema.json": _contract_schema(),
        "infra/environments.schema.json": _registry_schema(),
        "infra/stack-config.schema.json": _stack_config_schema(),
        "infra/tenants.schema.json": _tenants_schema(),
    }


def _registry_schema() -> dict[str, Any]:
    return {"$schema": _DIALECT, **Registry.model_json_schema(schema_generator=_EditorSchema)}


def _tenants_schema() -> dict[str, Any]:
    return {"$schema": _DIALECT, **Tenants.model_json_schema(schema_generator=_EditorSchema)}


def _contract_schema() -> dict[str, Any]:
    """The contract of the application: the workloads as a stack's file would write them."""
    schema = WorkloadEntry.model_json_schema(schema_generator=_EditorSchema)
    definitions = schema.pop("$defs")
    return {
        "$schema": _DIALECT,
        "title": "The contract of the application",
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "workloads": {"type": "array", "items": {"$ref": "#/$defs/WorkloadEntry"}},
        },
        "required": ["workloads"],
        "additionalProperties": False,
        "$defs": {**definitions, "WorkloadEntry": schema},
    }


def _stack_config_schema() -> dict[str, Any]:
    """The file of a stack: Pulumi's own keys are left alone, ours stand under `config` with their namespace."""
    schema = StackConfig.model_json_schema(schema_generator=_EditorSchema)
    properties = {f"{NAMESPACE}:{key}": value for key, value in schema["properties"].items()}
    return {
        "$schema": _DIALECT,
        "title": "A stack's settings, Pulumi.<environment>.yaml",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "description": schema["description"],
                "properties": properties,
                "patternProperties": {"^pulumi:": {}},
                "additionalProperties": False,
            }
        },
        "$defs": schema["$defs"],
    }
