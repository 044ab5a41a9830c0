"""The secret variables of a component: a secret of its namespace, kept as AWS Secrets Manager has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.secret_request import SecretRequest, SecretSource
from domain.container_variables import variables_secret


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
        request = SecretRequest(
            secret=variables_secret(args.component),
            namespace=args.namespace,
            store=args.store,
            values=args.variables,
            wait_seconds=args.wait_seconds,
            after=args.after,
        )
        self.secret = request.made(name, self.child())
        self.register()
