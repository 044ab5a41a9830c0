"""The IAM roles by which people come into an account."""

from typing import Literal

from domain.access_role import StandingRole
from domain.project import PROJECT

PersonRole = Literal["administrator", StandingRole, "on-call"]
"""The five roles; who is on call holds nothing until a grant for an incident names the role."""

ADMINISTRATOR: PersonRole = "administrator"


def person_role_name(role: PersonRole) -> str:
    """Return the IAM role's name, which the settings of an environment's access give."""
    return f"{PROJECT}-{role}"
