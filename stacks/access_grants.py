"""Who enters the cluster: the settings' access policies as the cluster's access entries."""

from typing import get_args

from components.aws.cluster_access import CLUSTER_ADMINISTRATION, AccessGrant, administrators
from domain.access_grant import DEPLOY, PREVIEW, grant_name
from domain.access_role import BREAK_GLASS, AccessRole, StandingRole, access_group, preview_group
from domain.iam_role import IamRole
from settings.model import Settings
from stacks.delivery import Delivery

_CLUSTER_VIEW = "AmazonEKSViewPolicy"


def access_grants(settings: Settings, account_id: str, delivery: Delivery) -> list[AccessGrant]:
    """One grant for each principal: administrators, the pipeline, and the holders of the four access policies.

    The settings refuse a principal with two grants, and leave out break-glass grants that have expired: such an
    entry is deleted by the next `up`.
    """
    access = settings.access
    environment = settings.environment.name
    standing = [
        _grant(environment, role, principal, account_id)
        for role in get_args(StandingRole)
        for principal in access.principals(role)
    ]
    emergency = [_grant(environment, BREAK_GLASS, grant.principal, account_id) for grant in access.break_glass]
    everything = administrators(access.administrators, account_id)
    return [*everything, *_pipeline(environment, delivery), *standing, *emergency]


def _pipeline(environment: str, delivery: Delivery) -> list[AccessGrant]:
    return [
        AccessGrant(
            name=DEPLOY,
            principal_arn=delivery.deploy_role_arn,
            eks_policies=[CLUSTER_ADMINISTRATION],
        ),
        # Sees what is there, secrets excepted: enough to show a pull request what it would change.
        AccessGrant(
            name=PREVIEW,
            principal_arn=delivery.preview_role_arn,
            eks_policies=[_CLUSTER_VIEW],
            kubernetes_groups=[preview_group(environment)],
        ),
    ]


def _grant(environment: str, role: AccessRole, principal: IamRole, account_id: str) -> AccessGrant:
    return AccessGrant(
        name=grant_name(principal, role),
        principal_arn=principal.arn(account_id=account_id),
        kubernetes_groups=[access_group(environment, role)],
    )
