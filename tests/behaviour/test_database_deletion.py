"""What happens when somebody deletes the database."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from components.aws.database import Database, DatabaseArgs
from tests.behaviour.recorded_cloud import client, delete_database, make
from tests.provider_answers import DATABASE
from tests.recording import ACCOUNT_ID, Recording, record


def _args() -> DatabaseArgs:
    """A database in two subnets and with a key that exist."""
    key_arn = client("kms").create_key()["KeyMetadata"]["Arn"]
    ec2 = client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet_ids = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"] for number in range(2)
    ]
    return DatabaseArgs(
        environment="dev",
        account_id=ACCOUNT_ID,
        vpc_id=vpc_id,
        subnet_ids=subnet_ids,
        client_security_group_ids={},
        key_arn=key_arn,
        log_key_arn=key_arn,
        log_retention_days=30,
        engine_version="16",
        instance_class="db.t4g.medium",
        allocated_storage_gib=50,
        max_allocated_storage_gib=200,
        multi_az=False,
        backup_retention_days=7,
        backup_window="02:00-03:00",
        maintenance_window="sun:04:00-sun:05:00",
        performance_insights_retention_days=7,
        deletion_protection=False,
        apply_immediately=True,
        protect=False,
    )


def _record(args: DatabaseArgs, *, suffix: str = "0a1b2c3d") -> Recording:
    computed = {**DATABASE, "random:index/randomId:RandomId": {"hex": suffix}}
    return record(lambda: Database("database", args).instance_identifier, computed=computed)


def _delete(recording: Recording) -> None:
    delete_database(recording.one("aws:rds/instance:Instance").inputs)


def _identifiers() -> list[str]:
    return [instance["DBInstanceIdentifier"] for instance in client("rds").describe_db_instances()["DBInstances"]]


def test_a_protected_database_refuses_its_deletion() -> None:
    """Even when Pulumi's own protection was taken away before."""
    recording = _record(replace(_args(), deletion_protection=True))
    make(recording)
    with pytest.raises(ClientError, match="disable deletion protection"):
        _delete(recording)
    assert _identifiers() == [recording.result]


def test_an_unprotected_database_goes_and_leaves_a_snapshot() -> None:
    """Dev is thrown away in earnest, and can still be brought back."""
    recording = _record(_args())
    make(recording)
    _delete(recording)
    assert _identifiers() == []
    [snapshot] = client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    assert snapshot["DBInstanceIdentifier"] == recording.result


def test_a_second_life_leaves_a_second_snapshot() -> None:
    """The same name would make the second deletion fail, with the database still there."""
    args = _args()
    first, second = _record(args, suffix="00000001"), _record(args, suffix="00000002")
    make(first)
    _delete(first)
    client("rds").delete_db_subnet_group(DBSubnetGroupName="portarium-dev-database")
    client("rds").delete_db_parameter_group(DBParameterGroupName="portarium-dev-database-postgres16")
    make(second)
    _delete(second)
    assert len(client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]) == 2


def test_the_master_password_is_in_a_secret_that_rds_made() -> None:
    """Nobody gave one, and there is one."""
    args = _args()
    make(_record(args))
    [instance] = client("rds").describe_db_instances()["DBInstances"]
    assert instance["MasterUserSecret"]["KmsKeyId"] == args.key_arn
    described = client("secretsmanager").describe_secret(SecretId=instance["MasterUserSecret"]["SecretArn"])
    assert described["ARN"] == instance["MasterUserSecret"]["SecretArn"]
