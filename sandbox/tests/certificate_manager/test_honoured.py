"""What the double does not play is named, and nothing is signed."""

from typing import Any

import pytest

from portarium_sandbox.certificate_manager.honoured import strange_in_certificate, strange_in_issuer
from tests.certificate_manager.requests import BY_AUTHORITY, ROOT, authority, leaf


@pytest.mark.parametrize("spec", [ROOT, BY_AUTHORITY])
def test_two_kinds_of_issuers_are_played(spec: dict[str, Any]) -> None:
    """One that signs itself, and one with a key of the cluster."""
    assert strange_in_issuer(spec) == []


@pytest.mark.parametrize(
    "spec",
    [{"acme": {}}, {"selfSigned": {"crlDistributionPoints": []}}, {"ca": {"secretName": "a", "ocspServers": []}}],
)
def test_other_issuers_are_not(spec: dict[str, Any]) -> None:
    """Nobody's certificates come from the internet here."""
    assert strange_in_issuer(spec) == [f"spec.{next(iter(spec))}"]


@pytest.mark.parametrize(
    ("spec", "strange"),
    [
        (leaf(), []),
        (authority(), []),
        (leaf(keystores={}), ["spec.keystores"]),
        (leaf(privateKey={}), ["spec.privateKey.algorithm RSA"]),
        (leaf(privateKey={"algorithm": "ECDSA", "size": 224}), ["spec.privateKey.size 224"]),
        (leaf(issuerRef={"kind": "ClusterIssuer", "name": "a"}), ["spec.issuerRef.kind ClusterIssuer"]),
        (leaf(usages=["email protection"]), ["usage email protection"]),
    ],
)
def test_a_field_that_is_not_played_is_named(spec: dict[str, Any], strange: list[str]) -> None:
    """Whoever relies on it reads that it is not proven here."""
    assert strange_in_certificate(spec) == strange
