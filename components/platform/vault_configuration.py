"""The configuration of Vault's servers, and what tends them while they run."""

from components.naming import physical_name
from domain import ports
from domain.authority import AUTHORITY_KEY
from domain.vault import AUDIT_FILE, SERVERS_TLS, server_address

CERTIFICATE_FOLDER = f"/vault/userconfig/{SERVERS_TLS}"
"""Where the chart mounts the secret of the certificate."""

SEAL = "vault-unseal"
"""The purpose of the key that seals it, which is part of the key's alias."""

_AUDIT_BYTES = 256 * 1024 * 1024


def server_configuration(*, environment: str, region: str, namespace: str, replicas: int) -> str:
    """The configuration of each server, the same for all.

    The key is named by its alias, which does not change when the key is another: only then is this text known before
    there is a key, and only then can it be rendered where there is no cloud.
    """
    blocks = [
        "ui = false",
        # Memory that is locked and files that are mapped into it don't go together: nodes have no swap instead.
        "disable_mlock = true",
        f'cluster_name = "{physical_name(environment)}"',
        _block(
            'listener "tcp"',
            f'address = "[::]:{ports.VAULT}"',
            f'cluster_address = "[::]:{ports.VAULT_CLUSTER}"',
            f'tls_cert_file = "{CERTIFICATE_FOLDER}/tls.crt"',
            f'tls_key_file = "{CERTIFICATE_FOLDER}/tls.key"',
            'tls_min_version = "tls12"',
            # Whoever reads metrics has a way to it and no token; the numbers name no secret.
            _block("telemetry", "unauthenticated_metrics_access = true"),
        ),
        _block('storage "raft"', 'path = "/vault/data"', *(_join(namespace, number) for number in range(replicas))),
        _block('seal "awskms"', f'region = "{region}"', f'kms_key_id = "alias/{physical_name(environment, SEAL)}"'),
        # It marks the pod that leads, which is how the service for the leader finds it.
        'service_registration "kubernetes" {}',
        _block("telemetry", 'prometheus_retention_time = "24h"', "disable_hostname = true"),
    ]
    return "\n".join(blocks) + "\n"


def tending() -> str:
    """A loop that tells the server of a certificate that was renewed, and keeps the file of requests from growing.

    The server reads its certificate, and opens that file, at its start and when it gets a SIGHUP.
    """
    certificate = f"{CERTIFICATE_FOLDER}/tls.crt"
    return "\n".join(
        (
            f'known="$(cksum < {certificate})"',
            "while sleep 60; do",
            f'  found="$(cksum < {certificate})"',
            f'  written="$(stat -c %s {AUDIT_FILE} 2>/dev/null || echo 0)"',
            f'  if [ "$written" -gt {_AUDIT_BYTES} ]; then mv -f {AUDIT_FILE} {AUDIT_FILE}.1',
            '  elif [ "$found" = "$known" ]; then continue; fi',
            '  if kill -HUP $(pidof vault); then known="$found"; fi',
            "done",
        )
    )


def _join(namespace: str, number: int) -> str:
    """A server that it finds the others by: any that is up will do."""
    return _block(
        "retry_join",
        f'leader_api_addr = "{server_address(namespace, number)}"',
        f'leader_ca_cert_file = "{CERTIFICATE_FOLDER}/{AUTHORITY_KEY}"',
    )


def _block(head: str, *lines: str) -> str:
    inside = "\n".join(f"  {line}" for text in lines for line in text.splitlines())
    return f"{head} {{\n{inside}\n}}"
