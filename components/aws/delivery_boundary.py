"""The upper limit of every role of an environment: what no role may do, whatever its own policy says."""

from collections.abc import Sequence

from components.aws.environment_reach import (
    CLUSTER_OF_RESOURCE,
    DATABASE_OF_SECRET,
    TAG_IN_REQUEST,
    TAG_OF_RESOURCE,
    Reach,
)
from components.aws.policy_document import Statement
from components.naming import physical_name
from domain.access_grant import delivery_role_name
from domain.public_entry import api_host, owner_records

_READS = (
    "acm:Describe*",
    "acm:List*",
    "autoscaling:Desc*",
    "cloudwatch:Describe*",
    "codebuild:BatchGet*",
    "ec2:Describe*",
    "ecr:BatchGetImage",
    "ecr:BatchImp*",
    "ecr:Get*",
    "iam:Get*",
    "iam:List*",
    "kms:DescribeKey",
    "kms:List*",
    "logs:Describe*",
    "rds:Describe*",
    "route53:Get*",
    "route53:List*",
    "route53resolver:Get*",
    "route53resolver:List*",
    "sns:GetSub*",
    "sts:GetC*",
)
"""Configurations that AWS lets be listed for a whole account only, and image layers out of AWS's own registries."""

_PROOF_CHARACTERS = 32

# Which names there are follows the settings; whether the others are blocked and recorded is an administrator's.
_NAMES_OF_THE_NETWORK = "route53resolver:UpdateFirewallDomains"

_NETWORK_AND_NODES = (
    "ec2:*Address*",
    "ec2:*FlowLogs",
    "ec2:*InternetGateway",
    "ec2:*LaunchTemplate*",
    "ec2:*NatGateway",
    "ec2:*NetworkInterface*",
    "ec2:*Route",
    "ec2:*RouteTable*",
    "ec2:*SecurityGroup*",
    "ec2:*Subnet",
    "ec2:*Tags",
    "ec2:*Volume",
    "ec2:*Vpc",
    "ec2:*VpcEndpoint*",
    "ec2:ModifySubnetAttribute",
    "ec2:ModifyVpcAttribute",
    "ec2:RunInstances",
    "elasticloadbalancing:*",
)
"""What networks, nodes, volumes and load balancers are made of: the policies of their controllers need no more."""

_ROLE_CHANGES_UNDER_BOUNDARY = ("iam:AttachRole*", "iam:CreateRole", "iam:PutRole*")
_NEVER = (
    "iam:CreatePolicy*",
    "iam:DeletePolicy*",
    "iam:DeleteRolePerm*",
    "iam:SetD*",
    # Evidence without its key is lost: whoever ends a key does it in person, with a month to think it over.
    "kms:DeleteI*",
    "kms:DisableKey",
    "kms:Sch*",
    "s3:Bypass*",
    "sts:AssumeRole",
)
_CHANGES_IN_PERSON = (
    # Every action that changes a role or hands it on, by its first letter: a boundary has no room for the words.
    "iam:A*",
    "iam:C*",
    "iam:D*",
    "iam:P*",
    "iam:T*",
    "iam:U*",
    "kms:DeleteAlias",
    "kms:UpdateAlias",
)


def boundary_arn(account_id: str, environment: str) -> str:
    """The ARN of an environment's boundary, known before the boundary exists."""
    return f"arn:aws:iam::{account_id}:policy/{physical_name(environment, 'boundary')}"


def boundary_statements(
    account_id: str, environment: str, hosted: Sequence[str] = (), *, domain: str
) -> list[Statement]:
    """What is an environment's own, and nothing by which a role would become more than it is.

    A role under this boundary that makes another role must put it under the same boundary, so nothing that the
    pipeline makes can do more than the pipeline. `domain` is the one whose names may be given away.
    """
    reach = Reach(account_id=account_id, environment=environment, hosted=hosted)
    return [
        *_named(reach),
        *_tagged(reach),
        *_identities(reach),
        *_others(reach),
        *_in_person(reach),
        _records(reach, domain),
    ]


def proof(domain: str) -> Statement:
    """The record by which ACM knows a domain, and no other: IAM can't tell the zone of one environment by its name."""
    return _names(_proof_name(domain), sid="Proof")


def _records(reach: Reach, domain: str) -> Statement:
    """The names that are the environment's own; which zone they are in, a role's own policy says.

    Prod's domain ends everybody's, so its names are said one by one. Below the domain of an environment with others on
    its cluster is nobody but they.
    """
    host = api_host(domain)
    return _names(*([f"*.{domain}"] if reach.hosted else [_proof_name(domain), host, *owner_records(host)]))


def _proof_name(domain: str) -> str:
    # ACM asks for an underscore and 32 digits in front of the domain; a name that is longer is another domain's.
    return f"_{'?' * _PROOF_CHARACTERS}.{domain}"


def _names(*names: str, sid: str | None = None) -> Statement:
    """Records of these names, and a request that says which names it is about."""
    key = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
    return Statement(
        sid=sid,
        actions=["route53:ChangeResourceRecordSets"],
        conditions={
            "ForAllValues:StringLike": {key: names[0] if len(names) == 1 else list(names)},
            "Null": {key: "false"},
        },
    )


