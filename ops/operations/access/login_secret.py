"""The secret of a login: who it is, its password and where it goes, in parts and as the DSN that clients read."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from ops.operations.access_plan import Login, Server
from ops.operations.aws import NOT_THERE, Aws, AwsError

_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What somebody signs in with."""

    username: str
    password: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)
    """All that the secret has."""
    version: str
    """Which value of the secret it is."""


def read_credentials(aws: Aws, secret: str) -> Credentials | None:
    """Return what a secret has; nothing when it has no value yet, or one that is no user's."""
    try:
        answer = aws.ask("secretsmanager", "get_secret_value", SecretId=secret)
    except AwsError as error:
        # One that is not there at all has the same code, and is told by whoever writes to it.
        if error.code == NOT_THERE:
            return None
        raise
    try:
        content: dict[str, Any] = json.loads(answer.get("SecretString", ""))
        return Credentials(
            username=str(content["username"]),
            password=str(content["password"]),
            content=content,
            version=answer["VersionId"],
        )
    except (ValueError, KeyError, TypeError):
        return None


def has_value(aws: Aws, secret: str) -> bool:
    """Whether anything was ever written to a secret."""
    try:
        aws.ask("secretsmanager", "get_secret_value", SecretId=secret)
    except AwsError as error:
        if error.code == NOT_THERE:
            return False
        raise
    return True


def write(aws: Aws, secret: str, value: str) -> str:
    """Write a value, and return which one of the secret it is."""
    return aws.ask("secretsmanager", "put_secret_value", SecretId=secret, SecretString=value)["VersionId"]


def new_password() -> str:
    """Make a password that is the same in a URL as anywhere else."""
    return secrets.token_urlsafe(_BYTES)


def login_content(server: Server, login: Login, username: str, password: str) -> dict[str, Any]:
    """Return what the secret of a login says."""
    options = f"sslmode=verify-full&sslrootcert={server.authority}"
    return {
        "username": username,
        "password": password,
        "host": server.host,
        "port": server.port,
        "dbname": str(login.database),
        "url": f"postgres://{username}:{password}@{server.host}:{server.port}/{login.database}?{options}",
    }
