"""The expanding half of a release's migrations, with a login from a secret."""

from components.kubernetes.container import Amount, Container, SecretKey
from components.kubernetes.migration import Migration, MigrationArgs
from components.kubernetes.workload import Placement

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"

Migration(
    "migration",
    MigrationArgs(
        container=Container(
            environment="dev",
            component="migration",
            plane="data",
            image=f"ghcr.io/acme/portarium-control-plane:{SHA}",
            image_sha=SHA,
            port=8080,
            requests=Amount(cpu="100m", memory="128Mi"),
            limits=Amount(cpu="500m", memory="256Mi"),
            arguments=("migrate", "--phase", "expand"),
            variables={"DATABASE_URL": SecretKey(secret="migration-variables", key="DATABASE_URL")},
        ),
        namespace="data-dev",
        placement=Placement(),
    ),
)
