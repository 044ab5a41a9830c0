"""Requests to the Kubernetes API server."""

import json
import re
import ssl
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import urllib3

from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.credentials import Credentials
from portarium_sandbox.providers.kubernetes.kubeconfig import Cluster

APPLY: Final = "application/apply-patch+yaml"
_CONNECTIONS: Final = 64
_TIMEOUT: Final = urllib3.Timeout(connect=5, read=60)
_ATTEMPTS_WHEN_BUSY: Final = 5
_LONGEST_PAUSE_WHEN_BUSY: Final = 5.0
_UNAUTHORIZED, _TOO_MANY_REQUESTS, _FIRST_ERROR = 401, 429, 400
_ERROR_NUMBER: Final = re.compile(r"^\[Errno \d+\] ")
_LONG_VALUE: Final = re.compile(r"Invalid value: \{.{100,}?\}: ", re.DOTALL)
"""A whole pod template, as the API server quotes it when one of its fields can't change."""

_WARNING: Final = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')

Object = dict[str, Any]
"""A Kubernetes object as JSON."""


class ApiError(ProviderError):
    """What the API server answered instead of doing what it was asked."""

    def __init__(self, status: Mapping[str, Any], code: int) -> None:
        super().__init__(_LONG_VALUE.sub("Invalid value: {...}: ", status.get("message") or f"HTTP status {code}"))
        self.code = code
        self.reason = str(status.get("reason", ""))
        self.details: Mapping[str, Any] = status.get("details") or {}

    @property
    def is_missing_namespace(self) -> bool:
        """Whether the object was refused because its namespace is not there."""
        return self.reason == "NotFound" and self.details.get("kind") == "namespaces"


class UnreachableError(ProviderError):
    """The API server did not answer; what it would have said is not known."""


class Api:
    """A connection to one API server; safe to use from several threads."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._credentials = Credentials(cluster.login)
        options: dict[str, Any] = {}
        if cluster.server.startswith("https://"):
            options["ssl_context"] = _tls(cluster)
            if cluster.server_name:
                options["server_hostname"] = cluster.server_name
        self._pool = urllib3.PoolManager(
            maxsize=_CONNECTIONS,
            block=False,
            retries=urllib3.Retry(total=None, connect=2, read=0, redirect=0, status=0, other=0, backoff_factor=0.2),
            timeout=_TIMEOUT,
            **options,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def sign_in(self) -> None:
        """Have the token of later requests at hand. Raises ProviderError when it can't be had."""
        self._credentials.token()

    def get(self, path: str, **query: str) -> Object:
        """Read an object or a list."""
        return self._request("GET", path, query)

    def delete(self, path: str, options: Object) -> Object:
        """Delete an object."""
        return self._request("DELETE", path, {}, body=options)

    def apply(self, path: str, body: Object, warn: Callable[[str], None], **query: str) -> Object:
        """Server-side-apply an object; ``warn`` gets the warnings the API server adds to its answer."""
        return self._request("PATCH", path, query, body=body, content_type=APPLY, warn=warn)

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        *,
        body: Object | None = None,
        content_type: str = "application/json",
        warn: Callable[[str], None] | None = None,
    ) -> Object:
        response = self._send(method, path, query, body, content_type)
        answer: Object
        try:
            answer = json.loads(response.data) if response.data else {}
        except ValueError:
            answer = {"message": response.data.decode(errors="replace").strip()}
        if response.status >= _FIRST_ERROR:
            raise ApiError(answer, response.status)
        if warn is not None:
            for header in response.headers.getlist("Warning"):
                for text in _WARNING.findall(header):
                    warn(text.replace('\\"', '"'))
        return answer

    def _send(
        self, method: str, path: str, query: Mapping[str, str], body: Object | None, content_type: str
    ) -> urllib3.BaseHTTPResponse:
        renewed, pauses = False, _ATTEMPTS_WHEN_BUSY - 1
        while True:
            token = self._credentials.token()
            headers = {"Accept": "application/json", "Content-Type": content_type}
            if token:
                headers["Authorization"] = f"Bearer {token}"
            response = self._once(method, path, query, body, headers)
            if response.status == _UNAUTHORIZED and not renewed and self._credentials.reject(token):
                renewed = True
            elif response.status == _TOO_MANY_REQUESTS and pauses > 0:
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
    context = ssl.create_default_context()
    try:
        if cluster.certificate_authority is not None:
            context.load_verify_locations(cadata=cluster.certificate_authority.decode())
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
        raise ProviderError(f"kubeconfig: a certificate of {cluster.server} can't be read: {error}") from error
    return context
