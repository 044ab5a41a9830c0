"""The smaller gaps in moto that the extension fills, asked with plain boto3."""

import json
from typing import Any

import pytest

from tests.cloud.cloud_process import ACCOUNT, REGION, ClientError, CloudProcess


def bucket(cloud: CloudProcess, name: str) -> str:
    """Make a bucket."""
    cloud.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def test_a_deleted_inventory_leaves_the_bucket(cloud: CloudProcess) -> None:
    """moto would delete the bucket."""
    s3, name = cloud.client("s3"), bucket(cloud, "inventoried")
    destination = {"S3BucketDestination": {"Bucket": f"arn:aws:s3:::{name}", "Format": "Parquet"}}
    configuration = {
        "Id": "all",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Destination": destination,
        "Schedule": {"Frequency": "Daily"},
    }
    s3.put_bucket_inventory_configuration(Bucket=name, Id="all", InventoryConfiguration=configuration)
    s3.delete_bucket_inventory_configuration(Bucket=name, Id="all")
    s3.head_bucket(Bucket=name)
    with pytest.raises(ClientError, match="inventory configuration does not exist"):
        s3.get_bucket_inventory_configuration(Bucket=name, Id="all")


def test_an_unknown_part_of_a_bucket_is_refused(cloud: CloudProcess) -> None:
    """moto would take it for the making of a bucket."""
    s3, name = cloud.client("s3"), bucket(cloud, "measured")
    with pytest.raises(ClientError, match="does not have this: a bucket's metrics"):
        s3.put_bucket_metrics_configuration(Bucket=name, Id="m", MetricsConfiguration={"Id": "m"})


