"""Who may take on the role of a person, and what proves that it is the person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.aws.legal_hold_role import matching_roles_trust
from components.aws.policy_document import Principals, Statement, role_trust
from domain.person_role import PERSON, SINGLE_SIGN_ON

# The address at which AWS takes assertions, which names whom one was made for.
_SAML_AUDIENCE = "https://signin.aws.amazon.com/saml"


@dataclass(frozen=True, kw_only=True)
class PeopleTrust:
    """Who may take a role on; at least one of the three."""

    principals: Sequence[str] = ()
    """ARNs of users, or of accounts (`…:root`) whose own policies say which users; each shows a second factor."""
    saml_providers: Sequence[pulumi.Input[str]] = ()
    """ARNs of the account's SAML providers, which ask for the second factor themselves."""
    single_sign_on: Sequence[str] = ()
    """Patterns of the roles that IAM Identity Center makes in the account for its permission sets, such as
    `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Administrator_*`; it asks for the
    second factor itself. A session that comes this way ends after an hour, whatever the role allows."""

    def __post_init__(self) -> None:
        if not (self.principals or self.saml_providers or self.single_sign_on):
            raise ValueError("people's trust: nobody is named")
        for principal in self.principals:
            if not re.fullmatch(PERSON, principal):
                raise ValueError(
                    f"people's trust: {principal} is neither a user nor an account; no other can show a second factor"
                )
        for pattern in self.single_sign_on:
            if not re.fullmatch(SINGLE_SIGN_ON, pattern):
                raise ValueError(f"people's trust: {pattern} is not below aws-reserved/sso.amazonaws.com/")


def people_statements(account_id: pulumi.Input[str], trust: PeopleTrust) -> list[Statement]:
    """The trust of a role, one statement a way in."""
    second_factor = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    statements: list[Statement] = []
    if trust.principals:
        statements.append(role_trust(Principals(aws=trust.principals), "sts:AssumeRole", conditions=second_factor))
    if trust.saml_providers:
        audience = {"StringEquals": {"SAML:aud": _SAML_AUDIENCE}}
        providers = Principals(federated=trust.saml_providers)
        statements.append(role_trust(providers, "sts:AssumeRoleWithSAML", conditions=audience))
    if trust.single_sign_on:
        statements.append(matching_roles_trust(account_id, trust.single_sign_on))
    return statements
