"""What the nodes show the registry for the pods of a namespace, where images are private."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.secret_request import SecretRequest, SecretSource
from domain.secret_purpose import IMAGE_PULL

_TYPE = "kubernetes.io/dockerconfigjson"
_KEY = ".dockerconfigjson"


@dataclass(frozen=True, kw_only=True)
class PullSecretArgs:
    """Whose pods, and where the value is."""

    namespace: pulumi.Input[str]
    """The namespace of the pods."""
    store: pulumi.Input[str]
    """The store of that namespace."""
    path: pulumi.Input[str]
    """The name of the secret in Secrets Manager; its value is a configuration of Docker's, as JSON."""
    wait_seconds: int
    """How long the value may take to arrive."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class PullSecret(Component):
    """The request by which the operator fills a secret of the type that kubelets take for a registry."""

    secret: pulumi.Output[str]
    """The secret's name, known once it has its value."""

    def __init__(self, name: str, args: PullSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:PullSecret", name, None, opts)
        self.inside = args.cluster
        request = SecretRequest(
            secret=IMAGE_PULL,
            namespace=args.namespace,
            store=args.store,
            values={_KEY: SecretSource(path=args.path)},
            wait_seconds=args.wait_seconds,
            # A template without data leaves the values as they are, and gives the secret its type.
            template={"type": _TYPE},
        )
        self.secret = request.made(name, self.child())
        self.register()
