"""boto3 clients for the sandbox's AWS, which never reach the real one."""

from __future__ import annotations

import importlib
from typing import Any

from portarium_sandbox.record import Credentials

BOOTSTRAP = Credentials(
    access_key_id="sandbox-bootstrap",
    secret_access_key="sandbox-bootstrap",  # noqa: S106 (nobody checks a signature, and it opens this sandbox alone)
    session_token="",
)
"""The root of an account of the sandbox; of the first one, unless a client names another."""

ACCOUNT_HEADER = "x-moto-account-id"
"""How a client of the root says whose root it is."""


def client(
    service: str, *, endpoint: str, region: str, credentials: Credentials = BOOTSTRAP, account: str | None = None
) -> Any:
    """Return a boto3 client; boto3 has no types of its own.

    `account` is for the account's root, as which nobody has signed in yet; all other credentials are of one account.
    """
    # Imported late: it takes a third of a second, and `up` of a running sandbox must feel instant.
    boto3 = importlib.import_module("boto3")
    configuration = importlib.import_module("botocore.config")
    made = boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token or None,
        config=configuration.Config(proxies={}, retries={"max_attempts": 2}),
    )
    if account is not None:

        def in_account(request: Any, **_: Any) -> None:
            request.headers[ACCOUNT_HEADER] = account

        made.meta.events.register("before-sign", in_account)
    return made
