"""How GitHub's workflows get into an environment, without a credential that could be stolen from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.aws.delivery_boundary import boundary_statements
from components.aws.delivery_permissions import PREVIEW_POLICY, deploy_policies, preview_statements
from components.aws.policy_document import Principals, Statement, policy_document, role_trust
from components.aws.state_access import StateStore, state_bounds, state_statements
from components.component import Component
from components.naming import physical_name
from domain.access_grant import DEPLOY, PREVIEW, delivery_role_name
from domain.workflow_identity import AUDIENCE, DEPLOY_SECONDS, ISSUER, PREVIEW_SECONDS, subjects_of

_DEFAULT_BRANCH = "refs/heads/main"


@dataclass(frozen=True, kw_only=True)
class DeliveryIdentityArgs:
    """Which repository delivers to which environment."""

    environment: str
    """The environment, and the GitHub environment that guards its deployments."""
    account_id: str
    """The account of the environment."""
    state: StateStore
    """Where the states are that its roles read and write."""
    repositories: Sequence[str]
    """What GitHub calls the repository in its workflows' identities, such as `organisation/repository`."""
    domain: str
    """The domain whose certificate the environment proves to ACM; of all DNS records, the pipeline sets this proof."""
    issuer_arn: pulumi.Input[str]
    """GitHub's issuer, as the account knows it."""
    hosted: Sequence[str] = ()
    """Environments on this one's cluster, which are delivered with its role, such as `review-*`."""


class DeliveryIdentity(Component):
    """Two roles for GitHub's workflows, preview and deploy, and the boundary that all roles of the environment obey.

    The roles and the boundary are out of the pipeline's own reach: an administrator applies changes to them.
    """

    preview_role_arn: pulumi.Output[str]
    """The role of pull requests and drift checks: reads configurations, and neither data nor secrets."""
    deploy_role_arn: pulumi.Output[str]
    """The role of jobs in the GitHub environment, which its reviewers have let through."""
    boundary_arn: pulumi.Output[str]
    """The permissions boundary that each role of the environment needs; without it the pipeline can't create one."""

    def __init__(self, name: str, args: DeliveryIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DeliveryIdentity", name, None, opts)
        self._prefix = name
        self._args = args
        boundary = iam.Policy(
            f"{name}-boundary",
            name=physical_name(args.environment, "boundary"),
            description=f"The most that any role of {args.environment} may do",
            policy=policy_document(delivery_bounds(args)),
            opts=self.child(),
        )
        self.boundary_arn = boundary.arn
        preview = self._role(
            PREVIEW,
            description="Pull requests and drift checks: reads configurations",
            subjects=[
                *subjects_of(args.repositories, "pull_request"),
                # Its scheduled drift checks preview, too.
                *subjects_of(args.repositories, f"ref:{_DEFAULT_BRANCH}"),
            ],
            seconds=PREVIEW_SECONDS,
            boundary=boundary,
        )
        iam.RolePolicy(
            f"{name}-preview-policy",
            name=PREVIEW,
            role=preview.name,
            policy=policy_document([*preview_statements(args.environment), *self._states(write=False)]),
            opts=self.child(),
        )
        iam.RolePolicyAttachment(
            f"{name}-preview-reading", role=preview.name, policy_arn=PREVIEW_POLICY, opts=self.child()
        )
        deploy = self._role(
            DEPLOY,
            description="Jobs in the GitHub environment: makes what the environment is made of",
            subjects=subjects_of(args.repositories, f"environment:{args.environment}"),
            # The subject names the environment alone; which branches it takes is a setting on GitHub.
            ref=_DEFAULT_BRANCH,
            seconds=DEPLOY_SECONDS,
            boundary=boundary,
        )
        self._permit(deploy)
        self.preview_role_arn = preview.arn
        self.deploy_role_arn = deploy.arn
        self.register()

    def _states(self, *, write: bool) -> list[Statement]:
        args = self._args
        return state_statements(
            args.state,
            account_id=args.account_id,
            environment=args.environment,
            hosted=args.hosted if write else (),
            write=write,
        )

    def _role(
        self,
        purpose: str,
        *,
        description: str,
        subjects: Sequence[str],
        ref: str | None = None,
        seconds: int,
        boundary: iam.Policy,
    ) -> iam.Role:
        return iam.Role(
            f"{self._prefix}-{purpose}",
            name=delivery_role_name(self._args.environment, purpose),
            description=description,
            assume_role_policy=policy_document([workflow_trust(self._args.issuer_arn, subjects, ref=ref)]),
            max_session_duration=seconds,
            permissions_boundary=boundary.arn,
            opts=self.child(),
        )

    def _permit(self, deploy: iam.Role) -> None:
        """Give the deploy role its policies; whoever may attach one is an administrator."""
        args = self._args
        parts = deploy_policies(args.account_id, args.environment, args.hosted, domain=args.domain)
        for part, statements in {**parts, "states": self._states(write=True)}.items():
            policy = iam.Policy(
                f"{self._prefix}-deploy-{part}",
                name=f"{delivery_role_name(args.environment, DEPLOY)}-{part}",
                description=f"One part of what the pipeline of {args.environment} may do",
                policy=policy_document(statements),
                opts=self.child(),
            )
            iam.RolePolicyAttachment(
                f"{self._prefix}-deploy-{part}-attached", role=deploy.name, policy_arn=policy.arn, opts=self.child()
            )


def delivery_bounds(args: DeliveryIdentityArgs) -> list[Statement]:
    """The boundary, with the states that both delivery roles work on."""
    return [
        *boundary_statements(args.account_id, args.environment, args.hosted, domain=args.domain),
        *state_bounds(args.state, account_id=args.account_id, environment=args.environment, hosted=args.hosted),
    ]


def workflow_trust(provider_arn: pulumi.Input[str], subjects: Sequence[str], *, ref: str | None = None) -> Statement:
    """Only these subjects, letter by letter: a pattern would let in a repository or branch that someone else names.

    With `ref`, only a workflow that runs on that branch besides.
    """
    branch = {} if ref is None else {f"{ISSUER}:ref": ref}
    return role_trust(
        Principals(federated=[provider_arn]),
        "sts:AssumeRoleWithWebIdentity",
        conditions={"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subjects, **branch}},
    )
