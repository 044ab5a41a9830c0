"""The roles that people have in an environment."""

from typing import Literal

from domain.project import PROJECT

StandingRole = Literal["platform-engineer", "app-team", "read-only"]
"""The roles that are granted until further notice."""

AccessRole = Literal[StandingRole, "break-glass"]
"""The four roles; the last is granted for one incident, for at most a day."""

BREAK_GLASS: AccessRole = "break-glass"


def preview_group(environment: str) -> str:
    """Return the Kubernetes group that previews of an environment's cluster belong to; no role of people is in it."""
    return f"{PROJECT}:{environment}:preview"


def access_group(environment: str, role: AccessRole) -> str:
    """Return the Kubernetes group that an environment's access entries put a role's holders into."""
    return f"{PROJECT}:{environment}:{role}"
