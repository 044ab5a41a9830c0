"""Evidence is locked in the mode and for the days of its tier."""

from collections.abc import Iterator

from domain.object_lock import STRICTNESS
from policies.evidence import BUCKET, require_evidence
from policies.resource import Resource, Stack, part
from policies.rule import NotApplicableError, StackRule
from policies.tier import tier_rules
from settings.registry import Floors

_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
_MODES: tuple[str, ...] = STRICTNESS
_DAYS_A_YEAR = 365


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    require_evidence(resource)
    floors = tier_rules(resource).floors
    if floors.object_lock == "off":
        raise NotApplicableError(f"the tier of {resource.stack} asks for no lock")
    if resource.properties.get("objectLockEnabled") is not True:
        # AWS takes it at the bucket's creation only.
        yield "has no Object Lock, and can't get one later; create it with objectLockEnabled: true"
    locks = list(stack.referring(_LOCK, "bucket", resource))
    if not locks:
        yield f"has no default retention; add a BucketObjectLockConfiguration of {_demand(floors)}"
    for lock in locks:
        yield from _judge(resource, lock, floors)


def _judge(resource: Resource, lock: Resource, floors: Floors) -> Iterator[str]:
    retention = part(part(lock.properties, "rule"), "defaultRetention")
    mode = str(retention.get("mode") or _MODES[0])
    days = (retention.get("days") or 0) + (retention.get("years") or 0) * _DAYS_A_YEAR
    if _MODES.index(mode) < _MODES.index(floors.object_lock) or days < floors.retention_days:
        yield f"is locked by {mode} for {days:g} days; {resource.stack} needs {_demand(floors)}"


def _demand(floors: Floors) -> str:
    return f"{floors.object_lock} for {floors.retention_days} days"


RULE = StackRule(
    name="evidence-is-locked",
    description="The evidence bucket has Object Lock in the mode and for the days of its tier.",
    types=frozenset({BUCKET}),
    check=_check,
)
