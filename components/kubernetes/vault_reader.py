"""As whom the operator of secrets reads from Vault: as an account of the namespace that asks, and as no other."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.api_groups import RBAC
from domain.authority import AUTHORITY_KEY
from domain.vault import AUDIENCE, METHOD

_ACCOUNT = "secret-store"


@dataclass(frozen=True, kw_only=True)
class VaultReaderArgs:
    """Where Vault is, and as whom it is read."""

    namespace: pulumi.Input[str]
    """The namespace whose secrets are read."""
    server: str
    """The URL of Vault."""
    mount: str
    """Where its secrets are, key and value with versions."""
    role: str
    """The role of Vault's that the namespace's account has."""
    authority: str
    """The secret of the namespace, with `ca.crt`, that says whom to believe that a server is Vault's."""
    operator: tuple[str, str]
    """The namespace and the service account of the operator."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class VaultReader(Component):
    """An account of the namespace, for which the operator may have tokens that are for Vault alone to take."""

    provider: pulumi.Output[dict[str, Any]]
    """How a store reads from Vault, known once the operator may sign in."""

    def __init__(self, name: str, args: VaultReaderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:VaultReader", name, None, opts)
        self.inside = args.cluster
        metadata = meta.ObjectMetaArgs(name=_ACCOUNT, namespace=args.namespace)
        account = core.ServiceAccount(
            f"{name}-account", metadata=metadata, automount_service_account_token=False, opts=self.child()
        )
        role = rbac.Role(
            f"{name}-role",
            metadata=metadata,
            # The operator's chart would let it have tokens of every account in the cluster.
            rules=[
                rbac.PolicyRuleArgs(
                    api_groups=[""], resources=["serviceaccounts/token"], resource_names=[_ACCOUNT], verbs=["create"]
                )
            ],
            opts=self.child(),
        )
        namespace, operator = args.operator
        binding = rbac.RoleBinding(
            f"{name}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(api_group=RBAC, kind="Role", name=role.metadata.name),
            subjects=[rbac.SubjectArgs(kind="ServiceAccount", name=operator, namespace=namespace)],
            opts=self.child(),
        )
        self.provider = pulumi.Output.all(account.id, binding.id).apply(lambda _: vault_provider(args))
        self.register()


def vault_provider(args: VaultReaderArgs) -> dict[str, Any]:
    """The provider of a store, in the words of the operator's kinds."""
    return {
        "vault": {
            "server": args.server,
            "path": args.mount,
            "version": "v2",
            "caProvider": {"type": "Secret", "name": args.authority, "key": AUTHORITY_KEY},
            "auth": {
                "kubernetes": {
                    "mountPath": METHOD,
                    "role": args.role,
                    "serviceAccountRef": {"name": _ACCOUNT, "audiences": [AUDIENCE]},
                }
            },
        }
    }
