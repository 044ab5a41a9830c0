"""Keycloak, as its clients find it: one realm, one client, keys by a service inside, people by a host outside."""

from domain.connection_budget import Clients
from domain.ports import KEYCLOAK as PORT
from domain.project import PROJECT
from domain.url import PLATFORM

KEYCLOAK = "keycloak"
"""The service, its release, its stateful set, and what its pods are selected by."""

CHART = "keycloakx"
"""The chart that it is installed from."""

LOGIN = KEYCLOAK
"""The login whose rights own its database."""

DATABASE = KEYCLOAK
"""Its database, in which users, sessions and signing keys are."""

REALM = PROJECT
"""The realm whose tokens the control plane accepts."""

ADMINISTRATOR = "bootstrap-administrator"
"""Whom Keycloak makes at its first start, as a temporary one; people make themselves others, and take it away."""

ADMINISTRATOR_ITEM = "identity/administrator"
"""The secret that has that one's password."""

TOKEN_SECONDS = 600
"""How long an access token holds; the control plane refuses those of more than a quarter of an hour."""

WORKSPACE_CLAIM = "workspaceId"
"""The claim that says in which workspace somebody works, and the attribute of a user that it comes from."""

POOL = 10
"""What its pod opens to the database."""


def identity_host(domain: str) -> str:
    """Return the name under which people sign in, in the domain of the environment's certificate."""
    return f"identity.{domain}"


def issuer(domain: str) -> str:
    """Return what its tokens say that they are from."""
    return f"https://{identity_host(domain)}/realms/{REALM}"


def keys_address() -> str:
    """Return where the control planes of a cluster read the keys: inside, so that no domain has to be delegated."""
    return f"http://{KEYCLOAK}{PLATFORM}:{PORT}/realms/{REALM}/protocol/openid-connect/certs"


def keycloak_clients() -> list[Clients]:
    """Return who of it connects to the database: its one pod, which is gone before the next one starts."""
    return [Clients(name=KEYCLOAK, pods=1, each=POOL)]
