"""The properties of each resource type, as the pulumi-aws SDK has them.

The SDK is asked once for each type and version; its answer is kept in the user's cache folder, because a preview must
not wait for the import of the SDK in the provider as well as in the program.
"""

import dataclasses
import functools
import importlib.metadata
import json
import os
from pathlib import Path
from typing import Any

from portarium_sandbox.providers.aws.schema import ResourceSchema, Shape

FORMAT = 1
"""Part of the cache's file names: to be raised with every change of what is kept there."""


@functools.cache
def schema_of(token: str) -> ResourceSchema:
    """The schema of a type token; KeyError when the installed SDK has no such class."""
    cached = _cache_folder() / f"{token.replace(':', '.').replace('/', '.')}.json"
    try:
        return _from_json(json.loads(cached.read_text()))
    except (OSError, ValueError, KeyError, TypeError):
        # Missing, or cut short by a full disk: the SDK knows.
        pass
    from portarium_sandbox.providers.aws.introspection import introspect  # noqa: PLC0415  (imports the SDK)

    schema = introspect(token)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        fresh = cached.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(_to_json(schema)))
        fresh.replace(cached)
    except OSError:
        # A cache that cannot be written costs time, nothing else.
        pass
    return schema


def _cache_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    version = importlib.metadata.version("pulumi-aws")
    return Path(root) / "portarium" / "aws-schema" / f"{version}-{FORMAT}"


def _to_json(schema: ResourceSchema) -> dict[str, Any]:
    return dataclasses.asdict(schema)


def _shapes(document: dict[str, Any]) -> dict[str, Shape]:
    return {name: _shape(item) for name, item in document.items()}


def _shape(document: dict[str, Any]) -> Shape:
    element = document["element"]
    return Shape(
        kind=document["kind"],
        optional=document["optional"],
        element=None if element is None else _shape(element),
        object=document["object"],
    )


def _from_json(document: dict[str, Any]) -> ResourceSchema:
    return ResourceSchema(
        token=document["token"],
        inputs=_shapes(document["inputs"]),
        outputs=_shapes(document["outputs"]),
        objects={name: _shapes(members) for name, members in document["objects"].items()},
    )
