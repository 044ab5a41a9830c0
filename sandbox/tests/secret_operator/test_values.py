"""Values come as a whole or by a field of their JSON, and what is missing is named."""

from typing import Any

import pytest
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore publishes none

from portarium_sandbox.secret_operator.values import ReadError, values_of

_STORE = {"spec": {"provider": {"aws": {"service": "SecretsManager", "region": "eu-central-1"}}}}


class _Secrets:
    """Secrets Manager, as far as it is asked."""

    def __init__(self, **known: dict[str, Any]) -> None:
        self._known = known
        self.asked: list[str] = []

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:  # noqa: N803
        self.asked.append(SecretId)
        if SecretId not in self._known:
            error = {"Code": "ResourceNotFoundException", "Message": "Secrets Manager can't find the specified secret."}
            raise ClientError({"Error": error}, "GetSecretValue")
        return self._known[SecretId]


def _request(*rows: tuple[str, str, str | None]) -> dict[str, Any]:
    data = [
        {"secretKey": name, "remoteRef": {"key": key, **({"property": field} if field else {})}}
        for name, key, field in rows
    ]
    return {"spec": {"data": data}}


def test_a_secret_is_read_once_for_all_of_its_fields() -> None:
    """All of them are of one version, even while somebody writes the next."""
    secrets = _Secrets(login={"SecretString": '{"url": "postgres://", "port": 5432}'}, token={"SecretString": "t"})
    request = _request(("URL", "login", "url"), ("PORT", "login", "port"), ("TOKEN", "token", None))
    values = values_of(request, _STORE, lambda _: secrets)
    assert values == {"URL": b"postgres://", "PORT": b"5432", "TOKEN": b"t"}
    assert secrets.asked == ["login", "token"]


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "can't find the specified secret"),
        ({"login": {"SecretString": "no JSON"}}, "key url does not exist in secret login"),
        ({"login": {"SecretString": "[]"}}, "key url does not exist in secret login"),
        ({"login": {"SecretString": "{}"}}, "key url does not exist in secret login"),
        ({"login": {"SecretBinary": b"x"}}, "a binary secret"),
    ],
)
def test_what_is_missing_is_named(known: dict[str, dict[str, Any]], words: str) -> None:
    """In the words of who knows it."""
    with pytest.raises(ReadError, match=words):
        values_of(_request(("URL", "login", "url")), _STORE, lambda _: _Secrets(**known))
