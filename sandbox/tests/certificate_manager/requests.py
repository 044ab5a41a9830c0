"""Issuers and certificates as a program declares them."""

from typing import Any

ROOT: dict[str, Any] = {"selfSigned": {}}
BY_AUTHORITY: dict[str, Any] = {"ca": {"secretName": "authority"}}


def authority() -> dict[str, Any]:
    """A certificate that may sign others."""
    return {
        "isCA": True,
        "commonName": "authority",
        "secretName": "authority",
        "duration": "87600h",
        "privateKey": {"algorithm": "ECDSA", "size": 384, "rotationPolicy": "Never"},
        "issuerRef": {"kind": "Issuer", "name": "root"},
    }


def leaf(**changed: Any) -> dict[str, Any]:
    """A certificate of a service."""
    return {
        "secretName": "vault-tls",
        "dnsNames": ["vault.system.svc"],
        "ipAddresses": ["127.0.0.1"],
        "duration": "2160h",
        "renewBefore": "720h",
        "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
        "usages": ["digital signature", "server auth"],
        "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": "platform"},
        **changed,
    }
