"""What the API server refuses: the rules of a namespace, of a policy and of a custom resource are enforced for real."""

from portarium_sandbox.patience import eventually
from tests.journeys.controlplane.client import WORK, ControlPlane, Object, pod

POLICIES = "/apis/admissionregistration.k8s.io/v1"
RESTRICTED: Object = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}


def test_pod_security(cluster: ControlPlane) -> None:
    """A restricted namespace refuses a privileged pod and takes one that keeps the rules."""
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    cluster.make("/api/v1/namespaces", metadata={"name": "restricted", "labels": labels})
    pods = "/api/v1/namespaces/restricted/pods"
    privileged = pod(container={"securityContext": {"privileged": True}})
    assert 'violates PodSecurity "restricted:latest"' in cluster.refused(pods, metadata={"name": "no"}, spec=privileged)
    cluster.make(pods, metadata={"name": "yes"}, spec=pod(container={"securityContext": RESTRICTED}))


def test_quota(cluster: ControlPlane) -> None:
    """A namespace takes no more than its quota."""
    cluster.make("/api/v1/namespaces", metadata={"name": "small"})
    quota = "/api/v1/namespaces/small/resourcequotas"
    cluster.make(quota, metadata={"name": "one"}, spec={"hard": {"services": "1"}})
    eventually(lambda: "used" in cluster.get(f"{quota}/one").get("status", {}))
    service = {"ports": [{"port": 80}]}
    cluster.make("/api/v1/namespaces/small/services", metadata={"name": "first"}, spec=service)
    message = cluster.refused("/api/v1/namespaces/small/services", metadata={"name": "second"}, spec=service)
    assert "exceeded quota: one, requested: services=1, used: services=1" in message


def test_custom_resource_rules(cluster: ControlPlane) -> None:
    """A custom resource is checked against the CEL rules of its definition."""
    rule = {"rule": "self.size < 10", "message": "size must be under 10"}
    spec = {"type": "object", "properties": {"size": {"type": "integer"}}, "x-kubernetes-validations": [rule]}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    cluster.make(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        metadata={"name": "things.example.com"},
        spec={
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
        },
    )
    things = "/apis/example.com/v1/namespaces/work/things"
    eventually(lambda: cluster.call("GET", things, raw=True)[0] == 200)
    thing = {"apiVersion": "example.com/v1", "kind": "Thing"}
    message = cluster.refused(things, **thing, metadata={"name": "large"}, spec={"size": 20})
    assert "size must be under 10" in message
    cluster.make(things, **thing, metadata={"name": "small"}, spec={"size": 9})


def test_validating_admission_policy(cluster: ControlPlane) -> None:
    """A bound admission policy refuses what it forbids."""
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"]}]
    cluster.make(
        f"{POLICIES}/validatingadmissionpolicies",
        metadata={"name": "no-secrets-in-names"},
        spec={
            "matchConstraints": {"resourceRules": rules},
            "validations": [{"expression": "!object.metadata.name.contains('secret')", "message": "not in a name"}],
        },
    )
    cluster.make(
        f"{POLICIES}/validatingadmissionpolicybindings",
        metadata={"name": "no-secrets-in-names"},
        spec={"policyName": "no-secrets-in-names", "validationActions": ["Deny"]},
    )

    def refusal() -> str:
        content = {"metadata": {"generateName": "a-secret-"}}
        status, answer = cluster.call("POST", f"{WORK}/configmaps", content)
        return "" if status == 201 else str(answer["message"])

    assert "not in a name" in eventually(refusal)


def test_policies_and_budgets_are_accepted(cluster: ControlPlane) -> None:
    """The kinds that shape traffic, scaling and disruption are served."""
    everything: Object = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    cluster.make(
        "/apis/networking.k8s.io/v1/namespaces/work/networkpolicies", metadata={"name": "deny"}, spec=everything
    )
    cluster.make(
        "/apis/policy/v1/namespaces/work/poddisruptionbudgets",
        metadata={"name": "api"},
        spec={"minAvailable": 1, "selector": {"matchLabels": {"app": "api"}}},
    )
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}
    scaler = cluster.make(
        "/apis/autoscaling/v2/namespaces/work/horizontalpodautoscalers",
        metadata={"name": "api"},
        spec={"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 3},
    )
    assert scaler["spec"]["metrics"][0]["resource"]["name"] == "cpu"
