"""Who of another account reads and writes which state, as the bucket's policy and those of the keys say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.access_grant import DEPLOY, PREVIEW, delivery_role_name
from domain.stack_name import ANY_REVIEW, account_stack
from domain.state_store import BACKEND, stack_path, state_paths
from settings.model import Settings
from settings.registry import Registry

_LOOKS = ("s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning", "s3:ListBucket")
_WRITES = ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
_OPENS = "kms:Decrypt"
_SEALS = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt")


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """An environment that lies in another account than the states do."""

    environment: str
    source: str | None
    """The environment before it, whose stack it reads."""
    stacks: tuple[str, ...]
    """What is delivered by its role: itself, and the review environments that it hosts."""
    account: str
    account_id: str
    administrators: tuple[str, ...]
    """ARNs of the roles that apply the stack of its account, and what is theirs of the environment."""

    def role(self, purpose: str) -> str:
        """The ARN of a role that delivers it."""
        return f"arn:aws:iam::{self.account_id}:role/{delivery_role_name(self.environment, purpose)}"


def tenants_of(known: Registry, environments: Sequence[Settings], keeper: str) -> list[Tenant]:
    """The environments that are not in the account of the states."""
    return [
        Tenant(
            environment=each.environment.name,
            source=each.environment.promotion.source,
            stacks=(each.environment.name, *([ANY_REVIEW] if each.environment.hosts_reviews else [])),
            account=known.account_of(each.environment.name),
            account_id=str(each.account_id),
            administrators=tuple(role.arn(account_id=str(each.account_id)) for role in each.access.administrators),
        )
        for each in environments
        if each.account_id not in (None, keeper)
    ]


def bucket_grants(bucket: str, tenants: Sequence[Tenant]) -> list[dict[str, Any]]:
    """What a policy of the bucket says of each of them: their own states, and of the one before them its stack."""
    arn = f"arn:aws:s3:::{bucket}"

    def objects(*stacks: str) -> list[str]:
        return [f"{arn}/{path}" for stack in stacks for path in state_paths(stack)]

    statements: list[dict[str, Any]] = []
    for tenant in tenants:
        name, everybody = tenant.environment.title(), [tenant.role(DEPLOY), tenant.role(PREVIEW)]
        reads = [f"{arn}/{BACKEND}", *objects(*tenant.stacks)]
        if tenant.source:
            reads.append(f"{arn}/{stack_path(tenant.source)}")
        statements += [
            _grant(f"{name}Looks", tenant, [*everybody, *tenant.administrators], _LOOKS, [arn]),
            _grant(f"{name}Reads", tenant, [*everybody, *tenant.administrators], ["s3:GetObject"], reads),
            _grant(
                f"{name}Writes", tenant, [tenant.role(DEPLOY), *tenant.administrators], _WRITES, objects(*tenant.stacks)
            ),
            _grant(f"{name}Account", tenant, tenant.administrators, _WRITES, objects(account_stack(tenant.account))),
        ]
    return statements


def key_grants(stack: str, tenants: Sequence[Tenant]) -> list[dict[str, Any]]:
    """What the policy of a stack's key says: who opens its secrets, and who seals a data key of it."""
    statements: list[dict[str, Any]] = []
    for tenant in tenants:
        name, delivery = tenant.environment.title(), [tenant.role(DEPLOY), tenant.role(PREVIEW)]
        if stack in (tenant.environment, tenant.source):
            statements.append(_grant(f"{name}Opens", tenant, [*delivery, *tenant.administrators], [_OPENS], ["*"]))
        if stack in (tenant.environment, account_stack(tenant.account)):
            statements.append(_grant(f"{name}Seals", tenant, tenant.administrators, _SEALS, ["*"]))
    return statements


def _grant(
    sid: str, tenant: Tenant, roles: Sequence[str], actions: Sequence[str], resources: Sequence[str]
) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        # AWS refuses a policy that names a role before the role is there; the account is.
        "Principal": {"AWS": f"arn:aws:iam::{tenant.account_id}:root"},
        "Action": list(actions),
        "Resource": list(resources),
        "Condition": {"ArnLike": {"aws:PrincipalArn": sorted(roles)}},
    }
