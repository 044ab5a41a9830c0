"""What a workload's container runs and is told, as its contract says: addresses, names, and where its secrets are."""

from collections.abc import Sequence

import pulumi

from components.kubernetes.container import (
    Container,
    Health,
    Metrics,
    Probe,
    SecretKey,
    Step,
    VariableValue,
)
from domain.component_names import MIGRATION
from domain.container_variables import variables_secret
from domain.database_authority import AUTHORITY, AUTHORITY_PATH
from domain.nats import CLIENT_PATH, client_secret
from settings.sections.variables import Variable
from settings.sections.workloads import Metrics as MetricsSettings
from settings.sections.workloads import Migrations, Probes, Variables, Workload
from settings.sections.workloads import Probe as ProbeSettings
from stacks.data import DataLayer
from stacks.layer import Ground
from stacks.secret_files import vault_access
from stacks.sizes import amount
from stacks.variable_values import proxied, temporal_address, variable_values


def workload_container(
    ground: Ground,
    data: DataLayer,
    workload: Workload,
    *,
    image: pulumi.Input[str],
    proxy_url: pulumi.Input[str],
    resolver: pulumi.Input[str],
    pull_secret: pulumi.Input[str] | None,
) -> Container:
    """The container of a workload."""
    component = str(workload.name)
    return Container(
        environment=ground.environment,
        component=component,
        plane=workload.plane,
        image=image,
        image_sha=str(ground.settings.image_sha),
        port=workload.port,
        metrics=_metrics(component, workload.metrics, workload.port) if workload.metrics else None,
        requests=amount(workload.requests),
        limits=amount(workload.limits),
        health=_health(workload.probes),
        command=workload.command,
        arguments=workload.arguments,
        variables={**proxied(proxy_url), **_variables(ground, data, component, workload.variables, workload.port)},
        before=_waiting(workload, image),
        user=workload.user,
        writable_paths=[str(path) for path in workload.writable_paths],
        mounts=_authority(workload.variables),
        certificates={CLIENT_PATH: client_secret(workload.plane)} if "nats" in workload.uses else {},
        resolver=resolver if workload.plane == "execution" else None,
        termination_seconds=workload.termination_seconds,
        mounts_token=workload.mounts_token,
        vault=vault_access(ground.settings, workload),
        pull_secret=pull_secret,
    )


def migration_container(
    ground: Ground,
    data: DataLayer,
    owner: Workload,
    migrations: Migrations,
    *,
    image: pulumi.Input[str],
    pull_secret: pulumi.Input[str] | None,
) -> Container:
    """The container of the migration: the image of the workload that owns the schema, told to migrate."""
    return Container(
        environment=ground.environment,
        component=MIGRATION,
        plane="data",
        image=image,
        image_sha=str(ground.settings.image_sha),
        port=owner.port,
        metrics=None,
        requests=amount(owner.requests),
        limits=amount(owner.limits),
        command=migrations.command,
        arguments=_words(migrations.arguments),
        variables=_variables(ground, data, MIGRATION, migrations.variables, owner.port),
        user=owner.user,
        writable_paths=[str(path) for path in owner.writable_paths],
        mounts=_authority(migrations.variables),
        pull_secret=pull_secret,
    )


def status_arguments(migrations: Migrations) -> tuple[str, ...]:
    """What the migration's program is told once more, to say what is applied."""
    return _words(migrations.status)


def _words(arguments: Sequence[Variable]) -> tuple[str, ...]:
    return tuple(word.text or "" for word in arguments)


def _variables(
    ground: Ground, data: DataLayer, component: str, variables: Variables, port: int
) -> dict[str, VariableValue]:
    return variable_values(ground, data, variables, secret=variables_secret(component), port=port)


def _authority(variables: Variables) -> dict[str, str]:
    """Whom to believe that it is the database, for whoever is given its address."""
    return {AUTHORITY_PATH: AUTHORITY} if any(one.use == "database" for one in variables.values()) else {}


def _waiting(workload: Workload, image: pulumi.Input[str]) -> tuple[Step, ...]:
    waiting = workload.waits_for
    if waiting is None:
        return ()
    host, _, port = temporal_address().rpartition(":")
    return (Step(name=f"wait-for-{waiting.service}", image=image, command=waiting.command, arguments=(host, port)),)


def _metrics(component: str, metrics: MetricsSettings, port: int) -> Metrics:
    bearer = SecretKey(secret=variables_secret(component), key=str(metrics.bearer)) if metrics.bearer else None
    return Metrics(port=metrics.port or port, path=str(metrics.path), bearer=bearer)


def _health(probes: Probes) -> Health:
    return Health(startup=_probe(probes.startup), liveness=_probe(probes.liveness), readiness=_probe(probes.readiness))


def _probe(probe: ProbeSettings) -> Probe:
    return Probe(
        path=str(probe.path),
        period_seconds=probe.period_seconds,
        failures=probe.failures,
        timeout_seconds=probe.timeout_seconds,
    )
