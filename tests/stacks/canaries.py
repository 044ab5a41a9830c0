"""Values that must be found nowhere: what providers keep in confidence, and what a program's process is given."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pulumi.runtime import rpc

from tests.recording import Recording

ENVIRONMENT = {
    name: f"canary-{name}"
    for name in (
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "GITHUB_TOKEN",
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_CONFIG_PASSPHRASE",
        "VAULT_TOKEN",
    )
}
"""What a program could read of the process that runs it, by the variable."""


def canaries(recording: Recording) -> dict[str, dict[str, Any]]:
    """A value for each property that the schema of a registered resource calls secret, as its provider would answer."""
    return {
        resource.type: {name: f"canary-{resource.type}-{name}" for name in resource.secret_properties}
        for resource in recording.resources
        if resource.secret_properties
    }


def seen(recording: Recording, values: Iterable[str]) -> set[str]:
    """Where a canary is in plain sight: an input, an output of a component or of the stack, an option."""
    places: dict[str, Any] = {
        **{resource.urn: (resource.inputs, resource.name, resource.depends_on) for resource in recording.resources},
        **{f"outputs of {urn}": outputs for urn, outputs in recording.component_outputs.items()},
        "outputs of the stack": recording.result,
    }
    texts = {place: json.dumps(_without_secrets(content), default=str) for place, content in places.items()}
    wanted = tuple(values)
    return {place for place, text in texts.items() if any(value in text for value in wanted)}


def _without_secrets(content: Any) -> Any:
    """What is left when the engine has encrypted what the program calls secret."""
    if rpc.is_rpc_secret(content):
        return "[secret]"
    if isinstance(content, Mapping):
        return {str(key): _without_secrets(value) for key, value in content.items()}  # pyright: ignore
    if isinstance(content, list | tuple | set):
        return [_without_secrets(value) for value in content]  # pyright: ignore
    return content
