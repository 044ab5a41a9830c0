"""S3: the settings of a bucket, each a resource of its own with the bucket's name as its id."""

from collections.abc import Callable
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_map, at_path
from portarium_sandbox.providers.aws.services.s3_versioning import put_versioning, suspend_versioning
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import (
    Call,
    Change,
    Fetch,
    Name,
    ResourceType,
    Step,
    Value,
    given,
    identifier,
    take,
)

_BLOCKS = "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets"


def _setting(
    name: str,
    *,
    put: Step,
    read: Fetch,
    delete: Step | None,
    properties: str,
    replace: str = "",
    local: str = "",
    defaults: dict[str, Any] | None = None,
    names: dict[str, str] | None = None,
) -> ResourceType:
    """A setting: put to create it, put again to change it."""
    return ResourceType(
        type=f"aws:s3/{name[:1].lower()}{name[1:]}:{name}",
        service="s3",
        create=put,
        identity=given("bucket"),
        read=(read,),
        changes=(Change(properties, put, False),),
        delete=delete,
        replace=f"bucket {replace}",
        local=local,
        defaults=as_map(defaults),
        names=as_map(names),
        computed={"bucket": identifier},
        import_identifier=lambda bucket: {"bucket": bucket},
    )


def _bucket(**others: Value) -> dict[str, Value]:
    return {"Bucket": "bucket", **others}


def _of_bucket(operation: str, at: str = "") -> Call:
    return Call(operation, {"Bucket": identifier}, at)


def _inside(name: str, property_name: str) -> Callable[[Subject], Any]:
    """A parameter that wraps one property."""
    return lambda subject: {name: subject.api_value(property_name)}


# -- Lifecycle: the API has a tag list where the property has a map.


def _lifecycle(subject: Subject) -> dict[str, Any]:
    rules = subject.api_value("rules")
    for rule in rules:
        both = rule.get("Filter", {}).get("And", {})
        if "Tags" in both:
            both["Tags"] = [{"Key": key, "Value": value} for key, value in both["Tags"].items()]
        if "Filter" not in rule and "Prefix" not in rule:
            rule["Filter"] = {"Prefix": ""}
    return {"Rules": rules}


def _lifecycle_rules(answer: dict[str, Any]) -> list[dict[str, Any]]:
    rules = answer["Rules"]
    for rule in rules:
        both = rule.get("Filter", {}).get("And", {})
        if "Tags" in both:
            both["Tags"] = {tag["Key"]: tag["Value"] for tag in both["Tags"]}
    return rules


# -- Inventory: many of them on one bucket.


def _inventory(subject: Subject) -> dict[str, Any]:
    names = "destination filter includedObjectVersions optionalFields schedule"
    values = {subject.converter.api_name(name): subject.api_value(name) for name in names.split()}
    destination = values["Destination"].pop("Bucket")
    destination["Bucket"] = destination.pop("BucketArn")
    if "Encryption" in destination:
        given_encryption = destination["Encryption"]
        destination["Encryption"] = {
            {"SseKms": "SSEKMS", "SseS3": "SSES3"}[name]: value for name, value in given_encryption.items()
        }
    return {
        "Id": subject.get("name"),
        "IsEnabled": subject.get("enabled"),
        **{name: value for name, value in values.items() if value is not None},
        "Destination": {"S3BucketDestination": destination},
    }


def _put_inventory(subject: Subject) -> None:
    subject.client().put_bucket_inventory_configuration(
        Bucket=subject.get("bucket"), Id=subject.get("name"), InventoryConfiguration=_inventory(subject)
    )


def _which_inventory(subject: Subject) -> dict[str, str]:
    bucket, _, name = subject.identifier.partition(":")
    return {"Bucket": bucket, "Id": name}


def _destination(answer: dict[str, Any]) -> dict[str, Any]:
    told = dict(at_path(answer, "Destination.S3BucketDestination"))
    told["BucketArn"] = told.pop("Bucket")
    encryption = told.pop("Encryption", None)
    if encryption:
        told["Encryption"] = {{"SSEKMS": "SseKms", "SSES3": "SseS3"}[name]: value for name, value in encryption.items()}
    return {"Bucket": told}


