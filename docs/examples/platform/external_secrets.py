"""The operator that copies secrets of dev and of its review environments into their namespaces."""

from components.kubernetes.workload import Placement
from components.platform.external_secrets import ExternalSecrets, ExternalSecretsArgs
from settings.charts import chart

ExternalSecrets(
    "external-secrets",
    ExternalSecretsArgs(
        chart=chart("external-secrets"),
        environment="dev",
        readable=["dev", "review-*"],
        region="eu-central-1",
        account_id="123456789012",
        cluster_name="portarium-dev",
        cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/secrets",
        namespace="system",
        replicas=1,
        placement=Placement(),
        permissions_boundary="arn:aws:iam::123456789012:policy/portarium-dev-boundary",
    ),
)
