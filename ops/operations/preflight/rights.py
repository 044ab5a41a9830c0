"""What the credentials may do, as IAM's own simulation sees it: an organisation's policies and boundaries count."""

from collections.abc import Iterator

from ops.operations.preflight.finding import Finding, lacks, right, unknown
from ops.operations.preflight.subject import Subject

_FIRST_UP = (
    "acm:RequestCertificate",
    "budgets:ModifyBudget",
    "cloudwatch:PutMetricAlarm",
    "codebuild:CreateProject",
    "ec2:AllocateAddress",
    "ec2:CreateLaunchTemplate",
    "ec2:CreateNatGateway",
    "ec2:CreateSecurityGroup",
    "ec2:CreateVpc",
    "ec2:CreateVpcEndpoint",
    "eks:CreateAccessEntry",
    "eks:CreateAddon",
    "eks:CreateCluster",
    "eks:CreateNodegroup",
    "eks:CreatePodIdentityAssociation",
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "kms:CreateAlias",
    "kms:CreateKey",
    "logs:CreateLogGroup",
    "rds:CreateDBInstance",
    "rds:CreateDBParameterGroup",
    "route53:CreateHostedZone",
    "route53resolver:CreateFirewallRuleGroup",
    "s3:CreateBucket",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "sns:CreateTopic",
)
"""What an environment begins with, the most telling of each service: whoever may do these may do the rest."""

_SHOWN = 5


def check_rights(subject: Subject) -> Iterator[Finding]:
    """The caller may make what a first `up` makes; afterwards the delivery role does it, whose policy is ours."""
    if subject.is_deployed:
        return
    arn = _identity(subject)
    if arn is None:
        yield unknown(f"IAM simulates nothing for {subject.caller}", remedy="sign in with a role")
        return
    answers = subject.aws.every(
        "iam",
        "simulate_principal_policy",
        "EvaluationResults",
        PolicySourceArn=arn,
        ActionNames=list(_FIRST_UP),
    )
    denied = sorted(answer["EvalActionName"] for answer in answers if answer["EvalDecision"] != "allowed")
    if denied:
        more = f" and {len(denied) - _SHOWN} more" if len(denied) > _SHOWN else ""
        yield lacks(
            f"{arn} may not {', '.join(denied[:_SHOWN])}{more}",
            wanted="the rights of an administrator for the first up",
            remedy="sign in with an administrator's role, for example: export AWS_PROFILE=…",
        )
    else:
        yield right(f"{arn} may make an environment")


def _identity(subject: Subject) -> str | None:
    """The user or role behind the caller: a session is none that has policies."""
    kind, _, rest = subject.caller.rpartition(":")[2].partition("/")
    if kind == "assumed-role":
        # A session's ARN leaves the role's path out, without which IAM finds no such role.
        return str(subject.aws.ask("iam", "get_role", RoleName=rest.partition("/")[0])["Role"]["Arn"])
    return subject.caller if kind == "user" else None
