"""A Vault of dev and one of prod, for tests of what the chart is told."""

from components.kubernetes.workload import Placement
from components.platform.vault_values import VaultChartArgs, VaultSize
from domain.quantity import CpuQuantity, MemoryQuantity


def vault_of(environment: str) -> VaultChartArgs:
    """One server that goes with its environment, or three that stay."""
    small = environment == "dev"
    return VaultChartArgs(
        environment=environment,
        region="eu-central-1",
        namespace="system",
        version="2.0.4",
        size=VaultSize(
            replicas=1 if small else 3,
            cpu=CpuQuantity("250m"),
            memory=MemoryQuantity("512Mi"),
            storage=MemoryQuantity("10Gi"),
            audit=MemoryQuantity("5Gi"),
        ),
        retained=not small,
        placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
    )
