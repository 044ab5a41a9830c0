"""Who may do what in the environment."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import Field, model_validator

from domain.access_role import StandingRole
from domain.iam_role import IamRole
from domain.incident import Incident
from domain.instant import Instant
from settings.section import Section, invalid

LONGEST_BREAK_GLASS = timedelta(hours=24)


class BreakGlass(Section):
    """An emergency grant: for one incident, for at most a day."""

    principal: IamRole
    """The role that is let in."""

    incident: Incident
    """The ticket that says why."""

    granted_at: Instant
    """When the grant began; a grant never begins in the future."""

    expires_at: Instant
    """When it ends, at most 24 hours later; the next update after that takes it away."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.expires_at.time <= self.granted_at.time:
            raise invalid("expiresAt", f"{self.expires_at} is not after grantedAt")
        if self.expires_at.time - self.granted_at.time > LONGEST_BREAK_GLASS:
            latest = (self.granted_at.time + LONGEST_BREAK_GLASS).strftime("%Y-%m-%dT%H:%M:%SZ")
            raise invalid("expiresAt", f"{self.expires_at} is over 24 hours after grantedAt; {latest} is the latest")
        return self

    def is_active(self, now: datetime) -> bool:
        """Tell whether the grant holds at `now`."""
        return self.granted_at.time <= now < self.expires_at.time


class Access(Section):
    """The grants of the environment."""

    administrators: tuple[IamRole, ...] = ()
    """The roles that administer the cluster, the one that runs `pulumi up` among them."""

    grants: dict[StandingRole, tuple[IamRole, ...]] = Field(default_factory=dict[StandingRole, tuple[IamRole, ...]])
    """The IAM roles that hold each standing policy."""

    break_glass: tuple[BreakGlass, ...] = ()
    """The emergency grants; those that have expired are left out of the loaded settings."""

    def principals(self, role: StandingRole) -> tuple[IamRole, ...]:
        """Return the IAM roles that hold a standing policy."""
        return self.grants.get(role, ())
