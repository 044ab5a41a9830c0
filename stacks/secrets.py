"""The secrets of an environment: one for each login to the database, and a bundle of all others."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.aws.environment_secret import EnvironmentSecret, EnvironmentSecretArgs
from components.aws.secrets_bundle import BundleItem, SecretsBundle, SecretsBundleArgs
from domain.component_names import MIGRATION
from domain.keycloak import ADMINISTRATOR_ITEM, DATABASE, LOGIN
from domain.secret_item import login_item
from domain.temporal_store import STORES, Store
from settings.model import Settings
from stacks.layer import Ground

_RECOVERY_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class SecretsLayer:
    """The secrets that there are, by what they are of."""

    logins: Mapping[str, EnvironmentSecret]
    """Each by the component that signs in with it."""
    bundle: SecretsBundle
    """All others that the settings name."""
    apart: Mapping[str, EnvironmentSecret]
    """Those of services of the platform, which renew them themselves or never: nobody's job rotates them."""

    def item(self, name: str) -> EnvironmentSecret:
        """Return the secret that a variable calls `<item>/<key>`."""
        return self.apart[name] if name in self.apart else self.bundle.secrets[name]

    def login(self, component: str) -> EnvironmentSecret:
        """Return the secret with which a component signs in to the database."""
        return self.logins[component]


def build_secrets(ground: Ground) -> SecretsLayer:
    """Make each secret once, however many refer to it."""
    settings = ground.settings
    bundle = SecretsBundle(
        "secrets-bundle",
        SecretsBundleArgs(
            environment=ground.environment,
            items=[
                BundleItem(
                    name=str(item.name), purpose=item.purpose, rotation_frequency_days=item.rotation_frequency_days
                )
                for item in settings.secrets_bundle.items
            ],
            key_arn=ground.foundation.secrets_key_arn,
            recovery_days=recovery_days(ground),
        ),
        opts=ground.on_aws,
    )
    return SecretsLayer(
        logins={name: _login(ground, name) for name in database_logins(settings)},
        bundle=bundle,
        apart={ADMINISTRATOR_ITEM: _administrator(ground)} if settings.runs_keycloak else {},
    )


def database_logins(settings: Settings) -> tuple[str, ...]:
    """Whoever signs in to the database, by name: workloads that have a variable of it, owners of schemas."""
    workloads = (str(each.name) for each in settings.workloads if "database" in each.uses)
    return (*workloads, MIGRATION, *platform_databases(settings))


def platform_databases(settings: Settings) -> dict[str, str]:
    """The databases of the platform's services in this stack's instance, each by the login that owns it."""
    keycloak = {LOGIN: DATABASE} if settings.runs_keycloak else {}
    return {**{store.login: store.database for store in temporal_stores(settings)}, **keycloak}


def temporal_stores(settings: Settings) -> tuple[Store, ...]:
    """What Temporal keeps in this stack's database: nothing where the platform is another stack's."""
    return STORES if settings.foundation else ()


def _login(ground: Ground, component: str) -> EnvironmentSecret:
    return _secret(ground, login_item(component), f"Login of {component}, written by the job that makes it")


def _administrator(ground: Ground) -> EnvironmentSecret:
    return _secret(ground, ADMINISTRATOR_ITEM, "Password that Keycloak starts with, made up by a job")


def _secret(ground: Ground, item: str, description: str) -> EnvironmentSecret:
    return EnvironmentSecret(
        f"secret-{item.replace('/', '.')}",
        EnvironmentSecretArgs(
            environment=ground.environment,
            item=item,
            description=description,
            key_arn=ground.foundation.secrets_key_arn,
            recovery_days=recovery_days(ground),
        ),
        opts=ground.on_aws,
    )


def recovery_days(ground: Ground) -> int:
    """How long a deleted secret can be had back."""
    # What is torn down and made again the same day needs its names at once.
    return 0 if ground.settings.environment.tier == "dev" else _RECOVERY_DAYS
