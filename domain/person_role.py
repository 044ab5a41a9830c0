"""The IAM roles by which people come into an account."""

from typing import Literal

from domain.access_role import StandingRole
from domain.project import PROJECT

PersonRole = Literal["administrator", StandingRole, "on-call"]
"""The five roles; who is on call holds nothing until a grant for an incident names the role."""

ADMINISTRATOR: PersonRole = "administrator"

PERSON = r"arn:aws[a-z-]*:iam::[0-9]{12}:(root|user/.+)"
"""Who can show a second factor: a role's session is no proof of one, STS does not pass on that there was one."""

SAML_PROVIDER = r"arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/.+"
"""Who asks for the second factor itself."""

SINGLE_SIGN_ON = r"arn:aws[a-z-]*:iam::[0-9]{12}:role/aws-reserved/sso\.amazonaws\.com/.+"
"""The path belongs to AWS: nobody else makes a role below it."""


def person_role_name(role: PersonRole) -> str:
    """Return the IAM role's name, which the settings of an environment's access give."""
    return f"{PROJECT}-{role}"
