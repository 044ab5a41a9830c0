"""The operator of one cluster: it accepts stores, and fills the secrets that are asked for."""

import base64
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from portarium_sandbox.charts.honoured import strangers
from portarium_sandbox.charts.release import EXTERNAL_SECRETS, note_for
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.kubernetes.times import stamp
from portarium_sandbox.pods.objects import part, several
from portarium_sandbox.secret_operator.schedule import is_due, version_of
from portarium_sandbox.secret_operator.values import Client, ReadError, values_of

API_VERSION: Final = "external-secrets.io/v1"
_PAUSE_SECONDS: Final = 2.0
_HASH: Final = "reconcile.external-secrets.io/data-hash"
_MANAGED: Final = {"reconcile.external-secrets.io/managed": "true"}
_STORE: Final = {"provider": {"aws": {"service": ("SecretsManager",), "region": ...}}}
_REQUEST: Final = {
    "secretStoreRef": {"name": ..., "kind": ("SecretStore",)},
    "refreshPolicy": ("Periodic",),
    "refreshInterval": ...,
    "target": {"name": ..., "creationPolicy": ("Owner",), "deletionPolicy": ("Retain",)},
    "data": {
        "secretKey": ...,
        "remoteRef": {
            "key": ...,
            "property": ...,
            "conversionStrategy": ("Default",),
            "decodingStrategy": ("None",),
            "metadataPolicy": ("None",),
        },
    },
}
_STRANGE: Final = "the sandbox's operator does not honour "
_READ_FAILED: Final = "could not get secret data from provider"
_UPDATE_FAILED: Final = "could not update secret"
_log = logging.getLogger(__name__)

Identity = Callable[[str, str], Client]
"""Gives the client that pods of a service account in a namespace have. Raises ReadError where they have none."""


class SecretOperator:
    """Works in one cluster while a release of the chart is recorded there, every two seconds."""

    name = "the secret operator"

    def __init__(self, identity: Identity) -> None:
        """Say who signs the operator's pods in."""
        self._identity = identity
        self._looked_at = 0.0

    def tend(self, api: KubernetesClient) -> None:
        """Look whether there is something to do, and do it. Raises KubernetesError."""
        if time.monotonic() - self._looked_at < _PAUSE_SECONDS:
            return
        self._looked_at = time.monotonic()
        note = note_for(api, EXTERNAL_SECRETS)
        if note is None:
            return
        stores = {_place(store): store for store in _all(api, "secretstores")}
        for store in stores.values():
            _accept(api, store)
        for request in _all(api, "externalsecrets"):
            if not request["metadata"].get("deletionTimestamp"):
                self._keep(api, request, stores, note)

    def _keep(self, api: KubernetesClient, request: Object, stores: Mapping[str, Object], note: Object) -> None:
        if strange := strangers(request["spec"], _REQUEST):
            _tell(api, request, _condition(request, "False", "SecretSyncedError", _STRANGE + ", ".join(strange)))
            return
        now = datetime.now(UTC)
        if not is_due(request, now) and _is_whole(api, request):
            return
        try:
            store = _store_of(request, stores)
            client = self._identity(note["metadata"]["namespace"], note["data"]["serviceAccount"])
            values = values_of(request, store, client)
        except ReadError as error:
            _failed(api, request, _READ_FAILED, str(error))
            return
        try:
            _write(api, request, values)
        except ApiError as error:
            _failed(api, request, _UPDATE_FAILED, str(error))
            return
        synced = {
            "refreshTime": stamp(now),
            "syncedResourceVersion": version_of(request["metadata"]),
            "binding": {"name": _target(request)},
        }
        _tell(api, request, synced | _condition(request, "True", "SecretSynced", "secret synced"))


def _all(api: KubernetesClient, plural: str) -> list[Object]:
    try:
        found: list[Object] = api.get(f"/apis/{API_VERSION}/{plural}")["items"]
    except ApiError as error:
        # The note is written before its kinds are served.
        if error.code == HTTPStatus.NOT_FOUND:
            return []
        raise
    return [{**one, "plural": plural} for one in found]


