"""A cloud with a cluster where the image `application` is mapped, and what the journey asks of it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox import builds
from portarium_sandbox.folder import Folder
from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.patience import eventually
from portarium_sandbox.progress import Progress
from tests.cloud.cloud_process import CloudProcess
from tests.journeys.pods import application

CLUSTER = "pods"
IMAGE = "registry.example.com/team/application:1.0"
PORTARIUM = Path(sys.executable).with_name("portarium")
CORE = "/api/v1/namespaces/work"


@dataclass(frozen=True)
class Work:
    """The namespace of the tests."""

    cloud: CloudProcess
    api: KubernetesClient

    def portarium(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on this sandbox."""
        words = [PORTARIUM, "sandbox", arguments[0], "--folder", str(self.cloud.folder), *arguments[1:]]
        return subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    def pod(self, name: str, *arguments: str, container: Object | None = None, **spec: Any) -> Object:
        """Make a pod of the application."""
        main = {"name": "main", "image": IMAGE, "args": list(arguments), **(container or {})}
        body = {"metadata": {"name": name, "labels": {"app": name}}, "spec": {"containers": [main], **spec}}
        return self.api.create(f"{CORE}/pods", body)

    def status(self, name: str) -> Object:
        """Give a pod's status."""
        return self.api.get(f"{CORE}/pods/{name}")["status"]

    def state(self, name: str) -> Object:
        """Give the state of a pod's only container, with nothing while it has none."""
        statuses: list[Object] = self.status(name).get("containerStatuses", [])
        return statuses[0]["state"] if statuses else {}

    def is_ready(self, name: str) -> bool:
        """Say whether a pod is ready."""
        conditions = self.status(name).get("conditions", [])
        return any((each["type"], each["status"]) == ("Ready", "True") for each in conditions)

    def ended(self, name: str) -> Object:
        """Wait until a pod has ended, and say how."""
        return eventually(lambda: self.state(name).get("terminated"))

    def log(self, name: str, **query: str) -> str:
        """Give what a pod wrote, as `kubectl logs` does."""
        answer = self.api.send("GET", f"{CORE}/pods/{name}/log", query=query)
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def said(self, name: str, *arguments: str, **spec: Any) -> str:
        """Run a pod to its end, and give what it wrote."""
        self.pod(name, *arguments, restartPolicy="Never", **spec)
        self.ended(name)
        return self.log(name)

    def is_gone(self, name: str) -> bool:
        """Say whether a pod is there no more."""
        return self.api.send("GET", f"{CORE}/pods/{name}").status == 404


@pytest.fixture(scope="module")
def work(start_sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """Give the namespace of a cluster with two nodes; asking for `start_sandbox` builds what it needs."""
    del start_sandbox
    cloud = CloudProcess(tmp_path_factory.mktemp("pods") / "state", Path(builds.control_plane(Progress()))).start()
    try:
        network = cloud.cluster(CLUSTER)["resourcesVpcConfig"]
        cloud.client("eks").create_nodegroup(
            clusterName=CLUSTER,
            nodegroupName="main",
            nodeRole=cloud.role("nodes"),
            subnets=network["subnetIds"],
            scalingConfig={"minSize": 1, "maxSize": 4, "desiredSize": 2},
        )
        folder = Folder(cloud.folder)
        api = KubernetesClient(kubeconfig.load(str(folder.clusters / CLUSTER / "admin.kubeconfig")))
        made = Work(cloud, api)
        here = Path(application.__file__)
        answer = made.portarium("run", "application", "--directory", str(here.parent), "--", sys.executable, here.name)
        assert answer.returncode == 0, answer.stderr
        api.create("/api/v1/namespaces", {"metadata": {"name": "work"}})
        eventually(lambda: _has_account(api))
        yield made
    finally:
        cloud.stop()


def _has_account(api: KubernetesClient) -> bool:
    try:
        return bool(api.get(f"{CORE}/serviceaccounts/default"))
    except ApiError:
        return False


def parsed(text: str) -> Object:
    """Read what `show` wrote."""
    return json.loads(text)