def test_a_bucket_that_insists_on_tls_can_be_written(cloud: CloudProcess) -> None:
    """The loopback of the sandbox stands for it; a denial that asks for nothing is held."""
    s3, name = cloud.client("s3"), bucket(cloud, "insisting")
    insists = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": f"arn:aws:s3:::{name}/*"}
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    s3.put_bucket_policy(
        Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{**insists, "Condition": condition}]})
    )
    s3.put_object(Bucket=name, Key="record", Body=b"it")
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [insists]}))
    with pytest.raises(ClientError, match=r"403|Forbidden|AccessDenied"):
        s3.put_object(Bucket=name, Key="record", Body=b"it")


def test_a_log_group_gets_and_loses_a_key(cloud: CloudProcess) -> None:
    """moto knows the key from the creation only."""
    logs, name = cloud.client("logs"), "/test/keyed"
    logs.create_log_group(logGroupName=name)

    def key() -> str | None:
        return logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0].get("kmsKeyId")

    logs.associate_kms_key(logGroupName=name, kmsKeyId="arn:aws:kms:eu-central-1:123456789012:key/of-logs")
    assert key() == "arn:aws:kms:eu-central-1:123456789012:key/of-logs"
    logs.disassociate_kms_key(logGroupName=name)
    assert key() is None
    with pytest.raises(ClientError, match="ResourceNotFound"):
        logs.associate_kms_key(logGroupName="/test/none", kmsKeyId="arn:aws:kms:eu-central-1:123456789012:key/of-logs")


def test_a_certificate_waits_for_its_record(cloud: CloudProcess) -> None:
    """A certificate is issued when the record that ACM asks for is in a hosted zone, and not before."""
    acm, dns = cloud.client("acm"), cloud.client("route53")
    zone = dns.create_hosted_zone(Name="a.example.com", CallerReference="certificate")["HostedZone"]["Id"]
    arn = acm.request_certificate(
        DomainName="a.example.com", SubjectAlternativeNames=["*.a.example.com"], ValidationMethod="DNS"
    )["CertificateArn"]
    pending = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert [option["DomainName"] for option in pending["DomainValidationOptions"]] == [
        "a.example.com",
        "*.a.example.com",
    ]
    record = pending["DomainValidationOptions"][0]["ResourceRecord"]
    change = {
        "Action": "CREATE",
        "ResourceRecordSet": {
            "Name": record["Name"],
            "Type": record["Type"],
            "TTL": 60,
            "ResourceRecords": [{"Value": record["Value"]}],
        },
    }
    assert pending["Status"] == "PENDING_VALIDATION"
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"


def test_route_53_writes_where_a_policy_lets_it(cloud: CloudProcess) -> None:
    """The group is in the one region that Route 53 writes to, and the policy may hold it to one zone of one account."""
    dns, logs = cloud.client("route53"), cloud.client("logs", region="us-east-1")
    zone = dns.create_hosted_zone(Name="q.example.com", CallerReference="queries")["HostedZone"]["Id"]
    zone_id = zone.rpartition("/")[2]
    logs.create_log_group(logGroupName="/aws/route53/q")
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/route53/q"

    def permit(of_zone: str) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "route53.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{group}:*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnEquals": {"aws:SourceArn": f"arn:aws:route53:::hostedzone/{of_zone}"},
            },
        }
        logs.put_resource_policy(
            policyName="queries", policyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        )

    def switch_on() -> Any:
        return dns.create_query_logging_config(HostedZoneId=zone_id, CloudWatchLogsLogGroupArn=group)

    with pytest.raises(ClientError, match="InsufficientCloudWatchLogsResourcePolicy"):
        switch_on()
    permit("Z0")
    with pytest.raises(ClientError, match="InsufficientCloudWatchLogsResourcePolicy"):
        switch_on()
    permit(zone_id)
    assert switch_on()["QueryLoggingConfig"]["CloudWatchLogsLogGroupArn"] == group
    with pytest.raises(ClientError, match="QueryLoggingConfigAlreadyExists"):
        switch_on()


def test_a_budget_changes_and_keeps_its_notifications(cloud: CloudProcess) -> None:
    """An update changes the limit only; tags and subscribers read back."""
    budgets = cloud.client("budgets")
    notification = {
        "NotificationType": "ACTUAL",
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": 80.0,
        "ThresholdType": "PERCENTAGE",
    }
    subscriber = {"SubscriptionType": "EMAIL", "Address": "a@example.com"}
    budget = {"BudgetName": "all", "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    budgets.create_budget(
        AccountId=ACCOUNT,
        Budget={**budget, "BudgetLimit": {"Amount": "100", "Unit": "USD"}},
        NotificationsWithSubscribers=[{"Notification": notification, "Subscribers": [subscriber]}],
        ResourceTags=[{"Key": "team", "Value": "platform"}],
    )
    budgets.update_budget(AccountId=ACCOUNT, NewBudget={**budget, "BudgetLimit": {"Amount": "200", "Unit": "USD"}})
    described = budgets.describe_budget(AccountId=ACCOUNT, BudgetName="all")["Budget"]
    found = budgets.describe_subscribers_for_notification(
        AccountId=ACCOUNT, BudgetName="all", Notification=notification
    )
    tags = budgets.list_tags_for_resource(ResourceARN=f"arn:aws:budgets::{ACCOUNT}:budget/all")
    assert described["BudgetLimit"]["Amount"] == "200"
    assert found["Subscribers"] == [subscriber]
    assert tags["ResourceTags"] == [{"Key": "team", "Value": "platform"}]


def test_a_database_goes_with_a_final_snapshot_or_a_word(cloud: CloudProcess) -> None:
    """AWS deletes no database without a snapshot unless it is told so; Performance Insights read back."""
    rds = cloud.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="final",
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="root",
        ManageMasterUserPassword=True,
        EnablePerformanceInsights=True,
    )
    described = rds.describe_db_instances(DBInstanceIdentifier="final")["DBInstances"][0]
    assert (described["PerformanceInsightsEnabled"], described["PerformanceInsightsRetentionPeriod"]) == (True, 7)
    with pytest.raises(ClientError, match="FinalDBSnapshotIdentifier is required"):
        rds.delete_db_instance(DBInstanceIdentifier="final")
    rds.delete_db_instance(DBInstanceIdentifier="final", FinalDBSnapshotIdentifier="last")
    assert rds.describe_db_snapshots(DBSnapshotIdentifier="last")["DBSnapshots"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SnsTopicArn": "arn:aws:sns:eu-central-1:123456789012:nobody"}, "SNSTopicArnNotFound"),
        ({"SourceIds": ["nobody"]}, "SourceNotFound"),
        ({"EventCategories": ["failure"]}, "SubscriptionCategoryNotFound"),
    ],
)
def test_a_subscription_to_nothing_is_refused(cloud: CloudProcess, change: dict[str, Any], code: str) -> None:
    """As RDS does: a topic, a source and a category have to be there."""
    rds = cloud.client("rds")
    with pytest.raises(rds.exceptions.ClientError, match=code):
        rds.create_event_subscription(**{**_subscribed(cloud, code.lower()), **change})


def test_a_subscription_needs_a_topic_that_admits_rds(cloud: CloudProcess) -> None:
    """A topic's first policy admits everybody of its account; one of its own has to name the service."""
    wanted, sns, rds = _subscribed(cloud, "admitted"), cloud.client("sns"), cloud.client("rds")
    topic = wanted["SnsTopicArn"]
    rds.create_event_subscription(**wanted)
    for service, code in (("cloudwatch", "SNSNoAuthorization"), ("events.rds", "SubscriptionAlreadyExist")):
        allowed = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sns:Publish"}
        sns.set_topic_attributes(
            TopicArn=topic,
            AttributeName="Policy",
            AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [{**allowed, "Resource": topic}]}),
        )
        with pytest.raises(rds.exceptions.ClientError, match=code):
            rds.create_event_subscription(**wanted)


def _subscribed(cloud: CloudProcess, name: str) -> dict[str, Any]:
    """What a subscription to a parameter group is made with."""
    cloud.client("rds").create_db_parameter_group(
        DBParameterGroupName=name, DBParameterGroupFamily="postgres17", Description="events"
    )
    return {
        "SubscriptionName": name,
        "SnsTopicArn": cloud.client("sns").create_topic(Name=name)["TopicArn"],
        "SourceType": "db-parameter-group",
        "SourceIds": [name],
        "EventCategories": ["configuration change"],
    }


def test_a_key_rotates_in_its_own_period(cloud: CloudProcess) -> None:
    """The period reads back."""
    kms = cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180


def test_a_rule_between_groups_keeps_its_description(cloud: CloudProcess) -> None:
    """The description of a rule that names a group reads back."""
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    one, two = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("one", "two")
    )
    permission = {
        "IpProtocol": "tcp",
        "FromPort": 5432,
        "ToPort": 5432,
        "UserIdGroupPairs": [{"GroupId": two, "Description": "database"}],
    }
    ec2.authorize_security_group_ingress(GroupId=one, IpPermissions=[permission])
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [one]}])["SecurityGroupRules"]
    assert [rule.get("Description") for rule in rules if not rule["IsEgress"]] == ["database"]


def test_policies_of_aws_can_be_attached(cloud: CloudProcess) -> None:
    """The policies that AWS manages are there."""
    cloud.role("managed")
    for name in ("AmazonEKSClusterPolicy", "service-role/AmazonEBSCSIDriverPolicy"):
        cloud.client("iam").attach_role_policy(RoleName="managed", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    attached = cloud.client("iam").list_attached_role_policies(RoleName="managed")["AttachedPolicies"]
    assert {policy["PolicyName"] for policy in attached} == {"AmazonEKSClusterPolicy", "AmazonEBSCSIDriverPolicy"}


def test_what_happened_to_an_instance_is_told(cloud: CloudProcess) -> None:
    """By source, category and time; a failover needs a standby."""
    rds = cloud.client("rds")
    for name, standby in (("alone", False), ("paired", True)):
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            Engine="postgres",
            DBInstanceClass="db.t4g.medium",
            MasterUsername="portarium",
            ManageMasterUserPassword=True,
            AllocatedStorage=20,
            MultiAZ=standby,
        )
        rds.get_waiter("db_instance_available").wait(
            DBInstanceIdentifier=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
    rds.reboot_db_instance(DBInstanceIdentifier="alone")
    rds.reboot_db_instance(DBInstanceIdentifier="paired", ForceFailover=True)
    with pytest.raises(ClientError, match="isn't configured for Multi-AZ"):
        rds.reboot_db_instance(DBInstanceIdentifier="alone", ForceFailover=True)

    def told(name: str, **more: Any) -> list[str]:
        events = rds.describe_events(SourceIdentifier=name, SourceType="db-instance", Duration=1440, **more)["Events"]
        return [event["Message"] for event in events if event["EventCategories"] != ["creation"]]

    cuts = {"EventCategories": ["availability", "failover"]}
    assert told("alone", **cuts) == ["DB instance shutdown.", "DB instance restarted."]
    assert told("paired", **cuts) == ["Multi-AZ instance failover started.", "Multi-AZ instance failover completed."]
    assert told("paired", EventCategories=["maintenance"]) == []
    with pytest.raises(ClientError, match="without source type"):
        rds.describe_events(SourceIdentifier="alone")
