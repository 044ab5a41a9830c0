"""The store of a namespace: where what it asks for is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component

API_VERSION = "external-secrets.io/v1"
"""The version of the operator's kinds."""

READY = {"pulumi.com/waitFor": "condition=Ready"}
"""The annotation by which Pulumi waits until the operator says so."""

REFRESH = "1h"
"""How often a value is looked up again."""

STORE = "environment"
"""The name of the store."""


@dataclass(frozen=True, kw_only=True)
class SecretStoreArgs:
    """Which namespace, and which region."""

    namespace: pulumi.Input[str]
    """The namespace; others have no use of its store."""
    region: str
    """The region of the secrets, in AWS."""
    vault: pulumi.Input[dict[str, Any]] | None = None
    """How it reads from Vault, where the secrets are there instead."""
    after: Sequence[pulumi.Resource] = ()
    """The operator, where this stack installs it: without it the kind is unknown."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class SecretStore(Component):
    """AWS Secrets Manager, read by the identity of the operator's own pods, or Vault; nobody is handed a credential."""

    store: pulumi.Output[str]
    """Its name, known once the operator accepts it."""

    def __init__(self, name: str, args: SecretStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:SecretStore", name, None, opts)
        self.inside = args.cluster
        store = CustomResource(
            f"{name}-store",
            api_version=API_VERSION,
            kind="SecretStore",
            metadata=meta.ObjectMetaArgs(name=STORE, namespace=args.namespace, annotations=READY),
            spec={"provider": args.vault or {"aws": {"service": "SecretsManager", "region": args.region}}},
            opts=self.child(depends_on=args.after),
        )
        self.store = store.id.apply(lambda _: STORE)
        self.register()
