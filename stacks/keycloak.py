"""Keycloak on the platform, where the settings choose it: it comes in its wave, once its login has been made."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.kubernetes.public_host import PublicHost, PublicHostArgs
from components.kubernetes.secret_request import SecretSource
from components.kubernetes.secret_variables import SecretVariables, SecretVariablesArgs
from components.kubernetes.traffic import Flow
from components.platform.image_hosts import QUAY
from components.platform.keycloak import Keycloak, KeycloakArgs, keycloak_demand, keycloak_flows
from components.platform.keycloak_realm import RealmPlan
from components.platform.keycloak_values import (
    ADMINISTRATOR_PASSWORD,
    HOST,
    PASSWORD,
    USER,
    KeycloakPlan,
    keycloak_values,
)
from domain import ports
from domain.keycloak import ADMINISTRATOR_ITEM, CHART, KEYCLOAK, LOGIN, REALM, identity_host
from domain.pod_demand import PodDemand
from domain.public_entry import api_host
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from settings.sections.identity import Identity
from stacks.layer import Ground
from stacks.secrets import SecretsLayer
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement

_PUBLIC = (f"/realms/{REALM}", "/resources")
"""What people need to sign in. The realm of administrators, the console and the API of administration are not for the
internet: whoever may forward a port in the cluster comes to them there."""


def build_keycloak(
    site: ServiceGround,
    secrets: SecretsLayer,
    *,
    namespace: pulumi.Input[str],
    store: pulumi.Input[str],
    logins: Sequence[pulumi.Resource],
    entry: Sequence[pulumi.Resource],
) -> Keycloak:
    """Install it; `namespace` is the platform's, with whom to believe that a server is the database's.

    `store` is the platform's store of secrets, `logins` makes its database and its passwords, and `entry` is what has
    to be there for a host.
    """
    settings, ground = site.settings, site.ground
    keycloak = Keycloak(
        KEYCLOAK,
        KeycloakArgs(
            plan=_plan(settings),
            realm=realm_plan(settings),
            chart=chart(CHART),
            installation=site.installation,
            namespace=namespace,
            secret=_secret(site, secrets, store, logins),
            after=logins,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    if settings.domains.delegated:
        PublicHost(
            "identity-host",
            PublicHostArgs(
                environment=ground.environment,
                host=pulumi.Output.from_input(ground.foundation.public_domain).apply(identity_host),
                namespace=site.namespace,
                service=keycloak.service,
                port=ports.KEYCLOAK,
                # Where this answers, the realm is there and the database with it.
                health_path=f"/realms/{REALM}",
                certificate_arn=ground.foundation.certificate_arn,
                security_group_id=ground.foundation.entry_group_id,
                ingress=KEYCLOAK,
                plane="system",
                paths=_PUBLIC,
            ),
            opts=pulumi.ResourceOptions.merge(ground.in_cluster, pulumi.ResourceOptions(depends_on=list(entry))),
        )
    return keycloak


def realm_plan(settings: Settings) -> RealmPlan:
    """The realm that it starts with."""
    identity = _identity(settings)
    cockpit = identity.cockpit
    own = f"https://{api_host(settings.domains.public_domain)}/*"
    return RealmPlan(
        client=str(identity.authorized_party),
        audience=str(identity.audience),
        typed=identity.token_type != "JWT",  # noqa: S105 - a type of tokens
        redirects=[str(cockpit.redirect_uri) if cockpit else own],
    )


def _identity(settings: Settings) -> Identity:
    if settings.identity is None:
        raise LookupError("only a stack with an identity provider has a Keycloak")
    return settings.identity


def _secret(
    site: ServiceGround, secrets: SecretsLayer, store: pulumi.Input[str], logins: Sequence[pulumi.Resource]
) -> pulumi.Output[str]:
    """Its login and its first administrator's password as one secret, by the names of Keycloak's variables."""
    login = secrets.login(LOGIN).path
    return SecretVariables(
        f"{KEYCLOAK}-variables",
        SecretVariablesArgs(
            component=KEYCLOAK,
            namespace=site.namespace,
            store=store,
            variables={
                HOST: SecretSource(path=login, field="host"),
                USER: SecretSource(path=login, field="username"),
                PASSWORD: SecretSource(path=login, field="password"),
                ADMINISTRATOR_PASSWORD: SecretSource(path=secrets.item(ADMINISTRATOR_ITEM).path),
            },
            wait_seconds=site.settings.rollout_seconds,
            after=logins,
            cluster=site.ground.cluster,
        ),
        opts=site.ground.in_cluster,
    ).secret


def _values(settings: Settings, _: FoundationPlan) -> dict[str, Any]:
    return keycloak_values(_plan(settings))


def _plan(settings: Settings) -> KeycloakPlan:
    return KeycloakPlan(
        environment=settings.environment.name,
        version=chart(CHART).app_version,
        host=identity_host(settings.domains.public_domain),
        placement=placement("system"),
    )


def _flows(ground: Ground) -> Sequence[Flow]:
    foundation = ground.foundation
    return keycloak_flows(database_blocks=foundation.database_blocks, entry_blocks=foundation.entry_blocks)


def _demand(_: Settings) -> Sequence[PodDemand]:
    return keycloak_demand()


PEOPLE = PlatformService(
    name=KEYCLOAK,
    chart=CHART,
    wave=2,
    values=_values,
    flows=_flows,
    demand=_demand,
    hosts=QUAY,
)
"""Where people sign in, in an environment that has no provider outside; it waits for the database."""
