"""Kinds of Kubernetes objects, and how Pulumi's type tokens name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portarium_sandbox.providers.errors import ProviderError

_TOKEN_PARTS: Final = 3


@dataclass(frozen=True)
class Kind:
    """A kind in one version of its API group: ``apps/v1`` ``Deployment``."""

    api_version: str
    name: str

    @property
    def group(self) -> str:
        """The API group, empty for the core group."""
        return self.api_version.partition("/")[0] if "/" in self.api_version else ""

    @property
    def qualified_name(self) -> str:
        """The kind with its group and without its version, which is what a kind's rules depend on."""
        return f"{self.group}/{self.name}" if self.group else self.name

    def __str__(self) -> str:
        return f"{self.api_version} {self.name}"


def kind_of_token(token: str) -> Kind:
    """The kind that a type token names: ``kubernetes:core/v1:Namespace``."""
    parts = token.split(":")
    if len(parts) != _TOKEN_PARTS or parts[0] != "kubernetes" or "" in parts:
        raise ProviderError(f"{token}: not a Kubernetes type; they look like kubernetes:apps/v1:Deployment")
    # Pulumi calls the nameless core group "core"; the API does not.
    return Kind(parts[1].removeprefix("core/"), parts[2])


def kind_of(token: str, *properties: Mapping[str, Any]) -> Kind:
    """The kind of a resource's object, from the first properties that say it, otherwise from its type token."""
    for candidate in properties:
        api_version, name = candidate.get("apiVersion"), candidate.get("kind")
        if isinstance(api_version, str) and isinstance(name, str):
            return Kind(api_version.removeprefix("core/"), name)
    kind = kind_of_token(token)
    return patched_kind(kind) or kind


def patched_kind(kind: Kind) -> Kind | None:
    """The kind that a type is a patch for, as ``DeploymentPatch`` is for Deployment; None when it is no patch.

    No kind of Kubernetes itself has a name that ends so, nor, as far as is known, any custom one.
    """
    return Kind(kind.api_version, kind.name.removesuffix("Patch")) if kind.name.endswith("Patch") else None


def is_list(kind: Kind) -> bool:
    """Whether a kind is a list of a built-in kind; a custom kind may end in List and be none."""
    built_in = "." not in kind.group or kind.group.endswith(".k8s.io")
    return built_in and kind.name.endswith("List")
