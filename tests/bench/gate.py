"""Lets changes of a platform in for either program: the operator's command knows the stacks of ours alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from components.naming import physical_name
from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.platform.sync import Patience, sync
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import Session
from stacks.platform_services import SERVICES


def let_in(session: Session, stack: str) -> str:
    """Do what `portarium platform sync` does, in the cluster that the sandbox knows by its name."""
    cluster = _Cluster(session.kubernetes(physical_name(stack)))
    expected = [service.name for service in SERVICES]
    try:
        sync(
            cast("Cluster", cluster), (), expected=expected, by="bench", say=_unsaid, patience=Patience(more=0, poll=2)
        )
    except OperationError as error:
        return f"{error}\n"
    return ""


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
