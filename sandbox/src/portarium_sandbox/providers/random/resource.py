"""What all random resources have in common: made once, kept in the state, made anew when an input changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portarium_sandbox.providers.differences import Difference, difference
from portarium_sandbox.providers.errors import InputError, ProviderError
from portarium_sandbox.providers.operation import Operation, Resource, ResourceHandler
from portarium_sandbox.providers.properties import UNKNOWN, Properties, Secret


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One input of a random resource."""

    type: type
    required: bool = False
    default: Any = None


KEEPERS = Argument(type=dict)
"""Every random resource has them: values whose change asks for a new random one."""


@dataclass(frozen=True, kw_only=True)
class Generated:
    """A new random value: the resource's id and its outputs beside the inputs."""

    identifier: str
    outputs: Properties


@dataclass(frozen=True, kw_only=True)
class RandomKind:
    """One random resource type."""

    arguments: Mapping[str, Argument]
    outputs: tuple[str, ...]
    """The outputs that are not inputs as well."""
    generate: Callable[[Properties], Generated]
    """Makes a value from complete inputs."""
    problems: Callable[[Properties], list[tuple[str, str]]] = lambda _inputs: []
    """The inputs that don't fit together, as pairs of property and reason; only called with known values."""
    restore: Callable[[str], Generated] | None = None
    """Makes the outputs of an imported resource from what the user gave as its id; None when it can't be imported."""
    secret_outputs: frozenset[str] = frozenset()


class RandomResource(ResourceHandler):
    """Handles one kind of random resource."""

    def __init__(self, kind: RandomKind) -> None:
        self.kind = kind

    def check(self, operation: Operation) -> Properties:
        """Refuse inputs that the official provider would refuse."""
        inputs = operation.inputs
        failures = [
            (name, f"is not an input of {operation.type}; it has {', '.join(sorted(self.kind.arguments))}")
            for name in inputs
            if name not in self.kind.arguments
        ]
        for name, argument in self.kind.arguments.items():
            value = inputs.get(name)
            if value is None:
                if argument.required:
                    failures.append((name, "is required"))
            elif value is not UNKNOWN and not _is_of(value, argument.type):
                failures.append((name, f"must be of type {argument.type.__name__}, not {type(value).__name__}"))
        if not failures and not any(value is UNKNOWN for value in inputs.values()):
            failures = self.kind.problems(self._complete(inputs))
        if failures:
            raise InputError(*failures)
        return inputs

    def diff(self, operation: Operation) -> Difference:
        """Any change asks for a new value."""
        return difference(operation.old_inputs, operation.inputs, replaces=lambda _place: True)

    def create(self, operation: Operation) -> Resource:
        """Make a value; in a preview it is not known yet."""
        inputs = self._complete(operation.inputs)
        if operation.preview:
            return Resource(identifier="", outputs={**inputs, **dict.fromkeys(self.kind.outputs, UNKNOWN)})
        generated = self.kind.generate(inputs)
        return Resource(identifier=generated.identifier, outputs={**inputs, **self._marked(generated.outputs)})

    def read(self, operation: Operation) -> Resource | None:
        """What is in the state; nothing else knows the value."""
        if operation.old_outputs:
            outputs = self._marked(operation.old_outputs)
            return Resource(identifier=operation.identifier, outputs=outputs, inputs=operation.inputs)
        if self.kind.restore is None:
            raise ProviderError(f"{operation.type} {operation.name}: cannot be imported")
        restored = self.kind.restore(operation.identifier)
        inputs = {name: value for name, value in restored.outputs.items() if name in self.kind.arguments}
        outputs = {**self._complete(inputs), **self._marked(restored.outputs)}
        return Resource(identifier=restored.identifier, outputs=outputs, inputs=inputs)

    def delete(self, operation: Operation) -> None:
        """Nothing exists outside the state."""

    def _complete(self, inputs: Properties) -> Properties:
        defaults = {
            name: argument.default for name, argument in self.kind.arguments.items() if argument.default is not None
        }
        return {**defaults, **inputs}

    def _marked(self, outputs: Properties) -> Properties:
        return {name: Secret(value) if name in self.kind.secret_outputs else value for name, value in outputs.items()}


def _is_of(value: Any, wanted: type) -> bool:
    # A boolean is an int to Python, but not to a provider.
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
