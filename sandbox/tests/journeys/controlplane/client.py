"""One started control plane and a small client of it, over HTTPS as any client would."""

import json
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from portarium_sandbox import ports
from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import JSON, MERGE, KubernetesClient, Object
from portarium_sandbox.kubernetes.kubeconfig import Login
from portarium_sandbox.patience import eventually

PATIENCE_SECONDS = 60
WORK = "/api/v1/namespaces/work"
GOOD_IMAGE = "ghcr.io/portarium/portarium-api:" + "0123456789" * 4
MISSING_IMAGE = "ghcr.io/portarium/portarium-api:" + "dead" * 10


class ControlPlane:
    """A control plane of a test, and its administrator."""

    def __init__(self, binary: Path, folder: Path, webhook: str = "") -> None:
        self.folder = folder
        self.port = ports.choose(None, None, what="the test")
        self.log = folder.parent / f"{folder.name}.log"
        command = [binary, "--folder", folder, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(["--authentication-webhook", webhook] if webhook else [])], stderr=log
            )
        eventually(lambda: self._ready() or self._died())
        self._administrator = self._client()

    def _client(self, login: Login | None = None) -> KubernetesClient:
        found = kubeconfig.load(str(self.folder / "admin.kubeconfig"))
        # An old file names the port of the last start.
        return KubernetesClient(
            replace(found, server=f"https://127.0.0.1:{self.port}", login=login or found.login), connection_retries=0
        )

    def _ready(self) -> bool:
        return (self.folder / "admin.kubeconfig").exists() and self._client().is_ready()

    def _died(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return False

    def call(
        self,
        method: str,
        path: str,
        body: Object | None = None,
        *,
        login: Login | None = None,
        raw: bool = False,
    ) -> Any:
        """Send one request and return its status and answer; as the administrator, unless told otherwise."""
        client = self._client(login) if login else self._administrator
        answer = client.send(method, path, body, content_type=MERGE if method == "PATCH" else JSON)
        return answer.status, answer.data.decode() if raw else json.loads(answer.data)

    def make(self, path: str, **content: Any) -> Object:
        """Create an object that must be accepted."""
        status, answer = self.call("POST", path, content)
        assert status == 201, answer
        return cast(Object, answer)

    def refused(self, path: str, **content: Any) -> str:
        """Create an object that must be refused, and return why."""
        status, answer = self.call("POST", path, content)
        assert status in {403, 422}, answer
        return str(answer["message"])

    def get(self, path: str) -> Any:
        """Read an object or a list."""
        return self.call("GET", path)[1]

    def stop(self, kind: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(kind)
        return self.process.wait(PATIENCE_SECONDS)


def pod(image: str = GOOD_IMAGE, **spec: Any) -> Object:
    """Return a pod's specification."""
    return {"containers": [{"name": "main", "image": image, **spec.pop("container", {})}], **spec}


def template(image: str = GOOD_IMAGE, annotations: dict[str, str] | None = None, **spec: Any) -> Object:
    """Return a pod template labelled for its workload's selector."""
    return {"metadata": {"labels": {"app": "x"}, "annotations": annotations or {}}, "spec": pod(image, **spec)}


def furnish(control_plane: ControlPlane) -> None:
    """Make nodes, a namespace and a storage class, and wait for the nodes to be ready."""
    for zone in ("a", "b"):
        name = f"node-{zone}"
        control_plane.make(
            "/api/v1/nodes",
            metadata={
                "name": name,
                "annotations": {"kwok.x-k8s.io/node": "fake"},
                "labels": {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{zone}"},
            },
            status={"capacity": {"cpu": "2", "memory": "8Gi", "pods": "30"}},
        )
    control_plane.make("/api/v1/namespaces", metadata={"name": "work"})
    control_plane.make(
        "/apis/storage.k8s.io/v1/storageclasses",
        metadata={"name": "gp3"},
        provisioner="ebs.csi.aws.com",
        volumeBindingMode="WaitForFirstConsumer",
        allowVolumeExpansion=True,
    )
    eventually(lambda: all(is_ready(node) for node in control_plane.get("/api/v1/nodes")["items"]))


def is_ready(thing: Object) -> bool:
    """Say whether a node or pod has the condition Ready."""
    return any(c["type"] == "Ready" and c["status"] == "True" for c in thing["status"].get("conditions", []))
