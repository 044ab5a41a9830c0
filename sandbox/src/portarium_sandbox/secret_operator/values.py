"""What a request asks for, read from Secrets Manager as the operator reads it."""

import importlib
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.pods.objects import several


class ReadError(SandboxError):
    """A value can't be had, and why, in the words of AWS or of the operator."""


Client = Callable[[str], Any]
"""Gives a client of Secrets Manager in a region, with the rights of the operator's pods."""


def values_of(request: Mapping[str, Any], store: Mapping[str, Any], client: Client) -> dict[str, bytes]:
    """Each key of the secret with its value. Raises ReadError at the first that can't be had."""
    secrets = client(store["spec"]["provider"]["aws"]["region"])
    read: dict[str, str] = {}
    found: dict[str, bytes] = {}
    for row in several(request["spec"], "data"):
        reference = row["remoteRef"]
        key, field = reference["key"], reference.get("property")
        if key not in read:
            read[key] = _read(secrets, key)
        found[row["secretKey"]] = (_field(read[key], key, field) if field else read[key]).encode()
    return found


def _read(secrets: Any, key: str) -> str:
    errors = importlib.import_module("botocore.exceptions")
    try:
        answer = secrets.get_secret_value(SecretId=key)
    except (errors.ClientError, errors.BotoCoreError) as error:
        raise ReadError(f"{key}: {error}") from error
    if "SecretString" not in answer:
        raise ReadError(f"{key}: a binary secret, of which the sandbox's operator knows nothing")
    return str(answer["SecretString"])


def _field(text: str, key: str, field: str) -> str:
    try:
        content: Any = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict) or field not in content:
        raise ReadError(f"key {field} does not exist in secret {key}")
    value = cast("dict[str, Any]", content)[field]
    return value if isinstance(value, str) else json.dumps(value)
