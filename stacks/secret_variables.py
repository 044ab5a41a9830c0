"""How the secret variables of components are filled: a store for each namespace, a request for each component."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes.secret_request import SecretSource
from components.kubernetes.secret_variables import SecretVariables, SecretVariablesArgs
from domain.component_names import MIGRATION
from domain.plane import EnvironmentPlane
from domain.secret_item import login_item
from settings.model import Settings
from settings.sections.workloads import Variables
from stacks.layer import Ground
from stacks.secret_stores import SecretStores
from stacks.secrets import SecretsLayer

_FIELD = "url"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A component that has secret variables."""

    component: str
    plane: EnvironmentPlane
    variables: Variables

    @property
    def items(self) -> list[str]:
        """What it has values of: items of the bundle, and its own login where it has one."""
        login = [login_item(self.component)] if any(one.database == _FIELD for one in self.variables.values()) else []
        return sorted({*(str(one.secret) for one in self.variables.values() if one.secret), *login})


def build_secret_variables(
    ground: Ground,
    secrets: SecretsLayer,
    *,
    stores: SecretStores,
    writers: Sequence[pulumi.Resource],
) -> dict[str, pulumi.Output[str]]:
    """The secret of each component that has one, known once its values are there.

    `writers` write values that nobody else does.
    """
    return {
        each.component: SecretVariables(
            f"{each.component}-variables",
            SecretVariablesArgs(
                component=each.component,
                namespace=stores.namespaces[each.plane],
                store=stores.of(each.plane),
                variables=_sources(secrets, each),
                wait_seconds=ground.settings.rollout_seconds,
                after=writers,
                cluster=ground.cluster,
            ),
            opts=ground.in_cluster,
        ).secret
        for each in asking(ground.settings)
    }


def asking(settings: Settings) -> Iterator[Asking]:
    """Whoever has secret variables."""
    for workload in settings.workloads:
        if _secret_ones(workload.variables):
            yield Asking(component=str(workload.name), plane=workload.plane, variables=workload.variables)
        if workload.migrations and _secret_ones(workload.migrations.variables):
            yield Asking(component=MIGRATION, plane="data", variables=workload.migrations.variables)


def _secret_ones(variables: Variables) -> bool:
    return any(variable.is_secret for variable in variables.values())


def _sources(secrets: SecretsLayer, asking: Asking) -> dict[str, SecretSource]:
    login = [str(name) for name, variable in asking.variables.items() if variable.database == _FIELD]
    items = {str(name): str(variable.secret) for name, variable in asking.variables.items() if variable.secret}
    return {
        **{name: SecretSource(path=secrets.login(asking.component).path, field=_FIELD) for name in login},
        **{name: SecretSource(path=secrets.item(item).path) for name, item in items.items()},
    }
