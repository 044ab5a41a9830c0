"""What Temporal's chart is told of the archive: where runs go that are over, and the job of its namespace."""

import json
from collections.abc import Mapping
from typing import Any

from components.platform.chart_pods import RELEASE, owner_labels
from domain import ports
from domain.authority import AUTHORITY_KEY
from domain.scratch_storage import SMALL_STORAGE
from domain.temporal import FRONTEND, TEMPORAL

ARCHIVE = f"{TEMPORAL}-archive"
"""The config map that says where the archive is, and the bucket that it is."""

BUCKET, ENDPOINT = "TEMPORAL_ARCHIVE_BUCKET", "TEMPORAL_ARCHIVE_ENDPOINT"
"""The variables in it: the bucket's name and S3's address are known once there are both."""

NAMESPACE_JOB = f"{TEMPORAL}-namespace-settings"
"""The job that brings the namespace in step, after each change of the chart or of its values."""

_KINDS = ("history", "visibility")
_CERTIFICATES = "/etc/temporal/tls/client"


def archive_values(region: str) -> dict[str, Any]:
    """What the server is told: who its clients are and whether they archive is the namespace's own."""
    store = {"s3store": {"region": region, "endpoint": _variable(ENDPOINT), "s3ForcePathStyle": True}}
    place = {"state": "enabled", "URI": f"s3://{_variable(BUCKET)}"}
    return {
        "additionalEnvConfigMapName": ARCHIVE,
        "archival": {kind: {"state": "enabled", "enableRead": True, "provider": store} for kind in _KINDS},
        "namespaceDefaults": {"archival": {kind: dict(place) for kind in _KINDS}},
    }


def namespace_job(
    *,
    environment: str,
    namespace: str,
    retention: str,
    image: str,
    certificate: str | None,
    node_labels: Mapping[str, str],
    resources: dict[str, Any],
    security: tuple[dict[str, Any], dict[str, Any]],
) -> str:
    """The job, as the chart takes objects: text, and a hook as its own of the namespace is, which it comes after.

    The chart's makes a namespace once, and changes none that is there; its command line says of one that it makes that
    nothing is archived.
    """
    pod_security, container_security = security
    labels = {**owner_labels(environment), RELEASE: TEMPORAL}
    mounted = [{"name": "client-tls", "mountPath": _CERTIFICATES, "readOnly": True}] if certificate else []
    volumes = [{"name": "client-tls", "secret": {"secretName": certificate}}] if certificate else []
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": NAMESPACE_JOB,
            "labels": labels,
            "annotations": {
                "helm.sh/hook": "post-install,post-upgrade",
                "helm.sh/hook-weight": "5",
                "helm.sh/hook-delete-policy": "before-hook-creation",
            },
        },
        "spec": {
            "backoffLimit": 4,
            "activeDeadlineSeconds": 900,
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "serviceAccountName": TEMPORAL,
                    "automountServiceAccountToken": False,
                    "restartPolicy": "Never",
                    "nodeSelector": dict(node_labels),
                    "securityContext": pod_security,
                    "containers": [
                        {
                            "name": "namespace",
                            "image": image,
                            "command": ["sh", "-c", _update(namespace, retention)],
                            "env": _called(certificate),
                            "envFrom": [{"configMapRef": {"name": ARCHIVE}}],
                            "resources": resources,
                            "securityContext": container_security,
                            "volumeMounts": [*mounted, {"name": "scratch", "mountPath": "/tmp"}],  # noqa: S108 - in the container
                        }
                    ],
                    "volumes": [*volumes, {"name": "scratch", "emptyDir": {"sizeLimit": str(SMALL_STORAGE)}}],
                },
            },
        },
    }
    return json.dumps(job)


def _update(namespace: str, retention: str) -> str:
    # Where an archive is can be said again, and never be changed.
    archived = [f'--{kind}-archival-state enabled --{kind}-uri "s3://${BUCKET}"' for kind in _KINDS]
    return f"temporal operator namespace update -n {namespace} --retention {retention} {' '.join(archived)}"


def _called(certificate: str | None) -> list[dict[str, str]]:
    variables = {"TEMPORAL_ADDRESS": f"{FRONTEND}:{ports.TEMPORAL}", "HOME": "/tmp"}  # noqa: S108 - in the container
    if certificate:
        variables |= {
            "TEMPORAL_TLS": "true",
            "TEMPORAL_TLS_SERVER_NAME": FRONTEND,
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": f"{_CERTIFICATES}/{AUTHORITY_KEY}",
            "TEMPORAL_TLS_CLIENT_CERT_PATH": f"{_CERTIFICATES}/tls.crt",
            "TEMPORAL_TLS_CLIENT_KEY_PATH": f"{_CERTIFICATES}/tls.key",
        }
    return [{"name": name, "value": value} for name, value in variables.items()]


def _variable(name: str) -> str:
    """How the server's configuration refers to a variable: it is a template that the server itself fills."""
    return f'{{{{ env "{name}" }}}}'
