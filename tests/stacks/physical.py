"""What AWS calls a resource of the program: its ARN, and what IAM is told about it.

The recording mock names everything after the program's own names, which are the same in every stack; policies are about
the physical ones. An identifier that AWS chooses is the environment's name and the resource's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from components.naming import ENVIRONMENT_TAG
from tests.components.aws.iam_account import Thing
from tests.recording import ACCOUNT_ID, REGION, Recording, Registered

Inputs = Mapping[str, Any]

_BUCKET_KINDS = (
    "bucket",
    "bucketLifecycleConfiguration",
    "bucketLogging",
    "bucketObjectLockConfiguration",
    "bucketOwnershipControls",
    "bucketPolicy",
    "bucketPublicAccessBlock",
    "bucketReplicationConfig",
    "bucketServerSideEncryptionConfiguration",
    "bucketVersioning",
    "inventory",
)
_EC2_KINDS = {
    "eip": "elastic-ip",
    "flowLog": "vpc-flow-log",
    "internetGateway": "internet-gateway",
    "launchTemplate": "launch-template",
    "natGateway": "natgateway",
    "routeTable": "route-table",
    "securityGroup": "security-group",
    "defaultSecurityGroup": "security-group",
    "subnet": "subnet",
    "vpc": "vpc",
    "vpcEndpoint": "vpc-endpoint",
    "securityGroupEgressRule": "security-group-rule",
    "securityGroupIngressRule": "security-group-rule",
}
_NAMED: Mapping[str, tuple[str, str, Callable[[Inputs], str]]] = {
    "budgets/budget": ("budgets", "budget", lambda inputs: f"budget/{inputs['name']}"),
    "cloudwatch/logGroup": ("logs", "log-group", lambda inputs: f"log-group:{inputs['name']}"),
    "cloudwatch/logMetricFilter": ("logs", "log-group", lambda inputs: f"log-group:{inputs['logGroupName']}"),
    "cloudwatch/metricAlarm": ("cloudwatch", "alarm", lambda inputs: f"alarm:{inputs['name']}"),
    "codebuild/project": ("codebuild", "project", lambda inputs: f"project/{inputs['name']}"),
    "eks/accessEntry": (
        "eks",
        "access-entry",
        lambda inputs: f"access-entry/{inputs['clusterName']}/role/{ACCOUNT_ID}/{_last(inputs['principalArn'])}/id",
    ),
    "eks/addon": ("eks", "addon", lambda inputs: f"addon/{inputs['clusterName']}/{inputs['addonName']}/id"),
    "eks/cluster": ("eks", "cluster", lambda inputs: f"cluster/{inputs['name']}"),
    "eks/nodeGroup": (
        "eks",
        "nodegroup",
        lambda inputs: f"nodegroup/{inputs['clusterName']}/{inputs['nodeGroupName']}/id",
    ),
    "eks/podIdentityAssociation": (
        "eks",
        "podidentityassociation",
        lambda inputs: f"podidentityassociation/{inputs['clusterName']}/id",
    ),
    "iam/policy": ("iam", "policy", lambda inputs: f"policy/{inputs['name']}"),
    "iam/role": ("iam", "role", lambda inputs: f"role/{inputs['name']}"),
    "kms/alias": ("kms", "alias", lambda inputs: str(inputs["name"])),
    "rds/eventSubscription": ("rds", "es", lambda inputs: f"es:{inputs['name']}"),
    "rds/instance": ("rds", "db", lambda inputs: f"db:{inputs['identifier']}"),
    "rds/parameterGroup": ("rds", "pg", lambda inputs: f"pg:{inputs['name']}"),
    "rds/subnetGroup": ("rds", "subgrp", lambda inputs: f"subgrp:{inputs['name']}"),
    "secretsmanager/secret": ("secretsmanager", "Secret", lambda inputs: f"secret:{inputs['name']}-a1b2c3"),
    "sns/topic": ("sns", "topic", lambda inputs: str(inputs["name"])),
}
_IDENTIFIED = {
    "acm/certificate": ("acm", "certificate", "certificate/"),
    "kms/key": ("kms", "key", "key/"),
    "route53/resolverFirewallConfig": ("route53resolver", "firewall-config", "firewall-config/"),
    "route53/resolverFirewallDomainList": ("route53resolver", "firewall-domain-list", "firewall-domain-list/"),
    "route53/resolverFirewallRuleGroup": ("route53resolver", "firewall-rule-group", "firewall-rule-group/"),
    "route53/resolverFirewallRuleGroupAssociation": (
        "route53resolver",
        "firewall-rule-group-association",
        "firewall-rule-group-association/",
    ),
    "route53/resolverQueryLogConfig": (
        "route53resolver",
        "resolver-query-log-config",
        "resolver-query-log-config/",
    ),
}
_WITHOUT_REGION = ("budgets", "iam")

_PART_OF_ANOTHER = frozenset(
    {
        "acm/certificateValidation",
        "cloudwatch/logResourcePolicy",
        "codebuild/webhook",
        "ec2/route",
        "ec2/routeTableAssociation",
        "eks/accessPolicyAssociation",
        "iam/openIdConnectProvider",
        "iam/rolePolicy",
        "iam/rolePolicyAttachment",
        "route53/queryLog",
        "route53/record",
        "route53/resolverFirewallRule",
        "route53/resolverQueryLogConfigAssociation",
        "sns/topicPolicy",
        "sns/topicSubscription",
    }
)
"""Types without an ARN of their own: what they change is another resource, or the account's."""


