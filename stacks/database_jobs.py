"""The jobs that see to the database's logins: bootstrap before a release migrates, rotation every month."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pulumi

from components.aws.database import MASTER_USERNAME
from components.aws.pod_role import PodRole
from components.aws.workload_permissions import database_administration
from components.kubernetes.access_plan import AccessPlan, AccessPlanArgs
from components.kubernetes.container import Step
from components.kubernetes.environment import Environment, namespace_name
from components.kubernetes.operations_job import OperationsJob, OperationsJobArgs
from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.operations_schedule import OperationsSchedule, OperationsScheduleArgs, Restarted
from components.kubernetes.pod_template import FILES_PATH
from components.kubernetes.restart_rights import RestartRights, RestartRightsArgs
from domain.component_names import BOOTSTRAP, OPERATIONS, ROTATION
from domain.container_variables import variables_secret
from domain.keycloak import KEYCLOAK
from domain.plan_files import PLAN_FILE
from domain.temporal import TEMPORAL
from domain.temporal_size import DEPLOYMENTS
from settings.model import Settings
from stacks.access_plan import Known, access_plan, generated_items, restarted
from stacks.data import DataLayer
from stacks.layer import Ground
from stacks.secrets import SecretsLayer, database_logins, temporal_stores
from stacks.sizes import placement
from stacks.workload_roles import login_of, pod_role

_PLAN_PATH = f"{FILES_PATH}/{PLAN_FILE}"
# On work days nobody is surprised by a restart at nine; each environment has a day of its own, which every month has.
_DAYS_OF_EVERY_MONTH = 28


@dataclass(frozen=True, kw_only=True)
class DatabaseJobs:
    """What comes of them for those that wait."""

    bootstrap: OperationsJob
    """Makes the logins and their secrets, for every release and every change of the plan."""
    plan: AccessPlan
    """The plan that they all go by."""


def build_database_jobs(
    ground: Ground,
    data: DataLayer,
    secrets: SecretsLayer,
    environment: Environment,
    *,
    namespace: pulumi.Input[str],
    image: pulumi.Input[str],
    platform: Sequence[pulumi.Resource],
    pull_secret: pulumi.Input[str] | None,
) -> DatabaseJobs:
    """Build both; `image` is the operations image, known once the release may touch the database.

    `platform` is what its namespace comes with, where this stack has one.
    """
    settings = ground.settings
    plan = AccessPlan(
        "access-plan",
        AccessPlanArgs(
            environment=ground.environment,
            namespace=namespace,
            content=_content(settings, data, secrets),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    bootstrap = OperationsJob(
        BOOTSTRAP,
        OperationsJobArgs(
            pod=replace(
                _pod(ground, data, secrets, BOOTSTRAP, "bootstrap", namespace=namespace, plan=plan, image=image),
                pull_secret=pull_secret,
            ),
            image_digest=settings.image_digest(OPERATIONS),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    workloads = restarted(settings)
    OperationsSchedule(
        ROTATION,
        OperationsScheduleArgs(
            pod=replace(
                _pod(ground, data, secrets, ROTATION, "rotate", namespace=namespace, plan=plan, image=image),
                pull_secret=pull_secret,
            ),
            schedule=rotation_schedule(ground.environment),
            restarted=[
                Restarted(
                    namespace=environment.namespaces["control"],
                    external_secrets=[variables_secret(str(workload.name)) for workload in workloads],
                    deployments=[str(workload.name) for workload in workloads],
                )
            ],
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    if temporal_stores(settings):
        keycloak = [KEYCLOAK] if settings.runs_keycloak else []
        RestartRights(
            f"{ROTATION}-of-{TEMPORAL}",
            RestartRightsArgs(
                environment=ground.environment,
                account=ROTATION,
                account_namespace=namespace,
                restarted=Restarted(
                    namespace=namespace_name(ground.environment, "system"),
                    external_secrets=[variables_secret(TEMPORAL), *(variables_secret(each) for each in keycloak)],
                    deployments=DEPLOYMENTS,
                    stateful_sets=keycloak,
                ),
                after=platform,
                cluster=ground.cluster,
            ),
            opts=ground.in_cluster,
        )
    return DatabaseJobs(bootstrap=bootstrap, plan=plan)


def registration_step(ground: Ground) -> Step:
    """What registers the tenants between two runs of the migration, with the migration's own login."""
    return Step(
        name="registration",
        image=ground.settings.image(OPERATIONS),
        arguments=("database", "register", "--plan", _PLAN_PATH),
    )


def rotation_schedule(environment: str) -> str:
    """Once a month at nine, on a day and at a minute of the environment's own: no two change on the same morning."""
    digest = int.from_bytes(hashlib.sha256(environment.encode()).digest()[:4])
    return f"{digest % 60} 9 {1 + digest // 60 % _DAYS_OF_EVERY_MONTH} * *"


def _content(settings: Settings, data: DataLayer, secrets: SecretsLayer) -> pulumi.Output[str]:
    def plan(known: Mapping[str, object]) -> str:
        return access_plan(settings, Known(**known))  # pyright: ignore[reportArgumentType]

    return pulumi.Output.all(
        host=data.database.address,
        port=data.database.port,
        database=data.database.runtime_database,
        master_secret=data.database.master_secret_arn,
        logins={name: secrets.login(name).arn for name in database_logins(settings)},
        generated={item: secrets.item(item).arn for item in generated_items(settings)},
    ).apply(plan)


def _pod(
    ground: Ground,
    data: DataLayer,
    secrets: SecretsLayer,
    component: str,
    command: str,
    *,
    namespace: pulumi.Input[str],
    plan: AccessPlan,
    image: pulumi.Input[str],
) -> OperationsPod:
    role = _role(ground, data, secrets, component)
    return OperationsPod(
        environment=ground.environment,
        component=component,
        image=image,
        image_sha=str(ground.settings.image_sha),
        command=("database", command, "--plan", _PLAN_PATH),
        # A pod that starts before its association exists runs without its AWS identity.
        namespace=pulumi.Output.all(namespace, role.association_id).apply(lambda values: str(values[0])),
        plan=plan.config_map,
        placement=placement("control"),
        calls_kubernetes=component == ROTATION,
    )


def _role(ground: Ground, data: DataLayer, secrets: SecretsLayer, component: str) -> PodRole:
    """Each of the two is the master of the database, and writes the passwords of the others."""
    settings = ground.settings
    administration = database_administration(
        master_secret_arn=data.database.master_secret_arn,
        secret_arns=[
            *(secrets.login(name).arn for name in database_logins(settings)),
            *(secrets.item(item).arn for item in generated_items(settings)),
        ],
        key_arns=[ground.foundation.database_key_arn, ground.foundation.secrets_key_arn],
        region=str(settings.region),
    )
    # Whoever makes the members of rds_iam is counted as one, and RDS then asks it for a token.
    return pod_role(ground, component, "data", [*administration, *login_of(ground, data, MASTER_USERNAME)])
