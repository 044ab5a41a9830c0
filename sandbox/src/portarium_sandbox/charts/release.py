"""How a double is told of the release whose work it does: by a config map, because Helm's own notes are unreadable."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.pods.objects import Object, part

ARGO_CD: Final = "argo-cd"
EXTERNAL_SECRETS: Final = "external-secrets"
_LABEL: Final = "sandbox.portarium.dev/stands-in-for"


def has_double(chart: str) -> bool:
    """Whether a double does the work of a chart of the catalogue."""
    return chart in _DATA


def note_of(release: Object) -> dict[str, Any]:
    """The config map that tells the double of a release, by the release's inputs."""
    chart = str(release["chart"])
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": f"stands-in-for-{release['name']}",
            "namespace": release["namespace"],
            "labels": {_LABEL: chart},
        },
        "data": _DATA[chart](release),
    }


def note_for(api: KubernetesClient, chart: str) -> Object | None:
    """The note of the first release of a chart in a cluster; none where the chart is not released."""
    notes: list[Object] = api.get("/api/v1/configmaps", labelSelector=f"{_LABEL}={chart}")["items"]
    return notes[0] if notes else None


def _service_account(release: Object) -> dict[str, str]:
    """The service account of the secret operator's pods, as its chart names it."""
    name, values = str(release["name"]), part(release, "values")
    account = part(values, "serviceAccount").get("name") or values.get("fullnameOverride")
    if account:
        return {"serviceAccount": str(account)}
    chart = str(values.get("nameOverride") or EXTERNAL_SECRETS)
    return {"serviceAccount": name if chart in name else f"{name}-{chart}"}


def _parameters(release: Object) -> dict[str, str]:
    """What Argo CD writes into its applications' status, and as whom it installs."""
    configuration = part(part(release, "values"), "configs")
    parameters, settings = part(configuration, "params"), part(configuration, "cm")
    return {
        "keepsHealth": str(parameters.get("controller.resource.health.persist", False)).lower(),
        "impersonates": str(settings.get("application.sync.impersonation.enabled", False)).lower(),
    }


_DATA: Final[Mapping[str, Callable[[Object], dict[str, str]]]] = {
    ARGO_CD: _parameters,
    EXTERNAL_SECRETS: _service_account,
}
"""What of a release its double has to know."""
