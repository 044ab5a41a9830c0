"""What a pod needs that asks Vault itself, without an agent: a token that is for Vault alone, and whom to believe."""

from pulumi_kubernetes.core import v1 as core

from domain.authority import AUTHORITY_KEY
from domain.vault import AUDIENCE, AUTHORITY, AUTHORITY_PATH, SERVERS_TLS, TOKEN_FILE, TOKEN_PATH, TOKEN_VOLUME

# The shortest that Kubernetes gives; a job is over before that.
_SECONDS = 600


def client_mounts() -> list[core.VolumeMountArgs]:
    """Where its containers find both."""
    return [
        core.VolumeMountArgs(name=TOKEN_VOLUME, mount_path=TOKEN_PATH, read_only=True),
        core.VolumeMountArgs(name=AUTHORITY, mount_path=AUTHORITY_PATH, read_only=True),
    ]


def client_volumes() -> list[core.VolumeArgs]:
    """The volumes of both; of the servers' certificate it is only whom to believe that the pod sees."""
    token = core.ServiceAccountTokenProjectionArgs(
        audience=AUDIENCE, expiration_seconds=_SECONDS, path=TOKEN_FILE.removeprefix(f"{TOKEN_PATH}/")
    )
    return [
        core.VolumeArgs(
            name=TOKEN_VOLUME,
            projected=core.ProjectedVolumeSourceArgs(sources=[core.VolumeProjectionArgs(service_account_token=token)]),
        ),
        core.VolumeArgs(
            name=AUTHORITY,
            secret=core.SecretVolumeSourceArgs(
                secret_name=SERVERS_TLS, items=[core.KeyToPathArgs(key=AUTHORITY_KEY, path=AUTHORITY_KEY)]
            ),
        ),
    ]
