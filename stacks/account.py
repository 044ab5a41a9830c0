"""What belongs to an account and to no environment: whose word it takes, and who delivers into it.

An administrator applies it, before the first environment and whenever it changes. No environment makes or destroys a
part of it, and no pipeline may.
"""

from dataclasses import dataclass, fields

import pulumi

from components.aws.delivery_identity import DeliveryIdentity, DeliveryIdentityArgs
from components.aws.state_access import StateStore
from components.aws.workflow_issuer import WorkflowIssuer
from domain.stack_name import ANY_REVIEW
from domain.workflow_identity import repository_names
from settings.account import AccountSettings
from settings.model import Settings
from stacks.caller import account_id
from stacks.providers import account_provider


@dataclass(frozen=True, kw_only=True)
class AccountOutputs:
    """What `pulumi stack output` shows of an account."""

    account: str
    """The account's name."""
    previewRoleArns: dict[str, pulumi.Output[str]]  # noqa: N815 - the name in `pulumi stack output`
    """The role of pull requests, by environment."""
    deployRoleArns: dict[str, pulumi.Output[str]]  # noqa: N815
    """The role of deployments, by environment."""

    def export(self) -> None:
        """Hand every output to the engine."""
        for field in fields(self):
            pulumi.export(field.name, getattr(self, field.name))


@dataclass(frozen=True, kw_only=True)
class _Account:
    """The account, and the way to it."""

    settings: AccountSettings
    account_id: str
    on_aws: pulumi.ResourceOptions


def build_account(settings: AccountSettings) -> AccountOutputs:
    """Build everything that the account has."""
    provider = account_provider(settings)
    account = _Account(
        settings=settings,
        account_id=account_id(settings.account_id, provider),
        on_aws=pulumi.ResourceOptions(providers=[provider]),
    )
    deliveries = _deliveries(account) if settings.environments else {}
    return AccountOutputs(
        account=settings.name,
        previewRoleArns={name: delivery.preview_role_arn for name, delivery in deliveries.items()},
        deployRoleArns={name: delivery.deploy_role_arn for name, delivery in deliveries.items()},
    )


def _deliveries(account: _Account) -> dict[str, DeliveryIdentity]:
    issuer = WorkflowIssuer("github", opts=account.on_aws)
    return {each.environment.name: _delivery(account, each, issuer.arn) for each in account.settings.environments}


def _delivery(account: _Account, settings: Settings, issuer_arn: pulumi.Output[str]) -> DeliveryIdentity:
    environment, github = settings.environment, settings.github
    return DeliveryIdentity(
        f"{environment.name}-delivery",
        DeliveryIdentityArgs(
            environment=environment.name,
            account_id=account.account_id,
            issuer_arn=issuer_arn,
            state=StateStore(
                bucket=settings.bucket_of_states(account.account_id),
                region=str(settings.region),
                source=environment.promotion.source,
            ),
            repositories=repository_names(github.organization, github.repository, github.ids),
            domain=settings.domains.public_domain,
            hosted=[ANY_REVIEW] if environment.hosts_reviews else [],
        ),
        opts=account.on_aws,
    )
