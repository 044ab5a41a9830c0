"""The key of a stack's secrets: what it must be, and how it becomes so."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.project import PROJECT
from ops.operations.aws import Aws, AwsError
from ops.operations.step import Step


def key_steps(aws: Aws, alias: str, grants: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    """Every step to such a key; `grants` say who of another account uses it."""
    yield Step(title=f"key {alias}", is_there=lambda: _key(aws, alias) is not None, make=lambda: _make_key(aws, alias))
    yield Step(
        title=f"key {alias}: changes every year",
        is_there=lambda: _rotates(aws, alias),
        make=lambda: aws.ask("kms", "enable_key_rotation", KeyId=_key(aws, alias)),
    )
    if grants:
        yield Step(
            title=f"key {alias}: opens to the accounts that need it",
            is_there=lambda: all(grant in _statements(aws, alias) for grant in grants),
            make=lambda: aws.ask(
                "kms",
                "put_key_policy",
                KeyId=_key(aws, alias),
                PolicyName="default",
                Policy=json.dumps(_with_grants(_statements(aws, alias), grants)),
            ),
        )


def _key(aws: Aws, alias: str) -> str | None:
    try:
        return str(aws.ask("kms", "describe_key", KeyId=alias)["KeyMetadata"]["KeyId"])
    except AwsError as error:
        if error.code != "NotFoundException":
            raise
        return None


def _make_key(aws: Aws, alias: str) -> None:
    made = aws.ask("kms", "create_key", Description=f"The secrets in {PROJECT}'s states")
    aws.ask("kms", "create_alias", AliasName=alias, TargetKeyId=made["KeyMetadata"]["KeyId"])


def _rotates(aws: Aws, alias: str) -> bool:
    key = _key(aws, alias)
    return key is not None and bool(aws.ask("kms", "get_key_rotation_status", KeyId=key)["KeyRotationEnabled"])


def _statements(aws: Aws, alias: str) -> list[dict[str, Any]]:
    key = _key(aws, alias)
    if key is None:
        return []
    return json.loads(aws.ask("kms", "get_key_policy", KeyId=key, PolicyName="default")["Policy"])["Statement"]


def _with_grants(others: Sequence[Mapping[str, Any]], grants: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A policy with ours beside whatever somebody has put there."""
    ours = {grant["Sid"] for grant in grants}
    return {"Version": "2012-10-17", "Statement": [*(one for one in others if one.get("Sid") not in ours), *grants]}
