"""The secrets of an environment: one for each login to the database, one for each that a variable refers to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.aws.environment_secret import EnvironmentSecret, EnvironmentSecretArgs
from domain.component_names import MIGRATION
from domain.secret_item import login_item
from settings.model import Settings
from settings.sections.workloads import Variables
from stacks.layer import Ground

_RECOVERY_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class SecretsLayer:
    """The secrets that there are, by what they are of."""

    items: Mapping[str, EnvironmentSecret]
    """Each by its `<item>/<key>`."""

    def item(self, name: str) -> EnvironmentSecret:
        """Return the secret that a variable calls `<item>/<key>`."""
        return self.items[name]

    def login(self, component: str) -> EnvironmentSecret:
        """Return the secret with which a component signs in to the database."""
        return self.items[login_item(component)]


def build_secrets(ground: Ground) -> SecretsLayer:
    """Make each secret once, however many refer to it."""
    settings = ground.settings
    descriptions = {
        **{
            login_item(name): f"Login of {name}, written by the job that makes it" for name in database_logins(settings)
        },
        **{name: f"Named by {', '.join(variables)}" for name, variables in referred_to(settings).items()},
    }
    return SecretsLayer(items={name: _secret(ground, name, text) for name, text in descriptions.items()})


def database_logins(settings: Settings) -> tuple[str, ...]:
    """Whoever signs in to the database, by name: workloads that have a variable of it, and whoever owns the schema."""
    return (*(str(each.name) for each in settings.workloads if "database" in each.uses), MIGRATION)


def referred_to(settings: Settings) -> dict[str, list[str]]:
    """Each secret that a variable refers to, with the names of those variables."""
    found: dict[str, list[str]] = {}
    for variables in _all_variables(settings):
        for name, variable in variables.items():
            if variable.secret is not None and str(name) not in found.setdefault(str(variable.secret), []):
                found[str(variable.secret)].append(str(name))
    return found


def _all_variables(settings: Settings) -> Iterator[Variables]:
    for workload in settings.workloads:
        yield workload.variables
        if workload.migrations:
            yield workload.migrations.variables


def _secret(ground: Ground, item: str, description: str) -> EnvironmentSecret:
    return EnvironmentSecret(
        f"secret-{item.replace('/', '.')}",
        EnvironmentSecretArgs(
            environment=ground.environment,
            item=item,
            description=description,
            key_arn=ground.foundation.secrets_key_arn,
            # What is torn down and made again the same day needs its names at once.
            recovery_days=0 if ground.settings.environment.tier == "dev" else _RECOVERY_DAYS,
        ),
        opts=ground.on_aws,
    )
