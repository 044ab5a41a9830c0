"""A cluster's API server as a stack's `kubeconfig` output describes it, asked with the operator's own credentials."""

# ruff: noqa: S603 (the credential plugin that the stack's own kubeconfig names, which no shell reads)

import base64
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3

from domain.authority import AUTHORITY_KEY
from ops.operations.error import OperationError

TOKEN_SECONDS = 30.0
SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where a pod has the token of its account, and whom to believe that a server is its cluster's."""
# Short: an operator asks what runs, and a cluster that does not answer is an answer too.
_TIMEOUT = urllib3.Timeout(connect=5.0, read=15.0)


class NotThereError(OperationError):
    """The API server has no such object, or no such kind."""


@dataclass(kw_only=True)
class Cluster:
    """One API server and a token for it, which is another one when it has expired: EKS takes one for 15 minutes."""

    server: str
    token: str
    pool: urllib3.PoolManager
    renew: Callable[[], str] | None = None
    """What gives the next token; without it there is none."""

    def get(self, path: str) -> dict[str, Any]:
        """Return the object or list at a path; raise OperationError with the reason when there is none to be had."""
        return self._content(self._answer("GET", path))

    def text(self, path: str) -> str:
        """Return what is no object, such as the output of a pod; raise OperationError as for an object."""
        return self._answer("GET", path).data.decode(errors="replace")

    def merge(self, path: str, changes: Mapping[str, Any], *, manager: str) -> dict[str, Any]:
        """Change some fields of an object, as a manager of these, and return it as it is then."""
        return self._content(self._answer("PATCH", f"{path}?fieldManager={manager}", changes))

    def _answer(self, method: str, path: str, changes: Mapping[str, Any] | None = None) -> urllib3.BaseHTTPResponse:
        answer = self._asked(method, path, changes)
        if answer.status == HTTPStatus.UNAUTHORIZED and self.renew:
            self.token = self.renew()
            answer = self._asked(method, path, changes)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            message = _message(answer)
            kind = NotThereError if answer.status == HTTPStatus.NOT_FOUND else OperationError
            raise kind(f"{self.server}: {answer.status} {message}")
        return answer

    def _asked(self, method: str, path: str, changes: Mapping[str, Any] | None) -> urllib3.BaseHTTPResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        body = None
        if changes is not None:
            headers["Content-Type"] = "application/merge-patch+json"
            body = json.dumps(changes)
        try:
            return self.pool.request(method, self.server + path, headers=headers, body=body)
        except urllib3.exceptions.HTTPError as error:
            raise OperationError(f"{self.server}: no answer ({_reason(error)})") from None

    def _content(self, answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
        try:
            return json.loads(answer.data or b"{}")
        except ValueError:
            raise OperationError(f"{self.server}: answered something that is no JSON") from None


def sign_in(kubeconfig: str, variables: Mapping[str, str]) -> Cluster:
    """Return the cluster of a kubeconfig (JSON, as our stacks write it) once its credential plugin gave a token."""
    content: dict[str, Any] = json.loads(kubeconfig)
    cluster, user = content["clusters"][0]["cluster"], content["users"][0]["user"]
    certificate = base64.b64decode(cluster["certificate-authority-data"]).decode()

    def token() -> str:
        return _token(user["exec"], variables)

    return Cluster(
        server=cluster["server"],
        token=token(),
        renew=token,
        pool=urllib3.PoolManager(ca_cert_data=certificate, timeout=_TIMEOUT, retries=False),
    )


def sign_in_as_pod(variables: Mapping[str, str], account: Path = SERVICE_ACCOUNT) -> Cluster:
    """Return the cluster that this process is a pod of, with the token of its service account."""
    host, port = variables.get("KUBERNETES_SERVICE_HOST"), variables.get("KUBERNETES_SERVICE_PORT", "443")
    if not host:
        raise OperationError(
            "this is no pod, and no cluster is named; --environment names the one to restart things in"
        )

    def mounted(name: str) -> str:
        try:
            return (account / name).read_text(encoding="utf-8")
        except OSError as error:
            raise OperationError(
                f"{error.filename}: {error.strerror}; the pod has to mount its account's token"
            ) from None

    def token() -> str:
        return mounted("token").strip()

    return Cluster(
        server=f"https://{f'[{host}]' if ':' in host else host}:{port}",
        token=token(),
        renew=token,
        pool=urllib3.PoolManager(ca_cert_data=mounted(AUTHORITY_KEY), timeout=_TIMEOUT, retries=False),
    )


def _token(plugin: Mapping[str, Any], variables: Mapping[str, str]) -> str:
    command: list[str] = [plugin["command"], *plugin.get("args", [])]
    entries: list[dict[str, str]] = plugin.get("env") or []
    own = {entry["name"]: entry["value"] for entry in entries}
    try:
        answer = subprocess.run(
            command,
            env={**variables, **own},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TOKEN_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise OperationError(f"{command[0]} is not on PATH; it signs in to the cluster") from None
    except subprocess.TimeoutExpired:
        raise OperationError(f"{' '.join(command)}: gave no token within {TOKEN_SECONDS:.0f} s") from None
    if answer.returncode != 0:
        lines = [line.strip() for line in answer.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise OperationError(f"{' '.join(command)}: no token ({lines[-1]})")
    return json.loads(answer.stdout)["status"]["token"]


def _message(answer: urllib3.BaseHTTPResponse) -> str:
    """What a server says is wrong: in an object or, of a kind that it does not serve, in plain words."""
    try:
        return str(json.loads(answer.data)["message"])
    except (ValueError, KeyError, TypeError):
        return answer.data.decode(errors="replace").strip() or "without a message"


def _reason(error: Exception) -> str:
    # urllib3 wraps the reason into the connection's own representation, with the object's address in it.
    return str(error).rpartition(">: ")[2] or str(error)
