"""The secret variables of a component: a secret of its namespace, kept as AWS Secrets Manager has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.secret_store import API_VERSION, READY, REFRESH
from domain.container_variables import variables_secret


@dataclass(frozen=True, kw_only=True)
class SecretSource:
    """Where the value of a variable is."""

    path: pulumi.Input[str]
    """The name of the secret in Secrets Manager."""
    field: str | None = None
    """The field of its JSON; the whole value without one."""


@dataclass(frozen=True, kw_only=True)
class SecretVariablesArgs:
    """Whose variables, and where each is."""

    component: str
    """The component."""
    namespace: pulumi.Input[str]
    """Its namespace."""
    store: pulumi.Input[str]
    """The store of that namespace."""
    variables: Mapping[str, SecretSource]
    """The source of each, by the variable's name."""
    wait_seconds: int
    """How long the values may take to arrive."""
    after: Sequence[pulumi.Resource] = ()
    """What writes the values, where this stack runs it."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class SecretVariables(Component):
    """The request by which the operator fills `<component>-variables`, and takes it along when it goes."""

    secret: pulumi.Output[str]
    """The secret's name, known once each variable has its value."""

    def __init__(self, name: str, args: SecretVariablesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:SecretVariables", name, None, opts)
        self.inside = args.cluster
        secret = variables_secret(args.component)
        wait = f"{args.wait_seconds}s"
        request = CustomResource(
            f"{name}-request",
            api_version=API_VERSION,
            kind="ExternalSecret",
            metadata=meta.ObjectMetaArgs(name=secret, namespace=args.namespace, annotations=READY),
            spec={
                "secretStoreRef": {"kind": "SecretStore", "name": args.store},
                "refreshInterval": REFRESH,
                "target": {"name": secret, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
                "data": [
                    {"secretKey": variable, "remoteRef": _reference(source)}
                    for variable, source in sorted(args.variables.items())
                ],
            },
            opts=self.child(depends_on=args.after, custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait)),
        )
        self.secret = request.id.apply(lambda _: secret)
        self.register()


def _reference(source: SecretSource) -> dict[str, pulumi.Input[str]]:
    return {"key": source.path, "property": source.field} if source.field else {"key": source.path}
