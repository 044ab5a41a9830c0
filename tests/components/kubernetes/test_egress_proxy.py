"""The proxy lets through what is listed, by name, over TLS, and says what it refused."""

import pytest

from components.kubernetes.egress_proxy import EgressProxy, EgressProxyArgs, proxy_configuration
from components.kubernetes.workload import Placement
from domain import ports
from domain.component_names import PROXY
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.kubernetes.subjects import SHA, image
from tests.recording import Recording, record


def _record(*hosts: str, control: tuple[str, ...] = ()) -> Recording:
    def program() -> object:
        proxy = EgressProxy(
            "egress-proxy",
            EgressProxyArgs(
                environment="dev",
                image=image("egress-proxy"),
                image_sha=SHA,
                namespace="egress-dev",
                allowed_hosts=hosts,
                control_hosts=control,
                replicas=2,
                placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
            ),
        )
        return {"url": proxy.url, "control": proxy.control_url, "image": proxy.image}

    return record(program)


def test_its_address_is_its_service() -> None:
    """What workers are told leads to the port on which Squid listens, and on which the policies open it."""
    recording = _record("api.github.com")
    service = recording.one("kubernetes:core/v1:Service").inputs
    host = f"http://{service['metadata']['name']}.egress-dev.svc"
    assert recording.result["url"] == f"{host}:{ports.EGRESS_PROXY}"
    assert recording.result["control"] == f"{host}:{ports.EGRESS_PROXY_CONTROL}"
    served = [port["port"] for port in service["spec"]["ports"]]
    for port in (ports.EGRESS_PROXY, ports.EGRESS_PROXY_CONTROL):
        assert f"http_port {port} name=" in proxy_configuration()
        assert port in served
    assert service["metadata"]["name"] == PROXY


def test_the_allowed_hosts_are_in_a_file_that_squid_reads() -> None:
    """One a line, in an order that does not depend on the settings', under the path the configuration names."""
    data = _record("b.example", ".a.example").one("kubernetes:core/v1:ConfigMap").inputs["data"]
    assert data["allowed-hosts"] == ".a.example\nb.example\n"
    assert '"/etc/portarium/allowed-hosts"' in data["squid.conf"]
    other_order = _record(".a.example", "b.example").one("kubernetes:core/v1:ConfigMap").inputs["data"]
    assert other_order == data


def test_each_plane_has_a_list_of_its_own() -> None:
    """A host of the one is none of the other's, and one that is named twice stands in a list once."""
    data = _record("a.example", control=("b.example", "b.example")).one("kubernetes:core/v1:ConfigMap").inputs["data"]
    assert (data["allowed-hosts"], data["control-hosts"]) == ("a.example\n", "b.example\n")


def test_without_hosts_nothing_gets_through() -> None:
    """An empty list matches nothing; the rest of the rules denies."""
    assert _record().one("kubernetes:core/v1:ConfigMap").inputs["data"]["allowed-hosts"] == ""


@pytest.mark.parametrize("plane", ["execution", "control"])
@pytest.mark.parametrize(
    ("method", "port", "listed", "decision"),
    [
        ("CONNECT", 443, ("execution", "control"), "allow"),
        ("CONNECT", 443, (), "deny"),
        ("CONNECT", 443, ("other",), "deny"),
        ("CONNECT", 22, ("execution", "control"), "deny"),
        ("GET", 443, ("execution", "control"), "deny"),
        ("GET", 80, ("execution", "control"), "deny"),
    ],
)
def test_only_tunnels_to_the_planes_own_hosts_over_tls(
    plane: str, method: str, port: int, listed: tuple[str, ...], decision: str
) -> None:
    """Squid takes the first rule whose conditions all hold: no plain request, no other port, no host of the other."""
    other = {"execution": "control", "control": "execution"}[plane]
    lists = {other if one == "other" else one for one in listed}
    holds = {
        "tunnel": method == "CONNECT",
        "tls_port": port == 443,
        "from_execution": plane == "execution",
        "from_control": plane == "control",
        "allowed": "execution" in lists,
        "allowed_to_control": "control" in lists,
        "all": True,
    }
    rules = [line.split()[1:] for line in proxy_configuration().splitlines() if line.startswith("http_access")]
    assert rules[-1] == ["deny", "all"]
    first = next(
        verdict
        for verdict, *names in rules
        if all(holds[name.lstrip("!")] is not name.startswith("!") for name in names)
    )
    assert first == decision


def test_an_address_is_no_name() -> None:
    """`-n` keeps Squid from looking up the name of an address, which its owner could set to anything."""
    assert "acl allowed dstdomain -n " in proxy_configuration()
    assert "acl allowed_to_control dstdomain -n " in proxy_configuration()


def test_it_runs_as_restricted_as_any_pod() -> None:
    """Without secrets, without a token, and with nothing to write but its scratch volume."""
    pod = _record("a.example").one("kubernetes:apps/v1:Deployment").inputs["spec"]["template"]
    assert restricted_violations(pod["spec"]) == []
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert [key for key in pod["metadata"]["annotations"] if "bearer" in key] == []
    assert "pid_filename none" in proxy_configuration()
