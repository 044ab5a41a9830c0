"""The annotation ``pulumi.com/waitFor``: what the program itself says an object has to become."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.change import is_outdated
from portarium_sandbox.providers.kubernetes.readiness import READY, Readiness, condition
from portarium_sandbox.providers.properties import is_array

WAIT_FOR: Final = "pulumi.com/waitFor"
_JSONPATH: Final = re.compile(r"jsonpath=\{?\.?([^}=]+)\}?(?:=(.*))?")
_STEP: Final = re.compile(r"([\w-]+)|\[(\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A value that an object must have at a place; without a value, that there is something at all."""

    text: str
    steps: Sequence[str | int] = ()
    value: str | None = None
    condition: str | None = None
    """The type of one of the object's conditions, instead of a place."""

    def readiness(self, live: Object) -> Readiness:
        """Whether the object has become what the condition says."""
        if self.condition is not None:
            said = condition(live, self.condition)
            found: Any = said.get("status")
            outdated = is_outdated(live, said)
        else:
            found, outdated = live, self.steps[0] == "status" and is_outdated(live)
            for step in self.steps:
                try:
                    found = found[step]
                except (KeyError, IndexError, TypeError):
                    found = None
                    break
        shown = json.dumps(found) if isinstance(found, (bool, dict, list)) else str(found)
        matches = found is not None and (self.value is None or shown.lower() == self.value.lower())
        if matches and outdated:
            return Readiness(waiting_for=f"{self.text} (it was so before the change)")
        return READY if matches else Readiness(waiting_for=f"{self.text} (now {shown})")


def conditions(annotation: str) -> list[Condition]:
    """The conditions that an annotation asks for: one, or a JSON list of several.

    Raises ProviderError for an expression that the double can't evaluate.
    """
    try:
        listed = json.loads(annotation)
    except ValueError:
        listed = [annotation]
    if not is_array(listed) or not listed:
        raise ProviderError(f"{WAIT_FOR}: expected one condition or a JSON list of them, not {annotation!r}")
    return [_condition(str(text)) for text in listed]


def _condition(text: str) -> Condition:
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return Condition(text=text, condition=name, value=value or "True")
    matched = _JSONPATH.fullmatch(text)
    path = matched.group(1) if matched else ""
    if matched is None or _STEP.sub("", path).strip("."):
        raise ProviderError(
            f"{WAIT_FOR}: the sandbox's Kubernetes provider can't evaluate {text!r}; "
            "it knows condition=<type>[=<status>] and jsonpath={.a.b[0]}[=<value>]"
        )
    steps = [int(index) if index else name for name, index in _STEP.findall(path)]
    return Condition(text=text, steps=steps, value=matched.group(2))
