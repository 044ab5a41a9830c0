"""What the operator's commands ask of AWS, with the credentials of the shell that they run in."""

import importlib
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from domain import ports
from ops.operations.error import OperationError
from ops.operations.profiles import core_session

NOT_THERE = "ResourceNotFoundException"
"""What Secrets Manager and EKS say of what is not there, the value of a secret among it."""

# They have no types of their own.
_boto3: Any = importlib.import_module("boto3")
_config: Any = importlib.import_module("botocore.config")
_exceptions: Any = importlib.import_module("botocore.exceptions")

# Short: a question that takes longer is an answer too.
_PATIENCE: Any = _config.Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "max_attempts": 3})


class AwsError(OperationError):
    """AWS refused a call, or gave no answer."""

    def __init__(self, call: str, code: str, message: str) -> None:
        super().__init__(": ".join(part for part in (call, code, " ".join(message.split())) if part))
        self.code = code


class Aws:
    """One account in one region, as a shell's variables reach it."""

    def __init__(self, region: str, variables: Mapping[str, str]) -> None:
        """Take the credentials where the AWS CLI would find them; nothing is asked yet."""
        self.region = region
        self._endpoint = variables.get("AWS_ENDPOINT_URL")
        with _in_one_line("the shell's credentials"):
            # Given one by one: boto3 reads this process's environment, which need not be the backend's.
            self._session: Any = _boto3.Session(
                aws_access_key_id=variables.get("AWS_ACCESS_KEY_ID"),
                aws_secret_access_key=variables.get("AWS_SECRET_ACCESS_KEY"),
                aws_session_token=variables.get("AWS_SESSION_TOKEN"),
                region_name=region,
                botocore_session=core_session(variables, variables.get("AWS_PROFILE")),
            )
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Make one call; raise AwsError with AWS's own words when there is no answer to be had."""
        with _in_one_line(operation):
            return getattr(self._client(service), operation)(**parameters)

    def every(self, service: str, operation: str, key: str, **parameters: Any) -> Iterator[Any]:
        """Give all items of a list, page by page."""
        for page in self.pages(service, operation, **parameters):
            yield from page.get(key, [])

    def pages(self, service: str, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Give the pages of a list."""
        with _in_one_line(operation):
            yield from self._client(service).get_paginator(operation).paginate(**parameters)

    def read(self, service: str, operation: str, key: str, **parameters: Any) -> bytes:
        """Make one call, and read the whole body of its answer."""
        with _in_one_line(operation):
            return getattr(self._client(service), operation)(**parameters)[key].read()

    def _client(self, service: str) -> Any:
        # A session makes one client at a time; the clients themselves serve any number of threads.
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self.new_client(service)
            return self._clients[service]

    def login_token(self, host: str, user: str) -> str:
        """Make what IAM lets a user of a database sign in with, for a quarter of an hour; nobody is asked."""
        with _in_one_line("generate_db_auth_token"):
            return self._client("rds").generate_db_auth_token(
                DBHostname=host, Port=ports.DATABASE, DBUsername=user, Region=self.region
            )

    def new_client(self, service: str) -> Any:
        """Make a client for a service."""
        return self._session.client(service, endpoint_url=self._endpoint, config=_PATIENCE)


@contextmanager
def _in_one_line(call: str) -> Generator[None]:
    try:
        yield
    except _exceptions.ClientError as error:
        told: Mapping[str, Any] = error.response.get("Error", {})
        raise AwsError(call, str(told.get("Code", "")), str(told.get("Message", error))) from None
    except _exceptions.BotoCoreError as error:
        raise AwsError(call, "", str(error)) from None
