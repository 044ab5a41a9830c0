"""One server of Vault, which goes with its environment."""

from components.kubernetes.workload import Placement
from components.platform.installation import Installation
from components.platform.vault import Vault, VaultArgs
from components.platform.vault_values import VaultChartArgs, VaultSize
from domain.quantity import CpuQuantity, MemoryQuantity
from settings.charts import chart

Vault(
    "vault",
    VaultArgs(
        chart=chart("vault"),
        values=VaultChartArgs(
            environment="dev",
            region="eu-central-1",
            namespace="system",
            version="2.0.4",
            size=VaultSize(
                replicas=1,
                cpu=CpuQuantity("250m"),
                memory=MemoryQuantity("512Mi"),
                storage=MemoryQuantity("10Gi"),
                audit=MemoryQuantity("5Gi"),
            ),
            retained=False,
            placement=Placement(),
        ),
        installation=Installation(project="platform", namespace="system", wave=1, wait_seconds=900),
        account_id="123456789012",
        cluster_name="portarium-dev",
        cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/vault-unseal",
        permissions_boundary="arn:aws:iam::123456789012:policy/portarium-dev-boundary",
    ),
)
