"""A request by which the operator fills a secret of a namespace, and takes it along when it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.secret_store import API_VERSION, READY, REFRESH


@dataclass(frozen=True, kw_only=True)
class SecretSource:
    """Where the value of a key is."""

    path: pulumi.Input[str]
    """The name of the secret in Secrets Manager."""
    field: str | None = None
    """The field of its JSON; the whole value without one."""


@dataclass(frozen=True, kw_only=True)
class SecretRequest:
    """What is asked for, and where it goes."""

    secret: str
    """The name of the request, and of the secret that is filled."""
    namespace: pulumi.Input[str]
    """The namespace of both."""
    store: pulumi.Input[str]
    """The store of that namespace."""
    values: Mapping[str, SecretSource]
    """The source of each value, by its key."""
    wait_seconds: int
    """How long the values may take to arrive."""
    template: Mapping[str, Any] | None = None
    """What the secret is besides its values."""
    after: Sequence[pulumi.Resource] = ()
    """What writes the values, where this stack runs it."""

    def made(self, name: str, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
        """Make the request, and return the secret's name, known once each value has arrived."""
        wait = f"{self.wait_seconds}s"
        target = {"name": self.secret, "creationPolicy": "Owner", "deletionPolicy": "Retain"}
        request = CustomResource(
            f"{name}-request",
            api_version=API_VERSION,
            kind="ExternalSecret",
            metadata=meta.ObjectMetaArgs(name=self.secret, namespace=self.namespace, annotations=READY),
            spec={
                "secretStoreRef": {"kind": "SecretStore", "name": self.store},
                "refreshInterval": REFRESH,
                "target": {**target, "template": self.template} if self.template else target,
                "data": [
                    {"secretKey": key, "remoteRef": _reference(source)} for key, source in sorted(self.values.items())
                ],
            },
            opts=pulumi.ResourceOptions.merge(
                opts,
                pulumi.ResourceOptions(
                    depends_on=list(self.after), custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait)
                ),
            ),
        )
        return request.id.apply(lambda _: self.secret)


def _reference(source: SecretSource) -> dict[str, pulumi.Input[str]]:
    return {"key": source.path, "property": source.field} if source.field else {"key": source.path}
