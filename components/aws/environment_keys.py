"""The KMS keys of an environment: one for each purpose, so that losing or misusing one opens nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.aws.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.aws.policy_document import Conditions
from components.component import Component
from components.naming import physical_name

# EC2 Auto Scaling starts the nodes, so it is this role that opens their volumes; AWS makes it on first use.
_AUTO_SCALING_ROLE = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"


@dataclass(frozen=True, kw_only=True)
class EnvironmentKeysArgs:
    """Where the keys live, and which role may unseal Vault."""

    environment: str
    """The environment they belong to."""
    region: str
    """The region, part of the endpoints through which the keys are used."""
    account_id: pulumi.Input[str]
    """The account whose IAM policies administer them."""
    vault_role_name: str
    """The IAM role of Vault's pods, the only one that uses the unseal key; it may be made later."""
    protect: bool
    """Whether Pulumi refuses to delete them."""


class EnvironmentKeys(Component):
    """One rotated key for each purpose, each usable only through the service or by the role it is for."""

    cluster_secrets_arn: pulumi.Output[str]
    """Encrypts the cluster's Kubernetes secrets; IAM decides who uses it, because EKS acts as the cluster's role."""
    volumes_arn: pulumi.Output[str]
    """Encrypts the volumes of nodes and pods; used through EC2, and by EC2 Auto Scaling when it starts a node."""
    database_arn: pulumi.Output[str]
    """Encrypts the database, its backups and its master password; used through RDS and Secrets Manager."""
    secrets_arn: pulumi.Output[str]
    """Encrypts the secrets of workloads, their logins among them, and Vault's snapshots; used through Secrets Manager
    and S3."""
    evidence_arn: pulumi.Output[str]
    """Encrypts the evidence; used through S3."""
    logs_arn: pulumi.Output[str]
    """Encrypts the log groups; used by CloudWatch Logs for this account's groups."""
    notifications_arn: pulumi.Output[str]
    """Encrypts the alarm topic; used through SNS, by CloudWatch, by Budgets and by the events of RDS."""
    vault_unseal_arn: pulumi.Output[str]
    """Seals Vault; used by Vault's role alone: anybody else would have to change its policy, which leaves a trace."""

    def __init__(self, name: str, args: EnvironmentKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:EnvironmentKeys", name, None, opts)
        self._name = name
        self._args = args
        self.cluster_secrets_arn = self._key("cluster-secrets", "Kubernetes secrets of the cluster")
        self.volumes_arn = self._key(
            "volumes",
            "Volumes of nodes and pods",
            through=[self._endpoint("ec2")],
            roles=[self._role_arn(_AUTO_SCALING_ROLE)],
            roles_hand_on=True,
        )
        self.database_arn = self._key(
            "database",
            "Database, its backups and its master password",
            through=[self._endpoint("rds"), self._endpoint("secretsmanager")],
        )
        self.secrets_arn = self._key(
            "workload-secrets",
            "Secrets of workloads, and backups of where they are kept",
            through=[self._endpoint("secretsmanager"), self._endpoint("s3")],
        )
        self.evidence_arn = self._key("evidence", "Evidence artefacts", through=[self._endpoint("s3")])
        self.logs_arn = self._key("logs", "Log groups", services={self._endpoint("logs"): self._log_groups()})
        self.notifications_arn = self._key(
            "notifications",
            "Alarm topic",
            through=[self._endpoint("sns")],
            services=dict.fromkeys(
                ("cloudwatch.amazonaws.com", "budgets.amazonaws.com", "events.rds.amazonaws.com"), self._alarm_topics()
            ),
        )
        self.vault_unseal_arn = self._key("vault-unseal", "Seal of Vault", roles=[self._role_arn(args.vault_role_name)])
        self.register()

    def _key(
        self,
        purpose: str,
        description: str,
        *,
        services: Mapping[str, Conditions] | None = None,
        through: Sequence[str] = (),
        roles: Sequence[pulumi.Input[str]] = (),
        roles_hand_on: bool = False,
    ) -> pulumi.Output[str]:
        args = self._args
        key = EncryptionKey(
            f"{self._name}-{purpose}",
            EncryptionKeyArgs(
                environment=args.environment,
                purpose=purpose,
                description=f"{description} ({args.environment})",
                account_id=args.account_id,
                services=services or {},
                through=through,
                roles=roles,
                roles_hand_on=roles_hand_on,
                protect=args.protect,
            ),
            opts=self.child(),
        )
        return key.arn

    def _endpoint(self, service: str) -> str:
        return f"{service}.{self._args.region}.amazonaws.com"

    def _role_arn(self, role: str) -> pulumi.Output[str]:
        return pulumi.Output.concat("arn:aws:iam::", self._args.account_id, ":role/", role)

    def _log_groups(self) -> Conditions:
        """CloudWatch Logs names the log group in the encryption context: only this account's are served."""
        groups = pulumi.Output.concat(f"arn:aws:logs:{self._args.region}:", self._args.account_id, ":*")
        return {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}

    def _alarm_topics(self) -> Conditions:
        """SNS names the topic in the encryption context: who publishes does so to this environment's topics only."""
        topics = pulumi.Output.concat(
            f"arn:aws:sns:{self._args.region}:", self._args.account_id, f":{physical_name(self._args.environment)}-*"
        )
        return {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}}
