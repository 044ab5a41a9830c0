"""The IAM roles by which people come into an account."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.aws.people_trust import PeopleTrust, people_statements
from components.aws.policy_document import Statement, policy_document
from components.component import Component
from components.naming import account_name
from domain.person_role import ADMINISTRATOR, PersonRole, person_role_name
from domain.project import PROJECT

_ADMINISTRATION = "arn:aws:iam::aws:policy/AdministratorAccess"
# A first deployment takes more than an hour; everybody else works for a day.
_ADMINISTRATION_SECONDS = 7200
_WORKING_SECONDS = 28800
_DESCRIPTIONS: Mapping[PersonRole, str] = {
    "administrator": "Administers the account, and applies its program",
    "platform-engineer": "Signs in to clusters as a platform engineer",
    "app-team": "Signs in to clusters as a member of an application team",
    "read-only": "Signs in to clusters to look",
    "on-call": "Signs in to clusters during an incident, once a grant names it",
}


@dataclass(frozen=True, kw_only=True)
class PeopleRolesArgs:
    """Who comes, and as what."""

    account: str
    """The account's name, part of the name of what bounds the roles."""
    account_id: pulumi.Input[str]
    """The account."""
    trusted: Mapping[PersonRole, PeopleTrust]
    """Who may take on each role; a role that is left out is not made, because something else makes it."""
    protect: bool
    """Whether Pulumi refuses to delete them: who applies the account's program may have no other way back in."""


class PeopleRoles(Component):
    """A role for each kind of person, under the name that the settings of the environments give.

    Only administrators have rights in AWS. Everybody else finds a cluster and signs in to it, and no policy that is
    attached later allows more; what they may do there, its access entries say, and on call that is nothing until a
    grant for an incident.
    """

    arns: pulumi.Output[dict[str, str]]
    """The ARN of each role that was made, by its kind; known once it has its rights."""

    def __init__(self, name: str, args: PeopleRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:PeopleRoles", name, None, opts)
        self._prefix = name
        self._args = args
        sign_in = iam.Policy(
            f"{name}-sign-in",
            name=account_name(args.account, "sign-in"),
            description="Finds a cluster, which is all that anybody but an administrator does in AWS",
            policy=policy_document(sign_in_statements(args.account_id)),
            opts=self.child(protect=args.protect),
        )
        self.arns = pulumi.Output.all(
            **{kind: self._role(kind, trust, sign_in.arn) for kind, trust in args.trusted.items()}
        ).apply(dict)
        self.register()

    def _role(self, kind: PersonRole, trust: PeopleTrust, sign_in: pulumi.Output[str]) -> pulumi.Output[str]:
        args = self._args
        administers = kind == ADMINISTRATOR
        role = iam.Role(
            f"{self._prefix}-{kind}",
            name=person_role_name(kind),
            description=_DESCRIPTIONS[kind],
            assume_role_policy=policy_document(people_statements(args.account_id, trust)),
            max_session_duration=_ADMINISTRATION_SECONDS if administers else _WORKING_SECONDS,
            permissions_boundary=None if administers else sign_in,
            opts=self.child(protect=args.protect),
        )
        rights = iam.RolePolicyAttachment(
            f"{self._prefix}-{kind}-rights",
            role=role.name,
            policy_arn=_ADMINISTRATION if administers else sign_in,
            opts=self.child(protect=args.protect),
        )
        return pulumi.Output.all(role.arn, rights.id).apply(lambda told: str(told[0]))


def sign_in_statements(account_id: pulumi.Input[str]) -> list[Statement]:
    """What makes a kubeconfig; the token in it is a question to STS that everybody may ask."""
    return [
        Statement(
            sid="FindClusters",
            actions=["eks:DescribeCluster"],
            resources=[pulumi.Output.concat("arn:aws:eks:*:", account_id, f":cluster/{PROJECT}-*")],
        )
    ]
