"""All clusters' runtimes: one for each cluster that EKS has on record, none for any other."""

import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Event, Thread

from moto.eks.models import eks_backends

from portarium_sandbox.cloud import kubeconfig
from portarium_sandbox.cloud.cluster_runtime import ClusterRuntime, Double
from portarium_sandbox.cloud.controlplane import ControlPlane, end_recorded_process
from portarium_sandbox.cloud.extension.backend import every
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.folder import Folder
from portarium_sandbox.pods.supervisor import Supervisor

_JOIN_SECONDS = 20.0
_log = logging.getLogger(__name__)


def recorded_clusters() -> dict[str, SandboxCluster]:
    """Give the clusters that EKS has on record; who calls holds the gateway's lock."""
    return {
        cluster.name: cluster
        for backend in every(eks_backends)
        for cluster in backend.clusters.values()
        if isinstance(cluster, SandboxCluster)
    }


class Clusters:
    """Starts and ends control planes as clusters come and go, and answers for their state."""

    def __init__(
        self,
        *,
        folder: Folder,
        binary: Path,
        endpoint: str,
        changed: Condition,
        doubles: Callable[[str], Sequence[Double]],
    ) -> None:
        """Describe the clusters.

        `changed` is held and notified when AWS's state has changed, and `doubles` makes those that do the work of
        charts in the cluster of a name.
        """
        self._folder = folder
        self._binary = binary
        self._endpoint = endpoint
        self._changed = changed
        self._doubles = doubles
        self._runtimes: dict[str, ClusterRuntime] = {}
        self._leaving: dict[str, ClusterRuntime] = {}
        self._written: list[kubeconfig.Entry] | None = None
        self._stopping = Event()
        self._follower = Thread(target=self._follow, name="clusters", daemon=True)

    def start(self) -> None:
        """Clear away what belongs to no cluster, and follow the record from now on."""
        with self._changed:
            known = recorded_clusters()
        folders = self._folder.clusters.iterdir() if self._folder.clusters.is_dir() else ()
        for stale in [path for path in folders if path.name not in known]:
            _log.warning("%s belongs to no cluster: removed", stale)
            end_recorded_process(stale)
            shutil.rmtree(stale, ignore_errors=True)
        with self._changed:
            self._reconcile()
        self._follower.start()

    def stop(self) -> None:
        """End all control planes."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
            runtimes = [*self._runtimes.values(), *self._leaving.values()]
            for runtime in self._runtimes.values():
                runtime.stop()
        for runtime in runtimes:
            runtime.join(_JOIN_SECONDS)

    def status(self, cluster_name: str) -> str:
        """Give a cluster's status as EKS names it."""
        runtime = self._runtimes.get(cluster_name)
        return runtime.status if runtime else "CREATING"

    def endpoint(self, cluster_name: str) -> str | None:
        """Give the URL of a cluster's API server, once it has one."""
        runtime = self._runtimes.get(cluster_name)
        return runtime.endpoint or None if runtime else None

    def certificate_authority(self, cluster_name: str) -> str | None:
        """Give a cluster's certificate authority in base64, once it has one."""
        runtime = self._runtimes.get(cluster_name)
        return runtime.certificate_authority or None if runtime else None

    def health(self) -> dict[str, dict[str, str | bool]]:
        """Give the status of every cluster, and whether its API server can be used now."""
        return {
            name: {"status": runtime.status, "ready": runtime.ready} for name, runtime in list(self._runtimes.items())
        }

    def _follow(self) -> None:
        # The lock is let go of by the waiting alone: a change between a look and the next wait would go unseen, and a
        # cluster that was the last to be created would be awaited for good.
        with self._changed:
            while not self._stopping.is_set():
                try:
                    self._reconcile()
                except Exception:  # noqa: BLE001
                    # Nobody else would notice the end of this thread, and no cluster would ever start again.
                    _log.exception("the clusters could not be brought in step; trying again with the next change")
                self._changed.wait()

    def _reconcile(self) -> None:
        known = recorded_clusters()
        for name, runtime in list(self._runtimes.items()):
            if known.get(name) is runtime.cluster:
                runtime.notify()
                continue
            runtime.stop(remove=True)
            self._leaving[name] = self._runtimes.pop(name)
        for name, cluster in known.items():
            if name not in self._runtimes:
                self._runtimes[name] = self._start(cluster)
        self._write_kubeconfig()

    def _start(self, cluster: SandboxCluster) -> ClusterRuntime:
        runtime = ClusterRuntime(
            cluster=cluster,
            control_plane=ControlPlane(
                name=cluster.name,
                identity=cluster.identity["oidc"]["issuer"],
                folder=self._folder.clusters / cluster.name,
                binary=self._binary,
                webhook=f"{self._endpoint}/_sandbox/token-review/{cluster.name}",
                images=self._folder.images,
                log_file=self._folder.logs / f"cluster-{cluster.name}.log",
            ),
            pods=Supervisor(
                folder=self._folder.clusters / cluster.name,
                sandbox=self._folder.root,
                mapped=self._folder.images,
                cloud=self._endpoint,
                log_file=self._folder.logs / f"pods-{cluster.name}.log",
            ),
            doubles=self._doubles(cluster.name),
            state=self._changed,
            changed=self._status_changed(),
            predecessor=self._leaving.pop(cluster.name, None),
        )
        runtime.start()
        return runtime

    def _status_changed(self) -> Callable[[], None]:
        def write() -> None:
            with self._changed:
                self._write_kubeconfig()

        return write

    def _write_kubeconfig(self) -> None:
        reachable = [
            kubeconfig.Entry(
                name=runtime.cluster.name,
                region=runtime.cluster.region,
                server=runtime.endpoint,
                certificate_authority=runtime.certificate_authority,
                account=runtime.cluster.account_id,
            )
            for runtime in self._runtimes.values()
            if runtime.certificate_authority
        ]
        # Every change of AWS's comes by here, and the file is read and written as text.
        if reachable == self._written and self._folder.kubeconfig.exists():
            return
        kubeconfig.write(
            self._folder.kubeconfig, reachable, aws_endpoint=self._endpoint, profiles=self._folder.profiles
        )
        self._written = reachable
