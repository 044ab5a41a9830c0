"""The stores of an environment: one for each namespace that asks for secrets, made when the first asks."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.pull_secret import PullSecret, PullSecretArgs
from components.kubernetes.secret_store import SecretStore, SecretStoreArgs
from components.kubernetes.vault_reader import VaultReader, VaultReaderArgs
from components.platform.external_secrets import EXTERNAL_SECRETS
from domain.plane import EnvironmentPlane, Plane
from domain.secret_purpose import IMAGE_PULL
from domain.vault import AUTHORITY, MOUNT, active_address, role_name
from settings.model import Settings
from stacks.layer import Ground
from stacks.secrets import SecretsLayer

PULLING: tuple[EnvironmentPlane, ...] = ("control", "data", "egress", "execution")
"""Where pods of our images run."""


class SecretStores:
    """The stores, by plane."""

    def __init__(
        self, *, ground: Ground, namespaces: pulumi.Output[dict[str, str]], operator: Sequence[pulumi.Resource]
    ) -> None:
        """Make none yet; `operator` is what this stack installs of it."""
        self.namespaces = namespaces
        self._ground = ground
        self._operator = operator
        self._made: dict[str, pulumi.Output[str]] = {}

    def of(self, plane: EnvironmentPlane) -> pulumi.Output[str]:
        """The store of a plane's namespace, known once the operator accepts it."""
        if plane not in self._made:
            self._made[plane] = SecretStore(
                f"secret-store-{plane}",
                SecretStoreArgs(
                    namespace=self.namespaces[plane],
                    region=str(self._ground.settings.region),
                    vault=self._vault(plane),
                    after=self._operator,
                    cluster=self._ground.cluster,
                ),
                opts=self._ground.in_cluster,
            ).store
        return self._made[plane]

    def _vault(self, plane: EnvironmentPlane) -> pulumi.Output[dict[str, Any]] | None:
        """How Vault is read, where the bundle's source is Vault; the settings refuse that where there is none."""
        ground = self._ground
        if ground.settings.secrets_bundle.source != "ext-vault":
            return None
        system = namespace_name("", "system")
        return VaultReader(
            f"vault-reader-{plane}",
            VaultReaderArgs(
                namespace=self.namespaces[plane],
                server=active_address(system),
                mount=MOUNT,
                role=role_name(ground.environment, plane),
                authority=AUTHORITY,
                operator=(system, EXTERNAL_SECRETS),
                cluster=ground.cluster,
            ),
            opts=ground.in_cluster,
        ).provider


def platform_store(
    ground: Ground, namespace: pulumi.Input[str], operator: Sequence[pulumi.Resource]
) -> pulumi.Output[str]:
    """The store of the platform's namespace, known once the operator accepts it."""
    return SecretStore(
        "secret-store-system",
        SecretStoreArgs(
            namespace=namespace, region=str(ground.settings.region), after=operator, cluster=ground.cluster
        ),
        opts=ground.in_cluster,
    ).store


def pull_item(settings: Settings) -> str | None:
    """The item with which images are pulled; none where everybody may."""
    return next(iter(settings.secrets_bundle.of_purpose(IMAGE_PULL)), None)


def build_pull_secrets(
    ground: Ground, secrets: SecretsLayer, stores: SecretStores
) -> Mapping[EnvironmentPlane, pulumi.Output[str]]:
    """The secret that pods of each plane name, where images are private; nothing where they are not."""
    item = pull_item(ground.settings)
    if item is None:
        return {}
    return {
        plane: _pull_secret(ground, secrets, item, plane, namespace=stores.namespaces[plane], store=stores.of(plane))
        for plane in PULLING
    }


def platform_pull_secret(
    ground: Ground, secrets: SecretsLayer, *, namespace: pulumi.Input[str], store: pulumi.Input[str]
) -> pulumi.Output[str] | None:
    """The same for the pods of our images in the platform's namespace."""
    item = pull_item(ground.settings)
    return _pull_secret(ground, secrets, item, "system", namespace=namespace, store=store) if item else None


def _pull_secret(
    ground: Ground,
    secrets: SecretsLayer,
    item: str,
    plane: Plane,
    *,
    namespace: pulumi.Input[str],
    store: pulumi.Input[str],
) -> pulumi.Output[str]:
    return PullSecret(
        f"image-pull-{plane}",
        PullSecretArgs(
            namespace=namespace,
            store=store,
            path=secrets.item(item).path,
            wait_seconds=ground.settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).secret
