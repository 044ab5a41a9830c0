"""A double of a Kubernetes API server with one external secret and one deployment; it refuses all that it has not.

The operator of external secrets looks when its annotation changes, and the deployment's pods are new ones when their
template changes: each as the real ones do, a moment later.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import urllib3

from ops.operations.access.restarts import MANAGER, Restarts
from ops.operations.cluster import Cluster

EXTERNAL_SECRET = "/apis/external-secrets.io/v1/namespaces/apps-dev/externalsecrets/api-variables"
DEPLOYMENT = "/apis/apps/v1/namespaces/apps-dev/deployments/api"
TOKEN = "right"
MADE = "2026-11-26T09:00:00Z"
"""When both were made."""
_MERGE = "application/merge-patch+json"


class FakeCluster:
    """The server's state; `value` is what the operator reads at the moment."""

    def __init__(self, value: Callable[[], str]) -> None:
        self.value = value
        self.synced = value()
        """What the cluster's own secret has."""
        self.running = self.synced
        """What the pods were started with."""
        self.restarts = 0
        self.problem = ""
        """Why the operator cannot read, if it cannot."""
        self.stuck = False
        """Whether new pods never get ready."""
        self._looks = 0
        self._objects: dict[str, dict[str, Any]] = {
            EXTERNAL_SECRET: {
                "metadata": {"name": "api-variables", "creationTimestamp": MADE},
                "status": self._sync_status(),
            },
            DEPLOYMENT: {
                "metadata": {"name": "api", "generation": 1, "creationTimestamp": MADE},
                "spec": {"replicas": 2, "template": {"metadata": {"labels": {"app": "api"}}}},
                "status": _rolled_out(1),
            },
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        Thread(target=self._server.serve_forever, daemon=True).start()

    def forget(self) -> None:
        """Have the deployment gone."""
        del self._objects[DEPLOYMENT]

    def restart_driver(self) -> Restarts:
        """What a rotation restarts with."""
        cluster = Cluster(
            server=f"http://127.0.0.1:{self._server.server_port}",
            token=TOKEN,
            pool=urllib3.PoolManager(retries=False),
        )
        return Restarts(cluster=lambda: cluster)

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def annotations(self) -> dict[str, str]:
        """Those of the deployment's pods."""
        return self._objects[DEPLOYMENT]["spec"]["template"]["metadata"].get("annotations", {})

    def get(self, path: str) -> dict[str, Any] | None:
        """An object, as it is at the moment; whoever reads it has let time pass."""
        found = self._objects.get(path)
        if path == DEPLOYMENT and found and not self.stuck:
            generation = found["metadata"]["generation"]
            if found["status"]["observedGeneration"] < generation:
                found["status"] = _rolled_out(generation)
        return found

    def merge(self, path: str, changes: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Change the annotations that somebody who rotates may change."""
        found = self._objects.get(path)
        if found is None:
            return 404, _refusal("not found")
        if path == EXTERNAL_SECRET and set(changes) == {"metadata"} and set(changes["metadata"]) == {"annotations"}:
            self._annotate(found["metadata"], changes["metadata"]["annotations"], {"force-sync"})
            self._sync(found)
            return 200, found
        template = changes.get("spec", {}).get("template", {}).get("metadata", {})
        if path == DEPLOYMENT and set(changes) == {"spec"} and set(template) == {"annotations"}:
            before = dict(self.annotations())
            self._annotate(
                found["spec"]["template"]["metadata"],
                template["annotations"],
                {"portarium.io/database-secret-version"} & set(template["annotations"])
                or {"portarium.io/secrets-version"},
            )
            if self.annotations() != before:
                found["metadata"]["generation"] += 1
                self.restarts += 1
                self.running = self.synced
            return 200, found
        return 422, _refusal(f"is invalid: {sorted(changes)}")

    def _annotate(self, metadata: dict[str, Any], given: dict[str, str], known: set[str]) -> None:
        assert set(given) == known, f"the double does not know {given}"
        assert all(isinstance(value, str) and value for value in given.values())
        metadata["annotations"] = {**metadata.get("annotations", {}), **given}

    def _sync(self, external_secret: dict[str, Any]) -> None:
        if not self.problem:
            self.synced = self.value()
        external_secret["status"] = self._sync_status()

    def _sync_status(self) -> dict[str, Any]:
        if not self.problem:
            self._looks += 1
        ready = {
            "type": "Ready",
            "status": "False" if self.problem else "True",
            "reason": "SecretSyncedError" if self.problem else "SecretSynced",
            "message": self.problem or "secret synced",
        }
        return {"refreshTime": f"2026-11-26T10:00:{self._looks:02d}Z", "conditions": [ready]}


def _handler(cluster: FakeCluster) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers as an API server does."""

        def do_GET(self) -> None:
            """Give an object."""
            found = cluster.get(self.path)
            self._answer(200 if found else 404, found or _refusal("not found"))

        def do_PATCH(self) -> None:
            """Change one."""
            url = urlsplit(self.path)
            if parse_qs(url.query) != {"fieldManager": [MANAGER]} or self.headers["Content-Type"] != _MERGE:
                self._answer(415, _refusal("the double takes a merge patch of a manager alone"))
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(*cluster.merge(url.path, json.loads(body)))

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, content = 401, _refusal("Unauthorized")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name that it overrides)
            """Say nothing."""

    return Handler


def _rolled_out(generation: int) -> dict[str, Any]:
    return {
        "observedGeneration": generation,
        "replicas": 2,
        "updatedReplicas": 2,
        "readyReplicas": 2,
        "conditions": [{"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}],
    }


def _refusal(message: str) -> dict[str, Any]:
    return {"kind": "Status", "status": "Failure", "message": message}
