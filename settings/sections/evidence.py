"""The evidence store."""

from typing import Literal

from settings.domain.iam_role import IamRole
from settings.section import Days, Section

ObjectLock = Literal["off", "GOVERNANCE", "COMPLIANCE"]
"""The mode of Object Lock; a later one is stricter."""

STRICTNESS: tuple[ObjectLock, ...] = ("off", "GOVERNANCE", "COMPLIANCE")


class Evidence(Section):
    """The write-once bucket of evidence artifacts."""

    object_lock: ObjectLock
    """Whether a version can be deleted before its time: by anyone (off), by a named role (GOVERNANCE), by nobody at all
    (COMPLIANCE, not even by AWS)."""

    retention_days: Days
    """How long each version is locked; without Object Lock, when it expires."""

    acknowledge_compliance_days: Days | None = None
    """Repeats `retentionDays` in COMPLIANCE mode, which nobody can undo."""

    legal_hold_principals: tuple[IamRole, ...] = ()
    """Who may assume the environment's legal-hold role, the only one that can place and lift holds."""
