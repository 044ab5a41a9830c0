"""The runner of one cluster: hears of pods, runs those that are its own, and ends them."""

import asyncio
import json
import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.pods import images
from portarium_sandbox.pods.agent import Agent
from portarium_sandbox.pods.cluster import Cluster
from portarium_sandbox.pods.container import Container
from portarium_sandbox.pods.context import Context, Surroundings
from portarium_sandbox.pods.network import Network, NoNetwork
from portarium_sandbox.pods.objects import Object, texts
from portarium_sandbox.pods.output import Outputs
from portarium_sandbox.pods.pod import Pod
from portarium_sandbox.pods.processes import Launcher
from portarium_sandbox.pods.switch import Switch

RUN_BY, PROCESS = "sandbox.portarium.dev/run-by", "process"
_log = logging.getLogger(__name__)


class Runner:
    """All pods of a cluster that are executed."""

    def __init__(
        self, *, folder: Path, sandbox: Path, mapped: Path, cloud: str, own_user: int, problem: str | None
    ) -> None:
        """Describe the runner; `folder` is the cluster's, and a `problem` is what every pod is refused with."""
        found = kubeconfig.load(str(folder / "admin.kubeconfig"))
        api = KubernetesClient(found)
        self._images = mapped
        network: Any = NoNetwork() if problem else Network()
        cluster = Cluster(api, self._heard)
        port = int(found.server.rpartition(":")[2])
        agent = Agent(api, lambda: f"{cloud}/_sandbox/pod-identity/{folder.name}")
        self._switch = Switch(network, cluster, lambda: self._context.surroundings, agent, port)
        self._context = Context(
            api=api,
            folder=folder,
            sandbox=sandbox,
            own_user=own_user,
            network=network,
            problem=problem,
            launcher=Launcher(),
            cluster=cluster,
            attach=self._switch.attach,
            detach=self._switch.detach,
        )
        self._pods: dict[str, Pod] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ending: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Run until the cloud, which holds the other end of the standard input, is gone or says so."""
        reader = asyncio.StreamReader(limit=1 << 24)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        # Nobody runs before it is known who has a role, and what is strict.
        self._surrounded(await reader.readline())
        await Outputs(self._output).listen(self._context.folder)
        await self._context.cluster.follow()
        _log.info("running pods of %s", self._context.folder.name)
        while line := await reader.readline():
            self._surrounded(line)

    def _surrounded(self, line: bytes) -> None:
        if line:
            self._context.surroundings = Surroundings.model_validate(json.loads(line))
            self._switch.outdated()

    def _heard(self, kind: str, thing: Object, is_there: bool) -> None:
        if kind != "nodes":
            self._switch.outdated()
        if kind == "pods" and texts(thing["metadata"], "annotations").get(RUN_BY) == PROCESS:
            self._heard_of_pod(thing, is_there=is_there)

    def _heard_of_pod(self, given: Object, *, is_there: bool) -> None:
        uid = given["metadata"]["uid"]
        pod = self._pods.get(uid)
        if not is_there:
            self._end(uid, 0)
        elif given["metadata"].get("deletionTimestamp"):
            if pod is None:
                pod = self._pods[uid] = Pod(self._context, given, {})
            self._end(uid, int(given["metadata"].get("deletionGracePeriodSeconds") or 0))
        elif pod:
            pod.given = given
        elif given["spec"].get("nodeName") and given["status"].get("phase") not in ("Succeeded", "Failed"):
            self._pods[uid] = pod = Pod(self._context, given, images.executed(given, images.load(self._images)))
            self._running[uid] = asyncio.create_task(self._run(pod))

    async def _run(self, pod: Pod) -> None:
        try:
            await pod.run()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001
            # Nobody else would notice the end of this task.
            _log.exception("%s", pod.title)
            pod.event("Warning", "FailedSync", f"the sandbox's runner failed: {type(error).__name__}: {error}")
        finally:
            if pod.network is not None and _is_done(pod):
                await self._context.detach(pod)

    def _end(self, uid: str, grace: float) -> None:
        pod = self._pods.get(uid)
        if pod and uid not in self._ending:
            self._ending[uid] = asyncio.create_task(self._delete(pod, grace))
        elif pod and grace == 0:
            self._kill(pod)

    def _kill(self, pod: Pod) -> None:
        if running := self._running.get(pod.uid):
            running.cancel()

    async def _delete(self, pod: Pod, grace: float) -> None:
        running = self._running.get(pod.uid)
        try:
            await pod.stop(grace)
            await pod.publish()
            if running:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
            options: Object = {"gracePeriodSeconds": 0, "preconditions": {"uid": pod.uid}}
            await asyncio.to_thread(self._context.api.delete, pod.path, options)
        except KubernetesError as error:
            _log.info("%s: %s", pod.title, error)
        finally:
            await pod.close()
            for known in (self._pods, self._running, self._ending):
                known.pop(pod.uid, None)

    def _output(self, namespace: str, name: str, container: str) -> tuple[Path, Any] | None:
        for pod in self._pods.values():
            metadata = pod.given["metadata"]
            if (metadata["namespace"], metadata["name"]) == (namespace, name):
                for one in (*pod.main, *pod.first):
                    if isinstance(one, Container) and one.spec["name"] == container:
                        return pod.log(container, 0).parent, partial(_is_running, one)
        return None


def _is_running(container: Container) -> bool:
    return container.state.running


def _is_done(pod: Pod) -> bool:
    """Say whether nothing of a pod runs any more."""
    return not any(one.state.running for one in (*pod.first, *pod.main))


def serve(*, folder: Path, sandbox: Path, mapped: Path, cloud: str, own_user: int, problem: str | None) -> None:
    """Run a cluster's pods until the cloud ends."""
    os.chdir(folder)

    async def main() -> None:
        await Runner(
            folder=folder, sandbox=sandbox, mapped=mapped, cloud=cloud, own_user=own_user, problem=problem
        ).run()

    asyncio.run(main())
