"""Pods of one service account that may decrypt with one key."""

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement

PodRole(
    "control-plane",
    PodRoleArgs(
        environment="dev",
        account_id="123456789012",
        cluster_name="portarium-dev",
        cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        namespace="apps-dev",
        service_account="control-plane",
        statements=[
            Statement(actions=["kms:Decrypt"], resources=["arn:aws:kms:eu-central-1:123456789012:key/evidence"])
        ],
    ),
)
