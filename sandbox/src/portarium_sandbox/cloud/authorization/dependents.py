"""What a call needs besides its own action: to hand over a role, to tag what it makes, what a service does for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.cloud.authorization.ec2_resources import tagged
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.cloud.authorization.resources import Found
from portarium_sandbox.iam.reference import touched

_PASS = "iam:PassRole"  # noqa: S105 - an action
# To which service an operation hands the role of a parameter (a way through several, where it lies deeper).
_PASSED: Mapping[str, Mapping[str, str]] = {
    "codebuild:CreateProject": {"serviceRole": "codebuild.amazonaws.com"},
    "codebuild:UpdateProject": {"serviceRole": "codebuild.amazonaws.com"},
    "ec2:CreateFlowLogs": {"DeliverLogsPermissionArn": "vpc-flow-logs.amazonaws.com"},
    "eks:CreateAddon": {"serviceAccountRoleArn": "eks.amazonaws.com"},
    "eks:CreateCluster": {"roleArn": "eks.amazonaws.com"},
    "eks:CreateNodegroup": {"nodeRole": "ec2.amazonaws.com"},
    "eks:CreatePodIdentityAssociation": {"roleArn": "pods.eks.amazonaws.com"},
    "eks:UpdateAddon": {"serviceAccountRoleArn": "eks.amazonaws.com"},
    "eks:UpdatePodIdentityAssociation": {"roleArn": "pods.eks.amazonaws.com"},
    "rds:CreateDBInstance": {"MonitoringRoleArn": "monitoring.rds.amazonaws.com"},
    "rds:ModifyDBInstance": {"MonitoringRoleArn": "monitoring.rds.amazonaws.com"},
    "s3:PutReplicationConfiguration": {"ReplicationConfiguration.Role": "s3.amazonaws.com"},
}
# What a service asks for when a call gives tags to what it makes; EC2 asks by resource.
_TAGGING: Mapping[str, str] = {
    "acm:RequestCertificate": "acm:AddTagsToCertificate",
    "budgets:ModifyBudget": "budgets:TagResource",
    "cloudwatch:PutMetricAlarm": "cloudwatch:TagResource",
    "eks:CreateAccessEntry": "eks:TagResource",
    "eks:CreateAddon": "eks:TagResource",
    "eks:CreateCluster": "eks:TagResource",
    "eks:CreateNodegroup": "eks:TagResource",
    "eks:CreatePodIdentityAssociation": "eks:TagResource",
    "iam:CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
    "iam:CreatePolicy": "iam:TagPolicy",
    "iam:CreateRole": "iam:TagRole",
    "iam:CreateUser": "iam:TagUser",
    "kms:CreateKey": "kms:TagResource",
    "logs:CreateLogGroup": "logs:TagResource",
    "rds:CreateDBInstance": "rds:AddTagsToResource",
    "rds:CreateDBParameterGroup": "rds:AddTagsToResource",
    "rds:CreateDBSubnetGroup": "rds:AddTagsToResource",
    "rds:CreateEventSubscription": "rds:AddTagsToResource",
    "s3:CreateBucket": "s3:TagResource",
    "secretsmanager:CreateSecret": "secretsmanager:TagResource",
    "sns:CreateTopic": "sns:TagResource",
}
# What that is, where the call itself is about something else or about the account.

_UNNAMED: Mapping[str, str] = {
    "eks:CreateAccessEntry": "access-entry/{clusterName}/*",
    "eks:CreateAddon": "addon/{clusterName}/{addonName}/*",
    "eks:CreateCluster": "cluster/{name}",
    "eks:CreateNodegroup": "nodegroup/{clusterName}/{nodegroupName}/*",
    "eks:CreatePodIdentityAssociation": "podidentityassociation/{clusterName}/*",
    "acm:RequestCertificate": "certificate/*",
    "kms:CreateKey": "key/*",
}


def besides(call: Call, action: str, found: Found, account: str) -> Iterator[Question]:
    """The questions that follow from a call whose own action and resources these are."""
    yield from _passes(call, action)
    yield from _tags(call, action, found, account)
    if call.prefix == "s3" and call.operation == "CopyObject":
        yield _copied(call)
    if action in _SERVED:
        yield from _SERVED[action](call, account)


def _copied(call: Call) -> Question:
    """What is copied is read, from whatever bucket."""
    source, _, version = unquote(str(call.parameters["CopySource"])).removeprefix("/").partition("?versionId=")
    action = "s3:GetObjectVersion" if version else "s3:GetObject"
    return Question(action=action, resource=f"arn:aws:s3:::{source}", kind="object")


def _passes(call: Call, action: str) -> Iterator[Question]:
    for way, service in _PASSED.get(action, {}).items():
        value: Any = call.parameters
        for step in way.split("."):
            value = value.get(step) or {}
        if isinstance(value, str):
            role = value if value.startswith("arn:") else f"arn:aws:iam::{state.PARTITION}:role/{value}"
            yield Question(action=_PASS, resource=role, kind="role", known={"iam:passedtoservice": service})
    if action not in _PASSED and _PASS in {x for entry in touched(action).values() for x in entry["dependent_actions"]}:
        handed = [name for name, value in call.parameters.items() if ":role/" in str(value) and "Policy" not in name]
        if handed:
            raise NotImplementedError(f"to which service {action} hands the role in {handed[0]}")


def _tags(call: Call, action: str, found: Found, account: str) -> Iterator[Question]:
    if call.prefix == "ec2":
        for kind, tags in tagged(call).items():
            arn = next((arn for one, arn in found if one == kind), f"arn:aws:ec2:{call.region}:{account}:{kind}/*")
            known = {"ec2:createaction": call.operation}
            yield Question(action="ec2:CreateTags", resource=arn, kind=kind, tags=tags, known=known)
        return
    tagging = _TAGGING.get(action)
    if tagging is None or not call.tags:
        return
    if action in _UNNAMED:
        name = _UNNAMED[action].format_map(call.parameters)
        resource = f"arn:aws:{call.prefix}:{call.region}:{account}:{name}"
        yield Question(action=tagging, resource=resource, kind=name.partition("/")[0], tags=call.tags)
        return
    kind, arn = found[0]
    yield Question(action=tagging, resource=arn, kind=kind, tags=call.tags)


def _uses_key(service: str, identity: str | None, account: str, region: str, *actions: str) -> Iterator[Question]:
    """A service encrypts with the caller's key in the caller's name."""
    key = state.key(account, region, identity) if identity else None
    if key is None:
        return
    known = {"kms:viaservice": f"{service}.{region}.amazonaws.com", "kms:grantisforawsresource": "true"}
    for action in actions:
        yield Question(action=f"kms:{action}", resource=key.arn, kind="key", known=known, via=service)


def _cluster(call: Call, account: str) -> Iterator[Question]:
    several: list[dict[str, Any]] = call.parameters.get("encryptionConfig") or []
    for encrypted in several:
        key = encrypted["provider"]["keyArn"]
        yield from _uses_key("eks", key, account, call.region, "DescribeKey", "CreateGrant")


def _database(call: Call, account: str) -> Iterator[Question]:
    given = call.parameters
    if given.get("StorageEncrypted"):
        yield from _uses_key("rds", given.get("KmsKeyId"), account, call.region, "DescribeKey", "CreateGrant")
    if given.get("ManageMasterUserPassword"):
        secret = f"arn:aws:secretsmanager:{call.region}:{account}:secret:rds!*"
        for name in ("CreateSecret", "TagResource"):
            yield Question(action=f"secretsmanager:{name}", resource=secret, kind="Secret", via="rds")


def _endpoint(call: Call, _account: str) -> Iterator[Question]:
    if call.parameters.get("VpcEndpointType") == "Interface" and call.parameters.get("PrivateDnsEnabled") is not False:
        zone = "arn:aws:route53:::hostedzone/*"
        yield Question(action="route53:AssociateVPCWithHostedZone", resource=zone, kind="hostedzone", via="ec2")


_SERVED: Mapping[str, Callable[[Call, str], Iterator[Question]]] = {
    "ec2:CreateVpcEndpoint": _endpoint,
    "eks:CreateCluster": _cluster,
    "rds:CreateDBInstance": _database,
}
"""What services do in the caller's name, and with the caller's rights."""
