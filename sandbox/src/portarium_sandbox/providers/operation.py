"""One call of the engine about one resource, and what a double answers to it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portarium_sandbox.providers.differences import Difference, compare
from portarium_sandbox.providers.engine import Engine
from portarium_sandbox.providers.properties import Properties


@dataclass(frozen=True, kw_only=True)
class Autonaming:
    """What the stack's configuration wants of physical names; see Pulumi's ``pulumi:autonaming``."""

    proposed_name: str
    mode: str
    """``propose`` (may be varied), ``enforce`` (to the letter) or ``disable`` (a name must be given)."""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What the engine says about a resource when it asks for something; each call fills what applies to it."""

    urn: str
    type: str
    """The type token: ``random:index/randomId:RandomId``."""
    name: str
    """The resource's name in the program."""
    engine: Engine
    cancelled: threading.Event
    """Set when the user interrupts: whatever waits must stop waiting."""
    identifier: str = ""
    inputs: Properties = field(default_factory=dict[str, Any])
    """The new inputs; on Read and Delete those of the state."""
    old_inputs: Properties = field(default_factory=dict[str, Any])
    """The inputs of the state, on Check, Diff and Update; empty on the first Check."""
    old_outputs: Properties = field(default_factory=dict[str, Any])
    """The outputs of the state, on Diff, Read, Update and Delete; empty when Read imports."""
    preview: bool = False
    timeout_seconds: float = 0
    """From ``custom_timeouts``; 0 means the provider's own default."""
    ignored_changes: Sequence[str] = ()
    random_seed: bytes = b""
    """On Check: differs from resource to resource, stays the same between preview and update of one plan."""
    autonaming: Autonaming | None = None

    def status(self, message: str) -> None:
        """Show beside the resource what it is waiting for."""
        self.engine.status(self.urn, message)

    def warn(self, message: str) -> None:
        """Show a warning under the resource."""
        self.engine.warn(self.urn, message)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What exists, or in a preview what will: its provider's id, its outputs and (after Read) its inputs."""

    identifier: str
    outputs: Properties
    inputs: Properties = field(default_factory=dict[str, Any])


class ResourceHandler:
    """What a double does for a resource type. The defaults are those of a type that has nothing to look up."""

    def check(self, operation: Operation) -> Properties:
        """The inputs as they are to be used, defaults and generated names filled in.

        Raises InputError.
        """
        return operation.inputs

    def diff(self, operation: Operation) -> Difference:
        """What differs between ``old_inputs`` and ``inputs``, and whether that needs a new resource."""
        return Difference(changes=compare(operation.old_inputs, operation.inputs))

    def create(self, operation: Operation) -> Resource:
        """Create it, or in a preview say what is known of its outputs.

        Raises InitializationError when it exists but failed.
        """
        raise NotImplementedError

    def read(self, operation: Operation) -> Resource | None:
        """What exists now, or None when it is gone; an unreachable API is an error, not None."""
        return Resource(identifier=operation.identifier, outputs=operation.old_outputs, inputs=operation.inputs)

    def update(self, operation: Operation) -> Properties:
        """Change it in place and return its outputs, or in a preview say what is known of them."""
        raise NotImplementedError

    def delete(self, operation: Operation) -> None:
        """Delete it; that it is gone already is no error."""