ROWS = (
    _setting(
        "BucketVersioning",
        put=put_versioning,
        read=Fetch(
            lambda subject: {"Status": "Disabled"} | _of_bucket("get_bucket_versioning")(subject),
            "",
            {"versioningConfiguration": lambda answer: answer},
        ),
        delete=suspend_versioning,
        properties="versioningConfiguration",
        replace="expectedBucketOwner",
        local="mfa",
        names={"mfaDelete": "MFADelete"},
    ),
    _setting(
        "BucketObjectLockConfiguration",
        put=Call(
            "put_object_lock_configuration",
            _bucket(
                ObjectLockConfiguration=lambda subject: {
                    "ObjectLockEnabled": subject.get("objectLockEnabled"),
                    **({"Rule": subject.api_value("rule")} if subject.get("rule") else {}),
                }
            ),
        ),
        read=Fetch(_of_bucket("get_object_lock_configuration", "ObjectLockConfiguration"), "objectLockEnabled rule"),
        # The lock itself cannot go; without a rule, new objects are no longer held.
        delete=Call(
            "put_object_lock_configuration",
            {"Bucket": identifier, "ObjectLockConfiguration": lambda _: {"ObjectLockEnabled": "Enabled"}},
        ),
        properties="rule",
        replace="objectLockEnabled expectedBucketOwner",
        defaults={"objectLockEnabled": "Enabled"},
    ),
    _setting(
        "BucketServerSideEncryptionConfiguration",
        put=Call("put_bucket_encryption", _bucket(ServerSideEncryptionConfiguration=_inside("Rules", "rules"))),
        read=Fetch(_of_bucket("get_bucket_encryption", "ServerSideEncryptionConfiguration"), "rules"),
        delete=_of_bucket("delete_bucket_encryption"),
        properties="rules",
        replace="expectedBucketOwner",
        names={"sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID"},
    ),
    _setting(
        "BucketPolicy",
        put=Call("put_bucket_policy", take("bucket policy")),
        read=Fetch(_of_bucket("get_bucket_policy"), "policy"),
        delete=_of_bucket("delete_bucket_policy"),
        properties="policy",
    ),
    _setting(
        "BucketPublicAccessBlock",
        put=Call(
            "put_public_access_block",
            _bucket(
                PublicAccessBlockConfiguration=lambda subject: {
                    subject.converter.api_name(name): bool(subject.get(name)) for name in _BLOCKS.split()
                }
            ),
        ),
        read=Fetch(_of_bucket("get_public_access_block", "PublicAccessBlockConfiguration"), _BLOCKS),
        delete=_of_bucket("delete_public_access_block"),
        properties=_BLOCKS,
        local="skipDestroy",
        defaults=dict.fromkeys(_BLOCKS.split(), False),
    ),
    _setting(
        "BucketLogging",
        put=Call(
            "put_bucket_logging",
            _bucket(
                BucketLoggingStatus=lambda subject: {
                    "LoggingEnabled": {
                        subject.converter.api_name(name): value
                        for name in ("targetBucket", "targetPrefix", "targetGrants", "targetObjectKeyFormat")
                        if (value := subject.api_value(name)) is not None
                    }
                }
            ),
        ),
        read=Fetch(
            _of_bucket("get_bucket_logging", "LoggingEnabled"), "targetBucket targetPrefix targetObjectKeyFormat"
        ),
        delete=Call("put_bucket_logging", {"Bucket": identifier, "BucketLoggingStatus": lambda _: {}}),
        properties="targetBucket targetPrefix targetGrants targetObjectKeyFormat",
        replace="expectedBucketOwner",
    ),
    _setting(
        "BucketLifecycleConfiguration",
        put=Call("put_bucket_lifecycle_configuration", _bucket(LifecycleConfiguration=_lifecycle)),
        read=Fetch(_of_bucket("get_bucket_lifecycle_configuration"), "", {"rules": _lifecycle_rules}),
        delete=_of_bucket("delete_bucket_lifecycle"),
        properties="rules",
        replace="expectedBucketOwner",
        names={"id": "ID"},
    ),
    _setting(
        "BucketOwnershipControls",
        put=Call(
            "put_bucket_ownership_controls",
            _bucket(OwnershipControls=lambda subject: {"Rules": [subject.api_value("rule")]}),
        ),
        read=Fetch(_of_bucket("get_bucket_ownership_controls", "OwnershipControls"), "", {"rule": "Rules.0"}),
        delete=_of_bucket("delete_bucket_ownership_controls"),
        properties="rule",
    ),
    _setting(
        "BucketReplicationConfig",
        put=Call(
            "put_bucket_replication",
            _bucket(
                ReplicationConfiguration=lambda subject: {
                    "Role": subject.get("role"),
                    "Rules": subject.api_value("rules"),
                }
            ),
        ),
        read=Fetch(_of_bucket("get_bucket_replication", "ReplicationConfiguration"), "role rules"),
        delete=_of_bucket("delete_bucket_replication"),
        properties="role rules",
        names={"id": "ID", "replicaKmsKeyId": "ReplicaKmsKeyID"},
    ),
    ResourceType(
        type="aws:s3/inventory:Inventory",
        service="s3",
        create=_put_inventory,
        identity=lambda subject, _answer: f"{subject.get('bucket')}:{subject.get('name')}",
        read=(
            Fetch(
                lambda subject: at_path(
                    subject.client().get_bucket_inventory_configuration(**_which_inventory(subject)),
                    "InventoryConfiguration",
                ),
                "includedObjectVersions optionalFields schedule filter",
                {"name": "Id", "enabled": "IsEnabled", "destination": _destination},
            ),
        ),
        changes=(
            Change("destination enabled filter includedObjectVersions optionalFields schedule", _put_inventory, False),
        ),
        delete=lambda subject: subject.client().delete_bucket_inventory_configuration(**_which_inventory(subject)),
        replace="bucket name",
        defaults={"enabled": True},
        name=Name(maximum=64),
        computed={"bucket": lambda subject: _which_inventory(subject)["Bucket"]},
    ),
)
