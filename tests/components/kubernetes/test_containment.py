"""Who may talk to whom, and nobody else: the matrix is read out of the rendered policies."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from components.kubernetes.containment import Reach, permitted_flows
from components.kubernetes.environment import Environment, EnvironmentArgs, namespace_name
from components.kubernetes.labels import COMPONENT, NAMESPACE_NAME, plane_labels
from components.kubernetes.namespace import Namespace, NamespaceArgs, NamespaceQuota
from components.kubernetes.platform_ways import platform_flows
from components.kubernetes.system_traffic import SystemTraffic, SystemTrafficArgs
from components.kubernetes.traffic import Traffic, TrafficArgs
from domain.plane import PLANE_KEY, EnvironmentPlane, Plane
from domain.temporal import FRONTEND_LABELS
from tests.components.kubernetes.reachability import Address, Pod, reaches
from tests.recording import record

QUOTA = NamespaceQuota(cpu="1", memory="1Gi", pods=10)
METRICS: dict[EnvironmentPlane, list[int]] = {"control": [9090], "egress": [9090]}
SERVICES = {"openfga": [8081]}
PLANES: tuple[EnvironmentPlane, ...] = ("environment", "data", "control", "execution", "egress")


@cache
def _policies() -> tuple[Mapping[str, Any], ...]:
    """Every policy on a cluster with a platform and the environment dev."""

    def program() -> object:
        system = Namespace(
            "system", NamespaceArgs(environment="dev", namespace="system", plane="system", quota=QUOTA)
        ).namespace
        addons = SystemTraffic("system-traffic", SystemTrafficArgs(vpc_cidr="10.10.0.0/16"))
        ways = platform_flows(METRICS, SERVICES)
        traffic = Traffic("platform", TrafficArgs(flows=ways, namespaces={"system": system}))
        environment = Environment(
            "environment",
            EnvironmentArgs(
                environment="dev",
                tier="dev",
                status="ready",
                quotas=dict.fromkeys(PLANES, QUOTA),
                flows=permitted_flows(
                    Reach(
                        environment="dev",
                        service_ports=[8080],
                        entry_blocks=["10.10.208.0/20"],
                        metrics_ports=METRICS,
                        database_users=["api"],
                        database_blocks=["10.10.192.0/20"],
                        aws_users=["api"],
                        aws_blocks=["10.10.64.0/18"],
                        temporal_users=[("control", "api"), ("execution", "worker")],
                        services=SERVICES,
                    )
                ),
                holders_of="dev",
            ),
        )
        return {"traffic": traffic.policies, "addons": addons.policies, "namespaces": environment.namespaces}

    return tuple(policy.inputs for policy in record(program).all("kubernetes:networking.k8s.io/v1:NetworkPolicy"))


def _pod(plane: Plane, component: str = "", labels: Mapping[str, str] | None = None) -> Pod:
    namespace = namespace_name("dev", plane)
    found = {**plane_labels("dev", plane), NAMESPACE_NAME: namespace}
    own = {PLANE_KEY: plane, COMPONENT: component} if labels is None else labels
    return Pod(namespace=namespace, namespace_labels=found, labels=own)


API = _pod("control", "api")
COORDINATOR = _pod("control", "coordinator")
WORKER = _pod("execution", "worker")
PROXY = _pod("egress", "egress-proxy")
MIGRATION = _pod("data", "migration")
BOOTSTRAP = _pod("data", "database-bootstrap")
ROTATION = _pod("data", "database-rotation")
SECRETS_ROTATION = _pod("data", "secrets-rotation")
VAULT = _pod("system", "vault")
TEMPORAL = _pod("system", labels=FRONTEND_LABELS)
OPENFGA = _pod("system", "openfga")
COLLECTOR = _pod("system", "opentelemetry-collector")
PROMETHEUS = _pod("system", "prometheus")
OWN_RESOLVER = _pod("system", "execution-resolver")
STRANGER = Pod(namespace="default", namespace_labels={NAMESPACE_NAME: "default"}, labels={COMPONENT: "egress-proxy"})
RESOLVER = Pod(
    namespace="kube-system", namespace_labels={NAMESPACE_NAME: "kube-system"}, labels={"k8s-app": "kube-dns"}
)
DATABASE = Address("10.10.192.7")
ENTRY = Address("10.10.208.7")
AWS_ENDPOINT = Address("10.10.64.9")
KUBERNETES_API = Address("172.20.0.1")
METADATA = Address("169.254.169.254")
POD_IDENTITY = Address("169.254.170.23")
INTERNET = Address("93.184.216.34")

EVERYONE = {
    "api": API,
    "coordinator": COORDINATOR,
    "worker": WORKER,
    "proxy": PROXY,
    "migration": MIGRATION,
    "bootstrap": BOOTSTRAP,
    "rotation": ROTATION,
    "secrets-rotation": SECRETS_ROTATION,
    "vault": VAULT,
    "temporal": TEMPORAL,
    "openfga": OPENFGA,
    "collector": COLLECTOR,
    "prometheus": PROMETHEUS,
    "execution-resolver": OWN_RESOLVER,
    "stranger": STRANGER,
    "database": DATABASE,
    "aws": AWS_ENDPOINT,
    "metadata": METADATA,
    "pod-identity": POD_IDENTITY,
    "internet": INTERNET,
}
PORTS = {
    "vault": (8200,),
    "temporal": (7233,),
    "openfga": (8081,),
    "collector": (4318,),
    "proxy": (3128, 3129, 9090),
    "execution-resolver": (5353, 8080, 9153),
    "database": (5432,),
    "aws": (443,),
    "metadata": (80,),
    "pod-identity": (80,),
    "internet": (443, 80),
}
APPLICATION_PORTS = (8080, 9090)

# The whole truth: every open way between any two of the above, on the ports each of them answers on.
OPEN = {
    ("api", "api", 8080),
    ("api", "coordinator", 8080),
    ("coordinator", "api", 8080),
    ("coordinator", "coordinator", 8080),
    ("worker", "proxy", 3128),
    ("api", "proxy", 3129),
    ("coordinator", "proxy", 3129),
    ("api", "temporal", 7233),
    ("worker", "temporal", 7233),
    ("api", "openfga", 8081),
    ("coordinator", "openfga", 8081),
    ("proxy", "internet", 443),
    ("api", "database", 5432),
    ("api", "aws", 443),
    ("api", "pod-identity", 80),
    *((job, "database", 5432) for job in ("migration", "bootstrap", "rotation", "secrets-rotation")),
    *((job, "pod-identity", 80) for job in ("migration", "bootstrap", "rotation", "secrets-rotation")),
    *((job, "aws", 443) for job in ("bootstrap", "rotation", "secrets-rotation")),
    *((pod, "collector", 4318) for pod in ("api", "coordinator", "worker", "proxy", "migration")),
    *((job, "collector", 4318) for job in ("bootstrap", "rotation", "secrets-rotation")),
    # By name over TCP; what is asked in a packet has a matrix of its own below.
    ("worker", "execution-resolver", 5353),
    ("prometheus", "execution-resolver", 9153),
    # A worker has no metrics, and so nobody comes for them.
    *(("prometheus", pod, 9090) for pod in ("api", "coordinator", "proxy")),
}


def test_the_matrix_is_exactly_what_is_meant_to_be_open() -> None:
    """Every pair on every port: what is listed is open, and what is not listed is closed."""
    pods = {name: pod for name, pod in EVERYONE.items() if isinstance(pod, Pod) and name != "stranger"}
    found = {
        (source, destination, port)
        for source, pod in {**pods, "stranger": STRANGER}.items()
        for destination, target in EVERYONE.items()
        if destination != "stranger" and destination not in _OUTSIDE_REACH_OF.get(source, ())
        for port in PORTS.get(destination, APPLICATION_PORTS)
        if reaches(_policies(), pod, target, port)
    }
    assert found == OPEN


def test_requests_come_from_the_load_balancer_to_the_control_plane_alone() -> None:
    """It stands in the public subnets, and is no pod: neither workers nor the platform answer it."""
    reached = {
        (name, port)
        for name, pod in EVERYONE.items()
        if isinstance(pod, Pod) and name != "stranger"
        for port in PORTS.get(name, APPLICATION_PORTS)
        if reaches(_policies(), ENTRY, pod, port)
    }
    assert reached == {("api", 8080), ("coordinator", 8080)}


# Who may ask whom for a name, and whether whoever asks may call the Kubernetes API. `kube-dns` asks the VPC's resolver
# about all that it doesn't know, so that whoever reaches it sends names out of the cluster.
_ASKS = {
    "api": {"kube-dns"},
    "coordinator": {"kube-dns"},
    "worker": {"execution-resolver"},
    "proxy": {"kube-dns"},
    "migration": {"kube-dns"},
    "bootstrap": {"kube-dns"},
    # They restart workloads.
    "rotation": {"kube-dns", "kubernetes-api"},
    "secrets-rotation": {"kube-dns", "kubernetes-api"},
    "vault": {"kube-dns"},
    "temporal": {"kube-dns"},
    "openfga": {"kube-dns"},
    "collector": {"kube-dns"},
    "prometheus": {"kube-dns"},
    "execution-resolver": {"kubernetes-api"},
    # The add-ons reach the whole VPC, where its resolver has an address as well.
    "kube-dns": {"vpc-resolver", "vpc-resolver-inside", "kubernetes-api"},
}
_OUTSIDE = {"vpc-resolver", "vpc-resolver-inside", "internet"}
_ASKED = {
    "kube-dns": (RESOLVER, 53),
    "execution-resolver": (OWN_RESOLVER, 5353),
    "vpc-resolver": (Address("169.254.169.253"), 53),
    "vpc-resolver-inside": (Address("10.10.0.2"), 53),
    "internet": (Address("8.8.8.8"), 53),
    "kubernetes-api": (KUBERNETES_API, 443),
}


@pytest.mark.parametrize("protocol", ["UDP", "TCP"])
def test_who_asks_which_resolver_and_who_calls_the_kubernetes_api(protocol: str) -> None:
    """Every pod and every resolver: the execution plane's asks nobody, and no worker reaches another."""
    pods = {name: pod for name, pod in EVERYONE.items() if isinstance(pod, Pod) and name != "stranger"}
    reached = {
        source: {
            name
            for name, (target, port) in _ASKED.items()
            if target != pod and reaches(_policies(), pod, target, port, "TCP" if port == 443 else protocol)
        }
        for source, pod in {**pods, "kube-dns": RESOLVER}.items()
    }
    assert reached == _ASKS


