"""A certificate is the platform's, is waited for, and is renewed long before it ends."""

from functools import cache

from pulumi_kubernetes.core import v1 as core

from components.platform.platform_authority import ISSUER
from components.platform.platform_certificate import PlatformCertificate, PlatformCertificateArgs
from tests.recording import Recording, record


@cache
def _recorded() -> Recording:
    def program() -> object:
        return PlatformCertificate(
            "clock",
            PlatformCertificateArgs(
                secret="clock-tls",
                namespace="system",
                names=["clock.system.svc"],
                usages=["server auth"],
                after=[core.ConfigMap("authority")],
            ),
        ).secret

    return record(program)


def test_it_is_asked_of_the_platforms_issuer_and_waited_for() -> None:
    """A service that starts without its certificate does not start."""
    recording = _recorded()
    certificate = recording.one("kubernetes:cert-manager.io/v1:Certificate")
    assert certificate.inputs["spec"]["issuerRef"] == {"group": "cert-manager.io", "kind": "Issuer", "name": ISSUER}
    assert certificate.inputs["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}
    assert recording.one("kubernetes:core/v1:ConfigMap").urn in certificate.depends_on
    assert recording.result == certificate.inputs["spec"]["secretName"]


def test_each_renewal_has_another_key() -> None:
    """A key that was copied is of no use two months later."""
    spec = _recorded().one("kubernetes:cert-manager.io/v1:Certificate").inputs["spec"]
    assert spec["privateKey"]["rotationPolicy"] == "Always"
    assert spec["usages"] == ["digital signature", "server auth"]
