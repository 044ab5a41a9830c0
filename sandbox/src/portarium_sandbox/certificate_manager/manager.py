"""cert-manager in one cluster: issuers that can sign say so, and certificates are in their secrets."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from portarium_sandbox.certificate_manager.honoured import strange_in_certificate, strange_in_issuer
from portarium_sandbox.certificate_manager.signing import Pair, issued, renewal
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.kubernetes.stillness import Stillness
from portarium_sandbox.kubernetes.times import stamp
from portarium_sandbox.pods.objects import part, several

_PAUSE_SECONDS: Final = 2.0
# Secrets that somebody changes, and certificates that end, make no other version of what asks for them.
_STILL_SECONDS: Final = 6.0
_GROUP: Final = "/apis/cert-manager.io/v1"
_ASKED_FOR: Final = "sandbox.portarium.dev/asked-for"
_STRANGE: Final = "the sandbox's double of cert-manager does not honour "
_UP_TO_DATE: Final = "Certificate is up to date and has not expired"


class CertificateManager:
    """Works in one cluster while it serves cert-manager's kinds, every second."""

    name = "cert-manager"

    def __init__(self) -> None:
        """Begin with having looked at nothing."""
        self._looked_at = 0.0
        self._still = Stillness(_STILL_SECONDS)

    def tend(self, api: KubernetesClient) -> None:
        """Look whether there is something to sign, and sign it. Raises KubernetesError."""
        if time.monotonic() - self._looked_at < _PAUSE_SECONDS:
            return
        self._looked_at = time.monotonic()
        issuers = _all(api, "issuers")
        if issuers is None:
            return
        certificates = _all(api, "certificates") or []
        if self._still.holds(issuers, certificates):
            return
        for issuer in issuers:
            _see_to_issuer(api, issuer)
        known = {_place(issuer): issuer for issuer in issuers if _ready(issuer).get("status") == "True"}
        for certificate in certificates:
            if not certificate["metadata"].get("deletionTimestamp"):
                _see_to_certificate(api, certificate, known)
        # What was written has another version by now, which the next look finds.
        self._still.begin(issuers, certificates)


def _see_to_issuer(api: KubernetesClient, issuer: Object) -> None:
    spec = issuer["spec"]
    if strange := strange_in_issuer(spec):
        _tell(api, issuer, _condition(issuer, "False", "NotHonoured", _STRANGE + ", ".join(strange)))
        return
    if "ca" in spec:
        if problem := _problem_of(api, issuer["metadata"]["namespace"], spec["ca"]["secretName"]):
            told = f"Error getting keypair for CA issuer: {problem}"
            _tell(api, issuer, _condition(issuer, "False", "ErrGetKeyPair", told))
            return
        _tell(api, issuer, _condition(issuer, "True", "KeyPairVerified", "Signing CA verified"))
        return
    _tell(api, issuer, _condition(issuer, "True", "IsReady", "Issuer is self-signing"))


def _problem_of(api: KubernetesClient, namespace: str, secret: str) -> str:
    try:
        return "" if _pair(api, namespace, secret) else f'secret "{secret}" not found'
    except SandboxError as error:
        return str(error)


def _see_to_certificate(api: KubernetesClient, certificate: Object, issuers: Mapping[str, Object]) -> None:
    metadata, spec = certificate["metadata"], certificate["spec"]
    if strange := strange_in_certificate(spec):
        _tell(api, certificate, _condition(certificate, "False", "NotHonoured", _STRANGE + ", ".join(strange)))
        return
    issuer = issuers.get(f"{metadata['namespace']}/{spec['issuerRef']['name']}")
    if issuer is None:
        message = f"Issuing certificate as Secret does not exist; issuer {spec['issuerRef']['name']} is not ready"
        _tell(api, certificate, _condition(certificate, "False", "DoesNotExist", message))
        return
    kept = _kept(api, certificate)
    if kept is None:
        kept = _issue(api, certificate, issuer)
    begins, ends = kept.certificate.not_valid_before_utc, kept.certificate.not_valid_after_utc
    _tell(
        api,
        certificate,
        {
            **_condition(certificate, "True", "Ready", _UP_TO_DATE),
            "notBefore": stamp(begins),
            "notAfter": stamp(ends),
            "renewalTime": stamp(renewal(spec, kept.certificate)),
        },
    )


