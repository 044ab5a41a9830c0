"""A certificate of the platform's namespace in another one: as an account of that namespace, which reads it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.api_groups import RBAC
from components.kubernetes.secret_request import SecretRequest, SecretSource
from components.kubernetes.secret_store import API_VERSION, READY
from domain.authority import AUTHORITY_KEY

_KEYS = ("tls.crt", "tls.key", AUTHORITY_KEY)
# The API server's own authority, which Kubernetes puts into each namespace.
_API_AUTHORITY = f"kube-root-{AUTHORITY_KEY}"


@dataclass(frozen=True, kw_only=True)
class CertificateMirrorArgs:
    """Which one, from where, and for whom."""

    secret: pulumi.Input[str]
    """The secret in the platform's namespace, known once there is a certificate in it."""
    name: str
    """What it is called, there and here."""
    platform: str
    """The platform's namespace."""
    namespace: pulumi.Input[str]
    """The namespace of whoever shows the certificate."""
    operator: str
    """The service account of the operator of secrets, in the platform's namespace."""
    wait_seconds: int
    """How long it may take to arrive."""
    after: Sequence[pulumi.Resource] = ()
    """The operator, where this stack installs it: without it the kinds are unknown."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class CertificateMirror(Component):
    """A store that reads one secret, and the request that fills its like; a renewed one arrives within the hour.

    The namespace can't ask the platform's issuer for anything: who is named in the certificate was said beside it.
    """

    secret: pulumi.Output[str]
    """Its name, known once the certificate is there."""

    def __init__(self, name: str, args: CertificateMirrorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:CertificateMirror", name, None, opts)
        self.inside = args.cluster
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=meta.ObjectMetaArgs(name=args.name, namespace=args.namespace),
            automount_service_account_token=False,
            opts=self.child(),
        )
        rights = [
            # The operator's chart would let it have tokens of every account in the cluster.
            self._right(
                f"{name}-token",
                meta.ObjectMetaArgs(name=args.name, namespace=args.namespace),
                rule("serviceaccounts/token", args.name, "create"),
                rbac.SubjectArgs(kind="ServiceAccount", name=args.operator, namespace=args.platform),
            ),
            self._right(
                f"{name}-secret",
                # One for each environment that reads it: they share the namespace.
                meta.ObjectMetaArgs(
                    name=pulumi.Output.concat(args.name, "-in-", args.namespace), namespace=args.platform
                ),
                rule("secrets", args.name, "get"),
                rbac.SubjectArgs(
                    kind="ServiceAccount", name=account.metadata.name, namespace=account.metadata.namespace
                ),
            ),
        ]
        store = CustomResource(
            f"{name}-store",
            api_version=API_VERSION,
            kind="SecretStore",
            metadata=meta.ObjectMetaArgs(name=args.name, namespace=args.namespace, annotations=READY),
            spec={"provider": mirror_provider(args)},
            opts=self.child(depends_on=[*rights, *args.after]),
        )
        request = SecretRequest(
            secret=args.name,
            namespace=args.namespace,
            store=pulumi.Output.all(store.id, args.secret).apply(lambda _: args.name),
            values={key: SecretSource(path=args.name, field=key) for key in _KEYS},
            wait_seconds=args.wait_seconds,
        )
        self.secret = request.made(name, self.child())
        self.register()

    def _right(
        self,
        name: str,
        metadata: meta.ObjectMetaArgs,
        allowed: rbac.PolicyRuleArgs,
        subject: rbac.SubjectArgs,
    ) -> rbac.RoleBinding:
        role = rbac.Role(f"{name}-role", metadata=metadata, rules=[allowed], opts=self.child())
        return rbac.RoleBinding(
            f"{name}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(api_group=RBAC, kind="Role", name=role.metadata.name),
            subjects=[subject],
            opts=self.child(),
        )


def rule(resource: str, name: str, verb: str) -> rbac.PolicyRuleArgs:
    """One thing with one object."""
    return rbac.PolicyRuleArgs(api_groups=[""], resources=[resource], resource_names=[name], verbs=[verb])


def mirror_provider(args: CertificateMirrorArgs) -> dict[str, Any]:
    """The provider of the store, in the words of the operator's kinds: this cluster's API, as the account."""
    return {
        "kubernetes": {
            "remoteNamespace": args.platform,
            "server": {"caProvider": {"type": "ConfigMap", "name": _API_AUTHORITY, "key": AUTHORITY_KEY}},
            "auth": {"serviceAccount": {"name": args.name}},
        }
    }
