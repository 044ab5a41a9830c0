"""What is an environment's own in an account: what is named after it, and what carries its tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.naming import ENVIRONMENT_TAG, physical_name
from domain.secret_path import secret_path

TAG_OF_RESOURCE = f"aws:ResourceTag/{ENVIRONMENT_TAG}"
"""The condition key of the tag that a resource carries."""

TAG_IN_REQUEST = f"aws:RequestTag/{ENVIRONMENT_TAG}"
"""The condition key of the tag that a request gives."""

CLUSTER_OF_RESOURCE = "aws:ResourceTag/aws:eks:cluster-name"
"""The condition key of the tag that EKS gives to the security group that it makes, which has none of ours."""

DATABASE_OF_SECRET = "aws:ResourceTag/aws:rds:primaryDBInstanceArn"  # noqa: S105 - a condition key
"""The condition key of the tag by which RDS says whose password a secret holds; its name is a random one."""

PARTS_OF_A_CLUSTER = ("access-entry", "addon", "nodegroup", "podidentityassociation")
"""What belongs to a cluster, and has the cluster's name behind its kind in its ARN."""

Condition = Mapping[str, Mapping[str, str | Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """An environment in its account, with the environments that live on its cluster."""

    account_id: str
    """The account."""
    environment: str
    """The environment."""
    hosted: Sequence[str] = ()
    """Environments on its cluster, such as `review-*`; what is theirs is its own."""

    @property
    def owners(self) -> list[str]:
        """The values of the environment's tag that are its own."""
        return [self.environment, *self.hosted]

    @property
    def carried(self) -> Condition:
        """The resource carries the tag."""
        return {"StringLike": {TAG_OF_RESOURCE: self.owners}}

    @property
    def given(self) -> Condition:
        """The request gives the tag to what it makes."""
        return {"StringLike": {TAG_IN_REQUEST: self.owners}}

    def not_owned(self, key: str, own: Sequence[str] | None = None) -> Condition:
        """There is such a tag, and it says that the resource is somebody else's."""
        return {"Null": {key: "false"}, "StringNotLike": {key: own or self.owners}}

    def arns(self, service: str, kind: str, *, regional: bool = True, shared: bool = False) -> list[str]:
        """What a service has of this kind under the environment's names; `kind` ends with what joins it to a name.

        What is `shared` belongs to the cluster, and the environments on it have none of their own.
        """
        region = "*" if regional else ""
        names = [physical_name(owner) for owner in ([self.environment] if shared else self.owners)]
        return [f"arn:aws:{service}:{region}:{self.account_id}:{kind}{name}-*" for name in names]

    def buckets(self) -> list[str]:
        """The buckets, and what is in them."""
        return [f"arn:aws:s3:::{name}-*" for name in map(physical_name, self.owners)]

    def cluster(self, *kinds: str) -> list[str]:
        """The cluster, and what of these kinds belongs to it; environments on it have none of their own."""
        name = physical_name(self.environment)
        prefix = f"arn:aws:eks:*:{self.account_id}"
        return [f"{prefix}:cluster/{name}", *(f"{prefix}:{kind}/{name}/*" for kind in kinds)]

    def log_groups(self) -> list[str]:
        """The log groups, which AWS's services name after the cluster, the network and the database."""
        cluster = f"arn:aws:logs:*:{self.account_id}:log-group:/aws/eks/{physical_name(self.environment)}/*"
        return [cluster, *self.arns("logs", "log-group:/aws/*/")]

    def database_parts(self) -> list[str]:
        """The database instances, with their groups, their events, and the snapshot that the last one leaves."""
        return [found for kind in ("db", "es", "pg", "snapshot", "subgrp") for found in self.arns("rds", f"{kind}:")]

    def databases(self) -> list[str]:
        """The database instances, by the ARN that RDS writes into the tag of a secret."""
        return self.arns("rds", "db:")

    def secrets(self) -> list[str]:
        """The secrets of workloads; Secrets Manager adds six characters to each name."""
        prefix = f"arn:aws:secretsmanager:*:{self.account_id}:secret"
        return [f"{prefix}:{secret_path(owner, '*')}" for owner in self.owners]

    def roles(self) -> list[str]:
        """The IAM roles."""
        return self.arns("iam", "role/", regional=False)
