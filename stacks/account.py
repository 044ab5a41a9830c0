"""What belongs to an account and to no environment: who watches it, whose word it takes, who delivers into it.

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
from stacks.account_guard import build_copies, build_guard
from stacks.account_site import AccountSite
from stacks.caller import account_id
from stacks.providers import account_provider


@dataclass(frozen=True, kw_only=True)
class AccountOutputs:
    """What `pulumi stack output` shows of an account."""

    account: str
    """The account's name."""
    trailBucket: pulumi.Output[str]  # noqa: N815 - the name in `pulumi stack output`
    """Where CloudTrail records what happens in the account."""
    previewRoleArns: dict[str, pulumi.Output[str]]  # noqa: N815
    """The role of pull requests, by environment."""
    deployRoleArns: dict[str, pulumi.Output[str]]  # noqa: N815
    """The role of deployments, by environment."""

    def export(self) -> None:
        """Hand every output to the engine."""
        for field in fields(self):
            pulumi.export(field.name, getattr(self, field.name))


def build_account(settings: AccountSettings) -> AccountOutputs:
    """Build everything that the account has."""
    provider = account_provider(settings)
    site = AccountSite(settings=settings, account_id=account_id(settings.account_id, provider), provider=provider)
    trail = build_guard(site)
    build_copies(site)
    deliveries = _deliveries(site) if settings.environments else {}
    return AccountOutputs(
        account=settings.name,
        trailBucket=trail.bucket,
        previewRoleArns={name: delivery.preview_role_arn for name, delivery in deliveries.items()},
        deployRoleArns={name: delivery.deploy_role_arn for name, delivery in deliveries.items()},
    )


def _deliveries(site: AccountSite) -> dict[str, DeliveryIdentity]:
    issuer = WorkflowIssuer("github", opts=site.on_aws)
    return {each.environment.name: _delivery(site, each, issuer.arn) for each in site.settings.environments}


def _delivery(site: AccountSite, settings: Settings, issuer_arn: pulumi.Output[str]) -> DeliveryIdentity:
    environment, github = settings.environment, settings.github
    return DeliveryIdentity(
        f"{environment.name}-delivery",
        DeliveryIdentityArgs(
            environment=environment.name,
            account_id=site.account_id,
            issuer_arn=issuer_arn,
            state=StateStore(
                bucket=settings.bucket_of_states(site.account_id),
                region=str(settings.region),
                account_id=settings.records_id or site.account_id,
                source=environment.promotion.source,
            ),
            repositories=repository_names(github.organization, github.repository, github.ids),
            domain=settings.domains.public_domain,
            hosted=[ANY_REVIEW] if environment.hosts_reviews else [],
        ),
        opts=site.on_aws,
    )
