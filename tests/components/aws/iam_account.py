"""What IAM knows of an account when it decides: roles, policies, and the resources that are asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portarium_sandbox.iam.condition import listed
from portarium_sandbox.iam.decision import Context
from portarium_sandbox.iam.reference import sees_tags

Document = dict[str, Any]

EVERYTHING: Document = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""The policy of whoever may write policies."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A resource, with what IAM is told about it."""

    owner: str
    """The environment that it belongs to."""
    service: str
    kind: str
    """The kind, in the words of AWS's reference."""
    arn: str
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    aliases: Sequence[str] = ()
    """The aliases of a key."""
    records: Sequence[str] = ()
    """The names in a zone."""

    def context(self, action: str) -> Context:
        """What a condition finds when somebody does this to it."""
        tags: Mapping[str, str] = self.tags if sees_tags(action, self.kind) else {}
        found: dict[str, str | Sequence[str]] = {f"aws:ResourceTag/{key}": value for key, value in tags.items()}
        if self.aliases:
            found["kms:ResourceAliases"] = list(self.aliases)
        if self.records:
            found["route53:ChangeResourceRecordSetsNormalizedRecordNames"] = list(self.records)
        return found


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role, or a user: somebody who acts."""

    owner: str
    """The environment that it belongs to; none for what an administrator keeps."""
    arn: str
    policies: tuple[Document, ...]
    boundary: str | None
    """The ARN of the policy that limits it."""
    trust: Document

    @property
    def asked(self) -> str:
        """The ARN that a decision is about; what follows `#` tells one role under several boundaries apart."""
        return self.arn.partition("#")[0]

    @property
    def services(self) -> list[str]:
        """The services that it trusts."""
        return [service for principal in self._principals() for service in listed(principal.get("Service", []))]

    @property
    def trusts_issuers(self) -> bool:
        """Whether it trusts the tokens of an issuer."""
        return any("Federated" in principal for principal in self._principals())

    def _principals(self) -> list[dict[str, Any]]:
        return [statement["Principal"] for statement in self.trust["Statement"]]


@dataclass(frozen=True, kw_only=True)
class Account:
    """All environments in one account: the worst case, in which only policies keep them apart."""

    account_id: str
    roles: Mapping[str, Role]
    """The roles by their ARNs."""
    policies: Mapping[str, Document]
    """The customer managed policies by their ARNs, boundaries among them."""
    things: Sequence[Thing]
    """Everything else that somebody may want to change."""
