"""The evidence store: the acknowledgement of what can never be undone, and the account of its copy."""

from settings.draft import Draft, Findings
from settings.registry import FILE
from settings.sections.evidence import Evidence


def check(draft: Draft) -> Findings:
    """Yield a mode that is not acknowledged or is not the acknowledged one, and a copy that would be worth nothing."""
    evidence = draft.config.evidence
    if evidence is None:
        return
    yield from _check_acknowledgement(evidence)
    yield from _check_copy(draft, evidence)


def _check_copy(draft: Draft, evidence: Evidence) -> Findings:
    at, home, tier = "evidence.copied", draft.stack.home, draft.stack.tier
    if evidence.copied and evidence.object_lock == "off":
        yield at, "true, but objectLock is off; only locked evidence is copied"
    elif home.copies_id is not None:
        return
    elif evidence.copied:
        yield at, f"true, but there is no other account for a copy; name one as records ({FILE})"
    elif draft.stack.floors.evidence_copy and len(draft.stack.registry.accounts) > 1:
        yield at, f"{tier} requires a copy in another account, and records is {home.account}, its own ({FILE})"


def _check_acknowledgement(evidence: Evidence) -> Findings:
    at = "evidence.acknowledgeComplianceDays"
    acknowledged, days = evidence.acknowledge_compliance_days, evidence.retention_days
    if evidence.object_lock != "COMPLIANCE":
        if acknowledged is not None:
            yield at, f"{acknowledged}, but objectLock is {evidence.object_lock}; only COMPLIANCE is acknowledged"
    elif acknowledged is None:
        yield at, f"missing; COMPLIANCE cannot be undone by anyone, repeat retentionDays here: {days}"
    elif acknowledged != days:
        yield at, f"{acknowledged} is not evidence.retentionDays {days}; COMPLIANCE cannot be undone by anyone"
