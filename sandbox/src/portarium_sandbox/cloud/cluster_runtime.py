"""What keeps one EKS cluster real: a thread that runs its control plane and keeps it in step with EKS's record."""

import base64
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Event, Thread
from typing import Any, Protocol

from portarium_sandbox.cloud import access_binding, node, surroundings
from portarium_sandbox.cloud.changes import Changes
from portarium_sandbox.cloud.controlplane import ControlPlane
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.pods.supervisor import Supervisor

_START_SECONDS = 120.0
_READ_SECONDS = 5.0
_READY_POLL_SECONDS = 0.1
_HEALTH_POLL_SECONDS = 1.0
# How soon a namespace that has just been made gets the bindings that access policies have for it.
_RESYNC_SECONDS = 5.0
_RESTART_PAUSE_SECONDS = 2.0
_FAILURES_TO_GIVE_UP = 3
_log = logging.getLogger(__name__)


class Double(Protocol):
    """Does the work of a chart in a cluster where a release of it is recorded."""

    name: str

    def tend(self, api: KubernetesClient) -> None:
        """Look whether there is something to do, and do it. Raises KubernetesError."""
        ...


class ClusterRuntime(Thread):
    """One cluster's process and its watcher."""

    def __init__(
        self,
        *,
        cluster: SandboxCluster,
        control_plane: ControlPlane,
        pods: Supervisor,
        doubles: Sequence[Double],
        state: AbstractContextManager[object],
        changed: Callable[[], None],
        predecessor: Thread | None,
    ) -> None:
        """Describe the runtime.

        `state` guards the cluster's record, `changed` is told of each change of status, and `predecessor` is the
        runtime of a deleted cluster of the same name, whose folder must be gone first.
        """
        super().__init__(name=f"cluster-{cluster.name}", daemon=True)
        self.cluster = cluster
        self.control_plane = control_plane
        self._pods = pods
        self._doubles = doubles
        self._surroundings: dict[str, Any] | None = None
        self._state = state
        self._changed = changed
        self._predecessor = predecessor
        self._wake = Event()
        self._outdated = Event()
        self._stopping = False
        self._removing = False
        self._synced_at = 0.0
        self._problem = ""
        self._troubles: dict[str, str] = {}
        self._failures = 0
        self.ready = False
        self.status = "CREATING"
        self.certificate_authority = self._read_certificate_authority()

    @property
    def endpoint(self) -> str:
        """Where the API server listens, once it has been there."""
        return self.control_plane.endpoint if self.certificate_authority else ""

    def notify(self) -> None:
        """Have the cluster's record compared with its inside, soon."""
        self._outdated.set()
        self._wake.set()

    def stop(self, *, remove: bool = False) -> None:
        """End the process and the thread; with `remove`, its state as well."""
        self._stopping = True
        self._removing = remove
        self._wake.set()

    def run(self) -> None:
        """Start the process, and start it again whenever it ends, until told to stop."""
        if self._predecessor:
            self._predecessor.join()
        while not self._stopping:
            try:
                self._serve()
            except Exception as error:  # noqa: BLE001
                # Nobody else would notice the end of this thread, and the cluster would be stuck for good.
                self._fail(f"{type(error).__name__}: {error}")
            if not self._stopping:
                self._wait(_RESTART_PAUSE_SECONDS)
        self._pods.stop()
        if self._removing:
            self.control_plane.remove()
        else:
            self.control_plane.stop()

    def _serve(self) -> None:
        """Run the process once, from its start to its end."""
        self.control_plane.start()
        api = self._wait_until_ready()
        changes = Changes(api) if api else None
        while api and changes and self.control_plane.running and not self._stopping:
            pause = _RESYNC_SECONDS if access_binding.depends_on_namespaces(self.cluster) else 6 * _RESYNC_SECONDS
            if self._outdated.is_set() or time.monotonic() - self._synced_at > pause:
                self._synchronise(api)
            self._pods.keep(self._surroundings)
            if changes.due():
                self._tend(api)
            self._wait(_HEALTH_POLL_SECONDS)
        if changes:
            changes.stop()
        self._pods.stop()
        if not self._stopping and not self.control_plane.running:
            self._fail(f"the control plane ended with {self.control_plane.exit_code}, starting it again")

    def _tend(self, api: KubernetesClient) -> None:
        for double in self._doubles:
            problem = ""
            try:
                double.tend(api)
            except SandboxError as error:
                problem = str(error)
            if problem and problem != self._troubles.get(double.name):
                _log.warning("cluster %s: the double of %s: %s; trying again", self.cluster.name, double.name, problem)
            self._troubles[double.name] = problem

    def _wait_until_ready(self) -> KubernetesClient | None:
        deadline = time.monotonic() + _START_SECONDS
        path = self.control_plane.folder / "admin.kubeconfig"
        while self.control_plane.running and not self._stopping:
            # An old file names the port of the last start; the process writes a new one before it listens.
            if path.exists() and self.control_plane.endpoint in (content := path.read_text()):
                api = KubernetesClient(kubeconfig.load(content), connection_retries=0, read_seconds=_READ_SECONDS)
                if api.is_ready():
                    self.certificate_authority = self._read_certificate_authority()
                    return api
            if time.monotonic() > deadline:
                self._fail(f"the control plane is not ready after {_START_SECONDS:.0f} s, starting it again")
                self.control_plane.stop()
            self._wait(_READY_POLL_SECONDS)
        return None

    def _synchronise(self, api: KubernetesClient) -> None:
        """Bring nodes and bindings in step with the cluster's record."""
        # Before the look: a change that comes while we work must be seen to.
        self._outdated.clear()
        started = time.monotonic()
        try:
            namespaces = access_binding.namespaces_of(api)
            with self._state:
                nodes = node.nodes_of(self.cluster)
                bindings = access_binding.bindings_of(self.cluster, namespaces)
                if access_binding.some_are_pending(self.cluster):
                    self._outdated.set()
                self._surroundings = surroundings.of_cluster(self.cluster)
                generations = [(group, group.generation) for group in self.cluster.nodegroups.values()]
            access_binding.bring_in_step(api, bindings)
            node.bring_in_step(api, nodes)
        except KubernetesError as error:
            _log.warning("cluster %s: %s; trying again", self.cluster.name, error)
            self._outdated.set()
            return
        with self._state:
            for group, generation in generations:
                group.joined_generation = max(group.joined_generation, generation)
        self._synced_at = started
        self._set_state(status="ACTIVE", ready=True)

    def _read_certificate_authority(self) -> str:
        """Give what a start of the control plane, this or an earlier one, has made, in base64."""
        path = self.control_plane.folder / "ca.crt"
        return base64.b64encode(path.read_bytes()).decode() if self.control_plane.port and path.exists() else ""

    def _fail(self, problem: str) -> None:
        if problem != self._problem:
            _log.error("cluster %s: %s", self.cluster.name, problem)
        self._problem = problem
        self._outdated.set()
        self._failures += 1
        # As on AWS, a cluster that was active stays so while its API server is away.
        status = "FAILED" if self._failures >= _FAILURES_TO_GIVE_UP else self.status
        self._set_state(status=status if self.status != "ACTIVE" else self.status, ready=False)

    def _set_state(self, *, status: str, ready: bool) -> None:
        if (status, ready) == (self.status, self.ready):
            return
        self.status, self.ready = status, ready
        if ready:
            self._problem, self._failures = "", 0
        _log.info("cluster %s: %s, API server %s", self.cluster.name, status, "ready" if ready else "away")
        self._changed()

    def _wait(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()
