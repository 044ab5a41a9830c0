"""The secrets of an environment besides the logins to its database: what each is for, and how often it is renewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

import pulumi

from components.aws.environment_secret import EnvironmentSecret, EnvironmentSecretArgs
from components.component import Component
from domain.secret_path import secret_path
from domain.secret_purpose import MADE_UP, SecretPurpose


@dataclass(frozen=True, kw_only=True)
class BundleItem:
    """One secret of the bundle."""

    name: str
    """What it is called, as `<item>/<key>`."""
    purpose: SecretPurpose
    """What it is for."""
    rotation_frequency_days: int
    """After how many days it is due for another value."""


@dataclass(frozen=True, kw_only=True)
class SecretsBundleArgs:
    """What is in it, and how long it can be had back."""

    environment: str
    """The environment it belongs to."""
    items: Sequence[BundleItem]
    """The secrets."""
    key_arn: pulumi.Input[str]
    """The key that encrypts them."""
    recovery_days: int
    """How many days a deleted one can be had back; with 0, its name is free again at once."""


class SecretsBundle(Component):
    """A secret in AWS Secrets Manager for each item, all of them empty: no value passes through Pulumi."""

    bundle_id: pulumi.Output[str]
    """What tells this bundle from those of all other environments, for as long as there is one of this name."""
    secrets: Mapping[str, EnvironmentSecret]
    """The secret of each item, by the item's name."""

    def __init__(self, name: str, args: SecretsBundleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:SecretsBundle", name, None, opts)
        self.secrets = {item.name: self._secret(name, args, item) for item in args.items}
        self.bundle_id = pulumi.Output.from_input(str(uuid5(NAMESPACE_URL, secret_path(args.environment, ""))))
        self.register()

    def _secret(self, name: str, args: SecretsBundleArgs, item: BundleItem) -> EnvironmentSecret:
        dotted = item.name.replace("/", ".")
        writer = "rotated by itself" if item.purpose in MADE_UP else "written by people"
        return EnvironmentSecret(
            f"{name}-{dotted}",
            EnvironmentSecretArgs(
                environment=args.environment,
                item=item.name,
                description=f"{item.purpose}, {writer}, due every {item.rotation_frequency_days} days",
                key_arn=args.key_arn,
                recovery_days=args.recovery_days,
            ),
            # Before there were bundles, a secret stood by itself: another one could not take its name.
            opts=self.child(aliases=[pulumi.Alias(name=f"secret-{dotted}", parent=pulumi.ROOT_STACK_RESOURCE)]),
        )
