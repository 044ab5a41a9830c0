"""What the API refuses reaches the user unchanged, and what it lets through has the consequences of AWS."""

import json

import grpc
import pytest

from tests.cloud.cloud_process import ClientError
from tests.providers.aws.cases.codebuild import project
from tests.providers.aws.cases.rds import instance
from tests.providers.aws.conformance import Made, World, subnet_network, subnets
from tests.providers.provider_client import refusal


def _refused_deletion(world: World, made: Made) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        world.provider.delete(made.token, made.identifier, made.inputs, made.outputs)
    return refusal(refused.value)


def test_a_bucket_with_objects_stays(world: World) -> None:
    """Unless it was made with forceDestroy, which takes every version and marker along."""
    kept = world.make("aws:s3/bucket:Bucket")
    world.api("s3").put_object(Bucket=kept.identifier, Key="object", Body=b"")
    assert "BucketNotEmpty" in _refused_deletion(world, kept)
    world.api("s3").delete_object(Bucket=kept.identifier, Key="object")
    doomed = world.make("aws:s3/bucket:Bucket", forceDestroy=True)
    world.make(
        "aws:s3/bucketVersioning:BucketVersioning",
        bucket=doomed.identifier,
        versioningConfiguration={"status": "Enabled"},
    )
    for body in (b"1", b"2"):
        world.api("s3").put_object(Bucket=doomed.identifier, Key="object", Body=body)
    world.api("s3").delete_object(Bucket=doomed.identifier, Key="object")
    world.delete(doomed)
    assert doomed.identifier not in [bucket["Name"] for bucket in world.api("s3").list_buckets()["Buckets"]]


def test_a_protected_database_stays(world: World) -> None:
    """The API's own words, and no trace of a deletion."""
    made = world.make("aws:rds/instance:Instance", **instance(world, deletionProtection=True))
    assert "deletion protection" in _refused_deletion(world, made).lower()
    world.api("rds").modify_db_instance(DBInstanceIdentifier=made["identifier"], DeletionProtection=False)


def test_a_database_follows_its_major_version_and_goes_back_to_none(world: World) -> None:
    """Of a major alone RDS chooses the minor and installs later ones; a minor that it has left is an error."""
    made = world.make("aws:rds/instance:Instance", **instance(world, engineVersion="16", autoMinorVersionUpgrade=True))
    assert (made["engineVersion"], made["engineVersionActual"]) == ("16", "16.10")
    rds = world.api("rds")
    rds.modify_db_instance(DBInstanceIdentifier=made["identifier"], EngineVersion="16.11", ApplyImmediately=True)
    _, inputs, outputs = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert inputs["engineVersion"] == "16"
    assert outputs["engineVersionActual"] == "16.11"
    rds.modify_db_instance(DBInstanceIdentifier=made["identifier"], EngineVersion="16", ApplyImmediately=True)
    with pytest.raises(ClientError, match=r"Cannot upgrade postgres from 16\.11 to 16\.9"):
        rds.modify_db_instance(DBInstanceIdentifier=made["identifier"], EngineVersion="16.9", ApplyImmediately=True)


def test_a_later_major_comes_by_agreement_alone(world: World) -> None:
    """RDS's own words without it; with it the instance runs the later one, and its name and data stay."""
    token = "aws:rds/instance:Instance"
    made = world.make(token, **instance(world, engineVersion="16"))
    later, _ = world.provider.check(token, {**made.inputs, "engineVersion": "17"}, made.inputs)
    with pytest.raises(grpc.RpcError) as refused:
        world.provider.update(token, made.identifier, made.inputs, later, outputs=made.outputs)
    assert "The AllowMajorVersionUpgrade flag must be present" in refusal(refused.value)
    agreed = {**later, "allowMajorVersionUpgrade": True}
    outputs = world.provider.update(token, made.identifier, made.inputs, agreed, outputs=made.outputs)
    assert (outputs["engineVersion"], outputs["resourceId"]) == ("17", made["resourceId"])


def test_a_database_leaves_its_final_snapshot(world: World) -> None:
    """Under the name that the program gave."""
    inputs = instance(world, skipFinalSnapshot=False, finalSnapshotIdentifier="the-last")
    world.delete(world.make("aws:rds/instance:Instance", **inputs))
    [snapshot] = world.api("rds").describe_db_snapshots(DBSnapshotIdentifier="the-last")["DBSnapshots"]
    assert snapshot["SnapshotType"] == "manual"
    world.api("rds").delete_db_snapshot(DBSnapshotIdentifier="the-last")


