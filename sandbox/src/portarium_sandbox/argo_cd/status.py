"""Writes what the controller says of an application: its status, and events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.times import stamp
from portarium_sandbox.pods.objects import Object, several

API_VERSION: Final = "argoproj.io/v1alpha1"


def path_of(application: Object) -> str:
    """Where an application is."""
    metadata = application["metadata"]
    return f"/apis/{API_VERSION}/namespaces/{metadata['namespace']}/applications/{metadata['name']}"


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that makes one of the other: what is not there any more is null."""
    patch: dict[str, Any] = {key: None for key in before if key not in after}
    for key, value in after.items():
        was = before.get(key)
        if isinstance(value, dict) and isinstance(was, dict):
            if changed := difference(cast("dict[str, Any]", was), cast("dict[str, Any]", value)):
                patch[key] = changed
        elif key not in before or was != value:
            patch[key] = value
    return patch


def conditions_of(status: Object, wanted: Mapping[str, list[str]], now: datetime) -> list[dict[str, Any]]:
    """The conditions of an application by type, those of other types kept, and times of those that stay as they are."""
    before = several(status, "conditions")
    kept = [condition for condition in before if condition["type"] not in wanted]
    since = {(condition["type"], condition["message"]): condition.get("lastTransitionTime") for condition in before}
    said = [
        {"type": kind, "message": message, "lastTransitionTime": since.get((kind, message)) or stamp(now)}
        for kind, messages in wanted.items()
        for message in messages
    ]
    return [*kept, *said]


def tell(api: KubernetesClient, application: Object, *, kind: str, reason: str, message: str, now: datetime) -> None:
    """Write an event about an application, as the controller does."""
    metadata = application["metadata"]
    body = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"generateName": f"{metadata['name']}.", "namespace": metadata["namespace"]},
        "involvedObject": {
            "apiVersion": API_VERSION,
            "kind": "Application",
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "uid": metadata["uid"],
            "resourceVersion": metadata["resourceVersion"],
        },
        "type": kind,
        "reason": reason,
        "message": message,
        "source": {"component": "argocd-application-controller"},
        "firstTimestamp": stamp(now),
        "lastTimestamp": stamp(now),
        "count": 1,
    }
    api.create(f"/api/v1/namespaces/{metadata['namespace']}/events", body)
