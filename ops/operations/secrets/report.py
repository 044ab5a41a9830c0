"""Tells CloudWatch how fresh the secrets are: a line of a log, out of which a filter takes the numbers.

There is a private endpoint for logs, and none for metrics; and the line says what each number is made of.
"""

import json
from datetime import UTC, datetime
from typing import Any

from domain.secret_freshness import OLDEST_PERCENT, SINCE_SYNC_SECONDS
from ops.operations.aws import Aws, AwsError
from ops.operations.secrets.freshness import Freshness
from ops.operations.secrets_plan import SecretsPlan

_ALREADY = "ResourceAlreadyExistsException"
_STREAM = "freshness"


def report(plan: SecretsPlan, freshness: Freshness, aws: Aws, now: datetime) -> None:
    """Write one line; it holds names, times and numbers, and no value."""
    where = {"logGroupName": plan.log_group, "logStreamName": _STREAM}
    try:
        aws.ask("logs", "create_log_stream", **where)
    except AwsError as error:
        if error.code != _ALREADY:
            raise
    event = {"timestamp": int(now.timestamp() * 1000), "message": json.dumps(as_data(plan, freshness))}
    aws.ask("logs", "put_log_events", **where, logEvents=[event])


def as_data(plan: SecretsPlan, freshness: Freshness) -> dict[str, Any]:
    """Return the same for scripts."""
    return {
        "environment": str(plan.environment),
        "bundleId": plan.bundle_id,
        "source": plan.source,
        OLDEST_PERCENT: round(freshness.oldest_percent, 1),
        SINCE_SYNC_SECONDS: int(freshness.since_sync.total_seconds()),
        "items": [
            {
                "name": state.item.name,
                "purpose": state.item.purpose,
                "rotationFrequencyDays": state.item.rotation_frequency_days,
                "writtenAt": _instant(state.value.written) if state.value else None,
                "dueAt": _instant(state.due) if state.value else None,
                "syncedAt": _instant(freshness.synced_at(state.item.name)),
            }
            for state in freshness.items
        ],
        "mirrors": [
            {
                "externalSecret": f"{state.mirror.namespace}/{state.mirror.external_secret}",
                "syncedAt": _instant(state.synced_at),
                "problem": state.problem,
            }
            for state in freshness.mirrors
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
