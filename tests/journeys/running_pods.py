"""Pods that run, as `kubectl` shows them: their state, what they wrote, and how they ended."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from components.kubernetes.labels import COMPONENT
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.patience import eventually
from tests.journeys.refusals import RESTRICTED

_KEPT = "tests.portarium.example/seen"


@dataclass(frozen=True, kw_only=True)
class Pods:
    """The pods of a component in a namespace."""

    cluster: KubernetesClient
    namespace: str
    component: str

    @property
    def path(self) -> str:
        """Where the namespace's pods are."""
        return f"/api/v1/namespaces/{self.namespace}/pods"

    def all(self) -> list[Object]:
        """Give those that are not on their way out."""
        found: list[Object] = self.cluster.get(self.path, labelSelector=f"{COMPONENT}={self.component}")["items"]
        return [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]

    def one(self) -> Object:
        """Give the only one."""
        [pod] = self.all()
        return pod

    def log(self, pod: str, **query: str) -> str:
        """Give what a pod wrote, as `kubectl logs` does."""
        answer = self.cluster.send("GET", f"{self.path}/{pod}/log", query=query)
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def said(self, name: str, image: str, *arguments: str, like: Mapping[str, Any] | None = None) -> str:
        """Run a pod of the component to its end, with a pod's own placement if one is given, and give what it wrote."""
        with self.running(name, image, *arguments, like=like):
            eventually(lambda: self.state(name).get("terminated"))
            return self.log(name)

    @contextmanager
    def running(self, name: str, image: str, *arguments: str, like: Mapping[str, Any] | None = None) -> Generator[None]:
        """Have a pod of the component run meanwhile."""
        container: Object = {
            "name": "main",
            "image": image,
            "args": list(arguments),
            "securityContext": {**RESTRICTED, "runAsUser": 1000},
            "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "1", "memory": "64Mi"}},
        }
        kept = {key: value for key, value in (like or {}).items() if key in ("dnsConfig", "dnsPolicy", "tolerations")}
        spec = {"automountServiceAccountToken": False, "restartPolicy": "Never", "containers": [container], **kept}
        metadata = {"name": name, "labels": {COMPONENT: self.component}}
        self.cluster.create(self.path, {"metadata": metadata, "spec": spec})
        try:
            yield
        finally:
            self.cluster.delete(f"{self.path}/{name}", {"gracePeriodSeconds": 0})

    def state(self, name: str) -> Object:
        """Give the state of a pod's only container, with nothing while it has none."""
        statuses = self.cluster.get(f"{self.path}/{name}")["status"].get("containerStatuses", [])
        return statuses[0]["state"] if statuses else {}

    def stopped(self, name: str) -> Object:
        """Delete a pod, and give how its container ended: a finalizer keeps it until that was seen."""
        path = f"{self.path}/{name}"
        self.cluster.merge(path, {"metadata": {"finalizers": [_KEPT]}})
        self.cluster.delete(path)
        try:
            return eventually(lambda: self.state(name).get("terminated"))
        finally:
            self.cluster.merge(path, {"metadata": {"finalizers": None}})


def is_ready(pod: Object) -> bool:
    """Say whether a pod says that it is ready."""
    return any((each["type"], each["status"]) == ("Ready", "True") for each in pod["status"].get("conditions", ()))


def all_ready(pods: list[Object]) -> bool:
    """Say whether there are pods, and none that is not ready."""
    return bool(pods) and all(map(is_ready, pods))
