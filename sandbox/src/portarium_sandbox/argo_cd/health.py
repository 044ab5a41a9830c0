"""How healthy an application is: as soon as it had a moment, unless the double is told otherwise."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from portarium_sandbox.argo_cd.installation import Installation
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.pods.objects import Object, texts

UNHEALTHY: Final = "sandbox.portarium.dev/unhealthy"
"""The label of config maps in Argo CD's namespace that name applications, each with what is wrong with it."""
_MOMENT: Final = timedelta(seconds=1)


def unhealthy(api: KubernetesClient, namespace: str) -> list[Object]:
    """The config maps that say so of applications."""
    return list(api.get(f"/api/v1/namespaces/{namespace}/configmaps", labelSelector=UNHEALTHY)["items"])


def told(found: Sequence[Object]) -> dict[str, str]:
    """Which applications the double is to play unhealthy, and with which words."""
    return {name: message for one in found for name, message in texts(one, "data").items()}


def health_of(
    installation: Installation, problem: str | None, now: datetime, *, failed: bool
) -> tuple[dict[str, Any], Object | None]:
    """The health of an application, and that of what is installed of it.

    Of an application whose chart can't be had Argo CD knows no resource, and calls it healthy.
    """
    since = installation.since
    if since is None:
        return {"status": "Healthy" if failed else "Missing"}, None
    if problem is not None:
        return {"status": "Degraded"}, {"status": "Degraded", "message": problem}
    status = "Progressing" if now < since + _MOMENT or not installation.is_ready else "Healthy"
    return {"status": status}, {"status": status}
