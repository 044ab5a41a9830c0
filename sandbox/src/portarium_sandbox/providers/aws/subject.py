"""The resource that a table's calls are about: what is wanted of it, what is known of it and how to reach it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portarium_sandbox.providers.aws.clients import Clients
from portarium_sandbox.providers.aws.conversion import Converter, as_map, at_path
from portarium_sandbox.providers.aws.schema import ResourceSchema
from portarium_sandbox.providers.properties import Properties


@dataclass(kw_only=True)
class Subject:
    """One resource during one operation."""

    aws: Clients
    service: str
    schema: ResourceSchema
    converter: Converter
    inputs: Properties
    old_inputs: Properties = field(default_factory=dict[str, Any])
    outputs: Properties = field(default_factory=dict[str, Any])
    """What the state has; empty while it is being created."""
    identifier: str = ""
    creation_token: str = ""
    """The same for every attempt to create this resource, different for every other; see `ledger`."""
    observed: Properties = field(default_factory=dict[str, Any])
    """What the API has told so far during this operation."""
    timeout_seconds: float = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    status: Callable[[str], None] = lambda _message: None
    """Shows beside the resource what it is waiting for."""

    def client(self, service: str = "") -> Any:
        """The boto3 client of the type's service, or of another one."""
        return self.aws.client(service or self.service)

    def get(self, path: str) -> Any:
        """An input, by its dotted path."""
        return at_path(self.inputs, path)

    def known(self, path: str) -> Any:
        """An input, or else what the state has."""
        value = self.get(path)
        return at_path(self.outputs, path) if value is None else value

    def api_value(self, path: str) -> Any:
        """An input in the API's shape."""
        value = self.get(path)
        shape = self.schema.inputs.get(path)
        return self.converter.to_api(value, shape)

    @property
    def tags(self) -> dict[str, str]:
        """The tags it is to have, those of the provider's configuration included."""
        return as_map(self.inputs.get("tagsAll"))

    def told(self, name: str) -> Any:
        """An output, as far as the API has told it by now."""
        return self.observed.get(name) or self.outputs.get(name)

    def arn(self, service: str, resource: str, *, region: bool = True, account: bool = True) -> str:
        """An ARN in this account and region."""
        where = f"{self.aws.region if region else ''}:{self.aws.account if account else ''}"
        return f"arn:{self.aws.partition}:{service}:{where}:{resource}"
