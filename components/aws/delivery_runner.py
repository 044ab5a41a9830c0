"""The machine that delivers: inside the network, because the cluster has no way in from outside."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, codebuild, ec2, iam, vpc

from components.aws.policy_document import Statement, policy_document, service_trust
from components.component import Component
from components.naming import name_tag, physical_name
from domain import ports
from domain.access_grant import RUNNER, delivery_role_name
from domain.addresses import ANYWHERE
from domain.retention import LogDays
from domain.workflow_identity import DELIVERING_WORKFLOWS, runner_project

# Ubuntu, for which GitHub's actions are made; on Amazon Linux, `setup-python` finds no Python.
_IMAGE = "aws/codebuild/standard:7.0"
_SERVICE = "codebuild.amazonaws.com"

# A label of a job can ask for the steps of a buildspec as well; the repository's could bring that token out.
_BUILDSPEC = "version: 0.2\nphases:\n  build:\n    commands: [':']\n"

# Longer than the longest job, whose own limit is to end it; CodeBuild's default is an hour.
_BUILD_MINUTES = 100
# What has not begun by then never gets a machine; somebody should see that and not wait for the default of eight hours.
_QUEUED_MINUTES = 30


@dataclass(frozen=True, kw_only=True)
class DeliveryRunnerArgs:
    """Whose jobs run, and where."""

    environment: str
    """The environment that is delivered."""
    region: str
    """The region of its network."""
    account_id: str
    """The account of the environment."""
    repository: str
    """The repository whose jobs run here, as `organisation/repository`."""
    vpc_id: pulumi.Input[str]
    """The network."""
    subnet_ids: pulumi.Input[Sequence[str]]
    """The private subnets, which have a way out."""
    api_security_group_id: pulumi.Input[str]
    """The security group in front of the Kubernetes API."""
    logs_key_arn: pulumi.Input[str]
    """The key that encrypts the log of the machines."""
    log_retention_days: LogDays
    """How long that log is kept."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role that starts the machines."""


