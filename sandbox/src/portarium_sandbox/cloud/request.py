"""One HTTP request as the journal keeps it: enough of the WSGI environment to make it again, and its body."""

import base64
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import parse_qs

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY

from portarium_sandbox.aws_client import ACCOUNT_HEADER

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]

_READ_ONLY_VERBS = ("Describe", "List", "Get", "Head", "Lookup", "Search", "Select", "BatchGet", "Test", "Simulate")
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_PRESIGNED = "X-Amz-Credential"
# How S3's addresses were signed before.
_OLD_KEY = "AWSAccessKeyId"
_ACCOUNT = f"HTTP_{ACCOUNT_HEADER.upper().replace('-', '_')}"
# Their names say "get", but they make credentials, which must be known again after a restart.
_MAKE_CREDENTIALS = ("GetSessionToken", "GetFederationToken")
_KEPT_WITHOUT_PREFIX = (
    "CONTENT_TYPE",
    "PATH_INFO",
    "QUERY_STRING",
    "RAW_URI",
    "REQUEST_METHOD",
    "REQUEST_URI",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "wsgi.url_scheme",
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request to AWS's API."""

    environment: Mapping[str, Any]
    body: bytes

    @classmethod
    def read(cls, environment: Environment) -> "Request":
        """Take a request off the wire, body and all."""
        stream = environment["wsgi.input"]
        if environment.get("wsgi.input_terminated"):
            body = cast(bytes, stream.read())
        else:
            body = cast(bytes, stream.read(int(environment.get("CONTENT_LENGTH") or 0)))
        kept = {
            key: value
            for key, value in environment.items()
            if (key.startswith("HTTP_") and key != "HTTP_TRANSFER_ENCODING")
            or key in _KEPT_WITHOUT_PREFIX
            or key == PRESERVED_HEADER_NAMES_ENVIRON_KEY
        }
        return cls(environment=kept, body=body)

    def in_account(self, account: str) -> "Request":
        """Give the request the account that its key is of, unless it names one itself."""
        return replace(self, environment={_ACCOUNT: account, **self.environment})

    def to_environment(self) -> Environment:
        """Give the request the shape in which a WSGI application takes it."""
        return {
            **self.environment,
            "CONTENT_LENGTH": str(len(self.body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.errors": io.StringIO(),
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.multiprocess": False,
            "wsgi.multithread": True,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }

    def to_json(self) -> dict[str, Any]:
        """Give the request the shape in which the journal keeps it."""
        return {"environment": dict(self.environment), "body": base64.b64encode(self.body).decode()}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Request":
        """Read a request back from the journal."""
        return cls(environment=entry["environment"], body=base64.b64decode(entry["body"]))

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.environment["REQUEST_METHOD"]

    @property
    def path(self) -> str:
        """The path of the URL."""
        return self.environment["PATH_INFO"]

    @property
    def service(self) -> str:
        """The service that the request was signed for, or nothing when it was not signed."""
        return self._signed("service")

    @property
    def region(self) -> str:
        """The region that the request was signed for, or nothing when it was not signed."""
        return self._signed("region")

    @property
    def access_key_id(self) -> str:
        """The key that the request was signed with, in its header or in its address; nothing when it was not signed."""
        return self._signed("key") or parse_qs(str(self.environment.get("QUERY_STRING", ""))).get(_OLD_KEY, [""])[0]

    def _signed(self, part: str) -> str:
        found = _CREDENTIAL.search(str(self.environment.get("HTTP_AUTHORIZATION", "")))
        if not found and _PRESIGNED in (query := str(self.environment.get("QUERY_STRING", ""))):
            found = _CREDENTIAL.search(f"Credential={parse_qs(query)[_PRESIGNED][0]}")
        return found[part] if found else ""

    @property
    def action(self) -> str:
        """The name of the operation, where the protocol carries it in the request: not in REST protocols."""
        target = str(self.environment.get("HTTP_X_AMZ_TARGET", ""))
        if target:
            return target.rsplit(".", 1)[-1]
        if "x-www-form-urlencoded" in str(self.environment.get("CONTENT_TYPE", "")):
            return parse_qs(self.body.decode(errors="replace")).get("Action", [""])[0]
        return parse_qs(str(self.environment.get("QUERY_STRING", ""))).get("Action", [""])[0]

    @property
    def reads_only(self) -> bool:
        """Whether the request can change nothing, by the name of its action or by its method."""
        action = self.action
        if not action:
            return self.method in ("GET", "HEAD", "OPTIONS")
        return action.startswith(_READ_ONLY_VERBS) and action not in _MAKE_CREDENTIALS

    def __str__(self) -> str:
        return f"{self.service or 'unsigned'} {self.action or f'{self.method} {self.path}'}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an application answered."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status.split(" ", 1)[0])

    @classmethod
    def of_json(cls, status: str, content: Any, headers: Iterable[tuple[str, str]] = ()) -> "Answer":
        """Make an answer out of plain data."""
        return cls(
            status=status,
            headers=[("Content-Type", "application/json"), *headers],
            body=json.dumps(content).encode(),
        )


def ask(application: Application, request: Request) -> Answer:
    """Put a request to an application in this process."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        started.append((status, headers))

    chunks = application(request.to_environment(), start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    status, headers = started[-1]
    return Answer(status=status, headers=headers, body=body)
