"""The evidence store: the acknowledgement of what can never be undone."""

from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield a COMPLIANCE mode that is not acknowledged with its days, and an acknowledgement of another mode."""
    evidence = draft.config.evidence
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
