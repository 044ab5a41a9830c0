"""The few calls that the cloud makes to a cluster's API server, as its administrator."""

import base64
import json
import ssl
import tempfile
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
import yaml

FIELD_MANAGER = "sandbox-eks"
_TIMEOUT_SECONDS = 5.0

Object = dict[str, Any]


class KubernetesError(Exception):
    """The API server cannot be reached or refused; says which call and why."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class KubernetesApi:
    """An API server, reached with the client certificate that its own folder holds."""

    def __init__(self, kubeconfig: Path) -> None:
        """Read where the server is and who its administrator is."""
        config = yaml.safe_load(kubeconfig.read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self._server: str = cluster["server"]
        context = ssl.create_default_context(cadata=_decode(cluster["certificate-authority-data"]))
        # Python loads a client's key from a file only; it is gone again before the first request.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as pair:
            pair.write(_decode(user["client-certificate-data"]) + _decode(user["client-key-data"]))
            pair.flush()
            context.load_cert_chain(pair.name)
        self._pool = urllib3.PoolManager(ssl_context=context, retries=False, timeout=_TIMEOUT_SECONDS)

    def ready(self) -> bool:
        """Say whether the server takes requests."""
        try:
            return self._pool.request("GET", f"{self._server}/readyz").status == HTTPStatus.OK
        except urllib3.exceptions.HTTPError:
            return False

    def list(self, path: str, selector: str = "") -> list[Object]:
        """Give the objects of a kind that have the label, with their kind's plain fields only."""
        fields = {"labelSelector": selector} if selector else {}
        return self._call("GET", path, fields=fields)["items"]

    def create(self, path: str, content: Object) -> None:
        """Make an object; one that is there already is left alone."""
        try:
            self._call("POST", path, body=content)
        except KubernetesError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise

    def apply(self, path: str, content: Object) -> None:
        """Bring an object into the wanted state, by server-side apply."""
        fields = {"fieldManager": FIELD_MANAGER, "force": "true"}
        self._call("PATCH", path, body=content, kind="application/apply-patch+yaml", fields=fields)

    def merge(self, path: str, content: Object) -> None:
        """Change some fields of an object."""
        self._call("PATCH", path, body=content, kind="application/merge-patch+json")

    def delete(self, path: str) -> None:
        """Remove an object; one that is gone already is as wanted."""
        try:
            self._call("DELETE", path)
        except KubernetesError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: Object | None = None,
        kind: str = "application/json",
        fields: Mapping[str, str] | None = None,
    ) -> Any:
        query = f"?{urlencode(fields)}" if fields else ""
        try:
            answer = self._pool.request(
                method,
                f"{self._server}{path}{query}",
                body=json.dumps(body) if body is not None else None,
                headers={"Content-Type": kind, "Accept": "application/json"},
            )
        except urllib3.exceptions.HTTPError as error:
            raise KubernetesError(f"{method} {path}: {error}") from error
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise KubernetesError(f"{method} {path}: {_message(answer.data)}", answer.status)
        return json.loads(answer.data)


def _decode(data: str) -> str:
    return base64.b64decode(data).decode()


def _message(data: bytes) -> str:
    try:
        return str(json.loads(data)["message"])
    except (ValueError, KeyError, TypeError):
        return data[:200].decode(errors="replace")
