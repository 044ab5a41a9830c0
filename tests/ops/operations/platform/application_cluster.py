"""A double of a cluster with Argo CD: it keeps applications, and carries out what is asked of them at the next look."""

from collections.abc import Mapping
from typing import Any

from domain.gitops import APPLICATIONS
from ops.operations.cluster import NotThereError
from ops.operations.error import OperationError


class ApplicationCluster:
    """Answers for applications alone, and refuses every other path."""

    def __init__(self, *waves: tuple[str, int], failing: str = "") -> None:
        self.applications = {name: _application(name, wave) for name, wave in waves}
        self.failing = failing
        self.declared_after: dict[str, tuple[str, int]] = {}
        """What a program declares once something else is well."""
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def get(self, path: str) -> dict[str, Any]:
        """One application or all."""
        if path == APPLICATIONS:
            return {"items": list(self.applications.values())}
        name = path.removeprefix(f"{APPLICATIONS}/")
        if name not in self.applications:
            raise NotThereError(f"the double: 404 {path}")
        found = self.applications[name]
        if found.pop("operation", None):
            health = {"status": "Degraded" if name == self.failing else "Healthy", "message": "0 of 3"}
            if later := self.declared_after.pop(name, None):
                self.applications[later[0]] = _application(*later)
            found["status"] = {
                "sync": {"status": "Synced"},
                "health": {"status": health["status"]},
                "history": [{"revision": "1.0.0"}],
                "resources": [{"kind": "StatefulSet", "name": name, "health": health}],
            }
        return found

    def merge(self, path: str, changes: Mapping[str, Any], *, manager: str) -> dict[str, Any]:
        """Take an operation, and nothing else."""
        if not manager or set(changes) != {"operation"}:
            raise OperationError(f"the double: 400 {path}: {sorted(changes)}")
        name = path.removeprefix(f"{APPLICATIONS}/")
        self.asked.append((name, changes["operation"]))
        self.applications[name]["operation"] = changes["operation"]
        return self.applications[name]


def _application(name: str, wave: int) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "annotations": {"argocd.argoproj.io/sync-wave": str(wave)}},
        "spec": {
            "source": {"targetRevision": "1.0.0"},
            "syncPolicy": {"syncOptions": ["ServerSideApply=true"], "retry": {"limit": 5}},
        },
        "status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Missing"}},
    }
