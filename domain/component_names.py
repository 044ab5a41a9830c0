"""The names of what the program runs besides the workloads of the settings, and so those that no workload can have."""

from collections.abc import Mapping

from domain import nats
from domain.keycloak import KEYCLOAK
from domain.temporal_store import STORES
from domain.vault import CONFIGURATION, SNAPSHOTS

PROXY = "egress-proxy"
"""The proxy: its image, its deployment and service, and its entry in a stack's images and scaling."""

MIGRATION = "migration"
"""The migration: its service account, its AWS role and the database user that owns the schema."""

MIGRATIONS = "migrations"
"""The subject of the way that migrations have to the database."""

OPERATIONS = "operations"
"""The image that has the command line of this repository, for what it does inside the cluster."""

BOOTSTRAP = "database-bootstrap"
"""The job that makes the logins of the database: its service account and its AWS role."""

ROTATION = "database-rotation"
"""The job that changes their passwords: its service account, its AWS role and its role in the cluster."""

SECRETS_ROTATION = "secrets-rotation"
"""The job that renews other secrets, and tells how fresh all are: its account, its AWS role and its roles inside."""

RESOLVER = "execution-resolver"
"""The resolver of the execution plane, which is the platform's: its deployment, service and account."""

DEFAULT = "default"
"""The namespace that every cluster has, and the service account that every namespace has: nothing of ours uses them."""

RESERVED: Mapping[str, str] = {
    PROXY: "the egress proxy",
    MIGRATION: "the migration",
    MIGRATIONS: "the migrations' way to the database",
    OPERATIONS: "the image of this repository's own commands",
    BOOTSTRAP: "the job that makes the database's logins",
    ROTATION: "the job that changes the database's passwords",
    SECRETS_ROTATION: "the job that renews secrets",
    CONFIGURATION: "the job that configures Vault",
    SNAPSHOTS: "the job that takes snapshots of Vault",
    nats.SNAPSHOTS: "the job that copies streams of NATS",
    nats.RESTORE: "the job that brings copies of streams back",
    DEFAULT: "the service account that Kubernetes makes in every namespace",
    **{store.login: "a login of Temporal's to the database" for store in STORES},
    KEYCLOAK: "the platform's Keycloak and its login to the database",
}
"""What bears each name already, as it reads after "is the name of"."""
