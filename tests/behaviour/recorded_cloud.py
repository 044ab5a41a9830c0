"""Makes in moto what a component recorded, so that behaviour can be tried and not only arguments read.

moto is a double: it enforces deletion of locked versions, legal holds and RDS's deletion protection, and that is all
that may be concluded from it. It enforces neither bucket policies nor the shortening of a retention nor suspension.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]

from tests.recording import REGION, Recording

# What moto keeps and nothing here depends on.
_WITHOUT_BEHAVIOUR = {
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLogging:BucketLogging",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/inventory:Inventory",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "random:index/randomId:RandomId",
}
# Where the provider's name of an argument isn't the API's with a capital.
_API_NAMES = {
    "backupWindow": "PreferredBackupWindow",
    "dbName": "DBName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "identifier": "DBInstanceIdentifier",
    "instanceClass": "DBInstanceClass",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "multiAz": "MultiAZ",
    "parameterGroupName": "DBParameterGroupName",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "username": "MasterUsername",
}
# Arguments of the provider for a later change or the deletion, which CreateDBInstance doesn't take.
_NOT_FOR_CREATION = {
    "allowMajorVersionUpgrade",
    "applyImmediately",
    "deleteAutomatedBackups",
    "finalSnapshotIdentifier",
    "skipFinalSnapshot",
}

Inputs = Mapping[str, Any]


def client(service: str) -> Any:
    """A client of moto; only inside `mock_aws`."""
    return cast("Any", boto3).client(service, region_name=REGION)


def make(recording: Recording) -> None:
    """Make every recorded resource, in the order of its registration; refuse a type that nobody has thought about."""
    for resource in recording.resources:
        if not resource.custom or resource.type in _WITHOUT_BEHAVIOUR:
            continue
        if resource.type not in _MAKERS:
            raise AssertionError(
                f"the recorded cloud does not know {resource.type}: teach it, or say it has no behaviour"
            )
        _MAKERS[resource.type](resource.inputs)


def delete_database(inputs: Inputs) -> None:
    """Delete an instance the way the provider does, with the arguments that it keeps for this."""
    client("rds").delete_db_instance(
        DBInstanceIdentifier=inputs["identifier"],
        SkipFinalSnapshot=inputs["skipFinalSnapshot"],
        FinalDBSnapshotIdentifier=inputs["finalSnapshotIdentifier"],
        DeleteAutomatedBackups=inputs["deleteAutomatedBackups"],
    )


def _bucket(inputs: Inputs) -> None:
    client("s3").create_bucket(
        Bucket=inputs["bucket"],
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectLockEnabledForBucket=inputs["objectLockEnabled"],
    )


def _versioning(inputs: Inputs) -> None:
    client("s3").put_bucket_versioning(
        Bucket=inputs["bucket"], VersioningConfiguration={"Status": inputs["versioningConfiguration"]["status"]}
    )


def _object_lock(inputs: Inputs) -> None:
    retention = inputs["rule"]["defaultRetention"]
    client("s3").put_object_lock_configuration(
        Bucket=inputs["bucket"],
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": retention["mode"], "Days": int(retention["days"])}},
        },
    )


def _subnet_group(inputs: Inputs) -> None:
    client("rds").create_db_subnet_group(
        DBSubnetGroupName=inputs["name"],
        DBSubnetGroupDescription=inputs["description"],
        SubnetIds=inputs["subnetIds"],
    )


def _parameter_group(inputs: Inputs) -> None:
    client("rds").create_db_parameter_group(
        DBParameterGroupName=inputs["name"],
        DBParameterGroupFamily=inputs["family"],
        Description=inputs["description"],
    )


def _instance(inputs: Inputs) -> None:
    arguments = {
        _API_NAMES.get(name, name[0].upper() + name[1:]): int(value) if isinstance(value, float) else value
        for name, value in inputs.items()
        if name not in _NOT_FOR_CREATION
    }
    client("rds").create_db_instance(**arguments)


_MAKERS: Mapping[str, Callable[[Inputs], None]] = {
    "aws:rds/instance:Instance": _instance,
    "aws:rds/parameterGroup:ParameterGroup": _parameter_group,
    "aws:rds/subnetGroup:SubnetGroup": _subnet_group,
    "aws:s3/bucket:Bucket": _bucket,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _object_lock,
    "aws:s3/bucketVersioning:BucketVersioning": _versioning,
}
