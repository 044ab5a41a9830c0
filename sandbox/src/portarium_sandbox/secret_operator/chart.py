"""The operator's chart: how a release of it is known again, and whose identity its pods would have."""

from typing import Any, Final

from portarium_sandbox.pods.objects import Object, part

CHART: Final = "external-secrets"
REPOSITORY: Final = "https://charts.external-secrets.io"
NOTE_LABEL: Final = "sandbox.portarium.dev/stands-in-for"
"""The label of the config map that says that a release is there; Helm's own notes are not readable."""


def note_of(release: Object) -> dict[str, Any]:
    """The config map that tells the double of a release, by the release's inputs."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": f"stands-in-for-{release['name']}",
            "namespace": release["namespace"],
            "labels": {NOTE_LABEL: CHART},
        },
        "data": {"serviceAccount": service_account(str(release["name"]), part(release, "values"))},
    }


def service_account(release: str, values: Object) -> str:
    """The service account of the operator's pods, as the chart names it."""
    account = part(values, "serviceAccount").get("name")
    if account:
        return str(account)
    if values.get("fullnameOverride"):
        return str(values["fullnameOverride"])
    name = str(values.get("nameOverride") or CHART)
    return release if name in release else f"{release}-{name}"
