"""The execution plane's resolver is where pods are told it is, may read services alone, and is never gone."""

from functools import cache
from typing import Any

from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.execution_resolver import ExecutionResolver, ExecutionResolverArgs
from components.kubernetes.resolver_configuration import resolver_configuration
from components.kubernetes.workload import Placement
from domain.eks_image import coredns_image
from domain.kubernetes_version import KubernetesVersion
from tests.components.kubernetes.corefile import server_blocks
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.recording import Recording, record

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"
IMAGE = coredns_image("eu-central-1", KubernetesVersion("1.35").addons.coredns)


@cache
def _recorded() -> Recording:
    def program() -> object:
        resolver = ExecutionResolver(
            "resolver",
            ExecutionResolverArgs(
                environment="dev",
                image=IMAGE,
                namespace="system",
                placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
                cluster=core.Namespace("cluster"),
            ),
        )
        # Something that is told its address: what it waits for is what has to be there before anybody asks.
        core.ConfigMap("told", metadata=meta.ObjectMetaArgs(name="told"), data={"resolver": resolver.address})
        return resolver.address

    return record(program)


def _pods() -> dict[str, Any]:
    return _recorded().one(DEPLOYMENT).inputs["spec"]["template"]


def test_whoever_is_told_its_address_waits_until_it_answers() -> None:
    """The address comes from its service, and the service after the pods."""
    recording = _recorded()
    service = recording.one("kubernetes:core/v1:Service")
    assert recording.result == service.inputs["spec"]["clusterIP"]
    assert recording.one(DEPLOYMENT).urn in service.depends_on
    assert service.urn in recording.one("kubernetes:core/v1:ConfigMap", "told").depends_on


def test_its_service_leads_to_where_it_listens() -> None:
    """On the port of names, by both protocols, to the port of every server block."""
    spec = _recorded().one("kubernetes:core/v1:Service").inputs["spec"]
    led = {(port["protocol"], port["port"], port["targetPort"]) for port in spec["ports"]}
    assert led == {("UDP", 53, 5353), ("TCP", 53, 5353)}
    assert {key.rpartition(":")[2] for key in server_blocks(resolver_configuration())} == {"5353"}
    assert spec["selector"].items() <= _pods()["metadata"]["labels"].items()


def test_it_reads_what_names_are_made_of_and_nothing_else() -> None:
    """No secret, no pod, and no verb by which it would change anything."""
    recording = _recorded()
    rules = recording.one(ROLE).inputs["rules"]
    assert {resource for rule in rules for resource in rule["resources"]} == {
        "namespaces",
        "services",
        "endpointslices",
    }
    assert {verb for rule in rules for verb in rule["verbs"]} == {"list", "watch"}
    binding = recording.one(BINDING).inputs
    assert binding["roleRef"]["name"] == recording.one(ROLE).inputs["metadata"]["name"]
    account = recording.one("kubernetes:core/v1:ServiceAccount").inputs
    assert [(who["name"], who["namespace"]) for who in binding["subjects"]] == [
        (account["metadata"]["name"], account["metadata"]["namespace"])
    ]
    assert _pods()["spec"]["serviceAccountName"] == account["metadata"]["name"]


def test_the_token_is_for_its_own_pods() -> None:
    """Another pod of the namespace that names the account doesn't get one unasked."""
    assert _recorded().one("kubernetes:core/v1:ServiceAccount").inputs["automountServiceAccountToken"] is False
    assert _pods()["spec"]["automountServiceAccountToken"] is True


def test_its_pods_pass_the_restricted_standard() -> None:
    """And write nowhere: they have no volume but that of their configuration."""
    spec = _pods()["spec"]
    assert restricted_violations(spec) == []
    assert spec["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True
    assert [list(volume) for volume in spec["volumes"]] == [["configMap", "name"]]


def test_a_node_that_goes_takes_no_names_with_it() -> None:
    """One pod of two is there while the other is moved or replaced, in another zone where there is one."""
    recording = _recorded()
    spec = recording.one(DEPLOYMENT).inputs["spec"]
    budget = recording.one("kubernetes:policy/v1:PodDisruptionBudget").inputs["spec"]
    assert spec["replicas"] > budget["maxUnavailable"]
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert budget["selector"] == spec["selector"]
    zones, _ = spec["template"]["spec"]["topologySpreadConstraints"]
    assert zones["topologyKey"] == "topology.kubernetes.io/zone"
    assert zones["labelSelector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items()


def test_it_is_asked_how_it_is_where_it_says_so() -> None:
    """The ports of both probes are those of the configuration."""
    cluster = server_blocks(resolver_configuration())["cluster.local:5353"]
    (container,) = _pods()["spec"]["containers"]
    assert ("health", f":{int(container['livenessProbe']['httpGet']['port'])}") in cluster
    assert ("ready", f":{int(container['readinessProbe']['httpGet']['port'])}") in cluster
    (mount,) = container["volumeMounts"]
    assert container["args"] == ["-conf", f"{mount['mountPath']}/Corefile"]
