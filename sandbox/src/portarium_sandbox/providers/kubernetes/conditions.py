"""The annotation ``pulumi.com/waitFor``: what the program itself says an object has to become.

Read as the official provider reads it: braces are required, and a value is compared to the letter.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.change import is_outdated
from portarium_sandbox.providers.kubernetes.inputs import items_in
from portarium_sandbox.providers.kubernetes.readiness import READY, Readiness
from portarium_sandbox.providers.properties import Properties, is_array, is_object

WAIT_FOR: Final = "pulumi.com/waitFor"
_BRACES: Final = re.compile(r"\{\s*\$?(.*?)\s*\}")
_STEP: Final = re.compile(r"""\.([A-Za-z_]\w*)|\[(\d+)\]|\['([^'\\]+)'\]|\["([^"\\]+)"\]""")
_NOTHING: Final = object()


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A value that an object must have at a place; without a value, that there is something at all."""

    path: str = ""
    """The place, as the program writes it."""
    steps: Sequence[str | int] = ()
    value: str = ""
    condition: str | None = None
    """The type of one of the object's conditions, instead of a place."""

    def readiness(self, live: Object) -> Readiness:
        """Whether the object has become what the condition says."""
        return self._of_place(live) if self.condition is None else self._of_condition(live, self.condition)

    def _of_place(self, live: Object) -> Readiness:
        wanted = f"{self.path}={self.value}" if self.value else self.path
        if is_outdated(live):
            return Readiness(waiting_for=f"{wanted} (it may have been so before the change)")
        found: Any = live
        for step in self.steps:
            found = _inside(found, step)
        if found is _NOTHING:
            return Readiness(waiting_for=f"{wanted} ({self.path} selected nothing)")
        if not self.value:
            return READY
        if is_object(found) or is_array(found):
            return Readiness(waiting_for=f"{wanted} ({self.path} has a non-primitive value)")
        shown = json.dumps(found) if isinstance(found, bool) else str(found)
        return READY if shown == self.value else Readiness(waiting_for=f'{wanted} (found "{shown}")')

    def _of_condition(self, live: Object, name: str) -> Readiness:
        wanted = f"condition {name}={self.value}"
        for said in items_in(live, "status", "conditions"):
            if str(said.get("type")).lower() != name.lower():
                continue
            if is_outdated(live, said):
                return Readiness(waiting_for=f"{wanted} (it may have been so before the change)")
            status = str(said.get("status"))
            return (
                READY if status.lower() == self.value.lower() else Readiness(waiting_for=f'{wanted} (now "{status}")')
            )
        return Readiness(waiting_for=wanted)


def conditions(annotation: str) -> list[Condition]:
    """The conditions that an annotation asks for: one, or a JSON list of several.

    Raises ProviderError for an expression that the official provider refuses, or that the double can't evaluate.
    """
    try:
        listed = json.loads(annotation)
    except ValueError:
        listed = [annotation]
    if not is_array(listed) or not all(isinstance(text, str) for text in listed):
        listed = [annotation]
    if not listed:
        raise ProviderError(f"{WAIT_FOR}: at least one condition must be specified")
    return [_condition(str(text)) for text in listed]


def without_wait_for(inputs: Properties) -> Properties:
    """Inputs of an object of which nobody waits for anything in particular."""
    metadata: Properties = inputs.get("metadata") or {}
    annotations: Properties = metadata.get("annotations") or {}
    kept = {name: value for name, value in annotations.items() if name != WAIT_FOR}
    return {**inputs, "metadata": {**metadata, "annotations": kept}}


def _condition(text: str) -> Condition:
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return Condition(condition=name, value=value or "True")
    if not text.startswith("jsonpath="):
        raise ProviderError(f'{WAIT_FOR}: expected a "jsonpath=" or "condition=" prefix, got "{text}"')
    path, equals, value = text.removeprefix("jsonpath=").partition("=")
    if "==" in text or "?" in path:
        raise ProviderError(f"{WAIT_FOR}: the sandbox's Kubernetes provider evaluates no filters: {text}")
    if "=" in value:
        raise ProviderError(f"{WAIT_FOR}: format should be {{.path}}=value or {{.path}}, got {text}")
    if equals and not value:
        raise ProviderError(f"{WAIT_FOR}: {path}= requires a value")
    braces = _BRACES.search(path)
    if braces is None:
        raise ProviderError(f"{WAIT_FOR}: {path} should be wrapped in brackets {{ ... }}")
    if _STEP.sub("", braces[1]) or not braces[1]:
        raise ProviderError(
            f"{WAIT_FOR}: the sandbox's Kubernetes provider can't evaluate {path}; "
            "it knows names and indices, such as {.a.b[0]['c-d']}"
        )
    steps = [
        int(index) if index else name or quoted or double for name, index, quoted, double in _STEP.findall(braces[1])
    ]
    return Condition(path=path, steps=steps, value=value)


def _inside(found: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return found[step] if is_array(found) and step < len(found) else _NOTHING
    held: Mapping[str, Any] = found if is_object(found) else {}
    return held.get(step, _NOTHING)
