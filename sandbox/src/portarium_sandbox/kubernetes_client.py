"""A small client for a cluster's API server that signs in as the sandbox's kubeconfig says."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3
import yaml

from portarium_sandbox.errors import SandboxError

EMPTY: dict[str, Any] = {"contexts": []}
CONTENT_TYPES = {
    "PATCH": "application/merge-patch+json",
    "APPLY": "application/apply-patch+yaml",
}


class KubernetesError(Exception):
    """The API server refused a request, in its own words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(frozen=True)
class KubernetesClient:
    """Sends requests to one API server with a bearer token."""

    endpoint: str
    token: str
    pool: urllib3.PoolManager

    @classmethod
    def from_kubeconfig(cls, kubeconfig: Path, context: str, environment: Mapping[str, str]) -> KubernetesClient:
        """Read a context and run its credential plugin."""
        content: dict[str, Any] = (
            yaml.safe_load(kubeconfig.read_text(encoding="utf-8")) if kubeconfig.exists() else EMPTY
        )
        contexts: dict[str, Any] = {entry["name"]: entry["context"] for entry in content["contexts"]}
        if context not in contexts:
            known = ", ".join(sorted(contexts)) or "none"
            raise SandboxError(f"{kubeconfig}: no cluster {context!r}; it has: {known}")
        clusters = {entry["name"]: entry["cluster"] for entry in content["clusters"]}
        users = {entry["name"]: entry["user"] for entry in content["users"]}
        cluster = clusters[contexts[context]["cluster"]]
        certificate = base64.b64decode(cluster["certificate-authority-data"]).decode()
        return cls(
            endpoint=cluster["server"],
            token=_token(users[contexts[context]["user"]]["exec"], environment),
            pool=urllib3.PoolManager(ca_cert_data=certificate),
        )

    def get(self, path: str) -> Any:
        """Return the object at a path, for example `/api/v1/namespaces/default`."""
        return self.request("GET", path)

    def patch(self, path: str, body: Any) -> Any:
        """Merge into the object at a path, as `kubectl patch --type merge` does."""
        return self.request("PATCH", path, body)

    def apply(self, path: str, body: Any, *, manager: str) -> Any:
        """Server-side apply as a field manager, as `kubectl apply --server-side` does."""
        return self.request("APPLY", f"{path}?fieldManager={manager}", body)

    def delete(self, path: str) -> Any:
        """Delete the object at a path."""
        return self.request("DELETE", path)

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request; raise the API server's own refusal."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": CONTENT_TYPES.get(method, "application/json"),
        }
        answer = self.pool.request(
            "PATCH" if method == "APPLY" else method,
            self.endpoint + path,
            headers=headers,
            body=None if body is None else json.dumps(body).encode(),
        )
        content: dict[str, Any] = json.loads(answer.data) if answer.data else {}
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise KubernetesError(answer.status, str(content.get("message", content)))
        return content


def _token(plugin: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    variables: list[dict[str, str]] = plugin.get("env") or []
    own = {variable["name"]: variable["value"] for variable in variables}
    answer = subprocess.run(
        [plugin["command"], *(plugin.get("args") or [])],
        env={**environment, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise SandboxError(f"{plugin['command']}: no token ({answer.stderr.strip() or 'it said nothing'})")
    return json.loads(answer.stdout)["status"]["token"]
