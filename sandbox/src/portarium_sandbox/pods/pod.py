"""One pod that runs: its network and volumes, its containers in their order, its status, and its end."""

import asyncio
import logging
import shutil
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from portarium_sandbox.kubernetes.errors import ApiError, KubernetesError
from portarium_sandbox.pods import environment, files, spec
from portarium_sandbox.pods.brought_along import brought_along, own_folder
from portarium_sandbox.pods.configuration import ClusterConfiguration
from portarium_sandbox.pods.container import Container
from portarium_sandbox.pods.context import Context
from portarium_sandbox.pods.environment import ConfigurationError
from portarium_sandbox.pods.images import Image, name_of
from portarium_sandbox.pods.objects import Object, part, several
from portarium_sandbox.pods.played import Played
from portarium_sandbox.pods.probes import Execute, Prober
from portarium_sandbox.pods.processes import Command
from portarium_sandbox.pods.state import ContainerState, by_name, conditions, now, phase
from portarium_sandbox.pods.volumes import IDENTITY_FOLDER, IDENTITY_VOLUME, Volumes

REFUSED = "SandboxRefuses"
_TRY_AGAIN_SECONDS = 3.0
_LAST_WORD = "/dev/termination-log"
_log = logging.getLogger(__name__)


class Pod:
    """A pod of the cluster whose node is this machine."""

    def __init__(self, context: Context, given: Object, images: Mapping[str, Image]) -> None:
        """Take a pod in; `run` does the rest."""
        self._context = context
        self.given = given
        self.uid = given["metadata"]["uid"]
        metadata = given["metadata"]
        self.title = f"{metadata['name']}_{metadata['namespace']}({self.uid})"
        self.path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
        self.launcher = context.launcher
        self.folder = context.folder / "pods" / self.uid
        before = part(given, "status")
        self._began = before.get("startTime") or now()
        self._conditions: list[Object] = several(before, "conditions")
        self.address: str | None = before.get("podIP")
        self.cable = 0
        self.network: int | None = None
        policy = given["spec"].get("restartPolicy", "Always")
        self._policy = policy
        self._grace = float(given["spec"].get("terminationGracePeriodSeconds", 30))
        self._initialized = self._failed = False
        self._volumes: Volumes | None = None
        self._files: list[Object] = []
        self._dirty = asyncio.Event()
        known = by_name(before.get("containerStatuses")), by_name(before.get("initContainerStatuses"))
        self.main = [self._made(one, images, known[0], policy) for one in given["spec"]["containers"]]
        self.first = [
            self._made(
                one, images, known[1], one.get("restartPolicy") or ("Never" if policy == "Never" else "OnFailure")
            )
            for one in several(given["spec"], "initContainers")
        ]

    def _made(
        self, one: Object, images: Mapping[str, Image], before: Mapping[str, Object], policy: str
    ) -> Container | Played:
        state = ContainerState.after(one["name"], one["image"], before.get(one["name"]))
        image = images.get(name_of(one["image"]))
        if image is None or Played.is_never_found(one["image"]):
            return Played(self, one, state, lasts=policy == "Always")
        return Container(self, one, image, state, policy=policy, grace=self._grace)

    @property
    def _addresses(self) -> dict[str, str]:
        host = self._context.cluster.node_address(self.given["spec"].get("nodeName", ""))
        pod = self.address or ""
        return {"status.podIP": pod, "status.podIPs": pod, "status.hostIP": host, "status.hostIPs": host}

    async def run(self) -> None:
        """Run the pod until its containers have ended for good."""
        publishing = asyncio.create_task(self._publish_changes())
        try:
            if self._context.problem:
                self._refuse(self._context.problem)
            elif unknown := spec.problems(self.given):
                self._refuse(f"the sandbox's runner does not know {', '.join(unknown)}")
            else:
                await self._run()
            await self.publish()
        finally:
            publishing.cancel()

    async def _run(self) -> None:
        if all(one.state.exit_code is not None for one in self.main) and self._policy == "Never":
            return
        self.changed()
        await self._context.attach(self)
        await self._fill_volumes()
        renewing = asyncio.create_task(self._renew_tokens())
        sidecars: list[asyncio.Task[int]] = []
        try:
            for container in self.first:
                if container.spec.get("restartPolicy") == "Always":
                    sidecars.append(asyncio.create_task(container.run()))
                    await container.ready_or_ended.wait()
                elif await container.run() != 0:
                    self._failed = True
                    return
            self._initialized = True
            self.changed()
            await asyncio.gather(*(container.run() for container in self.main))
            await self._stop(self.first, self._grace)
        finally:
            renewing.cancel()
            for task in sidecars:
                task.cancel()

    def _refuse(self, message: str) -> None:
        for container in (*self.first, *self.main):
            container.state.wait(REFUSED, message)
        self.event("Warning", REFUSED, message)

    async def _fill_volumes(self) -> None:
        said = ""
        while True:
            self._volumes = Volumes(
                self.given,
                self.folder / "volumes",
                self._context.folder / "claims",
                self._addresses,
                self._context.database_authority,
            )
            try:
                await asyncio.to_thread(self._volumes.fill, self._configuration, with_identity=self._has_role)
            except (ConfigurationError, KubernetesError) as error:
                if str(error) != said:
                    self.event("Warning", "FailedMount", f"MountVolume.SetUp failed: {error}")
                said = str(error)
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
            else:
                break
        self._files = files.write(self.folder / "etc", self.given, self.address or "")

    async def _renew_tokens(self) -> None:
        while self._volumes and (at := self._volumes.renew_at):
            await asyncio.sleep(max((at - at.now(at.tzinfo)).total_seconds(), 1))
            with suppress(ConfigurationError, KubernetesError):
                await asyncio.to_thread(self._volumes.fill, self._configuration, with_identity=self._has_role)

    @property
    def _configuration(self) -> ClusterConfiguration:
        return ClusterConfiguration(self._context.api, self.given)

    @property
    def _has_role(self) -> bool:
        return self._context.has_role(self.given)

    async def prepare(self, container: Object, image: Image) -> tuple[Command, Object]:
        """Give what a container executes and what it sees."""
        context = {**part(self.given["spec"], "securityContext"), **part(container, "securityContext")}
        user = context.get("runAsUser", image.user)
        if context.get("runAsNonRoot") and not (user if user is not None else self._context.own_user):
            raise ConfigurationError(
                "container has runAsNonRoot and image will run as root"
                + ("" if user == 0 else "; say who it is: portarium sandbox run IMAGE --user NUMBER")
            )
        user = self._context.own_user if user is None else user
        namespace, spec_ = self.given["metadata"]["namespace"], self.given["spec"]
        before = {
            **image.environment,
            "HOSTNAME": files.hostname(self.given),
            **environment.of_services(
                self._context.cluster.services.values(), namespace, linked=spec_.get("enableServiceLinks", True)
            ),
        }
        before |= self._context.aws_variables
        if self._has_role:
            before |= files.identity_variables(self._context.region, f"{IDENTITY_FOLDER}/{IDENTITY_VOLUME}")
        known = await asyncio.to_thread(
            environment.variables, container, self.given, self._addresses, self._configuration, before
        )
        known.setdefault("HOME", "/")
        directory = container.get("workingDir") or image.directory
        last_word = self.folder / "last-words" / container["name"]
        last_word.parent.mkdir(parents=True, exist_ok=True)
        last_word.write_bytes(b"")
        if self._volumes is None:
            raise ConfigurationError("the volumes are not there yet")
        mounts = [
            *own_folder(image),
            *self._files,
            *self._context.files,
            *self._volumes.mounts(container, known, with_identity=self._has_role),
            # After a volume at /tmp, which would hide them.
            *brought_along(image),
            {
                "source": str(last_word),
                "target": container.get("terminationMessagePath") or _LAST_WORD,
                "readOnly": False,
            },
        ]
        root = self.folder / "root"
        root.mkdir(exist_ok=True)
        command = Command(
            words=environment.command(container, image.command, known, wrap=image.wrap),
            environment=known,
            directory=directory,
            user=user,
            group=context.get("runAsGroup", user if user == self._context.own_user else 0),
        )
        return command, {
            "network": self.network,
            "hostname": files.hostname(self.given),
            "root": str(root),
            "mounts": mounts,
            "hidden": [str(self._context.sandbox)],
            "readOnlyRoot": bool(context.get("readOnlyRootFilesystem")),
            "noNewPrivileges": context.get("allowPrivilegeEscalation") is False,
            "lastWord": str(last_word),
        }

    def log(self, name: str, run: int) -> Path:
        """Give the file of a container's output."""
        return self.folder / "logs" / name / f"{run}.log"

    def prober(self, container: Object, execute: Execute) -> Prober:
        """Give what asks a container."""
        ports = {port["name"]: port["containerPort"] for port in several(container, "ports") if port.get("name")}
        return Prober(self._context.network, self.address or "", ports, execute)

    def event(self, kind: str, reason: str, message: str) -> None:
        """Tell of something."""
        self._context.event(self.given, kind, reason, message)

    def changed(self) -> None:
        """Have the status written, soon."""
        self._dirty.set()

    async def _publish_changes(self) -> None:
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            await self.publish()

    async def publish(self) -> None:
        """Write the status."""
        states = [one.state for one in self.main]
        found = phase(states, self._policy, initialized=self._initialized, failed=self._failed)
        self._conditions = conditions(
            self.given.get("status", {}).get("conditions") or self._conditions,
            phase=found,
            initialized=self._initialized or (found in ("Succeeded", "Failed") and not self._failed),
            has_network=self.network is not None,
            unready=[state.name for state in states if not state.ready],
            gates=[gate["conditionType"] for gate in several(self.given["spec"], "readinessGates")],
        )
        host = self._addresses["status.hostIP"]
        status: Object = {
            "phase": found,
            "conditions": self._conditions,
            "startTime": self._began,
            "hostIP": host,
            "hostIPs": [{"ip": host}],
            "containerStatuses": [state.to_api() for state in states],
            "initContainerStatuses": [one.state.to_api() for one in self.first],
        }
        if self.address:
            status |= {"podIP": self.address, "podIPs": [{"ip": self.address}]}
        try:
            await asyncio.to_thread(
                self._context.api.merge, f"{self.path}/status", {"metadata": {"uid": self.uid}, "status": status}
            )
        except ApiError as error:
            if error.code not in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
                _log.warning("%s: %s", self.title, error)
        except KubernetesError as error:
            _log.warning("%s: %s; trying again", self.title, error)
            await asyncio.sleep(_TRY_AGAIN_SECONDS)
            self.changed()

    async def _stop(self, containers: list[Container | Played], grace: float) -> None:
        await asyncio.gather(*(container.stop(grace) for container in reversed(containers)))

    async def stop(self, grace: float) -> None:
        """End all containers: those that others wait for last."""
        await self._stop(self.main, grace)
        await self._stop(self.first, grace)

    async def close(self) -> None:
        """Give back what the pod had, but its volumes that last."""
        await self._context.detach(self)
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)
