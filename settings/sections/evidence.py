"""The evidence store."""

from domain.iam_role import IamRole
from domain.object_lock import LockChoice
from settings.section import Days, Section, Switch


class Evidence(Section):
    """The write-once bucket of evidence artifacts."""

    object_lock: LockChoice
    """Who can delete a version before its time: whoever may delete (off), nobody while the bucket's policy denies the
    bypass (GOVERNANCE), nobody at all, AWS included (COMPLIANCE)."""

    retention_days: Days
    """How long each version is locked; without Object Lock, when it expires."""

    acknowledge_compliance_days: Days | None = None
    """Repeats `retentionDays` in COMPLIANCE mode, which nobody can undo."""

    legal_hold_principals: tuple[IamRole, ...] = ()
    """Who may assume the environment's legal-hold role, the only one that can place and lift holds."""

    copied: Switch | None = None
    """Whether locked evidence has a copy in the account that `records` names in infra/environments.json; by default
    where the tier demands it and there is another account."""
