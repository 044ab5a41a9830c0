"""The AWS identities of workloads: each component that uses something of AWS has a role of its own for just that."""

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement
from components.aws.workload_permissions import database_login, evidence_recording
from components.kubernetes.environment import namespace_name
from domain.component_names import MIGRATION
from domain.plane import Plane
from settings.sections.variables import Use
from settings.sections.workloads import Workload
from stacks.data import DataLayer
from stacks.layer import Ground

OF_AWS: frozenset[Use] = frozenset({"database", "evidence"})
"""What a workload has a role for."""


def workload_role(ground: Ground, data: DataLayer, workload: Workload) -> PodRole | None:
    """The role of a workload; none where it uses nothing of AWS, and never one in the execution plane."""
    if workload.plane != "control" or not workload.uses & OF_AWS:
        return None
    statements: list[Statement] = []
    if "database" in workload.uses:
        statements += login_of(ground, data, str(workload.name))
    if "evidence" in workload.uses:
        statements += evidence_recording(bucket_arn=data.evidence.arn, key_arn=ground.foundation.evidence_key_arn)
    return pod_role(ground, str(workload.name), "control", statements)


def migration_role(ground: Ground, data: DataLayer) -> PodRole:
    """The role of the migration: it signs in as the user that owns the schema."""
    return pod_role(ground, MIGRATION, "data", login_of(ground, data, MIGRATION))


def login_of(ground: Ground, data: DataLayer, user: str) -> list[Statement]:
    """The right to sign in to the environment's database as a user, with a token."""
    return database_login(
        region=str(ground.settings.region),
        account_id=ground.account_id,
        database_resource_id=data.database.resource_id,
        user=user,
    )


def pod_role(ground: Ground, component: str, plane: Plane, statements: list[Statement]) -> PodRole:
    """The role of a component's own service account."""
    return PodRole(
        f"role-{component}",
        PodRoleArgs(
            environment=ground.environment,
            account_id=ground.account_id,
            cluster_name=ground.foundation.cluster_name,
            cluster_arn=ground.foundation.cluster_arn,
            namespace=namespace_name(ground.environment, plane),
            service_account=component,
            statements=statements,
            permissions_boundary=ground.foundation.permissions_boundary_arn,
        ),
        opts=ground.on_aws,
    )
