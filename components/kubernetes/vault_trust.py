"""Whom the pods of a namespace believe that a server is Vault's: what the agent is shown before it shows its token."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.secret_request import SecretRequest, SecretSource
from domain.authority import AUTHORITY_KEY
from domain.vault import AUTHORITY


@dataclass(frozen=True, kw_only=True)
class VaultTrustArgs:
    """Which namespace, and where it is written."""

    namespace: pulumi.Input[str]
    """The namespace of the pods."""
    store: pulumi.Input[str]
    """The store of that namespace."""
    path: pulumi.Input[str]
    """The name of the secret in Secrets Manager, which the job that configures Vault writes."""
    wait_seconds: int
    """How long it may take to arrive."""
    after: Sequence[pulumi.Resource] = ()
    """That job, where this stack runs it."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class VaultTrust(Component):
    """The request by which the authority of Vault's certificates comes into a namespace, and is renewed there."""

    secret: pulumi.Output[str]
    """The secret's name, known once it says whom to believe."""

    def __init__(self, name: str, args: VaultTrustArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:VaultTrust", name, None, opts)
        self.inside = args.cluster
        request = SecretRequest(
            secret=AUTHORITY,
            namespace=args.namespace,
            store=args.store,
            values={AUTHORITY_KEY: SecretSource(path=args.path)},
            wait_seconds=args.wait_seconds,
            after=args.after,
        )
        self.secret = request.made(name, self.child())
        self.register()
