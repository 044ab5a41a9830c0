"""Lets changes of the platform in: a person's part where a gate keeps them from going in by themselves."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from domain.gitops import APPLICATIONS
from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.platform.services import Service, read_services, service_of

MANAGER = "portarium"
_POLL_SECONDS = 2.0
Say = Callable[[str], None]


def sync(
    cluster: Cluster, wanted: Sequence[str], *, by: str, seconds: float, say: Say, poll: float = _POLL_SECONDS
) -> list[Service]:
    """Sync the services that wait, wave by wave, and return all as they are in the end.

    A wave begins when all of the one before it are well, as `up` has it. Raises OperationError where a service fails
    or takes too long; the others stay as they are, and a further run goes on there.
    """
    services = _chosen(read_services(cluster), wanted)
    for _, wave in groupby(services, key=lambda each: each.wave):
        asked = [each for each in wave if each.state != "ok"]
        for each in asked:
            say(f"{each.name}: {each.running or 'nothing'} -> {each.wanted}")
            _ask(cluster, each, by)
        for each in asked:
            _wait(cluster, each, seconds, poll)
            say(f"{each.name}: synced and healthy")
    return _chosen(read_services(cluster), wanted)


def _chosen(services: Sequence[Service], wanted: Sequence[str]) -> list[Service]:
    known = [each.name for each in services]
    missing = [name for name in wanted if name not in known]
    if missing:
        raise OperationError(
            f"{missing[0]}: no such service in this environment; there are {', '.join(known) or 'none'}"
        )
    return [each for each in services if not wanted or each.name in wanted]


def _ask(cluster: Cluster, service: Service, by: str) -> None:
    """What `argocd app sync` writes: an operation, which Argo CD takes off again when it begins."""
    path = f"{APPLICATIONS}/{service.name}"
    policy: Mapping[str, Any] = cluster.get(path)["spec"].get("syncPolicy") or {}
    operation: dict[str, Any] = {
        "initiatedBy": {"username": by},
        # The options of the application count for what Argo CD begins itself; whoever asks has to repeat them.
        "sync": {"revision": service.wanted, "prune": True, "syncOptions": policy.get("syncOptions") or []},
    }
    if policy.get("retry"):
        operation["retry"] = policy["retry"]
    cluster.merge(path, {"operation": operation}, manager=MANAGER)


def _wait(cluster: Cluster, service: Service, seconds: float, poll: float) -> None:
    deadline = time.monotonic() + seconds
    for latest in _looks(cluster, service.name, poll):
        if latest.state == "ok":
            return
        if latest.state == "failing" and latest.problem != service.problem:
            raise OperationError(f"{latest.name}: {latest.problem or f'is {latest.health}'}")
        if time.monotonic() > deadline:
            told = latest.problem or f"{latest.sync} and {latest.health}"
            raise OperationError(f"{latest.name}: not synced and healthy within {seconds:.0f} s: {told}")


def _looks(cluster: Cluster, name: str, poll: float) -> Iterator[Service]:
    while True:
        yield service_of(cluster.get(f"{APPLICATIONS}/{name}"))
        time.sleep(poll)