def _named(reach: Reach) -> list[Statement]:
    """What has a name that is ours to choose."""
    account = reach.account_id
    return [
        # A database user is named by an ID of the instance that nobody knows beforehand: the networks are apart.
        Statement(actions=[*_READS, *_NETWORK_AND_NODES, "rds-db:connect"]),
        Statement(
            actions=[
                "autoscaling:*",
                "budgets:*",
                "cloudwatch:*",
                "eks-auth:*",
                "eks:*",
                "logs:*",
                "rds:*",
                "s3:*",
                "sns:*",
            ],
            resources=[
                # What EKS makes of a node group, and calls after it; a boundary has no room for the account.
                f"arn:aws:autoscaling:*:*:*/eks-{physical_name(reach.environment)}-*",
                *reach.arns("budgets", "budget/", regional=False, shared=True),
                *reach.arns("cloudwatch", "alarm:"),
                # A boundary has no room for the kinds; nothing in another cluster is called like a cluster.
                *reach.cluster("*"),
                *reach.log_groups(),
                *reach.arns("rds", "*:"),
                # Options that nobody can change: each instance without options of its own has them.
                f"arn:aws:rds:*:{account}:og:default:*",
                *reach.buckets(),
                *reach.arns("sns", "", shared=True),
            ],
        ),
        # RDS keeps one log group of this name for all instances of an account.
        Statement(
            actions=["logs:CreateLog*", "logs:PutL*", "logs:PutR*"],
            resources=[f"arn:aws:logs:*:{account}:log-group:RDSOSMetrics*"],
        ),
        Statement(actions=["kms:*Alias"], resources=reach.arns("kms", "alias/", shared=True)),
    ]


def _tagged(reach: Reach) -> list[Statement]:
    """What has a name that AWS chooses."""
    return [
        Statement(actions=["acm:*", "kms:*", _NAMES_OF_THE_NETWORK], conditions=reach.carried),
        # A key is tagged before it has an alias: one that has an alias and no tag, like the state's, stays as it is.
        Statement(
            sid="New",
            actions=["acm:*", "eks:CreateCluster", "kms:CreateKey", "kms:TagResource"],
            conditions={**reach.given, "Null": {"kms:ResourceAliases": "true"}},
        ),
        Statement(
            actions=["secretsmanager:*"],
            resources=[f"arn:aws:secretsmanager:*:{reach.account_id}:secret:rds!*", *reach.secrets()],
            conditions={"StringLikeIfExists": {DATABASE_OF_SECRET: reach.databases()}},
        ),
        Statement(
            actions=["route53:AssociateVPCWithHostedZone"],
            conditions={"Bool": {"aws:ViaAWSService": "true"}},
        ),
    ]


def _identities(reach: Reach) -> list[Statement]:
    account = reach.account_id
    return [
        Statement(actions=["iam:*Role*"], resources=reach.roles()),
        Statement(
            actions=["iam:CreateServiceLinkedRole"],
            resources=[f"arn:aws:iam::{account}:role/aws-service-role/*"],
        ),
        Statement(
            sid="Under",
            effect="Deny",
            actions=_ROLE_CHANGES_UNDER_BOUNDARY,
            conditions={"StringNotEquals": {"iam:PermissionsBoundary": boundary_arn(account, reach.environment)}},
        ),
    ]


def _others(reach: Reach) -> list[Statement]:
    return [
        Statement(
            sid="NotOthers",
            effect="Deny",
            actions=["acm:*", "ec2:*", "elasticloadbalancing:*", "kms:TagResource"],
            conditions=reach.not_owned(TAG_OF_RESOURCE),
        ),
        Statement(
            sid="NotNodes",
            effect="Deny",
            actions=["ec2:*"],
            conditions=reach.not_owned(CLUSTER_OF_RESOURCE, [physical_name(reach.environment)]),
        ),
        Statement(sid="NotFor", effect="Deny", actions=["*"], conditions=reach.not_owned(TAG_IN_REQUEST)),
    ]


def _in_person(reach: Reach) -> list[Statement]:
    """Denied and not only left out: a policy on a resource can give a session what its boundary merely leaves out."""
    account = reach.account_id
    roles = f"arn:aws:iam::{account}:role"
    alias = f"alias/{physical_name('*', 'evidence')}"
    return [
        Statement(sid="Never", effect="Deny", actions=_NEVER),
        Statement(
            sid="InPerson",
            effect="Deny",
            actions=_CHANGES_IN_PERSON,
            resources=[
                f"{roles}/{delivery_role_name('*', '*')}",
                f"{roles}/{physical_name('*', 'legal-hold')}",
                f"arn:aws:kms:*:{account}:{alias}",
            ],
        ),
        Statement(
            sid="Evidence",
            effect="Deny",
            actions=["kms:PutKeyPolicy", "kms:UntagResource"],
            conditions={"ForAnyValue:StringLike": {"kms:ResourceAliases": alias}},
        ),
        Statement(
            sid="OneHolds",
            effect="Deny",
            actions=["s3:PutObjectLegalHold"],
            conditions={
                "ArnNotEquals": {"aws:PrincipalArn": f"{roles}/{physical_name(reach.environment, 'legal-hold')}"}
            },
        ),
        Statement(
            sid="Stays",
            effect="Deny",
            actions=["s3:DeleteObjectVersion"],
            resources=[evidence_objects(reach.environment)],
        ),
    ]


def evidence_objects(environment: str) -> str:
    """The objects of an environment's evidence store, whose bucket ends in a random suffix."""
    return f"arn:aws:s3:::{physical_name(environment, 'evidence')}-*/*"
