"""What the pod of a workload needs so that Vault's agent is added to it; no pod has any of it by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pulumi_kubernetes.core import v1 as core

from domain.authority import AUTHORITY_KEY
from domain.scratch_storage import SMALL_STORAGE
from domain.vault import AUDIENCE, AUTHORITY, INJECTED, MOUNT, TOKEN_VOLUME, VAULT

_AGENT = "vault.hashicorp.com"
# The kubelet renews it at four fifths of that, and Vault asks Kubernetes about it only when a pod signs in.
_SECONDS = 3600
# Where the agent finds what it was told to believe: the injector mounts the secret there.
_AUTHORITY_FILE = f"/vault/tls/{AUTHORITY_KEY}"


@dataclass(frozen=True, kw_only=True)
class VaultAccess:
    """As what a pod signs in to Vault, and which files it finds at /vault/secrets."""

    role: str
    """The role of its environment and plane."""
    files: Mapping[str, str]
    """The place of each secret below the mount, by the file that it is written to as JSON."""


def injected_labels(access: VaultAccess | None) -> dict[str, str]:
    """The label by which the injector is asked about a pod, and by which it has a way to Vault."""
    return {INJECTED: VAULT} if access else {}


def injected_annotations(access: VaultAccess | None, *, user: int, runs_once: bool) -> dict[str, str]:
    """What the injector reads. A job has no agent beside it, which would keep it from ever ending."""
    if access is None:
        return {}
    files = {
        key: value
        for file, place in access.files.items()
        for key, value in (
            (f"agent-inject-secret-{file}", f"{MOUNT}/data/{place}"),
            # By default a file has the words of a map of Go, which nothing else reads.
            (f"agent-inject-template-{file}", _template(place)),
        )
    }
    told = {
        "agent-inject": "true",
        "role": access.role,
        # Without its name the agent takes the first token that it finds, which may be that of AWS or none at all.
        "agent-service-account-token-volume-name": TOKEN_VOLUME,
        "tls-secret": AUTHORITY,
        "ca-cert": _AUTHORITY_FILE,
        # Whoever reads a file is the one that wrote it.
        "agent-run-as-user": str(user),
        "agent-run-as-group": str(user),
        "agent-requests-ephemeral": str(SMALL_STORAGE),
        "agent-limits-ephemeral": str(SMALL_STORAGE),
        **({"agent-pre-populate-only": "true"} if runs_once else {}),
        **files,
    }
    return {f"{_AGENT}/{key}": value for key, value in told.items()}


def token_volumes(access: VaultAccess | None) -> list[core.VolumeArgs]:
    """The token that the agent signs in with: for Vault alone, and mounted by the agent alone."""
    if access is None:
        return []
    token = core.ServiceAccountTokenProjectionArgs(audience=AUDIENCE, expiration_seconds=_SECONDS, path="token")
    return [
        core.VolumeArgs(
            name=TOKEN_VOLUME,
            projected=core.ProjectedVolumeSourceArgs(
                sources=[core.VolumeProjectionArgs(service_account_token=token)],
            ),
        )
    ]


def _template(place: str) -> str:
    return f"{{{{ with secret {json.dumps(f'{MOUNT}/data/{place}')} }}}}{{{{ .Data.data | toJSON }}}}{{{{ end }}}}"
