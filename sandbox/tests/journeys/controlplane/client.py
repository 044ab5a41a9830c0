"""One started control plane and a small client of it, over HTTPS as any client would."""

import base64
import json
import signal
import ssl
import subprocess
import tempfile
from pathlib import Path
from typing import Any, cast

import urllib3
import yaml

from portarium_sandbox import ports
from portarium_sandbox.patience import eventually

Object = dict[str, Any]
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
        self.pools: dict[bool, urllib3.PoolManager] = {}
        eventually(lambda: self._ready() or self._died())

    def _ready(self) -> bool:
        if not (self.folder / "admin.kubeconfig").exists():
            return False
        try:
            return self.call("GET", "/readyz", raw=True)[0] == 200
        except urllib3.exceptions.HTTPError:
            return False

    def _died(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return False

    def call(
        self,
        method: str,
        path: str,
        body: Object | None = None,
        *,
        token: str = "",
        anonymous: bool = False,
        raw: bool = False,
    ) -> Any:
        """Send one request and return its status and answer; as the administrator, unless told otherwise."""
        headers = {"Content-Type": "application/merge-patch+json" if method == "PATCH" else "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = self._pool(with_certificate=not (token or anonymous)).request(
            method,
            f"https://127.0.0.1:{self.port}{path}",
            body=json.dumps(body) if body is not None else None,
            headers=headers,
        )
        return answer.status, answer.data.decode() if raw else json.loads(answer.data)

    def _pool(self, *, with_certificate: bool) -> urllib3.PoolManager:
        if with_certificate not in self.pools:
            context = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))
            if with_certificate:
                config = yaml.safe_load((self.folder / "admin.kubeconfig").read_text())
                user = config["users"][0]["user"]
                with tempfile.NamedTemporaryFile() as pair:
                    pair.write(base64.b64decode(user["client-certificate-data"]))
                    pair.write(base64.b64decode(user["client-key-data"]))
                    pair.flush()
                    context.load_cert_chain(pair.name)
            self.pools[with_certificate] = urllib3.PoolManager(ssl_context=context, retries=False, timeout=10)
        return self.pools[with_certificate]

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
