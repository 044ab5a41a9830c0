"""The networks of whole stacks resolve what is called from them, and nothing that somebody else answers for."""

from typing import Any

import pytest

from domain.url import Url
from stacks.platform_values import platform_values
from tests.settings.configuration import resolved
from tests.stacks.recorded import ENVIRONMENTS, build, others, recorded

_LIST = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"


def _names(stack: str) -> list[str]:
    return recorded(stack).recording.one(_LIST, "names-listed").inputs["domains"]


def _resolves(names: list[str], name: str) -> bool:
    return any(name == one or (one.startswith("*.") and name.endswith(one[1:])) for one in names)


def _called(stack: str) -> list[str]:
    """Hosts that the stack itself names: its images' registries, its private S3, and what the proxy lets through."""
    recording = recorded(stack).recording
    deployments = recording.all("kubernetes:apps/v1:Deployment")
    images = {each.inputs["spec"]["template"]["spec"]["containers"][0]["image"].split("/")[0] for each in deployments}
    files = recording.one("kubernetes:core/v1:ConfigMap", "egress-proxy-workload-files").inputs["data"]
    listed = [*files["allowed-hosts"].splitlines(), *files["control-hosts"].splitlines()]
    allowed = [f"x{host}" if host.startswith(".") else host for host in listed]
    endpoint = str(recorded(stack).outputs["foundation"]["evidence_endpoint"]).removeprefix("https://")
    return [*images, *allowed, endpoint, *(zone.inputs["name"] for zone in recording.all("aws:route53/zone:Zone"))]


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_what_the_stack_itself_calls_is_resolved(stack: str) -> None:
    """A name that is forgotten here stops a node, a pod or a delivery."""
    called = _called(stack)
    assert len(called) > 5
    assert [name for name in called if not _resolves(_names(stack), name)] == []


@pytest.mark.parametrize("stack", ENVIRONMENTS)
@pytest.mark.parametrize(
    "name",
    [
        "eks-auth.eu-central-1.api.aws",
        "sts.eu-central-1.amazonaws.com",
        "0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com",
        "ip-10-16-0-9.eu-central-1.compute.internal",
        "pkg-containers.githubusercontent.com",
        "broker.actions.githubusercontent.com",
    ],
)
def test_what_nodes_and_jobs_call_is_resolved(stack: str, name: str) -> None:
    """Credentials of pods, the Kubernetes API, the nodes' own names, the layers of images and GitHub's jobs."""
    assert _resolves(_names(stack), name)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
@pytest.mark.parametrize("name", ["secret.attacker.example", "1.1.1.1.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"])
def test_nothing_else_is(stack: str, name: str) -> None:
    """Neither by a domain nor by the name of an address, which has somebody who answers for it as well."""
    assert not _resolves(_names(stack), name)


def _changed(changes: dict[str, Any]) -> list[str]:
    settings = resolved("prod", changes)
    return build(settings, stacks=others("prod")).recording.one(_LIST, "names-listed").inputs["domains"]


def test_jobs_elsewhere_need_no_names_here() -> None:
    """With runners of one's own the network never fetches packages."""
    assert not _resolves(
        _changed({"github.runner": "own", "cluster.publicAccessCidrs": ["203.0.113.7/32"]}), "pypi.org"
    )


def test_the_settings_add_what_else_is_called() -> None:
    """A registry that only an application of a team names, say."""
    assert _resolves(_changed({"network.resolvedHosts": ["registry.gitlab.com"]}), "registry.gitlab.com")
    assert not _resolves(_names("prod"), "registry.gitlab.com")


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_what_installs_charts_finds_them(stack: str) -> None:
    """The repositories of what it installs, and where most of them keep their archives."""
    repositories = [Url(each.chart.repository).host for each in platform_values(resolved(stack))]
    called = [*repositories, "github.com", "release-assets.githubusercontent.com"]
    assert [name for name in called if not _resolves(_names(stack), name)] == []
