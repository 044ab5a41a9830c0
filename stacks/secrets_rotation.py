"""The job that renews the secrets of an environment and tells how fresh they are, with the alarms on what it tells."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from components.aws.pod_role import PodRole
from components.aws.secrets_freshness import SecretsFreshness, SecretsFreshnessArgs
from components.aws.workload_permissions import secrets_renewal
from components.kubernetes.access_plan import AccessPlan, AccessPlanArgs
from components.kubernetes.environment import Environment, namespace_name
from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.operations_schedule import OperationsSchedule, OperationsScheduleArgs, Restarted
from components.kubernetes.pod_template import FILES_PATH
from domain.component_names import MIGRATION, SECRETS_ROTATION
from domain.container_variables import variables_secret
from domain.plan_files import SECRETS_PLAN_FILE
from domain.plane import EnvironmentPlane
from domain.retention import LogDays
from domain.secret_item import LOGIN, login_item
from domain.secret_purpose import IMAGE_PULL, MADE_UP
from settings.model import Settings
from stacks.layer import Ground
from stacks.secret_stores import PULLING, pull_item
from stacks.secret_variables import asking
from stacks.secrets import SecretsLayer, database_logins
from stacks.sizes import placement
from stacks.workload_roles import pod_role

_REPORT_DAYS: LogDays = 90
# The logins rotate every month, on a day that each month has.
_LOGIN_DAYS = 31


def build_secrets_rotation(
    ground: Ground,
    secrets: SecretsLayer,
    environment: Environment,
    *,
    namespace: pulumi.Input[str],
    image: pulumi.Input[str],
    pull_secret: pulumi.Input[str] | None,
) -> pulumi.Output[dict[str, Any]]:
    """Build all of it; `image` is the operations image, known once there is something to restart."""
    settings = ground.settings
    freshness = SecretsFreshness(
        "secrets-freshness",
        SecretsFreshnessArgs(
            environment=ground.environment,
            logs_key_arn=ground.foundation.logs_key_arn,
            retention_days=_REPORT_DAYS,
            topic_arn=ground.foundation.alarm_topic_arn,
        ),
        opts=ground.on_aws,
    )
    plan = _plan(settings, secrets, freshness)
    made = AccessPlan(
        "secrets-plan",
        AccessPlanArgs(
            environment=ground.environment,
            namespace=namespace,
            content=plan.apply(lambda content: json.dumps(content, indent=2) + "\n"),
            file=SECRETS_PLAN_FILE,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    role = _role(ground, secrets, freshness)
    OperationsSchedule(
        SECRETS_ROTATION,
        OperationsScheduleArgs(
            pod=OperationsPod(
                environment=ground.environment,
                component=SECRETS_ROTATION,
                image=image,
                image_sha=str(settings.image_sha),
                command=("secrets", "rotate", "--plan", f"{FILES_PATH}/{SECRETS_PLAN_FILE}", "--report"),
                # A pod that starts before its association exists runs without its AWS identity.
                namespace=pulumi.Output.all(namespace, role.association_id).apply(lambda values: str(values[0])),
                plan=made.config_map,
                placement=placement("control"),
                pull_secret=pull_secret,
                calls_kubernetes=True,
            ),
            schedule=secrets_schedule(ground.environment),
            restarted=list(_restarted(settings, environment)),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    return plan


def secrets_schedule(environment: str) -> str:
    """Every hour, at a minute of the environment's own; a secret stays at the hour at which it was written first."""
    return f"{hashlib.sha256(environment.encode()).digest()[0] % 60} * * * *"


def secrets_plan(settings: Settings, *, bundle_id: str, log_group: str, secrets: Mapping[str, str]) -> dict[str, Any]:
    """The plan as `ops/operations/secrets_plan.py` reads it; `secrets` are the ARNs of items and logins, by name."""
    bundle = settings.secrets_bundle
    items = [
        {
            "name": str(item.name),
            "purpose": item.purpose,
            "rotationFrequencyDays": item.rotation_frequency_days,
            "secret": secrets[str(item.name)],
            "rotated": item.purpose in MADE_UP,
        }
        for item in bundle.items
    ]
    logins = [
        {
            "name": name,
            "purpose": LOGIN,
            "rotationFrequencyDays": _LOGIN_DAYS,
            "secret": secrets[name],
            "rotated": False,
        }
        for name in map(login_item, database_logins(settings))
    ]
    return {
        "bundleId": bundle_id,
        "environment": settings.environment.name,
        "source": bundle.source,
        "region": str(settings.region),
        "logGroup": log_group,
        "items": [*items, *logins],
        "mirrors": list(_mirrors(settings)),
    }


def _mirrors(settings: Settings) -> Iterator[dict[str, Any]]:
    environment, pulling = settings.environment.name, pull_item(settings)
    for each in asking(settings):
        yield {
            "namespace": namespace_name(environment, each.plane),
            "externalSecret": variables_secret(each.component),
            "items": each.items,
            **({} if each.component == MIGRATION else {"deployment": each.component}),
        }
    for plane in PULLING if pulling else ():
        yield {"namespace": namespace_name(environment, plane), "externalSecret": IMAGE_PULL, "items": [pulling]}


def _plan(settings: Settings, secrets: SecretsLayer, freshness: SecretsFreshness) -> pulumi.Output[dict[str, Any]]:
    arns = {
        **{name: secret.arn for name, secret in secrets.bundle.secrets.items()},
        **{login_item(name): secrets.login(name).arn for name in database_logins(settings)},
    }
    return pulumi.Output.all(
        bundle_id=secrets.bundle.bundle_id, log_group=freshness.log_group_name, secrets=pulumi.Output.all(**arns)
    ).apply(lambda known: secrets_plan(settings, **known))


def _role(ground: Ground, secrets: SecretsLayer, freshness: SecretsFreshness) -> PodRole:
    """It writes what is made up, and sees of the others how old they are."""
    settings = ground.settings
    purposes = {str(item.name): item.purpose for item in settings.secrets_bundle.items}
    return pod_role(
        ground,
        SECRETS_ROTATION,
        "data",
        secrets_renewal(
            rotated_arns=[secret.arn for name, secret in secrets.bundle.secrets.items() if purposes[name] in MADE_UP],
            watched_arns=[
                *(secret.arn for name, secret in secrets.bundle.secrets.items() if purposes[name] not in MADE_UP),
                *(secrets.login(name).arn for name in database_logins(settings)),
            ],
            key_arn=ground.foundation.secrets_key_arn,
            log_group_arn=freshness.log_group_arn,
            region=str(settings.region),
        ),
    )


def _restarted(settings: Settings, environment: Environment) -> Iterator[Restarted]:
    """What it restarts and looks at, for each plane in which somebody has secrets."""
    found = list(asking(settings))
    pulling = PULLING if pull_item(settings) else ()
    planes: list[EnvironmentPlane] = sorted({*(each.plane for each in found), *pulling})
    for plane in planes:
        components = [each.component for each in found if each.plane == plane]
        workloads = [name for name in components if name != MIGRATION]
        yield Restarted(
            namespace=environment.namespaces[plane],
            plane=plane,
            external_secrets=[variables_secret(name) for name in workloads],
            deployments=workloads,
            seen=[
                *(variables_secret(name) for name in components if name == MIGRATION),
                *([IMAGE_PULL] if plane in pulling else []),
            ],
        )
