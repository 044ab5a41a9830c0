"""The configuration of the repository's own stacks, with changes: what most of these tests start from."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from settings.contract import read_contract
from settings.error import SettingsError
from settings.files import read_config
from settings.model import Settings
from settings.registry import Registry
from settings.resolve import resolve
from settings.stack_config import SCALARS

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"
DIGESTS = {
    component: f"sha256:{digit * 64}"
    for component, digit in (("egress-proxy", "e"), ("operations", "f"), ("control-plane", "c"), ("worker", "d"))
}
"""A digest for each image of the repository's own stacks."""


def items(*more: tuple[str, str]) -> list[dict[str, object]]:
    """Return the two items that every bundle of secrets has, and more by name and purpose."""
    every = (("openfga/api-token", "api-token"), ("control-plane/metrics-token", "metrics-credentials"), *more)
    return [{"name": name, "purpose": purpose, "rotationFrequencyDays": 90} for name, purpose in every]


WITH_GATEWAY = items(("gateway/bearer-token", "service-credentials"))
"""The items of an environment that hands actions to a gateway."""

PROBES = {
    "startup": {"path": "/healthz", "periodSeconds": 1, "failures": 60},
    "liveness": {"path": "/healthz", "periodSeconds": 10},
    "readiness": {"path": "/readyz", "periodSeconds": 5},
}


class Removed:
    """Stands for a key that is taken out."""


REMOVED = Removed()


def configuration(stack: str, changes: Mapping[str, object] | None = None) -> dict[str, str]:
    """Return a stack's configuration as Pulumi hands it over, with values changed by their dotted path."""
    tree: dict[str, Any] = {}
    for key, text in read_config(stack).items():
        name = key.removeprefix("portarium:")
        tree[name] = text if name in SCALARS or name == key else json.loads(text)
    tree.setdefault("workloads", contract())
    # Promotions change the files' SHA, and no test may depend on which one it is.
    tree["imageSha"] = SHA
    tree.pop("imageDigests", None)
    for path, value in (changes or {}).items():
        _change(tree, path.split("."), value)
    prefixed = {key if ":" in key else f"portarium:{key}": value for key, value in tree.items()}
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in prefixed.items()}


def contract() -> list[Any]:
    """Return the workloads of the application, as they are written."""
    return json.loads(json.dumps(read_contract()))


def resolved(stack: str, changes: Mapping[str, object] | None = None, registry: Registry | None = None) -> Settings:
    """Return the settings of a stack with changes."""
    return resolve(stack, configuration(stack, changes), now=NOW, registry=registry)


def problems(stack: str, changes: Mapping[str, object] | None = None, registry: Registry | None = None) -> list[str]:
    """Return the lines with which a stack with changes is refused; none when it is not."""
    try:
        resolved(stack, changes, registry)
    except SettingsError as error:
        return str(error).splitlines()
    return []


def _change(tree: Any, path: list[str], value: object) -> None:
    key: Any = int(path[0]) if isinstance(tree, list) else path[0]
    if len(path) > 1:
        if key not in tree and not isinstance(key, int):
            tree[key] = {}
        _change(tree[key], path[1:], value)
    elif isinstance(value, Removed):
        del tree[key]
    else:
        tree[key] = value
