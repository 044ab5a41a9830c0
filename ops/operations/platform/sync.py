"""Lets changes of the platform in: a person's part where a gate keeps them from going in by themselves."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.gitops import APPLICATIONS
from domain.project import PROJECT
from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.platform.services import Service, read_services, service_of

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long what is waited for, in seconds."""

    service: float = 900.0
    """Until a service is healthy, or is declared at all: `up` declares a wave when the one before it is well."""
    more: float = 30.0
    """Until `up` goes on and declares further changes, once all is well."""
    poll: float
    """Between two looks."""


def sync(
    cluster: Cluster,
    wanted: Sequence[str],
    *,
    expected: Sequence[str],
    by: str,
    say: Say,
    hint: Say,
    patience: Patience,
) -> list[Service]:
    """Sync the services that wait, wave by wave, until all that are expected are well, and return them.

    `wanted` are some of them; without any it is all. What is done is said, and what is waited for is a hint.
    Raises OperationError where a service fails, takes too long or is not declared; what is in by then stays, and a
    further run goes on there.
    """
    names = _names(cluster, wanted, expected)
    quiet_since: float | None = None
    declared_by = time.monotonic() + patience.service
    while True:
        found = [each for each in read_services(cluster) if each.name in names]
        waiting = [each for each in found if each.state != "ok"]
        missing = [name for name in names if name not in {each.name for each in found}]
        now = time.monotonic()
        if waiting:
            _let_in(cluster, [each for each in waiting if each.wave == waiting[0].wave], by, say, patience)
            quiet_since, declared_by = None, time.monotonic() + patience.service
        elif missing:
            if now > declared_by:
                raise OperationError(
                    f"{missing[0]}: not declared; `pulumi up` declares it once what is before it is well"
                )
            time.sleep(patience.poll)
        elif quiet_since is not None and now - quiet_since >= patience.more:
            return found
        else:
            if quiet_since is None and patience.more:
                hint(f"all that is declared is well; looking for {patience.more:.0f} s whether `up` declares more")
            quiet_since = now if quiet_since is None else quiet_since
            time.sleep(min(patience.poll, patience.more))


def _names(cluster: Cluster, wanted: Sequence[str], expected: Sequence[str]) -> list[str]:
    known = [*expected, *(each.name for each in read_services(cluster) if each.name not in expected)]
    missing = [name for name in wanted if name not in known]
    if missing:
        raise OperationError(f"{missing[0]}: no such service; there are {', '.join(known) or 'none'}")
    return list(wanted) or known


def _let_in(cluster: Cluster, wave: Sequence[Service], by: str, say: Say, patience: Patience) -> None:
    for each in wave:
        say(f"{each.name}: {each.running or 'nothing'} -> {each.wanted}")
        _ask(cluster, each, by)
    for each in wave:
        _wait(cluster, each, patience)
        say(f"{each.name}: synced and healthy")


def _ask(cluster: Cluster, service: Service, by: str) -> None:
    """What `argocd app sync` writes: an operation, which Argo CD takes off again when it is done."""
    path = f"{APPLICATIONS}/{service.name}"
    policy: Mapping[str, Any] = cluster.get(path)["spec"].get("syncPolicy") or {}
    operation: dict[str, Any] = {
        "initiatedBy": {"username": by},
        # The options of the application count for what Argo CD begins itself; whoever asks has to repeat them.
        "sync": {"revision": service.wanted, "prune": True, "syncOptions": policy.get("syncOptions") or []},
    }
    if policy.get("retry"):
        operation["retry"] = policy["retry"]
    cluster.merge(path, {"operation": operation}, manager=PROJECT)


def _wait(cluster: Cluster, service: Service, patience: Patience) -> None:
    deadline = time.monotonic() + patience.service
    while True:
        latest = service_of(cluster.get(f"{APPLICATIONS}/{service.name}"))
        if latest.state == "ok":
            return
        if latest.state == "failing" and latest.problem != service.problem:
            raise OperationError(f"{latest.name}: {latest.problem or f'is {latest.health}'}")
        if time.monotonic() > deadline:
            told = latest.problem or f"{latest.sync} and {latest.health}"
            raise OperationError(f"{latest.name}: not synced and healthy within {patience.service:.0f} s: {told}")
        time.sleep(patience.poll)
