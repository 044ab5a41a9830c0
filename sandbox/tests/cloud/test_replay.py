"""The cloud's state outlives its process."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import ClientError, CloudProcess

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


def furnish(cloud: CloudProcess) -> None:
    """Make one of everything whose identifier, secret or time could change in a replay."""
    ec2, kms = cloud.client("ec2"), cloud.client("kms")
    # A read first: it makes the region's default network, and no journal keeps it.
    ec2.describe_vpcs()
    key = kms.create_key()["KeyMetadata"]["Arn"]
    cloud.cluster("kept", tags={"team": "platform"})
    eks, role = cloud.client("eks"), cloud.role("reader")
    eks.create_access_entry(clusterName="kept", principalArn=role)
    eks.create_addon(clusterName="kept", addonName="coredns")
    eks.create_pod_identity_association(clusterName="kept", namespace="a", serviceAccount="b", roleArn=role)
    subnets = eks.describe_cluster(name="kept")["cluster"]["resourcesVpcConfig"]["subnetIds"]
    eks.create_nodegroup(clusterName="kept", nodegroupName="main", nodeRole=role, subnets=subnets)
    rds = cloud.client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="d", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier="database",
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="root",
        ManageMasterUserPassword=True,
        DBSubnetGroupName="g",
        KmsKeyId=key,
        StorageEncrypted=True,
    )
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="kept", Key="a/é &", Body=b"\x00\xff", Metadata={"under_score": "1"})
    cloud.client("iam").create_policy(PolicyName="p", PolicyDocument=POLICY)
    cloud.client("acm").request_certificate(DomainName="a.example.com", ValidationMethod="DNS")
    host_runners(cloud)
    watch_over(cloud)


def host_runners(cloud: CloudProcess) -> None:
    """Make a project of CodeBuild with a webhook."""
    codebuild, iam = cloud.client("codebuild"), cloud.client("iam")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "codebuild.amazonaws.com"}}
    made = iam.create_role(RoleName="runners", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    codebuild.import_source_credentials(serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN", token="sandbox")
    codebuild.create_project(
        name="runners",
        serviceRole=made["Role"]["Arn"],
        source={"type": "GITHUB", "location": "https://github.com/portarium/infrastructure.git"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "computeType": "BUILD_GENERAL1_SMALL", "image": "aws/codebuild"},
    )
    codebuild.create_webhook(projectName="runners", filterGroups=[[{"type": "EVENT", "pattern": "PUSH"}]])


def watch_over(cloud: CloudProcess) -> None:
    """Make what there is once an account, and decide what is decided once."""
    ec2, guard = cloud.client("ec2"), cloud.client("guardduty")
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    ec2.modify_instance_metadata_defaults(HttpTokens="required")
    detector = guard.create_detector(Enable=True)["DetectorId"]
    guard.update_detector(DetectorId=detector, Features=[{"Name": "RDS_LOGIN_EVENTS", "Status": "DISABLED"}])
    cloud.client("securityhub").enable_security_hub()
    cloud.client("accessanalyzer").create_analyzer(analyzerName="account", type="ACCOUNT", tags={"team": "audit"})


def picture(cloud: CloudProcess) -> dict[str, Any]:
    """Describe all that was made."""
    ec2, eks, s3 = cloud.client("ec2"), cloud.client("eks"), cloud.client("s3")
    eventually(lambda: nodegroup(cloud)["status"], "ACTIVE".__eq__)
    database = cloud.client("rds").describe_db_instances()["DBInstances"][0]
    # AWS's answer to "up to when could it be restored" is a few minutes ago, always.
    del database["LatestRestorableTime"]
    return {
        "network": [ec2.describe_vpcs()["Vpcs"], ec2.describe_security_group_rules()["SecurityGroupRules"]],
        "cluster": eks.describe_cluster(name="kept")["cluster"],
        "nodegroup": nodegroup(cloud),
        "entry": eks.describe_access_entry(clusterName="kept", principalArn=cloud.role("reader"))["accessEntry"],
        "addon": eks.describe_addon(clusterName="kept", addonName="coredns")["addon"],
        "associations": eks.list_pod_identity_associations(clusterName="kept")["associations"],
        "database": database,
        "secrets": cloud.client("secretsmanager").list_secrets()["SecretList"],
        "keys": [cloud.client("kms").describe_key(KeyId=database["KmsKeyId"])["KeyMetadata"]],
        "versions": s3.list_object_versions(Bucket="kept")["Versions"],
        "object": s3.get_object(Bucket="kept", Key="a/é &")["Body"].read(),
        "metadata": s3.head_object(Bucket="kept", Key="a/é &")["Metadata"],
        "buckets": s3.list_buckets()["Buckets"],
        "certificates": cloud.client("acm").list_certificates()["CertificateSummaryList"][0]["CertificateArn"],
        "runners": cloud.client("codebuild").batch_get_projects(names=["runners"])["projects"],
        "settings": [
            ec2.get_snapshot_block_public_access_state()["State"],
            ec2.get_instance_metadata_defaults()["AccountLevel"],
        ],
        "guards": guards(cloud),
    }


def guards(cloud: CloudProcess) -> list[Any]:
    """Describe what watches over the account, without what each answer has of its own."""
    guard, hub = cloud.client("guardduty"), cloud.client("securityhub")
    [detector] = guard.list_detectors()["DetectorIds"]
    told = guard.get_detector(DetectorId=detector)
    return [
        detector,
        {name: told[name] for name in ("CreatedAt", "Features")},
        hub.describe_hub()["SubscribedAt"],
        hub.get_enabled_standards()["StandardsSubscriptions"],
        cloud.client("accessanalyzer").list_analyzers()["analyzers"],
    ]


def nodegroup(cloud: CloudProcess) -> dict[str, Any]:
    """Describe the node group."""
    return cloud.client("eks").describe_nodegroup(clusterName="kept", nodegroupName="main")["nodegroup"]


def test_everything_is_the_same_after_kill_9(new_cloud: Callable[[], CloudProcess]) -> None:
    """Identifiers, secrets, times, contents and the cluster's address survive a killed server."""
    cloud = new_cloud().start()
    furnish(cloud)
    session = cloud.assume(cloud.role("reader"))
    ciphertext = cloud.client("kms").encrypt(KeyId=picture(cloud)["keys"][0]["Arn"], Plaintext=b"secret")
    before = picture(cloud)
    cloud.kill()
    cloud.start()
    assert picture(cloud) == before
    assert cloud.client("kms").decrypt(CiphertextBlob=ciphertext["CiphertextBlob"])["Plaintext"] == b"secret"
    assert ":assumed-role/reader/me" in cloud.client("sts", session).get_caller_identity()["Arn"]