def _store_of(request: Object, stores: Mapping[str, Object]) -> Object:
    wanted = part(request["spec"], "secretStoreRef").get("name", "")
    store = stores.get(f"{request['metadata']['namespace']}/{wanted}")
    if store is None:
        raise ReadError(f'could not get SecretStore "{wanted}", SecretStore "{wanted}" not found')
    if _ready(store).get("status") == "False":
        raise ReadError(f"SecretStore {wanted!r}: {_ready(store).get('message')}")
    return store


def _place(one: Object) -> str:
    return f"{one['metadata']['namespace']}/{one['metadata']['name']}"


def _accept(api: KubernetesClient, store: Object) -> None:
    if strange := strangers(store["spec"], _STORE):
        _tell(api, store, _condition(store, "False", "InvalidProviderConfig", _STRANGE + ", ".join(strange)))
    elif _ready(store).get("status") != "True":
        _tell(api, store, _condition(store, "True", "Valid", "store validated"))


def _is_whole(api: KubernetesClient, request: Object) -> bool:
    """Whether the secret is there and has what was written into it."""
    try:
        secret = api.get(f"/api/v1/namespaces/{request['metadata']['namespace']}/secrets/{_target(request)}")
    except ApiError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return False
        raise
    return part(secret["metadata"], "annotations").get(_HASH) == _digest(part(secret, "data"))


def _write(api: KubernetesClient, request: Object, values: Mapping[str, bytes]) -> None:
    metadata, name = request["metadata"], _target(request)
    data = {key: base64.b64encode(value).decode() for key, value in values.items()}
    owner = {
        "apiVersion": API_VERSION,
        "kind": "ExternalSecret",
        "name": metadata["name"],
        "uid": metadata["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": str(part(part(request["spec"], "target"), "template").get("type") or "Opaque"),
        "metadata": {
            "name": name,
            "namespace": metadata["namespace"],
            "labels": _MANAGED,
            "annotations": {_HASH: _digest(data)},
            "ownerReferences": [owner],
        },
        "data": data,
    }
    api.apply(
        f"/api/v1/namespaces/{metadata['namespace']}/secrets/{name}",
        secret,
        fieldManager=f"externalsecrets.external-secrets.io/{metadata['name']}",
        force="true",
    )


def _failed(api: KubernetesClient, request: Object, message: str, cause: str) -> None:
    """Say so, and once why: the condition has the operator's general words, the event those of the provider."""
    if _ready(request).get("message") != message:
        _log.warning("external secret %s: %s: %s", _place(request), message, cause)
        _event(api, request, f"error processing spec.data: {cause}")
    _tell(api, request, _condition(request, "False", "SecretSyncedError", message))


def _event(api: KubernetesClient, request: Object, message: str) -> None:
    metadata, now = request["metadata"], stamp(datetime.now(UTC))
    body = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"generateName": f"{metadata['name']}.", "namespace": metadata["namespace"]},
        "involvedObject": {
            "apiVersion": API_VERSION,
            "kind": "ExternalSecret",
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "uid": metadata["uid"],
        },
        "type": "Warning",
        "reason": "UpdateFailed",
        "message": message,
        "source": {"component": "external-secrets"},
        "firstTimestamp": now,
        "lastTimestamp": now,
        "count": 1,
    }
    api.create(f"/api/v1/namespaces/{metadata['namespace']}/events", body)


def _tell(api: KubernetesClient, one: Object, status: Mapping[str, Any]) -> None:
    if all(part(one, "status").get(key) == value for key, value in status.items()):
        return
    metadata = one["metadata"]
    path = f"/apis/{API_VERSION}/namespaces/{metadata['namespace']}/{one['plural']}/{metadata['name']}"
    api.merge(f"{path}/status", {"status": dict(status)})


def _condition(one: Object, status: str, reason: str, message: str) -> dict[str, Any]:
    """The one condition that there is; its time is that of its last change of status."""
    before = _ready(one)
    since = before.get("lastTransitionTime") if before.get("status") == status else None
    return {
        "conditions": [
            {
                "type": "Ready",
                "status": status,
                "reason": reason,
                "message": message,
                "lastTransitionTime": since or stamp(datetime.now(UTC)),
            }
        ]
    }


def _ready(one: Object) -> Object:
    found = [each for each in several(part(one, "status"), "conditions") if each["type"] == "Ready"]
    return found[0] if found else {}


def _target(request: Object) -> str:
    return str(part(request["spec"], "target").get("name") or request["metadata"]["name"])


def _digest(data: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
