"""What a workload's container is told about the rest of the environment: addresses and names, never secrets."""

import pulumi

from components.kubernetes.pod_template import Container, Health
from domain.cluster_domain import CLUSTER_DOMAIN
from domain.component_names import MIGRATION
from domain.plane import EnvironmentPlane
from domain.project import PROJECT
from settings.sections.workloads import Migrations, Workload
from stacks.data import DataLayer
from stacks.layer import Ground
from stacks.sizes import amount

_NOT_PROXIED = f".svc,.{CLUSTER_DOMAIN},localhost,127.0.0.1"


def workload_container(
    ground: Ground,
    data: DataLayer,
    workload: Workload,
    *,
    image: pulumi.Input[str],
    proxy_url: pulumi.Input[str],
    resolver: pulumi.Input[str],
) -> Container:
    """The container of a workload."""
    return Container(
        environment=ground.environment,
        component=str(workload.name),
        plane=workload.plane,
        image=image,
        image_sha=str(ground.settings.image_sha),
        port=workload.port,
        metrics_port=workload.metrics_port,
        requests=amount(workload.requests),
        limits=amount(workload.limits),
        health=Health(
            liveness=str(workload.probes.liveness),
            readiness=str(workload.probes.readiness),
            startup_seconds=workload.probes.startup_seconds,
        ),
        arguments=workload.arguments,
        variables={
            **_references(ground, data, workload),
            **(_proxied(proxy_url) if workload.plane == "execution" else {}),
            **{str(name): value for name, value in workload.environment.items()},
        },
        vault_role=vault_role(ground.environment, workload.plane),
        resolver=resolver if workload.plane == "execution" else None,
        termination_seconds=workload.termination_seconds,
        mounts_token=workload.mounts_token,
    )


def migration_container(
    ground: Ground, data: DataLayer, owner: Workload, migrations: Migrations, *, image: pulumi.Input[str]
) -> Container:
    """The container of the migration: the image of the workload that owns the schema, told to migrate."""
    return Container(
        environment=ground.environment,
        component=MIGRATION,
        plane="data",
        image=image,
        image_sha=str(ground.settings.image_sha),
        port=owner.port,
        metrics_port=owner.metrics_port,
        requests=amount(owner.requests),
        limits=amount(owner.limits),
        arguments=migrations.arguments,
        variables=_database(data, MIGRATION),
        vault_role=vault_role(ground.environment, "data"),
    )


def vault_role(environment: str, plane: EnvironmentPlane) -> str:
    """The role under which a plane's pods read their secrets: each environment's and each plane's own."""
    return f"{PROJECT}-{environment}-{plane}"


def _references(ground: Ground, data: DataLayer, workload: Workload) -> dict[str, pulumi.Input[str]]:
    references: dict[str, pulumi.Input[str]] = {}
    if "database" in workload.uses:
        references |= _database(data, str(workload.name))
    if "evidence" in workload.uses:
        references |= {
            "EVIDENCE_BUCKET": data.evidence.bucket,
            "AWS_ENDPOINT_URL_S3": ground.foundation.evidence_endpoint,
            "AWS_REGION": str(ground.settings.region),
        }
    return references


def _database(data: DataLayer, user: str) -> dict[str, pulumi.Input[str]]:
    """Where the database is; the password is a token that the pod's own AWS identity signs."""
    return {
        "DATABASE_HOST": data.database.address,
        "DATABASE_PORT": data.database.port.apply(str),
        "DATABASE_NAME": data.database.runtime_database,
        "DATABASE_USER": user,
    }


def _proxied(url: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    return {"HTTPS_PROXY": url, "NO_PROXY": _NOT_PROXIED}