def test_new_resources_after_a_restart_are_new(new_cloud: Callable[[], CloudProcess]) -> None:
    """The identifiers given out after a restart are none of those given out before."""
    cloud = new_cloud().start()
    before = {cloud.client("ec2").allocate_address(Domain="vpc")["AllocationId"] for _ in range(3)}
    cloud.stop()
    cloud.start()
    assert cloud.client("ec2").allocate_address(Domain="vpc")["AllocationId"] not in before


def test_refused_requests_are_not_kept(new_cloud: Callable[[], CloudProcess]) -> None:
    """A request that AWS refused leaves the journal as it was."""
    cloud = new_cloud().start()
    journal = cloud.folder / "cloud" / "journal.jsonl"
    cloud.role("reader")
    before = journal.read_bytes()
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        cloud.client("iam").create_role(RoleName="reader", AssumeRolePolicyDocument="{}")
    cloud.client("iam").list_roles()
    assert journal.read_bytes() == before


def test_two_clouds_do_not_share_identifiers(new_cloud: Callable[[], CloudProcess]) -> None:
    """What one sandbox names is unknown to another, so that mixing them up shows."""
    one, two = new_cloud().start(), new_cloud().start()
    keys = {cloud.client("kms").create_key()["KeyMetadata"]["KeyId"] for cloud in (one, two)}
    assert len(keys) == 2
