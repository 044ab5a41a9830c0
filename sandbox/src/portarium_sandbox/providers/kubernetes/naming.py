"""Names of Kubernetes objects that the program left to Pulumi."""

import hashlib
from typing import Any, Final

from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.kubernetes.kinds import Kind
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import UNKNOWN, Properties, is_object

AUTONAMED: Final = "pulumi.com/autonamed"
PATCH_FIELD_MANAGER: Final = "pulumi.com/patchFieldManager"
_RANDOM_DIGITS: Final = 8
_GENERATED_NAME: Final = (
    "metadata.generateName",
    "not possible with server-side apply; leave metadata.name out and Pulumi names the object",
)


def named(operation: Operation, inputs: Properties) -> Properties:
    """The inputs with a name: the program's, the one of the state, or a new one.

    Raises InputError when there can't be a name.
    """
    metadata: Any = inputs.get("metadata") or {}
    if metadata is UNKNOWN or metadata.get("name"):
        return inputs
    if metadata.get("generateName"):
        raise InputError(_GENERATED_NAME)
    old_metadata: Any = operation.old_inputs.get("metadata") or {}
    name = old_metadata.get("name") if is_autonamed(operation.old_inputs) else _new_name(operation)
    annotations: Any = metadata.get("annotations") or {}
    if annotations is not UNKNOWN:
        annotations = {**annotations, AUTONAMED: "true"}
    return {**inputs, "metadata": {**metadata, "name": name, "annotations": annotations}}


def is_autonamed(inputs: Properties) -> bool:
    """Whether Pulumi chose the name of an object, so that a replacement can exist beside it."""
    return annotation(inputs, AUTONAMED) == "true"


def annotation(inputs: Properties, name: str) -> str | None:
    """The value of an annotation, None when it isn't there or not known yet."""
    place: Any = inputs
    for step in ("metadata", "annotations", name):
        place = place.get(step) if is_object(place) else None
    return place if isinstance(place, str) else None


def field_manager(operation: Operation, inputs: Properties) -> str:
    """Who, in the API server's records, manages the fields that a resource sets.

    The official provider makes it up; ours follows from the URN, so that an ``up`` that was killed between
    creating an object and noting it in the state is recognised and resumed instead of failing on what it left.
    """
    chosen = annotation(inputs, PATCH_FIELD_MANAGER)
    if chosen:
        return chosen
    return f"pulumi-kubernetes-{hashlib.sha256(operation.urn.encode()).hexdigest()[:_RANDOM_DIGITS]}"


def qualified(kind: Kind, namespace: str | None, name: str | None) -> str:
    """How an object is called in messages: ``apps/v1 Deployment shop/api``."""
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def _new_name(operation: Operation) -> str:
    if operation.autonaming is not None:
        if operation.autonaming.mode == "disable":
            raise InputError(("metadata.name", "is required, because pulumi:autonaming is disabled"))
        return operation.autonaming.proposed_name
    digits = hashlib.sha256(operation.random_seed + operation.urn.encode()).hexdigest()[:_RANDOM_DIGITS]
    return f"{operation.name}-{digits}"
