"""The state of a container and of its pod, in the API's words; nothing here starts or asks anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from portarium_sandbox.pods.objects import Object, part

_UNREADY = "ContainersNotReady"


def now() -> str:
    """Give this moment as the API writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(kw_only=True)
class ContainerState:
    """What is known of one container."""

    name: str
    image: str
    state: Object = field(default_factory=lambda: {"waiting": {"reason": "ContainerCreating"}})
    last_state: Object = field(default_factory=dict[str, Any])
    restarts: int = 0
    ready: bool = False
    started: bool = False
    container_id: str = ""

    @classmethod
    def after(cls, name: str, image: str, before: Object | None) -> "ContainerState":
        """Begin where an earlier runner left off; what ran then is gone."""
        if before is None or ("waiting" in before["state"] and not before.get("restartCount")):
            return cls(name=name, image=image)
        lost = before["state"].get("running")
        ended = {
            "exitCode": 137,
            "reason": "ContainerStatusUnknown",
            "message": "The container could not be located when the pod was terminated",
            "startedAt": lost.get("startedAt") if lost else None,
            "finishedAt": now(),
        }
        state = {"terminated": ended} if lost else before["state"]
        return cls(
            name=name,
            image=image,
            state=state,
            last_state=part(before, "lastState"),
            restarts=int(before.get("restartCount") or 0),
        )

    @property
    def exit_code(self) -> int | None:
        """How it ended; nothing while it has not."""
        return self.state["terminated"]["exitCode"] if "terminated" in self.state else None

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return "running" in self.state

    def wait(self, reason: str, message: str = "") -> None:
        """Note why it does not run."""
        if "terminated" in self.state:
            self.last_state = self.state
        self.state = {"waiting": {"reason": reason, **({"message": message} if message else {})}}
        self.ready = self.started = False

    def run(self, process: int | str) -> None:
        """Note that it runs."""
        if "terminated" in self.state:
            self.last_state = self.state
        self.container_id = f"process://{process}"
        self.state = {"running": {"startedAt": now()}}

    def end(self, code: int, reason: str = "", message: str = "") -> None:
        """Note how it ended."""
        began = self.state.get("running", {}).get("startedAt", now())
        ended = {"exitCode": code, "reason": reason or ("Error" if code else "Completed"), "message": message}
        times = {"startedAt": began, "finishedAt": now(), "containerID": self.container_id}
        self.state = {"terminated": {key: value for key, value in (ended | times).items() if value != ""}}
        self.ready = self.started = False

    def to_api(self) -> Object:
        """Give the entry of `containerStatuses`."""
        return {
            "name": self.name,
            "image": self.image,
            "imageID": "",
            "containerID": self.container_id,
            "state": self.state,
            "lastState": self.last_state,
            "restartCount": self.restarts,
            "ready": self.ready,
            "started": self.started,
        }


def phase(containers: Iterable[ContainerState], policy: str, *, initialized: bool, failed: bool) -> str:
    """Give a pod's phase; `failed` when an init container has failed for good."""
    states = list(containers)
    if failed:
        return "Failed"
    codes = [state.exit_code for state in states]
    stays = policy == "Never" or (policy == "OnFailure" and not any(codes))
    if stays and all(code is not None for code in codes):
        return "Failed" if any(codes) else "Succeeded"
    return (
        "Running" if initialized and any("waiting" not in one.state or one.last_state for one in states) else "Pending"
    )


def conditions(
    before: Sequence[Object],
    *,
    phase: str,
    initialized: bool,
    has_network: bool,
    unready: Sequence[str],
    gates: Iterable[str],
) -> list[Object]:
    """Give a pod's conditions, those of others among them, each with the time since when it is so."""
    ended = phase in ("Succeeded", "Failed")
    ready = not unready and phase == "Running"
    reason = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(phase, _UNREADY)
    not_ready = {"reason": reason} | (
        {} if ended else {"message": f"containers with unready status: [{' '.join(unready)}]"}
    )
    found: dict[str, Object] = {
        "PodReadyToStartContainers": {"status": has_network and not ended},
        "Initialized": {"status": initialized, **({} if initialized else {"reason": "ContainersNotInitialized"})},
        "ContainersReady": {"status": ready, **({} if ready else not_ready)},
        "Ready": {"status": ready, **({} if ready else not_ready)},
        # kwok opens the gates of the pods that it plays, and nobody else would open these.
        **{gate: {"status": True} for gate in gates},
    }
    known = {condition["type"]: condition for condition in before}
    for kind, wanted in found.items():
        status = "True" if wanted["status"] else "False"
        since = known.get(kind, {})
        moment = since["lastTransitionTime"] if since.get("status") == status else now()
        known[kind] = {**wanted, "type": kind, "status": status, "lastTransitionTime": moment}
    return list(known.values())


def by_name(statuses: Iterable[Mapping[str, Any]] | None) -> dict[str, Object]:
    """Sort an earlier status' containers."""
    return {str(status["name"]): dict(status) for status in statuses or []}
