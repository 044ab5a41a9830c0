"""The authority is made step by step, each once cert-manager says that the one before is ready."""

from functools import cache

from components.platform.platform_authority import ISSUER, PlatformAuthority, PlatformAuthorityArgs
from tests.recording import Recording, Registered, record

_ISSUER = "kubernetes:cert-manager.io/v1:Issuer"
_CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"


@cache
def _recorded() -> Recording:
    def program() -> object:
        return PlatformAuthority("authority", PlatformAuthorityArgs(environment="dev", namespace="system")).issuer

    return record(program)


def _named(name: str) -> Registered:
    [found] = [each for each in _recorded().all(_ISSUER) if each.inputs["metadata"]["name"] == name]
    return found


def test_each_step_waits_for_the_one_before() -> None:
    """An issuer without its secret refuses."""
    certificate = _recorded().one(_CERTIFICATE)
    root, platform = _named(certificate.inputs["spec"]["issuerRef"]["name"]), _named(ISSUER)
    assert root.urn in certificate.depends_on
    assert certificate.urn in platform.depends_on
    assert platform.inputs["spec"]["ca"]["secretName"] == certificate.inputs["spec"]["secretName"]
    for step in (root, certificate, platform):
        assert step.inputs["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}


def test_it_signs_for_the_platform_alone() -> None:
    """An issuer of the whole cluster would sign for every namespace that may ask."""
    assert {each.inputs["metadata"]["namespace"] for each in _recorded().all(_ISSUER)} == {"system"}
    assert not _recorded().all("kubernetes:cert-manager.io/v1:ClusterIssuer")


def test_whoever_believed_the_old_certificate_believes_the_new_one() -> None:
    """Another key would make each service a stranger to those that were started before."""
    spec = _recorded().one(_CERTIFICATE).inputs["spec"]
    assert spec["isCA"] is True
    assert spec["privateKey"]["rotationPolicy"] == "Never"
