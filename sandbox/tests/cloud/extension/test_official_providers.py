"""What the official providers ask of AWS and moto answered otherwise, asked with plain boto3 as they ask it."""

import re
from typing import Any

import pytest

from tests.cloud.cloud_process import REGION, ClientError, CloudProcess


def network(cloud: CloudProcess) -> dict[str, str]:
    """Make a network, and name it as Route 53 takes it."""
    return {"VPCRegion": REGION, "VPCId": cloud.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]}


def database(cloud: CloudProcess, name: str) -> str:
    """Make a database, and give its resource id."""
    made = cloud.client("rds").create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="root",
        ManageMasterUserPassword=True,
    )
    return made["DBInstance"]["DbiResourceId"]


def resource_id(cloud: CloudProcess, name: str) -> str:
    """The resource id that RDS tells of a database."""
    return cloud.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]["DbiResourceId"]


def bucket(cloud: CloudProcess, name: str) -> str:
    """Make a bucket."""
    cloud.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


@pytest.mark.parametrize("settings", [{}, {"HostedZoneConfig": {"Comment": "c", "PrivateZone": True}}])
def test_a_zone_of_a_network_is_private(cloud: CloudProcess, settings: dict[str, Any]) -> None:
    """The network alone says so; requests of earlier sandboxes said it twice."""
    dns, first, second = cloud.client("route53"), network(cloud), network(cloud)
    reference = f"private-{len(settings)}"
    made = dns.create_hosted_zone(Name="internal.example", CallerReference=reference, VPC=first, **settings)
    zone = made["HostedZone"]["Id"]
    assert made["HostedZone"]["Config"]["PrivateZone"] is True
    assert (made["VPC"], "DelegationSet" in made) == (first, False)
    dns.associate_vpc_with_hosted_zone(HostedZoneId=zone, VPC=second)
    assert dns.get_hosted_zone(Id=zone)["VPCs"] == [first, second]


def test_a_zone_without_a_network_is_public(cloud: CloudProcess) -> None:
    """It has name servers to delegate to, and takes no network."""
    dns = cloud.client("route53")
    made = dns.create_hosted_zone(Name="public.example", CallerReference="public", HostedZoneConfig={"Comment": "c"})
    assert made["HostedZone"]["Config"] == {"Comment": "c", "PrivateZone": False}
    assert made["DelegationSet"]["NameServers"]
    with pytest.raises(ClientError, match="PublicZoneVPCAssociation"):
        dns.associate_vpc_with_hosted_zone(HostedZoneId=made["HostedZone"]["Id"], VPC=network(cloud))


def test_each_database_has_a_resource_id_of_its_own(cloud: CloudProcess) -> None:
    """Replicas have their own, too, a snapshot keeps its instance's, and each finds its database."""
    rds = cloud.client("rds")
    named = {name: database(cloud, name) for name in ("one", "two")}
    rds.create_db_instance_read_replica(DBInstanceIdentifier="three", SourceDBInstanceIdentifier="one")
    rds.create_db_snapshot(DBInstanceIdentifier="one", DBSnapshotIdentifier="of-one")
    named["three"] = resource_id(cloud, "three")
    snapshots = rds.describe_db_snapshots(DBInstanceIdentifier="one")["DBSnapshots"]
    assert {snapshot["DbiResourceId"] for snapshot in snapshots} == {named["one"]}
    assert len(set(named.values())) == 3
    for name, identifier in named.items():
        assert re.fullmatch("db-[A-Z0-9]{26}", identifier)
        found = rds.describe_db_instances(Filters=[{"Name": "dbi-resource-id", "Values": [identifier]}])["DBInstances"]
        assert [one["DBInstanceIdentifier"] for one in found] == [name]


def test_a_renamed_database_keeps_its_resource_id(cloud: CloudProcess) -> None:
    """A permission to connect follows the database, not its name."""
    rds, before = cloud.client("rds"), database(cloud, "first-name")
    rds.modify_db_instance(
        DBInstanceIdentifier="first-name", NewDBInstanceIdentifier="later-name", ApplyImmediately=True
    )
    assert resource_id(cloud, "later-name") == before