class DeliveryRunner(Component):
    """A CodeBuild project that starts a machine for each job of GitHub's that asks for one, and ends it with the job.

    A job can take the role of the machine, so this role opens nothing: what a job may do comes from its own identity.
    """

    project_name: pulumi.Output[str]
    """The project, by which jobs ask for a machine."""
    security_group_id: pulumi.Output[str]
    """The security group of the machines."""

    def __init__(self, name: str, args: DeliveryRunnerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DeliveryRunner", name, None, opts)
        self._prefix = name
        self._args = args
        project_name = runner_project(args.environment)
        log_group = cloudwatch.LogGroup(
            f"{name}-log-group",
            name=f"/aws/codebuild/{project_name}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self.child(),
        )
        group = self._security_group()
        role, permission = self._role(log_group, group)
        project = codebuild.Project(
            f"{name}-project",
            name=project_name,
            description=f"Runs the jobs that deliver {args.environment}, inside its network",
            service_role=role.arn,
            # Which token CodeBuild shows to GitHub is the account's: one of the project's own would be the role's.
            source=codebuild.ProjectSourceArgs(
                type="GITHUB", location=f"https://github.com/{args.repository}.git", buildspec=_BUILDSPEC
            ),
            artifacts=codebuild.ProjectArtifactsArgs(type="NO_ARTIFACTS"),
            environment=codebuild.ProjectEnvironmentArgs(
                type="LINUX_CONTAINER",
                compute_type="BUILD_GENERAL1_MEDIUM",
                image=_IMAGE,
                image_pull_credentials_type="CODEBUILD",
                privileged_mode=False,
            ),
            vpc_config=codebuild.ProjectVpcConfigArgs(
                vpc_id=args.vpc_id, subnets=args.subnet_ids, security_group_ids=[group.id]
            ),
            logs_config=codebuild.ProjectLogsConfigArgs(
                cloudwatch_logs=codebuild.ProjectLogsConfigCloudwatchLogsArgs(
                    status="ENABLED", group_name=log_group.name
                )
            ),
            build_timeout=_BUILD_MINUTES,
            queued_timeout=_QUEUED_MINUTES,
            # CodeBuild tries the role when the project is made.
            opts=self.child(depends_on=[permission]),
        )
        codebuild.Webhook(
            f"{name}-webhook",
            project_name=project.name,
            build_type="BUILD",
            filter_groups=[codebuild.WebhookFilterGroupArgs(filters=_filters())],
            opts=self.child(),
        )
        self.project_name = project.name
        self.security_group_id = group.id
        self.register()

    def _security_group(self) -> ec2.SecurityGroup:
        """A group that calls out on HTTPS, is let in to the Kubernetes API, and answers nobody."""
        args = self._args
        group = ec2.SecurityGroup(
            f"{self._prefix}-security-group",
            name=physical_name(args.environment, RUNNER),
            description=f"The machines that deliver {args.environment}",
            vpc_id=args.vpc_id,
            tags=name_tag(args.environment, RUNNER),
            opts=self.child(),
        )
        vpc.SecurityGroupEgressRule(
            f"{self._prefix}-https",
            security_group_id=group.id,
            cidr_ipv4=ANYWHERE,
            description="GitHub, AWS and the registries of packages",
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            opts=self.child(),
        )
        vpc.SecurityGroupIngressRule(
            f"{self._prefix}-to-kubernetes",
            security_group_id=args.api_security_group_id,
            referenced_security_group_id=group.id,
            description="The machines that deliver",
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            opts=self.child(),
        )
        return group

    def _role(self, log_group: cloudwatch.LogGroup, group: ec2.SecurityGroup) -> tuple[iam.Role, iam.RolePolicy]:
        args = self._args
        role = iam.Role(
            f"{self._prefix}-role",
            name=delivery_role_name(args.environment, RUNNER),
            description=f"Starts the machines that deliver {args.environment}, and delivers nothing",
            assume_role_policy=policy_document([service_trust(_SERVICE, source_account=args.account_id)]),
            permissions_boundary=args.permissions_boundary,
            opts=self.child(),
        )
        policy = iam.RolePolicy(
            f"{self._prefix}-policy",
            name=RUNNER,
            role=role.name,
            policy=pulumi.Output.all(log_group.arn, args.vpc_id, args.subnet_ids, group.id).apply(
                lambda known: policy_document(
                    runner_statements(
                        region=args.region,
                        account_id=args.account_id,
                        log_group_arn=known[0],
                        vpc_id=known[1],
                        subnet_ids=known[2],
                        security_group_id=known[3],
                    )
                )
            ),
            opts=self.child(),
        )
        return role, policy


def _filters() -> list[codebuild.WebhookFilterGroupFilterArgs]:
    """Jobs that wait for a machine, of the workflows that deliver: every other workflow has GitHub's own machines."""
    names = "|".join(DELIVERING_WORKFLOWS)
    return [
        codebuild.WebhookFilterGroupFilterArgs(type="EVENT", pattern="WORKFLOW_JOB_QUEUED"),
        codebuild.WebhookFilterGroupFilterArgs(type="WORKFLOW_NAME", pattern=f"^({names})$"),
    ]


def runner_statements(
    *,
    region: str,
    account_id: str,
    log_group_arn: str,
    vpc_id: str,
    subnet_ids: Sequence[str],
    security_group_id: str,
) -> list[Statement]:
    """A line of log, and a network interface in these subnets; any job can do with it what stands here."""
    here = f"arn:aws:ec2:{region}:{account_id}"
    subnets = [f"{here}:subnet/{subnet}" for subnet in subnet_ids]
    interfaces = f"{here}:network-interface/*"
    return [
        Statement(sid="Log", actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[f"{log_group_arn}:*"]),
        Statement(
            sid="LookAtTheNetwork",
            actions=[
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
            ],
        ),
        Statement(
            sid="EnterTheNetwork",
            actions=["ec2:CreateNetworkInterface"],
            resources=[interfaces, f"{here}:security-group/{security_group_id}", *subnets],
        ),
        Statement(
            sid="HandTheInterfaceOver",
            actions=["ec2:CreateNetworkInterfacePermission"],
            resources=[interfaces],
            conditions={"StringEquals": {"ec2:AuthorizedService": _SERVICE}, "ArnEquals": {"ec2:Subnet": subnets}},
        ),
        Statement(
            sid="LeaveTheNetwork",
            actions=["ec2:DeleteNetworkInterface"],
            resources=[interfaces],
            conditions={"ArnEquals": {"ec2:Vpc": f"{here}:vpc/{vpc_id}"}},
        ),
    ]
