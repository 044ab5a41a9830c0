"""Each kind through its whole life: preview, create, read back, change, drift, delete."""

from typing import Any

import pytest

from tests.journeys.kubernetes_provider.objects import LABELS, changed_at, declared, live, template, token, workload
from tests.providers.provider_client import ProviderClient, changed, replaced

CLAIM = {"accessModes": ["ReadWriteOnce"], "storageClassName": "gp3", "resources": {"requests": {"storage": "1024Mi"}}}
RULE = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
PORT = {"port": 80, "targetPort": "http"}
BACKEND = {"service": {"name": "a", "port": {"number": 80}}}
RULES = [{"host": "a.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": BACKEND}]}}]
QUICK = {"annotations": {"pulumi.com/skipAwait": "true"}, "namespace": "work"}

KINDS: dict[str, dict[str, Any]] = {
    "core/v1:Namespace": declared("core/v1:Namespace", namespace=""),
    "core/v1:ConfigMap": declared("core/v1:ConfigMap", data={"a": "1"}),
    "core/v1:Secret": declared("core/v1:Secret", stringData={"password": "topsecret"}),
    "core/v1:ServiceAccount": declared("core/v1:ServiceAccount", automountServiceAccountToken=False),
    "core/v1:Service": declared("core/v1:Service", spec={"selector": {"app": "none"}, "ports": [PORT]}),
    "core/v1:Pod": declared("core/v1:Pod", spec=template()["spec"]),
    "core/v1:PersistentVolumeClaim": declared("core/v1:PersistentVolumeClaim", spec=CLAIM),
    "core/v1:ResourceQuota": declared("core/v1:ResourceQuota", spec={"hard": {"count/jobs.batch": "50"}}),
    "core/v1:LimitRange": declared(
        "core/v1:LimitRange", spec={"limits": [{"type": "Container", "default": {"cpu": "0.5"}}]}
    ),
    "apps/v1:Deployment": workload("apps/v1:Deployment", replicas=2),
    "apps/v1:DaemonSet": workload("apps/v1:DaemonSet"),
    "apps/v1:StatefulSet": workload("apps/v1:StatefulSet", serviceName="db"),
    "batch/v1:Job": declared("batch/v1:Job", spec={"template": template(restartPolicy="Never")}),
    "batch/v1:CronJob": declared(
        "batch/v1:CronJob",
        spec={"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": template(restartPolicy="Never")}}},
    ),
    "rbac.authorization.k8s.io/v1:Role": declared("rbac.authorization.k8s.io/v1:Role", rules=[RULE]),
    "rbac.authorization.k8s.io/v1:ClusterRole": declared(
        "rbac.authorization.k8s.io/v1:ClusterRole", namespace="", rules=[RULE]
    ),
    "networking.k8s.io/v1:NetworkPolicy": declared(
        "networking.k8s.io/v1:NetworkPolicy", spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ),
    "networking.k8s.io/v1:Ingress": {
        **declared("networking.k8s.io/v1:Ingress", spec={"rules": RULES}),
        "metadata": QUICK,
    },
    "policy/v1:PodDisruptionBudget": declared(
        "policy/v1:PodDisruptionBudget", spec={"minAvailable": 1, "selector": {"matchLabels": LABELS}}
    ),
    "autoscaling/v2:HorizontalPodAutoscaler": declared(
        "autoscaling/v2:HorizontalPodAutoscaler",
        spec={"maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}},
    ),
    "storage.k8s.io/v1:StorageClass": declared(
        "storage.k8s.io/v1:StorageClass", namespace="", provisioner="ebs.csi.aws.com"
    ),
    "scheduling.k8s.io/v1:PriorityClass": declared("scheduling.k8s.io/v1:PriorityClass", namespace="", value=100),
}


@pytest.mark.parametrize("kind", KINDS)
def test_life(client: ProviderClient, kind: str):
    """An object is previewed without a trace, created, read back unchanged, labelled in place, and deleted."""
    checked, _ = client.check(token(kind), KINDS[kind], name="subject")
    _, planned = client.create(token(kind), checked, preview=True)
    assert planned["metadata"]["name"] == checked["metadata"]["name"]
    assert "uid" not in planned["metadata"]
    assert client.read(token(kind), f"work/{checked['metadata']['name']}", checked, planned)[0] == ""

    subject = live(client, kind, KINDS[kind])
    assert subject.identifier.rpartition("/")[2] == subject.inputs["metadata"]["name"]
    assert subject.read()[:2] == (subject.identifier, subject.inputs)

    labelled = changed_at(subject.inputs, "metadata", "labels", to={"team": "core"})
    found = client.diff(token(kind), subject.inputs, labelled)
    assert changed(found) == {"metadata.labels": "ADD"}
    assert not replaced(found)
    assert subject.update(labelled)["metadata"]["labels"]["team"] == "core"

    subject.delete()
    assert subject.read()[0] == ""
    subject.delete()


def test_secrets_stay_secret(client: ProviderClient):
    """What the program gave as stringData is secret in the outputs, in the preview too."""
    kind = "core/v1:Secret"
    subject = live(client, kind, KINDS[kind])
    client.create(token(kind), {**subject.inputs, "metadata": {"name": "other", "namespace": "work"}}, preview=True)
    assert client.secrets == {("data",)}
    subject.read()
    assert ("data",) in client.secrets
    subject.delete()


def test_custom_resources(client: ProviderClient):
    """A kind that a CRD brought can be used at once, and its objects are gone with it."""
    kind = "apiextensions.k8s.io/v1:CustomResourceDefinition"
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "x_kubernetes_preserve_unknown_fields": True}},
    }
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": "Widget", "plural": "widgets", "singular": "widget"}
    spec = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": [version]}
    widget = declared("example.com/v1:Widget", name="w", spec={"size": 1})
    assert client.create(token("example.com/v1:Widget"), widget, preview=True) == ("", widget)
    definition = live(client, kind, declared(kind, name="widgets.example.com", namespace="", spec=spec))
    subject = live(client, "example.com/v1:Widget", widget)
    assert definition.read()[1] == definition.inputs
    definition.delete()
    assert subject.read()[0] == ""
    subject.delete()
