"""Every value of a running environment that is a secret, read from where it is one, and where it turns up otherwise."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from portarium_sandbox.session import Session

SHORTEST = 16
"""A shorter text is a name or a number, and stands in many places by chance."""
PUBLIC = frozenset({"username", "host", "port", "dbname", "state", "ca.crt", "tls.crt", "namespace"})
"""What lies beside a secret, and is none: who signs in where, and whom to believe."""
ADMINISTRATORS = "administrators"
"""The place of the keys and tokens that open the cloud to whoever works on it."""


def secret_values(sandbox: Session, environment: str) -> dict[str, set[str]]:
    """The values by their place: former and current ones at the source, those in the cluster, the administrators'."""
    kept = {**_at_the_source(sandbox, environment), **_in_the_cluster(sandbox, environment)}
    public = {text for value in kept.values() for text in _texts(value, public=True)}
    known = sandbox.record.administrators.values()
    return {
        **{place: found for place, value in kept.items() if (found := set(_lines(value)) - public)},
        ADMINISTRATORS: {text for each in known for text in (each.secret_access_key, each.session_token)},
    }


def shown(values: Mapping[str, set[str]], places: Mapping[str, str]) -> set[tuple[str, str]]:
    """Whose value is in which place: as it is, or as JSON and an engine's log write it."""
    return {
        (whose, place)
        for place, text in places.items()
        for whose, secrets in values.items()
        if any(secret in text for secret in secrets)
    }


def _at_the_source(sandbox: Session, environment: str) -> dict[str, list[Any]]:
    """What Secrets Manager has of the environment's account, by the name of the secret."""
    manager = sandbox.boto3("secretsmanager", environment)
    found: dict[str, list[Any]] = {}
    for secret in manager.list_secrets(MaxResults=100)["SecretList"]:
        for stage in {stage for stages in secret["SecretVersionsToStages"].values() for stage in stages}:
            value = manager.get_secret_value(SecretId=secret["ARN"], VersionStage=stage)["SecretString"]
            found.setdefault(secret["Name"], []).append(_parsed(value))
    return found


def _in_the_cluster(sandbox: Session, environment: str) -> dict[str, list[Any]]:
    """What the secrets of Kubernetes have, by namespace and name."""
    secrets = sandbox.kubernetes(f"portarium-{environment}").get("/api/v1/secrets")["items"]
    found: dict[str, list[Any]] = {}
    for each in secrets:
        encoded: dict[str, str] = each.get("data") or {}
        data = {name: base64.b64decode(value).decode() for name, value in encoded.items()}
        found[f"{each['metadata']['namespace']}/{each['metadata']['name']}"] = [data]
    return found


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _texts(content: Any, *, public: bool, here: bool = False) -> Iterator[str]:
    """The texts of a value that are public, or those that are not; `here` is below a public name."""
    if isinstance(content, dict):
        for name, inner in cast("dict[str, Any]", content).items():
            yield from _texts(inner, public=public, here=here or name in PUBLIC)
    elif isinstance(content, list):
        for inner in cast("list[Any]", content):
            yield from _texts(inner, public=public, here=here)
    elif isinstance(content, str) and here == public:
        yield content


def _lines(value: Any) -> Iterator[str]:
    """The lines that give a value away: a key of many lines stands nowhere with its breaks.

    A certificate is for everybody, and the marks around a key are around every key.
    """
    for text in _texts(value, public=False):
        if "BEGIN CERTIFICATE" not in text:
            yield from (line for line in text.splitlines() if len(line) >= SHORTEST and not line.startswith("-----"))
