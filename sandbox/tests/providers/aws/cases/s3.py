"""S3."""

from typing import Any

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, permission


def _bucket(world: World, **inputs: Any) -> str:
    return world.make("aws:s3/bucket:Bucket", **inputs).identifier


def _retag(world: World, made: Made) -> Properties:
    tags = {"TagSet": [{"Key": "team", "Value": "nobody"}]}
    world.api("s3").put_bucket_tagging(Bucket=made.identifier, Tagging=tags)
    return {"tags": {"team": "nobody"}, "tagsAll": {"team": "nobody"}}


def _suspend(world: World, made: Made) -> Properties:
    world.api("s3").put_bucket_versioning(Bucket=made.identifier, VersioningConfiguration={"Status": "Suspended"})
    return {"versioningConfiguration": {"status": "Suspended"}}


def _shorten(world: World, made: Made) -> Properties:
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    world.api("s3").put_object_lock_configuration(
        Bucket=made.identifier, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
    )
    return {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}}


def _to_aes(world: World, made: Made) -> Properties:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    world.api("s3").put_bucket_encryption(Bucket=made.identifier, ServerSideEncryptionConfiguration={"Rules": [rule]})
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert inputs["rules"][0]["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}
    return {"rules": inputs["rules"]}


def _broaden(world: World, made: Made) -> Properties:
    policy = _policy(made.identifier, "s3:*")
    world.api("s3").put_bucket_policy(Bucket=made.identifier, Policy=policy)
    return {"policy": policy}


def _unblock(world: World, made: Made) -> Properties:
    blocks = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False)
    world.api("s3").put_public_access_block(Bucket=made.identifier, PublicAccessBlockConfiguration=blocks)
    return {
        "blockPublicAcls": False,
        "ignorePublicAcls": False,
        "blockPublicPolicy": False,
        "restrictPublicBuckets": False,
    }


def _policy(bucket: str, action: str) -> str:
    resource = f"arn:aws:s3:::{bucket}/*"
    return permission(action, resource).replace('"Effect"', '"Principal":"*","Effect"')


def _policy_inputs(world: World) -> Properties:
    bucket = _bucket(world)
    return {"bucket": bucket, "policy": _policy(bucket, "s3:GetObject")}


def _logging(world: World) -> Properties:
    # moto writes logs there during the test.
    log_bucket = _bucket(world, forceDestroy=True)
    world.api("s3").put_bucket_policy(
        Bucket=log_bucket,
        Policy=_policy(log_bucket, "s3:PutObject").replace(
            '"Principal":"*"', '"Principal":{"Service":"logging.s3.amazonaws.com"}'
        ),
    )
    return {
        "bucket": _bucket(world),
        "targetBucket": log_bucket,
        "targetPrefix": "access/",
        "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}},
    }


def _without_logging(world: World, made: Made) -> Properties:
    named = {"PartitionedPrefix": {"PartitionDateSource": "DeliveryTime"}}
    settings = {"TargetBucket": made["targetBucket"], "TargetPrefix": "elsewhere/", "TargetObjectKeyFormat": named}
    world.api("s3").put_bucket_logging(Bucket=made.identifier, BucketLoggingStatus={"LoggingEnabled": settings})
    return {
        "targetPrefix": "elsewhere/",
        "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "DeliveryTime"}},
    }


def _shorter_life(world: World, made: Made) -> Properties:
    rule = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    world.api("s3").put_bucket_lifecycle_configuration(Bucket=made.identifier, LifecycleConfiguration={"Rules": [rule]})
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert [item["expiration"]["days"] for item in inputs["rules"]] == [1]
    return {"rules": inputs["rules"]}


def _owner(world: World, made: Made) -> Properties:
    world.api("s3").put_bucket_ownership_controls(
        Bucket=made.identifier, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    )
    return {"rule": {"objectOwnership": "ObjectWriter"}}


def _inventory(world: World) -> Properties:
    target = f"arn:aws:s3:::{_bucket(world)}"
    return {
        "bucket": _bucket(world),
        "name": "all",
        "includedObjectVersions": "All",
        "schedule": {"frequency": "Daily"},
        "destination": {
            "bucket": {"bucketArn": target, "format": "CSV", "prefix": "inventory"},
        },
        "optionalFields": ["Size", "ObjectLockMode"],
    }


_LIFECYCLE = {
    "id": "expire",
    "status": "Enabled",
    "filter": {"prefix": ""},
    "expiration": {"days": 30},
    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
    "noncurrentVersionExpiration": {"noncurrentDays": 90},
}
_TRANSITION = {
    "id": "archive",
    "status": "Enabled",
    "filter": {"and": {"prefix": "old/", "tags": {"kind": "log"}}},
    "transitions": [{"days": 60, "storageClass": "GLACIER"}],
}


