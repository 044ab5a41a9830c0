"""The boto3 clients of the double: one for each service and region, made when first needed.

botocore is imported with the first client: a preview that changes nothing makes no call and pays for none of it.
"""

import importlib
import os
import threading
from typing import Any

from portarium_sandbox.providers.errors import ProviderError


class Clients:
    """AWS as seen from one region, at the sandbox's endpoint."""

    def __init__(self, region: str, *, shared: "Clients | None" = None) -> None:
        self.region = region
        self._lock = threading.RLock() if shared is None else shared._lock
        self._clients: dict[tuple[str, str], Any] = {} if shared is None else shared._clients
        self._identity: dict[str, str] = {} if shared is None else shared._identity
        self._session: Any = None if shared is None else shared._session_of_all()

    def in_region(self, region: str) -> "Clients":
        """The same, seen from another region."""
        return self if region == self.region else Clients(region, shared=self)

    def client(self, service: str) -> Any:
        """The client of a service."""
        key = (service, self.region)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._new_client(service)
            return self._clients[key]

    @property
    def partition(self) -> str:
        """The partition the region is in."""
        return "aws-cn" if self.region.startswith("cn-") else "aws"

    @property
    def account(self) -> str:
        """The account of the credentials, asked for once."""
        return self.identity()["Account"]

    def identity(self) -> dict[str, str]:
        """What STS says about the credentials."""
        with self._lock:
            if not self._identity:
                self._identity.update(self.client("sts").get_caller_identity())
            return self._identity

    def _new_client(self, service: str) -> Any:
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        if not endpoint:
            raise ProviderError(
                "AWS_ENDPOINT_URL is not set: the sandbox's AWS provider only talks to a sandbox; "
                'run `eval "$(portarium sandbox env)"` first'
            )
        with self._lock:
            client = self._session_of_all().create_client(service, region_name=self.region, endpoint_url=endpoint)
        client.meta.events.register("before-sign.s3-control", _without_account)
        return client

    def _session_of_all(self) -> Any:
        """One for all services: it signs in once, and reads once what holds for each of them."""
        with self._lock:
            if self._session is None:
                self._session = _new_session()
            return self._session


def _new_session() -> Any:
    # Imported late: most previews need no client, and botocore takes a third of a second.
    session = importlib.import_module("botocore.session").get_session()
    # Of the session, so that signing in, which has a client of its own, gives up as soon as everything else does.
    session.set_default_client_config(
        importlib.import_module("botocore.config").Config(
            # The engine runs many operations at once, and each of them must find a connection.
            max_pool_connections=32,
            connect_timeout=5,
            retries={"mode": "standard", "total_max_attempts": 2},
            s3={"addressing_style": "path"},
            # An endpoint on the loopback has no account in front of its name.
            inject_host_prefix=False,
            proxies={},
        )
    )
    return session


def _without_account(request: Any, **_others: Any) -> None:
    """S3 Control's rules put the account in front of any endpoint, even of one that is an address."""
    scheme, _, rest = request.url.partition("://")
    account = request.headers["x-amz-account-id"]
    request.url = f"{scheme}://{rest.removeprefix(f'{account}.')}"
