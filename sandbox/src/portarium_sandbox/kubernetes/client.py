"""Requests to a Kubernetes API server, as whom a kubeconfig says."""

import copy
import json
import re
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlencode

import urllib3

from portarium_sandbox.kubernetes.credentials import Credentials
from portarium_sandbox.kubernetes.errors import ApiError, KubernetesError, UnreachableError
from portarium_sandbox.kubernetes.kubeconfig import Cluster

JSON: Final = "application/json"
APPLY: Final = "application/apply-patch+yaml"
MERGE: Final = "application/merge-patch+json"
_CONNECTIONS: Final = 64
_CONNECT_SECONDS: Final = 5
_READ_SECONDS: Final = 60.0
_ATTEMPTS_WHEN_BUSY: Final = 5
_LONGEST_PAUSE_WHEN_BUSY: Final = 5.0
_ERROR_NUMBER: Final = re.compile(r"^\[Errno \d+\] ")
_WARNING: Final = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')

Object = dict[str, Any]
"""A Kubernetes object as JSON."""


class KubernetesClient:
    """A connection to one API server; safe to use from several threads.

    What the server refuses is an ApiError; when it does not answer, that is an UnreachableError.
    """

    def __init__(
        self,
        cluster: Cluster,
        *,
        environment: Mapping[str, str] | None = None,
        connection_retries: int = 2,
        read_seconds: float = _READ_SECONDS,
    ) -> None:
        """Choose the server; nothing is sent yet. The environment is for the command that prints a token."""
        self._cluster = cluster
        self._acts_as = ""
        self._credentials = Credentials(cluster.login, environment=environment)
        options: dict[str, Any] = {}
        if cluster.server.startswith("https://"):
            options["ssl_context"] = _tls(cluster)
            if cluster.server_name:
                options["server_hostname"] = cluster.server_name
        retries = urllib3.Retry(
            total=None, connect=connection_retries, read=0, redirect=0, status=0, other=0, backoff_factor=0.2
        )
        self._pool = urllib3.PoolManager(
            maxsize=_CONNECTIONS,
            block=False,
            retries=retries,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=read_seconds),
            **options,
        )

    def acting_as(self, user: str) -> Self:
        """Return the same connections with another user's rights, which the server has to permit."""
        other = copy.copy(self)
        other._acts_as = user
        return other

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def sign_in(self) -> None:
        """Have the token of later requests at hand. Raises KubernetesError when it can't be had."""
        self._credentials.token()

    def is_ready(self) -> bool:
        """Say whether the server takes requests."""
        try:
            return self.send("GET", "/readyz").status == HTTPStatus.OK
        except UnreachableError:
            return False

    def get(self, path: str, **query: str) -> Object:
        """Read an object or a list."""
        return self.request("GET", path, query=query)

    def create(self, path: str, body: Object, **query: str) -> Object:
        """Make an object in the collection at a path."""
        return self.request("POST", path, body, query=query)

    def merge(self, path: str, body: Object) -> Object:
        """Change some fields of an object, as `kubectl patch --type merge` does."""
        return self.request("PATCH", path, body, content_type=MERGE)

    def apply(self, path: str, body: Object, *, warn: Callable[[str], None] | None = None, **query: str) -> Object:
        """Server-side-apply an object; ``warn`` gets the warnings the API server adds to its answer."""
        return self.request("PATCH", path, body, content_type=APPLY, warn=warn, query=query)

    def delete(self, path: str, options: Object | None = None) -> Object:
        """Delete an object."""
        return self.request("DELETE", path, options)

    def remove(self, path: str) -> None:
        """Delete an object; one that is gone already is as wanted."""
        try:
            self.delete(path)
        except ApiError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise

    def watch(self, path: str, version: str, seconds: int) -> Iterator[Object]:
        """Give the changes of a collection since a version, as they happen, for some seconds."""
        query = {
            "watch": "1",
            "resourceVersion": version,
            "timeoutSeconds": str(seconds),
            "allowWatchBookmarks": "true",
        }
        token = self._credentials.token()
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            response = self._pool.request(
                "GET",
                f"{self._cluster.server}{path}?{urlencode(query)}",
                headers=headers,
                preload_content=False,
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=None),
            )
            rest = b""
            try:
                for piece in response.stream(None):
                    *lines, rest = (rest + piece).split(b"\n")
                    yield from (json.loads(line) for line in lines)
            finally:
                response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise UnreachableError(
                f"the Kubernetes API server at {self._cluster.server} is unreachable: {_reason(error)}"
            ) from error

    def request(
        self,
        method: str,
        path: str,
        body: Object | None = None,
        *,
        content_type: str = JSON,
        query: Mapping[str, str] | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> Object:
        """Send any request, and read what was answered."""
        response = self.send(method, path, body, content_type=content_type, query=query)
        answer: Object
        try:
            answer = json.loads(response.data) if response.data else {}
        except ValueError:
            answer = {"message": response.data.decode(errors="replace").strip()}
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise ApiError(answer, response.status)
        if warn is not None:
            for header in response.headers.getlist("Warning"):
                for text in _WARNING.findall(header):
                    warn(text.replace('\\"', '"'))
        return answer

    def send(
        self,
        method: str,
        path: str,
        body: Object | None = None,
        *,
        content_type: str = JSON,
        query: Mapping[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """Send a request and give the answer as it came, a refusal too."""
        renewed, pauses = False, _ATTEMPTS_WHEN_BUSY - 1
        while True:
            token = self._credentials.token()
            headers = {"Accept": "application/json", "Content-Type": content_type}
            if token:
                headers["Authorization"] = f"Bearer {token}"
            if self._acts_as:
                headers["Impersonate-User"] = self._acts_as
            response = self._once(method, path, query or {}, body, headers)
            if response.status == HTTPStatus.UNAUTHORIZED and not renewed and self._credentials.reject(token):
                renewed = True
            elif response.status == HTTPStatus.TOO_MANY_REQUESTS and pauses > 0:
                pauses -= 1
                time.sleep(min(float(response.headers.get("Retry-After", "1")), _LONGEST_PAUSE_WHEN_BUSY))
            else:
                return response

    def _once(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Object | None,
        headers: Mapping[str, str],
    ) -> urllib3.BaseHTTPResponse:
        url = self._cluster.server + path + ("?" + urlencode(query) if query else "")
        try:
            return self._pool.request(
                method,
                url,
                headers=headers,
                body=None if body is None else json.dumps(body),
            )
        except urllib3.exceptions.HTTPError as error:
            raise UnreachableError(
                f"the Kubernetes API server at {self._cluster.server} is unreachable: {_reason(error)}"
            ) from error


def _reason(error: Exception) -> str:
    """The innermost cause: urllib3 wraps it in the pool's and the retries' own errors."""
    inner = getattr(error, "reason", None)
    if isinstance(inner, Exception):
        return _reason(inner)
    text = " ".join(str(error).split()).rpartition(": ")[2]
    return _ERROR_NUMBER.sub("", text) or type(error).__name__


def _tls(cluster: Cluster) -> ssl.SSLContext:
    authority = cluster.certificate_authority
    try:
        # An authority of its own is the only one that counts, as for kubectl.
        context = ssl.create_default_context(cadata=None if authority is None else authority.decode())
        if not cluster.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if cluster.login.certificate is not None and cluster.login.key is not None:
            # The ssl module reads certificates from files only; the folder is gone when this returns.
            with tempfile.TemporaryDirectory() as folder:
                chain = Path(folder) / "client.pem"
                chain.touch(mode=0o600)
                chain.write_bytes(cluster.login.certificate + b"\n" + cluster.login.key)
                context.load_cert_chain(chain)
    except (ssl.SSLError, UnicodeDecodeError) as error:
        raise KubernetesError(f"kubeconfig: a certificate of {cluster.server} can't be read: {error}") from error
    return context
