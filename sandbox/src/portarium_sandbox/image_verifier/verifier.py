"""The double of Kyverno in one cluster: it puts policies about signatures into force, and says whether they are."""

import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from portarium_sandbox.image_verifier.translation import (
    NAMESPACE,
    Object,
    not_honoured,
    selector,
    signatures,
    translated,
)
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.pods.objects import part, several

_KIND: Final = "/apis/policies.kyverno.io/v1/imagevalidatingpolicies"
_REGISTRATION: Final = "/apis/admissionregistration.k8s.io/v1"
_POLICIES: Final = f"{_REGISTRATION}/validatingadmissionpolicies"
_BINDINGS: Final = f"{_REGISTRATION}/validatingadmissionpolicybindings"
_MANAGER: Final = "kyverno"
_PAUSE_SECONDS: Final = 2.0
_STRANGE: Final = "the sandbox's double of Kyverno does not honour "
_IN_FORCE: Final = "WebhookConfigured"


class ImageVerifier:
    """Works in one cluster while it serves Kyverno's kind, every two seconds."""

    name = "Kyverno"

    def __init__(self) -> None:
        """Begin with knowing nothing of what is in force."""
        self._looked_at = 0.0
        self._applied: dict[str, Object] = {}

    def tend(self, api: KubernetesClient) -> None:
        """Look whether policies have come, changed or gone, and follow. Raises KubernetesError."""
        if time.monotonic() - self._looked_at < _PAUSE_SECONDS:
            return
        self._looked_at = time.monotonic()
        policies = _all(api)
        for policy in policies:
            self._keep(api, policy)
        if policies or self._applied:
            self._clear(api, {f"kyverno-{policy['metadata']['name']}" for policy in policies})

    def _keep(self, api: KubernetesClient, policy: Object) -> None:
        if strange := not_honoured(policy["spec"]):
            _say(api, policy, ready=False, message=_STRANGE + ", ".join(strange))
            return
        body, binding = translated(policy)
        name = str(body["metadata"]["name"])
        if self._applied.get(name) == body:
            # The API server has had the time between two looks to take notice.
            _say(api, policy, ready=True, message="")
            return
        try:
            _have_signatures(api)
            api.apply(f"{_POLICIES}/{name}", body, fieldManager=_MANAGER, force="true")
            api.apply(f"{_BINDINGS}/{name}", binding, fieldManager=_MANAGER, force="true")
        except ApiError as error:
            _say(api, policy, ready=False, message=str(error))
            return
        self._applied[name] = body

    def _clear(self, api: KubernetesClient, wanted: set[str]) -> None:
        for found in api.get(_POLICIES, labelSelector=selector())["items"]:
            name = found["metadata"]["name"]
            if name not in wanted:
                api.remove(f"{_BINDINGS}/{name}")
                api.remove(f"{_POLICIES}/{name}")
        self._applied = {name: body for name, body in self._applied.items() if name in wanted}


def _all(api: KubernetesClient) -> list[Object]:
    try:
        found: list[Object] = api.get(_KIND)["items"]
    except ApiError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return []
        raise
    return [one for one in found if not one["metadata"].get("deletionTimestamp")]


def _have_signatures(api: KubernetesClient) -> None:
    """What somebody has written into the list stays."""
    try:
        api.create(f"/api/v1/namespaces/{NAMESPACE}/configmaps", signatures())
    except ApiError as error:
        if error.code != HTTPStatus.CONFLICT:
            raise


def _say(api: KubernetesClient, policy: Object, *, ready: bool, message: str) -> None:
    before = part(part(policy, "status"), "conditionStatus")
    if before.get("ready") is ready and before.get("message", "") == message:
        return
    condition: dict[str, Any] = {
        "type": _IN_FORCE,
        "status": "True" if ready else "False",
        "reason": "Succeeded" if ready else "Failed",
        "message": message,
        "lastTransitionTime": _since(before, ready=ready),
    }
    status = {"conditionStatus": {"ready": ready, "message": message, "conditions": [condition]}}
    api.merge(f"{_KIND}/{policy['metadata']['name']}/status", {"status": status})


def _since(before: Object, *, ready: bool) -> str:
    if before.get("ready") is ready:
        for condition in several(before, "conditions"):
            return str(condition["lastTransitionTime"])
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
