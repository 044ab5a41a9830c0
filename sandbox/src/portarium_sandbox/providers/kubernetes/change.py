"""Which of an object's readings belong to its last change: a status outlives the spec that it was written for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.providers.kubernetes.inputs import items_in, place_in


def generation_of(live: Object) -> int:
    """How often the object's wishes changed; of a kind that does not count, never."""
    return live["metadata"].get("generation", 0)


def is_observed(live: Object) -> bool:
    """Whether the object's controller has seen its last change; one that never said so has not."""
    return (place_in(live, "status", "observedGeneration") or 0) >= generation_of(live)


def is_outdated(live: Object, reading: Mapping[str, Any] | None = None) -> bool:
    """Whether a status, or a condition with a generation of its own, says that it is of an earlier generation.

    What names no generation says nothing of it, and is taken for what it is.
    """
    of_its_own = (reading or {}).get("observedGeneration")
    observed = place_in(live, "status", "observedGeneration") if of_its_own is None else of_its_own
    return observed is not None and observed < generation_of(live)


def changed_at(live: Object) -> datetime | None:
    """When somebody last changed what the object is to be, by the API server's clock, to the second.

    A controller's notes are no change, and neither is a scale: both come by a subresource.
    """
    times = [
        _time(entry.get("time"))
        for entry in items_in(live, "metadata", "managedFields")
        if not entry.get("subresource") and "f:spec" in (entry.get("fieldsV1") or {})
    ]
    return max((time for time in times if time is not None), default=None)


def is_of_last_change(live: Object, condition: Mapping[str, Any], *, seconds_after: int = 0) -> bool:
    """Whether a condition came about with the last change, or some time after it, and not before.

    A controller that has seen a change carries the conditions over that it has nothing new to say about.
    """
    changed = changed_at(live)
    said = _time(condition.get("lastUpdateTime") or condition.get("lastTransitionTime"))
    return changed is None or said is None or said >= changed + timedelta(seconds=seconds_after)


def is_event_of_last_change(live: Object, event: Mapping[str, Any]) -> bool:
    """Whether an event of an object came after its last change; all do of an object that was never changed."""
    changed = changed_at(live)
    if changed is None or changed == _time(live["metadata"].get("creationTimestamp")):
        return True
    said = (
        _time(place_in(event, "series", "lastObservedTime") or event.get("lastTimestamp"))
        or _time(event.get("eventTime") or event.get("firstTimestamp"))
        or _time(place_in(event, "metadata", "creationTimestamp"))
    )
    # In the second of the change itself nobody knows; a warning that still holds is said again.
    return said is None or said > changed


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