def test_only_what_is_trusted_sends_a_name_out() -> None:
    """From whoever asks to whomever that one asks in turn: the name of a worker never leaves the cluster."""

    def leaves(asker: str) -> bool:
        return asker in _OUTSIDE or any(leaves(asked) for asked in _ASKS.get(asker, ()))

    assert {asker for asker in _ASKS if not leaves(asker)} == {"worker", "execution-resolver"}


# A pod outside our namespaces may leave for anywhere that is no pod of ours: those policies are not ours to write.
# The platform's own ways out come with its charts; here its pods only answer, and scrape.
_OUTSIDE_REACH_OF = {"stranger": {"database", "aws", "metadata", "pod-identity", "internet"}}


@pytest.mark.parametrize("target", [KUBERNETES_API, METADATA, POD_IDENTITY, DATABASE, INTERNET, AWS_ENDPOINT])
@pytest.mark.parametrize("port", [22, 80, 443, 5432, 6443, 8080])
def test_the_execution_plane_reaches_no_address_at_all(target: Address, port: int) -> None:
    """Not the Kubernetes API, not the metadata, not the database and not the internet, on whatever port."""
    assert not reaches(_policies(), WORKER, target, port)


@pytest.mark.parametrize("address", ["10.10.192.7", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"])
def test_the_proxy_is_no_way_back_in(address: str) -> None:
    """A host name that resolves to a private or link-local address ends at the proxy."""
    assert not reaches(_policies(), PROXY, Address(address), 443)


def test_another_environment_on_the_cluster_is_a_stranger() -> None:
    """A review environment's worker can't use dev's proxy or control plane."""
    labels = {**plane_labels("review-7", "execution"), NAMESPACE_NAME: "execution-review-7"}
    other = Pod(namespace="execution-review-7", namespace_labels=labels, labels={PLANE_KEY: "execution"})
    assert not reaches(_policies(), other, PROXY, 3128)
    assert not reaches(_policies(), other, API, 8080)


def test_a_review_environments_workers_ask_the_same_resolver() -> None:
    """By their plane: the resolver is the platform's, and the cluster's own is closed to them all."""
    labels = {**plane_labels("review-7", "execution"), NAMESPACE_NAME: "execution-review-7"}
    other = Pod(namespace="execution-review-7", namespace_labels=labels, labels={PLANE_KEY: "execution"})
    assert reaches(_policies(), other, OWN_RESOLVER, 5353, "UDP")
    assert not reaches(_policies(), other, RESOLVER, 53, "UDP")


@pytest.mark.parametrize("port", [8080, 8081])
def test_the_planes_do_not_call_each_other(port: int) -> None:
    """Work is handed out and reported by way of Temporal."""
    assert not reaches(_policies(), API, WORKER, port)
    assert not reaches(_policies(), WORKER, API, port)


def test_neither_plane_has_the_others_way_out() -> None:
    """The proxy tells by the port who asks, so that each port is open to one plane alone."""
    assert not reaches(_policies(), WORKER, PROXY, 3129)
    assert not reaches(_policies(), API, PROXY, 3128)


def test_every_way_says_why_it_is_there() -> None:
    """Whoever looks at a policy of the environment or the platform reads its reason."""
    ways = [policy for policy in _policies() if "-to-" in policy["metadata"]["name"]]
    assert len(ways) > 10
    assert [way["metadata"]["name"] for way in ways if not way["metadata"]["annotations"]["portarium.io/reason"]] == []
