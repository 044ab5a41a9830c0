"""KMS: keys and aliases."""

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import (
    Call,
    Change,
    Fetch,
    Name,
    ResourceType,
    given,
    identifier,
    take,
)
from portarium_sandbox.providers.aws.tagging import CREATION_TAG, Tagging

_KEY_TAGS = Tagging(
    {"KeyId": identifier}, read="list_resource_tags", key="TagKey", value="TagValue", marks_creation=True
)


def _find_key(subject: Subject) -> str | None:
    client = subject.client()
    for page in client.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            for tag in client.list_resource_tags(KeyId=key["KeyId"])["Tags"]:
                if tag == {"TagKey": CREATION_TAG, "TagValue": subject.creation_token}:
                    return key["KeyId"]
    return None


def _rotate(subject: Subject) -> None:
    if subject.get("enableKeyRotation"):
        Call("enable_key_rotation", {"KeyId": identifier, "RotationPeriodInDays": "rotationPeriodInDays"})(subject)
    elif subject.outputs.get("enableKeyRotation"):
        Call("disable_key_rotation", {"KeyId": identifier})(subject)


def _enable(subject: Subject) -> None:
    enabled = subject.get("isEnabled") is not False
    if enabled and not subject.outputs:
        # A key is made enabled, and the provider asks for nothing that is so already.
        return
    Call("enable_key" if enabled else "disable_key", {"KeyId": identifier})(subject)


def _existing_key(subject: Subject) -> dict[str, object] | None:
    key = Call("describe_key", {"KeyId": identifier}, "KeyMetadata")(subject)
    # A deleted key is described for the whole of its waiting period.
    return None if key["KeyState"] == "PendingDeletion" else key


ROWS = (
    ResourceType(
        type="aws:kms/key:Key",
        service="kms",
        create=Call(
            "create_key",
            take(
                "description keyUsage multiRegion policy bypassPolicyLockoutSafetyCheck",
                KeySpec="customerMasterKeySpec",
                Tags=_KEY_TAGS.at_creation,
            ),
            "KeyMetadata",
        ),
        identity="KeyId",
        read=(
            Fetch(
                _existing_key,
                "description keyUsage multiRegion keyId",
                {"arn": "Arn", "isEnabled": "Enabled", "customerMasterKeySpec": "KeySpec"},
            ),
            Fetch(
                Call("get_key_policy", {"KeyId": identifier, "PolicyName": lambda _: "default"}),
                "policy",
            ),
            Fetch(
                Call("get_key_rotation_status", {"KeyId": identifier}),
                "",
                {"enableKeyRotation": "KeyRotationEnabled", "rotationPeriodInDays": "RotationPeriodInDays"},
            ),
        ),
        changes=(
            Change("isEnabled", _enable),
            Change("enableKeyRotation rotationPeriodInDays", _rotate),
            Change(
                "description",
                Call("update_key_description", {"KeyId": identifier, "Description": "description"}),
                False,
            ),
            Change(
                "policy",
                Call("put_key_policy", {"KeyId": identifier, "PolicyName": lambda _: "default", "Policy": "policy"}),
                False,
            ),
        ),
        delete=Call("schedule_key_deletion", {"KeyId": identifier, "PendingWindowInDays": "deletionWindowInDays"}),
        replace="customerMasterKeySpec keyUsage multiRegion",
        local="deletionWindowInDays bypassPolicyLockoutSafetyCheck",
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        tagging=_KEY_TAGS,
        find=_find_key,
    ),
    ResourceType(
        type="aws:kms/alias:Alias",
        service="kms",
        create=Call("create_alias", {"AliasName": "name", "TargetKeyId": "targetKeyId"}),
        identity=given("name"),
        read=(
            Fetch(
                lambda subject: next(
                    (
                        alias
                        for page in subject.client().get_paginator("list_aliases").paginate()
                        for alias in page["Aliases"]
                        if alias["AliasName"] == subject.identifier
                    ),
                    None,
                ),
                "targetKeyId",
                {"name": "AliasName", "arn": "AliasArn"},
            ),
        ),
        changes=(
            Change("targetKeyId", Call("update_alias", {"AliasName": identifier, "TargetKeyId": "targetKeyId"}), False),
        ),
        delete=Call("delete_alias", {"AliasName": identifier}),
        replace="name",
        name=Name(prefix="alias/"),
        computed={"targetKeyArn": lambda subject: subject.arn("kms", f"key/{subject.get('targetKeyId')}")},
        volatile="targetKeyArn",
    ),
)
