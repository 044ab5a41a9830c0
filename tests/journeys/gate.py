"""The gate of a platform: somebody lets changes in while an `up` waits for that."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any, cast

from components.naming import physical_name
from domain.gitops import APPLICATIONS
from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.platform.sync import Patience, sync
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import Session
from settings.registry import read_registry
from stacks.platform_services import SERVICES

_POLL_SECONDS = 1.0


def is_gated(stack: str) -> bool:
    """Say whether an environment's platform has a gate."""
    known = read_registry()
    return any(str(name) == stack and known.tiers[entry.tier].gated for name, entry in known.environments.items())


def let_in_directly(sandbox: Session, stack: str) -> str:
    """Do what `portarium platform sync` does, in the cluster that the sandbox knows by its name.

    The flat program of the benchmark waits at the same gate, and has none of the settings that the command reads.
    """
    cluster = cast("Cluster", _Cluster(sandbox.kubernetes(physical_name(stack))))
    expected = [service.name for service in SERVICES]
    try:
        sync(
            cluster, (), expected=expected, by="somebody", say=_unsaid, hint=_unsaid, patience=Patience(more=0, poll=2)
        )
    except OperationError as error:
        return f"{error}\n"
    return ""


@contextmanager
def letting_in(sandbox: Session, stack: str) -> Generator[None]:
    """Let in what the platform of a stack waits for, from its first application on, while it is waited for."""
    if not is_gated(stack):
        yield
        return
    over = Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        waits = pool.submit(_once_it_waits, sandbox, stack, over)
        try:
            yield
        finally:
            over.set()
            sys.stderr.write(waits.result())


def _once_it_waits(sandbox: Session, stack: str, over: Event) -> str:
    while not _waits(sandbox, stack):
        if over.wait(_POLL_SECONDS):
            return ""
    return let_in_directly(sandbox, stack)


def _waits(sandbox: Session, stack: str) -> bool:
    """Say whether there are applications in a stack's cluster, the first of which wait."""
    try:
        return bool(sandbox.kubernetes(physical_name(stack)).get(APPLICATIONS)["items"])
    except SandboxError:
        return False  # there is no cluster yet, or no Argo CD in it


class _Cluster:
    """The sandbox's client, as the operation asks."""

    def __init__(self, client: KubernetesClient) -> None:
        self._client = client

    def get(self, path: str) -> dict[str, Any]:
        return self._client.get(path)

    def merge(self, path: str, changes: Mapping[str, Any], *, manager: str) -> dict[str, Any]:
        del manager
        self._client.merge(path, dict(changes))
        return {}


def _unsaid(_: str) -> None:
    """Nobody reads along."""
