"""When a request is read again: when it has changed, when its time has come, and when its secret is not what it was."""

import hashlib
import json
from datetime import datetime, timedelta

from portarium_sandbox.kubernetes.times import duration
from portarium_sandbox.pods.objects import Object, part


def version_of(metadata: Object) -> str:
    """What of an object its synchronisation was of: an annotation that is new has it read again, too."""
    worn = {kind: part(metadata, kind) for kind in ("annotations", "labels")}
    digest = hashlib.sha256(json.dumps(worn, sort_keys=True).encode()).hexdigest()
    return f"{metadata['generation']}-{digest}"


def is_due(request: Object, now: datetime) -> bool:
    """Whether a request has to be read again, whatever its secret holds."""
    status = part(request, "status")
    if status.get("syncedResourceVersion") != version_of(request["metadata"]) or not status.get("refreshTime"):
        return True
    interval = duration(str(request["spec"].get("refreshInterval", "1h")))
    if interval <= timedelta():
        return False
    return now >= datetime.fromisoformat(status["refreshTime"]) + interval