def kind_of(resource: Registered) -> str:
    """The type as a table names it, `rds/instance`."""
    return resource.type.removeprefix("aws:").rpartition(":")[0]


def things(recording: Recording, environment: str) -> Iterator[Thing]:
    """Everything of a stack that has an ARN."""
    for resource in recording.resources:
        if resource.type.startswith("aws:"):
            yield from _things(resource, recording, environment)


def arn(service: str, rest: str) -> str:
    """An ARN of our account, and of our region where the service has regions."""
    return f"arn:aws:{service}:{'' if service in _WITHOUT_REGION else REGION}:{ACCOUNT_ID}:{rest}"


def _things(resource: Registered, recording: Recording, environment: str) -> Iterator[Thing]:
    table = kind_of(resource)
    group, _, name = table.partition("/")
    tags = {ENVIRONMENT_TAG: environment}
    if table in _NAMED:
        service, kind, rest = _NAMED[table]
        yield Thing(owner=environment, service=service, kind=kind, arn=arn(service, rest(resource.inputs)), tags=tags)
    elif table in _IDENTIFIED:
        service, kind, prefix = _IDENTIFIED[table]
        yield Thing(
            owner=environment,
            service=service,
            kind=kind,
            arn=arn(service, f"{prefix}{environment}-{resource.name}"),
            tags=tags,
            aliases=_aliases(resource, recording),
        )
    elif group in ("ec2", "vpc") and name in _EC2_KINDS:
        kind = _EC2_KINDS[name]
        identity = arn("ec2", f"{kind}/{environment}-{resource.name}")
        yield Thing(owner=environment, service="ec2", kind=kind, arn=identity, tags=tags)
    elif group == "s3" and name in _BUCKET_KINDS:
        bucket = f"arn:aws:s3:::{resource.inputs['bucket']}"
        yield Thing(owner=environment, service="s3", kind="bucket", arn=bucket)
        yield Thing(owner=environment, service="s3", kind="object", arn=f"{bucket}/key")
    elif table == "route53/zone":
        zone = f"arn:aws:route53:::hostedzone/{environment}-{resource.name}"
        domain = resource.inputs["name"]
        yield Thing(owner=environment, service="route53", kind="hostedzone", arn=zone, records=proofs(domain))
    elif table not in _PART_OF_ANOTHER:
        raise AssertionError(f"nobody has said what AWS calls a {resource.type}: add it")


def proofs(domain: str) -> Sequence[str]:
    """The record by which ACM knows a domain, whose name ACM makes of 32 digits."""
    return [f"_{'0a1b2c3d' * 4}.{domain}"]


def _aliases(resource: Registered, recording: Recording) -> list[str]:
    wanted = f"{resource.name}-id"
    return [
        alias.inputs["name"] for alias in recording.all("aws:kms/alias:Alias") if alias.inputs["targetKeyId"] == wanted
    ]


def _last(path: str) -> str:
    return path.rpartition("/")[2]
