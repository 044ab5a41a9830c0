"""What can stand between a client and what it wants of a cluster."""

import re
from collections.abc import Mapping
from typing import Any, Final

from portarium_sandbox.errors import SandboxError

_LONG_VALUE: Final = re.compile(r"Invalid value: \{.{100,}?\}: ", re.DOTALL)
"""A whole pod template, as the API server quotes it when one of its fields can't change."""


class KubernetesError(SandboxError):
    """A request that could not be sent: its kubeconfig, or the token that it names, can't be had."""


class ApiError(KubernetesError):
    """What the API server answered instead of doing what it was asked."""

    def __init__(self, status: Mapping[str, Any], code: int) -> None:
        super().__init__(_LONG_VALUE.sub("Invalid value: {...}: ", status.get("message") or f"HTTP status {code}"))
        self.code = code
        self.reason = str(status.get("reason", ""))
        self.details: Mapping[str, Any] = status.get("details") or {}

    @property
    def is_missing_namespace(self) -> bool:
        """Whether the object was refused because its namespace is not there."""
        return self.reason == "NotFound" and self.details.get("kind") == "namespaces"


class UnreachableError(KubernetesError):
    """The API server did not answer; what it would have said is not known."""
