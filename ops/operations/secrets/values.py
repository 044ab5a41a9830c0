"""The value of a secret as Secrets Manager tells of it: which one it is and since when, and not what it is."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ops.operations.aws import Aws, AwsError

CURRENT = "AWSCURRENT"
"""The stage of the version that is read where none is named."""

_ALREADY = "ResourceExistsException"
_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value that a secret has."""

    version: str
    """Which one."""
    written: datetime
    """Since when."""


def value_of(aws: Aws, secret: str) -> Value | None:
    """Return the current value of a secret; none where nobody has written one yet."""
    answer = aws.ask("secretsmanager", "list_secret_version_ids", SecretId=secret)
    versions: list[dict[str, Any]] = answer.get("Versions", [])
    for version in versions:
        if CURRENT in version.get("VersionStages", []):
            return Value(version=version["VersionId"], written=version["CreatedDate"])
    return None


def write_another(aws: Aws, secret: str, instead_of: Value | None) -> bool:
    """Write random text in the place of a value; tell whether it was this run that did.

    What follows a value has an identifier that only depends on it: of two that rotate at a time, one comes too late.
    The former value stays in the secret, as AWSPREVIOUS.
    """
    token = str(uuid5(NAMESPACE_URL, f"{secret}#{instead_of.version if instead_of else ''}"))
    text = secrets.token_urlsafe(_BYTES)
    try:
        aws.ask("secretsmanager", "put_secret_value", SecretId=secret, SecretString=text, ClientRequestToken=token)
    except AwsError as error:
        if error.code == _ALREADY:
            return False
        raise
    return True
