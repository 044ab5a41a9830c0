"""How the secret variables of components are filled: a store for each namespace, a request for each component."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes.secret_store import SecretStore, SecretStoreArgs
from components.kubernetes.secret_variables import SecretSource, SecretVariables, SecretVariablesArgs
from domain.component_names import MIGRATION
from domain.plane import EnvironmentPlane
from settings.model import Settings
from settings.sections.workloads import Variables
from stacks.layer import Ground
from stacks.secrets import SecretsLayer

_FIELD = "url"


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """A component that has secret variables."""

    component: str
    plane: EnvironmentPlane
    variables: Variables


def build_secret_variables(
    ground: Ground,
    secrets: SecretsLayer,
    *,
    namespaces: pulumi.Output[dict[str, str]],
    operator: Sequence[pulumi.Resource],
    writers: Sequence[pulumi.Resource],
) -> dict[str, pulumi.Output[str]]:
    """The secret of each component that has one, known once its values are there.

    `operator` is what this stack installs of it, and `writers` write values that nobody else does.
    """
    asking = list(_asking(ground.settings))
    planes = {each.plane for each in asking}
    stores = {plane: _store(ground, plane, namespaces[plane], operator) for plane in sorted(planes)}
    return {
        each.component: SecretVariables(
            f"{each.component}-variables",
            SecretVariablesArgs(
                component=each.component,
                namespace=namespaces[each.plane],
                store=stores[each.plane],
                variables=_sources(secrets, each),
                wait_seconds=ground.settings.rollout_seconds,
                after=writers,
                cluster=ground.cluster,
            ),
            opts=ground.in_cluster,
        ).secret
        for each in asking
    }


def _asking(settings: Settings) -> Iterator[_Asking]:
    for workload in settings.workloads:
        if _secret_ones(workload.variables):
            yield _Asking(component=str(workload.name), plane=workload.plane, variables=workload.variables)
        if workload.migrations and _secret_ones(workload.migrations.variables):
            yield _Asking(component=MIGRATION, plane="data", variables=workload.migrations.variables)


def _secret_ones(variables: Variables) -> bool:
    return any(variable.is_secret for variable in variables.values())


def _store(
    ground: Ground, plane: str, namespace: pulumi.Output[str], operator: Sequence[pulumi.Resource]
) -> pulumi.Output[str]:
    return SecretStore(
        f"secret-store-{plane}",
        SecretStoreArgs(
            namespace=namespace, region=str(ground.settings.region), after=operator, cluster=ground.cluster
        ),
        opts=ground.in_cluster,
    ).store


def _sources(secrets: SecretsLayer, asking: _Asking) -> dict[str, SecretSource]:
    login = [str(name) for name, variable in asking.variables.items() if variable.database == _FIELD]
    items = {str(name): str(variable.secret) for name, variable in asking.variables.items() if variable.secret}
    return {
        **{name: SecretSource(path=secrets.login(asking.component).path, field=_FIELD) for name in login},
        **{name: SecretSource(path=secrets.item(item).path) for name, item in items.items()},
    }