def _versioned_bucket(world: World) -> str:
    bucket = _bucket(world)
    world.make("aws:s3/bucketVersioning:BucketVersioning", bucket=bucket, versioningConfiguration={"status": "Enabled"})
    return bucket


def _replication(world: World) -> Properties:
    return {
        "bucket": _versioned_bucket(world),
        "role": "arn:aws:iam::123456789012:role/copies",
        "rules": [
            {
                "id": "copy",
                "priority": 1,
                "status": "Enabled",
                "filter": {"prefix": ""},
                "deleteMarkerReplication": {"status": "Disabled"},
                "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
                "destination": {
                    "bucket": f"arn:aws:s3:::{_versioned_bucket(world)}",
                    "account": "210987654321",
                    "accessControlTranslation": {"owner": "Destination"},
                    "encryptionConfiguration": {"replicaKmsKeyId": "arn:aws:kms:eu-central-1:210987654321:alias/copy"},
                    "metrics": {"status": "Enabled"},
                },
            }
        ],
    }


def _paused(world: World, made: Made) -> Properties:
    client = world.api("s3")
    configuration = client.get_bucket_replication(Bucket=made.identifier)["ReplicationConfiguration"]
    configuration["Rules"][0]["Status"] = "Disabled"
    client.put_bucket_replication(Bucket=made.identifier, ReplicationConfiguration=configuration)
    [rule] = made.inputs["rules"]
    return {"rules": [{**rule, "status": "Disabled"}]}


CASES = [
    Case(
        token="aws:s3/bucket:Bucket",
        inputs=lambda _: {"bucket": "portarium-evidence", "objectLockEnabled": True, "tags": {"team": "audit"}},
        change={"tags": {"team": "platform"}, "forceDestroy": True},
        replacement={"objectLockEnabled": False},
        drift=_retag,
        wrong_type={"forceDestroy": "yes"},
    ),
    Case(
        token="aws:s3/bucketVersioning:BucketVersioning",
        inputs=lambda world: {"bucket": _bucket(world), "versioningConfiguration": {"status": "Enabled"}},
        change={"versioningConfiguration": {"status": "Suspended"}},
        replacement={"bucket": "another"},
        drift=_suspend,
        wrong_type={"versioningConfiguration": {"status": True}},
        forgets=True,
    ),
    Case(
        token="aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        inputs=lambda world: {
            "bucket": _bucket(world, objectLockEnabled=True),
            "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}},
        },
        change={"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 60}}},
        replacement={"bucket": "another"},
        drift=_shorten,
        wrong_type={"rule": {"defaultRetention": {"days": "30"}}},
        forgets=True,
    ),
    Case(
        token="aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        inputs=lambda world: {
            "bucket": _bucket(world),
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "key"},
                    "bucketKeyEnabled": True,
                }
            ],
        },
        change={"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        replacement={"bucket": "another"},
        drift=_to_aes,
        wrong_type={"rules": [{"bucketKeyEnabled": "true"}]},
    ),
    Case(
        token="aws:s3/bucketPolicy:BucketPolicy",
        inputs=_policy_inputs,
        change={"policy": _policy("portarium", "s3:PutObject")},
        replacement={"bucket": "another"},
        drift=_broaden,
        wrong_type={"policy": False},
    ),
    Case(
        token="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        inputs=lambda world: {
            "bucket": _bucket(world),
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        },
        change={"blockPublicPolicy": False},
        replacement={"bucket": "another"},
        drift=_unblock,
        wrong_type={"blockPublicAcls": "true"},
    ),
    Case(
        token="aws:s3/bucketLogging:BucketLogging",
        inputs=_logging,
        change={"targetPrefix": "logs/"},
        replacement={"bucket": "another"},
        drift=_without_logging,
        wrong_type={"targetPrefix": 1},
    ),
    Case(
        token="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        inputs=lambda world: {"bucket": _bucket(world), "rules": [_LIFECYCLE, _TRANSITION]},
        change={"rules": [_LIFECYCLE]},
        replacement={"bucket": "another"},
        drift=_shorter_life,
        wrong_type={"rules": [{"id": "x", "status": "Enabled", "expiration": {"days": "1"}}]},
    ),
    Case(
        token="aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        inputs=lambda world: {"bucket": _bucket(world), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        change={"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        replacement={"bucket": "another"},
        drift=_owner,
        wrong_type={"rule": "BucketOwnerEnforced"},
    ),
    Case(
        token="aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        inputs=_replication,
        change={"role": "arn:aws:iam::123456789012:role/other"},
        replacement={"bucket": "another"},
        drift=_paused,
        wrong_type={"role": 1},
    ),
    Case(
        token="aws:s3/inventory:Inventory",
        inputs=_inventory,
        change={"schedule": {"frequency": "Weekly"}},
        replacement={"name": "some"},
        wrong_type={"enabled": "yes"},
    ),
]