def _kept(api: KubernetesClient, certificate: Object) -> Pair | None:
    """What the secret has, if it is what is asked for now and not due."""
    metadata, spec = certificate["metadata"], certificate["spec"]
    secret = _secret(api, metadata["namespace"], spec["secretName"])
    if secret is None or part(secret["metadata"], "annotations").get(_ASKED_FOR) != _digest(spec):
        return None
    try:
        pair = Pair.read(_decoded(secret))
    except SandboxError:
        return None
    return pair if datetime.now(UTC) < renewal(spec, pair.certificate) else None


def _issue(api: KubernetesClient, certificate: Object, issuer: Object) -> Pair:
    metadata, spec = certificate["metadata"], certificate["spec"]
    signer = None
    if "ca" in issuer["spec"]:
        signer = _pair(api, metadata["namespace"], issuer["spec"]["ca"]["secretName"])
    before = _secret(api, metadata["namespace"], spec["secretName"])
    stays = before is not None and part(spec, "privateKey").get("rotationPolicy") == "Never"
    key = Pair.read(_decoded(before)).key if before and stays else None
    made = issued(spec, signer, key)
    body: Object = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/tls",
        "metadata": {
            "name": spec["secretName"],
            "namespace": metadata["namespace"],
            "annotations": {"cert-manager.io/certificate-name": metadata["name"], _ASKED_FOR: _digest(spec)},
            "labels": {"controller.cert-manager.io/fao": "true"},
        },
        "data": {name: base64.b64encode(value).decode() for name, value in made.as_data().items()},
    }
    path = f"/api/v1/namespaces/{metadata['namespace']}/secrets/{spec['secretName']}"
    api.apply(path, body, fieldManager="cert-manager-certificates-issuing", force="true")
    return made


def _pair(api: KubernetesClient, namespace: str, name: str) -> Pair | None:
    secret = _secret(api, namespace, name)
    return Pair.read(_decoded(secret)) if secret else None


def _secret(api: KubernetesClient, namespace: str, name: str) -> Object | None:
    try:
        return api.get(f"/api/v1/namespaces/{namespace}/secrets/{name}")
    except ApiError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise


def _decoded(secret: Object) -> dict[str, bytes]:
    return {name: base64.b64decode(value) for name, value in part(secret, "data").items()}


def _all(api: KubernetesClient, plural: str) -> list[Object] | None:
    try:
        found: list[Object] = api.get(f"{_GROUP}/{plural}")["items"]
    except ApiError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise
    return [{**one, "plural": plural} for one in found]


def _tell(api: KubernetesClient, one: Object, status: Mapping[str, Any]) -> None:
    if all(part(one, "status").get(key) == value for key, value in status.items()):
        return
    one["status"] = {**part(one, "status"), **status}
    metadata = one["metadata"]
    path = f"{_GROUP}/namespaces/{metadata['namespace']}/{one['plural']}/{metadata['name']}"
    api.merge(f"{path}/status", {"status": dict(status)})


def _condition(one: Object, status: str, reason: str, message: str) -> dict[str, Any]:
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
                "observedGeneration": one["metadata"]["generation"],
            }
        ]
    }


def _ready(one: Object) -> Object:
    found = [each for each in several(part(one, "status"), "conditions") if each["type"] == "Ready"]
    return found[0] if found else {}


def _place(one: Object) -> str:
    return f"{one['metadata']['namespace']}/{one['metadata']['name']}"


def _digest(spec: Object) -> str:
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