def test_the_tags_of_a_launch_template_are_its_own(cloud: CloudProcess) -> None:
    """What the template launches has the tags of its data alone, in each version."""
    ec2 = cloud.client("ec2")
    workers = {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "worker"}]}
    own = {"ResourceType": "launch-template", "Tags": [{"Key": "Name", "Value": "workers"}]}
    for name, data in (("tagging", {"TagSpecifications": [workers]}), ("plain", {"ImageId": "ami-1"})):
        made = ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data, TagSpecifications=[own])
        told = ec2.describe_launch_template_versions(LaunchTemplateName=name)["LaunchTemplateVersions"]
        assert made["LaunchTemplate"]["Tags"] == own["Tags"]
        assert [version["LaunchTemplateData"] for version in told] == [data]


@pytest.mark.parametrize(
    "named", [{"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}, {"SimplePrefix": {}}, None], ids=str
)
def test_an_access_log_is_named_as_was_asked(cloud: CloudProcess, named: dict[str, Any] | None) -> None:
    """The format of the log's objects reads back; where none was given, none is told."""
    s3 = cloud.client("s3")
    target, logged = (bucket(cloud, f"{use}-{len(str(named))}") for use in ("logs", "logged"))
    s3.put_bucket_acl(Bucket=target, ACL="log-delivery-write")
    settings = {"TargetBucket": target, "TargetPrefix": "access/"}
    settings |= {"TargetObjectKeyFormat": named} if named else {}
    s3.put_bucket_logging(Bucket=logged, BucketLoggingStatus={"LoggingEnabled": settings})
    assert s3.get_bucket_logging(Bucket=logged)["LoggingEnabled"] == settings


def test_parameters_say_who_set_them(cloud: CloudProcess) -> None:
    """Those that were set are the user's, can be asked for as such, and are not the engine's or the system's."""
    rds, group = cloud.client("rds"), "who-set-them"
    rds.create_db_parameter_group(DBParameterGroupName=group, DBParameterGroupFamily="postgres16", Description="d")
    setting = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "pending-reboot"}
    rds.modify_db_parameter_group(DBParameterGroupName=group, Parameters=[setting])

    def told(**source: str) -> list[dict[str, Any]]:
        return rds.describe_db_parameters(DBParameterGroupName=group, **source)["Parameters"]

    assert told() == told(Source="user") == [{**setting, "Source": "user"}]
    assert told(Source="engine-default") == told(Source="system") == []
    rds.reset_db_parameter_group(DBParameterGroupName=group, Parameters=[setting])
    assert told(Source="user") == []


def test_a_missing_inventory_is_a_missing_configuration(cloud: CloudProcess) -> None:
    """The code and the status are those that a provider takes for gone."""
    s3, name = cloud.client("s3"), bucket(cloud, "without-inventory")
    with pytest.raises(ClientError) as refused:
        s3.get_bucket_inventory_configuration(Bucket=name, Id="all")
    answer: Any = vars(refused.value)["response"]
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == ("NoSuchConfiguration", 404)


def test_zonal_shift_is_told_when_it_was_set(cloud: CloudProcess, shared_cluster: str) -> None:
    """A cluster that never heard of it says nothing of it; one that was told answers what it was told."""
    eks = cloud.client("eks")
    assert "zonalShiftConfig" not in eks.describe_cluster(name=shared_cluster)["cluster"]
    assert cloud.cluster("shifting", zonalShiftConfig={"enabled": True})["zonalShiftConfig"] == {"enabled": True}
    eks.update_cluster_config(name="shifting", zonalShiftConfig={"enabled": False})
    assert eks.describe_cluster(name="shifting")["cluster"]["zonalShiftConfig"] == {"enabled": False}
    eks.delete_cluster(name="shifting")
