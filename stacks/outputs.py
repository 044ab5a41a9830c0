"""The outputs of a stack, documented in one place; none of them is a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pulumi


@dataclass(frozen=True, kw_only=True)
class StackOutputs:
    """What `pulumi stack output` shows, and what other stacks and the operator's tools read."""

    environment: str
    """The environment's name."""
    tier: str
    """Its tier."""
    status: pulumi.Output[str]
    """Its status, as recorded in the cluster."""
    release: pulumi.Output[dict[str, Any]]
    """The image SHA it runs, since when, and every SHA that completed an `up` here, the latest last."""
    images: pulumi.Output[dict[str, str]]
    """The full image of each component, as its ready pods run it."""
    namespaces: pulumi.Output[dict[str, str]]
    """Its namespaces by plane."""
    clusterName: pulumi.Input[str]  # noqa: N815 - the name in `pulumi stack output`
    """The EKS cluster."""
    kubeconfig: pulumi.Input[str]
    """How to reach it: `pulumi stack output kubeconfig`; it signs in by `aws eks get-token` and holds no credential."""
    databaseAddress: pulumi.Output[str]  # noqa: N815
    """The host of the database."""
    databaseSecretArn: pulumi.Output[str]  # noqa: N815
    """Where Secrets Manager keeps the master password; the password itself is never in a state."""
    evidenceBucket: pulumi.Output[str]  # noqa: N815
    """The evidence store."""
    auditKeyArn: pulumi.Input[str]  # noqa: N815
    """The key that signs the checkpoints of its audit log, which is in the evidence store."""
    legalHoldRoleArn: pulumi.Output[str | None]  # noqa: N815
    """The role that sets legal holds; none where evidence is not locked."""
    migrations: pulumi.Output[dict[str, str]] | None = None
    """The job that migrated the database last, and when it was done; what is applied, its pod says."""
    secretsBundle: pulumi.Output[dict[str, Any]] | None = None  # noqa: N815
    """Its secrets: what each is for, when it is due and where in the cluster it is; of their values, nothing."""
    nameServers: pulumi.Output[Sequence[str]] | None = None  # noqa: N815
    """What the parent domain must delegate to; only where the stack owns its zone."""
    certificateArn: pulumi.Output[str] | None = None  # noqa: N815
    """The certificate of the environment's public names; there is one once their domain is delegated."""
    foundation: Mapping[str, pulumi.Input[object]] | None = None
    """What stacks that share this one's cluster read."""

    def export(self) -> None:
        """Hand every output that this stack has to the engine."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                pulumi.export(field.name, value)
