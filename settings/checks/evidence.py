"""The evidence store: the acknowledgement of what can never be undone."""

from collections.abc import Iterator

from settings.stack import Stack
from settings.stack_config import StackConfig


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield a COMPLIANCE mode that is not acknowledged with the very number of days, and an acknowledgement of nothing."""
    evidence = config.evidence
    if evidence is None:
        return
    at = "evidence.acknowledgeComplianceDays"
    acknowledged, days = evidence.acknowledge_compliance_days, evidence.retention_days
    if evidence.object_lock != "COMPLIANCE":
        if acknowledged is not None:
            yield at, f"{acknowledged}, but objectLock is {evidence.object_lock}; only COMPLIANCE is acknowledged"
    elif acknowledged is None:
        yield at, f"missing; COMPLIANCE cannot be undone by anyone, repeat retentionDays here: {days}"
    elif acknowledged != days:
        yield at, f"{acknowledged} is not evidence.retentionDays {days}; COMPLIANCE cannot be undone by anyone"
