"""When a request is read again: when it has changed, when its time has come, and when its secret is not what it was."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

from portarium_sandbox.pods.objects import Object, part

_PIECE = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


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


def duration(text: str) -> timedelta:
    """A duration as Go writes it: `1h0m0s`."""
    return timedelta(seconds=sum(float(amount) * _SECONDS[unit] for amount, unit in _PIECE.findall(text)))


def stamp(now: datetime) -> str:
    """A time as Kubernetes writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
