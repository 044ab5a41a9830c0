"""What the program, the jobs inside the cluster and Vault's agent all call of Vault."""

from domain import ports
from domain.plane import EnvironmentPlane
from domain.project import PROJECT

VAULT = "vault"
"""The chart, the release, the service account of the servers and the name that their pods are selected by."""

INJECTOR = "vault-agent-injector"
"""The name of the injector's pods, as the chart makes it of the release."""

AUDIENCE = VAULT
"""Whom a token of a service account is for when it is shown to Vault; Kubernetes itself takes no such token."""

SIGN_IN = "auth/kubernetes"
"""Where accounts of the cluster sign in."""

METHOD = SIGN_IN.removeprefix("auth/")
"""How they do."""

MOUNT = PROJECT
"""The secrets of all environments of a cluster: key and value, with versions."""

INJECTED = "portarium.io/reads-from"
"""The label of pods that Vault's agent is added to, and so of those that have a way to Vault."""

SERVERS_TLS = "vault-tls"
"""The certificate of the servers, and the secret that it is in."""

INJECTOR_TLS = "vault-injector-tls"
"""The certificate of the injector's webhook, and the secret that it is in."""

AUTHORITY = "vault-authority"
"""The secret, in a namespace whose pods read from Vault, that says whom to believe that a server is Vault's."""

RECOVERY_ITEM = "vault/recovery"
"""The secret of Secrets Manager that the recovery keys of an environment's Vault are in."""

AUTHORITY_ITEM = "vault/authority"
"""The secret of Secrets Manager from which namespaces get whom to believe; it is no secret, but filled as one."""

CONFIGURATION = "vault-configuration"
"""The job that configures it: its service account and its AWS role."""

SNAPSHOTS = "vault-snapshots"
"""The job that takes snapshots: its service account, its AWS role and the bucket that they go to."""

AUDIT_FILE = "/vault/audit/audit.log"
"""Where each server writes down who asked for what."""

TOKEN_VOLUME = "vault-token"  # noqa: S105 - the name of a volume
"""The volume with the token that a pod shows Vault, whoever in it does."""

TOKEN_PATH = "/var/run/secrets/vault"  # noqa: S105 - a folder
"""Where a pod that asks Vault itself has its token."""

TOKEN_FILE = f"{TOKEN_PATH}/token"
"""The token."""

AUTHORITY_PATH = "/etc/portarium-vault"
"""Where a pod that asks Vault itself has whom to believe."""

GUESTS = "review-any"
"""What environments that come and go are called together; no environment of the registry can be called so."""

SECRET_PLANES: tuple[EnvironmentPlane, ...] = ("control", "execution", "data")
"""The planes whose pods may have secrets of Vault: no proxy ever needs any."""


def server_address(namespace: str, number: int = 0) -> str:
    """The address of one server, whether it is ready or not: the first is the one that is initialised."""
    return f"https://{VAULT}-{number}.{VAULT}-internal.{namespace}.svc:{ports.VAULT}"


def active_address(namespace: str) -> str:
    """The address of the server that leads: only it takes a snapshot, and the others would hand requests on to it."""
    return f"https://{VAULT}-active.{namespace}.svc:{ports.VAULT}"


def role_name(environment: str, plane: EnvironmentPlane) -> str:
    """`portarium-<environment>-<plane>`: the role by which the pods of a plane sign in, and the policy that it has."""
    return f"{PROJECT}-{environment}-{plane}"


def secrets_of(environment: str, plane: EnvironmentPlane) -> str:
    """Where the secrets of a plane are, below the mount."""
    return f"{environment}/{plane}"
