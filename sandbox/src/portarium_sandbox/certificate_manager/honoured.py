"""What the double honours of cert-manager's kinds; of all else it says so, and does nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from portarium_sandbox.certificate_manager.signing import CURVES, known_usages

_FIELDS = frozenset(
    {
        *("secretName", "isCA", "commonName", "dnsNames", "ipAddresses", "duration", "renewBefore"),
        *("privateKey", "usages", "issuerRef"),
    }
)


def strange_in_issuer(spec: Mapping[str, Any]) -> list[str]:
    """Name what of an issuer is not played."""
    if set(spec) == {"selfSigned"} and not spec["selfSigned"]:
        return []
    if set(spec) == {"ca"} and set(spec["ca"]) == {"secretName"}:
        return []
    return [f"spec.{each}" for each in sorted(spec)] or ["a specification without an issuer"]


def strange_in_certificate(spec: Mapping[str, Any]) -> list[str]:
    """Name what of a certificate is not played."""
    return [*(f"spec.{each}" for each in sorted(set(spec) - _FIELDS)), *_values(spec)]


def _values(spec: Mapping[str, Any]) -> Iterator[str]:
    key = spec.get("privateKey", {})
    if key.get("algorithm") != "ECDSA":
        yield f"spec.privateKey.algorithm {key.get('algorithm', 'RSA')}"
    if int(key.get("size", 256)) not in CURVES:
        yield f"spec.privateKey.size {key['size']}"
    if "encoding" in key:
        yield "spec.privateKey.encoding"
    if spec["issuerRef"].get("kind", "Issuer") != "Issuer":
        yield f"spec.issuerRef.kind {spec['issuerRef']['kind']}"
    yield from (f"usage {each}" for each in spec.get("usages", []) if each not in known_usages())
