"""The control plane of an EKS cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2, eks, iam

from components.aws.kubeconfig import kubeconfig
from components.aws.policy_document import Statement, policy_document, service_trust
from components.component import Component
from components.naming import name_tag, physical_name
from domain.addresses import SERVICES
from domain.control_plane_logs import CONTROL_PLANE_LOGS
from domain.retention import LogDays

_CLUSTER_POLICY = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """Where a control plane stands, who reaches it, and what it is encrypted with."""

    environment: str
    """The environment it belongs to."""
    cluster_name: str
    """Its name in AWS, which subnets, log group and kubeconfig are named after."""
    region: str
    """The region it runs in."""
    version: str
    """The Kubernetes minor version, such as `1.34`."""
    account_id: pulumi.Input[str]
    """The account that EKS acts for."""
    vpc_id: pulumi.Input[str]
    """The VPC of its subnets."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The private subnets that its network interfaces stand in, of two zones at least."""
    secrets_key_arn: pulumi.Input[str]
    """The key that encrypts Kubernetes secrets in etcd; it can't be changed later."""
    logs_key_arn: pulumi.Input[str]
    """The key that encrypts the control-plane logs."""
    log_retention_days: LogDays
    """How long the control-plane logs are kept."""
    public_access_cidrs: Sequence[str] = ()
    """Ranges that reach the public endpoint; without any there is no public endpoint."""
    deletion_protection: bool = False
    """Whether AWS refuses to delete the cluster."""
    protect: bool = False
    """Whether Pulumi refuses to delete the cluster."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role that EKS acts with."""


class Cluster(Component):
    """A control plane that nobody enters but by an access entry, and that nodes and add-ons are attached to."""

    name: pulumi.Output[str]
    """The cluster's name."""
    arn: pulumi.Output[str]
    """The cluster's ARN."""
    version: pulumi.Output[str]
    """The Kubernetes version it runs, which node pools follow."""
    endpoint: pulumi.Output[str]
    """The URL of the Kubernetes API."""
    certificate_authority: pulumi.Output[str]
    """The certificate authority of the Kubernetes API, in base64."""
    kubeconfig: pulumi.Output[str]
    """A kubeconfig that signs in with `aws eks get-token`; it holds no credential."""
    oidc_issuer: pulumi.Output[str]
    """The issuer of the cluster's service account tokens."""
    security_group_id: pulumi.Output[str]
    """The security group that EKS puts on the control plane and on every node."""
    api_security_group_id: pulumi.Output[str]
    """The security group in front of the private endpoint, which callers outside the cluster are let in by."""
    log_group_name: pulumi.Output[str]
    """The log group of the control plane."""
    resource: eks.Cluster
    """The cluster itself, for what has to be deleted with it."""

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:Cluster", name, None, opts)
        self._prefix = name
        self._args = args
        role, permissions = self._role()
        log_group = cloudwatch.LogGroup(
            f"{name}-log-group",
            # EKS writes to this name; when it finds no group there it makes one that is never encrypted or emptied.
            name=f"/aws/eks/{args.cluster_name}/cluster",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self.child(),
        )
        api = self._api_security_group()
        cluster = eks.Cluster(
            f"{name}-cluster",
            name=args.cluster_name,
            version=args.version,
            role_arn=role.arn,
            access_config=eks.ClusterAccessConfigArgs(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            kubernetes_network_config=eks.ClusterKubernetesNetworkConfigArgs(service_ipv4_cidr=SERVICES),
            # The CNI that EKS installs by itself is neither pinned nor strict; node_addons.py brings ours.
            bootstrap_self_managed_addons=False,
            deletion_protection=args.deletion_protection,
            enabled_cluster_log_types=CONTROL_PLANE_LOGS,
            encryption_config=eks.ClusterEncryptionConfigArgs(
                provider=eks.ClusterEncryptionConfigProviderArgs(key_arn=args.secrets_key_arn), resources=["secrets"]
            ),
            # Extended support would keep an outdated version running at six times the price.
            upgrade_policy=eks.ClusterUpgradePolicyArgs(support_type="STANDARD"),
            vpc_config=eks.ClusterVpcConfigArgs(
                subnet_ids=args.subnet_ids,
                security_group_ids=[api.id],
                endpoint_private_access=True,
                endpoint_public_access=bool(args.public_access_cidrs),
                public_access_cidrs=list(args.public_access_cidrs) or None,
            ),
            tags=name_tag(args.environment, "cluster"),
            opts=self.child(depends_on=[*permissions, log_group], protect=args.protect),
        )
        self.resource = cluster
        self.name = cluster.name
        self.arn = cluster.arn
        self.version = cluster.version
        self.endpoint = cluster.endpoint
        self.certificate_authority = cluster.certificate_authority.apply(lambda authority: authority.data or "")
        self.kubeconfig = pulumi.Output.all(cluster.name, cluster.endpoint, self.certificate_authority).apply(
            lambda known: kubeconfig(
                cluster=known[0], endpoint=known[1], certificate_authority=known[2], region=args.region
            )
        )
        self.oidc_issuer = cluster.identities.apply(issuer)
        self.security_group_id = cluster.vpc_config.apply(lambda config: config.cluster_security_group_id or "")
        self.api_security_group_id = api.id
        self.log_group_name = log_group.name
        self.register()

    def _role(self) -> tuple[iam.Role, list[pulumi.Resource]]:
        """The role EKS acts with, and the permissions without which it can neither make nor delete the cluster."""
        role = iam.Role(
            f"{self._prefix}-role",
            name=physical_name(self._args.environment, "cluster"),
            description="The EKS control plane acts with it",
            assume_role_policy=policy_document(
                [service_trust("eks.amazonaws.com", source_account=self._args.account_id)]
            ),
            permissions_boundary=self._args.permissions_boundary,
            opts=self.child(),
        )
        cluster_policy = iam.RolePolicyAttachment(
            f"{self._prefix}-cluster-policy", role=role.name, policy_arn=_CLUSTER_POLICY, opts=self.child()
        )
        secrets_policy = iam.RolePolicy(
            f"{self._prefix}-secrets-policy",
            name="encrypt-secrets",
            role=role.name,
            policy=policy_document([secrets_statement(self._args.secrets_key_arn)]),
            opts=self.child(),
        )
        return role, [cluster_policy, secrets_policy]

    def _api_security_group(self) -> ec2.SecurityGroup:
        """The group in front of the private endpoint, for callers that are not nodes."""
        return ec2.SecurityGroup(
            f"{self._prefix}-api",
            name=physical_name(self._args.environment, "cluster-api"),
            description="The Kubernetes API: HTTPS from connected networks",
            vpc_id=self._args.vpc_id,
            tags=name_tag(self._args.environment, "cluster-api"),
            opts=self.child(),
        )


def secrets_statement(key_arn: pulumi.Input[str]) -> Statement:
    """What the control plane does with the key of its secrets, and nothing else."""
    return Statement(actions=["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"], resources=[key_arn])


def issuer(identities: Sequence[eks.outputs.ClusterIdentity]) -> str:
    """The OIDC issuer among the identities of a cluster."""
    return next((oidc.issuer for identity in identities for oidc in identity.oidcs or [] if oidc.issuer), "")
