"""Containers that ended and were started again: because the database failed over, or by themselves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.crash_loop import CRASH_LOOP
from domain.plane import SERVING_PLANES
from ops.operations.aws import Aws
from ops.operations.cluster import Cluster
from ops.operations.database import ADDRESS, REGION_LABEL
from ops.operations.error import OperationError

_LOOKS_BACK = timedelta(days=1)
_CUTS = frozenset({"availability", "failover"})
# RDS tells of it before the connections are cut or after; a container may fail once more until the database is back.
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Restart:
    """The last end of a container that was started again."""

    component: str
    pod: str
    times: int
    """How often it was started again in all."""
    code: int
    """The exit code of the last end."""
    reason: str
    """Kubernetes' word for it, such as OOMKilled."""
    at: datetime
    """When that was."""
    crashes: bool
    """Whether Kubernetes lets it wait before the next start, because it ends again and again."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Something that RDS did and that cut connections."""

    at: datetime
    message: str


def read_restarts(cluster: Cluster, namespaces: Mapping[str, str], now: datetime) -> list[Restart]:
    """Return what was started again within the last day, or waits for it."""
    found: list[Restart] = []
    for namespace in [namespaces[plane] for plane in SERVING_PLANES if plane in namespaces]:
        for pod in cluster.get(f"/api/v1/namespaces/{namespace}/pods")["items"]:
            found += restarts_of(pod, now)
    return found


def restarts_of(pod: Mapping[str, Any], now: datetime) -> Iterator[Restart]:
    """Yield the restarts that a pod's status knows of: of each container the last."""
    status: Mapping[str, Any] = pod.get("status") or {}
    containers: Iterable[Mapping[str, Any]] = status.get("containerStatuses") or ()
    for container in containers:
        ended, waiting = _state(container, "lastState", "terminated"), _state(container, "state", "waiting")
        if not ended.get("finishedAt"):
            continue
        at, crashes = datetime.fromisoformat(ended["finishedAt"]), waiting.get("reason") == CRASH_LOOP
        if crashes or now - at <= _LOOKS_BACK:
            yield Restart(
                component=container["name"],
                pod=pod["metadata"]["name"],
                times=int(container.get("restartCount") or 0),
                code=int(ended.get("exitCode") or 0),
                reason=str(ended.get("reason") or ""),
                at=at,
                crashes=crashes,
            )


def _state(container: Mapping[str, Any], which: str, kind: str) -> Mapping[str, Any]:
    state: Mapping[str, Any] = container.get(which) or {}
    return state.get(kind) or {}


def read_cuts(outputs: Mapping[str, Any], variables: Mapping[str, str]) -> list[Cut]:
    """Ask RDS what it did with an environment's database that cuts connections; raise OperationError otherwise."""
    host: str | None = outputs.get(ADDRESS)
    if not host:
        return []
    labels = host.split(".")
    events = Aws(labels[REGION_LABEL], variables).every(
        "rds",
        "describe_events",
        "Events",
        SourceIdentifier=labels[0],
        SourceType="db-instance",
        EventCategories=sorted(_CUTS),
        Duration=int(_LOOKS_BACK.total_seconds() // 60),
    )
    return [
        Cut(at=event["Date"].astimezone(UTC), message=event["Message"])
        for event in events
        if _CUTS & set(event["EventCategories"])
    ]


def explain(restarts: Iterable[Restart], cuts: Iterable[Cut], unknown: str = "") -> tuple[list[str], list[str]]:
    """Return the problems and the notes that restarts are, one line for each component and kind.

    What a cut of the database's connections explains is a note; `unknown` is why nobody could look for one.
    """
    problems: list[str] = []
    notes: list[str] = []
    grouped: dict[tuple[str, str, bool], list[Restart]] = {}
    known = list(cuts)
    for restart in restarts:
        cut = next((each for each in known if -_BEFORE <= restart.at - each.at <= _AFTER), None)
        # RDS' words, without the full stop that some of its messages end with.
        because = f"{cut.message.rstrip('.')} at {_clock(cut.at)}" if cut else ""
        grouped.setdefault((restart.component, because, restart.crashes), []).append(restart)
    for (component, because, crashes), same in grouped.items():
        last = max(same, key=lambda restart: restart.at)
        reason = f", {last.reason}" if last.reason not in ("", "Error", "Completed") else ""
        told = (
            f"{component}: {_pods(len(same))} {'crash again and again' if crashes else 'started again'}, "
            f"{sum(restart.times for restart in same)} times in all, "
            f"last at {_clock(last.at)} with exit code {last.code}{reason}; "
        )
        told += f"the database: {because}" if because else unknown or "the database had no failover then"
        (problems if crashes else notes).append(told)
    return problems, notes


def look_for_cuts(
    restarts: Iterable[Restart], outputs: Mapping[str, Any], variables: Mapping[str, str]
) -> tuple[list[Cut], str]:
    """Ask RDS where something was started again; without an answer, say why."""
    if not any(True for _ in restarts):
        return [], ""
    try:
        return read_cuts(outputs, variables), ""
    except OperationError as error:
        return [], f"whether the database failed over is unknown ({error})"


def _clock(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _pods(number: int) -> str:
    return "1 pod" if number == 1 else f"{number} pods"