def test_a_replica_follows_its_source(world: World) -> None:
    """Engine and version are the source's; without the source's name it becomes an instance of its own."""
    source = world.make("aws:rds/instance:Instance", **instance(world))
    inputs = {
        "replicateSourceDb": source["identifier"],
        "instanceClass": "db.t4g.small",
        "skipFinalSnapshot": True,
    }
    replica = world.make("aws:rds/instance:Instance", **inputs)
    assert replica["engine"] == "postgres"
    found = world.api("rds").describe_db_instances(DBInstanceIdentifier=source["identifier"])["DBInstances"][0]
    assert found["ReadReplicaDBInstanceIdentifiers"] == [replica["identifier"]]


def test_a_bucket_with_a_lock_keeps_its_versions(world: World) -> None:
    """The end of the setting ends nothing, as in pulumi-aws: S3 lets nobody suspend them."""
    bucket = world.make("aws:s3/bucket:Bucket", objectLockEnabled=True, forceDestroy=True)
    versioning = {"versioningConfiguration": {"status": "Enabled"}}
    made = world.make("aws:s3/bucketVersioning:BucketVersioning", bucket=bucket.identifier, **versioning)
    world.delete(made)
    assert world.api("s3").get_bucket_versioning(Bucket=bucket.identifier)["Status"] == "Enabled"


def test_a_network_in_use_stays(world: World) -> None:
    """Destroying in the wrong order is an error, not a half-deleted network."""
    network = subnet_network(world)
    subnets(world, network)
    assert "DependencyViolation" in _refused_deletion(world, network)


def test_a_sixth_version_of_a_policy_makes_room(world: World) -> None:
    """IAM keeps five versions."""
    token = "aws:iam/policy:Policy"
    made = world.make(token, policy=_policy(0))
    inputs, outputs = made.inputs, made.outputs
    for number in range(1, 7):
        wanted, _ = world.provider.check(token, {"policy": _policy(number)}, inputs)
        outputs = world.provider.update(token, made.identifier, inputs, wanted, outputs=outputs)
        inputs = wanted
    assert json.loads(outputs["policy"])["Statement"][0]["Sid"] == "S6"
    versions = world.api("iam").list_policy_versions(PolicyArn=made.identifier)["Versions"]
    assert len(versions) == 5


def test_a_changed_launch_template_is_a_new_version(world: World) -> None:
    """And the default one, where the program says so."""
    token = "aws:ec2/launchTemplate:LaunchTemplate"
    made = world.make(token, updateDefaultVersion=True, imageId="ami-1")
    wanted, _ = world.provider.check(token, {"updateDefaultVersion": True, "imageId": "ami-2"}, made.inputs)
    outputs = world.provider.update(token, made.identifier, made.inputs, wanted, outputs=made.outputs)
    assert (made["latestVersion"], outputs["latestVersion"], outputs["defaultVersion"]) == (1, 2, 2)


def test_the_default_security_group_is_emptied(world: World) -> None:
    """AWS lets everything inside it talk to everything."""
    network = subnet_network(world)
    made = world.make("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", vpcId=network.identifier)
    [group] = world.api("ec2").describe_security_groups(GroupIds=[made.identifier])["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


def test_runners_leave_their_network(world: World) -> None:
    """A program that says nothing of a network, of logs or of tags has none of them, or AWS's."""
    token = "aws:codebuild/project:Project"
    made = world.make(token, **project(world))
    left_out = ("vpcConfig", "logsConfig", "tags", "tagsAll", "__defaults")
    wanted, failures = world.provider.check(
        token, {name: value for name, value in made.inputs.items() if name not in left_out}, made.inputs
    )
    assert not failures
    outputs = world.provider.update(token, made.identifier, made.inputs, wanted, outputs=made.outputs)
    assert (outputs.get("vpcConfig"), outputs["tagsAll"]) == (None, {})
    assert outputs["logsConfig"] == {"cloudwatchLogs": {"status": "ENABLED"}, "s3Logs": {"status": "DISABLED"}}
    _, inputs, read = world.provider.read(token, made.identifier, wanted, outputs)
    assert (inputs, read) == (wanted, outputs)


def test_an_imported_network_brings_its_inputs(world: World) -> None:
    """`pulumi import` needs them to write the program."""
    made = world.make("aws:ec2/vpc:Vpc", cidrBlock="10.9.0.0/16", tags={"Name": "imported"})
    identifier, inputs, outputs = world.provider.read(made.token, made.identifier)
    assert identifier == made.identifier
    assert (inputs["cidrBlock"], inputs["tags"]) == ("10.9.0.0/16", {"Name": "imported"})
    assert outputs["arn"] == made["arn"]


def _policy(number: int) -> str:
    statement = {"Sid": f"S{number}", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
