"""The files that Vault's agent writes for workloads: as whom it signs in, what it reads, and whom it believes."""

from collections.abc import Mapping, Sequence

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.vault_injection import VaultAccess
from components.kubernetes.vault_trust import VaultTrust, VaultTrustArgs
from domain.plane import WorkloadPlane
from domain.secret_path import secret_path
from domain.vault import AUTHORITY_ITEM, GUESTS, role_name, secrets_of
from settings.model import Settings
from settings.sections.workloads import Workload
from stacks.layer import Ground
from stacks.secret_stores import SecretStores


def vault_access(settings: Settings, workload: Workload) -> VaultAccess | None:
    """How a workload reads from Vault; not at all where its settings name no file.

    An environment on another one's cluster is a guest there: its pods share a role, which sees what is below the name
    of their own namespace.
    """
    if not workload.secret_files:
        return None
    environment, plane = settings.environment.name, workload.plane
    below = f"{GUESTS}/{namespace_name(environment, plane)}" if settings.shared_with else secrets_of(environment, plane)
    return VaultAccess(
        role=role_name(GUESTS if settings.shared_with else environment, plane),
        files={str(file): f"{below}/{place}" for file, place in workload.secret_files.items()},
    )


def build_vault_trust(
    ground: Ground, stores: SecretStores, *, configured: Sequence[pulumi.Resource]
) -> Mapping[WorkloadPlane, pulumi.Output[str]]:
    """Build it for each plane that has readers; `configured` is the job that configures Vault, if this stack has it."""
    settings = ground.settings
    planes: list[WorkloadPlane] = sorted({workload.plane for workload in settings.workloads if workload.secret_files})
    owner = str(settings.shared_with or settings.environment.name)
    return {
        plane: VaultTrust(
            f"vault-trust-{plane}",
            VaultTrustArgs(
                namespace=stores.namespaces[plane],
                store=stores.of(plane),
                path=secret_path(owner, AUTHORITY_ITEM),
                wait_seconds=settings.rollout_seconds,
                after=configured,
                cluster=ground.cluster,
            ),
            opts=ground.in_cluster,
        ).secret
        for plane in planes
    }
