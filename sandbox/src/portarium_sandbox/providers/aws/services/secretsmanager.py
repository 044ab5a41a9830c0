"""Secrets Manager: secrets and their values. A secret's id is its ARN."""

import json
from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging

_TAGS = Tagging({"SecretId": identifier})
_CURRENT = "AWSCURRENT"


def _secret(subject: Subject) -> Any:
    secret = subject.client().describe_secret(SecretId=subject.identifier)
    # A deleted secret is described until its recovery window ends.
    return None if secret.get("DeletedDate") else secret


def _policy(subject: Subject) -> Any:
    told = subject.client().get_resource_policy(SecretId=subject.identifier).get("ResourcePolicy")
    return {"policy": told if told and json.loads(told) else None}


def _set_policy(subject: Subject) -> None:
    if subject.get("policy"):
        Call("put_resource_policy", {"SecretId": identifier, "ResourcePolicy": "policy"})(subject)
    else:
        subject.client().delete_resource_policy(SecretId=subject.identifier)


def _delete(subject: Subject) -> None:
    days = subject.get("recoveryWindowInDays")
    # pulumi-aws's zero means at once; the API has a word of its own for it.
    window = {"ForceDeleteWithoutRecovery": True} if days == 0 else {"RecoveryWindowInDays": days or 30}
    subject.client().delete_secret(SecretId=subject.identifier, **window)


# -- Values: secret|version


def _which(subject: Subject) -> dict[str, str]:
    secret, _, version = subject.identifier.rpartition("|")
    return {"SecretId": secret, "VersionId": version}


def _value(subject: Subject) -> Any:
    answer = subject.client().get_secret_value(**_which(subject))
    return {**answer, "SecretId": _which(subject)["SecretId"]}


def _remove_stages(subject: Subject) -> None:
    """A version goes when no stage names it; the current one can't go before its secret does."""
    which = _which(subject)
    secret = subject.client().describe_secret(SecretId=which["SecretId"])
    for stage in secret.get("VersionIdsToStages", {}).get(which["VersionId"], []):
        if stage != _CURRENT:
            subject.client().update_secret_version_stage(
                SecretId=which["SecretId"], VersionStage=stage, RemoveFromVersionId=which["VersionId"]
            )


ROWS = (
    ResourceType(
        type="aws:secretsmanager/secret:Secret",
        service="secretsmanager",
        create=Call(
            "create_secret",
            take(
                "name description kmsKeyId",
                ClientRequestToken=lambda subject: subject.creation_token,
                Tags=_TAGS.at_creation,
            ),
        ),
        identity="ARN",
        read=(
            Fetch(_secret, "name description kmsKeyId", {"arn": "ARN"}, tags="Tags"),
            Fetch(_policy, "", {"policy": "policy"}),
        ),
        changes=(
            Change("policy", _set_policy),
            Change(
                "description kmsKeyId", Call("update_secret", take("description kmsKeyId", SecretId=identifier)), False
            ),
        ),
        delete=_delete,
        replace="name namePrefix",
        local="recoveryWindowInDays forceOverwriteReplicaSecret",
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
        name=Name(maximum=512),
        tagging=_TAGS,
        find=lambda subject: subject.client().describe_secret(SecretId=subject.get("name"))["ARN"],
    ),
    ResourceType(
        type="aws:secretsmanager/secretVersion:SecretVersion",
        service="secretsmanager",
        create=Call(
            "put_secret_value",
            take(
                "secretId secretString secretBinary versionStages",
                ClientRequestToken=lambda subject: subject.creation_token,
            ),
        ),
        identity=lambda subject, answer: f"{subject.get('secretId')}|{answer['VersionId']}",
        read=(
            Fetch(
                _value,
                "secretId secretString versionId versionStages",
                {"arn": "ARN", "secretArn": "ARN", "hasSecretStringWo": lambda _: False},
            ),
        ),
        delete=_remove_stages,
        replace="secretId secretString secretBinary versionStages",
    ),
)
