"""A secret of an environment, in AWS Secrets Manager; who writes its value is none of Pulumi's business."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import secretsmanager

from components.component import Component
from domain.secret_path import secret_path


@dataclass(frozen=True, kw_only=True)
class EnvironmentSecretArgs:
    """What the secret is of, and how long it can be had back."""

    environment: str
    """The environment it belongs to."""
    item: str
    """What it is of, as `<item>/<key>`; the rest of its name says whose it is."""
    description: str
    """One line for the console: what the value is, and who writes it."""
    key_arn: pulumi.Input[str]
    """The key that encrypts it."""
    recovery_days: int
    """How many days a deleted one can be had back; with 0, its name is free again at once."""


class EnvironmentSecret(Component):
    """An empty secret: its value never passes through Pulumi, and so stands in no state and in no plan."""

    arn: pulumi.Output[str]
    """Its ARN, with the six characters that Secrets Manager adds to the name."""
    path: pulumi.Output[str]
    """Its name, `portarium/<environment>/<item>/<key>`."""

    def __init__(self, name: str, args: EnvironmentSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:EnvironmentSecret", name, None, opts)
        secret = secretsmanager.Secret(
            f"{name}-secret",
            name=secret_path(args.environment, args.item),
            description=args.description,
            kms_key_id=args.key_arn,
            recovery_window_in_days=args.recovery_days,
            opts=self.child(),
        )
        self.arn = secret.arn
        self.path = secret.name
        self.register()
